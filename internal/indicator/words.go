package indicator

import (
	"strings"
)

// words says what is to be known of a cell beside its number: 估计, 待审定, 缺2个县.
func (c *Cell) words(by string) []string {
	var out []string
	if c.Estimated {
		out = append(out, "含估计")
		if c.Own {
			out[0] = "估计"
		}
	}
	if c.Pending && c.Known {
		out = append(out, "待审定")
	}
	if c.Revised {
		out = append(out, "有修订")
	}
	if n := len(c.Missing); n > 0 {
		out = append(out, "缺"+number(float64(n))+counter(by))
	}
	if c.Merged != "" {
		out = append(out, c.Merged)
	}
	if c.Why != "" {
		out = append(out, c.Why)
	}
	return out
}

// Words says what is to be known of the cell beside its number, "" when there is nothing: 估计　待审定　缺2个县.
func (c *Cell) Words(by string) string { return strings.Join(c.words(by), "　") }

func counter(by string) string {
	switch by {
	case ByChain:
		return "条链"
	case ByUnit:
		return "个单位"
	case "time":
		return "期"
	}
	return "个县"
}
