package desk

import (
	"time"

	"lianzhang/internal/platform/period"
)

// lastDay completes a date that names only a month by the month's last day.
func lastDay(d string) string {
	if p := period.Period(d); len(d) == len("2026-11") && p.Valid() {
		return p.Last()
	}
	return d
}

// DaysBetween is the number of days from a to b, 0 when one of them is malformed.
func DaysBetween(a, b string) int {
	from, err1 := time.Parse(time.DateOnly, a)
	to, err2 := time.Parse(time.DateOnly, b)
	if err1 != nil || err2 != nil {
		return 0
	}
	return int(to.Sub(from).Hours() / 24)
}

// lastMonth is the last full month before the day.
func lastMonth(today string) period.Period { return period.Period(today[:7]).Prev() }
