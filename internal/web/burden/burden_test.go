package burden

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	area "lianzhang/internal/burden"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "burden", files, map[string]any{"show": &page{}})
}

// newSite has the park fill in the report three times, the team once, and a firm once.
func newSite(t *testing.T, d *db.DB) (*webtest.Site, *area.Service) {
	t.Helper()
	s := webtest.NewOn(t, d, "2026-11-20")
	svc := &area.Service{Run: s.Run}
	s.Serve(t, Routes(Deps{Burden: svc, Lists: s.Lists}), Add, formpage.Add, listpage.Add, listing.Add)
	note := func(actor authz.Actor, form, via string, minutes, hand, over int64) {
		if err := svc.Note(t.Context(), actor, area.Fill{Form: form, Title: "月度填报：铜箔二期", Via: via, Seconds: minutes * 60, ByHand: hand, TakenOver: over}); err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range []int64{4, 6, 500} {
		note(s.Actor(t, "park"), "/projects/{id}/report", area.ViaWeb, m, 2, 8)
	}
	note(s.Actor(t, "team"), "/new/form", area.ViaWeb, 3, 5, 0)
	note(authz.Actor{}, "/t/new/{token}", area.ViaLink, 2, 4, 0)
	return s, svc
}

func TestFigures(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, _ := newSite(t, d)
		page := s.As(t, "office").Get(Base).Want(http.StatusOK)
		main := page.Text("main")
		for _, want := range []string{"月度填报", "项目进度月报表", "未说明替代", "1次封顶", "各表替代的旧表数 × 填报次数", "一次最多算30分钟", "企业扫码提诉求", "登录"} {
			if !strings.Contains(main, want) {
				t.Errorf("the page does not say %q\n%s", want, main)
			}
		}
		if got := page.Texts("tbody tr")[0]; !strings.Contains(got, "月度填报 3 1 6.01次封顶 40.0 20.0%6项 24") {
			t.Errorf("the dearest form: %q", got)
		}
		// Each count opens its records.
		records := s.As(t, "office").Get(page.Attr("tbody tr a", "href")).Want(http.StatusOK)
		if n := len(records.Texts("tbody tr")); n != 3 {
			t.Errorf("%d records", n)
		}
		units := s.As(t, "zong").Get(Base + "?by=unit").Want(http.StatusOK).Text("tbody")
		if !strings.Contains(units, "东湖区发改局") || !strings.Contains(units, "市发改委") {
			t.Error(units)
		}
		for _, bad := range []string{"?from=2026", "?from=2026-12&to=2026-11", "?from=x&to=y", "?to=2026-13"} {
			s.As(t, "office").Get(Base + bad).Want(http.StatusUnprocessableEntity)
		}
		if got := s.As(t, "office").Get(Base + "?from=2025-01&to=2025-02").Want(http.StatusOK).Text("main"); !strings.Contains(got, "这段时间没有填报") {
			t.Error(got)
		}
	})
}

// TestPrivacy: by name only oneself, the own unit for who answers for it, all for the office.
func TestPrivacy(t *testing.T) {
	s, _ := newSite(t, dbtest.SQLite(t))
	for login, want := range map[string]struct{ people, records int }{"team": {1, 1}, "park": {1, 3}, "office": {3, 5}, "zong": {0, 0}, "sysadmin": {0, 0}, "factor": {0, 0}} {
		c := s.As(t, login)
		if n := c.Get(Base + "?by=person").Want(http.StatusOK).Doc.Find("table").First().Find("tbody tr").Length(); n != want.people {
			t.Errorf("%s sees %d people", login, n)
		}
		if n := c.Get(records).Want(http.StatusOK).Doc.Find("#list tbody tr").Length(); n != want.records {
			t.Errorf("%s sees %d records", login, n)
		}
	}
	team := s.As(t, "team")
	if got := team.Get(Base).Want(http.StatusOK).Text("tbody"); strings.Contains(got, "月度填报2") || strings.Contains(got, "未说明替代5") {
		t.Error(got)
	}
	park := s.Actor(t, "park").ID
	if n := team.Get(records + "?person_id=" + park).Want(http.StatusOK).Doc.Find("#list tbody tr").Length(); n != 0 {
		t.Errorf("the team sees %d records of another person", n)
	}
	team.Get(records + "/export").Want(http.StatusOK)
	team.Get(Base + "/idle").Want(http.StatusForbidden)
	team.Post(Base+"/forms/edit", url.Values{"form": {"/new/form"}, "name": {"x"}}).Want(http.StatusForbidden)
	s.As(t, "").Get(Base).Want(http.StatusSeeOther)
}

func TestTheOfficeSaysWhatAFormReplaces(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, svc := newSite(t, d)
		office := s.As(t, "office")
		at := Base + "/forms/edit?form=" + url.QueryEscape("/new/form")
		form := office.Get(at).Want(http.StatusOK)
		if form.Attr("[name=name]", "value") != "月度填报：铜箔二期" {
			t.Error("the form is not called by its page's title")
		}
		fields := url.Values{"form": {"/new/form"}, "version": {"0"}, "name": {"新表"}, "replaces": {"旧表一\n旧表二"}}
		office.Post(Base+"/forms/edit", fields).Want(http.StatusSeeOther)
		if got := office.Get(Base).Want(http.StatusOK).Text("main"); !strings.Contains(got, "旧表一、旧表二") {
			t.Error(got)
		}
		fields.Set("name", "")
		fields.Set("version", "1")
		office.Post(Base+"/forms/edit", fields).Want(http.StatusUnprocessableEntity)
		fields.Set("form", "/nirgends")
		office.Post(Base+"/forms/edit", fields).Want(http.StatusNotFound)
		office.Get(Base + "/forms/edit?form=").Want(http.StatusNotFound)
		office.Post(Base+"/idle", url.Values{"idle": {"10"}}).Want(http.StatusUnprocessableEntity)
		office.Post(Base+"/idle", url.Values{"idle": {"0"}, "reason": {"试"}}).Want(http.StatusUnprocessableEntity)
		office.Post(Base+"/idle", url.Values{"idle": {"10"}, "reason": {"试"}}).Want(http.StatusSeeOther)
		if n, err := svc.Idle(t.Context()); n != 10 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
	})
}
