package server

import (
	"cmp"
	"context"

	"lianzhang/internal/catalog"
	"lianzhang/internal/chain"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/region"
)

// Lists are the lists that can be taken out, by kind.
func Lists() map[string]*list.Spec {
	return catalog.Specs()
}

// Label gives the name behind the id of a Ref column: a unit, a region, a person or a chain.
func (a *App) Label(ctx context.Context) (func(kind, id string) string, error) {
	d, err := a.Org.Directory(ctx)
	if err != nil {
		return nil, err
	}
	nodes, err := a.Graph.Directory(ctx)
	if err != nil {
		return nil, err
	}
	return func(kind, id string) string {
		switch kind {
		case chain.Kind:
			return a.Chains.Name(ctx, id)
		case graph.NodeKind:
			return cmp.Or(nodes.Label(id), id)
		case enterprise.PlaceKind:
			return cmp.Or(region.FullName(id), id)
		}
		return d.Label(kind, id)
	}, nil
}
