package importing

import (
	"context"
	"fmt"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

// Undoing is what the undoing of a batch came to.
type Undoing struct {
	Removed  int // records deleted
	Restored int // records set back
	Left     []Refusal
}

// Refusal is a record that was changed since the import and therefore stays as it is.
type Refusal struct {
	ID, Name string
	By       string // who changed it last
	On       string // and when, "2026-11-22 09:30"
	Action   string // "project.edit"
}

// Undo takes an applied batch back in one change: records that it added go, records that it changed get their values
// back. A record that people have changed since is left alone. With partial the others are undone all the same;
// without it such a record makes a Conflict whose Detail is the *Undoing, and nothing is done.
func (s *Service) Undo(ctx context.Context, actor authz.Actor, id, reason string, partial bool) (*Undoing, error) {
	b, err := batches.Get(ctx, s.Run.DB, scope(actor), id)
	if err != nil {
		return nil, err
	}
	t, err := s.target(b.List)
	if err != nil {
		return nil, err
	}
	if err := s.allowed(actor, t); err != nil {
		return nil, err
	}
	if b.State != Applied {
		return nil, errs.New(errs.Conflict, "只有已入库的批次可以撤回，这批%s", stateLabel(b.State))
	}
	out := &Undoing{}
	what := change.What{Action: "import.undo", Perm: t.Perm(), Reason: "撤回导入《" + b.FileName + "》：" + reason}
	err = s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		u := &undoing{tx: tx, service: s, target: t, batch: b, out: out}
		if err := u.all(ctx); err != nil {
			return err
		}
		if len(out.Left) > 0 && !partial {
			first := out.Left[0]
			return &errs.Error{Code: errs.Conflict, Detail: out, Message: fmt.Sprintf("有%d条记录不能撤回，如“%s”（%s %s %s）。没有撤回；可以只撤回其余的",
				len(out.Left), first.Name, first.By, first.On, first.Action)}
		}
		return u.done(ctx)
	})
	return out, err
}

type undoing struct {
	tx      *change.Tx
	service *Service
	target  Target
	batch   *Batch
	out     *Undoing
	added   map[string]bool
}

func (u *undoing) all(ctx context.Context) error {
	if err := u.restore(ctx); err != nil {
		return err
	}
	for after := ""; ; {
		rows, err := u.target.Added(ctx, u.tx, u.batch.ID, after, chunk)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			break
		}
		after = rows[len(rows)-1].ID
		left, err := u.touched(ctx, u.target.Spec().Name, rows)
		if err != nil {
			return err
		}
		var ids []string
		for _, r := range rows {
			if !left[r.ID] {
				ids = append(ids, r.ID)
			}
		}
		if len(ids) == 0 {
			continue
		}
		if err := u.target.Remove(ctx, u.tx, ids); err != nil {
			return err
		}
		u.out.Removed += len(ids)
		if err := u.tx.Flush(ctx); err != nil {
			return err
		}
	}
	return u.dropMade(ctx)
}

// restore gives the records that the batch changed, and did not add itself, their values back, the last change first.
func (u *undoing) restore(ctx context.Context) error {
	w := new(db.Where).And("t.batch_id = ?", u.batch.ID).And("t.op = ?", "merge")
	list, err := effects.Select(ctx, u.tx, w, "ORDER BY t.id DESC")
	if err != nil {
		return err
	}
	own, err := u.own(ctx)
	if err != nil {
		return err
	}
	judged := map[string]bool{}
	for i := range list {
		e := &list[i]
		if own[e.RefID] {
			continue
		}
		left, seen := judged[e.RefID]
		if !seen {
			one, err := u.touched(ctx, e.Kind, []Added{{e.RefID, e.Name}})
			if err != nil {
				return err
			}
			left = one[e.RefID]
			judged[e.RefID] = left
		}
		if left {
			continue
		}
		if err := u.target.Restore(ctx, u.tx, e.RefID, e.Before); err != nil {
			return err
		}
		u.out.Restored++
	}
	return nil
}

