package indicator

import (
	"context"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
)

// reader holds what reading several indicators shares.
type reader struct {
	s        *Service
	tree     *Subjects
	from, to period.Period
	opt      Options
	factors  map[string][]float64 // by indicator: what a value of edition n is multiplied by, from 1
	states   map[slot]string      // of the filings
	heirs    heirs
	duties   map[string]map[record.Ref]bool
	weights  map[string]*Grid
}

type slot struct{ unit, period string }

func (s *Service) reader(ctx context.Context, by string, from, to period.Period, opt Options) (*reader, error) {
	r := &reader{s: s, from: from, to: to, opt: opt, states: map[slot]string{}, duties: map[string]map[record.Ref]bool{}, weights: map[string]*Grid{}}
	var err error
	if r.tree, err = s.Subjects(ctx, by); err != nil {
		return nil, err
	}
	if r.heirs, err = s.heirs(ctx); err != nil {
		return nil, err
	}
	if r.factors, err = s.factors(ctx); err != nil {
		return nil, err
	}
	rows, err := s.Run.DB.Query(ctx, "SELECT t.unit_id, t.period, t.state FROM indicator_filing t WHERE t.period >= $1 AND t.period <= $2", from.First()[:4], to.Last()[:4]+"~")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var k slot
		var state string
		if err := rows.Scan(&k.unit, &k.period, &state); err != nil {
			return nil, err
		}
		r.states[k] = state
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	all, err := duties.Select(ctx, s.Run.DB, new(db.Where).And("t.subject_kind = ?", by), "")
	for i := range all {
		d := &all[i]
		if r.duties[d.IndicatorID] == nil {
			r.duties[d.IndicatorID] = map[record.Ref]bool{}
		}
		r.duties[d.IndicatorID][d.Subject()] = true
	}
	return r, err
}

// factors are what values of each edition are multiplied by to be in the edition in force.
func (s *Service) factors(ctx context.Context) (map[string][]float64, error) {
	rows, err := editions.Select(ctx, s.Run.DB, everything(), "ORDER BY t.indicator_id, t.no DESC")
	if err != nil {
		return nil, err
	}
	out := map[string][]float64{}
	for i := 0; i < len(rows); {
		id, f := rows[i].IndicatorID, 1.0
		list := make([]float64, rows[i].No+1)
		for ; i < len(rows) && rows[i].IndicatorID == id; i++ {
			list[rows[i].No] = f
			f *= rows[i].Factor
		}
		out[id] = list
	}
	return out, nil
}

func factorOf(factors map[string][]float64, id string, edition int64) float64 {
	if list := factors[id]; edition > 0 && edition < int64(len(list)) {
		return list[edition]
	}
	return 1
}

// grid makes an empty one.
func (r *reader) grid(ind *Indicator) *Grid {
	g := &Grid{Ind: ind, Tree: r.tree, Periods: between(period.Kind(ind.Frequency), r.from, r.to)}
	g.cells = make([]Cell, len(r.tree.List)*len(g.Periods))
	g.expect(r.duties[ind.ID])
	return g
}

// expect marks the subjects that belong into a complete sum: those that some unit fills, or, where nobody is named, those
// directly below the root.
func (g *Grid) expect(duties map[record.Ref]bool) {
	g.wanted = make([]bool, len(g.Tree.List))
	for i := range g.Tree.List {
		x := &g.Tree.List[i]
		if len(duties) == 0 && x.Up == 0 || duties[x.Ref] {
			for up := i; up >= 0; up = g.Tree.List[up].Up {
				g.wanted[up] = true
			}
		}
	}
}
