package demo

import (
	"fmt"
	"strings"

	"lianzhang/internal/meeting"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/errs"
)

// dispatches is how many weekly meetings there have been.
const dispatches = 8

// gathering is one meeting to come.
type gathering struct {
	meeting.Meeting
	id    string
	tasks []*errand // of its decisions, in order
}

// planMeetings lays out the weekly dispatches with what they decide, the next one with its agenda, and the roundtables.
func (b *builder) planMeetings() {
	for n := dispatches; n >= 1; n-- {
		day := b.workday(b.monday(-n))
		g := &gathering{Meeting: meeting.Meeting{Name: fmt.Sprintf("全市产业链周调度会（第%d次）", dispatches+1-n), Kind: meeting.Dispatch, OnDate: day, AtTime: "16:00", Place: "市政府第一会议室",
			Venues: "云溪县分会场\n桐江市分会场", Host: "市委副书记"}}
		for k := range 3 {
			g.tasks = append(g.tasks, &errand{by: "office", from: day, due: b.cal().Add(day, 5+4*k+b.rng.IntN(6)), fate: b.fate(), topic: "议定事项"})
		}
		b.at(b.cal().Add(day, -2), 10*60, func() error { return b.calls(g, b.attendance()) })
		b.at(day, 15*60+50, func() error { return b.checksIn(g, n) })
		b.at(day, 17*60+20, func() error { return b.decides(g, n) })
		b.at(b.cal().Add(day, 1), 11*60, func() error { return b.circulates(g) })
		for _, e := range g.tasks {
			b.runs(e)
		}
	}
	next := &gathering{Meeting: meeting.Meeting{Name: fmt.Sprintf("全市产业链周调度会（第%d次）", dispatches+1), Kind: meeting.Dispatch, OnDate: b.workday(b.monday(1)), AtTime: "16:00", Place: "市政府第一会议室",
		Venues: "云溪县分会场\n桐江市分会场", Host: "市委副书记"}}
	b.at(b.cal().Add(b.Today, -1), 17*60+50, func() error { return b.calls(next, b.attendance()) })
	b.planRoundtables()
}

// attendance is who is asked to a dispatch, as offices write it.
func (b *builder) attendance() string {
	var out []string
	d, err := b.Org.Directory(b.ctx)
	if err != nil {
		return ""
	}
	line := func(login, post, venue string) {
		if a := d.AccountByLogin(login); a != nil {
			if u := d.Unit(a.UnitID); u != nil {
				out = append(out, strings.TrimSpace(a.Name+"　"+post+"　"+u.Short+"　"+venue))
			}
		}
	}
	for i := range b.chains {
		line(fmt.Sprintf("team%d", i+1), "专班负责人", "")
	}
	for _, w := range []string{"ziran", "jinrong", "gongdian", "renshe"} {
		line(w, "分管负责人", "")
	}
	line("county4", "分管领导", "云溪县分会场")
	line("county8", "分管领导", "桐江市分会场")
	return strings.Join(out, "\n")
}

func (b *builder) calls(g *gathering, guests string) error {
	office, err := b.actor("office")
	if err != nil {
		return err
	}
	if _, err := b.Tasks.Turn(b.ctx); err != nil { // the agenda asks for today's lights
		return err
	}
	made, err := b.Meetings.Call(b.ctx, office, g.Meeting)
	if err != nil {
		return err
	}
	g.id = made.ID
	_, err = b.Meetings.Invite(b.ctx, office, g.id, guests)
	return err
}

// checksIn lets those come who come: one in eight stays away.
func (b *builder) checksIn(g *gathering, n int) error {
	office, err := b.actor("office")
	if err != nil {
		return err
	}
	all, err := b.Meetings.Guests(b.ctx, g.id)
	if err != nil {
		return err
	}
	for i := range all {
		if (i+n)%8 == 5 {
			continue
		}
		if err := b.Meetings.CheckIn(b.ctx, office, g.id, all[i].ID, all[i].Venue); err != nil {
			return err
		}
	}
	return nil
}

