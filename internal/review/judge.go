package review

import (
	"context"
	"slices"
	"time"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/project"
)

// LevelOf is the level whose rules a stage falls under, "" for end states.
func LevelOf(stage string) string {
	switch stage {
	case project.Lead, project.Talks:
		return LevelTalks
	case project.Withdrawn, project.Lost:
		return ""
	}
	return LevelProject
}

// Judge gives projects' lights on a day by the rules in force, without those from which they are exempt. project.Service
// asks it at every write, so a light is never older than the last change.
func (s *Service) Judge(ctx context.Context, q db.Queryer, rows []*project.Project, today string) ([]project.Verdict, error) {
	sets, err := s.InForce(ctx, q)
	if err != nil {
		return nil, err
	}
	out := make([]project.Verdict, len(rows))
	var lit []string // only a lit lamp may need an excuse, and nobody can have excused a new project
	for i, p := range rows {
		if out[i] = verdict(sets, p, today, nil); out[i].Rule != "" && p.No > 0 {
			lit = append(lit, p.ID)
		}
	}
	exempt, err := s.exempt(ctx, q, lit, today)
	if err != nil || len(exempt) == 0 {
		return out, err
	}
	for i, p := range rows {
		if rules := exempt[p.ID]; rules != nil {
			out[i] = verdict(sets, p, today, func(id string) bool { return slices.Contains(rules, id) })
		}
	}
	return out, nil
}

func verdict(sets map[string]*Compiled, p *project.Project, today string, exempt func(ruleID string) bool) project.Verdict {
	c := sets[LevelOf(p.Stage)]
	if c == nil {
		return project.Verdict{Light: None}
	}
	light, i := c.Judge(p.Value, today, exempt)
	if i < 0 {
		return project.Verdict{Light: light}
	}
	return project.Verdict{Light: light, Rule: c.Rules[i].ID, Text: c.text(i, p.Value)}
}

// exempt gives the rules that do not count on a day, by project. For several projects it reads all exemptions of the day:
// they are few, and the statement is always the same.
func (s *Service) exempt(ctx context.Context, q db.Queryer, ids []string, today string) (map[string][]string, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	w := new(db.Where).And("t.since <= ? AND t.until_on >= ?", today, today)
	if len(ids) == 1 {
		w.And("t.project_id = ?", ids[0])
	}
	rows, err := exemptions.Select(ctx, q, w, "")
	out := map[string][]string{}
	for _, e := range rows {
		out[e.ProjectID] = append(out[e.ProjectID], e.Rule)
	}
	return out, err
}

// Exemptions are a project's exemptions, newest first.
func (s *Service) Exemptions(ctx context.Context, scope authz.Scope, projectID string) ([]Exemption, error) {
	w := new(db.Where).And("t.project_id = ?", projectID).Scope(scope.On(authz.Keys(project.Spec.Scope)), "t")
	return exemptions.Select(ctx, s.Run.DB, w, "ORDER BY t.created_at DESC")
}

// Exempt records that a rule does not count for a project until a day, who says so and why, and judges the project anew.
func (s *Service) Exempt(ctx context.Context, actor authz.Actor, projectID, ruleID, until, reason string) error {
	p, err := s.Projects.Get(ctx, actor.Scope, projectID)
	if err != nil {
		return err
	}
	today := s.Run.Clock.Today()
	var bad errs.Fields
	if reason == "" {
		bad.Add("reason", "写明理由")
	}
	if until < today || len(until) != 10 {
		bad.Add("until", "填写不早于今天的日期")
	}
	if ruleID == "" {
		bad.Add("rule", "选择规则")
	}
	if err := bad.Err(); err != nil {
		return err
	}
	what := change.What{Action: "light.exempt", Perm: authz.Exempt, Ref: p.Ref(), Reason: reason}
	return s.Projects.Edit(ctx, actor, what, func(tx *change.Tx, p *project.Project) error {
		return exemptions.Insert(ctx, tx, &Exemption{ID: tx.NewID(), ProjectID: p.ID, Region: p.Region, UnitID: p.UnitID, ChainID: p.ChainID,
			Rule: ruleID, Reason: reason, Since: today, Until: until, GrantedBy: actor.ID, GrantedName: actor.Name, CreatedAt: tx.Now})
	})
}

