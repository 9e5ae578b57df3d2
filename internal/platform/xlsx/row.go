package xlsx

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"lianzhang/internal/platform/errs"
)

// maxRows is the number of rows a sheet can hold.
const maxRows = 1 << 20

// Row writes the next row; cells missing at its end are blank.
func (s *Sheet) Row(cells ...Cell) error {
	if s.done {
		return errs.New(errs.Internal, "工作表已经写完，不能再加行")
	}
	if len(cells) > len(s.cells) {
		return errs.New(errs.Internal, "第%d行有%d格，而表头只有%d列", s.row+1, len(cells), len(s.cells))
	}
	if s.row >= maxRows {
		return errs.New(errs.TooLarge, "超过工作表的行数上限%d，请按条件分几次导出，或导出为 CSV", maxRows)
	}
	s.row++
	high := 1
	for i := range s.cells {
		c := Cell{}
		if i < len(cells) {
			c = cells[i]
		}
		s.put(i, c)
		if c.kind == KindText && s.options.Columns[i].kind() == KindText {
			high = max(high, lines(c.text, s.widths[i]))
		}
	}
	s.ref = strconv.AppendInt(append(s.ref[:0], 'A'), int64(s.row), 10)
	if high == 1 {
		return wrap(s.stream.SetRow(string(s.ref), s.args))
	}
	return wrap(s.stream.SetRow(string(s.ref), s.args, excelize.RowOpts{Height: height(high)}))
}

// lines is how many lines a text takes in a column: Chinese letters are two wide, the others one. Programs other than
// Excel do not fit the height of a row to its text when they open a workbook.
func lines(text string, width float64) int {
	if float64(len(text)) < width && strings.IndexByte(text, '\n') < 0 {
		return 1
	}
	n, at := 1, 0.0
	for _, r := range text {
		if r == '\n' {
			n, at = n+1, 0
			continue
		}
		w := 1.05
		if r > 0x2e80 {
			w = 2.1
		}
		if at += w; at > width {
			n, at = n+1, w
		}
		if n > 27 {
			break
		}
	}
	return n
}

// height is the height of a row of n lines in points; Excel allows 409.
func height(n int) float64 { return min(float64(n)*14.5+2, 409) }

// put prepares one cell. Blank cells are written too, for their borders.
func (s *Sheet) put(i int, c Cell) {
	out := &s.cells[i]
	out.StyleID, out.Value = s.values[i], nil
	s.args[i] = out
	kind := s.options.Columns[i].kind()
	if c.kind != kind && c.kind != "" {
		if c.kind == KindText || c.kind == KindBool {
			out.StyleID, out.Value = s.texts[i], s.book.fit(c.text)
			return
		}
		out.StyleID, out.Value = s.texts[i], c.plain(s.options.Columns[i].unit())
		return
	}
	switch c.kind {
	case KindMoney:
		out.Value = float64(c.n) / scale(s.options.Columns[i].unit())
	case KindNumber, KindPercent, KindTime:
		out.Value = c.num
	case KindDate:
		out.Value = c.n
	case KindText, KindBool:
		if c.text != "" {
			out.Value = s.book.fit(c.text)
		}
	}
}

// finish writes what stands behind the rows. The filter covers the rows written, so it can only be set now.
func (s *Sheet) finish() error {
	if s.done {
		return nil
	}
	s.done = true
	if s.row > s.head {
		last, err := s.column(len(s.options.Columns) - 1)
		if err != nil {
			return err
		}
		if err := s.book.file.AutoFilter(s.name, fmt.Sprintf("A%d:%s%d", s.head, last, s.row), nil); err != nil {
			return err
		}
	}
	return s.stream.Flush()
}
