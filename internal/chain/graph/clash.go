package graph

import (
	"context"
	"errors"
	"slices"
	"strings"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
)

// Clash is what an edit and those of others since its base disagree about; nothing was written.
type Clash struct {
	Revision  int64      `json:"revision"` // as stored now
	Conflicts []Conflict `json:"conflicts"`
}

// Conflict is one point on which two editors disagree.
type Conflict struct {
	Op     int    `json:"op"`              // the step of the refused edit
	Node   string `json:"node,omitempty"`  // id
	Name   string `json:"name"`            // what it is about, for people
	Field  string `json:"field,omitempty"` // "" = the whole
	Label  string `json:"label,omitempty"`
	Mine   string `json:"mine"`
	Theirs string `json:"theirs"`
	Gone   bool   `json:"gone,omitempty"` // the other removed it
	By     string `json:"by"`
	At     int64  `json:"at"` // UTC microseconds
	Text   string `json:"text"`
}

// touch is what others did to one row since the base, the newest of each column first.
type touch struct {
	op   db.Op // Inserted or Deleted when that happened at all, else Updated
	name string
	by   string
	at   int64
	cols map[string]author
}

type author struct {
	by string
	at int64
}

// since gathers what was done to a map after the revision.
func since(ctx context.Context, q db.Queryer, chainID string, base int64) (map[string]*touch, []string, error) {
	out := map[string]*touch{}
	var who []string
	w := new(db.Where).And("e.kind = ? AND e.ref_id = ?", MapKind, chainID)
	err := journal.Scan(ctx, q, w, "ORDER BY e.seq DESC", func(e *journal.Entry) error {
		ev, err := e.Event()
		if err != nil {
			return err
		}
		switch ev.Table {
		case MapKind: // the last row of a change
			switch n := revisionOf(&ev); {
			case n == 0: // only published
			case n <= base:
				return errFarEnough
			case !slices.Contains(who, ev.ActorName):
				who = append(who, ev.ActorName)
			}
		case NodeKind, EdgeKind:
			note(out, &ev)
		}
		return nil
	})
	if errors.Is(err, errFarEnough) {
		err = nil
	}
	return out, who, err
}

var errFarEnough = errors.New("the rest of the journal is older than the base")

func revisionOf(ev *journal.Event) int64 {
	for _, c := range ev.Changes {
		if n, ok := c.New.(int64); ok && c.Column == "revision" {
			return n
		}
	}
	return 0
}

func note(out map[string]*touch, ev *journal.Event) {
	key := ev.RowID
	if ev.Table == EdgeKind && ev.Op != db.Updated {
		key = edgeRow(ev)
	}
	t := out[key]
	if t == nil {
		t = &touch{op: ev.Op, by: ev.ActorName, at: ev.At, cols: map[string]author{}}
		out[key] = t
	}
	if ev.Op == db.Inserted {
		t.op = db.Inserted
	}
	for _, c := range ev.Changes {
		if _, newer := t.cols[c.Column]; !newer {
			t.cols[c.Column] = author{ev.ActorName, ev.At}
		}
		if name, ok := c.Old.(string); ok && c.Column == "name" {
			t.name = name // the oldest stands, since entries come newest first
		}
	}
}

// edgeRow names an edge that came or went by its ends, as edits do.
func edgeRow(ev *journal.Event) string {
	var k edgeKey
	for _, c := range ev.Changes {
		v, ok := c.New.(string)
		if !ok {
			v, _ = c.Old.(string)
		}
		switch c.Column {
		case "from_id":
			k.from = v
		case "to_id":
			k.to = v
		case "kind":
			k.kind = v
		}
	}
	return strings.Join([]string{k.from, k.to, k.kind}, "|")
}

// reconcile holds an edit against what others stored since its base. Steps that somebody else has made already are dropped.
func (s *Service) reconcile(ctx context.Context, q db.Queryer, g *graph, m *Map, ed *edit, out *Applied) error {
	if ed.base == Latest || ed.base == m.Revision {
		return nil
	}
	if ed.base > m.Revision || ed.base < 0 {
		return errs.New(errs.Conflict, "图谱的版次不对（打开时%d，现在%d），请重新打开编辑页", ed.base, m.Revision)
	}
	touched, who, err := since(ctx, q, m.ID, ed.base)
	if err != nil {
		return err
	}
	c := clashes{g: g, touched: touched}
	for i := range ed.ops {
		c.op = i
		c.hold(&ed.ops[i])
	}
	if len(c.found) > 0 {
		return &errs.Error{Code: errs.Conflict, Message: "您打开之后有人改了同一处，没有保存；请逐处选择留哪一个",
			Detail: &Clash{Revision: m.Revision, Conflicts: c.found}}
	}
	out.Merged, out.Others = len(touched), who
	return nil
}

// clashes compares the steps of an edit with what others did.
type clashes struct {
	g       *graph
	touched map[string]*touch
	op      int
	found   []Conflict
}

