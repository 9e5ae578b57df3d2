package project

import (
	"slices"

	"lianzhang/internal/platform/list"
	area "lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// waysPage is the data of board, Gantt chart and calendar: the ledger's question, shown in another way.
type waysPage struct {
	ui.Page
	Views    ui.Tabs
	Bar      ui.FilterBar
	Note     *ui.Note
	Sum      ui.Summary
	Board    *ui.Board
	Gantt    *ui.Gantt
	Calendar *ui.Calendar
	Pager    *ui.Pager
	Day      []ui.Line // of the calendar: all entries of one day
	DayTitle string
	Span     *ui.Tabs // other stretches of time
	total    int64    // rows under the question
}

// boardCards is how many cards a column of the board shows; the list has the rest.
const boardCards = 30

func (h *handlers) board(q *web.Req) error {
	a, err := h.ledger.Ask(q)
	if err != nil || a.Done {
		return err
	}
	p := waysPage{Page: h.ledgerPage(q, a, "看板"), Bar: a.Plain(), Note: a.Note}
	if a.Note == nil {
		if err := h.fillBoard(q, a, &p); err != nil {
			return err
		}
	}
	if p.Views, err = a.Tabs(q.Ctx(), &listing.Page{Totals: &list.Totals{Rows: p.total}}); err != nil {
		return err
	}
	return q.RenderList("project/board", listing.Block, p)
}

func (h *handlers) fillBoard(q *web.Req, a *listing.Ask, p *waysPage) error {
	board := &ui.Board{Label: "各阶段的项目"}
	if mayMove(q) == nil {
		board.Move = "/projects/{id}/move?to={to}"
	}
	var all area.Sum
	for _, stage := range area.Stages() {
		if f := a.Filter("stage"); f != nil && !f.Not && !slices.Contains(f.Values, stage) {
			continue
		}
		col, sum, err := h.boardColumn(q, a, stage)
		if err != nil {
			return err
		}
		all.Add(sum)
		if sum.N > 0 || slices.Contains(ladder, stage) {
			board.Columns = append(board.Columns, col)
		}
	}
	p.Board, p.total, p.Sum = board, all.N, summary(totals(all))
	p.Sum.Key = false
	return nil
}

// boardColumn is one stage: its totals from the kept sums where they can tell, and its first cards.
func (h *handlers) boardColumn(q *web.Req, a *listing.Ask, stage string) (ui.BoardColumn, area.Sum, error) {
	ask := *a.Query
	ask.Filters = slices.DeleteFunc(slices.Clone(ask.Filters), func(f list.Filter) bool { return f.Column.Name == "stage" && !f.Not })
	ask.Filters = append(ask.Filters, list.Filter{Column: area.Spec.Column("stage"), Values: []string{stage}})
	ask.Page, ask.Size = 1, boardCards
	t, err := h.Projects.Total(q.Ctx(), &ask, a.Who)
	if err != nil {
		return ui.BoardColumn{}, area.Sum{}, err
	}
	col := ui.BoardColumn{Key: stage, Title: area.StageLabel(stage), Count: ui.Num(t.Rows) + "个", Sum: ui.Yi(t.Yuan["total_invest"]) + "亿元"}
	sum := area.Sum{N: t.Rows, TotalInvest: t.Yuan["total_invest"], YearPlan: t.Yuan["year_plan"], YearDone: t.Yuan["year_done"], YearDue: t.Yuan["year_due"]}
	if t.Rows == 0 {
		return col, sum, nil
	}
	var cols []*list.Column
	for _, name := range []string{"name", "investor", "chain_id", "region", "park", "light", "total_invest", "year_plan", "year_done", "schedule"} {
		cols = append(cols, area.Spec.Column(name))
	}
	rows, err := area.Spec.Rows(q.Ctx(), h.Run.DB, &ask, a.Who, cols)
	if err != nil {
		return col, sum, err
	}
	c := &cells{names: a.Names}
	for _, r := range rows.Rows {
		col.Cards = append(col.Cards, card(c, r))
	}
	if t.Rows > int64(len(col.Cards)) {
		col.More = &ui.Link{Label: "全部" + ui.Num(t.Rows) + "个", URL: a.WithAt("/projects", "stage", stage)}
	}
	return col, sum, nil
}

func card(c *cells, r list.Row) ui.Card {
	light := ui.Lamp(ui.LetterOf(r.Str("light")))
	out := ui.Card{ID: r.ID, Title: r.Str("name"), URL: "/projects/" + r.ID, Note: c.second(r), Light: &light, End: ui.Yi(r.Int("total_invest")) + "亿元"}
	if r.Int("year_plan") > 0 {
		b := bar(r.Int("year_done"), r.Int("year_plan"), r.Float("schedule"), r.Str("light"))
		out.Bar = &b
	}
	return out
}
