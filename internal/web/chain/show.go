package chain

import (
	"context"

	area "lianzhang/internal/chain"
	"lianzhang/internal/desk"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/chainmap"
	"lianzhang/internal/web/chaintabs"
	"lianzhang/internal/web/ui"
)

// showPage is one chain.
type showPage struct {
	ui.Page
	Five     ui.Five
	Tabs     ui.Tabs
	KPIs     []ui.KPI
	Map      *chainmap.Overview // nil: no map yet
	Start    string             // where a map is begun, for those who may
	Trouble  ui.Table
	TroubleN string
	Red      string // address of all red and yellow projects
	Stages   ui.Table
	Trend    ui.Spark
	TrendOf  string
	Remarks  *ui.Remarks
	Changes  ui.Log
	// ChangesOf is since when the changes are told.
	ChangesOf string
	Posts     []ui.Line
	PostsURL  string
	PackURL   string // the pack that goes with a post
	Log       ui.Log
	More      string
}

// get reads the chain of the address. A chain is no secret: whoever has a project of it in his scope may open its page, and
// sees of it what lies in the scope.
func (h *handlers) get(q *web.Req) (*area.Chain, error) {
	all, err := h.Chains.All(q.Ctx())
	if err != nil {
		return nil, err
	}
	for i := range all {
		c := &all[i]
		if c.ID != q.Path("id") {
			continue
		}
		if h.sees(q, c) {
			return c, nil
		}
		rows, err := h.Projects.Select(q.Ctx(), h.Run.DB, q.Actor.Scope, new(db.Where).And("t.chain_id = ?", c.ID), "LIMIT 1")
		if err != nil || len(rows) > 0 {
			return c, err
		}
	}
	return nil, errs.New(errs.NotFound, "没有这条产业链，或不在您的数据范围内")
}

func (h *handlers) show(q *web.Req) error {
	c, err := h.get(q)
	if err != nil {
		return err
	}
	p, err := h.showPage(q, c)
	if err != nil {
		return err
	}
	return q.Render("chain/show", p)
}

// The most lines of the lists of a chain's page, and how many days back its changes reach.
const (
	troubles    = 12
	changes     = 8
	changesBack = 30
	entries     = 6
)

func (h *handlers) showPage(q *web.Req, c *area.Chain) (*showPage, error) {
	cockpit, err := h.Desk.Cockpit(q.Ctx(), q.Actor, desk.ByChain)
	if err != nil {
		return nil, err
	}
	row := &desk.Row{ID: c.ID, Name: c.Name}
	for i := range cockpit.Rows {
		if cockpit.Rows[i].ID == c.ID {
			row = &cockpit.Rows[i]
		}
	}
	p := &showPage{Page: h.head(q, c, row), Tabs: chaintabs.Of(q, c.ID, chaintabs.Overview), KPIs: chainKPIs(row, cockpit), More: address(c.ID) + "/history",
		Trend: ui.NewSparkSize("近12个月完成投资，亿元", trend(row.Months), true, 320, 64), TrendOf: trendText(row, cockpit)}
	if q.Actor.Can(authz.MapEdit) && h.sees(q, c) {
		p.Start = address(c.ID) + "/map/start"
	}
	for _, step := range []func() error{
		func() error { return h.five(q, c, p) },
		func() (err error) {
			p.Map, err = h.Map(q, c.ID)
			return err
		},
		func() error { return h.trouble(q, c, row, p) },
		func() error { return h.stages(q, c, p) },
		func() error { return h.changes(q, c, p) },
		func() (err error) { p.Remarks, err = h.remarks().Of(q, place(c)); return err },
		func() (err error) {
			if q.Actor.Can(authz.JournalView) {
				p.Log, _, err = h.Trail.Log(q.Ctx(), c.Ref(), 0, entries)
			}
			return err
		},
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return p, nil
}

func (h *handlers) head(q *web.Req, c *area.Chain, row *desk.Row) ui.Page {
	p := q.Page(section, c.Name)
	p.Crumbs = []ui.Link{{Label: "产业链", URL: "/chains"}, {Label: c.Name}}
	light := ui.Lamp(ui.LetterOf(row.Light))
	light.Big = true
	p.Light = &light
	p.Lede = ui.Plain(ui.Joined(row.Text, c.Summary))
	if !c.Active {
		p.Tag = "停用"
	}
	if q.Actor.Can(authz.ChainEdit) && h.sees(q, c) {
		p.Acts = append(p.Acts, ui.Action{Label: "编辑", URL: address(c.ID) + "/edit", WideOnly: true})
	}
	p.Acts = append(p.Acts, ui.PrintPage())
	if q.Actor.Can(authz.Instruct) && h.sees(q, c) {
		p.Acts = append(p.Acts, ui.Action{Label: "写批示", URL: "#orders", Open: "instruct-here", Primary: true})
		d := orderDialog(q, "instruct-here", nil)
		d.Hidden = append(d.Hidden, ui.Param{Name: "on", Value: c.Ref().String()})
		d.Title = "批示：" + c.Name
		p.Dialogs = append(p.Dialogs, d)
	}
	return p
}

// leadFirm is the largest enterprise of the chain, and how many there are.
func (h *handlers) leadFirm(ctx context.Context, scope authz.Scope, chainID string) (*enterprise.Enterprise, error) {
	rows, err := h.Enterprises.Select(ctx, h.Run.DB, scope, new(db.Where).And("t.chain_id = ? AND NOT t.outside", chainID), "ORDER BY t.revenue DESC, t.no LIMIT 1")
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// stages is how the chain's projects stand on their way.
func (h *handlers) stages(q *web.Req, c *area.Chain, p *showPage) error {
	groups, err := h.Projects.Groups(q.Ctx(), q.Actor.Scope)
	if err != nil {
		return err
	}
	by := map[string]*project.Sum{}
	for _, g := range groups {
		if g.ChainID == c.ID {
			if by[g.Stage] == nil {
				by[g.Stage] = &project.Sum{}
			}
			by[g.Stage].Add(g.Sum)
		}
	}
	p.Stages = ui.Table{Label: "分阶段", Compact: true, Columns: []ui.Column{{Label: "阶段", Head: true}, {Label: "项目", Sub: "个", Num: true},
		{Label: "总投资", Sub: "亿元", Num: true}, {Label: "到位资金", Sub: "亿元", Num: true}}, Empty: &ui.Empty{Title: "还没有项目"}}
	for _, stage := range append(project.Stages(), project.Withdrawn, project.Lost) {
		s := by[stage]
		if s == nil || s.N == 0 {
			continue
		}
		at := ledger(&desk.Row{ID: c.ID}, desk.ByChain, "stage", stage)
		p.Stages.Rows = append(p.Stages.Rows, ui.Row{Cells: []ui.Cell{{Text: project.StageLabel(stage)}, {Text: ui.Num(s.N), URL: at, Src: true},
			{Text: ui.Yi1(s.TotalInvest)}, {Text: ui.Yi1(s.FundsIn)}}})
	}
	return nil
}
