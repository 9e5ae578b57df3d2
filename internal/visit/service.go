package visit

import (
	"context"
	"regexp"
	"strings"
	"unicode/utf8"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/ticket"
)

// Service has the verbs on visits and charges.
type Service struct {
	Run     *change.Runner
	Org     *org.Service
	Firms   *enterprise.Service
	Tickets *ticket.Service
}

// Get reads a visit that the actor may see.
func (s *Service) Get(ctx context.Context, actor authz.Actor, id string) (*Visit, error) {
	return visits.Get(ctx, s.Run.DB, scopeOf(Sees(actor)), id)
}

// Of gives the newest visits to a firm that the actor may see, at most n, and how many there are.
func (s *Service) Of(ctx context.Context, actor authz.Actor, firm string, n int) (rows []Visit, all int, err error) {
	w := new(db.Where).And("t.enterprise_id = ?", firm).Scope(scopeOf(Sees(actor)), "t")
	rows, err = visits.Select(ctx, s.Run.DB, w, "ORDER BY t.on_date DESC, t.id DESC")
	return rows[:min(n, len(rows))], len(rows), err
}

// Draft is a visit as somebody notes it. Firm is a name or a credit code.
type Draft struct {
	Key                          string // given by the browser; "" = never sent twice
	Firm                         string
	On, Met, Said, Told, Problem string
	NextOn                       string
	Satisfaction                 int64
}

// The most characters of a short and of a long text.
const (
	maxShort = 100
	maxLong  = 2000
)

var keyForm = regexp.MustCompile(`^[0-9A-Za-z-]{8,64}$`)

func (d *Draft) check(today string) error {
	var bad errs.Fields
	for _, f := range []struct {
		name string
		at   *string
		most int
	}{{"firm", &d.Firm, maxShort}, {"met", &d.Met, maxShort}, {"said", &d.Said, maxLong}, {"told", &d.Told, maxLong}, {"problem", &d.Problem, maxLong}} {
		if *f.at = strings.TrimSpace(*f.at); utf8.RuneCountInString(*f.at) > f.most {
			bad.Add(f.name, "最多%d字", f.most)
		}
	}
	if d.Firm == "" {
		bad.Add("firm", "填写走访的企业")
	}
	if d.Said == "" {
		bad.Add("said", "写一句看到、谈到了什么")
	}
	if d.On == "" {
		d.On = today
	}
	switch {
	case !clock.IsDate(d.On):
		bad.Add("on", "“%s”不是日期，例如2026-11-22", d.On)
	case d.On > today:
		bad.Add("on", "不能晚于今天（%s）", today)
	}
	switch {
	case d.NextOn == "":
	case !clock.IsDate(d.NextOn):
		bad.Add("next_on", "“%s”不是日期，例如2026-11-22", d.NextOn)
	case clock.IsDate(d.On) && d.NextOn <= d.On:
		bad.Add("next_on", "要晚于走访日期")
	}
	if d.Satisfaction < 0 || d.Satisfaction > 5 {
		bad.Add("satisfaction", "选1至5分，没有问可以不填")
	}
	if d.Key != "" && !keyForm.MatchString(d.Key) {
		bad.Add("client_key", "草稿编号不对，请刷新页面后重新填写")
	}
	return bad.Err()
}

// Record notes a visit. A draft whose key has been seen from the same person gives the visit that is there, and again true:
// nothing is written, whatever else the second draft says. A problem becomes a ticket in the same write.
func (s *Service) Record(ctx context.Context, actor authz.Actor, d Draft) (v *Visit, again bool, err error) {
	if err := actor.Need(authz.VisitMake); err != nil {
		return nil, false, err
	}
	if v, err = s.known(ctx, s.Run.DB, actor, d.Key); err != nil || v != nil {
		return v, v != nil, err
	}
	if err := d.check(s.Run.Clock.Today()); err != nil {
		return nil, false, err
	}
	firm, err := s.firm(ctx, actor, d.Firm)
	if err != nil {
		return nil, false, err
	}
	kind := s.kindOf(ctx, d.Problem)
	errSeen := errs.New(errs.Conflict, "这次走访已经登记")
	err = s.Run.Run(ctx, actor, change.What{Action: "visit.record", Perm: authz.VisitMake}, func(tx *change.Tx) error {
		// Two sends of one draft may have passed the look above together; writes come one by one.
		if v, err = s.known(ctx, tx, actor, d.Key); err != nil {
			return err
		}
		if v != nil {
			again = true
			return errSeen
		}
		v, err = s.insert(ctx, tx, firm, &d, kind)
		return err
	})
	if err != nil && err != errSeen {
		return nil, false, err
	}
	return v, again, nil
}

// known finds the visit that the actor has sent under the key, nil without one.
func (s *Service) known(ctx context.Context, q db.Queryer, actor authz.Actor, key string) (*Visit, error) {
	if key == "" {
		return nil, nil
	}
	rows, err := visits.Select(ctx, q, new(db.Where).And("t.by_id = ?", actor.ID).And("t.client_key = ?", key), "")
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// sure is how likely the kind of a problem must be to be taken without asking.
const sure = 0.6

// kindOf is the kind of ticket that a problem is by its words, "" when they do not tell. A visit is never refused over it.
func (s *Service) kindOf(ctx context.Context, problem string) string {
	if problem == "" {
		return ""
	}
	guesses, err := s.Tickets.SuggestKind(ctx, problem)
	if err != nil || len(guesses) == 0 || guesses[0].Share < sure {
		return ""
	}
	return guesses[0].Label
}

func (s *Service) insert(ctx context.Context, tx *change.Tx, firm *enterprise.Enterprise, d *Draft, kind string) (*Visit, error) {
	// Who looks after a firm notes visits to it, and what it asks for goes to whoever can solve it, even outside of the
	// visitor's own scope: that the firm is his, or within his scope, was found with it.
	tx.Guard = nil
	v := &Visit{ID: tx.NewID(), ClientKey: d.Key, EnterpriseID: firm.ID, Region: firm.Region, UnitID: tx.Actor.UnitID, ChainID: firm.ChainID, ByID: tx.Actor.ID,
		ByName: tx.Actor.Name, OnDate: d.On, Met: d.Met, Said: d.Said, Told: d.Told, Problem: d.Problem, NextOn: d.NextOn, Satisfaction: d.Satisfaction,
		CreatedAt: tx.Now, UpdatedAt: tx.Now}
	if v.ClientKey == "" {
		v.ClientKey = v.ID
	}
	held, err := charges.Select(ctx, tx, open(tx.Actor.ID).And("t.enterprise_id = ?", firm.ID), "ORDER BY t.role")
	if err != nil {
		return nil, err
	}
	if len(held) > 0 {
		v.Role = held[0].Role
	}
	if d.Problem != "" {
		t, err := s.toTicket(ctx, tx, firm.ID, d.Problem, kind, d.Met)
		if err != nil {
			return nil, err
		}
		v.TicketID, v.TicketCode = t.ID, t.Code
	}
	tx.About(v.Ref())
	return v, visits.Insert(ctx, tx, v)
}

// toTicket makes a ticket of a problem.
func (s *Service) toTicket(ctx context.Context, tx *change.Tx, firm, problem, kind, contact string) (*ticket.Ticket, error) {
	t := &ticket.Ticket{Text: problem, Kind: kind, Source: ticket.SourceVisit, EnterpriseID: firm, Contact: contact}
	return t, s.Tickets.Insert(ctx, tx, []*ticket.Ticket{t})
}
