package api

import (
	"io"

	"github.com/danielgtaylor/huma/v2"

	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/project"
)

func (a *api) files() {
	const tag = "附件"
	handle(a, op{pattern: "GET /projects/{id}/files", id: "list-files", perm: authz.ProjectView, tag: tag, summary: "项目的附件"}, a.listFiles)
	handle(a, op{pattern: "POST /projects/{id}/files", id: "upload-file", perm: authz.ProjectFill, tag: tag, summary: "上传附件，可作佐证", status: 201,
		body: a.MaxFile + defaultBody}, a.uploadFile)
	handle(a, op{pattern: "GET /projects/{id}/files/{file}", id: "download-file", perm: authz.ProjectView, tag: tag, summary: "下载附件",
		answer: fileAnswer("附件的内容", "application/octet-stream")}, a.downloadFile)
	handle(a, op{pattern: "DELETE /projects/{id}/files/{file}", id: "remove-file", perm: authz.ProjectEdit, tag: tag, summary: "撤下附件"}, a.removeFile)
}

// attached is a file on a record.
type attached struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Label     string `json:"label" doc:"是哪件事的佐证，如“投资合同”"`
	Media     string `json:"media"`
	Size      int64  `json:"size" doc:"字节"`
	SHA256    string `json:"sha256"`
	CreatedAt int64  `json:"created_at" doc:"UTC微秒"`
}

func attachedOf(f *attach.File) attached {
	return attached{f.ID, f.Name, f.Label, f.Media, f.Size, f.SHA256, f.CreatedAt}
}

type filesOutput struct {
	Body struct {
		Files []attached `json:"files"`
	} `nameHint:"Files"`
}

func (a *api) listFiles(c *call, in *idInput) (*filesOutput, error) {
	if err := a.visible(c, a.records[project.Kind], in.ID); err != nil {
		return nil, err
	}
	rows, err := attach.List(c, a.Run.DB, record.Ref{Kind: project.Kind, ID: in.ID})
	if err != nil {
		return nil, err
	}
	out := &filesOutput{}
	out.Body.Files = make([]attached, 0, len(rows))
	for i := range rows {
		out.Body.Files = append(out.Body.Files, attachedOf(&rows[i]))
	}
	return out, nil
}

type uploadFileInput struct {
	ID      string `path:"id" doc:"标识" maxLength:"40"`
	RawBody huma.MultipartFormFiles[struct {
		File  huma.FormFile `form:"file" doc:"文件"`
		Label string        `form:"label" required:"false" doc:"是哪件事的佐证，如“投资合同”" maxLength:"50"`
	}]
}

type fileOutput struct{ Body attached }

func (a *api) uploadFile(c *call, in *uploadFileInput) (*fileOutput, error) {
	p, err := a.Projects.Get(c, c.actor.Scope, in.ID)
	if err != nil {
		return nil, err
	}
	form := in.RawBody.Data()
	blob, err := a.Files.Put(c, form.File)
	if err != nil {
		return nil, err
	}
	out := &fileOutput{}
	what := change.What{Action: "file.add", Perm: authz.ProjectFill, Ref: p.Ref(), Reason: form.Label}
	err = a.Run.Run(c, c.actor, what, func(tx *change.Tx) error {
		f, err := a.Files.Save(c, tx, p.Ref(), p.ScopeKeys(), form.File.Filename, form.Label, blob)
		if err == nil {
			out.Body = attachedOf(f)
		}
		return err
	})
	return out, err
}

type fileInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	File string `path:"file" doc:"附件的标识" maxLength:"40"`
}

// file finds a file of the project.
func (a *api) attachment(c *call, in *fileInput) (*attach.File, error) {
	if err := a.visible(c, a.records[project.Kind], in.ID); err != nil {
		return nil, err
	}
	f, err := attach.Get(c, a.Run.DB, c.actor.Scope, in.File)
	if err != nil {
		return nil, err
	}
	if f.Ref() != (record.Ref{Kind: project.Kind, ID: in.ID}) {
		return nil, errs.New(errs.NotFound, "项目没有这个附件")
	}
	return f, nil
}

func (a *api) downloadFile(c *call, in *fileInput) (*written, error) {
	f, err := a.attachment(c, in)
	if err != nil {
		return nil, err
	}
	content, err := a.Files.Read(f)
	if err != nil {
		return nil, err
	}
	return &written{Body: func(huma.Context) {
		defer content.Close()
		c.file(f.Name, f.Media)
		c.w.Header().Set("Content-Security-Policy", "sandbox") // an uploaded page must not act for its reader
		_, _ = io.Copy(c.w, content)                           // who has gone needs no answer
	}}, nil
}

func (a *api) removeFile(c *call, in *fileInput) (*struct{}, error) {
	f, err := a.attachment(c, in)
	if err != nil {
		return nil, err
	}
	what := change.What{Action: "file.remove", Perm: authz.ProjectEdit, Ref: f.Ref(), Reason: f.Name}
	return nil, a.Run.Run(c, c.actor, what, func(tx *change.Tx) error { return a.Files.Remove(c, tx, f) })
}
