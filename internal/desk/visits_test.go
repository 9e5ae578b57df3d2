package desk_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/desk"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/review"
	"lianzhang/internal/ticket"
	"lianzhang/internal/visit"
	"lianzhang/internal/web/webtest"
)

// TestFirmsToVisit: a firm is due on the day agreed on at the last visit, else ninety days after it or after it was given to the person;
// others' firms are not.
func TestFirmsToVisit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := webtest.NewOn(t, d, "2026-06-01")
		visits := &visit.Service{Run: s.Run, Org: s.Org, Firms: s.Enterprises, Tickets: ticket.New(s.Run, s.Org, s.Chains)}
		office, park := s.Actor(t, "office"), s.Actor(t, "park")
		firm := func(n int) string { return fmt.Sprintf("景川%d号铜业有限公司", n) }
		for n := range 7 {
			_, err := s.Enterprises.Create(t.Context(), webtest.Program, enterprise.Enterprise{Name: firm(n), Region: webtest.Donghu})
			if err != nil {
				t.Fatal(err)
			}
		}
		assign := func(to string, on string, n ...int) {
			s.Run.Clock = clock.At(on)
			var names []string
			for _, k := range n {
				names = append(names, firm(k))
			}
			if _, err := visits.Assign(t.Context(), office, visit.Order{AccountID: to, Role: visit.Commissioner, Firms: names}); err != nil {
				t.Fatal(err)
			}
		}
		assign(park.ID, "2026-06-01", 0, 1, 2, 3, 4)
		assign(office.ID, "2026-06-01", 5)
		assign(park.ID, "2026-08-22", 6) // ninety days before today
		for _, v := range []struct {
			n        int
			on, next string
		}{{1, "2026-11-01", ""}, {2, "2026-06-05", ""}, {2, "2026-11-10", "2026-11-20"}, {3, "2026-11-10", "2026-11-25"}, {4, "2026-06-20", "2026-12-30"}} {
			s.Run.Clock = clock.At(v.on)
			if _, _, err := visits.Record(t.Context(), park, visit.Draft{Firm: firm(v.n), Said: "正常", NextOn: v.next}); err != nil {
				t.Fatal(err)
			}
		}
		s.Run.Clock = clock.At("2026-11-20")
		desks := &desk.Service{Projects: s.Projects, Review: &review.Service{Run: s.Run, Projects: s.Projects}, Chains: s.Chains, Org: s.Org, Clock: s.Run.Clock, Calendar: workday.Default}
		day, err := desks.Today(t.Context(), park, desk.Ask{Kind: desk.Visit, Most: 50})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range day.Piles {
			for _, x := range p.Duties {
				if p.Kind == desk.Visit {
					got = append(got, fmt.Sprint(p.When, " ", x.Visit.Firm, " ", x.Due, " ", x.Visit.LastOn))
				}
			}
		}
		want := []string{"0 " + firm(0) + " 2026-08-30 ", "1 " + firm(6) + " 2026-11-20 ", "1 " + firm(2) + " 2026-11-20 2026-11-10", "2 " + firm(3) + " 2026-11-25 2026-11-10",
			"3 " + firm(4) + " 2026-12-30 2026-06-20", "3 " + firm(1) + " 2027-01-30 2026-11-01"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}
