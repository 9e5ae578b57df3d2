package demo

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/project"
)

// month lets one month of the past happen: on its 4th the reports of the month before come in, on its 20th the
// projects that appeared or moved are entered.
func (b *builder) month(lives []*life, month string, back int) error {
	if err := b.reach(min(month+"-04", b.Today)); err != nil {
		return err
	}
	if month+"-04" <= b.Today {
		if err := b.fileReports(lives, project.PreviousMonth(month)); err != nil {
			return err
		}
		if back <= 12 {
			if _, err := b.Review.EvaluateAll(b.ctx, nil); err != nil {
				return err
			}
		}
	}
	if err := b.waterBeforeFreeze(month); err != nil {
		return err
	}
	if err := b.freezes(lives, month, back); err != nil {
		return err
	}
	day := min(month+"-20", b.Today)
	if err := b.reach(day); err != nil {
		return err
	}
	return b.Run.Run(b.ctx, program, change.What{Action: "project.load", Perm: authz.ProjectEdit}, func(tx *change.Tx) error {
		return b.enter(tx, lives, month, day)
	})
}

// enter adds the projects born in the month and brings the others to where they stand on the day.
func (b *builder) enter(tx *change.Tx, lives []*life, month, day string) error {
	var fresh []*project.Project
	var born []*life
	for _, l := range lives {
		if l.born != month {
			continue
		}
		then, ok := b.standing(l, day)
		if !ok {
			l.born = nextMonth(month)
			continue
		}
		fresh, born = append(fresh, &then), append(born, l)
	}
	if err := b.Projects.Insert(b.ctx, tx, fresh); err != nil {
		return err
	}
	for i, l := range born {
		l.p.ID, l.p.No, l.p.Code = fresh[i].ID, fresh[i].No, fresh[i].Code
	}
	var ids []string
	byID := map[string]*life{}
	for _, l := range lives {
		if l.p.ID != "" && !slices.Contains(born, l) {
			ids = append(ids, l.p.ID)
			byID[l.p.ID] = l
		}
	}
	for start := 0; start < len(ids); start += perRead {
		part := ids[start:min(start+perRead, len(ids))]
		err := b.Projects.Rejudge(b.ctx, tx, part, func(p *project.Project) { b.bring(p, byID[p.ID], day) }, func(*project.Project) {})
		if err != nil {
			return err
		}
	}
	return nil
}

// perRead is how many projects are brought up to date by one statement.
const perRead = 500

// standing is the project as it was to be seen on the day: later dates are not known yet, and the year's plan is made.
func (b *builder) standing(l *life, day string) (project.Project, bool) {
	then, ok := l.p.AsOf(day, 0, nil)
	if !ok {
		return then, false
	}
	then.YearPlan, then.PlanYear = b.yearPlan(l, day[:4]), day[:4]
	then.MovedOn = then.StageSince
	return then, true
}

// bring copies what has happened since into the stored project.
func (b *builder) bring(p *project.Project, l *life, day string) {
	then, ok := b.standing(l, day)
	if !ok {
		return
	}
	old := p.Milestones()
	for i, m := range then.Milestones() {
		*old[i].Actual = *m.Actual
	}
	if p.Stage != then.Stage {
		p.Stage, p.StageSince, p.MovedOn = then.Stage, then.StageSince, max(p.MovedOn, then.StageSince)
	}
	p.EndedOn, p.EndedWhy, p.RegisteredOn, p.LibraryOn, p.LibraryCode = then.EndedOn, then.EndedWhy, then.RegisteredOn, then.LibraryOn, then.LibraryCode
	if p.PlanYear != day[:4] {
		p.PlanYear, p.YearPlan, p.YearDone, p.YellowRun = day[:4], then.YearPlan, 0, 0
		p.Settle(nil, day)
		p.MissedRun, p.Debt = 0, false
	} else if p.YearPlan == 0 && then.YearPlan > 0 {
		p.YearPlan = then.YearPlan
	}
	if p.SignedActual != "" && p.Stage != project.Withdrawn {
		p.FundsIn = min(p.TotalInvest, p.Invested+p.TotalInvest/20)
	}
}

