package ui_test

import (
	"os"
	"path/filepath"
	"testing"

	"lianzhang/internal/web/ui/uitest"
)

// TestIslands walks through what the script adds, in one browser, with the content policy in force.
func TestIslands(t *testing.T) {
	uitest.Need(t)
	s := server(t)
	b := uitest.Browser(t, 1366, 768)
	steps := []struct {
		name string
		walk func(t *testing.T, s *city, b *uitest.Tab)
	}{
		{"keys", keys}, {"menus", menus}, {"bulk", bulk}, {"confirm", confirm}, {"dialog", dialog}, {"draft", draft}, {"theme", theme},
		{"charts", charts}, {"board", board}, {"progress", progress}, {"filter", filter}, {"weight", weight},
	}
	for _, step := range steps {
		t.Run(step.name, func(t *testing.T) { step.walk(t, s, b.For(t)) })
	}
	b.Clean()
	// and a breach would have been seen
	b.Do(`const s = document.createElement("script"); s.textContent = "1"; document.body.append(s)`)
	b.Wait(`breaches.some((x) => x.startsWith("script-src"))`)
}

func keys(t *testing.T, s *city, b *uitest.Tab) {
	b.Open(s.URL + "/ledger")
	b.Wait(`document.querySelector(".bulk.is-on")`)
	b.Keys("/")
	if !b.Is(`document.activeElement.matches("[data-search]")`) {
		t.Error("/ does not go to the search")
	}
	b.Do(`document.activeElement.blur()`)
	b.Keys("jj")
	if got := b.Text(`document.querySelector("tr.is-at th a").textContent`); got != "大尺寸掩模版生产线" {
		t.Errorf("jj stands at %q", got)
	}
	b.Keys("x")
	if !b.Is(`document.querySelector("tr.is-at input").checked`) {
		t.Error("x does not tick the row")
	}
	b.Keys("k")
	if !b.Is(`document.querySelector("tbody tr").classList.contains("is-at")`) {
		t.Error("k does not go up")
	}
}

func menus(t *testing.T, s *city, b *uitest.Tab) {
	b.Open(s.URL + "/ledger")
	b.Wait(`document.querySelector(".bulk.is-on")`)
	b.Keys("\x1b")
	if b.Is(`!!document.querySelector(".why[open]")`) {
		t.Error("Esc does not close the explanation")
	}
	b.Click(".filters .pick > summary")
	b.Wait(`document.querySelector(".filters .pick[open]")`)
	b.Click(".filters .push .pick > summary")
	b.Wait(`document.querySelectorAll(".pick[open]").length === 1`)
	b.Click("h1")
	b.Wait(`document.querySelectorAll(".pick[open]").length === 0`)
}

func bulk(t *testing.T, s *city, b *uitest.Tab) {
	b.Open(s.URL + "/ledger")
	b.Wait(`document.querySelector(".bulk.is-on")`)
	if got := b.Text(`document.querySelector(".bulk .said").textContent`); got != "已选2个，总投资65.20亿元" {
		t.Errorf("bar says %q", got)
	}
	b.Do(`document.querySelectorAll(".why[open]").forEach((d) => (d.open = false))`)
	b.Click("thead input[data-all]")
	b.Click("[data-take-all]")
	if got := b.Text(`document.querySelector("[data-count]").textContent + new FormData(document.getElementById("bulk")).get("all")`); got != "301" {
		t.Errorf("all taken: %q", got)
	}
	b.Click(".bulk [data-clear]")
	if !b.Is(`getComputedStyle(document.querySelector(".bulk")).display === "none" && document.querySelectorAll("td input:checked").length === 0`) {
		t.Error("cancel leaves something selected")
	}
}

