package account

import (
	"encoding/base32"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pquerna/otp/totp"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "account", files, map[string]any{"show": &showPage{}, "password": &passwordPage{}, "token": &tokenPage{}, "made": &madePage{},
		"enrol": &enrolPage{}, "recovery": &recoveryPage{}, "drop": &dropPage{}})
}

func site(t *testing.T) *webtest.Site {
	t.Helper()
	s := webtest.New(t, "2026-11-20")
	s.Serve(t, Routes(Deps{Org: s.Org}), Add)
	return s
}

// actions are what the journal says was done to the account, newest first.
func actions(t *testing.T, s *webtest.Site, login string) (out []string) {
	t.Helper()
	events, _, err := journal.History(t.Context(), s.DB, record.Ref{Kind: "account", ID: s.Actor(t, login).ID}, journal.Page{})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		out = append(out, e.Action)
	}
	return out
}

func TestProfile(t *testing.T) {
	s := site(t)
	me := s.As(t, "park")
	p := me.Get("/account").Want(http.StatusOK)
	if got := p.Text(".facts"); !strings.Contains(got, "东湖区发展和改革局") || !strings.Contains(got, "园区（东湖区）") {
		t.Errorf("facts: %s", got)
	}
	version := p.Attr("input[name=version]", "value")
	bad := me.Post("/account", url.Values{"phone": {"电话我忘了"}, "email": {"a@b.cn"}, "version": {version}}).Want(http.StatusUnprocessableEntity)
	if !strings.Contains(bad.Text("#f-phone-m"), "电话只能是") || bad.Attr("#f-email", "value") != "a@b.cn" {
		t.Error(bad.Text("main"))
	}
	me.Post("/account", url.Values{"phone": {"0562-1234567"}, "email": {"a@b.cn"}, "version": {version}}).Want(http.StatusSeeOther)
	if got := me.Get("/account").Attr("#f-phone", "value"); got != "0562-1234567" {
		t.Errorf("phone = %q", got)
	}
	second := me.Post("/account", url.Values{"phone": {"1"}, "version": {version}}).Want(http.StatusUnprocessableEntity)
	if !strings.Contains(second.Text(".errs"), "先保存") {
		t.Errorf("a save over another: %q", second.Text(".errs"))
	}
	if got := actions(t, s, "park"); got[0] != "account.profile" {
		t.Errorf("journal: %v", got)
	}
}

func TestPassword(t *testing.T) {
	s := site(t)
	me := s.As(t, "park")
	const next = "Basin#Copper9"
	for name, c := range map[string]struct {
		old, new, again string
		at, message     string
	}{
		"wrong old": {"nope", next, next, "old", "原密码不正确"}, "no old": {"", next, next, "old", "填写原密码"}, "no new": {webtest.Password, "", "", "password", "填写新密码"},
		"twice not the same": {webtest.Password, next, next + "x", "again", "两遍不一样"}, "too short": {webtest.Password, "Ab1", "Ab1", "password", "至少10个字符"},
		"the same as now": {webtest.Password, webtest.Password, webtest.Password, "password", "最近5次"},
	} {
		a := me.Post("/account/password", url.Values{"old": {c.old}, "password": {c.new}, "again": {c.again}, "next": {"/x"}}).Want(http.StatusUnprocessableEntity)
		if got := a.Text("#f-" + c.at + "-m"); !strings.Contains(got, c.message) {
			t.Errorf("%s: %q", name, got)
		}
		for _, field := range []string{"old", "password", "again"} {
			if a.Attr("#f-"+field, "value") != "" {
				t.Errorf("%s: a password came back", name)
			}
		}
		if a.Attr("input[name=next]", "value") != "/x" {
			t.Errorf("%s: next was lost", name)
		}
	}
	if _, err := s.Org.Login(t.Context(), org.Attempt{Login: "park", Password: webtest.Password}); err != nil { // on another machine
		t.Fatal(err)
	}
	ok := me.Post("/account/password", url.Values{"old": {webtest.Password}, "password": {next}, "again": {next}}).Want(http.StatusSeeOther)
	if ok.Header.Get("Location") != "/account" {
		t.Errorf("led to %s", ok.Header.Get("Location"))
	}
	sessions, err := s.Org.Sessions(t.Context(), s.Actor(t, "park").ID)
	if err != nil || len(sessions) != 1 {
		t.Errorf("%d sessions, %v: only this one goes on", len(sessions), err)
	}
	me.Get("/account").Want(http.StatusOK)
}

