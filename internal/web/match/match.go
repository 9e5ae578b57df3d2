// Package match is the pages on which people decide which firm stands at which node: the queue of what the program suggests, the
// firms at no node, and putting a firm there by hand.
package match

import (
	"context"
	"embed"
	"strings"

	"lianzhang/internal/chain"
	"lianzhang/internal/chain/graph"
	area "lianzhang/internal/chain/match"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/jobs"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/number"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

const (
	section = "gaps"
	base    = "/matches"
	// RunJob is the kind of the job that matches firms, ties opportunities and assesses gaps; its payload is a chain or "".
	RunJob = "chain.assess"
)

// Deps is what the pages stand on.
type Deps struct {
	Run    *change.Runner
	Chains *chain.Service
	Graph  *graph.Service
	Match  *area.Service
	Jobs   *jobs.Runner
	Lists  *listing.Kit
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("match", files) }

type handlers struct {
	Deps
	queue, unmatched *listing.List
}

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	h := &handlers{Deps: d}
	h.queue = d.Lists.Register(listing.List{Spec: area.Spec, Base: base, Section: section, Perm: authz.ChainView, Find: "企业、环节、吻合词",
		Columns: []string{"firm", "node", "score", "words", "state"}, Fixed: []string{"firm", "node"},
		Reads: map[string][]string{"firm": {"enterprise_id", "outside", "text"}, "node": {"node_id", "chain_id"}, "words": {"reason", "text"}, "state": {"by_name", "source"}},
		First: []string{"chain_id", "state", "outside"},
		Heads: map[string]ui.Column{"firm": {Label: "企业", Sub: "产品与主营业务", Head: true, Grow: true}, "node": {Label: "环节", Sub: "产业链", Fold: "环节"},
			"score": {Label: "吻合度", Num: true, Fold: "吻合度"}, "words": {Label: "吻合词", Sub: "上下文", Rank: 2, Fold: "吻合词"}, "state": {Label: "认定", Fold: "认定"}},
		Start: func(string) string { return "state=suggested&outside=false" },
		Presets: func(string) []listing.Preset {
			return []listing.Preset{{Name: "待认定", Query: "state=suggested&outside=false"}, {Name: "市外待认定", Query: "state=suggested&outside=true"},
				{Name: "已确认", Query: "state=confirmed"}, {Name: "已否定", Query: "state=rejected"}, {Name: "全部", Query: "state=suggested,confirmed,rejected"}}
		}})
	h.unmatched = d.Lists.Register(listing.List{Spec: area.UnmatchedSpec, Base: base + "/unmatched", Section: section, Perm: authz.ChainView, Find: "企业、产品",
		Fixed: []string{"name"}, Heads: map[string]ui.Column{"name": {Label: "企业", Head: true, Grow: true}},
		Presets: func(string) []listing.Preset {
			return []listing.Preset{{Name: "本地", Query: "outside=false"}, {Name: "全部", Query: ""}}
		}})
	row := func(pattern string, p authz.Perm, fn web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: p, Handle: fn, Body: 1 << 20}
	}
	return []web.Route{
		row("GET /matches", authz.ChainView, h.showQueue),
		row("GET /matches/export", authz.ExportRun, h.queue.Export),
		row("POST /matches/judge", authz.MapEdit, h.judge),
		row("POST /matches/run", authz.MapEdit, h.run),
		row("GET /matches/run", authz.MapEdit, h.progress),
		row("GET /matches/add", authz.MapEdit, h.showAdd),
		row("POST /matches/add", authz.MapEdit, h.add),
		row("GET /matches/unmatched", authz.ChainView, h.showUnmatched),
		row("GET /matches/unmatched/export", authz.ExportRun, h.unmatched.Export),
		row("GET /matches/{id}", authz.ChainView, h.one),
	}
}

func (h *handlers) showQueue(q *web.Req) error {
	a, err := h.queue.Ask(q)
	if err != nil || a.Done {
		return err
	}
	head := q.Page(section, "企业归环节")
	head.Wide = true
	head.Lede = ui.Rich{ui.T("程序按行业代码、产品和主营业务提出建议，由人认定；认定过的不再改动。"), ui.A("匹配质量", "/quality")}
	head.Acts = append(head.Acts, ui.Act("未归环节企业", base+"/unmatched"))
	if q.Actor.Can(authz.ExportRun) {
		head.Acts = append(head.Acts, ui.Action{Label: "导出", URL: a.WithAt(base + "/export"), WideOnly: true})
	}
	var bulk *ui.BulkBar
	if q.Actor.Can(authz.MapEdit) {
		head.Acts = append(head.Acts, ui.Act("手工归入", base+"/add"), ui.Action{Label: "重新匹配", URL: base + "/run", Primary: true})
		bulk = &ui.BulkBar{Form: "bulk", Action: base + "/judge", Unit: "条", Hidden: []ui.Param{{Name: "query", Value: a.Encoded()}},
			Acts: []ui.Action{{Label: "确认（A）", Form: "bulk", Name: "do", Value: area.Confirmed, Key: "a", Small: true, Primary: true},
				{Label: "否定（R）", Form: "bulk", Name: "do", Value: area.Rejected, Key: "r", Small: true},
				{Label: "退回待认定", Form: "bulk", Name: "do", Value: area.Suggested, Small: true}}}
	}
	return listpage.Show(q, a, head, func(c *list.Column, r list.Row) (ui.Cell, bool) { return h.cell(a, c, r) }, bulk)
}

