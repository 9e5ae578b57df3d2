package ticket

import (
	"context"
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/list"
	area "lianzhang/internal/ticket"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/ui"
)

// total counts from the kept counts where a question asks for states and rungs alone.
func (h *handlers) total(ctx context.Context, ask *list.Query, who list.Asker) (*list.Totals, error) {
	plain := ask.Search == "" && ask.Where == "" && ask.IDs == nil
	var states []string
	least := int64(0)
	for _, f := range ask.Filters {
		switch {
		case f.Not || f.Empty:
			plain = false
		case f.Column.Name == "state":
			states = f.Values
		case f.Column.Name == "level" && f.Min == "2" && f.Max == "":
			least = 2
		default:
			plain = false
		}
	}
	if !plain {
		return area.Spec.Total(ctx, h.Run.DB, ask, who)
	}
	rows, err := h.Tickets.Standings(ctx, who.Scope)
	out := &list.Totals{Sums: map[string]float64{}, Yuan: map[string]int64{}}
	for _, r := range rows {
		if r.Level >= least && (states == nil || slices.Contains(states, r.State)) {
			out.Rows += r.N
		}
	}
	return out, err
}

func (h *handlers) showList(q *web.Req) error {
	a, err := h.list.Ask(q)
	if err != nil || a.Done {
		return err
	}
	head := q.Page(section, "诉求")
	head.Wide = true
	head.Lede = ui.Rich{ui.A("我的队列", base+"/queue"), ui.Gap(), ui.A("看板", base+"/board"), ui.Gap(), ui.A("分布", base+"/standing"), ui.Gap(), ui.A("统计", base+"/figures")}
	if q.Actor.Can(authz.ImportRun) && q.Actor.Can(authz.TicketRaise) {
		head.Acts = append(head.Acts, ui.Action{Label: "导入热线", URL: "/imports/new?list=ticket", WideOnly: true})
	}
	if q.Actor.Can(authz.ExportRun) {
		head.Acts = append(head.Acts, ui.Action{Label: "导出", URL: a.WithAt(base + "/export"), WideOnly: true})
	}
	if q.Actor.Can(authz.TicketRaise) {
		head.Acts = append(head.Acts, ui.Primary("登记诉求", base+"/new"))
	}
	cal, today := h.Tickets.Calendar(), q.Today()
	return listpage.Show(q, a, head, func(c *list.Column, r list.Row) (ui.Cell, bool) {
		t := &area.Ticket{State: r.Str("state"), Level: r.Int("level"), Held: r.Bool("held"), NextDue: r.Int("next_due")}
		switch c.Name {
		case "name":
			sub := r.Str("firm")
			if sub != "" {
				sub += "　"
			}
			return ui.Cell{Text: r.Str("name"), URL: addr(r.ID), Sub: sub + r.Str("code")}, true
		case "light":
			l := light(t)
			return ui.Cell{Light: &l}, true
		case "next_due":
			if !area.Working(t.State) {
				return ui.Cell{Text: "—", Quiet: true}, true
			}
			n := nearest(cal, t, today)
			return ui.Cell{Text: n.Text, Down: n.State == "over", Sub: ui.DateTable(dateOf(t.NextDue))}, true
		case "rating":
			if r.Int("rating") == 0 {
				return ui.Cell{}, true
			}
		}
		return ui.Cell{}, false
	}, nil, "level", "held", "next_due", "state")
}

// queuePage is what a unit has to do.
type queuePage struct {
	ui.Page
	Tabs    ui.Tabs
	Queue   ui.Queue
	Waiting *ui.Table
	Helping *ui.Table
}

// inQueue is how many tickets a queue shows.
const inQueue = 200