// own are those among the changed records that the batch itself added.
func (u *undoing) own(ctx context.Context) (map[string]bool, error) {
	out := map[string]bool{}
	if u.batch.Merged == 0 {
		return out, nil
	}
	for after := ""; ; {
		rows, err := u.target.Added(ctx, u.tx, u.batch.ID, after, chunk)
		if err != nil || len(rows) == 0 {
			return out, err
		}
		for _, r := range rows {
			out[r.ID] = true
		}
		after = rows[len(rows)-1].ID
	}
}

// touched tells which of the records were changed after the import, and notes who did it. What the program changes by
// itself, such as lights, does not count.
func (u *undoing) touched(ctx context.Context, kind string, rows []Added) (map[string]bool, error) {
	names, ids := map[string]string{}, make([]string, len(rows))
	for i, r := range rows {
		ids[i], names[r.ID] = r.ID, r.Name
	}
	w := new(db.Where).And("e.kind = ?", kind).In("e.ref_id", ids...).And("e.at > ?", u.batch.AppliedAt).And("e.via <> 'job'")
	found, err := u.tx.Query(ctx, "SELECT e.ref_id, e.actor_name, e.at, e.action FROM journal_entry e"+w.SQL()+" ORDER BY e.seq DESC", w.Args()...)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	out := map[string]bool{}
	for found.Next() {
		var r Refusal
		var at int64
		if err := found.Scan(&r.ID, &r.By, &at, &r.Action); err != nil {
			return nil, err
		}
		if !out[r.ID] {
			out[r.ID] = true
			r.Name, r.On = names[r.ID], clock.FromMicro(at).Format("2006-01-02 15:04")
			u.out.Left = append(u.out.Left, r)
		}
	}
	return out, found.Err()
}

// dropMade deletes the records that the batch added to be referred to, such as chains, when nothing refers to them now.
func (u *undoing) dropMade(ctx context.Context) error {
	w := new(db.Where).And("t.batch_id = ?", u.batch.ID).And("t.op = ?", "create")
	list, err := effects.Select(ctx, u.tx, w, "ORDER BY t.id")
	if err != nil {
		return err
	}
	for i := range list {
		e := &list[i]
		drop := u.service.Create[e.Kind].Drop
		if drop == nil {
			u.out.Left = append(u.out.Left, Refusal{ID: e.RefID, Name: e.Name, Action: "不能由撤回删除，请在管理里停用"})
			continue
		}
		used, err := u.service.referred(ctx, u.tx, e.Kind, e.RefID)
		if err != nil {
			return err
		}
		if hangs := u.service.Create[e.Kind].Hangs; !used && hangs != nil {
			if used, err = hangs(ctx, u.tx, e.RefID); err != nil {
				return err
			}
		}
		left, err := u.touched(ctx, e.Kind, []Added{{e.RefID, e.Name}})
		if err != nil {
			return err
		}
		if used || left[e.RefID] {
			continue
		}
		if err := drop(ctx, u.tx, e.RefID); err != nil {
			return err
		}
		u.out.Removed++
	}
	return nil
}

// referred tells whether a record of any list names the record.
func (s *Service) referred(ctx context.Context, q db.Queryer, kind, id string) (bool, error) {
	for _, t := range s.Targets {
		spec := t.Spec()
		if spec.Name == kind {
			continue
		}
		for i := range spec.Columns {
			c := &spec.Columns[i]
			if c.RefKind != kind {
				continue
			}
			var n int64
			if err := q.QueryRow(ctx, "SELECT count(*) FROM "+spec.Name+" t WHERE "+c.Expr()+" = $1", id).Scan(&n); err != nil {
				return false, err
			}
			if n > 0 {
				return true, nil
			}
		}
	}
	return false, nil
}

func (u *undoing) done(ctx context.Context) error {
	u.tx.Guard = nil
	before, err := batches.Get(ctx, u.tx, scope(u.tx.Actor), u.batch.ID)
	if err != nil {
		return err
	}
	after := *before
	after.State, after.UndoneAt = Undone, u.tx.Now
	return batches.Update(ctx, u.tx, before, &after)
}
