package ranking

import (
	_ "embed"
	"encoding/json"
)

// Trial is one test out of sample.
type Trial struct {
	Code     string   `json:"code"`
	Name     string   `json:"name"`
	Source   string   `json:"source"`
	How      string   `json:"how"`      // what was hidden and what was predicted
	Copy     string   `json:"copy"`     // what the baseline "copy last year" is here
	Frequent string   `json:"frequent"` // what the baseline "most frequent" is here
	All      Result   `json:"all"`
	Groups   []Result `json:"groups"`
}

// Measured is what was measured, when, and with which seed.
type Measured struct {
	Date   string  `json:"date"`
	Seed   uint64  `json:"seed"`
	Trials []Trial `json:"trials"`
}

//go:embed measured.json
var measured []byte

// Published are the figures that the program ships; TestQuality measures them anew.
func Published() (*Measured, error) {
	m := new(Measured)
	return m, json.Unmarshal(measured, m)
}
