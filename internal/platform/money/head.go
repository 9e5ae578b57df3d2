package money

import (
	"slices"
	"strings"

	"lianzhang/internal/platform/number"
)

// Units finds the units that a head or a unit line names, in order and each once: "总投资（亿元）", "单位：万元", "投资额/万元". Rates
// ("万元/亩"), foreign currencies, and classes of firms ("百亿元企业", "1亿元以上") name none. More than one means that the line
// contradicts itself.
func Units(head string) []Unit {
	var out []Unit
	text := []rune(number.Tidy(head))
	for i, r := range text {
		if r != '元' || i+1 < len(text) && !strings.ContainsRune(")]】,，、。;；:： _-\n\r\t", text[i+1]) {
			continue
		}
		u, width := unitBefore(text[:i])
		if u == 0 {
			continue
		}
		before := text[:i-width]
		if len(before) > 0 && !opens(before[len(before)-1], u) {
			continue
		}
		if !slices.Contains(out, u) {
			out = append(out, u)
		}
	}
	return out
}

// unitBefore reads the unit whose 元 follows text, and how many characters stand before that 元.
func unitBefore(text []rune) (Unit, int) {
	tail := func(s string) bool { return strings.HasSuffix(string(text), s) }
	switch {
	case tail("百万"):
		return Million, 2
	case tail("十亿"):
		return TenYi, 2
	case tail("万"):
		return Wan, 1
	case tail("亿"):
		return Yi, 1
	case tail("千"):
		return Qianyuan, 1
	}
	return UnitYuan, 0
}

// opens reports whether a unit may follow the character. A bare 元 needs a bracket or the like before it, or 单元 and 美元
// would count; the others only must not be part of a number.
func opens(r rune, u Unit) bool {
	if strings.ContainsRune("([【/:：,，、 _\n\r\t", r) {
		return true
	}
	return u != UnitYuan && !strings.ContainsRune("0123456789.十百千万亿一二三四五六七八九两美港欧日", r)
}
