package cadence

import (
	"strings"
	"time"

	area "lianzhang/internal/cadence"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// indexPage is the calendar of the periods.
type indexPage struct {
	ui.Page
	Running  ui.Table // what is being gathered now
	Calendar ui.Calendar
	Frozen   []ui.Line
	Unknown  string // years whose holidays are not announced
}

func (d Deps) index(q *web.Req) error {
	if _, err := d.Cadence.Ensure(q.Ctx()); err != nil {
		return err
	}
	month := q.Query("month")
	first, err := time.Parse("2006-01", month)
	if err != nil {
		month = q.Today()[:7]
		first, _ = time.Parse("2006-01", month) // a date of the clock begins with a month
	}
	p := &indexPage{Page: q.Page(section, "周期")}
	p.Wide = true
	p.Lede = ui.Plain("周、旬、月、季、半年、年各按规则开报、提醒、截止、冻结；冻结后的数不再变，以后的修改显示为修订")
	p.Acts = []ui.Action{{Label: "两期对比", URL: base + "/compare"}}
	if q.Actor.Can(authz.PeriodEdit) {
		p.Acts = append(p.Acts, ui.Action{Label: "周期规则", URL: rulesBase, WideOnly: true})
	}
	from, to := clock.AddDays(first.Format(time.DateOnly), -7), first.AddDate(0, 1, 7).Format(time.DateOnly)
	if err := d.fillMonth(q, p, month, from, to); err != nil {
		return err
	}
	if err := d.fillRunning(q, p); err != nil {
		return err
	}
	frozen, err := d.Cadence.Recent(q.Ctx(), "", area.Frozen)
	if err != nil {
		return err
	}
	for i := range frozen[:min(len(frozen), 8)] {
		p.Frozen = append(p.Frozen, ui.Line{Text: frozen[i].Label(), URL: of(&frozen[i]), Note: ui.Plain(ui.Stamp(frozen[i].FrozenAt) + "冻结")})
	}
	return q.Render("cadence/index", p)
}

// fillMonth lays the dates of the periods on the days of the month.
func (d Deps) fillMonth(q *web.Req, p *indexPage, month, from, to string) error {
	rows, err := d.Cadence.Between(q.Ctx(), from, to)
	if err != nil {
		return err
	}
	var items []ui.CalendarItem
	for i := range rows {
		r := &rows[i]
		add := func(day, what string, light *ui.Light) {
			items = append(items, ui.CalendarItem{Date: day, Text: shortLabel(r) + " " + what, URL: of(r), Light: light})
		}
		if r.P().Kind() == period.Week || r.P().Kind() == period.TenDay { // these come so often that their term is enough
			add(r.DueOn, "截止", dueLight(r, q.Today()))
			continue
		}
		add(r.OpensOn, "开报", nil)
		add(r.RemindOn, "提醒", nil)
		add(r.DueOn, "截止", dueLight(r, q.Today()))
		switch {
		case r.State == area.Frozen:
			l := ui.Sign(ui.Green, "已冻结")
			add(dayOf(r.FrozenAt), "已冻结", &l)
		case r.FreezeAt != 0 && r.State == area.Open:
			add(dayOf(r.FreezeAt), "冻结", nil)
		}
	}
	cal := d.Calendar()
	if p.Calendar, err = ui.NewCalendar(month, q.Today(), items, func(day string) string { return restMark(cal, day) }, nil); err != nil {
		return err
	}
	at := period.Period(month)
	p.Calendar.Prev = ui.Link{Label: "上月", URL: base + "?month=" + string(at.Prev())}
	p.Calendar.Next = ui.Link{Label: "下月", URL: base + "?month=" + string(at.Next())}
	for _, year := range cal.Unknown(from, to) {
		p.Unknown = ui.Joined(p.Unknown, ui.Num(int64(year))+"年")
	}
	return nil
}

// shortLabel is a period within its year, for the cells of a calendar: 第45周, 11月上旬, 10月.
func shortLabel(r *area.Period) string {
	label, _, _ := strings.Cut(r.Label(), "（")
	if _, rest, ok := strings.Cut(label, "年"); ok && rest != "" {
		return rest
	}
	return label
}

// dueLight tells whether a term is over; the calendar does not know who owes.
func dueLight(r *area.Period, today string) *ui.Light {
	if r.DueOn >= today {
		l := ui.Sign(ui.None, "未到期")
		return &l
	}
	return nil
}

func dayOf(us int64) string { return clock.FromMicro(us).Format(time.DateOnly) }

// restMark says 休 or 班 where the day differs from a plain week.
func restMark(cal workday.Calendar, day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	weekend := t.Weekday() == time.Saturday || t.Weekday() == time.Sunday
	switch {
	case cal.IsWorkday(day) && weekend:
		return "班"
	case !cal.IsWorkday(day) && !weekend:
		return "休"
	}
	return ""
}

// fillRunning lists the periods that are being gathered or wait for their freeze, with what is done of what is due.
func (d Deps) fillRunning(q *web.Req, p *indexPage) error {
	today := q.Today()
	rows, err := d.Cadence.Between(q.Ctx(), clock.AddDays(today, -40), clock.AddDays(today, 40))
	if err != nil {
		return err
	}
	p.Running = ui.Table{Label: "正在收的周期", Fold: true, Columns: []ui.Column{{Label: "周期", Sub: "状态", Head: true, Grow: true}, {Label: "截止", Fold: "截止"},
		{Label: "冻结", Fold: "冻结", Rank: 2}, {Label: "已办", Sub: "应办", Num: true, Fold: "已办/应办"}},
		Empty: &ui.Empty{Title: "现在没有在收的周期", Text: "到开报日会自动列出，日期见下面的日历"}}
	for i := range rows {
		r := &rows[i]
		if r.State == area.Frozen || r.OpensOn > today || r.DueOn < today && (r.FreezeAt == 0 || r.P().Kind() == period.Week) {
			continue
		}
		owed, err := d.Cadence.Owed(q.Ctx(), q.Actor.Scope, r.P())
		if err != nil {
			return err
		}
		done, all := int64(0), int64(0)
		for _, o := range owed {
			x, y := o.Count()
			done, all = done+x, all+y
		}
		count := ui.Cell{Text: "—", Quiet: true}
		if all > 0 {
			count = ui.Cell{Text: ui.Num(done) + "/" + ui.Num(all), URL: of(r), Down: done < all && r.DueOn < today}
		}
		due := ui.Cell{Text: ui.DateTable(r.DueOn)}
		if r.DueOn < today {
			due.Sub, due.SubLate = "已过期", true
		}
		p.Running.Rows = append(p.Running.Rows, ui.Row{Key: r.ID, Label: r.Label(), Cells: []ui.Cell{{Text: r.Label(), URL: of(r), Sub: stateTag(r)}, due,
			{Text: freezeWord(r), Quiet: r.FreezeAt == 0}, count}})
	}
	return nil
}
