package indicator

import (
	"context"
	"slices"
	"strings"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/period"
)

// Grid is one indicator over a tree of subjects and a row of periods of its frequency, with everything added up that is not handed in.
type Grid struct {
	Ind     *Indicator
	Tree    *Subjects
	Periods []period.Period
	cells   []Cell // by subject, then period
	wanted  []bool // subjects without which a sum is not complete
}

// At gives the cell of a subject and a period, by their indices.
func (g *Grid) At(subject, p int) *Cell { return &g.cells[subject*len(g.Periods)+p] }

// Wanted reports whether a sum is not complete without the subject, by its index.
func (g *Grid) Wanted(subject int) bool { return g.wanted[subject] }

// Span gives what the periods from first to last (indices) make together for a subject.
func (g *Grid) Span(subject, first, last int) Cell {
	cells := make([]*Cell, 0, last-first+1)
	names := make([]string, 0, last-first+1)
	for p := first; p <= last; p++ {
		cells, names = append(cells, g.At(subject, p)), append(names, g.Periods[p].Label())
	}
	return InTime(g.Ind.Over, cells, names)
}

// Year gives what the year has come to by the end of a period, by its index. Periods of the year before the grid's first are missing.
func (g *Grid) Year(subject, last int) Cell {
	first := last
	for first > 0 && g.Periods[first-1].Year() == g.Periods[last].Year() {
		first--
	}
	return g.Span(subject, first, last)
}

// Index is where a period stands, -1 when the grid does not have it.
func (g *Grid) Index(p period.Period) int { return slices.Index(g.Periods, p) }

// Options say what counts.
type Options struct {
	Firm   bool // leave out estimated values and those that are not approved
	Drafts bool // with what is being filled
}

// periodsIn are the periods of a kind within p, none when p is shorter than they are.
func periodsIn(kind period.Kind, p period.Period) []period.Period {
	var out []period.Period
	for x := period.Of(kind, p.First()); x != "" && x.Last() <= p.Last(); x = x.Next() {
		if x.First() >= p.First() {
			out = append(out, x)
		}
	}
	return out
}

// between are the periods of a kind from the one with the first day of from to the one with the last day of to.
func between(kind period.Kind, from, to period.Period) []period.Period {
	var out []period.Period
	for x := period.Of(kind, from.First()); x != "" && x.First() <= to.Last() && len(out) < 600; x = x.Next() {
		out = append(out, x)
	}
	return out
}

// Grids reads indicators over one tree from one period to another and hands each to fn once, in no particular order. Each has
// periods of its own frequency; a grid is good until fn returns.
func (s *Service) Grids(ctx context.Context, inds []*Indicator, by string, from, to period.Period, opt Options, fn func(g *Grid) error) error {
	r, err := s.reader(ctx, by, from, to, opt)
	if err != nil {
		return err
	}
	var weights []*Indicator
	for _, i := range inds {
		if i.Across == Mean && i.WeightID != "" && r.weights[i.WeightID] == nil {
			w, err := s.Get(ctx, i.WeightID)
			if err != nil {
				return err
			}
			r.weights[w.ID] = &Grid{}
			weights = append(weights, w)
		}
	}
	if err := r.each(ctx, weights, func(g *Grid) error { r.weights[g.Ind.ID] = g; return nil }); err != nil {
		return err
	}
	return r.each(ctx, inds, fn)
}

// each makes the grids of indicators: those that are handed in with one query, the others one by one.
func (r *reader) each(ctx context.Context, inds []*Indicator, fn func(g *Grid) error) error {
	var handed []string
	byID := map[string]*Indicator{}
	for _, i := range inds {
		var err error
		switch i.Source {
		case Heading:
		case Register:
			err = r.register(ctx, i, fn)
		case Formula:
			err = r.formula(ctx, i, fn)
		default:
			handed, byID[i.ID] = append(handed, i.ID), i
		}
		if err != nil {
			return err
		}
	}
	if len(handed) == 0 {
		return nil
	}
	w := new(db.Where).In("t.indicator_id", handed...)
	r.within(w, byID)
	if r.tree.By == ByRegion {
		w.And("t.subject_kind = ?", ByRegion)
	} else {
		w.In("t.subject_kind", ByRegion, r.tree.By) // the root's own values too
	}
	rows, err := r.s.Run.DB.Query(ctx, "SELECT t.indicator_id, t.period, t.subject_kind, t.subject_id, t.amount, t.mark, t.edition, t.unit_id, t.revised, t.updated_at, t.id FROM indicator_value t"+
		w.SQL()+" ORDER BY t.indicator_id, t.period", w.Args()...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var g *Grid
	var old []inherited
	done := map[string]bool{}
	finish := func() error {
		if g == nil {
			return nil
		}
		done[g.Ind.ID] = true
		r.merge(g, old)
		r.total(g)
		old = nil
		return fn(g)
	}
	var v Value
	for rows.Next() {
		if err := rows.Scan(&v.IndicatorID, &v.Period, &v.SubjectKind, &v.SubjectID, &v.Amount, &v.Mark, &v.Edition, &v.UnitID, &v.Revised, &v.UpdatedAt, &v.ID); err != nil {
			return err
		}
		if g == nil || g.Ind.ID != v.IndicatorID {
			if err := finish(); err != nil {
				return err
			}
			g = r.grid(byID[v.IndicatorID])
		}
		r.put(g, &v, &old)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	rows.Close()
	if err := finish(); err != nil {
		return err
	}
	for _, id := range handed {
		if !done[id] {
			g := r.grid(byID[id])
			r.total(g)
			if err := fn(g); err != nil {
				return err
			}
		}
	}
	return nil
}

// within narrows the rows to the periods of the indicators' own frequencies, which an index finds.
func (r *reader) within(w *db.Where, inds map[string]*Indicator) {
	kinds := map[string]bool{}
	for _, i := range inds {
		kinds[i.Frequency] = true
	}
	cond := "1 = 0"
	for _, k := range period.Kinds() {
		if list := between(k, r.from, r.to); kinds[string(k)] && len(list) > 0 {
			cond += w.Expr(" OR t.period >= ? AND t.period <= ?", string(list[0]), string(list[len(list)-1]))
		}
	}
	if len(kinds) == 1 {
		cond = strings.TrimPrefix(cond, "1 = 0 OR ")
	}
	w.And("(" + cond + ")")
}
