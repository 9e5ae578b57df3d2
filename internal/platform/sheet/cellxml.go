package sheet

import (
	"bytes"
	"strconv"

	"lianzhang/internal/platform/errs"
)

// cellHead is what the c tag says.
type cellHead struct {
	col   int
	style int
	kind  byte // first letters of t tell them apart: n, s(hared), i(nlineStr), S for str, b, e, d
}

// head reads the attributes of a c tag; col is where the cell stands when it does not say.
func head(t token, col int) (h cellHead, err error) {
	h = cellHead{col: col, kind: 'n'}
	for name, v, rest := nextAttr(t.attrs); len(name) > 0; name, v, rest = nextAttr(rest) {
		if len(name) != 1 || len(v) == 0 {
			continue
		}
		switch name[0] {
		case 'r':
			c, _, ok := parseRef(v)
			if !ok {
				return h, errMarkup
			}
			h.col = c
		case 's':
			for _, d := range v {
				if d < '0' || d > '9' || h.style > maxStyles {
					return h, errMarkup
				}
				h.style = h.style*10 + int(d-'0')
			}
		case 't':
			h.kind = v[0]
			if string(v) == "str" {
				h.kind = 'S'
			}
		}
	}
	return h, nil
}

// cell reads one c element into the row and gives its column.
func (p *rowParser) cell(t token, col int) (int, error) {
	h, err := head(t, col)
	if err != nil {
		return 0, err
	}
	if t.kind == openTag {
		if raw, ok := p.sc.lone("<v>", "</v></c>"); ok { // nearly every cell: a number or the index of a text
			p.text = appendText(p.text[:0], raw, h.kind == 'S' || h.kind == 'i')
			return h.col, p.put(h, p.text, false, true)
		}
	}
	value, formula, found := p.text[:0], false, false
	for t.kind == openTag {
		_, in, err := p.sc.next()
		if err != nil {
			return 0, unclosed(err)
		}
		if in.kind == closeTag && string(in.name) == "c" {
			break
		}
		if in.kind == closeTag {
			continue
		}
		switch string(in.name) {
		case "v":
			found = true
			if in.kind == openTag {
				if value, err = p.value(value, h.kind == 'S' || h.kind == 'i'); err != nil {
					return 0, err
				}
			}
		case "f":
			formula = true
		case "is":
			found = true
			h.kind = 'i'
			if in.kind == openTag {
				if value, err = p.sc.richText(value, "is", p.w.limits.CellBytes); err != nil {
					return 0, err
				}
			}
		}
	}
	p.text = value
	return h.col, p.put(h, value, formula, found)
}

// value appends the text of a v element.
func (p *rowParser) value(dst []byte, escapes bool) ([]byte, error) {
	start := len(dst)
	for {
		text, t, err := p.sc.next()
		if err != nil {
			return dst, unclosed(err)
		}
		dst = appendText(dst, text, escapes)
		if t.kind == characters {
			dst = append(dst, t.attrs...)
		}
		if len(dst)-start > p.w.limits.CellBytes {
			return dst, tooLarge("%d行有单元格的文字超过%d KB，请把长文放进附件，表里只留摘要", p.last, p.w.limits.CellBytes>>10)
		}
		if t.kind == closeTag {
			return dst, nil
		}
	}
}

// put stores a cell that was read. found tells whether the file holds a value at all.
func (p *rowParser) put(h cellHead, value []byte, formula, found bool) error {
	empty := len(value) == 0 && h.kind != 'S' || !found
	if empty && !formula && h.style == 0 {
		return nil
	}
	b := p.b
	c := b.cell(h.col)
	if c == nil {
		if empty && !formula {
			return nil // a styled cell far out: whole rows are often coloured to the last column
		}
		return errs.New(errs.TooLarge, "第%d行的内容超出第%d列，请删去右侧多余的列再导入", b.row.Number, b.limits.Columns)
	}
	style := p.w.styles.at(h.style)
	*c = Cell{Styled: h.style != 0, Formula: formula, Format: style.code}
	b.spans[h.col] = span{size: -1}
	if empty {
		if formula && !found {
			c.Kind, c.Text = Error, Uncalculated
		}
		return nil
	}
	return p.fill(h, c, value, style)
}

func (p *rowParser) fill(h cellHead, c *Cell, value []byte, style numFormat) error {
	b := p.b
	switch h.kind {
	case 's':
		i, err := strconv.Atoi(string(bytes.TrimSpace(value)))
		if err != nil || i < 0 || i >= len(p.w.strings) {
			return errMarkup
		}
		if c.Text = p.w.strings[i]; c.Text != "" {
			c.Kind = Text
		}
	case 'S', 'i':
		if len(value) > 0 {
			c.Kind = Text
			b.setBytes(h.col, value)
		}
	case 'b':
		c.Kind, c.Text = Bool, "FALSE"
		if v := value[0]; v == '1' || v == 't' || v == 'T' {
			c.Text, c.Number = "TRUE", 1
		}
	case 'e':
		c.Kind = Error
		b.setBytes(h.col, value)
	case 'd':
		serial, kind, ok := isoSerial(string(value))
		if !ok {
			c.Kind = Text
			b.setBytes(h.col, value)
			break
		}
		b.setNumber(h.col, value, serial, numFormat{kind: kind})
	default:
		b.setRaw(h.col, value, style, p.w.date1904)
	}
	return nil
}

// setRaw stores a number as the file spells it; what is no number stays text.
func (b *builder) setRaw(col int, value []byte, style numFormat, date1904 bool) {
	raw := bytes.TrimSpace(value)
	f, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || f-f != 0 || bytes.ContainsAny(raw, "xX_") {
		if len(raw) > 0 {
			b.row.Cells[col].Kind = Text
			b.setBytes(col, value)
		}
		return
	}
	if date1904 && (style.kind == dateFormat || style.kind == stampFormat) {
		f += epoch1904
	}
	b.setNumber(col, raw, f, style)
}
