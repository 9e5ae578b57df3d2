package desk

import (
	"cmp"
	"context"
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

// By is what the rows of a cockpit are.
type By string

// The two cockpits.
const (
	ByChain  By = "chain"
	ByCounty By = "county"
)

// Cockpit is the state of the chains or counties inside a scope. Ended projects are not in its sums; the signed ones of
// them count in the rates.
type Cockpit struct {
	Day   string
	Month period.Period // the last full month
	By    By
	All   Row
	Rows  []Row // by light, then by shortfall
}

// Row is a chain or a county, or the sum of all.
type Row struct {
	ID, Name string // ID "" : projects that name none
	Chief    string // of a chain
	Deputy   string
	Unit     string // short name of the lead unit
	Light    string
	Rule     string
	Text     string // why it is yellow or red
	project.Sum
	Lights  Lights
	Rates   Rates
	Months  []int64 // invested in the last thirteen full months: the first is that of the year before
	Missed  int64   // months in a row behind schedule
	Filing  Filing
	Orders  Orders
	Week    Week
	visible bool // stands in the table though it has no project
}

// Lights counts projects by light.
type Lights struct{ None, Green, Yellow, Red int64 }

// Rates counts the projects that were signed by how far they have come; each further number is a part of the one before.
type Rates struct{ Signed, Started, Produced, Capacity int64 }

// Orders counts instructions that are not done.
type Orders struct{ Open, Late int64 }

// Week is how lights changed within seven days: Red is how many more are red, Better how many turned green.
type Week struct {
	Red    int64
	Better int64
	Name   string // the latest project that turned red and is red
	NameID string
}

// Share is a ratio, 0 without a whole.
func Share(part, whole int64) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// Lag is by how much the year's investment is behind its schedule: a share, negative when ahead.
func (r *Row) Lag() float64 { return r.Schedule() - r.Rate() }

// Cockpit gives the chains or counties inside the actor's scope.
func (s *Service) Cockpit(ctx context.Context, actor authz.Actor, by By) (*Cockpit, error) {
	today := s.Clock.Today()
	c := &Cockpit{Day: today, Month: lastMonth(today), By: by}
	names, err := s.names(ctx, actor, by)
	if err != nil {
		return nil, err
	}
	groups, err := s.Projects.Groups(ctx, actor.Scope)
	if err != nil {
		return nil, err
	}
	for _, g := range groups {
		r := names.row(g.Region, g.ChainID)
		r.count(&g)
		c.All.count(&g)
	}
	if err := s.fill(ctx, actor, c, names); err != nil {
		return nil, err
	}
	for _, r := range names.rows {
		if r.N > 0 || r.Rates.Signed > 0 || r.visible {
			c.Rows = append(c.Rows, *r)
		}
	}
	slices.SortStableFunc(c.Rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(lampRank(b.Light), lampRank(a.Light)), cmp.Compare(b.Lag(), a.Lag()))
	})
	return c, nil
}

func lampRank(light string) int {
	return slices.Index([]string{review.None, review.Green, review.Yellow, review.Red}, light)
}

// count adds a group of projects.
func (r *Row) count(g *project.Group) {
	switch g.Stage {
	case project.Capacity:
		r.Rates.Capacity += g.N
		fallthrough
	case project.Produced:
		r.Rates.Produced += g.N
		fallthrough
	case project.Completed, project.Started:
		r.Rates.Started += g.N
		fallthrough
	case project.Signed, project.Withdrawn:
		r.Rates.Signed += g.N
	}
	if g.Stage == project.Withdrawn || g.Stage == project.Lost {
		return
	}
	r.Sum.Add(g.Sum)
	switch g.Light {
	case review.Green:
		r.Lights.Green += g.N
	case review.Yellow:
		r.Lights.Yellow += g.N
	case review.Red:
		r.Lights.Red += g.N
	default:
		r.Lights.None += g.N
	}
}

// fill adds to the rows what the sums do not tell: months, lights of the rows, reporting, instructions, the week.
func (s *Service) fill(ctx context.Context, actor authz.Actor, c *Cockpit, names *names) error {
	paths, err := s.paths(ctx, actor.Scope)
	if err != nil {
		return err
	}
	of := map[*Row]*path{}
	for _, r := range append(names.rows, &c.All) {
		of[r] = &path{done: map[string]int64{}}
	}
	for g, p := range paths {
		of[names.row(g.region, g.chain)].merge(p)
		of[&c.All].merge(p)
	}
	rules, err := s.lamps(ctx, c.By)
	if err != nil {
		return err
	}
	for r, p := range of {
		r.Months, r.Missed = p.line(c.Month), p.missedRun(c.Day)
		r.judge(rules, c.Day)
	}
	filings, err := s.Filings(ctx, actor.Scope, c.Month)
	if err != nil {
		return err
	}
	for _, f := range filings {
		for _, r := range []*Row{names.row(f.Region, f.ChainID), &c.All} {
			r.Filing.Due, r.Filing.Done = r.Filing.Due+f.Due, r.Filing.Done+f.Done
		}
	}
	if err := s.countOrders(ctx, actor.Scope, c, names); err != nil {
		return err
	}
	return s.week(ctx, actor.Scope, c, names)
}

// judge lights a chain or a county by rules over the sum of its projects.
func (r *Row) judge(rules *review.Compiled, today string) {
	r.Light = review.None
	if rules == nil {
		return
	}
	sum := review.Region{Code: r.ID, Sum: r.Sum, MissedRun: r.Missed}
	light, i := rules.Judge(sum.Value, today, nil)
	if r.Light = light; i >= 0 {
		r.Rule, r.Text = rules.Rules[i].ID, rules.Text(i, sum.Value)
	}
}
