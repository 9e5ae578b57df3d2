package ticket_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/ticket"
)

// TestTheWholeLife: raised by QR, objected to, given to another unit, overdue up to the chief, answered with proof, rejected,
// answered again, rated under 3, answered, confirmed; over a holiday with an adjusted workday.
func TestTheWholeLife(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		ctx := t.Context()
		token, _, err := s.tickets.MakeLink(ctx, s.as("office"), ticket.Link{Kind: ticket.LinkRaise, EnterpriseID: s.firm})
		s.must(err)
		s.must(s.tickets.SetRoute(ctx, s.as("office"), "energy", "", s.units["land"]))
		follow, made, err := s.tickets.RaiseByLink(ctx, token, ticket.Ticket{Kind: "energy", Text: "外线未按期送电。首条线设备无法带电调试", Contact: "李工", Phone: "138 0000 0000"})
		s.must(err)
		id := made.ID
		if made.UnitID != s.units["land"] || made.Name != "外线未按期送电" || made.ChainID != s.chain || made.Region != donghu || made.WholeLimit != 15 || made.StepLimit != 1 {
			t.Errorf("raised: %+v", made)
		}
		s.refuse("power", id, ticket.Act{Action: ticket.ActAccept}, "不归您的单位办")
		s.do("land", id, ticket.Act{Action: ticket.ActObject, Text: "不是用地的事", Unit: s.units["power"]})
		s.refuse("land", id, ticket.Act{Action: ticket.ActObject, Text: "再来一次"}, "还没裁定")
		s.set("2026-09-22 10:00")
		got := s.do("office", id, ticket.Act{Action: ticket.ActGrant})
		if got.UnitID != s.units["power"] || got.StepOn != "2026-09-22" || got.RaisedOn != "2026-09-21" || got.Handed != 1 {
			t.Errorf("given on: %+v", got)
		}
		s.do("power", id, ticket.Act{Action: ticket.ActAccept})
		s.do("power", id, ticket.Act{Action: ticket.ActBegin, Text: "9月28日现场踏勘"})
		s.set("2026-09-24 17:00")
		s.do("power", id, ticket.Act{Action: ticket.ActPause, Text: "等企业补负荷说明"})
		s.set("2026-09-28 09:00") // 9-25 to 9-27 are off
		s.do("office", id, ticket.Act{Action: ticket.ActGrant})
		s.refuse("power", id, ticket.Act{Action: ticket.ActAnswer, Text: "已经送电了"}, "停表中")
		s.set("2026-09-29 09:00")
		got = s.do("power", id, ticket.Act{Action: ticket.ActResume})
		// Whole: 22, 23, 24 ran; 28 and 29 paused; 30, then October 8, 9, 10 (a worked Saturday), 12 to 16, 19 to 21.
		if due := fromMicro(got.WholeDue); due != "2026-10-21" {
			t.Errorf("whole due %s", due)
		}
		s.set("2026-10-30 08:00") // October 22, 23 and 26 to 29: six days over
		_, err = s.tickets.Climb(ctx)
		s.must(err)
		got, err = s.tickets.Get(ctx, program.Scope, id)
		s.must(err)
		if got.WholeLevel != ticket.RungChief {
			t.Errorf("rung %d on 10-30", got.WholeLevel)
		}
		s.refuse("power", id, ticket.Act{Action: ticket.ActAnswer, Text: "外线已于今日送电"}, "缺佐证")
		s.prove(id)
		got = s.do("power", id, ticket.Act{Action: ticket.ActAnswer, Text: "外线已于今日送电"})
		if got.Gross != 24 || got.Net != 22 || got.Paused != 2 || got.Round != 1 {
			t.Errorf("answered: gross %d net %d paused %d", got.Gross, got.Net, got.Paused)
		}
		s.refuse("power", id, ticket.Act{Action: ticket.ActConfirm, Rating: 5}, "企业确认")
		s.refuse("office", id, ticket.Act{Action: ticket.ActCall, Text: "企业说好了"}, "还不能回访办结")
		s.set("2026-11-02 10:00")
		_, err = s.tickets.Say(ctx, follow, ticket.Act{Action: ticket.ActReject, Text: "只送了一路", Round: 1})
		s.must(err)
		s.refuse("power", id, ticket.Act{Action: ticket.ActAnswer, Text: "两路都已送电"}, "缺佐证")
		s.now = s.now.Add(1e9)
		s.prove(id)
		s.do("power", id, ticket.Act{Action: ticket.ActAnswer, Text: "两路都已送电"})
		_, err = s.tickets.Say(ctx, follow, ticket.Act{Action: ticket.ActConfirm, Rating: 5, Round: 1})
		s.fails(err, errs.Conflict, "不是最新的答复")
		got, err = s.tickets.Say(ctx, follow, ticket.Act{Action: ticket.ActConfirm, Rating: 2, Round: 2, Text: "还是跳闸"})
		s.must(err)
		if got.State != ticket.Reopened || got.Reopened != 2 || got.Rating != 2 {
			t.Errorf("a rating under 3: %+v", got)
		}
		s.now = s.now.Add(1e9)
		s.prove(id)
		s.do("power", id, ticket.Act{Action: ticket.ActAnswer, Text: "已更换开关"})
		got, err = s.tickets.Say(ctx, follow, ticket.Act{Action: ticket.ActConfirm, Rating: 4, Round: 3})
		s.must(err)
		if got.State != ticket.Closed || got.ClosedHow != "firm" {
			t.Errorf("confirmed: %+v", got)
		}
		_, err = s.tickets.Say(ctx, follow, ticket.Act{Action: ticket.ActConfirm, Rating: 4, Round: 3})
		s.fails(err, errs.Conflict, "已办结")
		w, err := s.tickets.Read(ctx, program.Scope, id)
		s.must(err)
		var desks []string
		for _, st := range w.Steps {
			desks = append(desks, s.who(st.UnitID)+" "+st.State)
		}
		want := "land open,power open,power accepted,power handling,power answered,power reopened,power answered,power reopened,power answered,power closed"
		if diff := cmp.Diff(want, strings.Join(desks, ",")); diff != "" {
			t.Error(diff)
		}
		s.counted()
	})
}

