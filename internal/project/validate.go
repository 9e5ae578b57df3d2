package project

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/uscc"
)

// validDate accepts a day, or a month when the source gives no day.
func validDate(s string) bool {
	if _, err := time.Parse("2006-01-02", s); err == nil {
		return true
	}
	_, err := time.Parse("2006-01", s)
	return err == nil
}

// validate checks what must hold of any project whoever writes it; every fault is named at its field.
func (p *Project) validate() error { return p.faults().Err() }

func (p *Project) faults() errs.Fields {
	var bad errs.Fields
	if strings.TrimSpace(p.Name) == "" {
		bad.Add("name", "填写项目名称")
	}
	if len([]rune(p.Name)) > 200 {
		bad.Add("name", "不超过200字")
	}
	if p.Region == "" {
		bad.Add("region", "选择县区")
	}
	if p.InvestorUSCC != "" {
		if err := uscc.Validate(p.InvestorUSCC); err != nil {
			bad.Add("investor_uscc", "%s", message(err))
		}
	}
	p.checkMoney(&bad)
	p.checkDates(&bad)
	return bad
}

func message(err error) string {
	if e, ok := err.(*errs.Error); ok {
		return e.Message
	}
	return err.Error()
}

func (p *Project) checkMoney(bad *errs.Fields) {
	for _, m := range []struct {
		name  string
		value int64
	}{{"total_invest", p.TotalInvest}, {"fixed_invest", p.FixedInvest}, {"invested", p.Invested}, {"year_plan", p.YearPlan},
		{"year_done", p.YearDone}, {"funds_in", p.FundsIn}, {"output_plan", p.OutputPlan}, {"tax_plan", p.TaxPlan}, {"jobs", p.Jobs}} {
		if m.value < 0 {
			bad.Add(m.name, "不能是负数")
		}
	}
	if p.LandMu < 0 {
		bad.Add("land_mu", "不能是负数")
	}
	if p.TotalInvest > 0 && p.FixedInvest > p.TotalInvest {
		bad.Add("fixed_invest", "大于总投资")
	}
	if p.TotalInvest > 0 && p.YearPlan > p.TotalInvest {
		bad.Add("year_plan", "大于总投资")
	}
}

// checkDates demands that dates can be read and that stages which follow each other do not run backwards.
func (p *Project) checkDates(bad *errs.Fields) {
	var plan, actual struct{ date, label string }
	for _, m := range p.Milestones() {
		for _, d := range []struct {
			value *string
			kind  string
			last  *struct{ date, label string }
		}{{m.Plan, "plan", &plan}, {m.Actual, "actual", &actual}} {
			name := fmt.Sprintf("%s_%s", m.Stage, d.kind)
			switch {
			case *d.value == "":
			case !validDate(*d.value):
				bad.Add(name, "看不懂“%s”，写成2026-11-22", *d.value)
			default:
				// A month stands for its last possible day when it is the later date, so that 2026-03 may follow 2026-03-15.
				if d.last.date != "" && *d.value+"~" < d.last.date {
					bad.Add(name, "早于%s（%s）", d.last.label, d.last.date)
				}
				d.last.date, d.last.label = *d.value, m.Label
			}
		}
	}
	for name, value := range map[string]string{"registered_on": p.RegisteredOn, "library_on": p.LibraryOn, "ended_on": p.EndedOn} {
		if value != "" && !validDate(value) {
			bad.Add(name, "看不懂“%s”，写成2026-11-22", value)
		}
	}
}

// validateEdit checks what somebody typed: what must hold of any project, and that no actual date was given to a stage that
// the project has not reached. A stage is reached by its proof, and what is counted of a past month goes by these dates.
// Imports, which tell what an office already knows, are free to give them.
func (p *Project) validateEdit(before *Project) error {
	bad := p.faults()
	stage := StageRank(cmp.Or(p.Stage, Lead))
	was := before.Milestones()
	for i, m := range p.Milestones() {
		name := m.Stage + "_actual"
		fresh := *m.Actual != "" && *m.Actual != *was[i].Actual
		if fresh && stage <= StageRank(Capacity) && StageRank(m.Stage) > stage &&
			!slices.ContainsFunc(bad, func(f errs.Field) bool { return f.Name == name }) {
			bad.Add(name, "还没到%s阶段，请附佐证推进", m.Label)
		}
	}
	return bad.Err()
}

// nextDay is the day after; a malformed day gives itself.
func nextDay(day string) string {
	t, err := time.Parse("2006-01-02", day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, 1).Format("2006-01-02")
}

// PreviousMonth is the month before "2026-11"; a malformed month gives itself.
func PreviousMonth(month string) string {
	t, err := time.Parse("2006-01", month)
	if err != nil {
		return month
	}
	return t.AddDate(0, -1, 0).Format("2006-01")
}

// Validate says what does not hold of a project, field by field; an import asks before it writes.
func (p *Project) Validate() error { return p.validate() }
