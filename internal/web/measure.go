package web

import (
	"net/http"
	"net/url"

	"lianzhang/internal/web/meter"
)

// render answers with a page whose forms carry their slips.
func (q *Req) render(status int, page, block string, data any) error {
	return q.site.Set.RenderWith(q.W, status, page, block, data, q.stamp)
}

func (q *Req) stamp(page []byte) []byte {
	if q.site.Meter == nil {
		return page
	}
	return q.site.Meter.Stamp(page, q.R.URL.Path, q.seconds(), q.slip())
}

func (q *Req) seconds() int64 { return q.site.Clock.Micro() / 1_000_000 }

// slip is that of the form which the request brings, nil without one.
func (q *Req) slip() *meter.Slip {
	if q.R.Method != http.MethodPost {
		return nil
	}
	return q.site.Meter.Open(q.R.PostForm.Get(meter.Field), q.R.URL.Path)
}

// TakeForm notes the fields of a form that its handler read from the stream by itself.
func (q *Req) TakeForm(fields url.Values) { q.R.PostForm, q.R.Form = fields, fields }

// NoteFiles tells the meter how many files came with the form.
func (q *Req) NoteFiles(n int) { q.files += n }

// measure tells of the form that was just accepted. What was refused is not a form filled in: it comes back, and its time runs on.
func (q *Req) measure() {
	if q.site.Meter == nil || q.site.Filled == nil || q.R.Method != http.MethodPost || q.W.status >= http.StatusBadRequest {
		return
	}
	slip := q.slip()
	if slip == nil {
		return
	}
	if m := q.R.MultipartForm; m != nil {
		for _, files := range m.File {
			q.files += len(files)
		}
	}
	q.site.Filled(q, q.route.Pattern, slip.Count(q.seconds(), q.R.PostForm, q.files))
}
