package importing

import (
	"net/url"

	area "lianzhang/internal/importing"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// waitPage shows how far a work on a batch is.
type waitPage struct {
	ui.Page
	Steps ui.Steps
	Job   ui.Progress
}

// donePage is a batch that is over: written, taken back or given up.
type donePage struct {
	ui.Page
	Steps ui.Steps
	Light ui.Light
	Facts ui.Facts
	Sum   *ui.Summary
	Undo  *undoForm
}

// undoForm takes a batch back.
type undoForm struct {
	Action string
	Errs   ui.Errors
	Reason ui.Field
	Part   *ui.Field // offered after some records could not be taken back
	Left   []ui.Line // these
}

func (h *handlers) show(q *web.Req) error {
	b, err := h.Imports.Get(q.Ctx(), q.Actor, q.Path("id"))
	if err != nil {
		return err
	}
	w := h.works.state(b.ID)
	if w != nil && !w.Over {
		return h.wait(q, b, w)
	}
	if w != nil && w.Err != nil {
		q.Toast(web.Message(w.Err))
	}
	if b.State != area.Open {
		return q.Render("importing/done", h.donePage(q, b))
	}
	if b.Summary == nil && (w == nil || w.Err == nil) {
		if err := h.analyse(q, b); err != nil {
			return err
		}
		if w := h.works.state(b.ID); w != nil {
			return h.wait(q, b, w)
		}
	}
	return h.preview(q, b, nil)
}

// wait answers with the progress of a work, which asks for itself again.
func (h *handlers) wait(q *web.Req, b *area.Batch, w *work) error {
	p := &waitPage{Page: h.chrome(q, b, "导入表格"), Steps: steps(1), Job: job(b, w)}
	return q.Render("importing/wait", p)
}

func job(b *area.Batch, w *work) ui.Progress {
	j := ui.Progress{ID: "job", URL: address(b) + "/state", Label: w.Label, Done: int64(w.Done), Total: int64(w.Total), Running: true}
	switch {
	case w.Total > 0:
		j.Detail = "已处理" + ui.Num(int64(w.Done)) + "行"
	default:
		j.Detail = "文件" + ui.Bytes(b.Size) + "，可以离开这一页，回来接着看"
	}
	return j
}

// state answers the page that waits: how far the work is, or that it is over.
func (h *handlers) state(q *web.Req) error {
	b, err := h.Imports.Get(q.Ctx(), q.Actor, q.Path("id"))
	if err != nil {
		return err
	}
	w := h.works.state(b.ID)
	if w == nil || w.Over {
		text := ""
		if w != nil && w.Err != nil {
			text = web.Message(w.Err)
		}
		return q.Redirect(address(b), text)
	}
	return h.wait(q, b, w)
}

// chrome is the chrome of a page about a batch.
func (h *handlers) chrome(q *web.Req, b *area.Batch, title string) ui.Page {
	p := q.Page(section, title)
	p.Crumbs = []ui.Link{{Label: "导入", URL: base}, {Label: b.FileName}}
	p.Lede = ui.Plain(b.FileName + "　" + b.AccountName + " " + day(b.CreatedAt) + "上传")
	p.Wide = true
	return p
}

func (h *handlers) donePage(q *web.Req, b *area.Batch) *donePage {
	p := &donePage{Page: h.chrome(q, b, "导入结果"), Steps: steps(4), Light: stateLight(b)}
	p.Page.Light = &p.Light
	records := ""
	if at := place(b.List); at != "" && b.State == area.Applied {
		records = at + "?" + url.Values{"batch_id": {b.ID}}.Encode()
	}
	added := ui.Fact{Label: "新增", Value: ui.Plain(ui.Num(b.Written) + "条")}
	if records != "" && b.Written > 0 {
		added.Value = ui.Rich{ui.Src(ui.Num(b.Written)+"条", records)}
	}
	p.Facts = ui.Facts{added, ui.F("更新", ui.Num(b.Merged)+"条"), ui.F("文件校验", b.SHA256[:min(len(b.SHA256), 16)])}
	if b.AppliedAt > 0 {
		p.Facts = append(p.Facts, ui.F("入库", day(b.AppliedAt)))
	}
	if b.UndoneAt > 0 {
		p.Facts = append(p.Facts, ui.F("撤回", day(b.UndoneAt)))
	}
	if b.Summary != nil {
		s := summary(b.Summary)
		p.Sum = &s
		if in := b.Summary.Inspection; in != nil && len(in.Remarks) > 0 {
			p.Acts = append(p.Acts, ui.Act("体检发现"+ui.Num(int64(len(in.Remarks)))+"条", "/imports/"+b.ID+"/checkup"))
		}
		if b.Summary.Rejected+b.Summary.Write.Hold > 0 {
			p.Acts = append(p.Acts, ui.Act("下载没入库的行", address(b)+"/rejects.xlsx"))
		}
	}
	if b.State == area.Applied {
		p.Undo = &undoForm{Action: address(b) + "/undo", Reason: ui.Field{Kind: ui.KindText, Name: "reason", Label: "撤回理由", MaxLength: 200, Required: true}}
		if records != "" {
			p.Acts = append(p.Acts, ui.Primary("看入库的记录", records))
		}
	}
	return p
}

// opened reads a batch that is still open.
func (h *handlers) opened(q *web.Req) (*area.Batch, error) {
	b, err := h.Imports.Get(q.Ctx(), q.Actor, q.Path("id"))
	if err != nil {
		return nil, err
	}
	if b.State != area.Open {
		return nil, errs.New(errs.Conflict, "这批导入已经%s，不能再改", stateLight(b).Word)
	}
	return b, nil
}
