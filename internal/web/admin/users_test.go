package admin_test

import (
	"net/http"
	"strings"
	"testing"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/web/webtest"
)

// TestANewPerson: the system administrator makes the account, the security administrator gives role and password, and the
// person signs in; neither could do it alone.
func TestANewPerson(t *testing.T) {
	s, _ := serve(t)
	sys, sec := s.As(t, "sysadmin"), s.As(t, "secadmin")
	bad := sys.Post("/admin/users", v("name", "王五", "login", "office", "unit_id", s.Units["市商务局"])).Want(http.StatusUnprocessableEntity)
	if !strings.Contains(bad.Text("#f-login-m"), "已被") || bad.Attr("#f-name", "value") != "王五" {
		t.Error(bad.Text("main"))
	}
	at := sys.Post("/admin/users", v("name", "王五", "login", "wangwu", "title", "科长", "unit_id", s.Units["市商务局"])).Want(http.StatusSeeOther).Header.Get("Location")
	id := strings.TrimPrefix(at, "/admin/users/")
	if got := sys.Get(at).Want(http.StatusOK); got.Doc.Find("a[href$='/grant']").Length() != 0 || got.Doc.Find("a[href$='/edit']").Length() != 1 {
		t.Error("the system administrator is offered the other's verbs, or not the own")
	}
	show := sec.Get(at).Want(http.StatusOK)
	if show.Doc.Find("a[href$='/grant']").Length() != 1 || show.Doc.Find("a[href$='/edit']").Length() != 0 {
		t.Error("the security administrator is offered the other's verbs, or not the own")
	}
	if got := sec.Post(at+"/grant", v("role", "", "reach", "region", "reason", "x")).Want(http.StatusUnprocessableEntity); got.Text("#f-role-m") == "" || got.Text("#f-region-m") == "" {
		t.Error(got.Text("main"))
	}
	sec.Post(at+"/grant", v("role", "investment", "reach", "region", "region", webtest.Donghu, "reason", "局办公会")).Want(http.StatusSeeOther)
	if got := sec.Get(at).Text("table[aria-label=角色] tbody"); !strings.Contains(got, "招商干部 东湖区") {
		t.Error(got)
	}
	sec.Post(at+"/grant", v("role", "system_admin", "reach", "own", "reason", "x")).Want(http.StatusUnprocessableEntity)

	ask := sec.Post("/admin/users/passwords", v("do", "ask", "id", id)).Want(http.StatusOK)
	if !strings.Contains(ask.Text(".facts"), "王五（wangwu）") || ask.Attr("input[name=id]", "value") != id {
		t.Error(ask.Text("main"))
	}
	sec.Post("/admin/users/passwords", v("id", id)).Want(http.StatusUnprocessableEntity)
	issued := sec.Post("/admin/users/passwords", v("id", id, "reason", "入职")).Want(http.StatusOK)
	password := issued.Text("tbody .mono")
	in, err := s.Org.Login(t.Context(), org.Attempt{Login: "wangwu", Password: password})
	if err != nil || !in.MustChange {
		t.Fatalf("%q: %v", password, err)
	}
	if strings.Contains(string(sec.Get(at).Body), password) {
		t.Error("the password is shown again")
	}
	grant := directory(t, s).Grants(id)[0].ID
	if got := sec.Get(at + "/revoke?grant=" + grant).Want(http.StatusOK).Text(".facts"); !strings.Contains(got, "招商干部") {
		t.Error(got)
	}
	sec.Post(at+"/revoke", v("grant", grant)).Want(http.StatusUnprocessableEntity)
	sec.Post(at+"/revoke", v("grant", grant, "reason", "调离")).Want(http.StatusSeeOther)
	if e := last(t, s.DB, "account", id); e.Action != "role.revoke" || e.Reason != "调离" || e.ActorName != "安全管理员" {
		t.Errorf("%+v", e)
	}
	sec.Get(at + "/revoke?grant=" + grant).Want(http.StatusNotFound)
}

func TestStopAndResume(t *testing.T) {
	s, _ := serve(t)
	sys := s.As(t, "sysadmin")
	lead := s.As(t, "lead")
	at := "/admin/users/" + s.Actor(t, "lead").ID
	lead.Get("/admin").Want(http.StatusOK)
	sys.Post(at+"/stop", v()).Want(http.StatusUnprocessableEntity)
	sys.Post(at+"/stop", v("reason", "退休")).Want(http.StatusSeeOther)
	lead.Get("/admin").Want(http.StatusSeeOther)
	if got := sys.Get(at).Want(http.StatusOK).Text(".note"); !strings.Contains(got, "停用") {
		t.Error(got)
	}
	if got := sys.Get("/admin/users?active=false").Want(http.StatusOK).Texts("tbody tr"); len(got) != 1 || !strings.Contains(got[0], "lead同志") {
		t.Errorf("%q", got)
	}
	sys.Post(at+"/resume", v("reason", "返聘")).Want(http.StatusSeeOther)
	me := "/admin/users/" + s.Actor(t, "sysadmin").ID
	if got := sys.Post(me+"/stop", v("reason", "x")).Want(http.StatusUnprocessableEntity).Text(".errs"); !strings.Contains(got, "自己") {
		t.Error(got)
	}
}

