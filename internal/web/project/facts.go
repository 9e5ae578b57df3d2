package project

import (
	"strings"

	"lianzhang/internal/chain/graph"
	"lianzhang/internal/platform/money"
	"lianzhang/internal/review"
	"lianzhang/internal/web/ui"
)

// lacking is a missing one of the five ones: a red mark, not an empty place.
var lacking = ui.Inline{Text: "缺", Kind: "light r"}

// five are the five ones of the project, the missing ones marked.
func (r *record) five() ui.Facts {
	var out ui.Facts
	for _, one := range r.Five(func(id string) string { return r.names.Label("unit", id) }) {
		f := ui.F(one.Label, one.Value)
		if one.Value == "" {
			f.Value = ui.Rich{lacking}
		}
		out = append(out, f)
	}
	return out
}

// who answers for the project: the chain's chief, the units, the place.
func (r *record) who() ui.Facts {
	var out ui.Facts
	for i := range r.names.Chains {
		if c := &r.names.Chains[i]; c.ID == r.ChainID {
			out = append(out, ui.F("链长", c.Chief), ui.F("牵头部门", r.names.Label("unit", c.UnitID)))
		}
	}
	out = append(out, ui.F("责任单位", r.names.Label("unit", r.UnitID)), ui.F("属地", r.names.Label("region", r.Region)))
	if r.OfficerPhone != "" {
		out = append(out, ui.F("联系电话", r.OfficerPhone))
	}
	return out
}

// node is the step of the chain: the node of its map, else as a list named it.
func (r *record) node() string {
	if r.NodeID != "" {
		return r.names.Label(graph.NodeKind, r.NodeID)
	}
	return r.Node
}

// about are the facts that somebody has filled in; empty ones are left out, since the form shows them.
func (r *record) about() ui.Facts {
	var out ui.Facts
	for _, f := range []struct{ label, text string }{
		{"投资方", r.Investor}, {"信用代码", r.InvestorUSCC}, {"建设内容", r.Content}, {"环节", r.node()}, {"行业代码", r.Industry},
		{"项目性质", r.BuildKind}, {"地址", r.Address}, {"固定资产投资", amount(r.FixedInvest, money.Yi, 2)}, {"累计完成投资", amount(r.Invested, money.Yi, 2)},
		{"到位资金", amount(r.FundsIn, money.Wan, 0)}, {"用地", mu(r.LandMu)}, {"达产产值", amount(r.OutputPlan, money.Yi, 2)},
		{"达产税收", amount(r.TaxPlan, money.Wan, 0)}, {"就业", count(r.Jobs, "人")}, {"在谈分类", r.ClassABC}, {"注册", r.RegisteredOn},
		{"入统", ui.Joined(r.LibraryOn, r.LibraryCode)}, {"终止原因", r.EndedWhy}, {"信息来源", r.Source}, {"备注", r.Note},
	} {
		switch {
		case f.label == "信息来源" && strings.HasPrefix(f.text, "线索XS-"): // it came from a lead, whose history is one step away
			out = append(out, ui.Fact{Label: f.label, Value: ui.Rich{ui.A(f.text, url(r.Project)+"/lead")}})
		case f.label == "环节" && r.NodeID != "":
			out = append(out, ui.Fact{Label: f.label, Value: ui.Rich{ui.A(f.text, "/nodes/"+r.NodeID)}})
		case f.text != "":
			out = append(out, ui.F(f.label, f.text))
		}
	}
	return out
}

func amount(yuan int64, unit money.Unit, decimals int) string {
	if yuan == 0 {
		return ""
	}
	return money.Yuan(yuan).Text(unit, decimals)
}

func mu(v float64) string {
	if v == 0 {
		return ""
	}
	return ui.Dec(v, 2) + "亩"
}

func count(n int64, unit string) string {
	if n == 0 {
		return ""
	}
	return ui.Num(n) + unit
}

// exemption is a recorded excuse as a page shows it.
type exemption struct {
	Text, Note string
	Ended      bool
}

func exemptions(all []review.Exemption, today string) []exemption {
	var out []exemption
	for _, x := range all {
		out = append(out, exemption{Text: "规则" + x.Rule + "缓评至" + x.Until + "：" + x.Reason, Note: x.GrantedName + "批准，" + ui.Stamp(x.CreatedAt), Ended: x.Until < today})
	}
	return out
}
