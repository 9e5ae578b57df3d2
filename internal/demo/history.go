package demo

import (
	"fmt"
	"math"
	"slices"
	"time"

	"lianzhang/internal/project"
)

// life is one project with the months of its investment.
type life struct {
	p        project.Project
	born     string  // month of its first appearance in the register
	pace     float64 // share of the planned pace at which it invests
	diligent float64 // chance that a month's report is filed in time
}

// place chooses where a project of the chain lies: mostly in the chain's own places.
func (b *builder) place(c *chainSeed) place {
	if b.rng.Float64() < .55 {
		code := pick(b, c.zones)
		return b.regions[slices.IndexFunc(b.regions, func(p place) bool { return p.code == code })]
	}
	n := b.rng.IntN(100)
	for _, p := range b.regions {
		if n -= p.weight; n < 0 {
			return p
		}
	}
	return b.regions[0]
}

// amount draws a size in 亿元 around the median with a log-normal spread, rounded as contracts are, in yuan.
func (b *builder) amount(median, spread float64) int64 {
	v := median * math.Exp(b.rng.NormFloat64()*spread)
	v = min(max(v, .3), 80)
	step := .05
	if v > 5 {
		step = .5
	}
	return int64(math.Round(v/step)*step*100) * 1_000_000
}

func (b *builder) history() error {
	seeds := chainSeeds()
	var lives []*life
	for n := range b.Count {
		i := b.chainOf(seeds, n)
		lives = append(lives, b.life(&seeds[i], i))
	}
	slices.SortStableFunc(lives, func(x, y *life) int {
		if x.born < y.born {
			return -1
		} else if x.born > y.born {
			return 1
		}
		return 0
	})
	const months = 36
	for back := months; back >= 0; back-- {
		month := b.monthsBack(back)
		if back == ticketsFrom {
			if err := b.planTickets(); err != nil {
				return err
			}
		}
		if err := b.measure(month, back); err != nil {
			return err
		}
		if err := b.month(lives, month, back); err != nil {
			return err
		}
		if err := b.chainWork(month, back); err != nil {
			return err
		}
		if err := b.tours(month); err != nil {
			return err
		}
		if err := b.scores(month, back); err != nil {
			return err
		}
		b.Progress("项目和月报", months-back, months)
	}
	if err := b.reach(b.Today); err != nil {
		return err
	}
	if b.Leads != nil { // its lights turn by the calendar too
		if _, _, err := b.Leads.Turn(b.ctx); err != nil {
			return err
		}
	}
	if b.Tasks != nil {
		if _, err := b.Tasks.Turn(b.ctx); err != nil {
			return err
		}
	}
	if err := b.lateReports(lives); err != nil {
		return err
	}
	b.Clock.Set(b.Today)
	_, err := b.Review.EvaluateAll(b.ctx, nil)
	return err
}

func (b *builder) chainOf(seeds []chainSeed, n int) int {
	total := 0
	for _, s := range seeds {
		total += s.weight
	}
	k := b.rng.IntN(total)
	for i, s := range seeds {
		if k -= s.weight; k < 0 {
			return i
		}
	}
	return n % len(seeds)
}

func (b *builder) life(c *chainSeed, i int) *life {
	at := b.place(c)
	firm := b.firm(c)
	ch := b.chains[i]
	step := b.wanted(i)
	product := pick(b, step.Products)
	p := project.Project{Name: b.projectName(product, firm), Region: at.code, Park: pick(b, at.parks), ChainID: ch.ID, Node: step.Name, Investor: firm.name,
		TotalInvest: b.amount(3.2, .95), Level: pick(b, []string{"省重点", "市重点", "市重点", "县重点", "县重点", "县重点"}),
		Class: pick(b, []string{"新建", "新建", "续建", "技改"}), BuildKind: "制造业", Team: ch.Team, LeadUnitID: ch.UnitID, Leader: c.chief,
		Source: pick(b, []string{"驻点招商", "以商招商", "产业大会", "基金招商", "商会推荐", "本地增资"}), Content: "建设" + product + "及配套设施"}
	p.UnitID = b.owner(at, c)
	p.FixedInvest = p.TotalInvest / 100 * int64(60+b.rng.IntN(30)) / 1_000_000 * 1_000_000
	p.LandMu = math.Round(float64(p.TotalInvest) / 1e8 * (14 + b.rng.Float64()*12))
	p.OutputPlan, p.TaxPlan, p.Jobs = p.TotalInvest/10*int64(12+b.rng.IntN(10)), p.TotalInvest/1000*int64(40+b.rng.IntN(40)), 20+p.TotalInvest/1e8*int64(20+b.rng.IntN(30))
	if b.rng.Float64() < .86 {
		p.Officer, p.OfficerPhone = b.person(), fmt.Sprintf("1990000%04d", b.rng.IntN(10000))
	}
	if b.rng.Float64() < .8 {
		p.PlanNote = "一项目一方案（" + at.name + "）"
	}
	l := &life{p: p, pace: b.pace(), diligent: .97 - b.rng.Float64()*b.rng.Float64()*.3}
	b.dates(l)
	return l
}

