package studio

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"lianzhang/internal/cadence"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/stencil"
	"lianzhang/internal/report"
)

// Ask says which paper is wanted.
type Ask struct {
	Template *Template
	Period   period.Period
	Of       string // id of the chain or code of the region that the paper is about; "" of one about all
}

// narrow is the actor with the scope of what the paper is about, which must lie inside his own.
func (s *Service) narrow(ctx context.Context, actor authz.Actor, ask Ask) (authz.Actor, error) {
	if ask.Of == "" {
		if ask.Template.About != AboutAll {
			return actor, errs.New(errs.Invalid, "这份材料每%s一份，请选一%s", map[string]string{AboutChain: "条产业链", AboutRegion: "个县区"}[ask.Template.About],
				map[string]string{AboutChain: "条", AboutRegion: "个"}[ask.Template.About])
		}
		return actor, nil
	}
	d, err := s.Org.Directory(ctx)
	if err != nil {
		return actor, err
	}
	keys, scope := authz.Keys{Chain: ask.Of}, authz.Scope{Chains: []string{ask.Of}}
	switch {
	case ask.Template.About == AboutRegion:
		keys, scope = authz.Keys{Region: ask.Of}, authz.Scope{Regions: d.RegionSubtree(ask.Of)}
	case d.Root() != nil:
		keys.Region = d.Root().ID
	}
	if !actor.Scope.Allows(keys) || ask.Template.About == AboutAll {
		return actor, errs.New(errs.Forbidden, "这份材料不在您的数据范围内")
	}
	actor.Scope = scope
	return actor, nil
}

// Values are all figures that a template may name for the period, inside the actor's scope.
func (s *Service) Values(ctx context.Context, actor authz.Actor, ask Ask) (stencil.Values, error) {
	v, _, err := s.values(ctx, actor, ask)
	return v, err
}

// values gives with the figures where the site stood when they were kept, which the printed addresses begin with.
func (s *Service) values(ctx context.Context, actor authz.Actor, ask Ask) (v stencil.Values, address string, err error) {
	if err := actor.Need(authz.ReportMake); err != nil {
		return v, "", err
	}
	narrowed, err := s.narrow(ctx, actor, ask)
	if err != nil {
		return v, "", err
	}
	months := ask.Period.Months()
	if len(months) == 0 {
		return v, "", errs.New(errs.Invalid, "“%s”不是月、季度、半年或年", ask.Period)
	}
	b, err := s.Report.Bulletin(ctx, narrowed, string(months[len(months)-1]))
	if err != nil {
		return v, "", err
	}
	v = b.Values()
	v.Fields["期间"] = stencil.Value{Text: ask.Period.Label()}
	if ask.Of != "" {
		within(&v, map[string]string{AboutChain: "chain_id", AboutRegion: "region"}[ask.Template.About], ask.Of)
	}
	return v, b.Address(), s.addLines(ctx, narrowed.Scope, ask.Period, ask.Of, b, &v)
}

// within lets the figures of a paper about a chain or county lead to its records alone: their pages show a reader all that he may
// see, which may be more than the paper is about.
func within(v *stencil.Values, param, of string) {
	narrow := func(src *document.Source) *document.Source {
		if src == nil || !strings.HasPrefix(src.Path, "/reports/") {
			return src
		}
		path, query, _ := strings.Cut(src.Path, "?")
		own := param + "=" + of
		if query == "" {
			path += "?" + own
		} else if path += "?" + query; !strings.Contains("&"+query, "&"+param+"=") {
			path += "&" + own
		}
		out := *src
		out.Path = path
		return &out
	}
	fields := func(m map[string]stencil.Value) {
		for name, x := range m {
			x.Source = narrow(x.Source)
			m[name] = x
		}
	}
	fields(v.Fields)
	for name, l := range v.Lists {
		l.Source = narrow(l.Source)
		for _, item := range l.Items {
			fields(item)
		}
		v.Lists[name] = l
	}
}

