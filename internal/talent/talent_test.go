package talent_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/chain"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/talent"
)

var system = authz.System("job")

type site struct {
	run    *change.Runner
	talent *talent.Service
	graph  *graph.Service
	chain  string
	nodes  map[string]string
}

// newSite has one chain with a map of two nodes, 铜箔 and 铜杆, and the firm 江铜铜箔.
func newSite(t *testing.T, d *db.DB) *site {
	t.Helper()
	run := &change.Runner{DB: d, Journal: journal.New(d), Clock: clock.At("2026-11-22")}
	chains := &chain.Service{Run: run}
	s := &site{run: run, talent: talent.New(run), graph: &graph.Service{Run: run, Chains: chains}, nodes: map[string]string{}}
	c, err := chains.Create(t.Context(), system, chain.Chain{Name: "铜基新材料", Region: "349900", UnitID: "u1"})
	must(t, err)
	s.chain = c.ID
	_, err = s.graph.Create(t.Context(), system, c.ID, &graph.Doc{Name: "铜", Nodes: []graph.DocNode{{Key: "a", Name: "铜箔", Stream: graph.Mid}, {Key: "b", Name: "铜杆", Stream: graph.Mid}}})
	must(t, err)
	dir, err := s.graph.Directory(t.Context())
	must(t, err)
	for _, n := range dir.All {
		s.nodes[n.Name] = n.ID
	}
	_, err = (&enterprise.Service{Run: run}).Create(t.Context(), system, enterprise.Enterprise{Name: "江铜铜箔", Region: "349902", ChainID: c.ID})
	must(t, err)
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (s *site) need(t *testing.T, n talent.Need) *talent.Need {
	t.Helper()
	if n.ChainID == "" {
		n.ChainID = s.chain
	}
	must(t, s.talent.Needs.Create(t.Context(), system, &n))
	return &n
}

func (s *site) intro(t *testing.T, i talent.Intro) *talent.Intro {
	t.Helper()
	i.ChainID = s.chain
	must(t, s.talent.Intros.Create(t.Context(), system, &i))
	return &i
}

func TestNeedsFindTheirNodeAndFirm(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		n := s.need(t, talent.Need{Name: "铜箔工艺工程师", Node: "铜箔", Employer: "江铜铜箔", People: 3})
		if n.NodeID != s.nodes["铜箔"] || n.EnterpriseID == "" || n.Region != "349902" || n.UnitID != "u1" || n.State != talent.Open || n.Kind != "engineer" {
			t.Errorf("settled: %+v", n)
		}
		off := s.need(t, talent.Need{Name: "装配工", Node: "不在图上", Employer: "某厂"})
		if off.NodeID != "" || off.Node != "不在图上" || off.Region != "349900" || off.People != 1 {
			t.Errorf("a name that is not on the map: %+v", off)
		}
		after := *n
		after.Node, after.NodeID = "铜杆", ""
		must(t, s.talent.Needs.Save(t.Context(), system, n, &after))
		if after.NodeID != s.nodes["铜杆"] {
			t.Error("a changed text was not matched anew")
		}
		other := after
		other.NodeID = "none"
		if err := s.talent.Needs.Save(t.Context(), system, &after, &other); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("a node of no chain: %v", err)
		}
	})
}

func TestFillRate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		ctx := t.Context()
		n := s.need(t, talent.Need{Name: "铜箔工程师", Node: "铜箔", People: 3, Kind: "engineer"})
		s.need(t, talent.Need{Name: "暂停的", Node: "铜箔", People: 9, State: talent.Paused})
		two := s.intro(t, talent.Intro{Name: "张工等二人", Node: "铜箔", People: 2, OnDate: "2026-10-01"})
		far := s.intro(t, talent.Intro{Name: "李师傅", Node: "铜杆", Kind: "skilled"})
		fit, err := s.talent.Fitting(ctx, system.Scope, n, 10)
		must(t, err)
		if len(fit) != 2 || fit[0].ID != two.ID {
			t.Errorf("fitting: %+v; the one of the same node and kind comes first", fit)
		}
		for _, i := range []*talent.Intro{two, far} {
			must(t, s.talent.Dock(ctx, system, i.ID, n.ID))
		}
		for _, step := range []string{"to_signed", "to_arrived"} {
			must(t, s.talent.Move(ctx, system, two.ID, step, "2026-11-01", ""))
		}
		got, err := s.talent.PerNode(ctx, system.Scope, s.chain)
		must(t, err)
		want := map[string]talent.Counts{s.nodes["铜箔"]: {Needs: 1, Wanted: 3, Arrived: 2, Intros: 1}, s.nodes["铜杆"]: {Intros: 1}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if rate, ok := got[s.nodes["铜箔"]].Rate(); !ok || rate != 2.0/3 {
			t.Errorf("rate %v %v", rate, ok)
		}
		more := s.intro(t, talent.Intro{Name: "王工等三人", People: 3, State: talent.Arrived, OnDate: "2026-11-02"})
		must(t, s.talent.Dock(ctx, system, more.ID, n.ID))
		page, err := talent.NeedSpec.Rows(ctx, d, &list.Query{IDs: []string{n.ID}, Page: 1, Size: 1}, list.Asker{Scope: system.Scope, Today: "2026-11-22"}, talent.NeedSpec.Shown([]string{"state", "arrived", "open", "rate"}))
		must(t, err)
		r := page.Rows[0]
		if r.Str("state") != talent.Filled || r.Int("arrived") != 5 || r.Int("open") != 0 {
			t.Errorf("filled: %v %v %v", r.Str("state"), r.Int("arrived"), r.Int("open"))
		}
		got, err = s.talent.PerChain(ctx, system.Scope)
		must(t, err)
		if c := got[s.chain]; c.Arrived != 3 || c.Intros != 3 {
			t.Errorf("more people than wanted count as the wanted ones: %+v", c)
		}
		none, err := s.talent.PerNode(ctx, authz.Scope{Regions: []string{"110000"}}, s.chain)
		must(t, err)
		if len(none) != 0 {
			t.Errorf("another region sees %v", none)
		}
	})
}

