package visit

import (
	"cmp"
	"context"
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
)

// Cover says how well the firms of a unit or a person are visited. AccountID is "" in the line of a unit.
type Cover struct {
	UnitID, AccountID string
	Firms             int64 // looked after now
	Visited           int64 // of these, visited in the last Term days by who looks after them
	Visits            int64 // visits of the last Term days, to whatever firm
	Tickets           int64 // tickets that came of these
	Rated, Stars      int64 // visits with a satisfaction, and the sum of it
}

// Satisfaction is the mean of 1 to 5, 0 when nobody was asked.
func (c *Cover) Satisfaction() float64 {
	if c.Rated == 0 {
		return 0
	}
	return float64(c.Stars) / float64(c.Rated)
}

// Share is the part of the firms that was visited, 0 to 1.
func (c *Cover) Share() float64 {
	if c.Firms == 0 {
		return 0
	}
	return float64(c.Visited) / float64(c.Firms)
}

// Coverage is the whole, and each line of it.
type Coverage struct {
	From          string // first day that counts
	Total         Cover
	Units, People []*Cover
}

// Cutoff is the first of the last Term days.
func Cutoff(today string) string { return clock.AddDays(today, 1-Term) }

// Coverage counts what the actor may see. A firm that two people of a unit look after is one firm of the unit.
func (s *Service) Coverage(ctx context.Context, actor authz.Actor) (*Coverage, error) {
	today := s.Run.Clock.Today()
	out := &Coverage{From: Cutoff(today)}
	byUnit, byPerson := map[string]*Cover{}, map[[2]string]*Cover{}
	at := func(unit, person string) (*Cover, *Cover) {
		if byUnit[unit] == nil {
			byUnit[unit] = &Cover{UnitID: unit}
			out.Units = append(out.Units, byUnit[unit])
		}
		k := [2]string{unit, person}
		if byPerson[k] == nil {
			byPerson[k] = &Cover{UnitID: unit, AccountID: person}
			out.People = append(out.People, byPerson[k])
		}
		return byUnit[unit], byPerson[k]
	}
	if err := s.countFirms(ctx, actor, out, at); err != nil {
		return nil, err
	}
	if err := s.countVisits(ctx, actor, out, at); err != nil {
		return nil, err
	}
	worst := func(a, b *Cover) int {
		return cmp.Or(cmp.Compare(b.Firms-b.Visited, a.Firms-a.Visited), cmp.Compare(b.Firms, a.Firms), cmp.Compare(a.UnitID, b.UnitID), cmp.Compare(a.AccountID, b.AccountID))
	}
	slices.SortFunc(out.Units, worst)
	slices.SortFunc(out.People, worst)
	return out, nil
}

func (s *Service) countFirms(ctx context.Context, actor authz.Actor, out *Coverage, at func(unit, person string) (*Cover, *Cover)) error {
	w := new(db.Where).And("t.until_on = ''").Scope(scopeOf(Sees(actor)), "t")
	rows, err := s.Run.DB.Query(ctx, `SELECT t.unit_id, t.account_id, t.enterprise_id, COALESCE(max(v.on_date), '') FROM visit_charge t
		LEFT JOIN visit v ON v.enterprise_id = t.enterprise_id AND v.by_id = t.account_id`+w.SQL()+` GROUP BY t.unit_id, t.account_id, t.enterprise_id`, w.Args()...)
	if err != nil {
		return err
	}
	defer rows.Close()
	type place struct{ unit, firm string }
	seen := map[place]bool{} // true = visited
	for rows.Next() {
		var unit, person, firm, last string
		if err := rows.Scan(&unit, &person, &firm, &last); err != nil {
			return err
		}
		u, p := at(unit, person)
		p.Firms++
		if last >= out.From {
			p.Visited++
		}
		for _, k := range []place{{unit, firm}, {"", firm}} { // "" is the whole
			c := u
			if k.unit == "" {
				c = &out.Total
			}
			visited, had := seen[k]
			if !had {
				c.Firms++
			}
			if last >= out.From && !visited {
				c.Visited++
			}
			seen[k] = visited || last >= out.From
		}
	}
	return rows.Err()
}

func (s *Service) countVisits(ctx context.Context, actor authz.Actor, out *Coverage, at func(unit, person string) (*Cover, *Cover)) error {
	w := new(db.Where).And("t.on_date >= ?", out.From).Scope(scopeOf(Sees(actor)), "t")
	rows, err := s.Run.DB.Query(ctx, `SELECT t.unit_id, t.by_id, count(*), CAST(sum(CASE WHEN t.ticket_id <> '' THEN 1 ELSE 0 END) AS BIGINT),
		CAST(sum(CASE WHEN t.satisfaction > 0 THEN 1 ELSE 0 END) AS BIGINT), CAST(sum(t.satisfaction) AS BIGINT) FROM visit t`+w.SQL()+` GROUP BY t.unit_id, t.by_id`, w.Args()...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var unit, person string
		var n, tickets, rated, stars int64
		if err := rows.Scan(&unit, &person, &n, &tickets, &rated, &stars); err != nil {
			return err
		}
		u, p := at(unit, person)
		for _, c := range []*Cover{u, p, &out.Total} {
			c.Visits, c.Tickets, c.Rated, c.Stars = c.Visits+n, c.Tickets+tickets, c.Rated+rated, c.Stars+stars
		}
	}
	return rows.Err()
}

// Idle is the day since which nobody has come to a firm that counts as not visited: a filter "idle_from=..Idle" finds them.
func Idle(today string) string { return clock.AddDays(today, -Term) }
