package rule

import (
	"math/rand/v2"
	"testing"
	"time"
)

func TestParseDate(t *testing.T) {
	for s, want := range map[string]bool{
		"2026-11-22": true, "2024-02-29": true, "2000-02-29": true, "0001-01-01": true, "9999-12-31": true,
		"2023-02-29": false, "1900-02-29": false, "2026-11-31": false, "2026-13-01": false, "2026-00-10": false, "2026-01-00": false,
		"0000-01-01": false, "2026-1-01": false, "2026/11/22": false, "2026-11-2x": false, "": false, "2026-11-22 ": false,
	} {
		d, ok := parseDate(s)
		if ok != want {
			t.Errorf("parseDate(%q): %v", s, ok)
		}
		if ok && d.String() != s {
			t.Errorf("parseDate(%q) prints %s", s, d)
		}
	}
}

// The count of months is defined by the addition of months: the greatest n that does not pass the later date.
func TestMonthsUntilFitsAddMonths(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	random := func() day {
		d, _ := day{2020, 1, 1}.addDays(r.IntN(3000))
		if r.IntN(3) == 0 {
			d.day = monthDays(d.year, d.month)
		}
		return d
	}
	for range 20000 {
		a, b := random(), random()
		if a.serial() > b.serial() {
			a, b = b, a
		}
		n := a.monthsUntil(b)
		at, _ := a.addMonths(n)
		next, _ := a.addMonths(n + 1)
		if at.serial() > b.serial() || next.serial() <= b.serial() {
			t.Fatalf("%s to %s: %d months", a, b, n)
		}
		if back := b.monthsUntil(a); back != -n {
			t.Fatalf("%s to %s: %d months, back %d", a, b, n, back)
		}
	}
}

func TestSerial(t *testing.T) {
	for s, want := range map[string]int{"1970-01-01": 0, "1969-12-31": -1, "2000-03-01": 11017, "0001-01-01": -719162, "9999-12-31": 2932896} {
		d, _ := parseDate(s)
		if d.serial() != want {
			t.Errorf("%s: %d, want %d", s, d.serial(), want)
		}
		day, err := time.Parse(time.DateOnly, s)
		if err != nil || int(day.Unix()) != want*daySeconds {
			t.Errorf("%s: time disagrees: %v", s, err)
		}
	}
	if _, ok := (day{9999, 12, 31}).addDays(1); ok {
		t.Error("a day after 9999-12-31")
	}
	if _, ok := (day{1, 1, 1}).addMonths(-1); ok {
		t.Error("a month before year 1")
	}
}
