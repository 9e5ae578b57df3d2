package gap_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lianzhang/internal/chain"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/chain/match"
	"lianzhang/internal/chain/template"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/gap"
	"lianzhang/internal/importing"
	"lianzhang/internal/importing/targets"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/datatest"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/project"
)

var office = authz.System("cli")

// site is the services that gaps stand on, in a county.
type site struct {
	t       testing.TB
	run     *change.Runner
	imports *importing.Service
	chains  *chain.Service
	graph   *graph.Service
	firms   *enterprise.Service
	match   *match.Service
	gaps    *gap.Service
	now     *time.Time
}

func newSite(t testing.TB, d *db.DB) *site {
	t.Helper()
	now := time.Date(2026, 6, 3, 9, 0, 0, 0, clock.Zone)
	s := &site{t: t, now: &now}
	s.run = &change.Runner{DB: d, Journal: journal.New(d), Clock: func() time.Time { return *s.now }}
	files, err := attach.Open(filepath.Join(t.TempDir(), "files"), importing.MaxFile)
	must(t, err)
	people, projects := org.New(s.run, org.Options{}), &project.Service{Run: s.run}
	s.chains, s.firms = &chain.Service{Run: s.run}, &enterprise.Service{Run: s.run}
	_, err = people.CreateRegion(t.Context(), office, org.Region{ID: "440608", Name: "高明区", Kind: "county"}, "")
	must(t, err)
	s.graph = &graph.Service{Run: s.run, Chains: s.chains, Changed: projects.LinkNodes}
	s.match = &match.Service{Run: s.run, Graph: s.graph, Chains: s.chains, Firms: s.firms}
	s.gaps = &gap.Service{Run: s.run, Chains: s.chains, Graph: s.graph, Match: s.match, Firms: s.firms, Projects: projects, Org: people}
	s.match.Hold()
	s.gaps.Hold()
	s.imports = &importing.Service{Run: s.run, Files: files, Names: targets.Names(people, s.chains, s.firms),
		Home: func(context.Context) string { return "440608" }, Create: map[string]importing.Creator{chain.Kind: targets.Chains(s.chains)},
		Targets: targets.All(projects, s.firms, s.chains, people)}
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (s *site) load(list, name string) {
	s.t.Helper()
	ctx := s.t.Context()
	body, err := os.ReadFile(datatest.Path(s.t, name))
	must(s.t, err)
	b, err := s.imports.Upload(ctx, office, importing.Upload{List: list, Name: filepath.Base(name), Body: bytes.NewReader(body)})
	must(s.t, err)
	b, err = s.imports.Analyse(ctx, office, b.ID, nil)
	must(s.t, err)
	_, err = s.imports.Confirm(ctx, office, b.ID, nil)
	must(s.t, err)
}

// maps gives the nine chains of the county the templates of their trades.
func (s *site) maps() []chain.Chain {
	s.t.Helper()
	_, err := s.chains.Create(s.t.Context(), office, chain.Chain{Name: "陶瓷建材", Region: "440608"}) // the ninth trade of the firms; no project names it
	must(s.t, err)
	all, err := s.chains.All(s.t.Context())
	must(s.t, err)
	for _, c := range all {
		key := ""
		for word, k := range map[string]string{"纺织": "textile", "陶瓷": "ceramics", "装备制造": "equipment", "食品": "food", "新材料": "hydrogen", "生物医药": "biomed", "物流": "logistics",
			"电子信息": "electronics", "智能家居": "appliance", "电力装备": "power"} {
			if strings.Contains(c.Name, word) {
				key = k
			}
		}
		t, ok := template.Get(key)
		if !ok {
			s.t.Errorf("no template for %s", c.Name)
			continue
		}
		_, err := s.graph.Create(s.t.Context(), office, c.ID, &t.Doc)
		must(s.t, err)
	}
	return all
}

// TestGaomingHasMapsWithGaps: the county's firms, projects and opportunities load, its nine chains get maps, firms are matched, and
// every chain has a list of gaps that can be worked.
func TestGaomingHasMapsWithGaps(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	ctx := t.Context()
	s.load("enterprise", "gaoming/重点企业名录.xlsx")
	s.load("project", "gaoming/招商项目调度台账.xlsx")
	s.load("opportunity", "gaoming/短板与招引机会清单.xlsx")
	chains := s.maps()
	if len(chains) != 10 {
		t.Fatalf("%d chains", len(chains))
	}
	m, err := s.match.Suggest(ctx, office, "", nil)
	must(t, err)
	t.Log(m)
	tied, err := s.match.Tie(ctx, office, "")
	must(t, err)
	if m.Firms != 93 || m.Firms-m.Unplaced < 50 {
		t.Errorf("%d of %d firms found a node", m.Firms-m.Unplaced, m.Firms)
	}
	wanted := 0
	must(t, s.run.DB.QueryRow(ctx, "SELECT count(*) FROM opportunity").Scan(&wanted))
	if wanted == 0 || tied*10 < wanted*8 {
		t.Errorf("%d of %d opportunities were tied to nodes", tied, wanted)
	}
	r, err := s.gaps.Refresh(ctx, office, "", nil)
	must(t, err)
	t.Logf("%v; %d of %d opportunities tied", r, tied, wanted)
	for _, c := range chains {
		rows, err := s.gaps.Select(ctx, office.Scope, new(db.Where).And("t.chain_id = ?", c.ID), "ORDER BY t.rank")
		must(t, err)
		facts, err := s.gaps.Facts(ctx, office.Scope, c.ID)
		must(t, err)
		kinds, local := map[string]int{}, 0
		for i, g := range rows {
			kinds[g.Kind]++
			if g.Rank != int64(i+1) || g.Light != "red" {
				t.Errorf("%s: rank %d, light %s", g.Name, g.Rank, g.Light)
			}
		}
		for _, f := range facts {
			if f.Firms > 0 {
				local++
			}
		}
		t.Logf("%s: %d nodes, %d with firms, gaps %v", c.Name, len(facts), local, kinds)
		if len(rows) == 0 || len(facts) == 0 {
			t.Errorf("%s has %d gaps on %d nodes", c.Name, len(rows), len(facts))
		}
	}
}

// TestAGapIsWorked: owner, verdicts of people, idempotence, filling, history.
func TestAGapIsWorked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		ctx := t.Context()
		c, err := s.chains.Create(ctx, office, chain.Chain{Name: "新型储能", Region: "440608"})
		must(t, err)
		_, err = s.graph.Create(ctx, office, c.ID, &graph.Doc{Nodes: []graph.DocNode{
			{Key: "li", Name: "碳酸锂", Stream: graph.Up, Products: []string{"电池级碳酸锂"}}, {Key: "cell", Name: "磷酸铁锂电芯", Stream: graph.Mid},
			{Key: "sep", Name: "锂电池隔膜", Stream: graph.Up, Products: []string{"隔膜基膜"}}, {Key: "pack", Name: "储能系统集成", Stream: graph.Down}},
			Edges: []graph.DocEdge{{From: "li", To: "cell"}, {From: "sep", To: "cell"}, {From: "cell", To: "pack"}}})
		must(t, err)
		var firms []*enterprise.Enterprise
		for _, name := range [][2]string{{"广东三号科技有限公司", "自行车"}, {"广东一号锂业有限公司", "电池级碳酸锂"}, {"广东二号电池有限公司", "磷酸铁锂电芯、储能系统集成"}} {
			e, err := s.firms.Create(ctx, office, enterprise.Enterprise{Name: name[0], Region: "440608", Products: name[1], ChainID: c.ID})
			must(t, err)
			firms = append(firms, e)
		}
		if _, err = s.match.Suggest(ctx, office, c.ID, nil); err != nil {
			t.Fatal(err)
		}
		all, err := s.match.Select(ctx, office.Scope, new(db.Where), "ORDER BY t.id")
		must(t, err)
		if len(all) != 3 {
			t.Fatalf("suggestions %+v", all)
		}
		// A person's verdict stays through any number of runs.
		_, err = s.match.Judge(ctx, office, []string{all[0].ID}, match.Rejected, "")
		must(t, err)
		again, err := s.match.Suggest(ctx, office, "", nil)
		must(t, err)
		if again.Added+again.Moved+again.Removed != 0 || again.Kept != 1 {
			t.Errorf("a second run: %+v", again)
		}
		_, err = s.match.Judge(ctx, office, []string{all[0].ID, all[1].ID, all[2].ID}, match.Confirmed, "")
		must(t, err)
		r, err := s.gaps.Refresh(ctx, office, c.ID, nil)
		must(t, err)
		rows, err := s.gaps.Select(ctx, office.Scope, new(db.Where), "ORDER BY t.rank")
		must(t, err)
		if r.Opened == 0 || len(rows) != r.Open {
			t.Fatalf("%v %+v", r, rows)
		}
		var sep *gap.Gap
		for i := range rows {
			if rows[i].Name == "锂电池隔膜" {
				sep = &rows[i]
			}
		}
		if sep == nil || sep.Kind != gap.Repair || sep.RuleID != "Q3" || sep.Light != "red" || sep.Demand != 1 || sep.Presence != 0 {
			t.Fatalf("the separator: %+v", sep)
		}
		st, err := s.gaps.Standing(ctx, office.Scope, sep.NodeID)
		must(t, err)
		j, err := s.gaps.InForce(ctx, d)
		must(t, err)
		why, need := j.Explain(&st.Facts)
		if last := why[len(why)-1]; last.Verdict.ID != "Q3" || !strings.Contains(last.Why.Text, "下游需求 >= 需求线") || need.Detail == "" {
			t.Errorf("explained by %+v, %+v", last, need)
		}
		// Worked: an owner puts the red light out, a bad date and an unknown step are refused.
		if err := s.gaps.Assign(ctx, office, []string{sep.ID}, gap.Assignment{Due: "明天"}); err == nil {
			t.Error("a bad date was taken")
		}
		must(t, s.gaps.Assign(ctx, office, []string{sep.ID}, gap.Assignment{OwnerID: "p1", Due: "2026-08-31"}))
		if sep, _ = s.gaps.Get(ctx, office.Scope, sep.ID); sep.State != gap.Working || sep.Light != "green" {
			t.Errorf("assigned: %s %s", sep.State, sep.Light)
		}
		if err := s.gaps.Move(ctx, office, sep.ID, gap.Step{Action: "fill"}); err == nil {
			t.Error("filled without saying by what")
		}
		// Later: untouched for 90 days and overdue.
		*s.now = s.now.AddDate(0, 3, 1)
		_, err = s.gaps.Refresh(ctx, office, "", nil)
		must(t, err)
		if sep, _ = s.gaps.Get(ctx, office.Scope, sep.ID); sep.Light != "red" || sep.LightRule != "QD2" {
			t.Errorf("overdue: %s %s", sep.Light, sep.LightRule)
		}
		must(t, s.gaps.Move(ctx, office, sep.ID, gap.Step{Action: "fill", Reason: "三号转产隔膜", Firm: firms[0].ID}))
		must(t, s.match.Add(ctx, office, sep.NodeID, []string{firms[0].ID}))
		_, err = s.gaps.Refresh(ctx, office, "", nil)
		must(t, err)
		if open, _ := s.gaps.Select(ctx, office.Scope, new(db.Where).And("t.node_id = ? AND t.closed_on = ''", sep.NodeID), ""); len(open) > 0 {
			t.Errorf("what people closed was opened again: %+v", open)
		}
		months, err := s.gaps.Months(ctx, office.Scope, c.ID, 12)
		must(t, err)
		if len(months) != 2 || months[0].Filled != 1 || months[0].FilledByFirm != 1 || months[1].Opened != r.Opened {
			t.Errorf("months %+v", months)
		}
		if _, err := s.gaps.Register(ctx, office, gap.Gap{ChainID: c.ID, Kind: "whatever"}); err == nil {
			t.Error("a gap without kind and name was taken")
		}
		hand, err := s.gaps.Register(ctx, office, gap.Gap{ChainID: c.ID, Kind: gap.Build, Name: "检测认证"})
		must(t, err)
		_, err = s.gaps.Refresh(ctx, office, "", nil)
		must(t, err)
		if hand, _ = s.gaps.Get(ctx, office.Scope, hand.ID); hand.State != gap.Open || hand.Kind != gap.Build {
			t.Errorf("by hand: %+v", hand)
		}
	})
}

// TestRulesThatCannotBe: what an office writes wrongly is refused with its place.
func TestRulesThatCannotBe(t *testing.T) {
	base, err := gap.Shipped()
	must(t, err)
	for name, spoil := range map[string]func(*gap.Rules){
		"measure": func(r *gap.Rules) { r.Measure = "staff" }, "strength": func(r *gap.Rules) { r.Strength = []float64{2, 1, 0} },
		"when": func(r *gap.Rules) { r.Verdicts = []gap.Verdict{{ID: "X", Kind: gap.Build, When: "存在 度 <"}} },
		"kind": func(r *gap.Rules) { r.Verdicts = []gap.Verdict{{ID: "X", Kind: "拆链", When: "真"}} },
		"need": func(r *gap.Rules) { r.Need = "价值 +" }, "light": func(r *gap.Rules) { r.Lights = []gap.LightRule{{ID: "X", Light: "blue", When: "真"}} },
	} {
		r := base
		spoil(&r)
		if _, err := gap.Compile(r, 1); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if _, err := gap.Compile(base, 0); err != nil {
		t.Error(err)
	}
}
