package target_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/chain/graph"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/gap"
	"lianzhang/internal/insight/ranking"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/region"
	"lianzhang/internal/target"
	"lianzhang/internal/web/webtest"
)

const today = "2026-11-20"

type site struct {
	*webtest.Site
	targets *target.Service
	gapID   string
	firm    map[string]string
}

func newSite(t testing.TB, d *db.DB) *site {
	t.Helper()
	s := &site{Site: webtest.NewOn(t, d, today), firm: map[string]string{}}
	s.targets = &target.Service{Run: s.Run}
	node := &graph.Node{ID: "N1", ChainID: s.Chain["铜基新材料"], Region: webtest.City, UnitID: s.Units["市发改委"], Name: "铜箔", Stream: graph.Mid, Products: "电解铜箔、压延铜箔", Codes: "3251"}
	g := &gap.Gap{ID: "G1", Name: "铜箔", ChainID: node.ChainID, NodeID: node.ID, Region: webtest.City, UnitID: node.UnitID, Kind: "repair", State: "open", Score: 0.8}
	s.gapID = g.ID
	must(t, d.Write(t.Context(), func(tx *db.Tx) error {
		if err := db.NewTable[graph.Node](graph.NodeKind).Insert(t.Context(), tx, node); err != nil {
			return err
		}
		return db.NewTable[gap.Gap](gap.Kind).Insert(t.Context(), tx, g)
	}))
	for _, e := range []enterprise.Enterprise{
		{Name: "深圳市星辉铜箔股份有限公司", Outside: true, Place: "440300", Products: "电解铜箔、锂电铜箔", Industry: "3251", Capital: 8_0000_0000, Listed: "300999"},
		{Name: "苏州远铜铜箔有限公司", Outside: true, Place: "320500", Products: "电解铜箔", Industry: "3251", Capital: 2_0000_0000},
		{Name: "新疆天山铜箔有限公司", Outside: true, Place: "650100", Products: "电解铜箔", Industry: "3251", Capital: 2_0000_0000},
		{Name: "青禾食品有限公司", Outside: true, Place: "340100", Products: "肉羊屠宰"},
		{Name: "东湖铜箔有限公司", Region: webtest.Donghu, Products: "电解铜箔", Industry: "3251"},
		{Name: "东湖精箔有限公司", Region: webtest.Donghu, Products: "电解铜箔", Industry: "3251", Ladder: "giant"},
	} {
		if e.Outside {
			e.Region = region.Outside
		}
		made, err := s.Enterprises.Create(t.Context(), webtest.Program, e)
		must(t, err)
		s.firm[e.Name] = made.ID
	}
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func each(t *testing.T, fn func(t *testing.T, s *site)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { fn(t, newSite(t, d)) })
}

func (s *site) list(t *testing.T, login string) []target.Target {
	t.Helper()
	rows, err := s.targets.OfGap(t.Context(), s.Actor(t, login).Scope, s.gapID)
	must(t, err)
	return rows
}

func names(rows []target.Target) (out []string) {
	for _, r := range rows {
		out = append(out, r.Firm+" "+r.State)
	}
	return out
}

func TestFlow(t *testing.T) {
	if bad := target.Flow.Defects(); bad != nil {
		t.Error(bad)
	}
}

// TestRank: firms from outside and local firms that grow, best first; a second ranking leaves what people decided.
func TestRank(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		team, ctx := s.Actor(t, "team"), t.Context()
		n, err := s.targets.Rank(ctx, s.Actor(t, "office"), s.gapID, 10)
		must(t, err)
		want := []string{"深圳市星辉铜箔股份有限公司 candidate", "东湖精箔有限公司 candidate", "苏州远铜铜箔有限公司 candidate", "新疆天山铜箔有限公司 candidate"}
		rows := s.list(t, "team")
		if diff := cmp.Diff(want, names(rows)); diff != "" || n != 4 {
			t.Error(n, diff)
		}
		if rows[0].Rank != 1 || rows[0].Why == "" || len(rows[0].TermList()) != 5 || rows[0].Decile != 1 {
			t.Errorf("%+v", rows[0])
		}
		must(t, s.targets.Take(ctx, team, []string{rows[2].ID}, "", ""))
		must(t, s.targets.Move(ctx, team, rows[3].ID, "exclude", "太远，运费不合算", "2026-12-31"))
		_, err = s.targets.AddEvidence(ctx, team, rows[2].ID, target.Evidence{Kind: ranking.Outside, Body: "在江西设厂", Source: "公司公告", OnDate: "2026-11-01", Weight: 1})
		must(t, err)
		// Ranked anew for one place only: the taken-over and the excluded stay, untouched candidates beyond go.
		if _, err := s.targets.Rank(ctx, team, s.gapID, 1); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"苏州远铜铜箔有限公司 assigned", "新疆天山铜箔有限公司 excluded"}, names(s.list(t, "team"))); diff != "" {
			t.Error(diff)
		}
		if now := s.list(t, "team")[0]; now.Rank != 1 || !strings.Contains(now.Why, "对外投资1条") || now.OwnerID != team.ID {
			t.Errorf("evidence does not tell: %+v", now)
		}
		// The exclusion ends with its last day.
		s.Run.Clock = clock.At("2027-01-04")
		if _, err := s.targets.Rank(ctx, team, s.gapID, 10); err != nil {
			t.Fatal(err)
		}
		for _, r := range s.list(t, "team") {
			if r.State == target.Excluded {
				t.Errorf("%s is still excluded", r.Firm)
			}
		}
		if _, err := s.targets.Rank(ctx, team, "none", 10); errs.CodeOf(err) != errs.NotFound {
			t.Error(err)
		}
		if _, err := s.targets.Rank(ctx, team, s.gapID, 9999); errs.CodeOf(err) != errs.Invalid {
			t.Error(err)
		}
		if _, err := s.targets.Rank(ctx, s.Actor(t, "factor"), s.gapID, 10); errs.CodeOf(err) != errs.Forbidden {
			t.Error(err)
		}
	})
}

