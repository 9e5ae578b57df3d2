// Package search is the site's search: projects, enterprises, chains and opportunities by any part of their names, two
// characters being enough.
package search

import (
	"embed"
	"net/url"
	"strings"

	"lianzhang/internal/chain"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

// Deps is what the page stands on.
type Deps struct {
	DB    *db.DB
	Lists *listing.Kit
}

// Add adds the page to the set.
func Add(set *ui.Set) error { return set.Add("search", files) }

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	return []web.Route{{Pattern: "GET /search", Perm: authz.ProjectView, Handle: d.show}}
}

// page is the result of a search.
type page struct {
	ui.Page
	Parts []part
	Empty *ui.Empty
}

// part are the hits among the records of one kind.
type part struct {
	Title, Count string
	All          *ui.Link // when there are more than are shown
	Lines        []ui.Line
}

// shown is how many hits of a kind the page shows; longest is how much of a question is read.
const (
	shown   = 12
	most    = 1000 // hits of a kind that are counted and sorted
	longest = 60
)

// kind is a kind of record that can be searched.
type kind struct {
	spec *list.Spec
	base string
	perm authz.Perm
	cols []string
	line func(r list.Row, n *listing.Names) ui.Line
}

var kinds = []kind{
	{chain.Spec, "/chains", authz.ChainView, []string{"name", "chief", "unit_id"}, func(r list.Row, n *listing.Names) ui.Line {
		return ui.Line{Text: r.Str("name"), End: r.Str("chief"), Note: ui.Plain(n.Label("unit", r.Str("unit_id")))}
	}},
	{project.Spec, "/projects", authz.ProjectView, []string{"name", "code", "light", "stage", "investor", "chain_id", "region"}, func(r list.Row, n *listing.Names) ui.Line {
		l := ui.Lamp(ui.LetterOf(r.Str("light")))
		return ui.Line{Text: r.Str("name"), Light: &l,
			Note: ui.Plain(ui.Joined(project.StageLabel(r.Str("stage")), r.Str("investor"), n.Label("chain", r.Str("chain_id")), n.Label("region", r.Str("region")), r.Str("code")))}
	}},
	{enterprise.Spec, "/enterprises", authz.FirmView, []string{"name", "uscc", "short", "chain_id", "region", "place", "outside", "subtrade", "revenue"}, func(r list.Row, n *listing.Names) ui.Line {
		out := ui.Line{Text: r.Str("name"), Note: ui.Plain(ui.Joined(r.Str("short"), r.Str("subtrade"), n.Label("chain", r.Str("chain_id")), placeOf(r, n), r.Str("uscc")))}
		if r.Int("revenue") > 0 {
			out.End = ui.Yi(r.Int("revenue")) + "亿元"
		}
		return out
	}},
	{chain.OpportunitySpec, "/opportunities", authz.ChainView, []string{"name", "chain_id", "targets", "priority"}, func(r list.Row, n *listing.Names) ui.Line {
		return ui.Line{Text: r.Str("name"), End: r.Str("priority"), Note: ui.Plain(ui.Joined(n.Label("chain", r.Str("chain_id")), r.Str("targets")))}
	}},
}

// placeOf is the county of a local firm, the seat of one from outside.
func placeOf(r list.Row, n *listing.Names) string {
	if r.Bool("outside") && r.Str("place") != "" {
		return n.Label(enterprise.PlaceKind, r.Str("place"))
	}
	return n.Label("region", r.Str("region"))
}

func (d Deps) show(q *web.Req) error {
	text := []rune(strings.TrimSpace(q.Query("q")))
	text = text[:min(len(text), longest)]
	p := &page{Page: q.Page("search", "搜索")}
	if len(text) == 0 {
		p.Empty = &ui.Empty{Title: "找什么", Text: "在上面的框里填项目、企业、产业链的名称或编号，两个字就能找"}
		return q.Render("search/show", p)
	}
	names, err := d.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	var total int64
	for i := range kinds {
		k := &kinds[i]
		if !q.Actor.Can(k.perm) {
			continue
		}
		found, n, err := d.find(q, k, string(text), names)
		if err != nil {
			return err
		}
		if total += n; n > 0 {
			p.Parts = append(p.Parts, *found)
		}
	}
	p.Lede = ui.Plain("“" + string(text) + "”找到" + ui.Num(total) + "条")
	if total == 0 {
		p.Empty = &ui.Empty{Title: "没有找到“" + string(text) + "”", Text: "换个说法，或只填名称里的两个字；数据范围以外的记录不会列出"}
	}
	return q.Render("search/show", p)
}

// find reads the hits of one kind inside the person's scope.
func (d Deps) find(q *web.Req, k *kind, text string, names *listing.Names) (*part, int64, error) {
	ask, err := k.spec.Parse(url.Values{"q": {text}})
	if err != nil {
		return nil, 0, err
	}
	ask.Size, ask.Most = shown, most
	n, err := k.spec.Count(q.Ctx(), d.DB, ask, q.Asker())
	if err == nil && n < shown && !q.Actor.Scope.All { // what was looked at may lie outside the scope
		ask.Most = 0
		n, err = k.spec.Count(q.Ctx(), d.DB, ask, q.Asker())
	}
	if err != nil || n == 0 {
		return nil, 0, err
	}
	var cols []*list.Column
	for _, name := range k.cols {
		cols = append(cols, k.spec.Column(name))
	}
	rows, err := k.spec.Rows(q.Ctx(), d.DB, ask, q.Asker(), cols)
	if err != nil {
		return nil, 0, err
	}
	out := &part{Title: k.spec.Label, Count: ui.Num(n) + k.spec.Measure}
	if n == most && k.spec.Search != "" {
		out.Count += "以上"
	}
	for _, r := range rows.Rows {
		l := k.line(r, names)
		l.URL = k.base + "/" + r.ID
		out.Lines = append(out.Lines, l)
	}
	if n > shown && k.spec != chain.Spec {
		out.All = &ui.Link{Label: "全部" + out.Count, URL: k.base + "?" + url.Values{"q": {text}}.Encode()}
	}
	return out, n, nil
}
