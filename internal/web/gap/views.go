package gap

import (
	"strconv"

	area "lianzhang/internal/gap"
	"lianzhang/internal/insight/matching"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/region"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// page is a page of tables with a form or two.
type page struct {
	ui.Page
	Note   *ui.Note
	Pick   []ui.Field // asked by GET
	PickAt string
	Parts  []*Section
	Errs   ui.Errors
	Fields []*ui.Field // posted
	Action string
	Submit string
	Hidden []ui.Param
}

// shownMonths is how many months of the list of gaps are shown.
const shownMonths = 24

func (h *handlers) history(q *web.Req) error {
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	chainID := q.Query("chain")
	months, err := h.Gaps.Months(q.Ctx(), q.Actor.Scope, chainID, shownMonths)
	if err != nil {
		return err
	}
	p := &page{Page: q.Page(section, "缺口各月情况"), PickAt: base + "/history"}
	p.Crumbs = []ui.Link{{Label: "缺口清单", URL: base}, {Label: "各月情况"}}
	chain := choose(names, "chain", "产业链", chainID, "chain", "全部产业链")
	p.Pick = []ui.Field{chain}
	t := ui.Table{Label: "各月情况", Fold: true, Columns: []ui.Column{{Label: "月份", Head: true}, {Label: "月末未办结", Num: true, Fold: "未办结"}, {Label: "建链", Num: true, Fold: "建链"},
		{Label: "补链", Num: true, Fold: "补链"}, {Label: "延链", Num: true, Fold: "延链"}, {Label: "强链", Num: true, Fold: "强链"}, {Label: "红灯", Num: true, Fold: "红灯"},
		{Label: "当月新增", Num: true, Fold: "新增"}, {Label: "当月补上", Sub: "靠企业、项目", Num: true, Fold: "补上"}, {Label: "当月销号", Num: true, Fold: "销号"}}}
	n := func(v int) ui.Cell { return ui.Cell{Text: ui.Num(int64(v))} }
	for _, m := range months {
		filled := n(m.Filled)
		filled.Sub = "企业" + strconv.Itoa(m.FilledByFirm) + "，项目" + strconv.Itoa(m.FilledByProject)
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: m.Period}, n(m.Open), n(m.ByKind[area.Build]), n(m.ByKind[area.Repair]), n(m.ByKind[area.Extend]),
			n(m.ByKind[area.Strengthen]), n(m.Red), n(m.Opened), filled, n(m.Dropped)}})
	}
	s := &Section{Title: "清单与去向", Tables: []ui.Table{t}}
	if len(months) == 0 {
		s.Tables, s.Empty = nil, "还没有评估过；评估一次记一次，月末的清单长期保存。"
	}
	p.Parts = []*Section{s}
	return q.Render("gap/page", p)
}

func (h *handlers) compare(q *web.Req) error {
	p, err := h.comparePage(q)
	if err != nil {
		return err
	}
	return q.Render("gap/page", p)
}

