package listing

import (
	"context"
	"slices"

	"lianzhang/internal/platform/list"
	"lianzhang/internal/web/ui"
)

// Page is a page of rows with the totals of all rows under the question.
type Page struct {
	*list.Page
	Totals *list.Totals
}

// Rows answers the question: totals, then the rows of the page asked for, or of the last page when it lies beyond. Of a
// question that has a Note the answer is empty.
func (a *Ask) Rows(ctx context.Context, more ...string) (*Page, error) {
	p := &Page{Page: &list.Page{Spec: a.List.Spec}, Totals: &list.Totals{}}
	if a.Note != nil {
		return p, nil
	}
	var err error
	if p.Totals, err = a.List.total(ctx, a.Query, a.Who); err != nil {
		return nil, err
	}
	if last := int((p.Totals.Rows + int64(a.Size) - 1) / int64(a.Size)); a.Query.Page > last {
		a.Query.Page = max(last, 1)
	}
	p.Page, err = a.List.Spec.Rows(ctx, a.List.kit.Run.DB, a.Query, a.Who, a.reading(more))
	return p, err
}

// reading are the columns to read: those shown, what their cells need besides, and more.
func (a *Ask) reading(more []string) []*list.Column {
	var names []string
	add := func(name string) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, name := range a.Cols {
		add(name)
		for _, other := range a.List.Reads[name] {
			add(other)
		}
	}
	for _, name := range more {
		add(name)
	}
	var out []*list.Column
	for _, name := range names {
		if c := a.List.Spec.Column(name); c != nil {
			out = append(out, c)
		}
	}
	return out
}

// Table lays the rows under their heads. cell gives the cell of a column that differs from the plain value; ok is false
// where it does not. Selection and empty state are set by the caller.
func (a *Ask) Table(p *Page, cell func(c *list.Column, r list.Row) (cell ui.Cell, ok bool)) ui.Table {
	t := ui.Table{ID: "rows", Label: a.List.Spec.Label, Fold: true, Target: Target, Compact: a.Values.Get("dense") != ""}
	var cols []*list.Column
	for _, name := range a.Cols {
		if c := a.List.Spec.Column(name); c != nil {
			cols = append(cols, c)
			t.Columns = append(t.Columns, a.head(c))
		}
	}
	t.Scroll = len(cols) > maxFit
	t.Rows = make([]ui.Row, 0, len(p.Rows))
	for _, r := range p.Rows {
		row := ui.Row{Key: r.ID, Cells: make([]ui.Cell, len(cols))}
		for i, c := range cols {
			out, ok := ui.Cell{}, false
			if cell != nil {
				out, ok = cell(c, r)
			}
			if !ok {
				out = a.Cell(c, r.Value(c.Name))
			}
			row.Cells[i] = out
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// maxFit is how many columns fit beside each other; more scroll sideways.
const maxFit = 11

// head is the head of a column, with the address that sorts by it.
func (a *Ask) head(c *list.Column) ui.Column {
	h, own := a.List.Heads[c.Name]
	if !own || h.Label == "" {
		h.Label = c.Label
		if h.Sub == "" {
			h.Sub = c.Unit
		}
		h.Num = h.Num || numeric(c.Kind)
	}
	if !own { // chosen by the reader: shown on the phone too, by its name
		h.Rank, h.Fold = 3, h.Label
	}
	h.Key = c.Name
	down := numeric(c.Kind) || c.Kind == list.Enum || c.Kind == list.Time
	if len(a.Sort) > 0 && a.Sort[0].Column == c {
		h.Dir = map[bool]string{true: "desc", false: "asc"}[a.Sort[0].Desc]
		down = !a.Sort[0].Desc
	}
	sort := c.Name
	if down {
		sort = "-" + sort
	}
	if sort == a.List.Spec.Sort {
		sort = ""
	}
	h.Sort = a.With("sort", sort)
	return h
}

func numeric(k list.Kind) bool {
	return k == list.Money || k == list.Int || k == list.Number || k == list.Percent
}

// Cell is the plain cell of a value.
func (a *Ask) Cell(c *list.Column, v any) ui.Cell {
	return ui.Cell{Text: Text(c, v, a.Names)}
}

// Text writes a value as a cell does: money in the column's unit, names for ids, labels for codes, "" for what is absent.
func Text(c *list.Column, v any, names *Names) string {
	switch v := v.(type) {
	case int64:
		switch c.Kind {
		case list.Time:
			return ui.Stamp(v)
		case list.Money:
			if c.Unit == "亿元" {
				return ui.Yi(v)
			}
			return ui.Wan(v)
		}
		return ui.Num(v)
	case float64:
		switch {
		case c.Kind == list.Percent:
			return ui.Pct(v)
		case c.Unknown(v):
			return "—"
		}
		return ui.Dec(v, 2)
	case bool:
		return yesNo(v)
	case string:
		switch c.Kind {
		case list.Enum:
			return c.OptionLabel(v)
		case list.Ref:
			return names.Label(c.RefKind, v)
		}
		return v
	}
	return ""
}