func (h *handlers) showQueue(q *web.Req) error {
	dir, err := q.Directory()
	if err != nil {
		return err
	}
	units := dir.UnitSubtree(q.Actor.UnitID)
	rows, err := h.Tickets.Queue(q.Ctx(), units, inQueue)
	if err != nil {
		return err
	}
	p := &queuePage{Page: q.Page(section, "诉求队列"), Tabs: h.tabs(q, "我的队列")}
	p.Lede = ui.Plain(dir.UnitName(q.Actor.UnitID) + "在办" + ui.Num(int64(len(rows))) + "件，按到期先后")
	if q.Actor.Can(authz.TicketRaise) {
		p.Acts = append(p.Acts, ui.Primary("登记诉求", base+"/new"))
	}
	cal, today := h.Tickets.Calendar(), q.Today()
	groups := []ui.QueueGroup{{Light: &ui.Light{Letter: ui.Red, Word: "超期"}}, {Light: &ui.Light{Letter: ui.Yellow, Word: "今明到期"}}, {Label: "在时限内"}, {Label: "停表"}}
	for i := range rows {
		t := &rows[i]
		c := nearest(cal, t, today)
		at := map[string]int{"over": 0, "soon": 1, "run": 2, "hold": 3}[c.State]
		holder := dir.UnitName(t.UnitID)
		if t.HandlerID != "" {
			holder = dir.AccountName(t.HandlerID)
		}
		note := t.Firm
		if t.Urgent {
			note = "紧急　" + note
		}
		act := area.Flow.Next(t.State)[0]
		groups[at].Items = append(groups[at].Items, ui.QueueItem{Kind: kindLabel(t.Kind), Title: t.Name, URL: addr(t.ID), Note: note, Clocks: []ui.Clock{c}, Holder: holder,
			Act: ui.Act(act.Label, addr(t.ID)+"/do/"+act.Action)})
	}
	for _, g := range groups {
		if g.Items != nil {
			g.Count = ui.Num(int64(len(g.Items))) + "件"
			p.Queue.Groups = append(p.Queue.Groups, g)
		}
	}
	p.Queue.Empty = &ui.Empty{Title: "没有要办的诉求", Text: "交给您单位的诉求会出现在这里"}
	if err := h.others(q, p, units); err != nil {
		return err
	}
	return q.Render("ticket/queue", p)
}

// others adds what waits for the office's word, and for the unit's as a helper.
func (h *handlers) others(q *web.Req, p *queuePage, units []string) error {
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	if q.Actor.Can(authz.TicketJudge) {
		asks, byID, err := h.Tickets.Waiting(q.Ctx(), q.Actor.Scope, inQueue)
		if err != nil {
			return err
		}
		p.Waiting = &ui.Table{Label: "待裁定", Fold: true, Columns: []ui.Column{{Label: "诉求", Head: true, Grow: true}, {Label: "申请", Fold: "申请"}, {Label: "单位", Fold: "单位", Rank: 2}, {Label: "理由", Fold: "理由", Rank: 2}, {Label: "裁定期限", Fold: "裁定期限"}}}
		for _, a := range asks {
			t := byID[a.TicketID]
			p.Waiting.Rows = append(p.Waiting.Rows, ui.Row{Cells: []ui.Cell{{Text: t.Name, URL: addr(t.ID)}, {Text: a.Label()}, {Text: names.Label("unit", a.UnitID)}, {Text: a.Reason},
				{Text: ui.Stamp(a.Due), Down: a.Due < h.Run.Clock.Micro()}}})
		}
	}
	helping, err := h.Tickets.Helping(q.Ctx(), units, inQueue)
	if err != nil || len(helping) == 0 {
		return err
	}
	p.Helping = &ui.Table{Label: "请我协办", Fold: true, Columns: []ui.Column{{Label: "诉求", Head: true, Grow: true}, {Label: "主办", Fold: "主办"}, {Label: ""}}}
	for _, t := range helping {
		p.Helping.Rows = append(p.Helping.Rows, ui.Row{Cells: []ui.Cell{{Text: t.Name, URL: addr(t.ID)}, {Text: names.Label("unit", t.UnitID)},
			{Acts: []ui.Action{{Label: "提意见", URL: addr(t.ID) + "/do/opine", Small: true}}}}})
	}
	return nil
}

// boardPage shows the tickets by state.
type boardPage struct {
	ui.Page
	Tabs  ui.Tabs
	Board ui.Board
}

// perColumn is how many cards a column of the board shows.
const perColumn = 12

