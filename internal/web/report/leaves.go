package report

import (
	"strconv"
	"strings"

	"lianzhang/internal/platform/document"
)

// flow is a run of leaves of one orientation: the body, or an annex. The browser cuts it into pages of 22 lines, since only
// it knows how its typefaces break lines; without script it stays one long leaf.
type flow struct {
	Land    bool
	Head    *head  // red head, of the first flow only
	Above   string // 附件1
	Title   []string
	Blocks  []block
	Imprint *imprint // on the last page
}

type head struct {
	Mark                []string
	Number, Issue       string
	Issuer, Date        string
	Corner              []string
	Periodical, HasRule bool
}

type imprint struct {
	Copies       []string
	Office, Date string
}

// block is a part of the text. Kind: "p", "h1" … "h4", "plain", "table", "break", "sign", "note".
type block struct {
	Kind  string
	Label string // number of a heading
	Text  string
	Runs  []run
	Lines []string // of a signature or a list of annexes
	Table *grid
}

// run is a stretch of text in one form; a figure has an address.
type run struct {
	Text, URL, Title string
	Bold             bool
}

// grid is a table laid out for the page.
type grid struct {
	Caption string
	Groups  []group
	Columns []column
	Rows    []tableRow
	Note    string
}

type group struct {
	Text       string
	Span, Down int
}

type column struct {
	Header, Unit, Class string
	Grouped             bool
	Width               string // share of the table's width, "" lets the content decide
}

type tableRow struct {
	Class string
	Cells []tableCell
	Span  int // of a row that is one cell over all columns
}

type tableCell struct{ Text, URL, Class string }

// flows lays a document out: the body, then each annex.
func flows(d *document.Doc) []flow {
	body := flow{Head: headOf(d), Title: lines(d.Title)}
	if d.To != "" {
		body.Blocks = append(body.Blocks, block{Kind: "plain", Runs: []run{{Text: d.To + "："}}})
	}
	body.Blocks = append(body.Blocks, blocks(d, d.Blocks)...)
	out := []flow{body}
	for i, a := range d.Attachments {
		out = append(out, flow{Land: a.Landscape, Above: d.AttachmentLabel(i), Title: lines(a.Title), Blocks: blocks(d, a.Blocks)})
	}
	if im := d.Imprint; im != nil {
		x := &imprint{Office: im.Office, Date: document.DateText(im.Date)}
		for _, c := range im.Copies {
			x.Copies = append(x.Copies, c.Label+"："+c.To)
		}
		last := len(out) - 1
		if out[last].Land && last > 0 {
			last = 0 // the imprint stands upright: at the foot of the body when the annexes lie
		}
		out[last].Imprint = x
	}
	return out
}

func headOf(d *document.Doc) *head {
	h := &head{Mark: lines(d.Mark), Number: d.Number, Issue: d.Issue, Issuer: d.Issuer, Corner: d.Corner, Periodical: d.Periodical(), HasRule: d.Mark != ""}
	if h.Date = ""; d.Date != "" {
		h.Date = document.DateText(d.Date)
	}
	return h
}

func lines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

func blocks(d *document.Doc, list []document.Block) []block {
	var out []block
	for _, it := range document.Number(list) {
		switch b := it.Block.(type) {
		case document.Para:
			out = append(out, block{Kind: "p", Runs: runs(b.Runs)})
		case document.Heading:
			kind := "h" + strconv.Itoa(b.Level)
			out = append(out, block{Kind: kind, Label: it.Label, Text: b.Text, Runs: runs(b.Runs)})
		case document.Table:
			out = append(out, block{Kind: "table", Table: tableOf(&b)})
		case document.PageBreak:
			out = append(out, block{Kind: "break"})
		case document.Signature:
			out = append(out, block{Kind: "sign", Lines: append(lines(b.Unit), document.DateText(b.Date))})
		case document.AttachmentNote:
			out = append(out, noteOf(d.NoteTitles(b)))
		}
	}
	return out
}

func noteOf(titles []string) block {
	b := block{Kind: "note"}
	for i, t := range titles {
		switch {
		case len(titles) == 1:
			b.Lines = append(b.Lines, "附件："+t)
		case i == 0:
			b.Lines = append(b.Lines, "附件：1."+t)
		default:
			b.Lines = append(b.Lines, "　　　"+strconv.Itoa(i+1)+"."+t)
		}
	}
	return b
}

func runs(list []document.Run) []run {
	var out []run
	for _, r := range list {
		x := run{Text: r.Text, Bold: r.Bold}
		if r.Source != nil {
			x.URL, x.Title = r.Source.Path, r.Source.Note()
		}
		out = append(out, x)
	}
	return out
}

func tableOf(t *document.Table) *grid {
	out := &grid{Caption: t.Title(), Note: t.Note}
	width := 0.0
	for _, c := range t.Columns {
		width += c.Width
	}
	for _, c := range t.Columns {
		x := column{Header: c.Header, Unit: c.Unit, Class: class(c.Align), Grouped: c.Group != ""}
		if width > 0 && c.Width > 0 {
			x.Width = strconv.FormatFloat(c.Width/width*100, 'f', 2, 64) + "%"
		}
		out.Columns = append(out.Columns, x)
	}
	if t.Grouped() {
		i := 0
		for _, g := range t.Groups() {
			x := group{Text: g.Text, Span: g.Span, Down: 1}
			if g.Text == "" {
				x.Text, x.Down = t.Columns[i].Header, 2
			}
			out.Groups = append(out.Groups, x)
			i += g.Span
		}
	}
	for _, r := range t.Rows {
		row := tableRow{Class: map[document.RowKind]string{document.Total: "is-total", document.Section: "is-section"}[r.Kind]}
		if r.Kind == document.Section {
			row.Span = len(t.Columns)
		}
		for i, c := range r.Cells {
			cell := tableCell{Text: c.Text}
			if c.Source != nil {
				cell.URL = c.Source.Path
			}
			if i < len(out.Columns) && row.Span == 0 {
				cell.Class = out.Columns[i].Class
			}
			row.Cells = append(row.Cells, cell)
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

func class(a document.Align) string {
	return map[document.Align]string{document.Left: "wrap", document.Right: "num"}[a]
}
