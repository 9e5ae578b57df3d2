package backtrack

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

// TestBrowser opens both pages on a wide screen and a phone; SHOTS names a folder for pictures.
func TestBrowser(t *testing.T) {
	uitest.Need(t)
	s, id := site(t)
	cookie := s.SignIn(t, "office", webtest.Password)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.AddCookie(cookie)
		s.Handler.ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	for _, size := range []struct {
		name          string
		width, height int
	}{{"wide", 1366, 2400}, {"phone", 390, 4200}} {
		b := uitest.Browser(t, size.width, size.height)
		for page, path := range map[string]string{"show": "/backtrack/project/" + id, "check": "/backtrack/check"} {
			b.Open(srv.URL + path)
			if !b.Is("document.documentElement.scrollWidth <= document.documentElement.clientWidth") {
				t.Errorf("%s at %d is wider than the screen", page, size.width)
			}
			if dir := os.Getenv("SHOTS"); dir != "" {
				must(t, os.WriteFile(filepath.Join(dir, page+"-"+size.name+".png"), b.Shot(), 0o600))
			}
		}
		b.Clean()
	}
}
