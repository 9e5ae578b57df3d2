package chainmap

import (
	"encoding/json"
	"errors"
	"html/template"
	"io"
	"net/http"
	"strconv"

	area "lianzhang/internal/chain"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// importPage shows what a file, a template or a draft would change, before anything is written.
type importPage struct {
	ui.Page
	Sizes    []ui.Tab
	Source   string
	Notes    []ui.Note
	Faults   *faultList
	KPIs     []ui.KPI
	Picture  template.HTML
	Said     []string
	Changes  diffTables
	Nodes    ui.Table // of a first map, where all is new
	Action   string
	Hidden   []ui.Param
	Modes    []ui.Tab // lay over the map, or replace it
	Also     string   // label of the second button of a file: write, but remove nothing
	Submit   string
	Back     string
	Nothing  bool
	Existing bool
}

// upload reads a file of a map.
func (h *handlers) upload(q *web.Req) error {
	c, err := h.own(q)
	if err != nil {
		return err
	}
	name, data, err := file(q)
	if err != nil {
		return h.refuseFile(q, c, err)
	}
	d, notices, err := graph.ReadFile(q.Ctx(), name, data)
	if err != nil {
		return h.refuseFile(q, c, err)
	}
	text, err := json.Marshal(d)
	if err != nil {
		return err
	}
	p, err := h.importPage(q, c, d, notices, []ui.Param{{Name: "doc", Value: string(text)}}, false)
	if err != nil {
		return err
	}
	if p.Existing {
		p.Also = "写入，但不删除原有的"
	}
	p.Back = address(c.ID) + "/start?way=file"
	return q.Render("chainmap/import", p)
}

// file reads the uploaded file of the request.
func file(q *web.Req) (name string, data []byte, err error) {
	f, head, err := q.R.FormFile("file")
	var tooBig *http.MaxBytesError
	switch {
	case errors.As(err, &tooBig):
		return "", nil, errs.New(errs.TooLarge, "文件超过%s", ui.Bytes(graph.MaxFile))
	case err != nil:
		return "", nil, errs.Wrap(err, errs.Invalid, "选择要上传的文件")
	}
	defer f.Close()
	data, err = io.ReadAll(f)
	return head.Filename, data, errs.Wrap(err, errs.Invalid, "文件没有传完，请重新上传")
}

// maxFaults is how many faults of a file the page lists.
const maxFaults = 50

func (h *handlers) refuseFile(q *web.Req, c *area.Chain, err error) error {
	if code := errs.CodeOf(err); code != errs.Invalid && code != errs.TooLarge {
		return err
	}
	p, failed := h.startPage(q, c, "file")
	if failed != nil {
		return failed
	}
	p.Faults = faults(err)
	return q.RenderInvalid("chainmap/start", p)
}

// faultList is what is wrong with a file or an edit as a whole; its lines name their places.
type faultList struct {
	Message string
	Lines   []string
	More    string
}

func faults(err error) *faultList {
	var e *errs.Error
	if !errors.As(err, &e) {
		return &faultList{Message: web.Message(err)}
	}
	out := &faultList{Message: e.Message}
	if clash, ok := e.Detail.(*graph.Clash); ok {
		out.Message = "您打开之后有人改了同一处，没有写入；再保存一次，就以您填的为准"
		for _, c := range clash.Conflicts {
			out.Lines = append(out.Lines, c.Text)
		}
	}
	if n := len(e.Fields); n > 0 {
		out.Message = "没有写入，有" + strconv.Itoa(n) + "处要改正"
		if n > maxFaults {
			out.More = "还有" + strconv.Itoa(n-maxFaults) + "处，改好上面的再看"
		}
	}
	for _, f := range e.Fields[:min(len(e.Fields), maxFaults)] {
		out.Lines = append(out.Lines, f.Message)
	}
	return out
}

// importPage compares a map with the stored one.
func (h *handlers) importPage(q *web.Req, c *area.Chain, d *graph.Doc, notices []string, hidden []ui.Param, keep bool) (*importPage, error) {
	now, _, err := h.Graph.Doc(q.Ctx(), q.Actor.Scope, c.ID)
	if err != nil {
		return nil, err
	}
	file := d
	if keep {
		file = graph.Union(now, d)
		hidden = append(hidden, ui.Param{Name: "keep", Value: "1"})
	}
	seen, err := h.Graph.Preview(q.Ctx(), q.Actor.Scope, c.ID, file)
	if err != nil {
		return nil, err
	}
	p := &importPage{Page: mapPage(q, c, "预览"), Action: address(c.ID) + "/replace", Hidden: append(hidden, ui.Param{Name: "base", Value: strconv.FormatInt(seen.Revision, 10)}),
		Submit: "写入图谱", Back: address(c.ID) + "/start", Nothing: seen.Diff.Empty(), Existing: len(now.Nodes) > 0}
	p.Lede = ui.Plain(d.Summary)
	p.Picture, p.Said = picture(d, nil)
	diff := seen.Diff
	if p.Existing {
		p.KPIs = []ui.KPI{kpi("新增", len(diff.Added), "个环节"), kpi("修改", len(diff.Changed), "个环节"), kpi("删除", len(diff.Removed)-len(seen.Kept), "个环节"),
			kpi("关系变化", len(diff.AddedEdges)+len(diff.RemovedEdges)+len(diff.ChangedEdges), "条")}
		p.Changes = tables(diff, now, graph.Align(now, file), seen.Kept)
	} else {
		p.KPIs = []ui.KPI{kpi("环节", len(d.Nodes), "个"), kpi("关系", len(d.Edges), "条")}
		p.Nodes = nodeTable(d)
	}
	for _, f := range seen.Findings {
		p.Notes = append(p.Notes, ui.Note{Letter: ui.Yellow, Body: ui.Plain(f.Text)})
	}
	for _, text := range notices {
		p.Notes = append(p.Notes, ui.Note{Body: ui.Plain(text)})
	}
	if p.Nothing {
		p.Notes = append(p.Notes, ui.Note{Body: ui.Plain("与现在的图谱没有不同。")})
	}
	return p, nil
}

func kpi(label string, n int, unit string) ui.KPI {
	return ui.KPI{Label: label, Value: strconv.Itoa(n), Unit: unit}
}

// nodeTable lists the nodes of a map with their weights.
func nodeTable(d *graph.Doc) ui.Table {
	t := ui.Table{Label: "环节", Compact: true, Columns: []ui.Column{{Label: "环节", Head: true}, {Label: "位置"}, {Label: "产品", Grow: true, Rank: 2}, {Label: "行业代码", Rank: 2},
		{Label: "投入权重", Num: true, Rank: 3}, {Label: "进口依存", Num: true, Rank: 3}}}
	for i := range d.Nodes {
		n := &d.Nodes[i]
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: n.Name}, {Text: graph.StreamLabel(n.Stream)}, {Text: graph.Join(n.Products), Quiet: true},
			{Text: graph.Join(n.Codes), Title: graph.Join(graph.CodeNames(n.Codes))}, {Text: share(n.Weight)}, {Text: share(n.ImportShare)}}})
	}
	return t
}

