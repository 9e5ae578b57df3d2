package api

import (
	"reflect"

	"lianzhang/internal/project"
	"lianzhang/internal/report"
)

func typeOf[T any]() reflect.Type { return reflect.TypeFor[T]() }

// paperLine is a group of projects with its sums.
type paperLine struct {
	Key         string      `json:"key" doc:"产业链的id、区划代码或类别；合计为空"`
	Label       string      `json:"label"`
	N           int64       `json:"n" doc:"项目数"`
	TotalInvest int64       `json:"total_invest" doc:"总投资，元"`
	Invested    int64       `json:"invested" doc:"累计完成投资，元"`
	FundsIn     int64       `json:"funds_in" doc:"到位资金，元"`
	YearPlan    int64       `json:"year_plan" doc:"年度计划，元"`
	YearDone    int64       `json:"year_done" doc:"年度完成，元"`
	YearDue     int64       `json:"year_due" doc:"序时应完成，元"`
	MonthDone   int64       `json:"month_done" doc:"当月完成，元"`
	Rate        *float64    `json:"rate,omitempty" doc:"完成率=年度完成÷年度计划；没有计划则没有"`
	Schedule    *float64    `json:"schedule,omitempty" doc:"序时进度=序时应完成÷年度计划"`
	StartDue    int64       `json:"start_due" doc:"应开工"`
	Started     int64       `json:"started" doc:"已开工"`
	Library     int64       `json:"library" doc:"已入统"`
	Building    int64       `json:"building" doc:"在建"`
	ReportDue   int64       `json:"report_due" doc:"应填报"`
	Reported    int64       `json:"reported" doc:"已填报"`
	Lights      paperLights `json:"lights" doc:"各灯项目数"`
	Was         paperLights `json:"was" doc:"上一期各灯项目数"`
	Rank        int         `json:"rank" doc:"按完成率排名；0为不排"`
	Tied        bool        `json:"tied" doc:"并列"`
	Light       string      `json:"light" doc:"县区的灯"`
	LightText   string      `json:"light_text"`
}

// paperLights counts projects by light.
type paperLights struct {
	None   int64 `json:"none"`
	Green  int64 `json:"green"`
	Yellow int64 `json:"yellow"`
	Red    int64 `json:"red"`
}

func lineFacts(l *report.Line) paperLine {
	out := paperLine{Key: l.Key, Label: l.Label, N: l.N, TotalInvest: l.TotalInvest, Invested: l.Invested, FundsIn: l.FundsIn, YearPlan: l.YearPlan, YearDone: l.YearDone,
		YearDue: l.YearDue, MonthDone: l.MonthDone, StartDue: l.StartDue, Started: l.Started, Library: l.Library, Building: l.Building, ReportDue: l.ReportDue,
		Reported: l.Reported, Lights: paperLights(l.Lights), Was: paperLights(l.Was), Rank: l.Rank, Tied: l.Tied, Light: l.Light, LightText: l.LightText}
	if l.YearPlan > 0 {
		out.Rate, out.Schedule = ptr(l.Sum.Rate()), ptr(l.Sum.Schedule())
	}
	return out
}

func linesOf(lines []report.Line) []paperLine {
	var out []paperLine
	for i := range lines {
		out = append(out, lineFacts(&lines[i]))
	}
	return out
}

// paperItem is a project as a paper counted it.
type paperItem struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Region      string `json:"region"`
	ChainID     string `json:"chain_id"`
	UnitID      string `json:"unit_id"`
	Stage       string `json:"stage"`
	TotalInvest int64  `json:"total_invest" doc:"元"`
	YearPlan    int64  `json:"year_plan" doc:"元"`
	YearDone    int64  `json:"year_done" doc:"元"`
	Light       string `json:"light"`
	Was         string `json:"was" doc:"上一期的灯"`
	Text        string `json:"text" doc:"为什么亮灯"`
}

func itemsOf(items []*report.Item) []paperItem {
	var out []paperItem
	for _, it := range items {
		out = append(out, paperItem{it.ID, it.Name, it.Region, it.ChainID, it.UnitID, it.Stage, it.TotalInvest, it.YearPlan, it.YearDone, it.Light, it.Was, it.Text})
	}
	return out
}

// paperGroup is a number of projects under a heading.
type paperGroup struct {
	Key      string      `json:"key"`
	Label    string      `json:"label"`
	Projects []paperItem `json:"projects"`
}

// bulletinFacts are the figures of a month's bulletin.
type bulletinFacts struct {
	Month      string       `json:"month"`
	Day        string       `json:"day" doc:"截至"`
	Title      string       `json:"title"`
	RuleSets   []string     `json:"rule_sets" doc:"用的规则集"`
	All        paperLine    `json:"all" doc:"合计"`
	Classes    []paperLine  `json:"classes" doc:"按类别"`
	Levels     []paperLine  `json:"levels" doc:"按级别"`
	Chains     []paperLine  `json:"chains" doc:"按产业链，已排名"`
	Regions    []paperLine  `json:"regions" doc:"按县区，已排名"`
	Cohort     cohort       `json:"cohort" doc:"签约以来"`
	Events     []paperGroup `json:"events" doc:"当月到达各阶段的项目"`
	Problems   []paperGroup `json:"problems" doc:"存在问题"`
	Unreported []paperGroup `json:"unreported" doc:"各单位没有填报的项目"`
	Unstarted  []paperItem  `json:"unstarted" doc:"到期未开工"`
	Red        []paperItem  `json:"red"`
	NewRed     []paperItem  `json:"new_red" doc:"新转红"`
	Yellow     []paperItem  `json:"yellow"`
	ToGreen    []paperItem  `json:"to_green" doc:"转绿"`
	Debt       []paperItem  `json:"debt" doc:"有欠账"`
	Due        []paperItem  `json:"due" doc:"下月到期的节点"`
	Undated    int64        `json:"undated" doc:"阶段没有日期、按现状计的项目数"`
	Loaded     int64        `json:"loaded" doc:"本年没有月报、按载入数计的项目数"`
}

