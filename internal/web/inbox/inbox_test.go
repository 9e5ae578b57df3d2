package inbox

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/notify"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "inbox", files, map[string]any{"list": &listPage{}, "lines": &linesPage{}, "settings": &settingsPage{}, "admin": &adminPage{}})
}

// everyone lets all people of the site hear.
type everyone struct{ ids []string }

func (e everyone) Person(_ context.Context, id string) (notify.Person, error) {
	return notify.Person{ID: id, Active: true}, nil
}

func (e everyone) Play(context.Context, notify.Role, authz.Keys) ([]string, error) {
	return e.ids, nil
}

func (e everyone) Sees(context.Context, string, authz.Keys) (bool, error) { return true, nil }

func (e everyone) Above(_ context.Context, unitID string) ([]string, error) {
	return []string{unitID}, nil
}

func site(t *testing.T) (*webtest.Site, *notify.Service) {
	t.Helper()
	s := webtest.New(t, "2026-11-20")
	n := &notify.Service{Run: s.Run, People: everyone{[]string{s.Actor(t, "park").ID}}, Calendar: workday.Default, Options: notify.Options{Allow: []string{"127.0.0.1"}}}
	tell := func(_ context.Context, e notify.Event) (*notify.News, error) {
		return &notify.News{Title: "年产10万吨高精度电子铜箔项目" + e.Ref.ID, Text: e.Payload, URL: "/projects/" + e.Ref.ID, Urgent: e.Topic == "said"}, nil
	}
	n.Register(notify.Topic{Name: "said", Kind: notify.Kind{Code: "instruction", Label: "批示", Must: true}, To: []notify.Role{notify.Owner}, Tell: tell},
		notify.Topic{Name: "turned", Kind: notify.Kind{Code: "light", Label: "亮红灯"}, To: []notify.Role{notify.Owner}, Tell: tell})
	s.Serve(t, Routes(Deps{Notify: n}), Add, formpage.Add)
	return s, n
}

