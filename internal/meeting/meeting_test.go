package meeting_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lianzhang/internal/gap"
	"lianzhang/internal/meeting"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/docx"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/task"
	"lianzhang/internal/web/webtest"
)

type site struct {
	*meeting.Service
	*webtest.Site
	office, park, lead authz.Actor
}

func each(t *testing.T, fn func(t *testing.T, s *site)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &site{Site: webtest.NewOn(t, d, "2026-11-20")}
		tasks := &task.Service{Run: s.Site.Run, Org: s.Site.Org, Calendar: workday.Default}
		s.Service = &meeting.Service{Run: s.Site.Run, Org: s.Site.Org, Chains: s.Site.Chains, Projects: s.Site.Projects, Gaps: &gap.Service{Run: s.Site.Run}, Tasks: tasks, Calendar: workday.Default}
		s.office, s.park, s.lead = s.Actor(t, "office"), s.Actor(t, "park"), s.Actor(t, "lead")
		fn(t, s)
	})
}

// exec changes what the test needs as if other areas had done so.
func (s *site) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	must(t, s.Site.Run.Run(t.Context(), webtest.Program, change.What{Action: "test", Perm: authz.TaskSet}, func(tx *change.Tx) error {
		_, err := tx.Exec(t.Context(), sql, args...)
		return err
	}))
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

func (s *site) call(t *testing.T, day string) *meeting.Meeting {
	t.Helper()
	m, err := s.Call(t.Context(), s.office, meeting.Meeting{Name: "铜基新材料产业链周调度会", Kind: meeting.Dispatch, ChainID: s.Chain["铜基新材料"], OnDate: day, Venues: "东湖分会场\n临港分会场"})
	must(t, err)
	return m
}

// on gives the titles of the points of a kind.
func (s *site) on(t *testing.T, m *meeting.Meeting, kind string) string {
	t.Helper()
	all, err := s.Items(t.Context(), s.DB, m.ID)
	must(t, err)
	var out []string
	for _, i := range all {
		if i.Kind == kind {
			out = append(out, i.Title)
		}
	}
	return strings.Join(out, "|")
}

func TestFlows(t *testing.T) {
	if bad := append(meeting.Flow.Defects("day", "minutes"), meeting.TopicFlow.Defects()...); bad != nil {
		t.Error(bad)
	}
}

// TestStates walks every action from every state.
func TestStates(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		reach := map[string][]string{meeting.Planned: nil, meeting.Held: {"hold"}, meeting.Sent: {"hold", "send"}, meeting.Cancelled: {"cancel"}}
		for state, path := range reach {
			for _, action := range []string{"hold", "cancel", "send"} {
				m := s.call(t, "2026-11-20")
				for _, a := range path {
					if a == "send" {
						_, err := s.SetMinutes(ctx, s.office, m.ID, "纪要", false)
						must(t, err)
					}
					must(t, s.Move(ctx, s.office, m.ID, a, "各专班"))
				}
				if state == meeting.Held {
					want(t, errs.Conflict, s.Move(ctx, s.office, m.ID, "send", "")) // without minutes
					_, err := s.SetMinutes(ctx, s.office, m.ID, "纪要", false)
					must(t, err)
				}
				err := s.Move(ctx, s.office, m.ID, action, "理由")
				if _, none := meeting.Flow.Find(state, action); none != nil {
					want(t, errs.Conflict, err)
				} else if err != nil {
					t.Errorf("%s from %s: %v", action, state, err)
				}
			}
		}
		future := s.call(t, "2026-11-27")
		want(t, errs.Conflict, s.Move(ctx, s.office, future.ID, "hold", ""))
		want(t, errs.NotFound, s.Move(ctx, s.park, future.ID, "cancel", "x"))
	})
}

