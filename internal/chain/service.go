package chain

import (
	"context"
	"strings"
	"sync"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
)

var (
	chains        = db.NewTable[Chain](Kind)
	opportunities = db.NewTable[Opportunity](OpportunityKind)
)

// Service has the verbs on chains and opportunities.
type Service struct {
	Run   *change.Runner
	names names
}

// names is the cached register of chains: a few dozen rows that every page needs.
type names struct {
	sync.Mutex
	all []Chain
	at  int64 // when read, UTC microseconds
}

// staleAfter is how long another node's change of a chain may stay unseen, in microseconds.
const staleAfter = 2_000_000

// All are all chains of the site in their order. Names of chains are no secret inside the site, so they have no scope.
func (s *Service) All(ctx context.Context) ([]Chain, error) {
	s.names.Lock()
	defer s.names.Unlock()
	if now := s.Run.Clock.Micro(); s.names.all != nil && now-s.names.at < staleAfter && now >= s.names.at {
		return s.names.all, nil
	}
	all, err := chains.Select(ctx, s.Run.DB, new(db.Where), "ORDER BY t.sort, t.name")
	if err != nil {
		return nil, err
	}
	if all == nil {
		all = []Chain{}
	}
	s.names.all, s.names.at = all, s.Run.Clock.Micro()
	return all, nil
}

// NamedBy is the id of the chain that a trade names, such as 纺织服装 or 纺织服装产业链; "" when none bears the name.
func NamedBy(all []Chain, trade string) string {
	trade = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSpace(trade), "链"), "产业")
	for i := range all {
		if all[i].Active && trade != "" && strings.TrimSuffix(strings.TrimSuffix(all[i].Name, "链"), "产业") == trade {
			return all[i].ID
		}
	}
	return ""
}

func (s *Service) forget() {
	s.names.Lock()
	s.names.all = nil
	s.names.Unlock()
}

// Name gives the name of a chain, "" when there is none.
func (s *Service) Name(ctx context.Context, id string) string {
	all, err := s.All(ctx)
	if err != nil {
		return ""
	}
	for i := range all {
		if all[i].ID == id {
			return all[i].Name
		}
	}
	return ""
}

// Get reads one chain inside the scope.
func (s *Service) Get(ctx context.Context, scope authz.Scope, id string) (*Chain, error) {
	return chains.Get(ctx, s.Run.DB, scope.On(authz.Keys(Spec.Scope)), id)
}

// Visible are the chains inside the scope, in their order.
func (s *Service) Visible(ctx context.Context, scope authz.Scope) ([]Chain, error) {
	w := new(db.Where).Scope(scope.On(authz.Keys(Spec.Scope)), "t").And("t.active")
	return chains.Select(ctx, s.Run.DB, w, "ORDER BY t.sort, t.name")
}

// Create adds a chain.
func (s *Service) Create(ctx context.Context, actor authz.Actor, c Chain) (*Chain, error) {
	err := s.Run.Run(ctx, actor, change.What{Action: "chain.create", Perm: authz.ChainEdit}, func(tx *change.Tx) error {
		tx.AfterCommit(s.forget)
		if err := s.Insert(ctx, tx, []*Chain{&c}); err != nil {
			return err
		}
		tx.About(c.Ref())
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &c, nil
}

// Insert adds chains inside a write under way.
func (s *Service) Insert(ctx context.Context, tx *change.Tx, rows []*Chain) error {
	tx.AfterCommit(s.forget)
	for _, c := range rows {
		if err := c.validate(); err != nil {
			return err
		}
		c.ID, c.CreatedAt, c.Active = tx.NewID(), tx.Now, true
		if err := chains.Insert(ctx, tx, c); err != nil {
			return err
		}
	}
	return nil
}

// Save stores an edited chain; before is what the editor saw.
func (s *Service) Save(ctx context.Context, actor authz.Actor, before, after *Chain) error {
	if err := after.validate(); err != nil {
		return err
	}
	what := change.What{Action: "chain.edit", Perm: authz.ChainEdit, Ref: before.Ref()}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		tx.AfterCommit(s.forget)
		return update(ctx, tx, before, after)
	})
}

