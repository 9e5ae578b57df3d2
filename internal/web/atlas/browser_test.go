package atlas

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"lianzhang/internal/project"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

// TestTheEditorInABrowser: what is typed is checked at once, with the rows that would come, and nothing is wider than a phone.
func TestTheEditorInABrowser(t *testing.T) {
	uitest.Need(t)
	s := site(t)
	s.Project(t, "名字很长的年产二十万吨高精度铜板带及配套倒班宿舍与110千伏专用变电站项目（一期）", nil)
	s.Project(t, "小项目", func(p *project.Project) { p.TotalInvest, p.YearPlan = 1000_0000, 500_0000 })
	s.As(t, "office").Post("/atlas/adopt", url.Values{"key": {"basic"}})
	cookie := s.SignIn(t, "office", webtest.Password)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.AddCookie(cookie)
		s.Handler.ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	tab := uitest.Browser(t, 1366, 768)
	tab.Open(srv.URL + "/atlas/lists/new?set=basic&chain=" + s.Chain["铜基新材料"])
	tab.Wait(`document.querySelector("#check").textContent.includes("现在有2个")`)
	typed := func(field, value string) {
		tab.Do(`{ const f = document.querySelector("[name=` + field + `]"); f.value = ` + "`" + value + "`" + `; f.dispatchEvent(new Event("input", {bubbles: true})); f.dispatchEvent(new Event("change", {bubbles: true})) }`)
	}
	typed("filter", "总投资 >= 1亿")
	tab.Wait(`document.querySelector("#check .note.r") !== null || document.querySelector("#check").textContent.includes("现在有1个")`)
	typed("filter", "总投资 >= 1亿元")
	tab.Wait(`document.querySelector("#check").textContent.includes("现在有1个")`)
	typed("filter", "总投资 >= 没有")
	tab.Wait(`document.querySelector("#check .note.r") !== null`)
	typed("record", "enterprise")
	typed("filter", "营业收入 >= 1亿元")
	tab.Wait(`document.querySelector("#record-columns option[value=营业收入]") !== null`)
	typed("record", "project")
	typed("filter", "总投资 >= 1亿元")
	typed("name", "亿元以上")
	tab.Wait(`document.querySelector("#check").textContent.includes("现在有1个")`)
	tab.Click("button[value=save]")
	tab.Wait(`location.pathname.startsWith("/atlas/basic/own-")`)
	for _, path := range []string{"/atlas", "/atlas/basic", "/atlas/basic/projects", "/atlas/basic/gaps-map", "/atlas/lists/new?set=basic", tab.Text(`document.querySelector("a.primary").getAttribute("href")`)} {
		for _, width := range []int{1366, 390} {
			tab.Size(width, 800)
			tab.Open(srv.URL + path)
			if !tab.Is(`document.documentElement.scrollWidth <= innerWidth`) {
				t.Errorf("%s is wider than %d: %s", path, width, tab.Text(`String(document.documentElement.scrollWidth)`))
			}
		}
	}
	tab.Clean()
}
