package graph

import (
	"context"
	"slices"
	"strings"

	"lianzhang/internal/chain"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
)

// Doc reads the whole map of a chain inside the scope, with node ids as keys, and the revision it stands at. A chain without
// a map gives an empty Doc of revision 0.
func (s *Service) Doc(ctx context.Context, scope authz.Scope, chainID string) (*Doc, int64, error) {
	c, err := s.Chains.Get(ctx, scope, chainID)
	if err != nil {
		return nil, 0, err
	}
	m, err := s.current(ctx, s.Run.DB, chainID)
	if err != nil {
		return nil, 0, err
	}
	g, err := load(ctx, s.Run.DB, c)
	if err != nil {
		return nil, 0, err
	}
	return g.doc(), m.Revision, nil
}

// Map reads the state of a chain's map; a chain without one gives a Map of revision 0.
func (s *Service) Map(ctx context.Context, scope authz.Scope, chainID string) (*Map, error) {
	c, err := s.Chains.Get(ctx, scope, chainID)
	if err != nil {
		return nil, err
	}
	m, err := s.current(ctx, s.Run.DB, chainID)
	if m.Region == "" {
		m.Region, m.UnitID = c.Region, c.UnitID
	}
	return m, err
}

// Node reads one node inside the scope.
func (s *Service) Node(ctx context.Context, scope authz.Scope, id string) (*Node, error) {
	return nodes.Get(ctx, s.Run.DB, scope.On(scopeKeys), id)
}

// current is the stored state of the map.
func (s *Service) current(ctx context.Context, q db.Queryer, chainID string) (*Map, error) {
	rows, err := maps.Select(ctx, q, new(db.Where).And("t.id = ?", chainID), "")
	if err != nil || len(rows) == 0 {
		return &Map{ID: chainID}, err
	}
	return &rows[0], nil
}

// edgeKey is what tells edges of one map apart.
type edgeKey struct{ from, to, kind string }

// graph is a map in memory while it is read or edited.
type graph struct {
	chain *chain.Chain
	nodes map[string]*Node
	order []string // ids of the nodes in their order
	edges map[edgeKey]*Edge
	links []edgeKey // keys of the edges in their order
}

// load reads the map of a chain.
func load(ctx context.Context, q db.Queryer, c *chain.Chain) (*graph, error) {
	g := &graph{chain: c, nodes: map[string]*Node{}, edges: map[edgeKey]*Edge{}}
	ns, err := nodes.Select(ctx, q, new(db.Where).And("t.chain_id = ?", c.ID), "ORDER BY t.sort, t.id")
	if err != nil {
		return nil, err
	}
	es, err := edges.Select(ctx, q, new(db.Where).And("t.chain_id = ?", c.ID), "ORDER BY t.id")
	if err != nil {
		return nil, err
	}
	for i := range ns {
		g.addNode(&ns[i])
	}
	for i := range es {
		g.addEdge(&es[i])
	}
	return g, nil
}

func (g *graph) addNode(n *Node) {
	g.nodes[n.ID] = n
	g.order = append(g.order, n.ID)
}

func (g *graph) addEdge(e *Edge) {
	k := edgeKey{e.From, e.To, e.Kind}
	g.edges[k] = e
	g.links = append(g.links, k)
}

func (g *graph) dropNode(id string) {
	delete(g.nodes, id)
	g.order = slices.DeleteFunc(g.order, func(o string) bool { return o == id })
}

func (g *graph) dropEdge(k edgeKey) {
	delete(g.edges, k)
	g.links = slices.DeleteFunc(g.links, func(o edgeKey) bool { return o == k })
}

// clone copies the rows, so that the copy can be edited.
func (g *graph) clone() *graph {
	out := &graph{chain: g.chain, nodes: make(map[string]*Node, len(g.nodes)), edges: make(map[edgeKey]*Edge, len(g.edges))}
	for _, id := range g.order {
		n := *g.nodes[id]
		out.addNode(&n)
	}
	for _, k := range g.links {
		e := *g.edges[k]
		out.addEdge(&e)
	}
	return out
}

// name is a node's name for people.
func (g *graph) name(id string) string {
	if n := g.nodes[id]; n != nil {
		return n.Name
	}
	return id
}

// doc is the map as a file.
func (g *graph) doc() *Doc {
	d := &Doc{Name: g.chain.Name, Summary: g.chain.Summary, Nodes: make([]DocNode, 0, len(g.order)), Edges: make([]DocEdge, 0, len(g.links))}
	for _, id := range g.order {
		d.Nodes = append(d.Nodes, DocNodeOf(g.nodes[id]))
	}
	for _, k := range g.links {
		d.Edges = append(d.Edges, docEdgeOf(g.edges[k]))
	}
	slices.SortFunc(d.Edges, func(a, b DocEdge) int {
		return strings.Compare(a.From+a.To+a.Kind, b.From+b.To+b.Kind)
	})
	return d
}

// DocNodeOf is a stored node as it stands in a file; its key is the id.
func DocNodeOf(n *Node) DocNode {
	return DocNode{Key: n.ID, Name: n.Name, Stream: n.Stream, Parent: n.Parent, Products: Split(n.Products), Codes: Split(n.Codes), Weight: n.Weight,
		ImportShare: n.ImportShare, Firms: Split(n.Firms), Note: n.Note, Source: n.Source, Confidence: n.Confidence, X: n.X, Y: n.Y}
}

func docEdgeOf(e *Edge) DocEdge {
	return DocEdge{From: e.From, To: e.To, Kind: e.Kind, Weight: e.Weight, Source: e.Source, Confidence: e.Confidence}
}

// fill takes what the file says of the node over; its identity stays.
func (n *Node) fill(d *DocNode) {
	n.Name, n.Stream, n.Parent, n.Products, n.Codes = d.Name, d.Stream, d.Parent, Join(d.Products), Join(d.Codes)
	n.Weight, n.ImportShare, n.Firms, n.Note, n.Source = d.Weight, d.ImportShare, Join(d.Firms), d.Note, d.Source
	n.Confidence, n.X, n.Y = d.Confidence, d.X, d.Y
}

// Split takes a list of words apart. A comma before a space belongs to its word, as in "Co., Ltd".
func Split(text string) []string {
	var out []string
	text = strings.ReplaceAll(text, ", ", "\x00")
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("、，,；;\n\r\t", r) }) {
		if w = strings.TrimSpace(strings.ReplaceAll(w, "\x00", ", ")); w != "" && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// Join puts a list of words together as it is stored.
func Join(words []string) string { return strings.Join(Split(strings.Join(words, "、")), "、") }
