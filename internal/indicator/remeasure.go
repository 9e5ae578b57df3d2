package indicator

import (
	"context"
	"fmt"
	"strings"

	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

// remeasure makes the edition of another unit of measure.
func remeasure(ctx context.Context, tx *change.Tx, before, after *Indicator) error {
	n, err := used(ctx, tx, before.ID)
	if err != nil {
		return err
	}
	if n == 0 {
		_, err := editions.Edit(ctx, tx, new(db.Where).And("t.indicator_id = ? AND t.no = ?", before.ID, before.Edition), "", func(e *Edition) { e.Measure = after.Measure })
		return err
	}
	known, ok := Convert(before.Measure, after.Measure)
	factor := after.ChangeFactor
	var bad errs.Fields
	switch {
	case factor < 0:
		bad.Add("change_factor", "换算系数要大于0")
	case ok && factor == 0:
		factor = known
	case ok && factor != known:
		bad.Add("change_factor", "1%s=%s%s，填的是%s%s；不填即按此换算", before.Measure, number(known), after.Measure, number(factor), after.Measure)
	case !ok && factor == 0:
		bad.Add("change_factor", "已有%d条数据按“%s”填，和“%s”之间没有已知的换算：只是换单位的，写明1%s等于多少%s；含义变了的，请新建指标，旧的填停用月", n, before.Measure, after.Measure, before.Measure, after.Measure)
	}
	if strings.TrimSpace(after.ChangeReason) == "" {
		bad.Add("change_reason", "换计量单位会产生新的口径版次，写明原因")
	}
	if err := bad.Err(); err != nil {
		return err
	}
	after.Edition = before.Edition + 1
	return editions.Insert(ctx, tx, &Edition{ID: tx.NewID(), IndicatorID: before.ID, No: after.Edition, Measure: after.Measure, Factor: factor, Reason: after.ChangeReason,
		ByID: tx.Actor.ID, ByName: tx.Actor.Name, At: tx.Now})
}

// refrequent refuses what would make stored values unreadable.
func refrequent(ctx context.Context, tx *change.Tx, before, after *Indicator) error {
	if before.Frequency == after.Frequency && before.Over == after.Over && (before.Source == after.Source || after.Source == Reported) {
		return nil
	}
	n, err := used(ctx, tx, before.ID)
	if err != nil || n == 0 {
		return err
	}
	var bad errs.Fields
	if before.Frequency != after.Frequency {
		bad.Add("frequency", "已有%d条数据，不能改频率；请新建指标，旧的填停用月", n)
	}
	if before.Over != after.Over {
		bad.Add("over_time", "已有%d条数据，不能改口径；请新建指标，旧的填停用月", n)
	}
	if before.Source != after.Source && after.Source != Reported {
		bad.Add("source", "已有%d条填报数据，不能改为自动计算；请新建指标", n)
	}
	return bad.Err()
}

func used(ctx context.Context, q db.Queryer, id string) (n int64, err error) {
	err = q.QueryRow(ctx, "SELECT (SELECT count(*) FROM indicator_value v WHERE v.indicator_id = $1) + (SELECT count(*) FROM indicator_target g WHERE g.indicator_id = $2)", id, id).Scan(&n)
	return n, err
}

// number writes a float with as many digits as it has.
func number(v float64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.8f", v), "0"), ".")
}

// Plain writes a number with as many digits as it has, without grouping.
func Plain(v float64) string { return number(v) }