// yearPlan is what the contract's dates would have the project invest in the year.
func (b *builder) yearPlan(l *life, year string) int64 {
	start, err1 := time.Parse("2006-01-02", cmp.Or(l.p.StartedActual, l.p.StartedPlan))
	end, err2 := time.Parse("2006-01-02", l.p.CompletedPlan)
	if err1 != nil || err2 != nil || l.p.SignedActual == "" || l.p.SignedActual[:4] > year {
		return 0
	}
	if !end.After(start) {
		end = start.AddDate(1, 0, 0)
	}
	y, _ := strconv.Atoi(year)
	from, to := time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(y, 12, 31, 0, 0, 0, 0, time.UTC)
	if start.After(from) {
		from = start
	}
	if end.Before(to) {
		to = end
	}
	if !to.After(from) {
		return 0
	}
	share := to.Sub(from).Hours() / end.Sub(start).Hours()
	return int64(math.Round(float64(l.p.FixedInvest)*min(share, 1)/1e6)) * 1_000_000
}

// fileReports enters the reports of a month for the projects that were under construction in it.
func (b *builder) fileReports(lives []*life, month string) error {
	var rows []*project.Report
	m, _ := strconv.Atoi(month[5:])
	for _, l := range lives {
		if l.p.ID == "" || l.p.StartedActual == "" || l.p.StartedActual[:7] > month || l.p.EndedOn != "" && l.p.EndedOn[:7] <= month ||
			l.p.ProducedActual != "" && l.p.ProducedActual[:7] < month || b.rng.Float64() > l.diligent {
			continue
		}
		plan := b.yearPlan(l, month[:4])
		if plan == 0 {
			continue
		}
		first := 1
		if l.p.StartedActual[:4] == month[:4] {
			first, _ = strconv.Atoi(l.p.StartedActual[5:7])
		}
		catchUp := 1 + .5*math.Max(0, float64(m-10))*b.rng.Float64() // the last quarter is hurried
		done := float64(plan) / 12 * l.pace * catchUp * (.75 + .5*b.rng.Float64())
		if first > 1 {
			done *= 12 / float64(13-first)
		}
		rows = append(rows, &project.Report{ProjectID: l.p.ID, Period: month, Done: int64(done/10_000) * 10_000, Funds: int64(done/20_000) * 10_000,
			Progress: b.sentence(l, m), Problem: b.trouble(l), State: project.Checked, FilledName: cmp.Or(l.p.Officer, "园区填报员")})
	}
	return b.Run.Run(b.ctx, program, change.What{Action: "project.report", Perm: authz.ProjectFill}, func(tx *change.Tx) error {
		return b.Projects.InsertReports(b.ctx, tx, rows)
	})
}

func (b *builder) sentence(l *life, month int) string {
	if l.pace < .3 {
		return pick(b, []string{"施工单位未进场，无新增工程量", "停工待料，现场留守", "设备采购合同未签，进度基本停滞"})
	}
	return pick(b, []string{
		fmt.Sprintf("%d号厂房主体施工至%d层", 1+b.rng.IntN(4), 1+b.rng.IntN(4)), "主体封顶，转入内外装修", "桩基完成，开始承台施工",
		fmt.Sprintf("首条产线设备搬入%d%%", 10*(1+b.rng.IntN(9))), "钢结构吊装完成，屋面板铺设过半", "110千伏变电站土建完成", "洁净车间装修，机电安装同步推进",
		fmt.Sprintf("%d月完成场地平整和围挡", month), "办公楼和倒班宿舍主体完工", "设备单机调试，联调准备"})
}

func (b *builder) trouble(l *life) string {
	if b.rng.Float64() > .5-l.pace*.35 {
		return ""
	}
	return pick(b, []string{"用地指标未落实", "外线电力未送到位", "环评批复未下", "银行贷款审批慢", "施工许可办理中", "用工缺口", "设备到货推迟", "消防审查整改"})
}

func nextMonth(month string) string {
	t, _ := time.Parse("2006-01", month)
	return t.AddDate(0, 1, 0).Format("2006-01")
}
