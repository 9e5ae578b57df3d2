// Package web is the frame of the server-rendered pages: the route table, who asks, page chrome, form binding, and the one
// place where errors become answers. The pages themselves live in the packages below it, one folder an area.
package web

import (
	"context"
	"log/slog"
	"net/http"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/id"
	"lianzhang/internal/web/meter"
	"lianzhang/internal/web/ui"
)

// Handler answers one route; its error is rendered by the frame.
type Handler func(q *Req) error

// Route is one row of the route table: "GET /projects/{id}", the permission it needs, and what answers.
type Route struct {
	Pattern string
	Perm    authz.Perm
	Handle  Handler
	Body    int64 // largest body in bytes; 0 = 1 MB
	Quiet   bool  // polled by the page itself: does not keep the session alive
}

// Site is what all pages share.
type Site struct {
	Org    *org.Service
	Set    *ui.Set
	Clock  clock.Clock
	Secure bool // cookies over HTTPS only
	Nav    func(q *Req) []ui.NavGroup
	// Inbox is the address of the messages and Unread counts a person's unread ones; nil has no bell.
	Inbox  string
	Unread func(ctx context.Context, accountID string) (int, error)
	// Meter measures what forms cost, and Filled is told of each form that was accepted; a nil Meter measures nothing.
	Meter  *meter.Meter
	Filled func(q *Req, pattern string, f *meter.Filled)
}

// Handler makes the routes into one handler.
func (s *Site) Handler(routes []Route) http.Handler {
	mux := http.NewServeMux()
	for _, r := range routes {
		mux.Handle(r.Pattern, s.serve(r))
	}
	mux.Handle("/", s.serve(Route{Pattern: "/", Perm: authz.Public, Handle: func(*Req) error { return notFound() }}))
	return http.NewCrossOriginProtection().Handler(mux)
}

// serve runs one route: headers, session, permission, handler, error page and one wide line in the log.
func (s *Site) serve(route Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		took := clock.Stopwatch()
		q := &Req{W: &answer{ResponseWriter: w}, R: r, site: s, route: route, id: id.New(s.Clock.Now().UnixMilli())}
		defer func() {
			if p := recover(); p != nil {
				slog.Error("panic", "path", q.logged(), "panic", p, "stack", stack())
				q.fail(internalError())
			}
			slog.Info("web", "req", q.id, "method", r.Method, "path", q.logged(), "status", q.W.status, "bytes", q.W.bytes,
				"ms", took().Milliseconds(), "user", q.Actor.ID)
		}()
		secureHeaders(w.Header())
		limit := route.Body
		if limit == 0 {
			limit = 1 << 20
		}
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		if err := q.admit(); err != nil {
			q.fail(err)
			return
		}
		if err := route.Handle(q); err != nil {
			q.fail(err)
			return
		}
		q.measure()
	})
}

func secureHeaders(h http.Header) {
	h.Set("Content-Security-Policy", ui.ContentPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Robots-Tag", "noindex, nofollow") // a link that a firm passes on must not end in a search engine
}

// answer notes what was sent.
type answer struct {
	http.ResponseWriter
	status int
	bytes  int
}

// WriteHeader notes the status.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes.
func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(b)
	a.bytes += n
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
