package ui

// Chip is a filter in force. Remove is the address without it.
type Chip struct {
	Label, Value, Remove string
}

// FilterBar is the row above a list: search, chips, more conditions, columns. It is one GET form, so that an address
// holds the whole view. With Target, htmx swaps that element and keeps the address in step.
type FilterBar struct {
	Action      string  // address of the list
	Query       string  // value of q
	Placeholder string  // "项目、企业、编号"
	Keep        []Param // sort, view, page size, and the values of chips: carried along
	Chips       []Chip
	Filters     []Filter // the menu 加条件: all conditions, with the values in force
	Clear       string   // address without conditions; "" hides 清空
	Columns     *ColumnPick
	Dense       *Link  // 紧凑 or 宽松: the address of the other
	Target      string // "#list"
}

// Filter is one condition that can be added.
type Filter struct {
	Name, Label string
	Kind        string   // "choice" (several), "one", "text", "range", "date", "rule" (a text of several lines)
	Options     []Option // for choice and one
	From, To    string   // for range and date: values of Name+"_from" and Name+"_to"
	Value       string   // for text and rule
	Unit        string
	Help        string // for text and rule: shown while empty
	Error       string // for rule: what is wrong with it
}

// Option is a choice in a select, a group of boxes or a filter.
type Option struct {
	Value, Label string
	On           bool
	Disabled     bool
	Count        string
}

// ColumnPick is the column chooser: boxes named cols in the same GET form.
type ColumnPick struct {
	Items []ColumnItem
	Reset string // address with the default columns
}

// ColumnItem is one column; Fixed cannot be taken away.
type ColumnItem struct {
	Key, Label string
	On, Fixed  bool
}

// Shown counts the columns in force.
func (c ColumnPick) Shown() int {
	n := 0
	for _, it := range c.Items {
		if it.On || it.Fixed {
			n++
		}
	}
	return n
}

// Summary is the line of totals of the current filter: 共30个　总投资286.40亿元.
type Summary struct {
	Items []SummaryItem
	Key   bool // shows what fill, gap and tick of a bar mean
}

// SummaryItem is a label, a value and a unit: 总投资 286.40 亿元.
type SummaryItem struct {
	Label, Value, Unit string
}

// Active counts the values in force: it opens the condition in the menu.
func (f Filter) Active() int {
	n := 0
	for _, o := range f.Options {
		if o.On {
			n++
		}
	}
	for _, v := range []string{f.From, f.To, f.Value} {
		if v != "" {
			n++
		}
	}
	return n
}
