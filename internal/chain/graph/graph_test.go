package graph_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"lianzhang/internal/chain"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/project"
)

// site is a database with one chain, 铜基新材料, and two editors of its map.
type site struct {
	*testing.T
	*graph.Service
	projects *project.Service
	chain    string
	li, wang authz.Actor
}

func newSite(t *testing.T, d *db.DB) *site {
	t.Helper()
	run := &change.Runner{DB: d, Journal: journal.New(d), Clock: clock.At("2026-11-22")}
	chains := &chain.Service{Run: run}
	s := &site{T: t, projects: &project.Service{Run: run}}
	s.Service = &graph.Service{Run: run, Chains: chains, Changed: s.projects.LinkNodes}
	s.Holds(graph.Holder{Label: "个项目", Count: graph.CountBy("project"), Move: s.projects.MoveNode})
	c, err := chains.Create(t.Context(), authz.System("cli"), chain.Chain{Name: "铜基新材料", Region: "340700"})
	s.must(err)
	s.chain = c.ID
	all := authz.Scope{Regions: []string{"340700"}}
	s.li = authz.Actor{ID: "li", Name: "李敏", Roles: []authz.Role{authz.RoleOffice}, Scope: all}
	s.wang = authz.Actor{ID: "wang", Name: "王强", Roles: []authz.Role{authz.RoleOffice}, Scope: all}
	return s
}

func (s *site) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// copper is a small map.
func copper() *graph.Doc {
	return &graph.Doc{Name: "铜基新材料", Source: "模板", Nodes: []graph.DocNode{
		{Key: "mine", Name: "铜矿采选", Stream: graph.Up, Codes: []string{"0911"}, Products: []string{"铜精矿"}, Source: "模板", Confidence: 0.8},
		{Key: "smelt", Name: "铜冶炼", Stream: graph.Up, Codes: []string{"C3211"}, Products: []string{"阴极铜"}},
		{Key: "roll", Name: "铜压延加工", Stream: graph.Mid, Codes: []string{"3251"}, Products: []string{"铜箔", "铜板带"}},
		{Key: "foil", Name: "电子铜箔", Stream: graph.Mid, Parent: "roll", Codes: []string{"3985"}, Products: []string{"电子铜箔"}},
		{Key: "wire", Name: "电线电缆", Stream: graph.Down, Codes: []string{"3831"}, Weight: 0.25},
	}, Edges: []graph.DocEdge{
		{From: "mine", To: "smelt", Weight: 0.4, Source: "投入产出表2020", Confidence: 0.9},
		{From: "smelt", To: "roll", Weight: 0.7}, {From: "roll", To: "wire", Kind: graph.LinkSupply},
	}}
}

// made gives the ids by name.
func (s *site) made() (ids map[string]string, revision int64) {
	s.Helper()
	d, revision, err := s.Doc(s.Context(), s.li.Scope, s.chain)
	s.must(err)
	ids = map[string]string{}
	for _, n := range d.Nodes {
		ids[n.Name] = n.Key
	}
	return ids, revision
}

func (s *site) doc() *graph.Doc {
	s.Helper()
	d, _, err := s.Doc(s.Context(), s.li.Scope, s.chain)
	s.must(err)
	return d
}

// byName makes a file comparable: keys are names.
func byName(d *graph.Doc) *graph.Doc {
	names := map[string]string{}
	for _, n := range d.Nodes {
		names[n.Key] = n.Name
	}
	out := &graph.Doc{}
	for _, n := range d.Nodes {
		n.Key, n.Parent = n.Name, names[n.Parent]
		out.Nodes = append(out.Nodes, n)
	}
	for _, e := range d.Edges {
		e.From, e.To = names[e.From], names[e.To]
		if e.Kind == "" {
			e.Kind = graph.LinkSupply
		}
		out.Edges = append(out.Edges, e)
	}
	return out
}

var anyOrder = cmpopts.SortSlices(func(a, b graph.DocEdge) bool { return a.From+a.To+a.Kind < b.From+b.To+b.Kind })

