package ui

// Dialog is a modal question with an optional form. It is opened by any element with data-open="ID"; an Open one is
// shown at load, which is how a dialog with errors comes back.
type Dialog struct {
	ID, Title, Text string
	Action          string // address the form posts to
	Fields          []Field
	Hidden          []Param
	Submit, Cancel  string // labels; Cancel "" is 取消
	Danger          bool
	Open            bool
}
