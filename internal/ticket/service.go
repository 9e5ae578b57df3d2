package ticket

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"lianzhang/internal/chain"
	"lianzhang/internal/insight/routing"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/workday"
)

// Service has the verbs on tickets.
type Service struct {
	Run      *change.Runner
	Org      *org.Service
	Chains   *chain.Service
	Calendar func() workday.Calendar

	learnt learnt
}

// New makes the service.
func New(run *change.Runner, people *org.Service, chains *chain.Service) *Service {
	return &Service{Run: run, Org: people, Chains: chains, Calendar: people.Working, learnt: learnt{kinds: routing.New(), units: routing.New()}}
}

func (s *Service) db() *db.DB { return s.Run.DB }

func scopeOf(s authz.Scope) db.Scope { return s.On(authz.Keys(Spec.Scope)) }

// Get reads a ticket inside the scope; units that help see it too.
func (s *Service) Get(ctx context.Context, scope authz.Scope, id string) (*Ticket, error) {
	return tickets.Get(ctx, s.db(), helped{scope}, id)
}

// helped widens a scope to the tickets that its units help with.
type helped struct{ authz.Scope }

// Condition is the scope's own, or a helping unit.
func (h helped) Condition(w *db.Where, alias string) string {
	own := scopeOf(h.Scope).Condition(w, alias)
	if own == "" || len(h.Units) == 0 {
		return own
	}
	return "(" + own + " OR EXISTS (SELECT 1 FROM ticket_unit c WHERE c.ticket_id = " + alias + ".id AND " + w.InExpr("c.unit_id", h.Units...) + "))"
}

// Select reads tickets under a condition over alias t inside the scope.
func (s *Service) Select(ctx context.Context, q db.Queryer, scope authz.Scope, w *db.Where, tail string) ([]Ticket, error) {
	return tickets.Select(ctx, q, w.Scope(scopeOf(scope), "t"), tail)
}

