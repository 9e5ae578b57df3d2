package atlas

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/chain"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/docx"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/policy"
	"lianzhang/internal/project"
)

const today = "2026-11-22"

var system = authz.System("job")

type site struct {
	*Service
	chains   *chain.Service
	projects *project.Service
	copper   string
	mutton   string
}

func newSite(t *testing.T, d *db.DB) *site {
	t.Helper()
	run := &change.Runner{DB: d, Journal: journal.New(d), Clock: clock.At(today)}
	s := &site{Service: &Service{Run: run}, chains: &chain.Service{Run: run}, projects: &project.Service{Run: run}}
	for name, id := range map[string]*string{"铜基新材料": &s.copper, "肉羊": &s.mutton} {
		c, err := s.chains.Create(t.Context(), system, chain.Chain{Name: name, Region: "349900", UnitID: "u1", Chief: "市长"})
		must(t, err)
		*id = c.ID
	}
	for _, p := range []project.Project{
		{Name: "高精铜板带", Region: "349902", ChainID: s.copper, Stage: project.Started, TotalInvest: 8_0000_0000, YearPlan: 2_0000_0000, YearDone: 5000_0000, StartedActual: "2026-05-01"},
		{Name: "铜箔'二期'", Region: "349902", ChainID: s.copper, Stage: project.Started, TotalInvest: 3_0000_0000, StartedActual: "2026-06-01"},
		{Name: "铜杆", Region: "349903", ChainID: s.copper, Stage: project.Signed, TotalInvest: 5_0000_0000, SignedActual: "2026-06-01"},
		{Name: "羊肉精深加工", Region: "349903", ChainID: s.mutton, Stage: project.Started, TotalInvest: 1_0000_0000, StartedActual: "2026-06-01"}} {
		_, err := s.projects.Create(t.Context(), system, p)
		must(t, err)
	}
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var who = list.Asker{Scope: system.Scope, Today: today}

func sheet(record, filter string, cols ...Column) Sheet {
	return Sheet{Name: "试", Kind: ListSheet, Record: record, Filter: filter, Columns: cols}
}

// rows fills a sheet and gives its cells as text.
func (s *site) rows(t *testing.T, sh Sheet, chainID string) [][]string {
	t.Helper()
	f, err := s.Compile(sh)
	must(t, err)
	page, err := f.Rows(t.Context(), s.Run.DB, who, chainID, 1, 50)
	must(t, err)
	out := [][]string{}
	for _, r := range page.Rows {
		var cells []string
		for i, c := range f.Cols {
			cells = append(cells, text2(c, r.At(i)))
		}
		out = append(out, cells)
	}
	return out
}

func text2(c *list.Column, v any) string {
	if n, ok := v.(float64); ok {
		return Amount(c, n)
	}
	if n, ok := v.(int64); ok {
		return Amount(c, float64(n))
	}
	if b, ok := v.(bool); ok {
		return map[bool]string{true: "是", false: "否"}[b]
	}
	s, _ := v.(string)
	return c.OptionLabel(s)
}

func TestAListFills(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		sh := sheet(project.Kind, `阶段 == "开工"`, Column{Value: "项目名称"}, Column{Value: "total_invest", Label: "投资", Unit: "万元"}, Column{Value: "阶段"},
			Column{Value: "年度完成 / 年度计划", Label: "进度", Unit: "%"}, Column{Value: "年度计划 - 年度完成", Label: "还差", Unit: "亿元"},
			Column{Value: `总投资 >= 5亿元 ? "大'项'目?" : "小"`, Label: "大小"}, Column{Value: "总投资 > 4亿元", Label: "重大"}, Column{Value: "加天(开工日期, 30)", Label: "满月"},
			Column{Value: "总投资", Label: "亿"})
		sh.Sort = "-投资"
		want := [][]string{{"高精铜板带", "80,000万元", "开工", "0.25", "1.50亿元", "大'项'目?", "是", "2026-05-31", "8.00亿元"}, {"铜箔'二期'", "30,000万元", "开工", "0", "0.00亿元", "小", "否", "2026-07-01", "3.00亿元"}}
		if diff := cmp.Diff(want, s.rows(t, sh, s.copper)); diff != "" {
			t.Error(diff)
		}
		if got := s.rows(t, sh, ""); len(got) != 3 {
			t.Errorf("all chains: %d rows", len(got))
		}
		sh.Sort, sh.Group, sh.Totals = "大小,-亿", "县区", []string{"投资", "进度", "还差"}
		if _, err := s.Compile(sh); err == nil || !strings.Contains(err.Error(), "“进度”不能合计") {
			t.Errorf("a rate was added up: %v", err)
		}
		sh.Totals = []string{"投资", "还差"}
		f, err := s.Compile(sh)
		must(t, err)
		total, err := f.Total(t.Context(), d, who, s.copper)
		must(t, err)
		if diff := cmp.Diff([]string{"投资合计110,000万元", "还差合计1.50亿元"}, f.Sums(total)); diff != "" || total.Rows != 2 {
			t.Error(diff, total.Rows)
		}
		groups, err := f.Groups(t.Context(), d, who, s.copper)
		must(t, err)
		if diff := cmp.Diff(map[string]GroupTotal{"349902": {"349902", 2, []float64{11e8, 1.5e8}}}, groups); diff != "" {
			t.Error(diff)
		}
		per, err := f.PerChain(t.Context(), d, who, []string{s.copper, s.mutton})
		must(t, err)
		if diff := cmp.Diff(map[string]int64{s.copper: 2, s.mutton: 1}, per); diff != "" {
			t.Error(diff)
		}
		narrow := list.Asker{Scope: authz.Scope{Regions: []string{"349903"}}, Today: today}
		if n, err := f.Count(t.Context(), d, narrow, ""); err != nil || n != 1 {
			t.Errorf("another county sees %d, %v", n, err)
		}
	})
}

