package forecast

import (
	"math"
	"strconv"

	"lianzhang/internal/insight/forecast"
	"lianzhang/internal/project"
)

// pace is how the site's projects spend: a share of the fixed investment a month, by stage, with the season and the spread of months.
type pace struct {
	last     int     // number of the last month whose reports count: 12·year + month − 1
	started  float64 // share of the fixed investment a month under construction
	done     float64 // and between completion and production
	plan     float64 // what is done of a yearly plan
	season   [12]float64
	seasonal bool
	spread   float64 // variance of a month's factor
}

// The spans of history from which rates are taken, in months, and from how many months of its own a project's pace is read.
const (
	ratesFrom = 12
	ownFrom   = 6
	ownLeast  = 3
	monthDays = 30.4375
)

// monthOf is the number of a month "2026-11".
func monthOf(period string) int {
	if len(period) < 7 {
		return 0
	}
	y, _ := strconv.Atoi(period[:4])
	m, _ := strconv.Atoi(period[5:7])
	return 12*y + m - 1
}

// lastMonth is the last month that is over on the day.
func lastMonth(day string) int {
	if monthEnd(day) == day {
		return monthOf(day)
	}
	return monthOf(day) - 1
}

// monthName is the inverse of monthOf.
func monthName(n int) string { return dateOf(firstDay(n))[:7] }

// firstDay is the number of the first day of a month.
func firstDay(n int) int {
	text := strconv.Itoa(n/12) + "-" + string([]byte{'0' + byte((n%12+1)/10), '0' + byte((n%12+1)%10)}) + "-01"
	day, _ := dayOf(text)
	return day
}

// base is the amount of which projects spend shares: the fixed investment, or seven tenths of the contract when nobody told it.
func base(p *project.Project) float64 {
	if p.FixedInvest > 0 {
		return float64(p.FixedInvest)
	}
	return .7 * float64(p.TotalInvest)
}

// site is one project's dates as numbers of days; 0 = not reached.
type site struct {
	p                       *project.Project
	started, completed, end int // end of spending: produced or ended
	reports                 []project.Report
}

func siteOf(p *project.Project, reports []project.Report) (s site, ok bool) {
	s = site{p: p, reports: reports, end: math.MaxInt}
	if s.started, ok = dayOf(p.StartedActual); !ok {
		return s, false
	}
	s.completed = math.MaxInt
	if d, ok := dayOf(p.CompletedActual); ok {
		s.completed = d
	}
	for _, date := range []string{p.ProducedActual, p.CapacityActual, p.EndedOn} {
		if d, ok := dayOf(date); ok {
			s.end = min(s.end, d)
		}
	}
	return s, true
}

// share is which part of a month, in months, the site was building and completed.
func (s *site) share(month int) (building, completed float64) {
	from, to := firstDay(month), firstDay(month+1)
	part := func(a, b int) float64 { return math.Max(0, float64(min(b, to)-max(a, from))) / monthDays }
	return part(s.started, min(s.completed, s.end)), part(min(s.completed, s.end), s.end)
}

// inMonth is what the site reported of a month.
func (s *site) inMonth(month int) float64 {
	name := monthName(month)
	for i := range s.reports {
		if s.reports[i].Period == name {
			return float64(s.reports[i].Done)
		}
	}
	return 0
}

