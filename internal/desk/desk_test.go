package desk_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/desk"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

// due is what a person's desk says of one kind: how many are overdue, due today, soon.
func due(t *desk.Today, kind desk.Kind) (n [3]int64) {
	for _, p := range t.Piles {
		if p.Kind == kind && p.When <= desk.Soon {
			n[p.When] += p.N
		}
	}
	return n
}

func TestTheDeskHoldsWhatIsDueFromEachRole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newCity(t, d, 160)
		for _, login := range []string{"office", "lead1", "team2", "county9", "zhaoshang", "ziran", "ducha", "sysadmin"} {
			t.Run(login, func(t *testing.T) {
				actor := w.actor(login)
				got, err := w.desk.Today(t.Context(), actor, desk.Ask{Most: 5})
				if err != nil {
					t.Fatal(err)
				}
				want := map[desk.Kind][3]int64{desk.Report: w.unfiled(actor), desk.Stage: w.stages(actor), desk.Light: w.turned(actor)}
				for kind, n := range want {
					if diff := cmp.Diff(n, due(got, kind)); diff != "" {
						t.Errorf("%s (-counted one by one +desk):\n%s", kind, diff)
					}
				}
				for _, p := range got.Piles {
					if int64(len(p.Duties)) != min(p.N, 5) {
						t.Errorf("%s/%d: %d of %d read; want 5 at most", p.Kind, p.When, len(p.Duties), p.N)
					}
					for _, x := range p.Duties {
						if x.Project == nil || !actor.Scope.Allows(authz.Keys{Region: x.Project.Region, Unit: x.Project.UnitID, Chain: x.Project.ChainID}) {
							t.Errorf("%s shows %+v, which lies outside the scope", p.Kind, x.Project)
						}
					}
				}
			})
		}
	})
}

// fills are the projects for which the demonstration's people file.
func (w *city) fills(actor authz.Actor) []project.Project {
	d, err := w.org.Directory(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	scope := authz.Scope{Units: d.UnitSubtree(actor.UnitID)}
	switch {
	case !actor.Can(authz.ProjectFill):
		return nil
	case slices.Contains(actor.Roles, authz.RoleTeam):
		scope.Chains = actor.Scope.Chains
	case slices.Contains(actor.Roles, authz.RolePark):
		scope.Regions = actor.Scope.Regions
	}
	return w.all(scope)
}

// drives are those whose stages and lights they answer for.
func (w *city) drives(actor authz.Actor) []project.Project {
	if slices.Contains(actor.Roles, authz.RoleOffice) || slices.Contains(actor.Roles, authz.RoleLeadUnit) {
		return w.all(actor.Scope)
	}
	return w.fills(actor)
}

func (w *city) unfiled(actor authz.Actor) (n [3]int64) {
	for _, p := range w.fills(actor) {
		building := p.Stage == project.Started || p.Stage == project.Completed
		if building && p.YearPlan > 0 && p.Reported < "2026-10" && p.StartedActual < "2026-11" {
			n[desk.Overdue]++ // October was due on 5 November
		}
	}
	return n
}

func (w *city) stages(actor authz.Actor) (n [3]int64) {
	for _, p := range w.drives(actor) {
		for i, m := range p.Milestones() {
			if i == 0 || p.Stage != p.Milestones()[i-1].Stage || m.Stage == project.Talks || *m.Plan == "" {
				continue
			}
			switch {
			case *m.Plan < today:
				n[desk.Overdue]++
			case *m.Plan == today:
				n[desk.DueToday]++
			case *m.Plan <= "2026-11-29":
				n[desk.Soon]++
			}
		}
	}
	return n
}

func (w *city) turned(actor authz.Actor) (n [3]int64) {
	for _, p := range w.drives(actor) {
		if p.LightSince < "2026-10-23" || p.Light != review.Red && p.Light != review.Yellow {
			continue
		}
		on, err := time.Parse(time.DateOnly, p.LightSince)
		if err != nil {
			w.t.Fatal(err)
		}
		for left := 3; left > 0; { // the test's desk counts Monday to Friday
			on = on.AddDate(0, 0, 1)
			if on.Weekday() != time.Saturday && on.Weekday() != time.Sunday {
				left--
			}
		}
		switch day := on.Format(time.DateOnly); {
		case day < today:
			n[desk.Overdue]++
		case day == today:
			n[desk.DueToday]++
		case day <= "2026-11-29":
			n[desk.Soon]++
		}
	}
	return n
}

func TestARemarkAnswersForALight(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newCity(t, d, 80)
		actor := w.actor("office")
		read := func() *desk.Today {
			t.Helper()
			got, err := w.desk.Today(t.Context(), actor, desk.Ask{Kind: desk.Light, Most: 100})
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		before := read()
		first := before.Piles[slices.IndexFunc(before.Piles, func(p desk.Pile) bool { return p.Kind == desk.Light })].Duties[0]
		if first.Text == "" {
			t.Error("a light without its reason")
		}
		if _, err := w.comments.Add(t.Context(), actor, (&project.Project{ID: first.Project.ID}).Ref(), comment.New{Body: "已约谈，月底前复工"}); err != nil {
			t.Fatal(err)
		}
		if a, b := before.N(desk.Light), read().N(desk.Light); b != a-1 {
			t.Errorf("%d lights to answer for after a remark on one of %d", b, a)
		}
	})
}

