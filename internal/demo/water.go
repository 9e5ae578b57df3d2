package demo

import (
	"fmt"
	"math"
	"strings"
	"time"

	"lianzhang/internal/checkup"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/project"
)

// Planted is one case of water that was put into the city on purpose, and by which detectors it may rightly be found.
type Planted struct {
	Detector string
	Accepts  []string
	Records  []string // ids of the false records; of a pair the honest one is not among them
}

// Truth is what was planted. It is kept by who asks for it and nowhere in the city: the detectors cannot see it.
type Truth struct {
	Planted []Planted
	Honest  map[string]string // projects that look like water and are none: id → why
}

// planter plants.
type planter struct {
	*builder
	truth   *Truth
	rows    []*project.Project
	firms   []*enterprise.Enterprise
	reports map[*project.Project][]*project.Report
	later   []func() error // what can be done only once the projects have ids
	pending []pending
	decoys  map[*project.Project]string
}

type pending struct {
	Planted
	rows []*project.Project
}

// water lets the checkup look at the city with what was planted in it. What a person would find out about some findings is told as
// verdicts, so that the precision of each detector has something to show.
func (b *builder) water() error {
	if b.Checkup == nil || b.Water == 0 {
		return nil
	}
	if b.planted == nil {
		if err := b.plantWater(); err != nil {
			return err
		}
	}
	if _, err := b.Checkup.Check(b.ctx, program, checkup.Over{}, nil); err != nil {
		return err
	}
	return b.planted.verdicts()
}

// waterBeforeFreeze plants before the last month is frozen, which would otherwise have every planted project as a late entry.
func (b *builder) waterBeforeFreeze(month string) error {
	if b.Cadence == nil || b.Checkup == nil || b.Water == 0 || month+"-07" > b.Today || nextMonth(month)+"-07" <= b.Today {
		return nil
	}
	return b.plantWater()
}

// plantWater plants cases of each kind and honest ones that look alike, as they stand on the day of the clock.
func (b *builder) plantWater() error {
	p := &planter{builder: b.apart(20260705), truth: b.Truth, reports: map[*project.Project][]*project.Report{}, decoys: map[*project.Project]string{}}
	p.Today, b.planted = p.Clock.Today(), p
	if p.truth == nil {
		p.truth = new(Truth)
	}
	p.truth.Honest = map[string]string{}
	for range b.Water {
		p.doubles()
		p.sizes()
		p.firmCases()
		p.dateCases()
		p.contractCases()
		p.honest()
	}
	for range (b.Water + 3) / 4 {
		p.sharedTexts()
		if err := p.habits(); err != nil {
			return err
		}
	}
	if err := p.digits(); err != nil {
		return err
	}
	return p.plant()
}

// signed makes an honest project of the city that stands at one of the stages.
func (p *planter) signed(stages ...string) *project.Project {
	seeds := chainSeeds()
	for {
		i := p.rng.IntN(len(seeds))
		l := p.life(&seeds[i], i)
		then, ok := l.p.AsOf(p.Today, 0, nil)
		if !ok || then.EndedOn != "" || then.SignedActual == "" || strings.Contains(then.Name, "期") {
			continue
		}
		for _, s := range stages {
			if then.Stage == s {
				then.Class, then.FundsIn = "新建", then.TotalInvest/20
				return &then
			}
		}
	}
}

func (p *planter) add(row *project.Project) *project.Project {
	p.rows = append(p.rows, row)
	return row
}

// case notes what was planted; the first of accepts is the kind.
func (p *planter) note(rows []*project.Project, accepts ...string) {
	p.pending = append(p.pending, pending{Planted{Detector: accepts[0], Accepts: accepts}, rows})
}

func (p *planter) decoy(why string, rows ...*project.Project) {
	for _, r := range rows {
		p.decoys[r] = why
	}
}

// copyOf is a project as another county would enter it once more.
func (p *planter) copyOf(row *project.Project, days int) *project.Project {
	c := *row
	at := pick(p.builder, p.regions)
	c.Region, c.Park, c.Code, c.UnitID = at.code, pick(p.builder, at.parks), "", p.owner(at, &chainSeed{lead: "市工信局"})
	for _, m := range c.Milestones() {
		if *m.Actual != "" {
			*m.Actual = clock.AddDays(*m.Actual, days)
		}
		if *m.Actual > p.Today {
			*m.Actual = ""
		}
	}
	c.Stage, c.StageSince = project.Signed, c.SignedActual
	c.StartedActual, c.CompletedActual, c.ProducedActual, c.CapacityActual, c.LibraryOn, c.LibraryCode = "", "", "", "", "", ""
	return &c
}

