// Package cadence is the pages of periods: the calendar of what is due from whom, one period with what it owes or what it kept
// and how that was revised since, a kept line with its proof, two periods side by side, and the rules.
package cadence

import (
	"context"
	"embed"

	area "lianzhang/internal/cadence"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

const (
	section   = "periods"
	base      = "/periods"
	rulesBase = "/period-rules"
)

// Deps is what the pages stand on.
type Deps struct {
	Cadence  *area.Service
	Calendar func() workday.Calendar
	Lists    *listing.Kit
	Issuer   func(ctx context.Context) string // who issues a correction
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("cadence", files) }

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	row := func(pattern string, p authz.Perm, fn web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: p, Handle: fn, Body: 64 << 10}
	}
	return []web.Route{
		row("GET /periods", authz.PeriodView, d.index),
		row("GET /periods/compare", authz.PeriodView, d.compare),
		row("GET /period-rules", authz.PeriodEdit, d.rules),
		row("GET /period-rules/{kind}", authz.PeriodEdit, d.showRule),
		row("POST /period-rules/{kind}", authz.PeriodEdit, d.saveRule),
		row("GET /periods/{period}", authz.PeriodView, d.show),
		row("GET /periods/{period}/check", authz.PeriodView, d.check),
		row("GET /periods/{period}/correction.docx", authz.ReportMake, d.correction),
		row("GET /periods/{period}/lines/{no}", authz.PeriodView, d.line),
		row("GET /periods/{period}/lines/{no}/proof.json", authz.PeriodView, d.proof),
		row("GET /periods/{period}/dates", authz.PeriodEdit, d.showDates),
		row("POST /periods/{period}/dates", authz.PeriodEdit, d.saveDates),
		row("GET /periods/{period}/freeze", authz.PeriodFreeze, d.showFreeze),
		row("POST /periods/{period}/freeze", authz.PeriodFreeze, d.freeze),
		row("GET /periods/{period}/hold", authz.PeriodFreeze, d.showHold),
		row("POST /periods/{period}/hold", authz.PeriodFreeze, d.hold),
	}
}

// of is the address of a period.
func of(p *area.Period) string { return base + "/" + p.Period }

func (d Deps) get(q *web.Req) (*area.Period, error) {
	return d.Cadence.Get(q.Ctx(), q.Path("period"))
}

// stateTag is the state of a period in words: frozen is neither good nor bad, so it is no light.
func stateTag(p *area.Period) string { return area.StateLabel(p.State) }

// freezeWord tells when a period freezes.
func freezeWord(p *area.Period) string {
	switch {
	case p.State == area.Frozen:
		return ui.Stamp(p.FrozenAt) + "　" + p.FrozenName
	case p.State == area.Held:
		return "暂缓：" + p.Reason
	case p.FreezeAt == 0:
		return "不自动冻结"
	}
	return ui.Stamp(p.FreezeAt)
}

// kindOf is a kind of period from an address, month when it is none.
func kindOf(text string) period.Kind {
	for _, k := range period.Kinds() {
		if string(k) == text {
			return k
		}
	}
	return period.Month
}
