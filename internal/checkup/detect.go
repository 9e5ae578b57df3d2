package checkup

import (
	"slices"
	"strings"
)

// works are the detectors' code, by the first of the detectors that each serves.
var works = []struct {
	ids []string
	do  func(*Register, *Rules, emit)
}{
	{[]string{"twin", "alike"}, twins},
	{[]string{"land", "jobs", "capital"}, sizes},
	{[]string{"peer"}, peers},
	{[]string{"rebirth"}, rebirths},
	{[]string{"funds"}, funds},
	{[]string{"jump"}, jumps},
	{[]string{"copied"}, copies},
	{[]string{"shared"}, shared},
	{[]string{"round", "monthend"}, habits},
	{[]string{"digits"}, digits},
	{[]string{"phase", "supplement", "transfer", "raise"}, contracts},
}

// Detect lets the detectors that are on look at a prepared register and gives what they find, in an order of its own that does not
// depend on that of reading. step, which may be nil, is told how many of the detectors' works are done.
func Detect(r *Register, rules *Rules, step func(done, all int)) []Draft {
	var out []Draft
	for n, w := range works {
		if slices.ContainsFunc(w.ids, func(id string) bool { d := rules.Find(id); return d.On && (r.Only == "" || d.Quick) }) {
			w.do(r, rules, func(d Draft) {
				if r.Only == "" || slices.ContainsFunc(d.Parts, func(p Part) bool { return p.ID == r.Only }) {
					out = append(out, d)
				}
			})
		}
		if step != nil {
			step(n+1, len(works))
		}
	}
	slices.SortFunc(out, func(a, b Draft) int {
		if a.Detector != b.Detector {
			return strings.Compare(a.Detector, b.Detector)
		}
		return strings.Compare(a.Key(), b.Key())
	})
	return slices.CompactFunc(out, func(a, b Draft) bool { return a.Detector == b.Detector && a.Key() == b.Key() })
}
