package admin_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

// TestInABrowser opens every page as the people who use it, wide and on a phone: no breach of the content policy, no script
// error, nothing wider than the screen; and follows one verification from the button to its result.
func TestInABrowser(t *testing.T) {
	s, routes := serve(t)
	s.Project(t, "名字很长的年产二十万吨高精度铜板带及配套倒班宿舍与110千伏专用变电站项目（一期）", nil)
	srv := httptest.NewServer(s.Handler)
	t.Cleanup(srv.Close)
	tab := uitest.Browser(t, 1366, 768)
	login := func(name string) {
		tab.Open(srv.URL + "/login")
		tab.Do(`document.querySelector("[name=login]").value = "` + name + `"; document.querySelector("[name=password]").value = "` + webtest.Password + `"`)
		tab.Click("button.primary")
		tab.Wait(`location.pathname !== "/login"`)
	}
	for _, name := range []string{"sysadmin", "secadmin", "office", "auditadmin"} {
		login(name)
		for _, r := range routes {
			method, path, _ := strings.Cut(r.Pattern, " ")
			who := askers[r.Perm]
			if method != "GET" || who.may != name || strings.HasSuffix(path, "/export") || strings.HasSuffix(path, "/progress") || strings.HasSuffix(path, "/proof") {
				continue
			}
			path = strings.NewReplacer("{id}", fill(t, s, path), "{code}", webtest.Donghu, "{chain}", s.Chain["铜基新材料"], "{seq}", "3", "{size}", "7").Replace(path)
			for _, width := range []int{1366, 390} {
				tab.Size(width, 800)
				tab.Open(srv.URL + path)
				if !tab.Is(`document.documentElement.scrollWidth <= innerWidth`) {
					t.Errorf("%s is wider than %d: %s", path, width, tab.Text(`String(document.documentElement.scrollWidth)`))
				}
			}
		}
		if name == "auditadmin" {
			tab.Open(srv.URL + "/admin/journal/verify")
			tab.Click("main form button.primary")
			tab.Wait(`document.querySelector("main").textContent.includes("没有发现改动")`)
		}
		tab.Open(srv.URL + "/login") // the way out is a POST
		tab.Do(`window.out = false; fetch("/logout", {method: "POST"}).then(() => { window.out = true })`)
		tab.Wait(`window.out`)
	}
	tab.Clean()
}

// fill gives a record for the {id} of an address.
func fill(t *testing.T, s *webtest.Site, path string) string {
	t.Helper()
	switch {
	case strings.Contains(path, "/units/"):
		return s.Units["市商务局"]
	case strings.Contains(path, "/users/"):
		return s.Actor(t, "park").ID
	case strings.Contains(path, "/lights/"):
		return set(t, s, "sanya").ID
	}
	return "nope"
}
