package sheet

import (
	"context"
	"strconv"
)

// builder collects the cells of one row. Texts gather in one buffer that becomes one string per row, so a row costs a
// single allocation however many cells it has.
type builder struct {
	ctx    context.Context
	limits Limits
	row    Row
	spans  []span // of each cell's text in buf; length -1 when the text is already a string
	buf    []byte
	rows   int
	count  int // cells with content
}

type span struct{ at, size int }

func newBuilder(ctx context.Context, limits Limits) *builder {
	return &builder{ctx: ctx, limits: limits}
}

// start begins the row of the given number.
func (b *builder) start(number int, hidden bool) {
	b.row.Number, b.row.Hidden = number, hidden
	b.row.Cells, b.spans, b.buf = b.row.Cells[:0], b.spans[:0], b.buf[:0]
}

// cell makes room for the cell at column col and returns it, or nil when the column is beyond the limit.
func (b *builder) cell(col int) *Cell {
	if col >= b.limits.Columns || col < 0 {
		return nil
	}
	for len(b.row.Cells) <= col {
		b.row.Cells = append(b.row.Cells, Cell{})
		b.spans = append(b.spans, span{size: -1})
	}
	return &b.row.Cells[col]
}

// setBytes gives the cell at col its text.
func (b *builder) setBytes(col int, text []byte) {
	b.spans[col] = span{len(b.buf), len(text)}
	b.buf = append(b.buf, text...)
}

// finish gives the row. ok is false for a row without cells.
func (b *builder) finish() (row Row, ok bool, err error) {
	if len(b.row.Cells) == 0 {
		return Row{}, false, nil
	}
	b.rows++
	if b.rows > b.limits.Rows {
		return Row{}, false, tooLarge("工作表超过%d行，请按年度或区县拆成几个文件分别导入", b.limits.Rows)
	}
	if b.rows&255 == 0 && b.ctx.Err() != nil {
		return Row{}, false, b.ctx.Err()
	}
	var digits [20]byte
	number := strconv.AppendInt(digits[:0], int64(b.row.Number), 10)
	refs := len(b.buf)
	for col := range b.row.Cells {
		if b.row.Cells[col].Kind != Empty {
			b.count++
		}
		b.buf = appendColumn(b.buf, col)
		b.buf = append(b.buf, number...)
	}
	if b.count > b.limits.Cells {
		return Row{}, false, tooLarge("工作表超过%d个有内容的单元格，请拆成几个文件分别导入", b.limits.Cells)
	}
	all := string(b.buf)
	for col := range b.row.Cells {
		c := &b.row.Cells[col]
		size := columnWidth(col) + len(number)
		c.Ref, refs = all[refs:refs+size], refs+size
		if s := b.spans[col]; s.size >= 0 {
			c.Text = all[s.at : s.at+s.size]
		}
	}
	return b.row, true, nil
}

// columnWidth is the number of letters of column col, from 0.
func columnWidth(col int) int {
	switch {
	case col < 26:
		return 1
	case col < 26+26*26:
		return 2
	}
	return 3
}

// appendColumn appends the letters of column col, from 0: A, Z, AA.
func appendColumn(dst []byte, col int) []byte {
	switch columnWidth(col) {
	case 1:
		return append(dst, byte('A'+col))
	case 2:
		col -= 26
		return append(dst, byte('A'+col/26), byte('A'+col%26))
	}
	col -= 26 + 26*26
	return append(dst, byte('A'+col/676), byte('A'+col/26%26), byte('A'+col%26))
}

// parseRef reads "B7" as column 1, row 7. Letters alone give row 0. ok is false when it is no reference within a sheet.
func parseRef(ref []byte) (col, row int, ok bool) {
	i := 0
	for i < len(ref) && i < 4 {
		c := ref[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		col = col*26 + int(c-'A') + 1
		i++
	}
	if col == 0 || col > maxColumns {
		return 0, 0, false
	}
	for ; i < len(ref); i++ {
		c := ref[i]
		if c < '0' || c > '9' || row > maxRows {
			return 0, 0, false
		}
		row = row*10 + int(c-'0')
	}
	return col - 1, row, row <= maxRows
}

// parseRange reads "A1:C3" or "A1".
func parseRange(ref string) (Range, bool) {
	first, last := ref, ref
	for i := range len(ref) {
		if ref[i] == ':' {
			first, last = ref[:i], ref[i+1:]
			break
		}
	}
	c1, r1, ok1 := parseRef([]byte(first))
	c2, r2, ok2 := parseRef([]byte(last))
	ok := ok1 && ok2 && r1 > 0 && r1 <= r2 && c1 <= c2
	return Range{r1, c1, r2, c2}, ok
}
