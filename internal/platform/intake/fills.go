package intake

import (
	"cmp"
	"slices"
	"strconv"

	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/sheet"
)

// fills carries values down vertically merged cells. Amounts stand for all the rows together, so they are not repeated.
type fills struct {
	open []fill // those that the rows to come reach, by first row
	next int
	down []fill          // those under way
	wide map[string]bool // first cells of ranges over columns
}

type fill struct {
	sheet.Range
	col    *column
	amount bool
	cell   sheet.Cell
	warned bool
}

func newFills(merged []sheet.Range, head int, cols []*column) *fills {
	f := &fills{wide: map[string]bool{}}
	for _, m := range merged {
		if m.FirstRow > head && m.LastCol > m.FirstCol {
			f.wide[letter(m.FirstCol)+strconv.Itoa(m.FirstRow)] = true
		}
		if m.LastRow <= head || m.FirstRow == m.LastRow || m.FirstCol >= len(cols) || cols[m.FirstCol] == nil {
			continue
		}
		kind := cols[m.FirstCol].spec.Kind
		amount := kind == list.Money || kind == list.Int || kind == list.Number
		f.open = append(f.open, fill{Range: m, col: cols[m.FirstCol], amount: amount})
	}
	slices.SortFunc(f.open, func(a, b fill) int { return cmp.Compare(a.FirstRow, b.FirstRow) })
	return f
}

// begin takes note of the merged cells that start in the row, and writes the others' values into it.
func (f *fills) begin(row *sheet.Row) {
	f.down = slices.DeleteFunc(f.down, func(d fill) bool { return d.LastRow < row.Number })
	copied := false
	for _, d := range f.down {
		if d.amount || row.Blank() || d.FirstCol < len(row.Cells) && trim(row.Cells[d.FirstCol].Text) != "" {
			continue
		}
		if !copied {
			row.Cells = slices.Clone(row.Cells)
			copied = true
		}
		for len(row.Cells) <= d.FirstCol {
			row.Cells = append(row.Cells, sheet.Cell{})
		}
		row.Cells[d.FirstCol] = d.cell
	}
	for f.next < len(f.open) && f.open[f.next].FirstRow <= row.Number {
		d := f.open[f.next]
		f.next++
		if d.FirstRow == row.Number && d.FirstCol < len(row.Cells) && trim(row.Cells[d.FirstCol].Text) != "" {
			d.cell = row.Cells[d.FirstCol]
			f.down = append(f.down, d)
		}
	}
}

// amount tells once of each merged amount, in the second row that it covers.
func (f *fills) amount(row int, c *column) bool {
	for i := range f.down {
		if d := &f.down[i]; d.amount && d.col == c && row > d.FirstRow && !d.warned {
			d.warned = true
			return true
		}
	}
	return false
}
