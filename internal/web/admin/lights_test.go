package admin_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"lianzhang/internal/project"
	"lianzhang/internal/review"
	"lianzhang/internal/web/webtest"
)

// set finds a stored rule set by its code.
func set(t *testing.T, s *webtest.Site, code string) *review.Stored {
	t.Helper()
	sets, err := s.Review.Sets(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := range sets {
		if sets[i].Code == code {
			return &sets[i]
		}
	}
	t.Fatalf("no set %s", code)
	return nil
}

func TestRulesInWords(t *testing.T) {
	s, _ := serve(t)
	p := s.As(t, "factor").Get("/admin/lights").Want(http.StatusOK)
	if got := p.Text("#YC2"); !strings.Contains(got, "红灯 YC2 同时满足：阶段属于签约、开工；序时进度−年度完成÷年度计划大于30%") || !strings.Contains(got, "怎样转好：补齐投资") {
		t.Errorf("YC2: %s", got)
	}
	if got := p.Text("main"); !strings.Contains(got, "安装时的默认规则") || !strings.Contains(got, "年度投资进度（三亚）") {
		t.Error("who adopted, or what could be adopted instead, is missing")
	}
	if p.Doc.Find("a[href$='/copy']").Length() != 0 {
		t.Error("a reader is offered to copy")
	}
	one := s.As(t, "factor").Get("/admin/lights/" + set(t, s, "handan").ID).Want(http.StatusOK)
	if got := one.Text("#HD1"); !strings.Contains(got, "同时退出清单") {
		t.Error(got)
	}
}

// form reads a rule set's form as the browser would send it.
func form(a *webtest.Answer) url.Values {
	out := url.Values{}
	a.Doc.Find("main form [name]").Each(func(_ int, in *goquery.Selection) {
		name, _ := in.Attr("name")
		switch {
		case in.Is("button"):
		case in.Is("textarea"):
			out.Set(name, in.Text())
		case in.Is("select"):
			out.Set(name, in.Find("option[selected]").AttrOr("value", ""))
		case in.AttrOr("type", "") == "checkbox":
			if _, on := in.Attr("checked"); on {
				out.Set(name, in.AttrOr("value", "on"))
			}
		default:
			out.Set(name, in.AttrOr("value", ""))
		}
	})
	return out
}

// TestCopyAndEdit: an office copies a set, is told every fault at its place, rearranges rules, saves and adopts.
func TestCopyAndEdit(t *testing.T) {
	s, _ := serve(t)
	office := s.As(t, "office")
	from := set(t, s, "sanya")
	page := office.Get("/admin/lights/" + from.ID + "/copy").Want(http.StatusOK)
	action := page.Attr("main form", "action")
	f := form(page)
	if f.Get("n") != "2" || f.Get("light_0") != "red" || f.Get("id_1") != "SY2" {
		t.Fatalf("%v", f)
	}
	f.Set("do", "check")
	f.Set("applies", "阶段 in [\"签约\"] 且")
	f.Set("when_0", "序时进度 - 年度完工 > 10%")
	f.Set("text_1", "完成{年度完工}")
	f.Set("id_1", "SY1")
	f.Set("clear_1", " ")
	bad := office.Post(action, f).Want(http.StatusUnprocessableEntity)
	for at, want := range map[string]string{"applies": "第1行第", "when_0": "第1行第8列", "text_1": "没有“年度完工”这个变量", "id_1": "与第1条编号相同", "clear_1": "怎样做能转好"} {
		if got := bad.Text("#f-" + at + "-m"); !strings.Contains(got, want) {
			t.Errorf("%s: %q", at, got)
		}
	}
	if got := form(bad).Get("when_0"); got != "序时进度 - 年度完工 > 10%" {
		t.Errorf("typed text came back as %q", got)
	}
	f = form(page)
	f.Set("do", "down_0")
	f = form(office.Post(action, f).Want(http.StatusOK))
	if f.Get("id_0") != "SY2" {
		t.Error("down did nothing")
	}
	f.Set("do", "up_1")
	f = form(office.Post(action, f).Want(http.StatusOK))
	f.Set("do", "add")
	f = form(office.Post(action, f).Want(http.StatusOK))
	if f.Get("n") != "3" || f.Get("id_0") != "SY1" {
		t.Errorf("%v", f)
	}
	f.Set("do", "drop_2")
	f = form(office.Post(action, f).Want(http.StatusOK))
	f.Set("do", "check")
	if got := office.Post(action, f).Want(http.StatusOK).Text(".note"); !strings.Contains(got, "没有错误") {
		t.Error(got)
	}
	f.Set("do", "save")
	f.Set("name", "景川投资进度")
	f.Set("when_0", "1 - 年度完成 / (序时进度 * 年度计划) > 40%")
	at := office.Post(action, f).Want(http.StatusSeeOther).Header.Get("Location")
	id := strings.TrimPrefix(at, "/admin/lights/")
	edit(t, s, at)
	adopt(t, s, id)
	if got := office.Get(at + "/edit").Want(http.StatusOK); got.Status != http.StatusOK {
		t.Error("the form opens; saving is refused")
	}
	again := form(office.Get(at + "/edit"))
	again.Set("do", "save")
	again.Set("name", "又改")
	if got := office.Post(at+"/edit", again).Want(http.StatusUnprocessableEntity).Text(".errs"); !strings.Contains(got, "启用过的规则集不能再改") {
		t.Errorf("a set that was in force was changed: %q", got)
	}
}

func edit(t *testing.T, s *webtest.Site, at string) {
	t.Helper()
	office := s.As(t, "office")
	mine := form(office.Get(at + "/edit").Want(http.StatusOK))
	theirs := form(office.Get(at + "/edit"))
	mine.Set("do", "save")
	mine.Set("origin", "景川办发〔2026〕3号")
	office.Post(at+"/edit", mine).Want(http.StatusSeeOther)
	theirs.Set("do", "save")
	theirs.Set("origin", "另一份文件")
	if got := office.Post(at+"/edit", theirs).Want(http.StatusUnprocessableEntity).Text(".errs"); !strings.Contains(got, "先保存") {
		t.Errorf("a save over another: %q", got)
	}
	shipped := "/admin/lights/" + set(t, s, "sanya").ID + "/edit"
	f := form(office.Get(shipped).Want(http.StatusOK))
	f.Set("do", "save")
	f.Set("name", "偷改")
	office.Post(shipped, f).Want(http.StatusUnprocessableEntity)
}

func adopt(t *testing.T, s *webtest.Site, id string) {
	t.Helper()
	office := s.As(t, "office")
	page := office.Get("/admin/lights/" + id + "/adopt").Want(http.StatusOK)
	if got := page.Text(".facts"); !strings.Contains(got, "开工与投资进度（银川）") || !strings.Contains(got, "景川投资进度") {
		t.Error(got)
	}
	office.Post("/admin/lights/"+id+"/adopt", v()).Want(http.StatusUnprocessableEntity)
	office.Post("/admin/lights/"+id+"/adopt", v("reason", "领导小组第三次会议")).Want(http.StatusSeeOther)
	now, err := s.Review.InForceAt(t.Context(), review.LevelProject)
	if err != nil || now.Name != "景川投资进度" {
		t.Fatalf("%v %v", now, err)
	}
	if got := office.Get("/admin/lights").Text("table[aria-label=启用记录] tbody"); !strings.Contains(got, "领导小组第三次会议") || !strings.Contains(got, "安装时的默认规则") {
		t.Error(got)
	}
	if got := office.Get("/admin/lights/" + id).Text(".note"); !strings.Contains(got, "自2026-11-20起在用") {
		t.Error(got)
	}
}

func TestReplay(t *testing.T) {
	s, _ := serve(t)
	office := s.As(t, "office")
	p := s.Project(t, "慢的项目", nil)
	for m := 1; m <= 10; m++ {
		err := s.Projects.FillReport(t.Context(), webtest.Program, project.Report{ProjectID: p.ID, Period: fmt.Sprintf("2026-%02d", m), Done: 600_0000, Progress: "主体施工"})
		if err != nil {
			t.Fatal(err)
		}
	}
	page := office.Get("/admin/lights/replay").Want(http.StatusOK)
	if page.Attr("#f-from", "value") != "2025-11" || page.Attr("#f-to", "value") != "2026-10" {
		t.Error("the last twelve months are the proposal")
	}
	out := office.Get("/admin/lights/replay?set=" + set(t, s, "ouhai").ID + "&from=2026-01&to=2026-10").Want(http.StatusOK)
	rows := out.Texts("table[aria-label=各月灯数] tbody tr")
	if len(rows) != 10 || !strings.HasPrefix(rows[9], "2026-10") {
		t.Fatalf("%q", rows)
	}
	if got := out.Text("table[aria-label=灯不同的] tbody"); !strings.Contains(got, "慢的项目") || !strings.Contains(got, "红灯") {
		t.Error(got)
	}
	for _, q := range []string{"from=2026-10&to=2026-01", "from=x&to=y", "from=2020-01&to=2026-10", "from=2027-01&to=2027-03"} {
		office.Get("/admin/lights/replay?set=" + set(t, s, "ouhai").ID + "&" + q).Want(http.StatusUnprocessableEntity)
	}
	office.Get("/admin/lights/replay?set=nope").Want(http.StatusNotFound)
	// Another county sees only its own projects.
	if got := s.As(t, "park").Get("/admin/lights/replay?set=" + set(t, s, "ouhai").ID).Want(http.StatusOK).Text("table[aria-label=灯不同的] tbody"); !strings.Contains(got, "慢的项目") {
		t.Error(got)
	}
}

func TestExemptions(t *testing.T) {
	s, _ := serve(t)
	p := s.Project(t, "缓评的项目", nil)
	if err := s.Review.Exempt(t.Context(), s.Actor(t, "office"), p.ID, "YC2", "2026-12-31", "等电力外线"); err != nil {
		t.Fatal(err)
	}
	for _, login := range []string{"office", "park"} {
		if got := s.As(t, login).Get("/admin/exemptions").Want(http.StatusOK).Text("tbody"); !strings.Contains(got, "缓评的项目等电力外线") || !strings.Contains(got, "2026-12-31") {
			t.Errorf("%s: %s", login, got)
		}
	}
	if got := s.As(t, "office").Get("/admin/exemptions?until_on=..2026-01-01").Want(http.StatusOK).Text("main"); !strings.Contains(got, "没有符合条件的缓评") {
		t.Error(got)
	}
	s.As(t, "office").Get("/admin/exemptions/export").Want(http.StatusOK)
}
