package score

import (
	"strings"

	"lianzhang/internal/insight/scoring"
	"lianzhang/internal/platform/authz"
	area "lianzhang/internal/score"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/ui"
)

func (h *handlers) schemes(q *web.Req) error {
	all, err := h.Scores.Schemes(q.Ctx())
	if err != nil {
		return err
	}
	p := &tablesPage{Page: q.Page(section, "考核方案"), Parts: parts(q, base+"/schemes")}
	p.Crumbs = []ui.Link{crumb("考核", base), crumb("考核方案", "")}
	if q.Actor.Can(authz.ScoreEdit) {
		p.Acts = append(p.Acts, ui.Primary("新方案", base+"/schemes/new"))
	}
	used := tables{Title: "本站的方案", Table: ui.Table{ID: "schemes", Label: "方案", Fold: true, Columns: []ui.Column{{Label: "方案", Head: true, Grow: true}, {Label: "版", Fold: "版"}, {Label: "状态", Fold: "状态"}, {Label: "考核谁", Fold: "考核谁"},
		{Label: "周期", Fold: "周期"}, {Label: "指标", Num: true, Fold: "指标"}}}}
	for i := range all {
		s := &all[i]
		d, err := s.Design()
		if err != nil {
			return err
		}
		used.Table.Rows = append(used.Table.Rows, ui.Row{Key: s.ID, Label: s.Name, Cells: []ui.Cell{{Text: s.Name, URL: base + "/schemes/" + s.ID, Sub: s.Origin}, {Text: "第" + ui.Num(s.No) + "版"},
			{Text: area.SchemeState(s.State), Sub: s.AdoptedOn}, {Text: subjectLabel(d.Subject.Kind)}, {Text: d.Period.Label()}, {Text: ui.Num(int64(len(d.Leaves()))) + "项"}}})
	}
	if used.Table.Rows == nil {
		used.Empty = &ui.Empty{Title: "还没有方案", Text: "从下面的示例照抄一份改成本地的，或新写一个"}
	}
	ready := tables{Title: "可照抄的示例", Sub: ui.Plain("照抄的是草案，改好、采用后才能开轮"), Table: ui.Table{ID: "shipped", Label: "示例", Fold: true, Columns: []ui.Column{{Label: "方案", Head: true}, {Label: "出处", Grow: true, Fold: "出处"}, {Label: "考核谁", Fold: "考核谁"}, {Label: "周期", Fold: "周期"}, {}}}}
	shipped, err := area.Shipped()
	if err != nil {
		return err
	}
	for i := range shipped {
		d := &shipped[i]
		cells := []ui.Cell{{Text: d.Name}, {Text: d.Origin, Sub: d.Note}, {Text: subjectLabel(d.Subject.Kind)}, {Text: d.Period.Label()}, {}}
		if q.Actor.Can(authz.ScoreEdit) {
			cells[4].Acts = []ui.Action{{Label: "照抄", URL: base + "/schemes/new?like=" + d.Code, Small: true}}
		}
		ready.Table.Rows = append(ready.Table.Rows, ui.Row{Key: d.Code, Label: d.Name, Cells: cells})
	}
	p.Sections = []tables{used, ready}
	return q.Render("score/tables", p)
}

func subjectLabel(kind string) string {
	for _, k := range area.SubjectKinds() {
		if k[0] == kind {
			return k[1]
		}
	}
	return kind
}

