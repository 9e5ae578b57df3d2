package notify

import (
	"testing"
	"time"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/workday"
)

func moment(text string) time.Time {
	return time.UnixMicro(newHand(text).at.Load()).In(clock.Zone)
}

func TestQuietHours(t *testing.T) {
	for name, c := range map[string]struct{ now, from, to, end string }{
		"evening":         {"2026-11-20 23:15", "22:00", "07:30", "2026-11-21 07:30"},
		"before dawn":     {"2026-11-21 03:00", "22:00", "07:30", "2026-11-21 07:30"},
		"first minute":    {"2026-11-20 22:00", "22:00", "07:30", "2026-11-21 07:30"},
		"last is over":    {"2026-11-21 07:30", "22:00", "07:30", ""},
		"daytime":         {"2026-11-20 12:00", "22:00", "07:30", ""},
		"noon nap":        {"2026-11-20 12:30", "12:00", "14:00", "2026-11-20 14:00"},
		"after the nap":   {"2026-11-20 14:00", "12:00", "14:00", ""},
		"none":            {"2026-11-20 23:00", "", "", ""},
		"same time twice": {"2026-11-20 23:00", "22:00", "22:00", ""},
		"end of the year": {"2026-12-31 23:30", "22:00", "07:30", "2027-01-01 07:30"},
	} {
		end, in := (quiet{c.from, c.to}).until(moment(c.now))
		if in != (c.end != "") || in && end.Format("2006-01-02 15:04") != c.end {
			t.Errorf("%s: %v %v, want %q", name, end, in, c.end)
		}
	}
}

// TestDigestGoesOnWorkingDays: over the National Day of 2026 (1 to 7 October off; 20 September and 10 October worked).
func TestDigestGoesOnWorkingDays(t *testing.T) {
	cal := workday.Default()
	for now, want := range map[string]string{
		"2026-11-20 08:00": "2026-11-20 08:30", // a Friday, still to come
		"2026-11-20 08:30": "2026-11-23 08:30", // the very minute counts as past: over the weekend
		"2026-09-30 09:00": "2026-10-08 08:30",
		"2026-10-09 18:00": "2026-10-10 08:30", // a Saturday that is worked
		"2026-09-19 10:00": "2026-09-20 08:30", // a Sunday that is worked
		"2025-12-31 20:00": "2026-01-04 08:30", // 1 to 3 January off, the Sunday after is worked
	} {
		if got := nextDigest(moment(now), "08:30", cal).Format("2006-01-02 15:04"); got != want {
			t.Errorf("after %s comes %s, want %s", now, got, want)
		}
	}
}

func TestPlan(t *testing.T) {
	cal, night := workday.Default(), moment("2026-11-20 23:00")
	p := &Settings{QuietFrom: "22:00", QuietTo: "07:30", UrgentPasses: true}
	for name, c := range map[string]struct {
		edit   func(p *Settings)
		urgent bool
		want   string
		digest bool
	}{
		"waits for morning":         {func(*Settings) {}, false, "2026-11-21 07:30", false},
		"urgent passes":             {func(*Settings) {}, true, "2026-11-20 23:00", false},
		"urgent may not":            {func(p *Settings) { p.UrgentPasses = false }, true, "2026-11-21 07:30", false},
		"digest":                    {func(p *Settings) { p.DigestAt = "08:30" }, false, "2026-11-23 08:30", true},
		"urgent passes the digest":  {func(p *Settings) { p.DigestAt = "08:30" }, true, "2026-11-20 23:00", false},
		"urgent goes in the digest": {func(p *Settings) { p.DigestAt, p.UrgentPasses = "08:30", false }, true, "2026-11-23 08:30", true},
	} {
		own := *p
		c.edit(&own)
		when, digest := own.plan(night, c.urgent, cal)
		if when.Format("2006-01-02 15:04") != c.want || digest != c.digest {
			t.Errorf("%s: %v %v", name, when, digest)
		}
	}
}
