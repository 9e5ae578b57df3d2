package chain

import (
	area "lianzhang/internal/chain"
	"lianzhang/internal/desk"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// five are the five facts of a chain: chief, deputy, lead unit, team, lead firm; and its posts.
func (h *handlers) five(q *web.Req, c *area.Chain, p *showPage) error {
	d, err := q.Directory()
	if err != nil {
		return err
	}
	held := map[org.PostKind]org.Post{}
	for _, post := range d.Posts(c.ID, q.Today()) {
		if _, ok := held[post.Kind]; !ok {
			held[post.Kind] = post
		}
	}
	item := func(label, name string, kind org.PostKind) ui.FiveItem {
		post, ok := held[kind]
		it := ui.FiveItem{Label: label, Name: name}
		if !ok {
			return it
		}
		if it.Name == "" {
			it.Name = post.Title
		}
		if kind == org.PostLeadUnit || post.Holder == it.Name {
			post.Holder = "" // a unit holds the post under its own name
		}
		it.Note = ui.Joined(post.Holder, sinceText(post.StartOn))
		return it
	}
	unit := ""
	if c.UnitID != "" {
		unit = d.UnitName(c.UnitID)
	}
	p.Five = ui.Five{item("链长", c.Chief, org.PostChief), item("副链长", c.Deputy, org.PostDeputy), item("牵头单位", unit, org.PostLeadUnit),
		item("工作专班", c.Team, org.PostTeam)}
	firm, err := h.leadFirm(q.Ctx(), q.Actor.Scope, c.ID)
	if err != nil {
		return err
	}
	lead := ui.FiveItem{Label: "链主企业"}
	if firm != nil {
		lead.Name, lead.Note = firm.Name, "营收"+ui.Yi1(firm.Revenue)+"亿元，居本链首位"
		if q.Actor.Can(authz.FirmView) {
			lead.URL = "/enterprises/" + firm.ID
		}
	}
	p.Five = append(p.Five, lead)
	for _, post := range d.PostHistory(c.ID) {
		line := ui.Line{Text: post.Holder, End: post.Kind.Label(), Note: ui.Plain(ui.Joined(post.Title, termOf(post)))}
		p.Posts = append(p.Posts, line)
	}
	if q.Actor.Can(authz.ExportRun) {
		p.PackURL = address(c.ID) + "/handover"
	}
	if q.Actor.Can(authz.OrgEdit) || q.Actor.Can(authz.ChainEdit) && h.sees(q, c) {
		p.PostsURL = "/admin/posts/" + c.ID
	}
	return nil
}

func sinceText(on string) string {
	if len(on) < 7 {
		return ""
	}
	return on[:7] + "起"
}

func termOf(post org.Post) string {
	if post.EndOn == "" {
		return sinceText(post.StartOn)
	}
	return post.StartOn[:min(7, len(post.StartOn))] + "—" + post.EndOn[:min(7, len(post.EndOn))]
}

// chainKPIs are the figures of one chain.
func chainKPIs(r *desk.Row, c *desk.Cockpit) []ui.KPI {
	at := func(pairs ...string) string { return ledger(r, desk.ByChain, pairs...) }
	all := at("stage", standing)
	return []ui.KPI{
		{Label: "在册项目", Value: ui.Num(r.N), Unit: "个", Parts: []ui.Rich{{ui.T("总投资"), ui.Src(plainYi(r.TotalInvest)+"亿元", all)}}},
		{Label: "年度投资完成", Value: percent(r.YearDone, r.YearPlan), Unit: "%", Lead: "= ", Parts: []ui.Rich{{
			ui.Src(plainYi(r.YearDone)+"/"+plainYi(r.YearPlan)+"亿元", all), ui.T("　序时" + percent(r.YearDue, r.YearPlan) + "%")}}},
		rate("开工率", r.Rates.Started, r.Rates.Signed, at("stage", isStarted), at("stage", everSigned), "v2"),
		rate("投产率", r.Rates.Produced, r.Rates.Started, at("stage", isProduced), at("stage", isStarted), "v2"),
		{Label: "资金到位率", Value: percent(r.FundsIn, r.TotalInvest), Unit: "%", Lead: "= ", Parts: []ui.Rich{
			{ui.Src(plainYi(r.FundsIn)+"/"+plainYi(r.TotalInvest)+"亿元", all)}}},
		{Label: "红灯项目", Value: ui.Num(r.Lights.Red), Unit: "个", Parts: []ui.Rich{{ui.T("黄灯"), ui.Src(ui.Num(r.Lights.Yellow)+"个", at("light", "yellow")),
			ui.T("，比上周" + signedCount(r.Week.Red))}}},
	}
}

func trendText(r *desk.Row, c *desk.Cockpit) string {
	if len(r.Months) == 0 {
		return ""
	}
	text := monthName(c.Month) + "完成" + ui.Yi(r.Months[len(r.Months)-1]) + "亿元"
	if r.Months[0] > 0 {
		v := tenth((float64(r.Months[len(r.Months)-1])/float64(r.Months[0]) - 1) * 100)
		text += "，同比" + ui.Signed(v, 1) + "%"
	}
	return text
}

// trouble is the table of red and yellow projects with their reasons.
func (h *handlers) trouble(q *web.Req, c *area.Chain, row *desk.Row, p *showPage) error {
	list, err := h.Desk.Troubled(q.Ctx(), q.Actor.Scope, c.ID, troubles)
	if err != nil {
		return err
	}
	reasons, err := h.Desk.Reasons(q.Ctx(), list)
	if err != nil {
		return err
	}
	w, err := h.words(q)
	if err != nil {
		return err
	}
	total := row.Lights.Red + row.Lights.Yellow
	p.TroubleN = ui.Num(total)
	p.Red = ledger(row, desk.ByChain, "light", "red,yellow", "sort", "-light")
	p.Trouble = ui.Table{Label: "红黄灯项目", Fold: true, Columns: []ui.Column{{Label: "灯"}, {Label: "项目", Head: true, Grow: true},
		{Label: "年度投资完成", Width: "13rem", Fold: "年度投资"}, {Label: "欠序时", Sub: "万元", Num: true, Rank: 2, Fold: "欠序时"}, {Label: "责任单位", Rank: 2, Fold: "责任单位"}},
		Empty: &ui.Empty{Title: "没有红灯和黄灯项目"}}
	for i := range list {
		p.Trouble.Rows = append(p.Trouble.Rows, w.troubleRow(&list[i], reasons[list[i].ID].Text))
	}
	return nil
}

func (w *words) troubleRow(p *project.Project, why string) ui.Row {
	letter := ui.LetterOf(p.Light)
	unit := w.names.Label("unit", p.UnitID)
	cells := []ui.Cell{{Why: &ui.ExplainedLight{Light: ui.Lamp(letter), Load: "/projects/" + p.ID + "/why"}},
		{Text: p.Name, URL: "/projects/" + p.ID, Sub: why}, {Text: "无年度计划", Quiet: true}, {Text: "—", Quiet: true}, {Text: unit}}
	if rate, ok := p.Rate(); ok {
		if rate >= p.Schedule {
			letter = ui.None
		}
		b := ui.NewBar(rate*100, p.Schedule*100, letter)
		cells[2] = ui.Cell{Bar: &b}
		if lack := p.YearDue - p.YearDone; lack > 0 {
			cells[3] = ui.Cell{Text: ui.Wan(lack)}
		}
	}
	return ui.Row{Key: p.ID, Label: p.Name, Cells: cells}
}

// changes is what happened to the chain's projects since its last meeting, or within a month when none is known.
func (h *handlers) changes(q *web.Req, c *area.Chain, p *showPage) error {
	since := clock.AddDays(q.Today(), -changesBack)
	p.ChangesOf = "30天内"
	if c.MetOn != "" && c.MetOn <= q.Today() {
		since, p.ChangesOf = c.MetOn, ui.DateProse(c.MetOn)+"调度会以来"
	}
	list, err := h.Desk.Changes(q.Ctx(), q.Actor.Scope, c.ID, since, changes)
	for _, x := range list {
		item := ui.LogItem{Time: ui.DateTable(x.On), DateTime: x.On}
		if x.Stage != "" {
			item.Body = ui.Rich{ui.B(project.StageLabel(x.Stage)), ui.Gap(), ui.A(x.Name, "/projects/"+x.ID)}
		} else {
			item.Body = ui.Rich{ui.B(ui.LetterOf(x.Was).Short() + "→" + ui.LetterOf(x.Is).Short()), ui.Gap(), ui.A(x.Name, "/projects/"+x.ID)}
			item.Note, item.Hot, item.Auto = ui.Plain(x.Text), x.Is == "red", x.Is != "red"
		}
		p.Changes = append(p.Changes, item)
	}
	return err
}
