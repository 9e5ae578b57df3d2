package firmname

import (
	"strings"

	"lianzhang/internal/platform/pinyin"
	"lianzhang/internal/platform/region"
)

// The two thresholds of Likeness: from Same on two names are taken for one firm's, from Review on a person looks at them.
const (
	Same   = 0.93
	Review = 0.72
)

// Normal is the form in which names are compared letter by letter: places by their short names, the legal form left out
// except that a group, a branch or something that is no company keeps its word. Names with an equal normal form are one
// firm's but for chance.
func (n Name) Normal() string {
	var b strings.Builder
	for _, p := range places(n) {
		b.WriteString(p)
	}
	b.WriteString(n.Brand)
	b.WriteString(n.Trade)
	if k := n.kind(); k != "" {
		b.WriteString("·" + k)
	}
	if n.Branch != "" {
		b.WriteString("·" + n.Branch)
	}
	return b.String()
}

// places are the short names of the divisions that the region names, the nation and the province of a city left out.
func places(n Name) []string {
	if n.Code != "" {
		path := region.Path(n.Code)
		last := path[len(path)-1]
		return []string{region.Short(last.Name)}
	}
	if n.Region == "" {
		return nil
	}
	return []string{region.Short(n.Region)}
}

// kind is what of the form tells firms apart: 集团, or the whole form when it is no company.
func (n Name) kind() string {
	switch {
	case strings.Contains(n.Form, "集团"):
		return "集团"
	case strings.Contains(n.Form, "控股"):
		return "控股"
	case n.Form == "" || strings.Contains(n.Form, "公司"):
		return ""
	}
	return n.Form
}

// Key is what names of one firm surely share: the brand; of names without one, the trade. Candidates for Likeness are those
// with an equal key, or with one that differs in a character.
func (n Name) Key() string {
	if n.Brand != "" {
		return n.Brand
	}
	return n.Trade
}

// Likeness says from 0 to 1 how surely two names are one firm's, and why. It is symmetric, and 1 exactly for equal names.
func Likeness(a, b Name) (score float64, why string) {
	switch {
	case a.Full == b.Full:
		return 1, "名称相同"
	case a.Branch != b.Branch:
		return 0, "一个是分支机构"
	case a.Normal() == b.Normal():
		return 0.97, "只差地名写法或公司形式"
	}
	brand := likeBrand(a.Key(), b.Key())
	switch {
	case a.Brand == "" && b.Brand == "" && a.Code != b.Code:
		brand = min(brand, 0.6) // 云南旅游 and 丽江旅游: without a brand the place tells them apart
	case brand == shortSlip && a.Region == b.Region && a.Region != "" && len(a.Trade) >= longTrade && a.Trade == b.Trade:
		brand = 0.76 // all else is equal, and that is much
	}
	if brand == 0 {
		return 0, "字号不同"
	}
	trade, place, form := likeTrade(a.Trade, b.Trade), likePlace(a, b), 1.0
	if a.kind() != b.kind() {
		form = 0.86
	}
	score = brand * (0.55 + 0.45*trade) * place * form
	return min(score, 0.99), explain(brand, trade, place, form)
}

// Near reports whether Likeness of two names whose normal forms differ is above 0. It is cheap, to be asked of very many pairs.
func Near(a, b Name) bool {
	return a.Branch == b.Branch && likeBrand(a.Key(), b.Key()) > 0
}

func explain(brand, trade, place, form float64) string {
	var parts []string
	add := func(v float64, same, near string) {
		if v == 1 {
			parts = append(parts, same)
		} else {
			parts = append(parts, near)
		}
	}
	add(brand, "字号相同", "字号差一字")
	add(trade, "行业词相同", "行业词不同")
	add(place, "地名相同", "地名不同")
	if form != 1 {
		parts = append(parts, "一个是集团")
	}
	return strings.Join(parts, "，")
}

// A slip in a brand of two characters makes another firm's brand of it (中简, 中材), unless much else agrees: a trade of at
// least four characters in the same place.
const (
	shortSlip = 0.6
	longTrade = 4 * 3
)

// likeBrand: equal, or a long brand with one character changed, added or lost; short brands that differ are other firms.
func likeBrand(a, b string) float64 {
	if a == b {
		return 1
	}
	x, y := []rune(a), []rune(b)
	if !oneEdit(x, y) {
		return 0
	}
	switch min(len(x), len(y)) {
	case 0, 1:
		return 0
	case 2:
		switch {
		case pinyin.Sound(a) == pinyin.Sound(b):
			return 0.85 // 景川 and 京川: the usual slip of who types by sound
		case len(x) == len(y):
			return shortSlip
		}
		return 0.78
	case 3:
		return 0.86
	}
	return 0.92
}

// oneEdit tells whether one character changed, added or lost makes one of the other, or two neighbours are swapped.
func oneEdit(x, y []rune) bool {
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(y)-len(x) > 1 {
		return false
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	if len(x) < len(y) {
		return string(x[i:]) == string(y[i+1:])
	}
	if i == len(x) || string(x[i+1:]) == string(y[i+1:]) {
		return true
	}
	return i+1 < len(x) && x[i] == y[i+1] && x[i+1] == y[i] && string(x[i+2:]) == string(y[i+2:])
}

// likeTrade is the share of characters in common, in order; nothing said agrees halfway with anything.
func likeTrade(a, b string) float64 {
	switch {
	case a == b:
		return 1
	case a == "" || b == "":
		return 0.5
	}
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for i := range x {
		diagonal := 0
		for j := range y {
			keep := row[j+1]
			if x[i] == y[j] {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(row[j+1], row[j])
			}
			diagonal = keep
		}
	}
	return 2 * float64(row[len(y)]) / float64(len(x)+len(y))
}

// likePlace: one inside the other agrees, one that is not said nearly, different ones are different firms.
func likePlace(a, b Name) float64 {
	switch {
	case a.Region == b.Region:
		return 1
	case a.Region == "" || b.Region == "" || a.Region == "中国" || b.Region == "中国":
		return 0.9
	case a.Code != "" && b.Code != "" && (region.Covers(a.Code, b.Code) || region.Covers(b.Code, a.Code)):
		return 0.99
	case a.Code == "" || b.Code == "":
		if strings.Contains(a.Region, region.Short(b.Region)) || strings.Contains(b.Region, region.Short(a.Region)) {
			return 0.98
		}
	}
	return 0.5
}
