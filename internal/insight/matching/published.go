package matching

import (
	_ "embed"
	"encoding/json"
)

// The default thresholds, read off the measured curves: at Queue, F1 is about highest, so a person looks at what scores as
// much; at Sure, seven suggestions in ten or more were right on both sets, so they may count before a person has looked.
const (
	Own   = 0.15 // for a firm that the office keeps under the node's own chain: it must stand somewhere on it
	Queue = 0.25
	Sure  = 0.70
)

// Thresholds are those at which the quality is measured.
var Thresholds = []float64{0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9}

// Set is the quality on one set of labelled firms: half of them taught the words, the other half was judged.
type Set struct {
	Code     string  `json:"code"`
	Name     string  `json:"name"`
	Source   string  `json:"source"`
	Labels   int     `json:"labels"`
	Train    int     `json:"train"`
	Test     int     `json:"test"`
	Curve    []Point `json:"curve"`
	Frequent Point   `json:"frequent"` // baseline: every firm gets the most frequent label
	Contains Point   `json:"contains"` // baseline: the label's name stands in the firm's text
}

// Best is the point of the curve with the highest F1.
func (s Set) Best() Point {
	var best Point
	for _, p := range s.Curve {
		if p.F1() > best.F1() {
			best = p
		}
	}
	return best
}

// Measured is what was measured, when, and with which seed.
type Measured struct {
	Date string `json:"date"`
	Seed uint64 `json:"seed"`
	Sets []Set  `json:"sets"`
}

//go:embed measured.json
var measured []byte

// Published are the figures that the program ships; TestQuality measures them anew.
func Published() (*Measured, error) {
	m := new(Measured)
	return m, json.Unmarshal(measured, m)
}
