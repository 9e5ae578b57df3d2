package ticket

import (
	"context"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
)

// MoveFirm gives the tickets of one firm to the one into which it is merged; it gives their ids.
func (s *Service) MoveFirm(ctx context.Context, tx *change.Tx, from, to *enterprise.Enterprise) ([]string, error) {
	return s.refirm(ctx, tx, new(db.Where).And("t.enterprise_id = ?", from.ID), to)
}

// ReturnFirm gives the named tickets to the firm that comes back when the merge is undone.
func (s *Service) ReturnFirm(ctx context.Context, tx *change.Tx, ids []string, _, to *enterprise.Enterprise) error {
	_, err := s.refirm(ctx, tx, new(db.Where).In("t.id", ids...), to)
	return err
}

func (s *Service) refirm(ctx context.Context, tx *change.Tx, w *db.Where, to *enterprise.Enterprise) ([]string, error) {
	rows, err := tickets.Select(ctx, tx, w, "ORDER BY t.no")
	if err != nil {
		return nil, err
	}
	store := s.writer(tx)
	ids := make([]string, len(rows))
	for i := range rows {
		after := rows[i]
		after.EnterpriseID, after.Firm = to.ID, to.Name
		if ids[i] = after.ID; after == rows[i] {
			continue
		}
		if err := tickets.Update(ctx, tx, &rows[i], &after); err != nil {
			return nil, err
		}
		if err := store.index(ctx, &rows[i], &after); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// MoveNode hangs the tickets of one node on another inside the change that merges them.
func (s *Service) MoveNode(ctx context.Context, tx *change.Tx, from, into string) error {
	_, err := tickets.Edit(ctx, tx, new(db.Where).And("t.node_id = ?", from), "ORDER BY t.no", func(x *Ticket) { x.NodeID = into })
	return err
}
