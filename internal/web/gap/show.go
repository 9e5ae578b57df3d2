package gap

import (
	"strconv"
	"strings"

	"lianzhang/internal/chain/graph"
	"lianzhang/internal/chain/match"
	area "lianzhang/internal/gap"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/rule"
	"lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// showPage is one gap.
type showPage struct {
	ui.Page
	Facts   ui.Facts
	Note    *ui.Note
	KPIs    []ui.KPI
	Rules   []ruleRow
	Need    string
	Version string
	Base    string
	Firms   ui.Table
	Down    ui.Table
	Up      ui.Table
	Near    ui.Table
	Ties    []tie
	Project ui.Table
	More    []*Section
	Past    ui.Table
	Remarks []remark
	Say     *ui.Field
	SayAt   string
	Log     ui.Log
}

// ruleRow is a rule with what it comes to; its clauses stand below it.
type ruleRow struct {
	Depth              int
	Text, Detail, Word string
}

// tie is an opportunity that the gap's node might be, with the verdict on it.
type tie struct {
	Name, URL, Note, State string
	Acts                   []ui.Action
}

type remark struct{ Who, Time, Body string }

// entries is how many events of the history the page shows.
const entries = 10

func (h *handlers) get(q *web.Req) (*area.Gap, error) {
	return h.Gaps.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
}

func (h *handlers) show(q *web.Req) error {
	g, err := h.get(q)
	if err != nil {
		return err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	p := &showPage{Page: q.Page(section, g.Name)}
	h.head(q, p, g, names)
	for _, fill := range []func(*web.Req, *showPage, *area.Gap) error{h.numbers, h.around, h.opportunities, h.projects, h.further, h.told} {
		if err := fill(q, p, g); err != nil {
			return err
		}
	}
	if q.Actor.Can(authz.JournalView) {
		if p.Log, _, err = h.Trail.Log(q.Ctx(), g.Ref(), 0, entries); err != nil {
			return err
		}
	}
	return q.Render("gap/show", p)
}

func (h *handlers) head(q *web.Req, p *showPage, g *area.Gap, names *listing.Names) {
	at := base + "/" + g.ID
	chainName := names.Label("chain", g.ChainID)
	p.Crumbs = []ui.Link{{Label: "缺口清单", URL: base}, {Label: chainName, URL: "/chains/" + g.ChainID + "/map?by=gap"}, {Label: g.Name}}
	p.Tag = area.KindLabel(g.Kind)
	light := ui.Lamp(ui.LetterOf(g.Light))
	light.Big = true
	p.Light = &light
	if g.LightText != "" {
		p.Lede = ui.Plain(g.LightText + "。")
	}
	owner := ui.Rich{ui.Turn("无责任人")}
	if g.OwnerID != "" {
		owner = ui.Plain(names.Label("account", g.OwnerID))
	}
	due := ui.F("时限", g.Due)
	if g.Due != "" && g.Due < q.Today() && !g.Closed() {
		due.Value = ui.Rich{ui.Turn(g.Due + "，已超期")}
	}
	p.Facts = ui.Facts{ui.F("产业链", chainName), ui.F("状态", area.Flow.Label(g.State)), {Label: "责任人", Value: owner}, ui.F("责任单位", names.Label("unit", g.UnitID)),
		ui.F("配合单位", g.CoWork), due, ui.F("最近接触", g.LastTouch), ui.F("登记日期", g.OpenedOn), ui.F("说明", g.Note)}
	if g.NodeID != "" {
		p.Facts = append(p.Facts, ui.Fact{Label: "环节", Value: ui.Rich{ui.A(g.Name, "/nodes/"+g.NodeID)}})
	}
	if g.Closed() {
		p.Note = &ui.Note{Letter: map[string]ui.Letter{area.Filled: ui.Green}[g.State], Body: ui.Rich{ui.B(area.Flow.Label(g.State) + "："), ui.T(g.Outcome)}}
		if g.FilledFirm != "" {
			p.Note.Body = append(p.Note.Body, ui.T("　"), ui.A("补上的企业", "/enterprises/"+g.FilledFirm))
		}
		if g.FilledProject != "" {
			p.Note.Body = append(p.Note.Body, ui.T("　"), ui.A("补上的项目", "/projects/"+g.FilledProject))
		}
	} else if g.Source == area.ByRule && g.Verdict == "" {
		p.Note = &ui.Note{Body: ui.Rich{ui.T("按最新数据，规则已不再判为缺口；核实后可销号。")}}
	}
	if !q.Actor.Can(authz.GapWork) {
		return
	}
	p.Acts = append(p.Acts, ui.Action{Label: "改说明", URL: at + "/note", WideOnly: true})
	steps := ui.Rich{} // the same for phones, whose page heads hold one button
	for _, r := range area.Flow.Next(g.State) {
		p.Acts = append(p.Acts, ui.Action{Label: r.Label, URL: at + "/move?action=" + r.Action, WideOnly: true})
		steps = append(steps, ui.A(r.Label, at+"/move?action="+r.Action), ui.Gap())
	}
	p.Facts = append(p.Facts, ui.Fact{Label: "办理", Value: steps})
	if !g.Closed() {
		p.Acts = append(p.Acts, ui.Primary("指定责任", at+"/assign"))
	}
}

// numbers are the figures with their calculation, the rules as they came out, and the firms that were counted.
func (h *handlers) numbers(q *web.Req, p *showPage, g *area.Gap) error {
	if g.NodeID == "" {
		return nil
	}
	st, err := h.Gaps.Standing(q.Ctx(), q.Actor.Scope, g.NodeID)
	if err != nil || st == nil {
		return err
	}
	j, err := h.Gaps.InForce(q.Ctx(), h.Run.DB)
	if err != nil {
		return err
	}
	f := &st.Facts
	p.KPIs = kpis(f, st.Need)
	rules, need := j.Explain(f)
	for _, r := range rules {
		word := r.Why.Verdict.Label()
		p.Rules = append(p.Rules, ruleRow{0, r.Verdict.ID + "　" + area.KindLabel(r.Verdict.Kind) + "：" + r.Verdict.Text, "", word})
		p.Rules = append(p.Rules, clauses(r.Why, 1)...)
	}
	p.Need = need.Detail
	p.Version = "规则：" + j.Name
	if j.No > 0 {
		p.Version += "，第" + ui.Num(j.No) + "版"
	}
	if st.RulesNo != j.No {
		p.Version += "（上次评估用的是第" + ui.Num(st.RulesNo) + "版，重新评估后更新）"
	}
	p.Version += "；评估于" + ui.Stamp(st.At)
	p.Base = "存在度以" + strconv.Itoa(f.BasePlaces) + "个地方的企业为全国基准。"
	if f.Base == "chain" {
		p.Base = "登记的市外企业不够作全国基准，存在度以本链各环节的平均数为1。"
	}
	p.Base += "横线为算不出。"
	return h.firms(q, p, g, &j.Rules)
}

func clauses(e rule.Explanation, depth int) []ruleRow {
	if len(e.Clauses) == 0 {
		return []ruleRow{{depth, e.Text, e.Detail, e.Verdict.Label()}}
	}
	var out []ruleRow
	for _, c := range e.Clauses {
		out = append(out, clauses(c, depth)...)
	}
	return out
}

func two(v float64) string {
	if v < 0 {
		return "—"
	}
	return strconv.FormatFloat(v, 'f', 2, 64)
}

func kpis(f *area.Facts, need float64) []ui.KPI {
	formula := "（" + dec(f.Local) + "÷" + dec(f.LocalAll) + "）÷（" + dec(f.Whole) + "÷" + dec(f.WholeAll) + "）"
	if f.Base == "chain" {
		formula = dec(f.Local) + "÷（" + dec(f.LocalAll) + "÷" + dec(f.WholeAll) + "个环节）"
	}
	risk := []string{}
	for _, r := range []struct {
		label string
		v     float64
	}{{"进口", f.Import}, {"单一供应", f.Single}, {"外购", f.Bought}} {
		if r.v >= 0 {
			risk = append(risk, r.label+two(r.v))
		}
	}
	if len(risk) == 0 {
		risk = []string{"没有数据"}
	}
	relate := map[string]string{"places": "按各地共现", "links": "按链上相连环节有无"}[f.DensityBy]
	worth := map[string]string{"complexity": "按复杂度排位", "revenue": "按户均营收排位", "": "没有数据"}[f.WorthBy]
	part := func(text, to string) []ui.Rich { return []ui.Rich{{ui.Src(text, to)}} }
	return []ui.KPI{
		{Label: "紧迫度", Value: ui.Dec(need, 1), Unit: "分", Parts: part("算式", "#rules")},
		{Label: "存在度", Value: two(f.Presence), Parts: part(formula, "#firms")},
		{Label: "下游需求", Value: two(f.Demand), Parts: part(strconv.Itoa(len(f.Buyers))+"个下游环节", "#links")},
		{Label: "上游供给", Value: two(f.Supply), Parts: part(strconv.Itoa(len(f.Suppliers))+"个上游环节", "#links")},
		{Label: "关联密度", Value: two(f.Density), Parts: []ui.Rich{{ui.Src(relate, "#links")}, {ui.Quiet("位次" + two(f.DensityRank))}}},
		{Label: "断供风险", Value: two(f.Risk), Parts: part(strings.Join(risk, "，"), "#links")},
		{Label: "价值", Value: two(f.Worth), Parts: part(worth, "/proof")},
	}
}

func dec(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// firms are those that were counted, and those that were not since nobody confirmed them.
func (h *handlers) firms(q *web.Req, p *showPage, g *area.Gap, r *area.Rules) error {
	rows, err := h.Gaps.FirmsAt(q.Ctx(), q.Actor.Scope, g.NodeID, shownFirms)
	if err != nil {
		return err
	}
	p.Firms = ui.Table{ID: "counted", Label: "算进来的企业", Fold: true, Columns: []ui.Column{{Label: "企业", Head: true, Grow: true}, {Label: "营业收入", Sub: "亿元", Num: true, Fold: "营业收入"},
		{Label: "吻合度", Num: true, Fold: "吻合度"}, {Label: "认定", Fold: "认定"}, {Label: "计入", Fold: "计入"}}}
	for _, x := range rows {
		counted := "计入"
		switch {
		case x.State == match.Rejected:
			continue
		case x.State == match.Suggested && x.Score < r.Suggested:
			counted = "不计入：吻合度低于" + ui.Pct(r.Suggested)
		case x.Outside:
			counted = "计入全国"
		}
		where := ""
		if x.Outside {
			where = "市外"
		}
		state := "已确认"
		if x.State == match.Suggested {
			state = "待认定"
		}
		cells := []ui.Cell{{Text: x.Name, URL: "/enterprises/" + x.ID, Sub: where}, {Text: yi(x.Revenue)}, {Text: ui.Pct(x.Score)}, {Text: state}, {Text: counted}}
		p.Firms.Rows = append(p.Firms.Rows, ui.Row{Cells: cells})
	}
	return nil
}

// shownFirms is how many firms the page lists.
const shownFirms = 60

func yi(yuan int64) string {
	if yuan == 0 {
		return ""
	}
	return ui.Yi(yuan)
}

// around are the neighbours of the node with their presence and their share.
func (h *handlers) around(q *web.Req, p *showPage, g *area.Gap) error {
	if g.NodeID == "" {
		return nil
	}
	st, err := h.Gaps.Standing(q.Ctx(), q.Actor.Scope, g.NodeID)
	if err != nil || st == nil {
		return err
	}
	ids := []string{}
	for _, side := range [][]area.Tie{st.Facts.Buyers, st.Facts.Suppliers, st.Facts.Near} {
		for _, t := range side {
			ids = append(ids, t.NodeID)
		}
	}
	nodes, err := h.Graph.Nodes(q.Ctx(), authz.Scope{All: true}, new(db.Where).In("t.id", ids...), "")
	if err != nil {
		return err
	}
	byID := map[string]*graph.Node{}
	for i := range nodes {
		byID[nodes[i].ID] = &nodes[i]
	}
	table := func(label, weight string, ties []area.Tie) ui.Table {
		t := ui.Table{Label: label, Compact: true, Columns: []ui.Column{{Label: label, Head: true, Grow: true}, {Label: weight, Num: true}, {Label: "存在度", Num: true}}}
		for _, x := range ties {
			name := x.NodeID
			if n := byID[x.NodeID]; n != nil {
				name = n.Name
			}
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: name, URL: "/nodes/" + x.NodeID}, {Text: two(x.Weight)}, {Text: two(x.Presence)}}})
		}
		return t
	}
	p.Down, p.Up = table("下游环节", "占比", st.Facts.Buyers), table("上游环节", "占比", st.Facts.Suppliers)
	p.Near = table("最常同处的环节", "接近度", st.Facts.Near)
	return nil
}