func confirm(t *testing.T, s *city, b *uitest.Tab) {
	b.Open(s.URL + "/kit")
	b.Wait(`document.querySelector("[data-chart] svg")`)
	before := s.posts.Load()
	b.Click("[data-confirm]")
	b.Wait(`document.getElementById("ask").open`)
	b.Click(`#ask button[value=""]`)
	if s.posts.Load() != before {
		t.Error("cancel acted")
	}
	b.Click("[data-confirm]")
	b.Click("#ask button[value=yes]")
	b.Wait(`location.pathname === "/today"`)
	if s.posts.Load() != before+1 {
		t.Errorf("yes sent %d requests", s.posts.Load()-before)
	}
}

func dialog(t *testing.T, s *city, b *uitest.Tab) {
	b.Open(s.URL + "/kit")
	b.Wait(`document.documentElement.classList.contains("js")`)
	b.Do(`const a = document.createElement("a"); a.href = "/stop"; a.dataset.open = "stop"; a.id = "opener"; document.querySelector("main").prepend(a); a.click()`)
	b.Wait(`document.getElementById("stop").open`)
	b.Click("#stop [data-close]")
	b.Wait(`!document.getElementById("stop").open`)
}

func draft(t *testing.T, s *city, b *uitest.Tab) {
	b.Open(s.URL + "/form")
	b.Wait(`document.querySelector("#f-why")`)
	b.Click("#f-why")
	b.Keys("等外线送电")
	b.Click("#f-copy")
	b.Click("#f-secret")
	b.Keys("hush")
	s.expired.Store(true)
	b.Click("main button.primary")
	b.Wait(`location.pathname === "/login"`)
	b.Open(s.URL + "/form")
	b.Wait(`document.querySelector(".toast")`)
	if got := b.Text(`["why", "copy", "secret", "look"].map((n) => { const e = document.getElementById("f-" + n); return e.type === "checkbox" ? e.checked : e.value }).join("|")`); got != "等外线送电|true||封顶" {
		t.Errorf("after the login: %q", got)
	}
	if b.Is(`JSON.stringify(localStorage).includes("hush")`) {
		t.Error("a password was kept")
	}
	s.expired.Store(false)
	b.Click("main button.primary")
	b.Wait(`location.pathname === "/today"`)
	b.Open(s.URL + "/form")
	b.Wait(`document.querySelector("#f-why")`)
	if !b.Is(`document.querySelector("#f-why").value === "" && !document.querySelector(".toast")`) {
		t.Error("a draft came back after it was saved")
	}
}

func theme(t *testing.T, s *city, b *uitest.Tab) {
	b.Open(s.URL + "/today")
	b.Wait(`document.documentElement.classList.contains("js")`)
	b.Click(".me > summary")
	b.Click(".me [data-theme-toggle]")
	if !b.Is(`document.documentElement.dataset.theme === "dark" && document.cookie.includes("theme=dark")`) {
		t.Error("the theme is not kept")
	}
	b.Click(".me [data-theme-toggle]")
	if !b.Is(`!document.documentElement.dataset.theme && !document.cookie.includes("dark")`) {
		t.Error("the theme does not go back")
	}
}

func charts(t *testing.T, s *city, b *uitest.Tab) {
	b.Open(s.URL + "/kit")
	b.Wait(`document.querySelector("[data-chart] svg path")`)
	b.Clean()
}

func board(t *testing.T, s *city, b *uitest.Tab) {
	b.Open(s.URL + "/plan")
	b.Wait(`window.Sortable && document.querySelector("[data-live]")`)
	// a drop is told to the library's own handler: dragging by synthetic mouse is the library's business
	b.Do(`const [from, to] = document.querySelectorAll(".cards"); const item = from.children[0]; const at = window.Sortable.get(from);
		to.append(item); at.options.onEnd({ from, to, item, oldIndex: 0 })`)
	b.Wait(`document.body.textContent === "move 0 0 to 1"`)
}

func progress(t *testing.T, s *city, b *uitest.Tab) {
	b.Open(s.URL + "/kit")
	b.Wait(`document.querySelector("#job-1").textContent.includes("已入库171行")`)
	b.Wait(`document.querySelector("#toasts").textContent.includes("进度已更新")`)
	if got := b.Text(`String(document.querySelectorAll("#job-1").length)`); got != "1" {
		t.Errorf("%s jobs", got)
	}
}

