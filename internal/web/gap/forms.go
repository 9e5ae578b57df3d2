package gap

import (
	"slices"

	area "lianzhang/internal/gap"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// form is a form page below the list of gaps, or below one gap.
func (h *handlers) form(q *web.Req, title, action, submit string, g *area.Gap) *formpage.Form {
	p := &formpage.Form{Page: q.Page(section, title), Action: base + action, Submit: submit, Back: base}
	p.Crumbs = []ui.Link{{Label: "缺口清单", URL: base}}
	if g != nil {
		at := base + "/" + g.ID
		p.Action, p.Back = at+action, at
		p.Crumbs = append(p.Crumbs, ui.Link{Label: g.Name, URL: at})
	}
	p.Crumbs = append(p.Crumbs, ui.Link{Label: title})
	return p
}

func choose(names *listing.Names, name, label, value, kind, none string) ui.Field {
	return ui.Field{Kind: ui.KindSelect, Name: name, Label: label, Value: value, Options: append([]ui.Option{{Label: none}}, names.Options(kind)...)}
}

func (h *handlers) assignForm(q *web.Req, g *area.Gap) (*formpage.Form, error) {
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, err
	}
	p := h.form(q, "指定责任", "/assign", "保存", g)
	none := "未定"
	x := area.Gap{}
	if g != nil {
		x = *g
	} else {
		none = "不改"
	}
	p.Fields = []ui.Field{choose(names, "unit_id", "责任单位", x.UnitID, "unit", none), choose(names, "owner_id", "责任人", x.OwnerID, "account", none),
		{Kind: ui.KindDate, Name: "due", Label: "时限", Value: x.Due, Min: q.Today()},
		{Kind: ui.KindText, Name: "co_work", Label: "配合单位", Value: x.CoWork, MaxLength: 200, Help: "哪些单位配合做什么"},
		{Kind: ui.KindText, Name: "reason", Label: "理由", Mark: "选填", MaxLength: 200, Wide: true}}
	return p, nil
}

func (h *handlers) showAssign(q *web.Req) error {
	g, err := h.get(q)
	if err != nil {
		return err
	}
	p, err := h.assignForm(q, g)
	if err != nil {
		return err
	}
	return p.Show(q)
}

func assignmentOf(f *web.Form) area.Assignment {
	return area.Assignment{UnitID: f.Text("unit_id"), OwnerID: f.Text("owner_id"), Due: f.Text("due"), CoWork: f.Text("co_work"), Reason: f.Text("reason")}
}

