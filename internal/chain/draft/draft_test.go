package draft

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/chain"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/enterprise"
)

func TestADraftFromTheRegister(t *testing.T) {
	firms := []enterprise.Enterprise{
		{Name: "甲", Subtrade: "高档棉纺织", Stream: "mid", Revenue: 85_0000_0000, Industry: "1711"},
		{Name: "乙", Subtrade: "面料织造", Stream: "mid", Revenue: 2_0000_0000},
		{Name: "丙", Subtrade: "化纤织造", Stream: "up", Revenue: 3_0000_0000},
		{Name: "丁", Subtrade: "零碳智造服装", Stream: "down"},
		{Name: "戊"}, // tells no line of business
	}
	wanted := []chain.Opportunity{
		{Name: "功能性面料织造生产基地", GapKind: "上游缺口"}, // bears the words of 面料织造
		{Name: "纺织印染废水循环利用中心", GapKind: "供应链缺口", Category: "公共平台"},
	}
	d := FromRegister("纺织服装", firms, wanted)
	byName := map[string]graph.DocNode{}
	name := map[string]string{}
	for _, n := range d.Nodes {
		byName[n.Name], name[n.Key] = n, n.Name
	}
	if len(d.Nodes) != 5 {
		t.Fatalf("%d nodes: %+v", len(d.Nodes), d.Nodes)
	}
	if n := byName["高档棉纺织"]; n.Stream != graph.Mid || !cmp.Equal(n.Codes, []string{"1711"}) {
		t.Errorf("%+v", n)
	}
	if got := byName["面料织造"].Products; !cmp.Equal(got, []string{"面料织造", "功能性面料织造"}) {
		t.Errorf("products %v", got)
	}
	if n := byName["纺织印染废水循环利用中心"]; n.Stream != graph.Support || n.Note == "" {
		t.Errorf("%+v", n)
	}
	links := map[string]string{}
	for _, e := range d.Edges {
		links[name[e.From]] = name[e.To] + " " + e.Kind
		if e.Confidence != inferred || e.Source != Source {
			t.Errorf("a link does not say what it stands on: %+v", e)
		}
	}
	want := map[string]string{"化纤织造": "面料织造 supply", "高档棉纺织": "零碳智造服装 supply", "面料织造": "零碳智造服装 supply",
		"纺织印染废水循环利用中心": "高档棉纺织 service"}
	if diff := cmp.Diff(want, links); diff != "" {
		t.Errorf("links (-want +got)\n%s", diff)
	}
}

func TestAnEmptyRegisterGivesAnEmptyDraft(t *testing.T) {
	if d := FromRegister("x", nil, nil); len(d.Nodes) != 0 || len(d.Edges) != 0 {
		t.Errorf("%+v", d)
	}
}