func filter(t *testing.T, s *city, b *uitest.Tab) {
	b.Open(s.URL + "/ledger")
	b.Wait(`document.querySelector(".bulk.is-on")`)
	b.Do(`document.querySelectorAll(".why[open]").forEach((d) => (d.open = false))`)
	b.Click("#q")
	b.Keys("光伏")
	b.Wait(`document.querySelector(".summary-line").textContent.includes("找到光伏")`)
	if !b.Is(`new URLSearchParams(location.search).get("q") === "光伏" && document.activeElement.id === "q"`) {
		t.Error("address or focus lost: " + b.Text("location.href + document.activeElement.outerHTML"))
	}
	b.Wait(`document.querySelectorAll("tbody tr").length === 3 && document.querySelector(".bulk.is-on")`)
}

// weight measures a first visit without charts: everything that went over the wire, under 300 KB.
func weight(t *testing.T, s *city, b *uitest.Tab) {
	b.Open(s.URL + "/ledger")
	b.Wait(`document.querySelector(".bulk.is-on")`)
	b.Do(`window.total = performance.getEntriesByType("resource").concat(performance.getEntriesByType("navigation")).reduce((s, e) => s + e.encodedBodySize, 0)`)
	t.Logf("first visit: %s bytes in %s requests", b.Text("String(total)"), b.Text(`String(1 + performance.getEntriesByType("resource").length)`))
	if !b.Is(`total > 20000 && total < 300000`) {
		t.Error("too heavy")
	}
	if b.Is(`performance.getEntriesByType("resource").some((e) => /echarts|sortable/.test(e.name))`) {
		t.Error("a page without charts loads the chart library")
	}
}

// TestShots draws the gallery into the folder named by UI_SHOTS, for eyes: UI_SHOTS=shots go test -run TestShots.
func TestShots(t *testing.T) {
	dir := os.Getenv("UI_SHOTS")
	if dir == "" {
		t.Skip("UI_SHOTS names no folder for the pictures")
	}
	uitest.Need(t)
	s := server(t)
	b := uitest.Browser(t, 1366, 768)
	for page := range gallery() {
		for name, size := range map[string][2]int{"wide": {1366, 768}, "phone": {390, 844}, "long": {1366, 2400}, "tall": {390, 2600}} {
			b.Size(size[0], size[1])
			b.Open(s.URL + "/" + page)
			b.Wait(`document.documentElement.classList.contains("js") && [...document.querySelectorAll("[data-chart]")].every((c) => c.querySelector("svg"))`)
			save(t, dir, page+"-"+name, b)
		}
	}
	// what only shows after a touch
	b.Size(1366, 768)
	b.Open(s.URL + "/ledger")
	b.Wait(`document.querySelector(".bulk.is-on")`)
	b.Click("h1")
	b.Click(".filters .pick > summary")
	save(t, dir, "ledger-filter", b)
	b.Click(".me > summary")
	save(t, dir, "ledger-me", b)
	b.Click(".me [data-theme-toggle]")
	save(t, dir, "ledger-dark", b)
	b.Size(390, 844)
	b.Click(`.tabbar a[href="#side"]`)
	save(t, dir, "ledger-nav", b)
	b.Open(s.URL + "/ledger")
	b.Wait(`document.querySelector(".bulk.is-on")`)
	b.Click("h1")
	b.Click(".filters .pick > summary")
	save(t, dir, "ledger-filter-phone", b)
	b.Size(1366, 768)
	b.Open(s.URL + "/kit")
	b.Wait(`document.querySelector("[data-chart] svg")`)
	b.Do(`document.getElementById("stop").showModal()`)
	save(t, dir, "kit-dark-dialog", b)
}

func save(t *testing.T, dir, name string, b *uitest.Tab) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name+".png"), b.Shot(), 0o644); err != nil {
		t.Fatal(err)
	}
}
