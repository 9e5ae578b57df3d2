package forecast

import (
	"context"
	"encoding/json"
	"slices"

	"lianzhang/internal/insight/forecast"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/project"
)

// BackTest is a test of the method on past dates: what it would have said on each, and what happened.
type BackTest struct {
	From   string      `json:"from"` // first and last cut-off
	To     string      `json:"to"`
	Seed   int64       `json:"seed"`
	Runs   int         `json:"runs"`
	Cases  []BackCase  `json:"cases"`
	Scores []Precision `json:"scores"` // all, then by span, then by figure
	Plain  Precision   `json:"plain"`  // all, were nothing widened
	Silent int         `json:"silent"` // figures not given for want of history
}

// BackCase is one figure on one cut-off.
type BackCase struct {
	CutOff  string        `json:"cut_off"`
	Until   string        `json:"until"`
	Span    int           `json:"span"` // months
	Measure string        `json:"measure"`
	Plain   forecast.Band `json:"plain"` // of what comes after the cut-off, as simulated
	Band    forecast.Band `json:"band"`  // widened by what was known on the cut-off of earlier errors
	Truth   int64         `json:"truth"`
	Silent  bool          `json:"silent"`
	// LastYear and Average are the baselines: what the same months of the year before brought, and the mean of the past year's months.
	LastYear int64 `json:"last_year"`
	Average  int64 `json:"average"`
}

// Precision sums up the cases of a group. The losses are mean pinball losses over P10, P50 and P90, in shares of the mean truth, so that
// projects and yuan can be added up; a baseline gives one number for all three.
type Precision struct {
	Span     int     `json:"span"`    // 0 = all
	Measure  string  `json:"measure"` // "" = all
	Cases    int     `json:"cases"`
	Held     int     `json:"held"`
	Low      float64 `json:"low"` // Wilson interval of the coverage
	High     float64 `json:"high"`
	Below    int     `json:"below"` // truths under P10
	Above    int     `json:"above"` // over P90
	Loss     float64 `json:"loss"`
	LastYear float64 `json:"last_year"`
	Average  float64 `json:"average"`
}

// Spans are the lengths in months that a back-test looks ahead.
func Spans() []int { return []int{3, 6, 12} }

// backRuns is how many runs a cut-off gets; quarters is how many quarter ends back the test goes, the city's three years.
const (
	backRuns = 2000
	quarters = 12
)

// BackTest tests the method on the quarter ends of the past three years and keeps the result.
func (s *Service) BackTest(ctx context.Context, actor authz.Actor, seed int64) (*RunRow, error) {
	if err := actor.Need(authz.ForecastRun); err != nil {
		return nil, err
	}
	took := clock.Stopwatch()
	reg, err := s.load(ctx)
	if err != nil {
		return nil, err
	}
	b := reg.backTest(seed, backRuns)
	root, err := s.root(ctx)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(b)
	if err != nil {
		return nil, err
	}
	row := &RunRow{Kind: BackTests, AsOf: b.From, Until: b.To, Seed: seed, Runs: int64(b.Runs), TookMS: took().Milliseconds()}
	return row, s.store(ctx, actor, row, root, text, nil)
}

// LatestBackTest is the last kept back-test; NotFound when there is none.
func (s *Service) LatestBackTest(ctx context.Context) (*RunRow, *BackTest, error) {
	row, text, err := s.read(ctx, BackTests, "")
	if err != nil {
		return nil, nil, err
	}
	var b BackTest
	return row, &b, json.Unmarshal(text, &b)
}

// cutOffs are the quarter ends before a day, oldest first.
func cutOffs(today string) []string {
	month := lastMonth(today)
	month -= (month + 1) % 3 // the last of a quarter
	var out []string
	for k := quarters - 1; k >= 0; k-- {
		out = append(out, dateOf(firstDay(month-3*k+1)-1))
	}
	return out
}