func fromMicro(micro int64) string { return clock.FromMicro(micro).Format("2006-01-02") }

func (s *site) who(unit string) string {
	for name, id := range s.units {
		if id == unit {
			return name
		}
	}
	return unit
}

func (s *site) fails(err error, code errs.Code, words string) {
	s.Helper()
	if errs.CodeOf(err) != code || !strings.Contains(err.Error(), words) {
		s.Errorf("%v, want %s …%s…", err, code, words)
	}
}

// counted holds the kept counts equal to a recount.
func (s *site) counted() {
	s.Helper()
	read := func(sql string) (out []string) {
		rows, err := s.run.DB.Query(s.Context(), sql)
		s.must(err)
		defer rows.Close()
		for rows.Next() {
			var a, b, c, d string
			var level, n int64
			s.must(rows.Scan(&a, &b, &c, &d, &level, &n))
			out = append(out, fmt.Sprint(a, b, c, d, level, n))
		}
		return out
	}
	kept := read("SELECT region, unit_id, chain_id, state, level, n FROM ticket_sum WHERE n <> 0 ORDER BY 1, 2, 3, 4, 5")
	real := read("SELECT region, unit_id, chain_id, state, level, count(*) FROM ticket GROUP BY region, unit_id, chain_id, state, level ORDER BY 1, 2, 3, 4, 5")
	if diff := cmp.Diff(real, kept); diff != "" {
		s.Error("kept counts differ: ", diff)
	}
}

func TestFlow(t *testing.T) {
	var names []string
	for name := range ticket.Guards() {
		names = append(names, name)
	}
	if d := ticket.Flow.Defects(names...); d != nil {
		t.Error(d)
	}
	for _, r := range ticket.Flow.Rows {
		if r.To == ticket.Closed && r.Perm != authz.TicketFirm && r.Guard != "silent" {
			t.Errorf("%s %s closes without the firm", r.From, r.Action)
		}
	}
	for _, role := range authz.Roles() {
		if (authz.Actor{Roles: []authz.Role{role}}).Can(authz.TicketFirm) {
			t.Errorf("%s may close for the firm", role)
		}
	}
}

