package server_test

import (
	"net/http"
	"strings"
	"testing"

	"lianzhang/internal/meeting"
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
	if _, err := app.Comments.Add(ctx, actor(lead.Login), p.Ref(), comment.New{Body: "请＠" + office.Name + " @" + d.AccountName(outsider) + " 协调九百号井"}); err != nil {
		t.Fatal(err)
	}
	once()
	if !heard(lead.Login, "批示：周五前解决用地") || heard("zong", "周五前解决用地") {
		t.Error("the instruction did not reach the unit, or came back to its author")
	}
	if !heard("office", "协调九百号井") {
		t.Error("who is called by name does not hear")
	}
	if outsider != "" && heard(d.Account(outsider).Login, "协调九百号井") {
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

// TestMinutesReachTheParticipants: who was asked, by name and unit, and nobody else of the same name elsewhere.
func TestMinutesReachTheParticipants(t *testing.T) {
	app := city(t)
	ctx := t.Context()
	d, err := app.Org.Directory(ctx)
	if err != nil {
		t.Fatal(err)
	}
	office, err := app.Org.Actor(ctx, d.AccountByLogin("office").ID, "web", "")
	if err != nil {
		t.Fatal(err)
	}
	if err := app.Notify.Once(ctx); err != nil {
		t.Fatal(err)
	}
	m, err := app.Meetings.Call(ctx, office, meeting.Meeting{Name: "要素保障专题会", Kind: meeting.Special, OnDate: app.Clock.Today()})
	if err != nil {
		t.Fatal(err)
	}
	asked, other := d.AccountByLogin("ziran"), d.AccountByLogin("jinrong")
	list := asked.Name + "　科长　" + d.UnitName(asked.UnitID) + "\n" + other.Name + "　科长　某地外单位"
	if _, err := app.Meetings.Invite(ctx, office, m.ID, list); err != nil {
		t.Fatal(err)
	}
	for _, step := range []func() error{
		func() error { return app.Meetings.Move(ctx, office, m.ID, "hold", "") },
		func() error {
			_, err := app.Meetings.SetMinutes(ctx, office, m.ID, "研究了用地问题。", false)
			return err
		},
		func() error { return app.Meetings.Move(ctx, office, m.ID, "send", "各参会单位") },
		func() error { return app.Notify.Once(ctx) },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	for login, want := range map[string]bool{"ziran": true, "jinrong": false} {
		got, _, err := app.Notify.Inbox(ctx, d.AccountByLogin(login).ID, notify.Ask{Limit: 200})
		if err != nil {
			t.Fatal(err)
		}
		heard := false
		for _, n := range got {
			heard = heard || strings.Contains(n.Title, "要素保障专题会")
		}
		if heard != want {
			t.Errorf("%s heard of the minutes: %v", login, heard)
		}
	}
}
