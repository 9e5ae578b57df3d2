package server

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"lianzhang/internal/cadence"
	"lianzhang/internal/chain"
	"lianzhang/internal/formula"
	"lianzhang/internal/meeting"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/jobs"
	"lianzhang/internal/platform/money"
	"lianzhang/internal/platform/notify"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/project"
	"lianzhang/internal/report"
	"lianzhang/internal/task"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// The names of the keepers, which stand in every kept line and never change.
const (
	keepBulletin = "bulletin" // totals, counties, chains and projects of the month, and the facts of its bulletin
	keepFormulas = "formula"
)

// newCadence wires the periods: what a freeze keeps, and what is due in a period.
func (a *App) newCadence() *cadence.Service {
	s := &cadence.Service{Run: a.Run, Calendar: a.Org.Working, Site: func(ctx context.Context) string {
		d, err := a.Org.Directory(ctx)
		if err != nil {
			return ""
		}
		return d.Site()
	}}
	s.Keep(
		cadence.Keeper{Name: keepBulletin, Label: "项目、县区、产业链", Lines: a.keptFigures, Texts: a.keptFacts},
		cadence.Keeper{Name: keepFormulas, Label: "口径", Lines: a.keptFormulas},
		cadence.Keeper{Name: keepIndicators, Label: "指标", Lines: a.keptIndicators},
		cadence.Keeper{Name: keepRanks, Label: "考核名次", Lines: a.keptRanks},
	)
	s.Ask(
		cadence.Due{Label: "月报", Items: a.dueReports},
		cadence.Due{Label: "指标", Items: a.dueIndicators},
		cadence.Due{Label: "任务", Items: a.dueTasks},
		cadence.Due{Label: "会议", Items: a.dueMeetings},
	)
	return s
}

// turnCadence brings the periods up to the hour.
func (a *App) turnCadence(ctx context.Context, _ *jobs.Task) (string, error) {
	turned, err := a.Cadence.Turn(ctx)
	return turned.String(), err
}

// cadenceJob is the kind of the job that looks after the periods.
const cadenceJob = "cadence.turn"

// cadenceTimers look after the periods in the night, and at every hour at which one may freeze.
func cadenceTimers() []jobs.Timer {
	out := []jobs.Timer{{Kind: cadenceJob, Every: jobs.Daily("00:05")}}
	for _, h := range cadence.Hours() {
		out = append(out, jobs.Timer{Kind: cadenceJob, Every: jobs.Daily(fmt.Sprintf("%02d:00", h))})
	}
	return out
}

// lastMonth is the month at whose end a period ends; "" for weeks and ten-day periods, of which no bulletin tells.
func lastMonth(p period.Period) period.Period {
	if k := p.Kind(); k == period.Week || k == period.TenDay {
		return ""
	}
	months := p.Months()
	return months[len(months)-1]
}

// keptFigures gives the lines of the projects, counties and chains as they stood at the end of the period.
func (a *App) keptFigures(ctx context.Context, p period.Period) ([]cadence.Line, error) {
	lines, _, err := a.figures(ctx, p)
	return lines, err
}

// keptFacts gives the same lines, and of a month the facts that its bulletin is composed from.
func (a *App) keptFacts(ctx context.Context, p period.Period) ([]cadence.Line, error) {
	lines, facts, err := a.figures(ctx, p)
	if err != nil || facts == nil || p.Kind() != period.Month {
		return lines, err
	}
	err = facts.Write(func(name string, data []byte) error {
		l, err := cadence.Text(name, "通报底稿", data)
		lines = append(lines, l)
		return err
	})
	return lines, err
}

