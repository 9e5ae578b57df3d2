package sheet

import (
	"context"
	"errors"
	"io"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"lianzhang/internal/platform/errs"
)

// webPage reads HTML tables: many office systems write one and call it .xls. Each outermost table is a sheet.
type webPage struct {
	book   *Book
	ctx    context.Context
	text   *text
	tables []int // ordinals of the tables that have rows
}

// openHTML counts the tables and their rows.
func openHTML(ctx context.Context, t *text, limits Limits) (*Book, error) {
	w := &webPage{ctx: ctx, text: t}
	w.book = &Book{Format: HTML, Charset: t.charset, ctx: ctx, limits: limits, src: w}
	z := w.tokenizer(nil)
	table, depth, rows := -1, 0, 0
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			if err := z.Err(); err != io.EOF {
				return nil, cut(err, 0)
			}
			break
		}
		name, _ := z.TagName()
		switch tag := atom.Lookup(name); {
		case tag == atom.Table && kind == html.StartTagToken:
			if depth++; depth == 1 {
				table, rows = table+1, 0
			}
		case tag == atom.Table && kind == html.EndTagToken && depth > 0:
			depth--
		case tag == atom.Tr && kind == html.StartTagToken && depth == 1:
			if rows++; rows == 1 && len(w.tables) < limits.Sheets {
				w.tables = append(w.tables, table)
				w.book.Sheets = append(w.book.Sheets, Sheet{Name: "表" + strconv.Itoa(len(w.tables))})
			}
			if len(w.tables) > 0 {
				w.book.Sheets[len(w.tables)-1].Rows = rows
			}
		}
	}
	if len(w.tables) == 0 {
		return nil, errs.New(errs.Invalid, "这是网页，里面没有表格。如果是登录页或出错页，请回到原系统重新导出")
	}
	return w.book, nil
}

func (w *webPage) tokenizer(book *Book) *html.Tokenizer {
	z := html.NewTokenizer(w.text.reader(book))
	z.SetMaxBuf(w.book.limits.CellBytes)
	return z
}

// rows implements source.
func (w *webPage) rows(i int, yield func(Row, error) bool) {
	p := &tableParser{w: w, z: w.tokenizer(w.book), b: newBuilder(w.ctx, w.book.limits), yield: yield, want: w.tables[i], table: -1}
	err := p.run()
	if errors.Is(err, html.ErrBufferExceeded) {
		err = tooLarge("第%d行之后有单元格的文字超过%d KB，请把长文放进附件，表里只留摘要", p.row, w.book.limits.CellBytes>>10)
	}
	switch {
	case p.stopped:
	case err != nil:
		yield(Row{}, cut(err, p.row))
	default:
		w.book.noteMerged(i, p.merges)
	}
}

// tableParser walks one table.
type tableParser struct {
	w       *webPage
	z       *html.Tokenizer
	b       *builder
	yield   func(Row, error) bool
	stopped bool
	want    int
	table   int
	depth   int
	row     int
	col     int
	inRow   bool
	inCell  bool
	value   string // x:num of the cell: the exact number behind the text
	span    [2]int // columns and rows of the cell
	text    strings.Builder
	held    []int // rows that a cell from above still occupies, by column
	merges  []Range
}

func (p *tableParser) run() error {
	for {
		kind := p.z.Next()
		switch kind {
		case html.ErrorToken:
			if err := p.z.Err(); err != io.EOF {
				return err
			}
			return p.endRow()
		case html.TextToken:
			if p.inCell {
				p.text.Write(p.z.Text())
				if p.text.Len() > p.w.book.limits.CellBytes {
					return html.ErrBufferExceeded
				}
			}
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			name, more := p.z.TagName()
			done, err := p.tag(atom.Lookup(name), kind == html.EndTagToken, more)
			if done || err != nil || p.stopped {
				return err
			}
		}
	}
}

// tag takes one tag; done is true behind the wanted table.
func (p *tableParser) tag(tag atom.Atom, end, more bool) (done bool, err error) {
	if tag == atom.Table {
		if end {
			if p.depth--; p.depth <= 0 {
				p.depth = 0
				return p.table == p.want, p.endRow()
			}
			return false, nil
		}
		if p.depth++; p.depth == 1 {
			p.table++
		}
		return false, nil
	}
	if p.depth != 1 || p.table != p.want {
		if p.inCell && (tag == atom.Td || tag == atom.Tr) {
			p.text.WriteByte(' ') // a table inside a cell reads as one text
		}
		return false, nil
	}
	switch tag {
	case atom.Tr:
		if err := p.endRow(); err != nil || end {
			return false, err
		}
		p.row++
		p.col, p.inRow = 0, true
		p.b.start(p.row, false)
	case atom.Td, atom.Th:
		if err := p.endCell(); err != nil || end {
			return false, err
		}
		p.beginCell(more)
	case atom.Br, atom.P, atom.Div, atom.Li:
		if p.inCell && (!end || tag == atom.Br) && p.text.Len() > 0 {
			p.text.WriteByte('\n')
		}
	}
	return false, nil
}
