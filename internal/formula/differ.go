package formula

import (
	"strings"

	"lianzhang/internal/platform/rule"
)

// Only gives the rule of the records that a counts and b does not, in the numerator or the denominator; "" when the two do
// not speak of the same list, or have no such side. Below 0 and above count alike for amounts: not 0.
func Only(a, b *Bound, numerator bool) string {
	side := func(x *Bound) string {
		if numerator {
			return x.Where(x.Num)
		}
		return x.Where(x.Den)
	}
	mine, other := side(a), side(b)
	if a.List != b.List || mine == "" || other == "" {
		return ""
	}
	r, err := rule.Compile("("+mine+") 且 非 默认("+other+", 假)", a.vars, rule.Bool)
	if err != nil {
		return ""
	}
	return r.String()
}

// Words are numerator and denominator as people read them: the rules with labels, on one line.
func (c *Compiled) Words() (num, den string) {
	tidy := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	return tidy(c.Num), tidy(c.Den)
}
