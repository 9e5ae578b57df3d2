package score

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianzhang/internal/platform/workday"
	"lianzhang/internal/project"
	area "lianzhang/internal/score"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "score", files, map[string]any{"tables": &tablesPage{}, "round": &roundPage{}, "replay": &replayPage{}, "file": &filePage{}, "give": &givePage{}, "edit": &editPage{}})
}

func serve(t *testing.T) *webtest.Site {
	t.Helper()
	s := webtest.New(t, "2026-10-08")
	scores := &area.Service{Run: s.Run, Org: s.Org, Calendar: workday.Default, Lists: &area.Lists{DB: s.DB, All: []area.Listed{{Spec: project.Spec, Title: "name", Base: "/projects"}}}}
	s.Serve(t, append(Routes(Deps{Run: s.Run, Scores: scores, Files: s.Files, Lists: s.Lists, Trail: &trail.Trail{DB: s.DB, Kit: s.Lists}, MaxFile: 1 << 20}), s.Lists.Routes()...), Add, formpage.Add, listing.Add)
	for _, name := range []string{"铜箔一期", "铜箔二期"} {
		s.Project(t, name, func(p *project.Project) {
			p.SignedActual, p.StartedPlan, p.StartedActual, p.LibraryOn = "2026-08-01", "2026-08-20", "2026-08-20", "2026-09-01"
		})
	}
	return s
}

// scheme is the form of a scheme of two items.
func scheme(weight string) url.Values {
	return url.Values{"name": {"县区季度考核"}, "subject": {"region"}, "period": {"quarter"}, "i_no": {"1", "2", ""}, "i_name": {"签约数", "评议", ""}, "i_method": {"efficacy", "given", "group"},
		"i_weight": {"60", weight, ""}, "i_source": {"list/project", "sheet", "sheet"}, "i_where": {"签约日期 >= 期初 且 签约日期 <= 期末", "", ""}, "i_num": {"计数", "", ""}, "i_unit": {"个", "分", ""},
		"i_places": {"0", "1", "0"}, "i_givers": {"", "市供电公司", ""}, "i_missing": {"zero", "mean", "zero"}, "l_name": {"红榜"}, "l_colour": {"red"}, "l_take": {"前1"}, "l_where": {""}}
}

