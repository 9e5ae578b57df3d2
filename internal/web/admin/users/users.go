// Package users is the administration of people: the system administrator keeps the accounts, the security administrator
// gives roles, unlocks, and resets what proves a person. Neither can do the other's part.
package users

import (
	"embed"
	"strconv"
	"time"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

// Deps is what the pages stand on.
type Deps struct {
	Run   *change.Runner
	Org   *org.Service
	Kit   *listing.Kit
	Trail *trail.Trail
}

type pages struct {
	Deps
	list *listing.List
}

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	p := &pages{d, d.Kit.Register(userList())}
	row := func(perm authz.Perm, pattern string, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: perm, Handle: h, Body: 256 << 10}
	}
	both := func(perm authz.Perm, verb string, show, do web.Handler) []web.Route {
		return []web.Route{row(perm, "GET /admin/users/{id}/"+verb, show), row(perm, "POST /admin/users/{id}/"+verb, do)}
	}
	rows := []web.Route{
		row(authz.OrgView, "GET /admin/users", p.showList), row(authz.OrgView, "GET /admin/users/export", p.list.Export),
		row(authz.OrgView, "GET /admin/users/{id}", p.show),
		row(authz.OrgEdit, "GET /admin/users/new", p.showNew), row(authz.OrgEdit, "POST /admin/users", p.create),
		row(authz.Secure, "GET /admin/users/{id}/password", p.showPassword), row(authz.Secure, "POST /admin/users/passwords", p.passwords),
		row(authz.Secure, "POST /admin/users/{id}/sessions/end", p.endSession), row(authz.Secure, "POST /admin/users/{id}/tokens/revoke", p.revokeToken),
	}
	for _, part := range [][]web.Route{
		both(authz.OrgEdit, "edit", p.showEdit, p.edit), both(authz.OrgEdit, "stop", p.showStop, p.stop), both(authz.OrgEdit, "resume", p.showResume, p.resume),
		both(authz.Secure, "grant", p.showGrant, p.grant), both(authz.Secure, "revoke", p.showRevoke, p.revoke),
		both(authz.Secure, "unlock", p.showUnlock, p.unlock), both(authz.Secure, "totp", p.showTOTP, p.totp), both(authz.Secure, "sessions", p.showSessions, p.endSessions),
	} {
		rows = append(rows, part...)
	}
	return rows
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("admin/users", files) }

func userList() listing.List {
	return listing.List{
		Spec: org.AccountSpec, Base: "/admin/users", Section: "admin", Perm: authz.OrgView, Out: authz.OrgView, Find: "姓名、登录名、职务、电话", Scope: org.ListScope,
		Columns: []string{"name", "unit_id", "title", "roles", "active", "totp_on", "last_login"}, Fixed: []string{"name"},
		Reads: map[string][]string{"name": {"login"}, "active": {"must_change", "locked_until"}},
		Heads: map[string]ui.Column{"name": {Label: "姓名", Sub: "登录名", Head: true, Grow: true}, "unit_id": {Fold: "单位"}, "title": {Rank: 2, Fold: "职务"},
			"roles": {Fold: "角色"}, "active": {Label: "状态", Fold: "状态"}, "totp_on": {Rank: 3, Fold: "动态口令"}, "last_login": {Label: "上次登录", Rank: 2, Fold: "上次登录"}},
		Presets: func(today string) []listing.Preset {
			from := ""
			if t, err := time.ParseInLocation(time.DateOnly, today, clock.Zone); err == nil {
				from = strconv.FormatInt(t.UnixMicro(), 10)
			}
			return []listing.Preset{{Name: "全部", Query: ""}, {Name: "在用", Query: "active=true"}, {Name: "没有角色", Query: "active=true&roles=-"}, {Name: "待改初始密码", Query: "active=true&must_change=true"},
				{Name: "今日锁定", Query: "locked_until=" + from + ".."}, {Name: "停用", Query: "active=false"}}
		},
	}
}