// TestEveryRecord: each kind of record can be listed with all its columns, on both engines, by chain.
func TestEveryRecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		_, err := (&enterprise.Service{Run: s.Run}).Create(t.Context(), system, enterprise.Enterprise{Name: "东湖铜业", Region: "349902", ChainID: s.copper, Revenue: 9000_0000})
		must(t, err)
		windows := &policy.Service{Run: s.Run, Chains: s.chains, Projects: s.projects}
		must(t, windows.Create(t.Context(), system, &policy.Window{Name: "铜", Chains: s.copper}))
		must(t, windows.Create(t.Context(), system, &policy.Window{Name: "羊", Chains: s.mutton}))
		must(t, windows.Create(t.Context(), system, &policy.Window{Name: "全部"}))
		want := map[string]int64{project.Kind: 3, enterprise.Kind: 1, chain.Kind: 1, policy.Kind: 2, "unit": 0}
		for _, src := range Sources() {
			sh := Sheet{Name: src.Kind, Kind: ListSheet, Record: src.Kind}
			for i := range src.Spec.Columns {
				if c := &src.Spec.Columns[i]; !c.Hidden && len(sh.Columns) < maxColumns {
					sh.Columns = append(sh.Columns, Column{Value: c.Name})
				}
			}
			f, err := s.Compile(sh)
			must(t, err)
			n, err := f.Count(t.Context(), d, who, s.copper)
			if err != nil || n != want[src.Kind] {
				t.Errorf("%s: %d rows, want %d, %v", src.Kind, n, want[src.Kind], err)
			}
			if _, err := f.Rows(t.Context(), d, who, s.copper, 1, 10); err != nil {
				t.Errorf("%s: %v", src.Kind, err)
			}
		}
	})
}

