package task_test

import (
	"bytes"
	"lianzhang/internal/platform/change"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/docx"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/task"
)

func TestFlow(t *testing.T) {
	if bad := task.Flow.Defects("setter", "proof"); bad != nil {
		t.Error(bad)
	}
}

// TestStates walks every action from every state, and demands that whatever is not in the flow is refused.
func TestStates(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		reach := map[string][]string{task.Open: nil, task.Doing: {"start"}, task.Reported: {"report"}, task.Closed: {"report", "close"}, task.Paused: {"pause"}, task.Cancelled: {"cancel"}}
		for state, path := range reach {
			for _, action := range []string{"start", "report", "close", "return", "withdraw", "pause", "resume", "cancel", "reopen"} {
				k := s.set(t, s.office, s.draft())
				for _, a := range path {
					must(t, s.Move(t.Context(), s.office, k.ID, a, "说明"))
				}
				err := s.Move(t.Context(), s.office, k.ID, action, "说明")
				row, none := task.Flow.Find(state, action)
				switch {
				case none != nil:
					want(t, errs.Conflict, err)
				case err != nil:
					t.Errorf("%s from %s: %v", action, state, err)
				case s.get(t, k.ID).State != row.To:
					t.Errorf("%s from %s leads to %s", action, state, s.get(t, k.ID).State)
				}
			}
		}
	})
}

// TestOnlyTheSetterCloses: the unit reports, others who may set tasks cannot close what they did not set; when the account of
// who set it is stopped, its unit stands in.
func TestOnlyTheSetterCloses(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		k := s.set(t, s.chief, s.draft())
		want(t, errs.Forbidden, s.Move(ctx, s.park, k.ID, "cancel", "不做了"))
		want(t, errs.Invalid, s.Move(ctx, s.park, k.ID, "report", ""))
		must(t, s.Move(ctx, s.park, k.ID, "report", "已取得批复"))
		want(t, errs.Forbidden, s.Move(ctx, s.office, k.ID, "close", ""))
		want(t, errs.Invalid, s.Move(ctx, s.chief, k.ID, "return", ""))
		must(t, s.Move(ctx, s.chief, k.ID, "return", "缺批复文号"))
		must(t, s.Move(ctx, s.park, k.ID, "report", "文号已补"))
		must(t, s.Move(ctx, s.chief, k.ID, "close", ""))
		if got := s.get(t, k.ID); got.State != task.Closed || got.Returns != 1 || got.EndedOn != today || got.Share != 1 {
			t.Errorf("%+v", got)
		}
		d := s.draft()
		d.UnitID = s.Units["市发改委"]
		other := s.set(t, s.chief, d)
		must(t, s.Move(ctx, s.lead, other.ID, "report", "完成"))
		must(t, s.Site.Org.SetAccountActive(ctx, webtestProgram, s.chief.ID, false, "调离"))
		want(t, errs.Forbidden, s.Move(ctx, s.office, other.ID, "close", ""))
		must(t, s.Move(ctx, s.lead, other.ID, "close", "")) // of the same unit
	})
}

// TestClocks: yellow three working days before, red when over, across the National Day holiday with its adjusted workdays.
func TestClocks(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		k := s.set(t, s.office, s.draft()) // due 2026-10-09, a Friday; off 10-01 to 10-07, worked on Saturday 10-10
		var got []string
		for _, day := range []string{"2026-09-28", "2026-09-29", "2026-09-30", "2026-10-08", "2026-10-09", "2026-10-10", "2026-10-12"} {
			s.at(day)
			_, err := s.Turn(t.Context())
			must(t, err)
			got = append(got, day[5:]+" "+s.get(t, k.ID).Light)
		}
		if diff := cmp.Diff([]string{"09-28 green", "09-29 yellow", "09-30 yellow", "10-08 yellow", "10-09 yellow", "10-10 red", "10-12 red"}, got); diff != "" {
			t.Error(diff)
		}
		if n, err := s.Turn(t.Context()); n != 0 || err != nil {
			t.Errorf("a second run turns %d, %v", n, err)
		}
		if late := s.get(t, k.ID).LateDays; late != 2 { // Saturday the 10th was worked
			t.Errorf("%d working days late", late)
		}
		must(t, s.Move(t.Context(), s.park, k.ID, "report", "完成"))
		s.at("2026-10-20")
		must(t, s.Move(t.Context(), s.office, k.ID, "close", ""))
		if got := s.get(t, k.ID); got.LateDays != 2 || got.Light != "none" {
			t.Errorf("looking late made it later: %d %s", got.LateDays, got.Light)
		}
	})
}

