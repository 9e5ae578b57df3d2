package units

import (
	"strconv"

	"lianzhang/internal/org"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/ui"
)

// form is the form of a unit; u.ID "" makes a new one, which also chooses its parent.
func form(q *web.Req, d *org.Directory, u *org.Unit) *formpage.Form {
	f := &formpage.Form{Page: page(q, nil, "新建单位"), Action: "/admin/units", Submit: "新建", Back: "/admin/units", Draft: "unit-new"}
	if u.ID != "" {
		f = &formpage.Form{Page: page(q, u, "修改单位"), Action: at(u) + "/edit", Submit: "保存", Back: at(u), Draft: "unit-" + u.ID,
			Hidden: []ui.Param{{Name: "version", Value: strconv.FormatInt(u.Version, 10)}}}
	}
	f.Crumbs = append(f.Crumbs, ui.Link{Label: f.Title})
	kinds := make([]ui.Option, 0, 8)
	for _, k := range org.UnitKinds() {
		kinds = append(kinds, ui.Option{Value: string(k), Label: k.Label()})
	}
	var regions []ui.Option
	for _, r := range d.Regions() {
		regions = append(regions, ui.Option{Value: r.ID, Label: r.Name})
	}
	sort := ""
	if u.Sort != 0 {
		sort = strconv.FormatInt(u.Sort, 10)
	}
	f.Fields = []ui.Field{
		{Kind: ui.KindText, Name: "name", Label: "单位名称", Value: u.Name, Help: "公章上的全称；改名后旧名称自动记为曾用名", MaxLength: 80, Required: true, Focus: u.ID == ""},
		{Kind: ui.KindText, Name: "short", Label: "简称", Value: u.Short, Help: "列表和通报里用", MaxLength: 30},
		{Kind: ui.KindSelect, Name: "kind", Label: "类别", Value: string(u.Kind), Options: kinds},
		{Kind: ui.KindSelect, Name: "region", Label: "所属区域", Value: u.Region, Help: "决定本单位人员默认看到哪里的数据", Options: regions},
		{Kind: ui.KindText, Name: "alias", Label: "曾用名", Value: u.Alias, Help: "多个用顿号隔开，导入表格时也认", MaxLength: 200},
		{Kind: ui.KindText, Name: "sort", Label: "排序", Value: sort, Help: "小的在前", InputMode: "numeric", MaxLength: 6},
	}
	if u.ID == "" {
		parent := ui.Field{Kind: ui.KindSelect, Name: "parent_id", Label: "上级单位", Value: u.ParentID, Options: parents(d, "")}
		f.Fields = append(f.Fields[:2], append([]ui.Field{parent}, f.Fields[2:]...)...)
	}
	reason := formpage.Reason("选填")
	reason.Required = false
	f.Fields = append(f.Fields, reason)
	return f
}

// parents are the units under which a unit may stand: not itself and none below it.
func parents(d *org.Directory, id string) []ui.Option {
	out := []ui.Option{{Value: "", Label: "无（最上级）"}}
	under := map[string]bool{}
	for _, below := range d.UnitSubtree(id) {
		under[below] = true
	}
	for _, u := range d.Units() {
		if !under[u.ID] {
			out = append(out, ui.Option{Value: u.ID, Label: u.Name})
		}
	}
	return out
}

func read(f *web.Form, u org.Unit) org.Unit {
	u.Name, u.Short, u.Alias = f.Text("name"), f.Text("short"), f.Text("alias")
	u.Kind, u.Region, u.Sort = org.UnitKind(f.Text("kind")), f.Text("region"), f.Int("sort")
	return u
}

func (p *pages) showNew(q *web.Req) error {
	d, err := q.Directory()
	if err != nil {
		return err
	}
	u := &org.Unit{Kind: org.UnitDepartment, ParentID: q.Query("parent")}
	if root := d.Root(); root != nil {
		u.Region = root.ID
	}
	if above := d.Unit(u.ParentID); above != nil {
		u.Region = above.Region
	}
	return form(q, d, u).Show(q)
}

func (p *pages) create(q *web.Req) error {
	d, err := q.Directory()
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	u := read(f, org.Unit{ParentID: f.Text("parent_id")})
	var made *org.Unit
	if err = f.Err(); err == nil {
		made, err = p.Org.CreateUnit(q.Ctx(), q.Actor, u, f.Text("reason"))
	}
	if err != nil {
		return form(q, d, &org.Unit{}).Refuse(q, f, err)
	}
	return q.Redirect(at(made), "已新建"+made.Name)
}

func (p *pages) showEdit(q *web.Req) error {
	d, u, err := p.unit(q)
	if err != nil {
		return err
	}
	return form(q, d, u).Show(q)
}

func (p *pages) edit(q *web.Req) error {
	d, u, err := p.unit(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	after := read(f, *u)
	after.Version = f.Int("version")
	if err = f.Err(); err == nil {
		err = p.Org.UpdateUnit(q.Ctx(), q.Actor, after, f.Text("reason"))
	}
	if stored, ok := formpage.Stored[org.Unit](err); ok {
		return form(q, d, u).Differ(q, f, err, form(q, d, stored))
	}
	if err != nil {
		return form(q, d, u).Refuse(q, f, err)
	}
	return q.Redirect(at(u), "已存")
}
