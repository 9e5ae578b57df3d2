// Package studio is the pages of an office's own papers: its Word templates, the figures that they may name, a paper with every
// figure leading to its records, and who gets it when.
package studio

import (
	"embed"

	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/studio"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

const (
	section = "reports"
	base    = "/studio"
)

// Deps is what the pages stand on.
type Deps struct {
	Studio *studio.Service
	Files  *attach.Dir
	Lists  *listing.Kit
}

type handlers struct{ Deps }

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("studio", files) }

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	h := &handlers{d}
	edit := h.editor()
	row := func(pattern string, p authz.Perm, fn web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: p, Handle: fn}
	}
	return []web.Route{
		row("GET /studio", authz.ReportMake, h.index),
		row("GET /studio/names", authz.ReportMake, h.names),
		row("GET /studio/new", authz.ReportEdit, h.showNew),
		row("POST /studio/new", authz.ReportEdit, h.create),
		row("POST /studio/install", authz.ReportEdit, h.install),
		row("GET /studio/{id}", authz.ReportMake, h.show),
		row("GET /studio/{id}/word", authz.ReportMake, h.word),
		row("GET /studio/{id}/edit", authz.ReportEdit, edit.ShowEdit),
		row("POST /studio/{id}/edit", authz.ReportEdit, edit.Edit),
		row("GET /studio/{id}/replace", authz.ReportEdit, h.showReplace),
		row("POST /studio/{id}/replace", authz.ReportEdit, h.replace),
		row("POST /studio/{id}/use", authz.ReportEdit, h.use),
		row("GET /studio/{id}/files/{file}", authz.ReportMake, h.file),
		row("POST /studio/{id}/deliver", authz.ReportEdit, h.deliver),
		row("POST /studio/{id}/stop", authz.ReportEdit, h.stop),
	}
}