func (h *handlers) showScheme(q *web.Req) error {
	s, err := h.Scores.Scheme(q.Ctx(), q.Path("id"))
	if err != nil {
		return err
	}
	d, err := s.Design()
	if err != nil {
		return err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	p := &tablesPage{Page: q.Page(section, s.Name), Parts: parts(q, base+"/schemes")}
	p.Crumbs = []ui.Link{crumb("考核", base), crumb("考核方案", base+"/schemes"), crumb(s.Name, "")}
	p.Tag = "第" + ui.Num(s.No) + "版，" + area.SchemeState(s.State)
	p.Lede = ui.Plain(ui.Joined(subjectLabel(d.Subject.Kind)+"，按"+d.Period.Label(), d.Origin, d.Note))
	at := base + "/schemes/" + s.ID
	if q.Actor.Can(authz.ScoreEdit) {
		p.Acts = append(p.Acts, ui.Action{Label: "试算", URL: at + "/try", WideOnly: true})
		switch s.State {
		case area.Draft:
			p.Acts = append(p.Acts, ui.Action{Label: "改草案", URL: at + "/edit"}, ui.Primary("采用", at+"/adopt?action=adopt"))
		case area.Adopted:
			p.Acts = append(p.Acts, ui.Action{Label: "立新版", URL: base + "/schemes/new?next=" + s.ID}, ui.Primary("开一轮", base+"/new?scheme="+s.ID))
		}
	}
	if s.Reason != "" {
		p.Note = &ui.Note{Body: ui.Plain(s.AdoptedOn + "由" + s.ByName + "采用：" + s.Reason)}
	}
	items := ui.Table{ID: "items", Label: "指标", Fold: true, Columns: []ui.Column{{Label: "序号"}, {Label: "指标", Head: true}, {Label: "权重", Num: true, Fold: "权重"}, {Label: "算法", Fold: "算法"}, {Label: "数据", Fold: "数据"}, {Label: "缺数据时", Fold: "缺数据时", Rank: 2}}}
	for i := range d.Items {
		it := &d.Items[i]
		weight := ""
		if it.Weight > 0 {
			weight = trim(it.Weight)
		}
		row := ui.Row{Label: it.Name, Cells: []ui.Cell{{Text: it.No}, {Text: it.Name, Sub: it.Note}, {Text: weight}, {Text: how(it)}, {Text: h.from(it, names.Label)}, {Text: missingLabel(it)}}}
		if it.Method == area.Group {
			row.Class, row.Cells[4].Text, row.Cells[5].Text = "is-group", "", ""
		}
		items.Rows = append(items.Rows, row)
	}
	items.Foot = []ui.Cell{{}, {Text: "合计"}, {Text: trim(d.Weights())}, {}, {}, {}}
	p.Sections = []tables{{Title: "指标", Table: items}}
	if d.Lists != nil {
		t := ui.Table{Label: "榜单", Fold: true, Compact: true, Columns: []ui.Column{{Label: "榜单", Head: true}, {Label: "类别", Fold: "类别"}, {Label: "规则", Grow: true, Fold: "规则"}, {Label: "不可区分的", Fold: "不可区分的"}}}
		for i := range d.Lists {
			l := &d.Lists[i]
			t.Rows = append(t.Rows, ui.Row{Label: l.Name, Cells: []ui.Cell{{Text: l.Name}, {Text: area.ListColour(l.Colour)}, {Text: listWords(l)}, {Text: map[bool]string{true: "列入", false: "不列入"}[l.Undecided]}}})
		}
		p.Sections = append(p.Sections, tables{Title: "红黑榜与表彰", Table: t})
	}
	return q.Render("score/tables", p)
}

func listWords(l *area.ListRule) string {
	var out []string
	if l.First > 0 {
		out = append(out, "前"+ui.Num(int64(l.First))+"名")
	}
	if l.Last > 0 {
		out = append(out, "后"+ui.Num(int64(l.Last))+"名")
	}
	if l.Where != "" {
		out = append(out, l.Where)
	}
	return strings.Join(out, "，且")
}

func missingLabel(it *area.Item) string {
	if !it.Method.Weighted() {
		return "不加不扣"
	}
	switch it.Missing {
	case scoring.MissingOut:
		return "不计，其余折算"
	case scoring.MissingMean:
		return "按平均"
	}
	return "零分"
}

// how says an item's method with its numbers.
func how(it *area.Item) string {
	down := ""
	if it.Down {
		down = "，越少越好"
	}
	orOne := func(v, d float64) float64 {
		if v == 0 {
			return d
		}
		return v
	}
	label := area.MethodLabel(it.Method)
	switch it.Method {
	case area.Group:
		return ""
	case scoring.Efficacy:
		b := orOne(it.Base, 0.6)
		return label + "：" + trim(scoring.Round(b, 4)) + "W+" + trim(scoring.Round(1-b, 4)) + "W×(x−最小)/(最大−最小)" + down
	case scoring.Ratio:
		target := trim(it.Target)
		switch it.TargetBy {
		case area.TargetOwn:
			target = "各自目标"
		case area.TargetLast:
			target = trim(it.Factor) + "×上轮平均"
		}
		return label + "：W×min(x/" + target + ", " + trim(orOne(it.Cap, 1)) + ")" + down
	case scoring.Steps:
		var out []string
		for _, s := range it.Steps {
			out = append(out, map[bool]string{false: "≥", true: "≤"}[it.Down]+trim(s.At)+"得"+trim(s.Points))
		}
		return label + "：" + strings.Join(out, "，")
	case scoring.Place:
		if it.Each > 0 {
			return label + "：每差一名少" + trim(it.Each) + "分" + down
		}
		return label + "：按名次均分" + down
	case scoring.Deduct, scoring.Bonus:
		text := label + "：每" + it.Input.Unit + trim(it.Each) + "分"
		if it.Most > 0 {
			text += "，封顶" + trim(it.Most) + "分"
		}
		return text
	case scoring.Veto:
		return label + "：超过" + trim(it.Limit) + map[bool]string{true: "总分记零", false: "不参加排名和评先"}[it.ToZero]
	}
	return label + "：满分" + trim(it.Weight)
}

// from says where an item's value comes from.
func (h *handlers) from(it *area.Item, label func(kind, id string) string) string {
	if it.BySheet() {
		var who []string
		for _, g := range it.Givers {
			who = append(who, label("unit", g))
		}
		if who == nil {
			who = []string{"链长办"}
		}
		return strings.Join(who, "、") + "填" + map[bool]string{true: "，附佐证"}[it.Evidence]
	}
	if it.Input.Source != area.ListSource {
		for _, s := range h.Scores.All() {
			if s.Name() == it.Input.Source {
				return s.Label() + "：" + it.Input.Key
			}
		}
		return it.Input.Key
	}
	text := h.measure(it.Input.Num)
	if it.Input.Den != nil {
		text += " ÷ " + h.measure(it.Input.Den)
	}
	return text
}

func (h *handlers) measure(m *area.Measure) string {
	if m == nil {
		return ""
	}
	name, what := m.List, "数"
	if l := h.Scores.Lists.Find(m.List); l != nil {
		name = l.Spec.Label
		if c := l.Spec.Column(m.Sum); c != nil {
			what = c.Label
		}
	}
	if m.Where == "" {
		return name + what
	}
	return name + what + "（" + m.Where + "）"
}

// adoptStep asks before a draft is adopted.
func (h *handlers) adoptStep() *formpage.Step {
	return &formpage.Step{Form: func(q *web.Req, action string) (*formpage.Form, error) {
		s, err := h.Scores.Scheme(q.Ctx(), q.Path("id"))
		if err != nil {
			return nil, err
		}
		at := base + "/schemes/" + s.ID
		f := &formpage.Form{Page: q.Page(section, "采用方案"), Action: at + "/adopt", Submit: "采用", Back: at, Column: true, Hidden: []ui.Param{{Name: "action", Value: action}}}
		f.Crumbs = []ui.Link{crumb("考核", base), crumb("考核方案", base+"/schemes"), crumb(s.Name, at), crumb("采用", "")}
		f.Facts = ui.Facts{ui.F("方案", s.Name), ui.F("版", "第"+ui.Num(s.No)+"版")}
		f.Note = &ui.Note{Body: ui.Plain("采用后这一版不能再改；已经开的轮仍按原来那一版计分。")}
		f.Fields = []ui.Field{{Kind: ui.KindText, Name: "reason", Label: "采用依据", Required: true, MaxLength: 200, Wide: true, Placeholder: "会议或文号"}}
		return f, nil
	}, Do: func(q *web.Req, f *web.Form, asked *formpage.Form) (string, string, error) {
		return "", "", h.Scores.Adopt(q.Ctx(), q.Actor, q.Path("id"), f.Text("reason"))
	}}
}

const tried = 3

func (h *handlers) tryScheme(q *web.Req) error {
	s, err := h.Scores.Scheme(q.Ctx(), q.Path("id"))
	if err != nil {
		return err
	}
	d, err := s.Design()
	if err != nil {
		return err
	}
	trials, err := h.Scores.Try(q.Ctx(), q.Actor.Scope, &d, s.Code, tried)
	if err != nil {
		return err
	}
	at := base + "/schemes/" + s.ID
	p := &tablesPage{Page: q.Page(section, "试算："+s.Name)}
	p.Crumbs = []ui.Link{crumb("考核", base), crumb("考核方案", base+"/schemes"), crumb(s.Name, at), crumb("试算", "")}
	p.Lede = ui.Plain("用第" + ui.Num(s.No) + "版重算往轮，与当时发布的对照。")
	for i := range trials {
		p.Sections = append(p.Sections, trialTables(&trials[i])...)
	}
	if trials == nil {
		p.Sections = []tables{{Title: "往轮", Empty: &ui.Empty{Title: "没有可以试算的往轮", Text: "这个方案至少发布过一轮，才能拿新版对照"}}}
	}
	return q.Render("score/tables", p)
}

func trialTables(t *area.Trial) []tables {
	ranks := ui.Table{Label: t.Round.Title(), Fold: true, Compact: true, Columns: []ui.Column{{Label: "对象", Head: true, Grow: true}, {Label: "原名次", Num: true, Fold: "原名次"}, {Label: "新名次", Num: true, Fold: "新名次"},
		{Label: "变化", Num: true, Fold: "变化"}, {Label: "原得分", Num: true, Fold: "原得分"}, {Label: "新得分", Num: true, Fold: "新得分"}, {Label: "新名次区间", Num: true, Fold: "新名次区间"}}}
	up, down := 0, 0
	for i := range t.Rows {
		r := &t.Rows[i]
		change := "持平"
		switch g := r.Gain(); {
		case g > 0:
			change = "升" + ui.Num(int64(g))
			up++
		case g < 0:
			change = "降" + ui.Num(int64(-g))
			down++
		}
		ranks.Rows = append(ranks.Rows, ui.Row{Label: r.Label, Cells: []ui.Cell{{Text: r.Label, URL: base + "/" + t.Round.ID + "/" + r.SubjectID}, {Text: ui.Num(int64(r.OldRank))}, {Text: ui.Num(int64(r.NewRank))}, {Text: change},
			{Text: points(r.OldScore)}, {Text: points(r.New)}, {Text: span(int64(r.Best), int64(r.Worst))}}})
	}
	words := "升" + ui.Num(int64(up)) + "个，降" + ui.Num(int64(down)) + "个；" + ui.Num(int64(t.Taken)) + "项沿用当时的数"
	if t.Fresh != nil {
		words += "；" + strings.Join(t.Fresh, "、") + "按现在的登记重新取数"
	}
	if t.Empty != nil {
		words += "；" + strings.Join(t.Empty, "、") + "当时没有数"
	}
	swings := ui.Table{Label: "权重敏感度", Fold: true, Compact: true, Columns: []ui.Column{{Label: "指标", Head: true, Grow: true}, {Label: "权重", Num: true, Fold: "权重"}, {Label: "名次变动的", Num: true, Fold: "名次变动的"}, {Label: "最多动几名", Num: true, Fold: "最多动几名"}, {Label: "得分最多动", Num: true, Fold: "得分最多动"}}}
	for i := range t.Swings {
		w := &t.Swings[i]
		swings.Rows = append(swings.Rows, ui.Row{Label: w.Name, Cells: []ui.Cell{{Text: w.No + " " + w.Name}, {Text: trim(w.Weight)}, {Text: ui.Num(int64(w.Movers)) + "个"}, {Text: ui.Num(int64(w.Places))}, {Text: points(w.Largest)}}})
	}
	return []tables{{Title: t.Round.Period.Label(), Sub: ui.Plain(words), Table: ranks}, {Title: "权重敏感度", Sub: ui.Plain("单独把一项权重上下动10%，其余按比例补回100"), Table: swings}}
}
