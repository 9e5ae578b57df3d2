// Package offline answers with the script that keeps forms in the browser, so that they open without a network.
package offline

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"lianzhang/internal/platform/secret"
	"lianzhang/internal/web"
)

//go:embed sw.js
var worker string

// Worker answers with the worker of the forms whose paths match the expression of JavaScript; store names what it keeps, and modules
// are the scripts that the forms need beside those of every page. The script names the files of this build: another build has
// another script, by which browsers notice it.
func Worker(store, forms string, modules ...string) web.Handler {
	return func(q *web.Req) error {
		files := q.Assets().Closure(append([]string{"app.css", "favicon.svg", "js/early.js", "vendor/htmx.min.js", "js/app.js", "js/outbox.js"}, modules...)...)
		list, err := json.Marshal(files)
		if err != nil {
			return err
		}
		q.W.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		_, err = fmt.Fprintf(q.W, "const version = %q, store = %q, forms = %s, files = %s;\n%s", secret.Digest(string(list) + worker + forms)[:12], store, forms, list, worker)
		return err
	}
}