func TestBadListsAreNamedAtTheirFields(t *testing.T) {
	name := Column{Value: "项目名称"}
	for want, sh := range map[string]Sheet{
		"name":              {Kind: ListSheet, Record: project.Kind, Columns: []Column{name}},
		"record":            sheet("nothing", "", name),
		"filter":            sheet(project.Kind, "总投资 >", name),
		"columns":           sheet(project.Kind, ""),
		"columns.0.value":   sheet(project.Kind, "", Column{Value: "没有这一列"}),
		"columns.1.label":   sheet(project.Kind, "", name, Column{Value: "总投资 * 2"}),
		"columns.2.label":   sheet(project.Kind, "", name, Column{Value: "阶段"}, Column{Value: "环节原文", Label: "阶段"}),
		"columns.1.value":   sheet(project.Kind, "", name, Column{Value: "总投资", Unit: "美元"}),
		"columns.0.value ":  sheet(project.Kind, "", Column{Value: "总投资 + 1", Label: "加"}),
		"columns.0.value  ": sheet(project.Kind, "", Column{Value: `1; DROP TABLE project`, Label: "注"}),
		"sort":              {Name: "甲", Kind: ListSheet, Record: project.Kind, Columns: []Column{name}, Sort: "-没有"},
		"group":             {Name: "甲", Kind: ListSheet, Record: project.Kind, Columns: []Column{name}, Group: "总投资"},
		"totals":            {Name: "甲", Kind: ListSheet, Record: project.Kind, Columns: []Column{name}, Totals: []string{"总投资"}},
	} {
		_, err := Compile(sh, db.SQLite, today)
		var e *errs.Error
		if !errors.As(err, &e) || len(e.Fields) != 1 || e.Fields[0].Name != strings.TrimSpace(want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

func TestSetsAreReadStrictly(t *testing.T) {
	for name, text := range map[string]string{"no JSON": `{`, "unknown field": `{"key":"a","name":"甲","sheets":[],"more":1}`, "no sheets": `{"key":"a","name":"甲","sheets":[]}`,
		"bad key": `{"key":"A b","name":"甲","sheets":[{"key":"m","name":"图","kind":"map","mode":"gap"}]}`, "taken key": `{"key":"lists","name":"甲","sheets":[{"key":"m","name":"图","kind":"map","mode":"gap"}]}`,
		"twice": `{"key":"a","name":"甲","sheets":[{"key":"m","name":"图","kind":"map","mode":"gap"},{"key":"m","name":"图","kind":"map","mode":"gap"}]}`,
		"mode":  `{"key":"a","name":"甲","sheets":[{"key":"m","name":"图","kind":"map","mode":"x"}]}`, "kind": `{"key":"a","name":"甲","sheets":[{"key":"m","name":"图","kind":"x"}]}`,
		"map with columns": `{"key":"a","name":"甲","sheets":[{"key":"m","name":"图","kind":"map","mode":"gap","columns":[{"value":"a"}]}]}`,
		"list without":     `{"key":"a","name":"甲","sheets":[{"key":"m","name":"单","kind":"list","record":"project"}]}`} {
		if _, err := Read(strings.NewReader(text)); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSetsAreAdoptedChangedAndRestored(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		ctx := t.Context()
		set, err := s.Adopt(ctx, system, "basic", "349900")
		must(t, err)
		if _, err := s.Adopt(ctx, system, "basic", "349900"); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("adopted twice: %v", err)
		}
		if _, err := s.Adopt(ctx, system, "none", "349900"); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("an unknown set: %v", err)
		}
		own := sheet(project.Kind, "总投资 > 4亿元", Column{Value: "项目名称"})
		l, err := s.Add(ctx, system, set.Key, own, "市长要的")
		must(t, err)
		before := *l
		own.Filter, own.Name = "总投资 > 6亿元", "六亿以上"
		must(t, s.Save(ctx, system, &before, own, "提高门槛"))
		stale := own
		stale.Filter = "总投资 > 7亿元"
		if err := s.Save(ctx, system, l, stale, ""); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("a save over another's: %v", err)
		}
		must(t, s.Restore(ctx, system, l.ID, 1))
		got, err := s.List(ctx, l.ID)
		must(t, err)
		versions, err := s.Versions(ctx, l.ID)
		must(t, err)
		if got.Filter != "总投资 > 4亿元" || got.Name != "试" || !got.Own || len(versions) != 3 || versions[0].Reason != "恢复第1版" {
			t.Errorf("restored: %+v, %d versions", got, len(versions))
		}
		if diff := cmp.Diff([]Column{{Value: "项目名称"}}, got.Sheet().Columns); diff != "" {
			t.Error(diff)
		}
		if err := s.Restore(ctx, system, l.ID, 9); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("a version that never was: %v", err)
		}
		must(t, s.Drop(ctx, system, l.ID, false, ""))
		all, err := s.Lists(ctx, set.ID, false)
		must(t, err)
		for _, other := range all {
			if other.ID == l.ID {
				t.Error("a dropped list is still there")
			}
		}
		must(t, s.Drop(ctx, system, l.ID, true, ""))
		lead := authz.Actor{ID: "a", Roles: []authz.Role{authz.RoleTeam}, Scope: authz.Scope{All: true}}
		if _, err := s.Add(ctx, lead, set.Key, own, ""); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("a team added a list: %v", err)
		}
		must(t, s.Retire(ctx, system, set.Key, "换新版"))
		if _, err := s.Set(ctx, set.Key); errs.CodeOf(err) != errs.NotFound {
			t.Error("a retired set is still there")
		}
	})
}

func TestPaper(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	all, err := Shipped()
	must(t, err)
	for _, set := range all {
		p := &Paper{Set: &Adopted{Key: set.Key, Name: set.Name, Source: set.Source}, Sheets: set.Sheets, ChainID: s.copper, Chain: "铜基新材料", Site: "景川市", By: "张三", Who: who,
			Label: func(_, id string) string { return id }}
		book, rows, err := s.Workbook(t.Context(), p)
		if err != nil {
			t.Errorf("%s: %v", set.Key, err)
			continue
		}
		var b bytes.Buffer
		must(t, book.Write(&b))
		if b.Len() < 5000 {
			t.Errorf("%s: a workbook of %d bytes with %d rows", set.Key, b.Len(), rows)
		}
		doc, err := s.Cover(t.Context(), p)
		must(t, err)
		b.Reset()
		must(t, docx.Write(&b, doc, docx.Options{OmitSources: true}))
	}
	broken := sheet(project.Kind, "没有 == 1", Column{Value: "项目名称"})
	p := &Paper{Set: &Adopted{Name: "甲"}, Sheets: []Sheet{broken, sheet(project.Kind, "", Column{Value: "项目名称"})}, Who: who, Label: func(_, id string) string { return id },
		May: func(p authz.Perm) bool { return p != authz.ProjectView }}
	entries, err := p.Entries(t.Context(), s.Service)
	must(t, err)
	if entries[0].Fault == "" || entries[1].Fault == "" || entries[0].Filled != nil || entries[1].Filled != nil {
		t.Errorf("a broken and a forbidden list: %+v", entries)
	}
}
