package project

import (
	"time"

	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/workday"
	area "lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// maxDated is how many projects of a month the calendar takes in.
const maxDated = 2000

func (h *handlers) calendar(q *web.Req) error {
	a, err := h.ledger.Ask(q)
	if err != nil || a.Done {
		return err
	}
	p := waysPage{Page: h.ledgerPage(q, a, "日历"), Bar: a.Plain(), Note: a.Note}
	totals := &listing.Page{Totals: &list.Totals{}}
	if a.Note == nil {
		if totals.Totals, err = h.Projects.Total(q.Ctx(), a.Query, a.Who); err != nil {
			return err
		}
		if err := h.fillCalendar(q, a, &p); err != nil {
			return err
		}
	}
	if p.Views, err = a.Tabs(q.Ctx(), totals); err != nil {
		return err
	}
	return q.RenderList("project/calendar", listing.Block, p)
}

func (h *handlers) fillCalendar(q *web.Req, a *listing.Ask, p *waysPage) error {
	month := a.Values.Get("month")
	if _, err := time.Parse("2006-01", month); err != nil {
		month = q.Today()[:7]
	}
	w, err := area.Spec.Where(a.Query, a.Who, h.Run.DB.Engine())
	if err != nil {
		return err
	}
	dated, err := h.Projects.InMonth(q.Ctx(), w, month, maxDated)
	if err != nil {
		return err
	}
	var items []ui.CalendarItem
	touched := 0
	for _, d := range dated {
		before := len(items)
		if items = append(items, entries(d, month, q.Today())...); len(items) > before {
			touched++
		}
	}
	days := workday.Default()
	dayURL := func(date string) string { return a.With("month", month, "day", date) + "#day" }
	c, err := ui.NewCalendar(month, q.Today(), items, func(date string) string { return restMark(days, date) }, dayURL)
	if err != nil {
		return err
	}
	c.Prev = ui.Link{Label: "上月", URL: a.With("month", area.PreviousMonth(month), "day", "")}
	c.Next = ui.Link{Label: "下月", URL: a.With("month", nextMonth(month), "day", "")}
	p.Calendar = &c
	p.Sum = ui.Summary{Items: []ui.SummaryItem{{Label: "本月节点", Value: ui.Num(int64(len(items))), Unit: "个"}, {Label: "涉及项目", Value: ui.Num(int64(touched)), Unit: "个"}}}
	if len(dated) == maxDated {
		p.Sum.Items = append(p.Sum.Items, ui.SummaryItem{Label: "只列投资额最大的", Value: ui.Num(maxDated), Unit: "个，请加条件"})
	}
	if day := a.Values.Get("day"); day != "" {
		for _, it := range items {
			if it.Date == day {
				p.Day = append(p.Day, ui.Line{Text: it.Text, URL: it.URL, Light: it.Light})
			}
		}
		p.DayTitle = ui.DateProse(day)
	}
	return nil
}

// entries are the milestones of a project in the month: what happened, and what was to happen and has not.
func entries(d area.Dated, month, today string) []ui.CalendarItem {
	var out []ui.CalendarItem
	add := func(date, text string, light ui.Light) {
		if len(date) == 7 {
			date = lastDay(date)
		}
		if date != "" && date[:7] == month {
			out = append(out, ui.CalendarItem{Date: date, Text: text + "　" + d.Name, URL: "/projects/" + d.ID, Light: &light})
		}
	}
	over := d.Stage == area.Withdrawn || d.Stage == area.Lost
	for _, m := range d.Dates {
		switch {
		case *m.Actual != "":
			add(*m.Actual, m.Label, ui.Sign(ui.Green, "已完成"))
		case *m.Plan == "" || over:
		case overdue(*m.Plan, today):
			add(*m.Plan, "应"+m.Label, ui.Sign(ui.Red, "逾期"))
		default:
			add(*m.Plan, "计划"+m.Label, ui.Sign(ui.None, "未到期"))
		}
	}
	return out
}

func lastDay(month string) string {
	t, err := time.Parse("2006-01", month)
	if err != nil {
		return ""
	}
	return t.AddDate(0, 1, -1).Format(time.DateOnly)
}

func nextMonth(month string) string {
	t, err := time.Parse("2006-01", month)
	if err != nil {
		return month
	}
	return t.AddDate(0, 1, 0).Format("2006-01")
}

// restMark is 休 on a weekday off and 班 on a working weekend.
func restMark(days workday.Calendar, date string) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return ""
	}
	weekend := t.Weekday() == time.Saturday || t.Weekday() == time.Sunday
	switch works := days.IsWorkday(date); {
	case works && weekend:
		return "班"
	case !works && !weekend:
		return "休"
	}
	return ""
}
