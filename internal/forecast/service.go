package forecast

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
)

// Default is what a run is asked when nobody says otherwise: from today to the end of the year.
func (s *Service) Default() Params {
	today := s.Run.Clock.Today()
	p := Params{AsOf: today, Until: today[:4] + "-12-31", Runs: Standard, Seed: 1, Shock: -1}
	if p.AsOf == p.Until {
		p.Until = clock.AddDays(today, 1)[:4] + "-12-31"
	}
	return p
}

func (s *Service) root(ctx context.Context) (string, error) {
	d, err := s.Org.Directory(ctx)
	if err != nil || d.Root() == nil {
		return "", err
	}
	return d.Root().ID, nil
}

// Forecast runs and keeps a forecast. It reads the whole site whoever asks: who may ask sees the results within his scope.
func (s *Service) Forecast(ctx context.Context, actor authz.Actor, p Params) (*RunRow, error) {
	if err := actor.Need(authz.ForecastRun); err != nil {
		return nil, err
	}
	if err := p.check(s.Run.Clock.Today()); err != nil {
		return nil, err
	}
	took := clock.Stopwatch()
	goals, err := s.goals(ctx, p.since()[:4])
	if err != nil {
		return nil, err
	}
	reg, err := s.load(ctx)
	if err != nil {
		return nil, err
	}
	learnt, err := s.lessons(ctx, p.AsOf)
	if err != nil {
		return nil, err
	}
	m := reg.make(p, goals, learnt)
	text, err := json.Marshal(m.Result)
	if err != nil {
		return nil, err
	}
	row := &RunRow{Kind: Forecasts, AsOf: p.AsOf, Until: p.Until, Seed: p.Seed, Runs: int64(p.Runs), TookMS: took().Milliseconds()}
	return row, s.store(ctx, actor, row, goals.root, text, m.items)
}

func (s *Service) store(ctx context.Context, actor authz.Actor, row *RunRow, root string, text []byte, projects []Item) error {
	sum := sha256.Sum256(text)
	row.Digest, row.ByName = hex.EncodeToString(sum[:]), actor.Name
	return s.Run.Run(ctx, actor, change.What{Action: "forecast.run", Perm: authz.ForecastRun}, func(tx *change.Tx) error {
		row.ID, row.MadeAt = tx.NewID(), tx.Now
		tx.About(record.Ref{Kind: RunKind, ID: row.ID})
		return keep(ctx, tx, row, root, text, projects)
	})
}

// goals are the targets of a year: those kept elsewhere, then those entered here, which stand before them.
func (s *Service) goals(ctx context.Context, year string) (goals, error) {
	g := goals{}
	var err error
	if g.root, err = s.root(ctx); err != nil {
		return g, err
	}
	if s.Targets != nil {
		if g.targets, err = s.Targets(ctx, year); err != nil {
			return g, err
		}
	}
	own, err := targets.Select(ctx, s.Run.DB, new(db.Where).And("t.year = ?", year), "ORDER BY t.id")
	g.targets = append(g.targets, own...)
	return g, err
}

// TargetsOf are the targets entered here for a year, inside the scope.
func (s *Service) TargetsOf(ctx context.Context, scope authz.Scope, year string) ([]Target, error) {
	w := new(db.Where).And("t.year = ?", year).Scope(scope.On(authz.Keys{Region: "region", Unit: "unit_id", Chain: "chain_id"}), "t")
	return targets.Select(ctx, s.Run.DB, w, "ORDER BY t.measure, t.region, t.chain_id")
}

// SetTargets enters targets of one year, each in place of one for the same figure, county and chain; a value of 0 takes it away. A target
// without region and chain is the site's.
func (s *Service) SetTargets(ctx context.Context, actor authz.Actor, year string, rows []Target) error {
	root, err := s.root(ctx)
	if err != nil {
		return err
	}
	var bad errs.Fields
	if !clock.IsDate(year + "-01-01") {
		bad.Add("year", "填写四位年份")
	}
	for i := range rows {
		t := &rows[i]
		m := MeasureOf(t.Measure)
		switch {
		case m == nil:
			bad.Add("measure", "没有“%s”这个指标", t.Measure)
		case t.Value < 0:
			bad.Add(t.Measure, "%s的目标不能是负数；没有目标请留空", m.Label)
		case len([]rune(t.Source)) > 200:
			bad.Add("source", "依据最多200字")
		}
		if t.Region == "" {
			t.Region = root
		}
	}
	if err := bad.Err(); err != nil {
		return err
	}
	what := change.What{Action: "forecast.target", Perm: authz.ForecastRun, Ref: record.Ref{Kind: TargetKind, ID: year}}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		for i := range rows {
			if err := setTarget(ctx, tx, year, rows[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func setTarget(ctx context.Context, tx *change.Tx, year string, t Target) error {
	w := new(db.Where).And("t.year = ? AND t.measure = ? AND t.region = ? AND t.chain_id = ?", year, t.Measure, t.Region, t.ChainID)
	old, err := targets.Select(ctx, tx, w, "")
	if err != nil {
		return err
	}
	t.Year, t.Source = year, strings.TrimSpace(t.Source)
	t.SetBy, t.SetName, t.SetAt = tx.Actor.ID, tx.Actor.Name, tx.Now
	switch {
	case len(old) == 0 && t.Value == 0:
		return nil
	case len(old) == 0:
		t.ID, t.Version = tx.NewID(), 0
		return targets.Insert(ctx, tx, &t)
	case t.Value == 0:
		return targets.Delete(ctx, tx, &old[0])
	case old[0].Value == t.Value && old[0].Source == t.Source:
		return nil
	}
	t.ID, t.Version, t.UnitID = old[0].ID, old[0].Version, old[0].UnitID
	return targets.Update(ctx, tx, &old[0], &t)
}