func (h *handlers) assign(q *web.Req) error {
	g, err := h.get(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	p, err := h.assignForm(q, g)
	if err != nil {
		return err
	}
	a := assignmentOf(f)
	for name, empty := range map[string]bool{"owner": a.OwnerID == "" && g.OwnerID != "", "due": a.Due == "" && g.Due != "", "co_work": a.CoWork == "" && g.CoWork != ""} {
		if empty {
			a.Clear = append(a.Clear, name)
		}
	}
	if err := h.Gaps.Assign(q.Ctx(), q.Actor, []string{g.ID}, a); err != nil {
		return p.Refuse(q, f, err)
	}
	return q.Redirect(base+"/"+g.ID, "责任已定")
}

// mostAtOnce is how many gaps one click assigns.
const mostAtOnce = 1000

// assignMany gives the ticked gaps to one owner. The bulk bar leads here first without values: then the page asks for them.
func (h *handlers) assignMany(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	a, err := h.list.Reask(q, f.Raw("query"))
	if err != nil {
		return err
	}
	ids := f.All("id")
	if f.Bool("all") && a.Note == nil {
		a.Size, a.Query.Page = mostAtOnce+1, 1
		rows, err := area.Spec.Rows(q.Ctx(), h.Run.DB, a.Query, a.Who, nil)
		if err != nil {
			return err
		}
		ids = nil
		for i := range rows.Rows {
			ids = append(ids, rows.Rows[i].ID)
		}
	}
	if len(ids) == 0 || len(ids) > mostAtOnce {
		return errs.New(errs.Invalid, "请选中1到%d个缺口", mostAtOnce)
	}
	p, err := h.assignForm(q, nil)
	if err != nil {
		return err
	}
	p.Title, p.Submit, p.Back = "批量指定责任", "改"+ui.Num(int64(len(ids)))+"个缺口", a.WithAt(base)
	p.Note = &ui.Note{Body: ui.Rich{ui.T("选中"), ui.B(ui.Num(int64(len(ids)))), ui.T("个缺口。没有选的项不改；要么全部改好，要么一个不改。")}}
	p.Hidden = []ui.Param{{Name: "query", Value: f.Raw("query")}, {Name: "do", Value: "set"}}
	for _, id := range ids {
		p.Hidden = append(p.Hidden, ui.Param{Name: "id", Value: id})
	}
	if f.Text("do") != "set" {
		return p.Show(q)
	}
	if err := h.Gaps.Assign(q.Ctx(), q.Actor, ids, assignmentOf(f)); err != nil {
		return p.Refuse(q, f, err)
	}
	return q.Redirect(a.WithAt(base), "已改"+ui.Num(int64(len(ids)))+"个缺口")
}

func (h *handlers) newForm(q *web.Req) (*formpage.Form, error) {
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, err
	}
	nodes, err := h.Graph.Nodes(q.Ctx(), q.Actor.Scope, new(db.Where), "ORDER BY t.chain_id, t.sort")
	if err != nil {
		return nil, err
	}
	p := h.form(q, "登记缺口", "/new", "登记", nil)
	p.Draft = "gap-new"
	node := ui.Field{Kind: ui.KindSelect, Name: "node_id", Label: "环节", Value: q.Query("node_id"), Options: []ui.Option{{Label: "图谱上还没有"}},
		Help: "图谱上没有的，在右边写明缺的是什么"}
	chainID := q.Query("chain_id")
	for i := range nodes {
		if nodes[i].ID == q.Query("node_id") {
			chainID = nodes[i].ChainID
		}
		node.Options = append(node.Options, ui.Option{Value: nodes[i].ID, Label: names.Label("chain", nodes[i].ChainID) + "·" + nodes[i].Name})
	}
	kind := ui.Field{Kind: ui.KindSelect, Name: "kind", Label: "类型", Required: true, Options: []ui.Option{{Label: "选择"}}}
	for _, o := range area.Kinds() {
		kind.Options = append(kind.Options, ui.Option{Value: o.Code, Label: o.Label})
	}
	chain := choose(names, "chain_id", "产业链", chainID, "chain", "选择产业链")
	chain.Required = true
	p.Fields = []ui.Field{chain, node, {Kind: ui.KindText, Name: "name", Label: "缺的是什么", MaxLength: 100}, kind,
		choose(names, "unit_id", "责任单位", "", "unit", "牵头单位"), choose(names, "owner_id", "责任人", "", "account", "未定"),
		{Kind: ui.KindDate, Name: "due", Label: "时限", Min: q.Today()}, {Kind: ui.KindText, Name: "co_work", Label: "配合单位", MaxLength: 200},
		{Kind: ui.KindTextArea, Name: "note", Label: "说明", Rows: 3, MaxLength: 2000, Wide: true, Help: "依据：谁提的，缺多少，影响谁"}}
	return p, nil
}

func (h *handlers) showNew(q *web.Req) error {
	p, err := h.newForm(q)
	if err != nil {
		return err
	}
	return p.Show(q)
}

func (h *handlers) create(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	p, err := h.newForm(q)
	if err != nil {
		return err
	}
	g, err := h.Gaps.Register(q.Ctx(), q.Actor, area.Gap{ChainID: f.Text("chain_id"), NodeID: f.Text("node_id"), Name: f.Text("name"), Kind: f.Text("kind"),
		UnitID: f.Text("unit_id"), OwnerID: f.Text("owner_id"), Due: f.Text("due"), CoWork: f.Text("co_work"), Note: f.Text("note")})
	if err != nil {
		return p.Refuse(q, f, err)
	}
	return q.Redirect(base+"/"+g.ID, "缺口已登记")
}

func (h *handlers) moveForm(q *web.Req, g *area.Gap, action string) (*formpage.Form, error) {
	row, err := area.Flow.Find(g.State, action)
	if err != nil {
		return nil, err
	}
	p := h.form(q, row.Label, "/move", row.Label, g)
	p.Column = true
	p.Hidden = []ui.Param{{Name: "action", Value: action}}
	if row.To == area.Filled {
		p.Fields = append(p.Fields, ui.Field{Kind: ui.KindText, Name: "firm", Label: "补上的企业", Mark: "选填", Help: "登记的企业全称"},
			ui.Field{Kind: ui.KindText, Name: "project", Label: "补上的项目", Mark: "选填", Help: "登记的项目名称"})
	}
	p.Fields = append(p.Fields, ui.Field{Kind: ui.KindTextArea, Name: "reason", Label: "说明", Required: row.Why, Rows: 3, MaxLength: 500})
	return p, nil
}

