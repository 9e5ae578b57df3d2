package ui

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/errs"
)

func TestCalendar(t *testing.T) {
	c, err := NewCalendar("2026-02", "2026-02-17", []CalendarItem{{Date: "2026-02-01", Text: "a"}, {Date: "2026-02-17", Text: "1"}, {Date: "2026-02-17", Text: "2"}, {Date: "2026-02-17", Text: "3"}, {Date: "2026-02-17", Text: "4"}, {Date: "2026-02-17", Text: "5"}, {Date: "2026-09-01", Text: "far"}}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Title != "2026年2月" || len(c.Weeks) != 5 {
		t.Fatalf("%s, %d weeks", c.Title, len(c.Weeks))
	}
	first, last := c.Weeks[0], c.Weeks[4]
	if first[0].Date != "2026-01-26" || !first[0].Out || first[6].Date != "2026-02-01" || first[6].Label != "2月1日" || len(first[6].Items) != 1 || last[6].Date != "2026-03-01" {
		t.Errorf("%+v\n%+v", first, last)
	}
	day := c.Weeks[3][1]
	if !day.Today || day.More != 2 || len(day.Items) != 3 {
		t.Errorf("%+v", day)
	}
	if c, err := NewCalendar("2027-02", "", nil, nil, nil); err != nil || len(c.Weeks) != 4 {
		t.Errorf("a February of four weeks: %d %v", len(c.Weeks), err)
	}
	for _, bad := range []string{"", "2026", "2026-13", "2026-02-01"} {
		if _, err := NewCalendar(bad, "", nil, nil, nil); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestGantt(t *testing.T) {
	rows := []GanttRow{{Label: "a", Spans: []GanttSpan{
		{Kind: "plan", From: "2026-01-01", To: "2026-12-31"}, {Kind: "done", From: "2025-06-01", To: "2026-01-31"},
		{Kind: "bad", From: "2026-05-02", To: "2026-05-01"}, {Kind: "bad", From: "", To: "2026-05-01"}, {Kind: "out", From: "2027-01-01", To: "2027-02-01"}},
		Marks: []GanttMark{{Date: "2026-01-01"}, {Date: "2028-01-01"}, {Date: "soon"}}}}
	g, err := NewGantt("2026-01", "2026-12", "2026-07-02", rows)
	if err != nil {
		t.Fatal(err)
	}
	want := []GanttSpan{{Kind: "plan", From: "2026-01-01", To: "2026-12-31", X: 0, W: 100}, {Kind: "done", From: "2025-06-01", To: "2026-01-31", X: 0, W: 8.493}}
	if d := cmp.Diff(want, g.Rows[0].Spans); d != "" {
		t.Error(d)
	}
	if len(g.Rows[0].Marks) != 1 || g.Today != 50 || len(g.Months) != 12 || len(g.Years) != 1 {
		t.Errorf("%+v", g)
	}
	if rows[0].Spans[0].W != 0 {
		t.Error("the caller's rows were changed")
	}
	if g, err := NewGantt("2025-11", "2026-02", "", nil); err != nil || len(g.Years) != 2 || g.Today != -1 || g.Months[3].Label != "2月" {
		t.Errorf("%+v %v", g, err)
	}
	for _, bad := range [][2]string{{"2026-02", "2026-01"}, {"x", "2026-01"}, {"2026-01", ""}, {"1000-01", "2026-01"}} {
		if _, err := NewGantt(bad[0], bad[1], "", nil); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

// The figures of the reference page: 5 months of 86,000.
func TestCurve(t *testing.T) {
	c := NewCurve("x", []float64{5200, 9500, 17800, 26700, 35900, 43000, 51200, 59400, 67500, 74700, 81000, 86000}, []float64{4900, 8100, 14200, 19600, 23900}, 38800)
	if c.Grid[3].Text != "90,000" || c.Grid[3].Y != 14 || c.Last.X != 188 || c.Last.Y != 128.6 || c.Need.X != 216 || c.Need.Text != "转绿需38,800" || c.End.Text != "计划86,000" {
		t.Errorf("%+v %+v %+v %+v", c.Grid, c.Last, c.Need, c.End)
	}
	if len(c.Axis) != 6 || c.Axis[5].Text != "12月" {
		t.Errorf("%+v", c.Axis)
	}
	if c := NewCurve("x", nil, nil, 0); c.Last != nil || c.Need != nil || c.End != nil || c.Gap != "" || c.Grid[1].Text != "1" {
		t.Errorf("%+v", c)
	}
}

func TestReject(t *testing.T) {
	name, sum := Field{Name: "name", Label: "名称"}, Field{Name: "sum", Label: "金额", Group: "b"}
	var f errs.Fields
	f.Add("sum", "不能小于0")
	f.Add("other", "没有这一栏")
	got := Reject(f.Err(), &name, &sum)
	want := Errors{Items: []ErrorItem{{ID: "f-b-sum", Label: "金额", Message: "不能小于0"}, {Message: "没有这一栏"}}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if name.Error != "" || sum.Error != "不能小于0" || sum.DescribedBy() != "f-b-sum-m" || got.Head() != "2处要改" {
		t.Errorf("%+v %+v %s", name, sum, got.Head())
	}
	if got := Reject(errs.New(errs.Conflict, "别人先存了")); got.Head() != "别人先存了" || !got.Any() {
		t.Errorf("%+v", got)
	}
	if Reject(nil).Any() || Reject(nil, &name).Head() != "0处要改" {
		t.Error("no error shows something")
	}
}

func TestLights(t *testing.T) {
	for in, want := range map[string]Letter{"g": Green, "green": Green, "amber": Yellow, "y": Yellow, "red": Red, "": None, "blue": None} {
		if LetterOf(in) != want {
			t.Errorf("%q is %q", in, LetterOf(in))
		}
	}
	if (ExplainedLight{Steps: make([]WhyStep, 2)}).LeadText() != "两步可转绿：" || (ExplainedLight{}).LeadText() != "" || (ExplainedLight{Steps: make([]WhyStep, 12)}).LeadText() != "12步可转绿：" {
		t.Error("lead of the steps")
	}
}

func TestSpark(t *testing.T) {
	s := NewSpark("x", []float64{1, 1, 1}, false)
	if s.Points != "1.0,18.0 35.0,18.0 69.0,18.0" || s.Zero != "" {
		t.Errorf("%+v", s)
	}
	if s := NewSpark("x", []float64{5}, true); s.Points != "1.0,2.0" || s.Zero != "18.0" {
		t.Errorf("%+v", s)
	}
}