func TestFlow(t *testing.T) {
	if d := talent.Flow.Defects(); d != nil {
		t.Error(d)
	}
	s := newSite(t, dbtest.SQLite(t))
	i := s.intro(t, talent.Intro{Name: "张工", OnDate: "2026-10-01"})
	for name, try := range map[string][3]string{"unknown step": {"to_settled", "2026-11-01", ""}, "future": {"to_intent", "2027-01-01", ""}, "before the last": {"to_intent", "2026-09-01", ""},
		"no date": {"to_intent", "", ""}, "no reason": {"to_failed", "2026-11-01", " "}} {
		if err := s.talent.Move(t.Context(), system, i.ID, try[0], try[1], try[2]); err == nil {
			t.Errorf("%s: passed", name)
		}
	}
	must(t, s.talent.Move(t.Context(), system, i.ID, "to_failed", "2026-11-01", "薪酬谈不拢"))
}

func TestMovesWithTheMapAndTheUnits(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	late := s.need(t, talent.Need{Name: "压延工", Node: "压延"})
	ctx := t.Context()
	must(t, s.run.Run(ctx, system, change.What{Action: "test", Perm: authz.MapEdit}, func(tx *change.Tx) error {
		if err := s.talent.Needs.MoveNode(ctx, tx, s.nodes["铜箔"], s.nodes["铜杆"]); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "UPDATE node SET name = '压延' WHERE id = $1", s.nodes["铜杆"]); err != nil {
			return err
		}
		if err := s.talent.Needs.LinkNodes(ctx, tx, s.chain); err != nil {
			return err
		}
		return s.talent.Needs.MoveUnit(ctx, tx, "u1", "u2")
	}))
	got, err := s.talent.Needs.Get(ctx, system.Scope, late.ID)
	must(t, err)
	if got.NodeID != s.nodes["铜杆"] || got.UnitID != "u2" {
		t.Errorf("%+v", got)
	}
}

func TestRecordsFollowTheirFirmIntoAMergeAndBack(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	n := s.need(t, talent.Need{Name: "压延工", Employer: "景川某厂"})
	ctx, gone, kept := t.Context(), &enterprise.Enterprise{ID: "", Name: "景川某厂"}, &enterprise.Enterprise{ID: "K", Name: "景川某厂有限公司"}
	must(t, s.run.Run(ctx, system, change.What{Action: "test", Perm: authz.FirmEdit}, func(tx *change.Tx) error {
		ids, err := s.talent.Needs.MoveFirm(ctx, tx, gone, kept)
		if err != nil || len(ids) != 1 {
			t.Fatal(ids, err)
		}
		return nil
	}))
	if got, err := s.talent.Needs.Get(ctx, system.Scope, n.ID); err != nil || got.EnterpriseID != "K" || got.Employer != kept.Name {
		t.Fatal(got, err)
	}
	must(t, s.run.Run(ctx, system, change.What{Action: "test", Perm: authz.FirmEdit}, func(tx *change.Tx) error {
		return s.talent.Needs.ReturnFirm(ctx, tx, []string{n.ID}, kept, gone)
	}))
	if got, err := s.talent.Needs.Get(ctx, system.Scope, n.ID); err != nil || got.EnterpriseID != "" || got.Employer != gone.Name {
		t.Error(got, err)
	}
}

func TestBadRecordsAreNamedAtTheirFields(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	for want, err := range map[string]error{
		"name people salary_max due kind state": s.talent.Needs.Create(t.Context(), system, &talent.Need{People: -1, SalaryMin: 5, SalaryMax: 1, Due: "年底", Kind: "x", State: "y"}),
		"name on_date":                          s.talent.Intros.Create(t.Context(), system, &talent.Intro{Name: " ", OnDate: "2027-01-01"}),
		"kind level on_date":                    s.talent.Platforms.Create(t.Context(), system, &talent.Platform{Name: "甲", Kind: "x", Level: "y", OnDate: "2027-01-01"}),
		"region":                                s.talent.Platforms.Create(t.Context(), system, &talent.Platform{Name: "甲"}),
	} {
		var e *errs.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: %v", want, err)
			continue
		}
		got := map[string]bool{}
		for _, f := range e.Fields {
			got[f.Name] = true
		}
		for _, name := range strings.Fields(want) {
			if !got[name] {
				t.Errorf("%s is not named in %v", name, e)
			}
		}
	}
}