// TestFromAgendaToAgenda: what a meeting decides becomes tasks, and what is not closed opens the next one.
func TestFromAgendaToAgenda(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		red := func(name, since string) {
			p := s.Project(t, name, nil)
			s.exec(t, "UPDATE project SET light = 'red', light_since = $1 WHERE id = $2", since, p.ID)
		}
		red("老红灯", "2026-10-01")
		s.exec(t, "INSERT INTO gap (id, name, chain_id, node_id, region, unit_id, owner_id, co_work, kind, verdict, rule_id, source, state, rank, score, presence, demand, supply, density, risk, worth, firms, note, due, last_touch, light, light_rule, light_text, opened_on, closed_on, outcome, filled_firm, filled_project, created_at, updated_at, version) VALUES ('g1', '电子铜箔', $1, '', $2, $3, '', '', 'repair', '', '', 'hand', 'open', 1, 0, 0, 0, 0, 0, 0, 0, 0, '', '', '', 'red', '', '无责任人', '2026-10-01', '', '', '', '', 0, 0, 0)", s.Chain["铜基新材料"], webtest.City, s.Units["市发改委"])
		late, err := s.Tasks.Create(ctx, s.office, task.Draft{Name: "报批用地", ChainID: s.Chain["铜基新材料"], UnitID: s.Units["东湖区发改局"], Due: "2026-11-18"})
		must(t, err)
		_, err = s.Tasks.Create(ctx, s.office, task.Draft{Name: "别的链", ChainID: s.Chain["新型储能"], UnitID: s.Units["东湖区发改局"], Due: "2026-11-18"})
		must(t, err)
		m := s.call(t, "2026-11-20")
		for kind, titles := range map[string]string{meeting.Unclosed: "", meeting.Red: "老红灯", meeting.NewRed: "", meeting.Overdue: "报批用地", meeting.Ownerless: "铜基新材料：电子铜箔", meeting.Team: "铜基新材料专班"} {
			if got := s.on(t, m, kind); got != titles {
				t.Errorf("%s: %q, want %q", kind, got, titles)
			}
		}
		must(t, s.Move(ctx, s.office, m.ID, "hold", ""))
		if c, _ := s.Site.Chains.Get(ctx, s.office.Scope, s.Chain["铜基新材料"]); c.MetOn != "2026-11-20" {
			t.Errorf("met on %q", c.MetOn)
		}
		n, err := s.SetMinutes(ctx, s.office, m.ID, "会议听取了汇报。\n一、由市商务局牵头，会同市供电公司于11月25日前拿出铜箔企业名单\n二、加快选址。（责任单位：东湖区发改局）", true)
		must(t, err)
		if n != 2 {
			t.Fatalf("%d proposals", n)
		}
		want(t, errs.Invalid, func() error { _, err := s.Confirm(ctx, s.office, m.ID); return err }())
		ds, err := s.Decisions(ctx, s.DB, m.ID)
		must(t, err)
		must(t, s.Word(ctx, s.office, m.ID, []meeting.Wording{{ID: ds[1].ID, Text: ds[1].Text, LeadUnit: ds[1].LeadUnit, Due: "2026-12-10", CoNames: "市发改委"}, {Text: "多余的"}, {}}))
		want(t, errs.Invalid, s.Word(ctx, s.office, m.ID, []meeting.Wording{{Text: "甲", Due: "年底"}}))
		want(t, errs.Invalid, s.Word(ctx, s.office, m.ID, []meeting.Wording{{Text: "甲", CoNames: "没有这个局"}}))
		ds, err = s.Decisions(ctx, s.DB, m.ID)
		must(t, err)
		must(t, s.Word(ctx, s.office, m.ID, []meeting.Wording{{ID: ds[len(ds)-1].ID, Drop: true}, {ID: ds[0].ID, Drop: ds[0].Text == "多余的", Text: ds[0].Text, LeadUnit: ds[0].LeadUnit, Due: ds[0].Due}}))
		ds, err = s.Decisions(ctx, s.DB, m.ID)
		must(t, err)
		if len(ds) != 2 {
			t.Fatalf("%+v", ds)
		}
		if n, err = s.Confirm(ctx, s.office, m.ID); n != 2 || err != nil {
			t.Fatalf("%d tasks, %v", n, err)
		}
		want(t, errs.Conflict, func() error { _, err := s.Confirm(ctx, s.office, m.ID); return err }())
		ds, err = s.Decisions(ctx, s.DB, m.ID)
		must(t, err)
		first, err := s.Tasks.Get(ctx, s.office.Scope, ds[0].TaskID)
		must(t, err)
		if first.UnitID != s.Units["市商务局"] && first.UnitID != s.Units["东湖区发改局"] || first.Source != task.FromMeeting || first.SourceID != m.ID {
			t.Errorf("%+v", first)
		}
		must(t, s.Tasks.Move(ctx, s.office, first.ID, "report", "已办"))
		must(t, s.Tasks.Move(ctx, s.office, first.ID, "close", ""))
		must(t, s.Move(ctx, s.office, m.ID, "send", "各专班"))
		s.at("2026-11-27")
		red("新红灯", "2026-11-24")
		_, err = s.Tasks.Turn(ctx)
		must(t, err)
		next := s.call(t, "2026-11-27")
		second, err := s.Tasks.Get(ctx, s.office.Scope, ds[1].TaskID)
		must(t, err)
		for kind, titles := range map[string]string{meeting.Unclosed: second.Name, meeting.Red: "老红灯", meeting.NewRed: "新红灯", meeting.Overdue: late.Name} {
			if got := s.on(t, next, kind); got != titles {
				t.Errorf("next %s: %q, want %q", kind, got, titles)
			}
		}
		if next.PrevID != m.ID || next.Since != "2026-11-20" {
			t.Errorf("%s %s", next.PrevID, next.Since)
		}
		must(t, s.AddItem(ctx, s.office, next.ID, meeting.Item{Title: "研究专项资金"}))
		must(t, s.Build(ctx, s.office, next.ID))
		if got := s.on(t, next, meeting.Custom); got != "研究专项资金" {
			t.Errorf("building the agenda anew lost what somebody put on it: %q", got)
		}
		doc, err := s.Briefing(ctx, s.office.Scope, next, func(_, id string) string { return "单位" + id })
		must(t, err)
		var b bytes.Buffer
		must(t, docx.Write(&b, doc, docx.Options{}))
		text, err := meeting.FromWord(bytes.NewReader(b.Bytes()), int64(b.Len()))
		must(t, err)
		for _, w := range []string{"总体情况", "新红灯", "老红灯", "研究专项资金", "上次会议2026年11月20日召开，以来新亮红灯1个", "以往议定未销号事项", "报批用地"} {
			if !strings.Contains(text, w) {
				t.Errorf("the pack lacks %q", w)
			}
		}
	})
}