func TestCreateAndRead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		got, err := s.Create(t.Context(), s.li, s.chain, copper())
		s.must(err)
		if got.Revision != 1 || len(got.IDs) != 5 {
			t.Errorf("%+v", got)
		}
		want := byName(copper())
		want.Nodes[1].Codes = []string{"3211"} // written without the letter
		if diff := cmp.Diff(want, byName(s.doc()), anyOrder, cmpopts.EquateEmpty()); diff != "" {
			t.Error(diff)
		}
		if _, err := s.Create(t.Context(), s.li, s.chain, copper()); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("a second map: %v", err)
		}
		rep, err := journal.Verify(t.Context(), d, journal.Options{})
		if err != nil || !rep.OK() {
			t.Errorf("journal: %+v, %v", rep, err)
		}
		stranger := s.wang
		stranger.Scope = authz.Scope{Regions: []string{"110000"}}
		if _, err := s.Apply(t.Context(), stranger, s.chain, 1, nil); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("outside the scope: %v", err)
		}
		stranger = s.wang
		stranger.Roles = []authz.Role{authz.RolePark}
		if _, err := s.Apply(t.Context(), stranger, s.chain, 1, nil); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("without permission: %v", err)
		}
	})
}

func edit(id string, n graph.DocNode, set ...string) graph.Op {
	n.Key = id
	return graph.Op{Do: graph.EditNode, Node: &n, Set: set}
}

func remove(id string) graph.Op {
	return graph.Op{Do: graph.RemoveNode, Node: &graph.DocNode{Key: id}}
}

func link(do, from, to string) graph.Op {
	return graph.Op{Do: do, Edge: &graph.DocEdge{From: from, To: to}}
}

func TestApplyRefuses(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	_, err := s.Create(t.Context(), s.li, s.chain, copper())
	s.must(err)
	ids, rev := s.made()
	add := func(n graph.DocNode) graph.Op { return graph.Op{Do: graph.AddNode, Node: &n} }
	for name, c := range map[string]struct {
		op   graph.Op
		want string
	}{
		"no name":       {add(graph.DocNode{Key: "a", Stream: graph.Up}), "填写环节名称"},
		"no stream":     {add(graph.DocNode{Key: "a", Name: "铜粉"}), "位置写上游、中游、下游或配套"},
		"same name":     {add(graph.DocNode{Key: "a", Name: "铜 冶炼", Stream: graph.Up}), "不能同名"},
		"unknown code":  {add(graph.DocNode{Key: "a", Name: "铜粉", Stream: graph.Up, Codes: []string{"9999"}}), "没有代码“9999”"},
		"section":       {add(graph.DocNode{Key: "a", Name: "铜粉", Stream: graph.Up, Codes: []string{"C"}}), "门类"},
		"parent":        {add(graph.DocNode{Key: "a", Name: "铜粉", Stream: graph.Up, Parent: "nowhere"}), "上级环节“nowhere”不在图谱里"},
		"weight":        {add(graph.DocNode{Key: "a", Name: "铜粉", Stream: graph.Up, Weight: 1.2}), "0到1之间"},
		"long name":     {add(graph.DocNode{Key: "a", Name: strings.Repeat("铜", 61), Stream: graph.Up}), "超过60字"},
		"own parent":    {edit(ids["铜压延加工"], graph.DocNode{Parent: ids["电子铜箔"]}, "parent"), "绕回了自己"},
		"unknown field": {edit(ids["铜冶炼"], graph.DocNode{}, "colour"), "没有“colour”这一项"},
		"unknown node":  {edit("nowhere", graph.DocNode{Name: "铜粉"}, "name"), "没有环节“铜粉”"},
		"unknown end":   {link(graph.AddEdge, ids["铜冶炼"], "nowhere"), "终点“nowhere”不在图谱里"},
		"loop":          {link(graph.AddEdge, ids["铜冶炼"], ids["铜冶炼"]), "不能连到自己"},
		"edge twice":    {graph.Op{Do: graph.AddEdge, Edge: &graph.DocEdge{From: ids["铜冶炼"], To: ids["铜压延加工"], Weight: 0.1}}, "已有供应关系"},
		"no such edge":  {link(graph.EditEdge, ids["电线电缆"], ids["铜冶炼"]), "没有供应关系"},
		"edge kind":     {graph.Op{Do: graph.AddEdge, Edge: &graph.DocEdge{From: ids["铜冶炼"], To: ids["电线电缆"], Kind: "love"}}, "没有“love”这种关系"},
		"verb":          {graph.Op{Do: "paint"}, "没有“paint”这种操作"},
		"into itself":   {graph.Op{Do: graph.MergeNode, Node: &graph.DocNode{Key: ids["铜冶炼"]}, Into: ids["铜冶炼"]}, "不能并入自己"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.Apply(t.Context(), s.li, s.chain, rev, []graph.Op{c.op})
			if errs.CodeOf(err) != errs.Invalid || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v", err)
			}
		})
	}
	if _, now := s.made(); now != rev {
		t.Errorf("revision went from %d to %d", rev, now)
	}
}

