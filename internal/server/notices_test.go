package server_test

import (
	"net/http"
	"strings"
	"testing"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/notify"
	"lianzhang/internal/project"
	"lianzhang/internal/server"
)

// TestWhatHappensReachesWhomItConcerns goes through the producers of the program: an instruction, one done, a call by name, a report
// that waits, one that came back, and a light that turned red.
func TestWhatHappensReachesWhomItConcerns(t *testing.T) {
	app := city(t)
	ctx := t.Context()
	d, err := app.Org.Directory(ctx)
	if err != nil {
		t.Fatal(err)
	}
	actor := func(login string) authz.Actor {
		a, err := app.Org.Actor(ctx, d.AccountByLogin(login).ID, "web", "")
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	once := func() {
		t.Helper()
		if err := app.Notify.Once(ctx); err != nil {
			t.Fatal(err)
		}
	}
	heard := func(login, text string) bool {
		t.Helper()
		got, _, err := app.Notify.Inbox(ctx, d.AccountByLogin(login).ID, notify.Ask{Limit: 200})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range got {
			lines, err := app.Notify.Lines(ctx, m.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range lines {
				if strings.Contains(l.Body, text) {
					return true
				}
			}
		}
		return false
	}
	once() // what the city left
	lead, rows := d.AccountByLogin("lead1"), []project.Project(nil)
	for _, login := range []string{"lead1", "lead2", "lead3", "lead4", "lead5", "lead6", "lead7", "lead8"} {
		if a := d.AccountByLogin(login); a != nil && len(rows) == 0 {
			lead = a
			if rows, err = app.Projects.Select(ctx, app.DB, server.Program().Scope, new(db.Where).And("t.unit_id = ? AND t.stage NOT IN ('withdrawn', 'lost')", a.UnitID), "ORDER BY t.id LIMIT 1"); err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(rows) == 0 {
		t.Fatal("no lead unit has a project")
	}
	p := &rows[0]
	given, err := app.Comments.Add(ctx, actor("zong"), p.Ref(), comment.New{Body: "周五前解决用地", Instruction: true})
	if err != nil {
		t.Fatal(err)
	}
	office := d.AccountByLogin("office")
	outsider := outside(app, d, p)
	if _, err := app.Comments.Add(ctx, actor(lead.Login), p.Ref(), comment.New{Body: "请＠" + office.Name + " @" + d.AccountName(outsider) + " 协调"}); err != nil {
		t.Fatal(err)
	}
	once()
	if !heard(lead.Login, "批示：周五前解决用地") || heard("zong", "周五前解决用地") {
		t.Error("the instruction did not reach the unit, or came back to its author")
	}
	if !heard("office", "协调") {
		t.Error("who is called by name does not hear")
	}
	if outsider != "" && heard(d.Account(outsider).Login, "协调") {
		t.Error("who may not see the project hears of it")
	}
	if err := app.Comments.Done(ctx, actor(lead.Login), p.Ref(), given.ID); err != nil {
		t.Fatal(err)
	}
	month := app.Clock.Today()[:7]
	if err := app.Projects.FillReport(ctx, actor("office"), project.Report{ProjectID: p.ID, Period: month, Done: 1, Progress: "基础施工"}); err != nil {
		t.Fatal(err)
	}
	if err := app.Projects.CheckReport(ctx, actor(lead.Login), p.ID, month, false, "数字不对"); err != nil {
		t.Fatal(err)
	}
	once()
	if !heard("zong", "批示已办结") || !heard(lead.Login, "待审核") || !heard("office", "退回") {
		t.Error("done, filed or returned did not arrive")
	}
	if got := app.Notify.Topics(); len(got) < 6 {
		t.Errorf("topics %v", got)
	}
}

// outside is somebody whose scope does not reach the project; "" when there is none.
func outside(app *server.App, d *org.Directory, p *project.Project) string {
	for _, a := range d.Accounts() {
		if s := d.Scope(a.ID, app.Clock.Today()); a.Active && !s.Allows(p.ScopeKeys()) && len(s.Regions) > 0 {
			return a.ID
		}
	}
	return ""
}

// TestTheBell: every page shows how much is unread, and the bell alone can be asked for.
func TestTheBell(t *testing.T) {
	app := city(t)
	h, err := app.Handler()
	if err != nil {
		t.Fatal(err)
	}
	if err := app.Notify.Once(t.Context()); err != nil {
		t.Fatal(err)
	}
	w := visit(t, app, h, "lead1").ask("GET /inbox", "")
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `class="bell" href="/inbox"`) {
		t.Errorf("%d", w.Code)
	}
}
