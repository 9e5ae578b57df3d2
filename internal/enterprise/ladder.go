package enterprise

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed ladder.json
var ladderText []byte

// Condition is one condition of a step of the ladder, over a fact of the firm: revenue, rd, capital (yuan), staff, years since
// founding, growth a year, rd_share of revenue, held (another step), paper (nothing that the register knows).
type Condition struct {
	Fact string  `json:"fact"`
	Min  float64 `json:"min,omitempty"`
	Max  float64 `json:"max,omitempty"`
	Held string  `json:"held,omitempty"`
	Or   string  `json:"or,omitempty"` // a step that counts as meeting the condition
	Text string  `json:"text"`
}

// Step is one step of the ladder with its conditions and where they are written.
type Step struct {
	Rung       string      `json:"rung"`
	Name       string      `json:"name"`
	Source     string      `json:"source"`
	Conditions []Condition `json:"conditions"`
}

var ladder = sync.OnceValues(func() ([]Step, error) {
	var out []Step
	err := json.Unmarshal(ladderText, &out)
	return out, err
})

// Ladder are the steps as shipped, lowest first.
func Ladder() ([]Step, error) { return ladder() }

// The answers to a condition.
const (
	Met     = "met"
	Missing = "missing" // the facts say no
	Unknown = "unknown" // the register does not know; somebody has to look
)

// Check is a condition and what the register says to it.
type Check struct {
	Condition
	State string
	Have  string // the value, for people
}

// Near is a step above the present one, and what is missing for it.
type Near struct {
	Step
	Checks []Check
	Lacks  int // conditions that are missing
	Open   int // conditions of which the register knows nothing
}

// NextSteps are the two steps above the firm's own with what is missing for each; none for a listed firm. rows are its
// figures, held the steps that it has.
func NextSteps(e *Enterprise, rows []Figure, held []Rung, today string) ([]Near, error) {
	steps, err := Ladder()
	if err != nil {
		return nil, fmt.Errorf("read the shipped ladder: %w", err)
	}
	has := []string{e.Ladder}
	for _, r := range held {
		if r.UntilOn == "" || r.UntilOn >= today {
			has = append(has, r.Rung)
		}
	}
	facts := factsOf(e, rows, today)
	at := slices.Index(Rungs(), e.Ladder)
	var out []Near
	for _, s := range steps {
		if slices.Index(Rungs(), s.Rung) <= at || len(out) == 2 {
			continue
		}
		n := Near{Step: s}
		for _, c := range s.Conditions {
			k := c.check(facts, has)
			switch k.State {
			case Missing:
				n.Lacks++
			case Unknown:
				n.Open++
			}
			n.Checks = append(n.Checks, k)
		}
		out = append(out, n)
	}
	return out, nil
}

// fact is a value with the way people read it.
type fact struct {
	value float64
	text  string
}

// factsOf are the facts that the register knows, by name. Those of the last full year with figures go before the record's own.
func factsOf(e *Enterprise, rows []Figure, today string) map[string]fact {
	out := map[string]fact{}
	yuan := func(name string, v int64) {
		if v > 0 {
			out[name] = fact{float64(v), strconv.FormatFloat(float64(v)/1e4, 'f', -1, 64) + "万元"}
		}
	}
	yuan("revenue", e.Revenue)
	yuan("capital", e.Capital)
	if e.Staff > 0 {
		out["staff"] = fact{float64(e.Staff), strconv.FormatInt(e.Staff, 10) + "人"}
	}
	if len(e.Founded) >= 4 && len(today) >= 4 {
		born, _ := strconv.Atoi(e.Founded[:4])
		now, _ := strconv.Atoi(today[:4])
		years := now - born
		if born > 1800 && len(e.Founded) == 10 && e.Founded[4:] > today[4:] {
			years--
		}
		if born > 1800 {
			out["years"] = fact{float64(years), strconv.Itoa(years) + "年"}
		}
	}
	var years []Figure // latest first
	for _, f := range rows {
		if len(f.Period) == 4 && f.Period < today[:min(4, len(today))] {
			years = append(years, f)
		}
	}
	slices.SortFunc(years, func(a, b Figure) int { return strings.Compare(b.Period, a.Period) })
	if len(years) == 0 {
		return out
	}
	last := years[0]
	yuan("revenue", last.Revenue)
	yuan("rd", last.RD)
	if last.Revenue > 0 && last.RD > 0 {
		share := float64(last.RD) / float64(last.Revenue)
		out["rd_share"] = fact{share, strconv.FormatFloat(100*share, 'f', 1, 64) + "%"}
	}
	if len(years) > 1 && years[1].Revenue > 0 && last.Revenue > 0 {
		g := float64(last.Revenue)/float64(years[1].Revenue) - 1
		out["growth"] = fact{g, strconv.FormatFloat(100*g, 'f', 1, 64) + "%"}
	}
	return out
}

func (c Condition) check(facts map[string]fact, has []string) Check {
	k := Check{Condition: c, State: Unknown}
	if c.Held != "" || c.Or != "" && slices.Contains(has, c.Or) {
		k.State = Missing
		if slices.Contains(has, c.Held) || c.Or != "" && slices.Contains(has, c.Or) {
			k.State = Met
		}
		return k
	}
	f, ok := facts[c.Fact]
	if !ok {
		return k
	}
	k.Have, k.State = f.text, Met
	if f.value < c.Min || c.Max > 0 && f.value > c.Max {
		k.State = Missing
	}
	return k
}
