package xlsx

import (
	"fmt"
	"strconv"

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
	for i := range s.cells {
		c := Cell{}
		if i < len(cells) {
			c = cells[i]
		}
		s.put(i, c)
	}
	s.ref = strconv.AppendInt(append(s.ref[:0], 'A'), int64(s.row), 10)
	return wrap(s.stream.SetRow(string(s.ref), s.args))
}

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
