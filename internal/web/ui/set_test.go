package ui_test

import (
	"bytes"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/PuerkitoBio/goquery"

	"lianzhang/internal/web/ui"
	"lianzhang/internal/web/ui/uitest"
)

func pages(files map[string]string) fstest.MapFS {
	m := fstest.MapFS{}
	for n, text := range files {
		m[n] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

func html(t *testing.T, set *ui.Set, page, block string, data any) *goquery.Document {
	t.Helper()
	var buf bytes.Buffer
	if err := set.Execute(&buf, page, block, data); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(&buf)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestGalleryTypes(t *testing.T) {
	uitest.Check(t, "gallery", os.DirFS("testdata/gallery"), gallery())
}

func TestErrorPage(t *testing.T) {
	set := uitest.Set(t, "x", pages(nil))
	w := httptest.NewRecorder()
	err := set.Render(w, 404, "error", ui.ErrorPage{Page: ui.Page{Chrome: chrome(), Title: "没有这一页"}, State: ui.ErrorState{Title: "项目不存在", Text: "可能已并入别的项目", Code: "A1"}})
	if err != nil || w.Code != 404 || !strings.Contains(w.Body.String(), "编号A1") || w.Header().Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("%d %v %s", w.Code, err, w.Body)
	}
}

func TestChrome(t *testing.T) {
	set := uitest.Set(t, "gallery", os.DirFS("testdata/gallery"))
	doc := html(t, set, "gallery/record", "", record())
	for sel, want := range map[string]string{
		"title": "年产12GWh磷酸铁锂储能电芯项目（一期） · 链长", ".side [aria-current]": "项目■12", ".tabbar [aria-current]": "项目■12",
		"h1": "年产12GWh磷酸铁锂储能电芯项目（一期）", ".crumbs": "项目新型储能XM-2024-0317", ".me summary": "市链长办调度科", "main .five .light.r": "缺",
	} {
		if got := strings.Join(strings.Fields(doc.Find(sel).First().Text()), ""); got != strings.ReplaceAll(want, " ", "") {
			t.Errorf("%s: %q, want %q", sel, got, want)
		}
	}
	if n := doc.Find(".tabbar a").Length(); n != 5 {
		t.Errorf("%d entries in the bottom bar", n)
	}
	if n := doc.Find("script:not([src]):not([type='application/json']), style, [onclick]").Length(); n != 0 {
		t.Errorf("%d inline scripts or styles", n)
	}
	bare := html(t, set, "gallery/login", "", login())
	if bare.Find(".side, .tabbar, .top").Length() != 0 || bare.Find("body[data-signed-out]").Length() != 1 || bare.Find("input[type=password][autocomplete=current-password]").Length() != 1 {
		t.Error("the login page has navigation, or lacks its mark or its field")
	}
	dark := record()
	dark.Theme = ui.ThemeOf("dark")
	if v, _ := html(t, set, "gallery/record", "", dark).Find("html").Attr("data-theme"); v != "dark" || ui.ThemeOf("pink") != "" {
		t.Errorf("theme %q", v)
	}
}

// Every input has a label, every id stands once, every aria reference leads somewhere, on every page of the gallery.
func TestAccessible(t *testing.T) {
	set := uitest.Set(t, "gallery", os.DirFS("testdata/gallery"))
	for name, data := range gallery() {
		doc := html(t, set, "gallery/"+name, "", data)
		ids := map[string]int{}
		doc.Find("[id]").Each(func(_ int, s *goquery.Selection) { id, _ := s.Attr("id"); ids[id]++ })
		for id, n := range ids {
			if n > 1 {
				t.Errorf("%s: id %s stands %d times", name, id, n)
			}
		}
		doc.Find("input:not([type=hidden]), select, textarea").Each(func(_ int, s *goquery.Selection) {
			id, _ := s.Attr("id")
			_, named := s.Attr("aria-label")
			if !named && doc.Find(`label[for="`+id+`"]`).Length() == 0 && s.Closest("label").Length() == 0 {
				out, _ := goquery.OuterHtml(s)
				t.Errorf("%s: no label: %s", name, out)
			}
			if refs, ok := s.Attr("aria-describedby"); ok {
				for _, ref := range strings.Fields(refs) {
					if ids[ref] == 0 {
						t.Errorf("%s: aria-describedby leads nowhere: %s", name, ref)
					}
				}
			}
		})
		doc.Find("svg[role=img], table[aria-label], nav").Each(func(_ int, s *goquery.Selection) {
			if v, _ := s.Attr("aria-label"); v == "" {
				t.Errorf("%s: a %s without a name", name, goquery.NodeName(s))
			}
		})
	}
}

func TestTable(t *testing.T) {
	set := uitest.Set(t, "gallery", os.DirFS("testdata/gallery"))
	p := ledger(3)
	p.Table.Foot = []ui.Cell{{}, {Text: "合计"}, {}, {Text: "97.80"}}
	p.Table.Rows[2].Cells = append(p.Table.Rows[2].Cells, ui.Cell{Text: "beyond the last column"})
	doc := html(t, set, "gallery/ledger", "", p)
	if n := doc.Find("tbody tr:nth-child(3) > *").Length(); n != 10 {
		t.Errorf("%d cells", n)
	}
	if v, _ := doc.Find("thead [aria-sort=descending] a").Attr("hx-target"); v != "#list" {
		t.Errorf("sorting swaps %q", v)
	}
	if v, _ := doc.Find("tbody th.grow a").First().Attr("title"); v != "年产12GWh磷酸铁锂储能电芯项目（一期）" {
		t.Errorf("tooltip %q", v)
	}
	if doc.Find("tfoot td.num.p3").Text() != "97.80" || doc.Find("tfoot th").Length() != 0 || doc.Find("td[data-l=年度计划]").Length() != 3 {
		t.Error("foot, or the names of folded cells")
	}
	p.Table.Rows, p.Table.Empty = nil, &ui.Empty{Title: "没有符合条件的项目"}
	if got := html(t, set, "gallery/ledger", "", p).Find(".state h3").Text(); got != "没有符合条件的项目" {
		t.Errorf("empty list says %q", got)
	}
}

func TestHostileText(t *testing.T) {
	set := uitest.Set(t, "gallery", os.DirFS("testdata/gallery"))
	evil := `"><script>alert(1)</script>`
	p := ledger(1)
	p.Title, p.Bar.Query, p.Toasts = evil, evil, []ui.Toast{{Text: evil}}
	p.Lede = ui.Rich{ui.A("x", "javascript:alert(1)"), ui.T(evil)}
	p.Table.Rows[0].Cells[1] = ui.Cell{Text: evil, URL: "javascript:alert(1)", Sub: evil}
	p.Table.Columns[1].Width = `1px;background:url(//x)`
	doc := html(t, set, "gallery/ledger", "", p)
	doc.Find("script").Each(func(_ int, s *goquery.Selection) {
		if strings.Contains(s.Text(), "alert") {
			t.Error("a script got in")
		}
	})
	doc.Find("[href]").Each(func(_ int, s *goquery.Selection) {
		if v, _ := s.Attr("href"); strings.HasPrefix(v, "javascript:") {
			t.Error("a script address got in")
		}
	})
	if s, _ := doc.Find("thead th[style]").Attr("style"); strings.Contains(s, "url") {
		t.Errorf("a style got in: %s", s)
	}
	k := kit()
	k.Chart.Option = map[string]any{"title": `</script><script>alert(1)</script>`}
	if got := html(t, set, "gallery/kit", "", k).Find("script").Text(); strings.Contains(got, "</script") {
		t.Errorf("the option of a chart breaks out: %s", got)
	}
}

type tiny struct {
	ui.Page
	Rows []string
	Bad  func() (string, error)
}

func TestBlocksAndFailures(t *testing.T) {
	fsys := pages(map[string]string{"list.html": `{{define "main"}}<div id="list">{{block "rows" .}}{{template "row" .Rows}}{{end}}</div>{{end}}`, "_row.html": `{{define "row"}}{{range .}}<p>{{.}}</p>{{end}}{{end}}`})
	set := uitest.Set(t, "thing", fsys)
	w := httptest.NewRecorder()
	if err := set.RenderBlock(w, 200, "thing/list", "rows", tiny{Rows: []string{"a<b"}}); err != nil || w.Body.String() != "<p>a&lt;b</p>" || w.Header().Get("Vary") != "HX-Request" {
		t.Errorf("%v %q %v", err, w.Body, w.Header())
	}
	if err := set.Add("thing", fsys); err == nil {
		t.Error("a page can be added twice")
	}
	if err := set.Add("bad", pages(map[string]string{"x.html": "{{if}}"})); err == nil {
		t.Error("a broken template is accepted")
	}
	if err := set.Add("clash", pages(map[string]string{"x.html": `{{define "main"}}{{end}}{{define "summary"}}{{end}}`})); err == nil {
		t.Error("a page may overwrite a component")
	}
	if err := set.Add("like", pages(map[string]string{"board.html": `{{define "main"}}a board{{end}}`})); err != nil {
		t.Error(err)
	}
	half := uitest.Set(t, "half", pages(map[string]string{"x.html": `{{define "main"}}begun {{index .Rows 7}}{{end}}`}))
	w = httptest.NewRecorder()
	if err := half.Render(w, 200, "half/x", tiny{}); err == nil || w.Body.Len() != 0 || len(w.Header()) != 0 {
		t.Errorf("half a page was sent: %v %q", err, w.Body)
	}
	for _, name := range []string{"thing/none", "", "thing/_row"} {
		if err := set.Render(httptest.NewRecorder(), 200, name, tiny{}); err == nil {
			t.Errorf("page %q renders", name)
		}
	}
}

// The type check must find what would fail only when somebody opens the page.
func TestCheckFindsTypos(t *testing.T) {
	for name, text := range map[string]string{
		"field":     `{{define "main"}}{{.Rowz}}{{end}}`,
		"component": `{{define "main"}}{{template "tabs" .Rows}}{{end}}`,
		"partial":   `{{define "main"}}{{template "nothing" .}}{{end}}`,
	} {
		spy := &spy{TB: t}
		uitest.Check(spy, "x", pages(map[string]string{"p.html": text}), map[string]any{"p": tiny{}})
		if spy.errors == 0 {
			t.Errorf("%s: not found", name)
		}
	}
	spy := &spy{TB: t}
	uitest.Check(spy, "x", pages(map[string]string{"p.html": ""}), map[string]any{"q": tiny{}})
	if spy.errors != 2 {
		t.Errorf("a page without data and data without a page: %d errors", spy.errors)
	}
}

type spy struct {
	testing.TB
	errors int
}

func (s *spy) Errorf(string, ...any) { s.errors++ }

func TestIsFragment(t *testing.T) {
	r := httptest.NewRequest("GET", "/", nil)
	if ui.IsFragment(r) {
		t.Error("a plain request")
	}
	r.Header.Set("HX-Request", "true")
	if !ui.IsFragment(r) {
		t.Error("an htmx request")
	}
	for _, h := range []string{"HX-Boosted", "HX-History-Restore-Request"} {
		r.Header.Set(h, "true")
		if ui.IsFragment(r) {
			t.Error(h)
		}
		r.Header.Del(h)
	}
}

func TestToastHeader(t *testing.T) {
	w := httptest.NewRecorder()
	ui.ToastHeader(w.Header(), `已存“𠮷”`)
	if got := w.Header().Get("HX-Trigger"); got != `{"toast":{"text":"\u5df2\u5b58\u201c\ud842\udfb7\u201d"}}` {
		t.Error(got)
	}
}
