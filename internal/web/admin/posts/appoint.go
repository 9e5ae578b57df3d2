package posts

import (
	"lianzhang/internal/org"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/ui"
)

// form appoints somebody to a post of the kind; was is the post that ends by it, nil for none.
func form(q *web.Req, d *org.Directory, s subject, kind org.PostKind, was *org.Post) *formpage.Form {
	f := &formpage.Form{Page: page(q, s, "任命"+kind.Label()), Action: s.at() + "/appoint", Back: s.at(), Submit: "任命", Draft: "post-" + s.path + string(kind),
		Hidden: []ui.Param{{Name: "kind", Value: string(kind)}}}
	if was != nil {
		f.Title, f.Submit = "接替"+was.Holder, "任命"
		f.Crumbs[len(f.Crumbs)-1].Label = f.Title
		f.Hidden = append(f.Hidden, ui.Param{Name: "replaces", Value: was.ID})
		f.Note = &ui.Note{Letter: ui.None, Body: ui.Plain(was.Holder + "自" + was.StartOn + "任" + kind.Label() + "，到接替人起任的前一天止，留在历任里")}
	}
	units := []ui.Option{{Label: "选择"}}
	for _, u := range d.Units() {
		units = append(units, ui.Option{Value: u.ID, Label: u.Name})
	}
	unit := ui.Field{Kind: ui.KindSelect, Name: "unit_id", Label: "牵头单位", Help: "单位里有业务角色的人都能看到本链", Options: units, Required: true}
	start := ui.Field{Kind: ui.KindDate, Name: "start_on", Label: "起任日期", Value: q.Today(), Required: true}
	basis := ui.Field{Kind: ui.KindText, Name: "basis", Label: "依据", Help: "任命文件号", MaxLength: 80}
	reason := formpage.Reason("选填")
	reason.Required = false
	if kind == org.PostLeadUnit {
		f.Fields = []ui.Field{unit, start, basis, reason}
		return f
	}
	people := []ui.Option{{Label: "没有账号，填姓名"}}
	for _, a := range d.Accounts() {
		if a.Active {
			people = append(people, ui.Option{Value: a.ID, Label: a.Name + "（" + d.UnitName(a.UnitID) + "）"})
		}
	}
	unit.Label, unit.Help, unit.Required = "单位", "不填时随账号", false
	f.Fields = []ui.Field{{Kind: ui.KindSelect, Name: "account_id", Label: "账号", Help: "选了账号，本人登录后就看得到本链", Options: people},
		{Kind: ui.KindText, Name: "holder", Label: "姓名", Help: "没有账号时填", MaxLength: 40},
		{Kind: ui.KindText, Name: "title", Label: "职务", Help: "例如市委常委、常务副市长", MaxLength: 60}, unit, start, basis, reason}
	return f
}

// kindOf reads the kind of post and the one replaced, and refuses what does not belong to the subject.
func kindOf(d *org.Directory, s subject, kind, replaces string) (org.PostKind, *org.Post, error) {
	k := org.PostKind(kind)
	if k.Label() == "" || (k == org.PostGeneral) != (s.id == "") {
		return "", nil, errs.New(errs.NotFound, "没有这种职务")
	}
	if replaces == "" {
		return k, nil, nil
	}
	for _, p := range d.PostHistory(s.id) {
		if p.ID == replaces && p.Kind == k {
			return k, &p, nil
		}
	}
	return "", nil, errs.New(errs.NotFound, "没有这个职务记录")
}

func (d Deps) showAppoint(q *web.Req) error {
	dir, s, err := d.subject(q)
	if err != nil {
		return err
	}
	if err := need(q, s); err != nil {
		return err
	}
	kind, was, err := kindOf(dir, s, q.Query("kind"), q.Query("replaces"))
	if err != nil {
		return err
	}
	return form(q, dir, s, kind, was).Show(q)
}

func (d Deps) appoint(q *web.Req) error {
	dir, s, err := d.subject(q)
	if err != nil {
		return err
	}
	if err := need(q, s); err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	kind, was, err := kindOf(dir, s, f.Text("kind"), f.Text("replaces"))
	if err != nil {
		return err
	}
	p := org.Post{ChainID: s.id, Region: s.region, Kind: kind, Holder: f.Text("holder"), AccountID: f.Text("account_id"), UnitID: f.Text("unit_id"),
		Title: f.Text("title"), Basis: f.Text("basis"), StartOn: f.Text("start_on")}
	made, err := d.Org.Appoint(q.Ctx(), q.Actor, p, f.Text("replaces"), f.Text("reason"))
	if err != nil {
		return form(q, dir, s, kind, was).Refuse(q, f, err)
	}
	return q.Redirect(s.at(), made.Holder+"任"+kind.Label())
}

func relieveForm(q *web.Req, s subject, p *org.Post) *formpage.Form {
	return &formpage.Form{Page: page(q, s, "免去"+p.Holder), Action: s.at() + "/relieve", Back: s.at(), Submit: "免去", Danger: true, Column: true,
		Hidden: []ui.Param{{Name: "post", Value: p.ID}}, Facts: ui.Facts{ui.F("职务", p.Kind.Label()), ui.F("姓名", p.Holder), ui.F("起任", p.StartOn)},
		Note:   &ui.Note{Letter: ui.Yellow, Body: ui.Plain("过了最后一天，凭这个职务看到的数据就没有了；职务留在历任里。有人接任的，用“接替”，中间不空档")},
		Fields: []ui.Field{{Kind: ui.KindDate, Name: "end_on", Label: "最后一天", Value: q.Today(), Required: true}, formpage.Reason("免职文件号")}}
}

func (d Deps) relieving(q *web.Req, id string) (subject, *org.Post, error) {
	dir, s, err := d.subject(q)
	if err != nil {
		return s, nil, err
	}
	if err := need(q, s); err != nil {
		return s, nil, err
	}
	for _, p := range dir.PostHistory(s.id) {
		if p.ID == id {
			return s, &p, nil
		}
	}
	return s, nil, errs.New(errs.NotFound, "没有这个职务记录")
}

func (d Deps) showRelieve(q *web.Req) error {
	s, p, err := d.relieving(q, q.Query("post"))
	if err != nil {
		return err
	}
	return relieveForm(q, s, p).Show(q)
}

func (d Deps) relieve(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	s, p, err := d.relieving(q, f.Text("post"))
	if err != nil {
		return err
	}
	reason := formpage.NeedReason(f)
	if err = f.Err(); err == nil {
		err = d.Org.Relieve(q.Ctx(), q.Actor, p.ID, f.Text("end_on"), reason)
	}
	if err != nil {
		return relieveForm(q, s, p).Refuse(q, f, err)
	}
	return q.Redirect(s.at(), p.Holder+"不再任"+p.Kind.Label())
}
