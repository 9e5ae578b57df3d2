package chainmap

import (
	"encoding/json"
	"strconv"

	area "lianzhang/internal/chain"
	"lianzhang/internal/chain/drawing"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// editPage is the editor of a map: drawn by script over the data that the page carries, and below it forms that do the same
// without script.
type editPage struct {
	ui.Page
	At      string // address of the map
	Data    editorData
	Large   *ui.Note // too many nodes to be drawn
	Streams []graph.Label
	Kinds   []graph.Label
	Faults  *faultList
	Add     []ui.Field
	Link    []ui.Field
	Base    string
	Nodes   ui.Table
	Edges   ui.Table
	Cut     string // what the lists leave out
}

// editorData is what the editor starts from.
type editorData struct {
	Chain    string            `json:"chain"`
	Name     string            `json:"name"`
	Revision int64             `json:"revision"`
	Doc      *graph.Doc        `json:"doc"`
	Boxes    map[string][]int  `json:"boxes"`
	Streams  []graph.Label     `json:"streams"`
	Kinds    []graph.Label     `json:"kinds"`
	Hanging  map[string]string `json:"hanging"` // what hangs on nodes, so that they cannot be removed
}

func (h *handlers) edit(q *web.Req) error {
	c, err := h.own(q)
	if err != nil {
		return err
	}
	p, err := h.editPage(q, c, nil, nil)
	if err != nil {
		return err
	}
	return q.Render("chainmap/edit", p)
}

// maxDrawn is how many nodes the editor draws, maxListed how many rows the lists below it have.
const (
	maxDrawn  = 1500
	maxListed = 500
)

func (h *handlers) editPage(q *web.Req, c *area.Chain, f *web.Form, fault error) (*editPage, error) {
	d, err := h.editorData(q, c)
	if err != nil {
		return nil, err
	}
	p := &editPage{Page: mapPage(q, c, "编辑"), At: address(c.ID), Data: *d, Streams: graph.Streams(), Kinds: graph.Kinds(), Base: strconv.FormatInt(d.Revision, 10)}
	p.Title = "编辑" + c.Name + "图谱"
	p.Wide = true
	p.Acts = []ui.Action{ui.Act("看图谱", p.At), ui.Act("版本", p.At+"/versions")}
	if len(d.Doc.Nodes) > maxDrawn {
		p.Large = &ui.Note{Body: ui.Plain(strconv.Itoa(len(d.Doc.Nodes)) + "个环节，超过编辑器能画的" + strconv.Itoa(maxDrawn) + "个；请用下面的表单，或导出工作簿改好再导入")}
	}
	p.forms(d.Doc)
	p.Cut = cut(d.Doc)
	if f != nil {
		for _, fields := range [][]ui.Field{p.Add, p.Link} {
			for i := range fields {
				if f.Has(fields[i].Name) {
					fields[i].Value = f.Raw(fields[i].Name)
				}
			}
		}
	}
	if fault != nil {
		p.Faults = faults(fault)
	}
	return p, nil
}

func (h *handlers) editorData(q *web.Req, c *area.Chain) (*editorData, error) {
	d, revision, err := h.Graph.Doc(q.Ctx(), q.Actor.Scope, c.ID)
	if err != nil {
		return nil, err
	}
	keys := make([]string, len(d.Nodes))
	for i := range d.Nodes {
		keys[i] = d.Nodes[i].Key
	}
	hanging, err := h.Graph.Hanging(q.Ctx(), h.Run.DB, keys)
	return &editorData{Chain: c.ID, Name: c.Name, Revision: revision, Doc: d, Boxes: boxes(d), Streams: graph.Streams(), Kinds: graph.Kinds(), Hanging: hanging}, err
}

// boxes are the places of the nodes as the picture has them: x, y, width, height.
func boxes(d *graph.Doc) map[string][]int {
	m := &drawing.Map{}
	for i := range d.Nodes {
		n := &d.Nodes[i]
		m.Nodes = append(m.Nodes, drawing.Node{ID: n.Key, Name: n.Name, Stream: n.Stream, Parent: n.Parent, X: n.X, Y: n.Y})
	}
	for i := range d.Edges {
		m.Links = append(m.Links, drawing.Link{From: d.Edges[i].From, To: d.Edges[i].To, Weight: d.Edges[i].Weight})
	}
	out := map[string][]int{}
	for _, b := range drawing.Layout(m).Boxes {
		out[b.Node.ID] = []int{int(b.X), int(b.Y), int(b.W), int(b.H)}
	}
	return out
}

// forms are the parts of the page that work without script.
func (p *editPage) forms(d *graph.Doc) {
	var streams, nodes, kinds []ui.Option
	for _, s := range graph.Streams() {
		streams = append(streams, ui.Option{Value: s.Code, Label: s.Label})
	}
	for _, k := range graph.Kinds() {
		kinds = append(kinds, ui.Option{Value: k.Code, Label: k.Label})
	}
	names := map[string]string{}
	for i := range d.Nodes {
		nodes = append(nodes, ui.Option{Value: d.Nodes[i].Key, Label: d.Nodes[i].Name})
		names[d.Nodes[i].Key] = d.Nodes[i].Name
	}
	p.Add = []ui.Field{{Kind: ui.KindText, Name: "name", Label: "环节名称", MaxLength: 60, Required: true}, {Kind: ui.KindSelect, Name: "stream", Label: "位置", Options: streams, Value: graph.Mid},
		{Kind: ui.KindSelect, Name: "parent", Label: "上级环节", Options: append([]ui.Option{{Label: "没有"}}, nodes...)}}
	p.Link = []ui.Field{{Kind: ui.KindSelect, Name: "from", Label: "从", Options: nodes}, {Kind: ui.KindSelect, Name: "to", Label: "到", Options: nodes},
		{Kind: ui.KindSelect, Name: "kind", Label: "关系", Options: kinds}, {Kind: ui.KindNumber, Name: "weight", Label: "权重", Help: "不知道就不填"}}
	p.Nodes = ui.Table{Label: "环节", Compact: true, Columns: []ui.Column{{Label: "环节", Head: true}, {Label: "位置"}, {Label: "上级", Rank: 3}, {Label: "产品", Grow: true, Rank: 2}, {Label: "行业代码", Rank: 2}},
		Empty: &ui.Empty{Title: "还没有环节"}}
	for i := range d.Nodes[:min(len(d.Nodes), maxListed)] {
		n := &d.Nodes[i]
		p.Nodes.Rows = append(p.Nodes.Rows, ui.Row{Cells: []ui.Cell{{Text: n.Name, URL: "/nodes/" + n.Key + "/edit"}, {Text: graph.StreamLabel(n.Stream)}, {Text: names[n.Parent]},
			{Text: graph.Join(n.Products), Quiet: true}, {Text: graph.Join(n.Codes)}}})
	}
	p.Edges = ui.Table{Label: "关系", Compact: true, Columns: []ui.Column{{Label: "从", Head: true}, {Label: "到"}, {Label: "关系"}, {Label: "权重", Num: true}, {Label: "来源", Grow: true, Rank: 2}, {Label: ""}},
		Empty: &ui.Empty{Title: "还没有关系"}}
	for i := range d.Edges[:min(len(d.Edges), maxListed)] {
		e := &d.Edges[i]
		drop := ui.Post("删除", p.At+"/edit", ui.Param{Name: "do", Value: graph.RemoveEdge}, ui.Param{Name: "from", Value: e.From}, ui.Param{Name: "to", Value: e.To},
			ui.Param{Name: "kind", Value: e.Kind}, ui.Param{Name: "base", Value: p.Base})
		drop.Small = true
		p.Edges.Rows = append(p.Edges.Rows, ui.Row{Cells: []ui.Cell{{Text: names[e.From]}, {Text: names[e.To]}, {Text: graph.KindLabel(e.Kind)},
			{Text: number(e.Weight)}, {Text: e.Source, Quiet: true}, {Acts: []ui.Action{drop}}}})
	}
}

// cut says how many rows the lists leave out.
func cut(d *graph.Doc) string {
	if len(d.Nodes) <= maxListed && len(d.Edges) <= maxListed {
		return ""
	}
	return "环节和关系各列出前" + strconv.Itoa(maxListed) + "个，其余在导出的工作簿里"
}

func number(f float64) string {
	if f == 0 {
		return ""
	}
	return strconv.FormatFloat(f, 'g', 6, 64)
}

// editForm makes one step that was posted by a form.
func (h *handlers) editForm(q *web.Req) error {
	c, err := h.own(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	op := graph.Op{Do: f.Raw("do")}
	switch op.Do {
	case graph.AddNode:
		op.Node = &graph.DocNode{Key: "new", Name: f.Text("name"), Stream: f.Raw("stream"), Parent: f.Raw("parent"), Source: "手工"}
	case graph.AddEdge, graph.RemoveEdge:
		op.Edge = &graph.DocEdge{From: f.Raw("from"), To: f.Raw("to"), Kind: f.Raw("kind"), Weight: f.Float("weight"), Source: "手工"}
	default:
		return errs.New(errs.Invalid, "没有这种操作")
	}
	base := f.Int("base")
	if err = f.Err(); err == nil {
		_, err = h.Graph.Apply(q.Ctx(), q.Actor, c.ID, base, []graph.Op{op})
	}
	if code := errs.CodeOf(err); code == errs.Invalid || code == errs.Conflict {
		p, failed := h.editPage(q, c, f, err)
		if failed != nil {
			return failed
		}
		return q.RenderInvalid("chainmap/edit", p)
	}
	if err != nil {
		return err
	}
	return q.Redirect(address(c.ID)+"/edit", map[string]string{graph.AddNode: "环节已加", graph.AddEdge: "关系已加", graph.RemoveEdge: "关系已删除"}[op.Do])
}

// mapRoutes are the routes of the pages by which a map is made and changed.
func (h *handlers) mapRoutes() []web.Route {
	const small, large = 64 << 10, graph.MaxFile + 4<<20
	at := "/chains/{id}/map"
	row := func(method, path string, p authz.Perm, body int64, fn web.Handler) web.Route {
		return web.Route{Pattern: method + " " + path, Perm: p, Handle: fn, Body: body}
	}
	return []web.Route{
		row("GET", at+".xlsx", authz.ExportRun, small, h.book),
		row("GET", at+".json", authz.ExportRun, small, h.json),
		row("GET", at+"/start", authz.MapEdit, small, h.start),
		row("GET", at+"/start/preview", authz.MapEdit, small, h.preview),
		row("POST", at+"/import", authz.MapEdit, large, h.upload),
		row("POST", at+"/replace", authz.MapEdit, large, h.replace),
		row("GET", at+"/edit", authz.MapEdit, small, h.edit),
		row("POST", at+"/edit", authz.MapEdit, small, h.editForm),
		row("GET", at+"/data", authz.MapEdit, small, h.data),
		row("POST", at+"/ops", authz.MapEdit, large, h.ops),
		row("POST", at+"/layout", authz.MapEdit, large, h.layout),
		row("GET", at+"/codes", authz.MapEdit, small, h.codes),
		row("GET", at+"/versions", authz.ChainView, small, h.versions),
		row("POST", at+"/versions", authz.MapEdit, small, h.publish),
		row("POST", at+"/versions/{no}/restore", authz.MapEdit, small, h.restore),
		row("POST", at+"/undo", authz.MapEdit, small, h.undo),
		row("GET", at+"/diff", authz.ChainView, small, h.diff),
		row("GET", "/nodes/{id}/edit", authz.MapEdit, small, h.editNode),
		row("POST", "/nodes/{id}/edit", authz.MapEdit, small, h.saveNode),
		row("POST", "/nodes/{id}/merge", authz.MapEdit, small, h.mergeNode),
		row("POST", "/nodes/{id}/remove", authz.MapEdit, small, h.removeNode),
	}
}

// jsonAnswer writes v as the answer to the editor.
func jsonAnswer(q *web.Req, status int, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	q.W.Header().Set("Content-Type", "application/json")
	q.W.WriteHeader(status)
	_, err = q.W.Write(b)
	return err
}
