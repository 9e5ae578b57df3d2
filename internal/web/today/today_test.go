package today

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/desk"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/project"
	"lianzhang/internal/ticket"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) { uitest.Check(t, "today", files, map[string]any{"show": page{}}) }

func newSite(t *testing.T) *webtest.Site {
	t.Helper()
	s := webtest.New(t, "2026-11-20")
	d := &desk.Service{Projects: s.Projects, Review: s.Review, Chains: s.Chains, Org: s.Org, Clock: s.Run.Clock, Calendar: s.Org.Working}
	s.Serve(t, Routes(Deps{Desk: d}), Add)
	return s
}

func TestEverybodyLandsWhereTheDayBegins(t *testing.T) {
	s := newSite(t)
	for login, want := range map[string]string{"": "/login?next=%2F", "zong": "/chains", "sysadmin": "/admin", "secadmin": "/admin", "auditadmin": "/admin",
		"office": "", "team": "", "factor": ""} {
		a := s.As(t, login).Get("/")
		if want == "" {
			a.Want(http.StatusOK)
		} else if got := a.Want(http.StatusSeeOther).Header.Get("Location"); got != want {
			t.Errorf("%q lands on %s, want %s", login, got, want)
		}
	}
	s.As(t, "sysadmin").Get("/today").Want(http.StatusForbidden)
	if got := s.As(t, "zong").Get("/today").Want(http.StatusOK).Text("h1"); got != "今日" {
		t.Errorf("a chief who asks for the desk gets %q", got)
	}
	s.As(t, "office").Get("/today?kind=nonsense").Want(http.StatusOK)
}

func TestTheQueue(t *testing.T) {
	s := newSite(t)
	s.Project(t, "高精铜板带", func(p *project.Project) { p.CompletedPlan = "2026-11-01" })
	s.Project(t, "铜箔二期", func(p *project.Project) { p.CompletedPlan = "2026-11-20" })
	s.Project(t, "漆包线", func(p *project.Project) {
		p.Stage, p.StartedActual, p.StartedPlan, p.YearPlan = project.Signed, "", "2026-11-25", 0
	})
	lead := s.Actor(t, "lead")
	p := s.Project(t, "电解铜", func(p *project.Project) { p.UnitID, p.ChainID = s.Units["市商务局"], s.Chain["新型储能"] })
	for _, o := range []comment.New{{Body: "三日内报方案", Instruction: true, Due: "2026-11-23"}} {
		if _, err := s.Comments.Add(t.Context(), s.Actor(t, "zong"), p.Ref(), o); err != nil {
			t.Fatal(err)
		}
	}
	a := s.As(t, "office").Get("/").Want(http.StatusOK)
	if lede := a.Text(".lede"); !strings.HasPrefix(lede, "11月20日 星期五，要办") || !strings.Contains(lede, "今日到期1件") {
		t.Errorf("the lede says %q", lede)
	}
	line := func(a *webtest.Answer, title string) string {
		for _, l := range a.Texts(".queue li") {
			if strings.Contains(l, title) && strings.Contains(l, "节点") || strings.Contains(l, title) && strings.Contains(l, "批示") {
				return l
			}
		}
		return ""
	}
	for title, want := range map[string]string{
		"高精铜板带":  "节点 高精铜板带计划11月1日竣工 铜基新材料 总投资5.00亿元 竣工超期19天 市发改委 推进",
		"铜箔二期":   "节点 铜箔二期计划11月20日竣工 铜基新材料 总投资5.00亿元 竣工今日 市发改委 推进",
		"漆包线":    "节点 漆包线计划11月25日开工 铜基新材料 总投资5.00亿元 开工剩5天 市发改委 推进",
		"三日内报方案": "批示 三日内报方案电解铜 zong同志 11月20日批 办结剩3天 市商务局 办理",
	} {
		if diff := cmp.Diff(want, line(a, title)); diff != "" {
			t.Errorf("line of %s (-want +got):\n%s", title, diff)
		}
	}
	mine := s.As(t, "lead").Get("/today?kind=report").Want(http.StatusOK)
	if got := mine.Attr(".queue li .btn", "href"); !strings.HasSuffix(got, "/report?period=2026-10") {
		t.Errorf("the lead unit files at %s", got)
	}
	if n := len(mine.Texts(".queue li")); n != 2 {
		t.Errorf("the lead unit owes %d reports, want those of its own two projects", n)
	}
	if titles := mine.Texts(".queue .what a"); strings.Contains(strings.Join(titles, " "), "电解铜") {
		t.Errorf("another unit's project is on the desk of %s", lead.Name)
	}
	if got := s.As(t, "factor").Get("/").Want(http.StatusOK).Text(".state h3"); got != "没有要办的" {
		t.Errorf("a department without duties reads %q", got)
	}
}

