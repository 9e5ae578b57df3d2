package docx

import (
	"math"
	"strings"

	"lianzhang/internal/platform/document"
)

// ems is the width of the widest line of s in characters: East Asian ones count 1, others a half, as in the
// faces of the standard.
func ems(s string) float64 { return width(s, 0.5) }

// roomy is ems with room for stand-in faces, whose digits are wider than half a character.
func roomy(s string) float64 { return width(s, 0.6) }

func width(s string, half float64) float64 {
	var widest, w float64
	for _, c := range s {
		switch {
		case c == '\n':
			w = 0
		case c >= 0x1100 || c == '—' || c == '…' || c == '“' || c == '”' || c == '‘' || c == '’' || c == '·' || c == '×':
			w++
		default:
			w += half
		}
		widest = max(widest, w)
	}
	return widest
}

const cellPad = 57 // 1 mm at either side

// fit is the size at which a table is set and the widths of its columns.
type fit struct {
	size   int // half points
	widths []int
}

// fitTable takes the largest of 小四, 五号 and 小五 at which figures stand on one line and columns of text stay
// readable, wrapping the widest texts as far as needed. Widths sum to total exactly.
func fitTable(t document.Table, total int) fit {
	natural := naturalWidths(t)
	var want []float64
	for _, try := range [...]struct {
		size   int     // half points
		lowest float64 // the narrowest a wrapped text may become, in characters
	}{{24, 10}, {21, 7}, {18, 3}} {
		for limit := 40.0; limit >= try.lowest; limit -= 0.5 {
			var sum float64
			want, sum = columnWidths(t, natural, try.size, limit)
			if sum <= float64(total) {
				return fit{try.size, scale(want, total)}
			}
		}
	}
	return fit{18, scale(want, total)}
}

// columnWidths are the widths of the columns if texts wrap at limit characters, and their sum.
func columnWidths(t document.Table, natural []float64, size int, limit float64) ([]float64, float64) {
	want := make([]float64, len(t.Columns))
	sum := 0.0
	for i, c := range t.Columns {
		w := natural[i]
		if c.Width > 0 {
			w = c.Width
		} else if c.Align != document.Right {
			w = min(w, limit)
		}
		want[i] = max(w, 1)*float64(size)*10 + 2*cellPad + 20
		sum += want[i]
	}
	return want, sum
}

// naturalWidths are the widths of the columns in characters when no cell wraps. A head may wrap once.
func naturalWidths(t document.Table) []float64 {
	out := make([]float64, len(t.Columns))
	for i, c := range t.Columns {
		head := 0.0
		for line := range strings.Lines(headText(c)) {
			w := roomy(strings.TrimSuffix(line, "\n"))
			if w > 4 && !strings.HasPrefix(line, "（") {
				w = math.Ceil(w / 2)
			}
			head = max(head, w)
		}
		out[i] = head
	}
	for _, r := range t.Rows {
		if r.Kind == document.Section {
			continue
		}
		for i, c := range r.Cells {
			out[i] = max(out[i], roomy(c.Text))
		}
	}
	return out
}

// scale makes whole widths in proportion to want that sum to total; rounding goes to the running sum.
func scale(want []float64, total int) []int {
	sum := 0.0
	for _, w := range want {
		sum += w
	}
	out := make([]int, len(want))
	run, done := 0.0, 0
	for i, w := range want {
		run += w
		edge := int(math.Round(run / sum * float64(total)))
		out[i], done = edge-done, edge
	}
	return out
}

// headText is the text of a column's head with its unit on a line below.
func headText(c document.Column) string {
	if c.Unit == "" {
		return c.Header
	}
	return c.Header + "\n（" + c.Unit + "）"
}
