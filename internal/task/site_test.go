package task_test

import (
	"context"
	"testing"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/project"
	"lianzhang/internal/task"
	"lianzhang/internal/web/webtest"
)

const today = "2026-09-28" // a Monday; the National Day holiday follows

// site is the city of webtest with the service of tasks.
type site struct {
	*task.Service
	*webtest.Site
	office, chief, lead, park, factor authz.Actor
}

func newSite(t *testing.T, d *db.DB) *site {
	t.Helper()
	s := &site{Site: webtest.NewOn(t, d, today)}
	comments := &comment.Service{Run: s.Site.Run}
	s.Service = &task.Service{Run: s.Site.Run, Org: s.Site.Org, Comments: comments, Calendar: workday.Default}
	s.FollowInstructions(func(ctx context.Context, q db.Queryer, ref record.Ref) (*task.Subject, error) {
		p, err := s.Projects.Get(ctx, authz.Scope{All: true}, ref.ID)
		if err != nil {
			return nil, nil
		}
		return &task.Subject{Title: p.Name, Keys: p.ScopeKeys()}, nil
	})
	s.office, s.chief, s.lead, s.park, s.factor = s.Actor(t, "office"), s.Actor(t, "zong"), s.Actor(t, "lead"), s.Actor(t, "park"), s.Actor(t, "factor")
	return s
}

func (s *site) at(day string) { s.Site.Run.Clock = clock.At(day) }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func want(t testing.TB, code errs.Code, err error) {
	t.Helper()
	if errs.CodeOf(err) != code {
		t.Errorf("%v, want %s", err, code)
	}
}

func (s *site) draft() task.Draft {
	return task.Draft{Name: "完成高端铜箔项目选址", Measure: "取得用地批复", Source: task.FromPlan, SourceText: "2026年铜基新材料产业链工作要点第3条", ChainID: s.Chain["铜基新材料"],
		UnitID: s.Units["东湖区发改局"], CoUnits: []string{s.Units["市供电公司"]}, Due: "2026-10-09"}
}

func (s *site) set(t *testing.T, who authz.Actor, d task.Draft) *task.Task {
	t.Helper()
	out, err := s.Create(t.Context(), who, d)
	must(t, err)
	return out
}

func (s *site) get(t *testing.T, id string) *task.Task {
	t.Helper()
	out, err := s.Get(t.Context(), authz.Scope{All: true}, id)
	must(t, err)
	return out
}

func (s *site) project(t *testing.T) *project.Project { return s.Project(t, "星辉铜箔", nil) }

func each(t *testing.T, fn func(t *testing.T, s *site)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { fn(t, newSite(t, d)) })
}