func (h *handlers) showBoard(q *web.Req) error {
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	st, err := h.Tickets.Standings(q.Ctx(), q.Actor.Scope)
	if err != nil {
		return err
	}
	p := &boardPage{Page: q.Page(section, "诉求看板"), Tabs: h.tabs(q, "看板"), Board: ui.Board{Label: "诉求看板"}}
	cal, today := h.Tickets.Calendar(), q.Today()
	for _, s := range area.Flow.States {
		if s.Code == area.Refused || s.Code == area.Merged {
			continue
		}
		var n, over int64
		for _, r := range st {
			if r.State == s.Code {
				n += r.N
				if r.Level >= area.RungOver {
					over += r.N
				}
			}
		}
		rows, err := h.Tickets.Column(q.Ctx(), q.Actor.Scope, s.Code, perColumn)
		if err != nil {
			return err
		}
		c := ui.BoardColumn{Key: s.Code, Title: s.Label, Count: ui.Num(n) + "件"}
		if over > 0 {
			c.Sum = "超期" + ui.Num(over) + "件"
		}
		for i := range rows {
			t := &rows[i]
			l := light(t)
			card := ui.Card{ID: t.ID, Title: t.Name, URL: addr(t.ID), Note: t.Firm + "　" + names.Label("unit", t.UnitID), Light: &l}
			if area.Working(t.State) {
				card.End = nearest(cal, t, today).Text
			}
			c.Cards = append(c.Cards, card)
		}
		if n > int64(len(rows)) {
			c.More = &ui.Link{Label: "另有" + ui.Num(n-int64(len(rows))) + "件", URL: base + "?state=" + s.Code}
		}
		p.Board.Columns = append(p.Board.Columns, c)
	}
	return q.Render("ticket/board", p)
}

// tablePage is a page of one or two tables.
type tablePage struct {
	ui.Page
	Tabs  ui.Tabs
	Sub   string
	Table ui.Table
	Notes []string
}

// showStanding is the map of where things stand: units by state, with those over.
func (h *handlers) showStanding(q *web.Req) error {
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	st, err := h.Tickets.Standings(q.Ctx(), q.Actor.Scope)
	if err != nil {
		return err
	}
	states := []string{area.Open, area.Accepted, area.Handling, area.Reopened, area.Answered, area.Closed}
	type line struct {
		n           map[string]int64
		over, climb int64
	}
	units := map[string]*line{}
	var order []string
	for _, r := range st {
		l := units[r.UnitID]
		if l == nil {
			l = &line{n: map[string]int64{}}
			units[r.UnitID] = l
			order = append(order, r.UnitID)
		}
		l.n[r.State] += r.N
		if area.Working(r.State) && r.Level >= area.RungOver {
			l.over += r.N
		}
		if area.Working(r.State) && r.Level >= area.RungDeputy {
			l.climb += r.N
		}
	}
	slices.SortStableFunc(order, func(a, b string) int { return int(units[b].over - units[a].over) })
	p := &tablePage{Page: q.Page(section, "诉求分布"), Tabs: h.tabs(q, "分布"), Sub: "每个数都能点开"}
	p.Lede = ui.Plain("各单位手上的诉求停在哪一步、多少件超期，超期多的在前")
	p.Table = ui.Table{Label: "诉求分布", Fold: true, Columns: []ui.Column{{Label: "单位", Head: true, Grow: true}}, Empty: &ui.Empty{Title: "还没有诉求", Text: "登记、导入或由企业扫码提出后，这里按单位列出"}}
	for _, s := range states {
		p.Table.Columns = append(p.Table.Columns, ui.Column{Label: area.Flow.Label(s), Num: true, Fold: area.Flow.Label(s)})
	}
	p.Table.Columns = append(p.Table.Columns, ui.Column{Label: "超期", Num: true, Fold: "超期"}, ui.Column{Label: "已升级", Num: true, Fold: "已升级"})
	for _, id := range order {
		l := units[id]
		row := ui.Row{Cells: []ui.Cell{{Text: names.Label("unit", id), URL: base + "?unit_id=" + id}}}
		cell := func(n int64, query string, hot bool) {
			c := ui.Cell{Text: ui.Num(n), Down: hot && n > 0, Quiet: n == 0}
			if n > 0 {
				c.URL = base + "?" + query + "&unit_id=" + id
			}
			row.Cells = append(row.Cells, c)
		}
		for _, s := range states {
			cell(l.n[s], "state="+s, false)
		}
		cell(l.over, "level=2..&state=open,accepted,handling,reopened", true)
		cell(l.climb, "level=3..&state=open,accepted,handling,reopened", true)
		p.Table.Rows = append(p.Table.Rows, row)
	}
	return q.Render("ticket/table", p)
}