func (p *planter) doubles() {
	a := p.add(p.signed(project.Signed, project.Started))
	p.note([]*project.Project{p.add(p.copyOf(a, -p.rng.IntN(300)))}, "twin", "alike")

	a = p.add(p.signed(project.Signed, project.Started))
	c := p.copyOf(a, -20-p.rng.IntN(200))
	switch p.rng.IntN(6) {
	case 0: // reworded
		c.Name = strings.TrimSuffix(strings.TrimSuffix(c.Name, "项目"), "研发制造") + "建设项目"
	case 1: // the firm's name in another spelling
		c.Investor = strings.Replace(strings.Replace(c.Investor, "景川市", "景川", 1), "股份有限公司", "有限公司", 1)
		c.Name = "新建" + c.Name
	case 2: // the amount a little higher
		c.TotalInvest = c.TotalInvest / 100 * 103
		c.Name += "及配套工程"
	case 3: // brand first, product after it, other content
		c.Name = c.Investor[:len("景川")] + c.Name
		c.Content += "，分两年实施"
	case 4: // a project company of another name, the rest as it was
		seeds := chainSeeds()
		c.Investor = p.firm(&seeds[p.rng.IntN(len(seeds))]).name
	case 5: // part of the amount, another name
		c.Name, c.TotalInvest = "新建"+c.Node+"生产线项目", c.TotalInvest/100*int64(60+p.rng.IntN(35))
	}
	p.note([]*project.Project{p.add(c)}, "alike", "twin")
}

func (p *planter) sizes() {
	a := p.add(p.signed(project.Signed, project.Started))
	a.LandMu = math.Max(.5, math.Round(float64(a.TotalInvest)/1e8*(1.5+7*p.rng.Float64())*10)/10)
	p.note([]*project.Project{a}, "land", "peer")
	a = p.add(p.signed(project.Signed, project.Started))
	a.TotalInvest = max(a.TotalInvest, 2_0000_0000)
	a.LandMu = math.Round(float64(a.TotalInvest) / 1e8 * 20)
	a.Jobs = max(1, a.TotalInvest/int64(1800_0000+p.rng.IntN(9000_0000)))
	p.note([]*project.Project{a}, "jobs", "peer")
	a = p.add(p.signed(project.Signed, project.Started))
	a.LandMu = math.Max(1, math.Round(float64(a.TotalInvest)/1e8*(7+3*p.rng.Float64())*10)/10)
	p.note([]*project.Project{a}, "peer")
}

func (p *planter) firmOf(row *project.Project, edit func(e *enterprise.Enterprise)) *enterprise.Enterprise {
	e := &enterprise.Enterprise{Name: row.Investor, Region: row.Region, ChainID: row.ChainID, UnitID: p.units["市投促中心"], Scale: "小型", Revenue: 8000_0000, Staff: 60,
		Founded: fmt.Sprintf("%d-%02d-%02d", 2004+p.rng.IntN(10), 1+p.rng.IntN(12), 1+p.rng.IntN(28)), Capital: row.TotalInvest / 5 / 1_0000 * 1_0000}
	edit(e)
	p.firms = append(p.firms, e)
	return e
}

func (p *planter) firmCases() {
	a := p.add(p.signed(project.Signed, project.Started))
	a.TotalInvest = max(a.TotalInvest, 1_0000_0000)
	p.firmOf(a, func(e *enterprise.Enterprise) {
		e.Capital = a.TotalInvest / int64(35+p.rng.IntN(300)) / 1_0000 * 1_0000
	})
	p.note([]*project.Project{a}, "capital")

	a = p.add(p.signed(project.Signed, project.Started))
	address := fmt.Sprintf("%s工业大道%d号", a.Park, 1+p.rng.IntN(900))
	seeds := chainSeeds()
	old := p.firmOf(&project.Project{Investor: p.firm(&seeds[0]).name, Region: a.Region, ChainID: a.ChainID, TotalInvest: a.TotalInvest}, func(e *enterprise.Enterprise) { e.Address = address })
	p.firmOf(a, func(e *enterprise.Enterprise) {
		e.Founded = clock.AddDays(a.SignedActual, -20-p.rng.IntN(250))
		switch p.rng.IntN(4) {
		case 3: // the address alone is kept
			e.Address = address
		case 0:
			e.Former = old.Name
		case 1:
			e.Former, e.Address = old.Name, address
		case 2:
			e.Address = address
			person := enterprise.Person{Name: p.person(), Title: "总经理", Phone: fmt.Sprintf("1990001%04d", p.rng.IntN(10000))}
			p.later = append(p.later, func() error {
				for _, firm := range []*enterprise.Enterprise{old, e} {
					one := person
					one.EnterpriseID = firm.ID
					if _, err := p.Enterprises.AddPerson(p.ctx, program, one); err != nil {
						return err
					}
				}
				return nil
			})
		}
	})
	p.note([]*project.Project{a}, "rebirth")
}

