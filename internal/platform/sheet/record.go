package sheet

import (
	"bufio"
	"bytes"
	"io"

	"lianzhang/internal/platform/errs"
)

// recordReader cuts a text into records. It is forgiving where encoding/csv stops: a quote inside a bare field is a letter,
// text behind a closing quote belongs to the field, records may differ in length, a lone CR ends a line. Unlike
// encoding/csv it counts blank lines, so that row numbers agree with what Excel shows, and bounds a field's size.
type recordReader struct {
	in    *bufio.Reader
	comma byte
	limit int
	field []byte
}

// record reads one record into b. more is false when the file ends with it.
func (p *recordReader) record(b *builder) (more bool, err error) {
	for col := 0; ; col++ {
		end, err := p.next()
		if err != nil && err != io.EOF {
			return false, err
		}
		if err == nil || len(p.field) > 0 || col > 0 {
			if e := p.store(b, col, end); e != nil {
				return false, e
			}
		}
		if err == io.EOF {
			return false, nil
		}
		if end {
			return true, nil
		}
	}
}

// store puts the field at col. A line without anything makes no cell, so it is no row.
func (p *recordReader) store(b *builder, col int, end bool) error {
	if len(p.field) == 0 && (end || col >= b.limits.Columns) {
		return nil
	}
	if b.cell(col) == nil {
		return errs.New(errs.TooLarge, "第%d行超过%d列，请检查分隔符或删去多余的列", b.row.Number, b.limits.Columns)
	}
	b.setText(col, p.field)
	return nil
}

// next reads one field into p.field. end is true when the record ends behind it; io.EOF when the file does.
func (p *recordReader) next() (end bool, err error) {
	p.field = p.field[:0]
	quoted := false
	if c, err := p.in.ReadByte(); err != nil {
		return true, err
	} else if c == '"' {
		quoted = true
	} else {
		p.in.UnreadByte()
	}
	for {
		chunk, err := p.chunk(quoted)
		if err != nil {
			return true, err
		}
		if len(p.field) > p.limit {
			return true, errs.New(errs.Invalid, "有单元格的文字超过%d KB，多半是引号没有成对。请用 Excel 或 WPS 打开后另存为 .xlsx 再上传", p.limit>>10)
		}
		switch c := chunk; {
		case quoted && c == '"':
			if n, err := p.in.ReadByte(); err != nil {
				return true, err
			} else if n == '"' {
				p.field = append(p.field, '"')
			} else {
				quoted = false
				p.in.UnreadByte()
			}
		case quoted:
			p.field = append(p.field, c)
		case c == p.comma:
			return false, nil
		case c == '\n':
			return true, nil
		case c == '\r':
			if n, err := p.in.ReadByte(); err != nil {
				return true, err
			} else if n != '\n' {
				p.in.UnreadByte()
			}
			return true, nil
		default:
			p.field = append(p.field, c)
		}
	}
}

// chunk appends plain bytes to the field and gives the first byte that may mean something.
func (p *recordReader) chunk(quoted bool) (byte, error) {
	for {
		if _, err := p.in.Peek(1); err != nil {
			return 0, err
		}
		buf, _ := p.in.Peek(p.in.Buffered())
		i := -1
		if quoted {
			i = bytes.IndexByte(buf, '"')
		} else {
			for k, c := range buf {
				if c == p.comma || c == '\n' || c == '\r' {
					i = k
					break
				}
			}
		}
		if i >= 0 {
			c := buf[i]
			p.field = append(p.field, buf[:i]...)
			p.in.Discard(i + 1)
			return c, nil
		}
		p.field = append(p.field, buf...)
		p.in.Discard(len(buf))
		if len(p.field) > p.limit {
			return 'x', nil
		}
	}
}
