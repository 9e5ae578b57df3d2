// Package posts is who holds which office over a chain: general chief, chief, deputies, lead unit and team, with dates. The
// chain-chief office appoints over the chains in its scope, the system administrator over all.
package posts

import (
	"embed"

	"lianzhang/internal/chain"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/web"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

// Deps is what the pages stand on.
type Deps struct {
	Org    *org.Service
	Chains *chain.Service
	Trail  *trail.Trail
}

// Routes are the rows of the route table. Two roles appoint, each by a permission of its own, so the verbs ask for it
// themselves.
func Routes(d Deps) []web.Route {
	row := func(pattern string, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: authz.OrgView, Handle: h, Body: 64 << 10}
	}
	return []web.Route{
		row("GET /admin/posts", d.list), row("GET /admin/posts/{chain}", d.show),
		row("GET /admin/posts/{chain}/appoint", d.showAppoint), row("POST /admin/posts/{chain}/appoint", d.appoint),
		row("GET /admin/posts/{chain}/relieve", d.showRelieve), row("POST /admin/posts/{chain}/relieve", d.relieve),
	}
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("admin/posts", files) }

// all stands in addresses for the general chief of all chains.
const all = "all"

// subject is what posts are held over: a chain, or all chains of the site.
type subject struct {
	id, path, name, region string
}

func (s subject) at() string { return "/admin/posts/" + s.path }

func (d Deps) subject(q *web.Req) (*org.Directory, subject, error) {
	dir, err := q.Directory()
	if err != nil {
		return nil, subject{}, err
	}
	if q.Path("chain") == all {
		return dir, everything(dir), nil
	}
	chains, err := d.chains(q)
	if err != nil {
		return nil, subject{}, err
	}
	for i := range chains {
		if c := &chains[i]; c.ID == q.Path("chain") {
			return dir, subject{c.ID, c.ID, c.Name, c.Region}, nil
		}
	}
	return nil, subject{}, errs.New(errs.NotFound, "没有这条产业链，或不在您的数据范围内")
}

func everything(d *org.Directory) subject {
	s := subject{path: all, name: "全部产业链"}
	if root := d.Root(); root != nil {
		s.region = root.ID
	}
	return s
}

// chains are those that the asker sees: the administrators all, everybody else those in the own scope.
func (d Deps) chains(q *web.Req) ([]chain.Chain, error) {
	return d.Chains.Visible(q.Ctx(), org.ListScope(q.Actor))
}

// may reports whether the asker appoints over the subject; the service decides.
func may(q *web.Req, s subject) bool {
	return q.Actor.Can(authz.OrgEdit) || q.Actor.Can(authz.ChainEdit) && q.Actor.Scope.Allows(authz.Keys{Region: s.region, Chain: s.id})
}

func need(q *web.Req, s subject) error {
	if may(q, s) {
		return nil
	}
	if err := q.Actor.Need(authz.ChainEdit); err != nil {
		return err
	}
	return errs.New(errs.Forbidden, "这条产业链不在您的数据范围内，不能任免")
}

func page(q *web.Req, s subject, title string) ui.Page {
	p := q.Page("admin", title)
	p.Crumbs = []ui.Link{{Label: "管理", URL: "/admin"}, {Label: "链长与专班", URL: "/admin/posts"}, {Label: s.name, URL: s.at()}, {Label: title}}
	return p
}

// listPage is the table of chains with who holds their posts.
type listPage struct {
	ui.Page
	Table ui.Table
}

func (d Deps) list(q *web.Req) error {
	dir, err := q.Directory()
	if err != nil {
		return err
	}
	chains, err := d.chains(q)
	if err != nil {
		return err
	}
	out := &listPage{Page: q.Page("admin", "链长与专班")}
	out.Crumbs = []ui.Link{{Label: "管理", URL: "/admin"}, {Label: "链长与专班"}}
	out.Lede = ui.Plain("一链一链长、一牵头单位、一专班；职务有起止日期，换人留痕")
	out.Table = ui.Table{Label: "链长与专班", Fold: true, Columns: []ui.Column{{Label: "产业链", Head: true, Grow: true}, {Label: "链长", Fold: "链长"}, {Label: "副链长", Fold: "副链长"},
		{Label: "牵头单位", Fold: "牵头单位"}, {Label: "专班成员", Sub: "名", Num: true, Fold: "专班成员"}}}
	general := orRegister(holders(dir, "", q.Today(), org.PostGeneral), "")
	general.Sub = "总链长"
	out.Table.Rows = append(out.Table.Rows, ui.Row{Cells: []ui.Cell{{Text: "全部产业链", URL: everything(dir).at()}, general, {}, {}, {}}})
	for i := range chains {
		c := &chains[i]
		team := 0
		for _, p := range dir.Posts(c.ID, q.Today()) {
			if p.Kind == org.PostTeam {
				team++
			}
		}
		out.Table.Rows = append(out.Table.Rows, ui.Row{Cells: []ui.Cell{{Text: c.Name, URL: "/admin/posts/" + c.ID},
			orRegister(holders(dir, c.ID, q.Today(), org.PostChief), c.Chief), orRegister(holders(dir, c.ID, q.Today(), org.PostDeputy), c.Deputy),
			orRegister(holders(dir, c.ID, q.Today(), org.PostLeadUnit), dir.UnitName(c.UnitID)), {Text: ui.Num(int64(team))}}})
	}
	return q.Render("admin/posts/list", out)
}

