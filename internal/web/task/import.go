package task

import (
	"bytes"
	"errors"
	"path"
	"strings"

	"lianzhang/internal/importing"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/errs"
	area "lianzhang/internal/task"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
	"lianzhang/internal/web/upload"
)

// maxWord is the size of the Word files that are taken, in bytes.
const maxWord = 20 << 20

// importPage takes a plan as a Word file.
type importPage struct {
	ui.Page
	Errs   ui.Errors
	Fields []*ui.Field
}

func (h *handlers) importPage(q *web.Req) *importPage {
	p := &importPage{Page: q.Page(section, "导入计划")}
	p.Crumbs = []ui.Link{{Label: "任务", URL: base}, {Label: p.Title}}
	source := &ui.Field{Kind: ui.KindSelect, Name: "source", Label: "任务来源", Value: area.FromPlan}
	for _, o := range area.Sources {
		source.Options = append(source.Options, ui.Option{Value: o.Code, Label: o.Label})
	}
	p.Fields = []*ui.Field{source, {Kind: ui.KindFile, Name: "file", Label: "Word文件", Accept: ".docx", Required: true, Wide: true,
		Help: "文件里的任务表（任务、责任单位、完成时限等列）会取出来，接着像表格一样核对表头、逐格校对、入库"}}
	return p
}

func (h *handlers) showImport(q *web.Req) error { return q.Render("task/import", h.importPage(q)) }

// importWord takes the task table out of a Word file and hands it to the import of lists, with its preview.
func (h *handlers) importWord(q *web.Req) error {
	blobs, f, err := upload.Form(q, h.Files)
	if err != nil {
		return err
	}
	var b *importing.Batch
	if len(blobs) == 0 {
		f.Add("file", "选择要上传的Word文件")
		err = f.Err()
	} else {
		b, err = h.fromWord(q, blobs[0], f.Text("source"))
	}
	if code := errs.CodeOf(err); code == errs.Invalid || code == errs.TooLarge {
		p := h.importPage(q)
		p.Fields[0].Value = f.Raw("source")
		if e := new(errs.Error); errors.As(err, &e) && len(e.Fields) == 0 {
			err = (&errs.Fields{{Name: "file", Message: web.Message(err)}}).Err()
		}
		p.Errs = ui.Reject(err, p.Fields...)
		return q.RenderInvalid("task/import", p)
	}
	if err != nil {
		return err
	}
	return q.Redirect("/imports/"+b.ID, "已取出任务表，请核对")
}

func (h *handlers) fromWord(q *web.Req, blob upload.Blob, source string) (*importing.Batch, error) {
	name := strings.TrimSuffix(path.Base(blob.Name), ".docx")
	file, err := h.Files.Read(&attach.File{SHA256: blob.Content.SHA256, Size: blob.Content.Size, Name: blob.Name})
	if err != nil {
		return nil, err
	}
	defer file.Close()
	table, err := area.FromWord(file, blob.Content.Size, source, name)
	if err != nil {
		return nil, err
	}
	b, err := h.Imports.Upload(q.Ctx(), q.Actor, importing.Upload{List: area.Kind, Name: name + ".csv", Body: bytes.NewReader(table)})
	if err != nil {
		return nil, err
	}
	return h.Imports.Analyse(q.Ctx(), q.Actor, b.ID, nil)
}
