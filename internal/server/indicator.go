package server

import (
	"context"
	"fmt"
	"strings"

	"lianzhang/internal/cadence"
	"lianzhang/internal/formula"
	"lianzhang/internal/indicator"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/jobs"
	"lianzhang/internal/platform/notify"
	"lianzhang/internal/platform/period"
)

const (
	keepIndicators = "indicator" // stands in every kept line and never changes
	indicatorJob   = "indicator.turn"
)

var kindIndicator = notify.Kind{Code: "indicator", Label: "指标"}

// newIndicators wires the indicators to the registry of definitions and to the periods, which are made later.
func (a *App) newIndicators() *indicator.Service {
	return &indicator.Service{Run: a.Run, Org: a.Org, Chains: a.Chains,
		Frozen:   func(ctx context.Context, p period.Period) (bool, error) { return a.Cadence.Frozen(ctx, p) },
		Formulas: a.formulaValues, FormulaChoices: a.formulaChoices}
}

// formulaChoices are the definitions in force.
func (a *App) formulaChoices(ctx context.Context) ([]indicator.Choice, error) {
	all, err := a.Formulas.All(ctx)
	if err != nil {
		return nil, err
	}
	var out []indicator.Choice
	seen := map[string]bool{}
	for i := range all {
		d := &all[i]
		if !seen[d.Code] && d.InForce(a.Clock.Today()) {
			seen[d.Code] = true
			out = append(out, indicator.Choice{Key: d.Code, Label: d.Name, Measure: measureOf(d.Shape, false)})
		}
	}
	return out, nil
}

// measureOf is the unit of measure of what a definition gives: shares become percent.
func measureOf(shape formula.Shape, yuan bool) string {
	switch {
	case shape.Rate():
		return "%"
	case yuan:
		return "元"
	}
	return ""
}

// formulaValues asks a definition for the cohort of a period, by place, chain or unit; the site's root has everything.
func (a *App) formulaValues(ctx context.Context, code string, p period.Period, by string) (map[string]indicator.Computed, error) {
	all, ask := authz.Scope{All: true}, formula.Ask{From: p.First(), To: p.Last(), AsOf: min(p.Last(), a.Clock.Today())}
	found, err := a.Formulas.By(ctx, all, code, 0, ask, by)
	if err != nil {
		return nil, err
	}
	d, err := a.Org.Directory(ctx)
	if err != nil {
		return nil, err
	}
	if root := d.Root(); root != nil && by != indicator.ByRegion {
		if found[root.ID], err = a.Formulas.Value(ctx, all, code, 0, ask); err != nil {
			return nil, err
		}
	}
	out := make(map[string]indicator.Computed, len(found))
	for id, v := range found {
		c := indicator.Computed{Amount: v.Rate, OK: v.OK, Label: v.Formula, URL: v.NumURL, Measure: measureOf(v.Shape, v.Amount && !v.Shape.Rate())}
		if v.Shape.Rate() {
			c.Amount *= 100
		}
		out[id] = c
	}
	return out, nil
}

// turnIndicators makes the sheets of the periods that have ended, so that they are due.
func (a *App) turnIndicators(ctx context.Context, _ *jobs.Task) (string, error) {
	return "", a.Indicators.Turn(ctx, authz.System("job"))
}