// paceOf reads the pace from the reports up to the last month that is over on the day.
func paceOf(sites []site, day string) pace {
	p := pace{last: lastMonth(day), plan: 1}
	for m := range p.season {
		p.season[m] = 1
	}
	var money, exposure [2]float64
	first := p.last
	for i := range sites {
		for k := range sites[i].reports {
			if n := monthOf(sites[i].reports[k].Period); n <= p.last {
				first = min(first, n)
			}
		}
	}
	first = max(first, p.last-35)
	months := p.last - first + 1
	seen, expected := make([]float64, months), make([]float64, months)
	for i := range sites {
		s := &sites[i]
		for m := first; m <= p.last; m++ {
			building, completed := s.share(m)
			if building+completed == 0 {
				continue
			}
			done := s.inMonth(m)
			seen[m-first] += done
			expected[m-first] += base(s.p) * building
			if m > p.last-ratesFrom {
				money[0] += done * building / (building + completed)
				money[1] += done * completed / (building + completed)
				exposure[0] += base(s.p) * building
				exposure[1] += base(s.p) * completed
			}
		}
	}
	if exposure[0] > 0 {
		p.started = money[0] / exposure[0]
	}
	if exposure[1] > 0 {
		p.done = money[1] / exposure[1]
	}
	p.seasons(seen, expected, first)
	p.plan = planKept(sites, p.last)
	return p
}

// seasons reads the weight of each month of the year, drawn towards 1 by one mean month so that two years do not decide alone, and the
// spread of months around it.
func (p *pace) seasons(seen, expected []float64, first int) {
	total, exposure := 0.0, 0.0
	for i := range seen {
		total += seen[i]
		exposure += expected[i]
	}
	p.spread = forecast.UnknownShock
	if exposure == 0 || total == 0 {
		return
	}
	rate := total / exposure
	if p.seasonal = len(seen) >= 12; p.seasonal {
		var did, should [12]float64
		for i := range seen {
			m := (first + i) % 12
			did[m] += seen[i]
			should[m] += expected[i] * rate
		}
		mean := total / float64(len(seen))
		for m := range p.season {
			p.season[m] = (did[m] + mean) / (should[m] + mean)
		}
	}
	weighted := make([]float64, len(expected))
	for i := range expected {
		weighted[i] = expected[i] * rate
		if len(seen) >= 24 { // one year cannot tell its season from its chance
			weighted[i] *= p.season[(first+i)%12]
		}
	}
	p.spread, _ = forecast.Spread(seen, weighted)
}

// planKept is which share of the year's plans was done, over the year of the last month up to it; 1 when nothing tells.
func planKept(sites []site, last int) float64 {
	done, due := 0.0, 0.0
	year := strconv.Itoa(last / 12)
	for i := range sites {
		p := sites[i].p
		if p.PlanYear != year || p.YearPlan == 0 {
			continue
		}
		for m := last / 12 * 12; m <= last; m++ {
			if building, _ := sites[i].share(m); building > 0 {
				done += sites[i].inMonth(m)
				due += planRate(p, sites[i].started) * building
			}
		}
	}
	if due == 0 || done == 0 {
		return 1
	}
	return done / due
}

// planRate is what a yearly plan means a month, from the start or January on.
func planRate(p *project.Project, started int) float64 {
	year, _ := strconv.Atoi(p.PlanYear)
	from := max(firstDay(12*year), started)
	return float64(p.YearPlan) / max(1, float64(firstDay(12*year+12)-from)/monthDays)
}

// source tells from what a project's pace was read.
type source int

const (
	ownPace source = iota
	planPace
	sitePace
)

// of gives a project's spending a month under construction and after completion, in a month like any other.
func (p *pace) of(s *site, started bool) (building, completed float64, from source) {
	after := 0.0
	if p.started > 0 {
		after = p.done / p.started
	}
	if started {
		done, months := 0.0, 0.0
		for m := p.last - ownFrom + 1; m <= p.last; m++ {
			b, c := s.share(m)
			done += s.inMonth(m)
			months += (b + c*after) * p.season[m%12]
		}
		if months >= ownLeast {
			return done / months, done / months * after, ownPace
		}
		if s.p.YearPlan > 0 && s.p.PlanYear == strconv.Itoa((p.last+1)/12) {
			rate := planRate(s.p, s.started) * p.plan
			return rate, rate * after, planPace
		}
	}
	return p.started * base(s.p), p.done * base(s.p), sitePace
}
