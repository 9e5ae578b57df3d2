package ui_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"sync/atomic"
	"testing"

	"lianzhang/internal/web/ui"
	"lianzhang/internal/web/ui/uitest"
)

type formPage struct {
	ui.Page
	Errs   ui.Errors
	Fields []ui.Field
}

func form() formPage {
	return formPage{Page: ui.Page{Chrome: chrome(), Title: "填报"}, Fields: []ui.Field{
		{Kind: ui.KindText, Name: "look", Label: "形象进度", Value: "封顶"}, {Kind: ui.KindPassword, Name: "secret", Label: "口令"},
		{Kind: ui.KindCheck, Name: "copy", Label: "抄送"}, {Kind: ui.KindTextArea, Name: "why", Label: "原因"}}}
}

func gallery() map[string]any {
	return map[string]any{"kit": kit(), "ledger": ledger(15), "record": record(), "today": today(), "plan": plan(), "login": login(), "form": form()}
}

// city shows the gallery as the product would: hashed files, content policy, a session that can expire.
type city struct {
	*httptest.Server
	expired atomic.Bool
	posts   atomic.Int64
	polls   atomic.Int64
}

func server(t testing.TB) *city {
	t.Helper()
	set := uitest.Set(t, "gallery", os.DirFS("testdata/gallery"))
	assets, err := ui.NewAssets()
	if err != nil {
		t.Fatal(err)
	}
	c := &city{}
	mux := http.NewServeMux()
	mux.Handle("GET "+ui.Prefix, assets)
	pages := gallery()
	show := func(w http.ResponseWriter, name string, data any) {
		w.Header().Set("Content-Security-Policy", ui.ContentPolicy)
		if err := set.Render(w, http.StatusOK, "gallery/"+name, data); err != nil {
			t.Error(err)
		}
	}
	mux.HandleFunc("GET /{page}", func(w http.ResponseWriter, r *http.Request) {
		name := r.PathValue("page")
		if pages[name] == nil {
			http.NotFound(w, r)
			return
		}
		show(w, name, pages[name])
	})
	mux.HandleFunc("GET /projects", func(w http.ResponseWriter, r *http.Request) {
		p := ledger(3)
		p.Bar.Query = r.FormValue("q")
		p.Sum.Items[0].Value = "找到" + r.FormValue("q")
		show(w, "ledger", p)
	})
	mux.HandleFunc("GET /projects/{id}/stage", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "move %s to %s", r.PathValue("id"), r.FormValue("to"))
	})
	mux.HandleFunc("GET /jobs/1", func(w http.ResponseWriter, r *http.Request) {
		p := kit()
		if c.polls.Add(1) > 1 {
			p.Job = ui.Progress{ID: "job-1", Label: "已入库171行"}
		}
		ui.ToastHeader(w.Header(), "进度已更新")
		show(w, "kit", p)
	})
	mux.HandleFunc("POST /", func(w http.ResponseWriter, r *http.Request) {
		c.posts.Add(1)
		if c.expired.Load() {
			http.Redirect(w, r, "/login", http.StatusSeeOther)
			return
		}
		http.Redirect(w, r, "/today", http.StatusSeeOther)
	})
	c.Server = httptest.NewServer(mux)
	t.Cleanup(c.Close)
	return c
}
