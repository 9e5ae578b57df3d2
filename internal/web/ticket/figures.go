package ticket

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/errs"
	area "lianzhang/internal/ticket"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// figuresPage is the statistics of a span of time, by unit.
type figuresPage struct {
	ui.Page
	Tabs     ui.Tabs
	From, To ui.Field
	Bad      string
	KPIs     []ui.KPI
	Table    ui.Table
	Formulas []string
}

func (h *handlers) showFigures(q *web.Req) error {
	today := q.Today()
	from, to := q.Query("from"), q.Query("to")
	if from == "" {
		from = today[:4] + "-01-01"
	}
	if to == "" {
		to = today
	}
	p := &figuresPage{Page: q.Page(section, "诉求统计"), Tabs: h.tabs(q, "统计")}
	p.From = ui.Field{Kind: ui.KindDate, Name: "from", Label: "自", Value: from}
	p.To = ui.Field{Kind: ui.KindDate, Name: "to", Label: "至", Value: to}
	if !clock.IsDate(from) || !clock.IsDate(to) || from > to {
		p.Bad = "起止日期要写成2026-01-01的样子，起不晚于止"
		return q.RenderInvalid("ticket/figures", p)
	}
	f, err := h.Tickets.Figures(q.Ctx(), q.Actor.Scope, from, to)
	if err != nil {
		return err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	p.Lede = ui.Plain(from + "至" + to + "答复的诉求；计时由系统按放假安排算，评价由企业自己填，单位改不了")
	p.KPIs = kpis(f[""])
	p.Table = figureTable(f, names, from, to)
	p.Formulas = formulas()
	return q.Render("ticket/figures", p)
}

func kpis(f *area.Figures) []ui.KPI {
	share := func(label string, part, whole int64, of string) ui.KPI {
		k := ui.KPI{Label: label, Value: "—", Lead: "= "}
		if s, ok := area.Share(part, whole); ok {
			k.Value, k.Unit = strings.TrimSuffix(ui.Pct(s), "%"), "%"
		}
		k.Parts = []ui.Rich{{ui.T(ui.Num(part) + " ÷ " + ui.Num(whole) + of)}}
		return k
	}
	stars := ui.KPI{Label: "满意度", Value: "—", Parts: []ui.Rich{{ui.T(ui.Num(f.Stars) + "分 ÷ " + ui.Num(f.Rated) + "件")}}, Lead: "= "}
	if s, ok := area.Share(f.Stars, f.Rated); ok {
		stars.Value, stars.Unit = ui.Dec(s, 2), "分"
	}
	return []ui.KPI{
		{Label: "历时中位", Value: ui.Num(f.Gross50), Unit: "工作日", Parts: []ui.Rich{{ui.T("九成在" + ui.Num(f.Gross90) + "个以内，不扣停表")}}},
		share("按期", f.InTime, f.Answered, "件"), share("按原时限", f.Strict, f.Answered, "件"),
		share("退回重办", f.Reopened, f.Answered, "件"), stars,
		{Label: "停表", Value: ui.Num(f.Paused), Unit: "工作日", Parts: []ui.Rich{{ui.T(ui.Num(f.WithPause) + "件停过表，延期" + ui.Num(f.Extended) + "个工作日")}}},
	}
}

func figureTable(f map[string]*area.Figures, names *listing.Names, from, to string) ui.Table {
	t := ui.Table{Label: "各单位", Fold: true, Scroll: true, Compact: true, Columns: []ui.Column{{Label: "单位", Head: true, Grow: true}}, Empty: &ui.Empty{Title: "这段时间没有答复的诉求", Text: "换一段时间再看"}}
	for _, c := range []string{"提出", "答复", "在办", "超期", "历时中位", "历时九成", "计时中位", "按期", "按原时限", "退回重办", "满意度", "停表", "延期", "转办", "回访办结"} {
		t.Columns = append(t.Columns, ui.Column{Label: c, Num: true, Fold: c})
	}
	var units []string
	for id := range f {
		if id != "" {
			units = append(units, id)
		}
	}
	slices.SortFunc(units, func(a, b string) int {
		if d := int(f[b].Answered - f[a].Answered); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	pct := func(part, whole int64) string {
		if s, ok := area.Share(part, whole); ok {
			return ui.Pct(s)
		}
		return "—"
	}
	line := func(id, name string) []ui.Cell {
		x := f[id]
		stars := "—"
		if s, ok := area.Share(x.Stars, x.Rated); ok {
			stars = ui.Dec(s, 2)
		}
		unit := ""
		if id != "" {
			unit = "&unit_id=" + id
		}
		return []ui.Cell{{Text: name}, {Text: ui.Num(x.Raised), URL: base + "?raised_on=" + from + ".." + to + unit}, {Text: ui.Num(x.Answered), URL: base + "?answered_on=" + from + ".." + to + unit},
			{Text: ui.Num(x.InHand)}, {Text: ui.Num(x.Over), Down: x.Over > 0}, {Text: ui.Num(x.Gross50)}, {Text: ui.Num(x.Gross90)}, {Text: ui.Num(x.Net50)}, {Text: pct(x.InTime, x.Answered)}, {Text: pct(x.Strict, x.Answered)},
			{Text: pct(x.Reopened, x.Answered)}, {Text: stars}, {Text: ui.Num(x.Paused)}, {Text: ui.Num(x.Extended)}, {Text: ui.Num(x.Handed)}, {Text: ui.Num(x.Called)}}
	}
	for _, id := range units {
		t.Rows = append(t.Rows, ui.Row{Cells: line(id, names.Label("unit", id))})
	}
	if len(units) > 0 {
		t.Foot = line("", "合计")
	}
	return t
}

func formulas() []string {
	return []string{
		"历时＝提出日的次日到最后一次答复日的工作日数，什么都不扣；中位是排在中间的一件，九成是九成的诉求不超过的数。",
		"计时＝历时−停表−等企业确认。停表只算链长办同意的；等企业是答复到企业退回之间。",
		"按期＝计时不超过时限加获准的延期；按原时限＝历时不超过提出时的时限。两个数差得多，说明靠停表和延期。",
		"退回重办＝企业退回、评1至2分或抽查未解决，至少一次；一件只算一次。满意度只由企业扫码评，回访办结的不算评分。",
		"在办、超期是现在的数；其余按答复日期落在所选时间的诉求算，按答复时的责任单位归属；转办来的件，全程时间都算在里面。",
	}
}

// rulesPage are the limits and the ladder in force.
type rulesPage struct {
	ui.Page
	Tabs    ui.Tabs
	Now     ui.Facts
	Presets ui.Table
	Form    *formBlock
}

func (h *handlers) showRules(q *web.Req) error {
	p, err := h.rulesPage(q)
	if err != nil {
		return err
	}
	return q.Render("ticket/rules", p)
}

func (h *handlers) rulesPage(q *web.Req) (*rulesPage, error) {
	r, err := h.Tickets.Rule(q.Ctx())
	if err != nil {
		return nil, err
	}
	p := &rulesPage{Page: q.Page(section, "时限与阶梯"), Tabs: h.tabs(q, "时限与阶梯")}
	p.Lede = ui.Plain("新提出的诉求按这里的时限；在办的不变。放假通知迟到时，全部重算并写进经过")
	p.Now = ui.Facts{ui.F("现行", r.Name), ui.F("依据", r.Basis), ui.F("受理、答复、办理", days(int(r.Accept))+"、"+days(int(r.Answer))+"、"+days(int(r.Handle))), ui.F("办结", days(int(r.Solve))+"，疑难"+days(int(r.Hard))),
		ui.F("异议", "交办后"+days(r.Object)+"内提出，当日裁定"), ui.F("延期", "至少提前"+days(r.ExtendBefore)+"提出，累计不超过原时限"), ui.F("确认", "答复后"+days(r.Silent)+"企业没有回应，可以回访办结"),
		ui.F("阶梯", fmt.Sprintf("用去%.0f%%提醒经办；到期报单位负责人；满%d个工作日报副链长；满%d个报链长；满%d个上总链长红榜", 100*r.Warn, r.Climb[1], r.Climb[2], r.Climb[3]))}
	p.Presets = ui.Table{Label: "各地做法", Fold: true, Columns: []ui.Column{{Label: "做法", Head: true}, {Label: "受理", Num: true, Fold: "受理"}, {Label: "答复", Num: true, Fold: "答复"}, {Label: "办理", Num: true, Fold: "办理"}, {Label: "办结", Num: true, Fold: "办结"},
		{Label: "疑难", Num: true, Fold: "疑难"}, {Label: "依据", Grow: true, Fold: "依据"}}}
	preset := &ui.Field{Kind: ui.KindSelect, Name: "preset", Label: "从哪套开始", Value: r.Code}
	for _, x := range area.Presets() {
		n := func(v int64) ui.Cell { return ui.Cell{Text: ui.Num(v)} }
		p.Presets.Rows = append(p.Presets.Rows, ui.Row{On: x.Code == r.Code, Cells: []ui.Cell{{Text: x.Name}, n(x.Accept), n(x.Answer), n(x.Handle), n(x.Solve), n(x.Hard), {Text: x.Basis}}})
		preset.Options = append(preset.Options, ui.Option{Value: x.Code, Label: x.Name})
	}
	num := func(name, label string, v int64) *ui.Field {
		return &ui.Field{Kind: ui.KindNumber, Name: name, Label: label, Unit: "工作日", InputMode: "numeric", Value: strconv.FormatInt(v, 10)}
	}
	p.Form = &formBlock{Action: base + "/rules", Submit: "启用", Fields: []*ui.Field{preset, num("accept", "受理", r.Accept), num("answer", "答复安排", r.Answer), num("handle", "办理", r.Handle), num("solve", "办结", r.Solve), num("hard", "疑难办结", r.Hard),
		{Kind: ui.KindText, Name: "reason", Label: "事由", Required: true, MaxLength: 200, Wide: true}}}
	return p, nil
}

func (h *handlers) adopt(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	i := slices.IndexFunc(area.Presets(), func(t area.Terms) bool { return t.Code == f.Text("preset") })
	if i < 0 {
		return errs.New(errs.Invalid, "没有这套做法，请刷新页面")
	}
	r := area.Presets()[i]
	r.Accept, r.Answer, r.Handle, r.Solve, r.Hard = f.Int("accept"), f.Int("answer"), f.Int("handle"), f.Int("solve"), f.Int("hard")
	if f.Text("reason") == "" {
		f.Add("reason", "写明文件号或会议，将记入日志")
	}
	if err = f.Err(); err == nil {
		err = h.Tickets.Adopt(q.Ctx(), q.Actor, r, f.Text("reason"))
	}
	if errs.CodeOf(err) == errs.Invalid {
		p, pageErr := h.rulesPage(q)
		if pageErr != nil {
			return pageErr
		}
		refill(p.Form, f, err)
		return q.RenderInvalid("ticket/rules", p)
	}
	if err != nil {
		return err
	}
	return q.Redirect(base+"/rules", "已启用，此后提出的诉求按新时限")
}
