package chainmap

import (
	"html/template"
	"strconv"

	area "lianzhang/internal/chain"
	"lianzhang/internal/chain/drawing"
	"lianzhang/internal/chain/graph"
	templates "lianzhang/internal/chain/template"
	"lianzhang/internal/insight/inputoutput"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// own reads the chain of the address, which must lie inside the scope to have its map changed.
func (h *handlers) own(q *web.Req) (*area.Chain, error) {
	return h.Chains.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
}

// mapPage is the chrome of a page about the map of a chain.
func mapPage(q *web.Req, c *area.Chain, title string) ui.Page {
	p := q.Page(section, c.Name+"图谱："+title)
	p.Crumbs = []ui.Link{{Label: "产业链", URL: "/chains"}, {Label: c.Name, URL: "/chains/" + c.ID}, {Label: "图谱", URL: address(c.ID)}, {Label: title}}
	return p
}

// startPage offers the ways in which a map begins.
type startPage struct {
	ui.Page
	Tabs     ui.Tabs
	Note     *ui.Note
	Way      string
	Faults   *faultList
	Groups   []templateGroup
	Q        ui.Field
	Sectors  ui.Table
	Upload   string
	File     ui.Field
	Sample   string
	Blank    []ui.Action
	Register []ui.Action
}

// templateGroup is a branch with its templates.
type templateGroup struct {
	Label string
	Items []templateItem
}

type templateItem struct {
	Name, Summary, Counts, URL string
}

var ways = []struct{ key, label string }{{"template", "用模板"}, {"io", "由投入产出表"}, {"register", "由本地名录"}, {"file", "导入文件"}, {"blank", "从空白画"}}

func (h *handlers) start(q *web.Req) error {
	c, err := h.own(q)
	if err != nil {
		return err
	}
	p, err := h.startPage(q, c, q.Query("way"))
	if err != nil {
		return err
	}
	return q.Render("chainmap/start", p)
}

func (h *handlers) startPage(q *web.Req, c *area.Chain, way string) (*startPage, error) {
	p := &startPage{Page: mapPage(q, c, "建立"), Tabs: ui.Tabs{Label: "方式"}, Way: "template"}
	for _, w := range ways {
		if w.key == way {
			p.Way = way
		}
	}
	at := address(c.ID) + "/start"
	for _, w := range ways {
		p.Tabs.Items = append(p.Tabs.Items, ui.Tab{Label: w.label, URL: at + "?way=" + w.key, On: w.key == p.Way})
	}
	d, _, err := h.Graph.Doc(q.Ctx(), q.Actor.Scope, c.ID)
	if err != nil {
		return nil, err
	}
	if n := len(d.Nodes); n > 0 {
		p.Note = &ui.Note{Body: ui.Rich{ui.T("已有" + strconv.Itoa(n) + "个环节。选好后先列出新增、修改和删除，确认才写入；"), ui.A("回到编辑", address(c.ID)+"/edit")}}
	}
	switch p.Way {
	case "template":
		p.Groups = groups(at)
	case "io":
		p.Q = ui.Field{Kind: ui.KindText, Name: "q", Label: "部门", Value: q.Query("q"), Placeholder: "例如：电池、医药、农产品"}
		p.Sectors = sectors(at, q.Query("q"))
	case "file":
		p.Upload = address(c.ID) + "/import"
		p.File = ui.Field{Kind: ui.KindFile, Name: "file", Label: "文件", Accept: ".xlsx,.xls,.csv,.json", Required: true, Placeholder: "最大" + ui.Bytes(graph.MaxFile),
			Help: "工作簿要有“环节”表（环节名称、位置），可有“关系”表（从、到）；也认本系统导出的JSON和“产业链—环节—子环节”的树"}
		p.Sample = address(c.ID) + ".xlsx"
	case "register":
		p.Register = []ui.Action{ui.Primary("起草并预览", at+"/preview?register=1")}
	case "blank":
		p.Blank = []ui.Action{ui.Primary("打开编辑器", address(c.ID)+"/edit")}
	}
	return p, nil
}

func groups(at string) []templateGroup {
	var out []templateGroup
	for _, t := range templates.All() {
		if len(out) == 0 || out[len(out)-1].Label != t.Group {
			out = append(out, templateGroup{Label: t.Group})
		}
		g := &out[len(out)-1]
		g.Items = append(g.Items, templateItem{Name: t.Name, Summary: t.Summary, URL: at + "/preview?template=" + t.Key,
			Counts: strconv.Itoa(len(t.Nodes)) + "个环节，" + strconv.Itoa(len(t.Edges)) + "条关系"})
	}
	return out
}

func sectors(at, words string) ui.Table {
	t := ui.Table{Label: "投入产出表的部门", Compact: true, Fold: true, Columns: []ui.Column{{Label: "代码", Rank: 2}, {Label: "部门", Head: true}, {Label: "总产出", Sub: "亿元", Num: true, Fold: "总产出亿元"},
		{Label: "进口依存", Num: true, Fold: "进口依存"}, {Label: "行业代码", Grow: true, Rank: 2}},
		Empty: &ui.Empty{Title: "没有这个部门", Text: "表里有153个部门，换个词，或清空后从全部里选。"}}
	for _, s := range graph.FindSectors(words) {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: s.Code}, {Text: s.Name, URL: at + "/preview?sector=" + s.Code}, {Text: ui.Num(int64(s.Output / 1e4))},
			{Text: ui.Pct(s.ImportShare)}, {Text: graph.Join(graph.CodeNames(graph.SectorCodes(s))), Quiet: true}}})
	}
	return t
}

