package draft

import (
	"compress/gzip"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"lianzhang/internal/chain"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/datatest"
)

func TestAWantedInvestmentFindsItsChainByItsWords(t *testing.T) {
	circles := []Circle{NewCircle("t", "纺织服装", []enterprise.Enterprise{{Name: "甲", Subtrade: "面料织造"}}), NewCircle("f", "食品饮料", []enterprise.Enterprise{{Subtrade: "调味品"}})}
	for _, tt := range []struct {
		o    chain.Opportunity
		want string
	}{
		{chain.Opportunity{Name: "功能性面料研发生产基地", Note: "补强纺织上游环节"}, "t"},
		{chain.Opportunity{Name: "冷链与中央厨房", Note: "服务于食品饮料产业"}, "f"},
		{chain.Opportunity{Name: "工业机器人"}, ""},
		{chain.Opportunity{Name: "面料和调味"}, ""}, // as much of one as of the other
		{chain.Opportunity{}, ""},
	} {
		if got := Belong(circles, &tt.o); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.o.Name, got, tt.want)
		}
	}
	if got := Belong(nil, &chain.Opportunity{Name: "面料"}); got != "" {
		t.Errorf("no chains, but %q", got)
	}
}

// TestACountysWantedInvestmentsFindTheirChains holds the guess to what the county's own chart says of each: at least 30 of 43.
func TestACountysWantedInvestmentsFindTheirChains(t *testing.T) {
	f, err := os.Open(datatest.Path(t, "gaoming/graph_data.json.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var chart struct {
		Nodes []struct {
			ID, Type, Name, Industry, Category, Description string
			Line                                            string `json:"sub_industry"`
		}
		Edges []struct{ Source, Target, Type string }
	}
	if err := json.NewDecoder(z).Decode(&chart); err != nil {
		t.Fatal(err)
	}
	firms, names, truth := map[string][]enterprise.Enterprise{}, map[string]string{}, map[string]string{}
	for _, n := range chart.Nodes {
		switch n.Type {
		case "enterprise":
			firms[n.Industry] = append(firms[n.Industry], enterprise.Enterprise{Name: n.Name, Trade: n.Industry, Subtrade: n.Line})
		case "chain":
			names[n.ID] = strings.Replace(n.Name, "新型电力系统装备", "电力装备", 1)
		}
	}
	for _, e := range chart.Edges {
		if e.Type == "opportunity_in" {
			truth[e.Source] = names[e.Target]
		}
	}
	var circles []Circle
	for trade, list := range firms {
		circles = append(circles, NewCircle(trade, trade, list))
	}
	seen, right := map[string]bool{}, 0
	for _, n := range chart.Nodes {
		if n.Type != "opportunity" || seen[n.Name] {
			continue
		}
		seen[n.Name] = true
		if got := Belong(circles, &chain.Opportunity{Name: n.Name, Category: n.Category, Note: n.Description}); got != "" && strings.HasPrefix(truth[n.ID], got) {
			right++
		}
	}
	t.Logf("%d of %d", right, len(seen))
	if len(seen) != 43 || right < 30 {
		t.Errorf("%d of %d wanted investments found their chain; want at least 30 of 43", right, len(seen))
	}
}
