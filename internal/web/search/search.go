// Package search is the site's search: chains, projects, enterprises, tickets, tasks, visits, meetings, targets, leads and opportunities
// by any part of their names, two characters being enough. It finds what the person may see on the pages of each kind, and no more.
package search

import (
	"cmp"
	"embed"
	"net/url"
	"strings"

	"lianzhang/internal/chain"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/lead"
	"lianzhang/internal/meeting"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/search"
	"lianzhang/internal/project"
	"lianzhang/internal/target"
	"lianzhang/internal/task"
	"lianzhang/internal/ticket"
	"lianzhang/internal/visit"
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

// kind is a kind of record that can be searched. Those without an index are looked for by what they are called: a long text is not
// read through for a name.
type kind struct {
	spec  *list.Spec
	base  string
	perm  authz.Perm
	sees  func(authz.Actor) authz.Scope // nil = the person's own scope
	firms bool                          // found by the name of their firm
	cols  []string
	line  func(r list.Row, n *listing.Names) ui.Line
}

// only is the list with no other columns to look in than those named.
func only(s *list.Spec, names ...string) *list.Spec {
	out := *s
	out.Find = names
	return &out
}

var kinds = []kind{
	{chain.Spec, "/chains", authz.ChainView, nil, false, []string{"name", "chief", "unit_id"}, func(r list.Row, n *listing.Names) ui.Line {
		return ui.Line{Text: r.Str("name"), End: r.Str("chief"), Note: ui.Plain(n.Label("unit", r.Str("unit_id")))}
	}},
	{project.Spec, "/projects", authz.ProjectView, nil, false, []string{"name", "code", "light", "stage", "investor", "chain_id", "region"}, func(r list.Row, n *listing.Names) ui.Line {
		return ui.Line{Text: r.Str("name"), Light: lamp(r),
			Note: ui.Plain(ui.Joined(project.StageLabel(r.Str("stage")), r.Str("investor"), n.Label("chain", r.Str("chain_id")), n.Label("region", r.Str("region")), r.Str("code")))}
	}},
	{enterprise.Spec, "/enterprises", authz.FirmView, nil, false, []string{"name", "uscc", "short", "chain_id", "region", "place", "outside", "subtrade", "revenue"}, func(r list.Row, n *listing.Names) ui.Line {
		out := ui.Line{Text: r.Str("name"), Note: ui.Plain(ui.Joined(r.Str("short"), r.Str("subtrade"), n.Label("chain", r.Str("chain_id")), placeOf(r, n), r.Str("uscc")))}
		if r.Int("revenue") > 0 {
			out.End = ui.Yi(r.Int("revenue")) + "亿元"
		}
		return out
	}},
	{ticket.Spec, "/tickets", authz.TicketView, nil, false, []string{"name", "code", "firm", "light", "state", "unit_id", "raised_on"}, func(r list.Row, n *listing.Names) ui.Line {
		return ui.Line{Text: r.Str("name"), Light: lamp(r), End: ticket.Flow.Label(r.Str("state")),
			Note: ui.Plain(ui.Joined(r.Str("firm"), n.Label("unit", r.Str("unit_id")), ui.DateProse(r.Str("raised_on"))+"提出", r.Str("code")))}
	}},
	{only(task.Spec, "name", "code"), "/tasks", authz.TaskView, nil, false, []string{"name", "code", "light", "state", "unit_id", "due"}, func(r list.Row, n *listing.Names) ui.Line {
		due := ""
		if r.Str("due") != "" {
			due = ui.DateProse(r.Str("due")) + "前"
		}
		return ui.Line{Text: r.Str("name"), Light: lamp(r), End: task.StateLabel(r.Str("state")), Note: ui.Plain(ui.Joined(n.Label("unit", r.Str("unit_id")), due, r.Str("code")))}
	}},
	{visit.Spec, "/visits", authz.FirmView, visit.Sees, true, []string{"firm", "on_date", "by_id", "unit_id", "ticket_code"}, func(r list.Row, n *listing.Names) ui.Line {
		return ui.Line{Text: r.Str("firm"), End: ui.DateProse(r.Str("on_date")), Note: ui.Plain(ui.Joined(n.Label("account", r.Str("by_id")), n.Label("unit", r.Str("unit_id")), r.Str("ticket_code")))}
	}},
	{only(meeting.Spec, "name", "code"), "/meetings", authz.TaskView, nil, false, []string{"name", "code", "on_date", "state", "place"}, func(r list.Row, n *listing.Names) ui.Line {
		return ui.Line{Text: r.Str("name"), End: ui.DateProse(r.Str("on_date")), Note: ui.Plain(ui.Joined(meeting.Flow.Label(r.Str("state")), r.Str("place"), r.Str("code")))}
	}},
	{only(target.Spec, "firm"), "/targets", authz.LeadView, nil, false, []string{"firm", "node", "state", "chain_id", "unit_id"}, func(r list.Row, n *listing.Names) ui.Line {
		return ui.Line{Text: r.Str("firm"), End: target.Spec.Column("state").OptionLabel(r.Str("state")), Note: ui.Plain(ui.Joined(n.Label("chain", r.Str("chain_id")), r.Str("node"), n.Label("unit", r.Str("unit_id"))))}
	}},
	// A lead is found by its client only by those who read it there: the others' questions find nothing, so that nothing can be guessed.
	{only(lead.Spec, "investor", "name", "code"), "/leads", authz.LeadView, lead.Sees, false, []string{"investor", "name", "code", "light", "state", "unit_id"}, func(r list.Row, n *listing.Names) ui.Line {
		return ui.Line{Text: cmp.Or(r.Str("investor"), r.Str("code")), Light: lamp(r), End: lead.StateLabel(r.Str("state")), Note: ui.Plain(ui.Joined(r.Str("name"), n.Label("unit", r.Str("unit_id")), r.Str("code")))}
	}},
	{chain.OpportunitySpec, "/opportunities", authz.ChainView, nil, false, []string{"name", "chain_id", "targets", "priority"}, func(r list.Row, n *listing.Names) ui.Line {
		return ui.Line{Text: r.Str("name"), End: r.Str("priority"), Note: ui.Plain(ui.Joined(n.Label("chain", r.Str("chain_id")), r.Str("targets")))}
	}},
}

func lamp(r list.Row) *ui.Light {
	l := ui.Lamp(ui.LetterOf(r.Str("light")))
	return &l
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
		p.Empty = &ui.Empty{Title: "找什么", Text: "在上面的框里填名称或编号的任意两个字：产业链、项目、企业、诉求、任务、走访过的企业、会议、目标企业、线索、招引机会"}
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
	if k.firms {
		if found, err := d.firmsIn(q, ask); err != nil || !found {
			return nil, 0, err
		}
	}
	who := q.Asker()
	if k.sees != nil {
		who.Scope = k.sees(q.Actor)
	}
	rows, n, err := d.read(q, k, ask, who)
	if err != nil || n == 0 {
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

// read reads the first hits, and counts them when there are more.
func (d Deps) read(q *web.Req, k *kind, ask *list.Query, who list.Asker) (*list.Page, int64, error) {
	var cols []*list.Column
	for _, name := range k.cols {
		cols = append(cols, k.spec.Column(name))
	}
	rows, err := k.spec.Rows(q.Ctx(), d.DB, ask, who, cols)
	if err != nil {
		return nil, 0, err
	}
	if len(rows.Rows) < shown && k.spec.Search != "" && ask.Most > 0 && !who.Scope.All {
		all, err := k.spec.Count(q.Ctx(), d.DB, ask, list.Asker{Scope: authz.Scope{All: true}, Today: who.Today})
		if err != nil {
			return nil, 0, err
		}
		if all == most { // what was looked at may lie outside the scope
			ask.Most = 0
			return d.read(q, k, ask, who)
		}
	}
	if len(rows.Rows) < shown {
		return rows, int64(len(rows.Rows)), nil
	}
	n, err := k.spec.Count(q.Ctx(), d.DB, ask, who)
	return rows, n, err
}

// firmsIn asks for the records of the firms that hold the words, instead of for the words.
func (d Deps) firmsIn(q *web.Req, ask *list.Query) (found bool, err error) {
	w := new(db.Where)
	search.MatchSome(w, d.DB.Engine(), enterprise.Spec.Search, ask.Search, most)
	rows, err := d.DB.Query(q.Ctx(), "SELECT t.id FROM enterprise t"+w.SQL(), w.Args()...)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return false, err
		}
		ids = append(ids, id)
	}
	ask.Search = ""
	ask.Filters = append(ask.Filters, list.Filter{Column: &list.Column{Name: "enterprise_id", Kind: list.Ref}, Values: ids})
	return len(ids) > 0, rows.Err()
}
