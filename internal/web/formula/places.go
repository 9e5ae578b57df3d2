package formula

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"lianzhang/internal/formula"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// places is a table of values by region, chain or unit; several definitions stand beside each other.
func (h *handlers) places(q *web.Req, defs []*formula.Compiled, ask formula.Ask, by string) (ui.Table, error) {
	t := ui.Table{ID: "places", Label: "分开看", Fold: true, Columns: []ui.Column{{Label: map[string]string{formula.ByRegion: "地区", formula.ByChain: "产业链", formula.ByUnit: "单位"}[by], Head: true, Grow: true}},
		Empty: &ui.Empty{Title: "这个范围里没有记录", Text: "放宽时间窗，或换一个截至日期"}}
	for _, c := range defs {
		name := ""
		if len(defs) > 1 {
			name = c.Label()
		}
		t.Columns = append(t.Columns, ui.Column{Label: cmp.Or(name, "值"), Num: true, Fold: cmp.Or(name, "值")}, ui.Column{Label: "分子", Num: true, Fold: name + "分子"}, ui.Column{Label: "分母", Num: true, Fold: name + "分母"})
	}
	if len(defs) == 2 && defs[0].Shape.Rate() && defs[1].Shape.Rate() {
		t.Columns = append(t.Columns, ui.Column{Label: "相差", Sub: "百分点", Num: true, Fold: "相差"})
	}
	values, err := h.Formulas.Table(q.Ctx(), defs[0].ScopeOn(q.Actor), defs, ask, by)
	if errs.CodeOf(err) == errs.Invalid {
		t.Empty = &ui.Empty{Title: web.Message(err)}
		return t, nil
	}
	if err != nil {
		return t, err
	}
	whole, err := h.Formulas.Table(q.Ctx(), defs[0].ScopeOn(q.Actor), defs, ask, "")
	if err != nil {
		return t, err
	}
	keys, name, err := h.keys(q, values, by)
	if err != nil {
		return t, err
	}
	for _, key := range keys {
		t.Rows = append(t.Rows, ui.Row{Key: key, Cells: placeCells(name(key), values[key])})
	}
	if len(keys) > 1 {
		t.Foot = placeCells("合计", whole[""])
	}
	return t, nil
}

func placeCells(name string, values []formula.Value) []ui.Cell {
	cells := []ui.Cell{{Text: name}}
	for _, v := range values {
		cells = append(cells, figure(v), side(v.Num, v, v.NumURL, true), side(v.Den, v, v.DenURL, false))
	}
	if len(values) == 2 && values[0].Shape.Rate() && values[1].Shape.Rate() {
		cells = append(cells, gap(values[0], values[1]))
	}
	return cells
}

// gap is the difference of two displayed rates, in points.
func gap(a, b formula.Value) ui.Cell {
	if !a.OK || !b.OK {
		return ui.Cell{Text: "—", Quiet: true}
	}
	x, _ := strconv.ParseFloat(strings.TrimSuffix(a.String(), "%"), 64)
	y, _ := strconv.ParseFloat(strings.TrimSuffix(b.String(), "%"), 64)
	return ui.Cell{Text: ui.Signed(y-x, max(a.Decimals, b.Decimals)), Down: y < x}
}

// most is how many places a table shows.
const most = 200

// keys are the places to show, in the order of the site, and their names: of regions those right below the site's own.
func (h *handlers) keys(q *web.Req, values map[string][]formula.Value, by string) ([]string, func(string) string, error) {
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, nil, err
	}
	d, err := q.Directory()
	if err != nil {
		return nil, nil, err
	}
	var order []string
	switch by {
	case formula.ByRegion:
		order = counties(d, values)
	case formula.ByUnit:
		for _, u := range d.Units() {
			order = append(order, u.ID)
		}
	default:
		for _, o := range names.Options("chain") {
			order = append(order, o.Value)
		}
	}
	order = append(order, "")
	order = slices.DeleteFunc(order, func(key string) bool { return empty(values[key]) })
	kind := map[string]string{formula.ByRegion: "region", formula.ByUnit: "unit", formula.ByChain: "chain"}[by]
	return order[:min(len(order), most)], func(key string) string {
		if key == "" {
			return "未填"
		}
		return names.Label(kind, key)
	}, nil
}

// counties are the regions right below the site's own; when nothing lies there, all.
func counties(d *org.Directory, values map[string][]formula.Value) []string {
	var all, top []string
	for _, r := range d.Regions() {
		all = append(all, r.ID)
		if root := d.Root(); root != nil && r.Parent == root.ID && !empty(values[r.ID]) {
			top = append(top, r.ID)
		}
	}
	if top != nil {
		return top
	}
	return all
}

func empty(values []formula.Value) bool {
	return !slices.ContainsFunc(values, func(v formula.Value) bool { return v.Num != 0 || v.Den != 0 })
}
