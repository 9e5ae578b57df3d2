package account

import (
	"slices"
	"strconv"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// showPage is the account with all its parts; the contacts can be changed in place.
type showPage struct {
	ui.Page
	Errs         ui.Errors
	Facts        ui.Facts
	Phone, Email ui.Field
	Version      int64
	TOTP         ui.Note
	Sessions     ui.Table
	Others       []ui.Action
	Tokens       ui.Table
}

func (d Deps) show(q *web.Req) error {
	p, err := d.page(q)
	if err != nil {
		return err
	}
	return q.Render("account/show", p)
}

func (d Deps) page(q *web.Req) (*showPage, error) {
	dir, a, err := self(q)
	if err != nil {
		return nil, err
	}
	sessions, err := d.Org.Sessions(q.Ctx(), a.ID)
	if err != nil {
		return nil, err
	}
	tokens, err := d.Org.Tokens(q.Ctx(), a.ID)
	if err != nil {
		return nil, err
	}
	p := &showPage{Page: q.Page("account", "我的账号"), Facts: Facts(dir, a), TOTP: secondFactor(a), Version: a.Version,
		Phone:    ui.Field{Kind: ui.KindText, Name: "phone", Label: "电话", Value: a.Phone, Autocomplete: "tel", InputMode: "tel", MaxLength: 40},
		Email:    ui.Field{Kind: ui.KindText, Name: "email", Label: "邮箱", Value: a.Email, Autocomplete: "email", InputMode: "email", MaxLength: 100},
		Sessions: SessionTable(sessions, func(s org.Session) []ui.Action { return ownSession(q, s) }),
		Tokens:   TokenTable(tokens, q.Today(), ownToken)}
	p.Acts = []ui.Action{ui.Act("修改密码", "/account/password")}
	if len(sessions) > 1 {
		p.Others = []ui.Action{{Label: "结束其他会话", URL: "/account/sessions/end", Method: "post", Small: true, Hidden: []ui.Param{{Name: "id", Value: "others"}},
			Confirm: "其他浏览器上的登录会立即结束，没有保存的内容留在那台机器上。要结束吗"}}
	}
	return p, nil
}

// Facts are who a person is: unit, office, roles with what they reach.
func Facts(d *org.Directory, a *org.Account) ui.Facts {
	unit := ""
	if u := d.Unit(a.UnitID); u != nil {
		unit = u.Name
	}
	f := ui.Facts{ui.F("登录名", a.Login), ui.F("姓名", a.Name), ui.F("单位", unit), ui.F("职务", a.Title)}
	var roles ui.Rich
	for _, g := range d.Grants(a.ID) {
		if roles != nil {
			roles = append(roles, ui.Gap())
		}
		roles = append(roles, ui.B(g.Role.Label()))
		if reach := Reach(d, a, g); reach != "" {
			roles = append(roles, ui.Quiet("（"+reach+"）"))
		}
	}
	if roles == nil {
		roles = ui.Rich{ui.Quiet("没有角色，看不到业务数据；由安全管理员授权")}
	}
	return append(f, ui.Fact{Label: "角色", Value: roles})
}

// Reach says over which part of the site's records a role holds; "" for the administrators, who see none.
func Reach(d *org.Directory, a *org.Account, g org.Grant) string {
	root := d.Root()
	switch {
	case slices.Contains([]authz.Role{authz.RoleSystem, authz.RoleSecurity, authz.RoleAudit}, g.Role):
		return ""
	case g.UnitID != "":
		return d.UnitName(g.UnitID) + "及下级单位"
	case g.Region != "" && root != nil && g.Region == root.ID, g.Region == "" && root != nil && a.Region == root.ID:
		return "全站"
	case g.Region != "":
		return d.RegionName(g.Region)
	}
	return d.RegionName(a.Region)
}

func (d Deps) save(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	version := f.Int("version")
	if err = f.Err(); err == nil {
		err = d.Org.UpdateProfile(q.Ctx(), q.Actor, f.Text("phone"), f.Text("email"), version)
	}
	if code := errs.CodeOf(err); code == errs.Invalid || code == errs.Conflict {
		p, loadErr := d.page(q)
		if loadErr != nil {
			return loadErr
		}
		p.Phone.Value, p.Email.Value = f.Raw("phone"), f.Raw("email")
		p.Errs = ui.Reject(err, &p.Phone, &p.Email)
		return q.RenderInvalid("account/show", p)
	}
	if err != nil {
		return err
	}
	return q.Redirect("/account", "联系方式已存")
}

// VersionText is the version as a hidden field carries it.
func (p showPage) VersionText() string { return strconv.FormatInt(p.Version, 10) }
