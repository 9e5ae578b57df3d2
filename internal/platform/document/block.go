package document

import "strings"

// Kind names a block's kind, for templates, which cannot switch on types.
type Kind string

// The kinds of block.
const (
	KindPara           Kind = "para"
	KindHeading        Kind = "heading"
	KindTable          Kind = "table"
	KindPageBreak      Kind = "page_break"
	KindSignature      Kind = "signature"
	KindAttachmentNote Kind = "attachment_note"
)

// Block is a part of a body: Para, Heading, Table, Drawing, PageBreak, Signature or AttachmentNote, by value.
type Block interface{ Kind() Kind }

// Run is a stretch of text in one form.
type Run struct {
	Text   string // "\n" breaks the line
	Bold   bool
	Source *Source // set: the text is a figure, and this is where it comes from
}

// Para is a paragraph of the body, its first line indented by two characters.
type Para struct{ Runs []Run }

// Heading is a heading of level 1 to 4: 一、黑体; （一）楷体; 1. bold; （1）. Its number is computed by Number.
// Runs follow it on the same line in the form of the body, as in （一）项目转化。应开工项目…
type Heading struct {
	Level int
	Text  string
	Runs  []Run
	Plain bool // without a number, and not counted
}

// PageBreak makes what follows begin on a new page.
type PageBreak struct{}

// Signature is the 落款: unit and date, at the right.
type Signature struct {
	Unit string // "\n" parts the units of a joint document
	Date string // "2026-06-03"
}

// AttachmentNote is the 附件说明 under the body: 附件：1. … With nil Titles it lists the document's annexes.
type AttachmentNote struct{ Titles []string }

// Kind is KindPara.
func (Para) Kind() Kind { return KindPara }

// Kind is KindHeading.
func (Heading) Kind() Kind { return KindHeading }

// Kind is KindPageBreak.
func (PageBreak) Kind() Kind { return KindPageBreak }

// Kind is KindSignature.
func (Signature) Kind() Kind { return KindSignature }

// Kind is KindAttachmentNote.
func (AttachmentNote) Kind() Kind { return KindAttachmentNote }

// Text is a run of plain text.
func Text(s string) Run { return Run{Text: s} }

// Fig is a run that is a figure with its source.
func Fig(s string, src Source) Run { return Run{Text: s, Source: &src} }

// P is a paragraph of the runs.
func P(runs ...Run) Para { return Para{Runs: runs} }

// H is a numbered heading, with runs that follow it on its line.
func H(level int, text string, runs ...Run) Heading {
	return Heading{Level: level, Text: text, Runs: runs}
}

// PlainText joins the texts of runs.
func PlainText(runs []Run) string {
	var b strings.Builder
	for _, r := range runs {
		b.WriteString(r.Text)
	}
	return b.String()
}
