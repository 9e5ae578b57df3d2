package project_test

import (
	"flag"
	"log/slog"
	"net/http"
	"os"
	"strconv"
	"testing"

	"lianzhang/internal/demo"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/project"
	"lianzhang/internal/web/webtest"
)

// TestMain keeps the log of requests out of the tests' output unless it is wanted.
func TestMain(m *testing.M) {
	flag.Parse()
	if !testing.Verbose() {
		slog.SetDefault(slog.New(slog.DiscardHandler))
	}
	os.Exit(m.Run())
}

func serve(t testing.TB, s *webtest.Site) {
	t.Helper()
	routes := project.Routes(project.Deps{Run: s.Run, Chains: s.Chains, Projects: s.Projects, Review: s.Review, Comments: s.Comments, Files: s.Files,
		Lists: s.Lists, MaxFile: 1 << 20})
	mount(t, s, append(routes, s.Lists.Routes()...))
}

func mount(t testing.TB, s *webtest.Site, routes []web.Route) {
	t.Helper()
	s.Serve(t, routes, project.Add, listing.Add)
}

// TestServe shows the pages with the demonstration city in a real browser: SERVE=127.0.0.1:8091 go test -run TestServe. It
// signs everybody in as the office, or as whom WHO names.
func TestServe(t *testing.T) {
	addr := os.Getenv("SERVE")
	if addr == "" {
		t.Skip("SERVE is not set")
	}
	count, _ := strconv.Atoi(os.Getenv("COUNT"))
	c := demo.NewClock(clock.At("2026-11-22").Now())
	s := webtest.Bare(t, c.Now)
	if _, err := demo.Build(t.Context(), demo.Site{Run: s.Run, Org: s.Org, Chains: s.Chains, Enterprises: s.Enterprises, Projects: s.Projects, Review: s.Review, Clock: c},
		demo.Options{Seed: 1, Count: count, Today: "2026-11-22"}); err != nil {
		t.Fatal(err)
	}
	serve(t, s)
	who := os.Getenv("WHO")
	if who == "" {
		who = "office"
	}
	cookie := s.SignIn(t, who, demo.Password)
	t.Log("serving on", addr)
	_ = http.ListenAndServe(addr, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie(web.SessionCookie); err != nil {
			r.AddCookie(cookie)
		}
		s.Handler.ServeHTTP(w, r)
	}))
}