// cohort counts the projects ever signed by how far they have come.
type cohort struct {
	Signed    int64 `json:"signed" doc:"签约"`
	Fulfilled int64 `json:"fulfilled" doc:"没有终止"`
	Started   int64 `json:"started" doc:"开工"`
	Completed int64 `json:"completed" doc:"竣工"`
	Produced  int64 `json:"produced" doc:"投产"`
	Capacity  int64 `json:"capacity" doc:"达产"`
}

func eventGroups(events []report.Event) []paperGroup {
	var out []paperGroup
	for _, e := range events {
		out = append(out, paperGroup{e.Stage, project.StageLabel(e.Stage), itemsOf(e.Items)})
	}
	return out
}

func unitGroups(units []report.UnitItems, name func(string) string) []paperGroup {
	var out []paperGroup
	for _, u := range units {
		out = append(out, paperGroup{u.Unit, name(u.Unit), itemsOf(u.Items)})
	}
	return out
}

func bulletinOf(b *report.Bulletin) *bulletinFacts {
	f := b.Figures
	out := &bulletinFacts{Month: string(f.Month), Day: f.Day, Title: b.Title(), RuleSets: f.RuleSets, All: lineFacts(&f.All), Classes: linesOf(f.Classes),
		Levels: linesOf(f.Levels), Chains: linesOf(f.Chains), Regions: linesOf(f.Regions), Cohort: cohort(f.Cohort), Events: eventGroups(f.Events),
		Unreported: unitGroups(f.Unreported, f.Names.Unit), Unstarted: itemsOf(f.Unstarted), Red: itemsOf(f.Red), NewRed: itemsOf(f.NewRed),
		Yellow: itemsOf(f.Yellow), ToGreen: itemsOf(f.ToGreen), Debt: itemsOf(f.Debt), Due: itemsOf(f.Due), Undated: f.Undated, Loaded: f.Loaded}
	for _, p := range f.Problems {
		out.Problems = append(out.Problems, paperGroup{p.Code, p.Label, itemsOf(p.Items)})
	}
	filled(out)
	return out
}

// dispatchFacts are the figures of a week's dispatch list.
type dispatchFacts struct {
	Week       string       `json:"week"`
	Day        string       `json:"day" doc:"截至"`
	Title      string       `json:"title"`
	All        paperLine    `json:"all" doc:"合计"`
	Chains     []paperLine  `json:"chains" doc:"按产业链"`
	Tasks      []paperTask  `json:"tasks" doc:"要办的"`
	Events     []paperGroup `json:"events" doc:"本周到达各阶段的项目"`
	Unreported []paperGroup `json:"unreported" doc:"各单位没有填报的项目"`
	NewRed     []paperItem  `json:"new_red" doc:"本周新转红"`
	NewYellow  []paperItem  `json:"new_yellow" doc:"本周新转黄"`
	ToGreen    []paperItem  `json:"to_green" doc:"本周转绿"`
	Filed      []paperItem  `json:"filed" doc:"本周填报"`
	FiledDone  int64        `json:"filed_done" doc:"本周填报的投资，元"`
	Stalled    []paperItem  `json:"stalled" doc:"在建没有进展"`
	Talks      []paperItem  `json:"talks" doc:"在谈没有进展"`
	Overdue    []paperItem  `json:"overdue" doc:"节点逾期"`
	LongRed    []paperItem  `json:"long_red" doc:"长红"`
	Soon       []paperItem  `json:"soon" doc:"近日到期"`
	Ahead      []paperItem  `json:"ahead" doc:"稍后到期"`
}

// paperTask is what is to be done about a project.
type paperTask struct {
	ProjectID string `json:"project_id"`
	Name      string `json:"name"`
	Kind      string `json:"kind" doc:"newred、longred、red、overdue、unreported、stalled、soon"`
	Problem   string `json:"problem" doc:"问题"`
	Todo      string `json:"todo" doc:"要求"`
	By        string `json:"by" doc:"期限"`
}

func dispatchOf(d *report.Dispatch) *dispatchFacts {
	k := d.Figures
	out := &dispatchFacts{Week: string(k.Week), Day: k.Day, Title: d.Title(), All: lineFacts(&k.All), Events: eventGroups(k.Events),
		Unreported: unitGroups(k.Unreported, k.Names.Unit), NewRed: itemsOf(k.NewRed), NewYellow: itemsOf(k.NewYellow), ToGreen: itemsOf(k.ToGreen),
		Filed: itemsOf(k.Filed), FiledDone: k.FiledDone, Stalled: itemsOf(k.Stalled), Talks: itemsOf(k.Talks), Overdue: itemsOf(k.Overdue),
		LongRed: itemsOf(k.LongRed), Soon: itemsOf(k.Soon), Ahead: itemsOf(k.Ahead)}
	for i := range k.Blocks {
		out.Chains = append(out.Chains, lineFacts(&k.Blocks[i].Line))
	}
	for _, t := range k.Rows {
		out.Tasks = append(out.Tasks, paperTask{t.Item.ID, t.Item.Name, t.Kind, t.Problem, t.Todo, t.By})
	}
	filled(out)
	return out
}
