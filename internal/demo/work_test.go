package demo_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/demo"
	"lianzhang/internal/gap"
	"lianzhang/internal/meeting"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/task"
	"lianzhang/internal/visit"
)

// working adds to a site with tickets what tasks, meetings and visits need.
func working(site *demo.Site) {
	run := site.Run
	site.Comments = &comment.Service{Run: run}
	site.Tasks = &task.Service{Run: run, Org: site.Org, Comments: site.Comments, Calendar: site.Org.Working}
	site.Tasks.FollowInstructions(func(ctx context.Context, q db.Queryer, ref record.Ref) (*task.Subject, error) {
		p, err := site.Projects.Select(ctx, q, authz.Scope{All: true}, new(db.Where).And("t.id = ?", ref.ID), "")
		if err != nil || len(p) == 0 {
			return nil, err
		}
		return &task.Subject{Title: p[0].Name, Keys: p[0].ScopeKeys()}, nil
	})
	site.Meetings = &meeting.Service{Run: run, Org: site.Org, Chains: site.Chains, Projects: site.Projects, Gaps: &gap.Service{Run: run}, Tasks: site.Tasks, Calendar: site.Org.Working}
	site.Visits = &visit.Service{Run: run, Org: site.Org, Firms: site.Enterprises, Tickets: site.Tickets}
}

func TestTheWorkIsBelievable(t *testing.T) {
	site, _ := ticketed(t, true)
	ctx, all := t.Context(), authz.Scope{All: true}
	q := site.Run.DB
	tasks, err := site.Tasks.Select(ctx, q, all, new(db.Where), "ORDER BY t.code")
	if err != nil {
		t.Fatal(err)
	}
	states, sources, fates := map[string]int{}, map[string]int{}, map[string]int{}
	for i := range tasks {
		k := &tasks[i]
		states[k.State]++
		sources[k.Source]++
		for name, is := range map[string]bool{"carried": k.Carries > 0, "returned": k.Returns > 0, "red": k.Light == "red", "in trouble": k.Problem != "", "paused": k.PausedDays > 0, "late": k.LateDays > 0, "with steps": k.NextOn != ""} {
			if is {
				fates[name]++
			}
		}
		if k.SetOn >= today || k.ReportedOn >= today || k.EndedOn >= today || k.MovedOn >= today || k.State == task.Closed && (k.EndedOn == "" || k.EndedOn < k.SetOn) || k.Due < k.StartOn {
			t.Errorf("%s: set %s, from %s, due %s, reported %s, ended %s (%s)", k.Code, k.SetOn, k.StartOn, k.Due, k.ReportedOn, k.EndedOn, k.State)
		}
		if k.Source == task.FromPlan48 {
			continue
		}
		n := 0
		if err := q.QueryRow(ctx, "SELECT count(*) FROM "+k.SourceKind+" WHERE id = $1", k.SourceID).Scan(&n); err != nil || n != 1 {
			t.Errorf("%s comes from %s %q, which is not there: %v", k.Code, k.SourceKind, k.SourceID, err)
		}
	}
	least(t, "tasks by source", sources, map[string]int{task.FromPlan48: 48, task.FromMeeting: 24, task.FromInstruction: 8, task.FromLight: 3, task.FromTicket: 2})
	least(t, "tasks by state", states, map[string]int{task.Open: 2, task.Doing: 8, task.Reported: 2, task.Closed: 30})
	least(t, "tasks", fates, map[string]int{"carried": 3, "returned": 3, "red": 4, "in trouble": 2, "paused": 2, "late": 5, "with steps": 5})
	if sources[task.FromPlan48] != 48 {
		t.Errorf("%d tasks in the plan of 48", sources[task.FromPlan48])
	}
	if turned, err := site.Tasks.Turn(ctx); err != nil || turned > 0 {
		t.Errorf("%d lights were not turned: %v", turned, err)
	}
	checkMeetings(t, site)
	checkVisits(t, site)

	again, _ := ticketed(t, true)
	more, err := again.Tasks.Select(ctx, again.Run.DB, all, new(db.Where), "ORDER BY t.code")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(told(tasks), told(more)); diff != "" {
		t.Errorf("the same seed made other tasks:\n%s", diff)
	}
}

