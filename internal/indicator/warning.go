package indicator

import (
	_ "embed"
	"encoding/json"
	"sort"
	"strings"

	"lianzhang/internal/platform/errs"
)

// Warning is a rule of early warning: an amount of a firm that lies below the same month of the year before by a share, so many
// months running. Measure is revenue, tax, power, or silent for months without figures.
type Warning struct {
	ID      string  `json:"id"`
	Measure string  `json:"measure"`
	Below   float64 `json:"below"` // −0.2 = a fifth less
	Months  int     `json:"months"`
	Light   string  `json:"light"` // yellow or red
	Text    string  `json:"text"`
}

//go:embed operation.json
var operationRules []byte

// Warnings are the rules of early warning as they ship, red ones first.
func Warnings() ([]Warning, error) {
	var out []Warning
	if err := json.Unmarshal(operationRules, &out); err != nil {
		return nil, errs.Wrap(err, errs.Internal, "预警规则读不出来")
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Light == "red" && out[j].Light != "red" })
	return out, nil
}

// Words is the rule in words.
func (w *Warning) Words() string {
	return strings.NewReplacer("{months}", number(float64(w.Months)), "{below}", number(-w.Below*100)+"%").Replace(w.Text)
}

// Month is what a firm did in a month: yuan and kWh.
type Month struct {
	Revenue, Tax, Power int64
	Known               bool
}

func (m Month) of(measure string) int64 {
	switch measure {
	case "revenue":
		return m.Revenue
	case "tax":
		return m.Tax
	}
	return m.Power
}

// Holds reports whether the rule holds of a firm in the last month of now; before are the same months of the year before. Both run
// up to the month in question. A month of which either side is not known breaks the run, as does nothing to compare with.
func (w *Warning) Holds(now, before []Month) bool {
	if w.Months < 1 || len(now) < w.Months || len(before) != len(now) {
		return false
	}
	for n := range w.Months {
		a, b := now[len(now)-1-n], before[len(now)-1-n]
		if w.Measure == "silent" {
			if a.Known {
				return false
			}
			continue
		}
		rate, ok := Growth(float64(a.of(w.Measure)), float64(b.of(w.Measure)))
		if !a.Known || !b.Known || !ok || rate >= w.Below || w.Measure == "power" && a.Power == 0 && a.Revenue > 0 && b.Power == 0 {
			return false
		}
	}
	return true
}
