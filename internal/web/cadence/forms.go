package cadence

import (
	"strconv"

	area "lianzhang/internal/cadence"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/ui"
)

func formOf(q *web.Req, p *area.Period, title, action, submit string) *formpage.Form {
	f := &formpage.Form{Page: q.Page(section, title), Action: of(p) + action, Submit: submit, Back: of(p), Column: true}
	f.Crumbs = []ui.Link{{Label: "周期", URL: base}, {Label: p.Label(), URL: of(p)}, {Label: title}}
	return f
}

func reason(label, help string) ui.Field {
	return ui.Field{Kind: ui.KindTextArea, Name: "reason", Label: label, Rows: 2, MaxLength: 300, Required: true, Help: help}
}

// post reads a form and does what it is for; what is wrong stands at its fields.
func post(q *web.Req, form *formpage.Form, p *area.Period, done string, do func(f *web.Form) error) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	if err = do(f); err == nil {
		err = f.Err()
	}
	if err != nil {
		return form.Refuse(q, f, err)
	}
	return q.Redirect(of(p), done)
}

// forFreeze is the period to freeze: one that has a record, or an earlier one without.
func (d Deps) forFreeze(q *web.Req) (*area.Period, error) {
	p, err := d.get(q)
	if errs.CodeOf(err) != errs.NotFound {
		return p, err
	}
	name, bad := period.Parse(q.Path("period"))
	if bad != nil || name.Last() >= q.Today() {
		return nil, err
	}
	return &area.Period{Period: string(name), Kind: string(name.Kind()), State: area.Open}, nil
}

func (d Deps) freezeForm(q *web.Req, p *area.Period) *formpage.Form {
	f := formOf(q, p, "冻结"+p.Label(), "/freeze", "冻结")
	f.Danger = true
	f.Note = &ui.Note{Letter: ui.Yellow, Body: ui.Plain("冻结以后不能解冻。项目的灯和数、县区和产业链的名次、口径的值、通报的底稿按现在的样子封存，以后的修改只显示为修订；数有出入可发更正通报")}
	f.Facts = ui.Facts{ui.F("周期", p.Label()), ui.F("自动冻结", freezeWord(p))}
	f.Fields = []ui.Field{reason("事由", "写明为什么现在冻结，例如：已经会议审定，提前定稿")}
	return f
}

func (d Deps) showFreeze(q *web.Req) error {
	p, err := d.forFreeze(q)
	if err != nil {
		return err
	}
	return d.freezeForm(q, p).Show(q)
}

func (d Deps) freeze(q *web.Req) error {
	p, err := d.forFreeze(q)
	if err != nil {
		return err
	}
	return post(q, d.freezeForm(q, p), p, p.Label()+"已冻结", func(f *web.Form) error {
		_, err := d.Cadence.Freeze(q.Ctx(), q.Actor, p.Period, f.Text("reason"))
		return err
	})
}

func (d Deps) holdForm(q *web.Req, p *area.Period) *formpage.Form {
	if p.State == area.Held {
		f := formOf(q, p, "恢复自动冻结", "/hold", "恢复")
		f.Note = &ui.Note{Body: ui.Plain("恢复后到冻结时间自动冻结；时间已过的，下一个整点冻结")}
		f.Fields = []ui.Field{reason("事由", "")}
		return f
	}
	f := formOf(q, p, "暂缓冻结"+p.Label(), "/hold", "暂缓")
	f.Note = &ui.Note{Body: ui.Plain("到时间不自动冻结，直到恢复，或由办公室手工冻结")}
	f.Fields = []ui.Field{reason("事由", "例如：临港经开区数据未核完")}
	return f
}

func (d Deps) showHold(q *web.Req) error {
	p, err := d.get(q)
	if err != nil {
		return err
	}
	return d.holdForm(q, p).Show(q)
}

func (d Deps) hold(q *web.Req) error {
	p, err := d.get(q)
	if err != nil {
		return err
	}
	do, done := d.Cadence.Hold, "已暂缓"
	if p.State == area.Held {
		do, done = d.Cadence.Release, "已恢复"
	}
	return post(q, d.holdForm(q, p), p, done, func(f *web.Form) error { return do(q.Ctx(), q.Actor, p.Period, f.Text("reason")) })
}

