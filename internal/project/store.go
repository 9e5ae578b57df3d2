package project

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/search"
)

var (
	projects = db.NewTable[Project](Kind)
	reports  = db.NewTable[Report]("project_report")
	receipts = db.NewTable[Receipt]("project_receipt")
	plans    = db.NewTable[Plan]("project_plan")
)

// scopeOf turns an actor's scope into a condition on the columns by which projects, reports and receipts are scoped.
func scopeOf(s authz.Scope) db.Scope { return s.On(authz.Keys(Spec.Scope)) }

// writer keeps what is derived from projects in step with them: the search index and the kept sums. The sums of one write
// are gathered and stored once, which makes a bulk load as cheap as its rows.
type writer struct {
	tx    *change.Tx
	judge Judge
	next  int64 // number of the next new project
	sums  map[sumKey]*Sum
}

func (s *Service) newWriter(tx *change.Tx) *writer {
	return &writer{tx: tx, judge: s.Judge, sums: map[sumKey]*Sum{}}
}

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
	p.setDue()
	if err := w.light(ctx, nil, p); err != nil {
		return err
	}
	if err := projects.Insert(ctx, w.tx, p); err != nil {
		return err
	}
	w.count(p, 1)
	if err := w.plan(ctx, nil, p); err != nil {
		return err
	}
	return w.index(ctx, p, true)
}

func (w *writer) update(ctx context.Context, before, after *Project) error {
	version := after.Version
	after.setDue()
	if err := w.light(ctx, before, after); err != nil {
		return err
	}
	if err := w.plan(ctx, before, after); err != nil {
		return err
	}
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

// light gives the project the light that it deserves now, and keeps the turn of the light.
func (w *writer) light(ctx context.Context, before, after *Project) error {
	if w.judge == nil {
		return nil
	}
	v, err := w.judge.Judge(ctx, w.tx, after, w.tx.Clock.Today())
	if err != nil {
		return err
	}
	was := "none"
	if before != nil {
		was = before.Light
	}
	after.LightRule = v.Rule
	if v.Light == after.Light && after.LightSince != "" {
		return nil
	}
	after.Light, after.LightSince = v.Light, w.tx.Clock.Today()
	if before == nil && v.Light == "none" {
		return nil
	}
	return noteTurn(ctx, w.tx.Tx, w.tx.NewID(), after, was, v.Text)
}

func noteTurn(ctx context.Context, tx *db.Tx, id string, p *Project, was, text string) error {
	_, err := tx.Exec(ctx, `INSERT INTO light_history (id, project_id, region, unit_id, chain_id, on_date, period, light, was, rule, text)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		id, p.ID, p.Region, p.UnitID, p.ChainID, p.LightSince, p.LightSince[:7], p.Light, was, p.LightRule, text)
	return err
}

// plan keeps the plan of the year beside the plans of the years before.
func (w *writer) plan(ctx context.Context, before, after *Project) error {
	if before != nil && before.YearPlan == after.YearPlan && before.PlanYear == after.PlanYear || before == nil && after.YearPlan == 0 {
		return nil
	}
	row := Plan{ID: w.tx.NewID(), ProjectID: after.ID, Region: after.Region, UnitID: after.UnitID, ChainID: after.ChainID,
		Year: after.PlanYear, Amount: after.YearPlan}
	old, err := plans.Select(ctx, w.tx, new(db.Where).And("t.project_id = ? AND t.year = ?", after.ID, after.PlanYear), "")
	if err != nil {
		return err
	}
	if len(old) == 0 {
		return plans.Insert(ctx, w.tx, &row)
	}
	row.ID, row.Version = old[0].ID, old[0].Version
	return plans.Update(ctx, w.tx, &old[0], &row)
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

// EachPlan reads the yearly plans inside the scope.
func (s *Service) EachPlan(ctx context.Context, scope authz.Scope, year string, fn func(*Plan) error) error {
	w := new(db.Where).Scope(scopeOf(scope), "t")
	if year != "" {
		w.And("t.year = ?", year)
	}
	rows, err := plans.Select(ctx, s.db(), w, "ORDER BY t.project_id, t.year")
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

// YearReports gives the reports of the year for the projects, by project.
func (s *Service) YearReports(ctx context.Context, ids []string, year string) (map[string][]Report, error) {
	w := new(db.Where).In("t.project_id", ids...).And("t.period >= ? AND t.period <= ?", year+"-01", year+"-12")
	rows, err := reports.Select(ctx, s.db(), w, "ORDER BY t.project_id, t.period")
	out := map[string][]Report{}
	for _, r := range rows {
		out[r.ProjectID] = append(out[r.ProjectID], r)
	}
	return out, err
}

// Rejudge lets fn bring the derived figures of projects up to date inside a write under way and lights their lamps anew;
// turned is told of each project whose light changed. Projects in which nothing differs are not written.
func (s *Service) Rejudge(ctx context.Context, tx *change.Tx, ids []string, fn func(*Project), turned func(*Project)) error {
	rows, err := projects.Select(ctx, tx, new(db.Where).In("t.id", ids...), "")
	if err != nil {
		return err
	}
	w := s.newWriter(tx)
	for i := range rows {
		after := rows[i]
		fn(&after)
		if err := w.update(ctx, &rows[i], &after); err != nil {
			return err
		}
		if after.Light != rows[i].Light {
			turned(&after)
		}
	}
	return w.flush(ctx)
}

// Turn is one change of a project's light.
type Turn struct {
	ProjectID, OnDate, Light, Was, Rule, Text string
}

// Turns are the changes of lights since a day inside the scope, newest first, at most limit.
func (s *Service) Turns(ctx context.Context, scope authz.Scope, since string, limit int) ([]Turn, error) {
	w := new(db.Where).And("t.on_date >= ?", since).Scope(scopeOf(scope), "t")
	return s.turns(ctx, w, "ORDER BY t.on_date DESC, t.id DESC LIMIT "+strconv.Itoa(limit))
}

// TurnsOf are all changes of one project's light, oldest first.
func (s *Service) TurnsOf(ctx context.Context, scope authz.Scope, id string) ([]Turn, error) {
	w := new(db.Where).And("t.project_id = ?", id).Scope(scopeOf(scope), "t")
	return s.turns(ctx, w, "ORDER BY t.on_date, t.id")
}

func (s *Service) turns(ctx context.Context, w *db.Where, tail string) ([]Turn, error) {
	rows, err := s.db().Query(ctx, "SELECT t.project_id, t.on_date, t.light, t.was, t.rule, t.text FROM light_history t"+w.SQL()+" "+tail, w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Turn
	for rows.Next() {
		var t Turn
		if err := rows.Scan(&t.ProjectID, &t.OnDate, &t.Light, &t.Was, &t.Rule, &t.Text); err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, rows.Err()
}