// addLines adds what the keepers say of the period: as fields of the place that the paper is about, of its counties and chains,
// and rankings as lists.
func (s *Service) addLines(ctx context.Context, scope authz.Scope, p period.Period, of string, b *report.Bulletin, v *stencil.Values) error {
	f := b.Figures
	own := placeOf(f, scope, of)
	counties, chains := rowsOf(v, "各县区", f.Regions), rowsOf(v, "各产业链", f.Chains)
	for _, keeper := range s.Cadence.Keepers() {
		if keeper == "bulletin" {
			continue // the bulletin itself has said it
		}
		label := s.Cadence.KeeperLabel(keeper)
		lines, err := s.Cadence.Figures(ctx, scope, p, keeper)
		if err != nil {
			return err
		}
		for i := range lines {
			l := &lines[i]
			name, value := label+" "+nameOf(l), figureOf(l, f.Day)
			if l.Rank > 0 {
				rank(v, name, l, value)
				continue
			}
			if l.Subject.ID == own {
				v.Fields[name] = value
			}
			if row := counties[l.Subject.ID]; row != nil {
				row[name] = value
			}
			if row := chains[l.Subject.ID]; row != nil {
				row[name] = value
			}
		}
	}
	return nil
}

// placeOf is the region or chain that a paper as a whole is about.
func placeOf(f *report.Figures, scope authz.Scope, of string) string {
	if of != "" {
		return of
	}
	if !f.Names.Place.Partial {
		return f.Names.Root
	}
	for _, r := range f.Names.Regions {
		if slices.Contains(scope.Regions, r.Code) {
			return r.Code
		}
	}
	return ""
}

// rowsOf are the items of a list by what they are about.
func rowsOf(v *stencil.Values, list string, lines []report.Line) map[string]map[string]stencil.Value {
	out := map[string]map[string]stencil.Value{}
	for i, item := range v.Lists[list].Items {
		out[lines[i].Key] = item
	}
	return out
}

// nameOf is what a line tells, without whom: the label is 清川县　开工率.
func nameOf(l *cadence.Line) string {
	if _, what, ok := strings.Cut(l.Label, "　"); ok {
		return what
	}
	return l.Label
}

// figureOf is the figure of a line: 86.5% of 86.5%（开工率v2）.
func figureOf(l *cadence.Line, day string) stencil.Value {
	text, formula, _ := strings.Cut(strings.TrimSuffix(l.Words, "）"), "（")
	v := stencil.Value{Text: text}
	if l.URL != "" {
		v.Source = &document.Source{Path: l.URL, Name: nameOf(l), Formula: formula, AsOf: day}
	}
	return v
}

// rank adds a line of a ranking to the list of that ranking, which stands in the order of places.
func rank(v *stencil.Values, name string, l *cadence.Line, value stencil.Value) {
	list := v.Lists[name]
	who, _, _ := strings.Cut(l.Label, "　")
	list.Items = append(list.Items, map[string]stencil.Value{"名次": {Text: strconv.FormatInt(l.Rank, 10)}, "名称": {Text: who}, "得分": value})
	v.Lists[name] = list
}

// At is the moment to which a paper of the period belongs: of the freeze, or now.
func (s *Service) at(ctx context.Context, p period.Period) (micro int64, frozen bool, err error) {
	row, err := s.Cadence.Find(ctx, s.Run.DB, p)
	if err != nil {
		return 0, false, err
	}
	if row != nil && row.State == cadence.Frozen {
		return row.FrozenAt, true, nil
	}
	return s.Run.Clock.Micro(), false, nil
}

// Names are all fields that a template may use, with and without a list.
func Names(v stencil.Values) map[string]bool {
	out := map[string]bool{}
	for name := range v.Fields {
		out[name] = true
	}
	for list, l := range v.Lists {
		if len(l.Items) > 0 {
			for name := range maps.Keys(l.Items[0]) {
				out[list+"."+name] = true
			}
		}
	}
	return out
}
