package burden

import (
	"cmp"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	area "lianzhang/internal/burden"
	"lianzhang/internal/catalog"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// page is what forms cost in a span of time.
type page struct {
	ui.Page
	Tabs     ui.Tabs
	By       string
	From, To ui.Field
	Bad      string
	KPIs     []ui.KPI
	Table    ui.Table
	Imports  ui.Table
	Programs string
	Limits   []string
	Exempt   []string
}

// ways are how the figures can be gathered, by the parameter of the address.
var ways = []struct {
	code, label string
	by          area.By
}{{"", "按表", area.ByForm}, {"unit", "按单位", area.ByUnit}, {"person", "按人", area.ByPerson}}

func (h *handlers) show(q *web.Req) error {
	p := &page{Page: q.Page(section, "减负")}
	month := q.Today()[:7]
	from, to := cmp.Or(q.Query("from"), month), cmp.Or(q.Query("to"), month)
	way := ways[0]
	p.Tabs = ui.Tabs{Label: "怎么看"}
	for _, w := range ways {
		if w.code == q.Query("by") {
			way = w
		}
	}
	p.By = way.code
	for _, w := range ways {
		p.Tabs.Items = append(p.Tabs.Items, ui.Tab{Label: w.label, URL: Base + "?" + url.Values{"by": {w.code}, "from": {from}, "to": {to}}.Encode(), On: w.code == way.code})
	}
	p.From, p.To = ui.Field{Kind: ui.KindMonth, Name: "from", Label: "自", Value: from}, ui.Field{Kind: ui.KindMonth, Name: "to", Label: "至", Value: to}
	first, last := from+"-01", lastDay(to)
	if !clock.IsDate(first) || !clock.IsDate(last) || first > last {
		p.Bad = "月份要写成2026-11的样子，起不晚于止"
		return q.RenderInvalid("burden/show", p)
	}
	p.Tabs.Items = append(p.Tabs.Items, ui.Tab{Label: "记录", URL: recordsAt(first, last)})
	if err := h.fill(q, p, way.by, first, last); err != nil {
		return err
	}
	return q.Render("burden/show", p)
}

// lastDay is the last day of a month.
func lastDay(month string) string {
	if !clock.IsDate(month + "-01") {
		return ""
	}
	next := clock.AddDays(month+"-28", 4)
	return clock.AddDays(next[:7]+"-01", -1)
}

func (h *handlers) fill(q *web.Req, p *page, by area.By, from, to string) error {
	scope := area.Units(q.Actor)
	if by == area.ByPerson {
		scope = area.People(q.Actor)
	}
	lines, total, err := h.Burden.Figures(q.Ctx(), scope, by, from, to)
	if err != nil {
		return err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	idle, err := h.Burden.Idle(q.Ctx())
	if err != nil {
		return err
	}
	edit := q.Actor.Can(authz.BurdenEdit)
	if edit {
		p.Acts = append(p.Acts, ui.Act("封顶分钟数", Base+"/idle"))
	}
	p.Acts = append(p.Acts, ui.PrintPage())
	p.Lede = ui.Plain(from + "至" + to + "　" + whose(q, by))
	p.KPIs = kpis(total, by == area.ByForm)
	p.Table = table(lines, by, names, from, to, edit)
	batches, err := h.Burden.Imports(q.Ctx(), scope, from, to)
	if err != nil {
		return err
	}
	p.Imports = importTable(batches)
	n, err := h.Burden.Programs(q.Ctx(), scope, from, to)
	if err != nil {
		return err
	}
	if n > 0 {
		p.Programs = "别的系统通过接口写入" + ui.Num(n) + "次，不占人的时间，不在上面的数里。"
	}
	p.Limits = limits(idle)
	for form, why := range area.Exemptions() {
		p.Exempt = append(p.Exempt, form+"（"+why+"）")
	}
	slices.Sort(p.Exempt)
	return nil
}

func whose(q *web.Req, by area.By) string {
	if by == area.ByPerson {
		return strings.Replace(sight(q), "填报记录", "填报，按人看", 1)
	}
	if q.Actor.Can(authz.BurdenView) {
		return "您数据范围内的填报"
	}
	return strings.Replace(sight(q), "的填报记录", "的填报", 1)
}

func minutes(seconds int64) string {
	m := float64(seconds) / 60
	if m > 0 && m < 10 {
		return ui.Dec(math.Max(m, 0.1), 1)
	}
	return ui.Num(int64(math.Round(m)))
}

func kpis(t *area.Line, saved bool) []ui.KPI {
	hand := ui.KPI{Label: "手填占比", Value: "—", Lead: "= ", Parts: []ui.Rich{{ui.T(ui.Num(t.ByHand) + " ÷ " + ui.Num(t.ByHand+t.TakenOver) + "项")}}}
	if s, ok := t.HandShare(); ok {
		hand.Value, hand.Unit = strings.TrimSuffix(ui.Pct(s), "%"), "%"
	}
	out := []ui.KPI{{Label: "填报", Value: ui.Num(t.Times), Unit: "次", Parts: []ui.Rich{{ui.T(ui.Num(t.People) + "人填过")}}},
		{Label: "每次中位", Value: minutes(t.Median), Unit: "分钟", Parts: []ui.Rich{{ui.T("一半的填报不超过这个数")}}},
		{Label: "人均", Value: ui.Dec(t.PerPerson(), 1), Unit: "分钟", Lead: "= ", Parts: []ui.Rich{{ui.T(minutes(t.Seconds) + "分钟 ÷ " + ui.Num(t.People) + "人")}}}, hand}
	if saved {
		out = append(out, ui.KPI{Label: "少填旧表", Value: ui.Num(t.Saved), Unit: "次", Lead: "= ", Parts: []ui.Rich{{ui.T("各表替代的旧表数 × 填报次数")}}})
	}
	return out
}

func table(lines []*area.Line, by area.By, names *listing.Names, from, to string, edit bool) ui.Table {
	head := map[area.By]string{area.ByForm: "表", area.ByUnit: "单位", area.ByPerson: "填报人"}[by]
	t := ui.Table{Label: "填报负担，" + head, Fold: true, Columns: []ui.Column{{Label: head, Head: true, Grow: by != area.ByForm}, {Label: "次数", Num: true, Fold: "次数"}},
		Empty: &ui.Empty{Title: "这段时间没有填报", Text: "有人提交表单后，用时和项数会自动记到这里"}}
	if by != area.ByPerson {
		t.Columns = append(t.Columns, ui.Column{Label: "人数", Num: true, Fold: "人数"})
	}
	t.Columns = append(t.Columns, ui.Column{Label: "每次中位", Sub: "分钟", Num: true, Fold: "中位分钟"})
	if by == area.ByPerson {
		t.Columns = append(t.Columns, ui.Column{Label: "合计", Sub: "分钟", Num: true, Fold: "合计分钟"})
	} else {
		t.Columns = append(t.Columns, ui.Column{Label: "人均", Sub: "分钟", Num: true, Fold: "人均分钟"})
	}
	t.Columns = append(t.Columns, ui.Column{Label: "手填", Sub: "占填了的项", Num: true, Fold: "手填"}, ui.Column{Label: "带出", Sub: "项", Num: true, Rank: 2, Fold: "带出"},
		ui.Column{Label: "留空", Sub: "项", Num: true, Rank: 3})
	if by == area.ByForm {
		t.Columns = append(t.Columns, ui.Column{Label: "替代的旧表", Grow: true, Fold: "替代"}, ui.Column{Label: "少填旧表", Sub: "次", Num: true, Rank: 2, Fold: "少填旧表"})
	}
	key := map[area.By]string{area.ByForm: "form", area.ByUnit: "unit_id", area.ByPerson: "person_id"}[by]
	for _, l := range lines {
		name := ui.Cell{Text: l.Name}
		switch {
		case by == area.ByForm:
		case l.Key == "":
			name = ui.Cell{Text: "企业（凭链接）", Quiet: true}
		default:
			name = ui.Cell{Text: names.Label(map[area.By]string{area.ByUnit: "unit", area.ByPerson: "account"}[by], l.Key)}
		}
		cells := []ui.Cell{name, {Text: ui.Num(l.Times), URL: recordsAt(from, to, key, cmp.Or(l.Key, "-"))}}
		if by != area.ByPerson {
			cells = append(cells, ui.Cell{Text: ui.Num(l.People)})
		}
		median := ui.Cell{Text: minutes(l.Median)}
		if l.Capped > 0 {
			median.Sub = ui.Num(l.Capped) + "次封顶"
		}
		cells = append(cells, median)
		switch {
		case by == area.ByPerson:
			cells = append(cells, ui.Cell{Text: minutes(l.Seconds)})
		case l.People == 0:
			cells = append(cells, ui.Cell{Text: "—", Quiet: true})
		default:
			cells = append(cells, ui.Cell{Text: ui.Dec(l.PerPerson(), 1)})
		}
		hand := ui.Cell{Text: "—", Quiet: true}
		if s, ok := l.HandShare(); ok {
			hand = ui.Cell{Text: ui.Pct(s), Sub: ui.Num(l.ByHand) + "项"}
		}
		cells = append(cells, hand, ui.Cell{Text: ui.Num(l.TakenOver)}, ui.Cell{Text: ui.Num(l.Empty)})
		if by == area.ByForm {
			cells = append(cells, replaced(l, edit), ui.Cell{Text: ui.Num(l.Saved)})
		}
		t.Rows = append(t.Rows, ui.Row{Key: l.Key, Label: name.Text, Cells: cells})
	}
	return t
}

// replaced names the old tables, with the way to correct them for who may.
func replaced(l *area.Line, edit bool) ui.Cell {
	c := ui.Cell{Text: strings.Join(l.Replaces, "、")}
	if c.Text == "" {
		c.Text, c.Quiet = "未说明替代", true
	}
	if edit {
		c.URL = Base + "/forms/edit?form=" + url.QueryEscape(l.Key)
	}
	return c
}

func importTable(batches []area.Batch) ui.Table {
	t := ui.Table{Label: "从工作簿带入", Fold: true, Columns: []ui.Column{{Label: "清单", Head: true, Grow: true}, {Label: "批次", Num: true, Fold: "批次"}, {Label: "人数", Num: true, Fold: "人数"},
		{Label: "新增", Sub: "行", Num: true, Fold: "新增（行）"}, {Label: "更新", Sub: "行", Num: true, Fold: "更新（行）"}}}
	for _, b := range batches {
		label := b.List
		if e := catalog.Find(b.List); e != nil {
			label = e.Spec.Label
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: label, URL: "/imports"}, {Text: ui.Num(b.Times)}, {Text: ui.Num(b.People)}, {Text: ui.Num(b.Added)}, {Text: ui.Num(b.Changed)}}})
	}
	return t
}