// TestARoundThroughThePages: a scheme is written and adopted, a round opened, filled, worked out, objected to, decided, published.
func TestARoundThroughThePages(t *testing.T) {
	s := serve(t)
	office, factor, park, zong := s.As(t, "office"), s.As(t, "factor"), s.As(t, "park"), s.As(t, "zong")
	office.Get("/scores").Want(http.StatusOK)
	office.Get("/scores/schemes/new?like=henan-three-batches").Want(http.StatusOK)
	bad := office.Post("/scores/schemes/new", scheme("35")).Want(http.StatusUnprocessableEntity)
	if got := bad.Text("main"); !strings.Contains(got, "各项权重合计95，还差5") {
		t.Error(got)
	}
	if got := office.Post("/scores/schemes/check", scheme("45")).Want(http.StatusOK).Text("#sum"); !strings.Contains(got, "权重合计105，多了5") {
		t.Error(got)
	}
	at := office.Post("/scores/schemes/new", scheme("40")).Want(http.StatusSeeOther).Header.Get("Location")
	factor.Get(at + "/edit").Want(http.StatusForbidden)
	office.Get(at + "/edit").Want(http.StatusOK)
	office.Post(at+"/adopt", url.Values{"action": {"adopt"}, "reason": {""}}).Want(http.StatusUnprocessableEntity)
	office.Post(at+"/adopt", url.Values{"action": {"adopt"}, "reason": {"第3次会议"}}).Want(http.StatusSeeOther)
	id := strings.TrimPrefix(at, "/scores/schemes/")
	for field, v := range map[string]string{"period": "2026-11", "scheme_id": "", "object_days": "99"} {
		form := url.Values{"scheme_id": {id}, "period": {"2026-Q3"}, "object_days": {"5"}}
		form.Set(field, v)
		if n := office.Post("/scores/new", form).Want(http.StatusUnprocessableEntity).Doc.Find("#f-" + field + "[aria-invalid]").Length(); n != 1 {
			t.Errorf("%s = %q is not refused at its field", field, v)
		}
	}
	round := office.Post("/scores/new", url.Values{"scheme_id": {id}, "period": {"2026-Q3"}, "object_days": {"5"}}).Want(http.StatusSeeOther).Header.Get("Location")
	give := factor.Get("/scores/give").Want(http.StatusOK)
	rows := give.Doc.Find(".give-row input")
	if rows.Length() != 2 {
		t.Fatalf("%d sheets", rows.Length())
	}
	form := url.Values{}
	form.Set(rows.Eq(0).AttrOr("name", ""), "41")
	action := give.Attr("form.give", "action")
	if got := factor.Post(action, form).Want(http.StatusUnprocessableEntity).Text(".msg"); !strings.Contains(got, "请打0到40分") {
		t.Error(got)
	}
	form.Set(rows.Eq(0).AttrOr("name", ""), "38")
	form.Set(rows.Eq(1).AttrOr("name", ""), "30.5")
	factor.Post(action, form).Want(http.StatusSeeOther)
	factor.Get(give.Attr(".give-row a", "href")).Want(http.StatusOK)
	move := func(action string) {
		office.Post(round+"/round/move", url.Values{"action": {action}}).Want(http.StatusSeeOther)
	}
	move("score")
	office.Post(round+"/round/compute", nil).Want(http.StatusSeeOther)
	park.Get(round + "/" + webtest.Donghu).Want(http.StatusNotFound) // not announced yet
	move("announce")
	if got := office.Get(round).Want(http.StatusOK).Text("#ranking"); !strings.Contains(got, "东湖区") || !strings.Contains(got, "临港经开区") {
		t.Error(got)
	}
	mine := park.Get(round + "/" + webtest.Donghu).Want(http.StatusOK)
	if got := mine.Text("#lines"); !strings.Contains(got, "0.6×60 + 0.4×60×(2−0)/(2−0) = 60.00") || !strings.Contains(got, "60.00 + ") {
		t.Error(got)
	}
	park.Get(round + "/" + webtest.Linggang).Want(http.StatusNotFound)
	park.Get(round + "/" + webtest.Donghu + "/object").Want(http.StatusOK)
	if got := park.Upload(round+"/"+webtest.Donghu+"/object", url.Values{"item": {"1"}, "note": {"漏了一个"}}, "", nil).Want(http.StatusUnprocessableEntity).Text("main"); !strings.Contains(got, "佐证") {
		t.Error(got)
	}
	park.Upload(round+"/"+webtest.Donghu+"/object", url.Values{"item": {"1"}, "note": {"漏了一个"}}, "合同.pdf", []byte("%PDF-1.4")).Want(http.StatusSeeOther)
	decide := office.Get(round).Want(http.StatusOK).Attr("#objections a.btn", "href")
	park.Get(decide).Want(http.StatusForbidden)
	zong.Get(decide).Want(http.StatusOK)
	office.Post(strings.Split(decide, "?")[0], url.Values{"action": {"uphold"}, "value": {"3"}, "reason": {"核实"}}).Want(http.StatusSeeOther)
	if got := park.Get(round + "/" + webtest.Donghu).Want(http.StatusOK).Text("main"); !strings.Contains(got, "异议成立：2改为3") || !strings.Contains(got, "合同.pdf") {
		t.Error(got)
	}
	for _, f := range []string{"/round/word", "/round/excel"} {
		office.Get(round + f).Want(http.StatusOK)
	}
	office.Get("/scores/lists").Want(http.StatusOK)
	office.Get("/scores/permu").Want(http.StatusOK)
	office.Get(at + "/try").Want(http.StatusOK)
	office.Get("/scores/schemes").Want(http.StatusOK)
}
