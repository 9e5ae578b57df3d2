package server

import (
	"context"

	"lianzhang/internal/chain"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/project"
)

// Lists are the lists that can be taken out, by kind.
func Lists() map[string]*list.Spec {
	return map[string]*list.Spec{project.Kind: project.Spec, enterprise.Kind: enterprise.Spec, chain.Kind: chain.Spec,
		chain.OpportunityKind: chain.OpportunitySpec, "unit": org.UnitSpec, "account": org.AccountSpec}
}

// Label gives the name behind the id of a Ref column: a unit, a region, a person or a chain.
func (a *App) Label(ctx context.Context) (func(kind, id string) string, error) {
	d, err := a.Org.Directory(ctx)
	if err != nil {
		return nil, err
	}
	return func(kind, id string) string {
		if kind == chain.Kind {
			return a.Chains.Name(ctx, id)
		}
		return d.Label(kind, id)
	}, nil
}