func TestMinutesFromWord(t *testing.T) {
	var b bytes.Buffer
	must(t, docx.Write(&b, &document.Doc{Title: "会议纪要", Blocks: []document.Block{document.P(document.Text("市商务局要在年底前完成")), document.Table{Columns: []document.Column{{Header: "事项"}, {Header: "单位"}}, Rows: []document.Row{document.Cells("甲", "乙")}}}}, docx.Options{}))
	got, err := meeting.FromWord(bytes.NewReader(b.Bytes()), int64(b.Len()))
	must(t, err)
	if got != "会议纪要\n市商务局要在年底前完成\n事项　单位\n甲　乙" {
		t.Errorf("%q", got)
	}
	if _, err := meeting.FromWord(strings.NewReader("x"), 1); errs.CodeOf(err) != errs.Invalid {
		t.Error(err)
	}
}

// TestAttendance: guests check themselves in, or are checked in at their venue; a second time changes nothing.
func TestAttendance(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		m := s.call(t, "2026-11-20")
		n, err := s.Invite(ctx, s.office, m.ID, s.park.Name+"　东湖区发改局　东湖分会场\n王伟　局长　市商务局")
		must(t, err)
		if n != 2 {
			t.Fatal(n)
		}
		want(t, errs.Invalid, func() error { _, err := s.Invite(ctx, s.office, m.ID, "王伟　局长　市商务局"); return err }())
		gs, err := s.Guests(ctx, m.ID)
		must(t, err)
		for _, g := range gs {
			want(t, errs.Invalid, s.CheckIn(ctx, s.office, m.ID, g.ID, "月球分会场"))
			must(t, s.CheckIn(ctx, s.office, m.ID, g.ID, "临港分会场"))
			must(t, s.CheckIn(ctx, s.office, m.ID, g.ID, ""))
		}
		gs, err = s.Guests(ctx, m.ID)
		must(t, err)
		for _, g := range gs {
			if g.CameAt == 0 || g.Venue != "临港分会场" || g.How != s.office.Name {
				t.Errorf("%+v", g)
			}
		}
	})
}

