package report

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"lianzhang/internal/web/webtest"
)

// serve puts the pages behind a real address, where one page signs the office in.
func serve(t *testing.T, s *webtest.Site) string {
	t.Helper()
	cookie := s.SignIn(t, "office", webtest.Password)
	mux := http.NewServeMux()
	mux.Handle("/", s.Handler)
	mux.HandleFunc("GET /signin-as-office", func(w http.ResponseWriter, _ *http.Request) { http.SetCookie(w, cookie) })
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	return srv.URL
}
