package listing

import (
	"strings"

	"lianzhang/internal/platform/list"
	"lianzhang/internal/web/ui"
)

// chips are the conditions in force, each with the address without it.
func (a *Ask) chips() []ui.Chip {
	var out []ui.Chip
	for _, f := range a.Filters {
		out = append(out, ui.Chip{Label: f.Column.Label, Value: a.say(f), Remove: a.With(f.Column.Name, "")})
	}
	if a.Where != "" {
		out = append(out, ui.Chip{Label: "规则", Value: a.Where, Remove: a.With("where", "")})
	}
	return out
}

// say writes a condition's value as people do: 黄、红; 1—5亿元; 不含终止; 未填.
func (a *Ask) say(f list.Filter) string {
	text := ""
	switch {
	case f.Empty:
		text = "未填"
	case f.Values != nil:
		var names []string
		for _, v := range f.Values {
			names = append(names, a.name(f.Column, v))
		}
		if text = strings.Join(names, "、"); len(names) > 3 {
			text = strings.Join(names[:3], "、") + "等" + ui.Num(int64(len(names))) + "项"
		}
	case f.Not:
		return notSpan(f)
	default:
		text = span(f)
	}
	switch {
	case f.Not && f.Empty:
		return "已填"
	case f.Not:
		return "不含" + text
	}
	return text
}

func (a *Ask) name(c *list.Column, v string) string {
	switch c.Kind {
	case list.Enum:
		return c.OptionLabel(v)
	case list.Ref:
		return a.Names.Label(c.RefKind, v)
	case list.Bool:
		return yesNo(v == "true")
	}
	return v
}

func yesNo(v bool) string {
	if v {
		return "是"
	}
	return "否"
}

// notSpan says the opposite of a range. A date that is absent lies outside of it.
func notSpan(f list.Filter) string {
	lo, hi := unbound(f.Column, f.Min), unbound(f.Column, f.Max)
	switch {
	case hi == "" && dated(f.Column):
		return "早于" + lo + "或未填"
	case lo == "" && dated(f.Column):
		return "晚于" + hi + "或未填"
	case hi == "":
		return "低于" + ui.Minus(lo) + f.Column.Unit
	case lo == "":
		return "高于" + ui.Minus(hi) + f.Column.Unit
	}
	f.Not = false
	return "不在" + span(f)
}

func dated(c *list.Column) bool {
	return c.Kind == list.Date || c.Kind == list.Period || c.Kind == list.Time
}

func span(f list.Filter) string {
	unit := f.Column.Unit
	if f.Column.Kind == list.Percent {
		unit = "%"
	}
	lo, hi := unbound(f.Column, f.Min), unbound(f.Column, f.Max)
	switch {
	case lo == hi:
		return ui.Minus(lo) + unit
	case hi == "" && dated(f.Column):
		return lo + "以后"
	case lo == "" && dated(f.Column):
		return hi + "以前"
	case hi == "":
		return "不低于" + ui.Minus(lo) + unit
	case lo == "":
		return "不高于" + ui.Minus(hi) + unit
	}
	return ui.Minus(lo) + "—" + ui.Minus(hi) + unit
}
