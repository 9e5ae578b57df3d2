package chain

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"lianzhang/internal/desk"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// screenPage is the page on the screen of a meeting room: all chains on the left, and on the right what the chain in turn has to
// decide. Arrow keys go on, and so does the page by itself when the address says after how many seconds.
type screenPage struct {
	ui.Page
	Steps      []screenStep
	Prev, Next string
	Day        string
	Sub        string // of the table
	Due        string
	Rows       []screenRow
	Said       *Decided
	Orders     ui.Lights
	Open, Late int64
	About      string // the chain in turn
	Decide     []ui.Decision
	Red        []screenRed
	RedSub     string
	Site       string
}

type screenStep struct {
	Name, URL string
	Now       bool
}

type screenRow struct {
	line
	On bool
}

type screenRed struct{ Name, Text, Unit string }

// Decided is what became of the decisions of a meeting and of those before it in its series.
type Decided struct {
	Title               string
	Done, Running, Late int
	Named               []string // those that are late
}

// screenSteps is how many chains the head of the screen names.
const screenSteps = 7

func (h *handlers) screen(q *web.Req) error {
	c, err := h.Desk.Cockpit(q.Ctx(), q.Actor, desk.ByChain)
	if err != nil {
		return err
	}
	p := &screenPage{Page: q.Page(section, "产业链调度"), Day: ui.DateProse(q.Today()), Due: ui.Dec(tenth(c.All.Schedule()*100), 1) + "%"}
	if d, err := q.Directory(); err == nil {
		p.Site = d.Site()
	}
	if err := h.decided(q, p); err != nil {
		return err
	}
	at, err := strconv.Atoi(q.Query("step"))
	if err != nil || at < 0 || at > len(c.Rows) {
		at = 0
	}
	p.steps(q, c, at)
	for i := range c.Rows {
		p.Rows = append(p.Rows, screenRow{lineOf(&c.Rows[i], c), i+1 == at})
	}
	p.Sub = fmt.Sprintf("投资1—%s，序时%s；合计%s%%，红灯项目%d个", monthName(c.Month), p.Due, percent(c.All.YearDone, c.All.YearPlan), c.All.Lights.Red)
	p.Open, p.Late = c.All.Orders.Open, c.All.Orders.Late
	row, id := &c.All, ""
	if at > 0 {
		row = &c.Rows[at-1]
		id, p.About = row.ID, row.Name
	}
	if err := h.inTurn(q, p, row, id, at > 0); err != nil {
		return err
	}
	p.turn(q)
	return q.Render("chain/screen", p)
}

// steps are the heads of the agenda: the overview and the chains, the ones in trouble first.
func (p *screenPage) steps(q *web.Req, c *desk.Cockpit, at int) {
	n := min(len(c.Rows), screenSteps)
	address := func(i int) string { return stepURL(q, i) }
	p.Steps = append(p.Steps, screenStep{"总览", address(0), at == 0})
	for i := range c.Rows[:n] {
		p.Steps = append(p.Steps, screenStep{c.Rows[i].Name, address(i + 1), at == i+1})
	}
	all := len(c.Rows) + 1
	p.Next, p.Prev = address((at+1)%all), address((at+all-1)%all)
}

func stepURL(q *web.Req, i int) string {
	v := url.Values{"step": {strconv.Itoa(i)}}
	for _, name := range []string{"meeting", "auto"} {
		if s := q.Query(name); s != "" {
			v.Set(name, s)
		}
	}
	return "/chains/screen?" + v.Encode()
}

// turn goes on by itself after so many seconds, from ten up.
func (p *screenPage) turn(q *web.Req) {
	if n, err := strconv.Atoi(q.Query("auto")); err == nil && n >= 10 && n <= 3600 {
		q.W.Header().Set("Refresh", strconv.Itoa(n)+"; url="+p.Next)
	}
}

// decided tells what became of the decisions of the meeting that the address names.
func (h *handlers) decided(q *web.Req, p *screenPage) (err error) {
	id := q.Query("meeting")
	if id == "" || h.Decided == nil || !q.Actor.Can(authz.TaskView) {
		return nil
	}
	if p.Said, err = h.Decided(q, id); errs.CodeOf(err) == errs.NotFound {
		return errs.New(errs.NotFound, "没有这次会议，或不在您的数据范围内")
	}
	if err == nil {
		p.Title = p.Said.Title
	}
	return err
}

// inTurn fills the right side for a chain, or for all.
func (h *handlers) inTurn(q *web.Req, p *screenPage, row *desk.Row, id string, one bool) error {
	w, err := h.words(q)
	if err != nil {
		return err
	}
	list, _, err := h.Desk.Decisions(q.Ctx(), q.Actor.Scope, id, decisions)
	if err != nil || one && id == "" {
		return err
	}
	for i := range list {
		x := &list[i]
		title := x.Project.Name
		if chain := w.names.Label("chain", x.Project.ChainID); !one && chain != "" {
			title = chain + "：" + title
		}
		p.Decide = append(p.Decide, ui.Decision{Title: title, URL: "/projects/" + x.Project.ID, Text: x.Why.Text,
			Who: ui.Joined(w.names.Label("unit", x.Project.UnitID), ui.DateProse(w.reply)+"前答复")})
	}
	p.RedSub = fmt.Sprintf("%d个", row.Lights.Red)
	if !one {
		return nil
	}
	red, err := h.Desk.Troubled(q.Ctx(), q.Actor.Scope, id, decisions+5)
	for i := range red {
		x := &red[i]
		asked := slices.ContainsFunc(list, func(d desk.Decision) bool { return d.Project.ID == x.ID })
		if x.Light != "red" || asked || len(p.Red) == 5 {
			continue // what has to be decided stands above
		}
		text := project.StageLabel(x.Stage)
		if x.YearPlan > 0 && x.YearDue > x.YearDone {
			text = "差" + ui.Dec(tenth(float64(x.YearDue-x.YearDone)/float64(x.YearPlan)*100), 1)
		}
		p.Red = append(p.Red, screenRed{x.Name, text, w.names.Label("unit", x.UnitID)})
	}
	return err
}
