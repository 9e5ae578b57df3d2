package graph

import (
	"slices"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/journal"
)

// takeBack undoes one row of the journal in a file. Rows are taken back newest first; edges holds the ends of the edges by
// their ids.
func takeBack(d *Doc, ev *journal.Event, edges map[string]edgeKey) {
	switch ev.Table {
	case NodeKind:
		takeBackNode(d, ev)
	case EdgeKind:
		takeBackEdge(d, ev, edges)
	}
}

func takeBackNode(d *Doc, ev *journal.Event) {
	i := slices.IndexFunc(d.Nodes, func(n DocNode) bool { return n.Key == ev.RowID })
	switch {
	case ev.Op == db.Inserted && i >= 0:
		d.Nodes = slices.Delete(d.Nodes, i, i+1)
	case ev.Op == db.Deleted && i < 0:
		n := Node{ID: ev.RowID}
		n.was(ev)
		d.Nodes = append(d.Nodes, DocNodeOf(&n))
	case ev.Op == db.Updated && i >= 0:
		n := Node{ID: ev.RowID}
		n.fill(&d.Nodes[i])
		n.was(ev)
		d.Nodes[i] = DocNodeOf(&n)
	}
}

// was puts the values before the event into the node.
func (n *Node) was(ev *journal.Event) {
	texts := map[string]*string{"name": &n.Name, "stream": &n.Stream, "parent": &n.Parent, "products": &n.Products, "codes": &n.Codes,
		"firms": &n.Firms, "note": &n.Note, "source": &n.Source}
	shares := map[string]*float64{"weight": &n.Weight, "import_share": &n.ImportShare, "confidence": &n.Confidence}
	places := map[string]*int64{"x": &n.X, "y": &n.Y}
	for _, c := range ev.Changes {
		switch v := c.Old.(type) {
		case string:
			if at := texts[c.Column]; at != nil {
				*at = v
			}
		case float64:
			if at := shares[c.Column]; at != nil {
				*at = v
			}
		case int64:
			if at := places[c.Column]; at != nil {
				*at = v
			}
			if at := shares[c.Column]; at != nil { // 1 and 0 read back as whole numbers
				*at = float64(v)
			}
		}
	}
}

func takeBackEdge(d *Doc, ev *journal.Event, edges map[string]edgeKey) {
	var e DocEdge
	for _, c := range ev.Changes {
		switch v := c.Old.(type) {
		case string:
			switch c.Column {
			case "from_id":
				e.From = v
			case "to_id":
				e.To = v
			case "kind":
				e.Kind = v
			case "source":
				e.Source = v
			}
		case float64:
			e.share(c.Column, v)
		case int64:
			e.share(c.Column, float64(v))
		}
	}
	k := edges[ev.RowID]
	i := slices.IndexFunc(d.Edges, func(o DocEdge) bool { return ends(&o) == k })
	switch {
	case ev.Op == db.Inserted && i >= 0:
		d.Edges = slices.Delete(d.Edges, i, i+1)
	case ev.Op == db.Deleted:
		edges[ev.RowID] = ends(&e)
		d.Edges = append(d.Edges, e)
	case ev.Op == db.Updated && i >= 0:
		for _, c := range ev.Changes {
			switch c.Column {
			case "weight":
				d.Edges[i].Weight = e.Weight
			case "confidence":
				d.Edges[i].Confidence = e.Confidence
			case "source":
				d.Edges[i].Source = e.Source
			}
		}
	}
}

func (e *DocEdge) share(column string, v float64) {
	switch column {
	case "weight":
		e.Weight = v
	case "confidence":
		e.Confidence = v
	}
}
