// Package listing turns a list's specification and what somebody asks of it into the parts of a list page: saved views,
// filter bar, totals, table, pager and workbook. Pages of all lists share it, so that they all filter, sort, page, print and
// export alike; what is particular to a list is given as data and as cells.
package listing

import (
	"context"

	"lianzhang/internal/chain"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/view"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// Kit is what all list pages share.
type Kit struct {
	Run    *change.Runner
	Org    *org.Service
	Chains *chain.Service
	Views  *view.Service
	Graph  *graph.Service // names of nodes; nil = none

	lists  map[string]*List
	counts counts
}

// New makes a kit; register every list before the first request.
func New(run *change.Runner, people *org.Service, chains *chain.Service, views *view.Service) *Kit {
	return &Kit{Run: run, Org: people, Chains: chains, Views: views, lists: map[string]*List{}, counts: newCounts()}
}

// List is a list as its page shows it. Only Spec, Base and Perm must be given.
type List struct {
	Spec    *list.Spec
	Base    string     // address of the list's page, "/projects"
	Section string     // entry of the navigation
	Perm    authz.Perm // to see the list
	Out     authz.Perm // to take it out as a workbook; "" is authz.ExportRun
	Find    string     // what the search box finds: "项目、企业、编号"

	Columns []string             // shown unless chosen otherwise, in order; nil = as the specification says
	Fixed   []string             // columns that cannot be taken away
	Offer   []string             // columns that can be chosen; nil = all that are not hidden
	Heads   map[string]ui.Column // heads that differ from the specification's; Sort, Dir and Key are filled in
	Reads   map[string][]string  // further columns that the cells of a column need
	First   []string             // conditions that stand first in the menu; the rest follow as specified
	Keep    []string             // parameters of the page itself that are carried along
	Presets func(today string) []Preset
	// Start is the question of who asks none, as URL values; nil asks for everything.
	Start func(today string) string
	// Total counts and adds up the rows under a query in a quicker way than by reading them; nil reads them.
	Total func(ctx context.Context, ask *list.Query, who list.Asker) (*list.Totals, error)
	// Scope is what of the list the person sees; nil is the actor's own scope.
	Scope func(authz.Actor) authz.Scope

	kit *Kit
}

// Preset is a view that comes with the program. Query is URL values.
type Preset struct{ Name, Query string }

// Register adds a list and gives the handle with which its pages work.
func (k *Kit) Register(l List) *List {
	l.kit = k
	if l.Out == "" {
		l.Out = authz.ExportRun
	}
	if l.Columns == nil {
		for _, c := range l.Spec.Shown(nil) {
			l.Columns = append(l.Columns, c.Name)
		}
	}
	if l.Offer == nil {
		for i := range l.Spec.Columns {
			if c := &l.Spec.Columns[i]; !c.Hidden {
				l.Offer = append(l.Offer, c.Name)
			}
		}
	}
	k.lists[l.Spec.Name] = &l
	return &l
}

// asker is who asks the list of the request.
func (l *List) asker(q *web.Req) list.Asker {
	who := q.Asker()
	if l.Scope != nil {
		who.Scope = l.Scope(q.Actor)
	}
	return who
}

// total counts and adds up the rows under a query.
func (l *List) total(ctx context.Context, ask *list.Query, who list.Asker) (*list.Totals, error) {
	if l.Total != nil {
		return l.Total(ctx, ask, who)
	}
	return l.Spec.Total(ctx, l.kit.Run.DB, ask, who)
}
