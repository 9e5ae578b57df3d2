package checkup

import (
	"lianzhang/internal/platform/list"
)

// Spec describes the list of findings. Its order is severity and amount, weighed by how often findings of the detector were true.
var Spec = &list.Spec{
	Name: Kind, Label: "体检发现", Measure: "条", Sort: "-rank,-amount,code", Scope: list.Scope{Region: "region", Unit: "unit_id", Chain: "chain_id"},
	Sums: []string{"amount"},
	Columns: []list.Column{
		{Name: "code", Label: "编号", Kind: list.Text},
		{Name: "severity", Label: "程度", Kind: list.Enum, Default: true, SortSQL: "CASE t.severity WHEN 'red' THEN 3 WHEN 'yellow' THEN 2 ELSE 1 END",
			Options: []list.Option{{Code: string(Grave), Label: Grave.Label()}, {Code: string(Middle), Label: Middle.Label()}, {Code: string(Hint), Label: Hint.Label()}}},
		{Name: "title", Label: "发现", Kind: list.Text, Default: true, Width: 50},
		{Name: "detector", Label: "体检项", Kind: list.Enum, Default: true, Options: detectorOptions()},
		{Name: "region", Label: "县区", Kind: list.Ref, RefKind: "region", Default: true, Help: "涉及几个县区的归全市"},
		{Name: "unit_id", Label: "责任单位", Kind: list.Ref, RefKind: "unit"},
		{Name: "chain_id", Label: "产业链", Kind: list.Ref, RefKind: "chain"},
		{Name: "amount", Label: "涉及金额", Kind: list.Money, Unit: "亿元", Default: true},
		{Name: "rank", Label: "排序分", Kind: list.Number, SQL: rankSQL, Help: "程度×金额×该项历来的准确率"},
		{Name: "state", Label: "状态", Kind: list.Enum, Default: true, Options: stateOptions()},
		{Name: "found_on", Label: "发现日期", Kind: list.Date, Default: true},
		{Name: "raised", Label: "重新提出", Kind: list.Int, Unit: "次"},
		{Name: "effect", Label: "处理意见", Kind: list.Enum, Options: effectOptions()},
		{Name: "corrected", Label: "应计金额", Kind: list.Money, Unit: "亿元"},
		{Name: "reason", Label: "核实理由", Kind: list.Text, Width: 30},
		{Name: "judged_name", Label: "核实人", Kind: list.Text},
		{Name: "judged_on", Label: "核实日期", Kind: list.Date},
		{Name: "rules", Label: "规则版次", Kind: list.Int},
		{Name: "about", Label: "所涉记录", Kind: list.Text, Hidden: true, NoFilter: true, SQL: "t.parts"},
		{Name: "created_at", Label: "登记时间", Kind: list.Time},
		{Name: "updated_at", Label: "更新时间", Kind: list.Time},
		{Name: "version", Label: "版次", Kind: list.Int, Hidden: true},
	},
}

// rankSQL weighs a finding by its detector's precision, with one true and one false finding added so that a new detector stands in
// the middle.
const rankSQL = "(t.worth * COALESCE((SELECT y.precision FROM checkup_tally y WHERE y.detector = t.detector), 0.5))"

func detectorOptions() []list.Option {
	var out []list.Option
	for _, d := range Shipped().Detectors {
		out = append(out, list.Option{Code: d.ID, Label: d.Label})
	}
	return out
}

func stateOptions() []list.Option {
	var out []list.Option
	for _, s := range Flow.States {
		out = append(out, list.Option{Code: s.Code, Label: s.Label})
	}
	return out
}

func effectOptions() []list.Option {
	var out []list.Option
	for _, e := range Effects() {
		out = append(out, list.Option{Code: string(e), Label: e.Label()})
	}
	return out
}

// DetectorLabel is the Chinese name of a detector.
func DetectorLabel(id string) string { return Spec.Column("detector").OptionLabel(id) }
