// Package lead is the pages of leads (线索): the list and board, first reports with their blind check, one lead with its clocks
// and history, the admission review, disputes over first reports, and the rules of all this.
package lead

import (
	"embed"

	"lianzhang/internal/chain"
	area "lianzhang/internal/lead"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/project"
	"lianzhang/internal/target"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

const (
	section = "leads"
	base    = "/leads"
)

// Deps is what the pages stand on.
type Deps struct {
	Run      *change.Runner
	Leads    *area.Service
	Targets  *target.Service
	Projects *project.Service
	Chains   *chain.Service
	Files    *attach.Dir
	Lists    *listing.Kit
	MaxFile  int64
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("lead", files) }

type handlers struct {
	Deps
	list *listing.List
}

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	h := &handlers{Deps: d}
	h.list = d.Lists.Register(listOf())
	row := func(pattern string, p authz.Perm, fn web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: p, Handle: fn, Body: 256 << 10}
	}
	moves := h.moves()
	return []web.Route{
		row("GET /leads", authz.LeadView, h.showList),
		row("GET /leads/export", authz.ExportRun, h.list.Export),
		row("POST /leads/export", authz.ExportRun, h.list.Export),
		row("GET /leads/board", authz.LeadView, h.board),
		row("GET /leads/new", authz.LeadEdit, h.showNew),
		row("POST /leads/new", authz.LeadEdit, h.create),
		row("GET /leads/disputes", authz.LeadJudge, h.disputes),
		row("POST /leads/disputes", authz.LeadJudge, h.decide),
		row("GET /leads/rules", authz.LeadView, h.rules),
		row("POST /leads/rules", authz.LeadJudge, h.setRules),
		row("GET /leads/{id}", authz.LeadView, h.show),
		row("GET /leads/{id}/edit", authz.LeadEdit, h.showEdit),
		row("POST /leads/{id}/edit", authz.LeadEdit, h.edit),
		row("POST /leads/{id}/progress", authz.LeadEdit, h.progress),
		row("GET /leads/{id}/move", authz.LeadView, moves.Show),
		row("POST /leads/{id}/move", authz.LeadView, moves.Post),
		row("GET /leads/{id}/files/{file}", authz.LeadView, h.file),
		row("GET /leads/{id}/admission", authz.LeadView, h.admission),
		row("POST /leads/{id}/admission", authz.LeadEdit, h.state),
		row("POST /leads/{id}/admission/score", authz.LeadJudge, h.score),
		row("POST /leads/{id}/admission/decide", authz.LeadJudge, h.conclude),
		row("GET /leads/{id}/admission.docx", authz.LeadView, h.paper),
		row("GET /projects/{id}/lead", authz.ProjectView, h.ofProject),
		{Pattern: "POST /leads/{id}/files", Perm: authz.LeadEdit, Handle: h.attach, Body: d.MaxFile + 1<<20},
	}
}

func listOf() listing.List {
	return listing.List{Spec: area.Spec, Base: base, Section: section, Perm: authz.LeadView, Find: "投资方、项目、编号", Scope: area.Sees,
		Columns: []string{"light", "investor", "state", "chain_id", "size", "unit_id", "due_on"}, Fixed: []string{"investor"},
		Reads: map[string][]string{"light": {"due_on"}, "investor": {"name", "code", "clash"}, "due_on": {"due_what"}, "unit_id": {"owner_id"}, "state": {"logged_on"}},
		First: []string{"state", "chain_id", "unit_id", "light"},
		Heads: map[string]ui.Column{"light": {Label: "灯"}, "investor": {Label: "投资方", Sub: "项目", Head: true, Grow: true}, "state": {Label: "状态", Sub: "登记", Fold: "状态"},
			"chain_id": {Label: "产业链", Rank: 2, Fold: "产业链"}, "size": {Label: "拟投资", Sub: "亿元", Num: true, Fold: "拟投资"}, "unit_id": {Label: "首报单位", Sub: "责任人", Rank: 2, Fold: "首报单位"},
			"due_on": {Label: "下一时限", Sub: "事项", Fold: "下一时限"}},
		Start: func(string) string { return "state=logged,answered,accepted,following" },
		Presets: func(today string) []listing.Preset {
			open := "state=logged,answered,accepted,following"
			return []listing.Preset{{Name: "在办", Query: open}, {Name: "超期", Query: open + "&light=red"}, {Name: "待研判", Query: "state=logged,answered"},
				{Name: "跟进中", Query: "state=accepted,following"}, {Name: "撞单待裁定", Query: "clash=waiting"}, {Name: "已转项目", Query: "state=project"},
				{Name: "已释放", Query: "state=released"}, {Name: "全部", Query: "state=logged,answered,accepted,following,project,refused,lost,released"}}
		}}
}

func (h *handlers) showList(q *web.Req) error {
	if q.Query("mine") != "" { // 我的: the person is not known when presets are made
		return q.Redirect(base+"?state=logged,answered,accepted,following&owner_id="+q.Actor.ID, "")
	}
	a, err := h.list.Ask(q)
	if err != nil || a.Done {
		return err
	}
	return listpage.Show(q, a, h.head(q, a, "线索"), func(c *list.Column, r list.Row) (ui.Cell, bool) { return cell(a, c, r, q.Today()) }, nil)
}

