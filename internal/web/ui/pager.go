package ui

// Pager leads through the pages of a list.
type Pager struct {
	From, To, Total int64  // "第1—15个，共30个"
	Unit            string // 个, 件, 行; "" is 个
	Size            int    // rows a page
	Sizes           []Tab  // other sizes
	Prev, Next      string // addresses; "" at the ends
	Pages           []Tab  // page numbers; a Tab without URL is an ellipsis
	Target          string // htmx target, as in FilterBar
}

// BulkBar acts on the selected rows; it is the form that the boxes of Table.Select belong to. The script shows it as
// soon as a box is ticked; without script it is always there.
type BulkBar struct {
	Form   string   // id of the form, the same as Table.Select
	Action string   // address it posts to
	Unit   string   // 个
	Acts   []Action // buttons with Name and Value, or with URL for another address
	Hidden []Param
	All    int64  // rows in the whole filter; above the rows of the page it is offered to take them all (all=1)
	Sum    string // what Row.Sum adds up to: 总投资
}