func checkMeetings(t *testing.T, site demo.Site) {
	t.Helper()
	ctx, q := t.Context(), site.Run.DB
	ask := func(sql string) (n int) {
		if err := q.QueryRow(ctx, sql).Scan(&n); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
		return n
	}
	for _, c := range []struct {
		what, sql string
		want      int
	}{
		{"dispatches that were held, with minutes, and circulated", "SELECT count(*) FROM meeting WHERE kind = 'dispatch' AND state = 'sent' AND minutes <> '' AND on_date < '" + today + "'", 8},
		{"dispatches to come, on a later day, with an agenda", "SELECT count(*) FROM meeting m WHERE kind = 'dispatch' AND state = 'planned' AND on_date > '" + today + "' AND EXISTS (SELECT 1 FROM meeting_item i WHERE i.meeting_id = m.id AND i.kind = 'unclosed')", 1},
		{"held meetings of the future", "SELECT count(*) FROM meeting WHERE state IN ('held', 'sent') AND held_on >= '" + today + "'", 0},
		{"decisions without their task", "SELECT count(*) FROM meeting_decision d WHERE NOT EXISTS (SELECT 1 FROM task k WHERE k.id = d.task_id AND k.source_id = d.meeting_id AND k.unit_id = d.lead_unit AND k.due >= d.due)", 0},
		{"decisions", "SELECT count(*) FROM meeting_decision", 24},
		{"guests checked in at another time than the meeting's", "SELECT count(*) FROM meeting_guest g JOIN meeting m ON m.id = g.meeting_id WHERE g.came_at > 0 AND m.held_on = ''", 0},
		{"topics of roundtables in some state", "SELECT count(DISTINCT state) FROM meeting_item WHERE kind = 'topic'", 3},
	} {
		if n := ask(c.sql); n != c.want {
			t.Errorf("%d %s, want %d", n, c.what, c.want)
		}
	}
	if came, away := ask("SELECT count(*) FROM meeting_guest WHERE came_at > 0"), ask("SELECT count(*) FROM meeting_guest g JOIN meeting m ON m.id = g.meeting_id WHERE came_at = 0 AND m.state = 'sent'"); came < 80 || away < 8 {
		t.Errorf("%d came and %d stayed away", came, away)
	}
	if n := ask("SELECT count(*) FROM meeting_guest WHERE came_at > 0 AND venue <> ''"); n < 10 {
		t.Errorf("%d came to a sub-venue", n)
	}
}

func checkVisits(t *testing.T, site demo.Site) {
	t.Helper()
	office := authz.System("test")
	c, err := site.Visits.Coverage(t.Context(), office)
	if err != nil {
		t.Fatal(err)
	}
	if c.Total.Firms < 30 || c.Total.Visits < 40 || c.Total.Rated < 20 || c.Total.Visited == c.Total.Firms || c.Total.Visited*2 < c.Total.Firms || len(c.People) < 15 {
		t.Errorf("%+v by %d people", c.Total, len(c.People))
	}
	rows, err := site.Run.DB.Query(t.Context(), `SELECT v.on_date, v.problem, v.ticket_id, COALESCE((SELECT k.source FROM ticket k WHERE k.id = v.ticket_id), ''),
		(SELECT count(*) FROM visit_charge c WHERE c.enterprise_id = v.enterprise_id AND c.account_id = v.by_id AND c.role = v.role AND c.since <= v.on_date) FROM visit v`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	problems := 0
	for rows.Next() {
		var on, problem, id, source string
		charged := 0
		if err := rows.Scan(&on, &problem, &id, &source, &charged); err != nil {
			t.Fatal(err)
		}
		if problem != "" {
			problems++
		}
		if on >= today || charged != 1 || (problem != "") != (source == "visit") {
			t.Errorf("a visit on %s: problem %q, ticket %s from %q, %d charges", on, problem, id, source, charged)
		}
	}
	if problems < 4 || rows.Err() != nil {
		t.Errorf("%d visits told of a problem, %v", problems, rows.Err())
	}
}

const today = "2026-11-22"

func least(t *testing.T, what string, have, want map[string]int) {
	t.Helper()
	for k, n := range want {
		if have[k] < n {
			t.Errorf("%s: %d are %s, want %d at least: %v", what, have[k], k, n, have)
		}
	}
}

func told(rows []task.Task) (out []string) {
	for i := range rows {
		k := &rows[i]
		out = append(out, fmt.Sprint(k.Code, k.Name, k.SetOn, k.Due, k.State, k.Light, k.Said, k.ReportedOn, k.EndedOn, k.Carries, k.Returns, k.PausedDays, k.Share))
	}
	return out
}
