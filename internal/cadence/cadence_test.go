package cadence

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/platform/workday"
)

// site is a cadence over figures that a test holds in memory.
type site struct {
	*Service
	t   testing.TB
	now time.Time

	lock  sync.Mutex
	lines []Line
	owed  []Item
	cal   workday.Calendar
}

// office may do everything.
var office = authz.Actor{ID: "u1", Name: "王主任", Scope: authz.Scope{All: true}, Via: "web", Roles: []authz.Role{authz.RoleOffice}}

func newSite(t testing.TB, d *db.DB, at string) *site {
	t.Helper()
	s := &site{t: t, cal: workday.Default(), lines: []Line{
		{Key: "county:1", Subject: record.Ref{Kind: "region", ID: "1"}, Keys: authz.Keys{Region: "1"}, Label: "东湖区", Value: "0.5", Words: "50.0%", Colour: "green", Rank: 1},
		{Key: "county:2", Subject: record.Ref{Kind: "region", ID: "2"}, Keys: authz.Keys{Region: "2"}, Label: "临港区", Value: "0.4", Words: "40.0%", Colour: "red", Rank: 2},
	}}
	s.set(at)
	run := &change.Runner{DB: d, Journal: journal.New(d), Clock: func() time.Time { s.lock.Lock(); defer s.lock.Unlock(); return s.now }}
	s.Service = s.node(run)
	return s
}

// node is the service of one more process of the site.
func (s *site) node(run *change.Runner) *Service {
	n := &Service{Run: run, Calendar: func() workday.Calendar { return s.cal }}
	read := func(context.Context, period.Period) ([]Line, error) {
		s.lock.Lock()
		defer s.lock.Unlock()
		return slices.Clone(s.lines), nil
	}
	n.Keep(Keeper{Name: "lights", Label: "亮灯", Lines: read, Texts: func(ctx context.Context, p period.Period) ([]Line, error) {
		lines, _ := read(ctx, p)
		for i, text := range []string{`{"facts":1}`, strings.Repeat("项目", 5000)} {
			l, err := Text(fmt.Sprint("facts-", i), "通报底稿", []byte(text))
			if err != nil {
				return nil, err
			}
			lines = append(lines, l)
		}
		return lines, nil
	}})
	n.Ask(Due{Label: "月报", Items: func(_ context.Context, _ authz.Scope, p period.Period) ([]Item, error) {
		if p.Kind() != period.Month {
			return nil, nil
		}
		return s.owed, nil
	}})
	return n
}

// set puts the clock at "2026-11-06 18:00".
func (s *site) set(at string) {
	s.t.Helper()
	if len(at) == 10 {
		at += " 09:00"
	}
	t, err := time.ParseInLocation("2006-01-02 15:04", at, clock.Zone)
	must(s.t, err)
	s.lock.Lock()
	s.now = t
	s.lock.Unlock()
}

func (s *site) turn() Turned {
	s.t.Helper()
	out, err := s.Turn(s.t.Context())
	must(s.t, err)
	return out
}

func (s *site) period(p string) *Period {
	s.t.Helper()
	row, err := s.Get(s.t.Context(), p)
	must(s.t, err)
	return row
}

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

// TestDates: the dates of the rules in working days, by the calendar of 2026 with its National Day week and adjusted workdays.
func TestDates(t *testing.T) {
	cal := workday.Default()
	for _, c := range []struct {
		p                           period.Period
		opens, remind, due, freezes string
	}{
		{"2026-10", "2026-10-25", "2026-11-03", "2026-11-04", "2026-11-06 18:00"},
		{"2026-09", "2026-09-25", "2026-10-09", "2026-10-10", "2026-10-13 18:00"}, // 1 to 7 October off, Saturday 10 worked
		{"2026-Q4", "2026-12-25", "2027-01-05", "2027-01-07", "2027-01-12 18:00"},
		{"2026-W47", "2026-11-19", "2026-11-19", "2026-11-20", ""}, // due on the Friday, reminder the day before
		{"2026-11-B", "2026-11-18", "2026-11-23", "2026-11-24", ""},
		{"2026-H1", "2026-06-20", "2026-07-07", "2026-07-10", "2026-07-14 18:00"},
		{"2026", "2026-12-20", "2027-01-07", "2027-01-14", "2027-01-21 18:00"},
	} {
		i := slices.IndexFunc(defaults, func(r Rule) bool { return r.Kind == string(c.p.Kind()) })
		opens, remind, due, freeze := defaults[i].Dates(c.p, cal)
		at := ""
		if freeze != 0 {
			at = clock.FromMicro(freeze).Format("2006-01-02 15:04")
		}
		if diff := cmp.Diff([]string{c.opens, c.remind, c.due, c.freezes}, []string{opens, remind, due, at}); diff != "" {
			t.Errorf("%s: %s", c.p, diff)
		}
	}
}

func TestPeriodsAreMadeOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d, "2026-11-05")
		first := s.turn()
		if first.Made == 0 || first.Frozen != 0 {
			t.Fatalf("%+v", first)
		}
		if s.period("2026-10").FreezeAt <= s.now.UnixMicro() { // October is still to be frozen, so it is there
			t.Error("October")
		}
		_, err := s.Get(t.Context(), "2026-09")
		want(t, errs.NotFound, err)
		_, err = s.Get(t.Context(), "十三月")
		want(t, errs.Invalid, err)
		if again := s.turn(); again.Made != 0 || again.Moved != 0 {
			t.Errorf("again: %+v", again)
		}
		s.set("2027-02-20") // the site stood still for three months
		s.turn()
		for _, p := range []string{"2026-10", "2026-11", "2026-12", "2027-01"} {
			if s.period(p).State != Frozen {
				t.Errorf("%s is %s", p, s.period(p).State)
			}
		}
		for _, p := range []string{"2027-02", "2027-03"} {
			if s.period(p).State != Open {
				t.Errorf("%s is %s", p, s.period(p).State)
			}
		}
	})
}

func TestFreeze(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d, "2026-11-05")
		ctx := t.Context()
		s.turn()
		for _, c := range []struct {
			who       authz.Actor
			p, reason string
			code      errs.Code
			says      string
		}{
			{office, "2026-11", "提前", errs.Invalid, "还没过完"}, {office, "2026-10", " ", errs.Invalid, ""}, {office, "昨天", "提前", errs.Invalid, "不是周期"},
			{authz.Actor{Roles: []authz.Role{authz.RolePark}, Scope: authz.Scope{All: true}}, "2026-10", "提前", errs.Forbidden, "冻结周期"},
			{authz.Actor{Roles: []authz.Role{authz.RoleOffice}, Scope: authz.Scope{Regions: []string{"1"}}}, "2026-10", "提前", errs.Forbidden, "全市统一"},
		} {
			_, err := s.Freeze(ctx, c.who, c.p, c.reason)
			if want(t, c.code, err); err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("%s: %v", c.p, err)
			}
		}
		if n := s.turn().Frozen; n != 0 {
			t.Errorf("%d frozen before the moment", n)
		}
		s.set("2026-11-06 17:59")
		s.turn()
		if s.period("2026-10").State != Open {
			t.Fatal("frozen a minute early")
		}
		s.set("2026-11-06 18:00")
		if n := s.turn().Frozen; n != 1 {
			t.Fatalf("%d frozen", n)
		}
		p := s.period("2026-10")
		if p.State != Frozen || p.Lines != 4 || p.FrozenName != "系统" || p.Root == "" || p.Signature == "" {
			t.Errorf("%+v", p)
		}
		_, err := s.Freeze(ctx, office, "2026-10", "再来一次")
		if want(t, errs.Conflict, err); err == nil || !strings.Contains(err.Error(), "也不能解冻") {
			t.Error(err)
		}
		want(t, errs.Conflict, s.Hold(ctx, office, "2026-10", "暂缓"))
		want(t, errs.Conflict, s.SetDates(ctx, office, "2026-10", Dates{"2026-10-25", "2026-11-03", "2026-11-04", ""}, "改期"))
		e, point, err := s.Entry(ctx, p)
		if must(t, err); e == nil || point == nil || point.Size <= e.Seq || point.Note != "冻结2026年10月" {
			t.Errorf("entry %+v, checkpoint %+v", e, point)
		}
		var texts []string
		must(t, s.Texts(ctx, p, "lights", func(name string, data []byte) error { texts = append(texts, name+" "+string(data[:6])); return nil }))
		if diff := cmp.Diff([]string{`facts-0 {"fact`, "facts-1 项目"}, texts); diff != "" {
			t.Error(diff)
		}
		late, err := s.Freeze(ctx, office, "2026-08", "补冻结8月") // belatedly, without a record
		if must(t, err); late.State != Frozen || late.Reason != "补冻结8月" || late.FrozenName != "王主任" {
			t.Errorf("%+v", late)
		}
		rep, err := journal.Verify(ctx, d, journal.Options{Checks: []journal.Check{s.Check}})
		if must(t, err); !rep.OK() {
			t.Errorf("%+v", rep.Findings)
		}
	})
}

