package backtrack_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/backtrack"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/project"
	"lianzhang/internal/task"
	"lianzhang/internal/web/webtest"
)

type site struct {
	*webtest.Site
	*backtrack.Service
	tasks *task.Service
}

func newSite(t *testing.T, d *db.DB, today string) *site {
	s := &site{Site: webtest.NewOn(t, d, today)}
	s.tasks = &task.Service{Run: s.Site.Run, Org: s.Org, Comments: s.Comments, Calendar: workday.Default}
	s.Service = backtrack.New(s.Site.Run, workday.Default, s.Projects, nil, s.tasks)
	return s
}

func (s *site) at(day string) { s.Site.Run.Clock = clock.At(day) }

func (s *site) edit(t *testing.T, id, reason string, fn func(*project.Project)) {
	t.Helper()
	what := change.What{Action: "project.edit", Perm: authz.ProjectEdit, Ref: (&project.Project{ID: id}).Ref(), Reason: reason}
	must(t, s.Projects.Edit(t.Context(), s.Actor(t, "office"), what, func(_ *change.Tx, p *project.Project) error {
		fn(p)
		return nil
	}))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// plain counts working days after one day up to another by hand: the National Day holiday of 2026 with its two adjusted workdays.
func plain(from, to string) (n int) {
	off := map[string]bool{"2026-09-25": true, "2026-10-01": true, "2026-10-02": true, "2026-10-03": true, "2026-10-04": true, "2026-10-05": true, "2026-10-06": true, "2026-10-07": true}
	on := map[string]bool{"2026-09-20": true, "2026-10-10": true}
	d, _ := time.Parse(time.DateOnly, from)
	for d = d.AddDate(0, 0, 1); d.Format(time.DateOnly) <= to; d = d.AddDate(0, 0, 1) {
		day := d.Format(time.DateOnly)
		weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
		if on[day] || !weekend && !off[day] {
			n++
		}
	}
	return n
}

// story moves a project through two units, three desks and a stage over the holiday.
func (s *site) story(t *testing.T) string {
	p := s.Project(t, "星辉铜箔", func(p *project.Project) { p.Stage, p.StartedActual, p.Officer = project.Signed, "", "张敏" })
	s.at("2026-09-21")
	must(t, s.Projects.Move(t.Context(), s.Actor(t, "zong"), p.ID, project.Move{Action: "to_started", On: "2026-09-21", Override: true, Reason: "市长专题会议定"}))
	s.at("2026-09-23")
	c, err := s.Comments.Add(t.Context(), s.Actor(t, "zong"), p.Ref(), comment.New{Body: "用地月底前落实", Instruction: true, Due: "2026-09-30"})
	must(t, err)
	s.at("2026-09-29")
	s.edit(t, p.ID, "转由商务局牵头", func(p *project.Project) { p.UnitID = s.Units["市商务局"] })
	s.at("2026-10-09")
	must(t, s.Comments.Done(t.Context(), s.Actor(t, "zong"), p.Ref(), c.ID))
	s.at("2026-10-12")
	s.edit(t, p.ID, "", func(p *project.Project) { p.Officer = "李强" })
	s.at("2026-11-17")
	return p.ID
}

func TestProjectOverTheHoliday(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d, "2026-09-18")
		id := s.story(t)
		got, err := s.Trace(t.Context(), s.Actor(t, "office"), "project", id)
		must(t, err)
		if !got.Whole() || len(got.Events) < 6 {
			t.Fatalf("%d events, %d fail, %v", len(got.Events), got.Failed(), got.Faults)
		}
		type desk struct {
			Unit, Owner string
			Days        int
			Reason      string
		}
		var desks []desk
		for _, d := range got.Desks {
			desks = append(desks, desk{d.Unit, d.Owner, d.Days, d.Reason})
		}
		ndrc, trade := s.Units["市发改委"], s.Units["市商务局"]
		want := []desk{{ndrc, "张敏", plain("2026-09-18", "2026-09-29"), "转由商务局牵头"}, {trade, "张敏", plain("2026-09-29", "2026-10-12"), ""},
			{trade, "李强", plain("2026-10-12", "2026-11-17"), ""}}
		if diff := cmp.Diff(want, desks); diff != "" {
			t.Error(diff)
		}
		if want[0].Days != 7 || want[1].Days != 5 || got.Days != plain("2026-09-18", "2026-11-17") {
			t.Errorf("days: %+v, sum %d", want, got.Days)
		}
		if len(got.Stays) != 2 || got.Stays[0].Days != plain("2026-09-18", "2026-09-21") || got.Stays[0].Days != 2 || got.Stays[1].On != "2026-09-21" || !got.Stays[1].Override {
			t.Errorf("stays: %+v", got.Stays)
		}
		if diff := cmp.Diff([]string{"备案或核准文件", "用地或租赁文件", "施工许可证", "现场照片"}, got.Stays[1].Missing); diff != "" || got.Stays[1].Reason != "市长专题会议定" {
			t.Errorf("missing: %s %q", diff, got.Stays[1].Reason)
		}
		if diff := cmp.Diff([]backtrack.Missed{{Period: "2026-09", Unit: trade, Owner: "张敏", Seq: -1}, {Period: "2026-10", Unit: trade, Owner: "李强", Seq: -1}}, got.Missed); diff != "" {
			t.Error(diff)
		}
		if o := got.Orders; len(o) != 1 || o[0].Days != plain("2026-09-23", "2026-10-09") || !o[0].Late || o[0].DoneSeq < 0 || o[0].Unit != ndrc {
			t.Errorf("orders: %+v", o)
		}
		if diff := cmp.Diff([]backtrack.Total{{Unit: ndrc, Desks: 1, Days: 7, Lacking: 1, Orders: 1}, {Unit: trade, Desks: 2, Days: 5 + want[2].Days, Missed: 2}},
			got.Units, cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Own" }, cmp.Ignore())); diff != "" {
			t.Error(diff)
		}
		n := len(got.After)
		for _, d := range got.Desks {
			for _, g := range d.Groups {
				n += len(g.Events)
			}
		}
		if n != len(got.Events) {
			t.Errorf("%d of %d events are told", n, len(got.Events))
		}
		for i := range got.Events {
			if e := &got.Events[i]; journal.VerifyInclusion(e.Entry, e.Proof, got.Head.Root) != nil {
				t.Errorf("entry %d is not proved", e.Seq)
			}
		}
	})
}

