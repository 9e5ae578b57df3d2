// Package record names a record of any area, so that journal, attachments and comments can hang on all of them.
package record

import "strings"

// Ref names one record: its kind (the table's name, such as "project") and its identity.
type Ref struct {
	Kind string
	ID   string
}

// String gives "project/01J…".
func (r Ref) String() string { return r.Kind + "/" + r.ID }

// Zero reports whether r names nothing.
func (r Ref) Zero() bool { return r == Ref{} }

// Parse reads "project/01J…"; ok is false when either part is missing.
func Parse(s string) (r Ref, ok bool) {
	kind, id, found := strings.Cut(s, "/")
	return Ref{Kind: kind, ID: id}, found && kind != "" && id != ""
}
