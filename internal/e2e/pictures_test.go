package e2e

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"lianzhang/internal/demo"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/web/ui/uitest"
)

// TestPictures takes the pictures of the handbook: PICTURES=docs/handbook go test ./internal/e2e -run Pictures.
// With PICTURES_PHONE set it takes those of a phone's width too.
func TestPictures(t *testing.T) {
	dir := os.Getenv("PICTURES")
	if dir == "" {
		t.Skip("PICTURES names no folder: the handbook's pictures are left as they are")
	}
	_, base := cityOf(t, demo.Options{Count: 1200, Water: 3})
	b := uitest.Browser(t, 1366, 768)
	for _, who := range []struct {
		login string
		pages map[string]string
	}{
		{"zong", map[string]string{"cockpit": "/chains"}},
		{"office", map[string]string{"today": "/", "ledger": "/projects", "board": "/projects/board", "gantt": "/projects/gantt", "calendar": "/projects/calendar",
			"dispatch": "/dispatch", "bulletin": "/reports/bulletin/2026-10", "lights": "/admin/lights",
			"tasks": "/tasks", "tasks-day": "/tasks/day?on=" + clock.AddDays(today, -2), "meetings": "/meetings", "visits": "/visits",
			"indicators": "/indicators", "indicator": "/indicators/A01", "operation": "/operation", "formulas": "/formulas", "formula-compare": "/formulas/start_rate/compare?a=1&b=2",
			"periods": "/periods", "period": "/periods/2026-10", "checkups": "/checkups?state=open", "forecast": "/forecast", "backtest": "/forecast/backtest", "burden": "/burden"}},
		{"sysadmin", map[string]string{"admin": "/admin"}},
	} {
		b.Size(1366, 768)
		signIn(b, base, who.login)
		for name, path := range who.pages {
			take(t, b, base+path, filepath.Join(dir, name+".png"))
		}
		if who.login == "office" {
			b.Open(base + "/projects?light=red")
			b.Click("tbody th a")
			b.Wait(`location.pathname.startsWith("/projects/")`)
			save(t, b, filepath.Join(dir, "project.png"))
			upload(b, base)
			save(t, b, filepath.Join(dir, "import-preview.png"))
			chainPictures(t, b, base, dir)
			loopPictures(t, b, base, dir)
			numberPictures(t, b, base, dir)
		}
		if os.Getenv("PICTURES_PHONE") != "" {
			b.Size(390, 844)
			for name, path := range who.pages {
				take(t, b, base+path, filepath.Join(dir, name+"-phone.png"))
			}
		}
		b.Do(`window.out = false; fetch("/logout", {method: "POST"}).then(() => { window.out = true })`)
		b.Wait(`window.out`)
	}
}

// TestTheHandbookHasItsPictures: every picture that the handbook shows or links to is there, and none lies there unused.
func TestTheHandbookHasItsPictures(t *testing.T) {
	const dir = "../../docs/handbook"
	chapters, err := filepath.Glob(dir + "/*.md")
	if err != nil || len(chapters) < 10 {
		t.Fatalf("%d chapters, %v", len(chapters), err)
	}
	told := map[string]bool{}
	for _, c := range chapters {
		text, err := os.ReadFile(c)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`\]\(([a-z0-9-]+\.png)\)`).FindAllStringSubmatch(string(text), -1) {
			told[m[1]] = true
			if _, err := os.Stat(filepath.Join(dir, m[1])); err != nil {
				t.Errorf("%s shows %s: %v", filepath.Base(c), m[1], err)
			}
		}
	}
	pictures, err := filepath.Glob(dir + "/*.png")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pictures {
		if !told[filepath.Base(p)] {
			t.Errorf("%s is in no chapter", filepath.Base(p))
		}
	}
}

