package firm

import (
	"lianzhang/internal/enterprise"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/project"
	"lianzhang/internal/ticket"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// homePage is the firm's own page.
type homePage struct {
	ui.Page
	Failed      *ui.ErrorState
	Tickets     ui.Table
	Past        ui.Table
	Raise       ui.Action
	Ours        ui.Table // what the firm has agreed to
	Theirs      ui.Table // what the offices have
	Keepers     string
	Visits      ui.Table
	Windows     ui.Table
	WindowNote  string
	Facts       ui.Facts
	Correct     ui.Action
	Corrections []ui.Line
	Foot        string
}

// How many of each the page shows.
const (
	maxTickets = 60
	maxRest    = 10
)

func (h *handlers) show(q *web.Req, v *visitor) error {
	p := &homePage{Page: q.Page("", v.firm.Name), Raise: ui.Primary("提新诉求", v.ticket("new")), Correct: ui.Act("提出更正", v.at+"/correct")}
	p.Lede = ui.Plain("贵企业的专属页，不用账号。" + clock.FromMicro(v.link.ExpiresAt).Format("2006年1月2日") + "前有效，请勿转给外人：拿到链接的人都能代贵企业确认")
	dir, err := q.Directory()
	if err != nil {
		return err
	}
	for _, part := range []func(*web.Req, *visitor, *org.Directory, *homePage) error{h.tickets, h.promises, h.visits, h.windows, h.record} {
		if err := part(q, v, dir, p); err != nil {
			return err
		}
	}
	p.Foot = "链接由" + v.link.MadeName + "发给贵企业；丢了或传开了，请他停用再发一个。"
	return q.Render("firm/home", p)
}

// tickets are those of the firm, each with where it is and what the clock says, in plain words. What the offices undertake is read off
// the open ones.
func (h *handlers) tickets(q *web.Req, v *visitor, dir *org.Directory, p *homePage) error {
	rows, err := h.Tickets.OfFirm(q.Ctx(), v.firm.ID, maxTickets)
	if err != nil {
		return err
	}
	p.Tickets = ui.Table{Label: "在办的诉求", Fold: true, Columns: []ui.Column{{Label: "诉求", Head: true, Grow: true}, {Label: "到哪一步", Fold: "到哪一步"}, {Label: "谁在办", Fold: "谁在办"}, {Label: "期限", Fold: "期限"}},
		Empty: &ui.Empty{Title: "没有在办的诉求", Text: "用地、融资、用工、审批遇到困难，点“提新诉求”"}}
	p.Past = ui.Table{Label: "办结的诉求", Fold: true, Columns: []ui.Column{{Label: "诉求", Head: true, Grow: true}, {Label: "结果", Fold: "结果"}, {Label: "办结", Fold: "办结"}, {Label: "您的评分", Fold: "您的评分"}}}
	p.Theirs = ui.Table{Label: "各单位答应贵企业的", Fold: true, Columns: []ui.Column{{Label: "答应的事", Head: true, Grow: true}, {Label: "单位", Fold: "单位"}, {Label: "最晚", Fold: "最晚"}, {Label: "现在", Fold: "现在"}}}
	for i := range rows {
		t := &rows[i]
		name := ui.Cell{Text: t.Name, URL: v.ticket(t.ID), Sub: t.Code}
		if !ticket.Working(t.State) && t.State != ticket.Answered {
			rating := ui.Cell{Text: "没有评", Quiet: true}
			if t.Rating > 0 {
				rating = ui.Cell{Text: ui.Num(t.Rating) + "分"}
			}
			p.Past.Rows = append(p.Past.Rows, ui.Row{Label: t.Name, Cells: []ui.Cell{name, {Text: ticket.Flow.Label(t.State)}, {Text: dateOf(t.ClosedAt)}, rating}})
			continue
		}
		unit := dir.UnitName(t.UnitID)
		term := clockWords(t, q.Today())
		p.Tickets.Rows = append(p.Tickets.Rows, ui.Row{Label: t.Name, Cells: []ui.Cell{name, {Text: step(t.State)}, {Text: unit}, term}})
		if t.WholeDue > 0 && t.State != ticket.Answered {
			p.Theirs.Rows = append(p.Theirs.Rows, ui.Row{Cells: []ui.Cell{{Text: "办结“" + t.Name + "”", URL: v.ticket(t.ID)}, {Text: unit}, {Text: dateOf(t.WholeDue)}, {Text: step(t.State)}}})
		}
	}
	return nil
}

// step says where a ticket is, as somebody who knows no flow would.
func step(state string) string {
	return map[string]string{ticket.Open: "已提交，等受理", ticket.Accepted: "已受理，在定办法", ticket.Handling: "正在办", ticket.Reopened: "退回后重办",
		ticket.Answered: "有了答复，请您确认"}[state]
}

// clockWords says what the clock says.
func clockWords(t *ticket.Ticket, today string) ui.Cell {
	switch {
	case t.State == ticket.Answered:
		return ui.Cell{Text: "等您确认"}
	case t.Held:
		return ui.Cell{Text: "暂停计时", Sub: "链长办同意的，点开看原因"}
	case t.WholeDue == 0:
		return ui.Cell{Text: "还没有定", Quiet: true}
	}
	due := dateOf(t.WholeDue)
	if due < today {
		return ui.Cell{Text: "已超过" + due, Down: true, Sub: "已逐级上报"}
	}
	return ui.Cell{Text: due + "前办结"}
}

func dateOf(micro int64) string {
	if micro == 0 {
		return ""
	}
	return clock.FromMicro(micro).Format("2006-01-02")
}

// promises are what the firm's projects say was agreed: amount and dates, with what came of them.
func (h *handlers) promises(q *web.Req, v *visitor, _ *org.Directory, p *homePage) error {
	w := new(db.Where)
	w.And("(" + w.InExpr("t.investor", append(v.firm.Aliases(), v.firm.Name)...) + " OR t.investor_uscc <> '' AND t.investor_uscc = " + w.Arg(v.firm.USCC) + ")")
	rows, err := h.Projects.Select(q.Ctx(), h.Run.DB, authz.Scope{All: true}, w, "ORDER BY t.signed_actual DESC, t.id LIMIT 20")
	if err != nil {
		return err
	}
	p.Ours = ui.Table{Label: "贵企业约定的", Fold: true, Columns: []ui.Column{{Label: "项目", Head: true, Grow: true}, {Label: "约定投资", Sub: "亿元", Num: true, Fold: "投资亿元"},
		{Label: "开工", Fold: "开工"}, {Label: "竣工", Fold: "竣工"}, {Label: "投产", Fold: "投产"}}}
	for i := range rows {
		r := &rows[i]
		if r.SignedActual == "" { // nothing has been agreed yet
			continue
		}
		p.Ours.Rows = append(p.Ours.Rows, ui.Row{Label: r.Name, Cells: []ui.Cell{{Text: r.Name, Sub: "签约 " + r.SignedActual + "　" + project.StageLabel(r.Stage)}, {Text: ui.Yi(r.TotalInvest)},
			agreed(r.StartedPlan, r.StartedActual), agreed(r.CompletedPlan, r.CompletedActual), agreed(r.ProducedPlan, r.ProducedActual)}})
	}
	return nil
}

// agreed is an agreed date with what came of it.
func agreed(plan, actual string) ui.Cell {
	c := ui.Cell{Text: plan}
	if plan == "" {
		c = ui.Cell{Text: "没有约定", Quiet: true}
	}
	if actual != "" {
		c.Sub = "实际 " + actual
	}
	return c
}

// visits are who came and when; what the visitors wrote for themselves stays with them. What was told as a problem is shown, with the
// ticket that came of it.
func (h *handlers) visits(q *web.Req, v *visitor, dir *org.Directory, p *homePage) error {
	held, err := h.Visits.Keepers(q.Ctx(), v.firm.ID)
	if err != nil {
		return err
	}
	for _, c := range held {
		who := dir.Label("account", c.AccountID)
		p.Keepers = ui.Joined(p.Keepers, who+"（"+dir.UnitName(c.UnitID)+"）")
	}
	rows, err := h.Visits.ToFirm(q.Ctx(), v.firm.ID, maxRest)
	if err != nil {
		return err
	}
	p.Visits = ui.Table{Label: "走访", Fold: true, Columns: []ui.Column{{Label: "日期", Head: true}, {Label: "来的人", Fold: "来的人"}, {Label: "您反映的问题", Grow: true, Fold: "您反映的问题"}, {Label: "下次来", Fold: "下次来"}},
		Empty: &ui.Empty{Title: "还没有走访记录"}}
	for _, r := range rows {
		trouble := ui.Cell{Text: r.Problem}
		if r.Problem == "" {
			trouble = ui.Cell{Text: "没有", Quiet: true}
		}
		if r.TicketID != "" {
			trouble.URL, trouble.Sub = v.ticket(r.TicketID), "已转为诉求"+r.TicketCode
		}
		p.Visits.Rows = append(p.Visits.Rows, ui.Row{Cells: []ui.Cell{{Text: r.OnDate}, {Text: r.ByName, Sub: dir.UnitName(r.UnitID)}, trouble, {Text: r.NextOn}}})
		if r.NextOn >= q.Today() {
			p.Theirs.Rows = append(p.Theirs.Rows, ui.Row{Cells: []ui.Cell{{Text: r.ByName + "再来走访"}, {Text: dir.UnitName(r.UnitID)}, {Text: r.NextOn}, {Text: "还没到日子"}}})
		}
	}
	return nil
}

// windows are the policies that concern the firm by a simple rule, which the page states.
func (h *handlers) windows(q *web.Req, v *visitor, dir *org.Directory, p *homePage) error {
	fits, err := h.Policy.ForFirm(q.Ctx(), v.firm)
	if err != nil {
		return err
	}
	p.Windows = ui.Table{Label: "可能用得上的政策", Fold: true, Columns: []ui.Column{{Label: "政策", Head: true, Grow: true}, {Label: "支持", Fold: "支持"}, {Label: "截止", Fold: "截止"}, {Label: "为什么列出", Fold: "为什么列出"}},
		Empty: &ui.Empty{Title: "眼下没有对得上的政策窗口"}}
	for i := range fits[:min(maxRest, len(fits))] {
		f := &fits[i]
		why := "同一产业链；条件请自己核对"
		switch {
		case f.Checked:
			why = "登记资料符合所列企业条件"
		case f.ChainIDs() == nil:
			why = "面向全部产业链；条件请自己核对"
		}
		closes := f.Closes
		if closes == "" {
			closes = "没有写"
		}
		if f.Opens > q.Today() {
			closes = f.Opens + "起，" + closes + "止"
		}
		p.Windows.Rows = append(p.Windows.Rows, ui.Row{Cells: []ui.Cell{{Text: f.Name, Sub: ui.Joined(f.Issuer, f.Conditions)}, {Text: f.Amount}, {Text: closes, Sub: dir.UnitName(f.UnitID)}, {Text: why}}})
	}
	p.WindowNote = "列出的办法：在申报期内或将要开放的政策窗口，产业链与贵企业相同或面向全部产业链；写了企业条件的，用下面的登记资料核对，符合才列。能不能享受，以主管部门审核为准。"
	return nil
}

// record is what is on record of the firm, as far as it may correct it.
func (h *handlers) record(q *web.Req, v *visitor, _ *org.Directory, p *homePage) error {
	for _, c := range enterprise.Correctables() {
		p.Facts = append(p.Facts, ui.F(c.Label, withUnit(c, v.firm)))
	}
	rows, err := h.Enterprises.CorrectionsOf(q.Ctx(), v.firm.ID, maxRest)
	for _, c := range rows {
		state := map[string]string{enterprise.CorrectionOpen: "等待核对", enterprise.CorrectionAccepted: "已采纳", enterprise.CorrectionRejected: "没有采纳"}[c.State]
		if c.Note != "" {
			state += "：" + c.Note
		}
		p.Corrections = append(p.Corrections, ui.Line{Text: enterprise.FieldLabel(c.Field) + "改为“" + c.Value + "”　" + dateOf(c.At), End: state})
	}
	return err
}

// withUnit is a value as the page shows it; amounts carry the unit that the form names in its help.
func withUnit(c enterprise.Correctable, e *enterprise.Enterprise) string {
	text := c.Text(e)
	if text != "" && (c.Help == "万元" || c.Help == "人") {
		text += c.Help
	}
	return text
}
