package money

import (
	"strings"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/number"
)

// Options say how to read a cell.
type Options struct {
	Unit     Unit // of a number that names no unit, from the head or the unit line; 0: such a number is an error
	Negative bool // take negative amounts
}

// Range is what a spelling says of an amount. Lo and Hi are equal for a plain amount; "1亿元以上" has Hi = Max, "1亿元以下" has
// Lo = 0.
type Range struct {
	Lo, Hi Yuan
	Approx bool // "约", "左右", "余"
}

// Exact gives the amount when there is only one.
func (r Range) Exact() (y Yuan, ok bool) { return r.Lo, r.Lo == r.Hi }

// Parse reads one amount: "8亿元", "1.2 亿", "3,200万", "￥5,000元", "８０００万元", "8亿5000万元", "约10亿元", "10余亿元". The cell's own unit
// goes before that of the options. Fractions of a yuan are rounded half away from zero. A range, a bound ("1亿元以上"), a
// foreign currency, a negative amount (unless allowed) and an amount that does not fit are Invalid errors.
func Parse(s string, o Options) (Yuan, error) {
	r, err := ParseRange(s, o)
	if err != nil {
		return 0, err
	}
	y, ok := r.Exact()
	if !ok {
		return 0, errs.New(errs.Invalid, "“%s”是一个范围，这里要一个确定的金额，请填写其中一个数", s)
	}
	return y, nil
}

// ParseRange reads an amount or a range: "5-10亿" (both in 亿), "5000万—1亿元", "5亿至10亿元", "1亿元以上", "不超过3000万元".
func ParseRange(s string, o Options) (Range, error) {
	t := number.Tidy(s)
	if t != "" && strings.Trim(t, "0123456789.,") == "" { // most cells of a column with a unit in its head
		x, err := amount(t, s, o, 0)
		return Range{x.yuan, x.yuan, false}, err
	}
	t, approx, bound := strip(t)
	if number.Blank(t) {
		return Range{}, errs.New(errs.Invalid, "没有填写金额")
	}
	if foreign(t) {
		return Range{}, errs.New(errs.Invalid, "“%s”是外币，请折算成人民币后填写", s)
	}
	low, high, ranged := cutRange(t)
	if ranged && bound != 0 {
		return Range{}, errs.New(errs.Invalid, "“%s”又写范围又写上下限，请只留一种", s)
	}
	if strings.HasPrefix(low, "-") {
		return Range{}, errs.New(errs.Invalid, "看不懂金额“%s”，范围里不要用负数", s)
	}
	hi, err := amount(high, s, o, 0)
	if err != nil {
		return Range{}, err
	}
	r := Range{hi.yuan, hi.yuan, approx}
	if ranged {
		lo, err := amount(low, s, o, hi.unit)
		if err != nil {
			return Range{}, err
		}
		if r.Lo = lo.yuan; r.Lo > r.Hi {
			return Range{}, errs.New(errs.Invalid, "“%s”前一个数大于后一个数，请核对单位", s)
		}
	}
	switch bound {
	case +1:
		r.Hi = Max
	case -1:
		r.Lo = min(0, r.Lo)
	}
	return r, nil
}

// mark is a word around an amount, and what it means.
type mark struct {
	word   string
	suffix bool
	approx bool
	bound  int // +1 at least, −1 at most
}

// marks lists the words; of two of which one ends or begins with the other, the longer stands first.
func marks() []mark {
	var out []mark
	add := func(m mark, words ...string) {
		for _, m.word = range words {
			out = append(out, m)
		}
	}
	add(mark{}, "人民币", "RMB", "CNY", "¥", "总投资", "投资", "计划", "合计", "共", "为", ":")
	add(mark{suffix: true}, "人民币", "RMB", "CNY")
	add(mark{approx: true}, "大约", "约", "近", "大概")
	add(mark{approx: true, suffix: true}, "左右", "上下")
	add(mark{bound: +1}, "不低于", "不少于", "不小于", "超过", "大于", "超", "逾", "≥", ">=", ">")
	add(mark{bound: +1, suffix: true}, "及以上", "以上", "起")
	add(mark{bound: -1}, "不超过", "不高于", "不大于", "小于", "≤", "<=", "<")
	add(mark{bound: -1, suffix: true}, "及以下", "以下", "以内")
	return out
}

