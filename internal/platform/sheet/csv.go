package sheet

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"strconv"
	"strings"
)

// delimited reads .csv and tab-separated text (RFC 4180, and what Excel and WPS make of it).
type delimited struct {
	book  *Book
	ctx   context.Context
	text  *text
	comma byte
	sep   bool // the first line names the delimiter and is no row
}

// openCSV detects the delimiter among comma, semicolon and tab.
func openCSV(ctx context.Context, name string, t *text, limits Limits) (*Book, error) {
	d := &delimited{ctx: ctx, text: t}
	first := make([]byte, 64<<10)
	n, err := io.ReadFull(t.reader(nil), first)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, cut(err, 0)
	}
	d.comma = delimiter(first[:n])
	_, d.sep = sepLine(first[:n])
	d.book = &Book{
		Format: CSV, Charset: t.charset, ctx: ctx, limits: limits, src: d,
		Sheets: []Sheet{{Name: baseName(name), Rows: max(1, t.lines)}},
	}
	return d.book, nil
}

// baseName is the file's name without folder and extension.
func baseName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		name = name[:i]
	}
	return name
}

// delimiter is the separator that a sep= line names, or the one that stands most often outside quotes, counted by lines
// that hold it as often as the line before.
func delimiter(sample []byte) byte {
	if c, ok := sepLine(sample); ok {
		return c
	}
	var now, last, score [3]int
	const candidates = ",;\t"
	quoted := false
	for _, c := range sample {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\n':
			for i := range now {
				if now[i] > 0 {
					score[i] += now[i]
					if now[i] == last[i] {
						score[i] += 10 * now[i]
					}
				}
			}
			last, now = now, [3]int{}
		default:
			if i := strings.IndexByte(candidates, c); i >= 0 {
				now[i]++
			}
		}
	}
	best := 0
	for i := range score {
		if score[i]+now[i] > score[best]+now[best] {
			best = i
		}
	}
	return candidates[best]
}

// sepLine reads the line sep=; by which Excel lets a file name its delimiter.
func sepLine(sample []byte) (byte, bool) {
	if len(sample) >= 5 && bytes.EqualFold(sample[:4], []byte("sep=")) && (len(sample) == 5 || sample[5] == '\r' || sample[5] == '\n') {
		return sample[4], true
	}
	return 0, false
}

// rows implements source.
func (d *delimited) rows(_ int, yield func(Row, error) bool) {
	p := &recordReader{in: bufio.NewReaderSize(d.text.reader(d.book), 64<<10), comma: d.comma, limit: d.book.limits.CellBytes}
	b := newBuilder(d.ctx, d.book.limits)
	number, sep := 0, d.sep
	for {
		number++
		b.start(number, false)
		more, err := p.record(b)
		if err != nil {
			yield(Row{}, cut(err, number-1))
			return
		}
		if sep && more {
			sep, number = false, 0
			continue
		}
		row, ok, err := b.finish()
		if err != nil {
			yield(Row{}, cut(err, number-1))
			return
		}
		if ok && !yield(row, nil) || !more {
			return
		}
	}
}

// setText stores a field of a text file: a plain number is a Number, the guard against formulas is taken off.
func (b *builder) setText(col int, field []byte) {
	c := &b.row.Cells[col]
	if len(field) == 0 {
		return
	}
	field = unguard(field)
	c.Kind = Text
	b.setBytes(col, field)
	if plainDigits(field) {
		if f, err := strconv.ParseFloat(string(field), 64); err == nil {
			c.Kind, c.Number = Number, f
		}
	}
}
