package ticket

import (
	"context"
	"math/rand/v2"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

// The results of a call-back.
const (
	CallOpen     = ""
	CallSolved   = "solved"
	CallUnsolved = "unsolved"
	CallMissed   = "missed" // nobody answered
)

// Call is a closed ticket drawn by lot, to be asked about by telephone.
type Call struct {
	ID       string `db:"id"`
	TicketID string `db:"ticket_id"`
	Region   string `db:"region"`
	UnitID   string `db:"unit_id"`
	ChainID  string `db:"chain_id"`
	DrawnOn  string `db:"drawn_on"`
	Seed     int64  `db:"seed"`
	Result   string `db:"result"`
	Note     string `db:"note"`
	ByName   string `db:"by_name"`
	At       int64  `db:"at"`
	Version  int64  `db:"version"`
}

// ScopeKeys are those of the ticket.
func (c *Call) ScopeKeys() authz.Keys {
	return authz.Keys{Region: c.Region, Unit: c.UnitID, Chain: c.ChainID}
}

var calls = db.NewTable[Call]("ticket_call")

// Draw picks n tickets closed within the last 30 days that were not drawn before. Anybody can redo it: the lot is that of
// math/rand/v2's PCG with the seed, over the candidates in the order of their numbers.
func (s *Service) Draw(ctx context.Context, actor authz.Actor, n int, seed int64) (drawn int, err error) {
	if n < 1 || n > 200 {
		return 0, errs.Fields{{Name: "n", Message: "一次抽1到200件"}}.Err()
	}
	err = s.Run.Run(ctx, actor, change.What{Action: "ticket.draw", Perm: authz.TicketJudge}, func(tx *change.Tx) error {
		from := tx.Now - 30*24*3600*1_000_000
		w := new(db.Where).And("t.state = ?", Closed).And("t.closed_at >= ?", from).Scope(scopeOf(actor.Scope), "t").
			And("NOT EXISTS (SELECT 1 FROM ticket_call c WHERE c.ticket_id = t.id)")
		rows, err := tickets.Select(ctx, tx, w, "ORDER BY t.no")
		if err != nil {
			return err
		}
		lot := rand.New(rand.NewPCG(uint64(seed), 0)).Perm(len(rows))
		for _, i := range lot[:min(n, len(lot))] {
			t := &rows[i]
			drawn++
			c := &Call{ID: tx.NewID(), TicketID: t.ID, Region: t.Region, UnitID: t.UnitID, ChainID: t.ChainID, DrawnOn: tx.Clock.Today(), Seed: seed}
			if err := calls.Insert(ctx, tx, c); err != nil {
				return err
			}
		}
		return nil
	})
	return drawn, err
}

// CallRow is a call-back with its ticket.
type CallRow struct {
	Call
	T Ticket
}

// Calls are those of the scope, open ones first.
func (s *Service) Calls(ctx context.Context, scope authz.Scope, n int) ([]CallRow, error) {
	rows, err := calls.Select(ctx, s.db(), new(db.Where).Scope(scopeOf(scope), "t"), "ORDER BY t.result <> '', t.drawn_on DESC, t.id LIMIT 500")
	if err != nil {
		return nil, err
	}
	rows = rows[:min(n, len(rows))]
	var ids []string
	for _, c := range rows {
		ids = append(ids, c.TicketID)
	}
	ts, err := tickets.Select(ctx, s.db(), new(db.Where).In("t.id", ids...), "")
	byID := map[string]Ticket{}
	for _, t := range ts {
		byID[t.ID] = t
	}
	var out []CallRow
	for _, c := range rows {
		out = append(out, CallRow{c, byID[c.TicketID]})
	}
	return out, err
}

// GetCall reads a call-back inside the scope.
func (s *Service) GetCall(ctx context.Context, scope authz.Scope, id string) (*Call, error) {
	return calls.Get(ctx, s.db(), scopeOf(scope), id)
}

// Called writes down what the firm said on the telephone; one that is not solved after all is reopened.
func (s *Service) Called(ctx context.Context, actor authz.Actor, id, result, note string) error {
	note = strings.TrimSpace(note)
	var bad errs.Fields
	if result != CallSolved && result != CallUnsolved && result != CallMissed {
		bad.Add("result", "选回访结果")
	}
	if note == "" {
		bad.Add("note", "写明谁接的电话、怎么说")
	}
	if err := bad.Err(); err != nil {
		return err
	}
	return s.Run.Run(ctx, actor, change.What{Action: "ticket.called", Perm: authz.TicketJudge, Reason: note}, func(tx *change.Tx) error {
		c, err := calls.Get(ctx, tx, scopeOf(actor.Scope), id)
		if err != nil {
			return err
		}
		t, err := tickets.Get(ctx, tx, scopeOf(actor.Scope), c.TicketID)
		if err != nil {
			return err
		}
		tx.About(t.Ref())
		if c.Result != CallOpen && c.Result != CallMissed {
			return errs.New(errs.Conflict, "这一件已由%s回访过", c.ByName)
		}
		if result == CallUnsolved && t.State == Closed {
			if _, err := s.do(ctx, tx, t, Act{Action: ActCalled, Text: note}); err != nil {
				return err
			}
		}
		after := *c
		after.Result, after.Note, after.ByName, after.At = result, note, tx.Actor.Name, tx.Now
		return calls.Update(ctx, tx, c, &after)
	})
}

// drawn sees that the ticket is on the list of call-backs and not yet asked about.
func drawn(ctx context.Context, d *doing) error {
	rows, err := calls.Select(ctx, d.tx, new(db.Where).And("t.ticket_id = ?", d.was.ID).In("t.result", CallOpen, CallMissed), "")
	if err == nil && len(rows) == 0 {
		return errs.New(errs.Invalid, "这一件不在抽查名单里；企业自己可以用回执上的链接重新提出")
	}
	return err
}

// Silent are the answered tickets on which the firm has said nothing for as long as the rule allows, oldest first.
func (s *Service) Silent(ctx context.Context, scope authz.Scope, n int) ([]Ticket, error) {
	r, err := s.Rule(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := s.Select(ctx, s.db(), scope, new(db.Where).And("t.state = ?", Answered).And("t.answered_on <= ?", clock.AddDays(s.Run.Clock.Today(), -r.Silent)), "ORDER BY t.answered_on, t.no LIMIT 2000")
	cal := s.Calendar()
	var out []Ticket
	for _, t := range rows {
		if cal.Between(t.AnsweredOn, s.Run.Clock.Today()) >= r.Silent && len(out) < n {
			out = append(out, t)
		}
	}
	return out, err
}
