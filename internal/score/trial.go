package score

import (
	"context"
	"encoding/json"

	"lianzhang/internal/insight/scoring"
	"lianzhang/internal/platform/authz"
)

// Trial is a draft tried on a past round beside what was published then.
type Trial struct {
	Round  *Round
	Rows   []Tried
	Swings []Swing  // of each weight
	Taken  int      // items whose values were taken from the round as they stood
	Fresh  []string // items counted anew, by name: from the registers as they are today
	Empty  []string // items without any value then
}

// Tried is one subject under both schemes.
type Tried struct {
	Label            string
	SubjectID        string
	OldRank, NewRank int
	OldScore, New    float64
	Best, Worst      int
}

// Gain is how many places the draft would give.
func (t *Tried) Gain() int {
	if t.OldRank == 0 || t.NewRank == 0 {
		return 0
	}
	return t.OldRank - t.NewRank
}

// Swing is what moving one weight alone by ±10 % does.
type Swing struct {
	No, Name string
	Weight   float64
	scoring.Swing
}

// Try runs a design on the published rounds of a scheme, the latest first, at most so many.
func (s *Service) Try(ctx context.Context, scope authz.Scope, d *Design, code string, rounds int) ([]Trial, error) {
	all, err := s.Rounds(ctx)
	if err != nil {
		return nil, err
	}
	var out []Trial
	for i := range all {
		r := &all[i]
		if r.Code != code || r.State != Published || len(out) == rounds {
			continue
		}
		t, err := s.tryOn(ctx, scope, d, r)
		if err != nil {
			return nil, err
		}
		out = append(out, *t)
	}
	return out, nil
}

func (s *Service) tryOn(ctx context.Context, scope authz.Scope, d *Design, r *Round) (*Trial, error) {
	old, rows, err := s.again(ctx, s.Run.DB, r)
	if err != nil {
		return nil, err
	}
	fresh, err := s.gather(ctx, d, s.subjectsAgain(ctx, d, r, old.subjects), r.Period, "", r.Code)
	if err != nil {
		return nil, err
	}
	out := &Trial{Round: r}
	for j, it := range fresh.leaves {
		at := old.same(it)
		known := false
		for i := range fresh.lines {
			l := &fresh.lines[i][j]
			if at >= 0 {
				was := &old.lines[i][at]
				l.X, l.Known, l.Exact = was.X, was.Known, was.Exact
				if it.Method == scoring.Ratio && it.TargetBy == TargetOwn {
					l.Target, l.HasTarget = was.Target, was.HasTarget
				}
			}
			known = known || l.Known
		}
		switch {
		case !known:
			out.Empty = append(out.Empty, it.Name)
		case at >= 0:
			out.Taken++
		default:
			out.Fresh = append(out.Fresh, it.Name)
		}
	}
	fresh.work()
	for i := range rows {
		if !scope.Allows(rows[i].ScopeKeys()) {
			continue
		}
		n := &fresh.results[i]
		out.Rows = append(out.Rows, Tried{Label: rows[i].Label, SubjectID: rows[i].SubjectID, OldRank: int(rows[i].Rank), NewRank: n.Rank, OldScore: rows[i].Score, New: n.Score,
			Best: fresh.spread.Best[i], Worst: fresh.spread.Worst[i]})
	}
	for _, sw := range scoring.Sensitivity(fresh.items, fresh.values(), fresh.results, scoring.Usual().Weights) {
		it := fresh.leaves[sw.Item]
		out.Swings = append(out.Swings, Swing{No: it.No, Name: it.Name, Weight: it.Weight, Swing: sw})
	}
	return out, nil
}

// subjectsAgain are the subjects of a past round, with what counts as theirs today.
func (s *Service) subjectsAgain(ctx context.Context, d *Design, r *Round, past []Subject) []Subject {
	now, err := s.Subjects(ctx, d, r.Period)
	if err != nil {
		return past
	}
	out := append([]Subject(nil), past...)
	for i := range out {
		out[i].Codes = []string{out[i].Ref.ID}
		for k := range now {
			if now[k].Ref == out[i].Ref {
				out[i].Codes, out[i].UnitOf = now[k].Codes, now[k].UnitOf
			}
		}
	}
	return out
}

// same finds the leaf that takes its value from the same place: by its wish, or of sheets by its name.
func (t *table) same(it *Item) int {
	key := func(x *Item) string {
		if x.BySheet() {
			return "sheet/" + x.Name
		}
		b, err := json.Marshal(x.Input)
		if err != nil {
			return x.No
		}
		return string(b)
	}
	for j, x := range t.leaves {
		if key(x) == key(it) {
			return j
		}
	}
	return -1
}