// TestTheHandbooksFlow holds the drawing of the handbook to the flow.
func TestTheHandbooksFlow(t *testing.T) {
	got := "# 诉求办理\n\n由程序里的流程表生成。申请类的动作不改变状态，由链长办“同意”或“不同意”。\n\n```mermaid\n" + strings.TrimSpace(ticket.Flow.Mermaid()) + "\n```\n\n" + ticket.Flow.Markdown(ticket.Guards())
	const file = "../../docs/handbook/tickets.md"
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not what the flow says; UPDATE_GOLDEN=1 draws it anew", file)
	}
}

// TestAMachineSetBack: a clock that goes back and comes again tells nobody twice, whatever is done in between.
func TestAMachineSetBack(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	x := s.raise("power")
	count := func() int {
		if _, err := s.tickets.Climb(t.Context()); err != nil {
			t.Fatal(err)
		}
		return len(s.outbox())
	}
	s.set("2026-09-23 19:00")
	first := count()
	s.set("2026-09-21 19:00")
	back := count()
	s.do("power", x.ID, ticket.Act{Action: ticket.ActExtend, Text: "等设备到货", Days: 2})
	s.set("2026-09-23 19:30")
	if again := count(); first != 3 || back != first || again != first+1 { // raised, warned, over; then the request
		t.Errorf("%d, %d, %d messages: %v", first, back, again, s.outbox())
	}
}

// TestStateMatrix tries every action in every state: what the flow does not name is refused and changes nothing.
func TestStateMatrix(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	actions := map[string]bool{}
	for _, r := range ticket.Flow.Rows {
		actions[r.Action] = true
	}
	for _, state := range ticket.Flow.States {
		x := s.raise("power")
		s.force(x.ID, state.Code)
		for action := range actions {
			if _, err := ticket.Flow.Find(state.Code, action); err == nil {
				continue
			}
			_, err := s.tickets.Do(t.Context(), program, x.ID, ticket.Act{Action: action, Text: "理由写得足够长", Unit: s.units["land"], Rating: 5, Days: 1})
			if errs.CodeOf(err) != errs.Conflict {
				t.Errorf("%s in %s: %v", action, state.Code, err)
			}
		}
		after, err := s.tickets.Get(t.Context(), program.Scope, x.ID)
		s.must(err)
		if after.State != state.Code || after.Version != x.Version {
			t.Errorf("%s changed to %s", state.Code, after.State)
		}
	}
}

func (s *site) force(id, state string) {
	s.Helper()
	s.must(s.run.DB.Write(s.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(s.Context(), "UPDATE ticket SET state = $1 WHERE id = $2", state, id)
		return err
	}))
}

