package e2e

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"lianzhang/internal/config"
	"lianzhang/internal/demo"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/server"
)

// county serves a fresh site of a county, as it is on its first day, with its background work under way. Its office signs in
// with the demonstration's password.
func county(t *testing.T, code, name string) (*server.App, string) {
	t.Helper()
	env := map[string]string{"LIANZHANG_DATA": t.TempDir()}
	cfg, err := config.Load("", func(k string) string { return env[k] })
	if err != nil {
		t.Fatal(err)
	}
	from, elapsed := clock.At(today).Now(), clock.Stopwatch()
	app, err := server.Open(t.Context(), cfg, func() time.Time { return from.Add(elapsed()) }) // it runs, so that what comes last is later
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = app.Close() })
	_, err = app.Org.Bootstrap(t.Context(), org.Setup{Site: name + "产业链链长制", RegionCode: code, RegionName: name, Password: demo.Password, Settled: true})
	if err != nil {
		t.Fatal(err)
	}
	h, err := app.Handler()
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	work, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); app.Jobs.Work(work) }()
	t.Cleanup(func() { stop(); <-done })
	return app, srv.URL
}