func (h *handlers) comparePage(q *web.Req) (*page, error) {
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, err
	}
	chainID, place := q.Query("chain"), q.Query("place")
	p := &page{Page: q.Page(section, "与外地对标"), PickAt: base + "/compare"}
	p.Crumbs = []ui.Link{{Label: "缺口清单", URL: base}, {Label: "对标"}}
	p.Lede = ui.Plain("逐个环节与另一个城市并列：外地企业取自登记的市外企业，也可录入公开数字。")
	chain := choose(names, "chain", "产业链", chainID, "chain", "选择产业链")
	p.Pick = []ui.Field{chain}
	if chainID == "" {
		return p, nil
	}
	if _, err := h.Chains.Get(q.Ctx(), q.Actor.Scope, chainID); err != nil {
		return nil, err
	}
	places, err := h.Gaps.Places(q.Ctx(), q.Actor.Scope, chainID)
	if err != nil {
		return nil, err
	}
	at := ui.Field{Kind: ui.KindSelect, Name: "place", Label: "城市", Value: place, Options: []ui.Option{{Label: "选择城市"}}}
	title := place
	for _, x := range places {
		label := x.Name
		if x.Firms > 0 {
			label += "（" + strconv.Itoa(x.Firms) + "家）"
		} else {
			label += "（录入）"
		}
		if r, ok := region.Lookup(x.Code); ok && x.Code == place {
			title = r.Name
		}
		at.Options = append(at.Options, ui.Option{Value: x.Code, Label: label})
	}
	p.Pick = append(p.Pick, at)
	if q.Actor.Can(authz.GapWork) {
		p.Action, p.Submit = base+"/compare", "录入"
		p.Hidden = []ui.Param{{Name: "chain", Value: chainID}}
		p.Fields = []*ui.Field{{Kind: ui.KindText, Name: "place", Label: "城市", MaxLength: 50, Group: "typed"}, {Kind: ui.KindText, Name: "source", Label: "出处", MaxLength: 200, Group: "typed"},
			{Kind: ui.KindTextArea, Name: "lines", Label: "各环节数字", Rows: 6, Wide: true, Group: "typed", Help: "每行：环节　企业数　营业收入（亿元）；可从表格粘贴。再录同一城市会整体替换"}}
	}
	if place == "" {
		return p, nil
	}
	pairs, err := h.Gaps.Compare(q.Ctx(), q.Actor.Scope, chainID, place)
	if err != nil {
		return nil, err
	}
	p.Parts = []*Section{sideBySide(pairs, title)}
	return p, nil
}

func sideBySide(pairs []area.Pair, place string) *Section {
	t := ui.Table{Label: "对标", Fold: true, Columns: []ui.Column{{Label: "环节", Head: true, Grow: true}, {Label: "本地企业", Num: true, Fold: "本地企业"}, {Label: place + "企业", Num: true, Fold: place},
		{Label: "本地营收", Sub: "亿元", Num: true, Fold: "本地营收"}, {Label: place + "营收", Sub: "亿元", Num: true, Fold: place + "营收"},
		{Label: "本地存在度", Num: true, Fold: "本地存在度"}, {Label: place + "存在度", Num: true, Fold: place + "存在度"}, {Label: "差距", Fold: "差距"}}}
	behind := 0
	source := ""
	for _, x := range pairs {
		word := ""
		switch {
		case x.Ours.Firms == 0 && x.Theirs.Firms > 0:
			word = "对方有、本地无"
			behind++
		case x.Theirs.Firms == 0 && x.Ours.Firms > 0:
			word = "本地有、对方无"
		case x.Theirs.Firms > x.Ours.Firms:
			word = "少" + strconv.FormatInt(x.Theirs.Firms-x.Ours.Firms, 10) + "家"
		}
		if x.Theirs.Typed {
			source = x.Theirs.Source
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: x.Node.Name, URL: "/nodes/" + x.Node.ID}, {Text: ui.Num(x.Ours.Firms)}, {Text: ui.Num(x.Theirs.Firms)}, {Text: yi(x.Ours.Revenue)},
			{Text: yi(x.Theirs.Revenue)}, {Text: two(x.Ours.Presence)}, {Text: two(x.Theirs.Presence)}, {Text: word, Down: word == "对方有、本地无"}}})
	}
	s := &Section{Title: "与" + place + "并列", Tables: []ui.Table{t}, Note: ui.Plain("对方有而本地没有的环节" + strconv.Itoa(behind) + "个")}
	if source != "" {
		s.Note = append(s.Note, ui.T("；出处："+source))
	}
	return s
}

func (h *handlers) typeFigures(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	n, err := h.Gaps.Type(q.Ctx(), q.Actor, f.Text("chain"), f.Text("place"), f.Raw("lines"), f.Text("source"))
	if err != nil {
		return h.refuse(q, f, err, f.Text("chain"))
	}
	return q.Redirect(base+"/compare?chain="+f.Text("chain")+"&place="+escape(f.Text("place")), "已录入"+strconv.Itoa(n)+"个环节")
}

