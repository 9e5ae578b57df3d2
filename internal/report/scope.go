package report

import (
	"context"
	"slices"
	"strings"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
)

// names reads the names that a paper needs, as the actor sees the site.
func (s *Service) names(ctx context.Context, actor authz.Actor) (*Names, error) {
	d, err := s.Org.Directory(ctx)
	if err != nil {
		return nil, err
	}
	chains, err := s.chainNames(ctx, d)
	if err != nil {
		return nil, err
	}
	n := landOf(d).names(actor, chains)
	n.Unit = d.UnitName // dissolved units too
	return n, nil
}

// chainNames are the chains with those who answer for them.
func (s *Service) chainNames(ctx context.Context, d *org.Directory) ([]ChainName, error) {
	chains, err := s.Chains.All(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]ChainName, len(chains))
	for i, c := range chains {
		out[i] = ChainName{ID: c.ID, Name: c.Name, Chief: c.Chief}
		if c.UnitID != "" {
			out[i].LeadUnit = d.UnitName(c.UnitID)
		}
	}
	return out, nil
}

// names are the names of a paper that the actor makes.
func (l *Land) names(actor authz.Actor, chains []ChainName) *Names {
	n := &Names{County: l.County, Unit: l.short(), Site: l.Site, Chains: chains, Regions: l.Regions, Root: l.Root.Code}
	if l.Root.Code != "" {
		n.Regions = append(slices.Clone(l.Regions), RegionName{l.Root.Code, l.Root.Name + "本级"})
	}
	n.Place = n.place(l, actor)
	n.Issuer = l.Site + "办公室"
	if u := l.unit(actor.UnitID); u != nil {
		n.Issuer = u.Name
	}
	return n
}

// place says what the paper is about: the whole site, or the actor's part of it.
func (n *Names) place(l *Land, actor authz.Actor) Place {
	root, scope := l.Root, actor.Scope
	p := Place{Label: "全域", Child: "县区"}
	if root.Code != "" {
		p = Place{Label: whole(root.Name), Child: children(root.Name)}
	}
	if scope.All || root.Code != "" && slices.Contains(scope.Regions, root.Code) {
		return p
	}
	p.Partial = true
	var parts []string
	counties := n.scopeCounties(scope)
	for _, code := range counties {
		parts = append(parts, n.region(code))
	}
	for _, id := range scope.Chains {
		if name := n.chain(id); name != "" {
			parts = append(parts, chainLabel(name))
		}
	}
	unit := ""
	if u := l.unit(actor.UnitID); u != nil {
		unit = u.Short
	}
	switch {
	case len(parts) == 1 && (len(scope.Units) == 0 || len(counties) == 1):
		p.Label = parts[0]
	case unit != "":
		p.Label = unit + "负责范围"
	case len(parts) > 0:
		p.Label = enumerate(parts, 3, "个范围")
	default:
		p.Label = "本单位"
	}
	if unit != "" && len(scope.Units) > 0 && len(counties) == 0 {
		parts = append([]string{unit + "及下属单位负责的项目"}, parts...)
	}
	if len(parts) == 0 {
		parts = []string{p.Label}
	}
	p.Note = "本期只统计" + strings.Join(parts, "和") + "，不是" + whole(root.Name) + "数据。"
	return p
}

func (n *Names) scopeCounties(scope authz.Scope) []string {
	var out []string
	for _, r := range n.Regions {
		if slices.ContainsFunc(scope.Regions, func(code string) bool { return n.county(code) == r.Code }) {
			out = append(out, r.Code)
		}
	}
	return out
}

// whole is 全市 for a place that is a 市, and so on.
func whole(name string) string {
	for _, suffix := range []string{"省", "市", "县", "区", "州", "盟", "旗", "镇"} {
		if strings.HasSuffix(name, suffix) {
			return "全" + suffix
		}
	}
	return "全域"
}

// children is how the regions below the root are called.
func children(root string) string {
	switch {
	case strings.HasSuffix(root, "省"):
		return "市州"
	case strings.HasSuffix(root, "县"), strings.HasSuffix(root, "区"), strings.HasSuffix(root, "旗"):
		return "乡镇园区"
	}
	return "县区"
}
