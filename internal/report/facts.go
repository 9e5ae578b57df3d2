package report

import (
	"context"
	"slices"

	"lianzhang/internal/formula"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/docx"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

// Facts are all that a month's bulletin is composed from: kept when the month is frozen, they give the same bulletin again,
// byte for byte, for whoever may make one. They hold the projects of the whole site; a paper takes those of its maker's scope.
type Facts struct {
	Month    period.Period    `json:"month"`
	At       int64            `json:"at"` // moment of the freeze, UTC microseconds: the date of the paper and of its files
	Land     *Land            `json:"land"`
	Chains   []ChainName      `json:"chains"`
	Rules    []review.RuleSet `json:"rules"` // in force on the month's last day
	Style    Style            `json:"style"`
	BaseURL  string           `json:"base_url"`
	Holidays []workday.Notice `json:"holidays"` // the working calendar, for the dates that the paper sets
	// Formulas are the versions of rates in force on the month's last day, but for the house's own.
	Formulas []formula.Definition `json:"formulas,omitempty"`
	Items    []Item               `json:"-"`
}

// Facts reads what the bulletin of a month is composed from, as it is now.
func (s *Service) Facts(ctx context.Context, m period.Period) (*Facts, error) {
	d, err := s.Org.Directory(ctx)
	if err != nil {
		return nil, err
	}
	chains, err := s.chainNames(ctx, d)
	if err != nil {
		return nil, err
	}
	reg, err := s.load(ctx, everywhere, firstMonth(string(m)), string(m), m.Last())
	if err != nil {
		return nil, err
	}
	address, err := s.address(ctx)
	if err != nil {
		return nil, err
	}
	f := &Facts{Month: m, At: s.Clock.Micro(), Land: landOf(d), Chains: chains, Style: s.Style.orDefault(), BaseURL: address,
		Holidays: s.Calendar().Notices(), Items: reg.AsOf(string(m))}
	defs, err := s.definitions(ctx, m.Last())
	if err != nil {
		return nil, err
	}
	f.Formulas = defs.list()
	for _, level := range []string{review.LevelProject, review.LevelTalks, review.LevelRegion} {
		if c := reg.Rules[level]; c != nil {
			f.Rules = append(f.Rules, c.RuleSet)
		}
	}
	for i := range f.Items {
		f.Items[i].trim(string(m))
	}
	f.Land.remember(d, f.Items)
	return f, nil
}

// trim drops what no paper of the month reads: reports of other years and later months, and the texts of earlier ones.
func (it *Item) trim(month string) {
	kept := make([]project.Report, 0, len(it.reports))
	for i := range it.reports {
		switch r := &it.reports[i]; {
		case r.Period == month:
			kept = append(kept, *r)
		case r.Period < month && r.Period[:4] == month[:4]:
			kept = append(kept, project.Report{Period: r.Period, PlanShare: r.PlanShare, Done: r.Done, DoneTotal: r.DoneTotal, Funds: r.Funds})
		}
	}
	it.reports = kept
	it.told(month)
}

// told points to the report of the month among the item's own.
func (it *Item) told(month string) {
	it.Report, it.Kinds = nil, nil
	if k := slices.IndexFunc(it.reports, func(x project.Report) bool { return x.Period == month }); k >= 0 {
		it.Report = &it.reports[k]
		it.Kinds = problemKinds(it.Report.Problem)
	}
}

// Figures are those of the whole site's bulletin: of every county and every chain, with lights and ranks.
func (f *Facts) Figures() (*Figures, error) {
	rules, err := f.rules()
	if err != nil {
		return nil, err
	}
	names := f.Land.names(authz.Actor{Scope: everywhere}, f.Chains)
	return Compute(f.Month, f.Items, names, rules[review.LevelRegion], f.Style.Decimals), nil
}

func (f *Facts) rules() (map[string]*review.Compiled, error) {
	out := map[string]*review.Compiled{}
	for _, set := range f.Rules {
		c, err := review.Compile(set)
		if err != nil {
			return nil, err
		}
		out[set.Level] = c
	}
	return out, nil
}

// Bulletin composes the bulletin over what the actor may see, from the facts and nothing else.
func (f *Facts) Bulletin(actor authz.Actor) (*Bulletin, error) {
	rules, err := f.rules()
	if err != nil {
		return nil, err
	}
	names := f.Land.names(actor, f.Chains)
	items := f.Items
	if !actor.Scope.All {
		items = nil
		for i := range f.Items {
			if actor.Scope.Allows(f.Items[i].ScopeKeys()) {
				items = append(items, f.Items[i])
			}
		}
	}
	if !slices.ContainsFunc(items, func(it Item) bool { return it.In }) {
		return nil, errNoItems("%s已冻结，%s没有列入通报的项目", f.Month.Label(), map[bool]string{true: "您的范围内", false: "全域"}[names.Place.Partial])
	}
	at := clock.FromMicro(f.At)
	k := making{style: f.Style, calendar: workday.Default().With(f.Holidays...), asked: at.Format("2006-01-02"),
		write: docx.Options{Time: at, BaseURL: f.BaseURL, OmitSources: !f.Style.Sources}}
	if k.defs, err = definitionsOf(f.Formulas); err != nil {
		return nil, err
	}
	return k.bulletin(f.Month, items, names, rules), nil
}

// fromKept makes the bulletin of a frozen month.
func fromKept(f *Facts, actor authz.Actor, err error) (*Bulletin, error) {
	if err != nil {
		return nil, err
	}
	return f.Bulletin(actor)
}
