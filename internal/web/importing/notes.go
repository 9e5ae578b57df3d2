package importing

import (
	"sort"
	"strconv"
	"strings"

	area "lianzhang/internal/importing"
	"lianzhang/internal/platform/intake"
	"lianzhang/internal/web/ui"
)

// notes tell what was understood that a person should know before he confirms: first what he should look at, then what
// the program did by itself.
func notes(b *area.Batch, s *area.Summary) []note {
	at := address(b)
	var look, told note
	look.Letter, told.Letter = ui.Yellow, ui.None
	if s.Fixed > 0 {
		look.say(ui.T(ui.Num(int64(s.Fixed))+"行自动换算了单位、日期或错字。"), ui.A("看"+ui.Num(int64(s.Fixed))+"行", tabURL(at, "fixed", 1)))
	}
	for _, q := range s.Questions() {
		look.say(ui.T(strings.TrimSuffix(q.Text, "。")+"。"), ui.A("改对应", at+"/head"))
	}
	for _, w := range warnings(s) {
		look.say(ui.T(w))
	}
	for i := range s.Conflicts[:min(len(s.Conflicts), 3)] {
		c := &s.Conflicts[i]
		var amounts []string
		for _, yuan := range c.Amounts {
			amounts = append(amounts, ui.Yi(yuan)+"亿元")
		}
		look.say(ui.T("“"+c.Name+"”有"+strconv.Itoa(len(c.Amounts))+"条对不上的记录："+strings.Join(amounts, "、")+"，都会入库。"), ui.A("选一条", tabURL(at, "dup", 1)))
	}
	if in := s.Inspection; in != nil && len(in.Remarks) > 0 {
		look.say(ui.T("体检："+in.Remarks[0].Title+"。"), ui.A("看"+strconv.Itoa(len(in.Remarks))+"条发现和行号", "/imports/"+b.ID+"/checkup"))
	}
	if text := made(s); text != "" {
		told.say(ui.T(text + "。"))
	}
	if text := recognised(s); text != "" {
		told.say(ui.T(text), ui.A("看这些行", tabURL(at, "other", 1)))
	}
	var out []note
	for _, n := range []note{look, told} {
		if len(n.Body) > 0 {
			out = append(out, n)
		}
	}
	return out
}

// note is a remark of several sentences that run on.
type note struct {
	Letter ui.Letter
	Body   ui.Rich
}

func (n *note) say(parts ...ui.Inline) {
	if len(n.Body) > 0 {
		n.Body = append(n.Body, ui.Gap())
	}
	n.Body = append(n.Body, parts...)
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
