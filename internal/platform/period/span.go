package period

import "time"

// bounds gives the first day of a period and the first day after it.
func (x parts) bounds() (first, after time.Time) {
	day := func(month, day int) time.Time {
		return time.Date(x.year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	}
	months := func(length int) (time.Time, time.Time) {
		return day((x.n-1)*length+1, 1), day(x.n*length+1, 1)
	}
	switch x.kind {
	case Week:
		jan4 := day(1, 4) // always in week 1
		monday := 4 - (int(jan4.Weekday())+6)%7 + 7*(x.n-1)
		return day(1, monday), day(1, monday+7)
	case TenDay:
		month, third := (x.n-1)/3+1, (x.n-1)%3
		if third == 2 {
			return day(month, 21), day(month+1, 1)
		}
		return day(month, 10*third+1), day(month, 10*third+11)
	case Month:
		return months(1)
	case Quarter:
		return months(3)
	case Half:
		return months(6)
	}
	return months(12)
}

// First is the first date of the period.
func (p Period) First() string {
	x, ok := p.split()
	if !ok {
		return ""
	}
	first, _ := x.bounds()
	return first.Format(time.DateOnly)
}

// Last is the last date of the period.
func (p Period) Last() string {
	x, ok := p.split()
	if !ok {
		return ""
	}
	_, after := x.bounds()
	return after.AddDate(0, 0, -1).Format(time.DateOnly)
}

// Contains reports whether the date lies in the period; no malformed date does.
func (p Period) Contains(date string) bool {
	if _, err := time.Parse(time.DateOnly, date); err != nil || !p.Valid() {
		return false
	}
	return p.First() <= date && date <= p.Last()
}

// Next is the period of the same kind after p.
func (p Period) Next() Period { return p.Shift(1) }

// Prev is the period of the same kind before p.
func (p Period) Prev() Period { return p.Shift(-1) }

// Shift is the n-th period of the same kind after p, or before it when n is negative; "" past the years 1900 to 2199.
func (p Period) Shift(n int) Period {
	x, ok := p.split()
	if !ok {
		return ""
	}
	x.n += n
	for x.n < 1 {
		x.year--
		if x.year < firstYear {
			return ""
		}
		x.n += perYear(x.kind, x.year)
	}
	for x.n > perYear(x.kind, x.year) {
		x.n -= perYear(x.kind, x.year)
		x.year++
		if x.year > lastYear {
			return ""
		}
	}
	return build(x)
}

// YearBefore is the period with which p is compared year on year (同比): the same month, quarter or ten-day period of the
// year before. The 53rd week of a year is compared with the last week of the year before.
func (p Period) YearBefore() Period {
	x, ok := p.split()
	if !ok {
		return ""
	}
	x.year--
	x.n = min(x.n, perYear(x.kind, x.year))
	return build(x)
}

// Months lists the months of p in order: the twelve of a year, the month of a ten-day period, and for a week the one or
// two months in which it has days.
func (p Period) Months() []Period {
	x, ok := p.split()
	if !ok {
		return nil
	}
	first, after := x.bounds()
	var months []Period
	for t := first.AddDate(0, 0, 1-first.Day()); t.Before(after); t = t.AddDate(0, 1, 0) {
		months = append(months, build(parts{Month, t.Year(), int(t.Month())}))
	}
	return months
}
