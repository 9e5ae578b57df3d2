package rule

import "time"

// day is a date of the proleptic Gregorian calendar, years 1 to 9999.
type day struct{ year, month, day int }

// parseDate reads "2026-11-22"; ok is false for anything else and for days that do not exist.
func parseDate(s string) (d day, ok bool) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return day{}, false
	}
	for i := 0; i < 10; i++ {
		if i == 4 || i == 7 {
			continue
		}
		if s[i] < '0' || s[i] > '9' {
			return day{}, false
		}
	}
	two := func(i int) int { return int(s[i]-'0')*10 + int(s[i+1]-'0') }
	d = day{two(0)*100 + two(2), two(5), two(8)}
	return d, d.year >= 1 && d.month >= 1 && d.month <= 12 && d.day >= 1 && d.day <= monthDays(d.year, d.month)
}

func (d day) String() string {
	return string([]byte{
		byte('0' + d.year/1000), byte('0' + d.year/100%10), byte('0' + d.year/10%10), byte('0' + d.year%10), '-',
		byte('0' + d.month/10), byte('0' + d.month%10), '-', byte('0' + d.day/10), byte('0' + d.day%10),
	})
}

func monthDays(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && year%100 != 0 || year%400 == 0 {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

const daySeconds = 24 * 60 * 60

// serial counts days from 1970-01-01.
func (d day) serial() int {
	return int(time.Date(d.year, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC).Unix() / daySeconds)
}

// addDays moves d by n days; ok is false outside the years 1 to 9999.
func (d day) addDays(n int) (day, bool) {
	t := time.Date(d.year, time.Month(d.month), d.day+n, 0, 0, 0, 0, time.UTC)
	return day{t.Year(), int(t.Month()), t.Day()}, t.Year() >= 1 && t.Year() <= 9999
}

// addMonths moves d by n months to the same day of the month, or to the month's last day where that is missing
// (as article 202 of the Civil Code counts months); ok is false outside the years 1 to 9999.
func (d day) addMonths(n int) (day, bool) {
	months := d.year*12 + d.month - 1 + n
	if months < 12 || months >= 10000*12 {
		return day{}, false
	}
	y, m := months/12, months%12+1
	return day{y, m, min(d.day, monthDays(y, m))}, true
}

// monthsUntil counts whole months from d to e: the greatest n with d.addMonths(n) not after e, and its negative mirror
// when e is before d.
func (d day) monthsUntil(e day) int {
	if e.year < d.year || e.year == d.year && (e.month < d.month || e.month == d.month && e.day < d.day) {
		return -e.monthsUntil(d)
	}
	n := (e.year-d.year)*12 + e.month - d.month
	if e.day < d.day && e.day < monthDays(e.year, e.month) {
		n--
	}
	return n
}
