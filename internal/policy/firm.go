package policy

import (
	"cmp"
	"context"
	"slices"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/list"
)

// Fit is a window that concerns a firm. Checked says that its condition on enterprises was held against the firm's record; without
// one, only the chain speaks for it.
type Fit struct {
	Window
	Checked bool
}

// ForFirm gives the windows, open or opening later, that concern a firm: those of its chain or of all chains, of which the ones with a
// condition on enterprises must hold of its record. Conditions on projects are left to the reader. Those that were checked stand first,
// then the ones that close first.
func (s *Service) ForFirm(ctx context.Context, e *enterprise.Enterprise) ([]Fit, error) {
	today := s.Run.Clock.Today()
	rows, err := windows.Select(ctx, s.Run.DB, new(db.Where).And("t.state = ?", Active).And("(t.closes = '' OR t.closes >= ?)", today), "ORDER BY CASE t.closes WHEN '' THEN '~' ELSE t.closes END, t.name, t.id")
	if err != nil {
		return nil, err
	}
	var out []Fit
	for i := range rows {
		w := &rows[i]
		if !w.Concerns(e.ChainID) {
			continue
		}
		spec, ask := w.Eligible()
		if spec == nil || spec.Name != enterprise.Kind {
			out = append(out, Fit{Window: *w})
			continue
		}
		ask.IDs = []string{e.ID}
		n, err := spec.Count(ctx, s.Run.DB, ask, list.Asker{Scope: authz.Scope{All: true}, Today: today})
		if err != nil {
			return nil, err
		}
		if n > 0 {
			out = append(out, Fit{Window: *w, Checked: true})
		}
	}
	slices.SortStableFunc(out, func(a, b Fit) int { return cmp.Compare(order(b.Checked), order(a.Checked)) })
	return out, nil
}

func order(checked bool) int {
	if checked {
		return 1
	}
	return 0
}