func (p *pages) showList(q *web.Req) error {
	a, err := p.list.Ask(q)
	if err != nil || a.Done {
		return err
	}
	head := q.Page("admin", "人员")
	head.Crumbs = []ui.Link{{Label: "管理", URL: "/admin"}, {Label: "人员"}}
	var bulk *ui.BulkBar
	if q.Actor.Can(authz.OrgEdit) {
		head.Acts = append(head.Acts, ui.Action{Label: "导入表格", URL: "/imports/new?list=account", WideOnly: true})
	}
	head.Acts = append(head.Acts, ui.Action{Label: "导出", URL: a.WithAt("/admin/users/export"), WideOnly: true})
	if q.Actor.Can(authz.OrgEdit) {
		head.Acts = append(head.Acts, ui.Primary("新建人员", "/admin/users/new"))
	}
	if q.Actor.Can(authz.Secure) {
		bulk = &ui.BulkBar{Form: "bulk", Action: "/admin/users/passwords", Unit: "名", Acts: []ui.Action{{Label: "发初始密码", Name: "do", Value: "ask", Primary: true, Small: true}}}
	}
	now := p.Run.Clock.Micro()
	return listpage.Show(q, a, head, func(c *list.Column, r list.Row) (ui.Cell, bool) { return cell(c, r, now) }, bulk)
}

func cell(c *list.Column, r list.Row, now int64) (ui.Cell, bool) {
	switch c.Name {
	case "name":
		return ui.Cell{Text: r.Str("name"), URL: "/admin/users/" + r.ID, Sub: r.Str("login")}, true
	case "roles":
		if r.Str("roles") == "" {
			return ui.Cell{Text: "没有角色", Quiet: true}, true
		}
	case "active":
		switch {
		case !r.Bool("active"):
			return ui.Cell{Text: "停用", Quiet: true}, true
		case r.Int("locked_until") > now:
			return ui.Cell{Text: "锁定", Down: true, Sub: "至" + ui.Stamp(r.Int("locked_until"))}, true
		case r.Bool("must_change"):
			return ui.Cell{Text: "在用", Sub: "待改初始密码"}, true
		}
		return ui.Cell{Text: "在用"}, true
	case "totp_on":
		if !r.Bool("totp_on") {
			return ui.Cell{Text: "未启用", Quiet: true}, true
		}
		return ui.Cell{Text: "已启用"}, true
	case "last_login":
		if r.Int("last_login") == 0 {
			return ui.Cell{Text: "没有登录过", Quiet: true}, true
		}
	}
	return ui.Cell{}, false
}

// user finds a person whom the asker may see.
func user(q *web.Req) (*org.Directory, *org.Account, error) {
	d, err := q.Directory()
	if err != nil {
		return nil, nil, err
	}
	a := d.Account(q.Path("id"))
	if a == nil || !org.ListScope(q.Actor).Allows(authz.Keys{Region: a.Region, Unit: a.UnitID}) {
		return nil, nil, errs.New(errs.NotFound, "没有这名人员，或不在您的数据范围内")
	}
	return d, a, nil
}

func at(a *org.Account) string { return "/admin/users/" + a.ID }

func page(q *web.Req, a *org.Account, title string) ui.Page {
	p := q.Page("admin", title)
	p.Crumbs = []ui.Link{{Label: "管理", URL: "/admin"}, {Label: "人员", URL: "/admin/users"}}
	if a != nil {
		p.Crumbs = append(p.Crumbs, ui.Link{Label: a.Name, URL: at(a)})
	}
	p.Crumbs = append(p.Crumbs, ui.Link{Label: title})
	return p
}

// verb is a page that does one thing to one person, with a reason.
type verb struct {
	title, path, note, done string
	danger                  bool
	fields                  []ui.Field
}

func (v verb) form(q *web.Req, d *org.Directory, a *org.Account) *formpage.Form {
	return &formpage.Form{Page: page(q, a, v.title), Action: at(a) + "/" + v.path, Back: at(a), Submit: v.title, Danger: v.danger, Column: true,
		Note: &ui.Note{Letter: ui.Yellow, Body: ui.Plain(v.note)}, Facts: ui.Facts{ui.F("姓名", a.Name), ui.F("登录名", a.Login), ui.F("单位", d.UnitName(a.UnitID))},
		Fields: append(v.fields, formpage.Reason(""))}
}

func (v verb) show(q *web.Req) error {
	d, a, err := user(q)
	if err != nil {
		return err
	}
	return v.form(q, d, a).Show(q)
}

// do runs fn with the reason and leads back to the person.
func (v verb) do(q *web.Req, fn func(a *org.Account, f *web.Form, reason string) error) error {
	d, a, err := user(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	reason := formpage.NeedReason(f)
	if err = f.Err(); err == nil {
		err = fn(a, f, reason)
	}
	if err != nil {
		return v.form(q, d, a).Refuse(q, f, err)
	}
	return q.Redirect(at(a), v.done)
}
