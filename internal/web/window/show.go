package window

import (
	"strings"
	"time"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/policy"
	"lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

func later(today string, days int) string {
	t, err := time.Parse(time.DateOnly, today)
	if err != nil {
		return today
	}
	return t.AddDate(0, 0, days).Format(time.DateOnly)
}

// showPage is one window.
type showPage struct {
	ui.Page
	Facts    ui.Facts
	Projects ui.Table
	Fit      *fit
	Log      ui.Log
}

// fit are the firms or projects that meet the window's rule.
type fit struct {
	Title, Sub string
	Count      int64
	All        string // address of the whole list
	Table      ui.Table
}

// shown is how many eligible records stand on the page, entries how many events of its history.
const (
	shown   = 15
	entries = 10
)

func (h *handlers) show(q *web.Req) error {
	w, err := h.Policy.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	made, err := h.Policy.Yielded(q.Ctx(), q.Actor.Scope, w.ID)
	if err != nil {
		return err
	}
	today := q.Today()
	p := &showPage{Page: q.Page(section, w.Name), Facts: facts(w, names)}
	p.Crumbs = []ui.Link{{Label: "政策窗口", URL: base}, {Label: w.Name}}
	p.Light = light(w, today, int64(len(made)))
	if q.Actor.Can(authz.ProjectEdit) {
		p.Acts = append(p.Acts, ui.Act("编辑", base+"/"+w.ID+"/edit"))
		if phase := w.Phase(today); phase == policy.Now || phase == policy.Ahead {
			p.Acts = append(p.Acts, ui.Primary("生成储备项目", base+"/"+w.ID+"/yield"))
		}
	}
	p.Projects = projectTable(made, names)
	if p.Fit, err = h.fit(q, w, names); err != nil {
		return err
	}
	if q.Actor.Can(authz.JournalView) {
		if p.Log, _, err = h.Trail.Log(q.Ctx(), w.Ref(), 0, entries); err != nil {
			return err
		}
	}
	return q.Render("window/show", p)
}

func chainNames(w *policy.Window, names *listing.Names) string {
	if w.Chains == policy.AllChains {
		return "全部产业链"
	}
	var out []string
	for _, id := range w.ChainIDs() {
		out = append(out, names.Label("chain", id))
	}
	return strings.Join(out, "、")
}

func facts(w *policy.Window, names *listing.Names) ui.Facts {
	amount := ""
	if w.AmountMax > 0 {
		amount = ui.Wan(w.AmountMax) + "万元"
	}
	ratio := ""
	if w.Ratio > 0 {
		ratio = ui.Pct(w.Ratio)
	}
	source := ui.F("来源网址", w.Source)
	if strings.HasPrefix(w.Source, "https://") || strings.HasPrefix(w.Source, "http://") {
		source.Value = ui.Rich{ui.A(w.Source, w.Source)}
	}
	return ui.Facts{ui.F("发文机关", w.Issuer), ui.F("文号", w.DocNo), ui.F("级别", policy.Spec.Column("level").OptionLabel(w.Level)), ui.F("产业链", chainNames(w, names)),
		ui.F("适用环节", w.Nodes), ui.F("支持内容", w.Supports), ui.F("支持标准", w.Amount), ui.F("最高金额", amount), ui.F("支持比例", ratio),
		ui.F("开放日期", w.Opens), ui.F("截止日期", w.Closes), ui.F("申报条件", w.Conditions), ui.F("条件规则", w.Rule), source,
		ui.F("牵头单位", names.Label("unit", w.UnitID)), ui.F("备注", w.Note)}
}

func projectTable(rows []project.Project, names *listing.Names) ui.Table {
	t := ui.Table{ID: "made", Label: "储备项目", Fold: true, Columns: []ui.Column{{Label: "项目", Head: true, Grow: true}, {Label: "产业链", Fold: "产业链"},
		{Label: "责任单位", Fold: "责任单位", Rank: 2}, {Label: "阶段", Fold: "阶段"}, {Label: "计划日期", Fold: "计划日期"}},
		Empty: &ui.Empty{Title: "还没有储备项目", Text: "生成储备项目后，截止日期会作为项目下一步的计划日期"}}
	for i := range rows {
		r := &rows[i]
		t.Rows = append(t.Rows, ui.Row{Key: r.ID, Label: r.Name, Cells: []ui.Cell{{Text: r.Name, URL: "/projects/" + r.ID}, {Text: names.Label("chain", r.ChainID)},
			{Text: names.Label("unit", r.UnitID)}, {Text: project.StageLabel(r.Stage)}, {Text: r.LeadPlan}}})
	}
	return t
}

// fit finds who meets the window's rule, inside what the asker may see.
func (h *handlers) fit(q *web.Req, w *policy.Window, names *listing.Names) (*fit, error) {
	spec, ask := w.Eligible()
	if spec == nil {
		return nil, nil
	}
	at, perm, cols := "/projects", authz.ProjectView, []string{"name", "chain_id", "region", "stage", "total_invest"}
	if w.RuleOn != project.Kind {
		at, perm, cols = "/enterprises", authz.FirmView, []string{"name", "chain_id", "region", "revenue", "staff"}
	}
	if !q.Actor.Can(perm) {
		return nil, nil
	}
	f := &fit{Title: "符合条件的" + spec.Label, Sub: w.Rule, All: at + "?" + ask.Values().Encode()}
	var err error
	if f.Count, err = spec.Count(q.Ctx(), h.Run.DB, ask, q.Asker()); err != nil {
		return nil, err
	}
	ask.Size = shown
	page, err := spec.Rows(q.Ctx(), h.Run.DB, ask, q.Asker(), spec.Shown(cols))
	if err != nil {
		return nil, err
	}
	f.Table = ui.Table{ID: "fit", Label: f.Title, Fold: true, Empty: &ui.Empty{Title: "没有符合条件的" + spec.Label, Text: "条件：" + w.Rule}}
	for _, c := range page.Cols {
		num := c.Kind == list.Money || c.Kind == list.Int
		f.Table.Columns = append(f.Table.Columns, ui.Column{Label: c.Label, Sub: c.Unit, Num: num, Head: c.Name == "name", Grow: c.Name == "name", Fold: c.Label})
	}
	f.Table.Columns[0].Fold = ""
	for _, r := range page.Rows {
		row := ui.Row{Key: r.ID}
		for i, c := range page.Cols {
			cell := ui.Cell{Text: listing.Text(c, r.At(i), names)}
			if c.Name == "name" {
				cell.URL = at + "/" + r.ID
			}
			row.Cells = append(row.Cells, cell)
		}
		f.Table.Rows = append(f.Table.Rows, row)
	}
	return f, nil
}
