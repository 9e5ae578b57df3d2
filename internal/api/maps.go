package api

import (
	"bytes"
	"errors"
	"io"

	"github.com/danielgtaylor/huma/v2"

	"lianzhang/internal/chain/graph"
	"lianzhang/internal/chain/template"
	"lianzhang/internal/insight/inputoutput"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
)

const (
	mapTag  = "产业链图谱"
	mapBody = graph.MaxFile + defaultBody
)

func (a *api) maps() {
	nodes := a.lists(&register{spec: graph.NodeSpec, path: "/nodes", one: "node", many: "nodes", schema: "Node", perm: authz.ChainView})
	a.histories(nodes)
	a.lists(&register{spec: graph.EdgeSpec, path: "/edges", one: "edge", many: "edges", schema: "Edge", perm: authz.ChainView})
	handle(a, op{pattern: "GET /chains/{id}/map", id: "get-map", perm: authz.ChainView, tag: mapTag, summary: "整张图谱：环节、关系和修订号"}, a.getMap)
	handle(a, op{pattern: "PUT /chains/{id}/map", id: "put-map", perm: authz.MapEdit, tag: mapTag, summary: "把图谱改成给出的样子", body: mapBody,
		help: "环节按键、再按名称对上原有的；没有给出的环节删除，但挂着项目、企业、缺口的保留并在notices里说明。"}, a.putMap)
	handle(a, op{pattern: "POST /chains/{id}/map/ops", id: "edit-map", perm: authz.MapEdit, tag: mapTag, summary: "按步骤修改图谱，一次全部写入", body: mapBody,
		help: "base是所依据的修订号。别人在此之后改了别处，一并保留；改了同一处则答409，stored逐处列出谁、何时、改成什么，什么也不写入。"}, a.editMap)
	handle(a, op{pattern: "POST /chains/{id}/map/undo", id: "undo-map", perm: authz.MapEdit, tag: mapTag, summary: "撤销最近一次修改"}, a.undoMap)
	handle(a, op{pattern: "GET /chains/{id}/map/check", id: "check-map", perm: authz.ChainView, tag: mapTag, summary: "图谱里的循环和孤立环节"}, a.checkMap)
	handle(a, op{pattern: "GET /chains/{id}/map/export", id: "export-map", perm: authz.ExportRun, tag: mapTag, summary: "导出图谱：xlsx或json",
		answer: mapAnswer()}, a.exportMap)
	handle(a, op{pattern: "POST /chains/{id}/map/import", id: "import-map", perm: authz.MapEdit, tag: mapTag, summary: "由文件导入图谱，可先预览", body: mapBody,
		help: "文件是本系统导出的xlsx、json，或“产业链—环节—子环节”的树。confirm为false时只答将有的变化。"}, a.importMap)
	handle(a, op{pattern: "GET /chains/{id}/map/versions", id: "list-map-versions", perm: authz.ChainView, tag: mapTag, summary: "已发布的各版，新的在前"}, a.mapVersions)
	handle(a, op{pattern: "POST /chains/{id}/map/versions", id: "publish-map", perm: authz.MapEdit, tag: mapTag, summary: "发布一版", status: 201}, a.publishMap)
	handle(a, op{pattern: "GET /chains/{id}/map/versions/{no}", id: "get-map-version", perm: authz.ChainView, tag: mapTag, summary: "一版图谱"}, a.mapVersion)
	handle(a, op{pattern: "POST /chains/{id}/map/versions/{no}/restore", id: "restore-map", perm: authz.MapEdit, tag: mapTag, summary: "恢复到一版，成为新的修改"}, a.restoreMap)
	handle(a, op{pattern: "GET /chains/{id}/map/diff", id: "diff-map", perm: authz.ChainView, tag: mapTag, summary: "两版之间的差别",
		help: "from、to是版号，0为现在的图谱。"}, a.diffMap)
	handle(a, op{pattern: "GET /map-templates", id: "list-map-templates", perm: authz.ChainView, tag: mapTag, summary: "可以套用的模板"}, a.mapTemplates)
	handle(a, op{pattern: "GET /map-templates/{key}", id: "get-map-template", perm: authz.ChainView, tag: mapTag, summary: "一个模板"}, a.mapTemplate)
	handle(a, op{pattern: "GET /map-drafts", id: "list-map-sectors", perm: authz.ChainView, tag: mapTag, summary: "投入产出表的部门"}, a.mapSectors)
	handle(a, op{pattern: "GET /map-drafts/{sector}", id: "draft-map", perm: authz.ChainView, tag: mapTag, summary: "由全国投入产出表起草图谱，什么也不写入"}, a.draftMap)
}

