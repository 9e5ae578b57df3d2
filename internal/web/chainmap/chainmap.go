// Package chainmap is the pages of a chain's map (产业链图谱): the picture with its table and its files, one node, and the ways
// to make and change a map.
package chainmap

import (
	"context"
	"embed"

	area "lianzhang/internal/chain"
	"lianzhang/internal/chain/drawing"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/chain/match"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/project"
	"lianzhang/internal/talent"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

// section is the entry of the navigation under which all these pages stand.
const section = "chains"

// Facts tells what is known of the nodes of a chain inside a scope: firms, strength, gap, risk, investment. A node that it
// knows nothing of is absent.
type Facts interface {
	Facts(ctx context.Context, scope authz.Scope, chainID string) (map[string]drawing.Facts, error)
}

// Talent tells how many people the nodes of a chain look for and have found, and which platforms stand there.
type Talent interface {
	PerNode(ctx context.Context, scope authz.Scope, chainID string) (map[string]talent.Counts, error)
}

// Deps is what the pages stand on.
type Deps struct {
	Run         *change.Runner
	Chains      *area.Service
	Graph       *graph.Service
	Match       *match.Service
	Enterprises *enterprise.Service
	Projects    *project.Service
	Talent      Talent
	Facts       Facts // nil: nothing is known of the nodes beyond the map itself
	Lists       *listing.Kit
	Trail       *trail.Trail
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("chainmap", files) }

type handlers struct{ Deps }

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	h := &handlers{d}
	row := func(pattern string, p authz.Perm, fn web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: p, Handle: fn, Body: 64 << 10}
	}
	return append(h.mapRoutes(),
		row("GET /chains/{id}/map", authz.ChainView, h.show),
		row("GET /chains/{id}/map.svg", authz.ChainView, h.svg),
		row("GET /chains/{id}/map.docx", authz.ChainView, h.word),
		row("GET /nodes/{id}", authz.ChainView, h.node),
	)
}

// address is where the map of a chain is shown.
func address(chainID string) string { return "/chains/" + chainID + "/map" }
