package intake

import (
	"fmt"
	"strings"

	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/money"
	"lianzhang/internal/platform/sheet"
)

// tallied are the rows and sums up to some row.
type tallied struct {
	rows int
	sums []float64
}

// tally adds up what was read, so that subtotals and totals in the sheet can be compared with it.
type tally struct {
	fields []*list.Column
	rows   int
	sums   []float64
	last   tallied // up to the last subtotal
	stated []statement
}

// statement is a sum that the sheet states for all of its rows; it is judged at the end, since it may stand at the top.
type statement struct {
	row   int
	field int
	cell  string
	want  float64
	slack float64
	shown string
}

func newTally(fields []*list.Column) tally {
	return tally{fields: fields, sums: make([]float64, len(fields)), last: tallied{sums: make([]float64, len(fields))}}
}

func (t *tally) mark() tallied { return tallied{t.rows, append([]float64(nil), t.sums...)} }

func (t *tally) count() { t.rows++ }

func (t *tally) add(values []any) {
	for i, v := range values {
		switch n := v.(type) {
		case int64:
			t.sums[i] += float64(n)
		case float64:
			t.sums[i] += n
		}
	}
}

// stated compares the sums that a subtotal states with the rows it speaks of, and notes those of a total.
func (r *Reader) stated(row *Row) {
	for i := range row.raw.Cells {
		if i >= len(r.cols) || r.cols[i] == nil || i == r.name {
			continue
		}
		c := r.cols[i]
		want, slack, ok := c.sum(&row.raw.Cells[i])
		if !ok {
			continue
		}
		s := statement{row.Number, c.field, c.match.Letter, want, slack, trim(row.raw.Cells[i].Text)}
		if row.Kind == Total {
			r.tally.stated = append(r.tally.stated, s)
			continue
		}
		if have, off := r.tally.nearest(s, r.groups.stack); off {
			r.warning(row.Number, fmt.Sprintf("小计%s%d写%s，各行相加是%s", s.cell, s.row, s.shown, c.show(have)))
		}
	}
	if row.Kind == Subtotal {
		r.tally.last = r.tally.mark()
	}
}

// nearest compares a subtotal with each stretch of rows that it may speak of: the open sections, and all since the subtotal
// before. When it fits none, it gives the sum of the innermost.
func (t *tally) nearest(s statement, open []group) (have float64, off bool) {
	have = t.sums[s.field] - t.last.sums[s.field]
	if !differ(have, s.want, s.slack) {
		return have, false
	}
	for i := range open {
		have = t.sums[s.field] - open[i].sums.sums[s.field]
		if !differ(have, s.want, s.slack) {
			return have, false
		}
	}
	return have, true
}

func (t *tally) check() (warn []Warning) {
	for _, s := range t.stated {
		if have := t.sums[s.field]; differ(have, s.want, s.slack) {
			text := floatText(have)
			if t.fields[s.field].Kind == list.Money {
				text = Amount(int64(have), unitNamed(t.fields[s.field].Unit))
			}
			warn = append(warn, Warning{s.row, fmt.Sprintf("合计%s%d写%s，各行相加是%s", s.cell, s.row, s.shown, text)})
		}
	}
	return warn
}

func differ(have, want, slack float64) bool { return have-want > slack || want-have > slack }

// sum reads a stated sum and how far rounding may have moved it.
func (c *column) sum(cell *sheet.Cell) (want, slack float64, ok bool) {
	if c.spec.Kind != list.Money && c.spec.Kind != list.Int && c.spec.Kind != list.Number || c.pair >= 0 {
		return 0, 0, false
	}
	out := c.convert(cell)
	unit := 1.0
	switch v := out.val.(type) {
	case int64:
		want = float64(v)
	case float64:
		want = v
	default:
		return 0, 0, false
	}
	if c.spec.Kind == list.Money {
		unit = float64(max(c.unit, 1))
	}
	step := 1.0
	if _, decimals, found := strings.Cut(trim(cell.Text), "."); found {
		for range len(strings.TrimRight(decimals, "亿万元")) {
			step /= 10
		}
	}
	return want, unit * step * 0.51, true
}

func (c *column) show(v float64) string {
	if c.spec.Kind == list.Money {
		return Plain(int64(v), max(c.unit, money.UnitYuan))
	}
	return floatText(v)
}
