package api

import (
	"encoding/json"
	"io"

	"github.com/danielgtaylor/huma/v2"

	"lianzhang/internal/importing"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
)

const importTag = "导入"

func (a *api) imports() {
	large := a.MaxFile + defaultBody
	handle(a, op{pattern: "POST /imports/dry-run", id: "dry-run-import", perm: authz.ImportRun, tag: importTag, summary: "试读一个文件，什么也不留", body: large,
		help: "答的与命令 lianzhang import --dry-run --json 相同。"}, a.dryRun)
	handle(a, op{pattern: "POST /imports", id: "upload-import", perm: authz.ImportRun, tag: importTag, summary: "上传一个文件并读出预览，成为一批", status: 201, body: large,
		help: "确认之前不写入登记册。"}, a.upload)
	handle(a, op{pattern: "GET /imports", id: "list-imports", perm: authz.ImportRun, tag: importTag, summary: "各批导入，新的在前"}, a.listBatches)
	handle(a, op{pattern: "GET /imports/{id}", id: "get-import", perm: authz.ImportRun, tag: importTag, summary: "一批导入和预览的汇总"}, a.getBatch)
	handle(a, op{pattern: "POST /imports/{id}/confirm", id: "confirm-import", perm: authz.ImportRun, tag: importTag, summary: "确认入库，一次全部写入",
		help: "预览之后登记册有变化、会写入别的行时答409，再看过新的预览才能确认。"}, a.confirm)
	handle(a, op{pattern: "POST /imports/{id}/undo", id: "undo-import", perm: authz.ImportRun, tag: importTag, summary: "撤回整批",
		help: "有记录入库后又改过时答409，stored列出它们；partial只撤回其余的。"}, a.undo)
	handle(a, op{pattern: "DELETE /imports/{id}", id: "drop-import", perm: authz.ImportRun, tag: importTag, summary: "放弃还没有入库的一批"}, a.drop)
	handle(a, op{pattern: "GET /imports/{id}/rejects", id: "download-rejects", perm: authz.ImportRun, tag: importTag, summary: "没有收下的行，带原因的工作簿",
		answer: fileAnswer("工作簿", mediaXLSX)}, a.rejects)
	a.corrections()
}

type importForm struct {
	List    string `query:"list" required:"true" doc:"进哪张清单：project、enterprise、chain、opportunity、unit、account" example:"project" maxLength:"40"`
	RawBody huma.MultipartFormFiles[struct {
		File huma.FormFile `form:"file" doc:"工作簿：xlsx、csv、xls"`
	}]
}

type summaryOutput struct{ Body importing.Summary }

// copySummary gives the summary a life of its own: the one that is kept for the pages must not be touched by the answer.
func copySummary(s *importing.Summary) (out importing.Summary, err error) {
	b, err := json.Marshal(s)
	if err != nil {
		return out, err
	}
	return out, json.Unmarshal(b, &out)
}

func (a *api) dryRun(c *call, in *importForm) (*summaryOutput, error) {
	f := in.RawBody.Data().File
	s, err := a.Imports.DryRun(c, c.actor, in.List, f.Filename, f, f.Size, importing.Choice{})
	if err != nil {
		return nil, err
	}
	out, err := copySummary(s)
	return &summaryOutput{out}, err
}

// batch is one file on its way into a register.
type batch struct {
	ID        string             `json:"id"`
	List      string             `json:"list"`
	FileName  string             `json:"file_name"`
	SHA256    string             `json:"sha256"`
	Size      int64              `json:"size" doc:"字节"`
	State     string             `json:"state" doc:"open 待确认、applied 已入库、undone 已撤回、dropped 已放弃"`
	Written   int64              `json:"written" doc:"新增了几条"`
	Merged    int64              `json:"merged" doc:"更新了几条"`
	By        string             `json:"by" doc:"谁上传"`
	CreatedAt int64              `json:"created_at" doc:"UTC微秒"`
	AppliedAt int64              `json:"applied_at" doc:"UTC微秒，0为没有"`
	UndoneAt  int64              `json:"undone_at" doc:"UTC微秒，0为没有"`
	Summary   *importing.Summary `json:"summary,omitempty" doc:"预览的汇总；清单里不带"`
}

