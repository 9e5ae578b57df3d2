package studio

import (
	"net/url"
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/docx"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/studio"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
	"lianzhang/internal/web/upload"
)

// shown is how many periods back a page offers.
const shown = 6

type showPage struct {
	ui.Page
	Note     *ui.Note
	Facts    ui.Facts
	Periods  ui.Tabs
	Of       ui.Tabs
	Single   ui.Table
	Lists    []part
	Versions ui.Table
	Sent     ui.Table
	Deliver  *deliverForm
}

type deliverForm struct {
	Action string
	Fields []ui.Field
}

// ask reads which paper the address wants.
func (h *handlers) ask(q *web.Req) (studio.Ask, []period.Period, error) {
	t, err := h.get(q)
	if err != nil {
		return studio.Ask{}, nil, err
	}
	offered := h.Studio.Periods(t, shown)
	a := studio.Ask{Template: t, Of: q.Query("of"), Period: offered[0]}
	if text := q.Query("period"); text != "" {
		p, err := period.Parse(text)
		if err != nil || string(p.Kind()) != t.Cadence {
			return a, offered, errs.New(errs.Invalid, "“%s”不是%s，例如%s", text, period.Kind(t.Cadence).Label(), offered[0])
		}
		a.Period = p
	}
	return a, offered, nil
}

func (h *handlers) show(q *web.Req) error {
	a, offered, err := h.ask(q)
	if err != nil {
		return err
	}
	t := a.Template
	p := &showPage{Page: q.Page(section, t.Name)}
	p.Crumbs = []ui.Link{{Label: "通报", URL: "/reports"}, {Label: "自定义报告", URL: base}, {Label: t.Name}}
	if !t.Active {
		p.Tag = "已停用"
	}
	for _, o := range offered {
		p.Periods.Items = append(p.Periods.Items, ui.Tab{Label: o.Label(), URL: at(t, o, a.Of), On: o == a.Period})
	}
	if err := h.about(q, &a, p); err != nil {
		return err
	}
	if a.Of != "" || t.About == studio.AboutAll {
		if err := h.fill(q, a, p); err != nil {
			return err
		}
	}
	if q.Actor.Can(authz.ReportEdit) {
		p.Acts = append(p.Acts, ui.Action{Label: "修改", URL: base + "/" + t.ID + "/edit", Plain: true}, ui.Action{Label: "换模板", URL: base + "/" + t.ID + "/replace"})
	}
	if p.Single.Rows != nil {
		p.Acts = append(p.Acts, ui.Primary("下载Word", wordURL(a)))
	}
	if err := h.versions(q, t, p); err != nil {
		return err
	}
	if err := h.sent(q, t, p); err != nil {
		return err
	}
	return q.Render("studio/show", p)
}

func wordURL(a studio.Ask) string {
	v := url.Values{"period": {string(a.Period)}}
	if a.Of != "" {
		v.Set("of", a.Of)
	}
	return base + "/" + a.Template.ID + "/word?" + v.Encode()
}

// about offers the chains or counties that the paper can be about; the first of them is taken when none is named.
func (h *handlers) about(q *web.Req, a *studio.Ask, p *showPage) error {
	if a.Template.About == studio.AboutAll {
		a.Of = ""
		return nil
	}
	offered, err := h.Studio.Subjects(q.Ctx(), q.Actor, a.Template.About)
	if err != nil {
		return err
	}
	if len(offered) == 0 {
		p.Note = &ui.Note{Body: ui.Plain("您的数据范围内没有可出这份材料的" + map[string]string{studio.AboutChain: "产业链", studio.AboutRegion: "县区"}[a.Template.About])}
		return nil
	}
	if a.Of == "" {
		a.Of = offered[0].ID
	}
	for _, o := range offered {
		p.Of.Items = append(p.Of.Items, ui.Tab{Label: o.Name, URL: at(a.Template, a.Period, o.ID), On: o.ID == a.Of})
	}
	return nil
}

// fill shows the figures of the paper, each with its way back.
func (h *handlers) fill(q *web.Req, a studio.Ask, p *showPage) error {
	paper, err := h.Studio.Make(q.Ctx(), q.Actor, a)
	if errs.CodeOf(err) == errs.Invalid {
		p.Note = &ui.Note{Body: ui.Plain(err.Error())}
		return nil
	}
	if err != nil {
		return err
	}
	p.Facts = ui.Facts{ui.F("期间", a.Period.Label()), ui.F("模板", "第"+ui.Num(paper.Number)+"版"), ui.F("数据", map[bool]string{true: "已冻结，重出一字不差", false: "未冻结，随登记变动"}[paper.Frozen])}
	if n := len(paper.Missing); n > 0 {
		text := ""
		for i, f := range paper.Missing[:min(n, 8)] {
			if i > 0 {
				text += "、"
			}
			text += f.String()
		}
		p.Note = &ui.Note{Body: ui.Plain("有" + ui.Num(int64(n)) + "个填写项没有数，文中写“—”：" + text + "。名称要和“可用的数”里的一字不差")}
	}
	lists := map[string][]string{}
	var order []string
	p.Single = ui.Table{Label: "单个的数", Compact: true, Columns: []ui.Column{{Label: "填写项", Head: true}, {Label: "数", Grow: true}}}
	for _, f := range paper.Fields {
		if f.List == "" {
			p.Single.Rows = append(p.Single.Rows, ui.Row{Cells: []ui.Cell{{Text: f.Name}, valueCell(paper.Values.Fields[f.Name])}})
			continue
		}
		if !slices.Contains(order, f.List) {
			order = append(order, f.List)
		}
		lists[f.List] = append(lists[f.List], f.Name)
	}
	for _, name := range order {
		l := paper.Values.Lists[name]
		t := ui.Table{Label: name, Compact: true, Scroll: true, Empty: &ui.Empty{Title: "无"}}
		for i, col := range lists[name] {
			t.Columns = append(t.Columns, ui.Column{Label: col, Head: i == 0})
		}
		for _, item := range l.Items {
			var r ui.Row
			for _, col := range lists[name] {
				r.Cells = append(r.Cells, valueCell(item[col]))
			}
			t.Rows = append(t.Rows, r)
		}
		p.Lists = append(p.Lists, part{Head: name, Sub: ui.Num(int64(len(l.Items))) + "项", Table: t})
	}
	return nil
}