func (d Deps) datesForm(q *web.Req, p *area.Period) *formpage.Form {
	f := formOf(q, p, "改期："+p.Label(), "/dates", "保存")
	f.Column = false
	freezeOn := ""
	if p.FreezeAt != 0 {
		freezeOn = clock.FromMicro(p.FreezeAt).Format("2006-01-02")
	}
	f.Note = &ui.Note{Body: ui.Plain("手工定的日期不再随规则和放假通知变动；四个日期全部清空，就恢复按规则计算")}
	f.Fields = []ui.Field{
		{Kind: ui.KindDate, Name: "opens_on", Label: "开报", Value: p.OpensOn}, {Kind: ui.KindDate, Name: "remind_on", Label: "提醒", Value: p.RemindOn},
		{Kind: ui.KindDate, Name: "due_on", Label: "截止", Value: p.DueOn},
		{Kind: ui.KindDate, Name: "freeze_on", Label: "冻结", Value: freezeOn, Help: "留空为不自动冻结"},
		{Kind: ui.KindTextArea, Name: "reason", Label: "依据", Rows: 2, MaxLength: 300, Required: true, Wide: true},
	}
	return f
}

func (d Deps) showDates(q *web.Req) error {
	p, err := d.get(q)
	if err != nil {
		return err
	}
	return d.datesForm(q, p).Show(q)
}

func (d Deps) saveDates(q *web.Req) error {
	p, err := d.get(q)
	if err != nil {
		return err
	}
	return post(q, d.datesForm(q, p), p, "已改期", func(f *web.Form) error {
		return d.Cadence.SetDates(q.Ctx(), q.Actor, p.Period, area.Dates{OpensOn: f.Text("opens_on"), RemindOn: f.Text("remind_on"), DueOn: f.Text("due_on"),
			FreezeOn: f.Text("freeze_on")}, f.Text("reason"))
	})
}

// rulesPage lists the rules of all kinds.
type rulesPage struct {
	ui.Page
	Table ui.Table
	Key   ui.Facts
}

func (d Deps) rules(q *web.Req) error {
	all, err := d.Cadence.Rules(q.Ctx())
	if err != nil {
		return err
	}
	key, err := d.Cadence.PublicKey(q.Ctx())
	if err != nil {
		return err
	}
	p := &rulesPage{Page: q.Page(section, "周期规则")}
	p.Crumbs = []ui.Link{{Label: "周期", URL: base}, {Label: p.Title}}
	p.Lede = ui.Plain("日期按工作日算，调休和放假通知变了自动重算；已冻结的不受影响")
	p.Acts = []ui.Action{ui.PrintPage()}
	p.Table = ui.Table{Label: "规则", Fold: true, Columns: []ui.Column{{Label: "周期", Head: true}, {Label: "开报", Fold: "开报"}, {Label: "截止", Fold: "截止"}, {Label: "提醒", Fold: "提醒"}, {Label: "冻结", Fold: "冻结"}, {Label: ""}}}
	for i := range all {
		r := &all[i]
		name := period.Kind(r.Kind).Label()
		freeze := "不自动冻结"
		if r.Freezes {
			freeze = "结束后第" + ui.Num(r.FreezeDays) + "个工作日" + ui.Num(r.FreezeHour) + "时"
		}
		due := "结束后第" + ui.Num(r.DueDays) + "个工作日"
		if r.DueDays == 0 {
			due = "最后一个工作日"
		}
		cells := []ui.Cell{{Text: name, URL: rulesBase + "/" + r.Kind}, {Text: opensWord(r)}, {Text: due}, {Text: "截止前" + ui.Num(r.RemindDays) + "个工作日"}, {Text: freeze},
			{Acts: []ui.Action{{Label: "调整", URL: rulesBase + "/" + r.Kind, Small: true}}}}
		if !r.Active {
			cells[0].Sub = "停用"
		}
		p.Table.Rows = append(p.Table.Rows, ui.Row{Key: r.Kind, Label: name, Cells: cells})
	}
	p.Key = ui.Facts{ui.F("公钥", key), ui.F("指纹", area.Fingerprint(key)), ui.F("用途", "冻结时对根签名；打印留存，离线核对证明时用")}
	return q.Render("cadence/rules", p)
}

