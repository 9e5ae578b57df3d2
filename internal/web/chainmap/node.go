package chainmap

import (
	area "lianzhang/internal/chain"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// nodePage is one node of a chain.
type nodePage struct {
	ui.Page
	KPIs     []ui.KPI
	Gap      *nodeGap
	In, Out  ui.Table
	Parts    []ui.Line
	Firms    ui.Table
	FirmsN   string
	Projects ui.Table
	Facts    ui.Facts
	Codes    []ui.Line
	Talent   ui.Facts
	Log      ui.Log
}

const (
	nodeFirms    = 50
	nodeProjects = 50
	nodeEvents   = 8
)

// visible reads the node of the address and its chain, under the rule of chainOf.
func (h *handlers) visible(q *web.Req) (n *graph.Node, c *area.Chain, scope authz.Scope, sees bool, err error) {
	id := q.Path("id")
	rows, err := h.Graph.Nodes(q.Ctx(), authz.Scope{All: true}, new(db.Where).And("t.id = ?", id), "")
	if err != nil {
		return nil, nil, scope, false, err
	}
	if len(rows) == 0 {
		return nil, nil, scope, false, errs.New(errs.NotFound, "没有这个环节，它可能已从图谱中删去或并入别的环节")
	}
	if c, scope, sees, err = h.chainOf(q, rows[0].ChainID); err != nil {
		return nil, nil, scope, false, errs.New(errs.NotFound, "没有这个环节，或不在您的数据范围内")
	}
	return &rows[0], c, scope, sees, nil
}

func (h *handlers) node(q *web.Req) error {
	n, c, scope, sees, err := h.visible(q)
	if err != nil {
		return err
	}
	known, err := h.known(q.Ctx(), q.Actor.Scope, c.ID)
	if err != nil {
		return err
	}
	f := known[n.ID]
	p := &nodePage{Page: q.Page(section, n.Name), KPIs: nodeKPIs(f), Gap: gapOf(f)}
	p.Crumbs = []ui.Link{{Label: "产业链", URL: "/chains"}, {Label: c.Name, URL: "/chains/" + c.ID}, {Label: "图谱", URL: address(c.ID)}, {Label: n.Name}}
	p.Lede = ui.Plain(c.Name + "　" + graph.StreamLabel(n.Stream))
	p.Acts = append(p.Acts, ui.PrintPage())
	if q.Actor.Can(authz.MapEdit) && sees {
		p.Acts = append(p.Acts, ui.Primary("编辑", "/nodes/"+n.ID+"/edit"))
	}
	for _, step := range []func() error{
		func() error { return h.around(q, n, scope, known, p) },
		func() error { return h.firms(q, n, p) },
		func() error { return h.projects(q, n, p) },
		func() error { return h.talents(q, n, p) },
		func() (err error) {
			if q.Actor.Can(authz.JournalView) {
				p.Log, _, err = h.Trail.Log(q.Ctx(), n.Ref(), 0, nodeEvents)
			}
			return err
		},
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return q.Render("chainmap/node", p)
}