// TestPause: time that who set the task took off is counted and given back in working days.
func TestPause(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		k := s.set(t, s.office, s.draft())
		must(t, s.Move(t.Context(), s.office, k.ID, "pause", "等省厅批复"))
		s.at("2026-10-09")
		must(t, s.Move(t.Context(), s.office, k.ID, "resume", ""))
		if got := s.get(t, k.ID); got.PausedDays != 4 || got.Due != "2026-10-14" { // 29, 30, 8, 9; then 10 (worked), 12, 13, 14
			t.Errorf("paused %d, due %s", got.PausedDays, got.Due)
		}
	})
}

// TestAHolidayAnnouncedLate: a granted pause is reckoned anew by the calendar as it is then, once, and the history says so; a term
// that was set since is left alone.
func TestAHolidayAnnouncedLate(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		paused := func() *task.Task {
			k := s.set(t, s.office, s.draft())
			must(t, s.Move(ctx, s.office, k.ID, "pause", "等省厅批复"))
			s.at("2026-10-09")
			must(t, s.Move(ctx, s.office, k.ID, "resume", ""))
			defer s.at(today)
			return s.get(t, k.ID)
		}
		k, put, plain := paused(), paused(), s.set(t, s.office, s.draft())
		d := s.draft()
		d.Due = "2026-10-30"
		s.at("2026-10-09")
		must(t, s.Amend(ctx, s.office, put, d, "省厅推迟"))
		notices := workday.Default().Notices()
		year := notices[slices.IndexFunc(notices, func(n workday.Notice) bool { return n.Year == 2026 })]
		year.Days = append(slices.Clone(year.Days), workday.Day{Name: "临时放假", Date: "2026-10-08", Off: true})
		late := workday.Default().With(year)
		s.Calendar = func() workday.Calendar { return late }
		s.at("2026-10-10")
		for range 2 {
			_, err := s.Turn(ctx)
			must(t, err)
		}
		if got := s.get(t, k.ID); got.PausedDays != 3 || got.Due != "2026-10-13" {
			t.Errorf("paused %d, due %s", got.PausedDays, got.Due)
		}
		if got := s.get(t, put.ID); got.Due != "2026-10-30" {
			t.Errorf("what was set since was moved to %s", got.Due)
		}
		if got := s.get(t, plain.ID); got.Due != "2026-10-09" {
			t.Errorf("what was never paused was moved to %s", got.Due)
		}
		all, err := s.Entries(ctx, k.ID)
		must(t, err)
		var told []string
		for _, e := range all {
			if e.Kind == task.EntryRecount {
				told = append(told, e.WasOn+" "+e.NewOn)
			}
		}
		if diff := cmp.Diff([]string{"2026-10-14 2026-10-13"}, told); diff != "" {
			t.Error(diff)
		}
		s.Calendar = workday.Default // taken back
		s.at("2026-10-12")
		_, err = s.Turn(ctx)
		must(t, err)
		if got := s.get(t, k.ID); got.PausedDays != 4 || got.Due != "2026-10-14" {
			t.Errorf("taken back: paused %d, due %s", got.PausedDays, got.Due)
		}
	})
}

