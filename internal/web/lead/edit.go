package lead

import (
	area "lianzhang/internal/lead"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/money"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

type editPage struct {
	ui.Page
	Note   *ui.Note
	Errs   ui.Errors
	Action string
	Fields []*ui.Field
	Hidden []ui.Param
	Submit string
	Check  bool // offers the blind check
	Back   string
	Draft  string
}

// fields are the ten fields of a first report, short enough for a phone; more is asked for later.
func fields(names *listing.Names, d *area.Draft) []*ui.Field {
	size := ""
	if d.Size > 0 {
		size = listing.Exact(d.Size, money.Yi)
	}
	return []*ui.Field{
		{Kind: ui.KindText, Name: "investor", Label: "投资方", Value: d.Investor, MaxLength: 100, Required: true, Help: "企业全称", Focus: d.Investor == ""},
		{Kind: ui.KindText, Name: "uscc", Label: "统一社会信用代码", Value: d.USCC, MaxLength: 18, Mark: "选填"},
		{Kind: ui.KindText, Name: "name", Label: "拟建项目", Value: d.Name, MaxLength: 200, Required: true},
		{Kind: ui.KindMoney, Name: "size", Label: "拟投资", Value: size, Unit: "亿元"},
		{Kind: ui.KindSelect, Name: "chain_id", Label: "产业链", Value: d.ChainID, Options: append([]ui.Option{{Label: "未定"}}, names.Options("chain")...)},
		{Kind: ui.KindText, Name: "place", Label: "拟落地点", Value: d.Place, MaxLength: 100, Mark: "选填"},
		{Kind: ui.KindText, Name: "contact", Label: "对方联系人", Value: d.Contact, MaxLength: 50, Mark: "选填"},
		{Kind: ui.KindText, Name: "phone", Label: "联系电话", Value: d.Phone, MaxLength: 30, Mark: "选填", InputMode: "tel", Autocomplete: "off"},
		{Kind: ui.KindText, Name: "source", Label: "引荐人", Value: d.Source, MaxLength: 100, Mark: "选填", Help: "填了就要在1周内回复"},
		{Kind: ui.KindTextArea, Name: "evidence", Label: "依据和内容", Value: d.Evidence, Rows: 3, MaxLength: 2000, Wide: true, Help: "来函、考察、洽谈纪要；文件登记后再传"},
	}
}

func read(f *web.Form) area.Draft {
	return area.Draft{Investor: f.Text("investor"), USCC: f.Text("uscc"), Name: f.Text("name"), Size: f.Money("size", money.Yi), ChainID: f.Text("chain_id"),
		Place: f.Text("place"), Contact: f.Text("contact"), Phone: f.Text("phone"), Source: f.Text("source"), Evidence: f.Text("evidence"), TargetID: f.Text("target")}
}

func (h *handlers) showNew(q *web.Req) error {
	d := area.Draft{ChainID: q.Query("chain_id")}
	if id := q.Query("target"); id != "" {
		t, err := h.Targets.Get(q.Ctx(), q.Actor.Scope, id)
		if err != nil {
			return err
		}
		if err := h.known(q, &d, t.EnterpriseID); err != nil {
			return err
		}
		d.TargetID, d.ChainID, d.Investor = t.ID, t.ChainID, t.Firm
		if d.Name == "" {
			names, err := h.Lists.Names(q.Ctx())
			if err != nil {
				return err
			}
			d.Name = names.Label("node", t.NodeID) + "项目"
		}
		d.Evidence = t.Why
	}
	p, err := h.newPage(q, &d)
	if err != nil {
		return err
	}
	return q.Render("lead/edit", p)
}

// known takes over what the register of enterprises knows of a target.
func (h *handlers) known(q *web.Req, d *area.Draft, enterpriseID string) error {
	rows, err := h.Run.DB.Query(q.Ctx(), "SELECT uscc FROM enterprise WHERE id = $1", enterpriseID)
	if err != nil {
		return err
	}
	defer rows.Close()
	if rows.Next() {
		if err := rows.Scan(&d.USCC); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (h *handlers) newPage(q *web.Req, d *area.Draft) (*editPage, error) {
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, err
	}
	p := &editPage{Page: q.Page(section, "首报登记"), Action: base + "/new", Fields: fields(names, d), Submit: "登记并封存", Check: true, Back: base, Draft: "lead-new"}
	p.Crumbs = []ui.Link{{Label: "线索", URL: base}, {Label: p.Title}}
	p.Lede = ui.Plain("登记即封存：只有本单位和链长办看得到投资方，别的单位查重时只知道有没有撞单。")
	if d.TargetID != "" {
		p.Hidden = []ui.Param{{Name: "target", Value: d.TargetID}}
	}
	return p, nil
}

func (h *handlers) create(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	d := read(f)
	if err = f.Err(); err == nil && f.Text("do") == "check" {
		clash, checked := h.Leads.Check(q.Ctx(), q.Actor, d)
		if err = checked; err == nil {
			return h.checked(q, &d, clash)
		}
	}
	var l *area.Lead
	if err == nil {
		l, err = h.Leads.Register(q.Ctx(), q.Actor, d)
	}
	if err != nil {
		p, pageErr := h.newPage(q, &d)
		if pageErr != nil {
			return pageErr
		}
		return refuse(q, p, f, err)
	}
	text := "已登记并封存"
	if l.Clash == area.ClashWaiting {
		text = "已登记，与在册首报冲突，等链长办裁定"
	}
	return q.Redirect(base+"/"+l.ID, text)
}

// checked shows the form again with the answer of the blind check.
func (h *handlers) checked(q *web.Req, d *area.Draft, clash bool) error {
	p, err := h.newPage(q, d)
	if err != nil {
		return err
	}
	p.Note = &ui.Note{Body: ui.Plain("没有撞单，可以登记。查重已记入日志。")}
	if clash {
		p.Note = &ui.Note{Letter: ui.Yellow, Body: ui.Plain("有撞单：在册首报里已有相同的投资方或相近的项目。仍可登记，登记后由链长办裁定。")}
	}
	return q.Render("lead/edit", p)
}

// refuse shows a form as it was filled in, with what is wrong at its fields.
func refuse(q *web.Req, p *editPage, f *web.Form, err error) error {
	if code := errs.CodeOf(err); code != errs.Invalid && code != errs.Conflict {
		return err
	}
	for _, field := range p.Fields {
		if field.Kind != ui.KindFile {
			field.Value = f.Raw(field.Name)
		}
	}
	p.Errs = ui.Reject(err, p.Fields...)
	return q.RenderInvalid("lead/edit", p)
}

func (h *handlers) editPage(q *web.Req) (*editPage, error) {
	o, err := h.Leads.Read(q.Ctx(), q.Actor, q.Path("id"))
	if err != nil {
		return nil, err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, err
	}
	t := o.Text
	d := &area.Draft{Investor: t.Investor, USCC: t.USCC, Name: t.Name, Place: t.Place, Contact: t.Contact, Phone: t.Phone, Source: t.Source, Evidence: t.Evidence,
		Size: o.Size, ChainID: o.ChainID}
	p := &editPage{Page: q.Page(section, "修改登记"), Action: base + "/" + o.ID + "/edit", Fields: fields(names, d), Submit: "保存并重新封存", Back: base + "/" + o.ID}
	p.Crumbs = []ui.Link{{Label: "线索", URL: base}, {Label: o.Code, URL: p.Back}, {Label: p.Title}}
	p.Fields = append(p.Fields, &ui.Field{Kind: ui.KindTextArea, Name: "content", Label: "建设内容", Value: t.Content, Rows: 3, MaxLength: 2000, Wide: true})
	p.Note = &ui.Note{Body: ui.Plain("换投资方等于另一份首报：封存时间重新起算，并重新查重。")}
	return p, nil
}

func (h *handlers) showEdit(q *web.Req) error {
	p, err := h.editPage(q)
	if err != nil {
		return err
	}
	return q.Render("lead/edit", p)
}

func (h *handlers) edit(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	d := read(f)
	d.Content = f.Text("content")
	if err = f.Err(); err == nil {
		err = h.Leads.Amend(q.Ctx(), q.Actor, q.Path("id"), d)
	}
	if err != nil {
		p, pageErr := h.editPage(q)
		if pageErr != nil {
			return pageErr
		}
		return refuse(q, p, f, err)
	}
	return q.Redirect(base+"/"+q.Path("id"), "已保存")
}

// may reports whether the person may take the action of the flow.
func may(q *web.Req, perm authz.Perm) bool { return q.Actor.Can(perm) }