// TestFirstPassword: before the first change nothing else is open, not even the own account.
func TestFirstPassword(t *testing.T) {
	s := site(t)
	made, err := s.Org.ResetPasswords(t.Context(), webtest.Program, []string{s.Actor(t, "park").ID}, "")
	if err != nil {
		t.Fatal(err)
	}
	in, err := s.Org.Login(t.Context(), org.Attempt{Login: "park", Password: made[0].Password})
	if err != nil {
		t.Fatal(err)
	}
	me := s.With(t, in.Token)
	for _, path := range []string{"/account", "/account/tokens/new"} {
		if to := me.Get(path).Want(http.StatusSeeOther).Header.Get("Location"); to != "/account/password" {
			t.Errorf("%s led to %s", path, to)
		}
	}
	p := me.Get("/account/password?next=/projects").Want(http.StatusOK)
	if p.Text("h1") != "先换一个密码" || p.Doc.Find("nav.side").Length() != 0 || p.Attr("body", "class") != "bare" {
		t.Error(p.Text("main"))
	}
	done := me.Post("/account/password", url.Values{"old": {made[0].Password}, "password": {"Basin#Copper9"}, "again": {"Basin#Copper9"}, "next": {"/projects"}}).Want(http.StatusSeeOther)
	if done.Header.Get("Location") != "/projects" {
		t.Errorf("led to %s", done.Header.Get("Location"))
	}
	me.Get("/account").Want(http.StatusOK)
}

func TestSessions(t *testing.T) {
	s := site(t)
	me := s.As(t, "park")
	for _, agent := range []string{"Mozilla/5.0 (Windows NT 10.0) Chrome/120.0.0.0 Safari/537.36 Edg/120.0", "curl/8"} {
		if _, err := s.Org.Login(t.Context(), org.Attempt{Login: "park", Password: webtest.Password, Agent: agent, Address: "10.0.0.8"}); err != nil {
			t.Fatal(err)
		}
	}
	p := me.Get("/account").Want(http.StatusOK)
	rows := p.Texts("table[aria-label=登录会话] tbody tr")
	if len(rows) != 3 || !strings.Contains(strings.Join(rows, "|"), "Edge 120，Windows 10.0.0.8") {
		t.Fatalf("%q", rows)
	}
	id := p.Attr("table[aria-label=登录会话] input[name=id]", "value")
	me.Post("/account/sessions/end", url.Values{"id": {id}}).Want(http.StatusSeeOther)
	if n := len(me.Get("/account").Texts("table[aria-label=登录会话] tbody tr")); n != 2 {
		t.Errorf("%d sessions", n)
	}
	me.Post("/account/sessions/end", url.Values{"id": {"others"}}).Want(http.StatusSeeOther)
	if n := len(me.Get("/account").Want(http.StatusOK).Texts("table[aria-label=登录会话] tbody tr")); n != 1 {
		t.Errorf("%d sessions", n)
	}
	theirs, err := s.Org.Login(t.Context(), org.Attempt{Login: "lead", Password: webtest.Password})
	if err != nil {
		t.Fatal(err)
	}
	me.Post("/account/sessions/end", url.Values{"id": {theirs.Session.ID}}).Want(http.StatusNotFound)
}

