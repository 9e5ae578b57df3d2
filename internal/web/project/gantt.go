package project

import (
	"strconv"

	"lianzhang/internal/platform/list"
	area "lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// ganttSize is how many projects a page of the Gantt chart shows.
const ganttSize = 100

func (h *handlers) gantt(q *web.Req) error {
	a, err := h.ledger.Ask(q)
	if err != nil || a.Done {
		return err
	}
	a.Size = ganttSize
	rows, err := a.Rows(q.Ctx(), append(dateColumns(), "name", "investor", "light", "stage", "chain_id", "region", "park")...)
	if err != nil {
		return err
	}
	p := waysPage{Page: h.ledgerPage(q, a, "甘特图"), Bar: a.Plain(), Note: a.Note, Sum: summary(rows.Totals)}
	p.Sum.Key = false
	if p.Views, err = a.Tabs(q.Ctx(), rows); err != nil {
		return err
	}
	if a.Note != nil {
		return q.RenderList("project/gantt", listing.Block, p)
	}
	from, to := years(q, a)
	c := &cells{names: a.Names, today: q.Today()}
	var lines []ui.GanttRow
	for _, r := range rows.Rows {
		lines = append(lines, c.line(r))
	}
	chart, err := ui.NewGantt(from+"-01", to+"-12", q.Today(), lines)
	if err != nil {
		return err
	}
	chart.Label, chart.Empty = "项目时间", empty(q, a)
	pager := a.Pager(rows)
	pager.Sizes = nil
	p.Gantt, p.Pager, p.Span = &chart, &pager, spans(a, from, to, q.Today())
	return q.RenderList("project/gantt", listing.Block, p)
}

// dateColumns are the planned and actual dates of all stages.
func dateColumns() []string {
	var out []string
	for _, stage := range ladder {
		out = append(out, stage+"_plan", stage+"_actual")
	}
	return out
}

// years is the stretch of time of the address; by default last year to next year.
func years(q *web.Req, a *listing.Ask) (from, to string) {
	year, _ := strconv.Atoi(q.Today()[:4])
	from, to = strconv.Itoa(year-1), strconv.Itoa(year+1)
	ok := func(s string) bool {
		n, err := strconv.Atoi(s)
		return err == nil && n >= 2000 && n <= 2100
	}
	if f, t := a.Values.Get("from"), a.Values.Get("to"); ok(f) && ok(t) && f <= t {
		return f, t
	}
	return from, to
}

// spans are the stretches of time to choose from.
func spans(a *listing.Ask, from, to, today string) *ui.Tabs {
	year, _ := strconv.Atoi(today[:4])
	out := &ui.Tabs{Label: "时间跨度"}
	for _, s := range []struct {
		label     string
		back, fwd int
	}{{"今年", 0, 0}, {"三年", 1, 1}, {"五年", 2, 2}} {
		f, t := strconv.Itoa(year-s.back), strconv.Itoa(year+s.fwd)
		out.Items = append(out.Items, ui.Tab{Label: s.label, URL: a.With("from", f, "to", t), On: f == from && t == to})
	}
	return out
}

// line is one project on the chart: what was planned from start to capacity, and what has happened beside it.
func (c *cells) line(r list.Row) ui.GanttRow {
	light := ui.Lamp(ui.LetterOf(r.Str("light")))
	out := ui.GanttRow{Label: r.Str("name"), URL: "/projects/" + r.ID, Note: c.second(r), Light: &light}
	signed, begun, done := fullDate(r.Str("signed_actual"), false), fullDate(r.Str("started_actual"), false), fullDate(r.Str("completed_actual"), true)
	planFrom, planTo := fullDate(r.Str("started_plan"), false), fullDate(r.Str("completed_plan"), true)
	if planFrom == "" {
		planFrom = begun
	}
	add := func(kind, from, to, title string) {
		if from != "" && to != "" {
			out.Spans = append(out.Spans, ui.GanttSpan{Kind: kind, From: from, To: to, Title: title + " " + from + "—" + to})
		}
	}
	add("plan", planFrom, planTo, "计划建设")
	end := done
	if begun != "" && end == "" && r.Str("stage") == area.Started {
		end = c.today
	}
	kind := "done"
	if planTo != "" && end > planTo {
		add("done", begun, planTo, "实际建设")
		add("late", planTo, end, "晚于计划")
	} else {
		add(kind, begun, end, "实际建设")
	}
	if begun == "" && planFrom != "" && planFrom < c.today && r.Str("stage") == area.Signed {
		add("late", planFrom, c.today, "应开工未开工")
	}
	mark := func(kind, date, title string) {
		if date != "" {
			out.Marks = append(out.Marks, ui.GanttMark{Kind: kind, Date: date, Title: title + " " + date})
		}
	}
	mark("done", signed, "签约")
	for _, m := range []struct{ stage, label string }{{area.Produced, "投产"}, {area.Capacity, "达产"}} {
		if actual := fullDate(r.Str(m.stage+"_actual"), true); actual != "" {
			mark("done", actual, m.label)
		} else {
			mark("plan", fullDate(r.Str(m.stage+"_plan"), true), "计划"+m.label)
		}
	}
	return out
}

// fullDate completes a date that is given only to the month, by its first or last day.
func fullDate(s string, last bool) string {
	if len(s) != 7 {
		return s
	}
	if !last {
		return s + "-01"
	}
	return s + "-28"
}