// qualityPage is the published quality of suggestions and what people made of them here.
func (h *handlers) quality(q *web.Req) error {
	m, err := matching.Published()
	if err != nil {
		return err
	}
	p := &page{Page: q.Page(section, "匹配与排序质量")}
	p.Lede = ui.Plain("程序的建议有多准：在有标签的公开数据上留一半不看，另一半学词，再去判留出的一半；并列两条基线。办里认定的结果在下面实时累计。")
	for _, s := range m.Sets {
		p.Parts = append(p.Parts, measured(m, s))
	}
	own, err := h.outcomes(q)
	if err != nil {
		return err
	}
	p.Parts = append(p.Parts, own)
	for _, more := range h.Quality {
		s, err := more(q)
		if err != nil {
			return err
		}
		if s != nil {
			p.Parts = append(p.Parts, s)
		}
	}
	return q.Render("gap/page", p)
}

func measured(m *matching.Measured, s matching.Set) *Section {
	t := ui.Table{Label: s.Name, Compact: true, Columns: []ui.Column{{Label: "阈值", Head: true}, {Label: "建议", Num: true}, {Label: "其中正确", Num: true}, {Label: "准确率", Num: true},
		{Label: "召回率", Num: true}, {Label: "F1", Num: true}, {Label: "用途"}}}
	line := func(name, use string, p matching.Point) ui.Row {
		return ui.Row{Cells: []ui.Cell{{Text: name}, {Text: ui.Num(int64(p.Suggested))}, {Text: ui.Num(int64(p.Right))}, {Text: ui.Pct(p.Precision())}, {Text: ui.Pct(p.Recall())},
			{Text: two(p.F1())}, {Text: use}}}
	}
	for _, p := range s.Curve {
		use := map[float64]string{matching.Queue: "进认定队列", matching.Own: "本链企业进队列", matching.Sure: "可直接采用"}[p.Threshold]
		t.Rows = append(t.Rows, line(strconv.FormatFloat(p.Threshold, 'f', 2, 64), use, p))
	}
	t.Rows = append(t.Rows, line("基线：一律判最多的一类", "", s.Frequent), line("基线：文本含有类名", "", s.Contains))
	best := s.Best()
	verdict := "最好的F1为" + two(best.F1()) + "，高于两条基线（" + two(s.Frequent.F1()) + "、" + two(s.Contains.F1()) + "）"
	if best.F1() <= s.Frequent.F1() || best.F1() <= s.Contains.F1() {
		verdict = "最好的F1为" + two(best.F1()) + "，没有同时高于两条基线（" + two(s.Frequent.F1()) + "、" + two(s.Contains.F1()) + "）"
	}
	return &Section{ID: s.Code, Title: s.Name, Tables: []ui.Table{t}, Note: ui.Plain(verdict + "。" + strconv.Itoa(s.Labels) + "类，学词" + ui.Num(int64(s.Train)) + "家，判" +
		ui.Num(int64(s.Test)) + "家；" + m.Date + "测，种子" + strconv.FormatUint(m.Seed, 10) + "；" + s.Source)}
}

// outcomes are what people here made of the suggestions.
func (h *handlers) outcomes(q *web.Req) (*Section, error) {
	rows, byHand, err := h.Match.Outcomes(q.Ctx(), q.Actor.Scope)
	if err != nil {
		return nil, err
	}
	s := &Section{ID: "own", Title: "本办认定结果", Empty: "还没有建议。到“重新匹配”跑一次，再在队列里认定。"}
	t := ui.Table{Label: "本办认定结果", Compact: true, Columns: []ui.Column{{Label: "吻合度", Head: true}, {Label: "确认", Num: true}, {Label: "否定", Num: true}, {Label: "准确率", Num: true}, {Label: "待认定", Num: true}}}
	confirmed := 0
	for _, o := range rows {
		share := "—"
		if v, ok := o.Precision(); ok {
			share = ui.Pct(v)
		}
		confirmed += o.Confirmed
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: ui.Pct(o.From) + "—" + ui.Pct(o.To)}, {Text: ui.Num(int64(o.Confirmed))}, {Text: ui.Num(int64(o.Rejected))}, {Text: share},
			{Text: ui.Num(int64(o.Open))}}})
	}
	if len(rows) > 0 {
		s.Tables = []ui.Table{t}
		s.Note = ui.Plain("程序建议后确认" + ui.Num(int64(confirmed)) + "条，人自己归入（程序没有建议的）" + ui.Num(int64(byHand)) + "条")
	}
	return s, nil
}
