package listing

import (
	"context"

	"lianzhang/internal/chain"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/region"
	"lianzhang/internal/web/ui"
)

// Names give the names behind the ids of Ref columns, without asking the database.
type Names struct {
	Dir    *org.Directory
	Chains []chain.Chain
	byID   map[string]string
	nodes  *graph.Directory
}

// Names reads the names as they are now; a page reads them once.
func (k *Kit) Names(ctx context.Context) (*Names, error) {
	d, err := k.Org.Directory(ctx)
	if err != nil {
		return nil, err
	}
	chains, err := k.Chains.All(ctx)
	if err != nil {
		return nil, err
	}
	n := &Names{Dir: d, Chains: chains, byID: make(map[string]string, len(chains)), nodes: &graph.Directory{}}
	if k.Graph != nil {
		if n.nodes, err = k.Graph.Directory(ctx); err != nil {
			return nil, err
		}
	}
	for i := range chains {
		n.byID[chains[i].ID] = chains[i].Name
	}
	return n, nil
}

// Label is the name of a chain, unit, region or account; the id when it is unknown, "" for "".
func (n *Names) Label(kind, id string) string {
	if id == "" {
		return ""
	}
	if kind == enterprise.PlaceKind {
		return placeName(id)
	}
	if kind == "chain" || kind == graph.MapKind {
		if name, ok := n.byID[id]; ok {
			return name
		}
		return id
	}
	if kind == graph.NodeKind {
		if node, ok := n.nodes.Get(id); ok {
			return node.Name
		}
		return id
	}
	return n.Dir.Label(kind, id)
}

// placeName is the full name of a division of the country.
func placeName(code string) string {
	if name := region.FullName(code); name != "" {
		return name
	}
	return code
}

// Options are all records of a kind that can be chosen, in their order.
func (n *Names) Options(kind string) []ui.Option {
	var out []ui.Option
	add := func(id, label string) { out = append(out, ui.Option{Value: id, Label: label}) }
	switch kind {
	case "chain":
		for i := range n.Chains {
			if n.Chains[i].Active {
				add(n.Chains[i].ID, n.Chains[i].Name)
			}
		}
	case graph.NodeKind:
		for _, node := range n.nodes.All {
			add(node.ID, n.byID[node.ChainID]+"·"+node.Name)
		}
	case "unit":
		for _, u := range n.Dir.Units() {
			if u.Active {
				add(u.ID, n.Dir.UnitName(u.ID))
			}
		}
	case "region":
		for _, r := range n.Dir.Regions() {
			add(r.ID, r.Name)
		}
	case "account":
		for _, a := range n.Dir.Accounts() {
			if a.Active {
				add(a.ID, a.Name)
			}
		}
	}
	return out
}

// Nodes are the nodes of a chain's map that can be chosen, in their order.
func (n *Names) Nodes(chainID string) []ui.Option {
	var out []ui.Option
	for _, node := range n.nodes.Of(chainID) {
		out = append(out, ui.Option{Value: node.ID, Label: node.Name})
	}
	return out
}
