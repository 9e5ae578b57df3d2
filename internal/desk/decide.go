package desk

import (
	"context"
	"slices"
	"strconv"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

// Decision is a red project on which nobody above has said a word yet.
type Decision struct {
	Project project.Project
	Why     *review.Explained
	Problem string // as the newest report that names one tells it
	Month   string // of that report
}

// isRed and arrears, what a project owes of the year's investment, are written as the index project_red is.
const (
	isRed   = "(CASE WHEN t.light = 'red' THEN 1 ELSE 0 END) = 1"
	arrears = "(t.year_due - t.year_done)"
)

// Decisions gives the red projects inside the scope that need a word most, at most n: those with no open instruction, the
// largest arrears of investment first. waiting is how many there are, counted up to a little over a thousand.
func (s *Service) Decisions(ctx context.Context, scope authz.Scope, chainID string, n int) (list []Decision, waiting int64, err error) {
	where := func() *db.Where {
		w := new(db.Where).And(isRed).Scope(inIndex(scope), "t")
		if chainID != "" {
			w.And("t.chain_id = ?", chainID)
		}
		return w.And(`NOT EXISTS (SELECT 1 FROM comment c WHERE c.kind = 'project' AND c.ref_id = t.id AND c.instruction AND c.done_at = 0)`)
	}
	if waiting, err = s.count(ctx, project.Kind, where()); err != nil || waiting == 0 {
		return nil, waiting, err
	}
	rows, err := s.Projects.Select(ctx, s.db(), authz.Scope{All: true}, where(), "ORDER BY "+arrears+" DESC LIMIT "+strconv.Itoa(n))
	if err != nil {
		return nil, waiting, err
	}
	for i := range rows {
		d := Decision{Project: rows[i]}
		if d.Why, err = s.Review.Explain(ctx, scope, &d.Project); err != nil {
			return nil, waiting, err
		}
		reports, err := s.Projects.Reports(ctx, scope, d.Project.ID)
		if err != nil {
			return nil, waiting, err
		}
		if k := slices.IndexFunc(reports, func(r project.Report) bool { return r.Problem != "" }); k >= 0 {
			d.Problem, d.Month = reports[k].Problem, reports[k].Period
		}
		list = append(list, d)
	}
	return list, waiting, nil
}
