package checkup

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"lianzhang/internal/platform/errs"
)

// Param is one threshold of a detector.
type Param struct {
	Name  string  `json:"name"`
	Label string  `json:"label"`
	Unit  string  `json:"unit,omitempty"`
	Value float64 `json:"value"`
	Min   float64 `json:"min"`
	Max   float64 `json:"max"`
	Help  string  `json:"help,omitempty"`
}

// Detector is what is looked for, with its thresholds. Which numbers and words stand in it is data; how they are used is code.
type Detector struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	What  string `json:"what"`
	On    bool   `json:"on"`
	// Quick detectors need one project and those beside it, so they run when it is saved.
	Quick  bool    `json:"quick"`
	Params []Param `json:"params"`
	// Words are looked for in names and texts, parted by blanks.
	Words string `json:"words,omitempty"`
	// Effect is what a confirmed finding usually means.
	Effect Effect `json:"effect"`
}

// Rules are all detectors. No is the version: 0 = as shipped.
type Rules struct {
	No        int64      `json:"-"`
	Detectors []Detector `json:"detectors"`
}

//go:embed rules.json
var shipped []byte

// Shipped are the rules that the program brings along.
func Shipped() *Rules {
	r := new(Rules)
	if err := json.Unmarshal(shipped, r); err != nil {
		panic(err) // the file is part of the program
	}
	return r
}

// Find gives the detector, nil when there is none of the id.
func (r *Rules) Find(id string) *Detector {
	for i := range r.Detectors {
		if r.Detectors[i].ID == id {
			return &r.Detectors[i]
		}
	}
	return nil
}

// Get is a threshold of a detector; an unknown name is a defect of the program.
func (d *Detector) Get(name string) float64 {
	for i := range d.Params {
		if d.Params[i].Name == name {
			return d.Params[i].Value
		}
	}
	panic("checkup: detector " + d.ID + " has no threshold " + name)
}

// yuan is a threshold in 万元, as yuan.
func (d *Detector) yuan(name string) float64 { return d.Get(name) * 1e4 }

// has reports whether a text holds one of the detector's words, and which.
func (d *Detector) has(texts ...string) string {
	for _, w := range strings.Fields(d.Words) {
		if slices.ContainsFunc(texts, func(t string) bool { return strings.Contains(t, w) }) {
			return w
		}
	}
	return ""
}

// maxWords is the length of a detector's words in characters.
const maxWords = 400

// Check says what cannot be of rules that somebody typed, at fields named "detector.param". Detectors and thresholds themselves are
// those shipped.
func (r *Rules) Check() error {
	var bad errs.Fields
	for _, d := range r.Detectors {
		for _, p := range d.Params {
			if math.IsNaN(p.Value) || p.Value < p.Min || p.Value > p.Max {
				bad.Add(d.ID+"."+p.Name, "要在%s到%s之间", plain(p.Min), plain(p.Max))
			}
		}
		if utf8.RuneCountInString(d.Words) > maxWords {
			bad.Add(d.ID+".words", "最多%d个字", maxWords)
		}
	}
	return bad.Err()
}

// plain writes a threshold without needless zeros.
func plain(v float64) string {
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.4f", v), "0"), ".")
}

// stored is a version of the rules as it is kept: only what an office may change.
type setting struct {
	On     bool               `json:"on"`
	Words  string             `json:"words,omitempty"`
	Params map[string]float64 `json:"params"`
}

func (r *Rules) encode() string {
	out := map[string]setting{}
	for _, d := range r.Detectors {
		s := setting{On: d.On, Words: d.Words, Params: map[string]float64{}}
		for _, p := range d.Params {
			s.Params[p.Name] = p.Value
		}
		out[d.ID] = s
	}
	body, err := json.Marshal(out)
	if err != nil {
		panic(err) // maps of numbers and texts
	}
	return string(body)
}

// decode lays a stored version over the shipped rules: what came with a later program keeps its default.
func decode(body string, no int64) (*Rules, error) {
	have := map[string]setting{}
	if err := json.Unmarshal([]byte(body), &have); err != nil {
		return nil, errs.Wrap(err, errs.Internal, "读不出第%d版体检规则", no)
	}
	r := Shipped()
	r.No = no
	for i := range r.Detectors {
		d := &r.Detectors[i]
		s, ok := have[d.ID]
		if !ok {
			continue
		}
		d.On, d.Words = s.On, s.Words
		for k := range d.Params {
			if v, ok := s.Params[d.Params[k].Name]; ok {
				d.Params[k].Value = v
			}
		}
	}
	return r, nil
}