func (a *App) figures(ctx context.Context, p period.Period) ([]cadence.Line, *report.Facts, error) {
	m := lastMonth(p)
	if m == "" {
		return nil, nil, nil
	}
	facts, err := a.Report.Facts(ctx, m)
	if err != nil || len(facts.Items) == 0 {
		return nil, nil, err
	}
	f, err := facts.Figures()
	if err != nil {
		return nil, nil, err
	}
	base := "/reports/bulletin/" + string(m)
	lines := []cadence.Line{groupLine("all", &f.All, record.Ref{}, authz.Keys{}, base)}
	for i := range f.Regions {
		r := &f.Regions[i]
		lines = append(lines, groupLine("county:"+r.Key, r, record.Ref{Kind: "region", ID: r.Key}, authz.Keys{Region: r.Key}, base+"/projects?region="+r.Key))
	}
	for i := range f.Chains {
		c := &f.Chains[i]
		lines = append(lines, groupLine("chain:"+c.Key, c, record.Ref{Kind: "chain", ID: c.Key}, authz.Keys{Chain: c.Key}, base+"/projects?chain_id="+c.Key))
	}
	for i := range facts.Items {
		lines = append(lines, projectLine(&facts.Items[i]))
	}
	return lines, facts, nil
}

// groupLine tells of the city, a county or a chain.
func groupLine(key string, l *report.Line, of record.Ref, keys authz.Keys, url string) cadence.Line {
	words := fmt.Sprintf("项目%d个，总投资%s，到位%s；年度计划%s，完成%s", l.N, yi(l.TotalInvest), yi(l.FundsIn), yi(l.YearPlan), yi(l.YearDone))
	if rate := l.Rate(); rate.OK() {
		words += fmt.Sprintf("，完成率%.1f%%", float64(rate.Units(1))/10)
	}
	words += fmt.Sprintf("；绿灯%d、黄灯%d、红灯%d", l.Lights.Green, l.Lights.Yellow, l.Lights.Red)
	return cadence.Line{Key: key, Subject: of, Keys: keys, Label: l.Label, Words: words, Colour: l.Light, Rank: int64(l.Rank), URL: url,
		Value: joined(l.N, l.TotalInvest, l.Invested, l.FundsIn, l.YearPlan, l.YearDone, l.YearDue, l.StartDue, l.Started, l.Library, l.Lights.Green,
			l.Lights.Yellow, l.Lights.Red)}
}

// projectLine tells of a project: of what the bulletin counts, since of others nobody keeps what funds they had on the day.
func projectLine(it *report.Item) cadence.Line {
	words, funds := project.StageLabel(it.Stage)+"，总投资"+yi(it.TotalInvest), int64(0)
	if it.In {
		words, funds = words+"，到位"+yi(it.FundsIn), it.FundsIn
	}
	if it.YearPlan > 0 {
		words += "，年度计划" + yi(it.YearPlan) + "完成" + yi(it.YearDone)
	}
	if it.Text != "" {
		words += "；" + it.Text
	}
	return cadence.Line{Key: it.ID, Subject: it.Ref(), Keys: it.ScopeKeys(), Label: it.Name, Words: words, Colour: it.Light, URL: "/projects/" + it.ID,
		Value: it.Stage + " " + joined(it.TotalInvest, it.Invested, funds, it.YearPlan, it.YearDone, it.YearDue)}
}

func yi(yuan int64) string { return money.Yuan(yuan).Text(money.Yi, 2) }

// joined writes numbers one after another, for machines.
func joined(n ...int64) string {
	var b []byte
	for i, v := range n {
		if i > 0 {
			b = append(b, ' ')
		}
		b = strconv.AppendInt(b, v, 10)
	}
	return string(b)
}

