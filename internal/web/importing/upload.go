package importing

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	area "lianzhang/internal/importing"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/meter"
	"lianzhang/internal/web/ui"
)

// newPage takes a file.
type newPage struct {
	ui.Page
	Steps ui.Steps
	Errs  ui.Errors
	List  ui.Field
	File  ui.Field
}

func steps(now int) ui.Steps {
	return ui.Steps{Names: []string{"上传", "对表头", "校对", "入库"}, Now: now}
}

func (h *handlers) newPage(q *web.Req, list string) *newPage {
	p := &newPage{Page: q.Page(section, "上传表格"), Steps: steps(0),
		List: ui.Field{Kind: ui.KindRadio, Name: "list", Label: "这是什么清单"},
		File: ui.Field{Kind: ui.KindFile, Name: "file", Label: "文件", Accept: ".xlsx,.xls,.csv,.txt,.xml,.html,.htm", Required: true,
			Placeholder: "最大" + ui.Bytes(h.MaxFile), Help: "原样上传，不用改成模板：多行表头、合并单元格、分组行、小计合计、“3.2亿”和“2026.3”都能认"}}
	p.Crumbs = []ui.Link{{Label: "导入", URL: base}, {Label: "上传表格"}}
	for i, s := range h.Imports.Lists(q.Actor) {
		p.List.Options = append(p.List.Options, ui.Option{Value: s.Name, Label: s.Label, On: s.Name == list || list == "" && i == 0})
	}
	return p
}

func (h *handlers) showNew(q *web.Req) error {
	return q.Render("importing/new", h.newPage(q, q.Query("list")))
}

// upload streams the file into the store as it comes; it is never held in memory or in a temporary form.
func (h *handlers) upload(q *web.Req) error {
	r, err := q.R.MultipartReader()
	if err != nil {
		return errs.Wrap(err, errs.Invalid, "没有收到文件，请重新选择后上传")
	}
	list, fields := "", url.Values{}
	q.TakeForm(fields)
	for {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return h.refuse(q, list, (&errs.Fields{{Name: "file", Message: "选择要上传的文件"}}).Err())
		}
		if err != nil {
			return errs.Wrap(err, errs.Invalid, "文件没有传完，请重新上传")
		}
		switch part.FormName() {
		case "list", meter.Field:
			text, err := io.ReadAll(io.LimitReader(part, 8<<10))
			if err != nil {
				return errs.Wrap(err, errs.Invalid, "文件没有传完，请重新上传")
			}
			fields.Set(part.FormName(), strings.TrimSpace(string(text)))
			list = fields.Get("list")
		case "file":
			if part.FileName() == "" {
				return h.refuse(q, list, (&errs.Fields{{Name: "file", Message: "选择要上传的文件"}}).Err())
			}
			q.NoteFiles(1)
			return h.take(q, list, part.FileName(), part)
		}
	}
}

func (h *handlers) take(q *web.Req, list, name string, body io.Reader) error {
	b, err := h.Imports.Upload(q.Ctx(), q.Actor, area.Upload{List: list, Name: name, Body: body})
	var tooBig *http.MaxBytesError
	switch {
	case errors.As(err, &tooBig):
		err = (&errs.Fields{{Name: "file", Message: "文件超过" + ui.Bytes(h.MaxFile) + "；删去图片和空白行，或拆成几个文件"}}).Err()
		return h.refuse(q, list, err)
	case errs.CodeOf(err) == errs.Invalid || errs.CodeOf(err) == errs.TooLarge:
		return h.refuse(q, list, (&errs.Fields{{Name: "file", Message: web.Message(err)}}).Err())
	case err != nil:
		return err
	}
	if err := h.analyse(q, b); err != nil {
		return err
	}
	return q.Redirect(address(b), "")
}

func (h *handlers) refuse(q *web.Req, list string, err error) error {
	p := h.newPage(q, list)
	p.Errs = ui.Reject(err, &p.List, &p.File)
	return q.RenderInvalid("importing/new", p)
}

// analyse reads the batch's file, in the background when it is large.
func (h *handlers) analyse(q *web.Req, b *area.Batch) error {
	actor := q.Actor
	return h.do(q, b, "正在读表并与在册记录比对", func(ctx context.Context, progress area.Progress) error {
		_, err := h.Imports.Analyse(ctx, actor, b.ID, progress)
		return err
	})
}