// TestRoundtable: what a firm raises is collected, assigned, answered by post and confirmed by the firm, in this order only.
func TestRoundtable(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		m, err := s.Call(ctx, s.office, meeting.Meeting{Name: "铜基企业圆桌会", Kind: meeting.Roundtable, OnDate: "2026-11-20"})
		must(t, err)
		want(t, errs.Invalid, s.AddItem(ctx, s.office, m.ID, meeting.Item{Kind: meeting.Topic, Title: "电价高"}))
		must(t, s.AddItem(ctx, s.office, m.ID, meeting.Item{Kind: meeting.Topic, Title: "电价高", Firm: "星辉铜箔"}))
		all, err := s.Items(ctx, s.DB, m.ID)
		must(t, err)
		id := ""
		for _, i := range all {
			if i.Kind == meeting.Topic {
				id = i.ID
			}
		}
		want(t, errs.NotFound, s.Discuss(ctx, s.park, m.ID, id, meeting.Said{Action: "answer", Text: "x"}))
		want(t, errs.Invalid, s.Discuss(ctx, s.office, m.ID, id, meeting.Said{Action: "assign", UnitID: "x"}))
		must(t, s.Discuss(ctx, s.office, m.ID, id, meeting.Said{Action: "assign", UnitID: s.Units["东湖区发改局"]}))
		want(t, errs.Invalid, s.Discuss(ctx, s.park, m.ID, id, meeting.Said{Action: "answer"}))
		must(t, s.Discuss(ctx, s.park, m.ID, id, meeting.Said{Action: "answer", Text: "已纳入市场化交易"}))
		must(t, s.Discuss(ctx, s.office, m.ID, id, meeting.Said{Action: "reject", Text: "价差仍大"}))
		must(t, s.Discuss(ctx, s.park, m.ID, id, meeting.Said{Action: "answer", Text: "补贴0.05元"}))
		must(t, s.Discuss(ctx, s.office, m.ID, id, meeting.Said{Action: "confirm", Text: "同意"}))
		all, err = s.Items(ctx, s.DB, m.ID)
		must(t, err)
		for _, i := range all {
			if i.ID == id && (i.State != meeting.Confirmed || i.Due != "2026-12-04" || !strings.Contains(i.Text, "价差仍大") || i.Answer != "补贴0.05元") {
				t.Errorf("%+v", i)
			}
		}
	})
}

// TestCodesOfVenues: a code is good at its venue, in the window around the meeting, until it is made anew; what does not open says why.
func TestCodesOfVenues(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		m, err := s.Call(ctx, s.office, meeting.Meeting{Name: "周调度会", Kind: meeting.Dispatch, OnDate: "2026-11-20", AtTime: "15:00", Venues: "东湖分会场"})
		must(t, err)
		_, err = s.Invite(ctx, s.office, m.ID, "王伟　局长　市发改委\n李娜　主任　东湖区发改局　东湖分会场")
		must(t, err)
		_, _, err = s.VenueCodes(ctx, s.park, m.ID)
		want(t, errs.Forbidden, err)
		_, old, err := s.VenueCodes(ctx, s.office, m.ID)
		must(t, err)
		_, codes, err := s.VenueCodes(ctx, s.office, m.ID)
		must(t, err)
		if len(codes) != 2 || codes[0] == codes[1] || codes[0] == old[0] {
			t.Fatalf("%v", codes)
		}
		clockAt := func(hhmm string) {
			at, err := time.ParseInLocation("2006-01-02 15:04", "2026-11-20 "+hhmm, clock.Zone)
			must(t, err)
			s.Site.Run.Clock = clock.Fixed(at)
		}
		says := func(code errs.Code, word, token string) {
			t.Helper()
			_, err := s.OpenVenue(ctx, token)
			if errs.CodeOf(err) != code || !strings.Contains(fmt.Sprint(err), word) {
				t.Errorf("%v, want %s with %s", err, code, word)
			}
		}
		clockAt("13:59")
		says(errs.Forbidden, "14:00起可以签到", codes[0])
		clockAt("14:30")
		says(errs.NotFound, "不对", "forged-forged-forged-forged-1234")
		says(errs.Forbidden, "作废", old[0])
		v, err := s.OpenVenue(ctx, codes[1])
		must(t, err)
		if v.Venue != "东湖分会场" || len(v.Guests) != 2 || v.Guests[0].Name != "李娜" {
			t.Errorf("%s %v", v.Venue, v.Guests)
		}
		li, wang := v.Guests[0], v.Guests[1]
		_, err = s.CheckInByCode(ctx, codes[1], "nobody", "")
		want(t, errs.Invalid, err)
		got, err := s.CheckInByCode(ctx, codes[1], li.ID, " 赵敏　副主任 ")
		must(t, err)
		if got.StandIn != "赵敏　副主任" || got.Venue != "东湖分会场" || got.How != "扫码" || got.CameAt == 0 {
			t.Errorf("%+v", got)
		}
		_, err = s.CheckInByCode(ctx, codes[1], li.ID, "")
		want(t, errs.Conflict, err)
		got, err = s.CheckInByCode(ctx, codes[1], wang.ID, "") // was expected at the main venue
		must(t, err)
		if got.Venue != "东湖分会场" || got.StandIn != "" {
			t.Errorf("%+v", got)
		}
		clockAt("19:00")
		says(errs.Forbidden, "19:00截止", codes[0])
		clockAt("15:00")
		must(t, s.Move(ctx, s.office, m.ID, "cancel", "改期"))
		says(errs.Forbidden, "已取消", codes[0])
		rep, err := journal.Verify(ctx, s.DB, journal.Options{})
		must(t, err)
		for _, f := range rep.Findings {
			if strings.HasPrefix(f.Table, "meeting") {
				t.Errorf("%+v", f)
			}
		}
	})
}