// keptFormulas gives the values of the definitions in force at the end of the period, for the city, every county and every chain.
func (a *App) keptFormulas(ctx context.Context, p period.Period) ([]cadence.Line, error) {
	if lastMonth(p) == "" {
		return nil, nil
	}
	all, err := a.Formulas.All(ctx)
	if err != nil {
		return nil, err
	}
	var defs []*formula.Compiled
	seen := map[string]bool{}
	for i := range all {
		d := &all[i]
		if !d.InForce(p.Last()) || seen[d.Code+string(d.Shape)] {
			continue
		}
		seen[d.Code+string(d.Shape)] = true
		c, err := a.Formulas.On(ctx, d.Code, d.Shape, p.Last())
		if err != nil {
			return nil, err
		}
		defs = append(defs, c)
	}
	d, err := a.Org.Directory(ctx)
	if err != nil || d.Root() == nil || len(defs) == 0 {
		return nil, err
	}
	var lines []cadence.Line
	add := func(values map[string][]formula.Value, id, name string, of record.Ref, keys authz.Keys) {
		for i, v := range values[id] {
			c := defs[i]
			lines = append(lines, cadence.Line{Key: c.Code + "/" + string(c.Shape) + "/" + id, Subject: of, Keys: keys,
				Label: name + "　" + c.Name, Value: float(v.Num) + " " + float(v.Den), Words: v.String() + "（" + v.Formula + "）", URL: v.NumURL, Passing: c.Present() != nil})
		}
	}
	values, err := a.Formulas.Table(ctx, authz.Scope{All: true}, defs, formula.Ask{AsOf: p.Last()}, "region")
	if err != nil {
		return nil, err
	}
	for _, r := range d.Regions() {
		if r.ID == d.Root().ID || r.Parent == d.Root().ID {
			add(values, r.ID, r.Name, record.Ref{Kind: "region", ID: r.ID}, authz.Keys{Region: r.ID})
		}
	}
	chains, err := a.Chains.All(ctx)
	if err != nil {
		return nil, err
	}
	if values, err = a.Formulas.Table(ctx, authz.Scope{All: true}, defs, formula.Ask{AsOf: p.Last()}, "chain"); err != nil {
		return nil, err
	}
	for i := range chains {
		c := &chains[i]
		add(values, c.ID, c.Name, record.Ref{Kind: chain.Kind, ID: c.ID}, authz.Keys{Chain: c.ID})
	}
	return lines, nil
}

