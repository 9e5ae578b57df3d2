package desk

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/project"
)

// Change is something that happened to a project of a chain: its light turned, or it reached a stage.
type Change struct {
	On      string // date
	ID      string // of the project
	Name    string
	Stage   string // reached; "" for a turn
	Was, Is string // lights of a turn
	Text    string // why it turned
}

type moved struct {
	ID         string `db:"id"`
	Name       string `db:"name"`
	Stage      string `db:"stage"`
	StageSince string `db:"stage_since"`
}

var moves = db.NewTable[moved](project.Kind)

// Changes gives what happened to the projects of a chain since the day, the latest first, at most n.
func (s *Service) Changes(ctx context.Context, scope authz.Scope, chainID, since string, n int) ([]Change, error) {
	w := new(db.Where).And("t.on_date >= ? AND t.chain_id = ? AND t.was <> 'none' AND t.light <> 'none'", since, chainID).Scope(scoped(scope), "t")
	rows, err := s.db().Query(ctx, "SELECT t.on_date, p.id, p.name, t.was, t.light, t.text FROM light_history t JOIN project p ON p.id = t.project_id"+
		w.SQL()+" ORDER BY t.on_date DESC, t.id DESC LIMIT "+strconv.Itoa(n), w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Change
	for rows.Next() {
		var c Change
		if err := rows.Scan(&c.On, &c.ID, &c.Name, &c.Was, &c.Is, &c.Text); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	w = new(db.Where).And("t.chain_id = ? AND t.stage_since >= ?", chainID, since).Scope(scoped(scope), "t")
	steps, err := moves.Select(ctx, s.db(), w, "ORDER BY t.stage_since DESC, t.id DESC LIMIT "+strconv.Itoa(n))
	for _, m := range steps {
		out = append(out, Change{On: m.StageSince, ID: m.ID, Name: m.Name, Stage: m.Stage})
	}
	slices.SortStableFunc(out, func(a, b Change) int { return cmp.Compare(b.On, a.On) })
	return out[:min(n, len(out))], err
}

// Troubled gives the red and yellow projects of a chain, red first and the largest arrears before, at most n. Each light is
// asked alone, so that the index project_troubled gives its rows in order and no more are read than are shown.
func (s *Service) Troubled(ctx context.Context, scope authz.Scope, chainID string, n int) ([]project.Project, error) {
	var out []project.Project
	for _, light := range []string{"red", "yellow"} {
		w := new(db.Where).And("t.chain_id = ? AND t.light = ? AND (CASE WHEN t.light IN ('red', 'yellow') THEN 1 ELSE 0 END) = 1", chainID, light)
		rows, err := s.Projects.Select(ctx, s.db(), scope, w,
			"ORDER BY (t.year_due - t.year_done) DESC, t.total_invest DESC, t.id DESC LIMIT "+strconv.Itoa(n-len(out)))
		if err != nil {
			return nil, err
		}
		if out = append(out, rows...); len(out) == n {
			break
		}
	}
	return out, nil
}
