package chainmap

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"lianzhang/internal/chain/graph"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/project"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestEditTemplates(t *testing.T) {
	uitest.Check(t, "chainmap", files, map[string]any{"show": showPage{}, "node": nodePage{}, "start": startPage{}, "import": importPage{}, "edit": editPage{},
		"editnode": nodeForm{}, "version": versionPage{}, "versiondiff": diffPage{}})
}

func TestAMapFromATemplate(t *testing.T) {
	s := newMapSite(t)
	lead := s.As(t, "lead")
	a := lead.Get(s.at("/start")).Want(http.StatusOK)
	if n := a.Doc.Find(".tpl-list li").Length(); n < 20 {
		t.Errorf("%d templates are offered", n)
	}
	a = lead.Get(s.at("/start/preview?template=copper")).Want(http.StatusOK)
	if a.Doc.Find("svg.map").Length() != 1 || a.Doc.Find("tbody tr").Length() < 15 {
		t.Error("the preview shows neither picture nor nodes")
	}
	lead.Post(s.at("/replace"), url.Values{"template": {"copper"}, "base": {"0"}}).Want(http.StatusSeeOther)
	d, _, err := s.graph.Doc(t.Context(), s.Actor(t, "lead").Scope, s.Chain["铜基新材料"])
	if err != nil || len(d.Nodes) < 15 {
		t.Fatalf("%d nodes, %v", len(d.Nodes), err)
	}
	// A draft over it, keeping what is there.
	a = lead.Get(s.at("/start?way=io&q=电池")).Want(http.StatusOK)
	if got := a.Texts("tbody th"); len(got) != 1 || got[0] != "电池" {
		t.Errorf("sectors %q", got)
	}
	a = lead.Get(s.at("/start/preview?sector=087&n=8")).Want(http.StatusOK)
	if !strings.Contains(a.Text("main"), "新增的环节") {
		t.Error("the preview does not compare")
	}
	if got := lead.Post(s.at("/replace"), url.Values{"sector": {"087"}, "n": {"8"}, "base": {"0"}}).Want(http.StatusUnprocessableEntity).Text(".errs"); !strings.Contains(got, "有人改了图谱") {
		t.Errorf("an old preview: %q", got)
	}
	lead.Post(s.at("/replace"), url.Values{"sector": {"087"}, "n": {"8"}, "base": {"1"}, "keep": {"1"}}).Want(http.StatusSeeOther)
	now, _, err := s.graph.Doc(t.Context(), s.Actor(t, "lead").Scope, s.Chain["铜基新材料"])
	if err != nil || len(now.Nodes) < len(d.Nodes)+10 {
		t.Errorf("%d nodes after %d, %v", len(now.Nodes), len(d.Nodes), err)
	}
	lead.Get(s.at("/start/preview?template=nothing")).Want(http.StatusNotFound)
	lead.Get(s.at("/start/preview?register=1")).Want(http.StatusUnprocessableEntity)
	if _, err := s.Enterprises.Create(t.Context(), webtest.Program, enterprise.Enterprise{Name: "景川铜箔有限公司", Region: webtest.City, ChainID: s.Chain["铜基新材料"],
		UnitID: s.Units["市发改委"], Subtrade: "极薄铜箔", Stream: "mid", Industry: "3985"}); err != nil {
		t.Fatal(err)
	}
	lead.Get(s.at("/start?way=register")).Want(http.StatusOK)
	if got := lead.Get(s.at("/start/preview?register=1")).Want(http.StatusOK).Text("main"); !strings.Contains(got, "极薄铜箔") {
		t.Errorf("the register's line of business is no node: %.300s", got)
	}
	lead.Get(s.at("/start?way=file")).Want(http.StatusOK)
	lead.Get(s.at("/start?way=blank")).Want(http.StatusOK)
	s.As(t, "park").Get(s.at("/start")).Want(http.StatusForbidden)
	s.As(t, "factor").Get(s.at("/edit")).Want(http.StatusForbidden)
	s.As(t, "").Get(s.at("/edit")).Want(http.StatusSeeOther)
}