// TestScope: a team that sees no local firm of another county does not learn of it by a ranking; who stands outside sees no target.
func TestScope(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		_, err := s.targets.Rank(t.Context(), s.Actor(t, "team"), s.gapID, 10)
		must(t, err)
		for _, n := range names(s.list(t, "team")) {
			if strings.Contains(n, "东湖") {
				t.Errorf("%s is proposed", n)
			}
		}
		if rows := s.list(t, "park"); len(rows) != 0 {
			t.Errorf("the county sees %v", names(rows))
		}
		id := s.list(t, "team")[0].ID
		if err := s.targets.Contact(t.Context(), s.Actor(t, "park"), id, target.Touch{How: "电话", Result: "x"}); errs.CodeOf(err) != errs.Forbidden && errs.CodeOf(err) != errs.NotFound {
			t.Errorf("the county calls: %v", err)
		}
	})
}

// TestContacts: a call moves the target on, the gap's last touch too; outcomes are counted by the tenth of the ranking.
func TestContacts(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		team, ctx := s.Actor(t, "team"), t.Context()
		_, err := s.targets.Rank(ctx, team, s.gapID, 10)
		must(t, err)
		id := s.list(t, "team")[0].ID
		for field, bad := range map[string]target.Touch{"how": {Result: "x"}, "result": {How: "电话"}, "on": {How: "电话", Result: "x", On: "2026-11-21"},
			"next_on": {How: "电话", Result: "x", NextOn: "2026-11-01"}} {
			if err := s.targets.Contact(ctx, team, id, bad); errs.CodeOf(err) != errs.Invalid || !strings.Contains(err.Error(), field+":") {
				t.Errorf("%s: %v", field, err)
			}
		}
		must(t, s.targets.Contact(ctx, team, id, target.Touch{On: "2026-11-18", How: "电话", Whom: "投资部李部长", Result: "愿意来看", NextStep: "发邀请函", NextOn: "2026-11-25"}))
		must(t, s.targets.Contact(ctx, team, id, target.Touch{How: "来访考察", Result: "看了两块地", Talks: true}))
		now, err := s.targets.Get(ctx, team.Scope, id)
		must(t, err)
		if now.State != target.Talks || now.Contacts != 2 || now.TouchedOn != today || now.NextStep != "" {
			t.Errorf("%+v", now)
		}
		var touched string
		must(t, s.DB.QueryRow(ctx, "SELECT last_touch FROM gap WHERE id = $1", s.gapID).Scan(&touched))
		if touched != today {
			t.Errorf("the gap was touched %q", touched)
		}
		if log, err := s.targets.Contacts(ctx, id); err != nil || len(log) != 2 || log[1].Whom != "投资部李部长" {
			t.Errorf("%+v, %v", log, err)
		}
		o, err := s.targets.Outcomes(ctx, team.Scope)
		must(t, err)
		if o[0].Taken != 1 || o[0].Contacted != 1 || o[0].Talked != 1 || o[0].Signed != 0 {
			t.Errorf("%+v", o)
		}
		l, err := s.targets.Loads(ctx, team.Scope)
		if err != nil || len(l) != 1 || l[0].Open != 1 {
			t.Errorf("%+v, %v", l, err)
		}
		spots, err := s.targets.Route(ctx, team.Scope, "", "")
		if err != nil || len(spots) != 3 || spots[0].Place != "44" || spots[0].InTalks != 1 {
			t.Errorf("%+v, %v", spots, err)
		}
		if cities, _ := s.targets.Route(ctx, team.Scope, "44", ""); len(cities) != 1 || cities[0].Place != "4403" {
			t.Errorf("%+v", cities)
		}
		if trip, _ := s.targets.Trip(ctx, team.Scope, "4403", ""); len(trip) != 1 {
			t.Errorf("%+v", trip)
		}
	})
}

// TestBar: an excluded enterprise stays out of every gap until it is taken back.
func TestBar(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		team, ctx := s.Actor(t, "team"), t.Context()
		added, err := s.targets.Add(ctx, team, s.gapID, s.firm["青禾食品有限公司"])
		must(t, err)
		if added.State != target.Assigned || added.Source != target.Manual {
			t.Errorf("%+v", added)
		}
		_, err = s.targets.Rank(ctx, team, s.gapID, 10)
		must(t, err)
		star := s.list(t, "team")[0]
		if err := s.targets.Bar(ctx, team, star.ID, " ", ""); errs.CodeOf(err) != errs.Invalid {
			t.Error(err)
		}
		must(t, s.targets.Bar(ctx, team, star.ID, "失信被执行人", ""))
		_, err = s.targets.Rank(ctx, team, s.gapID, 10)
		must(t, err)
		if now, _ := s.targets.Get(ctx, team.Scope, star.ID); now.State != target.Excluded || now.Rank != 0 {
			t.Errorf("%+v", now)
		}
		x, err := s.targets.Exclusions(ctx, team.Scope)
		if err != nil || len(x) != 1 {
			t.Fatalf("%+v, %v", x, err)
		}
		must(t, s.targets.Unbar(ctx, team, x[0].ID))
		must(t, s.targets.Move(ctx, team, star.ID, "restore", "", ""))
		_, err = s.targets.Rank(ctx, team, s.gapID, 10)
		must(t, err)
		if now, _ := s.targets.Get(ctx, team.Scope, star.ID); now.State != target.Candidate || now.Rank != 1 {
			t.Errorf("%+v", now)
		}
	})
}
