package ui

import (
	"fmt"
	"time"

	"lianzhang/internal/platform/errs"
)

// Gantt shows stretches of time in rows under one axis of months. Places and widths are percent of the axis.
type Gantt struct {
	Label  string
	Months []GanttMonth
	Years  []GanttMonth
	Today  float64 // place of the line of today; below 0 when outside
	Rows   []GanttRow
	Empty  *Empty
}

// GanttMonth is a month or a year on the axis.
type GanttMonth struct {
	Label string
	X, W  float64
}

// GanttRow is one record.
type GanttRow struct {
	Label, URL, Note string
	Light            *Light
	Spans            []GanttSpan
	Marks            []GanttMark
}

// GanttSpan is a stretch, both days included. Kind: "plan" (outline), "done" (fill), "late" (amber), "rest" (dashed, expected).
type GanttSpan struct {
	Kind, From, To, Title string
	X, W                  float64 // filled by NewGantt
}

// GanttMark is a milestone. Kind: "plan" (hollow), "done" (full), "late" (amber).
type GanttMark struct {
	Kind, Date, Title string
	X                 float64 // filled by NewGantt
}

// NewGantt lays rows out between two months ("2026-01", "2026-12"), both included. Spans and marks outside are cut or
// left out; a malformed date is left out, since a register may hold unfinished records.
func NewGantt(from, to, today string, rows []GanttRow) (Gantt, error) {
	start, err := time.Parse("2006-01", from)
	if err != nil {
		return Gantt{}, errs.Wrap(err, errs.Invalid, "月份要写成2026-01，不是“%s”", from)
	}
	last, err := time.Parse("2006-01", to)
	if err != nil || last.Before(start) || last.Sub(start) > 20*366*24*time.Hour {
		return Gantt{}, errs.New(errs.Invalid, "甘特图的月份从%s到%s不成立：止月要在起月之后，最长20年", from, to)
	}
	end := last.AddDate(0, 1, 0)
	axis := axis{start, end}
	g := Gantt{Today: -1}
	if x, ok := axis.at(today); ok {
		g.Today = x
	}
	months := 0
	for m := start; m.Before(end); m = m.AddDate(0, 1, 0) {
		months++
	}
	every := 1
	if months > 18 {
		every = 3
	}
	for m := start; m.Before(end); m = m.AddDate(0, 1, 0) {
		x, w := axis.span(m, m.AddDate(0, 1, 0))
		label := ""
		if (int(m.Month())-1)%every == 0 {
			label = fmt.Sprintf("%d月", m.Month())
		}
		g.Months = append(g.Months, GanttMonth{label, x, w})
		if n := len(g.Years); n > 0 && m.Month() != time.January {
			g.Years[n-1].W += w
		} else {
			g.Years = append(g.Years, GanttMonth{fmt.Sprintf("%d年", m.Year()), x, w})
		}
	}
	for _, r := range rows {
		g.Rows = append(g.Rows, axis.row(r))
	}
	return g, nil
}

type axis struct{ start, end time.Time }

func (a axis) row(r GanttRow) GanttRow {
	var spans []GanttSpan
	for _, s := range r.Spans {
		f, err1 := time.Parse(time.DateOnly, s.From)
		t, err2 := time.Parse(time.DateOnly, s.To)
		if err1 != nil || err2 != nil || t.Before(f) {
			continue
		}
		if s.X, s.W = a.span(f, t.AddDate(0, 0, 1)); s.W > 0 {
			spans = append(spans, s)
		}
	}
	var marks []GanttMark
	for _, m := range r.Marks {
		if x, ok := a.at(m.Date); ok {
			m.X = x
			marks = append(marks, m)
		}
	}
	r.Spans, r.Marks = spans, marks
	return r
}

// span gives the place and width of [f, t) cut to the axis.
func (a axis) span(f, t time.Time) (x, w float64) {
	if f.Before(a.start) {
		f = a.start
	}
	if t.After(a.end) {
		t = a.end
	}
	if !f.Before(t) {
		return 0, 0
	}
	all := a.end.Sub(a.start).Hours()
	return round(f.Sub(a.start).Hours()/all*100, 3), round(t.Sub(f).Hours()/all*100, 3)
}

// at gives the place of the middle of a date.
func (a axis) at(date string) (float64, bool) {
	d, err := time.Parse(time.DateOnly, date)
	if err != nil || d.Before(a.start) || !d.Before(a.end) {
		return 0, false
	}
	x, w := a.span(d, d.AddDate(0, 0, 1))
	return round(x+w/2, 3), true
}
