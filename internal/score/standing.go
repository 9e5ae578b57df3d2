package score

import (
	"context"

	"lianzhang/internal/insight/scoring"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
)

// Standing is a round as somebody may see it.
type Standing struct {
	Round  *Round
	Scheme *Scheme
	Design *Design
	Before *Round // the published round before; nil when there is none
	Rows   []Standee
	All    int // how many are scored, seen or not
}

// Standee is one subject's row. Before publication people see those of their scope alone; afterwards all places, but lines only of
// their scope.
type Standee struct {
	Result
	Own  bool // within the scope
	Was  int64
	Diff int64 // places gained since the round before; 0 also when it had none
}

// Standing reads a round.
func (s *Service) Standing(ctx context.Context, scope authz.Scope, id string) (*Standing, error) {
	r, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	st := &Standing{Round: r}
	if st.Scheme, err = s.Scheme(ctx, r.SchemeID); err != nil {
		return nil, err
	}
	d, err := st.Scheme.Design()
	if err != nil {
		return nil, err
	}
	st.Design = &d
	all, err := s.resultsOf(ctx, s.Run.DB, id)
	if err != nil {
		return nil, err
	}
	was := map[string]int64{}
	if st.Before, err = s.Before(ctx, s.Run.DB, r); err != nil {
		return nil, err
	}
	if st.Before != nil {
		past, err := s.resultsOf(ctx, s.Run.DB, st.Before.ID)
		if err != nil {
			return nil, err
		}
		for i := range past {
			was[past[i].SubjectID] = past[i].Rank
		}
	}
	st.All = len(all)
	if !r.shown(scope) {
		return st, nil
	}
	for i := range all {
		row := Standee{Result: all[i], Own: scope.Allows(all[i].ScopeKeys()), Was: was[all[i].SubjectID]}
		if !row.Own {
			if r.State != Published {
				continue
			}
			row.Body, row.Expr = "", ""
		}
		if row.Was > 0 && row.Rank > 0 {
			row.Diff = row.Was - row.Rank
		}
		st.Rows = append(st.Rows, row)
	}
	return st, nil
}

// shown reports whether the scores may be seen: until they are announced only by who runs the round.
func (r *Round) shown(scope authz.Scope) bool {
	return r.State != Filling && r.State != Scoring && r.State != Cancelled || scope.Allows(r.ScopeKeys())
}

// Place is a published place, as the freezing of a period keeps it.
type Place struct {
	Key     string // scheme and subject
	Scheme  string // name
	Subject record.Ref
	Keys    authz.Keys // who may see it
	Label   string
	Rank    int
	Score   float64
	Best    int // bounds of the place
	Worst   int
	Grade   string
	URL     string
}

// Ranks gives the places of all rounds published for a period.
func (s *Service) Ranks(ctx context.Context, p period.Period) ([]Place, error) {
	rs, err := rounds.Select(ctx, s.Run.DB, new(db.Where).And("t.period = ? AND t.state = 'published'", string(p)), "ORDER BY t.name, t.id")
	if err != nil {
		return nil, err
	}
	var out []Place
	for i := range rs {
		rows, err := s.resultsOf(ctx, s.Run.DB, rs[i].ID)
		if err != nil {
			return nil, err
		}
		for _, x := range rows {
			out = append(out, Place{Key: rs[i].Code + "/" + x.Subject().String(), Scheme: rs[i].Name, Subject: x.Subject(), Keys: x.ScopeKeys(), Label: x.Label, Rank: int(x.Rank), Score: x.Score,
				Best: int(x.Best), Worst: int(x.Worst), Grade: x.Grade, URL: "/scores/" + rs[i].ID + "/" + x.SubjectID})
		}
	}
	return out, nil
}

// Peers names those that the figures cannot part from a subject of a round, by label.
func (s *Service) Peers(ctx context.Context, r *Round, subjectID string) ([]string, error) {
	t, rows, err := s.again(ctx, s.Run.DB, r)
	if err != nil {
		return nil, err
	}
	t.work()
	var out []string
	for i := range rows {
		if rows[i].SubjectID != subjectID || t.results[i].Rank == 0 {
			continue
		}
		for _, k := range scoring.Order(t.results) {
			if k != i && !t.spread.Apart(i, k) {
				out = append(out, rows[k].Label)
			}
		}
	}
	return out, nil
}
