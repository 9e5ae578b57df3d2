package docx

import "fmt"

// The page of GB/T 9704-2012 5.1–5.2, in twentieths of a point (1 mm = 56.693).
const (
	pageWidth   = 11906 // 210 mm
	pageHeight  = 16838 // 297 mm
	marginTop   = 2098  // 37 mm
	marginLeft  = 1588  // 28 mm
	marginRight = 1474  // 26 mm
	marginFoot  = 1984  // 35 mm
	typeWidth   = pageWidth - marginLeft - marginRight
	typeHeight  = pageHeight - marginTop - marginFoot

	linePitch = 579  // 22 lines on 225 mm: 28.95 pt
	charPitch = 316  // 28 characters on 156 mm: 15.79 pt
	charSpace = -849 // what a character of 16 pt gives up to stand on that pitch, in 1/4096 pt, rounded so that 28 fit

	// tighten, in twentieths of a point, sets 28 characters of 16 pt on the line without the grid, and
	// justification spreads them to exactly that pitch. Word reaches the same by the grid; LibreOffice gives a
	// character two cells of a grid that is narrower than it. So the grid stands in the page setup only.
	tighten = -6

	bodySize  = 32  // 三号, half points
	titleSize = 44  // 二号
	smallSize = 28  // 四号
	folioChar = 280 // one character of 四号

	headerEdge = 851
	folioLine  = 360 // line of the page number
	// The dash stands 7 mm below the type area (7.5), so the line's middle is 28 mm above the page's edge.
	footerEdge = 1588 - folioLine/2
)

// section is a run of pages of one orientation.
type section struct{ landscape bool }

// width is the width between the margins.
func (s section) width() int {
	if s.landscape {
		return typeHeight
	}
	return typeWidth
}

// height is the height between the margins.
func (s section) height() int {
	if s.landscape {
		return typeWidth
	}
	return typeHeight
}

// xml gives sectPr with its children in the order of CT_SectPr. The margins of a landscape page are those of
// the portrait page turned by a quarter, so that bound pages share one type area.
func (s section) xml() string {
	foots := footers()
	odd, even := foots[0].id, foots[1].id
	w, h, orient := pageWidth, pageHeight, ""
	top, right, foot, left := marginTop, marginRight, marginFoot, marginLeft
	if s.landscape {
		odd, even = foots[2].id, foots[3].id
		w, h, orient = pageHeight, pageWidth, ` w:orient="landscape"`
		top, right, foot, left = marginLeft, marginTop, marginRight, marginFoot
	}
	return fmt.Sprintf(`<w:sectPr><w:footerReference w:type="even" r:id="%s"/><w:footerReference w:type="default" r:id="%s"/>`+
		`<w:type w:val="nextPage"/><w:pgSz w:w="%d" w:h="%d"%s/>`+
		`<w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="%d" w:footer="%d" w:gutter="0"/><w:cols w:space="425"/>`+
		`<w:docGrid w:type="linesAndChars" w:linePitch="%d" w:charSpace="%d"/></w:sectPr>`,
		even, odd, w, h, orient, top, right, foot, left, headerEdge, footerEdge, linePitch, charSpace)
}

// footer is one of the four footers: — 1 — at the right of odd pages and at the left of even ones, and the
// same for landscape pages.
type footer struct {
	id, file        string
	even, landscape bool
}

// footers are the four footers: odd and even, then the same for landscape pages.
func footers() [4]footer {
	return [4]footer{
		{id: "rId4", file: "footer1.xml"},
		{id: "rId5", file: "footer2.xml", even: true},
		{id: "rId6", file: "footer3.xml", landscape: true},
		{id: "rId7", file: "footer4.xml", even: true, landscape: true},
	}
}

// folio is — 1 — as runs.
const folio = `<w:r><w:t xml:space="preserve">— </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>` +
	`<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>` +
	`<w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> —</w:t></w:r>`

func (f footer) xml() string {
	p := paraProps{style: "Folio", jc: "right", right: folioChar, rightChars: 100}
	if f.even {
		p = paraProps{style: "Folio", jc: "left", left: folioChar, leftChars: 100}
	}
	content := `<w:p><w:pPr>` + p.children() + `</w:pPr>` + folio + `</w:p>`
	if f.landscape {
		content = f.turned()
	}
	return xmlHead + `<w:ftr ` + nsW + `>` + content + `</w:ftr>`
}

// turned sets the page number of a landscape page where a bound reader looks for it: at the foot of the page
// held upright, which is its left edge (GB/T 9704-2012 9: 页码位置与公文其他页码保持一致). Word turns text only
// in table cells and drawings, so it is a table of one cell that floats on the page.
func (f footer) turned() string {
	const length, thick = 1600, 400
	y, jc := pageWidth-marginRight-folioChar-length, "right"
	if f.even {
		y, jc = marginLeft+folioChar, "left"
	}
	table := fmt.Sprintf(`<w:tbl><w:tblPr><w:tblpPr w:vertAnchor="page" w:horzAnchor="page" w:tblpX="%d" w:tblpY="%d"/>`+
		`<w:tblW w:w="%[3]d" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>`+
		`<w:tblGrid><w:gridCol w:w="%[3]d"/></w:tblGrid><w:tr><w:trPr><w:trHeight w:val="%d" w:hRule="exact"/></w:trPr>`+
		`<w:tc><w:tcPr><w:tcW w:w="%[3]d" w:type="dxa"/><w:textDirection w:val="tbRl"/><w:vAlign w:val="center"/></w:tcPr>`,
		1588-thick/2, y, thick, length)
	p := paraProps{style: "Folio", jc: jc}
	return table + `<w:p><w:pPr>` + p.children() + `</w:pPr>` + folio + `</w:p></w:tc></w:tr></w:tbl>` +
		`<w:p><w:pPr><w:pStyle w:val="Folio"/></w:pPr></w:p>`
}