func (h *handlers) cell(a *listing.Ask, c *list.Column, r list.Row) (ui.Cell, bool) {
	switch c.Name {
	case "firm":
		cell := ui.Cell{Text: r.Str("firm"), URL: "/enterprises/" + r.Str("enterprise_id"), Sub: strings.TrimSpace(r.Str("text"))}
		if r.Bool("outside") {
			cell.Sub = "市外　" + cell.Sub
		}
		return cell, true
	case "node":
		return ui.Cell{Text: r.Str("node"), URL: "/nodes/" + r.Str("node_id"), Sub: a.Names.Label("chain", r.Str("chain_id"))}, true
	case "score":
		if r.Float("score") == 0 {
			return ui.Cell{Text: "手工", Quiet: true}, true
		}
		return ui.Cell{Text: ui.Pct(r.Float("score")), Title: r.Str("reason")}, true
	case "words":
		return ui.Cell{Rich: Highlight(r.Str("text"), strings.Split(r.Str("words"), "、")), Title: r.Str("reason")}, true
	case "state":
		letter := map[string]ui.Letter{area.Confirmed: ui.Green, area.Rejected: ui.Red}[r.Str("state")]
		if letter == "" {
			letter = ui.None
		}
		light := ui.Sign(letter, c.OptionLabel(r.Str("state")))
		return ui.Cell{Light: &light}, true
	}
	return ui.Cell{}, false
}

// around is how many characters stand before and after a matched word.
const around = 4

// Highlight shows where words stand in a text, each with a few characters around it; words that do not stand there as they are,
// such as near ones, follow by themselves.
func Highlight(text string, words []string) ui.Rich {
	runes := []rune(strings.ToLower(number.Tidy(text)))
	var out ui.Rich
	for _, w := range words {
		if w == "" {
			continue
		}
		if len(out) > 0 {
			out = append(out, ui.T("　"))
		}
		at := index(runes, []rune(w))
		if at < 0 {
			out = append(out, ui.B(w))
			continue
		}
		end := at + len([]rune(w))
		before, after := max(at-around, 0), min(end+around, len(runes))
		out = append(out, ui.Quiet(string(runes[before:at])), ui.B(string(runes[at:end])), ui.Quiet(string(runes[end:after])))
		if len(out) > 8 {
			break
		}
	}
	return out
}

func index(text, word []rune) int {
	for i := 0; i+len(word) <= len(text); i++ {
		if string(text[i:i+len(word)]) == string(word) {
			return i
		}
	}
	return -1
}

func (h *handlers) showUnmatched(q *web.Req) error {
	a, err := h.unmatched.Ask(q)
	if err != nil || a.Done {
		return err
	}
	head := q.Page(section, "未归环节企业")
	head.Wide = true
	head.Crumbs = []ui.Link{{Label: "企业归环节", URL: base}, {Label: "未归环节企业"}}
	head.Lede = ui.Plain("没有环节吻合的企业：补上产品或行业代码后重新匹配，或手工归入。")
	if q.Actor.Can(authz.ExportRun) {
		head.Acts = append(head.Acts, ui.Action{Label: "导出", URL: a.WithAt(base + "/unmatched/export"), WideOnly: true})
	}
	var bulk *ui.BulkBar
	if q.Actor.Can(authz.MapEdit) {
		bulk = &ui.BulkBar{Form: "bulk", Action: base + "/add", Unit: "家", Hidden: []ui.Param{{Name: "ask", Value: "1"}},
			Acts: []ui.Action{{Label: "归入环节", Form: "bulk", Small: true, Primary: true}}}
	}
	return listpage.Show(q, a, head, func(c *list.Column, r list.Row) (ui.Cell, bool) {
		if c.Name == "name" {
			return ui.Cell{Text: r.Str("name"), URL: "/enterprises/" + r.ID}, true
		}
		return ui.Cell{}, false
	}, bulk)
}

// one leads from a record's own address, as histories name it, to the queue that shows it.
func (h *handlers) one(q *web.Req) error {
	rows, err := h.Match.Select(q.Ctx(), q.Actor.Scope, new(db.Where).And("t.id = ?", q.Path("id")), "")
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return missing()
	}
	return q.Redirect("/nodes/"+rows[0].NodeID, "")
}

// last is the run that is under way or ran last; nil when there was none.
func (h *handlers) last(ctx context.Context) (*jobs.Job, error) {
	all, err := h.Jobs.List(ctx, RunJob)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0], nil
}