func TestLockedOut(t *testing.T) {
	s, _ := serve(t)
	sec := s.As(t, "secadmin")
	park := s.As(t, "park")
	for range 5 {
		_, _ = s.Org.Login(t.Context(), org.Attempt{Login: "park", Password: "Wrong#Pass9"}) // each is refused, which is the point
	}
	at := "/admin/users/" + s.Actor(t, "park").ID
	show := sec.Get(at).Want(http.StatusOK)
	if !strings.Contains(show.Text(".note"), "锁定到") || show.Doc.Find("a[href$='/unlock']").Length() != 1 {
		t.Error(show.Text("main"))
	}
	if row := sec.Get("/admin/users?q=park").Text("tbody tr"); !strings.Contains(row, "锁定") {
		t.Error(row)
	}
	if got := sec.Get("/admin").Text(".sec.flush"); !strings.Contains(got, "账号锁定中1名") {
		t.Errorf("overview: %q", got)
	}
	sec.Post(at+"/unlock", v("reason", "本人来电核实")).Want(http.StatusSeeOther)
	if _, err := s.Org.Login(t.Context(), org.Attempt{Login: "park", Password: webtest.Password}); err != nil {
		t.Error(err)
	}
	rows := sec.Get(at).Texts("table[aria-label=登录会话] tbody tr")
	if len(rows) != 2 {
		t.Fatalf("%q", rows)
	}
	sec.Post(at+"/sessions/end", v("id", sec.Get(at).Attr("table[aria-label=登录会话] input[name=id]", "value"))).Want(http.StatusSeeOther)
	sec.Post(at+"/sessions", v("reason", "换岗")).Want(http.StatusSeeOther)
	park.Get("/admin").Want(http.StatusSeeOther)
	sec.Post(at+"/totp", v("reason", "丢手机")).Want(http.StatusSeeOther)
	_, tok, err := s.Org.CreateToken(t.Context(), s.Actor(t, "park"), "大屏", 30)
	if err != nil {
		t.Fatal(err)
	}
	if got := sec.Get(at).Text("table[aria-label=接口令牌] tbody"); !strings.Contains(got, "大屏") {
		t.Error(got)
	}
	sec.Post(at+"/tokens/revoke", v("id", tok.ID)).Want(http.StatusSeeOther)
	if left, err := s.Org.Tokens(t.Context(), s.Actor(t, "park").ID); err != nil || len(left) != 0 {
		t.Error(left, err)
	}
}

func TestPosts(t *testing.T) {
	s, _ := serve(t)
	office := s.As(t, "office")
	chain := s.Chain["铜基新材料"]
	at := "/admin/posts/" + chain
	if got := office.Get("/admin/posts").Want(http.StatusOK).Text("tbody"); !strings.Contains(got, "市长") || !strings.Contains(got, "台账所填，未任命") {
		t.Error(got)
	}
	office.Get(at + "/appoint?kind=nonsense").Want(http.StatusNotFound)
	office.Get(at + "/appoint?kind=general").Want(http.StatusNotFound)
	bad := office.Post(at+"/appoint", v("kind", "chief", "start_on", "十一月")).Want(http.StatusUnprocessableEntity)
	if bad.Text("#f-holder-m") == "" || bad.Text("#f-start_on-m") == "" {
		t.Error(bad.Text("main"))
	}
	office.Post(at+"/appoint", v("kind", "chief", "holder", "张三", "title", "副市长", "start_on", "2026-01-01", "basis", "景办发1号")).Want(http.StatusSeeOther)
	office.Post(at+"/appoint", v("kind", "lead_unit", "unit_id", s.Units["市商务局"], "start_on", "2026-01-01")).Want(http.StatusSeeOther)
	show := office.Get(at).Want(http.StatusOK)
	if got := show.Text("table[aria-label=链长] tbody"); !strings.Contains(got, "张三副市长") || !strings.Contains(got, "景办发1号") {
		t.Error(got)
	}
	was := directory(t, s).Posts(chain, today)[0]
	if got := office.Get(at + "/appoint?kind=chief&replaces=" + was.ID).Want(http.StatusOK).Text(".note"); !strings.Contains(got, "张三自2026-01-01任链长") {
		t.Error(got)
	}
	office.Post(at+"/appoint", v("kind", "chief", "replaces", was.ID, "holder", "李四", "start_on", "2026-11-01")).Want(http.StatusSeeOther)
	if got := office.Get(at).Text("table[aria-label=历任] tbody"); !strings.Contains(got, "张三副市长 链长 2026-01-01 2026-10-31") {
		t.Error(got)
	}
	now := directory(t, s).Posts(chain, today)[0]
	office.Post(at+"/relieve", v("post", now.ID, "end_on", "2026-10-01", "reason", "x")).Want(http.StatusUnprocessableEntity)
	office.Post(at+"/relieve", v("post", now.ID, "end_on", today, "reason", "调离")).Want(http.StatusSeeOther)
	if e := last(t, s.DB, "chain", chain); e.Action != "post.relieve" || e.Reason != "调离" {
		t.Errorf("%+v", e)
	}
	s.As(t, "sysadmin").Post("/admin/posts/all/appoint", v("kind", "general", "holder", "市长", "start_on", "2026-01-01")).Want(http.StatusSeeOther)
	if got := office.Get("/admin/posts").Text("tbody tr:first-child"); !strings.Contains(got, "市长总链长") {
		t.Error(got)
	}
	// Seeing is not appointing.
	factor := s.As(t, "factor")
	if factor.Get(at).Want(http.StatusOK).Doc.Find("a[href*='/appoint']").Length() != 0 {
		t.Error("offered what is refused")
	}
	factor.Get(at + "/appoint?kind=chief").Want(http.StatusForbidden)
	factor.Post(at+"/appoint", v("kind", "chief", "holder", "王五", "start_on", today)).Want(http.StatusForbidden)
	factor.Post(at+"/relieve", v("post", now.ID, "end_on", today, "reason", "x")).Want(http.StatusForbidden)
	if !s.Actor(t, "office").Can(authz.ChainEdit) {
		t.Error("the office must be able to appoint")
	}
}
