package document

// Align is the alignment of a column.
type Align string

// The alignments; the zero value is centred, as tables of offices are.
const (
	Center Align = ""
	Left   Align = "left"
	Right  Align = "right"
)

// Table is a table of the type area's width. Its head repeats on every page; no row is split across pages.
type Table struct {
	Caption   string // "附表　8条重点产业链1—5月投资进度"
	Unit      string // "亿元、%": printed with the caption as （单位：亿元、%）
	Columns   []Column
	Rows      []Row
	Note      string  // printed under the table after 注：
	Landscape bool    // the table stands on landscape pages of its own
	Source    *Source // where the whole table comes from
}

// Column is the head of a column.
type Column struct {
	Header string
	Unit   string  // printed in brackets under the header
	Group  string  // neighbours with the same group share a cell above their headers
	Align  Align   // of the body cells; heads are centred
	Width  float64 // in characters; 0 lets the widest cell decide. Widths are then scaled to the page.
}

// RowKind is the form of a row.
type RowKind string

// The kinds of row.
const (
	Plain   RowKind = ""
	Total   RowKind = "total"   // a sum, emphasised
	Section RowKind = "section" // one cell over all columns that opens a group
)

// Row is one row: a cell for each column, or a single cell if Kind is Section.
type Row struct {
	Kind  RowKind
	Cells []Cell
}

// Cell is one cell. Sources of cells are for links on the page; Word names only the table's Source.
type Cell struct {
	Text   string
	Source *Source
}

// Kind is KindTable.
func (Table) Kind() Kind { return KindTable }

// Grouped tells whether the head has a second row because some column has a group.
func (t Table) Grouped() bool {
	for _, c := range t.Columns {
		if c.Group != "" {
			return true
		}
	}
	return false
}

// Group is a cell of the upper head row: its text and how many columns it spans. A column without a group
// has Text "" and Span 1, and its own header then fills both rows.
type Group struct {
	Text string
	Span int
}

// Groups is the upper head row.
func (t Table) Groups() []Group {
	var out []Group
	for _, c := range t.Columns {
		if n := len(out); n > 0 && c.Group != "" && out[n-1].Text == c.Group {
			out[n-1].Span++
			continue
		}
		out = append(out, Group{c.Group, 1})
	}
	return out
}

// Title is the line above the table: caption and unit. Without a caption it is 单位：… and stands at the right.
func (t Table) Title() string {
	switch {
	case t.Unit == "":
		return t.Caption
	case t.Caption == "":
		return "单位：" + t.Unit
	default:
		return t.Caption + "（单位：" + t.Unit + "）"
	}
}

// Cells makes a row of plain texts.
func Cells(texts ...string) Row {
	r := Row{Cells: make([]Cell, len(texts))}
	for i, s := range texts {
		r.Cells[i].Text = s
	}
	return r
}