func (c *clashes) add(f Conflict, who author) {
	f.Op, f.By, f.At = c.op, who.by, who.at
	when := clock.FromMicro(who.at).Format("1月2日15:04")
	subject := "“" + f.Name + "”"
	switch {
	case f.Gone:
		f.Text = who.by + when + "删除了" + subject
	case f.Field == "":
		f.Text = who.by + when + "改了" + subject + "：" + f.Theirs
	default:
		f.Text = who.by + when + "把" + subject + "的" + f.Label + "改成“" + f.Theirs + "”，您改成“" + f.Mine + "”"
	}
	c.found = append(c.found, f)
}

func (c *clashes) hold(o *Op) {
	switch {
	case o.Node != nil && o.Do != AddNode:
		c.holdNode(o)
	case o.Node != nil:
		c.holdName(o.Node)
	case o.Edge != nil:
		c.holdEdge(o)
	}
}

// holdName looks for a node of the same name that somebody else added.
func (c *clashes) holdName(n *DocNode) {
	for id, t := range c.touched {
		if row := c.g.nodes[id]; row != nil && t.op == db.Inserted && fold(row.Name) == fold(n.Name) {
			c.add(Conflict{Node: id, Name: n.Name, Theirs: "新增了同名环节", Mine: "新增"}, author{t.by, t.at})
		}
	}
}

func (c *clashes) holdNode(o *Op) {
	t := c.touched[o.Node.Key]
	row := c.g.nodes[o.Node.Key]
	if o.Do == RemoveNode || o.Do == MergeNode {
		c.holdRemoval(o, t, row)
		return
	}
	if t == nil {
		return
	}
	if row == nil {
		c.add(Conflict{Node: o.Node.Key, Name: t.name, Gone: true, Mine: "修改"}, author{t.by, t.at})
		return
	}
	set := o.Set
	if o.Do == MoveNode {
		set = []string{"x", "y"}
	}
	now := DocNodeOf(row)
	for _, f := range nodeFields {
		who, changed := t.cols[f.col]
		if !changed || !slices.Contains(set, f.name) || f.text(&now) == f.text(o.Node) {
			continue
		}
		mine, theirs := f.text(o.Node), f.text(&now)
		if f.name == "parent" {
			mine, theirs = c.g.name(mine), c.g.name(theirs)
		}
		name := row.Name
		if f.name == "name" && t.name != "" {
			name = t.name // as it was called before
		}
		c.add(Conflict{Node: row.ID, Name: name, Field: f.name, Label: f.label, Mine: mine, Theirs: theirs}, who)
	}
}

// holdRemoval keeps a node from being removed that somebody else has just worked on.
func (c *clashes) holdRemoval(o *Op, t *touch, row *Node) {
	if row == nil {
		return // both removed it
	}
	if t != nil {
		c.add(Conflict{Node: row.ID, Name: row.Name, Mine: "删除", Theirs: "修改过"}, author{t.by, t.at})
		return
	}
	for k := range c.g.edges {
		if k.from != row.ID && k.to != row.ID {
			continue
		}
		if t := c.touched[strings.Join([]string{k.from, k.to, k.kind}, "|")]; t != nil && t.op == db.Inserted {
			c.add(Conflict{Node: row.ID, Name: row.Name, Mine: "删除", Theirs: "给它加了关系"}, author{t.by, t.at})
			return
		}
	}
}

func (c *clashes) holdEdge(o *Op) {
	kind, _ := kindOf(o.Edge.Kind)
	k := edgeKey{o.Edge.From, o.Edge.To, kind}
	name := c.g.name(k.from) + "→" + c.g.name(k.to)
	if o.Do == RemoveEdge {
		return
	}
	for _, end := range []string{k.from, k.to} {
		if t := c.touched[end]; t != nil && c.g.nodes[end] == nil {
			c.add(Conflict{Node: end, Name: t.name, Gone: true, Mine: "连线"}, author{t.by, t.at})
			return
		}
	}
	row := c.g.edges[k]
	t := c.touched[strings.Join([]string{k.from, k.to, k.kind}, "|")]
	if row != nil && t == nil {
		t = c.touched[row.ID]
	}
	if t == nil {
		return
	}
	if row == nil {
		if o.Do == EditEdge {
			c.add(Conflict{Name: name, Gone: true, Mine: "修改"}, author{t.by, t.at})
		}
		return
	}
	now := docEdgeOf(row)
	for _, f := range edgeFields {
		who, changed := t.cols[f.col]
		wanted := o.Do == AddEdge || slices.Contains(o.Set, f.name)
		if changed && wanted && f.text(&now) != f.text(o.Edge) {
			c.add(Conflict{Name: name, Field: f.name, Label: f.label, Mine: f.text(o.Edge), Theirs: f.text(&now)}, who)
		}
	}
}
