package importing

import (
	"sort"
	"strconv"
	"strings"

	area "lianzhang/internal/importing"
	"lianzhang/internal/platform/intake"
	"lianzhang/internal/web/ui"
)

// notes tell what was understood that a person should know before he confirms.
func notes(b *area.Batch, s *area.Summary) []ui.Note {
	at := address(b)
	var ask ui.Rich
	say := func(parts ...ui.Inline) {
		if len(ask) > 0 {
			ask = append(ask, ui.Gap())
		}
		ask = append(ask, parts...)
	}
	if s.Fixed > 0 {
		say(ui.T(ui.Num(int64(s.Fixed))+"行自动换算了单位、日期或错字。"), ui.A("看这些行", tabURL(at, "fixed", 1)))
	}
	for _, q := range s.Questions() {
		say(ui.T(strings.TrimSuffix(q.Text, "。")+"。"), ui.A("改对应", at+"/head"))
	}
	if names := skipped(s); names != "" {
		say(ui.T(names+"没有对应字段，不导入。"), ui.A("改对应", at+"/head"))
	}
	for _, w := range warnings(s) {
		say(ui.T(w))
	}
	var out []ui.Note
	if ask != nil {
		out = append(out, ui.Note{Letter: ui.Yellow, Body: ask})
	}
	if n := made(s); n != "" {
		out = append(out, ui.Note{Letter: ui.None, Body: ui.Plain(n)})
	}
	if r := recognised(s); r != "" {
		out = append(out, ui.Note{Letter: ui.None, Body: ui.Rich{ui.T(r), ui.A("看这些行", tabURL(at, "other", 1))}})
	}
	for i := range s.Conflicts {
		if i == 3 {
			break
		}
		c := &s.Conflicts[i]
		var amounts []string
		for _, yuan := range c.Amounts {
			amounts = append(amounts, ui.Yi(yuan)+"亿元")
		}
		out = append(out, ui.Note{Letter: ui.Yellow, Body: ui.Rich{ui.T("“" + c.Name + "”有" + strconv.Itoa(len(c.Amounts)) + "条不一致的记录：" + strings.Join(amounts, "、") + "。两条都会入库，"),
			ui.A("核对后选一条", tabURL(at, "dup", 1))}})
	}
	return out
}

// skipped names the columns that are not read, "I列“备注”、J列“联系人”".
func skipped(s *area.Summary) string {
	var names []string
	for i := range s.Sheets {
		if sh := &s.Sheets[i]; sh.Chosen && sh.Layout != nil {
			for _, m := range sh.Layout.Columns {
				if m.State == intake.None && m.Head != "" {
					names = append(names, m.Letter+"列“"+m.Head+"”")
				}
			}
		}
	}
	if len(names) > 4 {
		return strings.Join(names[:4], "、") + "等" + strconv.Itoa(len(names)) + "列"
	}
	return strings.Join(names, "、")
}

// warnings are where counts and totals that the sheet states do not agree with its rows.
func warnings(s *area.Summary) []string {
	var out []string
	for i := range s.Sheets {
		sh := &s.Sheets[i]
		if sh.Failed != "" {
			out = append(out, "“"+sh.Name+"”没有读完："+sh.Failed+"。")
		}
		for _, w := range sh.Warnings {
			if len(out) < 3 {
				out = append(out, "第"+strconv.Itoa(w.Row)+"行："+strings.TrimSuffix(w.Text, "。")+"。")
			}
		}
	}
	return out
}

// made says which further records a confirmation would add.
func made(s *area.Summary) string {
	labels := map[string]string{"chain": "产业链", "unit": "单位", "region": "县区"}
	var kinds []string
	for kind := range s.Creates {
		kinds = append(kinds, kind)
	}
	sort.Strings(kinds)
	var out []string
	for _, kind := range kinds {
		var names []string
		for _, n := range s.Creates[kind] {
			if text, ok := n.(string); ok {
				names = append(names, text)
			}
		}
		if len(names) == 0 {
			continue
		}
		label := labels[kind]
		if label == "" {
			label = kind
		}
		more := ""
		if len(names) > 6 {
			more, names = "等"+strconv.Itoa(len(names))+"个", names[:6]
		}
		out = append(out, "入库时会新建"+label+"："+strings.Join(names, "、")+more)
	}
	return strings.Join(out, "；")
}

// recognised counts the rows that hold no data, by what they are.
func recognised(s *area.Summary) string {
	var out []string
	for _, k := range []intake.Kind{intake.Title, intake.UnitLine, intake.Head, intake.Section, intake.Subtotal, intake.Total, intake.Note, intake.Blank, intake.Number} {
		if n := s.Recognised[string(k)]; n > 0 {
			out = append(out, k.Label()+strconv.Itoa(n)+"行")
		}
	}
	if out == nil {
		return ""
	}
	return "认出" + strings.Join(out, "、") + "，不当作数据。"
}

// summary is the line of figures: rows, what becomes of them, and sums before and after putting copies together.
func summary(s *area.Summary) ui.Summary {
	n := func(v int) string { return ui.Num(int64(v)) }
	out := ui.Summary{Items: []ui.SummaryItem{{Label: "读到", Value: n(s.Rows), Unit: "行"}, {Label: "新增", Value: n(s.Write.New), Unit: "条"},
		{Label: "更新", Value: n(s.Write.Merge), Unit: "条"}, {Label: "不写", Value: n(s.Write.Skip), Unit: "行"}}}
	if s.Write.Hold > 0 {
		out.Items = append(out.Items, ui.SummaryItem{Label: "待定", Value: n(s.Write.Hold), Unit: "行"})
	}
	if s.Rejected > 0 {
		out.Items = append(out.Items, ui.SummaryItem{Label: "有误", Value: n(s.Rejected), Unit: "行"})
	}
	for _, x := range s.Sums {
		value, unit := amount(x.Before, x.Unit), x.Unit
		if x.After != x.Before {
			value += " → " + amount(x.After, x.Unit)
			unit += "，去掉完全重复的行"
		}
		out.Items = append(out.Items, ui.SummaryItem{Label: x.Label, Value: value, Unit: unit})
	}
	return out
}

func amount(v int64, unit string) string {
	switch unit {
	case "亿元":
		return ui.Yi(v)
	case "万元":
		return ui.Wan(v)
	}
	return ui.Num(v)
}
