package formula_test

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"lianzhang/internal/catalog"
	"lianzhang/internal/formula"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/project"
	"lianzhang/internal/web/webtest"
)

const today = "2026-11-20"

// registry is the registry on a small city.
func registry(t *testing.T, d *db.DB) (*webtest.Site, *formula.Service) {
	t.Helper()
	s := webtest.NewOn(t, d, today)
	svc := &formula.Service{Run: s.Run, Org: s.Org, Sources: catalog.FormulaSources()}
	if err := svc.Install(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s, svc
}

var everyone = authz.Scope{All: true}

// TestPublishedCases: with as many projects on the ledger as the offices published, in every engine, the registry gives the
// published figures, and the lists behind them have the published numbers of projects.
func TestPublishedCases(t *testing.T) {
	for _, k := range formula.Cases() {
		t.Run(k.Place+k.Code, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				s, svc := registry(t, d)
				var rows []*project.Project
				for _, m := range k.Rows {
					for i := range m.N {
						p := &project.Project{Name: fmt.Sprint(k.Place, m.Stage, i), Region: webtest.Donghu, UnitID: s.Units["市发改委"], Stage: m.Stage, SignedActual: "2025-03-01"}
						if m.Stage == project.Withdrawn {
							p.EndedOn = "2026-01-15"
						}
						rows = append(rows, p)
					}
				}
				if err := s.Run.Run(t.Context(), webtest.Program, change.What{Action: "load", Perm: authz.ProjectEdit}, func(tx *change.Tx) error {
					return s.Projects.Insert(t.Context(), tx, rows)
				}); err != nil {
					t.Fatal(err)
				}
				v, err := svc.Value(t.Context(), everyone, k.Code, k.Number, formula.Ask{})
				if err != nil || int64(v.Num) != k.Num || int64(v.Den) != k.Den || formula.Percent(v.Num, v.Den, k.Digits) != k.Text {
					t.Fatalf("%v/%v = %s (%v), published are %d/%d = %s", v.Num, v.Den, v, err, k.Num, k.Den, k.Text)
				}
				for address, want := range map[string]int64{v.NumURL: k.Num, v.DenURL: k.Den} {
					u, err := url.Parse(address)
					if err != nil {
						t.Fatal(err)
					}
					ask, err := project.Spec.Parse(u.Query())
					if err != nil {
						t.Fatal(err)
					}
					if n, err := project.Spec.Count(t.Context(), d, ask, list.Asker{Scope: everyone, Today: today}); err != nil || n != want {
						t.Errorf("%s has %d projects (%v), published are %d", address, n, err, want)
					}
				}
			})
		})
	}
}

// TestRecomputedCases: what the pages recompute from generated rows is what was published.
func TestRecomputedCases(t *testing.T) {
	_, svc := registry(t, dbtest.SQLite(t))
	for _, k := range formula.Cases() {
		c, err := svc.Get(t.Context(), k.Code, k.Number)
		if err != nil {
			t.Fatal(err)
		}
		if v, err := k.Recompute(c, today); err != nil || int64(v.Num) != k.Num || int64(v.Den) != k.Den {
			t.Errorf("%s %s: %v/%v, %v", k.Place, c.Label(), v.Num, v.Den, err)
		}
	}
}

// TestWhatIsRefused: every fault of a definition is told at its field, with cause and place.
func TestWhatIsRefused(t *testing.T) {
	_, svc := registry(t, dbtest.SQLite(t))
	good := formula.Definition{Code: "own", Name: "自定", Number: 1, List: "project", Shape: formula.Flat, Num: `阶段 == "开工"`, Den: `阶段 == "签约"`, Note: "试"}
	if _, err := svc.Check(t.Context(), good); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		field, say string
		edit       func(d *formula.Definition)
	}{
		{"num", "第1列", func(d *formula.Definition) { d.Num = "开工量 > 3" }},
		{"den", "没有“开干”这个选项", func(d *formula.Definition) { d.Den = `阶段 == "开干"` }},
		{"den", "率要有分母", func(d *formula.Definition) { d.Den = "" }},
		{"den", "没有分母", func(d *formula.Definition) { d.Shape = formula.Count }},
		{"num", "计数要写条件", func(d *formula.Definition) { d.Shape, d.Num, d.Den = formula.Count, "总投资", "" }},
		{"num", "要数个数请选", func(d *formula.Definition) { d.Shape, d.Den = formula.Sum, "" }},
		{"num", "除数不能是0", func(d *formula.Definition) { d.Num = "总投资 / 0" }},
		{"num", "循环引用：自定v1 → 自定v1", func(d *formula.Definition) { d.Num = "自定v1分子" }},
		{"list", "没有“x”这个清单", func(d *formula.Definition) { d.List = "x" }},
		{"num", "是任务清单的口径", func(d *formula.Definition) { d.Num = "任务按期率v1分子" }},
		{"cohort", "不是项目清单的日期列", func(d *formula.Definition) { d.Cohort = "stage" }},
		{"shape", "没有“median”这种算法", func(d *formula.Definition) { d.Shape = "median" }},
		{"code", "小写字母", func(d *formula.Definition) { d.Code = "开工" }},
		{"name", "已有同名", func(d *formula.Definition) { d.Name = "开工率" }},
		{"decimals", "0到4", func(d *formula.Definition) { d.Decimals = 9 }},
	} {
		d := good
		x.edit(&d)
		_, err := svc.Check(t.Context(), d)
		var e *errs.Error
		if !errors.As(err, &e) || len(e.Fields) == 0 || e.Fields[0].Name != x.field || !strings.Contains(e.Fields[0].Message, x.say) {
			t.Errorf("%s %q: %+v", x.field, x.say, err)
		}
	}
}

