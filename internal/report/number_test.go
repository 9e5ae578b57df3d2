package report

import (
	"math"
	"testing"
)

func TestShare(t *testing.T) {
	for _, c := range []struct {
		num, den int64
		decimals int
		want     string
	}{
		{964, 3040, 1, "31.7%"}, {1, 3, 1, "33.3%"}, {1, 3, 2, "33.33%"}, {2, 3, 1, "66.7%"}, {0, 5, 1, "0.0%"}, {5, 5, 1, "100.0%"}, {1, 2000, 1, "0.1%"}, {1, 2001, 1, "0.0%"},
		{125, 1000, 1, "12.5%"}, {1225, 10000, 1, "12.3%"}, {7, 0, 1, "0.0%"}, {-1, 3, 1, "−33.3%"}, {3, 2, 0, "150%"}, {math.MaxInt64 / 2, math.MaxInt64 / 4, 1, "200.0%"},
	} {
		if got := (Style{Decimals: c.decimals}).share(Share{c.num, c.den}); got != c.want {
			t.Errorf("%d/%d = %s, want %s", c.num, c.den, got, c.want)
		}
	}
	trim := Style{Decimals: 2, Trim: true}
	for units, want := range map[int64]string{12260: "122.6%", 6600: "66%", 15147: "151.47%", 5: "0.05%", -5: "−0.05%", 0: "0%"} {
		if got := trim.percent(units); got != want {
			t.Errorf("percent(%d) = %s, want %s", units, got, want)
		}
	}
	if got := (Style{Decimals: 1}).signed(36) + (Style{Decimals: 1}).signed(-139) + (Style{Decimals: 1}).signed(0); got != "+3.6−13.90.0" {
		t.Error(got)
	}
}

func TestAmount(t *testing.T) {
	for yuan, want := range map[int64]string{196_440_000_000: "1964.4亿元", 30_400_000_000: "304亿元", 6_327_000_000: "63.27亿元", 1_000_000: "0.01亿元", 999_900: "99.99万元",
		350_000: "35万元", 0: "0亿元", -250_000_000: "−2.5亿元", 104_999_999: "1.05亿元"} {
		if got := amount(yuan); got != want {
			t.Errorf("amount(%d) = %s, want %s", yuan, got, want)
		}
	}
	if yi(1_234_567_890_000) != "12345.68" || wan(123_456_789) != "12346" {
		t.Error(yi(1_234_567_890_000), wan(123_456_789))
	}
}
