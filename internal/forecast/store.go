package forecast

import (
	"context"
	"encoding/json"
	"strconv"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

var (
	targets = db.NewTable[Target](TargetKind)
	// items takes in what a run derived from the register; the register is journalled.
	items = db.NewInserter(Kind, itemColumns...)
	table = db.NewTable[Item](Kind)
	runs  = db.NewInserter(RunKind, "id", "kind", "region", "as_of", "until_on", "seed", "runs", "digest", "result", "by_id", "by_name", "made_at", "took_ms")
)

var itemColumns = []string{"id", "run_id", "project_id", "name", "region", "unit_id", "chain_id", "stage", "days", "median", "stratum", "blind", "total_invest",
	"p_signed", "p_started", "p_completed", "p_produced", "p_capacity", "p_dropped", "signed_amount", "investment", "output", "next", "push_signed", "push_started",
	"push_investment", "push_produced", "push_output", "median_signed", "median_started", "median_investment", "median_produced", "median_output", "path"}

func (i *Item) values() []any {
	return []any{i.ProjectID, i.RunID, i.ProjectID, i.Name, i.Region, i.UnitID, i.ChainID, i.Stage, i.Days, i.Median, i.Group, i.Blind, i.Amount, i.Signed, i.Started,
		i.Completed, i.Produced, i.Capacity, i.Dropped, i.SignedAmount, i.Investment, i.Output, i.Next, i.PushSigned, i.PushStarted, i.PushInvestment, i.PushProduced,
		i.PushOutput, i.MedianSigned, i.MedianStarted, i.MedianInvestment, i.MedianProduced, i.MedianOutput, i.Path}
}

// The kinds of runs.
const (
	Forecasts = "forecast"
	BackTests = "backtest"
)

// RunRow is a kept run without its result.
type RunRow struct {
	ID     string `json:"id"`
	Kind   string `json:"kind"`
	AsOf   string `json:"as_of"`
	Until  string `json:"until"`
	Seed   int64  `json:"seed"`
	Runs   int64  `json:"runs"`
	Digest string `json:"digest"` // SHA-256 of the result
	ByName string `json:"by_name"`
	MadeAt int64  `json:"made_at"`
	TookMS int64  `json:"took_ms"`
}

const runColumns = "t.id, t.kind, t.as_of, t.until_on, t.seed, t.runs, t.digest, t.by_name, t.made_at, t.took_ms"

func (r *RunRow) fields() []any {
	return []any{&r.ID, &r.Kind, &r.AsOf, &r.Until, &r.Seed, &r.Runs, &r.Digest, &r.ByName, &r.MadeAt, &r.TookMS}
}

// keptRuns is how many runs of a kind are kept.
const keptRuns = 60

// Runs are the latest runs of a kind, newest first.
func (s *Service) Runs(ctx context.Context, kind string, limit int) ([]RunRow, error) {
	rows, err := s.Run.DB.Query(ctx, "SELECT "+runColumns+" FROM forecast_run t WHERE t.kind = $1 ORDER BY t.made_at DESC, t.id DESC LIMIT "+strconv.Itoa(limit), kind)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []RunRow
	for rows.Next() {
		var r RunRow
		if err := rows.Scan(r.fields()...); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// read gives a run with its result as stored; an empty id means the latest of the kind. A missing one is NotFound.
func (s *Service) read(ctx context.Context, kind, id string) (*RunRow, []byte, error) {
	w := new(db.Where).And("t.kind = ?", kind)
	if id != "" {
		w.And("t.id = ?", id)
	}
	rows, err := s.Run.DB.Query(ctx, "SELECT "+runColumns+", t.result FROM forecast_run t"+w.SQL()+" ORDER BY t.made_at DESC, t.id DESC LIMIT 1", w.Args()...)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return nil, nil, err
		}
		return nil, nil, errs.New(errs.NotFound, "还没有这次预测")
	}
	var r RunRow
	var text string
	if err := rows.Scan(append(r.fields(), &text)...); err != nil {
		return nil, nil, err
	}
	return &r, []byte(text), rows.Err()
}

// Get gives a forecast with the part of its result that the scope may see; an empty id is the latest.
func (s *Service) Get(ctx context.Context, scope authz.Scope, id string) (*RunRow, *Result, error) {
	row, text, err := s.read(ctx, Forecasts, id)
	if err != nil {
		return nil, nil, err
	}
	var r Result
	if err := json.Unmarshal(text, &r); err != nil {
		return nil, nil, err
	}
	root, err := s.root(ctx)
	if err != nil {
		return nil, nil, err
	}
	r.within(scope, root)
	return row, &r, nil
}

// within leaves of a result what a scope may see: the lines of its counties and chains, and the site's for who sees the root.
func (r *Result) within(scope authz.Scope, root string) {
	if scope.All {
		return
	}
	var lines []Line
	for _, l := range r.Lines {
		keys := authz.Keys{Region: l.Region, Chain: l.Chain}
		if l.All {
			keys.Region = root
		}
		if (keys.Region != "" || keys.Chain != "") && scope.Allows(keys) {
			lines = append(lines, l)
		}
	}
	var dirty []Dirty
	for _, d := range r.Dirty {
		if scope.Allows(authz.Keys{Region: d.Region, Unit: d.Unit, Chain: d.Chain}) {
			dirty = append(dirty, d)
		}
	}
	r.Lines, r.Dirty = lines, dirty
}

// Item is one project of the latest forecast, inside the scope.
func (s *Service) Item(ctx context.Context, scope authz.Scope, projectID string) (*Item, error) {
	return table.Get(ctx, s.Run.DB, scopeOf(scope), projectID)
}

// Items are the projects of the latest forecast inside the scope under a condition over alias t.
func (s *Service) Items(ctx context.Context, scope authz.Scope, w *db.Where, tail string) ([]Item, error) {
	return table.Select(ctx, s.Run.DB, w.Scope(scopeOf(scope), "t"), tail)
}

func scopeOf(s authz.Scope) db.Scope { return s.On(authz.Keys(Spec.Scope)) }

// keep stores a run, and for a forecast its projects in place of those of the run before.
func keep(ctx context.Context, tx *change.Tx, row *RunRow, region string, result []byte, projects []Item) error {
	err := runs.Exec(ctx, tx.Tx, []any{row.ID, row.Kind, region, row.AsOf, row.Until, row.Seed, row.Runs, row.Digest, string(result), tx.Actor.ID, row.ByName, row.MadeAt, row.TookMS})
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "DELETE FROM forecast_run WHERE kind = $1 AND id NOT IN (SELECT id FROM forecast_run WHERE kind = $2 ORDER BY made_at DESC, id DESC LIMIT "+strconv.Itoa(keptRuns)+")",
		row.Kind, row.Kind)
	if err != nil || row.Kind != Forecasts {
		return err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM forecast_item"); err != nil {
		return err
	}
	var vals []any
	for i := range projects {
		projects[i].RunID = row.ID
		vals = append(vals, projects[i].values()...)
	}
	return items.Exec(ctx, tx.Tx, vals)
}
