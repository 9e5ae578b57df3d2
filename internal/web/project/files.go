package project

import (
	"slices"
	"strings"

	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/errs"
	area "lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
	"lianzhang/internal/web/upload"
)

// uploadForm is the form by which files are attached.
type uploadForm struct {
	Action string
	Fields []*ui.Field
}

func uploadFormOf(q *web.Req, p *area.Project) *uploadForm {
	if !q.Actor.Can(authz.ProjectFill) {
		return nil
	}
	label := &ui.Field{Kind: ui.KindText, Name: "label", Label: "是什么材料", Suggest: labels(p, q.Today()), Value: q.Query("label"), Group: "up",
		Help: "阶段推进按这个名称认佐证"}
	return &uploadForm{Action: url(p) + "/files", Fields: []*ui.Field{label,
		{Kind: ui.KindFile, Name: "file", Label: "文件", Multiple: true, Required: true, Group: "up", Wide: true}}}
}

// labels are what the next steps of the project ask for, and the proof of the month that is due.
func labels(p *area.Project, today string) []string {
	var out []string
	for _, s := range area.Steps(p.Stage) {
		for _, proof := range s.Proof {
			if proof.Given == nil || proof.Label == "投资合同" {
				if !slices.Contains(out, proof.Label) {
					out = append(out, proof.Label)
				}
			}
		}
	}
	return append(out, reportLabel(dueMonth(p, today)))
}

// received takes a form with files in from who may fill in.
func (h *handlers) received(q *web.Req) ([]upload.Blob, error) {
	if err := q.Actor.Need(authz.ProjectFill); err != nil {
		return nil, err
	}
	return upload.Received(q, h.Files)
}

// keep hangs the files on the project, all in one change.
func (h *handlers) keep(q *web.Req, p *area.Project, label string, blobs []upload.Blob) error {
	if len(blobs) == 0 {
		return nil
	}
	what := change.What{Action: "project.attach", Perm: authz.ProjectFill, Ref: p.Ref()}
	return h.Run.Run(q.Ctx(), q.Actor, what, func(tx *change.Tx) error {
		for _, b := range blobs {
			if _, err := h.Files.Save(q.Ctx(), tx, p.Ref(), p.ScopeKeys(), b.Name, label, b.Content); err != nil {
				return err
			}
		}
		return nil
	})
}

func (h *handlers) upload(q *web.Req) error {
	p, err := h.get(q)
	if err != nil {
		return err
	}
	blobs, err := h.received(q)
	if err != nil {
		return err
	}
	if len(blobs) == 0 {
		return errs.New(errs.Invalid, "没有收到文件，请先选择文件")
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	if err := h.keep(q, p, f.Text("label"), blobs); err != nil {
		return err
	}
	back := url(p) + "#files"
	if to := f.Raw("back"); strings.HasPrefix(to, url(p)+"/") {
		back = to
	}
	return q.Redirect(back, "已收下"+ui.Num(int64(len(blobs)))+"份材料")
}

// file finds the file of the address among those of the project.
func (h *handlers) file(q *web.Req, p *area.Project) (*attach.File, error) {
	f, err := attach.Get(q.Ctx(), h.Run.DB, q.Actor.Scope, q.Path("file"))
	if err != nil {
		return nil, err
	}
	if f.Ref() != p.Ref() {
		return nil, errs.New(errs.NotFound, "没有这份材料")
	}
	return f, nil
}

func (h *handlers) download(q *web.Req) error {
	p, err := h.get(q)
	if err != nil {
		return err
	}
	f, err := h.file(q, p)
	if err != nil {
		return err
	}
	return upload.Send(q, h.Files, f)
}

func (h *handlers) removeFile(q *web.Req) error {
	p, err := h.get(q)
	if err != nil {
		return err
	}
	f, err := h.file(q, p)
	if err != nil {
		return err
	}
	what := change.What{Action: "project.detach", Perm: authz.ProjectEdit, Ref: p.Ref()}
	if err := h.Run.Run(q.Ctx(), q.Actor, what, func(tx *change.Tx) error { return h.Files.Remove(q.Ctx(), tx, f) }); err != nil {
		return err
	}
	return q.Redirect(url(p)+"#files", "“"+f.Name+"”已移除")
}
