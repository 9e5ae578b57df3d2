package report

import (
	"math"
	"math/bits"
	"strconv"
	"strings"

	"lianzhang/internal/platform/money"
)

// Share is a ratio with its parts, so that it is never shown without them. A zero denominator is no ratio.
type Share struct{ Num, Den int64 }

// OK reports whether the ratio exists.
func (s Share) OK() bool { return s.Den > 0 }

// Units is the percentage in units of its last decimal, rounded half away from zero: with one decimal 2.39/8.60 is 278.
// Rates, schedules and their differences are compared and subtracted in this form, so that readers can redo them.
func (s Share) Units(decimals int) int64 {
	if s.Den <= 0 {
		return 0
	}
	num, sign := s.Num, int64(1)
	if num < 0 {
		num, sign = -num, -1
	}
	scale := uint64(100)
	for range decimals {
		scale *= 10
	}
	hi, lo := bits.Mul64(uint64(num), scale)
	lo, carry := bits.Add64(lo, uint64(s.Den)/2, 0)
	hi += carry
	if hi >= uint64(s.Den) {
		return sign * math.MaxInt64
	}
	q, _ := bits.Div64(hi, lo, uint64(s.Den))
	return sign * int64(min(q, math.MaxInt64))
}

// percent writes a percentage of so many units: 278 is "27.8%".
func (s Style) percent(units int64) string { return s.points(units) + "%" }

// points writes units without a sign of percent: 53 is "5.3", −139 is "−13.9".
func (s Style) points(units int64) string {
	sign := ""
	if units < 0 {
		sign, units = "−", -units
	}
	text := strconv.FormatInt(units, 10)
	if s.Decimals > 0 {
		for len(text) <= s.Decimals {
			text = "0" + text
		}
		text = text[:len(text)-s.Decimals] + "." + text[len(text)-s.Decimals:]
		if s.Trim {
			text = trimZeros(text)
		}
	}
	return sign + text
}

// signed is points with a plus before what is above zero, for tables.
func (s Style) signed(units int64) string {
	if units > 0 {
		return "+" + s.points(units)
	}
	return s.points(units)
}

func (s Style) share(x Share) string { return s.percent(x.Units(s.Decimals)) }

func trimZeros(s string) string {
	if strings.Contains(s, ".") {
		return strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// amount writes money in a sentence: 亿元 with two decimals at most, and 万元 where that would be nothing.
func amount(yuan int64) string {
	if n := max(yuan, -yuan); n > 0 && n < 1_000_000 {
		return trimZeros(plain(yuan, money.Wan, 2)) + "万元"
	}
	return trimZeros(plain(yuan, money.Yi, 2)) + "亿元"
}

// plain is an amount in a unit without separators of thousands, as documents print it.
func plain(yuan int64, unit money.Unit, decimals int) string {
	return strings.ReplaceAll(money.Yuan(yuan).In(unit, decimals), ",", "")
}

// yi is an amount in 亿元 for the cell of a table.
func yi(yuan int64) string { return plain(yuan, money.Yi, 2) }

// wan is an amount in 万元 for the cell of a table.
func wan(yuan int64) string { return plain(yuan, money.Wan, 0) }

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func parseFloat(s string) (float64, error) { return strconv.ParseFloat(s, 64) }
