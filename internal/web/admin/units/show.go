package units

import (
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// showPage is one unit with its people, the units below and its history.
type showPage struct {
	ui.Page
	Gone   *ui.Note
	Facts  ui.Facts
	Below  []ui.Line
	People ui.Table
	Log    ui.Log
	More   string
}

func (p *pages) show(q *web.Req) error {
	d, u, err := p.unit(q)
	if err != nil {
		return err
	}
	log, older, err := p.Trail.Log(q.Ctx(), record.Ref{Kind: "unit", ID: u.ID}, 0, 15)
	if err != nil {
		return err
	}
	out := &showPage{Page: page(q, nil, u.Name), Facts: facts(d, u), Below: below(d, u), People: people(q, d, u), Log: log}
	out.Crumbs = append(out.Crumbs, ui.Link{Label: u.Name})
	if older > 0 && q.Actor.Can(authz.Audit) {
		out.More = "/admin/journal?kind=unit&ref=" + u.ID
	}
	switch {
	case !u.Active && u.SuccessorID != "":
		out.Gone = &ui.Note{Body: ui.Rich{ui.T("已并入"), ui.A(d.UnitName(u.SuccessorID), "/admin/units/"+u.SuccessorID), ui.T("，旧名称仍会认到那里")}}
	case !u.Active:
		out.Gone = &ui.Note{Body: ui.Plain("已撤销，只留作历史")}
	case q.Actor.Can(authz.OrgEdit):
		out.Acts = []ui.Action{{Label: "撤销", URL: at(u) + "/dissolve", Danger: true, WideOnly: true}, {Label: "并入他单位", URL: at(u) + "/merge", WideOnly: true},
			ui.Act("调整上级", at(u)+"/move"), ui.Primary("修改", at(u)+"/edit")}
	}
	if out.Gone != nil {
		out.Gone.Letter = ui.None
	}
	return q.Render("admin/units/show", out)
}

func facts(d *org.Directory, u *org.Unit) ui.Facts {
	f := ui.Facts{ui.F("简称", u.Short), ui.F("类别", u.Kind.Label()), ui.F("所属区域", d.RegionName(u.Region))}
	if u.ParentID == "" {
		f = append(f, ui.F("上级单位", "最上级"))
	} else {
		f = append(f, ui.Fact{Label: "上级单位", Value: ui.Rich{ui.A(d.UnitName(u.ParentID), "/admin/units/"+u.ParentID)}})
	}
	return append(f, ui.F("曾用名", u.Alias))
}

func below(d *org.Directory, u *org.Unit) []ui.Line {
	var out []ui.Line
	for _, c := range d.Units() {
		if c.ParentID == u.ID {
			out = append(out, ui.Line{Text: c.Name, URL: at(c), End: c.Kind.Label()})
		}
	}
	return out
}

func people(q *web.Req, d *org.Directory, u *org.Unit) ui.Table {
	t := ui.Table{Label: "人员", Fold: true, Columns: []ui.Column{{Label: "姓名", Sub: "登录名", Head: true, Grow: true}, {Label: "职务", Fold: "职务"},
		{Label: "角色", Fold: "角色"}, {Label: "状态", Fold: "状态"}}, Empty: &ui.Empty{Title: "没有人员"}}
	for _, a := range d.Accounts() {
		if a.UnitID != u.ID {
			continue
		}
		roles := ""
		for i, g := range d.Grants(a.ID) {
			if i > 0 {
				roles += "、"
			}
			roles += g.Role.Label()
		}
		state := ui.Cell{Text: "在用"}
		if !a.Active {
			state = ui.Cell{Text: "停用", Quiet: true}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: a.Name, URL: "/admin/users/" + a.ID, Sub: a.Login}, {Text: a.Title}, {Text: roles}, state}})
	}
	if t.Rows == nil && q.Actor.Can(authz.OrgEdit) && u.Active {
		t.Empty.Acts = []ui.Action{{Label: "新建人员", URL: "/admin/users/new?unit=" + u.ID, Small: true}}
	}
	return t
}
