package review

import (
	"lianzhang/internal/platform/rule"
	"lianzhang/internal/project"
)

// Region is a county or zone as its light sees it.
type Region struct {
	Code      string
	Sum       project.Sum // of its projects that have a plan for the year
	MissedRun int64       // months in a row behind schedule, up to the last full month
}

// RegionVars are the variables of rules about counties. They exist in memory only: a county is a sum of projects.
func RegionVars() *rule.Vars {
	return rule.NewVars(
		rule.Var{Name: "n", Label: "项目数", Type: rule.Number, SQL: "t.n"},
		rule.Var{Name: "year_plan", Label: "年度计划", Type: rule.Money, SQL: "t.year_plan"},
		rule.Var{Name: "year_done", Label: "年度完成", Type: rule.Money, SQL: "t.year_done"},
		rule.Var{Name: "year_due", Label: "序时应完成", Type: rule.Money, SQL: "t.year_due"},
		rule.Var{Name: "rate", Label: "完成率", Type: rule.Number, SQL: "t.rate"},
		rule.Var{Name: "schedule", Label: "序时进度", Type: rule.Number, SQL: "t.schedule"},
		rule.Var{Name: "missed_run", Label: "连续未达序时月数", Type: rule.Number, SQL: "t.missed_run"},
	)
}

// Value gives a variable of the county.
func (r *Region) Value(name string) any {
	switch name {
	case "n":
		return float64(r.Sum.N)
	case "year_plan":
		return r.Sum.YearPlan
	case "year_done":
		return r.Sum.YearDone
	case "year_due":
		return r.Sum.YearDue
	case "rate":
		return r.Sum.Rate()
	case "schedule":
		return r.Sum.Schedule()
	case "missed_run":
		return float64(r.MissedRun)
	}
	return nil
}
