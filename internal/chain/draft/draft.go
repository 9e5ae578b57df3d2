// Package draft begins a chain's map from what the office already has: its register of enterprises, whose lines of business
// become nodes, and its list of opportunities, which name what is missing. The draft is a proposal; its links are inferred from
// words and say so, and officials edit it.
package draft

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"lianzhang/internal/chain"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/enterprise"
)

// Source is what the drafted nodes and links give as their source.
const Source = "由企业名录和招引清单推断"

// inferred is the confidence of a link that only words suggest.
const inferred = 0.3

// FromRegister drafts a map: a node for each line of business among the firms, a node for each opportunity that no such line
// covers, and one link from each node to where its product most likely goes. firms and wanted are those of one chain.
func FromRegister(name string, firms []enterprise.Enterprise, wanted []chain.Opportunity) *graph.Doc {
	b := &builder{doc: &graph.Doc{Name: name, Source: Source}, at: map[string]int{}}
	for i := range firms {
		b.firm(&firms[i])
	}
	for i := range b.parts {
		b.parts[i].settle()
	}
	for i := range wanted {
		b.wanted(&wanted[i])
	}
	slices.SortStableFunc(b.parts, func(x, y part) int { return cmp.Compare(order(x.node.Stream), order(y.node.Stream)) })
	for i := range b.parts {
		n := b.parts[i].node
		n.Key = "n" + strconv.Itoa(i+1)
		b.parts[i].node = n
		b.doc.Nodes = append(b.doc.Nodes, n)
	}
	b.link()
	return b.doc
}

type builder struct {
	doc   *graph.Doc
	parts []part
	at    map[string]int // of parts, by name
}

// part is a node in the making.
type part struct {
	node    graph.DocNode
	revenue int64
	streams map[string]int64 // revenue, and one yuan a firm, by stream
	grams   map[[2]rune]bool
}

// firm files a firm under its line of business.
func (b *builder) firm(e *enterprise.Enterprise) {
	line := cmp.Or(strings.TrimSpace(e.Subtrade), strings.TrimSpace(e.Trade))
	if line == "" {
		return
	}
	i, known := b.at[line]
	if !known {
		i = len(b.parts)
		b.at[line] = i
		b.parts = append(b.parts, part{node: graph.DocNode{Name: line, Source: Source}, streams: map[string]int64{}})
	}
	p := &b.parts[i]
	p.revenue += e.Revenue
	p.streams[cmp.Or(e.Stream, graph.Mid)] += e.Revenue + 1
	if e.Industry != "" && !slices.Contains(p.node.Codes, e.Industry) {
		p.node.Codes = append(p.node.Codes, e.Industry)
	}
}

// settle decides the stream by where most of the revenue is, and takes the words of the line as products.
func (p *part) settle() {
	for _, s := range streams {
		if p.streams[s] > p.streams[p.node.Stream] || p.node.Stream == "" {
			p.node.Stream = s
		}
	}
	p.node.Products = words(p.node.Name)
	p.grams = grams(p.node.Name)
}

// wanted adds a node for an opportunity, unless a line of business already bears its words.
func (b *builder) wanted(o *chain.Opportunity) {
	name := core(o.Name)
	g := grams(name)
	for i := range b.parts {
		if shared(g, b.parts[i].grams) >= 2 {
			if p := &b.parts[i].node; !slices.Contains(p.Products, name) {
				p.Products = append(p.Products, name)
			}
			return
		}
	}
	if _, known := b.at[name]; known || name == "" {
		return
	}
	b.at[name] = len(b.parts)
	b.parts = append(b.parts, part{grams: g, node: graph.DocNode{Name: name, Stream: streamOf(o), Products: words(name), Source: Source,
		Note: "招引机会：" + o.Name}})
}

// streamOf reads the stream from how offices name a gap: 上游缺口, 下游缺口; what serves the whole chain is its support.
func streamOf(o *chain.Opportunity) string {
	for _, s := range []struct{ word, stream string }{{"上游", graph.Up}, {"下游", graph.Down}, {"中游", graph.Mid},
		{"技术", graph.Support}, {"平台", graph.Support}, {"配套", graph.Support}, {"服务", graph.Support}} {
		if strings.Contains(o.GapKind, s.word) || strings.Contains(o.Category, s.word) {
			return s.stream
		}
	}
	return graph.Mid
}

// link gives every node one link: upstream nodes to the middle one they share most words with, or else to the largest; the
// middle ones to the largest downstream one; support to the largest middle one.
func (b *builder) link() {
	for i := range b.parts {
		p := &b.parts[i]
		next, kind := graph.Mid, graph.LinkSupply
		switch p.node.Stream {
		case graph.Mid:
			next = graph.Down
		case graph.Down:
			continue
		case graph.Support:
			kind = graph.LinkService
		}
		to := b.nearest(p, next)
		if to == nil && next == graph.Down { // a chain without a downstream: the middle ones stand by themselves
			continue
		}
		if to == nil {
			to = b.nearest(p, graph.Down)
		}
		if to != nil {
			b.doc.Edges = append(b.doc.Edges, graph.DocEdge{From: p.node.Key, To: to.node.Key, Kind: kind, Source: Source, Confidence: inferred})
		}
	}
	// a downstream node that nothing leads to gets the largest middle one
	for i := range b.parts {
		p := &b.parts[i]
		fed := slices.ContainsFunc(b.doc.Edges, func(e graph.DocEdge) bool { return e.To == p.node.Key })
		if from := b.nearest(p, graph.Mid); p.node.Stream == graph.Down && !fed && from != nil {
			b.doc.Edges = append(b.doc.Edges, graph.DocEdge{From: from.node.Key, To: p.node.Key, Kind: graph.LinkSupply, Source: Source, Confidence: inferred})
		}
	}
}

// nearest is the part of a stream with most words in common, among equals the one with the largest revenue.
func (b *builder) nearest(p *part, stream string) *part {
	var best *part
	most := -1
	for i := range b.parts {
		q := &b.parts[i]
		if q == p || q.node.Stream != stream {
			continue
		}
		if n := shared(p.grams, q.grams); n > most || n == most && q.revenue > best.revenue {
			best, most = q, n
		}
	}
	return best
}

// streams are the streams in the order of the flow.
var streams = []string{graph.Up, graph.Mid, graph.Down, graph.Support}

func order(stream string) int { return slices.Index(streams, stream) }
