package cadence

import (
	"context"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/period"
)

// Figures gives the lines of a keeper that the scope allows: of a frozen period as they were kept, else as they are now.
func (s *Service) Figures(ctx context.Context, scope authz.Scope, p period.Period, keeper string) ([]Line, error) {
	row, err := s.Find(ctx, s.Run.DB, p)
	if err != nil {
		return nil, err
	}
	var out []Line
	if row != nil && row.State == Frozen {
		w := new(db.Where).And("t.freeze_id = ? AND t.keeper = ? AND t.kind <> ?", row.FreezeID, keeper, textKind).Scope(scope.On(lineScope), "t")
		err := eachLine(ctx, s.Run.DB, w, "ORDER BY t.no", func(l *Numbered) error { out = append(out, l.Line); return nil })
		return out, err
	}
	for _, k := range s.keepers {
		if k.Name != keeper {
			continue
		}
		lines, err := k.Lines(ctx, p)
		if err != nil {
			return nil, err
		}
		for i := range lines {
			if scope.Allows(lines[i].Keys) {
				out = append(out, lines[i])
			}
		}
	}
	return out, nil
}

// Keepers are the names of the keepers in their order.
func (s *Service) Keepers() (out []string) {
	for _, k := range s.keepers {
		out = append(out, k.Name)
	}
	return out
}
