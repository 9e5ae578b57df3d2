package visit

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"lianzhang/internal/platform/secret"
	"lianzhang/internal/web"
)

//go:embed sw.js
var worker string

// worker answers with the script that keeps the form of a visit in the browser, so that it opens without a network. It names the
// files of this build: another build has another script, by which browsers notice it.
func (h *handlers) worker(q *web.Req) error {
	files := q.Assets().Closure("app.css", "favicon.svg", "js/early.js", "vendor/htmx.min.js", "js/app.js", "js/outbox.js", "js/suggest.js")
	list, err := json.Marshal(files)
	if err != nil {
		return err
	}
	q.W.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	_, err = fmt.Fprintf(q.W, "const version = %q, form = %q, files = %s;\n%s", secret.Digest(string(list) + worker)[:12], base+"/new", list, worker)
	return err
}