func (p *planter) dateCases() {
	a := p.add(p.signed(project.Signed))
	a.FundsIn = a.TotalInvest / 100 * int64(22+p.rng.IntN(70))
	p.note([]*project.Project{a}, "funds")

	a = p.add(p.signed(project.Started, project.Completed))
	switch p.rng.IntN(3) {
	case 0: // started before it was signed
		a.StartedActual = clock.AddDays(a.SignedActual, -10-p.rng.IntN(60))
	case 1: // in production within weeks
		a.StartedActual, a.ProducedActual, a.CompletedActual = clock.AddDays(a.SignedActual, 6), clock.AddDays(a.SignedActual, 20+p.rng.IntN(55)), ""
		a.Stage, a.StageSince = project.Produced, a.ProducedActual
	case 2: // in the future
		a.CompletedActual = clock.AddDays(p.Today, 20+p.rng.IntN(60))
		a.Stage, a.StageSince = project.Completed, a.CompletedActual
	}
	p.note([]*project.Project{a}, "jump")

	a = p.add(p.signed(project.Started))
	p.monthly(a, 3+p.rng.IntN(6), fmt.Sprintf("%d号厂房主体施工至%d层，钢构件陆续进场", 1+p.rng.IntN(4), 1+p.rng.IntN(4)))
	if reports := p.reports[a]; p.rng.IntN(5) == 0 { // somebody changed a word in the middle
		reports[len(reports)/2].Progress = strings.Replace(reports[0].Progress, "陆续", "正在", 1)
	}
	p.note([]*project.Project{a}, "copied")
}

// monthly files reports of the last months with one text.
func (p *planter) monthly(row *project.Project, months int, text string) {
	for back := months; back >= 1; back-- {
		month := p.monthsBack(back)
		if row.StartedActual == "" || month < row.StartedActual[:7] {
			row.StartedActual = p.monthsBack(months+1) + "-11"
			row.SignedActual = min(row.SignedActual, p.monthsBack(months+4)+"-02")
			row.TalksActual, row.LeadActual = min(row.TalksActual, p.monthsBack(months+5)+"-02"), min(row.LeadActual, p.monthsBack(months+6)+"-02")
			row.RegisteredOn = ""
			row.StageSince = row.StartedActual
		}
		done := int64(200+p.rng.IntN(900)) * 1_0000
		p.reports[row] = append(p.reports[row], &project.Report{Period: month, Done: done, Funds: done / 2, Progress: text, State: project.Checked, FilledName: "园区填报员"})
	}
}

func (p *planter) contractCases() {
	base := p.add(p.signed(project.Signed, project.Started))
	c := *base
	c.Name, c.Code, c.SignedActual, c.Stage = base.Name+"（二期）", "", p.after(base), project.Signed
	p.reset(&c)
	c.TotalInvest = base.TotalInvest / 10 * int64(4+p.rng.IntN(9))
	c.LandMu, c.Jobs = math.Round(float64(c.TotalInvest)/1e8*20), 20+c.TotalInvest/1e8*30
	p.note([]*project.Project{p.add(&c)}, "phase")

	base = p.add(p.signed(project.Signed, project.Started))
	s := *base
	s.Name, s.Code, s.SignedActual, s.Stage = base.Name+"补充协议", "", p.after(base), project.Signed
	p.reset(&s)
	s.TotalInvest = base.TotalInvest / 10 * int64(8+p.rng.IntN(8))
	s.LandMu, s.Jobs = math.Round(float64(s.TotalInvest)/1e8*20), 20+s.TotalInvest/1e8*30
	p.note([]*project.Project{p.add(&s)}, "supplement")

	a := p.add(p.signed(project.Signed, project.Started))
	at := pick(p.builder, p.regions)
	for at.code == a.Region {
		at = pick(p.builder, p.regions)
	}
	if p.rng.IntN(2) == 0 {
		a.Name = strings.TrimSuffix(a.Name, "项目") + "整体搬迁项目"
	}
	p.firmOf(a, func(e *enterprise.Enterprise) { e.Region = at.code })
	p.note([]*project.Project{a}, "transfer")

	r := p.add(p.signed(project.Signed, project.Started))
	more := r.TotalInvest / 100 * int64(107+p.rng.IntN(90))
	p.later = append(p.later, func() error { return p.raise(r, more) })
	p.note([]*project.Project{r}, "raise")
}

