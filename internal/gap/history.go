package gap

import (
	"context"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
)

// Month is the list of gaps as it stood at the end of a month (or stands today), and what became of them in it.
type Month struct {
	Period                        string
	Open, Red                     int // not closed; of these with a red light
	Opened, Filled, Dropped       int // in the month
	ByKind                        map[string]int
	FilledByFirm, FilledByProject int
}

// Months is the history of the list of gaps of a chain, or of all in scope (""), newest first. A month is counted from the list
// as it was kept at its last assessment, and from the days on which gaps were opened and closed.
func (s *Service) Months(ctx context.Context, scope authz.Scope, chainID string, most int) ([]Month, error) {
	w := new(db.Where)
	if chainID != "" {
		w.And("t.chain_id = ?", chainID)
	}
	all, err := s.Select(ctx, scope, w, "")
	if err != nil {
		return nil, err
	}
	w = new(db.Where).Scope(scope.On(scopeKeys), "t")
	if chainID != "" {
		w.And("t.chain_id = ?", chainID)
	}
	rows, err := s.Run.DB.Query(ctx, "SELECT m.period, m.kind, m.state, m.light FROM gap_month m JOIN gap t ON t.id = m.gap_id"+w.SQL()+" ORDER BY m.period DESC", w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Month
	for rows.Next() {
		var period, kind, state, light string
		if err := rows.Scan(&period, &kind, &state, &light); err != nil {
			return nil, err
		}
		if len(out) == 0 || out[len(out)-1].Period != period {
			if len(out) == most {
				break
			}
			out = append(out, Month{Period: period, ByKind: map[string]int{}})
		}
		m := &out[len(out)-1]
		if state == Open || state == Working {
			m.Open++
			m.ByKind[kind]++
			if light == "red" {
				m.Red++
			}
		}
	}
	for i := range out {
		out[i].turnover(all)
	}
	return out, rows.Err()
}

// turnover counts what was opened and closed in the month.
func (m *Month) turnover(all []Gap) {
	in := func(day string) bool { return len(day) >= 7 && day[:7] == m.Period }
	for i := range all {
		g := &all[i]
		if in(g.OpenedOn) {
			m.Opened++
		}
		switch {
		case !in(g.ClosedOn):
		case g.State == Filled:
			m.Filled++
			if g.FilledFirm != "" {
				m.FilledByFirm++
			}
			if g.FilledProject != "" {
				m.FilledByProject++
			}
		case g.State == Dropped:
			m.Dropped++
		}
	}
}

// Moment is a gap at the end of a month.
type Moment struct {
	Period, Kind, State, Light string
	Rank, Firms                int64
	Score, Presence            float64
}

// Past is the course of one gap by month, newest first.
func (s *Service) Past(ctx context.Context, g *Gap) ([]Moment, error) {
	rows, err := s.Run.DB.Query(ctx, "SELECT period, kind, state, light, rank, firms, score, presence FROM gap_month WHERE gap_id = $1 ORDER BY period DESC LIMIT 24", g.ID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Moment
	for rows.Next() {
		var m Moment
		if err := rows.Scan(&m.Period, &m.Kind, &m.State, &m.Light, &m.Rank, &m.Firms, &m.Score, &m.Presence); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, rows.Err()
}
