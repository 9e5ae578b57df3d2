// Package document is the neutral model of an official document (GB/T 9704-2012): red head, title, body,
// tables, signature, annexes and imprint. A report composes one Doc; the Word writer and the print page both
// render it, so that the two cannot differ in words, numbering or figures. It knows neither HTML nor OOXML.
package document

import "fmt"

// Doc is one document. Every part but Title may be empty; an empty part takes no room.
//
// With Issue set it is a periodical (简报, 通报): the issue stands under the mark, then issuer and date on one
// line above the red rule. Without Issue it is a formal document: the number stands above the rule, and the
// date only in the Signature and the Imprint.
type Doc struct {
	Corner      []string     // 密级、紧急程度 or 内部资料, one per line at the top left
	Mark        string       // 发文机关标志, red; "\n" parts the lines of a joint mark
	Number      string       // 发文字号, "景链办〔2026〕12号"
	Issue       string       // "2026年第5期（总第29期）"
	Issuer      string       // "景川市产业链链长制办公室编", periodicals only
	Date        string       // "2026-06-03", periodicals only
	Title       string       // "\n" parts the lines
	To          string       // 主送机关 without the colon
	Blocks      []Block      // the body in order
	Attachments []Attachment // annexes, each beginning on a new page
	Imprint     *Imprint     // 版记 at the foot of the last page; nil for none
}

// Attachment is an annex bound with the document.
type Attachment struct {
	Title     string
	Blocks    []Block
	Landscape bool // the whole annex stands on landscape pages
}

// Imprint is the 版记.
type Imprint struct {
	Copies []Copy // 报、送、抄送
	Office string // 印发机关
	Date   string // 印发日期, "2026-06-03"; printed with 印发 after it
}

// Copy is one line of the imprint.
type Copy struct {
	Label string // "抄送"
	To    string // "市委办公室，市人大常委会办公室。"
}

// Periodical tells whether the head is that of a periodical.
func (d *Doc) Periodical() bool { return d.Issue != "" }

// AttachmentLabel is what stands above annex i (from 0): 附件 when it is the only one, else 附件1, 附件2.
func (d *Doc) AttachmentLabel(i int) string {
	if len(d.Attachments) == 1 {
		return "附件"
	}
	return fmt.Sprintf("附件%d", i+1)
}

// NoteTitles are the titles an AttachmentNote lists: its own, or those of the document's annexes.
func (d *Doc) NoteTitles(n AttachmentNote) []string {
	if n.Titles != nil {
		return n.Titles
	}
	var out []string
	for _, a := range d.Attachments {
		out = append(out, a.Title)
	}
	return out
}
