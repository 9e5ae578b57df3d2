package lead

import (
	_ "embed"
	"fmt"
	"math"
	"slices"

	"lianzhang/internal/platform/errs"
)

//go:embed sheet.json
var defaultSheet []byte

// Sheet is an admission sheet: what is asked, the floors, the criteria of a hundred points, and the vetoes. Amounts of its
// inputs are in their own units, as offices fill them in.
type Sheet struct {
	Name       string      `json:"name"`
	Source     string      `json:"source"`
	Pass       float64     `json:"pass"`       // points from which a project may be admitted
	TallOver   float64     `json:"tallOver"`   // metres; what is higher counts TallFactor times for the floor ratio
	TallFactor float64     `json:"tallFactor"` //
	Inputs     []Input     `json:"inputs"`
	Floors     []Floor     `json:"floors"`
	Criteria   []Criterion `json:"criteria"`
	Vetoes     []string    `json:"vetoes"`
}

// Input is a figure that the applicant states.
type Input struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Unit  string `json:"unit"`
}

// Floor is a measure below which a project is not admitted; Good is what is wished for.
type Floor struct {
	Measure string  `json:"measure"`
	Label   string  `json:"label"`
	Unit    string  `json:"unit"`
	Min     float64 `json:"min"`
	Good    float64 `json:"good"`
}

// Criterion is a line of the sheet. With a measure and steps [[from, points], …] the points are proposed by the program.
type Criterion struct {
	ID      string       `json:"id"`
	Label   string       `json:"label"`
	Max     float64      `json:"max"`
	Guide   string       `json:"guide"`
	Measure string       `json:"measure,omitempty"`
	Steps   [][2]float64 `json:"steps,omitempty"`
}

// squareMetres are those of a mu.
const squareMetres = 2000.0 / 3

// measures are what the program can work out of the inputs.
var measures = map[string]func(sh *Sheet, in map[string]float64) (float64, bool){
	"intensity": func(_ *Sheet, in map[string]float64) (float64, bool) { return ratio(in["fixed"], in["land"]) },
	"taxMu":     func(_ *Sheet, in map[string]float64) (float64, bool) { return ratio(in["tax"], in["land"]) },
	"ratio": func(sh *Sheet, in map[string]float64) (float64, bool) {
		return ratio(in["floor"]+(sh.TallFactor-1)*in["tall"], in["land"]*squareMetres)
	},
	"cover": func(_ *Sheet, in map[string]float64) (float64, bool) {
		v, ok := ratio(in["base"], in["land"]*squareMetres)
		return 100 * v, ok
	},
	"size": func(_ *Sheet, in map[string]float64) (float64, bool) { return in["size"], in["size"] > 0 },
	"jobs": func(_ *Sheet, in map[string]float64) (float64, bool) { return in["jobs"], in["jobs"] > 0 },
}

func ratio(a, b float64) (float64, bool) {
	if a <= 0 || b <= 0 {
		return 0, false
	}
	return a / b, true
}

// ParseSheet reads a sheet and checks that it can be used: a hundred points in all, known measures, rising steps.
func ParseSheet(body []byte) (*Sheet, error) {
	sh := &Sheet{}
	if err := parse(body, sh); err != nil {
		return nil, err
	}
	var bad errs.Fields
	if sh.Name == "" {
		bad.Add("name", "给评审表起个名称")
	}
	if len(sh.Inputs) > 60 || len(sh.Criteria) > 60 || len(sh.Vetoes) > 60 || len(sh.Floors) > 60 {
		bad.Add("criteria", "每一部分不超过60项")
	}
	sum, seen := 0.0, map[string]bool{}
	for _, c := range sh.Criteria {
		sum += c.Max
		if c.ID == "" || c.Label == "" || seen[c.ID] || c.Max <= 0 {
			bad.Add("criteria", "“%s”缺标识或分值，或重复", c.Label)
		}
		seen[c.ID] = true
		c.check(&bad)
	}
	if math.Abs(sum-100) > 1e-9 {
		bad.Add("criteria", "各项满分合计%s分，应为100分", number(sum))
	}
	if sh.Pass < 0 || sh.Pass > 100 {
		bad.Add("pass", "合格分在0到100之间")
	}
	for _, f := range sh.Floors {
		if measures[f.Measure] == nil || f.Label == "" {
			bad.Add("floors", "不认识指标“%s”", f.Measure)
		}
	}
	for _, in := range sh.Inputs {
		if in.ID == "" || in.Label == "" {
			bad.Add("inputs", "每一项要有标识和名称")
		}
	}
	if sh.TallFactor < 1 {
		bad.Add("tallFactor", "不小于1")
	}
	return sh, bad.Err()
}

func (c *Criterion) check(bad *errs.Fields) {
	if c.Measure != "" && measures[c.Measure] == nil {
		bad.Add("criteria", "“%s”：不认识指标“%s”", c.Label, c.Measure)
	}
	for i, s := range c.Steps {
		if s[1] < 0 || s[1] > c.Max || i > 0 && s[0] <= c.Steps[i-1][0] {
			bad.Add("criteria", "“%s”的分档要由低到高，分值不超过%s", c.Label, number(c.Max))
			return
		}
	}
}

// Finding is a floor with what the project reaches.
type Finding struct {
	Floor
	Value float64
	Known bool
	Met   bool
}

// Findings compares the inputs with the floors.
func (sh *Sheet) Findings(in map[string]float64) []Finding {
	out := make([]Finding, 0, len(sh.Floors))
	for _, f := range sh.Floors {
		v, ok := measures[f.Measure](sh, in)
		out = append(out, Finding{f, v, ok, ok && v >= f.Min})
	}
	return out
}

// Proposed is what the steps of a criterion give; ok is false when a person must judge or an input is missing.
func (sh *Sheet) Proposed(c *Criterion, in map[string]float64) (points float64, ok bool) {
	if c.Measure == "" || len(c.Steps) == 0 {
		return 0, false
	}
	v, known := measures[c.Measure](sh, in)
	if !known {
		return 0, false
	}
	for _, s := range c.Steps {
		if v >= s[0] {
			points = s[1]
		}
	}
	return points, true
}

// total adds up points within the sheet's limits; what a reviewer left out is an error.
func (sh *Sheet) total(points map[string]float64) (float64, error) {
	var bad errs.Fields
	sum := 0.0
	for _, c := range sh.Criteria {
		p, given := points[c.ID]
		if !given {
			bad.Add(c.ID, "“%s”还没有打分", c.Label)
		}
		if p < 0 || p > c.Max || math.IsNaN(p) {
			bad.Add(c.ID, "“%s”在0到%s之间", c.Label, number(c.Max))
		}
		sum += p
	}
	for id := range points {
		if !slices.ContainsFunc(sh.Criteria, func(c Criterion) bool { return c.ID == id }) {
			bad.Add(id, "评审表里没有这一项")
		}
	}
	return sum, bad.Err()
}

// number writes a figure without needless digits.
func number(v float64) string {
	return fmt.Sprint(math.Round(v*100) / 100)
}