func (h *handlers) showMove(q *web.Req) error {
	g, err := h.get(q)
	if err != nil {
		return err
	}
	p, err := h.moveForm(q, g, q.Query("action"))
	if err != nil {
		return err
	}
	return p.Show(q)
}

func (h *handlers) move(q *web.Req) error {
	g, err := h.get(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	p, err := h.moveForm(q, g, f.Text("action"))
	if err != nil {
		return err
	}
	step := area.Step{Action: f.Text("action"), Reason: f.Text("reason")}
	if name := f.Text("firm"); name != "" {
		rows, err := h.Gaps.Firms.Select(q.Ctx(), h.Run.DB, q.Actor.Scope, new(db.Where).And("t.name = ?", name), "LIMIT 1")
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			f.Add("firm", "没有登记这家企业")
		} else {
			step.Firm = rows[0].ID
		}
	}
	if name := f.Text("project"); name != "" {
		rows, err := h.Projects.Select(q.Ctx(), h.Run.DB, q.Actor.Scope, new(db.Where).And("t.name = ?", name), "LIMIT 1")
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			f.Add("project", "没有登记这个项目")
		} else {
			step.Project = rows[0].ID
		}
	}
	if err = f.Err(); err == nil {
		err = h.Gaps.Move(q.Ctx(), q.Actor, g.ID, step)
	}
	if err != nil {
		return p.Refuse(q, f, err)
	}
	return q.Redirect(base+"/"+g.ID, "已记录")
}

func (h *handlers) noteForm(q *web.Req, g *area.Gap) *formpage.Form {
	p := h.form(q, "改说明", "/note", "保存", g)
	p.Column = true
	if g.Source == area.ByHand {
		kind := ui.Field{Kind: ui.KindSelect, Name: "kind", Label: "类型", Value: g.Kind}
		for _, o := range area.Kinds() {
			kind.Options = append(kind.Options, ui.Option{Value: o.Code, Label: o.Label})
		}
		p.Fields = append(p.Fields, kind)
	}
	p.Fields = append(p.Fields, ui.Field{Kind: ui.KindTextArea, Name: "note", Label: "说明", Value: g.Note, Rows: 5, MaxLength: 2000})
	return p
}

func (h *handlers) showNote(q *web.Req) error {
	g, err := h.get(q)
	if err != nil {
		return err
	}
	return h.noteForm(q, g).Show(q)
}

func (h *handlers) note(q *web.Req) error {
	g, err := h.get(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	if err := h.Gaps.Annotate(q.Ctx(), q.Actor, g.ID, f.Text("kind"), f.Text("note")); err != nil {
		return h.noteForm(q, g).Refuse(q, f, err)
	}
	return q.Redirect(base+"/"+g.ID, "已存")
}

func (h *handlers) comment(q *web.Req) error {
	g, err := h.get(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	if _, err := h.Comments.Add(q.Ctx(), q.Actor, g.Ref(), comment.New{Body: f.Text("body")}); err != nil {
		return err
	}
	if f.Bool("contact") && q.Actor.Can(authz.GapWork) && !g.Closed() {
		if err := h.Gaps.Touched(q.Ctx(), q.Actor, g.ID); err != nil {
			return err
		}
	}
	return q.Redirect(base+"/"+g.ID+"#comments", "已记录")
}

func (h *handlers) opportunity(q *web.Req) error {
	g, err := h.get(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	tied, err := h.Match.Opportunities(q.Ctx(), q.Actor.Scope, g.NodeID)
	if err != nil {
		return err
	}
	var ids []string
	for i := range tied {
		ids = append(ids, tied[i].ID)
	}
	if !slices.Contains(ids, f.Text("id")) {
		return errs.New(errs.NotFound, "这项招引机会没有挂在本环节")
	}
	node := g.NodeID
	if f.Text("verdict") == "no" {
		node = ""
	}
	if err := h.Match.Settle(q.Ctx(), q.Actor, f.Text("id"), node); err != nil {
		return err
	}
	return q.Redirect(base+"/"+g.ID+"#opportunities", "已认定")
}
