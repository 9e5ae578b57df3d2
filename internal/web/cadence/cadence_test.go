package cadence

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	area "lianzhang/internal/cadence"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/docx"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/project"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) {
	c, err := ui.NewCalendar("2026-11", "2026-11-22", nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	uitest.Check(t, "cadence", files, map[string]any{"index": &indexPage{Calendar: c}, "show": &showPage{IsKept: true}, "check": &checkPage{}, "line": &linePage{}, "rules": &rulesPage{},
		"compare": &comparePage{}})
}

// serve gives a city whose periods keep the projects, with two of them: one in each county.
func serve(t *testing.T) (*webtest.Site, *area.Service, []*project.Project) {
	t.Helper()
	s := webtest.New(t, "2026-11-06")
	all := []*project.Project{s.Project(t, "高端铜箔", nil), s.Project(t, "储能电池", func(p *project.Project) { p.Region = webtest.Linggang })}
	c := &area.Service{Run: s.Run, Calendar: workday.Default}
	c.Keep(area.Keeper{Name: "bulletin", Label: "项目", Lines: func(ctx context.Context, p period.Period) ([]area.Line, error) {
		rows, err := s.Projects.Select(ctx, s.Run.DB, authz.Scope{All: true}, new(db.Where), "ORDER BY t.total_invest DESC, t.id")
		var out []area.Line
		for i := range rows {
			r := &rows[i]
			out = append(out, area.Line{Key: "county:" + r.ID, Subject: r.Ref(), Keys: r.ScopeKeys(), Label: r.Name, Value: fmt.Sprint(r.TotalInvest), Words: ui.Yi(r.TotalInvest) + "亿元", Colour: r.Light,
				Rank: int64(i + 1), URL: "/projects/" + r.ID})
		}
		return out, err
	}})
	c.Ask(area.Due{Label: "月报", Items: func(ctx context.Context, scope authz.Scope, p period.Period) ([]area.Item, error) {
		if p.Kind() != period.Month || !scope.Allows(authz.Keys{Unit: s.Units["市发改委"]}) && !scope.All {
			return nil, nil
		}
		return []area.Item{{Unit: s.Units["市发改委"], Text: "项目月报", URL: "/projects", Done: 3, All: 5}}, nil
	}})
	s.Serve(t, append(Routes(Deps{Cadence: c, Calendar: workday.Default, Lists: s.Lists, Issuer: func(context.Context) string { return "市链长办" }}), s.Lists.Routes()...), Add, formpage.Add, listing.Add)
	return s, c, all
}

func TestFromDueToFrozen(t *testing.T) {
	s, _, all := serve(t)
	office, park := s.As(t, "office"), s.As(t, "park")
	page := office.Get("/periods").Want(http.StatusOK)
	if got := page.Text("#running"); !strings.Contains(got, "2026年10月") || !strings.Contains(got, "3/5") {
		t.Error(got)
	}
	if got := page.Text("#calendar"); !strings.Contains(got, "10月 截止") || !strings.Contains(got, "11月 开报") || !strings.Contains(got, "第45周 截止") {
		t.Error(got)
	}
	office.Get("/periods?month=2026-99").Want(http.StatusOK)
	if got := office.Get("/periods/2026-10").Want(http.StatusOK).Text("main"); !strings.Contains(got, "已办3，应办5，还差2") || !strings.Contains(got, "市发改委") {
		t.Error(got)
	}
	office.Get("/periods/2026-13").Want(http.StatusUnprocessableEntity)
	office.Get("/periods/2019-01").Want(http.StatusNotFound)
	for _, path := range []string{"/periods/2026-10/freeze", "/periods/2026-10/dates", "/periods/2026-10/hold", "/period-rules"} {
		park.Get(path).Want(http.StatusForbidden)
	}
	office.Get("/periods/2026-10/check").Want(http.StatusConflict)
	office.Get("/periods/2026-10/correction.docx").Want(http.StatusConflict)
	office.Post("/periods/2026-10/hold", url.Values{"reason": {"补数"}}).Want(http.StatusSeeOther)
	if got := office.Get("/periods/2026-10").Text("body"); !strings.Contains(got, "暂缓：补数") {
		t.Error(got)
	}
	office.Post("/periods/2026-10/hold", url.Values{"reason": {"补齐"}}).Want(http.StatusSeeOther)
	if n := office.Post("/periods/2026-10/dates", url.Values{"opens_on": {"2026-10-25"}, "remind_on": {"2026-11-01"}, "due_on": {"十一月"}, "reason": {"x"}}).Want(http.StatusUnprocessableEntity).Doc.Find("#f-due_on[aria-invalid]").Length(); n != 1 {
		t.Error("a bad date is not refused at its field")
	}
	office.Post("/periods/2026-10/freeze", url.Values{"reason": {""}}).Want(http.StatusUnprocessableEntity)
	office.Post("/periods/2026-10/freeze", url.Values{"reason": {"会议审定"}}).Want(http.StatusSeeOther)
	office.Post("/periods/2026-10/freeze", url.Values{"reason": {"再来"}}).Want(http.StatusUnprocessableEntity)
	office.Get("/periods/2026-09/freeze").Want(http.StatusOK) // an earlier one, belatedly
	office.Post("/periods/2026-09/freeze", url.Values{"reason": {"补冻结"}}).Want(http.StatusSeeOther)
	page = office.Get("/periods/2026-10").Want(http.StatusOK)
	if got := page.Text("main"); !strings.Contains(got, "冻结以后没有修订") || !strings.Contains(got, "会议审定") {
		t.Error(got)
	}
	if got := office.Get("/periods/2026-10/check").Want(http.StatusOK).Text("#check"); !strings.Contains(got, "2行与根、签名一致") {
		t.Error(got)
	}

	s.Run.Clock = clock.Fixed(clock.At("2026-11-06").Now().Add(time.Minute))
	if err := s.Projects.EditMany(t.Context(), s.Actor(t, "office"), []string{all[0].ID}, "业主核减", func(p *project.Project) error {
		p.TotalInvest = 1_0000_0000
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	page = office.Get("/periods/2026-10").Want(http.StatusOK)
	for _, want := range []string{"5.00亿元", "1.00亿元", "第1 → 第2", "链长办", "业主核减"} {
		if got := page.Text("#kept"); !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
	if got := office.Get("/periods/2026-10?show=all").Text("#kept"); strings.Count(got, "证明") == 0 || !strings.Contains(got, "储能电池") {
		t.Error(got)
	}
	if got := park.Get("/periods/2026-10?show=all").Want(http.StatusOK).Text("#kept"); strings.Contains(got, "储能电池") || !strings.Contains(got, "高端铜箔") {
		t.Errorf("the county sees %s", got)
	}
	word := office.Get("/periods/2026-10/correction.docx").Want(http.StatusOK)
	if _, err := docx.Read(bytes.NewReader(word.Body), int64(len(word.Body))); err != nil {
		t.Error(err)
	}
	proveAndCompare(t, s, all)
}

func proveAndCompare(t *testing.T, s *webtest.Site, all []*project.Project) {
	t.Helper()
	office, park := s.As(t, "office"), s.As(t, "park")
	if got := office.Get("/periods/2026-10/lines/0").Want(http.StatusOK).Text("main"); !strings.Contains(got, "证明成立") || !strings.Contains(got, all[0].ID) {
		t.Error(got)
	}
	seen := 0
	for _, no := range []string{"0", "1"} {
		if park.Get("/periods/2026-10/lines/"+no).Status == http.StatusOK {
			seen++
		}
	}
	if seen != 1 {
		t.Errorf("the county opens %d of two lines", seen)
	}
	office.Get("/periods/2026-10/lines/7").Want(http.StatusNotFound)
	office.Get("/periods/2026-10/lines/x").Want(http.StatusNotFound)
	file := office.Get("/periods/2026-10/lines/1/proof.json").Want(http.StatusOK)
	proof, err := area.ParseProof(file.Body)
	if err == nil {
		err = proof.Check("")
	}
	if err != nil {
		t.Error(err)
	}
	if got := office.Get("/periods/compare").Want(http.StatusOK).Text("main"); !strings.Contains(got, "2026年9月") || !strings.Contains(got, "高端铜箔") {
		t.Error(got)
	}
	if got := office.Get("/periods/compare?kind=year").Want(http.StatusOK).Text("main"); !strings.Contains(got, "不足两期") {
		t.Error(got)
	}
	if err := s.Run.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), "UPDATE cadence_line SET words = '9.00亿元' WHERE no = 1")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if got := office.Get("/periods/2026-10/check").Want(http.StatusOK).Text("#check"); !strings.Contains(got, "发现1处被改动") || !strings.Contains(got, "第2行") {
		t.Error(got)
	}
	if got := office.Get("/periods/2026-10/lines/1").Text("main"); !strings.Contains(got, "不符") {
		t.Error(got)
	}
}

func TestRules(t *testing.T) {
	s, _, _ := serve(t)
	office := s.As(t, "office")
	office.Get("/periods").Want(http.StatusOK)
	if got := office.Get("/period-rules").Want(http.StatusOK).Text("main"); !strings.Contains(got, "结束后第5个工作日18时") || !strings.Contains(got, "公钥") {
		t.Error(got)
	}
	office.Get("/period-rules/fortnight").Want(http.StatusNotFound)
	form := url.Values{"active": {"1"}, "opens_day": {"20"}, "due_days": {"2"}, "remind_days": {"1"}, "freezes": {"1"}, "freeze_days": {"x"}, "freeze_hour": {"17"}, "reason": {"会议纪要"}}
	if n := office.Post("/period-rules/month", form).Want(http.StatusUnprocessableEntity).Doc.Find("#f-freeze_days[aria-invalid]").Length(); n != 1 {
		t.Error("a bad number is not refused at its field")
	}
	form.Set("freeze_days", "1")
	office.Post("/period-rules/month", form).Want(http.StatusUnprocessableEntity) // before the term
	form.Set("freeze_days", "4")
	office.Post("/period-rules/month", form).Want(http.StatusSeeOther)
	if got := office.Get("/periods/2026-11").Want(http.StatusOK).Text("main"); !strings.Contains(got, "规则调整：") {
		t.Error(got)
	}
}
