package checkup

import (
	_ "embed"
	"encoding/json"
)

// Measured is how a detector did on a city into which cases were planted: of Found findings True were about something planted, and
// of Planted cases Recalled were found, by this detector or one that may rightly find them as well.
type Measured struct {
	Detector string `json:"detector"`
	Found    int    `json:"found"`
	True     int    `json:"true"`
	Planted  int    `json:"planted"`
	Recalled int    `json:"recalled"`
}

// Trial is a measurement: when, on what, with which seed.
type Trial struct {
	Date     string     `json:"date"`
	Seed     uint64     `json:"seed"`
	Projects int        `json:"projects"`
	Honest   int        `json:"honest"` // honest cases that look like water
	Each     int        `json:"each"`   // planted of each kind
	Results  []Measured `json:"results"`
}

// All adds up the detectors.
func (t *Trial) All() Measured {
	var out Measured
	for _, m := range t.Results {
		out.Found, out.True, out.Planted, out.Recalled = out.Found+m.Found, out.True+m.True, out.Planted+m.Planted, out.Recalled+m.Recalled
	}
	return out
}

// Publication is the figures that the program ships. Held are the trials on seeds that nobody had looked at when the thresholds were
// set; Tuned is that on the seed on which they were set, and flatters them.
type Publication struct {
	Held  []Trial `json:"held"`
	Tuned Trial   `json:"tuned"`
}

// Together adds up the trials on the seeds that were held out, each detector over all of them.
func (p *Publication) Together() Trial {
	var out Trial
	for i := range p.Held {
		t := &p.Held[i]
		out.Projects, out.Honest = out.Projects+t.Projects, out.Honest+t.Honest
		for k, m := range t.Results {
			if k == len(out.Results) {
				out.Results = append(out.Results, Measured{Detector: m.Detector})
			}
			sum := &out.Results[k]
			sum.Found, sum.True, sum.Planted, sum.Recalled = sum.Found+m.Found, sum.True+m.True, sum.Planted+m.Planted, sum.Recalled+m.Recalled
		}
	}
	return out
}

//go:embed measured.json
var measured []byte

// Published are the figures that the program ships; a test of the demonstration city measures them anew.
func Published() (*Publication, error) {
	p := new(Publication)
	return p, json.Unmarshal(measured, p)
}