// orRegister shows who is appointed; before anybody is, what the register of chains says, marked as such.
func orRegister(appointed, register string) ui.Cell {
	switch {
	case appointed != "":
		return ui.Cell{Text: appointed}
	case register != "":
		return ui.Cell{Text: register, Sub: "台账所填，未任命", Quiet: true}
	}
	return ui.Cell{Text: "缺", Down: true}
}

func holders(d *org.Directory, chainID, today string, kind org.PostKind) string {
	out := ""
	for _, p := range d.Posts(chainID, today) {
		if p.Kind != kind {
			continue
		}
		if out != "" {
			out += "、"
		}
		out += p.Holder
	}
	return out
}

// showPage is one chain's posts, those held now and all that were.
type showPage struct {
	ui.Page
	Groups  []group
	History ui.Table
	Log     ui.Log
}

type group struct {
	Kind    string
	Note    string
	Table   ui.Table
	Appoint string
}

func (d Deps) show(q *web.Req) error {
	dir, s, err := d.subject(q)
	if err != nil {
		return err
	}
	out := &showPage{Page: q.Page("admin", s.name)}
	out.Crumbs = []ui.Link{{Label: "管理", URL: "/admin"}, {Label: "链长与专班", URL: "/admin/posts"}, {Label: s.name}}
	today, mayAppoint := q.Today(), may(q, s)
	now := dir.Posts(s.id, today)
	for _, k := range org.PostKinds() {
		if (k == org.PostGeneral) != (s.id == "") {
			continue
		}
		g := group{Kind: k.Label(), Table: ui.Table{Label: k.Label(), Fold: true, Columns: []ui.Column{{Label: "姓名", Head: true, Grow: true}, {Label: "单位", Fold: "单位"},
			{Label: "起任", Fold: "起任"}, {Label: "依据", Fold: "依据"}}, Empty: &ui.Empty{Title: "空缺"}}}
		if mayAppoint {
			g.Appoint = s.at() + "/appoint?kind=" + string(k)
			g.Table.Columns = append(g.Table.Columns, ui.Column{})
		}
		for _, p := range now {
			if p.Kind == k {
				g.Table.Rows = append(g.Table.Rows, held(dir, s, p, mayAppoint))
			}
		}
		out.Groups = append(out.Groups, g)
	}
	out.History = history(dir, dir.PostHistory(s.id), today)
	if s.id != "" {
		if out.Log, _, err = d.Trail.Log(q.Ctx(), record.Ref{Kind: "chain", ID: s.id}, 0, 10); err != nil {
			return err
		}
	}
	return q.Render("admin/posts/show", out)
}

func held(d *org.Directory, s subject, p org.Post, mayAppoint bool) ui.Row {
	name := ui.Cell{Text: p.Holder, Sub: p.Title}
	if p.AccountID != "" {
		name.URL = "/admin/users/" + p.AccountID
	}
	cells := []ui.Cell{name, {Text: unitName(d, p)}, {Text: p.StartOn}, {Text: p.Basis}}
	if mayAppoint {
		cells = append(cells, ui.Cell{Acts: []ui.Action{{Label: "接替", URL: s.at() + "/appoint?kind=" + string(p.Kind) + "&replaces=" + p.ID, Small: true},
			{Label: "免去", URL: s.at() + "/relieve?post=" + p.ID, Small: true, Plain: true}}})
	}
	return ui.Row{Cells: cells}
}

func unitName(d *org.Directory, p org.Post) string {
	if p.UnitID == "" {
		return ""
	}
	return d.UnitName(p.UnitID)
}

// history lists posts that are over or still to begin.
func history(d *org.Directory, posts []org.Post, today string) ui.Table {
	t := ui.Table{Label: "历任", Fold: true, Columns: []ui.Column{{Label: "姓名", Head: true, Grow: true}, {Label: "职务", Fold: "职务"}, {Label: "单位", Fold: "单位"},
		{Label: "起任", Fold: "起任"}, {Label: "止任", Fold: "止任"}, {Label: "依据", Fold: "依据"}}, Empty: &ui.Empty{Title: "没有历任"}}
	for _, p := range posts {
		if p.HeldOn(today) {
			continue
		}
		end := p.EndOn
		if p.StartOn > today {
			end = "未到任"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: p.Holder, Sub: p.Title}, {Text: p.Kind.Label()}, {Text: unitName(d, p)}, {Text: p.StartOn}, {Text: end}, {Text: p.Basis}}})
	}
	return t
}
