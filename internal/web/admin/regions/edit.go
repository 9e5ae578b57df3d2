package regions

import (
	"strconv"

	"lianzhang/internal/org"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/ui"
)

// form is the form of a region; a new one may choose its code, which stays from then on.
func form(q *web.Req, d *org.Directory, r *org.Region, fresh bool) *formpage.Form {
	f := &formpage.Form{Page: page(q, "新建区域"), Action: "/admin/regions", Submit: "新建", Back: "/admin/regions", Draft: "region-new"}
	if !fresh {
		f = &formpage.Form{Page: page(q, "修改区域"), Action: at(r) + "/edit", Submit: "保存", Back: "/admin/regions", Draft: "region-" + r.ID,
			Hidden: []ui.Param{{Name: "version", Value: strconv.FormatInt(r.Version, 10)}}}
	}
	code := ui.Field{Kind: ui.KindText, Name: "id", Label: "区划代码", Value: r.ID, Help: "行政区用国标六位代码；功能区没有国标代码，自编，如340700-GX。定了不能改",
		MaxLength: 20, Required: true, Focus: fresh, ReadOnly: !fresh}
	var kinds []ui.Option
	for _, k := range org.RegionKinds() {
		kinds = append(kinds, ui.Option{Value: string(k), Label: k.Label()})
	}
	under := map[string]bool{}
	for _, below := range d.RegionSubtree(r.ID) {
		under[below] = true
	}
	above := []ui.Option{{Label: "无（最上级）"}}
	for _, o := range d.Regions() {
		if fresh || !under[o.ID] {
			above = append(above, ui.Option{Value: o.ID, Label: o.Name})
		}
	}
	sort := ""
	if r.Sort != 0 {
		sort = strconv.FormatInt(r.Sort, 10)
	}
	reason := formpage.Reason("选填")
	reason.Required = false
	f.Fields = []ui.Field{code, {Kind: ui.KindText, Name: "name", Label: "名称", Value: r.Name, MaxLength: 40, Required: true},
		{Kind: ui.KindSelect, Name: "kind", Label: "级别", Value: string(r.Kind), Options: kinds},
		{Kind: ui.KindSelect, Name: "parent", Label: "上级", Value: r.Parent, Options: above},
		{Kind: ui.KindText, Name: "sort", Label: "排序", Value: sort, Help: "小的在前", InputMode: "numeric", MaxLength: 6}, reason}
	return f
}

func read(f *web.Form, code string) org.Region {
	return org.Region{ID: code, Name: f.Text("name"), Kind: org.RegionKind(f.Text("kind")), Parent: f.Text("parent"), Sort: f.Int("sort"), Version: f.Int("version")}
}

func (d Deps) showNew(q *web.Req) error {
	dir, err := q.Directory()
	if err != nil {
		return err
	}
	r := &org.Region{Kind: org.County}
	if root := dir.Root(); root != nil {
		r.Parent = root.ID
	}
	return form(q, dir, r, true).Show(q)
}

func (d Deps) create(q *web.Req) error {
	dir, err := q.Directory()
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	r := read(f, f.Text("id"))
	if err = f.Err(); err == nil {
		_, err = d.Org.CreateRegion(q.Ctx(), q.Actor, r, f.Text("reason"))
	}
	if err != nil {
		return form(q, dir, &org.Region{}, true).Refuse(q, f, err)
	}
	return q.Redirect("/admin/regions", "已新建"+r.Name)
}

func (d Deps) showEdit(q *web.Req) error {
	dir, r, err := region(q)
	if err != nil {
		return err
	}
	return form(q, dir, r, false).Show(q)
}

func (d Deps) edit(q *web.Req) error {
	dir, r, err := region(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	after := read(f, r.ID)
	if err = f.Err(); err == nil {
		err = d.Org.UpdateRegion(q.Ctx(), q.Actor, after, f.Text("reason"))
	}
	if stored, ok := formpage.Stored[org.Region](err); ok {
		return form(q, dir, r, false).Differ(q, f, err, form(q, dir, stored, false))
	}
	if err != nil {
		return form(q, dir, r, false).Refuse(q, f, err)
	}
	return q.Redirect("/admin/regions", "已存")
}

func removeForm(q *web.Req, r *org.Region) *formpage.Form {
	return &formpage.Form{Page: page(q, "删除区域"), Action: at(r) + "/remove", Back: "/admin/regions", Submit: "删除", Danger: true, Column: true,
		Facts:  ui.Facts{ui.F("区域", r.Name), ui.F("代码", r.ID)},
		Note:   &ui.Note{Letter: ui.Yellow, Body: ui.Plain("名下还有下级区域、单位、授权或项目时不能删除，先移交。删除后日志里仍查得到")},
		Fields: []ui.Field{formpage.Reason("")}}
}

func (d Deps) showRemove(q *web.Req) error {
	_, r, err := region(q)
	if err != nil {
		return err
	}
	return removeForm(q, r).Show(q)
}

func (d Deps) remove(q *web.Req) error {
	_, r, err := region(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	reason := formpage.NeedReason(f)
	if err = f.Err(); err == nil {
		err = d.Org.RemoveRegion(q.Ctx(), q.Actor, r.ID, reason)
	}
	if err != nil {
		return removeForm(q, r).Refuse(q, f, err)
	}
	return q.Redirect("/admin/regions", r.Name+"已删除")
}
