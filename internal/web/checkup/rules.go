package checkup

import (
	"strconv"

	area "lianzhang/internal/checkup"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// rulesPage is the detectors with their thresholds, how often each was right, and for the office a form.
type rulesPage struct {
	ui.Page
	Parts    ui.Tabs
	Table    ui.Table
	Groups   []group
	Errs     ui.Errors
	Reason   ui.Field
	May      bool
	Versions *ui.Table
}

// group is the thresholds of one detector.
type group struct {
	Title, Text string
	Fields      []*ui.Field
}

func (h *handlers) showRules(q *web.Req) error {
	p, err := h.rulesPage(q)
	if err != nil {
		return err
	}
	return q.Render("checkup/rules", p)
}

func (h *handlers) rulesPage(q *web.Req) (*rulesPage, error) {
	rules, err := h.Checkup.InForce(q.Ctx())
	if err != nil {
		return nil, err
	}
	all, err := h.Checkup.Precisions(q.Ctx(), q.Actor.Scope)
	if err != nil {
		return nil, err
	}
	p := &rulesPage{Page: q.Page(section, "体检项与准确率"), Parts: parts(base + "/rules"), May: q.Actor.Can(authz.CheckupJudge) && q.Actor.Scope.All}
	p.Crumbs = []ui.Link{{Label: "注水体检", URL: base}, {Label: p.Title}}
	p.Lede = ui.Plain("现行" + edition(rules.No) + "。准确率＝属实÷已核，误报和已说明都算没查准；下面一行是95%的可能范围（威尔逊区间），核得少时范围宽。清单按程度、金额和准确率排。")
	p.Table = precisions(rules, all)
	for i := range rules.Detectors {
		p.Groups = append(p.Groups, fieldsOf(&rules.Detectors[i], p.May))
	}
	p.Reason = ui.Field{Kind: ui.KindText, Name: "reason", Label: "修改理由", Required: true, MaxLength: 200, Wide: true}
	versions, err := h.Checkup.Versions(q.Ctx())
	if err != nil {
		return nil, err
	}
	if len(versions) > 0 {
		t := &ui.Table{Label: "历次修改", Fold: true, Columns: []ui.Column{{Label: "版", Head: true}, {Label: "理由", Grow: true, Fold: "理由"}, {Label: "采用人", Fold: "采用人"}, {Label: "时间", Fold: "时间"}}}
		for _, v := range versions {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: "第" + ui.Num(v.No) + "版"}, {Text: v.Reason}, {Text: v.ByName}, {Text: ui.Stamp(v.At)}}})
		}
		p.Versions = t
	}
	return p, nil
}

func precisions(rules *area.Rules, all []area.Precision) ui.Table {
	t := ui.Table{Label: "各体检项", Fold: true, Columns: []ui.Column{{Label: "体检项", Sub: "查什么", Head: true, Grow: true}, {Label: "待核", Num: true, Fold: "待核"}, {Label: "待核金额", Sub: "亿元", Num: true, Fold: "待核金额"},
		{Label: "属实", Sub: "已核", Num: true, Fold: "属实/已核"}, {Label: "准确率", Sub: "可能范围", Num: true, Fold: "准确率"}, {Label: "何时查", Fold: "何时查", Rank: 3}}}
	for _, x := range all {
		d := rules.Find(x.Detector)
		share, between := "—", "还没核过"
		if x.Judged > 0 {
			share, between = ui.Pct(x.Share), ui.Pct(x.Low)+"—"+ui.Pct(x.High)
		}
		when := "每晚"
		if d.Quick {
			when = "保存时、每晚"
		}
		if !d.On {
			when = "停用"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: d.Label, Sub: d.What}, {Text: ui.Num(int64(x.Open)), URL: base + "?state=open&detector=" + d.ID}, {Text: ui.Yi(x.OpenAmount)},
			{Text: ui.Num(int64(x.Confirmed)) + "/" + ui.Num(int64(x.Judged)), URL: base + "?state=confirmed,rejected,explained&detector=" + d.ID}, {Text: share, Sub: between}, {Text: when, Quiet: true}}})
	}
	return t
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func fieldsOf(d *area.Detector, may bool) group {
	g := group{Title: d.Label, Text: d.What}
	g.Fields = append(g.Fields, &ui.Field{Kind: ui.KindCheck, Name: d.ID + ".on", Label: "启用", Checked: d.On, Disabled: !may})
	for _, p := range d.Params {
		g.Fields = append(g.Fields, &ui.Field{Kind: ui.KindNumber, Name: d.ID + "." + p.Name, Label: p.Label, Unit: p.Unit, Value: number(p.Value), Min: number(p.Min), Max: number(p.Max), Help: p.Help, ReadOnly: !may})
	}
	if d.Words != "" {
		g.Fields = append(g.Fields, &ui.Field{Kind: ui.KindText, Name: d.ID + ".words", Label: "字眼", Value: d.Words, Wide: true, MaxLength: 400, Help: "几个之间用空格隔开", ReadOnly: !may})
	}
	return g
}

func (h *handlers) adopt(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	rules, err := h.Checkup.InForce(q.Ctx())
	if err != nil {
		return err
	}
	for i := range rules.Detectors {
		d := &rules.Detectors[i]
		d.On = f.Bool(d.ID + ".on")
		for k := range d.Params {
			d.Params[k].Value = f.Float(d.ID + "." + d.Params[k].Name)
		}
		if d.Words != "" {
			d.Words = f.Text(d.ID + ".words")
		}
	}
	if err = f.Err(); err == nil {
		err = h.Checkup.Adopt(q.Ctx(), q.Actor, rules, f.Text("reason"))
	}
	if err == nil {
		return q.Redirect(base+"/rules", "已采用，从下次体检起生效")
	}
	if errs.CodeOf(err) != errs.Invalid {
		return err
	}
	p, pageErr := h.rulesPage(q)
	if pageErr != nil {
		return pageErr
	}
	var fields []*ui.Field
	for _, g := range p.Groups {
		for _, field := range g.Fields {
			if field.Kind == ui.KindCheck {
				field.Checked = f.Bool(field.Name)
			} else {
				field.Value = f.Raw(field.Name)
			}
			fields = append(fields, field)
		}
	}
	p.Reason.Value = f.Raw("reason")
	p.Errs = ui.Reject(err, append(fields, &p.Reason)...)
	return q.RenderInvalid("checkup/rules", p)
}
