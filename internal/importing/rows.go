package importing

import (
	"context"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/intake"
	"lianzhang/internal/platform/list"
)

// Rows is the Target of an area that takes row by row and finds itself what a row adds to or completes. Its records do
// not name their batch; what a batch adds is noted beside it.
type Rows struct {
	List   *list.Spec
	By     Identity
	Need   authz.Perm
	Policy map[string]intake.Policy
	// Sees is the part of the register that an actor may see and write; nil = the actor's scope.
	Sees func(actor authz.Actor) authz.Scope
	// Put writes a row; created tells that it made a record.
	Put func(ctx context.Context, tx *change.Tx, values map[string]any) (id string, created bool, err error)
}

// Spec is the list.
func (t *Rows) Spec() *list.Spec { return t.List }

// Identity says by which columns records are the same.
func (t *Rows) Identity() Identity { return t.By }

// Perm is needed to write.
func (t *Rows) Perm() authz.Perm { return t.Need }

// Scope is the part of the register that the actor may see and write.
func (t *Rows) Scope(actor authz.Actor) authz.Scope {
	if t.Sees != nil {
		return t.Sees(actor)
	}
	return actor.Scope
}

// Refs is what unknown names are worth.
func (t *Rows) Refs() map[string]intake.Policy { return t.Policy }

// Check takes all: Put judges.
func (t *Rows) Check(*Record) error { return nil }

// Insert writes the rows one by one; the first refusal ends it and names its row.
func (t *Rows) Insert(ctx context.Context, tx *change.Tx, batch string, rows []*Record) error {
	for _, r := range rows {
		id, created, err := t.Put(ctx, tx, r.Values())
		if err != nil {
			_, row := splitKey(r.Key)
			return errs.Wrap(err, errs.CodeOf(err), "第%d行：%v", row, err)
		}
		r.ID = id
		if !created {
			continue
		}
		e := effect{ID: tx.NewID(), BatchID: batch, Kind: t.List.Name, RefID: id, Name: r.Text(t.By.Name), Op: "create"}
		if err := effects.Insert(ctx, tx, &e); err != nil {
			return err
		}
	}
	return nil
}

// Merge lets Put complete the record.
func (t *Rows) Merge(ctx context.Context, tx *change.Tx, _ string, r *Record) (name, before string, err error) {
	_, _, err = t.Put(ctx, tx, r.Values())
	return r.Text(t.By.Name), "", err
}

// Restore is never asked for: Merge notes nothing.
func (t *Rows) Restore(context.Context, *change.Tx, string, string) error { return nil }

// Added gives none: what a batch added is noted beside it.
func (t *Rows) Added(context.Context, *change.Tx, string, string, int) ([]Added, error) {
	return nil, nil
}

// Remove is never asked for.
func (t *Rows) Remove(context.Context, *change.Tx, []string) error { return nil }
