package intake

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/money"
)

// unitNames are the units of money as mappings and heads write them.
func unitNamed(s string) money.Unit {
	for _, u := range []money.Unit{money.UnitYuan, money.Qianyuan, money.Wan, money.Million, money.Yi, money.TenYi} {
		if u.String() == s {
			return u
		}
	}
	return 0
}

// Amount writes an amount exactly, without grouping, in the unit: Amount(320_000_000, money.Wan) is "32000万元".
func Amount(yuan int64, u money.Unit) string {
	if u == 0 {
		u = money.UnitYuan
	}
	return Plain(yuan, u) + u.String()
}

// Plain writes an amount exactly in the unit, as a bare number.
func Plain(yuan int64, u money.Unit) string {
	if u <= 1 {
		return strconv.FormatInt(yuan, 10)
	}
	sign := ""
	if yuan < 0 {
		sign, yuan = "-", -yuan
	}
	whole, rest := yuan/int64(u), yuan%int64(u)
	if rest == 0 {
		return sign + strconv.FormatInt(whole, 10)
	}
	digits := strconv.FormatInt(int64(u)+rest, 10)[1:]
	return sign + strconv.FormatInt(whole, 10) + "." + strings.TrimRight(digits, "0")
}

// formatUnit finds the unit that a number format writes behind the number: 0.00"亿元".
func formatUnit(format string) money.Unit {
	text := strings.NewReplacer(`"`, "", `\`, "", "元", "").Replace(format)
	text = strings.Trim(text, "#0,._ ;@General￥¥[]()-红色")
	switch text {
	case "亿":
		return money.Yi
	case "万":
		return money.Wan
	}
	return 0
}

// unitFactor turns a number in one unit into the unit of the column.
type unitFactor struct {
	words  string
	factor float64
}

func (f unitFactor) times() float64 {
	if f.factor == 0 {
		return 1
	}
	return f.factor
}

// factors lists, for a column's unit, other units that people write: 亩 = 666.67 m² (DOMAIN.md).
func factors(unit string) []unitFactor {
	switch unit {
	case "亩":
		return []unitFactor{{"平方米", 1 / 666.67}, {"㎡", 1 / 666.67}, {"m2", 1 / 666.67}, {"公顷", 15}, {"平方公里", 1500}, {"万亩", 10000}, {"亩", 1}}
	case "人":
		return []unitFactor{{"万人", 10000}, {"余人", 1}, {"多人", 1}, {"人", 1}, {"名", 1}}
	case "":
		return nil
	}
	return []unitFactor{{unit, 1}}
}

// headFactor is the factor that a head asks for: 用地面积（平方米） in a column of 亩.
func headFactor(head, unit string) unitFactor {
	t := strings.ToLower(tight(head))
	for _, f := range factors(unit) {
		if strings.Contains(t, "("+f.words+")") || strings.HasSuffix(t, "/"+f.words) {
			return f
		}
	}
	return unitFactor{}
}

// cutUnit takes words of approximation and the unit off a number.
func cutUnit(t string, known []unitFactor) (body string, own unitFactor, approx bool) {
	if strings.Trim(t, "0123456789.,") == "" {
		return t, own, false // what most cells are
	}
	body = tight(t)
	for _, w := range []string{"大约", "约", "近"} {
		if rest, ok := strings.CutPrefix(body, w); ok {
			body, approx = rest, true
		}
	}
	for _, w := range []string{"左右", "以上", "余"} {
		if rest, ok := strings.CutSuffix(body, w); ok {
			body, approx = rest, true
		}
	}
	for _, f := range known {
		if rest, ok := strings.CutSuffix(strings.ToLower(body), f.words); ok && rest != "" {
			return rest, f, approx
		}
	}
	if !approx {
		return t, own, false
	}
	return body, own, approx
}

func floatText(v float64) string {
	return strconv.FormatFloat(float64(int64(v*10000+0.5))/10000, 'f', -1, 64)
}

var spoken = regexp.MustCompile(`^([零一二两三四五六七八九十百千]+)(亿|万)(?:([零一二两三四五六七八九十百千]+)(万)?)?元?$`)

// spokenAmount reads 一亿二 (1.2 亿), 三千五百万, 两亿三千万.
func spokenAmount(t string) (int64, bool) {
	m := spoken.FindStringSubmatch(tight(t))
	if m == nil {
		return 0, false
	}
	unit := map[string]int64{"亿": 1e8, "万": 1e4}[m[2]]
	total := spokenNumber(m[1]) * unit
	switch {
	case m[3] == "":
	case m[4] == "万":
		total += spokenNumber(m[3]) * 1e4
	case len([]rune(m[3])) == 1:
		total += spokenNumber(m[3]) * unit / 10
	default:
		total += spokenNumber(m[3])
	}
	return total, total > 0
}

func spokenNumber(s string) (n int64) {
	digit := int64(0)
	for _, r := range s {
		switch r {
		case '十', '百', '千':
			step := map[rune]int64{'十': 10, '百': 100, '千': 1000}[r]
			n += max(digit, 1) * step
			digit = 0
		case '两':
			digit = 2
		default:
			digit = int64(strings.IndexRune("零一二三四五六七八九", r) / len("零"))
		}
	}
	return n + digit
}

// message is what an error says to people.
func message(err error) string {
	var e *errs.Error
	if errors.As(err, &e) {
		return e.Message
	}
	return err.Error()
}
