package report

import (
	"time"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/project"
)

// monthEnds are the last days of the months from the January of the month before to the month, so that a year's runs of
// yellow and red can be counted and the month before is always among them.
func monthEnds(month string) []string {
	last, err := time.Parse("2006-01", month)
	if err != nil {
		return nil
	}
	first := last.AddDate(0, -1, 0)
	first = first.AddDate(0, 1-int(first.Month()), 0)
	var out []string
	for m := first; !m.After(last); m = m.AddDate(0, 1, 0) {
		out = append(out, m.AddDate(0, 1, -1).Format(time.DateOnly))
	}
	return out
}

// firstMonth is the month from which reports are needed for the bulletin of a month.
func firstMonth(month string) string { return project.PreviousMonth(month)[:4] + "-01" }

// daysBetween is the number of days from a to b; dates that name only a month stand for its 28th, as in rules.
func daysBetween(a, b string) int {
	from, err1 := time.Parse(time.DateOnly, fullDate(a))
	to, err2 := time.Parse(time.DateOnly, fullDate(b))
	if err1 != nil || err2 != nil {
		return 0
	}
	return int(to.Sub(from).Hours() / 24)
}

func fullDate(d string) string {
	if len(d) == len("2026-11") {
		return d + "-28"
	}
	return d
}

// dayStart and dayEnd are the first moment of a date and the first after it, in UTC microseconds.
func dayStart(date string) int64 {
	t, err := time.ParseInLocation(time.DateOnly, date, clock.Zone)
	if err != nil {
		return 0
	}
	return t.UnixMicro()
}

func dayEnd(date string) int64 { return dayStart(clock.AddDays(date, 1)) - 1 }
