package ticket

import (
	"context"
	"slices"
	"strconv"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
)

// Figures are what one unit, or all, did in a span of time. None is taken from what a unit says of itself: all come from the
// clocks and from the firms.
type Figures struct {
	Raised    int64 // raised in the span
	Answered  int64 // first or again answered in the span
	Closed    int64 // of these, closed by the firm
	Called    int64 // of these, closed by call-back after silence
	InTime    int64 // answered within the whole limit, extensions granted included
	Strict    int64 // answered within the limit as it was at first, nothing taken off
	Reopened  int64 // of the answered, sent back by the firm at least once
	Rated     int64
	Stars     int64 // sum of the ratings
	Paused    int64 // working days of pauses granted
	WithPause int64 // tickets with a pause
	Extended  int64
	Handed    int64 // hand-overs
	Over      int64 // in hand and over now
	InHand    int64
	Gross50   int64 // median working days from raising to answering, nothing taken off
	Gross90   int64
	Net50     int64
	Net90     int64
	gross     []int64
	net       []int64
}

// Share is a part of a whole; ok is false when there is no whole.
func Share(part, whole int64) (share float64, ok bool) {
	if whole == 0 {
		return 0, false
	}
	return float64(part) / float64(whole), true
}

// Figures counts the tickets answered, and those raised, from one date to another inside the scope, by unit; "" is all.
func (s *Service) Figures(ctx context.Context, scope authz.Scope, from, to string) (map[string]*Figures, error) {
	out := map[string]*Figures{"": {}}
	at := func(unit string) []*Figures {
		if out[unit] == nil {
			out[unit] = &Figures{}
		}
		return []*Figures{out[unit], out[""]}
	}
	if err := s.answered(ctx, scope, from, to, at); err != nil {
		return nil, err
	}
	w := new(db.Where).And("t.raised_on >= ?", from).And("t.raised_on <= ?", to).Scope(scopeOf(scope), "t")
	rows, err := s.db().Query(ctx, "SELECT t.unit_id, count(*) FROM ticket t"+w.SQL()+" GROUP BY t.unit_id", w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var unit string
		var n int64
		if err := rows.Scan(&unit, &n); err != nil {
			return nil, err
		}
		for _, f := range at(unit) {
			f.Raised += n
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	now, err := s.Standings(ctx, scope)
	if err != nil {
		return nil, err
	}
	for _, st := range now {
		if Working(st.State) {
			for _, f := range at(st.UnitID) {
				f.InHand += st.N
				if st.Level >= RungOver {
					f.Over += st.N
				}
			}
		}
	}
	for _, f := range out {
		f.Gross50, f.Gross90 = quantile(f.gross, 50), quantile(f.gross, 90)
		f.Net50, f.Net90 = quantile(f.net, 50), quantile(f.net, 90)
	}
	return out, nil
}

func (s *Service) answered(ctx context.Context, scope authz.Scope, from, to string, at func(string) []*Figures) error {
	w := new(db.Where).And("t.answered_on >= ?", from).And("t.answered_on <= ?", to).Scope(scopeOf(scope), "t")
	rows, err := s.db().Query(ctx, `SELECT t.unit_id, t.gross, t.net, t.paused, t.extended, t.handed, t.reopened, t.rating, t.whole_limit, t.state, t.closed_how
		FROM ticket t`+w.SQL(), w.Args()...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var unit, state, how string
		var t Ticket
		if err := rows.Scan(&unit, &t.Gross, &t.Net, &t.Paused, &t.Extended, &t.Handed, &t.Reopened, &t.Rating, &t.WholeLimit, &state, &how); err != nil {
			return err
		}
		t.State, t.ClosedHow = state, how
		for _, f := range at(unit) {
			f.add(&t)
		}
	}
	return rows.Err()
}

func (f *Figures) add(t *Ticket) {
	one := func(ok bool) int64 {
		if ok {
			return 1
		}
		return 0
	}
	f.Answered++
	f.Closed += one(t.State == Closed && t.ClosedHow == "firm")
	f.Called += one(t.ClosedHow == "call")
	f.InTime += one(t.Net <= t.WholeLimit+t.Extended)
	f.Strict += one(t.Gross <= t.WholeLimit)
	f.Reopened += one(t.Reopened > 0)
	if t.Rating > 0 {
		f.Rated++
		f.Stars += t.Rating
	}
	f.Paused += t.Paused
	f.WithPause += one(t.Paused > 0)
	f.Extended += t.Extended
	f.Handed += t.Handed
	f.gross, f.net = append(f.gross, t.Gross), append(f.net, t.Net)
}

// quantile is the smallest value that p percent of the values do not exceed.
func quantile(values []int64, p int) int64 {
	if len(values) == 0 {
		return 0
	}
	values = slices.Clone(values)
	slices.Sort(values)
	i := (len(values)*p + 99) / 100
	return values[max(i, 1)-1]
}

func limited(order string, n int) string { return order + " LIMIT " + strconv.Itoa(n) }
