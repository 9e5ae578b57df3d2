// Package clock is the only place that asks the machine for the time.
package clock

import "time"

// Zone is China Standard Time; it has had no summer time since 1991, so a fixed zone is exact.
var Zone = time.FixedZone("CST", 8*3600)

// Clock tells the time. The zero value is not usable; take System or Fixed.
type Clock func() time.Time

// System is the machine's clock.
func System() time.Time { return time.Now() }

// Fixed is a clock that stands at t, for tests and for replays.
func Fixed(t time.Time) Clock { return func() time.Time { return t } }

// At is a clock that stands at 12:00 CST of the date "2026-11-22". It panics on a malformed date.
func At(date string) Clock {
	t, err := time.ParseInLocation("2006-01-02", date, Zone)
	if err != nil {
		panic(err)
	}
	return Fixed(t.Add(12 * time.Hour))
}

// Now is the time in CST.
func (c Clock) Now() time.Time { return c().In(Zone) }

// Micro is the time as UTC microseconds since 1970, the form in which times are stored.
func (c Clock) Micro() int64 { return c().UnixMicro() }

// Today is the local date, "2026-11-22".
func (c Clock) Today() string { return c.Now().Format("2006-01-02") }

// FromMicro turns a stored time into a time in CST.
func FromMicro(us int64) time.Time { return time.UnixMicro(us).In(Zone) }

// Stopwatch starts to measure; the function it gives tells how long it has run.
func Stopwatch() func() time.Duration {
	began := time.Now()
	return func() time.Duration { return time.Since(began) }
}

// IsDate reports whether s is a date of the calendar, "2026-11-22".
func IsDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// AddDays is the date n days after the date, n days before it when n is negative; what is no date stays as it is.
func AddDays(date string, n int) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return t.AddDate(0, 0, n).Format(time.DateOnly)
}