// How many projects one write of EvaluateAll judges: as many as others need not wait for. The number is doubled or halved
// until a write takes between the two times, so there are few different statements.
const (
	leastBatch, firstBatch, mostBatch = 32, 256, 1024
	shortWrite, longWrite             = 15 * time.Millisecond, 45 * time.Millisecond
)

// EvaluateAll judges every project anew as of today: schedules move on, months are closed, lights turn. It may run any
// number of times a day. progress may be nil.
func (s *Service) EvaluateAll(ctx context.Context, progress func(done, total int)) (turned int, err error) {
	ids, err := s.ids(ctx)
	if err != nil {
		return 0, err
	}
	today := s.Run.Clock.Today()
	closing, err := s.monthToClose(ctx, today)
	if err != nil {
		return 0, err
	}
	size := firstBatch
	for start := 0; start < len(ids); {
		part := ids[start:min(start+size, len(ids))]
		took := clock.Stopwatch()
		n, err := s.evaluate(ctx, part, today, closing)
		if err != nil {
			return turned, err
		}
		turned += n
		start += len(part)
		if d := took(); d > longWrite {
			size = max(size/2, leastBatch)
		} else if d < shortWrite {
			size = min(size*2, mostBatch)
		}
		if progress != nil {
			progress(start, len(ids))
		}
	}
	if closing != "" {
		err = s.closeMonth(ctx, closing)
	}
	return turned, err
}

func (s *Service) ids(ctx context.Context) ([]string, error) {
	return db.Strings(ctx, s.Run.DB, "SELECT id FROM project ORDER BY id")
}

func (s *Service) evaluate(ctx context.Context, ids []string, today, closing string) (turned int, err error) {
	reports, err := s.Projects.YearReports(ctx, ids, today[:4])
	if err != nil {
		return 0, err
	}
	what := change.What{Action: "light.evaluate", Perm: authz.LightAdopt}
	err = s.Run.Run(ctx, authz.System("job"), what, func(tx *change.Tx) error {
		turned = 0
		return s.Projects.Rejudge(ctx, tx, ids, func(p *project.Project) {
			if p.PlanYear == today[:4] {
				p.Settle(reports[p.ID], today)
			} else {
				p.Schedule = project.ScheduleOn(p.PlanYear, today)
			}
			if closing != "" && p.Light == Yellow {
				p.YellowRun++
			} else if closing != "" {
				p.YellowRun = 0
			}
		}, func(p *project.Project) { turned++ })
	})
	return turned, err
}

// closedSetting names the last month whose lights were counted into the runs of yellow months.
const closedSetting = "light.closed_month"

type setting struct {
	ID      string `db:"id"`
	Value   string `db:"value"`
	Version int64  `db:"version"`
}

var settings = db.NewTable[setting]("setting")

// monthToClose is the last full month when it has not been counted yet, else "".
func (s *Service) monthToClose(ctx context.Context, today string) (string, error) {
	last := project.PreviousMonth(today[:7])
	rows, err := settings.Select(ctx, s.Run.DB, new(db.Where).And("t.id = ?", closedSetting), "")
	if err != nil || len(rows) > 0 && rows[0].Value >= last {
		return "", err
	}
	return last, nil
}

func (s *Service) closeMonth(ctx context.Context, month string) error {
	return s.Run.Run(ctx, authz.System("job"), change.What{Action: "light.close_month", Perm: authz.LightAdopt}, func(tx *change.Tx) error {
		rows, err := settings.Select(ctx, tx, new(db.Where).And("t.id = ?", closedSetting), "")
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return settings.Insert(ctx, tx, &setting{ID: closedSetting, Value: month})
		}
		after := rows[0]
		after.Value = month
		return settings.Update(ctx, tx, &rows[0], &after)
	})
}