func TestApplyPutsRightAndReports(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	_, err := s.Create(t.Context(), s.li, s.chain, copper())
	s.must(err)
	ids, rev := s.made()
	got, err := s.Apply(t.Context(), s.li, s.chain, rev, []graph.Op{
		{Do: graph.AddEdge, Edge: &graph.DocEdge{From: "new", To: ids["铜冶炼"], Kind: "服务"}},
		{Do: graph.AddNode, Node: &graph.DocNode{Key: "new", Name: "水电供应", Stream: graph.Support, Codes: []string{"4412 热电联产", "1364"}}},
		{Do: graph.AddNode, Node: &graph.DocNode{Key: "lone", Name: "铜工艺品", Stream: graph.Down}},
		link(graph.AddEdge, ids["电线电缆"], ids["铜矿采选"]),
	})
	s.must(err)
	// 1364 is 鱼油提取及制品制造 of 2011, 1363 in 2017.
	n, err := s.Node(t.Context(), s.li.Scope, got.IDs["new"])
	s.must(err)
	if n.Codes != "4412、1363" || !strings.Contains(n.Note, "1364（2011版“鱼油提取及制品制造”）已换成2017版1363") || len(got.Notices) != 1 {
		t.Errorf("codes %q, note %q, notices %q", n.Codes, n.Note, got.Notices)
	}
	kinds := map[string]string{}
	for _, f := range got.Findings {
		kinds[f.Kind] = f.Text
	}
	if !strings.Contains(kinds["cycle"], "铜矿采选") || !strings.Contains(kinds["orphan"], "铜工艺品") {
		t.Errorf("findings %v", kinds)
	}
}

func TestTenThousandNodes(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	big := &graph.Doc{}
	for i := range graph.MaxNodes + 1 {
		name := "环节" + strings.Repeat("一", i%7) + string(rune('A'+i%26)) + string(rune(0x4e00+i))
		big.Nodes = append(big.Nodes, graph.DocNode{Key: name, Name: name, Stream: graph.Mid})
	}
	if _, err := s.Create(t.Context(), s.li, s.chain, big); errs.CodeOf(err) != errs.TooLarge || !strings.Contains(err.Error(), "最多10000个") {
		t.Errorf("%v", err)
	}
	big.Nodes = big.Nodes[:graph.MaxNodes]
	took := clock.Stopwatch()
	_, err := s.Create(t.Context(), s.li, s.chain, big)
	s.must(err)
	t.Logf("%d nodes in %v", graph.MaxNodes, took())
}

func TestTwoEditors(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		_, err := s.Create(t.Context(), s.li, s.chain, copper())
		s.must(err)
		ids, rev := s.made()
		_, err = s.Apply(t.Context(), s.li, s.chain, rev, []graph.Op{edit(ids["铜冶炼"], graph.DocNode{Name: "铜冶炼与精炼"}, "name"), remove(ids["铜矿采选"])})
		s.must(err)
		// Another field of the same node, and another node: both stand.
		got, err := s.Apply(t.Context(), s.wang, s.chain, rev, []graph.Op{edit(ids["铜冶炼"], graph.DocNode{Note: "两家冶炼厂"}, "note"),
			edit(ids["电线电缆"], graph.DocNode{Stream: graph.Down, Weight: 0.3}, "weight")})
		s.must(err)
		if got.Revision != 3 || got.Merged == 0 || !cmp.Equal(got.Others, []string{"李敏"}) {
			t.Errorf("%+v", got)
		}
		n, err := s.Node(t.Context(), s.li.Scope, ids["铜冶炼"])
		s.must(err)
		if n.Name != "铜冶炼与精炼" || n.Note != "两家冶炼厂" {
			t.Errorf("%+v", n)
		}
		// The same field, and a node that is gone: refused as a whole, each point told.
		_, err = s.Apply(t.Context(), s.wang, s.chain, rev, []graph.Op{edit(ids["铜冶炼"], graph.DocNode{Name: "粗铜冶炼"}, "name"),
			link(graph.AddEdge, ids["铜矿采选"], ids["铜压延加工"]), edit(ids["电子铜箔"], graph.DocNode{Note: "不得写入"}, "note")})
		var e *errs.Error
		if !errors.As(err, &e) || e.Code != errs.Conflict {
			t.Fatalf("%v", err)
		}
		clash := e.Detail.(*graph.Clash)
		if clash.Revision != 3 || len(clash.Conflicts) != 2 {
			t.Fatalf("%+v", clash)
		}
		if c := clash.Conflicts[0]; c.By != "李敏" || c.Field != "name" || c.Mine != "粗铜冶炼" || c.Theirs != "铜冶炼与精炼" || !strings.Contains(c.Text, "11月22日") {
			t.Errorf("%+v", c)
		}
		if c := clash.Conflicts[1]; !c.Gone || c.Name != "铜矿采选" {
			t.Errorf("%+v", c)
		}
		if _, now := s.made(); now != 3 {
			t.Errorf("something was written: revision %d", now)
		}
		// Having seen it, the second editor insists.
		_, err = s.Apply(t.Context(), s.wang, s.chain, clash.Revision, []graph.Op{edit(ids["铜冶炼"], graph.DocNode{Name: "粗铜冶炼"}, "name")})
		s.must(err)
	})
}