func emit(t *testing.T, s *webtest.Site, n *notify.Service, topic, ref, text string) {
	t.Helper()
	err := s.Run.Run(t.Context(), webtest.Program, change.What{Action: "test", Perm: authz.SiteConfig}, func(tx *change.Tx) error {
		tx.Emit(topic, record.Ref{Kind: "project", ID: ref}, text)
		return nil
	})
	if err == nil {
		err = n.Once(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestInbox(t *testing.T) {
	s, n := site(t)
	me := s.As(t, "park")
	if got := me.Get("/inbox").Want(http.StatusOK).Text("main"); !strings.Contains(got, "没有消息") {
		t.Error(got)
	}
	emit(t, s, n, "turned", "1", "亮红灯：累计投资落后")
	emit(t, s, n, "said", "1", "抓紧办")
	emit(t, s, n, "turned", "2", "亮红灯：逾期未开工")
	p := me.Get("/inbox").Want(http.StatusOK)
	rows := p.Texts("table[aria-label=未读消息] tbody tr")
	if len(rows) != 2 || !strings.Contains(rows[0]+rows[1], "又有1条") || !strings.Contains(rows[0]+rows[1], "急") {
		t.Fatalf("%q", rows)
	}
	var open, lines string
	p.Doc.Find("table[aria-label=未读消息] a").Each(func(_ int, a *goquery.Selection) {
		switch to, _ := a.Attr("href"); {
		case strings.HasSuffix(to, "/lines"):
			lines = to
		case strings.Contains(a.Text(), "项目1"):
			open = to
		}
	})
	if got := me.Get(lines).Want(http.StatusOK).Text("main"); !strings.Contains(got, "抓紧办") || !strings.Contains(got, "累计投资落后") {
		t.Error(got)
	}
	if to := me.Get(open).Want(http.StatusSeeOther).Header.Get("Location"); to != "/projects/1" {
		t.Errorf("led to %s", to)
	}
	if rows := me.Get("/inbox?unread=1").Texts("table[aria-label=未读消息] tbody tr"); len(rows) != 1 {
		t.Errorf("%q", rows)
	}
	if rows := me.Get("/inbox?kind=instruction").Texts("table[aria-label=已读消息] tbody tr"); len(rows) != 1 {
		t.Errorf("%q", rows)
	}
	me.Post(open+"/mute", url.Values{"on": {"1"}}).Want(http.StatusSeeOther)
	if got := me.Get("/inbox").Text("table[aria-label=已读消息]"); !strings.Contains(got, "恢复提醒") {
		t.Error(got)
	}
	emit(t, s, n, "turned", "1", "又红")
	me.Post("/inbox/read", url.Values{"until": {"99999999999999999"}}).Want(http.StatusSeeOther)
	if rows := me.Get("/inbox").Texts("table tbody tr"); len(rows) != 2 {
		t.Errorf("the muted matter came again: %q", rows)
	}
	me.Post(open+"/mute", url.Values{"on": {"0"}}).Want(http.StatusSeeOther)
	other := s.As(t, "lead")
	for _, path := range []string{open, lines} {
		other.Get(path).Want(http.StatusNotFound)
	}
	other.Post(open+"/read", nil).Want(http.StatusNotFound)
	other.Post(open+"/mute", url.Values{"on": {"1"}}).Want(http.StatusNotFound)
	me.Post(open+"/read", nil).Want(http.StatusSeeOther)
	s.As(t, "").Get("/inbox/bell").Want(http.StatusNoContent)
	if b := me.Fragment("/inbox/bell", "bell").Want(http.StatusOK); strings.Contains(string(b.Body), "<html") {
		t.Error("a whole page for the bell")
	}
}

func TestSettings(t *testing.T) {
	s, n := site(t)
	me := s.As(t, "park")
	p := me.Get("/me/notify").Want(http.StatusOK)
	if !strings.Contains(p.Text("aside"), "没有设置邮件服务器") || p.Attr("#f-quiet_from", "value") != "22:00" {
		t.Error(p.Text("main"))
	}
	version := p.Attr("input[name=version]", "value")
	bad := me.Post("/me/notify", url.Values{"version": {version}, "quiet_from": {"晚上"}, "quiet_to": {"7:30"}, "kinds": {"light"}}).Want(http.StatusUnprocessableEntity)
	if !strings.Contains(bad.Text("#f-quiet_from-m"), "时间写成") || bad.Attr("#f-quiet_from", "value") != "晚上" {
		t.Error(bad.Text("main"))
	}
	me.Post("/me/notify", url.Values{"version": {version}, "quiet_from": {"2130"}, "quiet_to": {"7：30"}, "digest_at": {"8:30"}}).Want(http.StatusSeeOther)
	own, err := n.SettingsOf(t.Context(), s.Actor(t, "park").ID)
	if err != nil || own.QuietFrom != "21:30" || own.QuietTo != "07:30" || own.DigestAt != "08:30" || own.Muted != "light" || own.UrgentPasses {
		t.Errorf("%+v %v", own, err)
	}
	me.Post("/me/notify", url.Values{"version": {"99"}}).Want(http.StatusUnprocessableEntity)
	me.Post("/me/notify/mail", url.Values{"mail": {"park@example.gov.cn"}}).Want(http.StatusUnprocessableEntity)
	me.Post("/me/notify/mail", url.Values{"do": {"confirm"}, "code": {"000000"}}).Want(http.StatusUnprocessableEntity)
	me.Post("/me/notify/test", nil).Want(http.StatusUnprocessableEntity)
	me.Post("/me/notify/mail", url.Values{"do": {"forget"}}).Want(http.StatusSeeOther)
}

func TestAdmin(t *testing.T) {
	s, n := site(t)
	s.As(t, "park").Get("/admin/notify").Want(http.StatusForbidden)
	me := s.As(t, "sysadmin")
	me.Get("/admin/notify").Want(http.StatusOK)
	bad := me.Post("/admin/notify", url.Values{"host": {"mail.example.gov.cn"}, "from": {"nobody"}, "address": {"https://lz.example.gov.cn"}}).Want(http.StatusUnprocessableEntity)
	if !strings.Contains(bad.Text("#f-from-m"), "发件地址") || bad.Attr("#f-host", "value") != "mail.example.gov.cn" {
		t.Error(bad.Text("main"))
	}
	me.Post("/admin/notify", url.Values{"host": {"127.0.0.1"}, "port": {"1"}, "security": {"none"}, "from": {"a@example.gov.cn"}}).Want(http.StatusSeeOther)
	if got := me.Post("/admin/notify/test", url.Values{"to": {"b@example.gov.cn"}}).Want(http.StatusUnprocessableEntity).Text(".errs"); !strings.Contains(got, "连不上") {
		t.Error(got)
	}
	status := http.StatusNotFound
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
	defer srv.Close()
	form := url.Values{"name": {"市发改委工作群"}, "form": {"plain"}, "address": {"http://169.254.169.254/"}, "secret": {"k"}, "active": {"1"}}
	if got := me.Post("/admin/notify/hooks/new", form).Want(http.StatusUnprocessableEntity); !strings.Contains(got.Text("#f-address-m"), "不能用作推送地址") {
		t.Error(got.Text("main"))
	}
	form.Set("address", srv.URL)
	at := me.Post("/admin/notify/hooks/new", form).Want(http.StatusSeeOther).Header.Get("Location")
	if p := me.Get(at).Want(http.StatusOK); p.Attr("#f-address", "value") != "" || p.Attr("#f-secret", "value") != "" {
		t.Error("the page shows the secret")
	}
	me.Post(at+"/test", nil).Want(http.StatusUnprocessableEntity)
	emit(t, s, n, "turned", "1", "亮红灯")
	p := me.Get("/admin/notify").Want(http.StatusOK)
	if rows := p.Texts("table[aria-label=失败的投递] tbody tr"); len(rows) != 1 || !strings.Contains(rows[0], "对方答404") || !strings.Contains(rows[0], "市发改委工作群") {
		t.Fatalf("%q", rows)
	}
	status = http.StatusOK
	me.Post(at+"/test", nil).Want(http.StatusSeeOther)
	me.Post("/admin/notify/resend", url.Values{"id": {p.Attr("table[aria-label=失败的投递] input[name=id]", "value")}}).Want(http.StatusSeeOther)
	if err := n.Once(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := me.Get("/admin/notify").Text("#failed"); !strings.Contains(got, "没有失败的投递") {
		t.Error(got)
	}
	form.Set("name", "新名字")
	form.Set("version", "0")
	form.Del("address")
	form.Del("secret")
	me.Post(at, form).Want(http.StatusSeeOther)
	form.Set("name", "旧表单")
	me.Post(at, form).Want(http.StatusUnprocessableEntity)
	me.Post(at+"/drop", nil).Want(http.StatusSeeOther)
	me.Get(at).Want(http.StatusNotFound)
}
