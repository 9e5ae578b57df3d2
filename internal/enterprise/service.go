package enterprise

import (
	"context"
	"slices"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/pinyin"
	"lianzhang/internal/platform/search"
	"lianzhang/internal/platform/uscc"
)

var enterprises = db.NewTable[Enterprise](Kind)

// Service has the verbs on enterprises.
type Service struct {
	Run *change.Runner
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
func (s *Service) Create(ctx context.Context, actor authz.Actor, e Enterprise) (*Enterprise, error) {
	err := s.Run.Run(ctx, actor, change.What{Action: "enterprise.create", Perm: authz.FirmEdit}, func(tx *change.Tx) error {
		if err := s.Insert(ctx, tx, []*Enterprise{&e}); err != nil {
			return err
		}
		tx.About(e.Ref())
		return nil
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
		docs := make([]search.Doc, len(part))
		for i, e := range part {
			if err := e.validate(); err != nil {
				return err
			}
			e.No, e.ID, e.Pinyin, e.CreatedAt, e.UpdatedAt = next, tx.NewID(), pinyin.Key(e.Name), tx.Now, tx.Now
			next++
			docs[i] = search.Doc{No: e.No, Texts: indexed(e)}
		}
		if err := enterprises.Insert(ctx, tx, part...); err != nil {
			return err
		}
		if err := search.Add(ctx, tx.Tx, Spec.Search, docs...); err != nil {
			return err
		}
	}
	return nil
}

func indexed(e *Enterprise) []string { return []string{e.Name, e.Subtrade} }

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
	after.Pinyin, after.UpdatedAt = pinyin.Key(after.Name), tx.Now
	if err := enterprises.Update(ctx, tx, before, after); err != nil {
		return err
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
	}
	return nil
}

func (e *Enterprise) validate() error {
	var bad errs.Fields
	if e.Name = strings.TrimSpace(e.Name); e.Name == "" {
		bad.Add("name", "填写企业名称")
	}
	if e.USCC != "" {
		if err := uscc.Validate(e.USCC); err != nil {
			bad.Add("uscc", "%v", err)
		}
	}
	if e.Revenue < 0 {
		bad.Add("revenue", "不能是负数")
	}
	if e.Staff < 0 {
		bad.Add("staff", "不能是负数")
	}
	return bad.Err()
}

// Validate says what does not hold of an enterprise, field by field; an import asks before it writes.
func (e *Enterprise) Validate() error { return e.validate() }

// MoveUnit gives the enterprises of one unit to another inside a write under way, when units merge.
func (s *Service) MoveUnit(ctx context.Context, tx *change.Tx, from, to string) error {
	rows, err := enterprises.Select(ctx, tx, new(db.Where).And("t.unit_id = ?", from), "")
	if err != nil {
		return err
	}
	for i := range rows {
		after := rows[i]
		after.UnitID = to
		if err := enterprises.Update(ctx, tx, &rows[i], &after); err != nil {
			return err
		}
	}
	return nil
}