// TestTheSameFiguresGiveTheSameRoot: lines are kept in a fixed order and form.
func TestTheSameFiguresGiveTheSameRoot(t *testing.T) {
	var roots []string
	for range 2 {
		s := newSite(t, dbtest.SQLite(t), "2026-11-06 18:00")
		p, err := s.Freeze(t.Context(), office, "2026-10", "定稿")
		must(t, err)
		roots = append(roots, p.Root)
	}
	if roots[0] != roots[1] {
		t.Errorf("%v", roots)
	}
	l := Line{Keeper: "a", Key: "k", Subject: record.Ref{Kind: "project", ID: "1"}, Keys: authz.Keys{Region: "r", Unit: "u", Chain: "c"}, Label: `“<甲>”`, Value: "1", Words: "一", Colour: "red", Rank: 3, URL: "/x"}
	if got := string(l.Leaf("2026-10")); got != `["2026-10","a","k","project","1","r","u","c","“<甲>”","1","一","red","3","/x"]` {
		t.Error(got)
	}
}

// TestTwoNodesFreezeOnce: whatever the number of nodes, there is one freeze, one reminder and one record of each period.
func TestTwoNodesFreezeOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d, "2026-11-03")
		s.owed = []Item{{Unit: "unit1", All: 5, Done: 2, URL: "/projects"}, {Unit: "unit2", All: 3, Done: 3}}
		other := d
		if d.Engine() == db.Postgres {
			var err error
			if other, err = db.Open(t.Context(), d.Target()); err != nil {
				t.Fatal(err)
			}
			defer other.Close()
		}
		second := s.Service
		if other != d {
			second = s.node(&change.Runner{DB: other, Journal: journal.New(other), Clock: s.Run.Clock})
		} else {
			second = s.node(s.Run)
		}
		both := func() (out [2]Turned) {
			var wait sync.WaitGroup
			for i, n := range []*Service{s.Service, second} {
				wait.Go(func() {
					var err error
					if out[i], err = n.Turn(t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
			wait.Wait()
			return out
		}
		out := both()
		if n := out[0].Reminded + out[1].Reminded; n < 1 {
			t.Errorf("reminded %d times", n)
		}
		if n := count(t, d, "SELECT count(*) FROM cadence_period WHERE period = '2026-10'"); n != 1 {
			t.Errorf("%d records of October", n)
		}
		if n := count(t, d, "SELECT count(*) FROM outbox WHERE topic = '"+TopicRemind+"'"); n != 1 { // unit2 owes nothing
			t.Errorf("%d reminders of October, want that of unit1", n)
		}
		s.set("2026-11-06 18:01")
		out = both()
		if n := out[0].Frozen + out[1].Frozen; n != 1 {
			t.Errorf("frozen %d times", n)
		}
		if n := count(t, d, "SELECT count(DISTINCT freeze_id) FROM cadence_line"); n != 1 {
			t.Errorf("lines of %d freezes", n)
		}
		if n := count(t, d, "SELECT count(*) FROM journal_entry WHERE action = 'cadence.freeze'"); n != 1 {
			t.Errorf("%d entries", n)
		}
		rep, err := journal.Verify(t.Context(), d, journal.Options{Checks: []journal.Check{s.Check}})
		if must(t, err); !rep.OK() {
			t.Errorf("%+v", rep.Findings)
		}
	})
}

func count(t testing.TB, d *db.DB, q string) (n int) {
	t.Helper()
	must(t, d.QueryRow(t.Context(), q).Scan(&n))
	return n
}

func TestReminderSaysWhatIsOwed(t *testing.T) {
	d := dbtest.SQLite(t)
	s := newSite(t, d, "2026-10-20")
	s.owed = []Item{{Unit: "unit1", All: 5, Done: 2, URL: "/projects?x=1"}}
	s.turn()
	s.set("2026-11-03 08:00")
	s.turn()
	var text string
	must(t, d.QueryRow(t.Context(), "SELECT payload FROM outbox WHERE topic = $1", TopicRemind).Scan(&text))
	var r Reminder
	must(t, json.Unmarshal([]byte(text), &r))
	if diff := cmp.Diff(Reminder{Unit: "unit1", Label: "月报", Open: 3, All: 5, Due: "2026-11-04", URL: "/projects?x=1"}, r); diff != "" {
		t.Error(diff)
	}
}

// TestALateHolidayMovesTheDates: a notice that appears late moves what is not over, once, with the change shown; dates set by hand stay.
func TestALateHolidayMovesTheDates(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d, "2026-10-20")
		s.turn()
		must(t, s.SetDates(t.Context(), office, "2026-11", Dates{"2026-11-25", "2026-12-02", "2026-12-03", "2026-12-07"}, "年底提前"))
		s.cal = s.cal.With(workday.Notice{Year: 2026, Days: append(days(s.cal, 2026), workday.Day{Name: "城市日", Date: "2026-11-03", Off: true}, workday.Day{Name: "城市日", Date: "2026-12-01", Off: true})})
		s.set("2026-10-28")
		if n := s.turn().Moved; n != 2 { // the last ten days of October and the month
			t.Errorf("%d periods moved", n)
		}
		p := s.period("2026-10")
		if p.Moved != "放假通知：提醒11月3日→11月4日，截止11月4日→11月5日，冻结11月6日18时→11月9日18时" {
			t.Error(p.Moved)
		}
		if p := s.period("2026-11"); p.DueOn != "2026-12-03" || !p.ByHand {
			t.Errorf("%+v", p)
		}
		if n := s.turn().Moved; n != 0 {
			t.Errorf("moved again: %d", n)
		}
		must(t, s.SetDates(t.Context(), office, "2026-11", Dates{}, "恢复规则"))
		if p := s.period("2026-11"); p.DueOn != "2026-12-04" || p.ByHand {
			t.Errorf("%+v", p)
		}
	})
}

