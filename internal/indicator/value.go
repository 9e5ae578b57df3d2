package indicator

import (
	"context"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
)

// Observation is what an indicator says of a subject in a period, for scores, bulletins and others who calculate with it.
type Observation struct {
	Subject   record.Ref
	Name      string
	Value     float64
	Known     bool
	Estimated bool
	State     string   // of the filing; of a sum that of its least advanced part
	Missing   []string // parts that are not in a sum
	Target    float64  // what is due by the end of the period; of a Flow in the period
	HasTarget bool
	URL       string // the page of the value
}

// Values are the observations of an indicator, named by code or id, in a period: of every subject of each of its dimensions, and of
// what lies above. A period longer than those that are filled is made of them; in a shorter one nothing is known.
func (s *Service) Values(ctx context.Context, code string, p period.Period) ([]Observation, error) {
	ind, err := s.Get(ctx, code)
	if err != nil {
		return nil, err
	}
	plan, err := s.plan(ctx, ind, p.Year())
	if err != nil {
		return nil, err
	}
	var out []Observation
	seen := map[record.Ref]int{}
	for _, by := range ind.Dimensions() {
		err := s.Grids(ctx, []*Indicator{ind}, by, p, p, Options{}, func(g *Grid) error {
			fits := len(g.Periods) > 0 && len(periodsIn(period.Kind(ind.Frequency), p)) == len(g.Periods)
			for i := range g.Tree.List {
				x := &g.Tree.List[i]
				o := Observation{Subject: x.Ref, Name: x.Name, State: Open, URL: "/indicators/" + ind.ID + "/at?of=" + x.Ref.String() + "&period=" + string(p)}
				if fits {
					c := g.Span(i, 0, len(g.Periods)-1)
					o.Value, o.Known, o.Estimated, o.Missing = c.Amount, c.Known, c.Estimated, c.Missing
					if c.State != "" {
						o.State = c.State
					}
				}
				if t := plan[x.Ref]; t != nil {
					o.Target, o.HasTarget = t.Due(ind.Over, p)
				}
				if at, ok := seen[x.Ref]; ok { // the root of a second dimension
					if !out[at].Known {
						out[at] = o
					}
					continue
				}
				seen[x.Ref] = len(out)
				out = append(out, o)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// GetValue reads a value inside the scope.
func (s *Service) GetValue(ctx context.Context, scope authz.Scope, id string) (*Value, error) {
	return values.Get(ctx, s.Run.DB, scope.On(valueKeys), id)
}

// StateOf is the state of the filing to which a value belongs.
func (s *Service) StateOf(ctx context.Context, v *Value) (string, error) {
	return stateOf(ctx, s.Run.DB, v.UnitID, v.Period)
}

func stateOf(ctx context.Context, q db.Queryer, unitID, p string) (state string, err error) {
	err = q.QueryRow(ctx, "SELECT f.state FROM indicator_filing f WHERE f.unit_id = $1 AND f.period = $2", unitID, p).Scan(&state)
	if db.NotFound(err) {
		return Open, nil
	}
	return state, err
}

// ValueAt reads the value that was handed in for a subject and a period, nil when there is none or it lies outside the scope.
func (s *Service) ValueAt(ctx context.Context, scope authz.Scope, indicatorID string, of record.Ref, p period.Period) (*Value, error) {
	rows, err := values.Select(ctx, s.Run.DB, new(db.Where).And("t.indicator_id = ? AND t.period = ? AND t.subject_kind = ? AND t.subject_id = ?", indicatorID, string(p), of.Kind, of.ID).
		Scope(scope.On(valueKeys), "t"), "")
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// Editions are those of an indicator, newest first.
func (s *Service) Editions(ctx context.Context, id string) ([]Edition, error) {
	return editions.Select(ctx, s.Run.DB, new(db.Where).And("t.indicator_id = ?", id), "ORDER BY t.no DESC")
}

// Revisions are those of an indicator ("" = of all), newest first, inside the scope.
func (s *Service) Revisions(ctx context.Context, scope authz.Scope, indicatorID, valueID string) ([]Revision, error) {
	w := new(db.Where).Scope(scope.On(valueKeys), "t")
	if indicatorID != "" {
		w.And("t.indicator_id = ?", indicatorID)
	}
	if valueID != "" {
		w.And("t.value_id = ?", valueID)
	}
	return revisions.Select(ctx, s.Run.DB, w, "ORDER BY t.at DESC, t.id DESC LIMIT 200")
}
