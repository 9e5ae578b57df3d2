package importing

import (
	"context"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/intake"
	"lianzhang/internal/platform/list"
)

// Target is a register that workbooks can be read into. Area implements it for areas with the usual verbs.
type Target interface {
	// Spec is the list; its name is that of the kind of record.
	Spec() *list.Spec
	// Identity says by which columns records are the same.
	Identity() Identity
	// Perm is needed to write.
	Perm() authz.Perm
	// Scope is the part of the register that the actor may see and write.
	Scope(actor authz.Actor) authz.Scope
	// Refs is what unknown names of kinds of records are worth, unless people decide otherwise.
	Refs() map[string]intake.Policy
	// Check says what is wrong with a row beyond its cells; an *errs.Error with fields puts faults at columns.
	Check(r *Record) error
	// Insert adds the rows as records of the batch and sets their ID.
	Insert(ctx context.Context, tx *change.Tx, batch string, rows []*Record) error
	// Merge writes what the row holds into the record and gives its name and what was overwritten (JSON), "" when nothing differs.
	Merge(ctx context.Context, tx *change.Tx, id string, r *Record) (name, before string, err error)
	// Restore undoes a Merge.
	Restore(ctx context.Context, tx *change.Tx, id, before string) error
	// Added gives at most n records that the batch added, with ids after the given one, in the order of ids.
	Added(ctx context.Context, tx *change.Tx, batch, after string, n int) ([]Added, error)
	// Remove deletes records that the batch added.
	Remove(ctx context.Context, tx *change.Tx, ids []string) error
}

// Added is a record that a batch added.
type Added struct{ ID, Name string }

// Identity names the columns that tell records apart; "" when a list has none of the kind.
type Identity struct {
	Name   string // compared in all its letters and digits
	Code   string // records with equal codes are the same
	Party  string // who stands behind it
	Place  string
	Amount string
}

// Record is a row on its way to a register.
type Record struct {
	Key    int // RowKey
	Row    *intake.Row
	Layout *intake.Layout
	// ID is that of the stored record, set by Target.Insert.
	ID       string
	defaults []any // by Layout.Fields
	values   []any
}

// Fields are the columns that Own and Value speak of.
func (r *Record) Fields() []*list.Column { return r.Layout.Fields }

// Own is what the file says of the i-th field; nil = nothing.
func (r *Record) Own(i int) any { return r.values[i] }

// Value is what the file says of the i-th field, else the default of the batch, else nil.
func (r *Record) Value(i int) any {
	if v := r.values[i]; v != nil {
		return v
	}
	return r.defaults[i]
}

// Text is the text, code or id of a named column, "" when absent.
func (r *Record) Text(column string) string {
	if i := r.Layout.Field(column); i >= 0 {
		s, _ := r.Value(i).(string)
		return s
	}
	return ""
}

// Values are all values by column, absent ones left out.
func (r *Record) Values() map[string]any {
	out := map[string]any{}
	for i, c := range r.Fields() {
		if v := r.Value(i); v != nil {
			out[c.Name] = v
		}
	}
	return out
}

// Year is the year that the head of a column names ("2026年计划投资"), "" when it names none.
func (r *Record) Year(column string) string {
	if m := r.Layout.Match(column); m != nil {
		return m.Year
	}
	return ""
}
