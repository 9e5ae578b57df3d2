package docx

import (
	"fmt"

	"lianzhang/internal/platform/document"
)

// imprint writes the 版记 at the foot of the last page (GB/T 9704-2012 7.4): a table that floats at the
// bottom of the type area, outer rules thick, inner ones thin, text one character in from either side
// (by indents: cell margins would move the table out of the type area in some readers).
func (f *flow) imprint(m *document.Imprint) {
	if m == nil {
		return
	}
	if f.held == nil { // two tables in a row would run together
		f.anchor()
	}
	f.flush("")
	f.raw(fmt.Sprintf(`<w:tbl><w:tblPr><w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin" w:horzAnchor="page" w:tblpX="%[2]d" w:tblpYSpec="bottom"/>`+
		`<w:tblOverlap w:val="never"/><w:tblW w:w="%[1]d" w:type="dxa"/><w:tblBorders>`+
		`<w:top w:val="single" w:sz="8" w:space="0" w:color="000000"/><w:bottom w:val="single" w:sz="8" w:space="0" w:color="000000"/>`+
		`<w:insideH w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:tblBorders><w:tblLayout w:type="fixed"/>`+
		`<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>`+
		`<w:tblGrid><w:gridCol w:w="%[1]d"/></w:tblGrid>`, typeWidth, marginLeft))
	for _, c := range m.Copies {
		label := int((ems(c.Label) + 1) * folioChar)
		f.imprintRow(paraProps{style: "Imprint", left: folioChar + label, hanging: label}, c.Label+"："+c.To)
	}
	last := m.Office
	if m.Date != "" {
		last += "\t" + document.DateText(m.Date) + "印发"
	}
	if last != "" {
		f.imprintRow(paraProps{style: "Imprint", left: folioChar, tabs: []int{typeWidth - folioChar}}, last)
	}
	f.raw(`</w:tbl>`)
	f.anchor()
}

func (f *flow) imprintRow(p paraProps, text string) {
	p.right = folioChar
	f.raw(fmt.Sprintf(`<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, typeWidth))
	f.raw(`<w:p><w:pPr>` + p.children() + `</w:pPr>` + run(text, runProps{}) + `</w:p></w:tc></w:tr>`)
}