// Raise adds a ticket. Without a unit it goes where Route says; when that does not know either, to the office.
func (s *Service) Raise(ctx context.Context, actor authz.Actor, t Ticket) (*Ticket, error) {
	err := s.Run.Run(ctx, actor, change.What{Action: "ticket.raise", Perm: authz.TicketRaise}, func(tx *change.Tx) error {
		if err := s.raise(ctx, tx, &t); err != nil {
			return err
		}
		tx.About(t.Ref())
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &t, nil
}

// Insert adds tickets inside a write under way, as an import does.
func (s *Service) Insert(ctx context.Context, tx *change.Tx, rows []*Ticket) error {
	for _, t := range rows {
		if err := s.raise(ctx, tx, t); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) raise(ctx context.Context, tx *change.Tx, t *Ticket) error {
	if err := t.validate(tx.Clock.Today()); err != nil {
		return err
	}
	if err := s.settle(ctx, tx, t); err != nil {
		return err
	}
	r, err := ruleIn(ctx, tx)
	if err != nil {
		return err
	}
	if t.UnitID == "" {
		if t.UnitID, err = s.destination(ctx, tx, t); err != nil {
			return err
		}
	}
	if err := tx.QueryRow(ctx, "SELECT CAST(COALESCE(max(no), 0) AS BIGINT) + 1 FROM ticket").Scan(&t.No); err != nil {
		return err
	}
	today := tx.Clock.Today()
	t.ID, t.State, t.Version = tx.NewID(), Open, 0
	t.Code = fmt.Sprintf("SQ-%s-%06d", today[:4], t.No)
	if t.RaisedOn == "" {
		t.RaisedOn = today
	}
	t.RaisedAt, t.CreatedAt, t.UpdatedAt = tx.Now, tx.Now, tx.Now
	if t.RaisedBy == "" {
		t.RaisedBy = tx.Actor.ID
	}
	if t.RaisedName == "" {
		t.RaisedName = tx.Actor.Name
	}
	t.Rule, t.WholeLimit = r.Code, r.whole(t.Kind, t.Hard)
	t.UnitOn, t.StepOn, t.StepLimit = today, today, r.step(t)
	w := s.writer(tx)
	t.reckon(w.cal, r.Steps, nil, tx.Now)
	if err := w.insert(ctx, t); err != nil {
		return err
	}
	if err := w.open(ctx, t); err != nil {
		return err
	}
	tx.Emit("ticket.assigned", t.Ref(), t.message(RungNone, "", nil))
	return w.event(ctx, t, "raise", t.Text, "")
}

func (t *Ticket) validate(today string) error {
	var bad errs.Fields
	t.Name, t.Text, t.Firm = strings.TrimSpace(t.Name), strings.TrimSpace(t.Text), strings.TrimSpace(t.Firm)
	t.Contact, t.Phone = strings.TrimSpace(t.Contact), strings.TrimSpace(t.Phone)
	if t.Name == "" && t.Text != "" {
		t.Name = headline(t.Text)
	}
	switch n := utf8.RuneCountInString(t.Name); {
	case n == 0:
		bad.Add("name", "用一句话写明要解决什么")
	case n > maxName:
		bad.Add("name", "最多%d字，细节写在下面", maxName)
	}
	if utf8.RuneCountInString(t.Text) > maxText {
		bad.Add("text", "最多%d字，更多内容请作为附件上传", maxText)
	}
	if t.Kind == "" {
		t.Kind = "other"
	}
	if t.Source == "" {
		t.Source = SourceTeam
	}
	for _, c := range []struct{ name, code string }{{"kind", t.Kind}, {"source", t.Source}} {
		if Spec.Column(c.name).OptionLabel(c.code) == c.code {
			bad.Add(c.name, "没有“%s”这个选项", c.code)
		}
	}
	if t.RaisedOn != "" {
		switch {
		case !clock.IsDate(t.RaisedOn):
			bad.Add("raised_on", "“%s”不是日期，例如2026-11-22", t.RaisedOn)
		case t.RaisedOn > today:
			bad.Add("raised_on", "不能晚于今天（%s）", today)
		}
	}
	return bad.Err()
}

// The most characters of a name and of a text.
const (
	maxName = 100
	maxText = 4000
)

// headline is the first sentence of a text, as a name.
func headline(text string) string {
	text = strings.TrimSpace(text)
	if i := strings.IndexAny(text, "。！？\n；"); i > 0 {
		text = text[:i]
	}
	if r := []rune(text); len(r) > 40 {
		text = string(r[:39]) + "…"
	}
	return text
}

// settle fills in what the project, the node or the firm of a ticket tell.
func (s *Service) settle(ctx context.Context, tx *change.Tx, t *Ticket) error {
	if t.EnterpriseID == "" && t.Firm != "" {
		if err := one(ctx, tx, "SELECT e.id FROM enterprise e WHERE e.name = $1 ORDER BY e.id LIMIT 1", []any{t.Firm}, &t.EnterpriseID); err != nil {
			return err
		}
	}
	var region, chainID, name string
	for _, from := range []struct{ id, sql string }{
		{t.ProjectID, "SELECT p.region, p.chain_id, '' FROM project p WHERE p.id = $1"},
		{t.EnterpriseID, "SELECT e.region, e.chain_id, e.name FROM enterprise e WHERE e.id = $1"},
		{t.ChainID, "SELECT c.region, c.id, '' FROM chain c WHERE c.id = $1"},
	} {
		if from.id == "" {
			continue
		}
		region, chainID, name = "", "", ""
		if err := one(ctx, tx, from.sql, []any{from.id}, &region, &chainID, &name); err != nil {
			return err
		}
		if region == "" {
			return errs.Fields{{Name: "name", Message: "所选的项目、企业或产业链已不存在，请重选"}}.Err()
		}
		t.Region, t.ChainID, t.Firm = cmp.Or(t.Region, region), cmp.Or(t.ChainID, chainID), cmp.Or(name, t.Firm)
	}
	if t.Region == "" {
		t.Region = tx.Actor.Region
	}
	if t.Region == "" {
		return errs.Fields{{Name: "region", Message: "选择县区"}}.Err()
	}
	return nil
}

// one reads one row into dest, which stays as it is when there is none.
func one(ctx context.Context, q db.Queryer, sql string, args []any, dest ...any) error {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
	}
	return rows.Err()
}
