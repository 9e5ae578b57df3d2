package visit

import (
	"context"

	"lianzhang/internal/platform/db"
)

// ToFirm gives the newest visits to a firm, at most n, for the firm's own page; what they say among the offices is not for it.
func (s *Service) ToFirm(ctx context.Context, firm string, n int) ([]Visit, error) {
	rows, err := visits.Select(ctx, s.Run.DB, new(db.Where).And("t.enterprise_id = ?", firm), "ORDER BY t.on_date DESC, t.id DESC")
	return rows[:min(n, len(rows))], err
}