func (h *handlers) versions(q *web.Req, t *studio.Template, p *showPage) error {
	files, err := h.Studio.Versions(q.Ctx(), t)
	if err != nil {
		return err
	}
	p.Versions = ui.Table{Label: "模板版本", Compact: true, Columns: []ui.Column{{Label: "版本", Head: true}, {Label: "文件", Grow: true}, {Label: "时间"}, {}}}
	for i := range slices.Backward(files) {
		f := &files[i]
		cells := []ui.Cell{{Text: f.Label}, {Text: f.Name, URL: base + "/" + t.ID + "/files/" + f.ID}, {Text: clock.FromMicro(f.CreatedAt).Format("2006-01-02 15:04")}, {}}
		switch {
		case f.ID == t.FileID:
			cells[3].Text = "在用"
		case q.Actor.Can(authz.ReportEdit):
			cells[3].Acts = []ui.Action{{Label: "改用这版", URL: base + "/" + t.ID + "/use", Method: "post", Small: true, Hidden: []ui.Param{{Name: "file", Value: f.ID}},
				Confirm: "改用" + f.Label + "？已冻结的期间不变"}}
		}
		p.Versions.Rows = append(p.Versions.Rows, ui.Row{Cells: cells})
	}
	return nil
}

func (h *handlers) sent(q *web.Req, t *studio.Template, p *showPage) error {
	rows, err := h.Studio.Schedules(q.Ctx(), t.ID)
	if err != nil {
		return err
	}
	d, err := q.Directory()
	if err != nil {
		return err
	}
	may := q.Actor.Can(authz.ReportEdit)
	p.Sent = ui.Table{Label: "定时送达", Compact: true, Columns: []ui.Column{{Label: "收件人", Head: true}, {Label: "什么时候", Grow: true}, {Label: "最近送达"}, {}},
		Empty: &ui.Empty{Title: "没有定时送达", Text: "加上收件人后，每期到时发消息给他，打开时按他自己的权限出数"}}
	for _, s := range rows {
		who := "已停用的账号"
		if a := d.Account(s.AccountID); a != nil {
			who = a.Name + "（" + d.UnitName(a.UnitID) + "）"
		}
		when := "冻结以后"
		if s.Days > 0 {
			when = "期末后第" + ui.Num(s.Days) + "个工作日"
		}
		r := ui.Row{Cells: []ui.Cell{{Text: who}, {Text: when}, {Text: period.Period(s.Last).Label()}, {}}}
		if may {
			r.Cells[3].Acts = []ui.Action{{Label: "取消", URL: base + "/" + t.ID + "/stop", Method: "post", Small: true, Hidden: []ui.Param{{Name: "schedule", Value: s.ID}}}}
		}
		p.Sent.Rows = append(p.Sent.Rows, r)
	}
	if may && t.Active {
		var people []ui.Option
		for _, a := range d.Accounts() {
			if a.Active && q.Actor.Scope.Allows(authz.Keys{Region: a.Region, Unit: a.UnitID}) {
				people = append(people, ui.Option{Value: a.ID, Label: a.Name + "　" + d.UnitName(a.UnitID)})
			}
		}
		p.Deliver = &deliverForm{Action: base + "/" + t.ID + "/deliver", Fields: []ui.Field{
			{Kind: ui.KindSelect, Name: "account_id", Label: "收件人", Options: append([]ui.Option{{Label: "选择"}}, people...), Required: true},
			{Kind: ui.KindNumber, Name: "days", Label: "期末后第几个工作日", Value: "0", Help: "0表示冻结以后"}}}
	}
	return nil
}

func (h *handlers) word(q *web.Req) error {
	a, _, err := h.ask(q)
	if err != nil {
		return err
	}
	paper, err := h.Studio.Make(q.Ctx(), q.Actor, a)
	if err != nil {
		return err
	}
	q.Download(paper.Name(), docx.ContentType)
	_, err = q.W.Write(paper.Word)
	return err
}

func (h *handlers) file(q *web.Req) error {
	t, err := h.get(q)
	if err != nil {
		return err
	}
	return upload.SendOf(q, h.Studio.Run.DB, h.Files, t.Ref())
}
