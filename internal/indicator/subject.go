package indicator

import (
	"context"
	"strings"

	"lianzhang/internal/chain"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/platform/region"
)

// The kinds of subjects.
const (
	ByRegion = "region"
	ByChain  = chain.Kind
	ByUnit   = "unit"
)

// Subject is whom a value is about, with its place in its tree.
type Subject struct {
	Ref   record.Ref
	Name  string
	Keys  authz.Keys
	Up    int   // index of the one above, -1 for the root
	Below []int // indices of those directly below
}

// Subjects is a tree: the site's regions; or the chains, or the units, below the site's root region. Those above come first.
type Subjects struct {
	By   string
	List []Subject
	at   map[record.Ref]int
}

// Root is the whole site; an empty site has none.
func (t *Subjects) Root() *Subject {
	if len(t.List) == 0 {
		return nil
	}
	return &t.List[0]
}

// Find gives the index of a subject, -1 when it is not in the tree.
func (t *Subjects) Find(ref record.Ref) int {
	if i, ok := t.at[ref]; ok {
		return i
	}
	return -1
}

func (t *Subjects) add(s Subject) {
	t.at[s.Ref] = len(t.List)
	if s.Up >= 0 {
		t.List[s.Up].Below = append(t.List[s.Up].Below, len(t.List))
	}
	t.List = append(t.List, s)
}

// Dimensions are the kinds of subjects of an indicator, in their order.
func (i *Indicator) Dimensions() []string { return strings.Split(i.By, ",") }

// Subjects gives the tree of a kind as it is now.
func (s *Service) Subjects(ctx context.Context, by string) (*Subjects, error) {
	d, err := s.Org.Directory(ctx)
	if err != nil {
		return nil, err
	}
	t := &Subjects{By: by, at: map[record.Ref]int{}}
	root := d.Root()
	if root == nil {
		return t, nil
	}
	t.add(Subject{Ref: record.Ref{Kind: ByRegion, ID: root.ID}, Name: root.Name, Keys: authz.Keys{Region: root.ID}, Up: -1})
	switch by {
	case ByRegion:
		for _, r := range d.Regions() {
			if up := t.Find(record.Ref{Kind: ByRegion, ID: r.Parent}); up >= 0 {
				t.add(Subject{Ref: record.Ref{Kind: ByRegion, ID: r.ID}, Name: r.Name, Keys: authz.Keys{Region: r.ID}, Up: up})
			}
		}
	case ByChain:
		all, err := s.Chains.All(ctx)
		if err != nil {
			return nil, err
		}
		for i := range all {
			c := &all[i]
			t.add(Subject{Ref: c.Ref(), Name: c.Name, Keys: authz.Keys{Region: c.Region, Unit: c.UnitID, Chain: c.ID}, Up: 0})
		}
	case ByUnit:
		for _, u := range d.Units() {
			if u.Active {
				t.add(Subject{Ref: record.Ref{Kind: ByUnit, ID: u.ID}, Name: d.UnitName(u.ID), Keys: authz.Keys{Region: u.Region, Unit: u.ID},
					Up: max(0, t.Find(record.Ref{Kind: ByUnit, ID: u.ParentID}))})
			}
		}
	}
	return t, nil
}

// keysOf are the keys by which what is about a subject is scoped; ok is false for one that the site does not have.
func (s *Service) keysOf(ctx context.Context, ref record.Ref) (keys authz.Keys, name string, err error) {
	t, err := s.Subjects(ctx, ref.Kind)
	if err != nil {
		return keys, "", err
	}
	if i := t.Find(ref); i >= 0 {
		return t.List[i].Keys, t.List[i].Name, nil
	}
	heirs, err := s.heirs(ctx)
	if err != nil {
		return keys, "", err
	}
	if h, ok := heirs.of(ref, t); ok {
		return authz.Keys{Region: h.NewCode}, h.OldName, nil
	}
	return keys, "", nil
}

// heirs are the regions that went into others, by their old codes.
type heirs map[string]Heir

func (s *Service) heirs(ctx context.Context) (heirs, error) {
	rows, err := heirTable.Select(ctx, s.Run.DB, everything(), "")
	out := heirs{}
	for _, h := range rows {
		out[h.OldCode] = h
	}
	return out, err
}

// of tells into which subject of the tree a region went: by the site's own entry, else by the national table, which names no month.
// A region that was divided among several has no heir.
func (h heirs) of(ref record.Ref, t *Subjects) (Heir, bool) {
	if ref.Kind != ByRegion {
		return Heir{}, false
	}
	if own, ok := h[ref.ID]; ok {
		return own, t.Find(record.Ref{Kind: ByRegion, ID: own.NewCode}) >= 0
	}
	old, ok := region.Retired(ref.ID)
	if !ok || len(old.Now) != 1 || t.Find(record.Ref{Kind: ByRegion, ID: old.Now[0]}) < 0 {
		return Heir{}, false
	}
	name := old.Name
	if name == "" {
		name = ref.ID
	}
	return Heir{OldCode: ref.ID, OldName: name, NewCode: old.Now[0]}, true
}
