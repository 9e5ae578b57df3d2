package talent

import (
	"context"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
)

// MoveFirm gives the records of one firm to another inside the change that merges them, and tells which.
func (r *Register[T, P]) MoveFirm(ctx context.Context, tx *change.Tx, from, to *enterprise.Enterprise) ([]string, error) {
	return r.refirm(ctx, tx, new(db.Where).And("t.enterprise_id = ?", from.ID), to)
}

// ReturnFirm gives the named records to the firm that comes back when the merge is undone.
func (r *Register[T, P]) ReturnFirm(ctx context.Context, tx *change.Tx, ids []string, _, to *enterprise.Enterprise) error {
	_, err := r.refirm(ctx, tx, new(db.Where).In("t.id", ids...), to)
	return err
}

func (r *Register[T, P]) refirm(ctx context.Context, tx *change.Tx, w *db.Where, to *enterprise.Enterprise) ([]string, error) {
	return r.table.Edit(ctx, tx, w, "", func(row *T) {
		at := P(row).place()
		*at.firmID, *at.firm = to.ID, to.Name
	})
}
