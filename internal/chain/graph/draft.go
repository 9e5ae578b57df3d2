package graph

import (
	"fmt"

	"lianzhang/internal/insight/inputoutput"
	"lianzhang/internal/platform/errs"
)

// DraftSource names where drafts come from.
const DraftSource = "全国投入产出表2020"

// draftConfidence is how sure a draft's figures are: official, but of sectors, which are wider than nodes.
const draftConfidence = 0.6

// servicesFrom is the first sector of the national table that delivers no goods but energy, building and services; as
// inputs those support a chain rather than feed it.
const servicesFrom = "099"

// Draft makes a map from the national input–output table: the sector in the middle, the sectors that it buys most from and
// those that buy most of it, n each. Weights of nodes are shares of inputs and of sales, those of edges direct input
// coefficients. Unknown sectors are refused.
func Draft(code string, n int) (*Doc, error) {
	t := inputoutput.National()
	s, ok := t.Sector(code)
	if !ok {
		return nil, errs.New(errs.NotFound, "投入产出表没有部门“%s”", code)
	}
	if n < 1 || n > 40 {
		return nil, errs.New(errs.Invalid, "上下游各取1到40个部门")
	}
	d := &Doc{Name: s.Name, Source: DraftSource, Nodes: []DocNode{draftNode(s, Mid, 1)},
		Summary: fmt.Sprintf("以“%s”为中心，上下游各取%d个部门；权重为直接消耗系数。", s.Name, n)}
	known := map[string]bool{code: true}
	for _, l := range t.Upstream(code, n) {
		stream := Up
		if l.Sector.Code >= servicesFrom {
			stream = Support
		}
		known[l.Sector.Code] = true
		d.Nodes = append(d.Nodes, draftNode(l.Sector, stream, l.Share))
		kind := LinkSupply
		if stream == Support {
			kind = LinkService
		}
		d.Edges = append(d.Edges, draftEdge(l.Sector.Code, code, kind, l.Coefficient))
	}
	for _, l := range t.Downstream(code, n) {
		if !known[l.Sector.Code] { // a sector may stand on both sides; its supplies count first
			known[l.Sector.Code] = true
			d.Nodes = append(d.Nodes, draftNode(l.Sector, Down, l.Share))
		}
		d.Edges = append(d.Edges, draftEdge(code, l.Sector.Code, LinkSupply, l.Coefficient))
	}
	return d, nil
}

func draftNode(s inputoutput.Sector, stream string, share float64) DocNode {
	return DocNode{Key: "io" + s.Code, Name: s.Name, Stream: stream, Codes: SectorCodes(s), Weight: round(min(share, 1)), ImportShare: round(s.ImportShare),
		Source: DraftSource, Confidence: draftConfidence, Note: "投入产出表部门" + s.Code}
}

func draftEdge(from, to, kind string, coefficient float64) DocEdge {
	return DocEdge{From: "io" + from, To: "io" + to, Kind: kind, Weight: round(coefficient), Source: DraftSource, Confidence: draftConfidence}
}

// round keeps six digits behind the point, more than the table is good for.
func round(f float64) float64 { return float64(int64(f*1e6+0.5)) / 1e6 }
