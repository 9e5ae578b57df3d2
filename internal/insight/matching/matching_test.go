package matching

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func index() *Index {
	return NewIndex([]Node{
		{ID: "sep", Group: "storage", Stream: "up", Codes: []string{"C2921"}, Words: NodeWords("锂电池隔膜", "隔膜基膜、涂覆隔膜")},
		{ID: "cell", Group: "storage", Stream: "mid", Codes: []string{"3841"}, Words: NodeWords("磷酸铁锂电芯", "储能电芯、动力电池")},
		{ID: "log", Group: "logistics", Words: NodeWords("物流与输送装备", "")},
	})
}

func TestMatch(t *testing.T) {
	x := index()
	for _, c := range []struct {
		name string
		firm Firm
		want string // nodes at 0.25 and more
	}{
		{"product", Firm{Products: "锂电池隔膜"}, "sep"},
		{"main business", Firm{Business: "公司主要从事储能电芯、动力电池的研发和生产。"}, "cell"},
		{"near: 基膜 and 锂电池隔膜 without the word", Firm{Products: "锂离子电池隔膜"}, "sep"},
		{"code alone", Firm{Code: "3841"}, "cell"},
		{"code with a letter", Firm{Code: "C3841"}, "cell"},
		{"a division in common is too little", Firm{Code: "3899"}, ""},
		{"full width", Firm{Products: "　涂覆隔膜　（卷）"}, "sep"},
		{"nothing in common", Firm{Name: "某自行车厂", Products: "自行车"}, ""},
		{"nothing at all", Firm{}, ""},
		{"no text but marks", Firm{Products: "、、；；", Business: "\x00\xff。"}, ""},
		{"code that is none", Firm{Code: "XYZ"}, ""},
	} {
		var got []string
		for _, m := range x.Match(&c.firm, Queue) {
			got = append(got, x.nodes[m.Node].ID)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %q", c.name, got, c.want)
		}
	}
}

func TestTheChainDecidesBetweenEquals(t *testing.T) {
	x := NewIndex([]Node{{ID: "a", Group: "A", Words: NodeWords("检测认证", "")}, {ID: "b", Group: "B", Words: NodeWords("检测认证", "")}})
	got := x.Match(&Firm{Group: "B", Products: "检测认证"}, 0)
	if len(got) != 2 || x.nodes[got[0].Node].ID != "b" || got[0].Score <= got[1].Score {
		t.Errorf("%+v", got)
	}
	if score := got[0].Score; score <= 0 || score > 1 {
		t.Errorf("score %v", score)
	}
}

func TestPartsAndWords(t *testing.T) {
	m := index().Match(&Firm{Products: "锂电池隔膜、涂覆隔膜", Business: "锂电池隔膜", Code: "2921"}, Queue)[0]
	if diff := cmp.Diff([]string{"锂电池隔膜", "涂覆隔膜"}, m.Words()[:2]); diff != "" {
		t.Error(diff)
	}
	sum := 0.0
	for _, p := range m.Parts {
		sum += p.Value
	}
	if m.Parts[0].Kind != ByCode || cmp.Equal(sum, 0.0) || sum > m.Evidence+1e-9 || sum < m.Evidence-1e-9 {
		t.Errorf("parts %v make %v, evidence %v", m.Parts, sum, m.Evidence)
	}
}

// TestWordsOfANode: parts of joined names and the names of classes count less than what was written.
func TestWordsOfANode(t *testing.T) {
	want := []Word{{Text: "建筑陶瓷与卫浴", Weight: 1}, {Text: "建筑陶瓷", Weight: classWeight}, {Text: "卫浴", Weight: partWeight}, {Text: "马桶", Weight: 1}}
	if diff := cmp.Diff(want, NodeWords("建筑陶瓷与卫浴", "马桶；a", "3071", "9999", "")); diff != "" {
		t.Error(diff)
	}
}

func TestCommonWordsCountLess(t *testing.T) {
	nodes := []Node{{ID: "a", Words: NodeWords("智能设备", "")}, {ID: "b", Words: NodeWords("光伏组件", "")}}
	firms := make([]Firm, 400)
	for i := range firms {
		firms[i].Business = "智能设备的销售"
	}
	firms[0].Business = "光伏组件"
	x, y := NewIndex(nodes), NewIndex(nodes)
	y.Observe(firms)
	f := &Firm{Products: "智能设备"}
	if before, after := x.Match(f, 0)[0].Score, y.Match(f, 0); len(after) > 0 && after[0].Score >= before/2 {
		t.Errorf("a word that nearly all use: %v before, %v after", before, after[0].Score)
	}
	if y.Match(&firms[0], 0)[0].Score < 0.4 {
		t.Error("a rare word lost its weight")
	}
}

func TestLearn(t *testing.T) {
	docs := []Labelled{{"酒", "白酒的酿造和销售"}, {"酒", "酱香型白酒"}, {"酒", "白酒、果酒"}, {"车", "整车制造和销售"}, {"车", "汽车整车"}, {"车", "新能源整车"}, {"空", ""}}
	words := Learn(docs)
	has := func(label, word string) bool {
		for _, w := range words[label] {
			if w.Text == word && w.Learned && w.Weight > 0 && w.Weight <= 1 {
				return true
			}
		}
		return false
	}
	if len(Learn(nil)) != 0 || has("酒", "销售") {
		t.Errorf("%v", words)
	}
	x := NewIndex([]Node{{ID: "酒", Words: []Word{{Text: "白酒", Weight: 0.9, Learned: true}}}})
	if m := x.Match(&Firm{Business: "白酒"}, 0); len(m) != 1 || m[0].Evidence >= 0.9 {
		t.Errorf("a learnt word: %+v", m)
	}
}

func TestPoints(t *testing.T) {
	p := Point{Suggested: 4, Right: 2, Cases: 8}
	if p.Precision() != 0.5 || p.Recall() != 0.25 || p.F1() != 1.0/3 || (Point{}).F1() != 0 {
		t.Errorf("%v %v %v", p.Precision(), p.Recall(), p.F1())
	}
	cases := make([]Case, 101)
	for i := range cases {
		cases[i].Label = strings.Repeat("x", i)
	}
	a, b := Halves(cases, 7)
	c, d := Halves(cases, 7)
	if len(a) != 51 || len(b) != 50 || !cmp.Equal(a, c) || !cmp.Equal(b, d) {
		t.Error("halves are not the same twice")
	}
	train := []Case{{Label: "a"}, {Label: "b"}, {Label: "b"}}
	if p := MostFrequent(train, []Case{{Label: "b"}, {Label: "a"}}); p.Right != 1 || p.Suggested != 2 {
		t.Errorf("%+v", p)
	}
	if p := NameContains(map[string]string{"a": "白酒", "b": ""}, []Case{{Firm{Business: "白酒"}, "a"}}); p.Right != 1 || p.Suggested != 1 {
		t.Errorf("%+v", p)
	}
}
