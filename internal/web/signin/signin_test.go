package signin

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"lianzhang/internal/org"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui/uitest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "signin", files, map[string]any{"login": loginPage{}, "code": codePage{}})
}

func TestGoal(t *testing.T) {
	for in, want := range map[string]string{
		"": "/", "/": "/", "/projects?light=red&page=2": "/projects?light=red&page=2", "https://evil.example/": "/", "//evil.example/x": "/",
		"/login": "/", "/login/code": "/", "/logout": "/", "javascript:alert(1)": "/", "/%zz": "/", "/loginx": "/loginx", `/\evil`: "/%5Cevil",
	} {
		if got := goal(in); got != want {
			t.Errorf("goal(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestLoginLeadsBack(t *testing.T) {
	s := newSite(t, org.Options{})
	asked := s.get("/inside?light=red")
	if asked.status != http.StatusSeeOther || asked.to != "/login?next="+url.QueryEscape("/inside?light=red") {
		t.Fatalf("anonymous: %d %s", asked.status, asked.to)
	}
	p := s.get(asked.to)
	if next, _ := p.Find("input[name=next]").Attr("value"); next != "/inside?light=red" {
		t.Errorf("next = %q", next)
	}
	if _, out := p.Find("body").Attr("data-signed-out"); !out || p.text("h1") != "登录" || p.Find("nav.side").Length() != 0 {
		t.Error("the sign-in page must be bare and marked signed out, so that drafts survive")
	}
	if p.Find(".note").Length() != 0 {
		t.Error("nothing was being filled in, nothing to say about it")
	}
	in := s.post("/login", "login", "OFFICE ", "password", password, "next", "/inside?light=red")
	if in.status != http.StatusSeeOther || in.to != "/inside?light=red" {
		t.Fatalf("signed in: %d %s", in.status, in.to)
	}
	if got := s.get("/inside"); got.status != 200 || !strings.Contains(got.Text(), "inside as 链长办") {
		t.Errorf("inside: %d %s", got.status, got.Text())
	}
	if again := s.get("/login?next=/inside"); again.to != "/inside" {
		t.Errorf("signed in already: led to %q", again.to)
	}
	out := s.post("/logout")
	if out.to != "/login" || s.get("/inside").status != http.StatusSeeOther {
		t.Error("signing out did not end the session")
	}
	if toast := s.get("/login").text(".toast"); !strings.Contains(toast, "已退出") {
		t.Errorf("after signing out: %q", toast)
	}
}

// TestRefusals: what was wrong stands at its field, and a login that exists is refused in the same words as one that does not.
func TestRefusals(t *testing.T) {
	s := newSite(t, org.Options{LockAfter: 3})
	for _, c := range []struct{ login, password, at, message string }{
		{"", password, "login", "填写登录名"},
		{"office", "", "password", "填写密码"},
		{"office", "wrong#Basin8", "password", "用户名或密码不正确"},
		{"nobody", "wrong#Basin8", "password", "用户名或密码不正确"},
		{strings.Repeat("长", 1000), "x", "password", "用户名或密码不正确"},
	} {
		p := s.post("/login", "login", c.login, "password", c.password, "kept", "1", "next", "/inside")
		if got := p.text("#f-" + c.at + "-m"); p.status != http.StatusUnprocessableEntity || !strings.Contains(got, c.message) {
			t.Errorf("%.10s: %d %q", c.login, p.status, got)
		}
		if v, _ := p.Find("input[name=password]").Attr("value"); v != "" {
			t.Error("a password came back")
		}
		if v, _ := p.Find("input[name=login]").Attr("value"); v != c.login {
			t.Errorf("login came back as %q", v)
		}
		if v, _ := p.Find("input[name=next]").Attr("value"); v != "/inside" || p.Find(".note").Length() != 1 {
			t.Error("next or the word about the draft was lost")
		}
	}
	known := s.post("/login", "login", "office", "password", "wrong#Basin8").text("main")
	unknown := s.post("/login", "login", "nobody", "password", "wrong#Basin8").text("main")
	if known != unknown {
		t.Errorf("answers differ:\n%s\n%s", known, unknown)
	}
	s.post("/login", "login", "office", "password", "wrong#Basin8")
	if locked := s.post("/login", "login", "office", "password", password); locked.text("main") != known {
		t.Error("a locked account is told from a wrong password")
	}
	s.now = s.now.Add(16 * time.Minute)
	if s.post("/login", "login", "office", "password", password).status != http.StatusSeeOther {
		t.Error("the lock did not run out")
	}
}

// TestExpiredForm: a form posted after the session ran out leads to the sign-in page, which says that the text is kept, and
// from there back to the page of the form.
func TestExpiredForm(t *testing.T) {
	s := newSite(t, org.Options{})
	s.post("/login", "login", "office", "password", password)
	s.now = s.now.Add(31 * time.Minute)
	req, err := http.NewRequest("POST", s.url+"/inside", strings.NewReader("text=x"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Referer", s.url+"/inside?id=7")
	r, err := s.http.Do(req)
	p := s.read(r, err)
	if p.status != http.StatusSeeOther || !strings.Contains(p.to, "kept=1") {
		t.Fatalf("expired: %d %s", p.status, p.to)
	}
	form := s.get(p.to)
	if got := form.text(".note"); !strings.Contains(got, "登录已过期，填的内容留在本机") {
		t.Errorf("note = %q", got)
	}
	if next, _ := form.Find("input[name=next]").Attr("value"); next != "/inside?id=7" {
		t.Errorf("next = %q", next)
	}
}

func TestSecondFactor(t *testing.T) {
	s := newSite(t, org.Options{})
	a := s.account("office")
	actor, err := s.org.Actor(t.Context(), a.ID, "web", "r")
	if err != nil {
		t.Fatal(err)
	}
	e, err := s.org.EnrolTOTP(t.Context(), actor)
	if err != nil {
		t.Fatal(err)
	}
	code := func() string {
		c, err := totp.GenerateCode(e.Secret, s.now)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	recovery, err := s.org.ConfirmTOTP(t.Context(), actor, code())
	if err != nil {
		t.Fatal(err)
	}
	s.now = s.now.Add(time.Minute)
	if got := s.get("/login/code"); got.to != "/login" {
		t.Errorf("the second step without the first led to %q", got.to)
	}
	first := func() {
		t.Helper()
		if p := s.post("/login", "login", "office", "password", password, "next", "/inside"); p.to != "/login/code?next=%2Finside" {
			t.Fatalf("first step led to %q", p.to)
		}
	}
	first()
	if s.get("/inside").status != http.StatusSeeOther {
		t.Error("the password alone opened the site")
	}
	wrong := s.post("/login/code", "code", "000000", "next", "/inside")
	if wrong.status != http.StatusUnprocessableEntity || !strings.Contains(wrong.text("#f-code-m"), "动态口令不正确") {
		t.Errorf("wrong code: %d %q", wrong.status, wrong.text("#f-code-m"))
	}
	if p := s.post("/login/code", "code", code(), "next", "/inside"); p.to != "/inside" || s.get("/inside").status != 200 {
		t.Errorf("right code led to %q", p.to)
	}
	s.post("/logout")
	first()
	if p := s.post("/login/code", "code", recovery[0], "next", "/inside"); p.to != "/inside" || s.get("/inside").status != 200 {
		t.Errorf("recovery code led to %q", p.to)
	}
	s.post("/logout")
	first()
	s.now = s.now.Add(6 * time.Minute)
	late := s.post("/login/code", "code", code())
	if late.to != "/login" || !strings.Contains(s.get("/login").text(".toast"), "超时") {
		t.Errorf("late code led to %q", late.to)
	}
}

func TestMustChange(t *testing.T) {
	s := newSite(t, org.Options{})
	sec, err := s.org.Actor(t.Context(), s.account("secadmin").ID, "web", "r")
	if err != nil {
		t.Fatal(err)
	}
	made, err := s.org.ResetPasswords(t.Context(), sec, []string{s.account("office").ID}, "测试")
	if err != nil {
		t.Fatal(err)
	}
	p := s.post("/login", "login", "office", "password", made[0].Password, "next", "/inside")
	if p.to != "/account/password?next=%2Finside" {
		t.Errorf("a first password led to %q", p.to)
	}
	if p := s.get("/inside"); !strings.HasPrefix(p.to, "/account/password?") {
		t.Errorf("before the change, inside led to %q", p.to)
	}
}

// TestCookie: the session's cookie is closed to scripts and to other sites, and a new sign-in ends the session before it.
func TestCookie(t *testing.T) {
	s := newSite(t, org.Options{})
	for range 2 {
		s.post("/login", "login", "office", "password", password)
	}
	sessions, err := s.org.Sessions(t.Context(), s.account("office").ID)
	if err != nil || len(sessions) != 1 || sessions[0].Address != "127.0.0.1" {
		t.Errorf("sessions = %+v %v", sessions, err)
	}
	r, err := s.http.PostForm(s.url+"/login", url.Values{"login": {"office"}, "password": {password}})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	for _, c := range r.Cookies() {
		if c.Name == web.SessionCookie && (!c.HttpOnly || c.SameSite != http.SameSiteLaxMode) {
			t.Errorf("cookie %v", c)
		}
	}
	req, err := http.NewRequest("POST", s.url+"/login", strings.NewReader("login=office&password="+url.QueryEscape(password)))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	other, err := s.http.Do(req)
	if p := s.read(other, err); p.status != http.StatusForbidden {
		t.Errorf("a form of another site got %d", p.status)
	}
}