func TestTicketsAreOnTheDesk(t *testing.T) {
	s := newSite(t) // Friday 20 November
	tickets := ticket.New(s.Run, s.Org, s.Chains)
	power, land := s.Units["市供电公司"], s.Units["市发改委"]
	for _, x := range []ticket.Ticket{{Name: "外线未按期送电", RaisedOn: "2026-10-20", UnitID: power}, {Name: "蒸汽压力不稳", UnitID: power, Urgent: true}, {Name: "规划调整", UnitID: land}, {Name: "等材料", UnitID: power}} {
		x.Kind, x.Firm, x.ChainID = "energy", "启岳储能科技有限公司", s.Chain["新型储能"]
		made, err := tickets.Raise(t.Context(), s.Actor(t, "office"), x)
		if err != nil {
			t.Fatal(err)
		}
		if x.Name != "等材料" {
			continue
		}
		for _, do := range []struct {
			login string
			ticket.Act
		}{{"factor", ticket.Act{Action: ticket.ActAccept}}, {"factor", ticket.Act{Action: ticket.ActPause, Text: "等企业补材料"}}, {"office", ticket.Act{Action: ticket.ActGrant}}} {
			if _, err := tickets.Do(t.Context(), s.Actor(t, do.login), made.ID, do.Act); err != nil {
				t.Fatal(err)
			}
		}
	}
	got := s.As(t, "factor").Get("/today?kind=ticket").Want(http.StatusOK).Texts(".queue li")
	want := []string{"诉求 外线未按期送电启岳储能科技有限公司 待受理 新型储能 时限超期10天 本单位 受理", "诉求 蒸汽压力不稳启岳储能科技有限公司 待受理 新型储能 紧急 时限剩3天 本单位 受理",
		"诉求 等材料启岳储能科技有限公司 已受理 新型储能 时限停表 本单位 看进展"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the desk of the power company (-want +got):\n%s", diff)
	}
	if lede := s.As(t, "factor").Get("/").Text(".lede"); !strings.Contains(lede, "要办2件：超期1件，七天内1件") {
		t.Errorf("the lede says %q; what is on hold does not count", lede)
	}
	for _, l := range s.As(t, "office").Get("/").Texts(".queue li") {
		if strings.HasPrefix(l, "诉求") {
			t.Errorf("a department's ticket is on the office's desk: %s", l)
		}
	}
}

func TestHighPilesAreCut(t *testing.T) {
	s := newSite(t)
	for _, name := range []string{"甲", "乙", "丙", "丁", "戊", "己"} {
		s.Project(t, name+"项目", func(p *project.Project) { p.CompletedPlan = "2026-10-31" })
	}
	a := s.As(t, "office").Get("/")
	rest := ""
	for _, l := range a.Texts(".queue li") {
		if strings.HasPrefix(l, "节点 还有") {
			rest = l
		}
	}
	if rest != "节点 还有3个项目到了计划节点 看全部" {
		t.Errorf("the cut pile says %q", rest)
	}
	if n := len(s.As(t, "office").Get("/today?kind=stage").Texts(".queue li")); n != 6 {
		t.Errorf("the page of the kind has %d lines", n)
	}
	filing := a.Texts("aside section")[1]
	if !strings.HasPrefix(filing, "10月报送应报6个，缺6个") {
		t.Errorf("the rail says %q", filing)
	}
	for _, at := range []string{a.Attr("aside section:nth-child(2) header a", "href"), a.Attr("aside section:nth-child(2) li a", "href")} {
		u, err := url.Parse(at)
		if err != nil {
			t.Fatal(err)
		}
		q, err := project.Spec.Parse(u.Query())
		if err != nil {
			t.Fatal(err)
		}
		if n, err := project.Spec.Count(t.Context(), s.DB, q, list.Asker{Scope: s.Actor(t, "office").Scope, Today: "2026-11-20"}); err != nil || n != 6 {
			t.Errorf("behind the six missing reports stand %d projects, %v: %s", n, err, at)
		}
	}
}