func TestLateReportAndEnd(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t), "2026-06-10")
	p := s.Project(t, "星辉铜箔", nil)
	fill := func(on, period string) {
		s.at(on)
		must(t, s.Projects.FillReport(t.Context(), s.Actor(t, "lead"), project.Report{ProjectID: p.ID, Period: period, Done: 100_0000, Progress: "基础施工"}))
	}
	fill("2026-07-03", "2026-06")
	fill("2026-09-20", "2026-07") // due by the end of August
	s.at("2026-09-28")
	must(t, s.Projects.Move(t.Context(), s.Actor(t, "office"), p.ID, project.Move{Action: "withdraw", On: "2026-09-28", Reason: "投资方撤资"}))
	s.at("2026-11-20")
	got, err := s.Trace(t.Context(), s.Actor(t, "office"), "project", p.ID)
	must(t, err)
	if m := got.Missed; len(m) != 2 || m[0].Period != "2026-07" || day(m[0].Filed) != "2026-09-20" || m[1].Period != "2026-08" || m[1].Filed != 0 {
		t.Errorf("missed: %+v", m)
	}
	if len(got.Desks) != 1 || got.Desks[0].To == 0 || got.Days != workday.Default().Between("2026-06-10", "2026-09-28") || !got.Stays[1].End || got.Stays[1].Days != 0 {
		t.Errorf("desks %+v stays %+v", got.Desks, got.Stays)
	}
}

func day(us int64) string { return clock.FromMicro(us).Format(time.DateOnly) }

func TestProofInTime(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t), "2026-09-18")
	p := s.Project(t, "星辉铜箔", func(p *project.Project) { p.Stage = project.Completed })
	what := change.What{Action: "attach.add", Perm: authz.ProjectFill, Ref: p.Ref()}
	for _, label := range []string{"用电或开票记录", "现场照片"} {
		b, err := s.Files.Put(t.Context(), strings.NewReader("%PDF-1.4 "+label))
		must(t, err)
		must(t, s.Site.Run.Run(t.Context(), s.Actor(t, "lead"), what, func(tx *change.Tx) error {
			_, err := s.Files.Save(t.Context(), tx, p.Ref(), p.ScopeKeys(), label+".pdf", label, b)
			return err
		}))
	}
	must(t, s.Projects.Move(t.Context(), s.Actor(t, "office"), p.ID, project.Move{Action: "to_produced", On: "2026-09-18"}))
	got, err := s.Trace(t.Context(), s.Actor(t, "office"), "project", p.ID)
	must(t, err)
	if len(got.Stays) != 2 || got.Stays[1].Missing != nil || got.Stays[1].Override {
		t.Errorf("stays: %+v", got.Stays)
	}
}

