package forecast

import (
	"math"
	"time"

	"lianzhang/internal/insight/forecast"
	"lianzhang/internal/project"
)

// dayOf is the number of a date's day. A date that knows only its month counts as the 15th, its middle.
func dayOf(date string) (int, bool) {
	if len(date) == 7 {
		date += "-15"
	}
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return 0, false
	}
	return int(t.Unix() / 86400), true
}

// dateOf is the inverse.
func dateOf(day int) string { return time.Unix(int64(day)*86400, 0).UTC().Format(time.DateOnly) }

// monthEnd is the last day of the month of a date.
func monthEnd(date string) string {
	t, err := time.Parse("2006-01", date[:7])
	if err != nil {
		return date
	}
	return t.AddDate(0, 1, -1).Format(time.DateOnly)
}

// stageOf is the stage of a project in the model.
func stageOf(code string) forecast.Stage {
	switch code {
	case project.Withdrawn, project.Lost:
		return forecast.Exit
	}
	return forecast.Stage(project.StageRank(code))
}

// codeOf is the inverse; "" for Open and Exit.
func codeOf(s forecast.Stage) string {
	if s < forecast.Planned || s > forecast.Capacity {
		return ""
	}
	return project.Stages()[s]
}

// sizes are the classes of contract investment in which durations may differ.
func sizeOf(p *project.Project) string {
	const yi = 100_000_000
	switch {
	case p.TotalInvest <= 0:
		return ""
	case p.TotalInvest < yi:
		return "不到1亿元"
	case p.TotalInvest < 10*yi:
		return "1亿—10亿元"
	}
	return "10亿元以上"
}

// strataOf are the groups of a project, the finest first.
func strataOf(p *project.Project) []string {
	size := sizeOf(p)
	fine := ""
	if p.BuildKind != "" && size != "" {
		fine = p.BuildKind + "·" + size
	}
	return []string{fine, size, p.BuildKind}
}

// tempo is how long a project took for its stages so far, beside the medians of all.
type tempo struct{ days, usual float64 }

// ratio is how much longer than usual it took; 1 when nothing tells.
func (t tempo) ratio() float64 {
	if t.usual == 0 {
		return 1
	}
	return min(max((t.days+1)/(t.usual+1), .4), 2.5)
}

// after is the tempo with one more stay.
func (t tempo) after(s *forecast.Spell, medians map[forecast.Stage]int) tempo {
	if m := medians[s.From]; m > 0 && s.To != forecast.Open {
		return tempo{t.days + float64(s.Days), t.usual + float64(m)}
	}
	return t
}

// fewestPairs is how many stays must follow on others to tell whether who was slow stays slow.
const fewestPairs = 50

// lasting is how much of the tempo so far lasts, by stage: 0 = nothing, 1 = all.
type lasting struct {
	all   float64
	stage map[forecast.Stage]float64
}

// of is what lasts in a stage: what its own stays tell if they are enough, else what all do.
func (l *lasting) of(s forecast.Stage) float64 {
	if v, ok := l.stage[s]; ok {
		return v
	}
	return l.all
}

// persistence estimates what lasts from stays that followed on others; tempos are those on entering each spell. Stays that are not over count
// as at least so long: those that are over already are the quick ones, and alone they would say that slowness passes.
func persistence(spells []forecast.Spell, tempos []tempo) *lasting {
	by := map[forecast.Stage][]forecast.Followed{}
	for i := range spells {
		if tempos[i].usual != 0 {
			s := &spells[i]
			by[s.From] = append(by[s.From], forecast.Followed{Before: math.Log(tempos[i].ratio()), Length: math.Log(float64(s.Days + 1)), Over: s.To != forecast.Open && s.To != forecast.Exit})
		}
	}
	l := &lasting{stage: map[forecast.Stage]float64{}}
	var groups [][]forecast.Followed
	for st := forecast.Planned; st < forecast.Capacity; st++ {
		if rows := by[st]; len(rows) > 0 {
			groups = append(groups, rows)
			if v, ok := forecast.Lasting(fewestPairs, rows); ok {
				l.stage[st] = v
			}
		}
	}
	l.all, _ = forecast.Lasting(fewestPairs, groups...)
	return l
}

// medians are how long stays of each stage last, where half were seen to end.
func medians(spells []forecast.Spell) map[forecast.Stage]int {
	out := map[forecast.Stage]int{}
	for _, g := range forecast.Fit(spells, len(spells)+1).Groups {
		if m, ok := g.Curve.Median(); ok {
			out[g.Stage] = m
		}
	}
	return out
}

// spellsOf are a project's stays up to a day, from its dated milestones: a stage without a date was skipped. Stays that end before they
// begin are told in dirty, and so are dates that cannot be read or lie ahead.
func spellsOf(p *project.Project, asOf int) (out []forecast.Spell, dirty []string) {
	from, at, entered := forecast.Open, 0, ""
	add := func(to forecast.Stage, label, date string) {
		day, ok := dayOf(date)
		switch {
		case !ok:
			dirty = append(dirty, label+"日期“"+date+"”读不懂")
			return
		case day > asOf:
			dirty = append(dirty, label+"日期"+date+"在统计日之后")
			return
		}
		if from != forecast.Open {
			s := forecast.Spell{From: from, To: to, Days: day - at, Entered: at}
			if s.Sound() {
				out = append(out, s)
			} else {
				dirty = append(dirty, label+date+"早于"+entered)
			}
		}
		from, at, entered = to, day, label+date
	}
	for _, m := range p.Milestones() {
		if *m.Actual != "" {
			add(stageOf(m.Stage), m.Label, *m.Actual)
		}
	}
	if p.EndedOn != "" {
		add(forecast.Exit, "终止", p.EndedOn)
	}
	if from != forecast.Open && from < forecast.Capacity {
		out = append(out, forecast.Spell{From: from, To: forecast.Open, Days: asOf - at, Entered: at})
	}
	return out, dirty
}
