// Package importing is the pages by which lists come in: batches, upload, what the columns mean, the sheet as it was received
// with its faults in the cells, confirmation, and taking a batch back.
package importing

import (
	"context"
	"embed"

	"lianzhang/internal/catalog"
	area "lianzhang/internal/importing"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

const (
	section = "imports"
	base    = "/imports"
)

// Deps is what the pages stand on.
type Deps struct {
	Imports *area.Service
	Lists   *listing.Kit
	MaxFile int64 // largest upload in bytes; 0 = 200 MB
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("importing", files) }

type handlers struct {
	Deps
	works *tracker
}

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	if d.MaxFile == 0 {
		d.MaxFile = area.MaxFile
	}
	h := &handlers{Deps: d, works: newTracker()}
	row := func(pattern string, fn web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: authz.ImportRun, Handle: fn}
	}
	upload := row("POST /imports/new", h.upload)
	upload.Body = d.MaxFile + 1<<20
	state := row("GET /imports/{id}/state", h.state)
	state.Quiet = true
	return []web.Route{
		row("GET /imports", h.batches), row("GET /imports/new", h.showNew), upload,
		row("GET /imports/{id}", h.show), state,
		row("GET /imports/{id}/head", h.showHead), row("POST /imports/{id}/head", h.head),
		row("POST /imports/{id}/map", h.mapColumn), row("POST /imports/{id}/cell", h.cell),
		row("POST /imports/{id}/decide", h.decide), row("POST /imports/{id}/decide-all", h.decideAll),
		row("POST /imports/{id}/confirm", h.confirm), row("POST /imports/{id}/drop", h.drop),
		row("POST /imports/{id}/undo", h.undo), row("GET /imports/{id}/rejects.xlsx", h.rejects),
	}
}

func address(b *area.Batch) string { return base + "/" + b.ID }

// spec is the list of a batch among those that the person may import; nil when it is none of them.
func (h *handlers) spec(actor authz.Actor, name string) *list.Spec {
	for _, s := range h.Imports.Lists(actor) {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// place is where the records of a list are shown.
func place(list string) string {
	if e := catalog.Find(list); e != nil {
		return e.Base
	}
	return ""
}

// do runs a work on a batch: at once when it is small, else in the background, and then leads to the batch.
func (h *handlers) do(q *web.Req, b *area.Batch, label string, fn func(ctx context.Context, progress area.Progress) error) error {
	if b.Size <= area.Large {
		return fn(q.Ctx(), nil)
	}
	h.works.start(b.ID, label, fn)
	return nil
}
