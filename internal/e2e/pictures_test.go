package e2e

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"testing"

	"lianzhang/internal/web/ui/uitest"
)

// TestPictures takes the pictures of the handbook: PICTURES=docs/handbook go test ./internal/e2e -run Pictures.
// With PICTURES_PHONE set it takes those of a phone's width too.
func TestPictures(t *testing.T) {
	dir := os.Getenv("PICTURES")
	if dir == "" {
		t.Skip("PICTURES names no folder: the handbook's pictures are left as they are")
	}
	_, base := city(t, 1200)
	b := uitest.Browser(t, 1366, 768)
	for _, who := range []struct {
		login string
		pages map[string]string
	}{
		{"zong", map[string]string{"cockpit": "/chains"}},
		{"office", map[string]string{"today": "/", "ledger": "/projects", "board": "/projects/board", "gantt": "/projects/gantt", "calendar": "/projects/calendar",
			"dispatch": "/dispatch", "reports": "/reports", "bulletin": "/reports/bulletin/2026-10", "imports": "/imports", "import-new": "/imports/new",
			"enterprises": "/enterprises", "search": "/search?q=铜箔", "red": "/projects?light=red", "lights": "/admin/lights"}},
		{"sysadmin", map[string]string{"admin": "/admin", "units": "/admin/units", "users": "/admin/users"}},
		{"auditadmin", map[string]string{"journal": "/admin/journal"}},
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

// chainPictures takes those of a chain's map and of the work on it: the first chain, its most needed gap in hand.
func chainPictures(t *testing.T, b *uitest.Tab, base, dir string) {
	link := func(selector string) string {
		return b.Text(`document.querySelector("` + selector + `").getAttribute("href")`)
	}
	b.Open(base + "/chains/list")
	chain := link("table.tbl tbody a[href^='/chains/']")
	list := base + "/gaps?chain_id=" + filepath.Base(chain) + "&state=open,working"
	b.Open(list + "&where=有值(最近接触)")
	gap := link("table.tbl tbody th a[href^='/gaps/']")
	for name, url := range map[string]string{"map": base + chain + "/map", "gaps": list, "gap": base + gap,
		"target-list": base + "/targets", "route": base + "/route", "leads": base + "/leads", "leads-board": base + "/leads/board", "atlas": base + "/atlas/jiangxi-4", "atlas-list": base + "/atlas/jiangxi-4/gaps",
		"chain": base + chain, "talent": base + "/talent/needs", "windows": base + "/windows"} {
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
	take(t, b, base+gap, filepath.Join(dir, "gap-phone.png"))
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
