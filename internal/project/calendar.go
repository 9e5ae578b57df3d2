package project

import (
	"context"
	"strconv"
	"strings"

	"lianzhang/internal/platform/db"
)

// Dated is a project with the dates of its milestones, for a calendar.
type Dated struct {
	ID, Name, Light, Stage string
	Dates                  []Milestone
}

// InMonth gives the projects under a condition over alias t, scope included, of which a planned or actual milestone lies in
// the month ("2026-11"); the largest first, at most limit.
func (s *Service) InMonth(ctx context.Context, w *db.Where, month string, limit int) ([]Dated, error) {
	var cols, conds []string
	var probe Project
	for _, m := range probe.Milestones() {
		cols = append(cols, "t."+m.Stage+"_plan", "t."+m.Stage+"_actual")
	}
	from, to := w.Arg(month), w.Arg(month+"~") // '~' sorts behind every digit and '-'
	for _, c := range cols {
		conds = append(conds, c+" >= "+from+" AND "+c+" < "+to)
	}
	w.And("(" + strings.Join(conds, " OR ") + ")")
	rows, err := s.db().Query(ctx, "SELECT t.id, t.name, t.light, t.stage, "+strings.Join(cols, ", ")+" FROM project t"+w.SQL()+
		" ORDER BY t.total_invest DESC, t.id LIMIT "+strconv.Itoa(limit), w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Dated
	for rows.Next() {
		p := &Project{} // holds what the milestones point to
		dates := p.Milestones()
		dest := []any{&p.ID, &p.Name, &p.Light, &p.Stage}
		for _, m := range dates {
			dest = append(dest, m.Plan, m.Actual)
		}
		if err := rows.Scan(dest...); err != nil {
			return nil, err
		}
		out = append(out, Dated{p.ID, p.Name, p.Light, p.Stage, dates})
	}
	return out, rows.Err()
}
