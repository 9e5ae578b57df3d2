package report

import (
	"slices"

	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

// lights gives an item its light at the last of the month ends, the one before, and how long it has been red.
func (r *Register) lights(p *project.Project, it *Item, ends []string, runs bool) {
	last := len(ends) - 1
	first := max(0, last-1)
	if runs {
		first = 0
	}
	var lights []string
	run := int64(0)
	for _, end := range ends[first:last] {
		then, ok := r.at(p, end)
		if !ok {
			lights, run = append(lights, ""), 0
			continue
		}
		then.YellowRun = run
		r.judge(&then, end)
		run = nextRun(run, then.Light)
		if !inScope(&then.Project, end[:4]) {
			then.Light = ""
		}
		lights = append(lights, then.Light)
	}
	it.YellowRun = run
	if c, i := r.judge(it, ends[last]); i >= 0 {
		it.LightRule, it.Text, it.Clear = c.Rules[i].ID, c.Text(i, it.Value), c.Rules[i].Clear
	}
	if len(lights) > 0 {
		it.Was = lights[len(lights)-1]
	}
	if it.In && it.Light == review.Red {
		it.RedRun = r.redRun(p, ends)
	}
}

// redRun counts the month ends in a row, back from the last, at which a project that is red now was red.
func (r *Register) redRun(p *project.Project, ends []string) int64 {
	run := int64(1)
	for i := len(ends) - 2; i >= 0; i-- {
		then, ok := r.at(p, ends[i])
		if !ok {
			break
		}
		if r.judge(&then, ends[i]); then.Light != review.Red {
			break
		}
		run++
	}
	return run
}

// judge lights an item's lamp by the rules that were in force, without those from which it was exempt, and gives the rule
// that lit it, or −1.
func (r *Register) judge(it *Item, day string) (c *review.Compiled, i int) {
	it.Light, it.LightRule = review.None, ""
	if c = r.Rules[review.LevelOf(it.Stage)]; c == nil {
		return nil, -1
	}
	exempt := r.Exempt[it.ID]
	it.Light, i = c.Judge(it.Value, day, func(rule string) bool { return slices.Contains(exempt, rule) })
	return c, i
}

// needsRuns reports whether a rule asks for the months in a row with a yellow light, which only a year's replay gives.
func (r *Register) needsRuns() bool {
	for _, c := range r.Rules {
		if c.Level != review.LevelRegion && c.Uses("yellow_run") {
			return true
		}
	}
	return false
}

func nextRun(run int64, light string) int64 {
	if light == review.Yellow {
		return run + 1
	}
	return 0
}
