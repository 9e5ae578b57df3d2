package view_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/view"
)

func TestViewsBelongToTheirOwners(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &view.Service{Run: &change.Runner{DB: d, Journal: journal.New(d), Clock: clock.At("2026-11-22")}}
		office := authz.Actor{ID: "office", Roles: []authz.Role{authz.RoleOffice}}
		team := authz.Actor{ID: "team", Roles: []authz.Role{authz.RoleTeam}}
		save := func(actor authz.Actor, v view.View) *view.View {
			t.Helper()
			out, err := s.Save(t.Context(), actor, v)
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		mine := save(team, view.View{List: "project", Name: " 红灯 ", Query: "light=red"})
		shared := save(office, view.View{List: "project", Name: "本月应开工", Query: "started_plan=2026-11", Shared: true})
		save(office, view.View{List: "project", Name: "办内", Query: "q=1"})
		save(office, view.View{List: "chain", Name: "别的清单", Shared: true})
		names := func(actor authz.Actor) (out []string) {
			t.Helper()
			all, err := s.Of(t.Context(), "project", actor.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range all {
				out = append(out, v.Name+" "+v.Query)
			}
			return out
		}
		if diff := cmp.Diff([]string{"红灯 light=red", "本月应开工 started_plan=2026-11"}, names(team)); diff != "" {
			t.Errorf("the team sees its own and the shared views (-want +got):\n%s", diff)
		}
		if again := save(team, view.View{List: "project", Name: "红灯", Query: "light=red%2Cyellow"}); again.ID != mine.ID {
			t.Error("saving under the same name made a second view")
		}

		for _, c := range []struct {
			name string
			do   func() error
			want errs.Code
		}{
			{"share without the permission", func() error { return s.Share(t.Context(), team, mine.ID, true) }, errs.Forbidden},
			{"save as shared without the permission", func() error {
				_, err := s.Save(t.Context(), team, view.View{List: "project", Name: "x", Shared: true})
				return err
			}, errs.Forbidden},
			{"delete another's shared view", func() error { return s.Delete(t.Context(), team, shared.ID) }, errs.NotFound},
			{"delete another's own view", func() error { return s.Delete(t.Context(), office, mine.ID) }, errs.NotFound},
			{"no such view", func() error { return s.Delete(t.Context(), team, "nothing") }, errs.NotFound},
			{"no name", func() error {
				_, err := s.Save(t.Context(), team, view.View{List: "project"})
				return err
			}, errs.Invalid},
			{"own", func() error { return s.Delete(t.Context(), team, mine.ID) }, ""},
			{"take back", func() error { return s.Share(t.Context(), office, shared.ID, false) }, ""},
		} {
			if got := errs.CodeOf(c.do()); got != c.want {
				t.Errorf("%s: %q, want %q", c.name, got, c.want)
			}
		}
		if got := names(team); got != nil {
			t.Errorf("left after removal: %v", got)
		}
		for i := range 21 {
			_, err := s.Save(t.Context(), team, view.View{List: "project", Name: fmt.Sprint("视图", i)})
			if want := i >= 20; (err != nil) != want {
				t.Errorf("view %d: %v", i+1, err)
			}
		}
	})
}
