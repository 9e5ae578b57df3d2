package review

import (
	"context"
	"math"
	"slices"
	"time"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/rule"
	"lianzhang/internal/project"
)

// Explained is a project's light as a sentence: the rule, the numbers, the day it will turn and to what, and what clears it.
type Explained struct {
	Light    string
	RuleID   string
	Text     string            // one sentence with the record's values
	When     string            // the rule as written
	Numbers  *rule.Explanation // clause by clause; nil when no rule holds
	SetName  string
	TurnsOn  string // "" when nothing will change it by itself within a year
	TurnsTo  string
	TurnsWhy string
	Clear    string // in the rule's words
	Steps    []Step // computed: what would be enough
	Exempt   []Exemption
	Debt     bool
	Leaves   bool // drops off the list of its level
}

// Step is something that would better the light, with the light it leads to.
type Step struct {
	Invest int64 // further investment of this year, in yuan
	Light  string
}

// Explain gives the explained light of a project as of today.
func (s *Service) Explain(ctx context.Context, scope authz.Scope, p *project.Project) (*Explained, error) {
	sets, err := s.InForce(ctx, s.Run.DB)
	if err != nil {
		return nil, err
	}
	e := &Explained{Light: None, Debt: p.Debt}
	c := sets[LevelOf(p.Stage)]
	if c == nil {
		return e, nil
	}
	e.SetName = c.Name
	today := s.Run.Clock.Today()
	if e.Exempt, err = s.Exemptions(ctx, scope, p.ID); err != nil {
		return nil, err
	}
	judge := func(p *project.Project, day string) (string, int) {
		return c.Judge(p.Value, day, func(id string) bool {
			return slices.ContainsFunc(e.Exempt, func(x Exemption) bool { return x.Rule == id && x.Since <= day && x.Until >= day })
		})
	}
	light, i := judge(p, today)
	e.Light = light
	if i >= 0 {
		r := c.Rules[i]
		numbers := c.rules[i].Explain(rule.Env{Today: today}, p.Value)
		e.RuleID, e.Text, e.When, e.Numbers, e.Clear, e.Leaves = r.ID, c.text(i, p.Value), c.rules[i].String(), &numbers, r.Clear, r.Leaves
		e.Steps = steps(p, today, light, judge)
	}
	e.turn(c, p, today, light, judge)
	return e, nil
}

type judgeFunc func(p *project.Project, day string) (light string, ruleIndex int)

// horizon is how far ahead a turn is looked for, in days.
const horizon = 370

// turn finds the first day on which the light changes when nobody does anything: no report, no stage, no money.
func (e *Explained) turn(c *Compiled, p *project.Project, today, light string, judge judgeFunc) {
	day, err := time.Parse("2006-01-02", today)
	if err != nil || light == None {
		return
	}
	future := *p
	for range horizon {
		month := day.Month()
		day = day.AddDate(0, 0, 1)
		date := day.Format("2006-01-02")
		if date[:4] != p.PlanYear && date[:4] > today[:4] {
			return // next year has a plan of its own
		}
		if day.Month() != month {
			future.Schedule = max(future.Schedule, project.ScheduleOn(future.PlanYear, date))
			future.YearDue = int64(math.Round(future.Schedule * float64(future.YearPlan)))
			if future.YearPlan > 0 && future.YearDone < future.YearDue {
				future.MissedRun++
				future.Debt = true
			}
			was, _ := judge(&future, day.AddDate(0, 0, -1).Format("2006-01-02"))
			if was == Yellow {
				future.YellowRun++
			}
		}
		if next, i := judge(&future, date); next != light {
			e.TurnsOn, e.TurnsTo = date, next
			if i >= 0 {
				e.TurnsWhy = c.text(i, future.Value)
			}
			return
		}
	}
}

// steps finds by halving the least further investment of this year that betters the light: to yellow, and to green.
func steps(p *project.Project, today, light string, judge judgeFunc) []Step {
	var out []Step
	for _, want := range []string{Yellow, Green} {
		if rank(want) >= rank(light) {
			continue
		}
		reaches := func(more int64) bool {
			try := *p
			try.YearDone += more
			if try.YearDone >= try.YearDue {
				try.MissedRun = 0
			}
			got, _ := judge(&try, today)
			return rank(got) <= rank(want)
		}
		most := max(p.YearPlan, p.YearDue) - p.YearDone
		if most <= 0 || !reaches(most) {
			continue // money alone does not clear it
		}
		low, high := int64(0), most
		for high-low > 1 {
			if mid := (low + high) / 2; reaches(mid) {
				high = mid
			} else {
				low = mid
			}
		}
		high = (high + 9_999) / 10_000 * 10_000 // up to the 万元 in which people report
		if len(out) == 0 || out[len(out)-1].Invest != high {
			out = append(out, Step{Invest: high, Light: want})
		} else {
			out[len(out)-1].Light = want
		}
	}
	return out
}

func rank(light string) int {
	return slices.Index([]string{None, Green, Yellow, Red}, light)
}
