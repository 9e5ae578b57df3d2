// Package graph is the map of a chain (产业链图谱): its nodes in streams, the supply links between them, and the versions in
// which it was published.
package graph

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/record"
)

// The record kinds and tables.
const (
	MapKind     = "chain_map"
	NodeKind    = "node"
	EdgeKind    = "edge"
	VersionKind = "map_version"
)

// The streams of a chain, in the order in which material flows.
const (
	Up      = "up"      // 上游
	Mid     = "mid"     // 中游
	Down    = "down"    // 下游
	Support = "support" // 配套
)

// The kinds of a link from one node to another.
const (
	LinkSupply  = "supply"  // From delivers material or parts that To uses
	LinkService = "service" // From serves To: equipment, testing, logistics, software
	LinkPart    = "part"    // From is a sub-class of To
)

// Map is the state of a chain's map as a whole; its ID is the chain's. Revision rises with every edit, so that two editors
// find out about each other.
type Map struct {
	ID        string `db:"id"`
	Region    string `db:"region"`
	UnitID    string `db:"unit_id"`
	Revision  int64  `db:"revision"`
	Published int64  `db:"published"` // number of the last published version, 0 = none
	UpdatedAt int64  `db:"updated_at"`
	Version   int64  `db:"version"`
}

// ScopeKeys are the keys by which a map is scoped: its chain's.
func (m *Map) ScopeKeys() authz.Keys {
	return authz.Keys{Region: m.Region, Unit: m.UnitID, Chain: m.ID}
}

// Ref names the map.
func (m *Map) Ref() record.Ref { return record.Ref{Kind: MapKind, ID: m.ID} }

// Node is a step of a chain (环节). Region and UnitID are the chain's.
type Node struct {
	ID          string  `db:"id"`
	ChainID     string  `db:"chain_id"`
	Region      string  `db:"region"`
	UnitID      string  `db:"unit_id"`
	Name        string  `db:"name"`
	Stream      string  `db:"stream"` // Up, Mid, Down, Support
	Parent      string  `db:"parent"` // the node it is a part of, "" at the top
	Products    string  `db:"products"`
	Codes       string  `db:"codes"`        // GB/T 4754-2017, parted by 、
	Weight      float64 `db:"weight"`       // share in the chain's inputs by the input–output table, 0..1; 0 = unknown
	ImportShare float64 `db:"import_share"` // share of national use that is imported, 0..1
	Firms       string  `db:"firms"`        // representative firms named by its source, parted by 、; not records
	Note        string  `db:"note"`
	Source      string  `db:"source"`     // where it comes from: 模板, 投入产出表2020, 导入, 手工 …
	Confidence  float64 `db:"confidence"` // 0..1; 0 = not stated
	X           int64   `db:"x"`          // place on the map set by hand, 0 and 0 = laid out by the program
	Y           int64   `db:"y"`
	Sort        int64   `db:"sort"`
	CreatedAt   int64   `db:"created_at"`
	UpdatedAt   int64   `db:"updated_at"`
	Version     int64   `db:"version"`
}

// ScopeKeys are the keys by which a node is scoped.
func (n *Node) ScopeKeys() authz.Keys {
	return authz.Keys{Region: n.Region, Unit: n.UnitID, Chain: n.ChainID}
}

// Ref names the node.
func (n *Node) Ref() record.Ref { return record.Ref{Kind: NodeKind, ID: n.ID} }

// Edge is a link between two nodes of one chain, in the direction of the flow.
type Edge struct {
	ID         string  `db:"id"`
	ChainID    string  `db:"chain_id"`
	Region     string  `db:"region"`
	UnitID     string  `db:"unit_id"`
	From       string  `db:"from_id"`
	To         string  `db:"to_id"`
	Kind       string  `db:"kind"`   // LinkSupply, LinkService, LinkPart
	Weight     float64 `db:"weight"` // input of From per unit of To's output, 0 = unknown
	Source     string  `db:"source"`
	Confidence float64 `db:"confidence"`
	Version    int64   `db:"version"`
}

// ScopeKeys are the keys by which an edge is scoped.
func (e *Edge) ScopeKeys() authz.Keys {
	return authz.Keys{Region: e.Region, Unit: e.UnitID, Chain: e.ChainID}
}

// Ref names the edge.
func (e *Edge) Ref() record.Ref { return record.Ref{Kind: EdgeKind, ID: e.ID} }

// Version is a map as it was published; Doc is the Doc of that moment as JSON.
type Version struct {
	ID        string `db:"id"`
	ChainID   string `db:"chain_id"`
	Region    string `db:"region"`
	UnitID    string `db:"unit_id"`
	No        int64  `db:"no"`
	Label     string `db:"label"`
	Note      string `db:"note"`
	Doc       string `db:"doc"`
	Hash      string `db:"hash"` // SHA-256 of Doc, in hex
	Nodes     int64  `db:"nodes"`
	Edges     int64  `db:"edges"`
	Author    string `db:"author"`
	CreatedAt int64  `db:"created_at"`
	Version   int64  `db:"version"`
}

// ScopeKeys are the keys by which a version is scoped.
func (v *Version) ScopeKeys() authz.Keys {
	return authz.Keys{Region: v.Region, Unit: v.UnitID, Chain: v.ChainID}
}

// Ref names the version.
func (v *Version) Ref() record.Ref { return record.Ref{Kind: VersionKind, ID: v.ID} }

// Doc is a map as a file: of a version, a template, an import or an export. Keys are short names or ids, unique in the file.
type Doc struct {
	Name    string    `json:"name"`
	Summary string    `json:"summary,omitempty"`
	Source  string    `json:"source,omitempty"`
	Nodes   []DocNode `json:"nodes"`
	Edges   []DocEdge `json:"edges"`
}

// DocNode is a node in a file.
type DocNode struct {
	Key         string   `json:"key"`
	Name        string   `json:"name"`
	Stream      string   `json:"stream"`
	Parent      string   `json:"parent,omitempty"`
	Products    []string `json:"products,omitempty"`
	Codes       []string `json:"codes,omitempty"`
	Weight      float64  `json:"weight,omitempty"`
	ImportShare float64  `json:"importShare,omitempty"`
	Firms       []string `json:"firms,omitempty"` // representative firms named by the source
	Note        string   `json:"note,omitempty"`
	Source      string   `json:"source,omitempty"`
	Confidence  float64  `json:"confidence,omitempty"`
	X           int64    `json:"x,omitempty"`
	Y           int64    `json:"y,omitempty"`
}

// DocEdge is a link in a file.
type DocEdge struct {
	From       string  `json:"from"`
	To         string  `json:"to"`
	Kind       string  `json:"kind,omitempty"` // "" is LinkSupply
	Weight     float64 `json:"weight,omitempty"`
	Source     string  `json:"source,omitempty"`
	Confidence float64 `json:"confidence,omitempty"`
}