// TestAFirmConfirmsByLink: the firm's own word by its link, once there is an answer; a rejected answer goes back, the office may still enter
// what the firm said by telephone.
func TestAFirmConfirmsByLink(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		m, err := s.Call(ctx, s.office, meeting.Meeting{Name: "圆桌会", Kind: meeting.Roundtable, OnDate: "2026-11-20"})
		must(t, err)
		must(t, s.AddItem(ctx, s.office, m.ID, meeting.Item{Kind: meeting.Topic, Title: "蒸汽价格", Firm: "景川星辉铜箔有限公司"}))
		all, err := s.Items(ctx, s.DB, m.ID)
		must(t, err)
		id := all[slices.IndexFunc(all, func(i meeting.Item) bool { return i.Kind == meeting.Topic })].ID
		must(t, s.Discuss(ctx, s.office, m.ID, id, meeting.Said{Action: "assign", UnitID: s.Units["市发改委"]}))
		_, first, err := s.TopicLink(ctx, s.office, m.ID, id)
		must(t, err)
		_, token, err := s.TopicLink(ctx, s.office, m.ID, id)
		must(t, err)
		want(t, errs.Forbidden, s.SayTopic(ctx, first, "confirm", "王总", ""))
		want(t, errs.NotFound, s.SayTopic(ctx, "forged-forged-forged-forged-1234", "confirm", "王总", ""))
		want(t, errs.Conflict, s.SayTopic(ctx, token, "confirm", "王总", "")) // no answer yet
		must(t, s.Discuss(ctx, s.lead, m.ID, id, meeting.Said{Action: "answer", Text: "每季度调整一次"}))
		want(t, errs.Invalid, s.SayTopic(ctx, token, "confirm", "", ""))
		want(t, errs.Invalid, s.SayTopic(ctx, token, "reject", "王总", ""))
		want(t, errs.Invalid, s.SayTopic(ctx, token, "assign", "王总", "x"))
		must(t, s.SayTopic(ctx, token, "reject", "王总", "没有说从什么时候起"))
		must(t, s.Discuss(ctx, s.lead, m.ID, id, meeting.Said{Action: "answer", Text: "从明年一季度起"}))
		must(t, s.SayTopic(ctx, token, "confirm", "王总", ""))
		_, it, err := s.ByTopicLink(ctx, token)
		must(t, err)
		if it.State != meeting.Confirmed || !strings.Contains(it.Text, "王总，链接确认") || !strings.Contains(it.Text, "没有说从什么时候起") {
			t.Errorf("%+v", it)
		}
		want(t, errs.Conflict, s.SayTopic(ctx, token, "reject", "王总", "反悔"))
		s.at("2027-03-01")
		if _, _, err := s.ByTopicLink(ctx, token); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("after ninety days: %v", err)
		}
	})
}