// TestCarryOver: a carry-over is named, dated and counted, stands on the sheets of both days, and helps neither term nor light.
func TestCarryOver(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		d := s.draft()
		d.Due = today
		k, done := s.set(t, s.office, d), s.set(t, s.office, d)
		open := s.set(t, s.office, d)
		want(t, errs.Invalid, s.Carry(ctx, s.park, k.ID, today, "来不及"))
		want(t, errs.Invalid, s.Carry(ctx, s.park, k.ID, "2026-10-08", ""))
		must(t, s.Carry(ctx, s.park, k.ID, "2026-10-08", "市里10月8日才批"))
		must(t, s.Move(ctx, s.park, done.ID, "report", "已办"))
		sheet, err := s.Sheet(ctx, s.office.Scope, today, task.Of{})
		must(t, err)
		if len(sheet.Due) != 3 || sheet.Cleared != 1 || sheet.Carried != 1 || sheet.Open() != 1 {
			t.Fatalf("%d due, %d cleared, %d carried", len(sheet.Due), sheet.Cleared, sheet.Carried)
		}
		for _, r := range sheet.Due {
			if r.ID == k.ID && (r.Carry == nil || r.Carry.ByName != s.park.Name || r.Carry.NewOn != "2026-10-08" || r.Carry.Text != "市里10月8日才批") {
				t.Errorf("%+v", r.Carry)
			}
		}
		s.at("2026-10-08")
		_, err = s.Turn(ctx)
		must(t, err)
		got := s.get(t, k.ID)
		if got.Light != "red" || got.Due != today || got.ActOn != "2026-10-08" || got.Carries != 1 || got.LateDays != 3 {
			t.Errorf("%+v", got)
		}
		sheet, err = s.Sheet(ctx, s.office.Scope, "2026-10-08", task.Of{})
		must(t, err)
		if len(sheet.Due) != 1 || sheet.Due[0].ID != k.ID || len(sheet.Left) != 1 || sheet.Left[0].ID != open.ID {
			t.Errorf("the day after: %d due, %d left", len(sheet.Due), len(sheet.Left))
		}
		want(t, errs.Invalid, s.Carry(ctx, s.park, k.ID, "2026-10-08", "再等等"))
		must(t, s.Carry(ctx, s.park, k.ID, "2026-10-15", "再等等"))
		old, err := s.Sheet(ctx, s.office.Scope, today, task.Of{}) // the old day's sheet has not changed
		must(t, err)
		if old.Cleared != 1 || old.Carried != 1 {
			t.Errorf("the sheet of a past day: %d cleared, %d carried", old.Cleared, old.Carried)
		}
		if mine, _ := s.Sheet(ctx, s.office.Scope, "2026-10-15", task.Of{Units: []string{s.Units["市商务局"]}}); len(mine.Due) != 0 {
			t.Error("another unit's sheet has it")
		}
	})
}

// TestHelpers: a co-unit sees the task and adds to it, and cannot change what was set; strangers see nothing.
func TestHelpers(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		d := s.draft()
		d.UnitID, d.CoUnits, d.ChainID = s.Units["市商务局"], []string{s.Units["东湖区发改局"]}, ""
		k := s.set(t, s.office, d)
		must(t, s.Report(ctx, s.park, k.ID, task.Progress{Text: "已提供地块资料", Problem: "红线图缺一角", Share: -1}))
		got, err := s.Get(ctx, s.park.Scope, k.ID)
		must(t, err)
		if got.State != task.Doing || got.Problem != "红线图缺一角" {
			t.Errorf("%+v", got)
		}
		want(t, errs.Forbidden, s.Amend(ctx, s.park, got, d, "x"))
		page, err := task.DutySpec.Rows(ctx, s.DB, &list.Query{Page: 1, Size: 9}, list.Asker{Scope: s.park.Scope, Today: today}, task.DutySpec.Shown([]string{"role", "name"}))
		must(t, err)
		if len(page.Rows) != 1 || page.Rows[0].Str("role") != task.Co || page.Rows[0].Str("name") != k.Name {
			t.Errorf("%d duties", len(page.Rows))
		}
		d.CoUnits = nil
		must(t, s.Amend(ctx, s.office, got, d, ""))
		if _, err := s.Get(ctx, s.park.Scope, k.ID); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("a former helper still sees it: %v", err)
		}
	})
}

