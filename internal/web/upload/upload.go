// Package upload takes forms with files in and gives files out, for the pages of all areas.
package upload

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	neturl "net/url"
	"strconv"
	"strings"

	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/web"
)

// Blob is a file that has come with a form: its content is stored already, its row not yet.
type Blob struct {
	Name    string
	Content attach.Blob
}

// maxField is the size of a field of a form with files, in bytes.
const maxField = 64 << 10

// Received takes a form with files in as it arrives. The fields can then be read as those of any form; contents that no row
// names in the end are swept away later.
func Received(q *web.Req, dir *attach.Dir) ([]Blob, error) {
	parts, err := q.R.MultipartReader()
	if errors.Is(err, http.ErrNotMultipart) {
		return nil, nil
	}
	if err != nil {
		return nil, broken(err)
	}
	fields, blobs := neturl.Values{}, []Blob(nil)
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, broken(err)
		}
		if name := part.FileName(); name != "" {
			content, err := dir.Put(q.Ctx(), part)
			if err != nil {
				return nil, broken(err)
			}
			blobs = append(blobs, Blob{name, content})
		} else if part.FormName() != "" && !isFile(part) {
			text, err := io.ReadAll(io.LimitReader(part, maxField))
			if err != nil {
				return nil, broken(err)
			}
			fields.Add(part.FormName(), string(text))
		}
	}
	q.TakeForm(fields)
	q.NoteFiles(len(blobs))
	return blobs, nil
}

// Form takes a form with files in, and gives both.
func Form(q *web.Req, dir *attach.Dir) ([]Blob, *web.Form, error) {
	blobs, err := Received(q, dir)
	if err != nil {
		return nil, nil, err
	}
	f, err := q.Form()
	return blobs, f, err
}

// isFile tells a file field that was left empty: it has a file name, which is "".
func isFile(part *multipart.Part) bool {
	return strings.Contains(part.Header.Get("Content-Disposition"), "filename=")
}

// broken keeps what already says what is wrong, and explains an upload that broke off.
func broken(err error) error {
	var tooBig *http.MaxBytesError
	var e *errs.Error
	if errors.As(err, &tooBig) || errors.As(err, &e) {
		return err
	}
	return errs.Wrap(err, errs.Invalid, "上传中断了，请重新上传")
}

// Attach takes the files of a form with their label ("label"), lets keep hang them on their record, and leads back to it; word is
// what they are called ("材料").
func Attach(q *web.Req, dir *attach.Dir, back, word string, keep func(label string, blobs []Blob) error) error {
	blobs, f, err := Form(q, dir)
	if err != nil {
		return err
	}
	if len(blobs) == 0 {
		return errs.New(errs.Invalid, "没有收到文件，请先选择文件")
	}
	if err := keep(f.Text("label"), blobs); err != nil {
		return err
	}
	return q.Redirect(back, "已收下"+strconv.Itoa(len(blobs))+"份"+word)
}

// SendOf answers with the file that the address names among those of a record, which the caller has seen that the person may see.
func SendOf(q *web.Req, db db.Queryer, dir *attach.Dir, ref record.Ref) error {
	rows, err := attach.List(q.Ctx(), db, ref)
	if err != nil {
		return err
	}
	for i := range rows {
		if rows[i].ID == q.Path("file") {
			return Send(q, dir, &rows[i])
		}
	}
	return errs.New(errs.NotFound, "没有这份材料")
}

// Send answers with a file as a download: what others uploaded is never shown as a page of this site.
func Send(q *web.Req, dir *attach.Dir, f *attach.File) error {
	content, err := dir.Read(f)
	if err != nil {
		return err
	}
	defer content.Close()
	info, err := content.Stat()
	if err != nil {
		return err
	}
	q.Download(f.Name, f.Media)
	http.ServeContent(q.W, q.R, "", info.ModTime(), content)
	return nil
}
