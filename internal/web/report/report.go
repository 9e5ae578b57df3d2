// Package report is the pages of the office's papers: the month's bulletins and the week's dispatch lists as official leaves,
// with each figure leading to its records, a check of the numbers, Word and Excel files.
package report

import (
	"embed"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

const section = "reports"

// Deps is what the pages stand on.
type Deps struct {
	DB    *db.DB
	Shelf *Shelf
	Lists *listing.Kit
	// Frozen says of a frozen month what was revised since; nil note of one that is not. Nil knows of no freezing.
	Frozen func(q *web.Req, month period.Period) (*ui.Note, error)
	// Waiting says how many findings of the checkup wait that touch the numbers of projects, nil ids standing for all; nil asks nobody.
	Waiting func(q *web.Req, ids []string) (*ui.Note, error)
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("report", files) }

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	out := []web.Route{
		{Pattern: "GET /reports", Perm: authz.ReportMake, Handle: d.index},
	}
	for _, k := range kinds {
		base := "GET " + k.base + "{period}"
		out = append(out,
			web.Route{Pattern: base, Perm: authz.ReportMake, Handle: d.with(k, d.show)},
			web.Route{Pattern: base + "/projects", Perm: authz.ReportMake, Handle: d.with(k, d.records)},
			web.Route{Pattern: base + "/check", Perm: authz.ReportMake, Handle: d.with(k, d.check)},
			web.Route{Pattern: base + "/word", Perm: authz.ReportMake, Handle: d.with(k, d.word)},
			web.Route{Pattern: base + "/excel", Perm: authz.ReportMake, Handle: d.with(k, d.excel)},
		)
	}
	return out
}

// kind is one of the two papers.
type kind struct{ name, base, label string }

var (
	bulletin = kind{"bulletin", "/reports/bulletin/", "工作通报"}
	dispatch = kind{"dispatch", "/reports/dispatch/", "调度清单"}
	kinds    = []kind{bulletin, dispatch}
)

// with reads the paper of the address for a handler.
func (d Deps) with(k kind, fn func(q *web.Req, p *Paper) error) web.Handler {
	return func(q *web.Req) error {
		p, err := d.Shelf.paper(q.Ctx(), q.Actor, k, q.Path("period"))
		if err != nil {
			return err
		}
		return fn(q, p)
	}
}