// keptIndicators are the values of all indicators that fall into a period, as its freezing keeps them.
func (a *App) keptIndicators(ctx context.Context, p period.Period) ([]cadence.Line, error) {
	all, err := a.Indicators.All(ctx)
	if err != nil {
		return nil, err
	}
	var out []cadence.Line
	for i := range all {
		ind := &all[i]
		if ind.Source == indicator.Heading || ind.Source == indicator.Formula || period.Kind(ind.Frequency) != p.Kind() { // definitions are kept by their own keeper
			continue
		}
		for _, by := range ind.Dimensions() {
			err := a.Indicators.Grids(ctx, []*indicator.Indicator{ind}, by, p, p, indicator.Options{}, func(g *indicator.Grid) error {
				for k := range g.Tree.List {
					x, c := &g.Tree.List[k], g.At(k, 0)
					if !c.Known || by != ind.Dimensions()[0] && k == 0 {
						continue
					}
					words := strings.TrimSpace(fmt.Sprintf("%.*f%s　%s", int(ind.Decimals), c.Amount, ind.Measure, c.Words(by)))
					out = append(out, cadence.Line{Key: ind.Code + "/" + x.Ref.String(), Subject: x.Ref, Keys: x.Keys, Label: x.Name + "　" + ind.Name, Value: float(c.Amount), Words: strings.TrimRight(words, "　"),
						URL: "/indicators/" + ind.ID + "/at?of=" + x.Ref.String() + "&period=" + string(p)})
				}
				return nil
			})
			if err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// dueIndicators are the sheets that units owe for a period.
func (a *App) dueIndicators(ctx context.Context, scope authz.Scope, p period.Period) ([]cadence.Item, error) {
	owing, err := a.Indicators.Owing(ctx, scope, p)
	var out []cadence.Item
	for _, o := range owing {
		it := cadence.Item{Unit: o.UnitID, Text: "指标填报", URL: "/indicators/sheet?unit=" + o.UnitID + "&period=" + string(p), All: 1}
		if indicator.Locked(o.State) {
			it.Done = 1
		}
		out = append(out, it)
	}
	return out, err
}

// indicatorTopics are the messages of indicators.
func (a *App) indicatorTopics() []notify.Topic {
	return []notify.Topic{
		{Name: indicator.TopicFilled, Kind: kindIndicator, To: []notify.Role{notify.UnitHead}, Tell: a.tellFiling},
		{Name: indicator.TopicReturned, Kind: kindIndicator, To: []notify.Role{notify.UnitHead, notify.Mentioned}, Tell: a.tellFiling},
		{Name: indicator.TopicRevised, Kind: kindIndicator, To: []notify.Role{notify.Office}, Tell: a.tellRevision},
	}
}

// tellFiling tells that a sheet waits for approval, or was returned.
func (a *App) tellFiling(ctx context.Context, e notify.Event) (*notify.News, error) {
	f, err := a.Indicators.FilingOf(ctx, authz.Scope{All: true}, e.Payload)
	if err != nil {
		return gone(err)
	}
	p := period.Period(f.Period)
	n := &notify.News{Title: p.Label() + "指标", Keys: f.ScopeKeys(), URL: "/indicators/sheet?unit=" + f.UnitID + "&period=" + f.Period, By: f.FilledBy, Text: "已报送，等审定"}
	if e.Topic == indicator.TopicReturned {
		n.Text, n.By = "已退回："+f.Said, ""
		n.People = map[notify.Role][]string{notify.Mentioned: {f.FilledBy}}
	}
	return n, nil
}

// tellRevision tells the office that an approved value was changed.
func (a *App) tellRevision(ctx context.Context, e notify.Event) (*notify.News, error) {
	v, err := a.Indicators.GetValue(ctx, authz.Scope{All: true}, e.Payload)
	if err != nil {
		return gone(err)
	}
	ind, err := a.Indicators.Get(ctx, v.IndicatorID)
	if err != nil {
		return gone(err)
	}
	revs, err := a.Indicators.Revisions(ctx, authz.Scope{All: true}, ind.ID, v.ID)
	if err != nil || len(revs) == 0 {
		return nil, err
	}
	r := revs[0]
	text := fmt.Sprintf("%s把%s由%.*f改为%.*f%s：%s", r.ByName, period.Period(r.Period).Label(), int(ind.Decimals), r.Was, int(ind.Decimals), r.Amount, ind.Measure, r.Reason)
	if r.Frozen {
		text += "（该期已封存）"
	}
	return &notify.News{Title: ind.Name, Keys: v.ScopeKeys(), URL: "/observations/" + v.ID, By: r.ByID, Text: text}, nil
}
