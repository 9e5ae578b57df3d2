// Package admin is the administration: an overview for each role, and below it units, regions, people, posts, light rules,
// exemptions, the journal and the working calendar, a folder each.
package admin

import (
	"context"
	"embed"

	"lianzhang/internal/chain"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/jobs"
	"lianzhang/internal/review"
	"lianzhang/internal/web"
	"lianzhang/internal/web/admin/calendar"
	"lianzhang/internal/web/admin/journal"
	"lianzhang/internal/web/admin/lights"
	"lianzhang/internal/web/admin/posts"
	"lianzhang/internal/web/admin/regions"
	"lianzhang/internal/web/admin/units"
	"lianzhang/internal/web/admin/users"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

// Deps is what the pages stand on. Checkpoint stores a checkpoint of the journal and gives it.
type Deps struct {
	Run        *change.Runner
	Org        *org.Service
	Chains     *chain.Service
	Review     *review.Service
	Jobs       *jobs.Runner
	Kit        *listing.Kit
	Trail      *trail.Trail
	Checkpoint func(ctx context.Context, note string) (journal.Checkpoint, error)
	// Failed counts the messages that could not be delivered.
	Failed func(ctx context.Context) (int64, error)
}

// Routes are the rows of the route table of all folders.
func Routes(d Deps) []web.Route {
	rows := []web.Route{{Pattern: "GET /admin", Perm: authz.OrgView, Handle: d.show}}
	for _, part := range [][]web.Route{
		units.Routes(units.Deps{Run: d.Run, Org: d.Org, Kit: d.Kit, Trail: d.Trail}), regions.Routes(regions.Deps{Org: d.Org}),
		users.Routes(users.Deps{Run: d.Run, Org: d.Org, Kit: d.Kit, Trail: d.Trail}), posts.Routes(posts.Deps{Org: d.Org, Chains: d.Chains, Trail: d.Trail}),
		lights.Routes(lights.Deps{Review: d.Review, Kit: d.Kit}), calendar.Routes(calendar.Deps{Org: d.Org}),
		journal.Routes(journal.Deps{Run: d.Run, Jobs: d.Jobs, Trail: d.Trail, Checkpoint: d.Checkpoint}),
	} {
		rows = append(rows, part...)
	}
	return rows
}

// Add adds the pages of all folders to the set; formpage and listpage, on which they stand, are added by the composition.
func Add(set *ui.Set) error {
	for _, add := range []func(*ui.Set) error{units.Add, regions.Add, users.Add, posts.Add, lights.Add, calendar.Add, journal.Add} {
		if err := add(set); err != nil {
			return err
		}
	}
	return set.Add("admin", files)
}
