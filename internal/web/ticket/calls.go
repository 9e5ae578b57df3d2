package ticket

import (
	"strconv"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	area "lianzhang/internal/ticket"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/ui"
)

// callsPage are the call-backs drawn by lot, and the answers on which firms keep silent.
type callsPage struct {
	ui.Page
	Tabs   ui.Tabs
	Table  ui.Table
	Silent ui.Table
	Form   *formBlock
}

func (h *handlers) callsPage(q *web.Req) (*callsPage, error) {
	rows, err := h.Tickets.Calls(q.Ctx(), q.Actor.Scope, 200)
	if err != nil {
		return nil, err
	}
	quiet, err := h.Tickets.Silent(q.Ctx(), q.Actor.Scope, 200)
	if err != nil {
		return nil, err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, err
	}
	p := &callsPage{Page: q.Page(section, "回访"), Tabs: h.tabs(q, "回访")}
	p.Table = ui.Table{Label: "抽查名单", Fold: true, Columns: []ui.Column{{Label: "诉求", Sub: "企业　电话", Head: true, Grow: true}, {Label: "单位", Rank: 2, Fold: "单位"}, {Label: "抽中", Fold: "抽中"}, {Label: "结果", Fold: "结果"}, {Label: ""}},
		Empty: &ui.Empty{Title: "还没有抽查", Text: "从近30天办结的里随机抽，打电话问企业解决了没有"}}
	for _, c := range rows {
		row := ui.Row{Cells: []ui.Cell{{Text: c.T.Name, URL: addr(c.T.ID), Sub: c.T.Firm + "　" + c.T.Contact + "　" + c.T.Phone}, {Text: names.Label("unit", c.T.UnitID)},
			{Text: ui.DateTable(c.DrawnOn), Sub: "种子" + strconv.FormatInt(c.Seed, 10)}, {Text: result(c.Result), Down: c.Result == area.CallUnsolved, Sub: c.Note}, {}}}
		if c.Result == area.CallOpen || c.Result == area.CallMissed {
			row.Cells[4].Acts = []ui.Action{{Label: "记录", URL: "/ticket-calls/" + c.ID, Small: true}}
		}
		p.Table.Rows = append(p.Table.Rows, row)
	}
	p.Silent = ui.Table{Label: "企业没有回应", Fold: true, Columns: []ui.Column{{Label: "诉求", Sub: "企业　电话", Head: true, Grow: true}, {Label: "单位", Rank: 2, Fold: "单位"}, {Label: "答复", Fold: "答复"}, {Label: ""}},
		Empty: &ui.Empty{Title: "没有久未回应的", Text: "答复满10个工作日企业没有确认的，列在这里"}}
	for _, t := range quiet {
		p.Silent.Rows = append(p.Silent.Rows, ui.Row{Cells: []ui.Cell{{Text: t.Name, URL: addr(t.ID), Sub: t.Firm + "　" + t.Contact + "　" + t.Phone}, {Text: names.Label("unit", t.UnitID)}, {Text: ui.DateTable(t.AnsweredOn)},
			{Acts: []ui.Action{{Label: "回访办结", URL: addr(t.ID) + "/do/" + area.ActCall, Small: true}}}}})
	}
	p.Form = &formBlock{Action: "/ticket-calls", Submit: "抽签", Fields: []*ui.Field{{Kind: ui.KindNumber, Name: "n", Label: "抽几件", Unit: "件", Value: "10", InputMode: "numeric"},
		{Kind: ui.KindNumber, Name: "seed", Label: "种子", Value: h.Run.Clock.Now().Format("20060102"), InputMode: "numeric", Help: "同一种子抽出同一批，可以复核"}}}
	return p, nil
}

func result(code string) string {
	return map[string]string{area.CallOpen: "待回访", area.CallSolved: "已解决", area.CallUnsolved: "未解决", area.CallMissed: "没接通"}[code]
}

func (h *handlers) showCalls(q *web.Req) error {
	p, err := h.callsPage(q)
	if err != nil {
		return err
	}
	return q.Render("ticket/calls", p)
}

