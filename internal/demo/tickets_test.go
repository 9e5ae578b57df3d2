package demo_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/chain"
	"lianzhang/internal/demo"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
	"lianzhang/internal/ticket"
)

// ticketed is a city with tickets, with the work around them or not, and its projects by light and stage.
func ticketed(t *testing.T, work bool) (demo.Site, []project.Group) {
	t.Helper()
	opt := demo.Options{Seed: 1, Count: 240, Today: "2026-11-22"}
	c := demo.NewClock(clock.At(opt.Today).Now())
	d := dbtest.SQLite(t)
	run := &change.Runner{DB: d, Journal: journal.New(d), Clock: c.Now}
	site := demo.Site{Run: run, Org: org.New(run, org.Options{Cost: org.Cost{MemoryKiB: 32, Passes: 1}}), Chains: &chain.Service{Run: run}, Enterprises: &enterprise.Service{Run: run},
		Projects: &project.Service{Run: run}, Clock: c}
	site.Review = &review.Service{Run: run, Projects: site.Projects}
	site.Projects.Judge = site.Review
	site.Tickets = ticket.New(run, site.Org, site.Chains)
	var err error
	if site.Files, err = attach.Open(t.TempDir(), 1<<20); err != nil {
		t.Fatal(err)
	}
	if err := site.Review.Install(t.Context()); err != nil {
		t.Fatal(err)
	}
	if work {
		working(&site)
	}
	if _, err := demo.Build(t.Context(), site, opt); err != nil {
		t.Fatal(err)
	}
	groups, err := site.Projects.Groups(t.Context(), authz.Scope{All: true})
	if err != nil {
		t.Fatal(err)
	}
	return site, groups
}

func TestTheTicketsAreBelievableAndRepeatable(t *testing.T) {
	site, groups := ticketed(t, false)
	s := site.Tickets
	rows := all(t, s)
	kinds, states, fates := map[string]int{}, map[string]int{}, map[string]int{}
	note := func(name string, is bool) {
		if is {
			fates[name]++
		}
	}
	for i := range rows {
		x := &rows[i]
		kinds[x.Kind]++
		states[x.State]++
		note("rated", x.Rating > 0)
		note("reopened", x.Reopened > 0)
		note("rejected", x.Rejected > 0)
		note("handed", x.Handed > 0)
		note("paused", x.Paused > 0)
		note("extended", x.Extended > 0)
		note("late", x.Net > x.WholeLimit+x.Extended)
		note("over", x.Over())
		note("climbed", x.Over() && x.Level >= ticket.RungChief)
		note("classed", x.ClassID != "")
		note("of a project", x.ProjectID != "")
		note("of a firm", x.EnterpriseID != "")
		if x.Region == "" || x.ChainID == "" || x.Firm == "" || x.UnitID == "" || x.RaisedOn < "2026-03-01" || x.RaisedOn >= "2026-11-22" {
			t.Errorf("%s has no place: %+v", x.Code, x)
		}
	}
	if len(rows) < 115 || len(kinds) != len(ticket.KindOptions()) {
		t.Errorf("%d tickets of %d kinds: %v", len(rows), len(kinds), kinds)
	}
	for _, state := range []string{ticket.Accepted, ticket.Handling, ticket.Answered, ticket.Closed, ticket.Refused} {
		if states[state] == 0 {
			t.Errorf("none is %s: %v", state, states)
		}
	}
	for name, least := range map[string]int{"rated": 60, "reopened": 5, "rejected": 3, "handed": 5, "paused": 3, "extended": 2, "late": 5, "over": 5, "climbed": 2, "classed": 4, "of a project": 15, "of a firm": 40} {
		if fates[name] < least {
			t.Errorf("%d are %s, want %d at least: %v", fates[name], name, least, fates)
		}
	}
	t.Log(kinds, states, fates)
	if turned, err := s.Climb(t.Context()); err != nil || turned.Climbed+turned.Over > 0 {
		t.Errorf("the ladder was not climbed up to today: %v, %v", turned, err)
	}

	again, _ := ticketed(t, false)
	if diff := cmp.Diff(lines(rows), lines(all(t, again.Tickets))); diff != "" {
		t.Errorf("the same seed made other tickets:\n%s", diff)
	}
	plain, err := build(t, dbtest.SQLite(t), demo.Options{Seed: 1, Count: 240, Today: "2026-11-22"}).Groups(t.Context(), authz.Scope{All: true})
	if err != nil {
		t.Fatal(err)
	}
	if a, b := sums(plain), sums(groups); !cmp.Equal(a, b) {
		t.Errorf("tickets moved the projects (-without +with):\n%s", cmp.Diff(a, b))
	}
}

func all(t *testing.T, s *ticket.Service) []ticket.Ticket {
	t.Helper()
	rows, err := s.Select(t.Context(), s.Run.DB, authz.Scope{All: true}, new(db.Where), "ORDER BY t.no")
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func lines(rows []ticket.Ticket) (out []string) {
	for i := range rows {
		x := &rows[i]
		out = append(out, fmt.Sprint(x.Code, x.Name, x.Firm, x.Kind, x.Source, x.State, x.RaisedAt, x.AnsweredAt, x.ClosedAt, x.Level, x.Net, x.Rating, x.Remark))
	}
	return out
}

func sums(groups []project.Group) map[string]int64 {
	out := map[string]int64{}
	for _, g := range groups {
		out[g.Light+" "+g.Stage+" "+g.Region] += g.N
	}
	return out
}