func (h *handlers) opportunities(q *web.Req, p *showPage, g *area.Gap) error {
	if g.NodeID == "" {
		return nil
	}
	rows, err := h.Match.Opportunities(q.Ctx(), q.Actor.Scope, g.NodeID)
	if err != nil {
		return err
	}
	for i := range rows {
		o := &rows[i]
		t := tie{Name: o.Name, URL: "/opportunities/" + o.ID, Note: o.Targets, State: "已确认"}
		if o.NodeState == match.Suggested {
			t.State = "程序建议"
			if q.Actor.Can(authz.GapWork) {
				at := base + "/" + g.ID + "/opportunity"
				for _, a := range []struct{ label, verdict string }{{"是它", "yes"}, {"不是", "no"}} {
					act := ui.Post(a.label, at, ui.Param{Name: "id", Value: o.ID}, ui.Param{Name: "verdict", Value: a.verdict})
					act.Small = true
					t.Acts = append(t.Acts, act)
				}
			}
		}
		p.Ties = append(p.Ties, t)
	}
	return nil
}

func (h *handlers) projects(q *web.Req, p *showPage, g *area.Gap) error {
	if g.NodeID == "" {
		return nil
	}
	rows, err := h.Projects.Select(q.Ctx(), h.Run.DB, q.Actor.Scope, new(db.Where).And("t.node_id = ?", g.NodeID), "ORDER BY t.total_invest DESC LIMIT 30")
	if err != nil {
		return err
	}
	p.Project = ui.Table{Label: "本环节项目", Fold: true, Columns: []ui.Column{{Label: "项目", Head: true, Grow: true}, {Label: "阶段", Fold: "阶段"}, {Label: "总投资", Sub: "亿元", Num: true, Fold: "总投资"},
		{Label: "最近进展", Fold: "最近进展"}, {Label: "灯", Fold: "灯"}}}
	for i := range rows {
		x := &rows[i]
		light := ui.Lamp(ui.LetterOf(x.Light))
		p.Project.Rows = append(p.Project.Rows, ui.Row{Cells: []ui.Cell{{Text: x.Name, URL: "/projects/" + x.ID}, {Text: project.Flow.Label(x.Stage)}, {Text: ui.Yi(x.TotalInvest)},
			{Text: x.MovedOn}, {Light: &light}}})
	}
	return nil
}

