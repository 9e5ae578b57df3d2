package demo

import "lianzhang/internal/forecast"

// forecasts sets targets of the year such that some are easy and some are not, tests the forecast on the past, and lets it answer. Nothing is
// made up but the targets.
func (b *builder) forecasts() error {
	if b.Forecast == nil {
		return nil
	}
	if err := b.reach(b.Today); err != nil {
		return err
	}
	const yi = 100_000_000
	of := func(n int64) int64 { return n * int64(b.Count) / 1200 }
	source := "演示：市政府工作报告（虚构）"
	rows := []forecast.Target{{Measure: "signed_amount", Value: of(1640) * yi}, {Measure: "started", Value: of(270)}, {Measure: "investment", Value: of(1000) * yi},
		{Measure: "produced", Value: of(218)}, {Measure: "output", Value: of(1200) * yi}}
	for i := range rows {
		rows[i].Source = source
	}
	if err := b.Forecast.SetTargets(b.ctx, program, b.Today[:4], rows); err != nil {
		return err
	}
	if _, err := b.Forecast.BackTest(b.ctx, program, 1); err != nil { // first: the forecast learns from it
		return err
	}
	_, err := b.Forecast.Forecast(b.ctx, program, b.Forecast.Default())
	return err
}
