package ui

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"lianzhang/internal/platform/clock"
)

// Num writes an integer with thousands commas and a true minus sign.
func Num(n int64) string { return group(strconv.FormatInt(n, 10)) }

// Dec writes a number with the given decimals, thousands commas and a true minus sign; NaN and infinities are —.
func Dec(v float64, decimals int) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "—"
	}
	return group(strconv.FormatFloat(round(v, decimals), 'f', decimals, 64))
}

// Signed is Dec with + before values above zero: a difference.
func Signed(v float64, decimals int) string {
	s := Dec(v, decimals)
	if round(v, decimals) > 0 {
		return "+" + s
	}
	return s
}

// Pct writes a share (0.278) as a rate with one decimal: 27.8%.
func Pct(share float64) string {
	s := Dec(share*100, 1)
	if s == "—" {
		return s
	}
	return s + "%"
}

// Wan writes whole yuan in 万元 without decimals: project months.
func Wan(yuan int64) string { return scaled(yuan, 10_000, 0) }

// Yi writes whole yuan in 亿元 with two decimals: project totals.
func Yi(yuan int64) string { return scaled(yuan, 100_000_000, 2) }

// Yi1 writes whole yuan in 亿元 with one decimal: chain totals.
func Yi1(yuan int64) string { return scaled(yuan, 100_000_000, 1) }

// scaled divides in integers, so that no sum of money is shown with a floating-point slip; halves go away from zero.
func scaled(yuan, unit int64, decimals int) string {
	for range decimals {
		unit /= 10
	}
	q, r := yuan/unit, yuan%unit
	switch {
	case r >= unit-r && r > 0:
		q++
	case -r >= unit+r && r < 0:
		q--
	}
	neg := q < 0
	s := strings.TrimPrefix(strconv.FormatInt(q, 10), "-")
	if decimals > 0 {
		for len(s) <= decimals {
			s = "0" + s
		}
		s = s[:len(s)-decimals] + "." + s[len(s)-decimals:]
	}
	if neg {
		s = "-" + s
	}
	return group(s)
}

// group puts commas into the integer part and writes − for -; −0.0 is written 0.0.
func group(s string) string {
	neg := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(s, "-")
	whole, frac, _ := strings.Cut(s, ".")
	var b strings.Builder
	if neg && strings.Trim(s, "0.") != "" {
		b.WriteString("−")
	}
	for i, d := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	if frac != "" {
		b.WriteString("." + frac)
	}
	return b.String()
}

// round rounds half away from zero at the given decimals.
func round(v float64, decimals int) float64 {
	p := math.Pow10(decimals)
	// 0.5 of a unit written in binary may lie a hair below; the nudge keeps 2.675 → 2.68 as a clerk would.
	return math.Round(v*p+math.Copysign(1e-9, v)) / p
}

// DateProse writes 2026-06-03 as 6月3日; anything else comes back as it is.
func DateProse(date string) string { return reDate(date, "1月2日") }

// DateTable writes 2026-06-02 as 6-02.
func DateTable(date string) string { return reDate(date, "1-02") }

// DateMonth writes 2026-08-31 as 26-08, and 2026-08 too.
func DateMonth(date string) string {
	if len(date) == 7 {
		date += "-01"
	}
	return reDate(date, "06-01")
}

func reDate(date, layout string) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return t.Format(layout)
}

// Bytes writes a file size: 2.4 MB.
func Bytes(n int64) string {
	switch {
	case n >= 1<<20:
		return Dec(float64(n)/(1<<20), 1) + " MB"
	case n >= 1<<10:
		return Dec(float64(n)/(1<<10), 0) + " KB"
	}
	return Num(n) + " B"
}

// Class joins the class names whose condition holds: Class("on", sel, "p3", rank == 3).
func Class(pairs ...any) string {
	var names []string
	for i := 0; i+1 < len(pairs); i += 2 {
		if on, _ := pairs[i+1].(bool); on {
			name, _ := pairs[i].(string)
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
}

// Minus writes the hyphen before a number in a text as a true minus sign: -1.8 → −1.8.
func Minus(s string) string {
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		return "−" + rest
	}
	return s
}

// Stamp writes a stored time (UTC microseconds) as 6-02 16:05 in China Standard Time; 0 is "".
func Stamp(micro int64) string {
	if micro == 0 {
		return ""
	}
	return clock.FromMicro(micro).Format("1-02 15:04")
}

// Joined puts parallel facts side by side, leaving out what is absent.
func Joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(parts), func(s string) bool { return s == "" }), "　")
}
