package server_test

import (
	"strings"
	"testing"

	"lianzhang/internal/forecast"
	"lianzhang/internal/indicator"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/record"
)

// TestTargetsOfIndicatorsAreForecast: what the indicators plan for the whole site is what the forecast is held against, in its own unit; drafts,
// places and figures of another kind are not.
func TestTargetsOfIndicatorsAreForecast(t *testing.T) {
	app := city(t)
	ctx, actor := t.Context(), authz.System("test")
	d, err := app.Org.Directory(ctx)
	if err != nil {
		t.Fatal(err)
	}
	plan := func(name, measure, key string, amount float64, adopt bool) {
		t.Helper()
		x := indicator.Indicator{Name: name, Measure: measure, Source: indicator.Register, SourceKey: key}
		if err := app.Indicators.Create(ctx, actor, &x); err != nil {
			t.Fatal(err)
		}
		s := indicator.Split{IndicatorID: x.ID, Year: 2026, Of: record.Ref{Kind: indicator.ByRegion, ID: d.Root().ID}, Amount: amount, Path: indicator.Equal, Basis: "会议纪要", Adopt: adopt}
		if err := app.Indicators.SetSplit(ctx, actor, s); err != nil {
			t.Fatal(err)
		}
	}
	plan("竣工个数", "个", "project.completed", 88, true)
	plan("完成投资额", "亿元", "project.invested", 12.5, true)
	plan("投产草案", "个", "project.produced", 99, false)
	plan("企业营收", "亿元", "firm.revenue", 5, true)
	rows, err := app.Forecast.Targets(ctx, "2026")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]forecast.Target{}
	for _, x := range rows {
		got[x.Measure] = x
	}
	if len(got) != 2 || got["completed"].Value != 88 || got["investment"].Value != 1_250_000_000 || got["investment"].Region != d.Root().ID {
		t.Fatalf("%+v", rows)
	}
	if rows, err := app.Forecast.Targets(ctx, "2027"); err != nil || len(rows) != 0 {
		t.Errorf("of another year: %+v, %v", rows, err)
	}
	p := app.Forecast.Default()
	p.Runs = 200
	row, err := app.Forecast.Forecast(ctx, actor, p)
	if err != nil {
		t.Fatal(err)
	}
	_, r, err := app.Forecast.Get(ctx, actor.Scope, row.ID) // the city's own may be as new: its clock stands
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range r.Lines {
		if l.All && l.Measure == "completed" && (l.Goal != 88 || !strings.Contains(l.Source, "竣工个数")) {
			t.Errorf("%+v", l)
		}
		if l.All && l.Measure == "produced" && l.Goal == 99 {
			t.Error("a draft counts")
		}
	}
}