func TestInstructionsAndReportsToCheck(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newCity(t, d, 60)
		office, zong := w.actor("office"), w.actor("zong")
		p := w.all(office.Scope)[0]
		chains, err := w.chains.All(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		say := func(kind, id, text, due string) {
			t.Helper()
			ref := p.Ref()
			ref.Kind, ref.ID = kind, id
			if _, err := w.comments.Add(t.Context(), zong, ref, comment.New{Body: text, Instruction: true, Due: due}); err != nil {
				t.Fatal(err)
			}
		}
		say("project", p.ID, "今日报结果", today)
		say("chain", chains[0].ID, "下周专题研究", "2026-11-27")
		say("chain", chains[1].ID, "年底前报方案", "2026-12-31")
		say("project", p.ID, "抓紧", "")
		got, err := w.desk.Today(t.Context(), office, desk.Ask{Kind: desk.Instruct, Most: 10})
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for _, pile := range got.Piles {
			for _, x := range pile.Duties {
				lines = append(lines, x.Order.Body+" "+x.Subject)
			}
		}
		want := []string{"今日报结果 " + p.Name, "下周专题研究 " + chains[0].Name, "抓紧 " + p.Name, "年底前报方案 " + chains[1].Name}
		if diff := cmp.Diff(want, lines); diff != "" {
			t.Errorf("instructions on the office's desk (-want +got):\n%s", diff)
		}
		if n := got.N(desk.Instruct); n != 3 {
			t.Errorf("%d instructions count; the one for the end of the year is still far", n)
		}
		news, err := w.desk.Orders(t.Context(), w.actor("lead2").Scope, 5)
		if err != nil || len(news) != 1 || news[0].Order.Body != "年底前报方案" {
			t.Errorf("the lead unit of the second chain hears of %+v, %v", news, err)
		}
		w.fileAndCheck(office)
	})
}

func (w *city) fileAndCheck(office authz.Actor) {
	t := w.t
	var mine *project.Project
	all := w.all(office.Scope)
	for i := range all {
		if all[i].Stage == project.Started && all[i].YearPlan > 0 && all[i].StartedActual < "2026-10" {
			mine = &all[i]
		}
	}
	if err := w.projects.FillReport(t.Context(), office, project.Report{ProjectID: mine.ID, Period: "2026-10", Done: 1_000_000, Progress: "主体封顶"}); err != nil {
		t.Fatal(err)
	}
	got, err := w.desk.Today(t.Context(), office, desk.Ask{Most: 10})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(got.Piles, func(p desk.Pile) bool { return p.Kind == desk.Check && p.N > 0 })
	if i < 0 || got.Piles[i].When != desk.Soon || got.Piles[i].Duties[0].Project.ID != mine.ID || got.Piles[i].Duties[0].Due != "2026-11-25" {
		t.Fatalf("a report filed on Sunday is to be checked by Wednesday; the desk says %+v", got.Piles)
	}
	if err := w.projects.CheckReport(t.Context(), office, mine.ID, "2026-10", true, ""); err != nil {
		t.Fatal(err)
	}
	if got, err = w.desk.Today(t.Context(), office, desk.Ask{}); err != nil || got.N(desk.Check) != 0 {
		t.Errorf("a checked report is still on the desk: %v", err)
	}
}

func TestTheCockpitAgreesWithTheRegisters(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newCity(t, d, 160)
		for _, login := range []string{"zong", "chief1", "county9", "lead1"} {
			for _, by := range []desk.By{desk.ByChain, desk.ByCounty} {
				actor := w.actor(login)
				got, err := w.desk.Cockpit(t.Context(), actor, by)
				if err != nil {
					t.Fatal(err)
				}
				w.sumsHold(got, actor)
			}
		}
		w.countyLights()
	})
}

