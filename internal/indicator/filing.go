package indicator

import (
	"context"
	"slices"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
)

var filingKeys = authz.Keys{Region: "region", Unit: "unit_id"}

// OpenPeriod makes the filings of all units that owe one for a period, so that they are due. It says how many are new.
func (s *Service) OpenPeriod(ctx context.Context, actor authz.Actor, p period.Period) (n int, err error) {
	o, err := s.obligations(ctx, p)
	if err != nil || len(o.duties) == 0 {
		return 0, err
	}
	err = s.Run.Run(ctx, actor, change.What{Action: "indicator.open", Perm: authz.IndicatorEdit, Reason: string(p)}, func(tx *change.Tx) error {
		have, err := filings.Select(ctx, tx, new(db.Where).And("t.period = ?", string(p)), "")
		if err != nil {
			return err
		}
		known := map[string]bool{}
		for i := range have {
			known[have[i].UnitID] = true
		}
		units := make([]string, 0, len(o.duties))
		for id := range o.duties {
			units = append(units, id)
		}
		slices.Sort(units)
		for _, id := range units {
			if known[id] {
				continue
			}
			if _, err := s.file(ctx, tx, o, id, p); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

// Turn makes the filings of the periods that have just ended; a timer calls it each day.
func (s *Service) Turn(ctx context.Context, actor authz.Actor) error {
	today := s.Run.Clock.Today()
	for _, k := range []period.Kind{period.Month, period.Quarter, period.Half, period.Year} {
		if _, err := s.OpenPeriod(ctx, actor, period.Of(k, today).Prev()); err != nil {
			return err
		}
	}
	return nil
}

// file gives the filing of a unit for a period, made anew where there is none.
func (s *Service) file(ctx context.Context, tx *change.Tx, o *obligations, unitID string, p period.Period) (*Filing, error) {
	have, err := filings.Select(ctx, tx, new(db.Where).And("t.unit_id = ? AND t.period = ?", unitID, string(p)), "")
	if err != nil {
		return nil, err
	}
	if len(have) > 0 {
		return &have[0], nil
	}
	d, err := s.Org.Directory(ctx)
	if err != nil {
		return nil, err
	}
	u := d.Unit(unitID)
	if u == nil {
		return nil, errs.New(errs.NotFound, "没有这个单位")
	}
	f := &Filing{ID: tx.NewID(), UnitID: unitID, Region: u.Region, Period: string(p), Due: s.due(p), State: FilingFlow.Start, Wanted: int64(len(o.duties[unitID])), CreatedAt: tx.Now, UpdatedAt: tx.Now}
	return f, filings.Insert(ctx, tx, f)
}

// Filings are those of a period inside the scope.
func (s *Service) Filings(ctx context.Context, scope authz.Scope, p period.Period) ([]Filing, error) {
	return filings.Select(ctx, s.Run.DB, new(db.Where).And("t.period = ?", string(p)).Scope(scope.On(filingKeys), "t"), "ORDER BY t.unit_id")
}

// FilingOf reads a filing inside the scope.
func (s *Service) FilingOf(ctx context.Context, scope authz.Scope, id string) (*Filing, error) {
	return filings.Get(ctx, s.Run.DB, scope.On(filingKeys), id)
}

// TakeAll accepts all filings of a period that are still being filled and hold any figure, in one change: history that came from
// elsewhere. It says how many there were.
func (s *Service) TakeAll(ctx context.Context, actor authz.Actor, p period.Period, reason string) (n int, err error) {
	o, err := s.obligations(ctx, p)
	if err != nil {
		return 0, err
	}
	have, err := s.filled(ctx, p)
	if err != nil {
		return 0, err
	}
	if strings.TrimSpace(reason) == "" {
		return 0, errs.Fields{{Name: "reason", Message: "“一并验收”要写明理由，将记入经过"}}.Err()
	}
	units := make([]string, 0, len(have))
	for id := range have {
		units = append(units, id)
	}
	slices.Sort(units)
	err = s.Run.Run(ctx, actor, change.What{Action: "indicator.take", Perm: authz.IndicatorEdit, Reason: reason}, func(tx *change.Tx) error {
		for _, id := range units {
			f, err := s.file(ctx, tx, o, id, p)
			if err != nil {
				return err
			}
			if f.State != Open {
				continue
			}
			after := *f
			after.State, after.OfficeBy, after.OfficeName, after.OfficeAt, after.Said, after.UpdatedAt = Accepted, actor.ID, actor.Name, tx.Now, reason, tx.Now
			if err := filings.Update(ctx, tx, f, &after); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}
