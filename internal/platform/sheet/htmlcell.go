package sheet

import (
	"strconv"
	"strings"

	"lianzhang/internal/platform/errs"
)

func (p *tableParser) beginCell(more bool) {
	p.inCell, p.value, p.span = p.inRow, "", [2]int{1, 1}
	p.text.Reset()
	for more {
		var key, val []byte
		key, val, more = p.z.TagAttr()
		switch string(key) {
		case "colspan", "rowspan":
			if n, err := strconv.Atoi(string(val)); err == nil && n > 1 {
				i := 0
				if key[0] == 'r' {
					i = 1
				}
				p.span[i] = min(n, maxColumns)
			}
		case "x:num":
			p.value = string(val)
		}
	}
}

// endCell stores the cell that is open, in the first column which no cell from above occupies.
func (p *tableParser) endCell() error {
	if !p.inCell {
		return nil
	}
	p.inCell = false
	for p.col < len(p.held) && p.held[p.col] > 0 {
		p.col++
	}
	text := cellText(p.text.String())
	limit := p.b.limits
	if p.b.cell(p.col) == nil {
		if text == "" {
			return nil
		}
		return errs.New(errs.TooLarge, "第%d行的内容超出第%d列，请删去右侧多余的列再导入", p.row, limit.Columns)
	}
	p.b.setText(p.col, []byte(text))
	p.exact(text)
	wide := min(p.span[0], limit.Columns-p.col)
	if (wide > 1 || p.span[1] > 1) && len(p.merges) < limit.Merged {
		p.merges = append(p.merges, Range{p.row, p.col, p.row + p.span[1] - 1, p.col + wide - 1})
	}
	for len(p.held) < p.col+wide {
		p.held = append(p.held, 0)
	}
	for range wide {
		p.held[p.col] = p.span[1]
		p.col++
	}
	return nil
}

// exact uses the number that Excel keeps behind a shown text, when that text is the same number rounded and grouped. Dates
// and shares have one too, but there the text is what counts.
func (p *tableParser) exact(text string) {
	f, err := strconv.ParseFloat(p.value, 64)
	if err != nil || f-f != 0 {
		return
	}
	if _, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", ""), 64); err == nil {
		p.b.setNumber(p.col, nil, f, numFormat{})
	}
}

// endRow gives the row that is open.
func (p *tableParser) endRow() error {
	if !p.inRow {
		return nil
	}
	if err := p.endCell(); err != nil {
		return err
	}
	p.inRow = false
	for i := range p.held {
		p.held[i] = max(0, p.held[i]-1)
	}
	row, ok, err := p.b.finish()
	if err == nil && ok {
		p.stopped = !p.yield(row, nil)
	}
	return err
}

// cellText collapses the white space of a page's text as a browser does, keeping the breaks that tags made.
func cellText(s string) string {
	lines := strings.Split(s, "\n")
	out := lines[:0]
	for _, line := range lines {
		line = strings.Join(strings.Fields(strings.ReplaceAll(line, "\u00a0", " ")), " ")
		if line != "" {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}
