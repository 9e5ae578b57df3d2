// Package backtrack is the pages of 倒查: who held a record, for how many working days, what was done and what was missing, each
// event checked against the journal; the same as a Word file; and the page that holds an old paper against the journal.
package backtrack

import (
	"embed"
	"strings"

	"lianzhang/internal/backtrack"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

const base = "/backtrack"

// Deps is what the pages stand on.
type Deps struct {
	Backtrack *backtrack.Service
	Lists     *listing.Kit
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("backtrack", files) }

type handlers struct{ Deps }

// Routes are the rows of the route table. An id that ends in .docx or .json asks for the paper or the proofs.
func Routes(d Deps) []web.Route {
	h := &handlers{d}
	row := func(pattern string, fn web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: authz.JournalView, Handle: fn, Body: 64 << 10}
	}
	return []web.Route{
		row("GET /backtrack/check", h.showCheck),
		row("POST /backtrack/check", h.check),
		row("GET /backtrack/{kind}/{id}", h.record),
		row("GET /projects/{id}/backtrack", h.project),
	}
}

func (h *handlers) project(q *web.Req) error { return h.show(q, "project", q.Path("id")) }

func (h *handlers) record(q *web.Req) error {
	kind, id := q.Path("kind"), q.Path("id")
	if id, ok := strings.CutSuffix(id, ".docx"); ok {
		return h.word(q, kind, id)
	}
	if id, ok := strings.CutSuffix(id, ".json"); ok {
		return h.proofs(q, kind, id)
	}
	return h.show(q, kind, id)
}

// load traces the record and knows the words for it.
func (h *handlers) load(q *web.Req, kind, id string) (*words, error) {
	s, err := h.Backtrack.Trace(q.Ctx(), q.Actor, kind, id)
	if err != nil {
		return nil, err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, err
	}
	dir, err := q.Directory()
	if err != nil {
		return nil, err
	}
	return newWords(s, names, q.Today(), dir.Site()), nil
}
