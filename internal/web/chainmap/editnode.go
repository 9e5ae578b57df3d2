package chainmap

import (
	"strconv"

	area "lianzhang/internal/chain"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// nodeForm is the form of one node, with the two ways to take it off the map.
type nodeForm struct {
	ui.Page
	Faults  *faultList
	Action  string
	Base    string
	Fields  []ui.Field
	Was     []ui.Param // what the fields held when the form was opened
	Back    string
	Hanging string // what keeps the node from being removed
	Merge   ui.Field
	MergeAt string
	Remove  ui.Action
}

// ownNode reads the node of the address inside the scope, its chain, and the map as it stands.
func (h *handlers) ownNode(q *web.Req) (*graph.Node, *area.Chain, *graph.Doc, int64, error) {
	n, err := h.Graph.Node(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return nil, nil, nil, 0, err
	}
	c, err := h.Chains.Get(q.Ctx(), q.Actor.Scope, n.ChainID)
	if err != nil {
		return nil, nil, nil, 0, err
	}
	d, revision, err := h.Graph.Doc(q.Ctx(), q.Actor.Scope, c.ID)
	return n, c, d, revision, err
}

func (h *handlers) editNode(q *web.Req) error {
	p, err := h.nodeForm(q)
	if err != nil {
		return err
	}
	return q.Render("chainmap/editnode", p)
}

func (h *handlers) nodeForm(q *web.Req) (*nodeForm, error) {
	n, c, d, revision, err := h.ownNode(q)
	if err != nil {
		return nil, err
	}
	at := "/nodes/" + n.ID
	p := &nodeForm{Page: mapPage(q, c, "编辑"+n.Name), Action: at + "/edit", Base: strconv.FormatInt(revision, 10), Back: address(c.ID) + "/edit", MergeAt: at + "/merge"}
	p.Title = "编辑环节：" + n.Name
	p.Fields = nodeFields(n, d)
	for _, f := range p.Fields {
		p.Was = append(p.Was, ui.Param{Name: "was-" + f.Name, Value: f.Value})
	}
	hanging, err := h.Graph.Hanging(q.Ctx(), h.Run.DB, []string{n.ID})
	if err != nil {
		return nil, err
	}
	p.Hanging = hanging[n.ID]
	p.Merge = ui.Field{Kind: ui.KindSelect, Name: "into", Label: "并入", Options: others(n.ID, d), Help: "关系、产品、代码、说明和挂着的项目、企业、缺口都转过去"}
	p.Remove = ui.Post("删除这个环节", at+"/remove", ui.Param{Name: "base", Value: p.Base})
	p.Remove.Danger, p.Remove.Confirm = true, "删除“"+n.Name+"”和它的关系？可在版本页撤销。"
	return p, nil
}

func others(id string, d *graph.Doc) []ui.Option {
	var out []ui.Option
	for i := range d.Nodes {
		if d.Nodes[i].Key != id {
			out = append(out, ui.Option{Value: d.Nodes[i].Key, Label: d.Nodes[i].Name})
		}
	}
	return out
}

func nodeFields(n *graph.Node, d *graph.Doc) []ui.Field {
	var streams []ui.Option
	for _, s := range graph.Streams() {
		streams = append(streams, ui.Option{Value: s.Code, Label: s.Label})
	}
	return []ui.Field{
		{Kind: ui.KindText, Name: "name", Label: "环节名称", Value: n.Name, Required: true, MaxLength: 60, Wide: true},
		{Kind: ui.KindSelect, Name: "stream", Label: "位置", Value: n.Stream, Options: streams},
		{Kind: ui.KindSelect, Name: "parent", Label: "上级环节", Value: n.Parent, Options: append([]ui.Option{{Label: "没有"}}, others(n.ID, d)...)},
		{Kind: ui.KindTextArea, Name: "products", Label: "产品", Value: n.Products, Rows: 2, Help: "用顿号分开", Wide: true},
		{Kind: ui.KindText, Name: "codes", Label: "行业代码", Value: n.Codes, Help: "GB/T 4754-2017，用顿号分开；2011版的会换成新码并注明", Wide: true},
		{Kind: ui.KindNumber, Name: "weight", Label: "投入权重", Value: number(n.Weight), Help: "0到1，不知道就不填"},
		{Kind: ui.KindNumber, Name: "importShare", Label: "进口依存", Value: number(n.ImportShare), Help: "0到1"},
		{Kind: ui.KindTextArea, Name: "firms", Label: "代表企业", Value: n.Firms, Rows: 2, Wide: true},
		{Kind: ui.KindText, Name: "source", Label: "来源", Value: n.Source, MaxLength: 200},
		{Kind: ui.KindNumber, Name: "confidence", Label: "可信度", Value: number(n.Confidence), Help: "0到1"},
		{Kind: ui.KindTextArea, Name: "note", Label: "说明", Value: n.Note, Rows: 3, Wide: true},
	}
}

func (h *handlers) saveNode(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	n, c, _, _, err := h.ownNode(q)
	if err != nil {
		return err
	}
	now := graph.DocNode{Key: n.ID, Name: f.Text("name"), Stream: f.Raw("stream"), Parent: f.Raw("parent"), Products: graph.Split(f.Raw("products")),
		Codes: graph.Split(f.Raw("codes")), Weight: f.Float("weight"), ImportShare: f.Float("importShare"), Firms: graph.Split(f.Raw("firms")),
		Source: f.Text("source"), Confidence: f.Float("confidence"), Note: f.Text("note")}
	var set []string
	for _, field := range nodeFields(n, &graph.Doc{}) {
		if f.Has(field.Name) && f.Raw(field.Name) != f.Raw("was-"+field.Name) {
			set = append(set, field.Name)
		}
	}
	base := f.Int("base")
	if err = f.Err(); err == nil {
		_, err = h.Graph.Apply(q.Ctx(), q.Actor, c.ID, base, []graph.Op{{Do: graph.EditNode, Node: &now, Set: set}})
	}
	if err != nil {
		return h.refuseNode(q, f, err)
	}
	return q.Redirect(address(c.ID)+"/edit", "环节已保存")
}

// refuseNode shows the form again as it was filled in.
func (h *handlers) refuseNode(q *web.Req, f *web.Form, err error) error {
	code := errs.CodeOf(err)
	if code != errs.Invalid && code != errs.Conflict {
		return err
	}
	p, failed := h.nodeForm(q)
	if failed != nil {
		return failed
	}
	p.Faults = faults(err)
	for i := range p.Fields { // what was not touched shows what is stored now
		if name := p.Fields[i].Name; f.Has(name) && f.Raw(name) != f.Raw("was-"+name) {
			p.Fields[i].Value = f.Raw(name)
		}
	}
	return q.RenderInvalid("chainmap/editnode", p)
}

func (h *handlers) mergeNode(q *web.Req) error {
	return h.off(q, func(f *web.Form, n *graph.Node) graph.Op {
		return graph.Op{Do: graph.MergeNode, Node: &graph.DocNode{Key: n.ID}, Into: f.Raw("into")}
	}, "已并入")
}

func (h *handlers) removeNode(q *web.Req) error {
	return h.off(q, func(_ *web.Form, n *graph.Node) graph.Op {
		return graph.Op{Do: graph.RemoveNode, Node: &graph.DocNode{Key: n.ID}}
	}, "环节已删除")
}

// off takes a node off the map in one of the two ways.
func (h *handlers) off(q *web.Req, op func(*web.Form, *graph.Node) graph.Op, said string) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	n, c, _, _, err := h.ownNode(q)
	if err != nil {
		return err
	}
	base := f.Int("base")
	if err = f.Err(); err == nil {
		_, err = h.Graph.Apply(q.Ctx(), q.Actor, c.ID, base, []graph.Op{op(f, n)})
	}
	if err != nil {
		return h.refuseNode(q, f, err)
	}
	return q.Redirect(address(c.ID)+"/edit", said)
}
