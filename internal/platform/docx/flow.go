package docx

import (
	"bufio"
	"io"

	"lianzhang/internal/platform/document"
)

// flow writes the main part in one pass. It holds back one paragraph, because a section ends in the
// properties of its last paragraph, which is known only when the next section begins.
type flow struct {
	out       *bufio.Writer
	o         Options
	links     []string
	sect      section
	held      *para
	breakNext bool // the next paragraph opens a page
	pictures  int  // drawings so far
}

// para is a paragraph with its runs already in XML.
type para struct {
	props paraProps
	runs  string
}

func newFlow(w io.Writer, o Options) *flow {
	return &flow{out: bufio.NewWriterSize(w, 64<<10), o: o}
}

// doc writes the whole part. Write errors stay in out and come back from its Flush.
func (f *flow) doc(d *document.Doc) {
	f.raw(xmlHead + `<w:document ` + nsW + ` ` + nsR + `><w:body>`)
	f.head(d)
	f.title(d.Title, d.Mark != "" && !d.Periodical())
	if d.To != "" {
		f.add(paraProps{style: "Flush"}, run(d.To+"：", runProps{}))
	}
	f.blocks(d, d.Blocks, false)
	for i, a := range d.Attachments {
		f.attachment(d, i, a)
	}
	figures := d.Figures()
	if f.o.OmitSources {
		figures = nil
	}
	if len(figures) > 0 || d.Imprint != nil {
		f.turn(false)
		f.sources(figures)
		f.imprint(d.Imprint)
	}
	if f.held == nil {
		f.anchor() // the body must not end in a table
	}
	f.flush("")
	f.raw(f.sect.xml() + `</w:body></w:document>`)
}

// raw writes XML as it is; bufio keeps the first error.
func (f *flow) raw(s string) { _, _ = f.out.WriteString(s) }

// add puts a paragraph into the flow.
func (f *flow) add(p paraProps, runs string) {
	f.flush("")
	if f.breakNext {
		p.pageBefore, f.breakNext = true, false
	}
	f.held = &para{p, runs}
}

// flush writes the held paragraph, with the end of a section in it if sect is not "".
func (f *flow) flush(sect string) {
	if f.held == nil {
		return
	}
	f.raw(`<w:p><w:pPr>` + f.held.props.children() + sect + `</w:pPr>` + f.held.runs + `</w:p>`)
	f.held = nil
}

// anchor adds a paragraph without height.
func (f *flow) anchor() { f.add(paraProps{style: "Anchor"}, "") }

// turn begins landscape or portrait pages, if the flow is not on them already.
func (f *flow) turn(landscape bool) {
	if f.sect.landscape == landscape {
		return
	}
	if f.held == nil { // after a table
		f.breakNext = false
		f.anchor()
	}
	f.flush(f.sect.xml())
	f.sect.landscape = landscape
	f.breakNext = false
}

// run is a run of text in one form.
func run(text string, r runProps) string {
	if text == "" {
		return ""
	}
	r.hint = r.hint || ambiguous(text)
	return `<w:r>` + r.xml() + textXML(text) + `</w:r>`
}

// ambiguous tells whether s has punctuation that Word takes for Latin unless told otherwise.
func ambiguous(s string) bool {
	for _, c := range s {
		if c >= 0x2010 && c <= 0x2033 || c == '·' || c == '×' || c == '±' || c == '°' || c >= 0x2460 && c <= 0x2473 {
			return true
		}
	}
	return false
}