func (h *handlers) draw(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	count, seed := f.Int("n"), f.Int("seed")
	n := 0
	if err = f.Err(); err == nil {
		n, err = h.Tickets.Draw(q.Ctx(), q.Actor, int(count), seed)
	}
	if errs.CodeOf(err) == errs.Invalid {
		p, pageErr := h.callsPage(q)
		if pageErr != nil {
			return pageErr
		}
		refill(p.Form, f, err)
		return q.RenderInvalid("ticket/calls", p)
	}
	if err != nil {
		return err
	}
	return q.Redirect("/ticket-calls", "抽中"+ui.Num(int64(n))+"件")
}

func (h *handlers) callForm(q *web.Req) *formpage.Form {
	f := &formpage.Form{Page: q.Page(section, "记录回访"), Action: "/ticket-calls/" + q.Path("call"), Submit: "记录", Back: "/ticket-calls", Column: true}
	f.Crumbs = []ui.Link{{Label: "诉求", URL: base}, {Label: "回访", URL: "/ticket-calls"}, {Label: "记录"}}
	f.Note = &ui.Note{Letter: ui.None, Body: ui.Plain("未解决的会自动退回重办")}
	f.Fields = []ui.Field{{Kind: ui.KindRadio, Name: "result", Label: "企业怎么说", Options: []ui.Option{{Value: area.CallSolved, Label: "已解决"}, {Value: area.CallUnsolved, Label: "未解决"}, {Value: area.CallMissed, Label: "没接通"}}},
		{Kind: ui.KindTextArea, Name: "note", Label: "记录", Rows: 3, MaxLength: 500, Wide: true, Help: "谁接的电话、怎么说"}}
	return f
}

func (h *handlers) showCall(q *web.Req) error {
	if _, err := h.Tickets.GetCall(q.Ctx(), q.Actor.Scope, q.Path("call")); err != nil {
		return err
	}
	return h.callForm(q).Show(q)
}

func (h *handlers) called(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	if err := h.Tickets.Called(q.Ctx(), q.Actor, q.Path("call"), f.Text("result"), f.Text("note")); err != nil {
		return h.callForm(q).Refuse(q, f, err)
	}
	return q.Redirect("/ticket-calls", "已记录")
}

func (h *handlers) showClasses(q *web.Req) error {
	rows, err := h.Tickets.Classes(q.Ctx(), q.Actor.Scope)
	if err != nil {
		return err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	p := &tablePage{Page: q.Page(section, "一类事"), Tabs: h.tabs(q, "一类事")}
	p.Lede = ui.Plain("反复出现的诉求归成一类，找到根子，一次治本；治本后又出现的单独数")
	if q.Actor.Can(authz.TicketJudge) {
		p.Acts = []ui.Action{ui.Primary("建立一类事", "/ticket-classes/new")}
	}
	p.Table = ui.Table{Label: "一类事", Fold: true, Columns: []ui.Column{{Label: "哪一类事", Sub: "根子", Head: true, Grow: true}, {Label: "诉求", Num: true, Fold: "诉求"}, {Label: "在办", Num: true, Fold: "在办"}, {Label: "治本单位", Rank: 2, Fold: "治本单位"},
		{Label: "治本", Sub: "办法", Fold: "治本"}, {Label: "之后又出现", Num: true, Fold: "之后又出现"}}, Empty: &ui.Empty{Title: "还没有一类事", Text: "在诉求页上把同类归到一起"}}
	for _, c := range rows {
		cured := ui.Cell{Text: "未定", Sub: c.Cure, Quiet: c.Due == ""}
		switch {
		case c.CuredOn != "":
			cured.Text, cured.Quiet = c.CuredOn+"落地", false
		case c.Due != "" && c.Due < q.Today():
			cured.Text, cured.Down = c.Due+"到期未治", true
		case c.Due != "":
			cured.Text = c.Due + "前"
		}
		name := ui.Cell{Text: c.Name, Sub: c.Cause}
		if q.Actor.Can(authz.TicketJudge) {
			name.URL = "/ticket-classes/" + c.ID + "/edit"
		}
		p.Table.Rows = append(p.Table.Rows, ui.Row{Cells: []ui.Cell{name, {Text: ui.Num(c.N), URL: base + "?class_id=" + c.ID}, {Text: ui.Num(c.Open)}, {Text: names.Label("unit", c.UnitID)}, cured, {Text: ui.Num(c.After), Down: c.After > 0}}})
	}
	return q.Render("ticket/table", p)
}
