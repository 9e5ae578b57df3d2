package ui

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"sort"
	"strings"
	"sync"
)

//go:embed *.html pages/*.html
var partials embed.FS

// root is the template that a whole page executes; layout.html defines it and a page may define it anew.
const root = "page"

// Set holds the templates of all pages. Fill it with Add at start; after that it is safe for concurrent use.
type Set struct {
	base  *template.Template
	funcs template.FuncMap
	pages map[string]func() (*template.Template, error) // each is put together when it is first asked for
	bufs  sync.Pool

	assets *Assets
}

// Assets are the browser files that the pages name.
func (s *Set) Assets() *Assets { return s.assets }

// NewSet parses the layout, the partials of the components and the built-in page "error".
func NewSet(assets *Assets) (*Set, error) {
	fm := funcs(assets)
	base, err := template.New("ui").Funcs(fm).ParseFS(partials, "*.html")
	if err != nil {
		return nil, fmt.Errorf("ui: partials: %w", err)
	}
	s := &Set{base: base, funcs: fm, pages: map[string]func() (*template.Template, error){}, bufs: sync.Pool{New: func() any { return new(bytes.Buffer) }}, assets: assets}
	builtin, err := fs.Sub(partials, "pages")
	if err != nil {
		return nil, err
	}
	return s, s.Add("", builtin)
}

// Add parses every .html at the top of fsys as a page: list.html of the folder "project" becomes "project/list". Files whose
// name begins with _ are no pages but shared by all pages of the folder.
func (s *Set) Add(folder string, fsys fs.FS) error {
	files, err := fs.Glob(fsys, "*.html")
	if err != nil {
		return fmt.Errorf("ui: %s: %w", folder, err)
	}
	var shared []string
	for _, f := range files {
		if strings.HasPrefix(f, "_") {
			shared = append(shared, f)
		}
	}
	for _, f := range files {
		if strings.HasPrefix(f, "_") {
			continue
		}
		name := path.Join(folder, strings.TrimSuffix(f, ".html"))
		if s.pages[name] != nil {
			return fmt.Errorf("ui: page %s is added twice", name)
		}
		page, err := s.parse(fsys, append(slices.Clone(shared), f))
		if err != nil {
			return fmt.Errorf("ui: page %s: %w", name, err)
		}
		s.pages[name] = page
	}
	return nil
}

// parse reads the templates of the files, and gives what adds them to a copy of layout and partials. A page may define anew only
// what the layout leaves open: a block that happens to be named like a component would change that component without a word.
// The copy is made once, when the page is first shown: copies of all pages would cost the start 0.2 s and 90 MB.
func (s *Set) parse(fsys fs.FS, files []string) (func() (*template.Template, error), error) {
	own, err := template.New("").Funcs(s.funcs).ParseFS(fsys, files...)
	if err != nil {
		return nil, err
	}
	var blocks []*template.Template
	for _, t := range own.Templates() {
		if strings.HasSuffix(t.Name(), ".html") { // the file itself: a page may be called board.html like a component
			continue
		}
		open := t.Name() == root || t.Name() == "head" || t.Name() == "main"
		if s.base.Lookup(t.Name()) != nil && !open {
			return nil, fmt.Errorf("block %q is the name of a component", t.Name())
		}
		blocks = append(blocks, t)
	}
	return sync.OnceValues(func() (*template.Template, error) {
		page, err := s.base.Clone()
		if err != nil {
			return nil, err
		}
		for _, t := range blocks {
			if _, err := page.AddParseTree(t.Name(), t.Tree); err != nil {
				return nil, err
			}
		}
		return page, nil
	}), nil
}

// Names lists the pages in order.
func (s *Set) Names() []string {
	names := make([]string, 0, len(s.pages))
	for n := range s.pages {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

// Lookup gives the named template of a page ("" for the page itself), or nil. Tests check types with it.
func (s *Set) Lookup(page, block string) *template.Template {
	t, _ := s.lookup(page, block)
	return t
}

func (s *Set) lookup(page, block string) (*template.Template, error) {
	build := s.pages[page]
	if build == nil {
		return nil, fmt.Errorf("ui: no page %q", page)
	}
	whole, err := build()
	if err != nil {
		return nil, fmt.Errorf("ui: page %s: %w", page, err)
	}
	if block == "" {
		block = root
	}
	t := whole.Lookup(block)
	if t == nil {
		return nil, fmt.Errorf("ui: no block %q in page %q", block, page)
	}
	return t, nil
}

// Render answers with a whole page. Nothing is sent when the template fails: the caller can still answer with an error.
func (s *Set) Render(w http.ResponseWriter, status int, page string, data any) error {
	return s.RenderBlock(w, status, page, root, data)
}

// RenderBlock answers with one named block of a page: the fragment that htmx swaps.
func (s *Set) RenderBlock(w http.ResponseWriter, status int, page, block string, data any) error {
	return s.RenderWith(w, status, page, block, data, nil)
}

// RenderWith is RenderBlock with a last hand on what is sent; block "" is the whole page.
func (s *Set) RenderWith(w http.ResponseWriter, status int, page, block string, data any, last func([]byte) []byte) error {
	buf, _ := s.bufs.Get().(*bytes.Buffer)
	defer s.bufs.Put(buf)
	buf.Reset()
	if err := s.Execute(buf, page, block, data); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	// The same address answers with a page or a fragment.
	h.Add("Vary", "HX-Request")
	text := buf.Bytes()
	if last != nil {
		text = last(text)
	}
	w.WriteHeader(status)
	_, err := w.Write(text)
	return err
}

// Execute writes one named block of a page ("" for all of it) to a buffer, for tests and for documents.
func (s *Set) Execute(buf *bytes.Buffer, page, block string, data any) error {
	t, err := s.lookup(page, block)
	if err != nil {
		return err
	}
	if err := t.Execute(buf, data); err != nil {
		return fmt.Errorf("ui: %s: %w", page, err)
	}
	return nil
}

// IsFragment tells whether htmx asks for a part of a page. Boosted links and restored history want the whole page.
func IsFragment(r *http.Request) bool {
	return r.Header.Get("HX-Request") == "true" && r.Header.Get("HX-Boosted") != "true" &&
		r.Header.Get("HX-History-Restore-Request") != "true"
}