func opensWord(r *area.Rule) string {
	switch period.Kind(r.Kind) {
	case period.Week, period.TenDay:
		return "第" + ui.Num(r.OpensDay) + "天"
	case period.Month:
		return ui.Num(r.OpensDay) + "日"
	}
	return "末月" + ui.Num(r.OpensDay) + "日"
}

func (d Deps) ruleOf(q *web.Req) (*area.Rule, error) {
	all, err := d.Cadence.Rules(q.Ctx())
	for i := range all {
		if all[i].Kind == q.Path("kind") {
			return &all[i], err
		}
	}
	if err == nil {
		err = errs.New(errs.NotFound, "没有这种周期，可选周、旬、月、季度、半年、年")
	}
	return nil, err
}

func ruleForm(q *web.Req, r *area.Rule) *formpage.Form {
	name := period.Kind(r.Kind).Label()
	f := &formpage.Form{Page: q.Page(section, name+"的规则"), Action: rulesBase + "/" + r.Kind, Submit: "保存", Back: rulesBase}
	f.Crumbs = []ui.Link{{Label: "周期", URL: base}, {Label: "周期规则", URL: rulesBase}, {Label: f.Title}}
	opens := "末月第几日开报"
	if k := period.Kind(r.Kind); k == period.Week || k == period.TenDay {
		opens = "第几天开报"
	}
	num := func(name, label string, v int64, help string) ui.Field {
		return ui.Field{Kind: ui.KindNumber, Name: name, Label: label, Value: strconv.FormatInt(v, 10), Help: help}
	}
	var hours []ui.Option
	for _, h := range area.Hours() {
		hours = append(hours, ui.Option{Value: strconv.FormatInt(h, 10), Label: strconv.FormatInt(h, 10) + "时"})
	}
	f.Fields = []ui.Field{
		{Kind: ui.KindCheck, Name: "active", Label: "启用", Checked: r.Active},
		num("opens_day", opens, r.OpensDay, ""), num("due_days", "截止：结束后第几个工作日", r.DueDays, "0为最后一个工作日"), num("remind_days", "提醒：截止前几个工作日", r.RemindDays, ""),
		{Kind: ui.KindCheck, Name: "freezes", Label: "到时自动冻结", Checked: r.Freezes},
		num("freeze_days", "冻结：结束后第几个工作日", r.FreezeDays, ""),
		{Kind: ui.KindSelect, Name: "freeze_hour", Label: "冻结时间", Value: strconv.FormatInt(r.FreezeHour, 10), Options: hours},
		{Kind: ui.KindTextArea, Name: "reason", Label: "依据", Rows: 2, MaxLength: 300, Required: true, Wide: true, Help: "例如文件号或会议；没有冻结的周期随之重算"},
	}
	return f
}

func (d Deps) showRule(q *web.Req) error {
	r, err := d.ruleOf(q)
	if err != nil {
		return err
	}
	return ruleForm(q, r).Show(q)
}

func (d Deps) saveRule(q *web.Req) error {
	r, err := d.ruleOf(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	after := area.Rule{Kind: r.Kind, Active: f.Bool("active"), OpensDay: f.Int("opens_day"), DueDays: f.Int("due_days"), RemindDays: f.Int("remind_days"), Freezes: f.Bool("freezes"),
		FreezeDays: f.Int("freeze_days"), FreezeHour: f.Int("freeze_hour")}
	if err = f.Err(); err == nil {
		err = d.Cadence.SaveRule(q.Ctx(), q.Actor, after, f.Text("reason"))
	}
	if err != nil {
		return ruleForm(q, r).Refuse(q, f, err)
	}
	return q.Redirect(base+"/rules", "规则已保存，没有冻结的周期已重算")
}
