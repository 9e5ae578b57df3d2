package chainmap

import (
	"html/template"
	"strconv"

	area "lianzhang/internal/chain"
	"lianzhang/internal/chain/drawing"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui"
)

// versionPage lists the published versions of a map.
type versionPage struct {
	ui.Page
	Errs     ui.Errors
	Publish  *publishForm
	Last     *ui.Note
	Versions ui.Table
	Compare  *compareForm
}

type publishForm struct {
	Action      string
	Label, Note ui.Field
}

type compareForm struct {
	Action   string
	From, To ui.Field
}

func (h *handlers) versions(q *web.Req) error {
	p, err := h.versionPage(q, "", "", nil)
	if err != nil {
		return err
	}
	return q.Render("chainmap/version", p)
}

func (h *handlers) versionPage(q *web.Req, label, note string, fault error) (*versionPage, error) {
	c, scope, sees, err := h.chainOf(q, q.Path("id"))
	if err != nil {
		return nil, err
	}
	may := sees && q.Actor.Can(authz.MapEdit)
	at := address(c.ID)
	all, err := h.Graph.Versions(q.Ctx(), scope, c.ID)
	if err != nil {
		return nil, err
	}
	p := &versionPage{Page: mapPage(q, c, "版本")}
	p.Versions = ui.Table{Label: "版本", Fold: true, Columns: []ui.Column{{Label: "版", Head: true}, {Label: "说明", Grow: true, Rank: 2}, {Label: "环节", Num: true, Fold: "环节"}, {Label: "关系", Num: true, Fold: "关系"},
		{Label: "发布", Fold: "发布"}, {Label: ""}}, Empty: &ui.Empty{Title: "还没有发布过", Text: "发布把图谱现在的样子存为一版，以后能比对、能恢复。"}}
	for i := range all {
		v := &all[i]
		no := strconv.FormatInt(v.No, 10)
		acts := []ui.Action{{Label: "与现在比", URL: at + "/diff?from=" + no, Small: true}}
		if i+1 < len(all) {
			acts = append(acts, ui.Action{Label: "与上一版比", URL: at + "/diff?from=" + strconv.FormatInt(all[i+1].No, 10) + "&to=" + no, Small: true})
		}
		if may {
			restore := ui.Post("恢复", at+"/versions/"+no+"/restore")
			restore.Small, restore.Confirm = true, "把图谱恢复成第"+no+"版“"+v.Label+"”的样子？现在的样子仍能撤销。"
			acts = append(acts, restore)
		}
		p.Versions.Rows = append(p.Versions.Rows, ui.Row{Cells: []ui.Cell{{Text: "第" + no + "版 " + v.Label, URL: at + "?version=" + no}, {Text: v.Note, Quiet: true},
			{Text: ui.Num(v.Nodes)}, {Text: ui.Num(v.Edges)}, {Text: v.Author, Sub: trail.Moment(v.CreatedAt), Title: "摘要" + v.Hash}, {Acts: acts}}})
	}
	if may {
		p.Publish = &publishForm{Action: at + "/versions", Label: ui.Field{Kind: ui.KindText, Name: "label", Label: "版名", Value: label, Required: true, MaxLength: 60,
			Placeholder: "例如：" + q.Today()[:4] + "年" + q.Today()[5:7] + "月调度会"},
			Note: ui.Field{Kind: ui.KindTextArea, Name: "note", Label: "说明", Value: note, Rows: 2, MaxLength: 4000, Help: "改了什么、依据什么"}}
		p.Errs = ui.Reject(fault, &p.Publish.Label, &p.Publish.Note)
	}
	if len(all) > 0 {
		p.Compare = compare(at, all, "", "")
	}
	p.Last, err = h.last(q, c, scope, may)
	return p, err
}

// last tells the last edit, and offers to take it back.
func (h *handlers) last(q *web.Req, c *area.Chain, scope authz.Scope, may bool) (*ui.Note, error) {
	last, err := h.Graph.Last(q.Ctx(), scope, c.ID)
	if err != nil || last == nil {
		return nil, err
	}
	n := &ui.Note{Body: ui.Plain("最近一次：" + last.By + " " + trail.Moment(last.At) + " " + trail.Action(last.Action))}
	if may && len(last.Undo) > 0 {
		undo := ui.Post("撤销这次修改", address(c.ID)+"/undo", ui.Param{Name: "base", Value: strconv.FormatInt(last.Revision, 10)})
		undo.Small, undo.Confirm = true, "撤销"+last.By+"的这次修改？撤销本身也能再撤销。"
		n.Acts = []ui.Action{undo}
	}
	return n, nil
}