func TestAMapFromAFile(t *testing.T) {
	s := newMapSite(t)
	s.copper(t)
	lead := s.As(t, "lead")
	book := lead.Get(s.at(".xlsx")).Want(http.StatusOK)
	a := lead.Upload(s.at("/import"), nil, "图谱.xlsx", book.Body).Want(http.StatusOK)
	if !strings.Contains(a.Text("main"), "没有不同") {
		t.Error("our own workbook differs from the map")
	}
	text := lead.Get(s.at(".json")).Want(http.StatusOK).Body
	a = lead.Upload(s.at("/import"), nil, "图谱.json", bytes.Replace(text, []byte("铜冶炼"), []byte("铜冶炼与精炼"), 1)).Want(http.StatusOK)
	if got := a.Text(".is-changed"); !strings.Contains(got, "铜冶炼与精炼") {
		t.Errorf("the change is not shown: %q", got)
	}
	lead.Post(a.Attr("form[action$='/replace']", "action"), url.Values{"doc": {a.Attr("input[name=doc]", "value")}, "base": {"1"}}).Want(http.StatusSeeOther)
	if n, err := s.graph.Node(t.Context(), s.Actor(t, "lead").Scope, s.ids["铜冶炼"]); err != nil || n.Name != "铜冶炼与精炼" {
		t.Errorf("%+v, %v", n, err)
	}
	a = lead.Upload(s.at("/import"), nil, "表.csv", []byte("环节名称,位置,行业代码\n铜粉,左,9999\n")).Want(http.StatusUnprocessableEntity)
	if got := a.Text(".errs"); !strings.Contains(got, "B2") || !strings.Contains(got, "C2") {
		t.Errorf("faults are told without their cells: %q", got)
	}
	lead.Post(s.at("/import"), url.Values{}).Want(http.StatusUnprocessableEntity)
}

func TestFormsWithoutScript(t *testing.T) {
	s := newMapSite(t)
	lead := s.As(t, "lead")
	add := func(base, name string) *webtest.Answer {
		return lead.Post(s.at("/edit"), url.Values{"do": {graph.AddNode}, "base": {base}, "name": {name}, "stream": {"mid"}})
	}
	add("0", "铜箔").Want(http.StatusSeeOther)
	add("1", "覆铜板").Want(http.StatusSeeOther)
	if got := add("2", "铜箔").Want(http.StatusUnprocessableEntity).Text(".errs"); !strings.Contains(got, "不能同名") {
		t.Errorf("%q", got)
	}
	a := lead.Get(s.at("/edit")).Want(http.StatusOK)
	var data editorData
	if err := json.Unmarshal([]byte(a.Doc.Find("[data-mapedit] script").Text()), &data); err != nil || len(data.Doc.Nodes) != 2 || data.Revision != 2 {
		t.Fatalf("%+v, %v", data, err)
	}
	foil, board := data.Doc.Nodes[0].Key, data.Doc.Nodes[1].Key
	lead.Post(s.at("/edit"), url.Values{"do": {graph.AddEdge}, "base": {"2"}, "from": {foil}, "to": {board}, "weight": {"0.3"}}).Want(http.StatusSeeOther)
	lead.Post(s.at("/edit"), url.Values{"do": {"paint"}}).Want(http.StatusUnprocessableEntity)
	at := "/nodes/" + foil
	form := lead.Get(at + "/edit").Want(http.StatusOK)
	typed := url.Values{"base": {"3"}}
	form.Doc.Find("input[name^='was-']").Each(func(_ int, i *goquery.Selection) {
		name, _ := i.Attr("name")
		value, _ := i.Attr("value")
		typed.Set(name, value)
		typed.Set(strings.TrimPrefix(name, "was-"), value)
	})
	typed.Set("codes", "3985、1364")
	typed.Set("products", "锂电铜箔,电子铜箔")
	lead.Post(at+"/edit", typed).Want(http.StatusSeeOther)
	n, err := s.graph.Node(t.Context(), s.Actor(t, "lead").Scope, foil)
	if err != nil || n.Codes != "3985、1363" || n.Products != "锂电铜箔、电子铜箔" || !strings.Contains(n.Note, "2011版") {
		t.Errorf("%+v, %v", n, err)
	}
	// Somebody else, who still sees the old products.
	typed.Set("products", "铜箔")
	a = s.As(t, "office").Post(at+"/edit", typed).Want(http.StatusUnprocessableEntity)
	if got := a.Text(".errs"); !strings.Contains(got, "lead同志") || !strings.Contains(got, "产品") {
		t.Errorf("%q", got)
	}
	if base := a.Attr("input[name=base]", "value"); base != "4" {
		t.Errorf("the form goes on from %s", base)
	}
	s.Project(t, "年产万吨铜箔", func(p *project.Project) { p.Node = "铜箔" })
	if got := lead.Post(at+"/remove", url.Values{"base": {"4"}}).Want(http.StatusUnprocessableEntity).Text(".errs"); !strings.Contains(got, "1个项目") {
		t.Errorf("%q", got)
	}
	lead.Post(at+"/merge", url.Values{"base": {"4"}, "into": {board}}).Want(http.StatusSeeOther)
	lead.Get(at + "/edit").Want(http.StatusNotFound)
	lead.Post("/nodes/"+board+"/merge", url.Values{"base": {"5"}, "into": {"nowhere"}}).Want(http.StatusUnprocessableEntity)
}