// ioSize is how many sectors a draft takes up and down the chain, unless the person says otherwise.
const ioSize = 12

// offered is a map that the address names: a template or a draft, and the fields that name it again when it is confirmed.
func (h *handlers) offered(q *web.Req, c *area.Chain, value func(string) string) (*graph.Doc, []ui.Param, error) {
	if value("register") != "" {
		d, err := h.fromRegister(q, c)
		return d, []ui.Param{{Name: "register", Value: "1"}}, err
	}
	if key := value("template"); key != "" {
		t, ok := templates.Get(key)
		if !ok {
			return nil, nil, errs.New(errs.NotFound, "没有模板“%s”", key)
		}
		d := t.Doc
		return &d, []ui.Param{{Name: "template", Value: key}}, nil
	}
	n, err := strconv.Atoi(value("n"))
	if err != nil {
		n = ioSize
	}
	d, err := graph.Draft(value("sector"), n)
	return d, []ui.Param{{Name: "sector", Value: value("sector")}, {Name: "n", Value: strconv.Itoa(n)}}, err
}

// preview shows a template or a draft before it is taken.
func (h *handlers) preview(q *web.Req) error {
	c, err := h.own(q)
	if err != nil {
		return err
	}
	d, hidden, err := h.offered(q, c, q.Query)
	if err != nil {
		return err
	}
	keep := q.Query("mode") != "replace"
	p, err := h.importPage(q, c, d, nil, hidden, keep)
	if err != nil {
		return err
	}
	at := address(c.ID) + "/start/preview?" + hidden[0].Name + "=" + hidden[0].Value
	if len(hidden) > 1 {
		at += "&n=" + hidden[1].Value
	}
	if p.Existing {
		p.Modes = []ui.Tab{{Label: "并入现有图谱", URL: at, On: keep}, {Label: "整张替换", URL: at + "&mode=replace", On: !keep}}
	}
	p.Title, p.Back = d.Name, address(c.ID)+"/start"
	p.Crumbs[len(p.Crumbs)-1].Label = d.Name
	if q.Query("sector") != "" {
		p.Back += "?way=io"
		p.Sizes = sizes(address(c.ID)+"/start/preview?sector="+q.Query("sector")+"&n=", hidden[1].Value)
		p.Source = inputoutput.Source + "。权重为直接消耗系数；上游环节的权重是在全部投入里的份额，下游环节的是在全部中间销售里的份额。"
	}
	return q.Render("chainmap/import", p)
}

func sizes(at, now string) []ui.Tab {
	var out []ui.Tab
	for _, n := range []string{"8", "12", "20", "30"} {
		out = append(out, ui.Tab{Label: "各" + n + "个", URL: at + n, On: n == now})
	}
	return out
}

// picture draws a map that is not stored, without links to its nodes.
func picture(d *graph.Doc, mark func(*drawing.Node)) (template.HTML, []string) {
	m := &drawing.Map{Title: d.Name}
	for i := range d.Nodes {
		n := &d.Nodes[i]
		node := drawing.Node{ID: n.Key, Name: n.Name, Stream: n.Stream, Parent: n.Parent, X: n.X, Y: n.Y}
		if len(n.Products) > 0 {
			node.Tip = "产品：" + graph.Join(n.Products)
		}
		if mark != nil {
			mark(&node)
		}
		m.Nodes = append(m.Nodes, node)
	}
	for i := range d.Edges {
		m.Links = append(m.Links, drawing.Link{From: d.Edges[i].From, To: d.Edges[i].To, Weight: d.Edges[i].Weight})
	}
	p := drawing.Layout(m)
	return template.HTML(p.SVG()), p.Notes //nolint:gosec // drawing escapes all text
}
