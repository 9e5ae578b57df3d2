package ui

// Kind is the kind of a form field.
type Kind string

// The kinds of fields.
const (
	KindText     Kind = "text"
	KindNumber   Kind = "number" // decimal, right-aligned
	KindMoney    Kind = "money"  // decimal in Unit (万元 or 亿元), right-aligned
	KindDate     Kind = "date"   // 2026-11-22
	KindMonth    Kind = "month"  // 2026-11
	KindSelect   Kind = "select"
	KindTextArea Kind = "textarea"
	KindFile     Kind = "file"
	KindCheck    Kind = "checkbox" // one box
	KindChecks   Kind = "checks"   // several boxes of one name
	KindRadio    Kind = "radio"
	KindPassword Kind = "password"
	KindHidden   Kind = "hidden"
)

// Field is an input with its label, help and error. Value is the text as typed; it comes back unchanged after an error.
type Field struct {
	Kind         Kind
	Name, Label  string
	Value        string
	Help         string
	Error        string // under the field; also set it in Errors
	Mark         string // beside the label: 必填, 选填
	Unit         string
	Placeholder  string
	Options      []Option
	Suggest      []string // offered while typing
	Accept       string   // for files: ".xlsx,.csv"
	Autocomplete string
	InputMode    string
	Min, Max     string
	MaxLength    int
	Rows         int
	Required     bool
	Disabled     bool
	ReadOnly     bool
	Multiple     bool
	Checked      bool
	Wide         bool // the whole width of the form
	Focus        bool
	Group        string // separates fields of one name on a page; part of the id
}

// ID is the id of the input element.
func (f Field) ID() string {
	if f.Group != "" {
		return "f-" + f.Group + "-" + f.Name
	}
	return "f-" + f.Name
}

// DescribedBy gives the ids of help and message, for aria-describedby.
func (f Field) DescribedBy() string {
	return Class(f.ID()+"-h", f.Help != "", f.ID()+"-m", f.Error != "")
}

// Class gives the classes of the field.
func (f Field) Class() string { return Class("is-bad", f.Error != "", "wide", f.Wide) }

// Errors is the summary on top of a form, with a link to each field at fault.
type Errors struct {
	Message string // of the whole form; "" says how many are to be corrected
	Items   []ErrorItem
}

// ErrorItem is one field at fault.
type ErrorItem struct {
	ID, Label, Message string
}

// Numeric tells whether the field holds a number.
func (f Field) Numeric() bool { return f.Kind == KindNumber || f.Kind == KindMoney }

// InputType is the type of the input element. Numbers are text with a numeric keyboard: a browser's own number field
// drops what it cannot read, and then nobody can say what was wrong with it.
func (f Field) InputType() string {
	switch f.Kind {
	case KindDate, KindMonth, KindPassword:
		return string(f.Kind)
	}
	return "text"
}
