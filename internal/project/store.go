package project

import (
	"context"
	"fmt"
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/search"
)

var (
	projects = db.NewTable[Project](Kind)
	reports  = db.NewTable[Report]("project_report")
	receipts = db.NewTable[Receipt]("project_receipt")
)

// scopeOf turns an actor's scope into a condition on the columns by which projects, reports and receipts are scoped.
func scopeOf(s authz.Scope) db.Scope { return s.On(authz.Keys(Spec.Scope)) }

// writer keeps what is derived from projects in step with them: the search index and the kept sums. The sums of one write
// are gathered and stored once, which makes a bulk load as cheap as its rows.
type writer struct {
	tx   *change.Tx
	next int64 // number of the next new project
	sums map[sumKey]*Sum
}

func newWriter(tx *change.Tx) *writer { return &writer{tx: tx, sums: map[sumKey]*Sum{}} }

func (w *writer) insert(ctx context.Context, p *Project) error {
	if w.next == 0 {
		if err := w.tx.QueryRow(ctx, "SELECT COALESCE(max(no), 0) + 1 FROM project").Scan(&w.next); err != nil {
			return err
		}
	}
	p.No = w.next
	w.next++
	if p.Code == "" {
		p.Code = fmt.Sprintf("XM-%s-%04d", w.tx.Clock.Today()[:4], p.No)
	}
	if err := projects.Insert(ctx, w.tx, p); err != nil {
		return err
	}
	w.count(p, 1)
	return w.index(ctx, p, true)
}

func (w *writer) update(ctx context.Context, before, after *Project) error {
	version := after.Version
	if err := projects.Update(ctx, w.tx, before, after); err != nil {
		return err
	}
	if after.Version == version {
		return nil // nothing differed
	}
	w.count(before, -1)
	w.count(after, 1)
	if slices.Equal(indexed(before), indexed(after)) {
		return nil
	}
	return w.index(ctx, after, false)
}

func (w *writer) remove(ctx context.Context, p *Project) error {
	if err := projects.Delete(ctx, w.tx, p); err != nil {
		return err
	}
	w.count(p, -1)
	_, err := w.tx.Exec(ctx, "DELETE FROM project_search WHERE rowid = $1", p.No)
	return err
}

func indexed(p *Project) []string { return []string{p.Name, p.Investor, p.Code} }

func (w *writer) index(ctx context.Context, p *Project, fresh bool) error {
	return search.Put(ctx, w.tx.Tx, Spec.Search, p.No, fresh, indexed(p)...)
}

// flush stores the gathered sums; the last act of every write of projects.
func (w *writer) flush(ctx context.Context) error {
	for k, s := range w.sums {
		if err := storeSum(ctx, w.tx.Tx, k, s); err != nil {
			return err
		}
	}
	return nil
}

// Get reads one project inside the scope.
func (s *Service) Get(ctx context.Context, scope authz.Scope, id string) (*Project, error) {
	return projects.Get(ctx, s.db(), scopeOf(scope), id)
}

// Reports are the project's monthly reports, newest first.
func (s *Service) Reports(ctx context.Context, scope authz.Scope, projectID string) ([]Report, error) {
	w := new(db.Where).And("t.project_id = ?", projectID).Scope(scopeOf(scope), "t")
	return reports.Select(ctx, s.db(), w, "ORDER BY t.period DESC")
}

// Receipts are the project's receipts, newest first.
func (s *Service) Receipts(ctx context.Context, scope authz.Scope, projectID string) ([]Receipt, error) {
	w := new(db.Where).And("t.project_id = ?", projectID).Scope(scopeOf(scope), "t")
	return receipts.Select(ctx, s.db(), w, "ORDER BY t.on_date DESC, t.id DESC")
}

// EachReport reads the reports of a span of months inside the scope, by project and month; fn's error ends the reading.
func (s *Service) EachReport(ctx context.Context, scope authz.Scope, from, to string, fn func(*Report) error) error {
	w := new(db.Where).And("t.period >= ? AND t.period <= ?", from, to).Scope(scopeOf(scope), "t")
	rows, err := reports.Select(ctx, s.db(), w, "ORDER BY t.project_id, t.period")
	if err != nil {
		return err
	}
	for i := range rows {
		if err := fn(&rows[i]); err != nil {
			return err
		}
	}
	return nil
}

// Select reads whole projects under a condition over alias t inside the scope; tail is ORDER BY and LIMIT.
func (s *Service) Select(ctx context.Context, q db.Queryer, scope authz.Scope, w *db.Where, tail string) ([]Project, error) {
	return projects.Select(ctx, q, w.Scope(scopeOf(scope), "t"), tail)
}
