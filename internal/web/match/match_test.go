package match

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianzhang/internal/chain/graph"
	area "lianzhang/internal/chain/match"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/jobs"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "match", files, map[string]any{"run": runPage{}})
}

func TestHighlight(t *testing.T) {
	for _, c := range []struct{ text, words, want string }{
		{"锂离子电池隔膜的研发和销售", "隔膜", "离子电池隔膜的研发和"}, {"", "隔膜", "隔膜"}, {"甲乙", "", ""}, {"ＬＥＤ显示屏", "led显示", "led显示屏"},
	} {
		if got := Highlight(c.text, strings.Split(c.words, "、")).String(); got != c.want {
			t.Errorf("%q in %q: %q, want %q", c.words, c.text, got, c.want)
		}
	}
}

func TestTheQueue(t *testing.T) {
	s := webtest.New(t, "2026-11-20")
	ctx := t.Context()
	m := &area.Service{Run: s.Run, Graph: s.Graph, Chains: s.Chains, Firms: s.Enterprises}
	runner := jobs.New(s.DB, s.Run.Clock, jobs.Options{Kinds: map[string]jobs.Kind{RunJob: {Run: func(context.Context, *jobs.Task) (string, error) { return "完成", nil }}}})
	s.Serve(t, Routes(Deps{Run: s.Run, Chains: s.Chains, Graph: s.Graph, Match: m, Jobs: runner, Lists: s.Lists}), Add, listpage.Add, formpage.Add)
	chainID := s.Chain["新型储能"]
	made, err := s.Graph.Create(ctx, webtest.Program, chainID, &graph.Doc{Nodes: []graph.DocNode{{Key: "sep", Name: "锂电池隔膜", Stream: graph.Up}}})
	if err != nil {
		t.Fatal(err)
	}
	for name, products := range map[string]string{"景川隔膜有限公司": "锂电池隔膜", "景川自行车有限公司": "自行车"} {
		if _, err := s.Enterprises.Create(ctx, webtest.Program, enterprise.Enterprise{Name: name, Region: webtest.Donghu, ChainID: chainID, Products: products}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := m.Suggest(ctx, webtest.Program, "", nil); err != nil {
		t.Fatal(err)
	}
	office := s.As(t, "office")
	a := office.Get("/matches?state=suggested").Want(http.StatusOK)
	if got := a.Text("tbody"); !strings.Contains(got, "景川隔膜有限公司") || a.Text("tbody b") != "锂电池隔膜" {
		t.Errorf("queue: %q, marked %q", got, a.Text("tbody b"))
	}
	if a.Attr("[data-key=a]", "value") != area.Confirmed {
		t.Error("no key confirms")
	}
	id := a.Attr("tbody input[name=id]", "value")
	office.Post("/matches/judge", url.Values{"do": {"confirmed"}}).Want(http.StatusUnprocessableEntity)
	office.Post("/matches/judge", url.Values{"id": {id}, "do": {"whatever"}}).Want(http.StatusUnprocessableEntity)
	office.Post("/matches/judge", url.Values{"id": {id}, "do": {"confirmed"}}).Want(http.StatusSeeOther)
	if got := office.Get("/matches?state=confirmed").Text("tbody"); !strings.Contains(got, "景川隔膜有限公司") {
		t.Errorf("confirmed: %q", got)
	}
	if got := office.Get("/matches/unmatched").Text("tbody"); !strings.Contains(got, "景川自行车有限公司") || strings.Contains(got, "隔膜") {
		t.Errorf("unmatched: %q", got)
	}
	node := made.IDs["sep"]
	office.Get("/matches/add?node_id=" + node).Want(http.StatusOK)
	if n := office.Post("/matches/add", url.Values{"node_id": {node}, "firm": {"没有"}}).Want(http.StatusUnprocessableEntity).Doc.Find("#f-firm[aria-invalid]").Length(); n != 1 {
		t.Error("an unknown firm is not refused at its field")
	}
	office.Post("/matches/add", url.Values{"node_id": {node}, "firm": {"景川自行车有限公司"}}).Want(http.StatusSeeOther)
	office.Get("/matches/run").Want(http.StatusOK)
	office.Post("/matches/run", url.Values{"chain_id": {chainID}}).Want(http.StatusSeeOther)
	if got := office.Get("/matches/run").Text("main"); !strings.Contains(got, "等候匹配") {
		t.Errorf("run: %q", got)
	}
	s.As(t, "factor").Post("/matches/judge", url.Values{"id": {id}, "do": {"rejected"}}).Want(http.StatusForbidden)
}
