package users

import (
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/account"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/ui"
)

// The ways in which the reach of a role is given.
const (
	reachOwn    = "own"
	reachRegion = "region"
	reachUnit   = "unit"
)

func grantForm(q *web.Req, d *org.Directory, a *org.Account) *formpage.Form {
	f := &formpage.Form{Page: page(q, a, "授予角色"), Action: at(a) + "/grant", Back: at(a), Submit: "授予",
		Note: &ui.Note{Letter: ui.None, Body: ui.Plain("角色决定能做什么，数据范围决定看得到哪里。系统、安全、审计三员互斥，也不能兼业务角色，不设数据范围")}}
	f.Facts = account.Facts(d, a)
	roles := []ui.Option{{Label: "选择"}}
	for _, r := range authz.Roles() {
		roles = append(roles, ui.Option{Value: string(r), Label: r.Label()})
	}
	regions, units := []ui.Option{{Label: "选择"}}, []ui.Option{{Label: "选择"}}
	for _, r := range d.Regions() {
		regions = append(regions, ui.Option{Value: r.ID, Label: r.Name})
	}
	for _, u := range d.Units() {
		units = append(units, ui.Option{Value: u.ID, Label: u.Name})
	}
	f.Fields = []ui.Field{
		{Kind: ui.KindSelect, Name: "role", Label: "角色", Options: roles, Required: true},
		{Kind: ui.KindRadio, Name: "reach", Label: "数据范围", Wide: true, Options: []ui.Option{{Value: reachOwn, Label: "本人单位所在区域（" + d.RegionName(a.Region) + "）", On: true},
			{Value: reachRegion, Label: "指定区域及下级"}, {Value: reachUnit, Label: "指定单位及下级"}}},
		{Kind: ui.KindSelect, Name: "region", Label: "区域", Help: "选“指定区域”时填", Options: regions},
		{Kind: ui.KindSelect, Name: "unit_id", Label: "单位", Help: "选“指定单位”时填", Options: units},
		formpage.Reason(""),
	}
	return f
}

func (p *pages) showGrant(q *web.Req) error {
	d, a, err := user(q)
	if err != nil {
		return err
	}
	return grantForm(q, d, a).Show(q)
}

func (p *pages) grant(q *web.Req) error {
	d, a, err := user(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	g := org.Grant{AccountID: a.ID, Role: authz.Role(f.Text("role"))}
	if g.Role == "" {
		f.Add("role", "选择角色")
	}
	switch f.Text("reach") {
	case reachRegion:
		if g.Region = f.Text("region"); g.Region == "" {
			f.Add("region", "选择区域")
		}
	case reachUnit:
		if g.UnitID = f.Text("unit_id"); g.UnitID == "" {
			f.Add("unit_id", "选择单位")
		}
	}
	reason := formpage.NeedReason(f)
	if err = f.Err(); err == nil {
		_, err = p.Org.GrantRole(q.Ctx(), q.Actor, g, reason)
	}
	if err != nil {
		return grantForm(q, d, a).Refuse(q, f, err)
	}
	return q.Redirect(at(a), "已授予"+g.Role.Label())
}

// revokeForm takes back the role that the address names.
func revokeForm(q *web.Req, id string) (*formpage.Form, *org.Grant, error) {
	d, a, err := user(q)
	if err != nil {
		return nil, nil, err
	}
	for _, g := range d.Grants(a.ID) {
		if g.ID != id {
			continue
		}
		note := "收回后，凭这个角色能做的事、能看到的数据立即没有了。正在用的页面下一步操作就会被拦下"
		f := &formpage.Form{Page: page(q, a, "收回角色"), Action: at(a) + "/revoke", Back: at(a), Submit: "收回", Danger: true, Column: true,
			Hidden: []ui.Param{{Name: "grant", Value: g.ID}}, Note: &ui.Note{Letter: ui.Yellow, Body: ui.Plain(note)},
			Facts:  ui.Facts{ui.F("姓名", a.Name), ui.F("角色", g.Role.Label()), ui.F("数据范围", account.Reach(d, a, g))},
			Fields: []ui.Field{formpage.Reason("")}}
		return f, &g, nil
	}
	return nil, nil, errs.New(errs.NotFound, "这个角色已经收回")
}

func (p *pages) showRevoke(q *web.Req) error {
	f, _, err := revokeForm(q, q.Query("grant"))
	if err != nil {
		return err
	}
	return f.Show(q)
}

func (p *pages) revoke(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	form, g, err := revokeForm(q, f.Text("grant"))
	if err != nil {
		return err
	}
	reason := formpage.NeedReason(f)
	if err = f.Err(); err == nil {
		err = p.Org.RevokeRole(q.Ctx(), q.Actor, g.ID, reason)
	}
	if err != nil {
		return form.Refuse(q, f, err)
	}
	return q.Redirect("/admin/users/"+g.AccountID, g.Role.Label()+"已收回")
}
