package ui

import "strings"

// A page of a list has hundreds of cells, and a template reads a struct by reflection: embedded structs and methods cost it
// five times as much as plain fields. So a table is laid out flat here, and the template only writes.

type headCell struct {
	Label, Sub, Class, Aria, Sort, Width, Target string
}

type bodyRow struct {
	Key, Label, Class string
	On                bool
	Sum               int64
	Cells             []bodyCell
}

type bodyCell struct {
	Head                      bool
	Class, Fold               string
	Part                      bool // a component stands in place of Text
	Text, URL, LinkClass, Tip string
	Sub, SubClass             string
	Cut                       bool
	Cell                      *Cell
}

// Heads gives the head cells.
func (t Table) Heads() []headCell {
	out := make([]headCell, len(t.Columns))
	for i, c := range t.Columns {
		out[i] = c.head(t.Target)
	}
	return out
}

// Body gives the rows laid out.
func (t Table) Body() []bodyRow {
	out := make([]bodyRow, len(t.Rows))
	for i, r := range t.Rows {
		out[i] = bodyRow{Key: r.Key, Label: r.Label, On: r.On, Sum: r.Sum, Cells: t.lay(r.Cells),
			Class: strings.TrimSpace(Class("is-on", r.On) + " " + r.Class)}
	}
	return out
}

// FootCells gives the totals laid out; they name no row.
func (t Table) FootCells() []bodyCell {
	out := t.lay(t.Foot)
	for i := range out {
		out[i].Head = false
	}
	return out
}

// lay puts cells under their columns; cells beyond the last column are left out.
func (t Table) lay(cells []Cell) []bodyCell {
	n := min(len(cells), len(t.Columns))
	out := make([]bodyCell, n)
	for i := range n {
		out[i] = t.Columns[i].lay(&cells[i])
	}
	return out
}

func (c *Column) head(target string) headCell {
	return headCell{Label: c.Label, Sub: c.Sub, Aria: c.AriaSort(), Sort: c.Sort, Width: c.Width, Target: target,
		Class: Class("num", c.Num, "p2", c.Rank == 2, "p3", c.Rank == 3)}
}

func (c *Column) lay(cell *Cell) bodyCell {
	b := bodyCell{Head: c.Head, Fold: c.Fold, Cell: cell, Text: cell.Text, URL: cell.URL, Sub: cell.Sub, Tip: cell.Title, Cut: c.Grow, Part: cell.part()}
	b.Class = Class("num", c.Num, "grow", c.Grow, "nowrap", !c.Grow && !c.Num && !c.Wrap, "p2", c.Rank == 2, "p3", c.Rank == 3,
		"wide-only", c.Rank > 0 && c.Fold == "", "quiet", cell.Quiet, "down", cell.Down)
	b.LinkClass = Class("src", cell.Src, "cut", c.Grow && !cell.Src)
	b.SubClass = Class("sub", true, "cut", c.Grow, "is-late", cell.SubLate)
	if b.Tip == "" && c.Grow {
		b.Tip = cell.Text
	}
	return b
}

// part tells whether a component stands in the cell.
func (c *Cell) part() bool {
	return c.Why != nil || c.Light != nil || c.Bar != nil || c.Stage != nil || c.Lights != nil || c.Spark != nil ||
		len(c.Acts) > 0 || len(c.Rich) > 0
}

// newHead lays out a head cell for a table laid by hand; no htmx target.
func newHead(c Column) headCell { return c.head("") }
