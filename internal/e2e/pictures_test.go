package e2e

import (
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
