package web

import (
	"math"
	"strconv"
	"strings"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/money"
)

// Form reads the fields of a posted form. A value that cannot be read is noted at its field and read on; Err gives all.
type Form struct {
	q   *Req
	bad errs.Fields
}

// Form parses the posted form.
func (q *Req) Form() (*Form, error) {
	if err := q.R.ParseForm(); err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "表单没有收全，请重新提交")
	}
	return &Form{q: q}, nil
}

// Raw is the value as it was sent.
func (f *Form) Raw(name string) string { return f.q.R.PostForm.Get(name) }

// Has reports whether the field was sent at all.
func (f *Form) Has(name string) bool { return f.q.R.PostForm.Has(name) }

// All are all values of a field that may be sent several times.
func (f *Form) All(name string) []string { return f.q.R.PostForm[name] }

// Text is the value without space around it.
func (f *Form) Text(name string) string { return strings.TrimSpace(f.Raw(name)) }

// Bool is true when a checkbox was ticked.
func (f *Form) Bool(name string) bool {
	v := f.Raw(name)
	return v != "" && v != "false" && v != "0"
}

// Int reads a whole number; "" is 0.
func (f *Form) Int(name string) int64 {
	t := strings.ReplaceAll(f.Text(name), ",", "")
	if t == "" {
		return 0
	}
	n, err := strconv.ParseInt(t, 10, 64)
	if err != nil {
		f.bad.Add(name, "填整数，例如120")
	}
	return n
}

// Float reads a number; "" is 0.
func (f *Form) Float(name string) float64 {
	t := strings.ReplaceAll(f.Text(name), ",", "")
	if t == "" {
		return 0
	}
	n, err := strconv.ParseFloat(t, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		f.bad.Add(name, "填数字，例如12.5")
		return 0
	}
	return n
}

// Percent reads "41.7" or "41.7%" as 0.417.
func (f *Form) Percent(name string) float64 {
	t := strings.TrimRight(f.Text(name), "%％ ")
	if t == "" {
		return 0
	}
	n, err := strconv.ParseFloat(t, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		f.bad.Add(name, "填百分数，例如41.7")
		return 0
	}
	return n / 100
}

// Money reads an amount whose plain numbers are in the unit of the field; "3.2亿" is understood in any field.
func (f *Form) Money(name string, unit money.Unit) int64 {
	t := f.Text(name)
	if t == "" {
		return 0
	}
	y, err := money.Parse(t, money.Options{Unit: unit})
	if err != nil {
		f.bad.Add(name, "%s", Message(err))
	}
	return int64(y)
}

// Add notes an error at a field.
func (f *Form) Add(name, format string, args ...any) { f.bad.Add(name, format, args...) }

// Err gives one error with all fields at fault, or nil.
func (f *Form) Err() error { return f.bad.Err() }

// Message is the text of an error for people.
func Message(err error) string {
	if e, ok := err.(*errs.Error); ok {
		return e.Message
	}
	return err.Error()
}
