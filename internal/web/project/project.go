// Package project is the pages of projects: the ledger with its board, Gantt chart and calendar, one project with all that
// happened to it, and the forms by which it is filled in, moved on and answered for.
package project

import (
	"context"
	"embed"

	"lianzhang/internal/chain"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/comment"
	records "lianzhang/internal/platform/record"
	area "lianzhang/internal/project"
	"lianzhang/internal/review"
	"lianzhang/internal/task"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

// section is the entry of the navigation under which all these pages stand.
const section = "projects"

// Deps is what the pages stand on.
type Deps struct {
	Run      *change.Runner
	Chains   *chain.Service
	Projects *area.Service
	Review   *review.Service
	Comments *comment.Service
	Files    *attach.Dir
	Lists    *listing.Kit
	MaxFile  int64 // largest upload in bytes; 0 = 200 MB
	// TaskOf gives the tasks that came of instructions on a record, by instruction; nil = none.
	TaskOf func(ctx context.Context, ref records.Ref) (map[string]*task.Task, error)
	// Checkup is what the checkup found of a project and nobody has settled, nil when nothing; a nil func asks nobody.
	Checkup func(q *web.Req, id string) (*ui.Note, error)
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("project", files) }

type handlers struct {
	Deps
	ledger *listing.List
}

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	if d.MaxFile == 0 {
		d.MaxFile = 200 << 20
	}
	h := &handlers{Deps: d}
	h.ledger = d.Lists.Register(h.list())
	get := func(pattern string, p authz.Perm, fn web.Handler) web.Route {
		return web.Route{Pattern: "GET /projects" + pattern, Perm: p, Handle: fn}
	}
	post := func(pattern string, p authz.Perm, fn web.Handler) web.Route {
		return web.Route{Pattern: "POST /projects" + pattern, Perm: p, Handle: fn}
	}
	upload, report := post("/{id}/files", authz.ProjectFill, h.upload), post("/{id}/report", authz.ProjectFill, h.fillReport)
	upload.Body, report.Body = d.MaxFile+1<<20, d.MaxFile+1<<20
	return []web.Route{
		get("", authz.ProjectView, h.showList),
		get("/export", authz.ExportRun, h.ledger.Export),
		post("/export", authz.ExportRun, h.ledger.Export),
		get("/board", authz.ProjectView, h.board),
		get("/gantt", authz.ProjectView, h.gantt),
		get("/calendar", authz.ProjectView, h.calendar),
		post("/bulk", authz.ProjectEdit, h.bulk),
		get("/new", authz.ProjectEdit, h.showNew),
		post("/new", authz.ProjectEdit, h.create),
		get("/{id}", authz.ProjectView, h.show),
		get("/{id}/why", authz.ProjectView, h.why),
		get("/{id}/edit", authz.ProjectEdit, h.showEdit),
		post("/{id}/edit", authz.ProjectEdit, h.save),
		get("/{id}/move", authz.ProjectView, h.showMove),
		post("/{id}/move", authz.ProjectView, h.move),
		get("/{id}/report", authz.ProjectFill, h.showReport),
		report,
		post("/{id}/report/check", authz.ProjectMove, h.checkReport),
		get("/{id}/receipts", authz.ProjectFill, h.showReceipt),
		post("/{id}/receipts", authz.ProjectFill, h.addReceipt),
		get("/{id}/exempt", authz.ProjectView, h.showExempt),
		post("/{id}/exempt", authz.ProjectView, h.exempt),
		post("/{id}/comments", authz.ProjectView, h.comment),
		post("/{id}/comments/{comment}/done", authz.ProjectView, h.commentDone),
		upload,
		get("/{id}/files/{file}", authz.ProjectView, h.download),
		post("/{id}/files/{file}/remove", authz.ProjectEdit, h.removeFile),
		get("/{id}/history", authz.ProjectView, h.history),
	}
}

// get reads the project of the address inside what the person may see.
func (h *handlers) get(q *web.Req) (*area.Project, error) {
	return h.Projects.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
}

func url(p *area.Project) string { return "/projects/" + p.ID }

// page is the chrome of a page about one project.
func (h *handlers) page(q *web.Req, p *area.Project, title string) ui.Page {
	page := q.Page(section, title)
	page.Crumbs = []ui.Link{{Label: "项目", URL: "/projects"}, {Label: p.Name, URL: url(p)}, {Label: title}}
	return page
}