func TestNodesWithProjects(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		p, err := s.projects.Create(t.Context(), s.li, project.Project{Name: "年产五万吨铜箔", Region: "340700", ChainID: s.chain, Node: "电子铜箔"})
		s.must(err)
		_, err = s.Create(t.Context(), s.li, s.chain, copper())
		s.must(err)
		ids, rev := s.made()
		node := func() string {
			now, err := s.projects.Get(t.Context(), s.li.Scope, p.ID)
			s.must(err)
			return now.NodeID
		}
		if node() != ids["电子铜箔"] {
			t.Fatalf("the project hangs on %q", node())
		}
		_, err = s.Apply(t.Context(), s.li, s.chain, rev, []graph.Op{remove(ids["电子铜箔"])})
		if errs.CodeOf(err) != errs.Invalid || !strings.Contains(err.Error(), "挂着1个项目") {
			t.Fatalf("%v", err)
		}
		_, err = s.Apply(t.Context(), s.li, s.chain, rev, []graph.Op{{Do: graph.MergeNode, Node: &graph.DocNode{Key: ids["电子铜箔"]}, Into: ids["铜压延加工"]}})
		s.must(err)
		n, err := s.Node(t.Context(), s.li.Scope, ids["铜压延加工"])
		s.must(err)
		if node() != n.ID || n.Products != "铜箔、铜板带、电子铜箔" || n.Codes != "3251、3985" || !strings.Contains(n.Note, "电子铜箔") {
			t.Errorf("%q, %+v", node(), n)
		}
		// A file without the node keeps it.
		file := copper()
		file.Nodes = append(file.Nodes[:2], file.Nodes[4])
		file.Edges = file.Edges[:1]
		got, err := s.Replace(t.Context(), s.li, s.chain, graph.Latest, file)
		s.must(err)
		if len(got.Notices) != 1 || !strings.Contains(got.Notices[0], "铜压延加工") || len(s.doc().Nodes) != 4 {
			t.Errorf("%q, %d nodes", got.Notices, len(s.doc().Nodes))
		}
		rep, err := journal.Verify(t.Context(), d, journal.Options{})
		if err != nil || !rep.OK() {
			t.Errorf("journal: %+v, %v", rep, err)
		}
	})
}

