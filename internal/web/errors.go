package web

import (
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web/ui"
)

// statuses decides, in one table, which status an error code becomes.
var statuses = map[errs.Code]int{
	errs.Invalid: http.StatusUnprocessableEntity, errs.NotFound: http.StatusNotFound, errs.Forbidden: http.StatusForbidden,
	errs.Unauthenticated: http.StatusUnauthorized, errs.Conflict: http.StatusConflict, errs.TooLarge: http.StatusRequestEntityTooLarge,
	errs.Unavailable: http.StatusServiceUnavailable, errs.Internal: http.StatusInternalServerError,
}

// Status is the HTTP status of an error.
func Status(err error) int { return statuses[errs.CodeOf(err)] }

func notFound() error {
	return errs.New(errs.NotFound, "没有这个页面，或不在您的数据范围内")
}
func internalError() error { return errs.New(errs.Internal, "程序出错，已记录。稍后再试") }
func stack() string        { return string(debug.Stack()) }

// fail answers with an error: a sign-in page for who is not signed in, otherwise a page that says cause and next step.
func (q *Req) fail(err error) {
	var tooBig *http.MaxBytesError
	if errors.As(err, &tooBig) {
		err = errs.New(errs.TooLarge, "内容超过%s，没有收下；请分开提交", ui.Bytes(tooBig.Limit))
	}
	status := Status(err)
	if status >= 500 {
		slog.Error("web", "req", q.id, "path", q.logged(), "err", err)
	}
	if q.W.status != 0 {
		return // part of an answer has gone out already
	}
	if status == http.StatusUnauthorized {
		q.toSignIn()
		return
	}
	var e *errs.Error
	if !errors.As(err, &e) {
		e, _ = internalError().(*errs.Error)
	}
	text := e.Message
	for _, f := range e.Fields {
		text += "；" + f.Message
	}
	if ui.IsFragment(q.R) {
		ui.ToastHeader(q.W.Header(), text)
		q.W.WriteHeader(status)
		return
	}
	page := ui.ErrorPage{Page: q.Page("", titles[e.Code]), State: ui.ErrorState{Text: text}}
	if e.Code == errs.Internal || e.Code == errs.Unavailable {
		page.State.Text += "（编号" + q.id + "）"
	}
	if err := q.site.Set.Render(q.W, status, "error", page); err != nil {
		slog.Error("error page", "err", err)
		http.Error(q.W, text, status)
	}
}

var titles = map[errs.Code]string{
	errs.Invalid: "内容要改正", errs.NotFound: "没有找到", errs.Forbidden: "没有权限", errs.Conflict: "有人先改了",
	errs.TooLarge: "内容过大", errs.Unavailable: "暂时不能用", errs.Internal: "程序出错",
}

// toSignIn leads to the sign-in page and back. A form that was being filled in is kept by the browser meanwhile.
func (q *Req) toSignIn() {
	next := q.R.URL.RequestURI()
	if q.R.Method != http.MethodGet {
		next = "/"
		if ref, err := url.Parse(q.R.Referer()); err == nil && ref.Host == q.R.Host {
			next = ref.RequestURI()
		}
	}
	to := "/login"
	if q.MustChange() {
		to = "/account/password"
	}
	v := url.Values{"next": {next}}
	if q.R.Method != http.MethodGet {
		v.Set("kept", "1")
	}
	if err := q.Redirect(to+"?"+v.Encode(), ""); err != nil {
		slog.Error("redirect", "err", err)
	}
}
