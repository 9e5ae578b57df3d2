package importing

import (
	"context"
	"slices"
	"strconv"

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

// Completer is a Target that works out fields of a row from others, before the row is checked and compared: a place from
// province and city, a code in force from an old one. It says what it did by Fix and Fault.
type Completer interface{ Complete(r *Record) }

// Added is a record that a batch added.
type Added struct{ ID, Name string }

// Identity names the columns that tell records apart; "" when a list has none of the kind.
type Identity struct {
	Name   string // compared in all its letters and digits
	Code   string // records with equal codes are the same
	Alias  string // a second code: records with an equal one are the same whatever their names
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
	ID string
	// File is the name of the file, Home the region of the site.
	File, Home string
	// Notes are what Complete said of the row.
	Notes    []string
	defaults []any // by Layout.Fields
	values   []any
}

// complete lets the target work out what follows from the row's own values.
func (r *Record) complete(t Target, s *source) {
	r.File, r.Home, r.Notes = s.name, s.home, nil
	if c, ok := t.(Completer); ok {
		c.Complete(r)
	}
}

// Number is the row's number in its sheet, from 1.
func (r *Record) Number() int {
	_, row := splitKey(r.Key)
	return row
}

// Given is the text that the file gives for a column, "" when it gives none.
func (r *Record) Given(column string) string {
	if i := r.Layout.Field(column); i >= 0 {
		s, _ := r.values[i].(string)
		return s
	}
	return ""
}

// Set replaces what the file says of a column; nil = nothing.
func (r *Record) Set(column string, v any) {
	if i := r.Layout.Field(column); i >= 0 {
		r.values[i] = v
	}
}

// Fix says that a value was read in another way than it is written; doubt asks for a look.
func (r *Record) Fix(column, before, after, why string, doubt bool) {
	r.Notes = append(r.Notes, before+"→"+after+"（"+why+"）")
	if r.Row != nil {
		r.Row.Fixes = append(r.Row.Fixes, intake.Fix{Cell: r.cell(column), Column: column, Before: before, After: after, Why: why, Doubt: doubt})
	}
}

// Fault says that a value cannot be, and what it should perhaps be.
func (r *Record) Fault(column, message, suggest string) {
	if r.Row != nil {
		r.Row.Faults = append(r.Row.Faults, intake.Fault{Cell: r.cell(column), Column: column, Message: message, Suggest: suggest})
	}
}

// Faulty tells whether the column's cell was found wrong already.
func (r *Record) Faulty(column string) bool {
	return r.Row != nil && slices.ContainsFunc(r.Row.Faults, func(f intake.Fault) bool { return f.Column == column })
}

func (r *Record) cell(column string) string {
	letter := "A"
	if m := r.Layout.Match(column); m != nil {
		letter = m.Letter
	}
	return letter + strconv.Itoa(r.Number())
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