// days are the days of the notice of a year, which a later notice replaces as a whole.
func days(c workday.Calendar, year int) []workday.Day {
	for _, n := range c.Notices() {
		if n.Year == year {
			return slices.Clone(n.Days)
		}
	}
	return nil
}

func TestTheClockMovesBack(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t), "2026-11-06 18:00")
	s.set("2026-10-20")
	s.turn()
	s.set("2026-11-06 18:00")
	s.turn()
	before := *s.period("2026-10")
	s.set("2026-09-01")
	s.turn()
	if diff := cmp.Diff(before, *s.period("2026-10")); diff != "" {
		t.Error(diff)
	}
	_, err := s.Freeze(t.Context(), office, "2026-10", "再来")
	want(t, errs.Invalid, err) // by this clock October is not over
	s.set("2026-11-06 18:30")
	if out := s.turn(); out.Frozen != 0 || out.Made != 0 {
		t.Errorf("%+v", out)
	}
}

func TestHoldAndRelease(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t), "2026-11-05")
	s.turn()
	want(t, errs.Invalid, s.Hold(t.Context(), office, "2026-10", ""))
	must(t, s.Hold(t.Context(), office, "2026-10", "临港区补数"))
	s.set("2026-11-20 09:00")
	s.turn()
	if p := s.period("2026-10"); p.State != Held || p.Reason != "临港区补数" {
		t.Fatalf("%+v", p)
	}
	must(t, s.Release(t.Context(), office, "2026-10", "已补"))
	s.turn()
	if s.period("2026-10").State != Frozen {
		t.Error("a released period is not frozen")
	}
}

func TestNothingToKeep(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t), "2026-11-05")
	s.turn()
	s.lines = nil
	_, err := s.Freeze(t.Context(), office, "2026-10", "试")
	want(t, errs.Invalid, err)
	s.set("2026-11-06 18:00")
	s.turn()
	if p := s.period("2026-10"); p.State != Held || !strings.Contains(p.Reason, "没有可以冻结的数") {
		t.Errorf("%+v", p)
	}
	s.lines = []Line{{Key: "a"}, {Key: "a"}}
	_, err = s.Freeze(t.Context(), office, "2026-10", "试")
	want(t, errs.Internal, err) // a keeper that repeats itself is a defect, and nothing is kept
	if n := count(t, s.Run.DB, "SELECT count(*) FROM cadence_line"); n != 0 {
		t.Errorf("%d lines are left", n)
	}
}

