package sheet

import (
	"context"
	"io"
	"strconv"
	"strings"

	"lianzhang/internal/platform/errs"
)

// xmlBook reads "Excel 2003 XML", which older office systems write under the name .xls.
type xmlBook struct {
	book *Book
	ctx  context.Context
	text *text
}

// openXML lists the worksheets.
func openXML(ctx context.Context, t *text, limits Limits) (*Book, error) {
	x := &xmlBook{ctx: ctx, text: t}
	x.book = &Book{Format: XML, Charset: t.charset, ctx: ctx, limits: limits, src: x}
	sc := newScanner(t.reader(nil), limits.CellBytes)
	for {
		_, tok, err := sc.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, cut(err, 0)
		}
		if tok.kind == closeTag || len(x.book.Sheets) > limits.Sheets {
			continue
		}
		switch string(tok.name) {
		case "Worksheet":
			name, _ := tok.attr("Name")
			x.book.Sheets = append(x.book.Sheets, Sheet{Name: name})
		case "Row":
			if n := len(x.book.Sheets); n > 0 {
				x.book.Sheets[n-1].Rows++
			}
		}
	}
	if len(x.book.Sheets) == 0 || len(x.book.Sheets) > limits.Sheets {
		return nil, errs.New(errs.Invalid, "文件里没有可读的工作表，请用 Excel 或 WPS 打开后另存为 .xlsx 再上传")
	}
	return x.book, nil
}

// rows implements source.
func (x *xmlBook) rows(i int, yield func(Row, error) bool) {
	limits := x.book.limits
	p := &xmlParser{sc: newScanner(x.text.reader(x.book), limits.CellBytes), b: newBuilder(x.ctx, limits), yield: yield}
	err := p.run(i)
	switch {
	case p.stopped:
	case err != nil:
		yield(Row{}, cut(err, p.row))
	default:
		x.book.noteMerged(i, p.merges)
	}
}

// xmlParser walks one worksheet.
type xmlParser struct {
	sc      *scanner
	b       *builder
	yield   func(Row, error) bool
	stopped bool
	row     int
	col     int
	merges  []Range
	text    []byte
}

func (p *xmlParser) run(want int) error {
	for sheet := -1; sheet <= want; {
		_, t, err := p.sc.next()
		if err == io.EOF && sheet >= want {
			return nil
		}
		if err != nil {
			return unclosed(err)
		}
		switch string(t.name) {
		case "Worksheet":
			if t.kind != closeTag {
				sheet++
			} else if sheet == want {
				return nil
			}
		case "Row":
			if sheet != want || t.kind == closeTag {
				continue
			}
			if err := p.readRow(t); err != nil || p.stopped {
				return err
			}
		}
	}
	return nil
}

func (p *xmlParser) readRow(t token) error {
	p.row = ordinal(t, "Index", p.row+1)
	hidden, _ := t.attr("Hidden")
	p.b.start(p.row, hidden == "1")
	p.col = 0
	for t.kind == openTag {
		_, in, err := p.sc.next()
		if err != nil {
			return unclosed(err)
		}
		if in.kind == closeTag && string(in.name) == "Row" {
			break
		}
		if string(in.name) == "Cell" && in.kind != closeTag {
			if err := p.readCell(in); err != nil {
				return err
			}
		}
	}
	row, ok, err := p.b.finish()
	if err == nil && ok {
		p.stopped = !p.yield(row, nil)
	}
	if span := ordinal(t, "Span", 0); span > 0 {
		p.row += span
	}
	return err
}

func ordinal(t token, name string, otherwise int) int {
	v, ok := t.attr(name)
	n, err := strconv.Atoi(strings.TrimSpace(v))
	if !ok || err != nil || n < 1 || n > maxRows {
		return otherwise
	}
	return n
}
