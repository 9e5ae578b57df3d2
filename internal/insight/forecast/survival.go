package forecast

import (
	"math"
	"slices"
)

// Curve is how a group of spells of one stage ended, by days.
type Curve struct {
	Spells int    `json:"spells"` // how many there were
	Moved  int    `json:"moved"`  // ended by a further stage
	Exits  int    `json:"exits"`  // ended by withdrawal or loss
	Steps  []Step `json:"steps"`  // the days on which any ended, in order
	// lasted and went are the days and the ends of all spells, by days.
	lasted []int
	went   []Stage
}

// Step is one day on which spells ended.
type Step struct {
	Day    int         `json:"day"`
	AtRisk int         `json:"at_risk"` // stays that lasted to this day
	To     map[int]int `json:"to"`      // how many went to each stage
	// Survival is the share that is still there after the day, Error its standard error (Greenwood).
	Survival float64 `json:"survival"`
	Error    float64 `json:"error"`
	// Onward and Dropped are the shares that have gone to a further stage, or out, up to the day; with Survival they make 1.
	Onward  float64 `json:"onward"`
	Dropped float64 `json:"dropped"`
}

// Ended is how many spells ended on the day.
func (s *Step) Ended() (n int) {
	for _, k := range s.To {
		n += k
	}
	return n
}

// Survival estimates the curve of spells. Open spells count as at risk up to their last day (right-censored); on one day endings come
// before closings of the books. Spells of negative length are not taken: see Fit.
func Survival(spells []Spell) Curve {
	sorted := slices.Clone(spells)
	slices.SortStableFunc(sorted, func(a, b Spell) int { return a.Days - b.Days })
	c := Curve{Spells: len(sorted)}
	survival, onward, dropped, greenwood := 1.0, 0.0, 0.0, 0.0
	for i := 0; i < len(sorted); {
		step := Step{Day: sorted[i].Days, AtRisk: len(sorted) - i, To: map[int]int{}}
		for ; i < len(sorted) && sorted[i].Days == step.Day; i++ {
			c.lasted, c.went = append(c.lasted, step.Day), append(c.went, sorted[i].To)
			if to := sorted[i].To; to != Open {
				step.To[int(to)]++
			}
		}
		ended := step.Ended()
		if ended == 0 {
			continue
		}
		n := float64(step.AtRisk)
		out := step.To[int(Exit)]
		onward += survival * float64(ended-out) / n
		dropped += survival * float64(out) / n
		survival *= 1 - float64(ended)/n
		if ended < step.AtRisk {
			greenwood += float64(ended) / (n * (n - float64(ended)))
		}
		step.Survival, step.Onward, step.Dropped = survival, onward, dropped
		step.Error = survival * math.Sqrt(greenwood)
		c.Moved, c.Exits = c.Moved+ended-out, c.Exits+out
		c.Steps = append(c.Steps, step)
	}
	return c
}

// At gives the step in force on a day: what survives, went on and was dropped. Before the first ending all survive.
func (c *Curve) At(day int) Step {
	i, _ := slices.BinarySearchFunc(c.Steps, day, func(s Step, d int) int {
		if s.Day <= d {
			return -1
		}
		return 1
	})
	if i == 0 {
		return Step{Day: day, AtRisk: c.Spells, Survival: 1}
	}
	return c.Steps[i-1]
}

// Median is the first day on which no more than half are still there; ok is false when that was never seen.
func (c *Curve) Median() (day int, ok bool) {
	for i := range c.Steps {
		if c.Steps[i].Survival <= .5 {
			return c.Steps[i].Day, true
		}
	}
	return 0, false
}

// AtRisk is how many spells lasted to the day or longer.
func (c *Curve) AtRisk(day int) int {
	i, _ := slices.BinarySearch(c.lasted, day)
	return len(c.lasted) - i
}

// Ended is how many spells ended while they were watched.
func (c *Curve) Ended() int { return c.Moved + c.Exits }
