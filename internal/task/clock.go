package task

import (
	"lianzhang/internal/platform/workday"
)

// YellowDays is from how many working days before its term a task is yellow.
const YellowDays = 3

// settle brings the kept columns up to the day: the day to clear it for, the light, and the working days it is late. A task is
// judged by the term that was set; carrying it over does not help. What was reported done is judged by the day of that report.
func (t *Task) settle(cal workday.Calendar, today string) {
	t.ActOn = max(t.Due, t.CarryOn)
	t.Light, t.LateDays = "none", 0
	day := today
	switch {
	case t.State == Cancelled || t.Due == "":
		return
	case t.State == Paused:
		return
	case t.State == Reported || t.State == Closed:
		day = t.ReportedOn
	}
	if day > t.Due {
		t.LateDays = int64(cal.Between(t.Due, day))
	}
	switch {
	case t.State == Closed:
	case day > t.Due:
		t.Light = "red"
	case Running(t.State) && (cal.Between(day, t.Due) <= YellowDays || t.NextOn != "" && t.NextOn < day):
		t.Light = "yellow"
	default:
		t.Light = "green"
	}
}