func TestTampering(t *testing.T) {
	for name, c := range map[string]struct {
		sql    string
		failed int
		fault  string
	}{
		"reason rewritten": {"UPDATE journal_entry SET reason = '按程序推进' WHERE action = 'project.override'", 1, ""},
		"data unreadable":  {"UPDATE journal_entry SET data = '{' WHERE action = 'project.override' AND tbl = 'project'", 1, ""},
		"unit rewritten":   {`UPDATE journal_entry SET data = replace(data, 'started', 'signed') WHERE action = 'project.override' AND tbl = 'project'`, 1, ""},
		"entry removed":    {"DELETE FROM journal_entry WHERE action = 'project.edit' AND reason <> ''", 0, "其间少了一条"},
		"row changed":      {"UPDATE project SET officer = '王五'", 0, "在日志之外被改过"},
		"row and version":  {"UPDATE project SET version = version + 1", 0, "最后的改动不在日志里"},
		"hashes damaged":   {"UPDATE journal_head SET root = 'AAAA'", -1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, dbtest.SQLite(t), "2026-09-18")
			id := s.story(t)
			must(t, s.DB.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), c.sql); return err }))
			got, err := s.Trace(t.Context(), s.Actor(t, "office"), "project", id)
			must(t, err)
			want := c.failed
			if want < 0 {
				want = len(got.Events)
			}
			if got.Whole() || got.Failed() < want || want > 0 && got.Failed() > want || !strings.Contains(strings.Join(got.Faults, " "), c.fault) {
				t.Errorf("%d fail, want %d; faults %v", got.Failed(), want, got.Faults)
			}
		})
	}
}

func TestScope(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t), "2026-09-18")
	p := s.Project(t, "临港的", func(p *project.Project) {
		p.Region = webtest.Linggang
		p.UnitID = s.Units["市商务局"]
		p.ChainID = s.Chain["新型储能"]
	})
	for who, code := range map[string]errs.Code{"park": errs.NotFound, "lead": errs.NotFound, "sysadmin": errs.Forbidden} {
		if _, err := s.Trace(t.Context(), s.Actor(t, who), "project", p.ID); errs.CodeOf(err) != code {
			t.Errorf("%s: %v, want %s", who, err, code)
		}
	}
	for _, kind := range []string{"account", "ticket", ""} {
		if _, err := s.Trace(t.Context(), s.Actor(t, "office"), kind, p.ID); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("%q: %v", kind, err)
		}
	}
}

func TestTask(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t), "2026-09-28")
	office := s.Actor(t, "office")
	made, err := s.tasks.Create(t.Context(), office, task.Draft{Name: "完成选址", Source: task.FromPlan, UnitID: s.Units["市发改委"], Due: "2026-10-12"})
	must(t, err)
	s.at("2026-10-12")
	got, err := s.Trace(t.Context(), office, "task", made.ID)
	must(t, err)
	if !got.Whole() || len(got.Desks) != 1 || got.Desks[0].Days != plain("2026-09-28", "2026-10-12") || got.Title != "完成选址" || got.Code != made.Code {
		t.Errorf("%+v %v", got.Desks, got.Faults)
	}
}

func TestOldPaper(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t), "2026-09-18")
	id := s.story(t)
	office := s.Actor(t, "office")
	got, err := s.Trace(t.Context(), office, "project", id)
	must(t, err)
	paper := got.Point("景川市").String()
	check := func(want string) {
		t.Helper()
		c, err := s.Compare(t.Context(), office, paper)
		if err != nil || (want == "") != (c.Bad == "") || !strings.Contains(c.Bad, want) {
			t.Errorf("%+v %v", c, err)
		}
	}
	check("")
	s.edit(t, id, "又改", func(p *project.Project) { p.Officer = "赵六" })
	check("")
	if _, err := s.Compare(t.Context(), office, strings.Replace(paper, "条数：", "条数：9", 1)); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("a slip: %v", err)
	}
	for _, bad := range []string{"", "不是检查点", "链长日志检查点\n条数：-1"} {
		if _, err := s.Compare(t.Context(), office, bad); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
	must(t, s.DB.Write(t.Context(), func(tx *db.Tx) error {
		if _, err := tx.Exec(t.Context(), "UPDATE journal_entry SET reason = '改' WHERE action = 'project.override'"); err != nil {
			return err
		}
		return nil
	}))
	later := got.Point("景川市")
	later.Root = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
	paper = later.String()
	check("对不上")
	later.Size += 1000
	paper = later.String()
	check("比现在的长")
}
