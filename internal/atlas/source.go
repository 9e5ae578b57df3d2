package atlas

import (
	"cmp"

	"lianzhang/internal/catalog"
	"lianzhang/internal/chain"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/policy"
	"lianzhang/internal/project"
)

// Source is a kind of record from which lists are made.
type Source struct {
	Kind  string
	Spec  *list.Spec
	Perm  authz.Perm // to see its records
	Chain string     // column by which records belong to a chain; "" = they belong to none
	Many  bool       // the column holds several ids, or policy.AllChains
	Base  string     // address of a record is Base + "/" + id; "" = it has no page
	Fill  string     // what fills a list of it, when its sheet does not say
}

// Sources are the kinds of record, in the order in which they are offered: those of the catalogue, people apart.
func Sources() []Source {
	var out []Source
	for _, e := range catalog.Entries() {
		if e.Kind() == "account" {
			continue
		}
		s := Source{Kind: e.Kind(), Spec: e.Spec, Perm: perm(e.Kind()), Chain: e.Spec.Scope.Chain, Base: e.Base,
			Fill: "登记或导入" + e.Spec.Label + "后，本清单自动填出"}
		switch s.Kind {
		case policy.Kind:
			s.Chain, s.Many = "chains", true
		case graph.NodeKind:
			s.Spec, s.Fill = nodeSpec, "绘制产业链图谱后，本清单自动填出"
		case chain.Kind:
			s.Fill = "登记产业链的链长、牵头单位和专班后，本清单自动填出"
		}
		out = append(out, s)
	}
	return out
}

// perm is what is needed to see a kind of record.
func perm(kind string) authz.Perm {
	return cmp.Or(map[string]authz.Perm{project.Kind: authz.ProjectView, enterprise.Kind: authz.FirmView, "target": authz.LeadView,
		"lead": authz.LeadView, "unit": authz.OrgView}[kind], authz.ChainView)
}

// SourceOf finds a kind of record; nil when lists are not made of it.
func SourceOf(kind string) *Source {
	for _, s := range Sources() {
		if s.Kind == kind {
			return &s
		}
	}
	return nil
}