func (h *handlers) head(q *web.Req, a *listing.Ask, title string) ui.Page {
	head := q.Page(section, title)
	head.Wide = true
	head.Lede = ui.Rich{ui.A("我的", base+"?mine=1"), ui.Gap(), ui.A("清单", base), ui.Gap(), ui.A("看板", base+"/board"), ui.Gap(), ui.A("时限与评审规则", base+"/rules")}
	if q.Actor.Can(authz.LeadJudge) {
		head.Lede = append(head.Lede, ui.Gap(), ui.A("撞单裁定", base+"/disputes"))
	}
	if q.Actor.Can(authz.ExportRun) {
		head.Acts = append(head.Acts, ui.Action{Label: "导出", URL: a.WithAt(base + "/export"), WideOnly: true})
	}
	if q.Actor.Can(authz.LeadEdit) {
		head.Acts = append(head.Acts, ui.Primary("首报登记", base+"/new"))
	}
	return head
}

func cell(a *listing.Ask, c *list.Column, r list.Row, today string) (ui.Cell, bool) {
	switch c.Name {
	case "light":
		if r.Str("due_on") == "" { // nothing runs any more
			return ui.Cell{}, true
		}
		l := ui.Lamp(ui.LetterOf(r.Str("light")))
		return ui.Cell{Light: &l}, true
	case "investor":
		out := ui.Cell{Text: r.Str("investor"), URL: base + "/" + r.ID, Sub: ui.Joined(r.Str("name"), r.Str("code"))}
		if r.Str("clash") == area.ClashWaiting {
			out.Sub, out.SubLate = ui.Joined("撞单待裁定", out.Sub), true
		}
		return out, true
	case "state":
		return ui.Cell{Text: area.StateLabel(r.Str("state")), Sub: ui.DateTable(r.Str("logged_on"))}, true
	case "unit_id":
		return ui.Cell{Text: a.Names.Label("unit", r.Str("unit_id")), Sub: a.Names.Label("account", r.Str("owner_id"))}, true
	case "due_on":
		if r.Str("due_on") == "" {
			return ui.Cell{}, true
		}
		return ui.Cell{Text: ui.DateTable(r.Str("due_on")), Sub: r.Str("due_what"), SubLate: r.Str("due_on") < today}, true
	}
	return ui.Cell{}, false
}

// boardCards is how many cards a column of the board shows.
const boardCards = 30

type boardPage struct {
	ui.Page
	Views ui.Tabs
	Bar   ui.FilterBar
	Note  *ui.Note
	Board *ui.Board
}

// board shows the leads by state.
func (h *handlers) board(q *web.Req) error {
	a, err := h.list.Ask(q)
	if err != nil || a.Done {
		return err
	}
	p := boardPage{Page: h.head(q, a, "线索看板"), Bar: a.Plain(), Note: a.Note}
	p.Board = &ui.Board{Label: "各状态的线索"}
	if a.Note == nil {
		for _, s := range area.Flow.States {
			col, err := h.column(q, a, s.Code)
			if err != nil {
				return err
			}
			p.Board.Columns = append(p.Board.Columns, *col)
		}
	}
	return q.RenderList("lead/board", listing.Block, p)
}

func (h *handlers) column(q *web.Req, a *listing.Ask, state string) (*ui.BoardColumn, error) {
	ask := *a.Query
	ask.Filters = append([]list.Filter{{Column: area.Spec.Column("state"), Values: []string{state}}}, ask.Filters...)
	ask.Page, ask.Size = 1, boardCards
	t, err := area.Spec.Total(q.Ctx(), h.Run.DB, &ask, a.Who)
	if err != nil {
		return nil, err
	}
	col := &ui.BoardColumn{Key: state, Title: area.StateLabel(state), Count: ui.Num(t.Rows) + "条", Sum: ui.Yi(t.Yuan["size"]) + "亿元"}
	if t.Rows == 0 {
		return col, nil
	}
	var cols []*list.Column
	for _, name := range []string{"investor", "name", "light", "size", "unit_id", "due_on", "due_what"} {
		cols = append(cols, area.Spec.Column(name))
	}
	rows, err := area.Spec.Rows(q.Ctx(), h.Run.DB, &ask, a.Who, cols)
	if err != nil {
		return nil, err
	}
	for _, r := range rows.Rows {
		light := ui.Lamp(ui.LetterOf(r.Str("light")))
		card := ui.Card{ID: r.ID, Title: r.Str("investor"), URL: base + "/" + r.ID, Note: ui.Joined(r.Str("name"), a.Names.Label("unit", r.Str("unit_id"))), Light: &light}
		if r.Int("size") > 0 {
			card.End = ui.Yi(r.Int("size")) + "亿元"
		}
		if due := r.Str("due_on"); due != "" {
			card.Note = ui.Joined(card.Note, r.Str("due_what")+ui.DateTable(due))
		}
		col.Cards = append(col.Cards, card)
	}
	if t.Rows > boardCards {
		col.More = &ui.Link{Label: "全部" + ui.Num(t.Rows) + "条", URL: a.WithAt(base, "state", state)}
	}
	return col, nil
}
