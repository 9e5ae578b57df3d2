package ui

import (
	"math"
	"testing"
)

func TestMoney(t *testing.T) {
	for _, c := range []struct {
		yuan         int64
		wan, yi, yi1 string
	}{
		{0, "0", "0.00", "0.0"},
		{860_000_000, "86,000", "8.60", "8.6"},
		{3_260_000_000, "326,000", "32.60", "32.6"},
		{4_999, "0", "0.00", "0.0"},
		{5_000, "1", "0.00", "0.0"},
		{-5_000, "−1", "0.00", "0.0"},
		{-4_999, "0", "0.00", "0.0"},
		{500_000, "50", "0.01", "0.0"},
		{-75_100_000_000, "−7,510,000", "−751.00", "−751.0"},
		{math.MaxInt64, "922,337,203,685,478", "92,233,720,368.55", "92,233,720,368.5"},
		{math.MinInt64, "−922,337,203,685,478", "−92,233,720,368.55", "−92,233,720,368.5"},
	} {
		if Wan(c.yuan) != c.wan || Yi(c.yuan) != c.yi || Yi1(c.yuan) != c.yi1 {
			t.Errorf("%d: %s %s %s, want %s %s %s", c.yuan, Wan(c.yuan), Yi(c.yuan), Yi1(c.yuan), c.wan, c.yi, c.yi1)
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{Dec(27.85, 1), "27.9"}, {Dec(-0.04, 1), "0.0"}, {Dec(1234567.891, 2), "1,234,567.89"}, {Dec(math.NaN(), 1), "—"}, {Dec(math.Inf(1), 0), "—"},
		{Signed(-13.9, 1), "−13.9"}, {Signed(3.4, 1), "+3.4"}, {Signed(0.04, 1), "0.0"}, {Signed(-0.04, 1), "0.0"},
		{Pct(0.865), "86.5%"}, {Pct(1515.0 / 1752), "86.5%"}, {Pct(math.NaN()), "—"}, {Pct(2.675), "267.5%"},
		{Dec(2.675, 2), "2.68"}, {Dec(81.25, 1), "81.3"}, {Num(-1234), "−1,234"}, {Num(math.MinInt64), "−9,223,372,036,854,775,808"},
		{Minus("-1.8"), "−1.8"}, {Minus("5-02"), "5-02"}, {Bytes(2_516_582), "2.4 MB"}, {Bytes(2048), "2 KB"}, {Bytes(3), "3 B"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestDates(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{DateProse("2026-06-03"), "6月3日"}, {DateTable("2026-06-02"), "6-02"}, {DateMonth("2026-08-31"), "26-08"}, {DateMonth("2026-08"), "26-08"},
		{DateProse(""), ""}, {DateProse("2026-13-01"), "2026-13-01"}, {DateTable("待定"), "待定"}, {Stamp(0), ""},
		{Stamp(1_780_387_500_000_000), "6-02 16:05"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestBarDiffersFromDisplayedValues(t *testing.T) {
	// 27.84 − 41.66 is −13.82; readers see 27.8 and 41.7 and must be able to redo −13.9
	b := NewBar(27.84, 41.66, Yellow)
	if b.Label != "27.8%" || b.Diff != "−13.9" {
		t.Errorf("%+v", b)
	}
	if b := (Bar{V: 130, T: -3}); b.Fill() != 100 || b.Tick() != 0 {
		t.Error("drawn outside of the bar")
	}
}
