package sheet

import (
	"io"

	"lianzhang/internal/platform/errs"
)

// rows implements source.
func (b *biff) rows(i int, yield func(Row, error) bool) {
	p := &biffParser{biff: b, b: newBuilder(b.ctx, b.limits), yield: yield, row: -1}
	if err := p.run(b.offsets[i]); err != nil {
		if !p.stopped {
			yield(Row{}, cut(err, p.row+1))
		}
		return
	}
	if !p.stopped {
		b.book.noteMerged(i, p.merges)
	}
}

// biffParser walks the records of one sheet.
type biffParser struct {
	*biff
	b       *builder
	yield   func(Row, error) bool
	row     int // from 0; -1 before the first
	hidden  map[int]bool
	stopped bool
	merges  []Range
	formula int // column whose formula awaits its text; -1 when none
}

func (p *biffParser) run(offset int64) error {
	s, err := p.from(offset, true)
	if err != nil {
		return err
	}
	p.formula, p.hidden = -1, map[int]bool{}
	depth := 0
	for {
		r, err := s.next()
		if err == io.EOF {
			return io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
		switch r.id {
		case biffBOF: // charts lie inside a sheet with a BOF of their own
			depth++
			continue
		case biffEOF:
			if depth--; depth <= 0 {
				return p.flush()
			}
			continue
		}
		if depth == 0 {
			return errMarkup // the offset of the sheet is wrong
		}
		if depth > 1 {
			continue
		}
		if err := p.record(r); err != nil || p.stopped {
			return err
		}
	}
}

// record takes one record of the sheet.
func (p *biffParser) record(r biffRecord) error {
	d := r.data
	switch r.id {
	case biffRow:
		if len(d) >= 16 && d[12]&0x20 != 0 {
			p.hidden[u16(d, 0)] = true
		}
	case biffMerge:
		for at := 2; at+8 <= len(d) && len(p.merges) < p.limits.Merged; at += 8 {
			p.merges = append(p.merges, Range{u16(d, at) + 1, u16(d, at+4), u16(d, at+2) + 1, u16(d, at+6)})
		}
	case biffString:
		if p.formula >= 0 && len(d) >= 2 {
			p.setString(p.formula, p.label(d))
		}
		p.formula = -1
	case biffMulRK:
		for at, col := 4, u16(d, 2); at+6 <= len(d)-2; at, col = at+6, col+1 {
			if err := p.number(u16(d, 0), col, u16(d, at), rk(u32(d, at+2)), false); err != nil {
				return err
			}
		}
	case biffMulBlank:
		for at, col := 4, u16(d, 2); at+2 <= len(d)-2; at, col = at+2, col+1 {
			if _, err := p.cell(u16(d, 0), col, u16(d, at), Empty); err != nil {
				return err
			}
		}
	case biffBlank, biffNumber, biffRK, biffLabelSST, biffLabel, biffRString, biffBoolErr, biffFormula:
		if len(d) >= 6 {
			return p.single(r.id, d, u16(d, 0), u16(d, 2), u16(d, 4))
		}
	}
	return nil
}

// single takes a record of one cell.
func (p *biffParser) single(id uint16, d []byte, row, col, xf int) error {
	switch id {
	case biffNumber:
		return p.number(row, col, xf, f64(d, 6), false)
	case biffRK:
		return p.number(row, col, xf, rk(u32(d, 6)), false)
	case biffFormula:
		return p.result(d, row, col, xf)
	case biffBlank:
		_, err := p.cell(row, col, xf, Empty)
		return err
	}
	c, err := p.cell(row, col, xf, Text)
	if c == nil {
		return err
	}
	switch id {
	case biffLabelSST:
		n := u32(d, 6)
		if n >= uint32(len(p.strings)) {
			return errMarkup
		}
		p.setString(col, p.strings[n])
	case biffBoolErr:
		if len(d) >= 8 {
			p.truth(col, d[6], d[7] != 0)
		}
	default:
		if len(d) >= 8 {
			p.setString(col, p.label(d[6:]))
		}
	}
	return nil
}

// label reads the text of a LABEL or STRING record behind its two-byte length.
func (p *biffParser) label(d []byte) string {
	if p.old {
		return p.codePageText(d, 2)
	}
	text, _ := unicodeText(d, 2)
	return text
}

// result takes the cached result of a formula (MS-XLS 2.5.133 FormulaValue).
func (p *biffParser) result(d []byte, row, col, xf int) error {
	if len(d) < 14 {
		return errMarkup
	}
	if d[12] != 0xff || d[13] != 0xff {
		return p.number(row, col, xf, f64(d, 6), true)
	}
	c, err := p.cell(row, col, xf, Empty)
	if c == nil {
		return err
	}
	c.Formula = true
	switch d[6] {
	case 0:
		p.formula = col
	case 1, 2:
		p.truth(col, d[8], d[6] == 2)
	}
	return nil
}

// cell makes room for a cell, giving the row before it first. It is nil for a styled blank out of reach.
func (p *biffParser) cell(row, col, xf int, kind Kind) (*Cell, error) {
	if row != p.row {
		if err := p.flush(); err != nil || p.stopped {
			return nil, err
		}
		p.row = row
		p.b.start(row+1, p.hidden[row])
	}
	p.formula = -1
	c := p.b.cell(col)
	if c == nil {
		if kind == Empty {
			return nil, nil
		}
		return nil, errs.New(errs.TooLarge, "第%d行的内容超出第%d列，请删去右侧多余的列再导入", row+1, p.limits.Columns)
	}
	// The first 15 formats belong to the styles, the next one is the plain cell.
	*c = Cell{Kind: kind, Styled: xf > 15, Format: p.styles.at(xf).code}
	p.b.spans[col] = span{size: -1}
	return c, nil
}

func (p *biffParser) number(row, col, xf int, f float64, formula bool) error {
	c, err := p.cell(row, col, xf, Number)
	if c == nil {
		return err
	}
	c.Formula = formula
	style := p.styles.at(xf)
	if p.date1904 && (style.kind == dateFormat || style.kind == stampFormat) {
		f += epoch1904
	}
	p.b.setNumber(col, nil, f, style)
	return nil
}

func (p *biffParser) setString(col int, text string) {
	c := &p.b.row.Cells[col]
	c.Kind, c.Text = Text, text
	if text == "" {
		c.Kind = Empty
	}
}

func (p *biffParser) truth(col int, v byte, isError bool) {
	c := &p.b.row.Cells[col]
	switch {
	case isError:
		c.Kind, c.Text = Error, errorName(v)
	case v != 0:
		c.Kind, c.Text, c.Number = Bool, "TRUE", 1
	default:
		c.Kind, c.Text = Bool, "FALSE"
	}
}

// flush gives the row that is complete.
func (p *biffParser) flush() error {
	if p.row < 0 {
		return nil
	}
	row, ok, err := p.b.finish()
	if err == nil && ok {
		p.stopped = !p.yield(row, nil)
	}
	return err
}

// errorName is how Excel shows an error code (MS-XLS 2.5.10).
func errorName(code byte) string {
	switch code {
	case 0x00:
		return "#NULL!"
	case 0x07:
		return "#DIV/0!"
	case 0x0F:
		return "#VALUE!"
	case 0x17:
		return "#REF!"
	case 0x1D:
		return "#NAME?"
	case 0x24:
		return "#NUM!"
	case 0x2A:
		return "#N/A"
	}
	return "#ERROR!"
}
