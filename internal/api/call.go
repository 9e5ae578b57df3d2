package api

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"unicode/utf8"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/id"
	"lianzhang/internal/platform/list"
)

// call is one request on its way: who asks, and the means to answer. It is also the context that verbs are called with.
type call struct {
	context.Context
	r     *http.Request
	w     *answer
	id    string // shared by the log and the journal
	actor authz.Actor
	today string
}

type callKey struct{}

func callOf(ctx context.Context) *call { return ctx.Value(callKey{}).(*call) }

// asker is who asks of a list.
func (c *call) asker() list.Asker { return list.Asker{Scope: c.actor.Scope, Today: c.today} }

// frame is around every answer: identity of the request, headers, panics, and one wide line in the log.
func (a *api) frame(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		took := clock.Stopwatch()
		c := &call{w: &answer{ResponseWriter: w}, id: id.New(a.Clock.Now().UnixMilli()), today: a.Clock.Today()}
		defer func() {
			if p := recover(); p != nil {
				slog.Error("panic", "req", c.id, "path", r.URL.Path, "panic", p, "stack", string(debug.Stack()))
				a.refuse(c, errs.New(errs.Internal, "程序出错，已记录。稍后再试"))
			}
			slog.Info("api", "req", c.id, "method", r.Method, "path", r.URL.Path, "status", c.w.status, "bytes", c.w.bytes,
				"ms", took().Milliseconds(), "user", c.actor.ID)
		}()
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		h.Set("X-Request-Id", c.id)
		c.Context = r.Context()
		c.r = r.WithContext(context.WithValue(r.Context(), callKey{}, c))
		if !readable(r.URL) {
			a.refuse(c, errs.New(errs.Invalid, "地址写错了：要按UTF-8编码，不能有控制字符"))
			return
		}
		next.ServeHTTP(c.w, c.r)
	})
}

// readable refuses what no text holds and what the databases refuse with an error of their own.
func readable(u *url.URL) bool {
	if !utf8.ValidString(u.Path) || strings.IndexByte(u.Path, 0) >= 0 {
		return false
	}
	q, err := url.QueryUnescape(u.RawQuery)
	return err == nil && utf8.ValidString(q) && strings.IndexByte(q, 0) < 0
}

// unknown answers for paths and methods that the API does not have.
func (a *api) unknown(_ http.ResponseWriter, r *http.Request) {
	c := callOf(r.Context())
	var allowed []string
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		other := *r
		other.Method = m
		if _, pattern := a.mux.Handler(&other); pattern != "/" {
			allowed = append(allowed, m)
		}
	}
	if allowed != nil {
		c.w.Header().Set("Allow", strings.Join(allowed, ", "))
		writeProblem(c.w, &Problem{Status: http.StatusMethodNotAllowed, Code: string(errs.Invalid), Request: c.id,
			Detail: "这个地址不接受" + r.Method + "，可用" + strings.Join(allowed, "、")})
		return
	}
	a.refuse(c, errs.New(errs.NotFound, "没有这个接口，可查GET %s/openapi.json", prefix))
}

// crossOrigin answers a browser that another site has sent here with the session of this one.
func (a *api) crossOrigin(_ http.ResponseWriter, r *http.Request) {
	a.refuse(callOf(r.Context()), errs.New(errs.Forbidden, "不接受从其他网站发来的修改"))
}

// answer notes what was sent.
type answer struct {
	http.ResponseWriter
	status int
	bytes  int
}

// WriteHeader notes the status.
func (w *answer) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes.
func (w *answer) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += n
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w *answer) Unwrap() http.ResponseWriter { return w.ResponseWriter }