// strip takes off what surrounds the number: spaces, currency marks, words of approximation and bounds.
func strip(s string) (t string, approx bool, bound int) {
	t = strings.Join(strings.Fields(s), "")
	for again := true; again; {
		again = false
		for _, m := range marks() {
			rest, ok := strings.CutPrefix(t, m.word)
			if m.suffix {
				rest, ok = strings.CutSuffix(t, m.word)
			}
			if !ok {
				continue
			}
			t, again, approx = rest, true, approx || m.approx
			if m.bound != 0 {
				bound = m.bound
			}
		}
	}
	for _, w := range []string{"余", "多"} { // 10余亿元, 10亿多元
		if strings.Contains(t, w) {
			t, approx = strings.Replace(t, w, "", 1), true
		}
	}
	return t, approx, bound
}

func foreign(t string) bool {
	for _, w := range []string{"美元", "美金", "港元", "港币", "澳元", "欧元", "日元", "英镑", "新台币", "韩元", "外汇", "USD", "HKD", "EUR", "JPY", "GBP", "$", "€", "£"} {
		if strings.Contains(strings.ToUpper(t), w) {
			return true
		}
	}
	return false
}

// cutRange splits at the first sign of a range; a minus at the head or in an exponent is none.
func cutRange(t string) (low, high string, ok bool) {
	for i, r := range t {
		switch r {
		case '-':
			if i == 0 || t[i-1] == 'e' || t[i-1] == 'E' {
				continue
			}
		case '~', '～', '—', '―', '至', '到':
		default:
			continue
		}
		return t[:i], strings.TrimLeft(t[i:], "-~～—―至到"), true
	}
	return "", t, false
}

type reading struct {
	yuan Yuan
	unit Unit // of the last term, 0 when the text named none
}

// amount reads the sum of terms "8亿5000万元". A text without unit takes inherit, then the options' unit.
func amount(t, original string, o Options, inherit Unit) (reading, error) {
	body, yuanWritten := strings.CutSuffix(t, "元")
	body, negative := cutMinus(body)
	var sum Yuan
	last := Unit(0) // the unit of the term before
	for first := true; first || body != ""; first = false {
		digits := strings.IndexAny(body, "十百千万亿")
		unit, rest := Unit(0), ""
		if digits < 0 {
			digits = len(body)
		} else {
			unit, rest = multiplier(body[digits:])
		}
		switch {
		case unit == 0 && yuanWritten:
			unit = UnitYuan
		case unit == 0 && !first:
			return reading{}, errs.New(errs.Invalid, "“%s”后面的数没有单位，请写完整（如8亿5000万元）", original)
		case unit == 0 && inherit > 0:
			unit = inherit
		case unit == 0 && o.Unit > 0:
			unit = o.Unit
		case unit == 0:
			if _, err := number.Parse(body[:digits]); err == nil {
				return reading{}, errs.New(errs.Invalid, "“%s”没有单位，请写明元、万元或亿元", original)
			}
		}
		if !first && unit >= last {
			return reading{}, errs.New(errs.Invalid, "看不懂金额“%s”，请写成8亿元、3200万元的样子", original)
		}
		d, err := number.Parse(body[:digits])
		if err != nil || d.Coef < 0 {
			return reading{}, errs.New(errs.Invalid, "看不懂金额“%s”，请写成8亿元、3200万元的样子", original)
		}
		term, ok := d.Times(int64(unit))
		if sum, err = Sum(sum, Yuan(term)); err != nil || !ok {
			return reading{}, errs.New(errs.Invalid, "金额“%s”超出可以保存的范围，请核对单位", original)
		}
		last, body = unit, rest
	}
	if negative {
		if sum = -sum; sum < 0 && !o.Negative {
			return reading{}, errs.New(errs.Invalid, "金额“%s”是负数，这里不能为负，请核对", original)
		}
	}
	return reading{sum, last}, nil
}

// cutMinus takes off a minus or accountants' parentheses.
func cutMinus(body string) (string, bool) {
	if rest, ok := strings.CutPrefix(body, "-"); ok {
		return rest, true
	}
	if strings.HasPrefix(body, "(") && strings.HasSuffix(body, ")") {
		return body[1 : len(body)-1], true
	}
	return body, false
}

// multiplier reads the unit characters at the head of s, such as 亿, 千万, 万亿; 0 when there are none.
func multiplier(s string) (u Unit, rest string) {
	rest = s
	take := func(word string, factor Unit) bool {
		after, ok := strings.CutPrefix(rest, word)
		if ok {
			rest, u = after, max(u, 1)*factor
		}
		return ok
	}
	_ = take("十", 10) || take("百", 100) || take("千", 1000)
	take("万", Wan)
	take("亿", Yi)
	return u, rest
}
