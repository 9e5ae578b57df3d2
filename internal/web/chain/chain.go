// Package chain is the pages of industrial chains: the cockpit of chiefs by chain and by county, one chain with all that
// belongs to it, and its register.
package chain

import (
	"context"
	"embed"

	area "lianzhang/internal/chain"
	"lianzhang/internal/desk"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/handover"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/project"
	"lianzhang/internal/task"
	"lianzhang/internal/web"
	"lianzhang/internal/web/chainmap"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

// section is the entry of the navigation under which all these pages stand.
const section = "chains"

// Deps is what the pages stand on.
type Deps struct {
	Run         *change.Runner
	Desk        *desk.Service
	Chains      *area.Service
	Projects    *project.Service
	Enterprises *enterprise.Service
	Comments    *comment.Service
	Lists       *listing.Kit
	Trail       *trail.Trail
	Handover    *handover.Service
	Map         func(q *web.Req, chainID string) (*chainmap.Overview, error)
	// TaskOf gives the tasks that came of instructions on a record, by instruction; nil = none.
	TaskOf  func(ctx context.Context, ref record.Ref) (map[string]*task.Task, error)
	Decided func(q *web.Req, meeting string) (*Decided, error) // for the screen of a meeting; nil knows none
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("chain", files) }

type handlers struct {
	Deps
	list *listing.List
}

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	h := &handlers{Deps: d}
	h.list = d.Lists.Register(register())
	edit := h.editor()
	row := func(pattern string, p authz.Perm, fn web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: p, Handle: fn, Body: 64 << 10}
	}
	return []web.Route{
		row("GET /chains", authz.ChainView, h.cockpit),
		row("GET /chains/screen", authz.ChainView, h.screen),
		row("POST /chains/instruct", authz.Instruct, h.instruct),
		row("GET /chains/list", authz.ChainView, h.showList),
		row("GET /chains/export", authz.ExportRun, h.list.Export),
		row("GET /chains/new", authz.ChainEdit, edit.ShowNew),
		row("POST /chains/new", authz.ChainEdit, edit.New),
		row("GET /chains/{id}", authz.ChainView, h.show),
		row("GET /chains/{id}/edit", authz.ChainEdit, edit.ShowEdit),
		row("POST /chains/{id}/edit", authz.ChainEdit, edit.Edit),
		row("POST /chains/{id}/comments", authz.ChainView, h.remark),
		row("POST /chains/{id}/comments/{comment}/done", authz.ChainView, h.done),
		row("GET /chains/{id}/handover", authz.ExportRun, h.handover),
		row("GET /chains/{id}/history", authz.JournalView, h.history),
	}
}

func address(id string) string { return "/chains/" + id }
