package talent

import (
	"context"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
)

// MoveFirm gives the records of one firm to another inside the change that merges them, and tells which.
func (r *Register[T, P]) MoveFirm(ctx context.Context, tx *change.Tx, from, to *enterprise.Enterprise) ([]string, error) {
	rows, err := r.table.Select(ctx, tx, new(db.Where).And("t.enterprise_id = ?", from.ID), "")
	if err != nil {
		return nil, err
	}
	return r.refirm(ctx, tx, rows, to)
}

// ReturnFirm gives the named records to the firm that comes back when the merge is undone.
func (r *Register[T, P]) ReturnFirm(ctx context.Context, tx *change.Tx, ids []string, _, to *enterprise.Enterprise) error {
	if len(ids) == 0 {
		return nil
	}
	rows, err := r.table.Select(ctx, tx, new(db.Where).In("t.id", ids...), "")
	if err != nil {
		return err
	}
	_, err = r.refirm(ctx, tx, rows, to)
	return err
}

func (r *Register[T, P]) refirm(ctx context.Context, tx *change.Tx, rows []T, to *enterprise.Enterprise) (ids []string, err error) {
	for i := range rows {
		after := rows[i]
		at := P(&after).place()
		*at.firmID, *at.firm = to.ID, to.Name
		if err := r.table.Update(ctx, tx, &rows[i], &after); err != nil {
			return nil, err
		}
		ids = append(ids, *at.id)
	}
	return ids, nil
}
