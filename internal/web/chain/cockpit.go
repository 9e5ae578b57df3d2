package chain

import (
	"net/url"

	"lianzhang/internal/desk"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// cockpitPage is the page of a chief: what waits for a word, the figures of all, and one table.
type cockpitPage struct {
	ui.Page
	Decide  []ui.Decision
	Waiting string
	All     string // address of all red projects
	KPIs    []ui.KPI
	By      string
	Month   string // 10月
	Due     string // the schedule, 83.3%
	Rows    []line
	Total   line
}

func (h *handlers) cockpit(q *web.Req) error {
	p, err := h.cockpitPage(q)
	if err != nil {
		return err
	}
	return q.Render("chain/cockpit", p)
}

// decisions is how many things a chief is asked at once.
const decisions = 3

func (h *handlers) cockpitPage(q *web.Req) (*cockpitPage, error) {
	by := desk.ByChain
	if q.Query("by") == string(desk.ByCounty) {
		by = desk.ByCounty
	}
	c, err := h.Desk.Cockpit(q.Ctx(), q.Actor, by)
	if err != nil {
		return nil, err
	}
	list, waiting, err := h.Desk.Decisions(q.Ctx(), q.Actor.Scope, "", decisions)
	if err != nil {
		return nil, err
	}
	w, err := h.words(q)
	if err != nil {
		return nil, err
	}
	p := &cockpitPage{Page: q.Page(section, title(c)), KPIs: kpis(c), By: string(by), Month: monthName(c.Month), All: "/projects?light=red",
		Due: ui.Dec(tenth(c.All.Schedule()*100), 1) + "%", Total: lineOf(&c.All, c)}
	p.Total.Name, p.Total.URL = w.scopeName(q, c), ""
	for i := range c.Rows {
		p.Rows = append(p.Rows, lineOf(&c.Rows[i], c))
	}
	p.Wide = true
	p.Crumbs = []ui.Link{{Label: "产业链", URL: "/chains"}, {Label: map[desk.By]string{desk.ByChain: "总览", desk.ByCounty: "分县区"}[by]}}
	p.Lede = ui.Plain(lede(c))
	p.Acts = h.cockpitActs(q, by)
	if q.Actor.Can(authz.Instruct) {
		p.Dialogs = append(p.Dialogs, orderDialog(q, "instruct", h.subjects(q, c)))
	}
	for i := range list {
		d := w.decision(q, &list[i])
		p.Decide = append(p.Decide, d)
		if q.Actor.Can(authz.Instruct) {
			p.Dialogs = append(p.Dialogs, w.answerDialog(q, &list[i]))
		}
	}
	if waiting > int64(len(list)) {
		p.Waiting = "另有" + ui.Num(waiting-int64(len(list))) + "个红灯项目没有批示"
	}
	if want := q.Query("instruct"); want != "" { // without script a button leads to the page with its dialog open
		for i := range p.Dialogs {
			p.Dialogs[i].Open = p.Dialogs[i].ID == want
		}
	}
	return p, nil
}

func (h *handlers) cockpitActs(q *web.Req, by desk.By) []ui.Action {
	other := ui.Action{Label: "分县区", URL: "/chains?by=county", Plain: true}
	if by == desk.ByCounty {
		other = ui.Action{Label: "分链", URL: "/chains", Plain: true}
	}
	acts := []ui.Action{other, {Label: "链册", URL: "/chains/list", Plain: true, WideOnly: true},
		{Label: "上屏", URL: "/chains/screen", Plain: true, WideOnly: true}}
	if q.Actor.Can(authz.ReportMake) {
		acts = append(acts, ui.Action{Label: "看通报", URL: "/reports", WideOnly: true})
	}
	acts = append(acts, ui.PrintPage())
	if q.Actor.Can(authz.Instruct) {
		acts = append(acts, ui.Action{Label: "写批示", URL: "/chains?instruct=instruct", Open: "instruct", Primary: true})
	}
	return acts
}

// standing are the parameters of the ledger that leave ended projects out, as the sums of the cockpit do.
const standing = "!withdrawn,lost"

// ledger is the address of the ledger with conditions: name, value, name, value …; a row adds its own.
func ledger(r *desk.Row, by desk.By, pairs ...string) string {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	if r != nil {
		name, id := "chain_id", r.ID
		if by == desk.ByCounty {
			name = "region"
		}
		if id == "" {
			id = "-"
		}
		v.Set(name, id)
	}
	return "/projects?" + v.Encode()
}
