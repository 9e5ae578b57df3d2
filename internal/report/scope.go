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
	chains, err := s.Chains.All(ctx)
	if err != nil {
		return nil, err
	}
	n := &Names{County: map[string]string{}, Unit: d.UnitName, Site: d.Site()}
	for _, c := range chains {
		lead := ""
		if c.UnitID != "" {
			lead = d.UnitName(c.UnitID)
		}
		n.Chains = append(n.Chains, ChainName{c.ID, c.Name, lead, c.Chief})
	}
	n.counties(d)
	n.Place = n.place(d, actor)
	n.Issuer = d.Site() + "办公室"
	if u := d.Unit(actor.UnitID); u != nil {
		n.Issuer = u.Name
	}
	return n, nil
}

// counties lists the regions right below the root, and maps everything below them to them.
func (n *Names) counties(d *org.Directory) {
	root := d.Root()
	if root == nil {
		return
	}
	for _, r := range d.Regions() {
		if r.Parent != root.ID {
			continue
		}
		n.Regions = append(n.Regions, RegionName{r.ID, r.Name})
		for _, code := range d.RegionSubtree(r.ID) {
			n.County[code] = r.ID
		}
	}
	n.Regions = append(n.Regions, RegionName{root.ID, root.Name + "本级"})
}

// place says what the paper is about: the whole site, or the actor's part of it.
func (n *Names) place(d *org.Directory, actor authz.Actor) Place {
	root, scope := d.Root(), actor.Scope
	p := Place{Label: "全域", Child: "县区"}
	if root != nil {
		p = Place{Label: whole(root.Name), Child: children(root)}
	}
	if scope.All || root != nil && slices.Contains(scope.Regions, root.ID) {
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
	if u := d.Unit(actor.UnitID); u != nil {
		unit = d.UnitName(u.ID)
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
	p.Note = "本期只统计" + strings.Join(parts, "和") + "，不是" + whole(rootName(root)) + "数据。"
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

func rootName(root *org.Region) string {
	if root == nil {
		return ""
	}
	return root.Name
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
func children(root *org.Region) string {
	switch {
	case strings.HasSuffix(root.Name, "省"):
		return "市州"
	case strings.HasSuffix(root.Name, "县"), strings.HasSuffix(root.Name, "区"), strings.HasSuffix(root.Name, "旗"):
		return "乡镇园区"
	}
	return "县区"
}
