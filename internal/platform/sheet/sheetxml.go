package sheet

import (
	"io"
	"strconv"
	"sync/atomic"
)

// counter counts the bytes read through it.
type counter struct {
	r    io.Reader
	seen *atomic.Int64
}

func (c counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.seen.Add(int64(n))
	return n, err
}

// loadStrings reads the shared strings once; sheets made of inline strings never need them.
func (w *workbook) loadStrings() (err error) {
	if w.loaded {
		return nil
	}
	w.loaded = true
	w.strings, err = parse(w, w.shared, readStrings)
	return err
}

// rows implements source.
func (w *workbook) rows(i int, yield func(Row, error) bool) {
	if err := w.loadStrings(); err != nil {
		yield(Row{}, err)
		return
	}
	rc, size, err := w.zip.part(w.parts[i])
	if err != nil {
		yield(Row{}, err)
		return
	}
	defer rc.Close()
	w.book.seen.Store(0)
	w.book.total.Store(size)
	p := &rowParser{
		sc: newScanner(counter{rc, &w.book.seen}, w.limits.CellBytes), w: w, b: newBuilder(w.ctx, w.limits), yield: yield,
	}
	if err := p.run(); err != nil && !p.stopped {
		yield(Row{}, cut(err, p.last))
		return
	}
	if !p.stopped {
		w.book.noteMerged(i, p.merges)
	}
}

// rowParser walks one sheet part.
type rowParser struct {
	sc      *scanner
	w       *workbook
	b       *builder
	yield   func(Row, error) bool
	stopped bool
	last    int // number of the last row
	merges  []Range
	text    []byte
}

func (p *rowParser) run() error {
	for {
		_, t, err := p.sc.next()
		if err == io.EOF {
			return io.ErrUnexpectedEOF // the part ends before the worksheet does
		}
		if err != nil {
			return err
		}
		switch string(t.name) {
		case "row":
			if t.kind == closeTag {
				continue
			}
			if err := p.row(t); err != nil || p.stopped {
				return err
			}
		case "mergeCell":
			if err := p.merge(t); err != nil {
				return err
			}
		case "worksheet":
			if t.kind == closeTag {
				return nil
			}
		}
	}
}

func (p *rowParser) merge(t token) error {
	ref, ok := t.attr("ref")
	if !ok {
		return nil
	}
	if len(p.merges) >= p.w.limits.Merged {
		return tooLarge("合并单元格超过%d处，请取消合并后再导入", p.w.limits.Merged)
	}
	if r, ok := parseRange(ref); ok {
		p.merges = append(p.merges, r)
	}
	return nil
}

// row reads one row element and gives it.
func (p *rowParser) row(t token) error {
	number, hidden := p.last+1, false
	for name, v, rest := nextAttr(t.attrs); len(name) > 0; name, v, rest = nextAttr(rest) {
		switch string(name) {
		case "r":
			n, err := strconv.Atoi(string(v))
			if err != nil || n < 1 || n > maxRows {
				return errMarkup
			}
			number = n
		case "hidden":
			hidden = string(v) == "1" || string(v) == "true"
		}
	}
	p.last = number
	p.b.start(number, hidden)
	if t.kind == openTag {
		if err := p.cells(); err != nil {
			return err
		}
	}
	row, ok, err := p.b.finish()
	if err == nil && ok {
		p.stopped = !p.yield(row, nil)
	}
	return err
}

func (p *rowParser) cells() error {
	col := -1
	for {
		_, t, err := p.sc.next()
		if err != nil {
			return unclosed(err)
		}
		switch string(t.name) {
		case "c":
			if t.kind == closeTag {
				continue
			}
			if col, err = p.cell(t, col+1); err != nil {
				return err
			}
		case "row":
			if t.kind == closeTag {
				return nil
			}
		}
	}
}

// merged implements merger: it skips to the end of the rows without cutting them into cells.
func (w *workbook) merged(i int) ([]Range, error) {
	rc, _, err := w.zip.part(w.parts[i])
	if err != nil {
		return nil, err
	}
	defer rc.Close()
	p := &rowParser{sc: newScanner(rc, w.limits.CellBytes), w: w}
	for {
		_, t, err := p.sc.next()
		if err == nil && string(t.name) == "sheetData" && t.kind == openTag {
			// Should the mark also stand inside a text, the scan falls into step again at the next bracket.
			err = p.sc.skipPast([]byte("sheetData>"))
		}
		if err == nil && string(t.name) == "mergeCell" {
			err = p.merge(t)
		}
		if err == io.EOF || err == nil && t.kind == closeTag && string(t.name) == "worksheet" {
			return p.merges, nil
		}
		if err != nil {
			return nil, cut(err, 0)
		}
	}
}