func TestVersionsPage(t *testing.T) {
	s := newMapSite(t)
	s.copper(t)
	lead := s.As(t, "lead")
	lead.Get(s.at("/versions")).Want(http.StatusOK)
	lead.Post(s.at("/versions"), url.Values{}).Want(http.StatusUnprocessableEntity)
	lead.Post(s.at("/versions"), url.Values{"label": {"三季度"}, "note": {"首版"}}).Want(http.StatusSeeOther)
	if got := lead.Post(s.at("/versions"), url.Values{"label": {"又一版"}}).Want(http.StatusUnprocessableEntity).Text("main"); !strings.Contains(got, "没有不同") {
		t.Errorf("%q", got)
	}
	lead.Post(s.at("/edit"), url.Values{"do": {graph.AddNode}, "base": {"1"}, "name": {"铜粉"}, "stream": {"mid"}}).Want(http.StatusSeeOther)
	lead.Post("/nodes/"+s.ids["电线电缆"]+"/remove", url.Values{"base": {"2"}}).Want(http.StatusSeeOther)
	a := lead.Get(s.at("/diff?from=1")).Want(http.StatusOK)
	if got := a.Text("tr.is-added th"); got != "铜粉" {
		t.Errorf("added %q", got)
	}
	if got := a.Text("tr.is-removed th"); got != "电线电缆" {
		t.Errorf("removed %q", got)
	}
	if got := a.Text("svg.map"); !strings.Contains(got, "已删除") || !strings.Contains(got, "新增") {
		t.Errorf("the picture has no marks: %q", got)
	}
	a = lead.Get(s.at("/versions")).Want(http.StatusOK)
	if got := a.Text(".note"); !strings.Contains(got, "lead同志") || !strings.Contains(got, "修改图谱") {
		t.Errorf("the last edit is told as %q", got)
	}
	lead.Post(s.at("/undo"), url.Values{"base": {"2"}}).Want(http.StatusConflict)
	lead.Post(s.at("/undo"), url.Values{"base": {"3"}}).Want(http.StatusSeeOther)
	lead.Post(s.at("/versions/1/restore"), nil).Want(http.StatusSeeOther)
	if got := lead.Get(s.at("/diff?from=1&to=0")).Want(http.StatusOK).Text(".state"); !strings.Contains(got, "没有不同") {
		t.Errorf("after restoring: %q", got)
	}
	lead.Get(s.at("/diff?from=7")).Want(http.StatusNotFound)
	lead.Post(s.at("/versions/x/restore"), nil).Want(http.StatusNotFound)
}