func share(f float64) string {
	if f == 0 {
		return ""
	}
	return ui.Pct(f)
}

// replace writes what the preview showed.
func (h *handlers) replace(q *web.Req) error {
	c, err := h.own(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	d, hidden, err := h.posted(q, c, f)
	if err != nil {
		return err
	}
	base := f.Int("base")
	if err := f.Err(); err != nil {
		return err
	}
	file := d
	if f.Bool("keep") {
		now, _, err := h.Graph.Doc(q.Ctx(), q.Actor.Scope, c.ID)
		if err != nil {
			return err
		}
		file = graph.Union(now, d)
	}
	done, err := h.Graph.Replace(q.Ctx(), q.Actor, c.ID, base, file)
	if code := errs.CodeOf(err); code == errs.Invalid || code == errs.Conflict || code == errs.TooLarge {
		p, failed := h.importPage(q, c, d, nil, hidden, f.Bool("keep"))
		if failed != nil {
			return failed
		}
		p.Faults = faults(err)
		if code == errs.Conflict {
			p.Faults = &faultList{Message: "预览之后有人改了图谱，没有写入；下面是重新比对的结果，请看过再写"}
		}
		return q.RenderInvalid("chainmap/import", p)
	}
	if err != nil {
		return err
	}
	text := "图谱已写入"
	if n := len(done.Notices); n > 0 {
		text += "；" + done.Notices[0]
		if n > 1 {
			text += "等" + strconv.Itoa(n) + "处"
		}
	}
	return q.Redirect(address(c.ID), text)
}

// posted reads the map that a confirmed preview names.
func (h *handlers) posted(q *web.Req, c *area.Chain, f *web.Form) (*graph.Doc, []ui.Param, error) {
	text := f.Raw("doc")
	if text == "" {
		return h.offered(q, c, f.Raw)
	}
	d := &graph.Doc{}
	if err := json.Unmarshal([]byte(text), d); err != nil {
		return nil, nil, errs.Wrap(err, errs.Invalid, "预览的内容没有收全，请重新上传")
	}
	return d, []ui.Param{{Name: "doc", Value: text}}, nil
}
