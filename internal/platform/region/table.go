package region

import (
	_ "embed"
	"iter"
	"strings"
	"sync"
)

//go:embed codes.txt
var codes string

//go:embed changes.txt
var changes string

// table is the embedded text made searchable; nothing changes it once it is read.
type table struct {
	list    []Region         // by code
	byCode  map[string]int   // index into list
	byName  map[string][]int // full names
	byShort map[string][]int // names without the words for their kind
	retired map[string]Former
	oldName map[string][]string // retired codes by name
}

var national = sync.OnceValue(read)

func read() *table {
	t := &table{
		byCode:  map[string]int{},
		byName:  map[string][]int{},
		byShort: map[string][]int{},
		retired: map[string]Former{},
		oldName: map[string][]string{},
	}
	for code, name := range rows(codes) {
		i := len(t.list)
		t.list = append(t.list, Region{Code: code, Name: name})
		t.byCode[code] = i
		t.byName[name] = append(t.byName[name], i)
		if s := short(name); s != name {
			t.byShort[s] = append(t.byShort[s], i)
		}
	}
	for code, rest := range rows(changes) {
		now, name, _ := strings.Cut(rest, " ")
		f := Former{Code: code, Name: name}
		if now != "-" {
			f.Now = strings.Split(now, ",")
		}
		if name != "" {
			t.oldName[name] = append(t.oldName[name], code)
		}
		t.retired[code] = f
	}
	return t
}

// rows yields the code and the rest of each line that is no comment.
func rows(text string) iter.Seq2[string, string] {
	return func(yield func(code, rest string) bool) {
		for line := range strings.Lines(text) {
			code, rest, ok := strings.Cut(strings.TrimSpace(line), " ")
			if ok && code != "#" && !yield(code, rest) {
				return
			}
		}
	}
}

// Short is the name of a division as people leave out the word for its kind: 铜陵, 内蒙古, 恩施, 浦东.
func Short(name string) string { return short(name) }

// short takes the words for the kind of division off a name, as people leave them out: 铜陵, 内蒙古, 恩施, 浦东. At least two
// characters remain, so 单县 and 城区 stay whole.
func short(name string) string {
	for _, kind := range []string{"特别行政区", "自治区", "自治州", "自治县", "自治旗"} {
		if rest, ok := cut(name, kind); ok {
			return withoutPeoples(rest)
		}
	}
	for _, kind := range []string{"新区", "地区", "林区", "特区", "省", "市", "盟", "旗", "县", "区"} {
		if rest, ok := cut(name, kind); ok {
			return rest
		}
	}
	return name
}

// peoples are the names that self-governing divisions carry, longest first where one ends another.
const peoples = "维吾尔族 哈萨克族 柯尔克孜族 塔吉克族 达斡尔族 鄂温克族 鄂伦春族 蒙古族 朝鲜族 土家族 布依族 哈尼族 傈僳族 纳西族 拉祜族 景颇族 " +
	"布朗族 仫佬族 毛南族 仡佬族 锡伯族 裕固族 保安族 东乡族 撒拉族 普米族 独龙族 壮族 回族 满族 苗族 彝族 藏族 瑶族 侗族 白族 傣族 黎族 畲族 水族 土族 羌族 佤族 怒族 " +
	"各族 维吾尔 哈萨克 柯尔克孜 塔吉克 锡伯 蒙古"

func withoutPeoples(name string) string {
	all := strings.Fields(peoples)
	for again := true; again; {
		again = false
		for _, p := range all {
			if rest, ok := cut(name, p); ok {
				name, again = rest, true
			}
		}
	}
	rest, _ := cut(name, "族") // 东乡族自治县 is called 东乡
	return rest
}

// cut takes a suffix off when at least two characters remain.
func cut(name, suffix string) (string, bool) {
	rest, ok := strings.CutSuffix(name, suffix)
	if !ok || len(rest) < 2*len("中") {
		return name, false
	}
	return rest, true
}
