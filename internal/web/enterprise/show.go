package enterprise

import (
	area "lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/firm"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
	"lianzhang/internal/web/visit"
)

// showPage is one enterprise.
type showPage struct {
	ui.Page
	Notes              []ui.Note
	Facts              ui.Facts
	Sources            string // address of the page that says where each fact comes from
	Projects           ui.Table
	Visits             *visit.Section
	Figures            ui.Table
	Trends             []trend
	Suppliers, Buyers  ui.Table
	People, Rungs      ui.Table
	Next               []next
	Merges             []merged
	Edit               bool
	At                 string
	Links              []ui.Line
	LinkMade, LinkHelp string // the address of a link just made
	Log                ui.Log
}

// merged is a record that was merged into this one.
type merged struct {
	Text string
	Undo ui.Action
}

// entries is how many events of the history the page shows.
const (
	entries = 10
)

func (h *handlers) show(q *web.Req) error { return h.showWith(q, "") }

// showWith shows the firm; link is the address of a link just made, which is shown this once.
func (h *handlers) showWith(q *web.Req, link string) error {
	e, err := h.Enterprises.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	at := base + "/" + e.ID
	p := &showPage{Page: q.Page(section, e.Name), Facts: facts(e, names), Sources: at + "/sources", At: at, Edit: q.Actor.Can(authz.FirmEdit), LinkMade: link}
	p.Crumbs = []ui.Link{{Label: "企业", URL: base}, {Label: e.Name}}
	p.Lede = ui.Plain(ui.Joined(ui.Joined(names.Label("chain", e.ChainID), where(e, names)), e.Subtrade))
	if e.Ladder != "" {
		p.Tag = area.Spec.Column("ladder").OptionLabel(e.Ladder)
	}
	p.Acts = append(p.Acts, ui.PrintPage())
	if own := firm.Action(q, e.ID); own != nil {
		p.Acts = append(p.Acts, *own)
	}
	if p.Edit {
		p.Acts = append(p.Acts, ui.Post("发更正链接", at+"/link"), ui.Primary("编辑", at+"/edit"))
	}
	if p.Projects, err = h.projects(q, e, names); err != nil {
		return err
	}
	if h.Visits != nil {
		if p.Visits, err = h.Visits(q, e.ID); err != nil {
			return err
		}
	}
	if err := h.parts(q, p, e); err != nil {
		return err
	}
	if q.Actor.Can(authz.JournalView) {
		if p.Log, _, err = h.Trail.Log(q.Ctx(), e.Ref(), 0, entries); err != nil {
			return err
		}
	}
	return q.Render("enterprise/show", p)
}

// where is the county of a local firm, the seat of one from outside.
func where(e *area.Enterprise, names *listing.Names) string {
	if e.Outside {
		return seat(e.Place)
	}
	return names.Label("region", e.Region)
}

// parts fills in what hangs on the firm.
func (h *handlers) parts(q *web.Req, p *showPage, e *area.Enterprise) error {
	figures, err := h.Enterprises.Figures(q.Ctx(), e.ID)
	if err != nil {
		return err
	}
	p.Figures, p.Trends = figureTable(figures)
	trades, err := h.Enterprises.Supplies(q.Ctx(), e.ID)
	if err != nil {
		return err
	}
	p.Suppliers, p.Buyers = supplyTable(q, e.ID, trades, true), supplyTable(q, e.ID, trades, false)
	people, err := h.Enterprises.People(q.Ctx(), e.ID)
	if err != nil {
		return err
	}
	p.People = peopleTable(q, e.ID, people)
	rungs, err := h.Enterprises.Rungs(q.Ctx(), e.ID)
	if err != nil {
		return err
	}
	p.Rungs = rungTable(rungs, q.Today())
	if p.Next, err = nextSteps(e, figures, rungs, q.Today()); err != nil {
		return err
	}
	if !p.Edit {
		return nil
	}
	return h.office(q, p, e)
}

