package graph

import (
	"context"

	"lianzhang/internal/chain"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
)

var (
	maps     = db.NewTable[Map](MapKind)
	nodes    = db.NewTable[Node](NodeKind)
	edges    = db.NewTable[Edge](EdgeKind)
	versions = db.NewTable[Version](VersionKind)
)

// scopeKeys are the columns by which nodes, edges and versions are scoped.
var scopeKeys = authz.Keys{Region: "region", Unit: "unit_id", Chain: "chain_id"}

// Service has the verbs on maps.
type Service struct {
	Run    *change.Runner
	Chains *chain.Service
	// Changed, when set, is told inside each change of a map, so that areas above can follow.
	Changed func(ctx context.Context, tx *change.Tx, chainID string) error

	holders []Holder
	names   names
}

// Nodes reads nodes under a condition over alias t inside the scope.
func (s *Service) Nodes(ctx context.Context, scope authz.Scope, w *db.Where, tail string) ([]Node, error) {
	return nodes.Select(ctx, s.Run.DB, w.Scope(scope.On(scopeKeys), "t"), tail)
}

// Edges reads links under a condition over alias t inside the scope.
func (s *Service) Edges(ctx context.Context, scope authz.Scope, w *db.Where, tail string) ([]Edge, error) {
	return edges.Select(ctx, s.Run.DB, w.Scope(scope.On(scopeKeys), "t"), tail)
}