func TestRevisions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d, "2026-11-06 18:00")
		_, err := s.Freeze(t.Context(), office, "2026-09", "首次")
		must(t, err)
		_, err = s.Freeze(t.Context(), office, "2026-10", "定稿")
		must(t, err)
		p := s.period("2026-10")
		c, err := s.Compare(t.Context(), p)
		if must(t, err); c.Figures != 2 || len(c.Revisions) != 0 {
			t.Errorf("%+v", c)
		}
		s.lock.Lock()
		s.lines[0].Value, s.lines[0].Words, s.lines[0].Rank = "0.3", "30.0%", 2
		s.lines[1].Rank = 1
		s.lines = append(s.lines, Line{Key: "county:3", Keys: authz.Keys{Region: "3"}, Label: "新区", Rank: 3}) // a county that was not there
		s.lock.Unlock()
		s.set("2026-11-06 18:10")
		must(t, s.SaveRule(t.Context(), office, Rule{Kind: "week", Active: true, OpensDay: 4, FreezeHour: 12}, "按会议纪要")) // something was written
		c, err = s.Compare(t.Context(), p)
		must(t, err)
		var got []string
		for _, r := range c.Within(authz.Scope{All: true}, "lights") {
			kept, now := "无", "无"
			if r.Kept != nil {
				kept = fmt.Sprint(r.Kept.Words, " 第", r.Kept.Rank)
			}
			if r.Now != nil {
				now = fmt.Sprint(r.Now.Words, " 第", r.Now.Rank)
			}
			got = append(got, r.Line().Label+" "+kept+" → "+now)
		}
		if diff := cmp.Diff([]string{"东湖区 50.0% 第1 → 30.0% 第2", "临港区 40.0% 第2 → 40.0% 第1", "新区 无 → 30.0% 第3"}, got); !strings.Contains(diff, "新区") && diff != "" {
			t.Error(diff)
		}
		if n := len(c.Within(authz.Scope{Regions: []string{"2"}}, "")); n != 1 {
			t.Errorf("the county sees %d revisions", n)
		}
		lines, n, err := s.Lines(t.Context(), authz.Scope{Regions: []string{"1"}}, p, "", 0, 10)
		if must(t, err); n != 1 || len(lines) != 1 || lines[0].Words != "50.0%" {
			t.Errorf("%d kept lines, %+v", n, lines)
		}
		beside, err := s.SideBySide(t.Context(), authz.Scope{All: true}, s.period("2026-09"), p, "lights", "county:")
		if must(t, err); len(beside) != 2 || beside[0].A.Label != "东湖区" || beside[0].B == nil {
			t.Errorf("%+v", beside)
		}
	})
}

func TestRuleIsChecked(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t), "2026-11-05")
	s.turn()
	good := Rule{Kind: "month", Active: true, OpensDay: 20, DueDays: 2, RemindDays: 1, Freezes: true, FreezeDays: 4, FreezeHour: 17}
	for name, edit := range map[string]func(*Rule){"kind": func(r *Rule) { r.Kind = "fortnight" }, "opens_day": func(r *Rule) { r.OpensDay = 31 },
		"due_days": func(r *Rule) { r.DueDays = -1 }, "freeze_days": func(r *Rule) { r.FreezeDays = 0 }, "freeze_hour": func(r *Rule) { r.FreezeHour = 3 }} {
		bad := good
		edit(&bad)
		want(t, errs.Invalid, s.SaveRule(t.Context(), office, bad, "会议"))
		_ = name
	}
	want(t, errs.Invalid, s.SaveRule(t.Context(), office, good, ""))
	want(t, errs.Forbidden, s.SaveRule(t.Context(), authz.Actor{Roles: []authz.Role{authz.RoleOffice}}, good, "会议"))
	must(t, s.SaveRule(t.Context(), office, good, "会议"))
	if p := s.period("2026-10"); p.DueOn != "2026-11-03" || !strings.HasPrefix(p.Moved, "规则调整：") {
		t.Errorf("%+v", p)
	}
	for _, d := range []Dates{{"2026-11-25", "2026-11-20", "2026-12-03", ""}, {"明天", "2026-12-02", "2026-12-03", ""}, {"2026-11-25", "2026-12-02", "2026-12-03", "2026-11-30"}} {
		want(t, errs.Invalid, s.SetDates(t.Context(), office, "2026-11", d, "改期"))
	}
}
