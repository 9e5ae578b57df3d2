package desk

import (
	"context"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/project"
)

// nextDue is the plan of the stage that a project has to reach next, written as the index project_due is.
const nextDue = "(CASE t.stage WHEN 'talks' THEN t.signed_plan WHEN 'signed' THEN t.started_plan WHEN 'started' THEN t.completed_plan" +
	" WHEN 'completed' THEN t.produced_plan WHEN 'produced' THEN t.capacity_plan ELSE '' END)"

// staged are the projects whose next stage was planned for a day that has passed or is near. A plan that names only a
// month is due on the month's last day.
func (s *Service) staged(scope authz.Scope, today string, t Terms) source {
	due := lone(scope, nextDue, "''")
	month, until := today[:7], clock.AddDays(today, t.Ahead)
	monthEnd := lastDay(month)
	return source{kind: Stage, table: project.Kind, order: "ORDER BY " + due + " DESC, t.total_invest DESC, t.id",
		rows: func(w *db.Where) {
			w.And(due+" > '' AND "+due+" <= ?", until).Scope(inIndex(scope), "t")
		},
		part: func(w *db.Where, when When) string {
			switch when {
			case Overdue:
				return w.Expr(due+" < ? AND "+due+" <> ?", today, month)
			case DueToday:
				if monthEnd == today {
					return w.Expr("("+due+" = ? OR "+due+" = ?)", today, month)
				}
				return w.Expr(due+" = ?", today)
			case Soon:
				if monthEnd > today && monthEnd <= until {
					return w.Expr("(length("+due+") = 10 AND "+due+" > ? OR "+due+" = ?)", today, month)
				}
				return w.Expr("length("+due+") = 10 AND "+due+" > ?", today)
			}
			return ""
		},
		read: func(ctx context.Context, w *db.Where, tail string) ([]Duty, error) {
			return s.aboutProjects(ctx, w, tail, func(d *Duty) { d.Stage, d.Due = d.Project.NextStage() })
		}}
}

// turned are the projects whose light turned yellow or red lately, and for which nobody has said since what is to be done:
// a remark on the project answers for it.
func (s *Service) turned(light string, scope authz.Scope, today string, t Terms) source {
	// The last day of turning that is overdue, due today, due soon: AnswerDays working days turned round.
	bounds := [3]string{}
	for i, day := range []string{today, clock.AddDays(today, 1), clock.AddDays(today, t.Ahead+1)} {
		bounds[i] = s.firstDueFrom(day, t.AnswerDays)
	}
	since := clock.AddDays(today, -t.Back)
	return source{kind: Light, table: project.Kind, order: "ORDER BY t.light_since DESC, t.total_invest DESC",
		rows: func(w *db.Where) {
			w.And(lone(scope, "t.light", "''")+" = ? AND t.light_since >= ?", light, since).Scope(inIndex(scope), "t")
			// Identities grow with time, so a remark made after the turn has the greater one.
			w.And(`NOT EXISTS (SELECT 1 FROM comment c WHERE c.kind = 'project' AND c.ref_id = t.id
				AND c.id > COALESCE((SELECT max(h.id) FROM light_history h WHERE h.project_id = t.id), ''))`)
		},
		part: func(w *db.Where, when When) string {
			switch when {
			case Overdue:
				return w.Expr("t.light_since < ?", bounds[0])
			case DueToday:
				return w.Expr("t.light_since >= ? AND t.light_since < ?", bounds[0], bounds[1])
			case Soon:
				return w.Expr("t.light_since >= ? AND t.light_since < ?", bounds[1], bounds[2])
			}
			return ""
		},
		read: func(ctx context.Context, w *db.Where, tail string) ([]Duty, error) {
			out, err := s.aboutProjects(ctx, w, tail, func(d *Duty) { d.Due = s.Calendar().Add(d.Project.LightSince, t.AnswerDays) })
			if err != nil {
				return nil, err
			}
			return out, s.whyOf(ctx, out)
		}}
}
