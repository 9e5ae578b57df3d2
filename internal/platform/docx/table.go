package docx

import (
	"fmt"

	"lianzhang/internal/platform/document"
)

// table writes a table over the whole width between the margins.
func (f *flow) table(t document.Table) {
	if title := t.Title(); title != "" {
		p := paraProps{style: "Caption"}
		if t.Caption == "" {
			p.jc = "right"
		}
		f.add(p, run(title, runProps{}))
	} else if f.breakNext || f.held == nil {
		f.anchor() // two tables in a row would run together, and a page break needs a paragraph
	}
	f.flush("")
	fitted := fitTable(t, f.sect.width())
	f.raw(tableHead(fitted.widths))
	f.headRows(t, fitted)
	cells := make([]cellForm, len(t.Columns))
	for i, c := range t.Columns {
		cells[i] = newCell(fitted.widths[i], 1, fitted.size, c.Align)
	}
	span := newCell(f.sect.width(), len(t.Columns), fitted.size, document.Left)
	for _, r := range t.Rows {
		f.raw(rowOpen(fitted.size, false))
		if r.Kind == document.Section {
			f.cell(span, r.Cells[0].Text, heiti)
		} else {
			font := ""
			if r.Kind == document.Total {
				font = heiti
			}
			for i, c := range r.Cells {
				f.cell(cells[i], c.Text, font)
			}
		}
		f.raw(`</w:tr>`)
	}
	f.raw(`</w:tbl>`)
	if t.Note != "" {
		f.add(paraProps{style: "TableNote"}, run("注："+t.Note, runProps{}))
	}
}

func tableHead(widths []int) string {
	total := 0
	grid := ""
	for _, w := range widths {
		total += w
		grid += fmt.Sprintf(`<w:gridCol w:w="%d"/>`, w)
	}
	borders := ""
	for _, side := range [...]string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		borders += `<w:` + side + ` w:val="single" w:sz="4" w:space="0" w:color="000000"/>`
	}
	return fmt.Sprintf(`<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>%s</w:tblBorders>`+
		`<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="%[3]d" w:type="dxa"/><w:right w:w="%[3]d" w:type="dxa"/></w:tblCellMar></w:tblPr>`+
		`<w:tblGrid>%[4]s</w:tblGrid>`, total, borders, cellPad, grid)
}

// rowOpen opens a row that is not split across pages.
func rowOpen(size int, head bool) string {
	s := fmt.Sprintf(`<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="%d" w:hRule="atLeast"/>`, size*17)
	if head {
		s += `<w:tblHeader/>`
	}
	return s + `</w:trPr>`
}

// headRows writes the head: one row, or two if columns are grouped; a column without a group fills both.
func (f *flow) headRows(t document.Table, fitted fit) {
	groups := t.Groups()
	if t.Grouped() {
		f.raw(rowOpen(fitted.size, true))
		i := 0
		for _, g := range groups {
			width := 0
			for _, w := range fitted.widths[i : i+g.Span] {
				width += w
			}
			c := headCell{width: width, span: g.Span, text: g.Text}
			if g.Text == "" {
				c.merge, c.text = "restart", headText(t.Columns[i])
			}
			f.headCell(c, fitted.size)
			i += g.Span
		}
		f.raw(`</w:tr>`)
	}
	f.raw(rowOpen(fitted.size, true))
	for i, col := range t.Columns {
		c := headCell{width: fitted.widths[i], span: 1, text: headText(col)}
		if t.Grouped() && col.Group == "" {
			c.merge, c.text = "continue", ""
		}
		f.headCell(c, fitted.size)
	}
	f.raw(`</w:tr>`)
}

// headCell is a cell of the head; merge is "", "restart" or "continue" of a cell that spans rows.
type headCell struct {
	width, span int
	merge, text string
}

func (f *flow) headCell(c headCell, size int) {
	f.raw(fmt.Sprintf(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, c.width))
	if c.span > 1 {
		f.raw(fmt.Sprintf(`<w:gridSpan w:val="%d"/>`, c.span))
	}
	if c.merge != "" {
		f.raw(`<w:vMerge w:val="` + c.merge + `"/>`)
	}
	p := paraProps{style: "Cell", keepNext: true, line: cellLine(size)}
	f.raw(`<w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr>` + p.children() + `</w:pPr>` +
		run(c.text, runProps{font: heiti, size: size}) + `</w:p></w:tc>`)
}

// cellForm is what all body cells of a column share, made once.
type cellForm struct {
	open string
	size int
}

func newCell(width, span, size int, align document.Align) cellForm {
	open := fmt.Sprintf(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, width)
	if span > 1 {
		open += fmt.Sprintf(`<w:gridSpan w:val="%d"/>`, span)
	}
	p := paraProps{style: "Cell", line: cellLine(size), jc: string(align)}
	return cellForm{open + `<w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr>` + p.children() + `</w:pPr>`, size}
}

func (f *flow) cell(c cellForm, text, font string) {
	f.raw(c.open)
	f.raw(run(text, runProps{font: font, size: c.size}))
	f.raw(`</w:p></w:tc>`)
}

// cellLine is the line height of a cell, about 1.4 of the size.
func cellLine(size int) int { return size * 14 }