func (h *handlers) further(q *web.Req, p *showPage, g *area.Gap) error {
	for _, more := range h.More {
		s, err := more(q, g)
		if err != nil {
			return err
		}
		if s != nil {
			p.More = append(p.More, s)
		}
	}
	return nil
}

// told are the remarks and the course by month.
func (h *handlers) told(q *web.Req, p *showPage, g *area.Gap) error {
	all, err := h.Comments.List(q.Ctx(), h.Run.DB, g.Ref())
	if err != nil {
		return err
	}
	for i := range all {
		p.Remarks = append(p.Remarks, remark{all[i].AuthorName, ui.Stamp(all[i].CreatedAt), all[i].Body})
	}
	p.SayAt = base + "/" + g.ID + "/comments"
	p.Say = &ui.Field{Kind: ui.KindTextArea, Name: "body", Label: "接触记录或留言", Rows: 2, MaxLength: 2000, Wide: true, Group: "say"}
	past, err := h.Gaps.Past(q.Ctx(), g)
	if err != nil {
		return err
	}
	p.Past = ui.Table{Label: "各月情况", Compact: true, Columns: []ui.Column{{Label: "月份", Head: true}, {Label: "类型"}, {Label: "状态"}, {Label: "序", Num: true}, {Label: "紧迫度", Num: true},
		{Label: "存在度", Num: true}, {Label: "本地企业", Num: true}, {Label: "灯"}}}
	for _, m := range past {
		light := ui.Lamp(ui.LetterOf(m.Light))
		p.Past.Rows = append(p.Past.Rows, ui.Row{Cells: []ui.Cell{{Text: m.Period}, {Text: area.KindLabel(m.Kind)}, {Text: area.Flow.Label(m.State)}, {Text: ui.Num(m.Rank)},
			{Text: ui.Dec(m.Score, 0)}, {Text: two(m.Presence)}, {Text: ui.Num(m.Firms)}, {Light: &light}}})
	}
	return nil
}
