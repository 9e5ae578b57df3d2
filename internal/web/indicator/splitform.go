package indicator

import (
	"math"
	"strconv"

	area "lianzhang/internal/indicator"
	"lianzhang/internal/web/ui"
)

// formOf is the form over what is stored.
func formOf(s *splitting) *splitForm {
	d := s.ind.Decimals
	f := &splitForm{Hidden: []ui.Param{{Name: "indicator", Value: s.ind.ID}, {Name: "year", Value: strconv.Itoa(s.year)}, {Name: "by", Value: s.by}},
		Reason: ui.Field{Kind: ui.KindText, Name: "reason", Label: "合计不符仍要下达的理由", MaxLength: 200, Wide: true, Help: "分解合计与总目标不符时必填，例如留市本级机动"}}
	whole, path, basis := "", area.Equal, ""
	if s.whole != nil {
		whole, path, basis, f.Reason.Value = area.Plain(s.whole.Amount), s.whole.Path, s.whole.Basis, s.whole.Reason
	}
	f.Top = []ui.Field{{Kind: ui.KindNumber, Name: "amount", Label: s.tree.Root().Name + "总目标", Value: whole, Unit: s.ind.Measure, Required: true},
		{Kind: ui.KindSelect, Name: "path", Label: "分月", Value: path, Options: []ui.Option{{Value: area.Equal, Label: "均分"}, {Value: area.Shape, Label: "按上年走势"}, {Value: area.Given, Label: "自行给定"}}},
		{Kind: ui.KindText, Name: "basis", Label: "依据文件", Value: basis, MaxLength: 200}}
	var amounts []float64
	for _, k := range s.below() {
		x := &s.tree.List[k]
		last := s.last[x.Ref]
		r := partRow{Name: x.Name, Last: amount(s.ind, &last), Rate: "—", Field: ui.Field{Kind: ui.KindNumber, Name: "part-" + x.Ref.String(), Label: x.Name}}
		if g := s.parts[x.Ref]; g != nil {
			amounts = append(amounts, g.Amount)
			r.Field.Value = area.Plain(g.Amount)
			r.Rate = growth(s.ind, &area.Cell{Amount: g.Amount, Known: true}, &last).Text
		}
		f.Rows = append(f.Rows, r)
	}
	sum := 0.0
	for _, v := range amounts {
		sum += v
	}
	f.Sum = ui.Dec(sum, int(d))
	if s.whole != nil {
		if gap, ok := s.ind.Gap(s.whole.Amount, amounts); ok {
			if f.Gap = s.ind.GapWords(gap); f.Gap == "" {
				f.Gap = "合计相符"
			}
		}
	}
	var way area.Year
	has := false
	if s.whole != nil && s.whole.Path == area.Given {
		way, has = s.whole.Way()
	}
	for m := range way {
		x := ui.Field{Kind: ui.KindNumber, Name: "m" + strconv.Itoa(m+1), Label: strconv.Itoa(m+1) + "月"}
		if has {
			v := way[m]
			if s.ind.Over == area.Flow && m > 0 {
				v -= way[m-1]
			}
			x.Value = area.Plain(math.Round(v*1e6) / 1e6)
		}
		f.Months = append(f.Months, x)
	}
	return f
}

func planOf(s *splitting) *planForm {
	return &planForm{Hidden: []ui.Param{{Name: "indicator", Value: s.ind.ID}, {Name: "back_year", Value: strconv.Itoa(s.year)}, {Name: "by", Value: s.by}}, Fields: []ui.Field{
		{Kind: ui.KindNumber, Name: "base_year", Label: "基年", Value: strconv.Itoa(s.year - 1)}, {Kind: ui.KindNumber, Name: "base", Label: "基数", Unit: s.ind.Measure, Help: "翻番目标的起点"},
		{Kind: ui.KindNumber, Name: "year", Label: "目标年", Value: strconv.Itoa(s.year + 2)}, {Kind: ui.KindNumber, Name: "amount", Label: "目标", Unit: s.ind.Measure}, {Kind: ui.KindText, Name: "basis", Label: "依据文件", MaxLength: 200}}}
}
