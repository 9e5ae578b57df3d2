package report

import (
	"cmp"
	"strings"

	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/stencil"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

// Values are the figures of the bulletin under the names by which a template of an office calls them: single ones, and lists
// with an item for each chain, county and project. Every figure keeps the path to its records.
func (b *Bulletin) Values() stencil.Values {
	f := b.Figures
	w := &writer{base: "/reports/bulletin/" + string(f.Month) + "/projects", asOf: f.Day, style: b.style, names: f.Names, defs: b.defs, over: b.items, own: b.own}
	v := stencil.Values{Fields: w.group(&f.All, nil), Lists: map[string]stencil.List{
		"各产业链": w.groupList("分链进展", f.Chains, "chain_id"), "各县区": w.groupList("分"+f.Names.Place.Child+"进展", f.Regions, "region"),
		"红灯项目": w.items("红灯项目", f.Red, conds{"light", review.Red}), "黄灯项目": w.items("黄灯项目", f.Yellow, conds{"light", review.Yellow}),
		"新转红项目":    w.items("新转红项目", f.NewRed, conds{"light", "red", "was", "none,green,yellow,"}),
		"转绿项目":     w.items("转绿项目", f.ToGreen, conds{"light", "green", "was", "yellow,red"}),
		"应开工未开工项目": w.items("应开工未开工项目", f.Unstarted, conds{"due", "started", "stage", notStarted}),
		"欠账项目":     w.items("欠账项目", f.Debt, conds{"debt", "true", "missed_run", "0"}),
		"问题":       w.problemList(f),
	}}
	for name, text := range map[string]string{"地区": f.Names.Place.Label, "月份": monthName(string(f.Month)), "累计月份": monthSpan(string(f.Month)), "截止日": document.DateText(f.Day),
		"编写单位": f.Names.Issuer, "编写日期": document.DateText(f.Asked), "范围说明": f.Names.Place.Note} {
		v.Fields[name] = stencil.Value{Text: text}
	}
	put := func(name string, r document.Run) { v.Fields[name] = stencil.Value{Text: r.Text, Source: r.Source} }
	for _, e := range f.Events {
		c := conds{"all", "1", "event", e.Stage + ":" + string(f.Month)}
		put("当月"+strings.TrimPrefix(eventVerb(e.Stage), "新")+"项目数", w.fig(itoa(int64(len(e.Items))), figCount, "", c))
	}
	put("当月反映问题项目数", w.fig(itoa(f.Told()), figCount, "", conds{"problem", "any"}))
	put("新转红项目数", w.fig(itoa(int64(len(f.NewRed))), figCount, "", conds{"light", "red", "was", "none,green,yellow,"}))
	put("退出红灯项目数", w.fig(itoa(f.LeftRed.N()), figCount, "", conds{"left", "red", "all", "1"}))
	put("应开工未开工项目数", w.fig(itoa(int64(len(f.Unstarted))), figCount, "", conds{"due", "started", "stage", notStarted}))
	put("未填报项目数", w.fig(itoa(f.All.ReportDue-f.All.Reported), figCount, "", conds{"must", "report", "reported", "!" + string(f.Month)}))
	return v
}

// group are the figures of a group of projects.
func (w *writer) group(l *Line, c conds) map[string]stencil.Value {
	out := map[string]stencil.Value{"名称": {Text: cmp.Or(l.Label, "未明确")}, "牵头单位": {Text: l.Unit}, "名次": {}} // without a plan no place
	if l.Rank > 0 {
		out["名次"] = stencil.Value{Text: itoa(int64(l.Rank))}
	}
	put := func(name string, r document.Run) { out[name] = stencil.Value{Text: r.Text, Source: r.Source} }
	count := func(name string, n int64, c conds) { put(name, w.fig(itoa(n), figCount, "通报范围v1", c)) }
	count("项目数", l.N, c)
	for _, m := range []struct {
		name string
		yuan int64
	}{{figTotal, l.TotalInvest}, {figPlan, l.YearPlan}, {figDone, l.YearDone}, {figMonthDone, l.MonthDone}, {figFunds, l.FundsIn}, {figMonthIn, l.MonthFund}} {
		put(m.name, w.money(m.yuan, m.name, c))
	}
	for _, r := range []struct {
		name  string
		slot  slot
		share Share
		c     conds
	}{{figRate, slotDone, l.Rate(), c}, {figSchedule, slotSchedule, l.Schedule(), c}, {figStart, slotStart, Share{l.Started, l.StartDue}, c.and("due", "started")},
		{figLibrary, slotLibrary, Share{l.Library, l.Started}, c.and("stage", stagesFrom(project.Started))}, {figFundRate, slotFunds, Share{l.FundsIn, l.TotalInvest}, c}} {
		if r.share.OK() {
			put(r.name, w.defined(r.slot, r.name, r.share, r.c, c)[0])
		} else {
			out[r.name] = stencil.Value{} // no denominator: no figure
		}
	}
	out["比序时"] = stencil.Value{}
	if units, ok := l.Gap(w.style.Decimals); ok {
		put("比序时", w.fig(w.style.signed(units), figGap, "v1", c))
	}
	count("应开工项目数", l.StartDue, c.and("due", "started"))
	count("已开工项目数", l.Started, c.and("stage", stagesFrom(project.Started)))
	for _, x := range []struct {
		name, light string
		n           int64
	}{{"绿灯", review.Green, l.Lights.Green}, {"黄灯", review.Yellow, l.Lights.Yellow}, {"红灯", review.Red, l.Lights.Red}} {
		count(x.name+"项目数", x.n, c.and("light", x.light))
	}
	return out
}

func (w *writer) groupList(name string, lines []Line, param string) stencil.List {
	src := w.source(name, "v1", nil)
	out := stencil.List{Source: &src}
	for i := range lines {
		out.Items = append(out.Items, w.group(&lines[i], conds{param, cmp.Or(lines[i].Key, "-")}))
	}
	return out
}

// items are projects, in the order in which the bulletin names them.
func (w *writer) items(name string, items []*Item, c conds) stencil.List {
	src := w.source(name, "", c)
	out := stencil.List{Source: &src}
	for i, it := range items {
		l := Line{}
		l.YearPlan, l.YearDone, l.YearDue = it.YearPlan, it.YearDone, it.YearDue
		own := document.Source{Path: "/projects/" + it.ID, Name: it.Name}
		row := map[string]stencil.Value{"序号": {Text: itoa(int64(i + 1))}, "名称": {Text: it.Name, Source: &own}, "产业链": {Text: w.names.chain(it.ChainID)},
			"县区": {Text: w.names.region(w.names.county(it.Region))}, "责任单位": {Text: w.names.unit(it.UnitID)}, "投资主体": {Text: it.Investor},
			figTotal: {Text: amount(it.TotalInvest)}, figPlan: {Text: amount(it.YearPlan)}, figDone: {Text: amount(it.YearDone)}, "连续红灯月数": {Text: itoa(it.RedRun)},
			"亮灯原因": {Text: strings.TrimSpace(it.LightRule + " " + trimEnd(it.Text))}, "转绿条件": {Text: trimEnd(it.Clear)}, figRate: {}}
		if l.Rate().OK() {
			row[figRate] = stencil.Value{Text: w.style.share(l.Rate()), Source: &own}
		}
		out.Items = append(out.Items, row)
	}
	return out
}

func (w *writer) problemList(f *Figures) stencil.List {
	src := w.source("反映问题的项目", "", conds{"problem", "any"})
	out := stencil.List{Source: &src}
	for _, p := range f.Problems {
		own := w.source(figCount, "", conds{"problem", p.Code})
		out.Items = append(out.Items, map[string]stencil.Value{"名称": {Text: p.Label}, "牵头部门": {Text: p.Holder},
			"项目数": {Text: itoa(int64(len(p.Items))), Source: &own}})
	}
	return out
}
