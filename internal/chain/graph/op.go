package graph

import (
	"fmt"
	"slices"
	"strings"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/id"
)

// The verbs of an Op.
const (
	AddNode    = "add-node"
	EditNode   = "edit-node"
	MoveNode   = "move-node" // EditNode of x and y
	RemoveNode = "remove-node"
	MergeNode  = "merge-node"
	AddEdge    = "add-edge"
	EditEdge   = "edit-edge"
	RemoveEdge = "remove-edge"
)

// Op is one step of an edit. Node.Key names the node; the key of an added node may be any name, by which other steps of the
// same edit call it. An edge is named by its ends and kind. Set names the fields that an edit takes over from Node or Edge,
// as in a file ("name", "stream", …); an addition takes all.
type Op struct {
	Do   string   `json:"do"`
	Node *DocNode `json:"node,omitempty"`
	Edge *DocEdge `json:"edge,omitempty"`
	Set  []string `json:"set,omitempty"`
	Into string   `json:"into,omitempty"` // MergeNode: the node that takes the place of Node
}

// merging is a node that gave way to another.
type merging struct{ from, into string }

// editor runs the steps of an edit on a map in memory and notes what is wrong with them, step by step.
type editor struct {
	*graph
	newID    func() string
	taken    func(id string) bool // an id that some node has already, in whatever map
	keep     bool                 // added nodes keep their keys as ids
	ids      map[string]string    // keys of added nodes to their ids
	step     int
	bad      errs.Fields
	merged   []merging
	touched  []string // ids of the nodes that were added or edited
	links    []edgeKey
	notices  []string
	fileName map[string]string // what a file calls a node, for messages
}

func newEditor(g *graph, newID func() string, taken func(string) bool) *editor {
	return &editor{graph: g, newID: newID, taken: taken, ids: map[string]string{}, fileName: map[string]string{}}
}

// fail notes what is wrong with the step at hand.
func (e *editor) fail(field, format string, args ...any) {
	name := fmt.Sprintf("ops.%d", e.step)
	if field != "" {
		name += "." + field
	}
	e.bad.Add(name, format, args...)
}

// run does the steps. Nodes are added first, so that what refers to them may stand before them.
func (e *editor) run(ops []Op) error {
	for i := range ops {
		if o := &ops[i]; o.Do == AddNode && o.Node != nil {
			e.step = i
			e.christen(o.Node)
			e.add(o.Node)
		}
	}
	for i := range ops {
		e.step = i
		e.do(&ops[i])
	}
	return e.bad.Err()
}

// christen gives an added node its id: the one it had before, when it comes back from a version or an undo, else a new one.
func (e *editor) christen(n *DocNode) {
	key := strings.TrimSpace(n.Key)
	if _, twice := e.ids[key]; twice && key != "" {
		e.fail("key", "两个新环节用了同一个键“%s”", key)
		return
	}
	made := key
	switch {
	case e.keep && (key == "" || e.nodes[key] != nil):
		e.fail("key", "“%s”要有自己的键", n.Name)
		return
	case !e.keep && (!id.Valid(key) || e.taken(key)):
		made = e.newID()
	}
	if key == "" {
		key = made
	}
	n.Key = key
	e.ids[key], e.fileName[key] = made, n.Name
}

// at resolves a key to the id of a node that is there.
func (e *editor) at(key string) (string, bool) {
	key = strings.TrimSpace(key)
	if made, ok := e.ids[key]; ok {
		key = made
	}
	_, ok := e.nodes[key]
	return key, ok
}

func (e *editor) do(o *Op) {
	switch o.Do {
	case AddNode, EditNode, MoveNode, RemoveNode, MergeNode:
		if o.Node == nil {
			e.fail("node", "没有写明环节")
			return
		}
	case AddEdge, EditEdge, RemoveEdge:
		if o.Edge == nil {
			e.fail("edge", "没有写明关系")
			return
		}
	default:
		e.fail("do", "没有“%s”这种操作", o.Do)
		return
	}
	switch o.Do {
	case AddNode: // done
	case EditNode:
		e.edit(o.Node, o.Set)
	case MoveNode:
		e.edit(o.Node, []string{"x", "y"})
	case RemoveNode:
		e.remove(o.Node.Key)
	case MergeNode:
		e.merge(o.Node.Key, o.Into)
	default:
		e.doEdge(o)
	}
}

func (e *editor) add(n *DocNode) {
	made, ok := e.ids[n.Key]
	if !ok || e.nodes[made] != nil {
		return // its key was refused
	}
	row := &Node{ID: made, ChainID: e.chain.ID, Region: e.chain.Region, UnitID: e.chain.UnitID, Sort: e.lastSort() + 1}
	row.fill(n)
	e.addNode(row)
	e.touched = append(e.touched, made)
}

func (e *editor) lastSort() int64 {
	if len(e.order) == 0 {
		return 0
	}
	return e.nodes[e.order[len(e.order)-1]].Sort
}