// decides holds the meeting: its minutes are about what was red on its agenda, and its decisions become tasks.
func (b *builder) decides(g *gathering, n int) error {
	office, err := b.actor("office")
	if err != nil {
		return err
	}
	if err := b.Meetings.Move(b.ctx, office, g.id, "hold", ""); err != nil {
		return err
	}
	agenda, err := b.Meetings.Items(b.ctx, b.Run.DB, g.id)
	if err != nil {
		return err
	}
	var red []string
	for _, it := range agenda {
		if it.RefKind == "project" {
			red = append(red, it.Title)
		}
	}
	text := []string{g.Name + "纪要", "主持：" + g.Host, "会议听取了各专班一周进展，逐项过了亮红灯项目，议定以下事项："}
	for k, e := range g.tasks {
		c := b.chains[(n+3*k)%len(b.chains)]
		e.login = b.worker(c.UnitID)
		unit := b.shortOf(c.UnitID)
		what := c.Name + "链未开工项目逐个列出卡点和销号时间"
		if len(red) > 0 {
			what = "“" + red[(n+5*k)%len(red)] + "”红灯原因逐条销号，每周报一次进度"
		}
		text = append(text, fmt.Sprintf("%s、%s（责任单位：%s；配合单位：%s；完成时限：%s）", []string{"一", "二", "三"}[k], what, unit, []string{"市自然资源局", "市供电公司", "市金融办"}[k], e.due))
	}
	if _, err := b.Meetings.SetMinutes(b.ctx, office, g.id, strings.Join(text, "\n"), true); err != nil {
		return err
	}
	if _, err := b.Meetings.Confirm(b.ctx, office, g.id); err != nil {
		return err
	}
	made, err := b.Meetings.Decisions(b.ctx, b.Run.DB, g.id)
	if err != nil {
		return err
	}
	if len(made) != len(g.tasks) {
		return errs.New(errs.Internal, "the minutes of %s gave %d decisions", g.OnDate, len(made))
	}
	for k := range made {
		g.tasks[k].id = made[k].TaskID
	}
	return nil
}

func (b *builder) shortOf(unitID string) string {
	for short, id := range b.units {
		if id == unitID {
			return short
		}
	}
	return ""
}

func (b *builder) circulates(g *gathering) error {
	office, err := b.actor("office")
	if err == nil {
		err = b.Meetings.Move(b.ctx, office, g.id, "send", "各链专班、各参会单位")
	}
	return err
}

// planRoundtables lays out one roundtable that was answered, and one that is being prepared.
func (b *builder) planRoundtables() {
	firms := func(i, n int) (out []string) {
		for range n {
			if e := b.anyFirm(i); e != nil {
				out = append(out, e.Name)
			}
		}
		return out
	}
	topics := []struct{ title, unit, answer string }{
		{"希望统一园区蒸汽价格的调整周期", "市发改委", "已商定每季度首月调整一次，提前十天公示，首次公示见市发改委门户"},
		{"技术工人技能补贴申报改为网上办", "市人社局", "已开通网上申报入口，材料由五份减为两份"},
		{"二期用地指标何时下达", "市自然资源局", "列入下一批次，预计下月底前下达"},
	}
	add := func(g *gathering, i int, on string, answered bool) {
		names := firms(i, len(topics))
		b.at(on, 10*60, func() error { return b.calls(g, b.attendance()) })
		for k, name := range names {
			t := topics[k]
			b.at(on, 10*60+10+k, func() error { return b.raises(g, name, t.title) })
			if answered {
				b.at(b.cal().Add(on, 1), 9*60+k, func() error {
					return b.discusses(g, k, "office", meeting.Said{Action: "assign", UnitID: b.units[t.unit]})
				})
				b.at(b.cal().Add(on, 5+k), 15*60, func() error {
					return b.discusses(g, k, b.worker(b.units[t.unit]), meeting.Said{Action: "answer", Text: t.answer})
				})
			}
			if answered && k < 2 {
				b.at(b.cal().Add(on, 8+k), 10*60, func() error {
					return b.discusses(g, k, "office", meeting.Said{Action: "confirm", Text: "企业来电确认，同意答复"})
				})
			}
		}
	}
	for _, r := range []struct {
		chain, days int
		answered    bool
	}{{1, -38, true}, {4, 4, false}} {
		day := b.workday(clock.AddDays(b.Today, r.days))
		g := &gathering{Meeting: meeting.Meeting{Name: b.chains[r.chain].Name + "企业圆桌会", Kind: meeting.Roundtable, ChainID: b.chains[r.chain].ID, OnDate: day, AtTime: "09:30", Place: "市企业家之家", Host: b.chains[r.chain].Chief}}
		on := b.cal().Add(day, -4)
		if !r.answered {
			on = b.cal().Add(b.Today, -3)
		}
		add(g, r.chain, on, r.answered)
		if r.answered {
			b.at(day, 9*60+20, func() error { return b.checksIn(g, 3) })
			b.at(day, 11*60+50, func() error {
				office, err := b.actor("office")
				if err == nil {
					err = b.Meetings.Move(b.ctx, office, g.id, "hold", "")
				}
				return err
			})
		}
	}
}

func (b *builder) raises(g *gathering, firm, title string) error {
	office, err := b.actor("office")
	if err == nil {
		err = b.Meetings.AddItem(b.ctx, office, g.id, meeting.Item{Kind: meeting.Topic, Title: title, Firm: firm})
	}
	return err
}

// discusses takes the k-th topic of a roundtable a step further.
func (b *builder) discusses(g *gathering, k int, login string, said meeting.Said) error {
	who, err := b.actor(login)
	if err != nil {
		return err
	}
	all, err := b.Meetings.Items(b.ctx, b.Run.DB, g.id)
	if err != nil {
		return err
	}
	for i := range all {
		if all[i].Kind != meeting.Topic {
			continue
		}
		if k == 0 {
			return b.Meetings.Discuss(b.ctx, who, g.id, all[i].ID, said)
		}
		k--
	}
	return nil
}