func TestVersionsAndUndo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		if _, err := s.Publish(t.Context(), s.li, s.chain, "空", ""); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("an empty map: %v", err)
		}
		_, err := s.Create(t.Context(), s.li, s.chain, copper())
		s.must(err)
		v, err := s.Publish(t.Context(), s.li, s.chain, "三季度", "首版")
		s.must(err)
		if v.No != 1 || v.Nodes != 5 || v.Edges != 3 || len(v.Hash) != 64 {
			t.Errorf("%+v", v)
		}
		if _, err := s.Publish(t.Context(), s.li, s.chain, "又一版", ""); err == nil {
			t.Error("the same map was published twice")
		}
		first := s.doc()
		ids, rev := s.made()
		_, err = s.Apply(t.Context(), s.wang, s.chain, rev, []graph.Op{edit(ids["铜冶炼"], graph.DocNode{Name: "铜冶炼与精炼", Weight: 0.5}, "name", "weight"),
			remove(ids["铜压延加工"]), {Do: graph.AddNode, Node: &graph.DocNode{Key: "x", Name: "铜粉", Stream: graph.Mid}},
			{Do: graph.EditEdge, Edge: &graph.DocEdge{From: ids["铜矿采选"], To: ids["铜冶炼"], Weight: 0.6}, Set: []string{"weight"}}})
		s.must(err)
		second := s.doc()
		diff := graph.Compare(first, second)
		if len(diff.Added) != 1 || len(diff.Removed) != 1 || len(diff.Changed) != 2 || len(diff.RemovedEdges) != 2 || len(diff.ChangedEdges) != 1 {
			t.Errorf("%+v", diff)
		}
		last, err := s.Last(t.Context(), s.li.Scope, s.chain)
		s.must(err)
		if last.By != "王强" || last.Revision != 2 {
			t.Errorf("%+v", last)
		}
		_, err = s.Undo(t.Context(), s.li, s.chain, 1)
		if errs.CodeOf(err) != errs.Conflict {
			t.Errorf("undo of what was not seen: %v", err)
		}
		_, err = s.Undo(t.Context(), s.li, s.chain, 2)
		s.must(err)
		same := func(a, b *graph.Doc, what string) {
			t.Helper()
			if diff := graph.Compare(a, b); !diff.Empty() {
				t.Errorf("%s: %+v", what, diff)
			}
		}
		same(first, s.doc(), "undo")
		_, err = s.Undo(t.Context(), s.li, s.chain, 3) // and the undo itself
		s.must(err)
		same(byName(second), byName(s.doc()), "redo")
		_, err = s.Restore(t.Context(), s.li, s.chain, 1, graph.Latest)
		s.must(err)
		same(first, s.doc(), "restore")
		all, err := s.Versions(t.Context(), s.li.Scope, s.chain)
		s.must(err)
		if len(all) != 1 || all[0].Author != "李敏" {
			t.Errorf("%+v", all)
		}
		s.must(d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), "UPDATE map_version SET doc = replace(doc, '铜', '铝')")
			return err
		}))
		if _, _, err := s.Published(t.Context(), s.li.Scope, s.chain, 1); errs.CodeOf(err) != errs.Internal {
			t.Errorf("a tampered version was read: %v", err)
		}
	})
}

func TestInvert(t *testing.T) {
	before, _, err := graph.Mend(copper())
	if err != nil {
		t.Fatal(err)
	}
	ops := []graph.Op{remove("roll"), edit("smelt", graph.DocNode{Name: "粗铜"}, "name"), {Do: graph.MoveNode, Node: &graph.DocNode{Key: "wire", X: 10, Y: 20}},
		{Do: graph.AddNode, Node: &graph.DocNode{Key: "powder", Name: "铜粉", Stream: graph.Mid}}, link(graph.AddEdge, "smelt", "powder"),
		{Do: graph.MergeNode, Node: &graph.DocNode{Key: "foil"}, Into: "powder"}}
	after, err := graph.Try(before, ops)
	if err != nil {
		t.Fatal(err)
	}
	back, err := graph.Invert(before, ops)
	if err != nil {
		t.Fatal(err)
	}
	again, err := graph.Try(after, back)
	if err != nil {
		t.Fatal(err)
	}
	if d := graph.Compare(before, again); !d.Empty() {
		t.Errorf("%+v", d)
	}
}

func TestThousandSteps(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		_, err := s.Create(t.Context(), s.li, s.chain, copper())
		s.must(err)
		ids, rev := s.made()
		var ops []graph.Op
		for i := range 400 {
			name := "环节" + string(rune(0x4e00+i))
			ops = append(ops, graph.Op{Do: graph.AddNode, Node: &graph.DocNode{Key: name, Name: name, Stream: graph.Mid}}, link(graph.AddEdge, ids["铜冶炼"], name))
		}
		for i := range 200 {
			ops = append(ops, graph.Op{Do: graph.MoveNode, Node: &graph.DocNode{Key: "环节" + string(rune(0x4e00+i)), X: int64(i), Y: 7}})
		}
		took := clock.Stopwatch()
		_, err = s.Apply(t.Context(), s.li, s.chain, rev, ops)
		s.must(err)
		t.Logf("%d steps in %v", len(ops), took())
	})
}

func TestTheMapFollowsItsChain(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	_, err := s.Create(t.Context(), s.li, s.chain, copper())
	s.must(err)
	c, err := s.Chains.Get(t.Context(), s.li.Scope, s.chain)
	s.must(err)
	moved := *c
	moved.UnitID = "u1"
	s.must(s.Chains.Save(t.Context(), s.li, c, &moved))
	lead := s.wang
	lead.Scope = authz.Scope{Units: []string{"u1"}}
	d, rev, err := s.Doc(t.Context(), lead.Scope, s.chain)
	s.must(err)
	_, err = s.Apply(t.Context(), lead, s.chain, rev, []graph.Op{edit(d.Nodes[0].Key, graph.DocNode{Note: "新的牵头单位"}, "note")})
	s.must(err)
}