// TestBadInput is the list of faults of a link and of requests out of time.
func TestBadInput(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		ctx := t.Context()
		token, _, err := s.tickets.MakeLink(ctx, s.as("office"), ticket.Link{Kind: ticket.LinkRaise, EnterpriseID: s.firm})
		s.must(err)
		good := ticket.Ticket{Text: "用电报装太慢了，请加快", Contact: "李工", Phone: "13800000000"}
		other := map[bool]string{true: "A", false: "_"}[token[31] == '_'] // any sign but the last one's own
		for _, forged := range []string{"", "x", strings.Repeat("A", 32), token[:31] + other, token + "A"} {
			_, _, err := s.tickets.RaiseByLink(ctx, forged, good)
			s.fails(err, errs.NotFound, "链接不对")
		}
		_, err = s.tickets.ByLink(ctx, token) // a link to raise does not show tickets
		s.fails(err, errs.NotFound, "链接不对")
		_, _, err = s.tickets.RaiseByLink(ctx, token, ticket.Ticket{})
		s.fails(err, errs.Invalid, "phone")
		follow, x, err := s.tickets.RaiseByLink(ctx, token, good)
		s.must(err)
		_, _, err = s.tickets.RaiseByLink(ctx, token, good)
		s.fails(err, errs.Forbidden, "已经用过")
		_, err = s.tickets.Say(ctx, follow, ticket.Act{Action: ticket.ActConfirm, Rating: 5})
		s.fails(err, errs.Conflict, "不能")
		_, err = s.tickets.Say(ctx, follow, ticket.Act{Action: ticket.ActAssign, Unit: s.units["land"]})
		s.fails(err, errs.Invalid, "没有")
		again, err := s.tickets.FollowLink(ctx, s.as("office"), x.ID)
		s.must(err)
		_, err = s.tickets.ByLink(ctx, follow)
		s.fails(err, errs.Forbidden, "已停用")
		s.now = s.now.Add(ticket.FollowFor)
		_, err = s.tickets.ByLink(ctx, again)
		s.fails(err, errs.Forbidden, "过期")

		s.set("2026-09-21 09:00")
		y := s.raise("power")
		s.set("2026-09-24 09:00")
		s.refuse("power", y.ID, ticket.Act{Action: ticket.ActObject, Text: "不归我们"}, "1个工作日内")
		s.refuse("power", y.ID, ticket.Act{Action: ticket.ActExtend, Text: "要等设备", Days: 3}, "至少提前")
		s.do("power", y.ID, ticket.Act{Action: ticket.ActAccept})
		s.do("power", y.ID, ticket.Act{Action: ticket.ActBegin, Text: "月底前送电"})
		s.refuse("power", y.ID, ticket.Act{Action: ticket.ActExtend, Text: "要等设备", Days: 16}, "不能超过原时限")
		s.refuse("power", y.ID, ticket.Act{Action: ticket.ActExtend, Days: 2}, "写明理由")
		s.refuse("office", y.ID, ticket.Act{Action: ticket.ActGrant}, "没有等裁定的申请")
		s.refuse("office", y.ID, ticket.Act{Action: ticket.ActRefuse, Text: "不归我们"}, "没有申请")
		s.refuse("office", y.ID, ticket.Act{Action: ticket.ActAssign, Unit: "none"}, "选择接办的单位")
		s.refuse("office", y.ID, ticket.Act{Action: ticket.ActMerge, Main: y.ID}, "作主件")
		_, err = s.tickets.Do(ctx, s.as("power"), y.ID, ticket.Act{Action: ticket.ActExtend, Text: "晚了", Days: 1, Version: 1})
		s.fails(err, errs.Conflict, "又有了进展")
		for _, bad := range []ticket.Ticket{{}, {Name: strings.Repeat("长", 101)}, {Name: "好", Kind: "x"}, {Name: "好", RaisedOn: "2027-01-01"}, {Name: "好", RaisedOn: "昨天"}} {
			_, err := s.tickets.Raise(ctx, s.as("office"), bad)
			s.fails(err, errs.Invalid, "")
		}
	})
}

// TestNoEditResetsAClock edits, names handlers, classifies and asks for help, and finds both clocks as they were.
func TestNoEditResetsAClock(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	ctx := t.Context()
	x := s.raise("power")
	s.set("2026-09-23 09:00")
	x, err := s.tickets.Get(ctx, program.Scope, x.ID)
	s.must(err)
	after := *x
	after.Name, after.RaisedOn, after.StepOn, after.WholeLimit, after.UnitID, after.State = "改了题目", "2026-09-23", "2026-09-23", 99, s.units["land"], ticket.Closed
	s.must(s.tickets.Edit(ctx, s.as("office"), x, &after))
	c := &ticket.Class{Name: "外线征地", Region: city, UnitID: s.units["land"]}
	s.must(s.tickets.AddClass(ctx, s.as("office"), c))
	s.must(s.tickets.Classify(ctx, s.as("office"), x.ID, c.ID))
	s.must(s.tickets.AskHelp(ctx, s.as("office"), x.ID, s.units["land"]))
	s.must(s.tickets.Opine(ctx, s.as("land"), x.ID, "可以先行用地"))
	got, err := s.tickets.Get(ctx, program.Scope, x.ID)
	s.must(err)
	if got.Name != "改了题目" || got.RaisedOn != x.RaisedOn || got.StepOn != x.StepOn || got.StepDue != x.StepDue || got.WholeDue != x.WholeDue || got.UnitID != x.UnitID || got.State != x.State {
		t.Errorf("%+v\n%+v", x, got)
	}
	// A hand-over begins the step anew, the whole never.
	got = s.do("office", x.ID, ticket.Act{Action: ticket.ActAssign, Unit: s.units["land"]})
	if got.StepOn != "2026-09-23" || got.RaisedOn != "2026-09-21" || got.WholeDue != x.WholeDue || got.StepDue == x.StepDue {
		t.Errorf("handed over: %+v", got)
	}
}