func compare(at string, all []graph.Version, from, to string) *compareForm {
	options := []ui.Option{{Value: "0", Label: "现在"}}
	for i := range all {
		no := strconv.FormatInt(all[i].No, 10)
		options = append(options, ui.Option{Value: no, Label: "第" + no + "版 " + all[i].Label})
	}
	if from == "" {
		from = strconv.FormatInt(all[0].No, 10)
	}
	return &compareForm{Action: at + "/diff", From: ui.Field{Kind: ui.KindSelect, Name: "from", Label: "从", Value: from, Options: options},
		To: ui.Field{Kind: ui.KindSelect, Name: "to", Label: "到", Value: to, Options: options}}
}

func (h *handlers) publish(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	v, err := h.Graph.Publish(q.Ctx(), q.Actor, q.Path("id"), f.Text("label"), f.Text("note"))
	if errs.CodeOf(err) == errs.Invalid {
		p, failed := h.versionPage(q, f.Text("label"), f.Text("note"), err)
		if failed != nil {
			return failed
		}
		return q.RenderInvalid("chainmap/version", p)
	}
	if err != nil {
		return err
	}
	return q.Redirect(address(v.ChainID)+"/versions", "第"+strconv.FormatInt(v.No, 10)+"版已发布")
}

func (h *handlers) restore(q *web.Req) error {
	no, err := strconv.ParseInt(q.Path("no"), 10, 64)
	if err != nil {
		return errs.New(errs.NotFound, "图谱没有这一版")
	}
	done, err := h.Graph.Restore(q.Ctx(), q.Actor, q.Path("id"), no, graph.Latest)
	if err != nil {
		return err
	}
	text := "已恢复到第" + q.Path("no") + "版"
	if len(done.Notices) > 0 {
		text += "；" + done.Notices[0]
	}
	return q.Redirect(address(q.Path("id"))+"/versions", text)
}

func (h *handlers) undo(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	base := f.Int("base")
	if err := f.Err(); err != nil {
		return err
	}
	if _, err := h.Graph.Undo(q.Ctx(), q.Actor, q.Path("id"), base); err != nil {
		return err
	}
	return q.Redirect(address(q.Path("id"))+"/versions", "已撤销最近一次修改")
}

// diffPage shows how two states of a map differ.
type diffPage struct {
	ui.Page
	Compare *compareForm
	KPIs    []ui.KPI
	Picture template.HTML
	Said    []string
	Changes diffTables
	Same    *ui.Empty
}

func (h *handlers) diff(q *web.Req) error {
	c, scope, _, err := h.chainOf(q, q.Path("id"))
	if err != nil {
		return err
	}
	all, err := h.Graph.Versions(q.Ctx(), scope, c.ID)
	if err != nil {
		return err
	}
	from, fromName, err := h.state(q, scope, c, q.Query("from"))
	if err != nil {
		return err
	}
	to, toName, err := h.state(q, scope, c, q.Query("to"))
	if err != nil {
		return err
	}
	p := &diffPage{Page: mapPage(q, c, "比对")}
	p.Lede = ui.Plain("从" + fromName + "到" + toName)
	p.Acts = []ui.Action{ui.PrintPage()}
	if len(all) > 0 {
		p.Compare = compare(address(c.ID), all, q.Query("from"), q.Query("to"))
	}
	d := graph.Compare(from, to)
	if d.Empty() {
		p.Same = &ui.Empty{Title: "没有不同", Text: "两边的环节和关系一样。"}
		return q.Render("chainmap/versiondiff", p)
	}
	p.KPIs = []ui.KPI{kpi("新增", len(d.Added), "个环节"), kpi("删除", len(d.Removed), "个环节"), kpi("修改", len(d.Changed), "个环节"),
		kpi("新增关系", len(d.AddedEdges), "条"), kpi("删除关系", len(d.RemovedEdges), "条")}
	p.Changes = tables(d, from, to, nil)
	both, marks := union(d, from, to)
	p.Picture, p.Said = picture(both, func(n *drawing.Node) {
		n.Line = marks[n.ID]
		switch {
		case marks[n.ID] == "已删除":
			n.Level, n.Alarm = drawing.Blank, true
		case marks[n.ID] == "新增":
			n.Level = drawing.Strong
		case marks[n.ID] != "":
			n.Level = drawing.Fair
		}
	})
	return q.Render("chainmap/versiondiff", p)
}

// state is a published version, or the map as it stands for "" and "0".
func (h *handlers) state(q *web.Req, scope authz.Scope, c *area.Chain, no string) (*graph.Doc, string, error) {
	if no == "" || no == "0" {
		d, _, err := h.Graph.Doc(q.Ctx(), scope, c.ID)
		return d, "现在", err
	}
	n, err := strconv.ParseInt(no, 10, 64)
	if err != nil {
		return nil, "", errs.New(errs.NotFound, "图谱没有第%s版", no)
	}
	v, d, err := h.Graph.Published(q.Ctx(), scope, c.ID, n)
	if err != nil {
		return nil, "", err
	}
	return d, "第" + no + "版“" + v.Label + "”", nil
}
