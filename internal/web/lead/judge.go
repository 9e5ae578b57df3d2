package lead

import (
	area "lianzhang/internal/lead"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

type disputesPage struct {
	ui.Page
	Cases []dispute
	Empty ui.Empty
}

// dispute is one clash with both sides.
type dispute struct {
	Title, Ground, State string
	Table                ui.Table
	Form                 *form
}

func (h *handlers) disputes(q *web.Req) error {
	p, err := h.disputesPage(q, "", nil, nil)
	if err != nil {
		return err
	}
	return q.Render("lead/disputes", p)
}

// disputesPage shows all disputes; the one whose decision was refused shows what was typed.
func (h *handlers) disputesPage(q *web.Req, refused string, f *web.Form, fault error) (*disputesPage, error) {
	rows, err := h.Leads.Disputes(q.Ctx(), q.Actor)
	if err != nil {
		return nil, err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, err
	}
	p := &disputesPage{Page: q.Page(section, "撞单裁定"), Empty: ui.Empty{Title: "没有撞单", Text: "两个单位首报同一投资方或相近项目时，会列在这里"}}
	p.Crumbs = []ui.Link{{Label: "线索", URL: base}, {Label: p.Title}}
	p.Lede = ui.Plain("只有裁定人看得到双方。当事单位只知道有撞单和裁定结果。")
	for i := range rows {
		d := &rows[i]
		c := dispute{Title: d.FirstText.Investor, Ground: area.GroundLabel(d.Ground), State: "已裁定，" + ui.Joined(d.DecidedOn, d.DecidedBy)}
		if d.State == area.ClashVoid {
			c.State = "已自行解除"
		}
		if d.State == area.ClashOpen {
			c.State = "待裁定"
			if d.City {
				c.State += "，按投资额由市链长办裁定"
			}
		}
		c.Table = ui.Table{Label: "双方", Fold: true, Columns: []ui.Column{{Label: "首报", Head: true}, {Label: "单位", Fold: "单位"}, {Label: "投资方", Sub: "项目", Grow: true}, {Label: "拟投资", Sub: "亿元", Num: true, Fold: "拟投资"},
			{Label: "封存时间", Fold: "封存时间"}, {Label: "封签", Fold: "封签"}, {Label: "状态", Fold: "状态"}}}
		for _, side := range []struct {
			word   string
			lead   *area.Lead
			text   *area.Text
			intact bool
		}{{"先报", &d.First, &d.FirstText, d.FirstSeal}, {"后报", &d.Second, &d.SecondText, !d.SecondBroken}} {
			seal := ui.Cell{Text: "相符"}
			if !side.intact {
				seal = ui.Cell{Rich: ui.Rich{ui.Late("不符")}}
			}
			c.Table.Rows = append(c.Table.Rows, ui.Row{Cells: []ui.Cell{{Text: side.word}, {Text: names.Label("unit", side.lead.UnitID)}, {Text: side.text.Investor, URL: base + "/" + side.lead.ID, Sub: side.text.Name},
				{Text: ui.Yi(side.lead.Size)}, {Text: ui.Stamp(side.lead.SealedAt)}, seal, {Text: area.StateLabel(side.lead.State)}}})
		}
		if d.State == area.ClashOpen && (!d.City || q.Actor.Scope.All) {
			c.Form = &form{Action: base + "/disputes", Fields: []*ui.Field{{Kind: ui.KindHidden, Name: "id", Value: d.ID},
				{Kind: ui.KindRadio, Name: "winner", Label: "归", Group: d.ID, Options: []ui.Option{{Value: d.OtherID, Label: "先报：" + names.Label("unit", d.First.UnitID)}, {Value: d.LeadID, Label: "后报：" + names.Label("unit", d.Second.UnitID)}}},
				{Kind: ui.KindTextArea, Name: "grounds", Label: "理由", Rows: 2, MaxLength: 500, Required: true, Wide: true, Group: d.ID, Help: "双方都会看到，不要写对方单位"}}}
			if d.ID == refused {
				c.Form.Fields[2].Value = f.Raw("grounds")
				c.Form.Errs = ui.Reject(fault, c.Form.Fields...)
			}
		}
		p.Cases = append(p.Cases, c)
	}
	return p, nil
}

func (h *handlers) decide(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	err = h.Leads.Decide(q.Ctx(), q.Actor, f.Text("id"), f.Text("winner"), f.Text("grounds"))
	if errs.CodeOf(err) == errs.Invalid {
		p, pageErr := h.disputesPage(q, f.Text("id"), f, err)
		if pageErr != nil {
			return pageErr
		}
		return q.RenderInvalid("lead/disputes", p)
	}
	if err != nil {
		return err
	}
	return q.Redirect(base+"/disputes", "已裁定")
}

type rulesPage struct {
	ui.Page
	Kinds []ruleKind
}

// ruleKind is one kind of rules with its versions.
type ruleKind struct {
	Title, Sub string
	Table      ui.Table
	Form       *form
	Body       string
}

func (h *handlers) rules(q *web.Req) error {
	p, err := h.rulesPage(q, "", nil, nil)
	if err != nil {
		return err
	}
	return q.Render("lead/rules", p)
}

func (h *handlers) rulesPage(q *web.Req, refused string, f *web.Form, fault error) (*rulesPage, error) {
	p := &rulesPage{Page: q.Page(section, "时限与评审规则")}
	p.Crumbs = []ui.Link{{Label: "线索", URL: base}, {Label: p.Title}}
	p.Lede = ui.Plain("规则是数据，每改一次留一个版本；已经开始的评审按原来的版本办完。")
	for _, k := range []struct{ kind, title, sub string }{{area.ClockRules, "线索时限与首报", "工作日；金额为元"}, {area.SheetRules, "准入评审表", "满分100分，底线、分档、一票否决"}} {
		rows, err := h.Leads.Rules(q.Ctx(), k.kind)
		if err != nil {
			return nil, err
		}
		one := ruleKind{Title: k.title, Sub: k.sub, Body: rows[0].Body}
		one.Table = ui.Table{Label: k.title + "的版本", Columns: []ui.Column{{Label: "版本", Head: true}, {Label: "名称", Grow: true}, {Label: "谁改的"}, {Label: "时间"}}}
		for i, r := range rows {
			no := "第" + ui.Num(r.No) + "版"
			if r.No == 0 {
				no = "默认"
			}
			if i == 0 {
				no += "（现行）"
			}
			one.Table.Rows = append(one.Table.Rows, ui.Row{Cells: []ui.Cell{{Text: no}, {Text: r.Name}, {Text: r.ByName}, {Text: ui.Stamp(r.CreatedAt)}}})
		}
		if may(q, authz.LeadJudge) && q.Actor.Scope.All {
			one.Form = &form{Action: base + "/rules", Fields: []*ui.Field{{Kind: ui.KindHidden, Name: "kind", Value: k.kind},
				{Kind: ui.KindTextArea, Name: "body", Label: "规则（JSON）", Rows: 18, Value: rows[0].Body, MaxLength: 60000, Wide: true, Group: k.kind},
				{Kind: ui.KindText, Name: "reason", Label: "依据", Required: true, MaxLength: 200, Placeholder: "文件号或会议", Wide: true, Group: k.kind}}}
			if k.kind == refused {
				for _, field := range one.Form.Fields {
					field.Value = f.Raw(field.Name)
				}
				one.Form.Errs, one.Form.Open = ui.Reject(fault, one.Form.Fields...), true
			}
		}
		p.Kinds = append(p.Kinds, one)
	}
	return p, nil
}

func (h *handlers) setRules(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	if f.Text("reason") == "" {
		f.Add("reason", "写明依据，它会留在日志里")
	}
	if err = f.Err(); err == nil {
		_, err = h.Leads.SetRule(q.Ctx(), q.Actor, f.Text("kind"), f.Raw("body"), f.Text("reason"))
	}
	if code := errs.CodeOf(err); code == errs.Invalid || code == errs.TooLarge {
		p, pageErr := h.rulesPage(q, f.Text("kind"), f, err)
		if pageErr != nil {
			return pageErr
		}
		return q.RenderInvalid("lead/rules", p)
	}
	if err != nil {
		return err
	}
	return q.Redirect(base+"/rules", "新版本已启用")
}