func (c *Chain) validate() error {
	var bad errs.Fields
	c.Name = strings.TrimSpace(c.Name)
	if c.Name == "" {
		bad.Add("name", "填写产业链名称")
	}
	if c.Region == "" {
		bad.Add("region", "选择地区")
	}
	if c.MetOn != "" && !clock.IsDate(c.MetOn) {
		bad.Add("met_on", "写成2026-11-22")
	}
	return bad.Err()
}

// InsertOpportunities adds opportunities inside a write under way.
func (s *Service) InsertOpportunities(ctx context.Context, tx *change.Tx, rows []*Opportunity) error {
	for _, o := range rows {
		o.ID, o.CreatedAt, o.UpdatedAt = tx.NewID(), tx.Now, tx.Now
		if err := opportunities.Insert(ctx, tx, o); err != nil {
			return err
		}
	}
	return nil
}

// CreateOpportunity adds one opportunity and sets its id.
func (s *Service) CreateOpportunity(ctx context.Context, actor authz.Actor, o *Opportunity) error {
	return s.Run.Run(ctx, actor, change.What{Action: "opportunity.create", Perm: authz.ChainEdit}, func(tx *change.Tx) error {
		if err := s.InsertOpportunities(ctx, tx, []*Opportunity{o}); err != nil {
			return err
		}
		tx.About(o.Ref())
		return nil
	})
}

// SaveOpportunity stores an edited opportunity; before is what the editor saw.
func (s *Service) SaveOpportunity(ctx context.Context, actor authz.Actor, before, after *Opportunity) error {
	what := change.What{Action: "opportunity.edit", Perm: authz.ChainEdit, Ref: before.Ref()}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error { return s.ReplaceOpportunity(ctx, tx, before, after) })
}

// SelectOpportunities reads opportunities under a condition over alias t inside the scope.
func (s *Service) SelectOpportunities(ctx context.Context, q db.Queryer, scope authz.Scope, w *db.Where, tail string) ([]Opportunity, error) {
	return opportunities.Select(ctx, q, w.Scope(scope.On(authz.Keys(OpportunitySpec.Scope)), "t"), tail)
}

// ReplaceOpportunity writes a changed opportunity inside a write under way.
func (s *Service) ReplaceOpportunity(ctx context.Context, tx *change.Tx, before, after *Opportunity) error {
	after.UpdatedAt = tx.Now
	return opportunities.Update(ctx, tx, before, after)
}

// RemoveOpportunities deletes opportunities inside a write under way.
func (s *Service) RemoveOpportunities(ctx context.Context, tx *change.Tx, rows []Opportunity) error {
	for i := range rows {
		if err := opportunities.Delete(ctx, tx, &rows[i]); err != nil {
			return err
		}
	}
	return nil
}

// Ref names a chain by id.
func Ref(id string) record.Ref { return record.Ref{Kind: Kind, ID: id} }

// Replace writes a changed chain inside a write under way.
func (s *Service) Replace(ctx context.Context, tx *change.Tx, before, after *Chain) error {
	if err := after.validate(); err != nil {
		return err
	}
	tx.AfterCommit(s.forget)
	return update(ctx, tx, before, after)
}

// Remove deletes a chain inside a write under way; only the undoing of an import does so, when nothing refers to it.
func (s *Service) Remove(ctx context.Context, tx *change.Tx, c *Chain) error {
	tx.AfterCommit(s.forget)
	return chains.Delete(ctx, tx, c)
}

// Select reads chains under a condition over alias t inside the scope.
func (s *Service) Select(ctx context.Context, q db.Queryer, scope authz.Scope, w *db.Where, tail string) ([]Chain, error) {
	return chains.Select(ctx, q, w.Scope(scope.On(authz.Keys(Spec.Scope)), "t"), tail)
}

// MoveUnit gives the chains and opportunities of one unit to another inside a write under way, when units merge.
func (s *Service) MoveUnit(ctx context.Context, tx *change.Tx, from, to string) error {
	tx.AfterCommit(s.forget)
	rows, err := chains.Select(ctx, tx, new(db.Where).And("t.unit_id = ?", from), "")
	if err != nil {
		return err
	}
	for i := range rows {
		after := rows[i]
		after.UnitID = to
		if err := update(ctx, tx, &rows[i], &after); err != nil {
			return err
		}
	}
	_, err = opportunities.Edit(ctx, tx, new(db.Where).And("t.unit_id = ?", from), "", func(o *Opportunity) { o.UnitID = to })
	return err
}