func TestTermsAndSteps(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		d := s.draft()
		d.Steps = task.ParseSteps("2026-09-30 报规划局\n2026-10-08 　过会")
		k := s.set(t, s.office, d)
		if k.NextOn != "2026-09-30" || k.NextStep != "报规划局" {
			t.Errorf("%s %s", k.NextOn, k.NextStep)
		}
		rows, err := s.Steps(ctx, s.DB, k.ID)
		must(t, err)
		must(t, s.Reach(ctx, s.park, k.ID, rows[0].ID))
		if k = s.get(t, k.ID); k.NextStep != "过会" || k.State != task.Doing {
			t.Errorf("%+v", k)
		}
		d.Due = "2026-10-30"
		want(t, errs.Invalid, s.Amend(ctx, s.office, k, d, ""))
		want(t, errs.Forbidden, s.Amend(ctx, s.chief, k, d, "延期"))
		must(t, s.Amend(ctx, s.office, k, d, "省厅会期推迟"))
		if k = s.get(t, k.ID); k.Delays != 1 || k.Due != "2026-10-30" {
			t.Errorf("%+v", k)
		}
		for name, edit := range map[string]func(*task.Draft){"name": func(d *task.Draft) { d.Name = " " }, "unit_id": func(d *task.Draft) { d.UnitID = "x" }, "due": func(d *task.Draft) { d.Due = "年底" },
			"steps": func(d *task.Draft) { d.Steps = task.ParseSteps("没有日期") }, "co_units": func(d *task.Draft) { d.CoUnits = []string{"x"} }, "source": func(d *task.Draft) { d.Source = "rumour" }} {
			bad := s.draft()
			edit(&bad)
			if _, err := s.Create(ctx, s.office, bad); errs.CodeOf(err) != errs.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		d.NeedProof = true
		p := s.set(t, s.office, d)
		want(t, errs.Conflict, s.Move(ctx, s.park, p.ID, "report", "完成"))
		b, err := s.Files.Put(ctx, strings.NewReader("批复"))
		must(t, err)
		must(t, s.Attach(ctx, s.park, s.Files, p.ID, "批复.pdf", "", b))
		must(t, s.Move(ctx, s.park, p.ID, "report", "完成"))
	})
}

// TestInstructions: one line of a chief becomes a task of the record's unit, and both stay in step.
func TestInstructions(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		p := s.project(t)
		c, err := s.Service.Comments.Add(ctx, s.chief, p.Ref(), comment.New{Body: "请发改委一周内协调用电", Instruction: true, Due: "2026-10-09"})
		must(t, err)
		k, err := s.OfInstruction(ctx, s.DB, c.ID)
		must(t, err)
		if k == nil || k.UnitID != p.UnitID || k.Due != "2026-10-09" || k.SetBy != s.chief.ID || k.Source != task.FromInstruction || k.About() != p.Ref() || k.Light != "green" {
			t.Fatalf("%+v", k)
		}
		must(t, s.Move(ctx, s.lead, k.ID, "report", "已协调到位"))
		if c, _ = s.Service.Comments.Get(ctx, c.ID); !c.Open() {
			t.Error("the instruction is done before the chief has seen it")
		}
		must(t, s.Move(ctx, s.chief, k.ID, "close", ""))
		if c, _ = s.Service.Comments.Get(ctx, c.ID); c.Open() {
			t.Error("the task is closed, the instruction open")
		}
		must(t, s.Move(ctx, s.chief, k.ID, "reopen", "用电又断了"))
		if c, _ = s.Service.Comments.Get(ctx, c.ID); !c.Open() {
			t.Error("the task is open again, the instruction done")
		}
		must(t, s.Service.Comments.Done(ctx, s.office, p.Ref(), c.ID)) // as before on the record's page
		if k = s.get(t, k.ID); k.State != task.Reported {
			t.Errorf("the office says it is done: %s", k.State)
		}
		must(t, s.Move(ctx, s.chief, k.ID, "return", "没有"))
		must(t, s.Service.Comments.Done(ctx, s.chief, p.Ref(), c.ID))
		if k = s.get(t, k.ID); k.State != task.Closed {
			t.Errorf("the chief says it is done: %s", k.State)
		}
		if _, err := s.Service.Comments.Add(ctx, s.office, p.Ref(), comment.New{Body: "留言"}); err != nil {
			t.Error(err)
		}
		all, err := s.OfRecord(ctx, authz.Scope{All: true}, p.Ref())
		must(t, err)
		if len(all) != 1 {
			t.Errorf("%d tasks", len(all))
		}
	})
}

