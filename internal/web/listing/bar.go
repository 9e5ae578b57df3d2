package listing

import (
	"slices"
	"strings"

	"lianzhang/internal/platform/list"
	"lianzhang/internal/web/ui"
)

// Target is the element that the parts of a list page swap.
const Target = "#list"

// Bar is the filter bar of the list.
func (a *Ask) Bar() ui.FilterBar {
	b := ui.FilterBar{Action: a.req.R.URL.Path, Query: a.Values.Get("q"), Placeholder: a.List.Find, Target: Target, Columns: a.pick(),
		Filters: a.filters()}
	if a.Query != nil && a.Note == nil {
		b.Chips = a.chips()
	} else { // what was understood has chips too, so that the rest can be seen to be at fault
		b.Chips = a.faultyChips()
	}
	if len(a.List.conditions(a.Values)) > 0 {
		b.Clear = a.cleared()
	}
	if a.Values.Get("dense") == "" {
		b.Dense = &ui.Link{Label: "紧凑", URL: a.With("dense", "1")}
	} else {
		b.Dense = &ui.Link{Label: "宽松", URL: a.With("dense", "")}
	}
	if !slices.Contains(a.List.Keep, "dense") {
		b.Dense = nil
	}
	b.Keep = a.keep()
	return b
}

// Plain is the filter bar of a page that shows the same records in another way, where columns mean nothing.
func (a *Ask) Plain() ui.FilterBar {
	b := a.Bar()
	b.Columns, b.Dense = nil, nil
	return b
}

// keep are the parameters that the form carries along because it has no field of its own for them.
func (a *Ask) keep() []ui.Param {
	var out []ui.Param
	for _, name := range append([]string{"sort", "size"}, a.List.Keep...) {
		if v := a.Values.Get(name); v != "" {
			out = append(out, ui.Param{Name: name, Value: v})
		}
	}
	for _, f := range a.Filters {
		if f.Not || f.Empty && f.Column.Kind != list.Enum && f.Column.Kind != list.Ref || a.List.bare(f.Column) {
			out = append(out, ui.Param{Name: f.Column.Name, Value: f.String()})
		}
	}
	return out
}

// bare reports whether a column is not in the menu of conditions, though an address may name it.
func (l *List) bare(c *list.Column) bool { return c.Hidden || c.NoFilter }

func (a *Ask) faultyChips() []ui.Chip {
	chips := a.chips()
	for i := range a.List.Spec.Columns {
		c := &a.List.Spec.Columns[i]
		if v := a.Values.Get(c.Name); v != "" && a.Filter(c.Name) == nil {
			chips = append(chips, ui.Chip{Label: c.Label, Value: v, Remove: a.With(c.Name, "")})
		}
	}
	return chips
}

// filters is the menu 加条件: every column that can be a condition, with the values in force, and the rule.
func (a *Ask) filters() []ui.Filter {
	var first, rest []ui.Filter
	options := map[string][]ui.Option{}
	for i := range a.List.Spec.Columns {
		c := &a.List.Spec.Columns[i]
		if a.List.bare(c) {
			continue
		}
		f := a.filter(c, options)
		if now := a.Filter(c.Name); now != nil && !now.Not {
			fill(&f, now)
		}
		if slices.Contains(a.List.First, c.Name) {
			first = append(first, f)
		} else {
			rest = append(rest, f)
		}
	}
	slices.SortStableFunc(first, func(x, y ui.Filter) int {
		return slices.Index(a.List.First, x.Name) - slices.Index(a.List.First, y.Name)
	})
	rule := ui.Filter{Name: "where", Label: "规则", Kind: "rule", Value: a.Values.Get("where"), Help: "总投资 > 1亿元 且 落后序时 > 10%"}
	if len(first) > 0 {
		return append(append(first, rule), rest...)
	}
	return append(rest, rule)
}

// filter is the condition on a column as the menu offers it; options are those of each kind of record, made once.
func (a *Ask) filter(c *list.Column, options map[string][]ui.Option) ui.Filter {
	f := ui.Filter{Name: c.Name, Label: c.Label}
	switch c.Kind {
	case list.Enum:
		f.Kind = "choice"
		for _, o := range c.Options {
			f.Options = append(f.Options, ui.Option{Value: o.Code, Label: o.Label})
		}
	case list.Ref:
		f.Kind = "choice"
		if options[c.RefKind] == nil {
			options[c.RefKind] = append(a.Names.Options(c.RefKind), ui.Option{Value: "-", Label: "未填"})
		}
		f.Options = options[c.RefKind]
	case list.Bool:
		f.Kind, f.Options = "one", []ui.Option{{Value: "true", Label: "是"}, {Value: "false", Label: "否"}}
	case list.Date, list.Time:
		f.Kind = "date"
	case list.Text:
		f.Kind = "text"
	default:
		f.Kind, f.Unit = "range", c.Unit
		if c.Kind == list.Percent {
			f.Unit = "%"
		}
	}
	return f
}

// fill puts a condition in force into its place in the menu.
func fill(f *ui.Filter, now *list.Filter) {
	switch f.Kind {
	case "choice", "one":
		values := now.Values
		if now.Empty {
			values = []string{"-"}
		}
		f.Options = slices.Clone(f.Options) // they are shared by all columns of their kind
		for i := range f.Options {
			f.Options[i].On = slices.Contains(values, f.Options[i].Value)
		}
	case "text":
		f.Value = strings.Join(now.Values, ",")
	default:
		f.From, f.To = unbound(now.Column, now.Min), unbound(now.Column, now.Max)
	}
}

// pick is the column chooser.
func (a *Ask) pick() *ui.ColumnPick {
	p := &ui.ColumnPick{}
	for _, name := range a.List.offered() {
		c := a.List.Spec.Column(name)
		if c == nil {
			continue
		}
		label := c.Label
		if h, ok := a.List.Heads[name]; ok && h.Label != "" {
			label = h.Label
		}
		p.Items = append(p.Items, ui.ColumnItem{Key: name, Label: label, On: slices.Contains(a.Cols, name), Fixed: slices.Contains(a.List.Fixed, name)})
	}
	if a.Values.Get("cols") != "" {
		p.Reset = a.With("cols", "")
	}
	return p
}
