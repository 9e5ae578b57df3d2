package demo

import (
	"fmt"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/policy"
	"lianzhang/internal/talent"
)

// resources are what stands beside the maps: people wanted and brought in, platforms, and the windows of higher levels.
func (b *builder) resources(int) error {
	for i, c := range b.chains {
		for range 4 {
			if err := b.talents(i, c.ID); err != nil {
				return err
			}
		}
		s := &b.steps[i][b.rng.IntN(len(b.steps[i]))]
		p := talent.Platform{Name: c.Name + pick(b, []string{"工程研究中心", "中试基地", "检验检测平台"}), Kind: pick(b, []string{"engineering", "pilot", "testing"}),
			Level: pick(b, []string{"province", "city", "city"}), ChainID: c.ID, Node: s.Name, Region: cityCode, UnitID: c.UnitID, Field: s.Products[0] + "工艺与检测",
			OnDate: fmt.Sprintf("%d-0%d-15", 2021+b.rng.IntN(4), 1+b.rng.IntN(9)), Issuer: "市科技局"}
		if err := b.Talent.Platforms.Create(b.ctx, program, &p); err != nil {
			return err
		}
	}
	if err := b.windows(); err != nil {
		return err
	}
	for _, set := range []string{"basic", "shandong-1-9", "jiangxi-4"} {
		if _, err := b.Atlas.Adopt(b.ctx, program, set, cityCode); err != nil {
			return err
		}
	}
	return nil
}

// talents adds a need of a chain, and for some of them the person who came.
func (b *builder) talents(i int, chainID string) error {
	s := &b.steps[i][b.rng.IntN(len(b.steps[i]))]
	today := b.Clock.Today()
	n := talent.Need{Name: s.Products[0] + pick(b, []string{"工艺工程师", "研发总监", "高级技师", "质量工程师"}), Kind: pick(b, []string{"engineer", "leader", "skilled", "engineer"}),
		Field: s.Products[0] + "相关专业", ChainID: chainID, Node: s.Name, Region: cityCode, UnitID: b.chains[i].UnitID, People: int64(1 + b.rng.IntN(6)),
		SalaryMin: 12_0000, SalaryMax: 30_0000, Due: clock.AddDays(today, 30+b.rng.IntN(240)), State: talent.Open}
	if err := b.Talent.Needs.Create(b.ctx, program, &n); err != nil {
		return err
	}
	if b.rng.Float64() < .5 {
		return nil
	}
	in := talent.Intro{Name: b.person(), Kind: n.Kind, Origin: pick(b, []string{"上海", "深圳", "合肥", "武汉", "海外"}), ChainID: chainID, Node: s.Name, NeedID: n.ID,
		Region: cityCode, UnitID: n.UnitID, People: 1, OnDate: clock.AddDays(today, -b.rng.IntN(90)), State: pick(b, []string{talent.Contact, talent.Intent, talent.Signed, talent.Arrived}),
		Policy: "市级人才政策"}
	if in.Kind == "leader" {
		in.State = talent.Arrived
	}
	return b.Talent.Intros.Create(b.ctx, program, &in)
}

// yielding is how many of the windows have planned projects made for them.
const yielding = 3

// windows are made up; each says so.
func (b *builder) windows() error {
	today := b.Clock.Today()
	for k, w := range []struct{ name, issuer, level, supports string }{
		{"制造业技术改造和设备更新专项（演示）", "国家有关部委", "national", "设备更新、数字化改造，按设备投资给予支持"},
		{"战略性新兴产业集群专项（演示）", "省发展改革委", "province", "集群内补链强链项目"},
		{"首台（套）重大技术装备推广（演示）", "省工业和信息化厅", "province", "首台套装备的研制和应用"},
		{"农产品产地冷藏保鲜设施建设（演示）", "省农业农村厅", "province", "产地冷链设施"},
		{"中试基地和创新平台建设（演示）", "省科技厅", "province", "中试基地、概念验证中心"},
	} {
		row := policy.Window{Name: w.name, Issuer: w.issuer, Level: w.level, Supports: w.supports, Chains: policy.AllChains, Amount: "单个项目不超过2000万元", AmountMax: 2000_0000,
			Opens: clock.AddDays(today, 20*k), Closes: clock.AddDays(today, 95+35*k), Conditions: "备案或核准手续齐全，年内开工",
			RuleOn: "project", Rule: "总投资 >= 1亿元", UnitID: b.units["市发改委"], Source: "演示数据"}
		if err := b.Policy.Create(b.ctx, program, &row); err != nil {
			return err
		}
		if k >= yielding {
			continue
		}
		if err := b.reserve(&row, k); err != nil {
			return err
		}
	}
	return nil
}
