package indicator

import (
	"context"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/period"
)

// registerValue is something that the registers know of each month: an amount of rows dated in it.
type registerValue struct {
	Key, Label, Measure string
	table, date, amount string // date is a day, or a month where month is true
	month               bool
}

// registerValues are all of them; the table is read only.
var registerValues = []registerValue{
	{"project.signed", "新签约项目数", "个", "project", "signed_actual", "1", false},
	{"project.signed_amount", "新签约项目总投资", "元", "project", "signed_actual", "t.total_invest", false},
	{"project.started", "新开工项目数", "个", "project", "started_actual", "1", false},
	{"project.completed", "新竣工项目数", "个", "project", "completed_actual", "1", false},
	{"project.produced", "新投产项目数", "个", "project", "produced_actual", "1", false},
	{"project.invested", "完成投资", "元", "project_report", "period", "t.done", true},
	{"firm.revenue", "填报企业营业收入", "元", "enterprise_figure", "period", "t.revenue", true},
	{"firm.tax", "填报企业税收", "元", "enterprise_figure", "period", "t.tax", true},
	{"firm.power", "填报企业用电量", "千瓦时", "enterprise_figure", "period", "t.power", true},
}

func registerKey(key string) *registerValue {
	for i := range registerValues {
		if registerValues[i].Key == key {
			return &registerValues[i]
		}
	}
	return nil
}

// RegisterChoices are what the registers can be asked for.
func RegisterChoices() []Choice {
	var out []Choice
	for _, r := range registerValues {
		out = append(out, Choice{r.Key, r.Label, r.Measure})
	}
	return out
}

// within are the rows of a stretch of months.
func (r *registerValue) within(from, to period.Period) *db.Where {
	w := new(db.Where).And("t."+r.date+" >= ?", from.First()[:7]).And("t."+r.date+" < ?", to.Last()[:7]+"~")
	if r.month {
		w.And("length(t." + r.date + ") = 7").And("substr(t." + r.date + ", 6, 1) IN ('0', '1')")
	}
	return w
}

// counted gives by subject's id and month what a register knows from the first to the last month, in the register's own unit.
func (s *Service) counted(ctx context.Context, r *registerValue, by string, from, to period.Period) (map[string]map[period.Period]float64, error) {
	col := column(by)
	mon := "substr(t." + r.date + ", 1, 7)"
	w := r.within(from, to)
	rows, err := s.Run.DB.Query(ctx, "SELECT "+col+", "+mon+", CAST(sum("+r.amount+") AS DOUBLE PRECISION) FROM "+r.table+" t"+w.SQL()+" GROUP BY "+col+", "+mon, w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]map[period.Period]float64{}
	for rows.Next() {
		var id, m string
		var v float64
		if err := rows.Scan(&id, &m, &v); err != nil {
			return nil, err
		}
		if out[id] == nil {
			out[id] = map[period.Period]float64{}
		}
		out[id][period.Period(m)] = v
	}
	return out, rows.Err()
}

func column(by string) string {
	if by == ByChain {
		return "t.chain_id"
	}
	return "t.region"
}
