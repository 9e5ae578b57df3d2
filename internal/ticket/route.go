package ticket

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"lianzhang/internal/insight/routing"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/record"
)

// Route sends the tickets of a kind in a region, "" for all, to a unit.
type Route struct {
	ID      string `db:"id"`
	Kind    string `db:"kind"`
	Region  string `db:"region"`
	UnitID  string `db:"unit_id"`
	Version int64  `db:"version"`
}

var routes = db.NewTable[Route]("ticket_route")

// Routes are all of them.
func (s *Service) Routes(ctx context.Context) ([]Route, error) {
	return routes.Select(ctx, s.db(), new(db.Where), "ORDER BY t.kind, t.region")
}

// SetRoute says where tickets of a kind go; an empty unit takes the route away.
func (s *Service) SetRoute(ctx context.Context, actor authz.Actor, kind, region, unit string) error {
	what := change.What{Action: "ticket.route", Perm: authz.TicketJudge, Ref: record.Ref{Kind: "ticket_route", ID: kind + "." + region}}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		was, err := routes.Select(ctx, tx, new(db.Where).And("t.kind = ?", kind).And("t.region = ?", region), "")
		if err != nil {
			return err
		}
		switch {
		case len(was) == 0 && unit == "":
			return nil
		case len(was) == 0:
			return routes.Insert(ctx, tx, &Route{ID: tx.NewID(), Kind: kind, Region: region, UnitID: unit})
		case unit == "":
			return routes.Delete(ctx, tx, &was[0])
		}
		after := was[0]
		after.UnitID = unit
		return routes.Update(ctx, tx, &was[0], &after)
	})
}

// Candidate is a unit that a ticket could go to, with why.
type Candidate struct {
	UnitID string
	Rule   bool     // the office's rule names it
	Share  float64  // how sure the words are, 0 to 1
	Words  []string // that speak for it
	Near   float64  // 1 same region, 0.7 a region above it, 0.2 elsewhere
	Open   int64    // tickets it has in hand
	Score  float64
}

// Because says in one sentence why.
func (c Candidate) Because() string {
	var why []string
	if c.Rule {
		why = append(why, "按交办规则")
	}
	if c.Share > 0 {
		text := fmt.Sprintf("以往类似诉求%.0f%%", 100*c.Share)
		if c.Words != nil {
			text += "（" + strings.Join(c.Words, "、") + "）"
		}
		why = append(why, text)
	}
	return strings.Join(append(why, fmt.Sprintf("在办%d件", c.Open)), "，")
}

// learnt are the models of kinds and units, fed from the office's own answered tickets.
type learnt struct {
	sync.Mutex
	kinds, units *routing.Model
	at           int64 // answered up to here
	checked      int64
}

// relearn is how often, in microseconds, answered tickets are looked for; memory bounds how many are learnt from.
const (
	relearn = 60 * 1_000_000
	memory  = 20_000
)

// learn feeds the models with what was answered since last time, on whichever node.
func (s *Service) learn(ctx context.Context, q db.Queryer) error {
	l := &s.learnt
	now := s.Run.Clock.Micro()
	if now-l.checked < relearn && l.checked != 0 {
		return nil
	}
	rows, err := q.Query(ctx, `SELECT kind, unit_id, name, text, answered_at FROM ticket WHERE answered_on <> '' AND answered_at > $1
		ORDER BY answered_at DESC LIMIT $2`, l.at, int64(memory))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var kind, unit, name, text string
		var at int64
		if err := rows.Scan(&kind, &unit, &name, &text, &at); err != nil {
			return err
		}
		l.kinds.Learn(kind, name+" "+text, 1)
		l.units.Learn(unit, name+" "+text, 1)
		l.at = max(l.at, at)
	}
	l.checked = now
	return rows.Err()
}

// SuggestKind gives the likeliest kinds of a text by the office's own answered tickets and, while these are few, the words of
// the kinds themselves.
func (s *Service) SuggestKind(ctx context.Context, text string) ([]routing.Guess, error) {
	s.learnt.Lock()
	defer s.learnt.Unlock()
	if s.learnt.kinds.Size() == 0 {
		for _, o := range KindOptions() {
			s.learnt.kinds.Learn(o.Code, o.Label+" "+strings.Join(o.Synonyms, " "), 0.2)
		}
	}
	if err := s.learn(ctx, s.db()); err != nil {
		return nil, err
	}
	return s.learnt.kinds.Suggest(text, 3), nil
}

// Candidates are the units that a ticket could go to, best first, at most five.
func (s *Service) Candidates(ctx context.Context, t *Ticket) ([]Candidate, error) {
	return s.candidates(ctx, s.db(), t)
}

func (s *Service) candidates(ctx context.Context, q db.Queryer, t *Ticket) ([]Candidate, error) {
	dir, err := s.Org.Directory(ctx)
	if err != nil {
		return nil, err
	}
	byUnit := map[string]*Candidate{}
	at := func(id string) *Candidate {
		if byUnit[id] == nil {
			byUnit[id] = &Candidate{UnitID: id}
		}
		return byUnit[id]
	}
	rows, err := routes.Select(ctx, q, new(db.Where).And("t.kind = ?", t.Kind), "")
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		if r.Region == t.Region || r.Region == "" {
			at(r.UnitID).Rule = true
		}
	}
	s.learnt.Lock()
	err = s.learn(ctx, q)
	guesses := s.learnt.units.Suggest(t.Name+" "+t.Text, 6)
	s.learnt.Unlock()
	if err != nil {
		return nil, err
	}
	for _, g := range guesses {
		c := at(g.Label)
		c.Share, c.Words = g.Share, g.Words
	}
	load, err := loads(ctx, q)
	if err != nil {
		return nil, err
	}
	var out []Candidate
	for id, c := range byUnit {
		u := dir.Unit(id)
		if u == nil || !u.Active {
			continue
		}
		c.Near, c.Open = near(dir, u.Region, t.Region), load[id]
		c.Score = (c.Share + map[bool]float64{true: 1}[c.Rule]) * c.Near / (1 + float64(c.Open)/500)
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.UnitID, b.UnitID))
	})
	return out[:min(5, len(out))], nil
}

// near tells how close a unit's region is to that of a ticket.
func near(dir *org.Directory, unit, place string) float64 {
	if unit == place {
		return 1
	}
	if slices.Contains(dir.RegionSubtree(unit), place) {
		return 0.7
	}
	return 0.2
}

// loads is how many tickets each unit has in hand.
func loads(ctx context.Context, q db.Queryer) (map[string]int64, error) {
	return db.Counts(ctx, q, "SELECT unit_id, CAST(sum(n) AS BIGINT) FROM ticket_sum WHERE state IN ('open', 'accepted', 'handling', 'reopened') GROUP BY unit_id")
}

// sure is how certain a suggestion must be to be followed without anybody looking.
const sure = 0.6

// destination is the unit that a new ticket goes to when nobody names one: by rule, by words that are sure, else the office.
func (s *Service) destination(ctx context.Context, tx *change.Tx, t *Ticket) (string, error) {
	cs, err := s.candidates(ctx, tx, t)
	if err != nil {
		return "", err
	}
	for _, c := range cs {
		if c.Rule || c.Share >= sure && c.Near >= 0.7 {
			return c.UnitID, nil
		}
	}
	dir, err := s.Org.Directory(ctx)
	if err != nil {
		return "", err
	}
	for _, u := range dir.Units() {
		if u.Kind == org.UnitOffice && u.Active {
			return u.ID, nil
		}
	}
	return tx.Actor.UnitID, nil
}
