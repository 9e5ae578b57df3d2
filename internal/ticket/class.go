package ticket

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"lianzhang/internal/insight/routing"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
)

// ClassKind is the record kind and table of classes.
const ClassKind = "ticket_class"

// Class is 一类事: repeats with one cause and one cure.
type Class struct {
	ID        string `db:"id"`
	Region    string `db:"region"`
	UnitID    string `db:"unit_id"` // who cures it
	Name      string `db:"name"`
	Kind      string `db:"kind"`
	Cause     string `db:"cause"`
	Cure      string `db:"cure"`
	Due       string `db:"due"`
	CuredOn   string `db:"cured_on"`
	CreatedBy string `db:"created_by"`
	CreatedAt int64  `db:"created_at"`
	Version   int64  `db:"version"`
}

// ScopeKeys are the keys by which a class is scoped.
func (c *Class) ScopeKeys() authz.Keys { return authz.Keys{Region: c.Region, Unit: c.UnitID} }

var classes = db.NewTable[Class](ClassKind)

// ClassSum is a class with its tickets counted.
type ClassSum struct {
	Class
	N, Open int64
	After   int64 // raised after the cure: it did not hold
}

// Classes are those of the scope, the largest first.
func (s *Service) Classes(ctx context.Context, scope authz.Scope) ([]ClassSum, error) {
	rows, err := classes.Select(ctx, s.db(), new(db.Where).Scope(scope.On(authz.Keys{Region: "region", Unit: "unit_id"}), "t"), "")
	if err != nil {
		return nil, err
	}
	byID := map[string]*ClassSum{}
	out := make([]ClassSum, len(rows))
	for i, c := range rows {
		out[i].Class = c
		byID[c.ID] = &out[i]
	}
	got, err := s.db().Query(ctx, `SELECT t.class_id, count(*), CAST(sum(CASE WHEN t.state IN ('closed', 'refused') THEN 0 ELSE 1 END) AS BIGINT),
		CAST(sum(CASE WHEN c.cured_on <> '' AND t.raised_on > c.cured_on THEN 1 ELSE 0 END) AS BIGINT)
		FROM ticket t JOIN ticket_class c ON c.id = t.class_id GROUP BY t.class_id`)
	if err != nil {
		return nil, err
	}
	defer got.Close()
	for got.Next() {
		var id string
		var n, open, after int64
		if err := got.Scan(&id, &n, &open, &after); err != nil {
			return nil, err
		}
		if c := byID[id]; c != nil {
			c.N, c.Open, c.After = n, open, after
		}
	}
	slices.SortStableFunc(out, func(a, b ClassSum) int { return cmp.Compare(b.N, a.N) })
	return out, got.Err()
}

// GetClass reads a class inside the scope.
func (s *Service) GetClass(ctx context.Context, scope authz.Scope, id string) (*Class, error) {
	return classes.Get(ctx, s.db(), scope.On(authz.Keys{Region: "region", Unit: "unit_id"}), id)
}

func (c *Class) validate() error {
	var bad errs.Fields
	if c.Name = strings.TrimSpace(c.Name); c.Name == "" {
		bad.Add("name", "写明是哪一类事")
	}
	for _, d := range []struct{ name, date string }{{"due", c.Due}, {"cured_on", c.CuredOn}} {
		if d.date != "" && !clock.IsDate(d.date) {
			bad.Add(d.name, "“%s”不是日期，例如2026-11-22", d.date)
		}
	}
	if c.CuredOn != "" && strings.TrimSpace(c.Cure) == "" {
		bad.Add("cure", "写明治本的办法")
	}
	return bad.Err()
}

// AddClass makes a class and sets its id.
func (s *Service) AddClass(ctx context.Context, actor authz.Actor, c *Class) error {
	if err := c.validate(); err != nil {
		return err
	}
	return s.Run.Run(ctx, actor, change.What{Action: "ticket.class", Perm: authz.TicketJudge}, func(tx *change.Tx) error {
		c.ID, c.CreatedAt, c.CreatedBy, c.Region = tx.NewID(), tx.Now, tx.Actor.ID, cmp.Or(c.Region, tx.Actor.Region)
		tx.About(record.Ref{Kind: ClassKind, ID: c.ID})
		return classes.Insert(ctx, tx, c)
	})
}

