package chainmap

import (
	"html/template"

	"lianzhang/internal/chain/drawing"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// Overview is the map as the page of its chain shows it: the picture and the gaps that press most.
type Overview struct {
	Said    string // how large it is, how many gaps, how many of them without an owner
	Scale   string
	Legend  []legendItem
	Picture template.HTML
	URL     string
	Gaps    *ui.Table
	GapsURL string
	Free    int // gaps that nobody owns
}

// pressing is how many gaps an overview lists.
const pressing = 6

// Overviews gives what makes the overview of a chain's map; nil when the chain has no map.
func Overviews(d Deps) func(q *web.Req, chainID string) (*Overview, error) {
	h := &handlers{d}
	return func(q *web.Req, chainID string) (*Overview, error) {
		c, scope, sees, err := h.chainOf(q, chainID)
		if err != nil {
			return nil, err
		}
		m := &shown{chain: c, sees: sees, mode: drawing.ByStrength}
		if m.doc, m.revision, err = h.Graph.Doc(q.Ctx(), scope, c.ID); err != nil || len(m.doc.Nodes) == 0 {
			return nil, err
		}
		if m.facts, err = h.known(q.Ctx(), q.Actor.Scope, c.ID); err != nil {
			return nil, err
		}
		o := &Overview{Said: counts(m), Scale: m.mode.Scale(), Legend: legend(m.mode), URL: address(c.ID), GapsURL: "/gaps?chain_id=" + c.ID,
			Picture: template.HTML(drawing.Layout(m.drawn()).SVG())} //nolint:gosec // drawing escapes all text
		for _, f := range m.facts {
			if f.Gap != nil && f.Gap.Owner == "" {
				o.Free++
			}
		}
		if o.Gaps = newWords(m).gaps(); o.Gaps != nil {
			o.Gaps.Rows = o.Gaps.Rows[:min(pressing, len(o.Gaps.Rows))]
		}
		return o, nil
	}
}
