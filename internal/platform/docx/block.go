package docx

import (
	"fmt"

	"lianzhang/internal/platform/document"
)

// blocks writes a body or an annex; wide says that it stands on landscape pages throughout.
func (f *flow) blocks(d *document.Doc, blocks []document.Block, wide bool) {
	for _, it := range document.Number(blocks) {
		if it.Block.Kind() != document.KindPageBreak { // between two wide tables it must not turn the page back
			f.turn(wide || lies(it.Block))
		}
		switch b := it.Block.(type) {
		case document.Para:
			f.add(paraProps{style: "Body"}, runs(b.Runs, runProps{}))
		case document.Heading:
			f.heading(it.Label, b)
		case document.Table:
			f.table(b)
		case document.Drawing:
			f.drawing(b)
		case document.PageBreak:
			f.breakNext = true
		case document.Signature:
			f.signature(b)
		case document.AttachmentNote:
			f.attachmentNote(d.NoteTitles(b))
		}
	}
}

// lies tells whether a block wants landscape pages.
func lies(b document.Block) bool {
	switch b := b.(type) {
	case document.Table:
		return b.Landscape
	case document.Drawing:
		return b.Landscape
	}
	return false
}

func runs(rs []document.Run, base runProps) string {
	var out string
	for _, r := range rs {
		p := base
		p.bold = p.bold || r.Bold
		out += run(r.Text, p)
	}
	return out
}

// heading writes a heading. With text on its line it is a paragraph of the body that opens in the heading's
// face; otherwise it has the style that Word's outline shows.
func (f *flow) heading(label string, h document.Heading) {
	if len(h.Runs) == 0 {
		f.add(paraProps{style: fmt.Sprintf("Heading%d", h.Level)}, run(label+h.Text, runProps{}))
		return
	}
	form := [...]runProps{{}, {font: heiti}, {font: kaiti}, {bold: true}, {}}[h.Level]
	f.add(paraProps{style: "Body"}, run(label+h.Text, form)+runs(h.Runs, runProps{}))
}

// attachmentNote writes 附件：1. … one line below the body, names aligned (GB/T 9704-2012 7.3.4).
func (f *flow) attachmentNote(titles []string) {
	f.keepHeld()
	for i, t := range titles {
		p := paraProps{style: "Flush", left: 6 * charPitch, hanging: charPitch}
		text := fmt.Sprintf("%d.\t%s", i+1, t)
		if i == 0 {
			p.before, p.hanging = linePitch, 4*charPitch
			text = "附件：" + text
		}
		if len(titles) == 1 {
			p.left, p.hanging = 5*charPitch, 3*charPitch
			text = "附件：" + t
		}
		p.keepNext = i < len(titles)-1
		f.add(p, run(text, runProps{}))
	}
}

// keepHeld keeps the last paragraph with what comes: no page may bear only a signature.
func (f *flow) keepHeld() {
	if f.held != nil {
		f.held.props.keepNext = true
	}
}

// signature writes unit and date (GB/T 9704-2012 7.3.5.1): the date four characters from the right, the unit
// centred over it; a unit longer than that keeps two characters and the date is centred under it. Two lines
// above are left for the seal.
func (f *flow) signature(s document.Signature) {
	f.keepHeld()
	date := document.DateText(s.Date)
	unit, wide := ems(s.Unit), ems(date)
	unitRight, dateRight := 4+(wide-unit)/2, 4.0
	if unitRight < 2 {
		unitRight, dateRight = 2, 2+(unit-wide)/2
	}
	line := func(text string, right float64, before int, last bool) {
		p := paraProps{style: "Flush", jc: "right", right: int(right * charPitch), before: before, keepNext: !last}
		f.add(p, run(text, runProps{}))
	}
	line(s.Unit, unitRight, 2*linePitch, false)
	line(date, dateRight, 0, true)
}

// attachment writes annex i on a new page: its label at the left, its title centred two lines below.
func (f *flow) attachment(d *document.Doc, i int, a document.Attachment) {
	f.breakNext = true
	f.turn(a.Landscape)
	f.add(paraProps{style: "AnnexLabel"}, run(d.AttachmentLabel(i), runProps{}))
	f.title(a.Title, false)
	f.blocks(d, a.Blocks, a.Landscape)
}
