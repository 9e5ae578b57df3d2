package indicator

import (
	"context"
	"lianzhang/internal/platform/db"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/period"
)

// Owed are the units of the scope that owe figures of a period, each with its filing; State is Open for one that has not begun.
// Waits names the units below that are not approved yet.
type Owed struct {
	Filing
	Filled int64 // figures that are there, or marked as missing
	Waits  []string
}

// Owing gives what the units of a scope owe for a period.
func (s *Service) Owing(ctx context.Context, scope authz.Scope, p period.Period) ([]Owed, error) {
	o, err := s.obligations(ctx, p)
	if err != nil {
		return nil, err
	}
	d, err := s.Org.Directory(ctx)
	if err != nil {
		return nil, err
	}
	have, err := s.Filings(ctx, authz.Scope{All: true}, p)
	if err != nil {
		return nil, err
	}
	byUnit := map[string]*Filing{}
	for i := range have {
		byUnit[have[i].UnitID] = &have[i]
	}
	filled, err := s.filled(ctx, p)
	if err != nil {
		return nil, err
	}
	var out []Owed
	for _, u := range d.Units() {
		mine, owes := o.duties[u.ID]
		if !owes || !scope.Allows(authz.Keys{Region: u.Region, Unit: u.ID}) {
			continue
		}
		x := Owed{Filing: Filing{UnitID: u.ID, Region: u.Region, Period: string(p), Due: s.due(p), State: Open}, Filled: filled[u.ID]}
		if f := byUnit[u.ID]; f != nil {
			x.Filing = *f
		}
		x.Wanted = int64(len(mine))
		for _, id := range o.below(d, u.ID) {
			if f := byUnit[id]; f == nil || !Locked(f.State) {
				x.Waits = append(x.Waits, d.UnitName(id))
			}
		}
		out = append(out, x)
	}
	return out, nil
}

func (s *Service) filled(ctx context.Context, p period.Period) (map[string]int64, error) {
	return db.Counts(ctx, s.Run.DB, "SELECT t.unit_id, count(*) FROM indicator_value t WHERE t.period = $1 GROUP BY t.unit_id", string(p))
}
