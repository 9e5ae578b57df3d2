package gap

import (
	"net/url"
	"strconv"

	area "lianzhang/internal/gap"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

func escape(s string) string { return url.QueryEscape(s) }

// refuse answers figures of another place that cannot be taken with the page as it was typed.
func (h *handlers) refuse(q *web.Req, f *web.Form, err error, chainID string) error {
	if code := errs.CodeOf(err); code != errs.Invalid {
		return err
	}
	v := q.R.URL.Query()
	v.Set("chain", chainID)
	q.R.URL.RawQuery = v.Encode()
	p, pageErr := h.comparePage(q)
	if pageErr != nil {
		return pageErr
	}
	for _, field := range p.Fields {
		field.Value = f.Raw(field.Name)
	}
	p.Errs = ui.Reject(err, p.Fields...)
	return q.RenderInvalid("gap/page", p)
}

func (h *handlers) showRules(q *web.Req) error {
	p, err := h.rulesPage(q)
	if err != nil {
		return err
	}
	return q.Render("gap/page", p)
}

// rulesPage is the rules in force, and for who may adopt rules a form of the thresholds.
func (h *handlers) rulesPage(q *web.Req) (*page, error) {
	j, err := h.Gaps.InForce(q.Ctx(), h.Run.DB)
	if err != nil {
		return nil, err
	}
	p := &page{Page: q.Page(section, "缺口判定规则")}
	p.Crumbs = []ui.Link{{Label: "缺口清单", URL: base}, {Label: "判定规则"}}
	p.Lede = ui.Plain(j.Name + "。" + j.Origin + "。" + j.Note)
	text := func(label string, cells ...string) ui.Row {
		r := ui.Row{Cells: []ui.Cell{{Text: label}}}
		for _, c := range cells {
			r.Cells = append(r.Cells, ui.Cell{Text: c})
		}
		return r
	}
	verdicts := ui.Table{Label: "四类判定", Columns: []ui.Column{{Label: "规则", Head: true}, {Label: "判为"}, {Label: "条件", Grow: true}, {Label: "意思"}}}
	for _, v := range j.Verdicts {
		verdicts.Rows = append(verdicts.Rows, text(v.ID, area.KindLabel(v.Kind), v.When, v.Text))
	}
	lights := ui.Table{Label: "亮灯", Columns: []ui.Column{{Label: "规则", Head: true}, {Label: "灯"}, {Label: "条件", Grow: true}, {Label: "意思"}, {Label: "怎么消"}}}
	for _, l := range j.Lights {
		lights.Rows = append(lights.Rows, text(l.ID, ui.LetterOf(l.Light).Word(), l.When, l.Text, l.Clear))
	}
	thresholds := ui.Table{Label: "阈值", Columns: []ui.Column{{Label: "名称", Head: true}, {Label: "数值", Num: true}, {Label: "意思", Grow: true}}}
	for _, t := range j.Thresholds {
		thresholds.Rows = append(thresholds.Rows, text(t.Label, dec(t.Value), t.Note))
	}
	measure := map[string]string{"firms": "企业数", "revenue": "营业收入"}[j.Measure]
	p.Parts = []*Section{{Title: "四类判定", Note: ui.Plain("自上而下，先成立的算"), Tables: []ui.Table{verdicts}},
		{Title: "阈值", Tables: []ui.Table{thresholds}, Note: ui.Plain("存在度按" + measure + "；未认定的建议吻合度达" + ui.Pct(j.Suggested) + "即计入；市外企业满" + strconv.Itoa(j.Nation) + "家以全国为基准")},
		{Title: "紧迫度", Note: ui.Plain(j.Need + "；不到" + dec(j.Least) + "分不列为缺口")}, {Title: "亮灯", Tables: []ui.Table{lights}}}
	versions, err := h.Gaps.RulesVersions(q.Ctx())
	if err != nil {
		return nil, err
	}
	if len(versions) > 0 {
		t := ui.Table{Label: "历次", Columns: []ui.Column{{Label: "版", Head: true}, {Label: "理由", Grow: true}, {Label: "采用人"}, {Label: "时间"}}}
		for _, v := range versions {
			t.Rows = append(t.Rows, text("第"+ui.Num(v.No)+"版", v.Reason, v.ByName, ui.Stamp(v.At)))
		}
		p.Parts = append(p.Parts, &Section{Title: "历次修改", Tables: []ui.Table{t}})
	}
	if q.Actor.Can(authz.LightAdopt) {
		p.Action, p.Submit = base+"/rules", "采用新版"
		p.Fields = rulesFields(&j.Rules)
	}
	return p, nil
}

func rulesFields(r *area.Rules) []*ui.Field {
	out := []*ui.Field{{Kind: ui.KindSelect, Name: "measure", Label: "存在度按", Value: r.Measure, Options: []ui.Option{{Value: "firms", Label: "企业数"}, {Value: "revenue", Label: "营业收入"}}},
		{Kind: ui.KindNumber, Name: "suggested", Label: "建议计入线", Value: dec(r.Suggested), Help: "未认定的建议吻合度达到多少计入；大于1为只算已确认"},
		{Kind: ui.KindNumber, Name: "least", Label: "列入线", Unit: "分", Value: dec(r.Least), Help: "紧迫度不到此分的环节不列为缺口"},
		{Kind: ui.KindNumber, Name: "nation", Label: "全国基准最少企业", Value: strconv.Itoa(r.Nation)}}
	for _, t := range r.Thresholds {
		out = append(out, &ui.Field{Kind: ui.KindNumber, Name: "t_" + t.Name, Label: t.Label, Value: dec(t.Value), Help: t.Note})
	}
	for _, v := range r.Verdicts {
		out = append(out, &ui.Field{Kind: ui.KindTextArea, Name: "v_" + v.ID, Label: v.ID + "　" + area.KindLabel(v.Kind) + "的条件", Value: v.When, Rows: 2, MaxLength: 2000, Wide: true})
	}
	return append(out, &ui.Field{Kind: ui.KindTextArea, Name: "need", Label: "紧迫度公式", Value: r.Need, Rows: 2, MaxLength: 2000, Wide: true},
		&ui.Field{Kind: ui.KindText, Name: "reason", Label: "修改理由", Required: true, MaxLength: 200, Wide: true})
}

func (h *handlers) adoptRules(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	j, err := h.Gaps.InForce(q.Ctx(), h.Run.DB)
	if err != nil {
		return err
	}
	r := j.Rules
	r.Thresholds, r.Verdicts = append([]area.Threshold(nil), r.Thresholds...), append([]area.Verdict(nil), r.Verdicts...)
	r.Measure, r.Suggested, r.Least, r.Nation, r.Need = f.Text("measure"), f.Float("suggested"), f.Float("least"), int(f.Int("nation")), f.Text("need")
	for i := range r.Thresholds {
		r.Thresholds[i].Value = f.Float("t_" + r.Thresholds[i].Name)
	}
	for i := range r.Verdicts {
		r.Verdicts[i].When = f.Text("v_" + r.Verdicts[i].ID)
	}
	if f.Text("reason") == "" {
		f.Add("reason", "写明理由，它会留在日志里")
	}
	if err = f.Err(); err == nil {
		err = h.Gaps.Adopt(q.Ctx(), q.Actor, r, f.Text("reason"))
	}
	if errs.CodeOf(err) == errs.Invalid {
		p, pageErr := h.rulesPage(q)
		if pageErr != nil {
			return pageErr
		}
		for _, field := range p.Fields {
			field.Value = f.Raw(field.Name)
		}
		p.Errs = ui.Reject(err, p.Fields...)
		return q.RenderInvalid("gap/page", p)
	}
	if err != nil {
		return err
	}
	return q.Redirect(base+"/rules", "已采用，重新评估后生效")
}