func (e *editor) edit(n *DocNode, set []string) {
	at, ok := e.at(n.Key)
	if !ok {
		e.fail("key", "没有环节“%s”，可能已被删除", e.called(n))
		return
	}
	row := e.nodes[at]
	now := DocNodeOf(row)
	for _, name := range set {
		i := slices.IndexFunc(nodeFields, func(f field) bool { return f.name == name })
		if i < 0 {
			e.fail("set", "环节没有“%s”这一项", name)
			continue
		}
		nodeFields[i].copy(&now, n)
	}
	row.fill(&now)
	e.touched = append(e.touched, at)
}

func (e *editor) called(n *DocNode) string {
	if n.Name != "" {
		return n.Name
	}
	if name := e.fileName[n.Key]; name != "" {
		return name
	}
	return n.Key
}

// remove takes a node away with its links; its parts move up to its own parent.
func (e *editor) remove(key string) {
	at, ok := e.at(key)
	if !ok {
		return // gone already, as wanted
	}
	up := e.nodes[at].Parent
	for _, other := range e.order {
		if e.nodes[other].Parent == at {
			e.nodes[other].Parent = up
		}
	}
	for _, k := range slices.Clone(e.graph.links) {
		if k.from == at || k.to == at {
			e.dropEdge(k)
		}
	}
	e.dropNode(at)
}

// merge lets one node take the place of another: its links, parts, products, codes, firms and note go over.
func (e *editor) merge(key, into string) {
	from, ok := e.at(key)
	if !ok {
		e.fail("key", "没有要并走的环节“%s”，可能已被删除", key)
		return
	}
	to, ok := e.at(into)
	switch {
	case !ok:
		e.fail("into", "选择并入的环节")
		return
	case from == to:
		e.fail("into", "不能并入自己")
		return
	}
	a, b := e.nodes[from], e.nodes[to]
	b.Products, b.Codes, b.Firms = Join([]string{b.Products, a.Products}), Join([]string{b.Codes, a.Codes}), Join([]string{b.Firms, a.Firms})
	b.Note = strings.Trim(b.Note+"\n已并入“"+a.Name+"”。"+a.Note, "\n")
	if b.Parent == from {
		b.Parent = a.Parent
	}
	for _, other := range e.order {
		if n := e.nodes[other]; n.Parent == from && other != to {
			n.Parent = to
		}
	}
	for _, k := range slices.Clone(e.graph.links) {
		if k.from != from && k.to != from {
			continue
		}
		row := *e.edges[k]
		e.dropEdge(k)
		if row.From == from {
			row.From = to
		}
		if row.To == from {
			row.To = to
		}
		now := edgeKey{row.From, row.To, row.Kind}
		if row.From != row.To && e.edges[now] == nil {
			row.ID = ""
			e.addEdge(&row)
			e.links = append(e.links, now)
		}
	}
	e.dropNode(from)
	e.merged = append(e.merged, merging{from, to})
	e.touched = append(e.touched, to)
}

func (e *editor) doEdge(o *Op) {
	kind, ok := kindOf(o.Edge.Kind)
	if !ok {
		e.fail("edge.kind", "没有“%s”这种关系，可写供应、服务、细分", o.Edge.Kind)
		return
	}
	from, okFrom := e.at(o.Edge.From)
	to, okTo := e.at(o.Edge.To)
	k := edgeKey{from, to, kind}
	if o.Do == RemoveEdge {
		if e.edges[k] != nil {
			e.dropEdge(k)
		}
		return
	}
	switch {
	case !okFrom:
		e.fail("edge.from", "关系的起点“%s”不在图谱里", o.Edge.From)
		return
	case !okTo:
		e.fail("edge.to", "关系的终点“%s”不在图谱里", o.Edge.To)
		return
	case from == to:
		e.fail("edge.to", "“%s”不能连到自己", e.name(from))
		return
	}
	row := e.edges[k]
	if o.Do == AddEdge {
		if row != nil {
			if same := docEdgeOf(row); same.Weight != o.Edge.Weight || same.Source != o.Edge.Source || same.Confidence != o.Edge.Confidence {
				e.fail("edge", "“%s”到“%s”已有%s关系，请改那一条", e.name(from), e.name(to), KindLabel(kind))
			}
			return
		}
		e.addEdge(&Edge{ChainID: e.chain.ID, Region: e.chain.Region, UnitID: e.chain.UnitID, From: from, To: to, Kind: kind,
			Weight: o.Edge.Weight, Source: strings.TrimSpace(o.Edge.Source), Confidence: o.Edge.Confidence})
		e.links = append(e.links, k)
		return
	}
	if row == nil {
		e.fail("edge", "“%s”到“%s”没有%s关系，可能已被删除", e.name(from), e.name(to), KindLabel(kind))
		return
	}
	e.editEdge(row, o)
	e.links = append(e.links, k)
}

func (e *editor) editEdge(row *Edge, o *Op) {
	now := docEdgeOf(row)
	for _, name := range o.Set {
		i := slices.IndexFunc(edgeFields, func(f edgeField) bool { return f.name == name })
		if i < 0 {
			e.fail("set", "关系没有“%s”这一项", name)
			continue
		}
		edgeFields[i].copy(&now, o.Edge)
	}
	row.Weight, row.Source, row.Confidence = now.Weight, strings.TrimSpace(now.Source), now.Confidence
}