func limits(idle int64) []string {
	n := strconv.FormatInt(idle, 10)
	return []string{
		"用时＝从页面打开到提交成功，由系统记。没有提交的、被退回后没有再交的不算；退回后改好再交的，从第一次打开算起。",
		"一次最多算" + n + "分钟：页面开着去做别的事，系统分不出来，超过的按" + n + "分钟算，并写明封顶了几次。找数据、打电话、开会核对的时间不在里面。断网时存下的走访，用时算到恢复网络，多半也会封顶。",
		"手填＝提交的值和页面打开时不一样的项，清空也算，每个附件算一项；带出＝打开时就有、没有改动的项，下拉框停在默认项也算带出；留空＝打开时空着、提交时还空着。系统只比对，不留存填写的内容。",
		"少填旧表＝替代的旧表数 × 填报次数，是估算：假定没有本系统时每张旧表都要单独填一次，新表自己的填报没有扣除。替代哪些旧表由链长办说明，没有说明的按0算。",
		"从工作簿导入的行单列：一批表只上传一次，行里的内容是带入的，没有逐项手填；撤销了的批次不算。",
		"按人的数，本人看自己的，单位负责的看本单位的，链长办看全部；其他人只看到按表、按单位的合计。填报时间不是考核指标。",
	}
}