// TestLoads and the workbook of the four lists count the same tasks.
func TestLoads(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		d := s.draft()
		d.Due = "2026-09-25"
		s.set(t, s.office, d)
		k := s.set(t, s.office, s.draft())
		must(t, s.Move(ctx, s.park, k.ID, "report", "完成"))
		must(t, s.Move(ctx, s.office, k.ID, "close", ""))
		loads, err := s.Loads(ctx, s.office.Scope)
		must(t, err)
		if len(loads) != 2 {
			t.Fatalf("%+v", loads)
		}
		if l := loads[0]; l.UnitID != s.Units["东湖区发改局"] || l.Lead != 2 || l.Late != 1 || l.LateDays != 1 || l.Closed != 1 || l.InTime != 1 {
			t.Errorf("%+v", l)
		}
		if loads[1].Co != 2 || loads[1].Late != 0 {
			t.Errorf("%+v", loads[1])
		}
		book, n, err := task.Book(ctx, s.DB, list.Asker{Scope: s.office.Scope, Today: today}, "2026-09-21", today, func(_, id string) string { return id })
		must(t, err)
		var b bytes.Buffer
		must(t, book.Write(&b))
		if n != 2+1+0+4 || b.Len() < 5000 {
			t.Errorf("%d rows, %d bytes", n, b.Len())
		}
	})
}

func TestUnitsMerge(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		k := s.set(t, s.office, s.draft())
		must(t, s.Site.Run.Run(t.Context(), webtestProgram, what, func(tx *tx) error {
			return s.MoveUnit(t.Context(), tx, s.Units["市供电公司"], s.Units["东湖区发改局"])
		}))
		if got := s.get(t, k.ID); got.CoUnits != "" || got.UnitID != s.Units["东湖区发改局"] {
			t.Errorf("%+v", got)
		}
		must(t, s.Site.Run.Run(t.Context(), webtestProgram, what, func(tx *tx) error {
			return s.MoveUnit(t.Context(), tx, s.Units["东湖区发改局"], s.Units["市商务局"])
		}))
		if got := s.get(t, k.ID); got.UnitID != s.Units["市商务局"] {
			t.Errorf("%+v", got)
		}
	})
}

func TestFromWord(t *testing.T) {
	var b bytes.Buffer
	col := func(h string) document.Column { return document.Column{Header: h} }
	must(t, docx.Write(&b, &document.Doc{Title: "48项重点任务", Blocks: []document.Block{
		document.Table{Columns: []document.Column{col("姓名"), col("电话")}, Rows: []document.Row{document.Cells("甲", "1")}},
		document.Table{Columns: []document.Column{col("序号"), col("重点任务"), col("牵头单位"), col("完成时限")},
			Rows: []document.Row{document.Cells("1", "编制铜基新材料图谱", "市发改委", "2026年10月底"), document.Cells("2", "引进铜箔企业2家", "", "2026年12月31日")}}}}, docx.Options{}))
	got, err := task.FromWord(bytes.NewReader(b.Bytes()), int64(b.Len()), task.FromPlan48, "48项重点任务.docx")
	must(t, err)
	wantCSV := "\ufeff序号,重点任务,牵头单位,完成时限,任务来源,来源文件\n1,编制铜基新材料图谱,市发改委,2026年10月底,48项任务,48项重点任务.docx\n2,引进铜箔企业2家,市发改委,2026年12月31日,48项任务,48项重点任务.docx\n"
	if diff := cmp.Diff(wantCSV, string(got)); diff != "" {
		t.Error(diff)
	}
	b.Reset()
	must(t, docx.Write(&b, &document.Doc{Title: "无表"}, docx.Options{}))
	if _, err := task.FromWord(bytes.NewReader(b.Bytes()), int64(b.Len()), "", ""); errs.CodeOf(err) != errs.Invalid {
		t.Error(err)
	}
	if _, err := task.FromWord(strings.NewReader("not a zip"), 9, "", ""); errs.CodeOf(err) != errs.Invalid {
		t.Error(err)
	}
}

var webtestProgram = authz.System("test")

type tx = change.Tx

var what = change.What{Action: "test", Perm: authz.TaskSet}