func TestTokens(t *testing.T) {
	s := site(t)
	me := s.As(t, "park")
	bad := me.Post("/account/tokens", url.Values{"name": {""}, "days": {"90"}}).Want(http.StatusUnprocessableEntity)
	if !strings.Contains(bad.Text("#f-name-m"), "起个名字") {
		t.Error(bad.Text("main"))
	}
	me.Post("/account/tokens", url.Values{"name": {"x"}, "days": {"99999999999"}}).Want(http.StatusUnprocessableEntity)
	made := me.Post("/account/tokens", url.Values{"name": {"大屏取数"}, "days": {"30"}}).Want(http.StatusOK)
	plain := made.Attr("#f-token", "value")
	tok, err := s.Org.AuthenticateToken(t.Context(), plain)
	if err != nil {
		t.Fatal(err)
	}
	list := me.Get("/account").Want(http.StatusOK)
	if strings.Contains(string(list.Body), plain) {
		t.Error("the token is shown again")
	}
	if row := list.Text("table[aria-label=接口令牌] tbody tr"); !strings.Contains(row, "大屏取数") || !strings.Contains(row, "没有用过") || !strings.Contains(row, "2026-12-20") {
		t.Error(row)
	}
	s.As(t, "lead").Post("/account/tokens/"+tok.ID+"/revoke", nil).Want(http.StatusNotFound)
	me.Post("/account/tokens/"+tok.ID+"/revoke", nil).Want(http.StatusSeeOther)
	if _, err := s.Org.AuthenticateToken(t.Context(), plain); err == nil {
		t.Error("a revoked token still opens")
	}
	if diff := cmp.Diff([]string{"token.revoke", "token.create"}, actions(t, s, "park")[:2]); diff != "" {
		t.Error(diff)
	}
}

func TestSecondFactor(t *testing.T) {
	s := site(t)
	me := s.As(t, "park")
	now := clock.At("2026-11-20").Now()
	p := me.Post("/account/totp/enrol", nil).Want(http.StatusOK)
	if !strings.HasPrefix(p.Attr("main img", "src"), "data:image/png;base64,") {
		t.Error("no code to scan")
	}
	secret := strings.ReplaceAll(p.Text("main kbd"), " ", "")
	if _, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret); err != nil {
		t.Fatalf("secret %q: %v", secret, err)
	}
	wrong := me.Post("/account/totp/confirm", url.Values{"code": {"000000"}}).Want(http.StatusUnprocessableEntity)
	if !strings.Contains(wrong.Text("#f-code-m"), "不正确") || wrong.Doc.Find("main img").Length() != 0 || strings.Contains(string(wrong.Body), secret) {
		t.Error(wrong.Text("main"))
	}
	code := func(at time.Time) string {
		c, err := totp.GenerateCode(secret, at)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	on := me.Post("/account/totp/confirm", url.Values{"code": {code(now)}}).Want(http.StatusOK)
	codes := on.Texts(".codes li")
	if len(codes) != 10 || on.Doc.Find("[data-print]").Length() == 0 {
		t.Errorf("%d recovery codes", len(codes))
	}
	if got := me.Get("/account").Text("main"); !strings.Contains(got, "已启用") {
		t.Error(got)
	}
	me.Post("/account/totp/enrol", nil).Want(http.StatusConflict)
	me.Get("/account/totp/drop").Want(http.StatusOK)
	me.Post("/account/totp/drop", url.Values{"code": {"000000"}}).Want(http.StatusUnprocessableEntity)
	me.Post("/account/totp/drop", url.Values{"code": {codes[3]}}).Want(http.StatusSeeOther)
	if got := me.Get("/account").Text("main"); !strings.Contains(got, "没有启用") {
		t.Error(got)
	}
}

func TestAnonymousIsSentToSignIn(t *testing.T) {
	s := site(t)
	for _, r := range Routes(Deps{Org: s.Org}) {
		method, path, _ := strings.Cut(strings.ReplaceAll(r.Pattern, "{id}", "x"), " ")
		a := s.As(t, "").Post(path, nil)
		if method == http.MethodGet {
			a = s.As(t, "").Get(path)
		}
		if to := a.Want(http.StatusSeeOther).Header.Get("Location"); !strings.HasPrefix(to, "/login?") {
			t.Errorf("%s led to %q", r.Pattern, to)
		}
	}
}

func TestBrowser(t *testing.T) {
	for agent, want := range map[string]string{
		"": "其他程序", "curl/8.5": "其他程序",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99.0.4844.51 Safari/537.36":                      "Chrome 99，Windows",
		"Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0":                                                                  "Firefox 120，Linux",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1": "Safari 17，iPhone",
		"Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/111.0 Mobile Safari/537.36 MicroMessenger/8.0.40":                              "微信 8，安卓",
		"Chrome/<script>": "Chrome",
	} {
		if got := Browser(agent); got != want {
			t.Errorf("Browser(%q) = %q, want %q", agent, got, want)
		}
	}
}
