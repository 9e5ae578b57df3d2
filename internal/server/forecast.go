package server

import (
	"context"
	"fmt"
	"math"
	"strconv"

	"lianzhang/internal/forecast"
	"lianzhang/internal/indicator"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/jobs"
	"lianzhang/internal/platform/record"
)

// forecastJob is the nightly forecast of the year.
const forecastJob = "forecast.run"

// runForecast forecasts the year anew, after testing the method again on the first of a month.
func (a *App) runForecast(ctx context.Context, _ *jobs.Task) (string, error) {
	actor := authz.System("job")
	tested, err := a.Forecast.Runs(ctx, forecast.BackTests, 1)
	if err != nil {
		return "", err
	}
	if len(tested) == 0 || a.Clock.Today()[8:] == "01" { // before the forecast, which learns from it
		if _, err := a.Forecast.BackTest(ctx, actor, 1); err != nil {
			return "", err
		}
	}
	row, err := a.Forecast.Forecast(ctx, actor, a.Forecast.Default())
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("模拟%d次，用时%d毫秒", row.Runs, row.TookMS), nil
}

// counted are the figures of the forecast that the indicators count from the same register, by the key of what they count, with the unit in
// which the forecast counts.
var counted = map[string]struct{ figure, unit string }{
	"project.signed_amount": {"signed_amount", "元"}, "project.signed": {"signed", "个"}, "project.started": {"started", "个"},
	"project.completed": {"completed", "个"}, "project.produced": {"produced", "个"}, "project.invested": {"investment", "元"},
}

// indicatorTargets are the adopted targets of a year for the whole site, of the indicators that count what is forecast.
func (a *App) indicatorTargets(ctx context.Context, year string) ([]forecast.Target, error) {
	n, err := strconv.Atoi(year)
	if err != nil {
		return nil, err
	}
	d, err := a.Org.Directory(ctx)
	if err != nil || d.Root() == nil {
		return nil, err
	}
	plans, err := a.Indicators.Plans(ctx, record.Ref{Kind: indicator.ByRegion, ID: d.Root().ID}, n)
	if err != nil || len(plans) == 0 {
		return nil, err
	}
	all, err := a.Indicators.All(ctx)
	var out []forecast.Target
	for i := range all {
		x, plan := &all[i], plans[all[i].ID]
		c, ok := counted[x.SourceKey]
		if plan == nil || !ok || x.Source != indicator.Register {
			continue
		}
		if factor, ok := indicator.Convert(x.Measure, c.unit); ok && plan.Amount > 0 {
			out = append(out, forecast.Target{Region: d.Root().ID, Year: year, Measure: c.figure, Value: int64(math.Round(plan.Amount * factor)), Source: "指标“" + x.Name + "”的年度目标"})
		}
	}
	return out, err
}