// TestLateNotice: a holiday that is announced late moves the dues, once, and says so.
func TestLateNotice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		ctx := t.Context()
		s.set("2026-12-28 09:00")
		x := s.raise("power")
		_, err := s.tickets.Climb(ctx)
		s.must(err)
		before := fromMicro(x.WholeDue) // 2027 has no notice yet
		s.must(s.org.ImportNotice(ctx, program, workday.Notice{Year: 2027, Days: []workday.Day{{Name: "元旦", Date: "2027-01-01", Off: true}, {Name: "元旦", Date: "2027-01-04", Off: true}}}, "迟到的通知"))
		for i, want := range []int{1, 0} {
			got, err := s.tickets.Climb(ctx)
			s.must(err)
			if got.Recounted != want {
				t.Errorf("run %d: %+v", i, got)
			}
		}
		w, err := s.tickets.Read(ctx, program.Scope, x.ID)
		s.must(err)
		last := w.Events[len(w.Events)-1]
		if before != "2027-01-18" || fromMicro(w.WholeDue) != "2027-01-20" || last.Action != "recount" || !strings.Contains(last.Note, "2027-01-18→2027-01-20") {
			t.Errorf("%s, %s, %+v", before, fromMicro(w.WholeDue), last)
		}
	})
}

// TestTwoNodesClimbOnce runs the ladder from eight sides at once, twice, and finds each rung told once.
func TestTwoNodesClimbOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		for range 40 {
			s.raise("power")
		}
		s.set("2026-09-30 19:00")
		for range 2 {
			var wg sync.WaitGroup
			for range 8 {
				wg.Go(func() {
					if _, err := s.tickets.Climb(t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
		}
		n := map[string]int{}
		for _, topic := range s.outbox() {
			n[topic]++
		}
		// Due on the 22nd; 23, 24, 28 make three days, 30 the fifth. Warned, over, deputy and chief, once each.
		if diff := cmp.Diff(map[string]int{"assigned": 40, "warn": 40, "over": 40, "climbed": 80}, n); diff != "" {
			t.Error(diff)
		}
		s.counted()
	})
}

func TestWhoStandsOnTheLadder(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	x := s.raise("power")
	dir, err := s.org.Directory(t.Context())
	s.must(err)
	for rung, want := range map[int64]string{ticket.RungWarn: "power powerhead", ticket.RungOver: "powerhead", ticket.RungDeputy: "chief", ticket.RungChief: "chief", ticket.RungGeneral: "office"} {
		ids, _ := ticket.Holders(dir, x, rung, "2026-11-22")
		var got []string
		for name, id := range s.people {
			if slices.Contains(ids, id) {
				got = append(got, name)
			}
		}
		slices.Sort(got)
		if rung == ticket.RungGeneral { // nobody holds the post: the office, where the mayor has his account here
			if !slices.Contains(got, want) {
				t.Errorf("rung %d: %v", rung, got)
			}
			continue
		}
		if strings.Join(got, " ") != want {
			t.Errorf("rung %d: %v, want %s", rung, got, want)
		}
	}
}

// TestMerging: repeats follow their main ticket, are answered with it, and each firm closes its own.
func TestMerging(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	main, other := s.raise("power"), s.raise("land")
	token, err := s.tickets.FollowLink(t.Context(), s.as("office"), other.ID)
	s.must(err)
	s.do("office", other.ID, ticket.Act{Action: ticket.ActMerge, Main: main.ID})
	s.do("power", main.ID, ticket.Act{Action: ticket.ActAccept})
	s.prove(main.ID)
	s.do("power", main.ID, ticket.Act{Action: ticket.ActAnswer, Text: "外线全部送电"})
	got, err := s.tickets.Say(t.Context(), token, ticket.Act{Action: ticket.ActConfirm, Rating: 5})
	s.must(err)
	if got.State != ticket.Closed || got.Answer != "外线全部送电" || got.UnitID != s.units["power"] {
		t.Errorf("%+v", got)
	}
	x, err := s.tickets.Get(t.Context(), program.Scope, main.ID)
	s.must(err)
	if x.State != ticket.Answered {
		t.Error("one firm closed for another")
	}
	near, err := s.tickets.Similar(t.Context(), program.Scope, main, 5)
	s.must(err)
	if len(near) != 1 || near[0].ID != other.ID || near[0].Share < 0.9 {
		t.Errorf("%+v", near)
	}
	s.counted()
}

// TestUnitsThatMergeLeaveNothingBehind: a unit with open tickets cannot be dissolved; merged, its successor has them all.
func TestUnitsThatMergeLeaveNothingBehind(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	s.org.Holds(org.Holder{Label: "诉求", MoveUnit: s.tickets.MoveUnit, Count: s.tickets.CountBy})
	x := s.raise("land")
	err := s.org.DissolveUnit(t.Context(), program, s.units["land"], "机构改革")
	s.fails(err, errs.Conflict, "诉求1个")
	s.must(s.org.MergeUnit(t.Context(), program, s.units["land"], s.units["power"], "机构改革"))
	got, err := s.tickets.Get(t.Context(), program.Scope, x.ID)
	s.must(err)
	if got.UnitID != s.units["power"] || got.StepDue != x.StepDue || got.WholeDue != x.WholeDue {
		t.Errorf("%+v", got)
	}
	s.counted()
}

// TestCallBacks: the office closes after ten silent working days and not before; a lot is the same for the same seed.
func TestCallBacks(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	ctx := t.Context()
	x := s.raise("power")
	s.do("power", x.ID, ticket.Act{Action: ticket.ActAccept})
	s.prove(x.ID)
	s.do("power", x.ID, ticket.Act{Action: ticket.ActAnswer, Text: "外线全部送电"})
	s.set("2026-10-12 09:00") // 22, 23, 24, 28, 29, 30, 8, 9, 10, 12: ten
	quiet, err := s.tickets.Silent(ctx, s.as("office").Scope, 10)
	s.must(err)
	if len(quiet) != 1 {
		t.Fatalf("silent: %d", len(quiet))
	}
	got := s.do("office", x.ID, ticket.Act{Action: ticket.ActCall, Text: "10月12日致电李工，已通电"})
	if got.State != ticket.Closed || got.ClosedHow != "call" || got.Rating != 0 {
		t.Errorf("%+v", got)
	}
	n, err := s.tickets.Draw(ctx, s.as("office"), 5, 7)
	s.must(err)
	list, err := s.tickets.Calls(ctx, s.as("office").Scope, 10)
	s.must(err)
	if n != 1 || len(list) != 1 || list[0].T.ID != x.ID {
		t.Fatalf("%d drawn, %+v", n, list)
	}
	s.must(s.tickets.Called(ctx, s.as("office"), list[0].ID, ticket.CallUnsolved, "李工：还有一路没送"))
	got, err = s.tickets.Get(ctx, program.Scope, x.ID)
	s.must(err)
	if got.State != ticket.Reopened {
		t.Errorf("unsolved: %s", got.State)
	}
	s.fails(s.tickets.Called(ctx, s.as("office"), list[0].ID, ticket.CallSolved, "又好了"), errs.Conflict, "已由")
	f, err := s.tickets.Figures(ctx, program.Scope, "2026-09-01", "2026-10-31")
	s.must(err)
	if all := f[""]; all.Answered != 1 || all.Reopened != 1 || all.Strict != 1 || all.Raised != 1 {
		t.Errorf("%+v", all)
	}
}
