package chainmap

import (
	"strconv"

	"lianzhang/internal/chain/graph"
	"lianzhang/internal/chain/match"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// firms are the firms at the node: confirmed ones first, rejected ones not at all.
func (h *handlers) firms(q *web.Req, n *graph.Node, p *nodePage) error {
	p.Firms = ui.Table{Label: "企业", Fold: true, Columns: []ui.Column{{Label: "企业", Head: true, Grow: true}, {Label: "认定", Fold: "认定"}, {Label: "吻合词", Rank: 2, Fold: "吻合词"},
		{Label: "营业收入", Sub: "亿元", Num: true, Fold: "营业收入"}}, Empty: &ui.Empty{Title: "还没有对上企业", Text: "在“企业对环节”里匹配和认定后列在这里"}}
	if h.Match == nil || !q.Actor.Can(authz.FirmView) {
		return nil
	}
	rows, err := h.Match.Select(q.Ctx(), q.Actor.Scope, new(db.Where).And("t.node_id = ? AND t.state <> ?", n.ID, match.Rejected),
		"ORDER BY CASE t.state WHEN 'confirmed' THEN 0 ELSE 1 END, t.outside, t.score DESC, t.id LIMIT "+strconv.Itoa(nodeFirms+1))
	if err != nil || len(rows) == 0 {
		return err
	}
	p.FirmsN = ui.Num(int64(min(len(rows), nodeFirms)))
	if len(rows) > nodeFirms {
		p.FirmsN, rows = "前"+ui.Num(nodeFirms), rows[:nodeFirms]
	}
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].EnterpriseID
	}
	firms, err := h.Enterprises.Select(q.Ctx(), h.Run.DB, q.Actor.Scope, new(db.Where).In("t.id", ids...), "")
	if err != nil {
		return err
	}
	by := map[string]int{}
	for i := range firms {
		by[firms[i].ID] = i
	}
	for i := range rows {
		r := &rows[i]
		k, ok := by[r.EnterpriseID]
		if !ok { // outside the scope
			continue
		}
		e := &firms[k]
		state, sub := "已确认", ""
		if r.State == match.Suggested {
			state = "待认定，吻合" + ui.Dec(r.Score*100, 0) + "%"
		}
		if r.Outside {
			sub = "市外企业"
		}
		revenue := ui.Cell{Text: "—", Quiet: true}
		if e.Revenue > 0 {
			revenue = ui.Cell{Text: ui.Yi(e.Revenue)}
		}
		p.Firms.Rows = append(p.Firms.Rows, ui.Row{Key: e.ID, Label: e.Name, Cells: []ui.Cell{{Text: e.Name, URL: "/enterprises/" + e.ID, Sub: sub},
			{Text: state, Quiet: r.State == match.Suggested}, {Text: r.Words}, revenue}})
	}
	return nil
}

// projects are those tied to the node, or named after it.
func (h *handlers) projects(q *web.Req, n *graph.Node, p *nodePage) error {
	p.Projects = ui.Table{Label: "项目", Fold: true, Columns: []ui.Column{{Label: "灯"}, {Label: "项目", Head: true, Grow: true}, {Label: "阶段", Fold: "阶段"},
		{Label: "总投资", Sub: "亿元", Num: true, Fold: "总投资"}}, Empty: &ui.Empty{Title: "这个环节没有项目"}}
	if !q.Actor.Can(authz.ProjectView) {
		return nil
	}
	w := new(db.Where).And("(t.node_id = ? OR t.node_id = '' AND t.chain_id = ? AND t.node = ?)", n.ID, n.ChainID, n.Name)
	rows, err := h.Projects.Select(q.Ctx(), h.Run.DB, q.Actor.Scope, w, "ORDER BY t.total_invest DESC, t.id LIMIT "+strconv.Itoa(nodeProjects))
	if err != nil {
		return err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	for i := range rows {
		r := &rows[i]
		light := ui.Lamp(ui.LetterOf(r.Light))
		p.Projects.Rows = append(p.Projects.Rows, ui.Row{Key: r.ID, Label: r.Name, Cells: []ui.Cell{{Light: &light},
			{Text: r.Name, URL: "/projects/" + r.ID, Sub: names.Label("region", r.Region)}, {Text: project.StageLabel(r.Stage)}, {Text: ui.Yi(r.TotalInvest)}}})
	}
	return nil
}
