package ui

// Remarks are the instructions and remarks on a record with the form for a further one, drawn by the template "remarks".
type Remarks struct {
	List []Remark
	Say  *SayForm // nil = the person may not say anything
}

// Remark is one of them.
type Remark struct {
	Time, Who, Body string
	Instruction     bool
	Light           *Light // of an instruction: open, due today, late or done
	Due             string // by when, or when it was done
	Task            *Link  // that came of it
	Done            *Action
}

// SayForm is the form for a remark.
type SayForm struct {
	Action string
	Errs   Errors
	Fields []*Field
}
