package ui

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

// site gives the files of a small build: all styles empty but one.
func site(extra map[string]string) fstest.MapFS {
	m := fstest.MapFS{}
	for _, p := range cssParts() {
		m["css/"+p+".css"] = &fstest.MapFile{Data: []byte("/* " + p + " */")}
	}
	for name, text := range extra {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

func ask(a *Assets, method, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	return w
}

func TestHashedAddresses(t *testing.T) {
	long := strings.Repeat("// words that pack well\n", 100)
	a, err := loadAssets(site(map[string]string{
		"js/app.js": `import { b } from "./b.js"; import "../vendor/htmx.min.js"; import("../vendor/echarts.esm.min.js")` + "\n" + long,
		"js/b.js":   "export const b = 1", "vendor/htmx.min.js": "htmx",
	}))
	if err != nil {
		t.Fatal(err)
	}
	url, err := a.URL("js/app.js")
	if err != nil || !regexp.MustCompile(`^/static/js/app\.[0-9a-f]{12}\.js$`).MatchString(url) {
		t.Fatalf("%q %v", url, err)
	}
	w := ask(a, "GET", url, "Accept-Encoding", "br, gzip")
	if w.Code != 200 || w.Header().Get("Content-Encoding") != "gzip" || w.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" ||
		w.Header().Get("Content-Type") != "text/javascript; charset=utf-8" || w.Header().Get("Vary") != "Accept-Encoding" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	z, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	bURL, _ := a.URL("js/b.js")
	hURL, _ := a.URL("vendor/htmx.min.js")
	for _, want := range []string{`from "./` + strings.TrimPrefix(bURL, "/static/js/") + `"`, `import "../vendor/` + strings.TrimPrefix(hURL, "/static/vendor/") + `"`, `import("../vendor/echarts.esm.min.js")`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in %s", want, text[:200])
		}
	}
	if plain := ask(a, "GET", url, "Accept-Encoding", "gzip;q=0"); plain.Header().Get("Content-Encoding") != "" || plain.Body.Len() != len(text) {
		t.Error("packed although the browser refuses it")
	}
	if w := ask(a, "GET", url, "If-None-Match", w.Header().Get("ETag")); w.Code != http.StatusNotModified {
		t.Errorf("asked again: %d", w.Code)
	}
	if w := ask(a, "HEAD", url); w.Code != 200 || w.Body.Len() != 0 {
		t.Errorf("HEAD: %d, %d bytes", w.Code, w.Body.Len())
	}
	if w := ask(a, "GET", "/static/js/app.js"); w.Header().Get("Cache-Control") != "no-cache" {
		t.Error("a plain name is kept for ever")
	}
}

// A change in an imported module changes the address of every module above it, or browsers would mix two versions.
func TestHashFollowsImports(t *testing.T) {
	build := func(b string) string {
		a, err := loadAssets(site(map[string]string{"js/app.js": `import "./b.js"`, "js/b.js": b}))
		if err != nil {
			t.Fatal(err)
		}
		url, _ := a.URL("js/app.js")
		return url
	}
	if build("1") == build("2") {
		t.Error("the address does not follow the import")
	}
}

func TestBadAssets(t *testing.T) {
	a, err := loadAssets(site(nil))
	if err != nil {
		t.Fatal(err)
	}
	if got := a.Missing(); len(got) != len(vendored()) {
		t.Errorf("missing: %v", got)
	}
	url, err := a.URL("vendor/htmx.min.js")
	if err != nil || url != "/static/vendor/htmx.min.js" {
		t.Errorf("%q %v", url, err)
	}
	if w := ask(a, "GET", url); w.Code != 404 || !strings.Contains(w.Body.String(), "make web") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if _, err := a.URL("no.css"); err == nil {
		t.Error("an unknown file has an address")
	}
	for _, path := range []string{"/static/", "/static/../secret", "/static/css/base.css", "/static/js/app.000000000000.js", "/elsewhere"} {
		if w := ask(a, "GET", path); w.Code != 404 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if w := ask(a, "POST", "/static/app.css"); w.Code != 405 || w.Header().Get("Allow") == "" {
		t.Errorf("POST: %d", w.Code)
	}
	if _, err := loadAssets(site(map[string]string{"js/a.js": `import "./b.js"`, "js/b.js": `import "./a.js"`})); err == nil {
		t.Error("a circle of modules is accepted")
	}
	if _, err := loadAssets(site(map[string]string{"js/a.js": `import "./gone.js"`})); err == nil {
		t.Error("an import of nothing is accepted")
	}
	if _, err := loadAssets(fstest.MapFS{}); err == nil {
		t.Error("a build without styles is accepted")
	}
}

// The content policy forbids what the pages must not need.
func TestEmbedded(t *testing.T) {
	a, err := NewAssets()
	if err != nil {
		t.Fatal(err)
	}
	css := string(a.byName["app.css"].data)
	for _, bad := range []string{"http:", "https:", "@import", "url(", "color-mix(", "expression("} {
		if strings.Contains(css, bad) {
			t.Errorf("app.css has %s", bad)
		}
	}
	if strings.Count(css, "{") != strings.Count(css, "}") {
		t.Error("app.css: braces do not match")
	}
	for name, f := range a.byName {
		if strings.HasPrefix(name, "js/") && regexp.MustCompile(`https?://|\beval\(|innerHTML`).Match(f.data) {
			t.Errorf("%s reaches out or writes HTML", name)
		}
	}
}
