package desk

import (
	"context"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
)

// names finds the row to which a region and a chain belong.
type names struct {
	by    By
	rows  []*Row
	byID  map[string]*Row
	under map[string]string // region → county
}

func (n *names) row(region, chain string) *Row {
	id := chain
	if n.by == ByCounty {
		id = n.under[region]
	}
	if r := n.byID[id]; r != nil {
		return r
	}
	return n.byID[""]
}

func (n *names) add(r *Row) {
	n.byID[r.ID] = r
	n.rows = append(n.rows, r)
}

func (s *Service) names(ctx context.Context, actor authz.Actor, by By) (*names, error) {
	d, err := s.Org.Directory(ctx)
	if err != nil {
		return nil, err
	}
	n := &names{by: by, byID: map[string]*Row{}, under: counties(d)}
	if by == ByCounty {
		for _, r := range d.Regions() {
			if n.under[r.ID] == r.ID {
				name := r.Name
				if r == d.Root() {
					name += "本级"
				}
				n.add(&Row{ID: r.ID, Name: name})
			}
		}
		n.add(&Row{Name: "未明确县区"})
		return n, nil
	}
	all, err := s.Chains.All(ctx)
	if err != nil {
		return nil, err
	}
	today := s.Clock.Today()
	for i := range all {
		c := &all[i]
		if !c.Active {
			continue
		}
		r := &Row{ID: c.ID, Name: c.Name, Chief: c.Chief, Deputy: c.Deputy, visible: actor.Scope.Allows(c.ScopeKeys())}
		for _, p := range d.Posts(c.ID, today) {
			switch {
			case p.Kind == org.PostChief && r.Chief == "":
				r.Chief = p.Title
			case p.Kind == org.PostDeputy && r.Deputy == "":
				r.Deputy = p.Title
			}
		}
		if c.UnitID != "" {
			r.Unit = d.UnitName(c.UnitID)
		}
		n.add(r)
	}
	n.add(&Row{Name: "未明确产业链"})
	return n, nil
}

// counties maps every region to the child of the root in which it lies; the root stands for itself.
func counties(d *org.Directory) map[string]string {
	out := map[string]string{}
	root := d.Root()
	for _, r := range d.Regions() { // parents come before children
		switch {
		case root == nil || r == root || r.Parent == root.ID:
			out[r.ID] = r.ID
		default:
			out[r.ID] = out[r.Parent]
		}
	}
	return out
}
