package project

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"lianzhang/internal/chain/graph"
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

// turns takes in the turns of lights; derived, since each light follows from a journalled change and the rules.
var turns = db.NewInserter("light_history", "id", "project_id", "region", "unit_id", "chain_id", "on_date", "period", "light", "was", "rule", "text")

// writer keeps what is derived from projects in step with them: lights, the search index and the kept sums. The sums and
// turns of one write are gathered and stored once, which makes a bulk load as cheap as its rows.
type writer struct {
	tx    *change.Tx
	judge Judge
	next  int64 // number of the next new project
	sums  sums
	turns []any
	nodes *graph.Directory // read when first needed
}

func (s *Service) newWriter(tx *change.Tx) *writer {
	return &writer{tx: tx, judge: s.Judge, sums: sums{}}
}

func (w *writer) insert(ctx context.Context, rows ...*Project) error {
	if w.next == 0 {
		if err := w.tx.QueryRow(ctx, "SELECT COALESCE(max(no), 0) + 1 FROM project").Scan(&w.next); err != nil {
			return err
		}
	}
	if err := w.link(ctx, nil, rows); err != nil {
		return err
	}
	year := w.tx.Clock.Today()[:4]
	for i, p := range rows {
		if p.Code == "" {
			p.Code = fmt.Sprintf("XM-%s-%04d", year, w.next+int64(i))
		}
		p.setDue()
	}
	if err := w.light(ctx, nil, rows); err != nil {
		return err
	}
	var plan []*Plan
	docs := make([]search.Doc, len(rows))
	for i, p := range rows {
		p.No = w.next
		w.next++
		w.count(p, 1)
		docs[i] = search.Doc{No: p.No, Texts: indexed(p)}
		if p.YearPlan != 0 {
			plan = append(plan, w.planOf(p))
		}
	}
	if err := projects.Insert(ctx, w.tx, rows...); err != nil {
		return err
	}
	if err := plans.Insert(ctx, w.tx, plan...); err != nil {
		return err
	}
	return search.Add(ctx, w.tx.Tx, Spec.Search, docs...)
}

// update writes the changed projects; before and after stand at the same places.
func (w *writer) update(ctx context.Context, before, after []*Project) error {
	if err := w.link(ctx, before, after); err != nil {
		return err
	}
	for _, p := range after {
		p.setDue()
	}
	if err := w.light(ctx, before, after); err != nil {
		return err
	}
	for i := range after {
		if err := w.replace(ctx, before[i], after[i]); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) replace(ctx context.Context, before, after *Project) error {
	version := after.Version
	if err := w.follow(ctx, before, after); err != nil {
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
	return search.Put(ctx, w.tx.Tx, Spec.Search, after.No, false, indexed(after)...)
}

// light gives the projects the lights that they deserve now, and keeps the turns of lights. before is nil for new projects.
func (w *writer) light(ctx context.Context, before, after []*Project) error {
	if w.judge == nil {
		return nil
	}
	today := w.tx.Clock.Today()
	verdicts, err := w.judge.Judge(ctx, w.tx, after, today)
	if err != nil {
		return err
	}
	for i, p := range after {
		was, v := "none", &verdicts[i]
		if before != nil {
			was = before[i].Light
		}
		p.LightRule = v.Rule
		if v.Light == p.Light && p.LightSince != "" {
			continue
		}
		p.Light, p.LightSince = v.Light, today
		if before != nil || v.Light != "none" {
			w.turns = append(w.turns, w.tx.NewID(), p.ID, p.Region, p.UnitID, p.ChainID, today, today[:7], p.Light, was, p.LightRule, v.Text)
			if before != nil && p.Light == "red" && was != "red" {
				w.tx.Emit(TopicRed, p.Ref(), v.Text)
			}
		}
	}
	return nil
}

func (w *writer) planOf(p *Project) *Plan {
	return &Plan{ID: w.tx.NewID(), ProjectID: p.ID, Region: p.Region, UnitID: p.UnitID, ChainID: p.ChainID, Year: p.PlanYear, Amount: p.YearPlan}
}

// plan keeps the plan of the year beside the plans of the years before.
func (w *writer) plan(ctx context.Context, before, after *Project) error {
	if before.YearPlan == after.YearPlan && before.PlanYear == after.PlanYear {
		return nil
	}
	row := w.planOf(after)
	old, err := plans.Select(ctx, w.tx, new(db.Where).And("t.project_id = ? AND t.year = ?", after.ID, after.PlanYear), "")
	if err != nil {
		return err
	}
	if len(old) == 0 {
		return plans.Insert(ctx, w.tx, row)
	}
	row.ID, row.Version = old[0].ID, old[0].Version
	return plans.Update(ctx, w.tx, &old[0], row)
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

// flush stores the gathered sums and turns; the last act of every write of projects.
func (w *writer) flush(ctx context.Context) error {
	if err := w.sums.store(ctx, w.tx.Tx); err != nil {
		return err
	}
	return turns.Exec(ctx, w.tx.Tx, w.turns)
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
	before, after := make([]*Project, len(rows)), make([]*Project, len(rows))
	for i := range rows {
		now := rows[i]
		fn(&now)
		before[i], after[i] = &rows[i], &now
	}
	if err := w.update(ctx, before, after); err != nil {
		return err
	}
	for i := range rows {
		if after[i].Light != before[i].Light {
			turned(after[i])
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