// office fills in what only those see who keep the record: doubts, merges, the firm's links.
func (h *handlers) office(q *web.Req, p *showPage, e *area.Enterprise) error {
	doubts, err := h.Enterprises.DoubtsOf(q.Ctx(), e.ID)
	if err != nil {
		return err
	}
	for _, d := range doubts {
		other := d.RightID
		if other == e.ID {
			other = d.LeftID
		}
		names, err := h.Enterprises.Names(q.Ctx(), []string{other})
		if err != nil {
			return err
		}
		p.Notes = append(p.Notes, ui.Note{Letter: ui.Yellow, Body: ui.Rich{ui.B("可能重复："), ui.A(names[other], base+"/"+other), ui.T("　" + d.Why)},
			Acts: []ui.Action{ui.Act("去核对", base+"/duplicates")}})
	}
	if e.USCC == "" {
		p.Notes = append(p.Notes, ui.Note{Body: ui.Rich{ui.B("没有信用代码。"), ui.T("查重和匹配只能按名称，拿到营业执照后补上")}})
	}
	merges, err := h.Enterprises.Merges(q.Ctx(), e.ID)
	if err != nil {
		return err
	}
	for _, m := range merges {
		undo := ui.Post("撤销合并", p.At+"/merges/"+m.ID+"/undo")
		undo.Small, undo.Confirm = true, "把“"+m.GoneName+"”重新分出来？"
		p.Merges = append(p.Merges, merged{Text: m.GoneName + "　" + clock.FromMicro(m.At).Format("2006-01-02") + "　" + m.ByName, Undo: undo})
	}
	links, err := h.Enterprises.Links(q.Ctx(), e.ID)
	if err != nil {
		return err
	}
	for i, l := range links {
		if i == 3 {
			break
		}
		p.Links = append(p.Links, ui.Line{Text: clock.FromMicro(l.MadeAt).Format("2006-01-02 15:04") + "　" + l.MadeName, End: linkState(&l, h.Run.Clock.Micro())})
	}
	return nil
}

func linkState(l *area.Link, now int64) string {
	switch {
	case l.UsedAt > 0:
		return clock.FromMicro(l.UsedAt).Format("1月2日") + "用过"
	case l.RevokedAt > 0:
		return "已被新的取代"
	case l.ExpiresAt <= now:
		return "已过期"
	}
	return clock.FromMicro(l.ExpiresAt).Format("1月2日") + "前有效"
}

func facts(e *area.Enterprise, names *listing.Names) ui.Facts {
	out := ui.Facts{}
	for i := range area.Spec.Columns {
		c := &area.Spec.Columns[i]
		if c.Hidden || c.Name == "name" || c.Name == "province" || c.Name == "outside" {
			continue
		}
		text := listing.Text(c, value(e, c.Name), names)
		if c.Unit != "" && text != "" && text != "0" && text != "0.00" {
			text += c.Unit
		}
		if text == "0" || text == "0.00" {
			text = ""
		}
		if text == "" && sparse[c.Name] {
			continue
		}
		out = append(out, ui.F(c.Label, text))
	}
	return out
}

// sparse are facts that most firms lack; they are not shown as missing.
var sparse = map[string]bool{"short": true, "former": true, "listed": true, "note": true, "stream": true}

// value is the value of a column of the list.
func value(e *area.Enterprise, column string) any {
	return map[string]any{"uscc": e.USCC, "chain_id": e.ChainID, "region": e.Region, "unit_id": e.UnitID, "industry": e.Industry, "trade": e.Trade,
		"subtrade": e.Subtrade, "stream": e.Stream, "scale": e.Scale, "revenue": e.Revenue, "staff": e.Staff, "address": e.Address, "note": e.Note,
		"created_at": e.CreatedAt, "place": e.Place, "short": e.Short, "former": e.Former, "products": e.Products, "business": e.Business, "ladder": e.Ladder,
		"founded": e.Founded, "capital": e.Capital, "listed": e.Listed}[column]
}

// projects are those that the firm invests in, by its code or its full name.
func (h *handlers) projects(q *web.Req, e *area.Enterprise, names *listing.Names) (ui.Table, error) {
	t := ui.Table{Label: "投资的项目", Fold: true, Columns: []ui.Column{{Label: "灯"}, {Label: "项目", Head: true, Grow: true}, {Label: "阶段", Fold: "阶段"},
		{Label: "总投资", Sub: "亿元", Num: true, Fold: "总投资"}, {Label: "年度完成", Sub: "万元", Num: true, Rank: 2, Fold: "年度完成"}},
		Empty: &ui.Empty{Title: "没有登记它投资的项目", Text: "项目的投资方填企业全称或信用代码后会列在这里"}}
	if !q.Actor.Can(authz.ProjectView) {
		return t, nil
	}
	w := new(db.Where)
	w.And("(" + w.InExpr("t.investor", append(e.Aliases(), e.Name)...) + " OR t.investor_uscc <> '' AND t.investor_uscc = " + w.Arg(e.USCC) + ")")
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
