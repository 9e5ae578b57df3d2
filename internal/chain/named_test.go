package chain

import "testing"

func TestATradeNamesAChain(t *testing.T) {
	all := []Chain{{ID: "t", Name: "纺织服装", Active: true}, {ID: "f", Name: "食品饮料产业链", Active: true}, {ID: "old", Name: "陶瓷建材"}}
	for trade, want := range map[string]string{"纺织服装": "t", "纺织服装产业链": "t", " 食品饮料 ": "f", "食品饮料产业": "f", "纺织": "", "陶瓷建材": "", "": "", "产业链": ""} {
		if got := NamedBy(all, trade); got != want {
			t.Errorf("%q names %q, want %q", trade, got, want)
		}
	}
}
