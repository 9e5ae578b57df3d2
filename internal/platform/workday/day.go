package workday

import (
	"time"

	"lianzhang/internal/platform/clock"
)

const secondsPerDay = 24 * 60 * 60

// dayNumber is the number of days from 1970-01-01 to a date "2026-11-22"; ok is false when there is no such date.
func dayNumber(date string) (day int, ok bool) {
	if len(date) != 10 || date[4] != '-' || date[7] != '-' {
		return 0, false
	}
	for i := range len(date) {
		if i != 4 && i != 7 && (date[i] < '0' || date[i] > '9') {
			return 0, false
		}
	}
	y, m, d := digits(date[:4]), digits(date[5:7]), digits(date[8:])
	if m < 1 || m > 12 || d < 1 || d > daysIn(y, m) {
		return 0, false
	}
	// Own arithmetic because time.Date is four times slower, and lights count days for every row of a register. Years
	// begin in March, so that the leap day is the last; 719468 days lie between 0000-03-01 and 1970-01-01.
	if m -= 3; m < 0 {
		y, m = y-1, m+12
	}
	return 365*y + floorDiv(y, 4) - floorDiv(y, 100) + floorDiv(y, 400) + (153*m+2)/5 + d - 1 - 719468, true
}

func digits(s string) (n int) {
	for i := range len(s) {
		n = 10*n + int(s[i]-'0')
	}
	return n
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// dayOf is the day number of the local date of a moment.
func dayOf(t time.Time) int {
	_, offset := t.In(clock.Zone).Zone()
	return floorDiv(int(t.Unix())+offset, secondsPerDay)
}

// dayTime is midnight UTC of a day number; only its date means something.
func dayTime(day int) time.Time { return time.Unix(int64(day)*secondsPerDay, 0).UTC() }

func formatDay(day int) string { return dayTime(day).Format(time.DateOnly) }

// moment is a time of day, CST, on a day number, as UTC microseconds.
func moment(day int, offset time.Duration) int64 {
	y, m, d := dayTime(day).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, clock.Zone).Add(offset).UnixMicro()
}

// weekdays is the number of Mondays to Fridays up to and including day, less a constant.
func weekdays(day int) int {
	day += 3 // 1969-12-29 was a Monday
	week := floorDiv(day, 7)
	return 5*week + min(day-7*week+1, 5)
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
