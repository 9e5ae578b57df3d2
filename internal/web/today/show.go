package today

import (
	"net/url"
	"slices"

	"lianzhang/internal/desk"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// page is the queue with its rail.
type page struct {
	ui.Page
	Queue  ui.Queue
	Turned rail
	Filing *rail
	Orders rail
}

// rail is a section of the rail.
type rail struct {
	Title, Sub string
	Link       *ui.Link
	Lines      []ui.Line
	None       string // what stands there without lines
}

// The most lines of a kind that the whole queue shows, and that the queue of one kind does.
const (
	few  = 4
	many = 200
)

func (d Deps) show(q *web.Req) error {
	kind := desk.Kind(q.Query("kind"))
	if !slices.Contains(desk.Kinds(), kind) {
		kind = ""
	}
	ask := desk.Ask{Kind: kind, Most: few}
	if kind != "" {
		ask.Most = many
	}
	day, err := d.Desk.Today(q.Ctx(), q.Actor, ask)
	if err != nil {
		return err
	}
	dir, err := q.Directory()
	if err != nil {
		return err
	}
	chains, err := d.Desk.Chains.All(q.Ctx())
	if err != nil {
		return err
	}
	w := newWords(d.Desk, dir, chains, day.Day, q.Actor.UnitID)
	p := &page{Page: q.Page("today", "今日"), Queue: w.queue(day, kind)}
	p.Lede = ui.Plain(w.lede(day))
	p.Acts = acts(q, d.Desk)
	if err := d.rails(q, w, p); err != nil {
		return err
	}
	return q.Render("today/show", p)
}

// acts are what the person most likely came for.
func acts(q *web.Req, s *desk.Service) []ui.Action {
	var out []ui.Action
	if q.Actor.Can(authz.ReportMake) {
		out = append(out, ui.Action{Label: "编通报", URL: "/reports", WideOnly: true})
	}
	if q.Actor.Can(authz.ImportRun) {
		out = append(out, ui.Action{Label: "导入表格", URL: "/imports/new", WideOnly: true})
	}
	switch {
	case slices.Contains(q.Actor.Roles, authz.RoleOffice):
		out = append(out, ui.Primary("看周调度", "/dispatch"))
	case q.Actor.Can(authz.ProjectFill):
		out = append(out, ui.Primary("填报"+month(s.LastMonth()), "/today?kind=report"))
	}
	return out
}

// rails fills the rail: lights that turned, the month's reporting, instructions.
func (d Deps) rails(q *web.Req, w *words, p *page) error {
	var err error
	if p.Turned, err = d.turned(q, w); err != nil {
		return err
	}
	if p.Filing, err = d.filing(q, w); err != nil {
		return err
	}
	p.Orders, err = d.orders(q, w)
	return err
}

// shown is how many lines a section of the rail has.
const shown = 4

// turned are the lights that turned since yesterday, or within a week when none did.
func (d Deps) turned(q *web.Req, w *words) (rail, error) {
	r := rail{Title: "昨日以来变灯"}
	since := clock.AddDays(w.today, -1)
	n, more, list, err := d.Desk.Turns(q.Ctx(), q.Actor.Scope, since, shown)
	if err == nil && n == 0 {
		r.Title, since = "七天变灯", clock.AddDays(w.today, -6)
		n, more, list, err = d.Desk.Turns(q.Ctx(), q.Actor.Scope, since, shown)
	}
	if err != nil {
		return r, err
	}
	if n == 0 {
		r.None = "七天内没有变灯"
		return r, nil
	}
	r.Link = &ui.Link{Label: "全部" + count(n, more) + "个", URL: "/projects?" + url.Values{"light_since": {since + ".."}, "light": {"red,yellow,green"}, "sort": {"-light_since"}}.Encode()}
	for _, t := range list {
		r.Lines = append(r.Lines, ui.Line{Text: t.Name, URL: "/projects/" + t.ID, Shift: &ui.Shift{From: ui.LetterOf(t.Was), To: ui.LetterOf(t.Light)},
			Note: ui.Plain(ui.Joined(t.Text, w.chain(t.ChainID)))})
	}
	return r, nil
}

// orders are the newest instructions.
func (d Deps) orders(q *web.Req, w *words) (rail, error) {
	r := rail{Title: "最近批示", None: "还没有批示"}
	list, err := d.Desk.Orders(q.Ctx(), q.Actor.Scope, shown)
	for i := range list {
		o := list[i].Order
		line := ui.Line{Text: o.Body, URL: orderURL(&list[i]), Note: ui.Plain(ui.Joined(o.AuthorName+" "+stampDay(o.CreatedAt), list[i].Subject))}
		switch left := desk.DaysBetween(w.today, o.Due); {
		case !o.Open():
			line.End = "已办"
		case o.Due == "":
			line.End = "未定期限"
		case left < 0:
			l := ui.Sign(ui.Red, "超期"+ui.Num(int64(-left))+"天")
			line.Light = &l
		case left == 0:
			l := ui.Sign(ui.Yellow, "今日到期")
			line.Light = &l
		default:
			line.End = ui.DateProse(o.Due) + "前"
		}
		r.Lines = append(r.Lines, line)
	}
	return r, err
}