// chainPictures takes those of a chain's map and of the work on it: the first chain, its most needed gap in hand.
func chainPictures(t *testing.T, b *uitest.Tab, base, dir string) {
	link := func(selector string) string {
		return b.Text(`document.querySelector("` + selector + `").getAttribute("href")`)
	}
	b.Open(base + "/chains/list")
	chain := link("table.tbl tbody a[href^='/chains/']")
	list := base + "/gaps?chain_id=" + filepath.Base(chain) + "&state=open,working"
	for name, url := range map[string]string{"map": base + chain + "/map", "gaps": list, "route": base + "/route", "leads": base + "/leads", "atlas": base + "/atlas/jiangxi-4"} {
		take(t, b, url, filepath.Join(dir, name+".png"))
	}
	b.Open(list + "&owner_id=-") // one that nobody works yet, so that the ranking begins with the first
	b.Open(base + link("table.tbl tbody th a[href^='/gaps/']") + "/targets")
	rank(b)
	b.Open(b.Text(`location.href`)) // without the word that it is done
	b.Click(".rank-row details summary")
	save(t, b, filepath.Join(dir, "targets.png"))
	b.Open(base + chain + "/map/edit")
	b.Wait(`document.querySelector("[data-mapedit][data-live]") && document.querySelectorAll("[data-node]").length`)
	b.Do(`const n = document.querySelectorAll("[data-node]")[12], r = n.getBoundingClientRect(), svg = document.querySelector(".med-map"); svg.setPointerCapture = () => {};
		for (const type of ["pointerdown", "pointerup"]) (type == "pointerdown" ? n : svg).dispatchEvent(new PointerEvent(type, {bubbles: true, clientX: r.x + 20, clientY: r.y + 10, button: 0, pointerId: 1}))`)
	b.Wait(`document.querySelector(".med-side [name=name]").offsetHeight`)
	save(t, b, filepath.Join(dir, "editor.png"))
	b.Do(`window.word = ""; fetch("` + chain + `/map.docx").then((r) => r.arrayBuffer()).then((a) => { window.word = btoa(Array.from(new Uint8Array(a), (x) => String.fromCharCode(x)).join("")) })`)
	b.Wait(`window.word.length > 1000`)
	word, err := base64.StdEncoding.DecodeString(b.Text(`window.word`))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "map.docx"), word, 0o644); err != nil {
		t.Fatal(err)
	}
	b.Size(390, 844)
	take(t, b, base+chain+"/map", filepath.Join(dir, "map-phone.png"))
	b.Size(1366, 768)
}

// loopPictures takes those of the closed loop: a ticket that is late, a task, the last meeting with its decisions, and what is done with them
// on a telephone.
func loopPictures(t *testing.T, b *uitest.Tab, base, dir string) {
	first := func(list, selector string) string {
		b.Open(base + list)
		return b.Text(`document.querySelector("` + selector + `").getAttribute("href")`)
	}
	ticket := first("/tickets?light=red", "table.tbl tbody th a[href^='/tickets/']")
	task := first("/tasks?state=doing&sort=-share", "table.tbl tbody th a[href^='/tasks/']")
	meeting := first("/meetings?state=sent", "table.tbl tbody th a[href^='/meetings/']")
	for name, url := range map[string]string{"ticket": ticket, "meeting": meeting} {
		take(t, b, base+url, filepath.Join(dir, name+".png"))
	}
	b.Size(390, 844)
	for name, url := range map[string]string{"task-phone": task, "meeting-phone": meeting + "/guests", "visit-phone": "/visits/new"} {
		take(t, b, base+url, filepath.Join(dir, name+".png"))
	}
	b.Size(1366, 768)
}

// numberPictures take those of the numbers: a score line by line, a finding of the checkup, a paper of the office's own template, and a
// form of indicators on a telephone.
func numberPictures(t *testing.T, b *uitest.Tab, base, dir string) {
	first := func(list, selector string) string {
		b.Open(base + list)
		return b.Text(`document.querySelector("` + selector + `").getAttribute("href")`)
	}
	round := first("/scores", "main table a[href^='/scores/0']")
	finding := first("/checkups?state=open&detector=twin", "table.tbl tbody th a[href^='/checkups/']")
	paper := first("/studio", "table.tbl tbody th a[href^='/studio/']")
	for name, url := range map[string]string{"score": round, "replay": first(round, "main table tbody a[href^='"+round+"/']"), "checkup": finding, "studio": paper + "?period=2026-10"} {
		take(t, b, base+url, filepath.Join(dir, name+".png"))
	}
	b.Size(390, 844)
	take(t, b, base+"/indicators/fill", filepath.Join(dir, "fill-phone.png"))
	b.Size(1366, 768)
}

func take(t *testing.T, b *uitest.Tab, url, file string) {
	b.Open(url)
	b.Wait(`document.readyState == "complete"`)
	save(t, b, file)
}

func save(t *testing.T, b *uitest.Tab, file string) {
	t.Helper()
	if err := os.WriteFile(file, b.Shot(), 0o644); err != nil {
		t.Fatal(err)
	}
}
