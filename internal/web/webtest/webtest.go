// Package webtest starts the pages on a database of a test's own, with a small city and people signed in, so that tests can
// ask routes as a browser would and look at the HTML by selector.
package webtest

import (
	"net/http"
	"testing"

	"lianzhang/internal/chain"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
	"lianzhang/internal/view"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// Password is the password of all accounts.
const Password = "Copper#Basin8"

// Site is the services on one database, as the server wires them, and after Serve the pages upon them.
type Site struct {
	DB          *db.DB
	Run         *change.Runner
	Org         *org.Service
	Chains      *chain.Service
	Enterprises *enterprise.Service
	Projects    *project.Service
	Graph       *graph.Service
	Review      *review.Service
	Views       *view.Service
	Comments    *comment.Service
	Files       *attach.Dir
	Lists       *listing.Kit

	Handler http.Handler
	Units   map[string]string // ids by short name
	Chain   map[string]string // ids by name

	tokens map[string]string // of sessions, by login
}

// Program is the program itself, which may do everything.
var Program = authz.System("cli")

// Bare wires the services on an empty SQLite database; c is the clock of all of them.
func Bare(t testing.TB, c clock.Clock) *Site {
	t.Helper()
	return On(t, dbtest.SQLite(t), c)
}

// On is Bare on a database that is at hand.
func On(t testing.TB, d *db.DB, c clock.Clock) *Site {
	t.Helper()
	run := &change.Runner{DB: d, Journal: journal.New(d), Clock: c}
	s := &Site{DB: d, Run: run, Org: org.New(run, org.Options{Cost: org.Cost{MemoryKiB: 32, Passes: 1}}), Chains: &chain.Service{Run: run},
		Enterprises: &enterprise.Service{Run: run}, Projects: &project.Service{Run: run}, Views: &view.Service{Run: run},
		Comments: &comment.Service{Run: run}, Units: map[string]string{}, Chain: map[string]string{}, tokens: map[string]string{}}
	s.Review = &review.Service{Run: run, Projects: s.Projects}
	s.Projects.Judge = s.Review
	s.Lists = listing.New(run, s.Org, s.Chains, s.Views)
	s.Graph = &graph.Service{Run: run, Chains: s.Chains, Changed: s.Projects.LinkNodes}
	s.Graph.Holds(graph.Holder{Label: "个项目", Count: graph.CountBy(project.Kind), Move: s.Projects.MoveNode})
	s.Lists.Graph = s.Graph
	var err error
	if s.Files, err = attach.Open(t.TempDir(), 8<<20); err != nil {
		t.Fatal(err)
	}
	must(t, s.Review.Install(t.Context()))
	return s
}

// New wires the services and founds a small city that stands on the day: 景川市 with two counties, a few units, two chains, and
// an account of each role that tests need: zong (chief of all), office, lead (牵头单位 of 铜基新材料), team, park (of 东湖区),
// factor, and the three administrators.
func New(t testing.TB, today string) *Site {
	t.Helper()
	return NewOn(t, dbtest.SQLite(t), today)
}

// NewOn is New on a database that is at hand.
func NewOn(t testing.TB, d *db.DB, today string) *Site {
	t.Helper()
	s := On(t, d, clock.At(today))
	s.found(t)
	return s
}

// Serve puts the pages upon the services. add adds their templates.
func (s *Site) Serve(t testing.TB, routes []web.Route, add ...func(*ui.Set) error) {
	t.Helper()
	assets, err := ui.NewAssets()
	if err != nil {
		t.Fatal(err)
	}
	set, err := ui.NewSet(assets)
	if err != nil {
		t.Fatal(err)
	}
	for _, fn := range add {
		must(t, fn(set))
	}
	site := &web.Site{Org: s.Org, Set: set, Clock: s.Run.Clock}
	mux := http.NewServeMux()
	mux.Handle("GET "+ui.Prefix, assets)
	mux.Handle("/", site.Handler(routes))
	s.Handler = mux
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
