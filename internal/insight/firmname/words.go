package firmname

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"lianzhang/internal/platform/industry"
	"lianzhang/internal/platform/region"
)

//go:embed trades.txt
var tradesText string

//go:embed forms.txt
var formsText string

// nation stands for 中国 where a code is wanted.
const nation = "000000"

// lists are the word lists, made once.
type lists struct {
	trades  map[string]bool
	longest int // runes of the longest trade word
	forms   []string
	places  map[string][]region.Region // by full and short name
}

var words = sync.OnceValue(load)

func load() *lists {
	w := &lists{trades: map[string]bool{}, places: map[string][]region.Region{}}
	add := func(word string) {
		if n := len([]rune(word)); n >= 2 && n <= 8 {
			w.trades[word] = true
			w.longest = max(w.longest, n)
		}
	}
	for _, word := range entries(tradesText) {
		add(word)
	}
	for _, section := range industry.Children("") {
		w.classes(section, add)
	}
	w.forms = entries(formsText)
	slices.SortStableFunc(w.forms, func(a, b string) int { return len(b) - len(a) })
	for _, p := range region.Children("") {
		w.division(p)
	}
	for _, list := range w.places {
		slices.SortStableFunc(list, func(a, b region.Region) int { return int(a.Level() - b.Level()) })
	}
	return w
}

func entries(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "#") {
			out = append(out, strings.Fields(line)...)
		}
	}
	return out
}

var joiners = strings.NewReplacer("、", " ", "和", " ", "及", " ", "与", " ", "（", " ", "）", " ", "的", " ", "其他", " ", "未列明", " ", "专用", " ", "活动", " ", "制造", " ",
	"加工", " ", "服务", " ", "批发", " ", "零售", " ", "生产", " ", "修理", " ", "管理", " ", "机构", " ", "业", " ")

// classes adds the nouns of the classes' names.
func (w *lists) classes(c industry.Class, add func(string)) {
	for _, word := range strings.Fields(joiners.Replace(c.Name)) {
		if n := len([]rune(word)); n <= 5 {
			add(word)
		}
	}
	for _, below := range industry.Children(c.Code) {
		w.classes(below, add)
	}
}

func (w *lists) division(r region.Region) {
	w.places[r.Name] = append(w.places[r.Name], r)
	if s := region.Short(r.Name); s != r.Name {
		w.places[s] = append(w.places[s], r)
	}
	for _, below := range region.Children(r.Code) {
		w.division(below)
	}
}

// zones are kinds of places that no table lists: a name ending so right after a place belongs to it.
var zones = []string{"经济技术开发区", "经济开发区", "高新技术产业开发区", "高新技术开发区", "高新区", "经开区", "工业园区", "工业园", "新技术产业园区", "保税港区", "开发区", "自贸区", "保税区", "新区"}

// place is the length in bytes of the place at the start of s, and its code. Below a code only divisions of it count, and one
// that stands first and is only a short name of a county must not be a word that brands are made of.
func (w *lists) place(s, under string, first bool) (int, string) {
	if first && strings.HasPrefix(s, "中国") {
		return len("中国"), nation
	}
	if under != "" {
		for _, z := range zones {
			if strings.HasPrefix(s, z) {
				return len(z), under
			}
		}
	}
	r := []rune(s)
	for n := min(len(r)-1, 12); n >= 2; n-- {
		word := string(r[:n])
		for _, d := range w.places[word] {
			switch {
			case under != "" && under != nation && !region.Covers(under, d.Code), d.Code == under:
				continue
			case d.Level() == region.County && word != d.Name && (len(r)-n < 2 || (first || under == nation) && commonWord(word) || w.begins(r[n-1:], r[n:])):
				continue
			}
			code := d.Code
			if under == "" && len(w.places[word]) > 1 && w.places[word][1].Level() == d.Level() {
				code = ""
			}
			return len(word), code
		}
		if n >= 3 && strings.ContainsRune("市区县", r[n-1]) { // of a name that is no longer in force
			for _, d := range region.Find(word, strings.TrimPrefix(under, nation)) {
				return len(word), d.Code
			}
			for _, d := range w.places[string(r[:n-1])] { // 吴江市 for what is 吴江区 today
				if region.Covers(strings.TrimPrefix(under, nation), d.Code) {
					return len(word), d.Code
				}
			}
		}
	}
	return 0, ""
}

