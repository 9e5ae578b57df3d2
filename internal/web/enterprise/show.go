package enterprise

import (
	area "lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// showPage is one enterprise.
type showPage struct {
	ui.Page
	Facts    ui.Facts
	Projects ui.Table
	Log      ui.Log
}

// entries is how many events of the history the page shows.
const (
	entries = 10
)

func (h *handlers) show(q *web.Req) error {
	e, err := h.Enterprises.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	p := &showPage{Page: q.Page(section, e.Name), Facts: facts(e, names)}
	p.Crumbs = []ui.Link{{Label: "企业", URL: base}, {Label: e.Name}}
	p.Lede = ui.Plain(joined(joined(names.Label("chain", e.ChainID), names.Label("region", e.Region)), e.Subtrade))
	p.Acts = append(p.Acts, ui.PrintPage())
	if q.Actor.Can(authz.FirmEdit) {
		p.Acts = append(p.Acts, ui.Primary("编辑", base+"/"+e.ID+"/edit"))
	}
	if p.Projects, err = h.projects(q, e, names); err != nil {
		return err
	}
	if q.Actor.Can(authz.JournalView) {
		if p.Log, _, err = h.Trail.Log(q.Ctx(), e.Ref(), 0, entries); err != nil {
			return err
		}
	}
	return q.Render("enterprise/show", p)
}

func facts(e *area.Enterprise, names *listing.Names) ui.Facts {
	out := ui.Facts{}
	for i := range area.Spec.Columns {
		c := &area.Spec.Columns[i]
		if c.Hidden || c.Name == "name" {
			continue
		}
		text := listing.Text(c, value(e, c.Name), names)
		if c.Unit != "" && text != "" && text != "0" && text != "0.00" {
			text += c.Unit
		}
		if text == "0" || text == "0.00" {
			text = ""
		}
		out = append(out, ui.F(c.Label, text))
	}
	return out
}

// value is the value of a column of the list.
func value(e *area.Enterprise, column string) any {
	return map[string]any{"uscc": e.USCC, "chain_id": e.ChainID, "region": e.Region, "unit_id": e.UnitID, "industry": e.Industry, "trade": e.Trade,
		"subtrade": e.Subtrade, "stream": e.Stream, "scale": e.Scale, "revenue": e.Revenue, "staff": e.Staff, "address": e.Address, "note": e.Note,
		"created_at": e.CreatedAt}[column]
}

// projects are those that the firm invests in, by its code or its full name.
func (h *handlers) projects(q *web.Req, e *area.Enterprise, names *listing.Names) (ui.Table, error) {
	t := ui.Table{Label: "投资的项目", Fold: true, Columns: []ui.Column{{Label: "灯"}, {Label: "项目", Head: true, Grow: true}, {Label: "阶段", Fold: "阶段"},
		{Label: "总投资", Sub: "亿元", Num: true, Fold: "总投资"}, {Label: "年度完成", Sub: "万元", Num: true, Rank: 2, Fold: "年度完成"}},
		Empty: &ui.Empty{Title: "没有登记它投资的项目", Text: "项目的投资方填企业全称或信用代码后会列在这里"}}
	if !q.Actor.Can(authz.ProjectView) {
		return t, nil
	}
	w := new(db.Where).And("(t.investor = ? OR t.investor_uscc <> '' AND t.investor_uscc = ?)", e.Name, e.USCC)
	rows, err := h.Projects.Select(q.Ctx(), h.Run.DB, q.Actor.Scope, w, "ORDER BY t.total_invest DESC, t.id LIMIT 100")
	for i := range rows {
		p := &rows[i]
		light := ui.Lamp(ui.LetterOf(p.Light))
		t.Rows = append(t.Rows, ui.Row{Key: p.ID, Label: p.Name, Cells: []ui.Cell{{Light: &light},
			{Text: p.Name, URL: "/projects/" + p.ID, Sub: names.Label("region", p.Region)}, {Text: project.StageLabel(p.Stage)},
			{Text: ui.Yi(p.TotalInvest)}, {Text: ui.Wan(p.YearDone)}}})
	}
	return t, err
}
