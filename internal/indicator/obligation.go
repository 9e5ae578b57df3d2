package indicator

import (
	"context"
	"slices"
	"sort"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/period"
)

// obligations are the duties that fall into a period, by unit, and the units that only gather what others fill.
type obligations struct {
	inds   map[string]*Indicator
	duties map[string][]Duty          // by unit; empty for one that only gathers
	lead   map[string]map[string]bool // gathering unit → units that fill for it
}

func (s *Service) obligations(ctx context.Context, p period.Period) (*obligations, error) {
	all, err := s.All(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := s.Duties(ctx, "")
	if err != nil {
		return nil, err
	}
	heirs, err := s.heirs(ctx)
	if err != nil {
		return nil, err
	}
	o := &obligations{inds: map[string]*Indicator{}, duties: map[string][]Duty{}, lead: map[string]map[string]bool{}}
	order := map[string]int{}
	for i := range all {
		order[all[i].ID] = i
		if all[i].Source == Reported && period.Kind(all[i].Frequency) == p.Kind() && all[i].Valid(p) {
			o.inds[all[i].ID] = &all[i]
		}
	}
	sort.SliceStable(rows, func(i, j int) bool { return order[rows[i].IndicatorID] < order[rows[j].IndicatorID] })
	for _, d := range rows {
		ind := o.inds[d.IndicatorID]
		if ind == nil {
			continue
		}
		if h, gone := heirs[d.SubjectID]; gone && d.SubjectKind == ByRegion && p.First()[:7] >= h.From {
			continue
		}
		o.duties[d.UnitID] = append(o.duties[d.UnitID], d)
		if lead := ind.LeadUnitID; lead != "" && lead != d.UnitID {
			if o.lead[lead] == nil {
				o.lead[lead] = map[string]bool{}
			}
			o.lead[lead][d.UnitID] = true
		}
	}
	for lead := range o.lead {
		if _, ok := o.duties[lead]; !ok {
			o.duties[lead] = nil
		}
	}
	return o, nil
}

// below are the filing units whose figures make those of a unit: those under it in the tree of units, and those that fill what it
// gathers.
func (o *obligations) below(d *org.Directory, unitID string) []string {
	var out []string
	for _, id := range unitsBelow(d, unitID) {
		if _, files := o.duties[id]; files {
			out = append(out, id)
		}
	}
	for id := range o.lead[unitID] {
		if !slices.Contains(out, id) && !o.lead[id][unitID] { // two that gather from each other do not wait for each other
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}
