package importing_test

import (
	"testing"

	"lianzhang/internal/chain"
	"lianzhang/internal/importing"
	"lianzhang/internal/importing/targets"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/policy"
	"lianzhang/internal/talent"
)

// TestTalentAndWindowsAreRead: lists of needs and of policy windows become records; a window may name several chains, and what
// it names in vain is kept.
func TestTalentAndWindowsAreRead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		people, windows := talent.New(s.run), &policy.Service{Run: s.run, Chains: s.chains, Projects: s.projects}
		s.imports.Targets = append(s.imports.Targets, append(targets.Talent(people), targets.Window(windows, s.chains))...)
		ids := map[string]string{}
		for _, name := range []string{"铜基新材料", "肉羊"} {
			c, err := s.chains.Create(ctx, office, chain.Chain{Name: name, Region: "440608"})
			if err != nil {
				t.Fatal(err)
			}
			ids[name] = c.ID
		}
		b := s.hand(talent.NeedKind, "需求.csv", []byte("岗位,人才类别,所属产业链,环节,企业名称,需求数量,年薪（万元）,到岗时间\n铜箔工程师,工程师,铜基新材料产业链,铜箔,江铜铜箔,3,25,2026-12-31\n技师,高技能人才,铜基新材料,,某厂,两人,,\n"), importing.Choice{})
		if _, err := s.imports.Confirm(ctx, office, b.ID, nil); err != nil {
			t.Fatal(err)
		}
		needs, err := people.Needs.Select(ctx, d, office.Scope, new(db.Where), "ORDER BY t.name DESC")
		if err != nil {
			t.Fatal(err)
		}
		var got *talent.Need
		for i := range needs {
			if needs[i].Name == "铜箔工程师" {
				got = &needs[i]
			}
		}
		if got == nil || got.Kind != "engineer" || got.ChainID != ids["铜基新材料"] || got.Node != "铜箔" || got.People != 3 || got.SalaryMin != 25_0000 || got.Due != "2026-12-31" || got.BatchID == "" {
			t.Errorf("need: %+v", needs)
		}
		b = s.hand(policy.Kind, "政策.csv", []byte("政策名称,发文单位,文号,政策级别,适用产业链,申报截止时间,最高补助（万元）,申报条件\n技改奖补,省工信厅,皖经信〔2026〕8号,省级,铜基新材料、肉羊产业链、量子,2026-12-10,500,设备投资三千万以上\n通用奖补,省发改委,,省级,,2026-12-31,,\n"), importing.Choice{})
		if _, err := s.imports.Confirm(ctx, office, b.ID, nil); err != nil {
			t.Fatal(err)
		}
		rows, err := windows.Select(ctx, d, office.Scope, new(db.Where), "ORDER BY t.closes")
		if err != nil || len(rows) != 2 {
			t.Fatalf("windows: %+v, %v", rows, err)
		}
		if w := rows[0]; !w.Concerns(ids["铜基新材料"]) || !w.Concerns(ids["肉羊"]) || w.Note != "未识别的产业链：量子" || w.AmountMax != 500_0000 || w.Level != "province" {
			t.Errorf("window: %+v", w)
		}
		if rows[1].Chains != policy.AllChains {
			t.Errorf("a window without chains: %+v", rows[1])
		}
		if _, err := s.imports.Undo(ctx, office, b.ID, "错表", false); err != nil {
			t.Fatal(err)
		}
		if rows, _ = windows.Select(ctx, d, office.Scope, new(db.Where), ""); len(rows) != 0 {
			t.Errorf("%d windows are left after the undoing", len(rows))
		}
	})
}
