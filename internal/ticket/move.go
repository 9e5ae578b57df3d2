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
	return tickets.Edit(ctx, tx, w, "ORDER BY t.no", func(x *Ticket) { x.EnterpriseID, x.Firm = to.ID, to.Name })
}

// MoveNode hangs the tickets of one node on another inside the change that merges them.
func (s *Service) MoveNode(ctx context.Context, tx *change.Tx, from, into string) error {
	_, err := tickets.Edit(ctx, tx, new(db.Where).And("t.node_id = ?", from), "ORDER BY t.no", func(x *Ticket) { x.NodeID = into })
	return err
}