// after is a day between the signing of a project and today.
func (p *planter) after(base *project.Project) string {
	t, err := time.Parse(time.DateOnly, base.SignedActual)
	today, _ := time.Parse(time.DateOnly, p.Today)
	if err != nil || !today.After(t) {
		return p.Today
	}
	return t.AddDate(0, 0, 1+p.rng.IntN(max(1, int(today.Sub(t).Hours()/24)))).Format(time.DateOnly)
}

// reset takes what has happened since the signing off a project.
func (p *planter) reset(c *project.Project) {
	c.StartedActual, c.CompletedActual, c.ProducedActual, c.CapacityActual, c.LibraryOn, c.LibraryCode, c.RegisteredOn = "", "", "", "", "", "", ""
	c.StageSince, c.FundsIn = c.SignedActual, 0
}

func (p *planter) raise(row *project.Project, to int64) error {
	what := change.What{Action: "project.edit", Perm: authz.ProjectEdit, Ref: row.Ref()}
	return p.Projects.Edit(p.ctx, program, what, func(_ *change.Tx, x *project.Project) error {
		x.TotalInvest, x.FixedInvest = to, to/10*8
		x.LandMu = math.Round(float64(to) / 1e8 * 20)
		return nil
	})
}

// honest plants what looks like water and is none.
func (p *planter) honest() {
	a := p.add(p.signed(project.Signed, project.Started))
	b := p.add(p.signed(project.Signed, project.Started))
	b.Investor = a.Investor
	p.decoy("同一投资方的两个项目", a, b)

	base := p.add(p.signed(project.Signed, project.Started))
	c := *base
	c.Name, c.Code, c.Class, c.SignedActual, c.Stage = base.Name+"（二期）", "", "续建", p.after(base), project.Signed
	p.reset(&c)
	p.decoy("按续建登记的二期", p.add(&c))

	a = p.add(p.signed(project.Signed, project.Started))
	b = p.add(p.signed(project.Signed, project.Started))
	brand := p.rune(brandHead) + p.rune(brandTail)
	a.Investor, b.Investor = brand+"新能源（景川东湖）有限公司", brand+"新能源（景川桐江）有限公司"
	a.Name, b.Name = brand+"储能装备东湖生产基地", brand+"储能装备桐江生产基地"
	a.Region, b.Region = "349902", "349981"
	p.decoy("一个集团在两个县的分公司", a, b)

	base = p.add(p.signed(project.Signed, project.Started))
	s := *base
	s.Name, s.Code, s.SignedActual, s.Stage = base.Name+"补充协议", "", p.after(base), project.Signed
	p.reset(&s)
	s.TotalInvest = base.TotalInvest / 10 * 2
	s.LandMu, s.Jobs = math.Round(float64(s.TotalInvest)/1e8*20), max(5, base.Jobs/5)
	p.decoy("只计增量的补充协议", p.add(&s))

	a = p.add(p.signed(project.Signed, project.Started))
	b = p.copyOf(a, 120)
	b.Region, b.Park, b.UnitID = a.Region, a.Park, a.UnitID
	a.Stage, a.EndedOn, a.EndedWhy, a.StageSince = project.Withdrawn, clock.AddDays(a.SignedActual, 60), "投资方资金安排变化", clock.AddDays(a.SignedActual, 60)
	if b.SignedActual == "" {
		b.SignedActual = p.Today
	}
	p.decoy("终止后重新签约", p.add(b))

	a = p.add(p.signed(project.Signed))
	a.FundsIn = a.TotalInvest / 100 * 20
	p.decoy("两成的定金", a)

	a = p.add(p.signed(project.Started))
	p.monthly(a, 6, "施工单位未进场，无新增工程量，等待消防审查")
	p.decoy("如实写停工", a)

	r := p.add(p.signed(project.Signed, project.Started))
	to := r.TotalInvest / 100 * 105
	p.later = append(p.later, func() error { return p.raise(r, to) })
	p.decoy("签约后小幅调整", r)

	a = p.add(p.signed(project.Signed, project.Started))
	p.firmOf(a, func(*enterprise.Enterprise) {})
	a.Class = "技改"
	p.decoy("本地企业在本县技改", a)
}