func batchOf(b *importing.Batch) (batch, error) {
	out := batch{ID: b.ID, List: b.List, FileName: b.FileName, SHA256: b.SHA256, Size: b.Size, State: b.State, Written: b.Written, Merged: b.Merged,
		By: b.AccountName, CreatedAt: b.CreatedAt, AppliedAt: b.AppliedAt, UndoneAt: b.UndoneAt}
	if b.Summary == nil {
		return out, nil
	}
	s, err := copySummary(b.Summary)
	out.Summary = &s
	return out, err
}

type batchOutput struct{ Body batch }

func batchAnswer(b *importing.Batch, err error) (*batchOutput, error) {
	if err != nil {
		return nil, err
	}
	out, err := batchOf(b)
	return &batchOutput{out}, err
}

func (a *api) upload(c *call, in *importForm) (*batchOutput, error) {
	f := in.RawBody.Data().File
	b, err := a.Imports.Upload(c, c.actor, importing.Upload{List: in.List, Name: f.Filename, Body: f})
	if err != nil {
		return nil, err
	}
	return batchAnswer(a.Imports.Analyse(c, c.actor, b.ID, nil))
}

type batchesInput struct {
	List string `query:"list" doc:"哪张清单；不写为全部" maxLength:"40"`
	Size int    `query:"size" doc:"至多几批；不写为50" minimum:"1" maximum:"500"`
}

type batchesOutput struct {
	Body struct {
		Imports []batch `json:"imports"`
	} `nameHint:"Batches"`
}

func (a *api) listBatches(c *call, in *batchesInput) (*batchesOutput, error) {
	size := in.Size
	if size == 0 {
		size = 50
	}
	rows, err := a.Imports.Batches(c, c.actor, in.List, size)
	if err != nil {
		return nil, err
	}
	out := &batchesOutput{}
	for i := range rows {
		b, err := batchOf(&rows[i])
		if err != nil {
			return nil, err
		}
		out.Body.Imports = append(out.Body.Imports, b)
	}
	return out, nil
}

func (a *api) getBatch(c *call, in *idInput) (*batchOutput, error) {
	return batchAnswer(a.Imports.Get(c, c.actor, in.ID))
}

func (a *api) confirm(c *call, in *idInput) (*batchOutput, error) {
	return batchAnswer(a.Imports.Confirm(c, c.actor, in.ID, nil))
}

type undoInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Reason  string `json:"reason" doc:"理由，记入经过" maxLength:"500"`
		Partial bool   `json:"partial,omitempty" doc:"入库后又改过的留着，只撤回其余的"`
	} `nameHint:"ImportUndo"`
}

// undoing is what the undoing of a batch came to.
type undoing struct {
	Removed  int       `json:"removed" doc:"删去几条"`
	Restored int       `json:"restored" doc:"还原几条"`
	Left     []changed `json:"left" doc:"入库后又改过、留着的"`
}

// changed is a record that somebody changed after the import.
type changed struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	By     string `json:"by" doc:"谁最后改"`
	On     string `json:"on" doc:"何时"`
	Action string `json:"action"`
}

func undoingOf(u *importing.Undoing) undoing {
	out := undoing{Removed: u.Removed, Restored: u.Restored, Left: []changed{}}
	for _, r := range u.Left {
		out.Left = append(out.Left, changed(r))
	}
	return out
}

type undoOutput struct{ Body undoing }

func (a *api) undo(c *call, in *undoInput) (*undoOutput, error) {
	u, err := a.Imports.Undo(c, c.actor, in.ID, in.Body.Reason, in.Body.Partial)
	if errs.CodeOf(err) == errs.Conflict && u != nil && len(u.Left) > 0 {
		return nil, &errs.Error{Code: errs.Conflict, Message: message(err), Detail: shown{undoingOf(u)}, Err: err}
	}
	if err != nil {
		return nil, err
	}
	return &undoOutput{undoingOf(u)}, nil
}

// message is the text of an error for people.
func message(err error) string {
	if e, ok := err.(*errs.Error); ok {
		return e.Message
	}
	return err.Error()
}

func (a *api) drop(c *call, in *idInput) (*struct{}, error) {
	return nil, a.Imports.Drop(c, c.actor, in.ID)
}

func (a *api) rejects(c *call, in *idInput) (*written, error) {
	b, err := a.Imports.Get(c, c.actor, in.ID)
	if err != nil {
		return nil, err
	}
	return a.spooled("未收下的行-"+b.FileName, mediaXLSX, func(w io.Writer) error { return a.Imports.Rejects(c, c.actor, in.ID, w) })
}
