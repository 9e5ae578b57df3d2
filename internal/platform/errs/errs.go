// Package errs is the one error type of the program: a code for programs, a message for people.
package errs

import (
	"errors"
	"fmt"
	"strings"
)

// Code classifies an error for programs. The edge (web, api, cli) maps it to a status in one table.
type Code string

// The codes. Anything that is not an *Error counts as Internal.
const (
	Invalid         Code = "invalid"         // input that the user can correct
	NotFound        Code = "not_found"       // no such record, or outside the scope of the asker
	Forbidden       Code = "forbidden"       // known user, missing permission
	Unauthenticated Code = "unauthenticated" // no session or token
	Conflict        Code = "conflict"        // somebody else saved first, or the state forbids it
	TooLarge        Code = "too_large"       // upload or answer over its limit
	Unavailable     Code = "unavailable"     // try again later
	Internal        Code = "internal"        // a defect or a broken machine
)

// Field is an error that belongs to one input field (or cell) of a form.
type Field struct {
	Name    string `json:"name"`    // the field's name as in the form or API
	Message string `json:"message"` // cause and next step, in the user's language
}

// Error carries a code for programs, a message for people, the fields at fault and the cause.
type Error struct {
	Code    Code
	Message string
	Fields  []Field
	Detail  any // for Conflict: the version that is stored now; nil otherwise
	Err     error
}

// Error gives the message with its field messages and cause, for logs.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Message)
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "; %s: %s", f.Name, f.Message)
	}
	if e.Err != nil {
		fmt.Fprintf(&b, " (%v)", e.Err)
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// New makes an error with a code and a message for people.
func New(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Wrap adds a code and a message for people to a cause; nil stays nil.
func Wrap(err error, code Code, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return &Error{Code: code, Message: fmt.Sprintf(format, args...), Err: err}
}

// CodeOf gives the code of the first *Error in the chain, or Internal; "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}

// Fields collects field errors; Err gives nil when there are none.
type Fields []Field

// Add notes an error at a field.
func (f *Fields) Add(name, format string, args ...any) {
	*f = append(*f, Field{Name: name, Message: fmt.Sprintf(format, args...)})
}

// Err gives one Invalid error with all fields, or nil.
func (f Fields) Err() error {
	if len(f) == 0 {
		return nil
	}
	return &Error{Code: Invalid, Message: fmt.Sprintf("有%d处需要改正", len(f)), Fields: f}
}