func TestStepsAsJSON(t *testing.T) {
	s := newMapSite(t)
	s.copper(t)
	post := func(login, path, body string) *http.Response {
		r := httptest.NewRequest(http.MethodPost, s.at(path), strings.NewReader(body))
		r.AddCookie(s.SignIn(t, login, webtest.Password))
		w := httptest.NewRecorder()
		s.Handler.ServeHTTP(w, r)
		return w.Result()
	}
	rename := func(base, name string) string {
		return `{"base":` + base + `,"ops":[{"do":"edit-node","node":{"key":"` + s.ids["铜冶炼"] + `","name":"` + name + `","stream":"up"},"set":["name"]}]}`
	}
	if r := post("lead", "/ops", rename("1", "甲")); r.StatusCode != http.StatusOK {
		t.Errorf("%d", r.StatusCode)
	}
	r := post("office", "/ops", rename("1", "乙"))
	var out refusal
	if err := json.NewDecoder(r.Body).Decode(&out); err != nil || r.StatusCode != http.StatusConflict || out.Clash == nil || out.Clash.Conflicts[0].By != "lead同志" {
		t.Errorf("%d %+v %v", r.StatusCode, out, err)
	}
	for body, status := range map[string]int{"{": http.StatusUnprocessableEntity, `{"base":2,"ops":[{"do":"paint"}]}`: http.StatusUnprocessableEntity, rename("9", "丙"): http.StatusConflict} {
		if r := post("lead", "/ops", body); r.StatusCode != status {
			t.Errorf("%s: %d", body, r.StatusCode)
		}
	}
	if r := post("park", "/ops", rename("2", "丙")); r.StatusCode != http.StatusForbidden {
		t.Errorf("%d", r.StatusCode)
	}
	r = post("lead", "/layout", `{"nodes":[{"key":"a","name":"甲","stream":"up"},{"key":"b","name":"乙","stream":"down"}],"edges":[{"from":"a","to":"b"}]}`)
	var places map[string][]int
	if err := json.NewDecoder(r.Body).Decode(&places); err != nil || len(places["a"]) != 4 || places["a"][0] >= places["b"][0] {
		t.Errorf("%v %v", places, err)
	}
	a := s.As(t, "lead").Get(s.at("/codes?q=铜压延")).Want(http.StatusOK)
	if !strings.Contains(string(a.Body), `"3251"`) {
		t.Errorf("%s", a.Body)
	}
	if a := s.As(t, "lead").Get(s.at("/codes?q=325")).Want(http.StatusOK); !strings.Contains(string(a.Body), `"3251"`) {
		t.Errorf("%s", a.Body)
	}
}

func TestAMapTooLargeToDraw(t *testing.T) {
	s := newMapSite(t)
	d := &graph.Doc{}
	for i := range maxDrawn + 1 {
		name := "环节" + strconv.Itoa(i)
		d.Nodes = append(d.Nodes, graph.DocNode{Key: name, Name: name, Stream: graph.Mid})
	}
	if _, err := s.graph.Create(t.Context(), s.Actor(t, "lead"), s.Chain["铜基新材料"], d); err != nil {
		t.Fatal(err)
	}
	a := s.As(t, "lead").Get(s.at("/edit")).Want(http.StatusOK)
	if a.Doc.Find("[data-mapedit]").Length() != 0 || !strings.Contains(a.Text("main .note"), "1501个环节") || a.Doc.Find("details tbody tr").Length() != maxListed {
		t.Error("a map of 1501 nodes is drawn, or not said to be too large")
	}
}
