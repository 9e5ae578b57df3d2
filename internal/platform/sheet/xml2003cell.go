package sheet

import "lianzhang/internal/platform/errs"

// readCell reads one Cell element with its Data; a Comment inside is passed over.
func (p *xmlParser) readCell(t token) error {
	p.col = ordinal(t, "Index", p.col+1)
	col, wide, high := p.col-1, ordinal(t, "MergeAcross", 0), ordinal(t, "MergeDown", 0)
	_, styled := t.attr("StyleID")
	_, formula := t.attr("Formula")
	if (wide > 0 || high > 0) && len(p.merges) < p.b.limits.Merged {
		p.merges = append(p.merges, Range{p.row, col, p.row + high, col + wide})
	}
	p.col += wide
	var kind string
	found, comment := false, false
	p.text = p.text[:0]
	for t.kind == openTag {
		_, in, err := p.sc.next()
		if err != nil {
			return unclosed(err)
		}
		name := string(in.name)
		if in.kind == closeTag && name == "Cell" {
			break
		}
		if name == "Comment" {
			comment = in.kind == openTag
		}
		if name == "Data" && in.kind == openTag && !comment {
			found = true
			kind, _ = in.attr("Type")
			if p.text, err = p.sc.mixedText(p.text, "Data", p.b.limits.CellBytes); err != nil {
				return err
			}
		}
	}
	if !found && !styled && !formula {
		return nil
	}
	c := p.b.cell(col)
	if c == nil {
		if !found {
			return nil
		}
		return errs.New(errs.TooLarge, "第%d行的内容超出第%d列，请删去右侧多余的列再导入", p.row, p.b.limits.Columns)
	}
	*c = Cell{Styled: styled, Formula: formula}
	p.b.spans[col] = span{size: -1}
	if len(p.text) > 0 {
		p.fill(col, kind)
	} else if formula && !found {
		c.Kind, c.Text = Error, Uncalculated
	}
	return nil
}

func (p *xmlParser) fill(col int, kind string) {
	c := &p.b.row.Cells[col]
	switch kind {
	case "Number":
		p.b.setRaw(col, p.text, numFormat{}, false)
		return
	case "DateTime":
		if serial, how, ok := isoSerial(string(p.text)); ok {
			p.b.setNumber(col, nil, serial, numFormat{kind: how})
			return
		}
	case "Boolean":
		c.Kind, c.Text = Bool, "FALSE"
		if p.text[0] == '1' {
			c.Text, c.Number = "TRUE", 1
		}
		return
	case "Error":
		c.Kind = Error
		p.b.setBytes(col, p.text)
		return
	}
	c.Kind = Text
	p.b.setBytes(col, p.text)
}

// mixedText appends all text up to the close of the named element, whatever markup lies inside.
func (s *scanner) mixedText(dst []byte, name string, limit int) ([]byte, error) {
	start := len(dst)
	for {
		text, t, err := s.next()
		if err != nil {
			return dst, unclosed(err)
		}
		dst = appendText(dst, text, false)
		if t.kind == characters {
			dst = append(dst, t.attrs...)
		}
		if len(dst)-start > limit {
			return dst, tooLarge("有单元格的文字超过%d KB，请把长文放进附件，表里只留摘要", limit>>10)
		}
		if t.kind == closeTag && string(t.name) == name {
			return dst, nil
		}
	}
}