func float(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// keptMonth gives the facts of a frozen month to the bulletin.
func (a *App) keptMonth(ctx context.Context, m period.Period) (*report.Facts, bool, error) {
	p, err := a.Cadence.Find(ctx, a.DB, m)
	if err != nil || p == nil || p.State != cadence.Frozen {
		return nil, false, err
	}
	facts, err := report.ReadFacts(func(take func(string, []byte) error) error { return a.Cadence.Texts(ctx, p, keepBulletin, take) })
	if errs.CodeOf(err) == errs.NotFound { // frozen without any project
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	facts.At = p.FrozenAt
	return facts, true, nil
}

// frozenNote says on the bulletin of a frozen month what was revised since.
func (a *App) frozenNote(q *web.Req, m period.Period) (*ui.Note, error) {
	p, err := a.Cadence.Find(q.Ctx(), a.DB, m)
	if err != nil || p == nil || p.State != cadence.Frozen || !q.Actor.Can(authz.PeriodView) {
		return nil, err
	}
	n, err := a.Cadence.Revised(q.Ctx(), q.Actor.Scope, p)
	if err != nil {
		return nil, err
	}
	said := "本月已冻结，冻结后没有修订"
	if n > 0 {
		said = fmt.Sprintf("本月已冻结，冻结后有%d处修订；通报仍按冻结的数", n)
	}
	return &ui.Note{Body: ui.Rich{ui.T(said + "　"), ui.A("看冻结的数和修订", "/periods/"+p.Period)}}, nil
}

// issuer is who issues the papers of the site.
func (a *App) issuer(ctx context.Context) string {
	d, err := a.Org.Directory(ctx)
	if err != nil {
		return ""
	}
	return d.Site() + "办公室"
}

// dueReports are the month's reports of the projects, by unit.
func (a *App) dueReports(ctx context.Context, scope authz.Scope, p period.Period) ([]cadence.Item, error) {
	if p.Kind() != period.Month {
		return nil, nil
	}
	filed, err := a.Projects.FiledBy(ctx, scope, p)
	if err != nil {
		return nil, err
	}
	var out []cadence.Item
	for _, f := range filed {
		out = append(out, cadence.Item{Unit: f.UnitID, Text: "项目月报", URL: "/projects?stage=started,completed&unit_id=" + f.UnitID + "&reported=!" + string(p) + "..",
			Done: f.Filed, All: f.Owed})
	}
	return out, nil
}

// dueTasks are the tasks whose term lies in the period.
func (a *App) dueTasks(ctx context.Context, scope authz.Scope, p period.Period) ([]cadence.Item, error) {
	w := new(db.Where).And("t.due BETWEEN ? AND ? AND t.state <> ?", p.First(), p.Last(), task.Cancelled)
	items, err := a.tally(ctx, "task", "t.state IN ('reported', 'closed')", w.Scope(scope.On(authz.Keys(task.Spec.Scope)), "t"))
	for i := range items {
		items[i].Text, items[i].URL = "到期任务", "/tasks?unit_id="+items[i].Unit+"&due="+p.First()+".."+p.Last()
	}
	return items, err
}

// dueMeetings are the meetings called for the period.
func (a *App) dueMeetings(ctx context.Context, scope authz.Scope, p period.Period) ([]cadence.Item, error) {
	w := new(db.Where).And("t.on_date BETWEEN ? AND ? AND t.state <> ?", p.First(), p.Last(), "cancelled")
	items, err := a.tally(ctx, "meeting", "t.state IN ('held', 'sent')", w.Scope(scope.On(authz.Keys(meeting.Spec.Scope)), "t"))
	for i := range items {
		items[i].Text, items[i].URL = "会议", "/meetings?on_date="+p.First()+".."+p.Last()
	}
	return items, err
}

// tally counts the rows of a table by unit, and those that are done.
func (a *App) tally(ctx context.Context, table, done string, w *db.Where) ([]cadence.Item, error) {
	rows, err := a.DB.Query(ctx, "SELECT t.unit_id, count(*), sum(CASE WHEN "+done+" THEN 1 ELSE 0 END) FROM "+table+" t"+w.SQL()+" GROUP BY t.unit_id ORDER BY t.unit_id", w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []cadence.Item
	for rows.Next() {
		var it cadence.Item
		if err := rows.Scan(&it.Unit, &it.All, &it.Done); err != nil {
			return nil, err
		}
		out = append(out, it)
	}
	return out, rows.Err()
}

var kindPeriod = notify.Kind{Code: "period", Label: "周期与催报"}

// cadenceTopics are what is told of periods: to units what they still owe, to the office that one is frozen or has moved.
func (a *App) cadenceTopics() []notify.Topic {
	return []notify.Topic{
		{Name: cadence.TopicRemind, Kind: kindPeriod, To: []notify.Role{notify.UnitHead, notify.Owner}, Tell: a.tellRemind},
		{Name: cadence.TopicFrozen, Kind: kindPeriod, To: []notify.Role{notify.Office}, Tell: a.tellPeriod},
		{Name: cadence.TopicMoved, Kind: kindPeriod, To: []notify.Role{notify.Office}, Tell: a.tellPeriod},
	}
}

func (a *App) tellRemind(ctx context.Context, e notify.Event) (*notify.News, error) {
	p, err := a.periodOf(ctx, e)
	if p == nil || err != nil {
		return nil, err
	}
	var r cadence.Reminder
	if err := json.Unmarshal([]byte(e.Payload), &r); err != nil {
		return nil, err
	}
	return &notify.News{Matter: record.Ref{Kind: cadence.Kind, ID: p.ID + "/" + r.Unit + "/" + r.Label}, Title: p.Label() + r.Label, URL: r.URL,
		Text: fmt.Sprintf("还差%d件（共%d件），%s截止", r.Open, r.All, r.Due), Keys: authz.Keys{Unit: r.Unit}}, nil
}

func (a *App) tellPeriod(ctx context.Context, e notify.Event) (*notify.News, error) {
	p, err := a.periodOf(ctx, e)
	if p == nil || err != nil {
		return nil, err
	}
	n := &notify.News{Title: p.Label(), URL: "/periods/" + p.Period, Text: e.Payload, By: p.FrozenBy}
	if e.Topic == cadence.TopicFrozen {
		n.Text = fmt.Sprintf("已冻结，共%d行；以后的修改只显示为修订", p.Lines)
	}
	return n, nil
}

func (a *App) periodOf(ctx context.Context, e notify.Event) (*cadence.Period, error) {
	p, err := a.Cadence.ByID(ctx, e.Ref.ID)
	if errs.CodeOf(err) == errs.NotFound {
		return nil, nil
	}
	return p, err
}
