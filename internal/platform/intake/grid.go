package intake

import (
	"iter"
	"slices"

	"lianzhang/internal/platform/sheet"
)

// How far Scan looks for a head, and how many rows below it serve as samples.
const (
	headRows   = 60
	sampleRows = 40
	headDepth  = 3 // rows of a head
)

// grid is the beginning of a sheet, held in memory.
type grid struct {
	rows  []sheet.Row // those with content
	width int
	merge []sheet.Range
}

func readGrid(rows iter.Seq2[sheet.Row, error], merged []sheet.Range) (*grid, error) {
	g := &grid{}
	for row, err := range rows {
		if err != nil {
			if len(g.rows) > 0 {
				break // the Reader will meet it again, behind the rows that can be read
			}
			return nil, err
		}
		if row.Blank() {
			continue
		}
		g.rows = append(g.rows, row.Clone())
		for i, c := range row.Cells {
			if c.Kind != sheet.Empty && trim(c.Text) != "" {
				g.width = max(g.width, i+1)
			}
		}
		if len(g.rows) >= headRows+sampleRows {
			break
		}
	}
	last := 0
	if n := len(g.rows); n > 0 {
		last = g.rows[n-1].Number
	}
	for _, m := range merged {
		if m.FirstRow <= last {
			g.merge = append(g.merge, m)
		}
	}
	return g, nil
}

// text is the cell's own text.
func (g *grid) text(i, col int) string {
	if cells := g.rows[i].Cells; col < len(cells) {
		return trim(cells[col].Text)
	}
	return ""
}

// span is the merged range that covers the cell, or the cell itself.
func (g *grid) span(i, col int) sheet.Range {
	n := g.rows[i].Number
	for _, m := range g.merge {
		if n >= m.FirstRow && n <= m.LastRow && col >= m.FirstCol && col <= m.LastCol {
			return m
		}
	}
	return sheet.Range{FirstRow: n, LastRow: n, FirstCol: col, LastCol: col}
}

// at is the index of the row with the number, -1 when it has no content.
func (g *grid) at(number int) int {
	i, ok := slices.BinarySearchFunc(g.rows, number, func(r sheet.Row, n int) int { return r.Number - n })
	if !ok {
		return -1
	}
	return i
}

// merged is the text that a reader sees in the cell: that of the merged range which covers it.
func (g *grid) merged(i, col int) string {
	if t := g.text(i, col); t != "" {
		return t
	}
	m := g.span(i, col)
	if j := g.at(m.FirstRow); j >= 0 {
		return g.text(j, m.FirstCol)
	}
	return ""
}

// parts are the texts above one another in the head rows i to j of a column, each once, outer first. A text over several
// columns without a merge (as in .csv) counts for the empty cells to its right that have a text of their own below.
func (g *grid) parts(i, j, col int) []string {
	var out []string
	for r := i; r <= j; r++ {
		t := g.merged(r, col)
		if t == "" && r < j {
			t = g.spread(r, col, j)
		}
		if t != "" && (len(out) == 0 || out[len(out)-1] != t) {
			out = append(out, t)
		}
	}
	return out
}

func (g *grid) spread(r, col, last int) string {
	if len(g.merge) > 0 || g.text(r+1, col) == "" {
		return ""
	}
	for c := col - 1; c >= 0; c-- {
		if t := g.text(r, c); t != "" {
			if g.text(last, c) == "" {
				return "" // a head that stands in the upper row alone does not reach over others
			}
			return t
		}
	}
	return ""
}
