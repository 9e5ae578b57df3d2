package targets

import (
	"context"
	"sort"
	"strings"

	"lianzhang/internal/chain"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/intake"
	"lianzhang/internal/platform/region"
)

// Names is the directory by which imports find chains, units, regions and people; it is read anew for each analysis.
func Names(o *org.Service, c *chain.Service, e *enterprise.Service, more ...Finder) func(ctx context.Context) (intake.Resolver, error) {
	return func(ctx context.Context) (intake.Resolver, error) {
		d, err := o.Directory(ctx)
		if err != nil {
			return nil, err
		}
		all, err := c.All(ctx)
		if err != nil {
			return nil, err
		}
		n := &names{ctx: ctx, firms: e, dir: d, more: more, chains: map[string]*chain.Chain{}}
		for i := range all {
			n.all = append(n.all, all[i].Name)
			n.chains[core(all[i].Name)] = &all[i]
		}
		for i := range all { // the full name of one goes before the short form of another
			n.chains[intake.Fold(all[i].Name)] = &all[i]
		}
		return n, nil
	}
}

type names struct {
	ctx    context.Context // of the analysis for which the directory was read
	firms  *enterprise.Service
	dir    *org.Directory
	more   []Finder
	chains map[string]*chain.Chain
	all    []string
}

// Finder finds records of further kinds by their names, and gives the names that there are; ok is false for kinds that it does not know.
type Finder interface {
	Find(ctx context.Context, kind, words string) (id, name string, ok bool)
	Names(ctx context.Context, kind string) []string
}

// core is the name of a chain without the words that say that it is one: 铜基新材料产业链 and 铜基新材料 are the same.
func core(name string) string {
	s := intake.Fold(name)
	for _, tail := range []string{"全产业链", "产业链", "产业集群", "产业", "链"} {
		if rest, ok := strings.CutSuffix(s, tail); ok && len([]rune(rest)) >= 2 {
			return rest
		}
	}
	return s
}

// Find finds a record by its name, id or code.
func (n *names) Find(kind, words string) (id, name string, ok bool) {
	switch kind {
	case "chain":
		c := n.chains[intake.Fold(words)]
		if c == nil {
			c = n.chains[core(words)]
		}
		if c != nil {
			return c.ID, c.Name, true
		}
	case enterprise.Kind:
		return n.firm(words)
	case "unit":
		if u, ok := n.dir.UnitByName(words); ok {
			return u.ID, u.Name, true
		}
	case "region":
		if words == region.OutsideName {
			return region.Outside, words, true
		}
		if r, ok := n.dir.RegionByName(words); ok {
			return r.ID, r.Name, true
		}
	case enterprise.PlaceKind:
		if found := region.Find(words, ""); len(found) > 0 {
			return found[0].Code, region.FullName(found[0].Code), true
		}
	case "user", "account":
		if a := n.dir.AccountByLogin(words); a != nil {
			return a.ID, a.Name, true
		}
	}
	for _, f := range n.more {
		if id, name, ok := f.Find(n.ctx, kind, words); ok {
			return id, name, true
		}
	}
	return "", "", false
}

// firm finds a firm by its code, its name or a form of the name that differs only in writing; of several it is none.
func (n *names) firm(words string) (id, name string, ok bool) {
	rows, err := n.firms.Named(n.ctx, authz.Scope{All: true}, words, 2)
	if err != nil || len(rows) == 0 || len(rows) > 1 && rows[0].Name != words {
		return "", "", false
	}
	if e := &rows[0]; e.Named(words) {
		return e.ID, e.Name, true
	}
	return "", "", false
}

// Near gives the names that resemble the words.
func (n *names) Near(kind, words string, most int) []intake.Likeness {
	var all []string
	switch kind {
	case "chain":
		all = n.all
	case enterprise.Kind:
		rows, err := n.firms.Named(n.ctx, authz.Scope{All: true}, words, 2*most)
		if err != nil {
			return nil
		}
		for i := range rows {
			all = append(all, rows[i].Name)
		}
	case "unit":
		for _, u := range n.dir.Units() {
			all = append(all, u.Name)
		}
	case "region":
		for _, r := range n.dir.Regions() {
			all = append(all, r.Name)
		}
	}
	for _, f := range n.more {
		all = append(all, f.Names(n.ctx, kind)...)
	}
	text := intake.Fold(words)
	var out []intake.Likeness
	for _, name := range all {
		a, b := text, intake.Fold(name)
		if kind == "chain" {
			a, b = core(words), core(name)
		}
		s := intake.Similar(a, b)
		if short, long := len(a), len(b); strings.Contains(b, a) || strings.Contains(a, b) {
			s = max(s, 0.5+0.5*float64(min(short, long))/float64(max(short, long)))
		}
		if s > 0.25 {
			out = append(out, intake.Likeness{Name: name, Score: s})
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Score > out[j].Score })
	return out[:min(most, len(out))]
}
