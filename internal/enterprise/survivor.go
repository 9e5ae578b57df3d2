package enterprise

import (
	"context"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

// Survivor gives the firm with the id, or the one into which its record was merged. It asks nobody's scope: only what a link
// leads to is read by it.
func (s *Service) Survivor(ctx context.Context, id string) (*Enterprise, error) {
	for range 20 { // records that were merged in turn
		rows, err := enterprises.Select(ctx, s.Run.DB, new(db.Where).And("t.id = ?", id), "")
		if err != nil {
			return nil, err
		}
		if len(rows) > 0 {
			return &rows[0], nil
		}
		gone, err := merges.Select(ctx, s.Run.DB, new(db.Where).And("t.gone_id = ?", id).And("t.undone_at = 0"), "ORDER BY t.at DESC LIMIT 1")
		if err != nil {
			return nil, err
		}
		if len(gone) == 0 {
			break
		}
		id = gone[0].KeptID
	}
	return nil, errs.New(errs.NotFound, "这家企业的记录已经不在，请联系给您链接的人")
}

// byItself is a firm that acts without an account.
func byItself(person string) authz.Actor {
	a := authz.System("link")
	a.Name = "企业自填：" + strings.TrimSpace(person)
	return a
}

// maxWaiting is how many corrections of one firm may wait for the office.
const maxWaiting = 30

// CorrectBy takes down what a firm corrects on its own page, under the id of the link that led there; otherwise as Correct.
func (s *Service) CorrectBy(ctx context.Context, e *Enterprise, link, person, phone string, values map[string]string) (int, error) {
	person, phone = strings.TrimSpace(person), strings.TrimSpace(phone)
	rows, err := proposed(e, person, phone, values)
	if err != nil {
		return 0, err
	}
	return len(rows), s.Run.Run(ctx, byItself(person), change.What{Action: "enterprise.correct", Perm: authz.FirmEdit, Ref: e.Ref()}, func(tx *change.Tx) error {
		waiting, err := corrections.Select(ctx, tx, new(db.Where).And("t.enterprise_id = ?", e.ID).And("t.state = ?", CorrectionOpen), "")
		if err != nil {
			return err
		}
		if len(waiting)+len(rows) > maxWaiting {
			return errs.New(errs.Unavailable, "前面提的%d项更正还在核对，等核对完再提", len(waiting))
		}
		for _, c := range rows {
			c.ID, c.LinkID, c.At = tx.NewID(), link, tx.Now
		}
		return corrections.Insert(ctx, tx, rows...)
	})
}

// CorrectionsOf are what a firm has corrected, the latest first, at most n.
func (s *Service) CorrectionsOf(ctx context.Context, firm string, n int) ([]Correction, error) {
	rows, err := corrections.Select(ctx, s.Run.DB, new(db.Where).And("t.enterprise_id = ?", firm), "ORDER BY t.at DESC, t.id")
	return rows[:min(n, len(rows))], err
}
