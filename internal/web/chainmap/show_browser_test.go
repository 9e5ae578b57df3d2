package chainmap

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

// TestTheMapInABrowser: an office screen shows the picture, a phone the outline and, asked for, the picture in a box of its own
// that moves sideways; no page does. Breaches of the content policy and script errors fail it too.
func TestTheMapInABrowser(t *testing.T) {
	tab := uitest.Browser(t, 1366, 768)
	s := newMapSite(t)
	s.copper(t)
	cookie := s.SignIn(t, "lead", webtest.Password)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.AddCookie(cookie)
		s.Handler.ServeHTTP(w, r)
	}))
	defer srv.Close()
	shown := func(selector string) string {
		return `(() => { const e = document.querySelector("` + selector + `"); return !!e && e.getBoundingClientRect().height > 0 })()`
	}
	for _, c := range []struct {
		path             string
		width            int
		picture, outline bool
	}{{s.at(""), 1366, true, false}, {s.at(""), 390, false, true}, {s.at("?view=picture"), 390, true, false}, {s.at("?view=outline"), 1366, false, true},
		{s.at("?view=table"), 390, false, false}, {"/nodes/" + s.ids["铜合金板带"], 390, false, false}} {
		tab.Size(c.width, 844)
		tab.Open(srv.URL + c.path)
		if got := tab.Is(shown("svg.map")); got != c.picture {
			t.Errorf("%s at %d: picture %v, want %v", c.path, c.width, got, c.picture)
		}
		if got := tab.Is(shown(".outline")); got != c.outline {
			t.Errorf("%s at %d: outline %v, want %v", c.path, c.width, got, c.outline)
		}
		if tab.Is(`document.documentElement.scrollWidth > window.innerWidth`) {
			t.Errorf("%s at %d scrolls sideways", c.path, c.width)
		}
	}
	tab.Size(1366, 844)
	tab.Open(srv.URL + s.at(""))
	if tab.Is(`[...document.querySelectorAll("svg.map a.k")].some((k) => [...k.querySelectorAll(":scope > text")].some((x) => x.getBBox().x + x.getBBox().width > k.querySelector("rect").getBBox().x + k.querySelector("rect").getBBox().width))`) {
		t.Error("a text leaves its box in the browser's own measure")
	}
	tab.Clean()
}