// mapAnswer documents a map as a file: a workbook, or the map as JSON.
func mapAnswer() *huma.Response {
	r := fileAnswer("图谱", mediaXLSX)
	r.Content["application/json"] = &huma.MediaType{Schema: schema("MapDoc")}
	return r
}

// clashed shows on what two editors of a map disagree.
func clashed(err error) error {
	var e *errs.Error
	if errors.As(err, &e) && e.Code == errs.Conflict && e.Detail != nil {
		return &errs.Error{Code: e.Code, Message: e.Message, Detail: shown{e.Detail}, Err: err}
	}
	return err
}

type mapOutput struct {
	Body struct {
		Revision  int64     `json:"revision" doc:"每次修改加一"`
		Published int64     `json:"published" doc:"最近发布的版号，0为没有"`
		Map       graph.Doc `json:"map"`
	} `nameHint:"ChainMap"`
}

func (a *api) getMap(c *call, in *idInput) (*mapOutput, error) {
	d, revision, err := a.Graph.Doc(c, c.actor.Scope, in.ID)
	if err != nil {
		return nil, err
	}
	m, err := a.Graph.Map(c, c.actor.Scope, in.ID)
	if err != nil {
		return nil, err
	}
	out := &mapOutput{}
	out.Body.Revision, out.Body.Published, out.Body.Map = revision, m.Published, *d
	return out, nil
}

type appliedOutput struct{ Body graph.Applied }

func appliedAnswer(done *graph.Applied, err error) (*appliedOutput, error) {
	if err != nil {
		return nil, clashed(err)
	}
	return &appliedOutput{*done}, nil
}

type putMapInput struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Base int64     `json:"base" doc:"所依据的修订号；-1为现在的"`
		Map  graph.Doc `json:"map"`
	} `nameHint:"ChainMapPut"`
}

func (a *api) putMap(c *call, in *putMapInput) (*appliedOutput, error) {
	return appliedAnswer(a.Graph.Replace(c, c.actor, in.ID, in.Body.Base, &in.Body.Map))
}

type editMapInput struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Base int64      `json:"base" doc:"所依据的修订号；-1为现在的"`
		Ops  []graph.Op `json:"ops" doc:"add-node edit-node move-node remove-node merge-node add-edge edit-edge remove-edge" maxItems:"60000"`
	} `nameHint:"ChainMapEdit"`
}

func (a *api) editMap(c *call, in *editMapInput) (*appliedOutput, error) {
	return appliedAnswer(a.Graph.Apply(c, c.actor, in.ID, in.Body.Base, in.Body.Ops))
}

type baseInput struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Base int64 `json:"base" doc:"所见的修订号；-1为现在的"`
	} `nameHint:"ChainMapBase"`
}

func (a *api) undoMap(c *call, in *baseInput) (*appliedOutput, error) {
	return appliedAnswer(a.Graph.Undo(c, c.actor, in.ID, in.Body.Base))
}

type findingsOutput struct {
	Body struct {
		Findings []graph.Finding `json:"findings"`
	} `nameHint:"ChainMapFindings"`
}

func (a *api) checkMap(c *call, in *idInput) (*findingsOutput, error) {
	d, _, err := a.Graph.Doc(c, c.actor.Scope, in.ID)
	if err != nil {
		return nil, err
	}
	out := &findingsOutput{}
	out.Body.Findings = graph.Check(d)
	return out, nil
}

type exportMapInput struct {
	ID     string `path:"id" maxLength:"40"`
	Format string `query:"format" enum:"xlsx,json" default:"xlsx"`
}

func (a *api) exportMap(c *call, in *exportMapInput) (*written, error) {
	d, err := a.Graph.Take(c, c.actor, in.ID)
	if err != nil {
		return nil, err
	}
	var b []byte
	media := "application/json"
	if in.Format == "json" {
		b, err = graph.WriteJSON(d)
	} else {
		var buf bytes.Buffer
		media, err = mediaXLSX, graph.WriteBook(&buf, d)
		b = buf.Bytes()
	}
	if err != nil {
		return nil, err
	}
	return &written{Body: func(huma.Context) {
		c.file(d.Name+"图谱."+in.Format, media)
		_, _ = c.w.Write(b) // who has gone needs no answer
	}}, nil
}