// TestCircles: a circle over several definitions names its way.
func TestCircles(t *testing.T) {
	defs := []formula.Definition{
		{Code: "a", Name: "甲", Number: 1, List: "project", Shape: formula.Count, Num: "乙v1 且 总投资 > 1亿元", Note: "甲"},
		{Code: "b", Name: "乙", Number: 1, List: "project", Shape: formula.Count, Num: "非 丙v2", Note: "乙"},
		{Code: "c", Name: "丙", Number: 2, List: "project", Shape: formula.Count, Num: "甲v1", Note: "丙"},
	}
	if _, err := formula.Compile(catalog.FormulaSources(), defs); err == nil || !strings.Contains(err.Error(), "甲v1 → 乙v1 → 丙v2 → 甲v1") {
		t.Errorf("a circle gives %v", err)
	}
	defs[2].Num = `阶段 == "签约"`
	all, err := formula.Compile(catalog.FormulaSources(), defs)
	if err != nil {
		t.Fatal(err)
	}
	b, err := all[0].Bind(formula.Ask{}, today)
	if err != nil || b.Num.String() != `非 (阶段 == "签约") 且 总投资 > 1亿元` {
		t.Errorf("written out it is %q, %v", b.Num, err)
	}
}

// TestNothingKnown: without records a rate, a mean and a percentile have no figure, a count and a sum have 0; installing twice
// changes nothing.
func TestNothingKnown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, svc := registry(t, d)
		for code, want := range map[string]string{"start_rate": "—", "start_slip": "—", "sign_to_start_p50": "—", "signed_count": "0个", "signed_amount": "0.00亿元"} {
			v, err := svc.Value(t.Context(), everyone, code, 0, formula.Ask{})
			if err != nil || v.String() != want || v.OK != (want != "—") {
				t.Errorf("%s is %s (%+v), %v", code, v, v, err)
			}
		}
		before, err := svc.All(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := svc.Install(t.Context()); err != nil {
			t.Fatal(err)
		}
		if after, err := svc.All(t.Context()); err != nil || len(after) != len(before) {
			t.Errorf("%d definitions, %d after a second installation, %v", len(before), len(after), err)
		}
		if _, err := svc.By(t.Context(), everyone, "lead_conversion", 0, formula.Ask{}, "node"); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("by an unknown column: %v", err)
		}
		if _, err := svc.Value(t.Context(), everyone, "start_rate", 9, formula.Ask{}); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("a version that is not: %v", err)
		}
		if _, err := svc.Value(t.Context(), everyone, "start_rate", 1, formula.Ask{Where: "总投资 >"}); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("a wrong extra rule: %v", err)
		}
	})
}

// TestTheVersionOfADay: a bulletin of a month that is over keeps the version that was in force on its last day.
func TestTheVersionOfADay(t *testing.T) {
	d := dbtest.SQLite(t)
	s, svc := registry(t, d)
	versions, err := svc.Versions(t.Context(), "start_rate")
	if err != nil {
		t.Fatal(err)
	}
	if err := svc.Adopt(t.Context(), webtest.Program, &versions[1], "链办〔2026〕5号"); err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]int64{"2026-10-31": 1, "2026-11-19": 1, today: 2, "2026-11-30": 2} {
		if c, err := svc.On(t.Context(), "start_rate", formula.Flat, day); err != nil || c.Number != want {
			t.Errorf("on %s: %v, %v; want v%d", day, c, err, want)
		}
	}
	if c, err := svc.On(t.Context(), "start_rate", formula.Chained, today); err != nil || c.Number != 3 {
		t.Errorf("the chained version: %v, %v", c, err)
	}
	if _, err := svc.On(t.Context(), "start_rate", formula.Mean, today); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("a shape that is not: %v", err)
	}
	if err := svc.Adopt(t.Context(), s.Actor(t, "park"), &versions[1], "x"); errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("a county adopts: %v", err)
	}
}
