package listing

import (
	"strconv"
	"strings"
	"time"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/money"
)

// bound reads one end of a range as a person writes it, into the form of the address. What cannot be read stays as it is,
// so that the specification refuses it at its field.
func bound(c *list.Column, text string, upper bool) string {
	text = strings.TrimSpace(text)
	if text == "" {
		return ""
	}
	switch c.Kind {
	case list.Money:
		if y, err := money.Parse(text, money.Options{Unit: unitOf(c), Negative: true}); err == nil {
			return strconv.FormatInt(int64(y), 10)
		}
	case list.Percent:
		if f, err := strconv.ParseFloat(strings.TrimRight(text, "%％ "), 64); err == nil {
			return decimal(f / 100)
		}
	case list.Int, list.Number:
		return strings.ReplaceAll(text, ",", "")
	case list.Time:
		if t, err := time.ParseInLocation(time.DateOnly, text, clock.Zone); err == nil {
			if upper {
				t = t.AddDate(0, 0, 1).Add(-time.Microsecond)
			}
			return strconv.FormatInt(t.UnixMicro(), 10)
		}
	}
	return text
}

// unbound writes one end of a range as a person reads it: the inverse of bound.
func unbound(c *list.Column, text string) string {
	if text == "" {
		return ""
	}
	switch c.Kind {
	case list.Money:
		if y, err := strconv.ParseInt(text, 10, 64); err == nil {
			return Exact(y, unitOf(c))
		}
	case list.Percent:
		if f, err := strconv.ParseFloat(text, 64); err == nil {
			return decimal(f * 100)
		}
	case list.Time:
		if us, err := strconv.ParseInt(text, 10, 64); err == nil {
			return clock.FromMicro(us).Format(time.DateOnly)
		}
	}
	return text
}

// decimal writes a number with at most six decimals and no more than it needs.
func decimal(f float64) string {
	s := strconv.FormatFloat(f, 'f', 6, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

func unitOf(c *list.Column) money.Unit {
	if c.Unit == "亿元" {
		return money.Yi
	}
	return money.Wan
}

// Exact writes an amount in a unit with all its digits and no more, without separators, as a field of a form holds it.
func Exact(yuan int64, unit money.Unit) string {
	whole, rest := yuan/int64(unit), yuan%int64(unit)
	sign := ""
	if yuan < 0 {
		sign, whole, rest = "-", -whole, -rest
	}
	s := sign + strconv.FormatInt(whole, 10)
	if rest == 0 {
		return s
	}
	digits := strconv.FormatInt(int64(unit)+rest, 10)[1:] // with its leading zeros
	return s + "." + strings.TrimRight(digits, "0")
}
