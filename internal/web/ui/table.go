package ui

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
	Wrap            bool // sentences, on several lines
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
