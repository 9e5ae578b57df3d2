package e2e

import (
	"net/http/httptest"
	"testing"

	"lianzhang/internal/config"
	"lianzhang/internal/demo"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/server"
	"lianzhang/internal/web/ui/uitest"
)

const today = "2026-11-22"

// city serves a demonstration city with so many projects on an address of this machine, which its papers print.
func city(t *testing.T, projects int) (*server.App, string) {
	t.Helper()
	return cityOf(t, demo.Options{Count: projects})
}

func cityOf(t *testing.T, opt demo.Options) (*server.App, string) {
	t.Helper()
	opt.Seed, opt.Today = 1, today
	srv := httptest.NewUnstartedServer(nil)
	t.Cleanup(srv.Close)
	env := map[string]string{"LIANZHANG_DATA": t.TempDir(), "LIANZHANG_ADDRESS": "http://" + srv.Listener.Addr().String()}
	cfg, err := config.Load("", func(k string) string { return env[k] })
	if err != nil {
		t.Fatal(err)
	}
	c := demo.NewClock(clock.At(today).Now())
	app, err := server.Open(t.Context(), cfg, c.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = app.Close() })
	_, err = demo.Build(t.Context(), app.DemoSite(c), opt)
	if err != nil {
		t.Fatal(err)
	}
	if srv.Config.Handler, err = app.Handler(); err != nil {
		t.Fatal(err)
	}
	srv.Start()
	return app, srv.URL
}

// signIn signs an account of the demonstration city in.
func signIn(b *uitest.Tab, base, login string) {
	b.Open(base + "/login")
	b.Do(`document.querySelector("[name=login]").value = "` + login + `"; document.querySelector("[name=password]").value = "` + demo.Password + `"`)
	b.Click("form .btn.primary")
	b.Wait(`location.pathname != "/login" && document.querySelector("main")`)
}
