package project

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	neturl "net/url"
	"slices"
	"strings"

	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/errs"
	area "lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
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

// blob is a file that has come with a form: its content is stored already, its row not yet.
type blob struct {
	name    string
	content attach.Blob
}

// received takes a form with files in as it arrives, so that a large file is never held in memory. The fields can then be
// read as those of any form. Contents that no row names in the end are swept away later.
func (h *handlers) received(q *web.Req) ([]blob, error) {
	if err := q.Actor.Need(authz.ProjectFill); err != nil {
		return nil, err
	}
	parts, err := q.R.MultipartReader()
	if errors.Is(err, http.ErrNotMultipart) {
		return nil, nil // a form without files
	}
	if err != nil {
		return nil, broken(err)
	}
	fields, blobs := neturl.Values{}, []blob(nil)
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, broken(err)
		}
		if name := part.FileName(); name != "" {
			content, err := h.Files.Put(q.Ctx(), part)
			if err != nil {
				return nil, broken(err)
			}
			blobs = append(blobs, blob{name, content})
		} else if part.FormName() != "" && !isFile(part) {
			text, err := io.ReadAll(io.LimitReader(part, maxField))
			if err != nil {
				return nil, broken(err)
			}
			fields.Add(part.FormName(), string(text))
		}
	}
	q.R.PostForm, q.R.Form = fields, fields
	return blobs, nil
}

// isFile tells a file field that was left empty: it has a file name, which is "".
func isFile(part *multipart.Part) bool {
	return strings.Contains(part.Header.Get("Content-Disposition"), "filename=")
}

// maxField is the size of a field of a form with files, in bytes.
const maxField = 64 << 10

// broken keeps what already says what is wrong, such as a file over the limit, and explains an upload that broke off.
func broken(err error) error {
	var tooBig *http.MaxBytesError
	if errors.As(err, &tooBig) {
		return tooBig
	}
	var e *errs.Error
	if errors.As(err, &e) {
		return err
	}
	return errs.Wrap(err, errs.Invalid, "上传中断了，请重新上传")
}

// keep hangs the files on the project, all in one change.
func (h *handlers) keep(q *web.Req, p *area.Project, label string, blobs []blob) error {
	if len(blobs) == 0 {
		return nil
	}
	what := change.What{Action: "project.attach", Perm: authz.ProjectFill, Ref: p.Ref()}
	return h.Run.Run(q.Ctx(), q.Actor, what, func(tx *change.Tx) error {
		for _, b := range blobs {
			if _, err := h.Files.Save(q.Ctx(), tx, p.Ref(), p.ScopeKeys(), b.name, label, b.content); err != nil {
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
	content, err := h.Files.Read(f)
	if err != nil {
		return err
	}
	defer content.Close()
	q.Download(f.Name, f.Media) // always as a download: what others uploaded is never shown as a page of this site
	info, err := content.Stat()
	if err != nil {
		return err
	}
	http.ServeContent(q.W, q.R, "", info.ModTime(), content)
	return nil
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
