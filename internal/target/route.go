package target

import (
	"context"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
)

// Spot is how many targets lie at a place: a province by two digits, a city by four.
type Spot struct {
	Place                           string
	All, Waiting, InTalks, Proposed int64 // taken over; to be called; in talks and beyond; candidates not yet decided
}

// Route counts the targets inside the scope by province, or with a province by its cities. chainID "" counts all chains.
func (s *Service) Route(ctx context.Context, scope authz.Scope, province, chainID string) ([]Spot, error) {
	w := new(db.Where).Scope(scopeOf(scope), "t").And("t.place <> ''").And("t.state <> 'excluded'")
	digits := "2"
	if province != "" {
		digits = "4"
		w.HasPrefix("t.place", province)
	}
	if chainID != "" {
		w.And("t.chain_id = ?", chainID)
	}
	rows, err := s.Run.DB.Query(ctx, "SELECT substr(t.place, 1, "+digits+"), count(*) FILTER (WHERE t.state <> 'candidate'), count(*) FILTER (WHERE t.state = 'assigned'),"+
		" count(*) FILTER (WHERE t.state IN ('talks', 'lead', 'signed')), count(*) FILTER (WHERE t.state = 'candidate') FROM target t"+w.SQL()+
		" GROUP BY substr(t.place, 1, "+digits+") ORDER BY 2 DESC, 5 DESC, 1", w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Spot
	for rows.Next() {
		var p Spot
		if err := rows.Scan(&p.Place, &p.All, &p.Waiting, &p.InTalks, &p.Proposed); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, rows.Err()
}

// Trip gives the targets at a place, those taken over first, for a list to carry along; at most limit.
func (s *Service) Trip(ctx context.Context, scope authz.Scope, place, chainID string) ([]Target, error) {
	w := new(db.Where).HasPrefix("t.place", place).And("t.state NOT IN ('excluded')")
	if chainID != "" {
		w.And("t.chain_id = ?", chainID)
	}
	return s.Select(ctx, s.Run.DB, scope, w, "ORDER BY CASE t.state WHEN 'candidate' THEN 1 ELSE 0 END, t.score DESC, t.firm LIMIT 300")
}

// Outcome is what came of the targets of one tenth of the rankings: the office's own record of how good they are.
type Outcome struct {
	Decile                           int64
	Taken, Contacted, Talked, Signed int64
}

// Outcomes counts, inside the scope, how far targets have come by the tenth in which they stood when they were taken over. One
// whose lead has become a project counts as signed when the project is.
func (s *Service) Outcomes(ctx context.Context, scope authz.Scope) ([]Outcome, error) {
	w := new(db.Where).Scope(scopeOf(scope), "t").And("t.decile > 0")
	rows, err := s.Run.DB.Query(ctx, `SELECT t.decile, count(*) FILTER (WHERE t.reached <> 'candidate'), count(*) FILTER (WHERE t.reached IN ('contacted', 'talks', 'lead', 'signed')),
		count(*) FILTER (WHERE t.reached IN ('talks', 'lead', 'signed')), count(*) FILTER (WHERE t.reached = 'signed' OR EXISTS (SELECT 1 FROM lead l
		JOIN project p ON p.id = l.project_id WHERE l.id = t.lead_id AND p.signed_actual <> '')) FROM target t`+w.SQL()+" GROUP BY t.decile ORDER BY t.decile", w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Outcome
	for rows.Next() {
		var o Outcome
		if err := rows.Scan(&o.Decile, &o.Taken, &o.Contacted, &o.Talked, &o.Signed); err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, rows.Err()
}
