package indicator

import (
	"context"
	"slices"
	"strings"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/platform/region"
)

// FindSubject finds a subject by its name or code among the kinds: "region/349902" for 东湖区 and for 349902. Regions that are no
// more are found by their old names.
func (s *Service) FindSubject(ctx context.Context, words string) (ref record.Ref, name string, ok bool) {
	words = strings.TrimSpace(words)
	if r, is := record.Parse(words); is && slices.Contains([]string{ByRegion, ByChain, ByUnit}, r.Kind) {
		if _, name, err := s.keysOf(ctx, r); err == nil && name != "" {
			return r, name, true
		}
	}
	d, err := s.Org.Directory(ctx)
	if err != nil {
		return ref, "", false
	}
	if h, err := s.heirs(ctx); err == nil {
		for _, x := range h {
			if x.OldName == words || x.OldCode == words {
				return record.Ref{Kind: ByRegion, ID: x.OldCode}, x.OldName, true
			}
		}
	}
	if words == "全市" || words == "合计" || words == "全区" || words == "全县" {
		if root := d.Root(); root != nil {
			return record.Ref{Kind: ByRegion, ID: root.ID}, root.Name, true
		}
	}
	if r, ok := d.RegionByName(words); ok {
		return record.Ref{Kind: ByRegion, ID: r.ID}, r.Name, true
	}
	if ref, name, ok := s.findRetired(ctx, words); ok {
		return ref, name, true
	}
	chains, err := s.Chains.All(ctx)
	if err != nil {
		return ref, "", false
	}
	short := func(name string) string { return strings.TrimSuffix(strings.TrimSuffix(name, "链"), "产业") }
	for i := range chains {
		if chains[i].Name == words || short(chains[i].Name) == short(words) {
			return chains[i].Ref(), chains[i].Name, true
		}
	}
	if u, ok := d.UnitByName(words); ok {
		return record.Ref{Kind: ByUnit, ID: u.ID}, d.UnitName(u.ID), true
	}
	return ref, "", false
}

// findRetired finds a retired code of the national table whose heir is a region of the site.
func (s *Service) findRetired(ctx context.Context, words string) (record.Ref, string, bool) {
	if _, ok := region.Retired(words); !ok {
		return record.Ref{}, "", false
	}
	ref := record.Ref{Kind: ByRegion, ID: words}
	t, err := s.Subjects(ctx, ByRegion)
	if err != nil {
		return ref, "", false
	}
	h, ok := (heirs{}).of(ref, t)
	return ref, h.OldName, ok
}

// unitsBelow are the units below one in the tree of units, itself not among them.
func unitsBelow(d *org.Directory, id string) []string {
	return slices.DeleteFunc(slices.Clone(d.UnitSubtree(id)), func(x string) bool { return x == id })
}

// RegionOf is the code of the region to which a subject belongs: its heir's for a region that is no more.
func (s *Service) RegionOf(ctx context.Context, of record.Ref) (string, error) {
	keys, _, err := s.keysOf(ctx, of)
	return keys.Region, err
}
