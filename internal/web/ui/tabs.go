package ui

// Tabs are saved views or the parts of a record.
type Tabs struct {
	Label string // for screen readers
	Items []Tab
	End   *Link // at the far end: 存为视图
}

// Tab is one of them. Count is shown when it is not "".
type Tab struct {
	Label, URL, Count string
	On                bool
}

// Steps are the steps of a procedure; Now is the index of the current one.
type Steps struct {
	Names []string
	Now   int
}