// backTest forecasts from each cut-off with what was known then. What was known follows from the dates of the register: a date that was
// entered late counts as known on its day.
func (r *register) backTest(seed int64, runs int) *BackTest {
	cuts := cutOffs(r.today)
	b := &BackTest{From: cuts[0], To: cuts[len(cuts)-1], Seed: seed, Runs: runs}
	now := r.known(r.today)
	final := monthName(lastMonth(r.today))
	for _, cut := range cuts {
		most := 0
		for _, span := range Spans() {
			if firstDay(lastMonth(cut)+span+1)-1 <= firstDay(lastMonth(r.today)+1)-1 {
				most = span
			}
		}
		if most == 0 {
			continue
		}
		for _, span := range Spans() {
			if span <= most {
				b.Cases = append(b.Cases, r.cases(cut, span, seed, runs, now, final)...)
			}
		}
	}
	b.widen()
	b.score()
	return b
}

func (r *register) cases(cut string, span int, seed int64, runs int, now []project.Project, final string) []BackCase {
	until := dateOf(firstDay(lastMonth(cut)+span+1) - 1)
	g := r.build(cut, until, Params{AsOf: cut, Until: until, Seed: seed, Runs: runs, Shock: -1})
	if len(g.projects) == 0 {
		return nil // before the first record
	}
	outcome := forecast.Simulate(g.setup)
	from := clock.AddDays(cut, 1)
	month := lastMonth(cut)
	var out []BackCase
	for i := range measures {
		m := &measures[i]
		c := BackCase{CutOff: cut, Until: until, Span: span, Measure: m.Code, Silent: g.silent(m) != "", Plain: forecast.Tell(slices.Clone(outcome.Totals[m.Metric]))}
		if c.Silent {
			c.Plain = forecast.Band{}
		}
		before := dateOf(firstDay(month - 11))
		yearAgo, yearAgoEnd := dateOf(firstDay(month-11)), dateOf(firstDay(month-11+span)-1)
		var average int64
		for k := range now {
			c.Truth += r.brought(&now[k], m, from, until, min(until[:7], final))
		}
		for k := range g.projects {
			p := &g.projects[k]
			average += r.brought(p, m, before, cut, cut[:7])
			c.LastYear += r.brought(p, m, yearAgo, yearAgoEnd, yearAgoEnd[:7])
		}
		c.Average = average * int64(span) / 12
		out = append(out, c)
	}
	return out
}

// score sums the cases up: all together, by span and by figure.
func (b *BackTest) score() {
	groups := []Precision{{}}
	for _, s := range Spans() {
		groups = append(groups, Precision{Span: s})
	}
	for i := range measures {
		groups = append(groups, Precision{Measure: measures[i].Code})
	}
	for _, c := range b.Cases {
		if c.Silent {
			b.Silent++
		}
	}
	mean := map[string]float64{} // of the truths of a figure and span, against which losses are measured
	count := map[string]float64{}
	key := func(c *BackCase) string { return c.Measure + string(rune(c.Span)) }
	for i := range b.Cases {
		c := &b.Cases[i]
		mean[key(c)] += float64(c.Truth)
		count[key(c)]++
	}
	unit := func(c *BackCase) float64 { return mean[key(c)] / count[key(c)] }
	for _, g := range groups {
		g.score(b.Cases, unit, func(c *BackCase) forecast.Band { return c.Band })
		b.Scores = append(b.Scores, g)
	}
	b.Plain.score(b.Cases, unit, func(c *BackCase) forecast.Band { return c.Plain })
}

// score sums up the group's cases; unit is the mean truth against which a case's losses are measured.
func (g *Precision) score(cases []BackCase, unit func(*BackCase) float64, band func(*BackCase) forecast.Band) {
	n := 0.0
	for i := range cases {
		c := &cases[i]
		if c.Silent || g.Span != 0 && c.Span != g.Span || g.Measure != "" && c.Measure != g.Measure {
			continue
		}
		said := band(c)
		g.Cases++
		switch {
		case said.Holds(c.Truth):
			g.Held++
		case c.Truth < said.P10:
			g.Below++
		default:
			g.Above++
		}
		if unit := unit(c); unit > 0 {
			n++
			truth := float64(c.Truth)
			one := func(v int64) float64 { return forecast.Band{P10: v, P50: v, P90: v}.Loss(truth) / unit }
			g.Loss += said.Loss(truth) / unit
			g.LastYear += one(c.LastYear)
			g.Average += one(c.Average)
		}
	}
	if n > 0 {
		g.Loss, g.LastYear, g.Average = g.Loss/n, g.LastYear/n, g.Average/n
	}
	g.Low, g.High = forecast.Wilson(g.Held, g.Cases)
}