// begins tells whether a trade word spans the end of the supposed place: 长城+市... is no place when the last character
// belongs to the next word and the rest alone is none.
func (w *lists) begins(span, rest []rune) bool {
	return len(span) >= 2 && w.trades[string(span[:2])] && !(len(rest) >= 2 && w.trades[string(rest[:2])])
}

// commonWord tells short names of counties that far more often are brands.
func commonWord(s string) bool {
	return strings.Contains(" 东方 和平 新华 长安 金山 宝山 凤凰 永定 长城 朝阳 东风 新兴 友好 向阳 红旗 红星 前进 建华 太和 太平 永安 永康 永新 永兴 永丰 永泰 永顺 安康 安宁 安泰 平安 "+
		"长乐 长兴 长春 兴隆 兴安 兴业 兴国 兴宁 兴文 丰泽 丰台 丰城 德兴 德安 德昌 德惠 大同 大通 大方 大化 汇川 华安 华龙 华容 华宁 泰安 泰和 泰兴 宁安 宏伟 吉安 吉利 吉水 金安 金凤 金口 金沙 金阳 "+
		"龙门 龙江 龙华 龙城 龙山 龙泉 嘉禾 嘉祥 嘉善 美兰 天台 天河 天山 天桥 天元 天心 天宁 天等 天长 万全 万荣 万安 万年 海安 海丰 海兴 海盐 海城 海州 海港 海伦 富源 富民 富宁 富锦 富裕 福安 福清 福田 福海 福山 "+
		"新和 新安 新丰 新源 新泰 新田 新城 新野 新星 新民 新都 新宁 新建 广安 广丰 广德 广汉 广平 博爱 博兴 博野 巨野 铁东 铁西 中方 中江 中阳 中山 中牟 高新 明光 光明 光泽 远安 昌平 昌吉 昌宁 昌图 昌江 昌乐 昌黎 "+
		"武进 青山 青云 平和 顺平 顺昌 顺义 利川 利辛 信丰 信宜 瑞安 瑞昌 瑞丽 瑞金 祥云 祥符 康平 康定 康保 同心 同德 集美 集安 荣昌 荣成 通达 通化 通海 通江 南明 源城 乐平 乐安 乐业 ", " "+s+" ")
}

// trade parts brand and trade: from the end backwards as many trade words as fit, so that a brand of two characters or more,
// or none at all, remains in front.
func (w *lists) trade(s string) (brand, trade string) {
	r := []rune(s)
	n := len(r)
	if n == 0 {
		return "", ""
	}
	reach := make([]bool, n+1) // reach[i]: r[i:] is made of trade words
	reach[n] = true
	best := n
	for i := n - 2; i >= 0; i-- {
		for k := 2; k <= w.longest && i+k <= n; k++ {
			if reach[i+k] && w.trades[string(r[i:i+k])] {
				reach[i] = true
				break
			}
		}
		if reach[i] && (i == 0 || i >= 2) {
			best = i
		}
	}
	if best == n && n > 2 {
		best = w.guess(r)
	}
	return string(r[:best]), string(r[best:])
}

// guess parts a text whose end no list knows: where the last known word ends, else two characters are the brand, which is so
// in most names.
func (w *lists) guess(r []rune) int {
	n := len(r)
	for i := 2; i+2 <= n; i++ {
		for k := min(w.longest, n-i); k >= 2; k-- {
			if w.trades[string(r[i:i+k])] {
				return i
			}
		}
	}
	if n >= 4 && strings.ContainsRune("业厂店院社所馆行城坊", r[n-1]) {
		return min(n-2, max(2, n-2))
	}
	if n >= 5 {
		return 2
	}
	return n
}
