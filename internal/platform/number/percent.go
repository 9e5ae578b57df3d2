package number

import (
	"strings"

	"lianzhang/internal/platform/errs"
)

// Plain says what a number without a sign means in a column of percentages.
type Plain int

// The two habits. The import shows which one it took; they cannot be told apart cell by cell.
const (
	PlainPercent Plain = iota // "86.5" is 86.5 %, as in a column headed 完成率（%）
	PlainRatio                // "0.865" is 86.5 %, as a spreadsheet stores a cell formatted as percentage
)

// Percent reads a percentage as a ratio: "86.5%", "８６．５％", "百分之86.5" and "865‰" are 0.865; growth and decline may be
// written out ("增长8.5%", "下降3.2%" is −0.032). A number without a sign is read as plain says.
func Percent(s string, plain Plain) (Decimal, error) {
	body, negative := direction(Tidy(s))
	shift := 0
	switch {
	case strings.HasSuffix(body, "个百分点"), strings.HasSuffix(body, "百分点"), strings.HasSuffix(body, "pct"):
		return Decimal{}, errs.New(errs.Invalid, "“%s”是百分点的差，不是百分比，请核对该列", s)
	case strings.HasSuffix(body, "%"):
		body, shift = strings.TrimSuffix(body, "%"), 2
	case strings.HasPrefix(body, "百分之"):
		body, shift = strings.TrimPrefix(body, "百分之"), 2
	case strings.HasSuffix(body, "‰"):
		body, shift = strings.TrimSuffix(body, "‰"), 3
	case plain == PlainPercent:
		shift = 2
	}
	return signed(body, s, negative, shift)
}

// Points reads a difference in percentage points (个百分点) as points: "1.2个百分点" and "1.2" are 1.2, "下降1.2个百分点" is −1.2.
func Points(s string) (Decimal, error) {
	body, negative := direction(Tidy(s))
	for _, unit := range []string{"个百分点", "百分点", "pct"} {
		body = strings.TrimSuffix(body, unit)
	}
	if strings.HasSuffix(body, "%") {
		return Decimal{}, errs.New(errs.Invalid, "“%s”是百分比，不是百分点的差，请核对该列", s)
	}
	return signed(body, s, negative, 0)
}

// direction takes off words of growth and decline.
func direction(s string) (body string, negative bool) {
	for _, lead := range []string{"同比", "环比"} {
		s = strings.TrimPrefix(s, lead)
	}
	for _, w := range []string{"增长", "上升", "提高", "增加", "高", "升"} {
		if rest, ok := strings.CutPrefix(s, w); ok {
			return strings.TrimSpace(rest), false
		}
	}
	for _, w := range []string{"下降", "降低", "减少", "回落", "低", "降"} {
		if rest, ok := strings.CutPrefix(s, w); ok {
			return strings.TrimSpace(rest), true
		}
	}
	return s, false
}

// signed parses body and moves its point shift places to the left.
func signed(body, original string, negative bool, shift int) (Decimal, error) {
	d, err := Parse(body)
	if err != nil {
		if Blank(body) {
			return Decimal{}, err
		}
		return Decimal{}, errs.Wrap(err, errs.Invalid, "“%s”不是百分数，请填写如86.5%%", original)
	}
	if negative && d.Coef < 0 {
		return Decimal{}, errs.New(errs.Invalid, "“%s”又写下降又写负号，请只留一种", original)
	}
	negative = negative || d.Coef < 0
	d.Coef = max(d.Coef, -d.Coef)
	d.Scale += shift
	for ; d.Scale > maxDigits; d.Scale-- {
		d.Coef = (d.Coef + 5) / 10
	}
	if negative {
		d.Coef = -d.Coef
	}
	return d, nil
}
