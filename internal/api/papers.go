package api

import (
	"bytes"
	"io"
	"net/url"

	"github.com/danielgtaylor/huma/v2"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/project"
	"lianzhang/internal/report"
)

const paperTag = "通报和调度"

func (a *api) papers() {
	for _, p := range []struct {
		kind, label, example string
		make                 func(c *call, period string) (report.Paper, any, error)
		facts                *huma.Schema
	}{
		{"bulletin", "月度工作通报", "2026-10", a.bulletin, a.huma.OpenAPI().Components.Schemas.Schema(typeOf[bulletinFacts](), true, "")},
		{"dispatch", "每周调度清单", "2026-W47", a.dispatch, a.huma.OpenAPI().Components.Schemas.Schema(typeOf[dispatchFacts](), true, "")},
	} {
		answer := fileAnswer(p.label+"：数字，或Word、Excel文件", mediaDOCX, mediaXLSX)
		answer.Content["application/json"] = &huma.MediaType{Schema: p.facts}
		path := "GET /reports/" + p.kind + "/{period}"
		period := &huma.Param{Name: "period", In: "path", Required: true, Description: "周期", Example: p.example, Schema: &huma.Schema{Type: huma.TypeString}}
		handle(a, op{pattern: path, id: "get-" + p.kind, perm: authz.ReportMake, tag: paperTag, summary: p.label, answer: answer, params: []*huma.Param{period},
			help: "范围是您看得到的项目。"}, func(c *call, in *paperInput) (*written, error) {
			paper, facts, err := p.make(c, in.Period)
			if err != nil {
				return nil, err
			}
			return a.paper(paper, facts, in.Format)
		})
		handle(a, op{pattern: path + "/projects", id: "list-" + p.kind + "-projects", perm: authz.ReportMake, tag: paperTag, summary: p.label + "中一个数字背后的项目",
			help:   "参数与数字的出处相同：项目清单的筛选，另有was、problem、event等。项目是当时的样子。",
			params: append([]*huma.Param{period}, a.records[project.Kind].listParams()...)}, func(c *call, in *PeriodRef) (*selectionOutput, error) {
			paper, _, err := p.make(c, in.Period)
			if err != nil {
				return nil, err
			}
			return selection(c, paper)
		})
	}
}

// PeriodRef names a paper.
type PeriodRef struct {
	Period string `path:"period" maxLength:"20"`
}

type paperInput struct {
	PeriodRef
	Format string `query:"format" doc:"json 数字、docx、xlsx；不写为json" enum:"json,docx,xlsx"`
}

func (a *api) bulletin(c *call, month string) (report.Paper, any, error) {
	b, err := a.Report.Bulletin(c, c.actor, month)
	if err != nil {
		return nil, nil, err
	}
	return b, bulletinOf(b), nil
}

func (a *api) dispatch(c *call, week string) (report.Paper, any, error) {
	d, err := a.Report.Dispatch(c, c.actor, week)
	if err != nil {
		return nil, nil, err
	}
	return d, dispatchOf(d), nil
}

// paper answers with the figures, or with the file.
func (a *api) paper(p report.Paper, facts any, format string) (*written, error) {
	switch format {
	case "docx":
		return a.spooled(p.FileName("docx"), mediaDOCX, p.Word)
	case "xlsx":
		return a.spooled(p.FileName("xlsx"), mediaXLSX, p.Excel)
	}
	return &written{Body: func(ctx huma.Context) {
		ctx.SetHeader("Content-Type", "application/json")
		_ = a.huma.Marshal(ctx.BodyWriter(), "application/json", facts) // who has gone needs no answer
	}}, nil
}

// spooled answers with a file that is complete before anything of it is sent, so that an error is still an answer.
func (a *api) spooled(name, media string, write func(io.Writer) error) (*written, error) {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return nil, err
	}
	return &written{Body: func(ctx huma.Context) {
		callOf(ctx.Context()).file(name, media)
		_, _ = b.WriteTo(ctx.BodyWriter()) // who has gone needs no answer
	}}, nil
}

type selectionOutput struct {
	Body struct {
		Projects []paperItem `json:"projects" doc:"投资大的在前"`
		Sum      paperLine   `json:"sum" doc:"合计"`
	} `nameHint:"PaperSelection"`
}

func selection(c *call, p report.Paper) (*selectionOutput, error) {
	v, err := url.ParseQuery(c.r.URL.RawQuery)
	if err != nil {
		return nil, err
	}
	s, err := p.Select(v)
	if err != nil {
		return nil, err
	}
	out := &selectionOutput{}
	out.Body.Projects, out.Body.Sum = itemsOf(s.Items), lineFacts(&s.Line)
	return out, nil
}