// SaveClass stores an edited class.
func (s *Service) SaveClass(ctx context.Context, actor authz.Actor, before, after *Class) error {
	if err := after.validate(); err != nil {
		return err
	}
	what := change.What{Action: "ticket.class", Perm: authz.TicketJudge, Ref: record.Ref{Kind: ClassKind, ID: before.ID}}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error { return classes.Update(ctx, tx, before, after) })
}

// Classify puts a ticket into a class, "" takes it out; its clocks do not notice.
func (s *Service) Classify(ctx context.Context, actor authz.Actor, id, class string) error {
	what := change.What{Action: "ticket.classify", Perm: authz.TicketJudge, Ref: record.Ref{Kind: Kind, ID: id}}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		t, err := tickets.Get(ctx, tx, scopeOf(actor.Scope), id)
		if err != nil {
			return err
		}
		name := "不归类"
		if class != "" {
			c, err := classes.Get(ctx, tx, db.Everything, class)
			if err != nil {
				return err
			}
			name = c.Name
		}
		after := *t
		after.ClassID = class
		w := s.writer(tx)
		if err := w.update(ctx, t, &after); err != nil {
			return err
		}
		return w.event(ctx, &after, "classify", name, "")
	})
}

// Alike is a ticket with how much its words have in common with another's, 0 to 1.
type Alike struct {
	Ticket
	Share float64
}

// alikeAmong is how many of the newest tickets of a kind are compared.
const alikeAmong = 800

// Similar are the tickets of the same kind whose words are most alike, at most n.
func (s *Service) Similar(ctx context.Context, scope authz.Scope, t *Ticket, n int) ([]Alike, error) {
	rows, err := s.db().Query(ctx, "SELECT id, name, text FROM ticket WHERE kind = $1 AND id <> $2 ORDER BY no DESC LIMIT $3", t.Kind, t.ID, int64(alikeAmong))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	own := routing.Features(t.Name + " " + t.Text)
	share := map[string]float64{}
	for rows.Next() {
		var id, name, text string
		if err := rows.Scan(&id, &name, &text); err != nil {
			return nil, err
		}
		if a := routing.Alike(own, routing.Features(name+" "+text)); a >= 0.15 {
			share[id] = a
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	ids := make([]string, 0, len(share))
	for id := range share {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b string) int { return cmp.Or(cmp.Compare(share[b], share[a]), cmp.Compare(a, b)) })
	got, err := tickets.Select(ctx, s.db(), new(db.Where).In("t.id", ids[:min(4*n, len(ids))]...).Scope(scopeOf(scope), "t"), "")
	var out []Alike
	for _, x := range got {
		out = append(out, Alike{x, share[x.ID]})
	}
	slices.SortFunc(out, func(a, b Alike) int { return cmp.Or(cmp.Compare(b.Share, a.Share), cmp.Compare(a.ID, b.ID)) })
	return out[:min(n, len(out))], err
}

func mainGuard(ctx context.Context, d *doing) error {
	m, err := tickets.Get(ctx, d.tx, scopeOf(d.tx.Actor.Scope), d.act.Main)
	switch {
	case err != nil && !db.NotFound(err):
		return err
	case err != nil || m.ID == d.was.ID:
		return errs.Fields{{Name: "main", Message: "选一件您能看到的在办诉求作主件"}}.Err()
	case !Working(m.State):
		return errs.Fields{{Name: "main", Message: "主件要在办；" + m.Code + "现在是“" + Flow.Label(m.State) + "”"}}.Err()
	}
	return nil
}

// merge hangs the ticket on its main one, whose owner it follows; its whole clock runs on.
func merge(ctx context.Context, d *doing) error {
	m, err := tickets.Get(ctx, d.tx, scopeOf(d.tx.Actor.Scope), d.act.Main)
	if err != nil {
		return err
	}
	if err := d.release(ctx, d.holds); err != nil {
		return err
	}
	d.t.MainID, d.t.UnitID, d.t.ClassID = m.ID, m.UnitID, cmp.Or(m.ClassID, d.t.ClassID)
	d.note = "并入" + m.Code
	// Those that hung on this one follow.
	rows, err := tickets.Select(ctx, d.tx, new(db.Where).And("t.main_id = ?", d.t.ID).And("t.state = ?", Merged), "")
	if err != nil {
		return err
	}
	for i := range rows {
		after := rows[i]
		after.MainID = m.ID
		if err := d.update(ctx, &rows[i], &after); err != nil {
			return err
		}
	}
	return nil
}
