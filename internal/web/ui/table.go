package ui

import "strings"

// Table is the main working surface. On phones a Fold table becomes one block per row.
type Table struct {
	ID      string
	Label   string // for screen readers
	Columns []Column
	Rows    []Row
	Foot    []Cell
	Select  string // id of the form of the bulk bar; "" has no boxes
	Fold    bool
	Compact bool
	Scroll  bool   // wider than the page: scrolls sideways in its own box
	Empty   *Empty // shown in place of the table when there are no rows
	Target  string // element that sorting swaps, as in FilterBar
}

// Column is a column head. Rank 3 gives way first on narrow screens, then 2; 0 stays.
type Column struct {
	Key, Label, Sub string
	Num             bool // right-aligned
	Head            bool // names the row: <th scope="row">
	Grow            bool // takes the room that is left
	Rank            int
	Fold            string // name beside the value on phones; "" with Rank hides it there, else shows it bare
	Sort            string // address that sorts by this column; "" cannot be sorted
	Dir             string // "asc", "desc" or ""
	Width           string // CSS length, "13rem"
}

// Row is one record. Key is the value of its box, Label its name for screen readers.
type Row struct {
	Key, Label string
	On         bool // selected
	Class      string
	Sum        int64  // whole yuan, added up over the selected rows
	Cells      []Cell // in the order of the columns
}

// Cell is a value with an optional second line; one of the components takes the place of Text.
type Cell struct {
	Text, URL, Title string
	Sub              string
	SubLate          bool // amber second line
	Quiet            bool
	Down             bool // red: below zero
	Src              bool // the link opens the source of the figure
	Light            *Light
	Why              *ExplainedLight
	Bar              *Bar
	Stage            *StageBar
	Lights           *Lights
	Spark            *Spark
	Rich             Rich
	Acts             []Action
}

// AriaSort is the value of aria-sort, "" for none.
func (c Column) AriaSort() string {
	switch c.Dir {
	case "asc":
		return "ascending"
	case "desc":
		return "descending"
	}
	return ""
}

// Class gives the classes of the head cell.
func (c Column) Class() string { return Class("num", c.Num, "p2", c.Rank == 2, "p3", c.Rank == 3) }

// CellClass gives the classes of a cell in this column.
func (c Column) CellClass(cell Cell) string {
	return Class("num", c.Num, "grow", c.Grow, "nowrap", !c.Grow && !c.Num, "p2", c.Rank == 2, "p3", c.Rank == 3,
		"wide-only", c.Rank > 0 && c.Fold == "", "quiet", cell.Quiet, "down", cell.Down)
}

// Classes gives the classes of the row.
func (r Row) Classes() string { return strings.TrimSpace(Class("is-on", r.On) + " " + r.Class) }

// headCell is a column head within its table.
type headCell struct {
	Column
	Target string
}

// cell is a cell within its column.
type cell struct {
	Cell
	Grow bool
}

// Tip is the tooltip: the whole text of a cell that may be cut.
func (c cell) Tip() string {
	if c.Title == "" && c.Grow {
		return c.Text
	}
	return c.Title
}

func newHead(c Column, target string) headCell { return headCell{c, target} }

func newCell(col Column, c Cell) cell { return cell{c, col.Grow} }
