package firmname

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/datatest"
)

func TestSplit(t *testing.T) {
	for name, want := range map[string]Name{
		"佛山市高明区景川智能装备制造股份有限公司": {Region: "佛山市高明区", Code: "440608", Brand: "景川", Trade: "智能装备制造", Form: "股份有限公司"},
		"晶川（深圳）新能源科技有限公司":      {Region: "深圳", Code: "440300", Brand: "晶川", Trade: "新能源科技", Form: "有限公司"},
		"中国石油天然气股份有限公司":        {Region: "中国", Trade: "石油天然气", Form: "股份有限公司"},
		"铜陵有色金属集团股份有限公司":       {Region: "铜陵", Code: "340700", Trade: "有色金属", Form: "集团股份有限公司"},
		"四川言几又文化传播有限公司成都第三分公司": {Region: "四川", Code: "510000", Brand: "言几又", Trade: "文化传播", Form: "有限公司", Branch: "成都第三分公司"},
		"东方电气集团":   {Brand: "东方", Trade: "电气", Form: "集团"},
		"吴江市鼎盛丝绸厂": {Region: "吴江市", Code: "320509", Brand: "鼎盛", Trade: "丝绸", Form: "厂"},
		"某某公司":     {Brand: "某某", Form: "公司"},
		"":         {},
		"公司":       {Trade: "公司"},
		"（）":       {},
		"（（（":      {},
	} {
		want.Full = Fold(name)
		if diff := cmp.Diff(want, Split(name)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
	for _, wild := range []string{strings.Repeat("（", 3000), strings.Repeat("深圳市", 2000), "\x00\xff有限公司", "ＡＢＣ　Ｃｏ．，Ｌｔｄ", strings.Repeat("新材料", 900) + "有限公司"} {
		Split(wild) // comes back at all
	}
}

func TestLikeness(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want string
	}{
		{"铜陵景川铜业有限公司", "铜陵市景川铜业有限责任公司", "same"},
		{"景川（深圳）科技有限公司", "深圳市景川科技股份有限公司", "same"},
		{"ABC电子有限公司", "ＡＢＣ电子有限公司", "same"},
		{"景川铜业有限公司", "铜陵景川铜业有限公司", "review"},
		{"青海盐湖工业股份有限公司", "青海盐湖工业集团股份有限公司", "review"},
		{"铜陵景川铜业有限公司", "铜陵京川铜业有限公司", "review"}, // by sound
		{"铜陵景川铜业有限公司", "铜陵景山铜业有限公司", ""},
		{"景川铜业有限公司", "景川铜业有限公司上海分公司", ""},
		{"上海万达商贸有限公司", "北京万达商贸有限公司", ""},
		{"云南旅游股份有限公司", "丽江旅游股份有限公司", ""},
		{"", "甲公司", ""},
	} {
		x, y := Split(c.a), Split(c.b)
		score, why := Likeness(x, y)
		back, _ := Likeness(y, x)
		got := ""
		switch {
		case score >= Same:
			got = "same"
		case score >= Review:
			got = "review"
		}
		if got != c.want || score != back || why == "" {
			t.Errorf("%s | %s: %.2f %q %s, want %q; the other way %.2f", c.a, c.b, score, got, why, c.want, back)
		}
		if near := Near(x, y); x.Normal() != y.Normal() && near != (score > 0) {
			t.Errorf("%s | %s: near %v at %.2f", c.a, c.b, near, score)
		}
	}
}

type annotated struct {
	Text  string              `json:"text"`
	Label map[string][][3]any `json:"label"`
}

func (a *annotated) part(kind string) string {
	out := ""
	for _, v := range a.Label[kind] {
		out += v[0].(string)
	}
	return out
}

func readAnnotated(t *testing.T) []annotated {
	t.Helper()
	f, err := os.Open(datatest.Path(t, "company-names/annotated-1500.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []annotated
	for s := bufio.NewScanner(f); s.Scan(); {
		var a annotated
		if err := json.Unmarshal(s.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		out = append(out, a)
	}
	return out
}

// TestSplitOnAnnotatedNames measures against hand-checked names. The word lists were completed while looking at these names,
// so the figures are those of a tuned list, not of unseen names. A part is right when it is the same text.
func TestSplitOnAnnotatedNames(t *testing.T) {
	names := readAnnotated(t)
	for _, part := range []struct {
		kind              string
		precision, recall float64
		of                func(Name) string
	}{{"place", 0.95, 0.94, func(n Name) string { return n.Region }}, {"brand", 0.86, 0.89, func(n Name) string { return n.Brand }},
		{"trade", 0.90, 0.89, func(n Name) string { return n.Trade }}, {"suffix", 0.94, 0.93, func(n Name) string { return n.Form }}} {
		right, given, wanted := 0, 0, 0
		for i := range names {
			got, want := part.of(Split(names[i].Text)), names[i].part(part.kind)
			if got != "" {
				given++
			}
			if want != "" {
				wanted++
			}
			if got == want && got != "" {
				right++
			}
		}
		precision, recall := float64(right)/float64(given), float64(right)/float64(wanted)
		t.Logf("%s: precision %.3f, recall %.3f", part.kind, precision, recall)
		if precision < part.precision || recall < part.recall {
			t.Errorf("%s: precision %.3f, recall %.3f; at least %.2f and %.2f", part.kind, precision, recall, part.precision, part.recall)
		}
	}
}

func BenchmarkSplit(b *testing.B) {
	for b.Loop() {
		Split("佛山市高明区景川智能装备制造股份有限公司")
	}
}
