// Package drill is the page of the drill in which one firm of a chain stops (停一家推演): which firms the chain cannot do without,
// and, when one stops, who loses how much, by which way, and who steps in.
package drill

import (
	"cmp"
	"embed"
	"slices"
	"strings"

	"lianzhang/internal/chain"
	"lianzhang/internal/chain/drill"
	"lianzhang/internal/insight/cascade"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

const section = "chains"

// Deps is what the page stands on.
type Deps struct {
	Chains *chain.Service
	Drill  *drill.Service
}

// Add adds the page to the set.
func Add(set *ui.Set) error { return set.Add("drill", files) }

type handlers struct{ Deps }

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	h := &handlers{d}
	return []web.Route{{Pattern: "GET /chains/{id}/drill", Perm: authz.FirmView, Handle: h.show}}
}

// How exactly the page computes, how many firms it ranks (the largest), and how many lines its tables have.
const (
	tolerance = 1e-4
	ranked    = 300
	lines     = 50
)

// showPage is the drill: the ranking, or one firm's stop.
type showPage struct {
	ui.Page
	Note   *ui.Note
	Find   *ui.FilterBar
	KPIs   []ui.KPI
	Parts  []part
	Basis  []string
	Nobody *ui.Empty
}

// part is a headed table.
type part struct {
	Head, Sub string
	Table     ui.Table
}

// get finds the chain and its network inside the scope.
func (h *handlers) get(q *web.Req) (*chain.Chain, *drill.Network, error) {
	all, err := h.Chains.All(q.Ctx())
	if err != nil {
		return nil, nil, err
	}
	i := slices.IndexFunc(all, func(c chain.Chain) bool { return c.ID == q.Path("id") })
	if i < 0 {
		return nil, nil, hidden()
	}
	n, err := h.Drill.Load(q.Ctx(), q.Actor.Scope, all[i].ID)
	if err != nil {
		return nil, nil, err
	}
	if len(n.Firms) == 0 && !q.Actor.Scope.Allows(all[i].ScopeKeys()) {
		return nil, nil, hidden()
	}
	return &all[i], n, nil
}

func hidden() error {
	return errs.New(errs.NotFound, "没有这条产业链，或不在您的数据范围内")
}

func (h *handlers) show(q *web.Req) error {
	c, n, err := h.get(q)
	if err != nil {
		return err
	}
	p := &showPage{Page: q.Page(section, "停一家推演："+c.Name), Basis: basis(n), Note: note(q, n, c.ID)}
	at := "/chains/" + c.ID + "/drill"
	p.Wide = true
	p.Crumbs = []ui.Link{{Label: "产业链", URL: "/chains"}, {Label: c.Name, URL: "/chains/" + c.ID}, {Label: "停一家推演"}}
	p.Acts = append(p.Acts, ui.PrintPage())
	if len(n.Firms) == 0 {
		p.Nobody = &ui.Empty{Title: "这条链上还没有企业", Text: "把企业归到图谱环节后，就能推演停一家的影响。",
			Acts: []ui.Action{ui.Primary("看图谱", "/chains/"+c.ID+"/map")}}
		return q.Render("drill/show", p)
	}
	words := strings.TrimSpace(q.Query("q"))
	p.Find = &ui.FilterBar{Action: at, Query: words, Placeholder: "停哪一家：企业名称里的几个字"}
	if words != "" {
		p.Find.Clear = at
	}
	if id := q.Query("firm"); id != "" {
		i := slices.IndexFunc(n.Firms, func(f drill.Firm) bool { return f.ID == id })
		if i < 0 {
			return errs.New(errs.NotFound, "这条链的企业里没有它，或不在您的数据范围内")
		}
		p.Crumbs[2].URL = at
		p.Crumbs = append(p.Crumbs, ui.Link{Label: n.Firms[i].Name})
		(&view{n: n, at: at}).stop(p, i)
		return q.Render("drill/show", p)
	}
	found := matching(n, words)
	if words != "" && len(found) == 1 {
		return q.Redirect(at+"?firm="+n.Firms[found[0]].ID, "")
	}
	(&view{n: n, at: at}).ranking(p, found, words)
	return q.Render("drill/show", p)
}

// matching are the firms whose name holds the words, largest first.
func matching(n *drill.Network, words string) (out []int) {
	for i, f := range n.Firms {
		if strings.Contains(f.Name, words) {
			out = append(out, i)
		}
	}
	return out
}

// view draws the tables of a network.
type view struct {
	n  *drill.Network
	at string
}

// ranking lists the firms by what is lost when they stop.
func (v *view) ranking(p *showPage, firms []int, words string) {
	p.Lede = ui.Rich{ui.T("假设一家企业停产，沿供货关系逐级传导，算全链损失的产出；同环节的企业按份额顶上。点企业名看谁受影响。")}
	total := len(firms)
	firms = firms[:min(total, ranked)]
	share := v.n.Net.ESRIOf(firms, cascade.Settings{Tolerance: tolerance})
	order := make([]int, len(firms))
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(share[b], share[a]) })
	t := ui.Table{Label: "企业风险排序", Fold: true, Columns: []ui.Column{{Label: "位次", Num: true}, {Label: "企业", Head: true, Grow: true}, {Label: "环节", Fold: "环节"},
		{Label: "营业收入", Sub: "亿元", Num: true, Rank: 2, Fold: "营业收入"}, {Label: "停产后全链损失", Sub: "%", Num: true, Fold: "全链损失"},
		{Label: "折合产出", Sub: "亿元", Num: true, Fold: "折合产出"}, {Label: "其中连带", Sub: "亿元", Num: true, Rank: 2, Fold: "其中连带"}},
		Empty: &ui.Empty{Title: "没有名称含“" + words + "”的企业", Acts: []ui.Action{ui.Act("看全部", v.at)}}}
	for place, k := range order[:min(len(order), lines)] {
		i := firms[k]
		lost := share[k] * v.n.Net.Total()
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: ui.Num(int64(place + 1)), Quiet: true}, v.firm(i), v.node(i), {Text: v.revenue(i), Quiet: v.n.Firms[i].Revenue == 0},
			{Text: percent(share[k])}, {Text: ui.Yi(int64(lost))}, {Text: ui.Yi(int64(max(0, lost-v.n.Net.Size(i))))}}})
	}
	head := part{Head: "停产影响排序", Table: t}
	if total > ranked {
		head.Sub = "共" + ui.Num(int64(total)) + "家，算了营业收入最大的" + ui.Num(ranked) + "家"
	} else if total > lines {
		head.Sub = "共" + ui.Num(int64(total)) + "家，列前" + ui.Num(lines) + "家"
	}
	p.Parts = append(p.Parts, head)
}

func (v *view) firm(i int) ui.Cell {
	return ui.Cell{Text: v.n.Firms[i].Name, URL: v.at + "?firm=" + v.n.Firms[i].ID}
}

func (v *view) node(i int) ui.Cell {
	f := v.n.Firms[i]
	switch {
	case f.NodeID == "":
		return ui.Cell{Text: "未归环节", Quiet: true}
	case f.Suggested:
		return ui.Cell{Text: f.Node, Sub: "待确认"}
	}
	return ui.Cell{Text: f.Node}
}

func (v *view) revenue(i int) string {
	if v.n.Firms[i].Revenue == 0 {
		return "不详"
	}
	return ui.Yi(v.n.Firms[i].Revenue)
}