type importMapInput struct {
	ID      string `path:"id" maxLength:"40"`
	Confirm bool   `query:"confirm" doc:"写入；否则只预览"`
	Base    int64  `query:"base" default:"-1" doc:"预览时的修订号；-1为现在的"`
	RawBody huma.MultipartFormFiles[struct {
		File huma.FormFile `form:"file" doc:"xlsx、csv、xls或json"`
	}]
}

type importMapOutput struct {
	Body struct {
		Notices []string       `json:"notices" doc:"读文件时改正了什么"`
		Preview *graph.Preview `json:"preview,omitempty"`
		Applied *graph.Applied `json:"applied,omitempty"`
	} `nameHint:"ChainMapImport"`
}

func (a *api) importMap(c *call, in *importMapInput) (*importMapOutput, error) {
	if _, err := a.Chains.Get(c, c.actor.Scope, in.ID); err != nil {
		return nil, err
	}
	f := in.RawBody.Data().File
	data, err := io.ReadAll(io.LimitReader(f, graph.MaxFile+1))
	if err != nil {
		return nil, err
	}
	d, notices, err := graph.ReadFile(c, f.Filename, data)
	if err != nil {
		return nil, err
	}
	out := &importMapOutput{}
	out.Body.Notices = notices
	if in.Confirm {
		out.Body.Applied, err = a.Graph.Replace(c, c.actor, in.ID, in.Base, d)
	} else {
		out.Body.Preview, err = a.Graph.Preview(c, c.actor.Scope, in.ID, d)
	}
	if err != nil {
		return nil, clashed(err)
	}
	return out, nil
}

type draftInput struct {
	Sector string `path:"sector" doc:"三位部门代码" maxLength:"10"`
	N      int    `query:"n" default:"12" minimum:"1" maximum:"40" doc:"上下游各取几个部门"`
}

type docOutput struct{ Body graph.Doc }

func (a *api) draftMap(_ *call, in *draftInput) (*docOutput, error) {
	d, err := graph.Draft(in.Sector, in.N)
	if err != nil {
		return nil, err
	}
	return &docOutput{*d}, nil
}

// mapSector is a sector of the national input–output table.
type mapSector struct {
	Code        string   `json:"code"`
	Name        string   `json:"name"`
	Output      float64  `json:"output" doc:"总产出，万元"`
	ImportShare float64  `json:"importShare" doc:"国内用量中进口的份额，0到1"`
	Codes       []string `json:"codes" doc:"GB/T 4754-2017"`
}

type sectorsInput struct {
	Q string `query:"q" doc:"代码或名称的一部分" maxLength:"40"`
}

type sectorsOutput struct {
	Body struct {
		Source  string      `json:"source"`
		Sectors []mapSector `json:"sectors"`
	} `nameHint:"ChainMapSectors"`
}

func (a *api) mapSectors(_ *call, in *sectorsInput) (*sectorsOutput, error) {
	out := &sectorsOutput{}
	out.Body.Source = inputoutput.Source
	for _, s := range graph.FindSectors(in.Q) {
		out.Body.Sectors = append(out.Body.Sectors, mapSector{s.Code, s.Name, s.Output, s.ImportShare, graph.SectorCodes(s)})
	}
	return out, nil
}

// mapTemplate is a template as the list of templates shows it.
type mapTemplate struct {
	Key     string `json:"key"`
	Group   string `json:"group"`
	Name    string `json:"name"`
	Summary string `json:"summary"`
	Nodes   int    `json:"nodes"`
	Edges   int    `json:"edges"`
}

type templatesOutput struct {
	Body struct {
		Templates []mapTemplate `json:"templates"`
	} `nameHint:"ChainMapTemplates"`
}

func (a *api) mapTemplates(*call, *struct{}) (*templatesOutput, error) {
	out := &templatesOutput{}
	for _, t := range template.All() {
		out.Body.Templates = append(out.Body.Templates, mapTemplate{t.Key, t.Group, t.Name, t.Summary, len(t.Nodes), len(t.Edges)})
	}
	return out, nil
}

type templateInput struct {
	Key string `path:"key" maxLength:"40"`
}

func (a *api) mapTemplate(_ *call, in *templateInput) (*docOutput, error) {
	t, ok := template.Get(in.Key)
	if !ok {
		return nil, errs.New(errs.NotFound, "没有模板“%s”", in.Key)
	}
	return &docOutput{t.Doc}, nil
}
