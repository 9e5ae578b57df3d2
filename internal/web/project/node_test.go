package project_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianzhang/internal/chain/graph"
	area "lianzhang/internal/project"
	"lianzhang/internal/web/webtest"
)

// TestTheNodeOfAProject: a project is hung on a node of its chain's map by choice, or by a text that names one.
func TestTheNodeOfAProject(t *testing.T) {
	s := webtest.New(t, "2026-11-22")
	serve(t, s)
	for chain, nodes := range map[string][]string{"铜基新材料": {"铜冶炼", "电子铜箔"}, "新型储能": {"电芯"}} {
		d := &graph.Doc{}
		for _, n := range nodes {
			d.Nodes = append(d.Nodes, graph.DocNode{Key: n, Name: n, Stream: graph.Mid})
		}
		if _, err := s.Graph.Create(t.Context(), webtest.Program, s.Chain[chain], d); err != nil {
			t.Fatal(err)
		}
	}
	dir, err := s.Graph.Directory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	foil, cell := dir.Named(s.Chain["铜基新材料"], "电子铜箔"), dir.Named(s.Chain["新型储能"], "电芯")
	p := s.Project(t, "年产五万吨铜箔", func(p *area.Project) { p.Node = "电子 铜箔" })
	if p.NodeID != foil {
		t.Errorf("the text names the node, and the project hangs on %q", p.NodeID)
	}
	office := s.As(t, "office")
	at := "/projects/" + p.ID
	form := office.Get(at + "/edit").Want(http.StatusOK)
	if got := form.Texts("select[name=node_id] option"); strings.Join(got, "|") != "未定|铜冶炼|电子铜箔" {
		t.Errorf("choices %q", got)
	}
	if got := office.Get(at).Want(http.StatusOK).Text("main"); !strings.Contains(got, "电子铜箔") {
		t.Error("the page does not name the node")
	}
	typed := func(values url.Values) url.Values {
		form := office.Get(at + "/edit").Want(http.StatusOK)
		for _, name := range []string{"version", "seen"} {
			values.Set(name, form.Attr("input[name="+name+"]", "value"))
		}
		return values
	}
	if got := office.Post(at+"/edit", typed(url.Values{"node_id": {cell}})).Want(http.StatusUnprocessableEntity).Text("main"); !strings.Contains(got, "不在项目的产业链上") {
		t.Error("a node of another chain was taken")
	}
	// With another chain the old node does not stay.
	office.Post(at+"/edit", typed(url.Values{"chain_id": {s.Chain["新型储能"]}, "node": {"电芯"}})).Want(http.StatusSeeOther)
	now, err := s.Projects.Get(t.Context(), s.Actor(t, "office").Scope, p.ID)
	if err != nil || now.NodeID != cell || now.Node != "电芯" {
		t.Errorf("%q %q, %v", now.NodeID, now.Node, err)
	}
	office.Post(at+"/edit", typed(url.Values{"node_id": {""}})).Want(http.StatusSeeOther)
	if now, err = s.Projects.Get(t.Context(), s.Actor(t, "office").Scope, p.ID); err != nil || now.NodeID != "" {
		t.Errorf("emptied by hand it is %q, %v", now.NodeID, err)
	}
	if got := office.Get("/projects?node_id=" + foil).Want(http.StatusOK).Text("main"); !strings.Contains(got, "没有") {
		t.Errorf("the list by node: %.200s", got)
	}
}