// sumsHold compares the cockpit with a count over the projects one by one.
func (w *city) sumsHold(c *desk.Cockpit, actor authz.Actor) {
	w.t.Helper()
	var want, got desk.Row
	for _, p := range w.all(actor.Scope) {
		if slices.Contains([]string{project.Signed, project.Started, project.Completed, project.Produced, project.Capacity, project.Withdrawn}, p.Stage) {
			want.Rates.Signed++
		}
		if slices.Contains([]string{project.Produced, project.Capacity}, p.Stage) {
			want.Rates.Produced++
		}
		if p.Stage == project.Withdrawn || p.Stage == project.Lost {
			continue
		}
		want.Sum.Add(project.Sum{N: 1, TotalInvest: p.TotalInvest, Invested: p.Invested, FundsIn: p.FundsIn, YearPlan: p.YearPlan, YearDone: p.YearDone, YearDue: p.YearDue})
		if p.Light == review.Red {
			want.Lights.Red++
		}
	}
	for _, r := range c.Rows {
		got.Sum.Add(r.Sum)
		got.Lights.Red += r.Lights.Red
		got.Rates.Signed += r.Rates.Signed
		got.Rates.Produced += r.Rates.Produced
	}
	if diff := cmp.Diff(want.Sum, got.Sum); diff != "" {
		w.t.Errorf("%s, %s: sums of the rows (-want +got):\n%s", actor.Name, c.By, diff)
	}
	if diff := cmp.Diff(want.Sum, c.All.Sum); diff != "" {
		w.t.Errorf("%s, %s: the total (-want +got):\n%s", actor.Name, c.By, diff)
	}
	if got.Lights.Red != want.Lights.Red || got.Rates.Signed != want.Rates.Signed || got.Rates.Produced != want.Rates.Produced {
		w.t.Errorf("%s, %s: red %d, signed %d, produced %d; want %d, %d, %d", actor.Name, c.By, got.Lights.Red, got.Rates.Signed, got.Rates.Produced,
			want.Lights.Red, want.Rates.Signed, want.Rates.Produced)
	}
	for i := range c.Rows[:len(c.Rows)-1] {
		a, b := rank(c.Rows[i].Light), rank(c.Rows[i+1].Light)
		if a < b || a == b && c.Rows[i].Lag() < c.Rows[i+1].Lag() {
			w.t.Errorf("%s stands before %s", c.Rows[i].Name, c.Rows[i+1].Name)
		}
	}
}

func rank(light string) int {
	return slices.Index([]string{review.None, review.Green, review.Yellow, review.Red}, light)
}

// countyLights: the cockpit counts months in sums, review one report after another; both must light the same lamps.
func (w *city) countyLights() {
	t := w.t
	zong := w.actor("zong")
	c, err := w.desk.Cockpit(t.Context(), zong, desk.ByCounty)
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	got := map[string]string{}
	for _, r := range c.Rows {
		codes = append(codes, r.ID)
		got[r.ID] = r.Light + " " + r.Text
	}
	lights, err := w.review.RegionLights(t.Context(), zong.Scope, codes)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for _, l := range lights {
		want[l.Code] = l.Light + " " + l.Text
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("lights of counties (-review +cockpit):\n%s", diff)
	}
}

func TestDecisionsAreRedProjectsWithoutAWord(t *testing.T) {
	w := newCity(t, dbtest.SQLite(t), 160)
	zong := w.actor("zong")
	list, waiting, err := w.desk.Decisions(t.Context(), zong.Scope, "", 3)
	if err != nil || len(list) != 3 || waiting < 3 {
		t.Fatalf("%d decisions of %d, %v", len(list), waiting, err)
	}
	for i, x := range list {
		if x.Project.Light != review.Red || x.Why.Text == "" {
			t.Errorf("%s is %s: %q", x.Project.Name, x.Project.Light, x.Why.Text)
		}
		if i > 0 && x.Project.YearDue-x.Project.YearDone > list[i-1].Project.YearDue-list[i-1].Project.YearDone {
			t.Errorf("%s owes more than the one before", x.Project.Name)
		}
	}
	if _, err := w.comments.Add(t.Context(), zong, list[0].Project.Ref(), comment.New{Body: "三日内报转绿措施", Instruction: true, Due: "2026-11-25"}); err != nil {
		t.Fatal(err)
	}
	after, left, err := w.desk.Decisions(t.Context(), zong.Scope, "", 3)
	if err != nil || left != waiting-1 || after[0].Project.ID != list[1].Project.ID {
		t.Errorf("after a word on the first: %d wait, %v", left, err)
	}
}

func TestTurnsAndFilings(t *testing.T) {
	w := newCity(t, dbtest.SQLite(t), 160)
	zong := w.actor("zong")
	n, more, list, err := w.desk.Turns(t.Context(), zong.Scope, "2026-11-01", 4)
	if err != nil || more || n == 0 || int64(len(list)) != min(n, 4) {
		t.Fatalf("%d turns, %d read, %v", n, len(list), err)
	}
	for _, x := range list {
		if x.Was == "" || x.Was == x.Light {
			t.Errorf("%s turned from %q to %q", x.Name, x.Was, x.Light)
		}
	}
	filings, err := w.desk.Filings(t.Context(), zong.Scope, period.Period("2026-10"))
	if err != nil {
		t.Fatal(err)
	}
	var owed, done, want int64
	for _, f := range filings {
		owed, done = owed+f.Due, done+f.Done
	}
	for _, p := range w.all(zong.Scope) {
		if (p.Stage == project.Started || p.Stage == project.Completed) && p.YearPlan > 0 && p.StartedActual < "2026-11" {
			want++
		}
	}
	if owed != want || done == 0 || done > owed {
		t.Errorf("%d of %d reports; %d projects owe one", done, owed, want)
	}
}
