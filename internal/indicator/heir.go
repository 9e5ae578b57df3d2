package indicator

import (
	"context"
	"fmt"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
)

// Heirs are the regions that went into others, by code.
func (s *Service) Heirs(ctx context.Context) ([]Heir, error) {
	return heirTable.Select(ctx, s.Run.DB, everything(), "ORDER BY t.from_month DESC, t.old_code")
}

// SetHeir notes that a region went into another from a month on.
func (s *Service) SetHeir(ctx context.Context, actor authz.Actor, h *Heir) error {
	t, err := s.Subjects(ctx, ByRegion)
	if err != nil {
		return err
	}
	var bad errs.Fields
	h.OldCode, h.OldName = strings.TrimSpace(h.OldCode), strings.TrimSpace(h.OldName)
	if h.OldCode == "" || len(h.OldCode) > 20 {
		bad.Add("old_code", "填撤并前的区划代码")
	}
	if h.OldName == "" {
		if i := t.Find(record.Ref{Kind: ByRegion, ID: h.OldCode}); i >= 0 {
			h.OldName = t.List[i].Name
		} else {
			bad.Add("old_name", "填撤并前的名称")
		}
	}
	if t.Find(record.Ref{Kind: ByRegion, ID: h.NewCode}) < 0 || h.NewCode == h.OldCode {
		bad.Add("new_code", "选并入的县区")
	}
	if period.Period(h.From).Kind() != period.Month {
		bad.Add("from_month", "填从哪个月起，写成2026-07")
	}
	if err := bad.Err(); err != nil {
		return err
	}
	return s.Run.Run(ctx, actor, change.What{Action: "indicator.heir", Perm: authz.IndicatorEdit, Reason: fmt.Sprintf("%s并入%s", h.OldName, h.NewCode)}, func(tx *change.Tx) error {
		have, err := heirTable.Select(ctx, tx, new(db.Where).And("t.old_code = ?", h.OldCode), "")
		if err != nil {
			return err
		}
		h.ByID, h.ByName, h.At = actor.ID, actor.Name, tx.Now
		if len(have) > 0 {
			h.ID, h.Version = have[0].ID, have[0].Version
			return heirTable.Update(ctx, tx, &have[0], h)
		}
		h.ID = tx.NewID()
		return heirTable.Insert(ctx, tx, h)
	})
}