// owner is the unit that fills in: the place's own, or for one in five the chain's lead unit.
func (b *builder) owner(at place, c *chainSeed) string {
	switch {
	case b.rng.IntN(5) == 0:
		return b.units[c.lead]
	case at.kind == "zone":
		return b.units[at.name+pick(b, []string{"经发局", "企服局"})]
	}
	return b.units[at.name+pick(b, []string{"发改局", "工信局"})]
}

// pace: most keep up, some lag, a few stand still.
func (b *builder) pace() float64 {
	switch n := b.rng.IntN(100); {
	case n < 70:
		return 1.15 + b.rng.Float64()*.4
	case n < 82:
		return .9 + b.rng.Float64()*.22
	case n < 96:
		return .62 + b.rng.Float64()*.25
	}
	return .05 + b.rng.Float64()*.2
}

// dates lays out the milestones from a first contact within the last four years; planned dates come from the contract,
// actual ones slip by the project's own temper.
func (b *builder) dates(l *life) {
	today, _ := time.Parse("2006-01-02", b.Today)
	first := today.AddDate(0, 0, -b.rng.IntN(1500)-20)
	slip := max(0.6, 1.05+b.rng.NormFloat64()*.28+max(0, (.95-l.pace)*.7))
	at, plan := first, first
	spans := map[string]float64{project.Talks: 40, project.Signed: 100, project.Started: 130, project.Completed: 380, project.Produced: 80, project.Capacity: 330}
	dropped := ""
	for _, m := range l.p.Milestones() {
		if m.Stage != project.Lead {
			days := spans[m.Stage] * (.6 + b.rng.Float64()*.8)
			plan = plan.AddDate(0, 0, int(days))
			at = at.AddDate(0, 0, int(days*slip))
			*m.Plan = plan.Format("2006-01-02")
		}
		if at.After(today) || dropped != "" {
			continue
		}
		*m.Actual = at.Format("2006-01-02")
		chance := map[string]float64{project.Lead: .1, project.Talks: .16, project.Signed: .05, project.Started: .008}[m.Stage]
		if end := at.AddDate(0, 0, 30+b.rng.IntN(90)); b.rng.Float64() < chance && end.Before(today) {
			dropped, l.p.EndedOn = m.Stage, end.Format("2006-01-02")
			l.p.EndedWhy = pick(b, []string{"投资方资金安排变化", "用地指标未落实", "市场变化，暂缓投资", "与外地签约"})
		}
		plan = at // the contract's later dates count from what has happened
		if m.Stage != project.Signed {
			continue
		}
		l.p.RegisteredOn = at.AddDate(0, 0, 20+b.rng.IntN(40)).Format("2006-01-02")
	}
	if l.p.StartedActual != "" && b.rng.Float64() < .9 {
		on, _ := time.Parse("2006-01-02", l.p.StartedActual)
		if lib := on.AddDate(0, 0, 10+b.rng.IntN(60)); lib.Before(today) {
			l.p.LibraryOn, l.p.LibraryCode = lib.Format("2006-01-02"), fmt.Sprintf("TJ%08d", b.rng.IntN(100_000_000))
		}
	}
	for _, d := range []*string{&l.p.RegisteredOn} {
		if *d > b.Today {
			*d = ""
		}
	}
	l.born = max(l.p.LeadActual[:7], b.monthsBack(36))
}
