package ticket

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/datatest"
	"lianzhang/internal/platform/workday"
)

// published is the calendar of the State Council's notices of 2018 to 2026, read from their own files and not from what the
// program embeds, with 2017 and 2027 as plain years around them.
func published(t *testing.T) (workday.Calendar, map[string]bool) {
	t.Helper()
	var cal workday.Calendar
	off := map[string]bool{}
	for year := 2018; year <= 2026; year++ {
		text, err := os.ReadFile(datatest.Path(t, fmt.Sprintf("holidays/%d.json", year)))
		if err != nil {
			t.Fatal(err)
		}
		n, err := workday.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		cal = cal.With(n)
		var raw struct {
			Days []struct {
				Date string
				Off  bool `json:"isOffDay"`
			}
		}
		if err := json.Unmarshal(text, &raw); err != nil {
			t.Fatal(err)
		}
		for _, d := range raw.Days {
			off[d.Date] = d.Off
		}
	}
	return cal, off
}

// plain is the model: it walks from day to day and asks of each whether people work on it and whether the clock stands.
type plain struct{ off map[string]bool }

func (p plain) works(date string) bool {
	if off, told := p.off[date]; told {
		return !off
	}
	day, _ := clockDay(date)
	return day
}

func clockDay(date string) (works bool, err error) {
	t, err := parseDate(date)
	return t.Weekday() >= 1 && t.Weekday() <= 5, err
}

func held(hs []Hold, date string) bool {
	for _, h := range hs {
		if date > h.From && (h.To == "" || date <= h.To) {
			return true
		}
	}
	return false
}

func (p plain) ran(c Clock, on string) (n int) {
	for d := clock.AddDays(c.Start, 1); d <= on; d = clock.AddDays(d, 1) {
		if p.works(d) && !held(c.Holds, d) {
			n++
		}
	}
	return n
}

// at walks until n days are counted; "" when a hold without an end comes first.
func (p plain) at(c Clock, n int) string {
	left := n
	for d := c.Start; ; d = clock.AddDays(d, 1) {
		if d > c.Start && p.works(d) && !held(c.Holds, d) {
			left--
		}
		if left <= 0 {
			return d
		}
		if len(c.Holds) > 0 {
			if last := c.Holds[len(c.Holds)-1]; last.To == "" && d > clock.AddDays(last.From, 800) {
				return ""
			}
		}
	}
}

// TestClocksAgainstAPlainModel runs random clocks, with pauses, waits and hand-overs, over ten years of published calendars
// and holds them to the model that walks day by day.
func TestClocksAgainstAPlainModel(t *testing.T) {
	cal, off := published(t)
	model := plain{off}
	rng := rand.New(rand.NewPCG(20261122, 4))
	runs := 4000
	if testing.Short() {
		runs = 400
	}
	for i := range runs {
		c := Clock{Start: clock.AddDays("2017-12-01", rng.IntN(3280)), Limit: 1 + rng.IntN(30)}
		if rng.IntN(4) == 0 { // before the step began: a hand-over after a pause
			c.Holds = append(c.Holds, Hold{HoldPause, clock.AddDays(c.Start, -20), clock.AddDays(c.Start, -rng.IntN(15))})
		}
		day := c.Start
		for range rng.IntN(5) {
			from := clock.AddDays(day, rng.IntN(12))
			to := clock.AddDays(from, rng.IntN(15))
			c.Holds = append(c.Holds, Hold{[]string{HoldPause, HoldWait}[rng.IntN(2)], from, to})
			day = to
		}
		if rng.IntN(6) == 0 {
			c.Holds = append(c.Holds, Hold{HoldPause, clock.AddDays(day, rng.IntN(10)), ""})
		}
		on := clock.AddDays(c.Start, rng.IntN(90)-5)
		if got, want := c.Ran(cal, on), model.ran(c, on); got != want {
			t.Fatalf("%d: %+v on %s: %d days, the model says %d", i, c, on, got, want)
		}
		for _, n := range []int{c.Limit, c.Limit + 3, c.Limit + 5, c.Limit + 10} {
			got, ok := c.At(cal, n)
			if want := model.at(c, n); got != want || ok != (want != "") {
				t.Fatalf("%d: %+v after %d days: %q, the model says %q", i, c, n, got, want)
			}
			if ok && c.Ran(cal, got) != n {
				t.Fatalf("%d: %+v has run %d days on %s, not %d", i, c, c.Ran(cal, got), got, n)
			}
		}
		gross := Clock{Start: c.Start}
		if sum := c.Ran(cal, on) + c.Held(cal, HoldPause, on) + c.Held(cal, HoldWait, on); sum != gross.Ran(cal, on) {
			t.Fatalf("%d: %+v: what counts and what is taken off are %d, all are %d", i, c, sum, gross.Ran(cal, on))
		}
	}
	t.Logf("%d clocks agree", runs)
}

// TestRungs: the rungs of a clock come in order, each at its closing, and none while a pause runs.
func TestRungs(t *testing.T) {
	cal := workday.Default()
	s := Presets()[0].Steps
	at := func(date string) int64 { return closing(date) }
	c := Clock{Start: "2026-09-21", Limit: 5} // a Monday; 9-25 to 9-27 are off, 10-01 to 10-07 too; 9-20 and 10-10 are worked
	for _, w := range []struct {
		now  int64
		rung int64
		next string
	}{
		{at("2026-09-21"), 0, "2026-09-28"},     // four days: 22, 23, 24, 28
		{at("2026-09-28"), 1, "2026-09-29"},     // the fifth
		{at("2026-09-29") - 1, 1, "2026-09-29"}, // a moment before it ends
		{at("2026-09-29"), 2, "2026-10-09"},     // 30, 8, 9
		{at("2026-10-09"), 3, "2026-10-12"},     // 10 is a worked Saturday, 12
		{at("2026-10-12"), 4, "2026-10-19"},     // 13 to 16, 19
		{at("2026-10-19"), 5, ""},
	} {
		rung, next := c.stand(cal, s, w.now)
		want := int64(0)
		if w.next != "" {
			want = at(w.next)
		}
		if rung != w.rung || next != want {
			t.Errorf("at %s: rung %d, next %s; want %d, %s", dateOf(w.now), rung, dateOf(next), w.rung, w.next)
		}
	}
	c.Holds = []Hold{{HoldPause, "2026-09-23", ""}}
	if rung, next := c.stand(cal, s, at("2026-12-31")); rung != 0 || next != 0 {
		t.Errorf("paused: %d %d", rung, next)
	}
	for limit, want := range map[int]int{1: 0, 2: 1, 3: 2, 5: 4, 7: 6, 10: 8, 15: 12, 30: 24} {
		if got := s.After(RungWarn, limit); got != want {
			t.Errorf("80%% of %d is day %d, want %d", limit, got, want)
		}
	}
}

func parseDate(s string) (time.Time, error) { return time.Parse(time.DateOnly, s) }
