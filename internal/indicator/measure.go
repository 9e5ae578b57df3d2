package indicator

import "strings"

// family is a set of units of measure that differ by a factor only.
var families = []map[string]float64{
	{"元": 1, "千元": 1e3, "万元": 1e4, "百万元": 1e6, "千万元": 1e7, "亿元": 1e8},
	{"美元": 1, "万美元": 1e4, "亿美元": 1e8},
	{"平方米": 1, "亩": 10000.0 / 15, "公顷": 1e4, "平方公里": 1e6, "万亩": 10000.0 / 15 * 1e4, "万平方米": 1e4},
	{"千瓦时": 1, "度": 1, "万千瓦时": 1e4, "万度": 1e4, "亿千瓦时": 1e8},
	{"吨": 1, "万吨": 1e4, "千克": 1e-3},
	{"吨标准煤": 1, "吨标煤": 1, "万吨标准煤": 1e4, "万吨标煤": 1e4},
	{"立方米": 1, "万立方米": 1e4, "亿立方米": 1e8},
	{"人": 1, "万人": 1e4}, {"户": 1, "万户": 1e4}, {"家": 1, "户次": 1}, {"个": 1, "万个": 1e4}, {"件": 1, "万件": 1e4},
	{"%": 1, "百分之": 1, "‰": 0.1, "个百分点": 1},
}

// Convert is what a number in one unit of measure is multiplied by to be in another; ok is false when the two measure different
// things or are not known.
func Convert(from, to string) (factor float64, ok bool) {
	from, to = strings.TrimSpace(from), strings.TrimSpace(to)
	if from == to {
		return 1, true
	}
	for _, f := range families {
		a, okA := f[from]
		b, okB := f[to]
		if okA && okB {
			return a / b, true
		}
	}
	return 0, false
}
