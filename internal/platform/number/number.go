// Package number reads the numbers that officers and spreadsheets write, exactly: full-width digits, thousands
// separators, every kind of minus, exponents, percentages and percentage points. It is the one place for that; money adds
// units to it.
//
// Numbers are decimals (Decimal), never binary fractions, so 0.07 is 7/100. All errors are Invalid and in Chinese.
package number

import (
	"math"
	"math/bits"
	"strconv"
	"strings"

	"golang.org/x/text/width"

	"lianzhang/internal/platform/errs"
)

// Decimal is the exact number Coef × 10^−Scale, with 0 ≤ Scale ≤ 18. Different pairs can be the same number.
type Decimal struct {
	Coef  int64
	Scale int
}

// maxDigits is how many digits always fit an int64.
const maxDigits = 18

// Tidy brings a cell's text into plain form: full-width characters become half-width, every dash that serves as a minus
// becomes "-", spaces around it and the no-break kinds vanish.
func Tidy(s string) string {
	plain := true
	for i := range len(s) {
		plain = plain && s[i] > ' ' && s[i] < 0x7f
	}
	if plain { // nearly every cell
		return s
	}
	s = strings.Map(func(r rune) rune {
		switch r {
		case '−', '﹣', '–', '‐', '‑':
			return '-'
		case '\u200b', '\ufeff', '\u200e', '\u200f': // invisible guests of copied text
			return -1
		case '\u00a0', '\u202f', '\u2009', '\u3000':
			return ' '
		}
		return r
	}, width.Fold.String(s))
	return strings.TrimSpace(s)
}

// Blank reports whether a cell says "no number": empty, or only dashes, a slash, "无" or "暂无".
func Blank(s string) bool {
	switch s = Tidy(s); s {
	case "/", "\\", "无", "暂无", "空":
		return true
	}
	return strings.Trim(s, "-—―") == ""
}

// Parse reads a number: "8", "3,200.5", "８０００", "−3.2", "(3.2)" (accountants' minus), "1.2E+05". Thousands separators must
// stand at thousands; digits beyond the 18th significant one are rounded away. A number that does not fit is an error.
func Parse(s string) (Decimal, error) {
	t := Tidy(s)
	if Blank(t) {
		return Decimal{}, errs.New(errs.Invalid, "没有填写数字")
	}
	body, negative := sign(t)
	mantissa, exponent, err := splitExponent(body, s)
	if err != nil {
		return Decimal{}, err
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	whole, ok := ungroup(whole)
	if !ok {
		return Decimal{}, errs.New(errs.Invalid, "“%s”的千分位逗号位置不对，请核对是否多写或漏写了数字", s)
	}
	if !digits(whole) || !digits(fraction) || whole+fraction == "" {
		return Decimal{}, errs.New(errs.Invalid, "“%s”不是数字，请只填写数字（如3200.5）", s)
	}
	d, ok := assemble(whole+fraction, len(fraction)-exponent)
	if !ok {
		return Decimal{}, errs.New(errs.Invalid, "“%s”太大，超出可以保存的范围，请核对单位", s)
	}
	if negative {
		d.Coef = -d.Coef
	}
	return d, nil
}

// sign takes the sign off.
func sign(t string) (body string, negative bool) {
	switch {
	case strings.HasPrefix(t, "-"):
		return strings.TrimSpace(t[1:]), true
	case strings.HasPrefix(t, "+"):
		return strings.TrimSpace(t[1:]), false
	case strings.HasPrefix(t, "(") && strings.HasSuffix(t, ")"):
		return strings.TrimSpace(t[1 : len(t)-1]), true
	}
	return t, false
}

func splitExponent(body, original string) (mantissa string, exponent int, err error) {
	i := strings.IndexAny(body, "eE")
	if i < 0 {
		return body, 0, nil
	}
	exponent, e := strconv.Atoi(body[i+1:])
	if e != nil || exponent < -400 || exponent > 400 {
		return "", 0, errs.New(errs.Invalid, "“%s”不是数字，请只填写数字（如3200.5）", original)
	}
	return body[:i], exponent, nil
}

// ungroup removes thousands separators (commas, spaces); ok is false when they do not stand at thousands.
func ungroup(s string) (string, bool) {
	if !strings.ContainsAny(s, ", ") {
		return s, true
	}
	if s = strings.TrimSpace(s); strings.Contains(s, " ") {
		s = strings.NewReplacer(" , ", ",", ", ", ",", " ,", ",", " ", ",").Replace(s)
	}
	groups := strings.Split(s, ",")
	for i, g := range groups {
		if i > 0 && len(g) != 3 || i == 0 && (len(g) == 0 || len(g) > 3) {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// assemble makes the decimal of a row of digits with scale digits behind the point; scale may be negative or large.
func assemble(row string, scale int) (Decimal, bool) {
	row = strings.TrimLeft(row, "0")
	for len(row) > 0 && row[len(row)-1] == '0' && scale > 0 {
		row, scale = row[:len(row)-1], scale-1
	}
	if row == "" {
		return Decimal{}, true
	}
	up := false // whether the dropped digits round up
	for scale > 0 && len(row) > 0 && (len(row) > maxDigits || scale > maxDigits) {
		up = row[len(row)-1] >= '5'
		row, scale = row[:len(row)-1], scale-1
	}
	if row == "" && scale > 0 { // smaller than anything that can be kept
		return Decimal{}, true
	}
	if scale < 0 {
		if len(row)-scale > maxDigits {
			return Decimal{}, false
		}
		row, scale = row+strings.Repeat("0", -scale), 0
	}
	if len(row) > maxDigits {
		return Decimal{}, false
	}
	coef, _ := strconv.ParseInt("0"+row, 10, 64) // at most 18 digits
	if up {
		coef++
	}
	return Decimal{coef, scale}, true
}

// Float is the nearest binary fraction, for areas, ratios and statistics.
func (d Decimal) Float() float64 {
	f, _ := strconv.ParseFloat(d.String(), 64) // dividing would round twice
	return f
}

// String is the plain spelling, "-3200.5".
func (d Decimal) String() string {
	s := strconv.FormatUint(magnitude(d.Coef), 10)
	if d.Scale > 0 {
		s = strings.Repeat("0", max(0, d.Scale+1-len(s))) + s
		s = s[:len(s)-d.Scale] + "." + s[len(s)-d.Scale:]
	}
	if d.Coef < 0 {
		s = "-" + s
	}
	return s
}

// Times is d × unit as a whole number, rounded half away from zero (四舍五入); ok is false when it does not fit.
func (d Decimal) Times(unit int64) (product int64, ok bool) {
	hi, lo := bits.Mul64(magnitude(d.Coef), magnitude(unit))
	divisor := uint64(pow10(d.Scale))
	lo, carry := bits.Add64(lo, divisor/2, 0)
	if hi += carry; hi >= divisor {
		return 0, false
	}
	q, _ := bits.Div64(hi, lo, divisor)
	if q > math.MaxInt64 {
		return 0, false
	}
	if (d.Coef < 0) != (unit < 0) {
		return -int64(q), true
	}
	return int64(q), true
}

// Int is d as a whole number; ok is false when d has a fraction.
func (d Decimal) Int() (n int64, ok bool) {
	p := pow10(d.Scale)
	return d.Coef / p, d.Coef%p == 0
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

func pow10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}
