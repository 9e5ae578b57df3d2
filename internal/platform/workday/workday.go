// Package workday counts working days by the State Council's calendar with its adjusted workdays (调休).
//
// The notices of 2018 to 2026 are embedded; an office imports each later year's notice (Parse, Calendar.With) when it
// appears, usually in November of the year before. A year without a notice falls back to Monday to Friday: ask Known or
// Unknown and say so beside the number.
//
// Dates are local text, "2026-11-22". A malformed date is never a working day: the functions then give false, 0 or "".
package workday

import (
	"maps"
	"slices"
	"sort"
	"sync"
	"time"

	"lianzhang/internal/platform/clock"
)

// Close is the hour at which a working day ends when an office sets no other: 18:00 CST, as an offset from midnight.
const Close = 18 * time.Hour

// Calendar is an immutable set of yearly notices. Copies share their tables; the zero value knows no year and counts
// Monday to Friday.
type Calendar struct {
	notices []Notice // by year, one per year
	first   int      // day number of delta[0]
	delta   []int    // delta[i]: working days gained (+) or lost (−) up to and including day first+i
}

// Default is the calendar of the embedded notices.
func Default() Calendar { return embedded() }

var embedded = sync.OnceValue(func() Calendar {
	notices, err := readNotices(holidays)
	if err != nil {
		panic("workday: embedded calendar: " + err.Error())
	}
	return Calendar{}.With(notices...)
})

// With gives a calendar which has the notices too. A notice replaces the one of its year as a whole, so a notice that
// was changed during the year (2019, 2020) is imported again in full. When two years' notices speak of one day, as
// happens at New Year, the later year's word counts.
func (c Calendar) With(notices ...Notice) Calendar {
	byYear := map[int]Notice{}
	for _, n := range append(slices.Clone(c.notices), notices...) {
		byYear[n.Year] = n
	}
	var out Calendar
	for _, year := range slices.Sorted(maps.Keys(byYear)) {
		out.notices = append(out.notices, byYear[year])
	}
	off := map[int]bool{}
	for _, n := range out.notices {
		for _, d := range n.Days {
			if day, ok := dayNumber(d.Date); ok {
				off[day] = d.Off
			}
		}
	}
	out.tabulate(off)
	return out
}

// tabulate fills delta from the days whose state the notices give.
func (c *Calendar) tabulate(off map[int]bool) {
	if len(off) == 0 {
		return
	}
	days := slices.Sorted(maps.Keys(off))
	c.first = days[0]
	c.delta = make([]int, days[len(days)-1]-c.first+1)
	sum := 0
	for i := range c.delta {
		day := c.first + i
		isOff, told := off[day]
		plain := weekdays(day) - weekdays(day-1)
		switch {
		case told && isOff:
			sum -= plain
		case told:
			sum += 1 - plain
		}
		c.delta[i] = sum
	}
}

// count is the number of working days from 1970-01-01 up to and including day; differences of it are exact.
func (c Calendar) count(day int) int {
	n := weekdays(day)
	switch i := day - c.first; {
	case len(c.delta) == 0 || i < 0:
		return n
	case i < len(c.delta):
		return n + c.delta[i]
	default:
		return n + c.delta[len(c.delta)-1]
	}
}

// IsWorkday reports whether people work on the date.
func (c Calendar) IsWorkday(date string) bool {
	day, ok := dayNumber(date)
	return ok && c.count(day) > c.count(day-1)
}

// Between is the number of working days after a, up to and including b; negative when b lies before a. It does not
// depend on the distance. Between(a, a) is 0.
func (c Calendar) Between(a, b string) int {
	from, ok := dayNumber(a)
	to, ok2 := dayNumber(b)
	if !ok || !ok2 {
		return 0
	}
	return c.count(to) - c.count(from)
}

// Add is the n-th working day after the date, or the −n-th before it when n is negative. Add(date, 0) is the date
// itself, whether people work on it or not.
func (c Calendar) Add(date string, n int) string {
	day, ok := dayNumber(date)
	if !ok {
		return ""
	}
	return formatDay(c.add(day, n))
}

func (c Calendar) add(day, n int) int {
	switch {
	case n == 0:
		return day
	case n > 0: // the first day by which n working days have passed
		want := c.count(day) + n
		return day + 1 + sort.Search(span(n), func(i int) bool { return c.count(day+1+i) >= want })
	default: // the last day from which on, before day, −n working days lie
		want := c.count(day-1) + n
		return day - 1 - sort.Search(span(-n), func(i int) bool { return c.count(day-2-i) <= want })
	}
}

// span is a number of calendar days that surely holds n working days: no stretch in the calendar is half as thin.
func span(n int) int { return 3*n + 60 }

// Deadline is the moment at which the n-th working day after the start's date ends, as UTC microseconds: the start's own
// date is not counted, as the law counts terms. closing is the end of a working day as an offset from midnight CST;
// Close is the default. With n ≤ 0 it is the first closing of a working day at or after the start, "today".
func (c Calendar) Deadline(startMicro int64, n int, closing time.Duration) int64 {
	start := clock.FromMicro(startMicro)
	day := dayOf(start)
	if n > 0 {
		return moment(c.add(day, n), closing)
	}
	if c.count(day) > c.count(day-1) && moment(day, closing) >= startMicro {
		return moment(day, closing)
	}
	return moment(c.add(day, 1), closing)
}

// Known reports whether the calendar has the year's notice.
func (c Calendar) Known(year int) bool {
	_, ok := c.notice(year)
	return ok
}

// Unknown lists the years from one date to another (in either order) that have no notice, so that a page can say that
// its count there is plain Monday to Friday.
func (c Calendar) Unknown(a, b string) []int {
	from, ok := dayNumber(a)
	to, ok2 := dayNumber(b)
	if !ok || !ok2 {
		return nil
	}
	var years []int
	for y, last := dayTime(min(from, to)).Year(), dayTime(max(from, to)).Year(); y <= last; y++ {
		if !c.Known(y) {
			years = append(years, y)
		}
	}
	return years
}

// Notices gives the notices of the calendar by year. The caller must not change them.
func (c Calendar) Notices() []Notice { return c.notices }

// Name is the holiday to which the date belongs, as day off or as adjusted workday ("春节"); "" for other days.
func (c Calendar) Name(date string) string {
	for _, n := range slices.Backward(c.notices) {
		for _, d := range n.Days {
			if d.Date == date {
				return d.Name
			}
		}
	}
	return ""
}

func (c Calendar) notice(year int) (Notice, bool) {
	i, ok := slices.BinarySearchFunc(c.notices, year, func(n Notice, y int) int { return n.Year - y })
	if !ok {
		return Notice{}, false
	}
	return c.notices[i], true
}
