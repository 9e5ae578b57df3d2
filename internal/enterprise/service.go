package enterprise

import (
	"context"
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/search"
)

var enterprises = db.NewTable[Enterprise](Kind)

// Service has the verbs on enterprises.
type Service struct {
	Run *change.Runner
	// Changed hears of enterprises that are new, or whose trade, products or business changed, inside the write; nil = nobody.
	Changed func(ctx context.Context, tx *change.Tx, rows []*Enterprise) error

	movers []Mover
}

func scopeOf(s authz.Scope) db.Scope { return s.On(authz.Keys(Spec.Scope)) }

// Get reads one enterprise inside the scope.
func (s *Service) Get(ctx context.Context, scope authz.Scope, id string) (*Enterprise, error) {
	return enterprises.Get(ctx, s.Run.DB, scopeOf(scope), id)
}

// Select reads enterprises under a condition over alias t inside the scope.
func (s *Service) Select(ctx context.Context, q db.Queryer, scope authz.Scope, w *db.Where, tail string) ([]Enterprise, error) {
	return enterprises.Select(ctx, q, w.Scope(scopeOf(scope), "t"), tail)
}

// Create adds an enterprise.
// What it may repeat is queued for review.
func (s *Service) Create(ctx context.Context, actor authz.Actor, e Enterprise) (*Enterprise, error) {
	twins, err := s.Twins(ctx, actor.Scope, &e)
	if err != nil {
		return nil, err
	}
	err = s.Run.Run(ctx, actor, change.What{Action: "enterprise.create", Perm: authz.FirmEdit}, func(tx *change.Tx) error {
		if err := s.Insert(ctx, tx, []*Enterprise{&e}); err != nil {
			return err
		}
		tx.About(e.Ref())
		return s.queue(ctx, tx, &e, twins)
	})
	if err != nil {
		return nil, err
	}
	return &e, nil
}

// perInsert is how many enterprises are written at a time.
const perInsert = 500

// Insert adds enterprises inside a write under way.
func (s *Service) Insert(ctx context.Context, tx *change.Tx, rows []*Enterprise) error {
	var next int64
	if err := tx.QueryRow(ctx, "SELECT COALESCE(max(no), 0) + 1 FROM enterprise").Scan(&next); err != nil {
		return err
	}
	for part := range slices.Chunk(rows, perInsert) {
		docs, origins := make([]search.Doc, len(part)), make([]*Source, 0, len(part))
		for i, e := range part {
			if err := e.validate(); err != nil {
				return err
			}
			e.settle()
			e.No, e.ID, e.CreatedAt, e.UpdatedAt = next, tx.NewID(), tx.Now, tx.Now
			next++
			docs[i] = search.Doc{No: e.No, Texts: indexed(e)}
			origins = append(origins, note(tx, &Enterprise{}, e))
		}
		if err := enterprises.Insert(ctx, tx, part...); err != nil {
			return err
		}
		if err := sources.Insert(ctx, tx, origins...); err != nil {
			return err
		}
		if err := search.Add(ctx, tx.Tx, Spec.Search, docs...); err != nil {
			return err
		}
	}
	return s.tell(ctx, tx, rows...)
}

func (s *Service) tell(ctx context.Context, tx *change.Tx, rows ...*Enterprise) error {
	if s.Changed == nil || len(rows) == 0 {
		return nil
	}
	return s.Changed(ctx, tx, rows)
}

// alike reports whether two states of an enterprise say the same of what it does.
func (e *Enterprise) alike(o *Enterprise) bool {
	return e.Name == o.Name && e.Industry == o.Industry && e.Products == o.Products && e.Subtrade == o.Subtrade && e.Business == o.Business &&
		e.ChainID == o.ChainID && e.Trade == o.Trade
}

// Save stores an edited enterprise; before is what the editor saw.
func (s *Service) Save(ctx context.Context, actor authz.Actor, before, after *Enterprise) error {
	what := change.What{Action: "enterprise.edit", Perm: authz.FirmEdit, Ref: before.Ref()}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error { return s.Replace(ctx, tx, before, after) })
}

// Replace writes a changed enterprise inside a write under way.
func (s *Service) Replace(ctx context.Context, tx *change.Tx, before, after *Enterprise) error {
	if err := after.validate(); err != nil {
		return err
	}
	after.settle()
	after.UpdatedAt = tx.Now
	origin := note(tx, before, after)
	if err := enterprises.Update(ctx, tx, before, after); err != nil {
		return err
	}
	if origin != nil {
		if err := sources.Insert(ctx, tx, origin); err != nil {
			return err
		}
	}
	if !before.alike(after) {
		if err := s.tell(ctx, tx, after); err != nil {
			return err
		}
	}
	return search.Put(ctx, tx.Tx, Spec.Search, after.No, false, indexed(after)...)
}

// Remove deletes enterprises inside a write under way; only the undoing of an import does so.
func (s *Service) Remove(ctx context.Context, tx *change.Tx, rows []Enterprise) error {
	for i := range rows {
		if err := enterprises.Delete(ctx, tx, &rows[i]); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "DELETE FROM enterprise_search WHERE rowid = $1", rows[i].No); err != nil {
			return err
		}
		if err := s.forget(ctx, tx, rows[i].ID); err != nil {
			return err
		}
	}
	return nil
}

// MoveUnit gives the enterprises of one unit to another inside a write under way, when units merge.
func (s *Service) MoveUnit(ctx context.Context, tx *change.Tx, from, to string) error {
	_, err := enterprises.Edit(ctx, tx, new(db.Where).And("t.unit_id = ?", from), "", func(e *Enterprise) { e.UnitID = to })
	return err
}
