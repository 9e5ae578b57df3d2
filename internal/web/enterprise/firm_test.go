package enterprise

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	area "lianzhang/internal/enterprise"
	"lianzhang/internal/platform/region"
	"lianzhang/internal/web/misses"
	"lianzhang/internal/web/webtest"
)

func firmOf(t *testing.T, s *webtest.Site, e area.Enterprise) *area.Enterprise {
	t.Helper()
	if e.Region == "" {
		e.Region = webtest.Donghu
	}
	made, err := s.Enterprises.Create(t.Context(), webtest.Program, e)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestWhatHangsOnAFirm(t *testing.T) {
	s := newSite(t)
	office := s.As(t, "office")
	e := firmOf(t, s, area.Enterprise{Name: "景川铜箔有限公司", Founded: "2015-05-01", Revenue: 6_000_0000, Staff: 120})
	out := firmOf(t, s, area.Enterprise{Name: "深圳长城开发科技股份有限公司", Region: region.Outside, Place: "440300", Short: "深科技", Listed: "000021.SZ"})
	at := base + "/" + e.ID
	for _, period := range []string{"2026-08", "2026-09", "2026-10"} {
		office.Post(at+"/figures/new", url.Values{"period": {period}, "revenue": {"500"}, "power": {"12,000"}}).Want(http.StatusSeeOther)
	}
	office.Post(at+"/figures/new", url.Values{"period": {"十月"}, "revenue": {"500"}}).Want(http.StatusUnprocessableEntity)
	office.Post(at+"/supplies/new", url.Values{"side": {"to"}, "other": {"深科技"}, "product": {"铜箔"}, "source": {"合同"}, "confidence": {"0.95"}}).Want(http.StatusSeeOther)
	for _, bad := range []url.Values{{"other": {"没有这家"}, "source": {"合同"}, "confidence": {"0.9"}}, {"other": {""}, "source": {"合同"}, "confidence": {"0.9"}},
		{"other": {"深科技"}, "source": {""}, "confidence": {"0.9"}}, {"other": {e.Name}, "source": {"合同"}, "confidence": {"0.9"}}} {
		office.Post(at+"/supplies/new", bad).Want(http.StatusUnprocessableEntity)
	}
	office.Post(at+"/people/new", url.Values{"name": {"王建国"}, "phone": {"13900001234"}}).Want(http.StatusSeeOther)
	office.Post(at+"/rungs/new", url.Values{"rung": {"special"}, "since": {"2024-07-01"}, "until_on": {"2026-06-30"}}).Want(http.StatusSeeOther)
	page := office.Get(at).Want(http.StatusOK)
	main := page.Text("main")
	for _, words := range []string{"没有信用代码", "2026-10", "深圳长城开发科技股份有限公司", "王建国", "专精特新", "已过期", "离专精特新“小巨人”还差什么", "5,000万"} {
		if !strings.Contains(strings.ReplaceAll(main, "5000万", "5,000万"), words) {
			t.Errorf("the page does not say %q", words)
		}
	}
	if n := page.Doc.Find("svg").Length(); n < 2 {
		t.Errorf("%d curves", n)
	}
	if got := office.Get(at + "/sources").Want(http.StatusOK).Text("table"); !strings.Contains(got, "录入") || !strings.Contains(got, "2015-05-01") {
		t.Errorf("sources: %q", got)
	}
	s.As(t, "park").Get(base + "/" + out.ID).Want(http.StatusOK) // whose scope is a county
	list := office.Get("/enterprises?outside=true").Want(http.StatusOK).Text("tbody")
	if !strings.Contains(list, "广东省深圳市") || strings.Contains(list, "景川铜箔") {
		t.Errorf("list of firms from outside: %q", list)
	}
}

func TestDuplicatesAreMergedAndParted(t *testing.T) {
	s := newSite(t)
	office := s.As(t, "office")
	a := firmOf(t, s, area.Enterprise{Name: "景川铜箔有限公司"})
	b := firmOf(t, s, area.Enterprise{Name: "景川铜箔股份有限公司", Address: "翠湖路"})
	queue := office.Get("/enterprises/duplicates").Want(http.StatusOK)
	if !strings.Contains(queue.Text("main"), "翠湖路") {
		t.Fatal("the pair is not in the queue")
	}
	action := queue.Attr("section form", "action")
	office.Post(action, url.Values{}).Want(http.StatusUnprocessableEntity)
	office.Post(action, url.Values{"keep": {a.ID}, "drop": {b.ID}}).Want(http.StatusSeeOther)
	office.Get(base + "/" + b.ID).Want(http.StatusNotFound)
	page := office.Get(base + "/" + a.ID).Want(http.StatusOK)
	undo := page.Attr("aside form", "action")
	office.Post(undo, nil).Want(http.StatusSeeOther)
	office.Get(base + "/" + b.ID).Want(http.StatusOK)
	office.Post("/enterprises/duplicates", nil).Want(http.StatusSeeOther)
	s.As(t, "factor").Get("/enterprises/duplicates").Want(http.StatusForbidden)
	typed := url.Values{"name": {"景川铜箔有限公司"}, "region": {webtest.Donghu}}
	if got := office.Post("/enterprises/new", typed).Want(http.StatusUnprocessableEntity).Text("main"); !strings.Contains(got, "企业库里已有") {
		t.Errorf("the same name again: %q", got)
	}
}

func TestTheFirmCorrectsItself(t *testing.T) {
	s := newSite(t)
	office, firm := s.As(t, "office"), s.As(t, "")
	e := firmOf(t, s, area.Enterprise{Name: "景川铜箔有限公司", Staff: 10, Note: "内部备注"})
	made := office.Post(base+"/"+e.ID+"/link", nil).Want(http.StatusOK)
	link, err := url.Parse(made.Attr("input.copy", "value"))
	if err != nil || !strings.HasPrefix(link.Path, "/f/") {
		t.Fatal(link, err)
	}
	if again := office.Get(base + "/" + e.ID).Want(http.StatusOK); again.Doc.Find("input.copy").Length() != 0 {
		t.Error("the link is shown a second time")
	}
	page := firm.Get(link.Path).Want(http.StatusOK)
	if text := page.Text("main"); strings.Contains(text, "内部备注") || page.Doc.Find("nav").Length() != 0 {
		t.Errorf("the firm sees more than its own: %q", text)
	}
	firm.Post(link.Path, url.Values{"staff": {"十二"}, "person": {"李工"}, "phone": {"13900001234"}}).Want(http.StatusUnprocessableEntity)
	firm.Post(link.Path, url.Values{"staff": {"12"}, "person": {"李工"}, "phone": {"13900001234"}}).Want(http.StatusOK)
	if got := firm.Get(link.Path).Want(http.StatusForbidden).Text("main"); !strings.Contains(got, "已经用过") {
		t.Errorf("used link: %q", got)
	}
	queue := office.Get("/enterprises/corrections").Want(http.StatusOK)
	if got := queue.Text("main"); !strings.Contains(got, "李工") || !strings.Contains(got, "从业人员") {
		t.Errorf("queue: %q", got)
	}
	action := queue.Attr("section form", "action")
	office.Post(action, url.Values{"do": {"reject"}, "note": {""}}).Want(http.StatusUnprocessableEntity)
	office.Post(action, url.Values{"do": {"accept"}}).Want(http.StatusSeeOther)
	if got := office.Get(base + "/" + e.ID + "/sources").Text("main"); !strings.Contains(got, "企业自填") {
		t.Errorf("sources: %q", got)
	}
}

func TestWrongLinksAreSlowedDown(t *testing.T) {
	s := newSite(t)
	e := firmOf(t, s, area.Enterprise{Name: "景川铜箔有限公司"})
	token, _, err := s.Enterprises.MakeLink(t.Context(), webtest.Program, e.ID)
	if err != nil {
		t.Fatal(err)
	}
	c := s.As(t, "")
	for range misses.Most {
		if got := c.Get("/f/" + token[:20] + "zzz").Want(http.StatusNotFound).Text("main"); !strings.Contains(got, "链接不对") {
			t.Errorf("%q", got)
		}
	}
	if got := c.Get("/f/" + token).Want(http.StatusForbidden).Text("main"); !strings.Contains(got, "15分钟") {
		t.Errorf("after %d wrong links: %q", misses.Most, got)
	}
}
