package template_test

import (
	"strings"
	"testing"

	"lianzhang/internal/chain/graph"
	"lianzhang/internal/chain/template"
	"lianzhang/internal/platform/industry"
)

func TestTemplates(t *testing.T) {
	all := template.All()
	if len(all) < 20 {
		t.Errorf("%d templates; 20 at least", len(all))
	}
	keys := map[string]bool{}
	for _, tpl := range all {
		t.Run(tpl.Key, func(t *testing.T) {
			if keys[tpl.Key] {
				t.Error("the key stands twice")
			}
			keys[tpl.Key] = true
			if got, ok := template.Get(tpl.Key); !ok || got.Name != tpl.Name {
				t.Error("not found by its key")
			}
			if len(tpl.Nodes) < 15 {
				t.Errorf("%d nodes; 15 at least", len(tpl.Nodes))
			}
			if tpl.Group == "" || tpl.Summary == "" {
				t.Error("no group or summary")
			}
			streams, codes := map[string]int{}, 0
			for _, n := range tpl.Nodes {
				streams[n.Stream]++
				for _, c := range n.Codes {
					if _, ok := industry.Lookup(c); !ok {
						t.Errorf("%s: unknown code %s", n.Name, c)
					}
					codes++
				}
				if strings.Contains(n.Note, "2011版") {
					t.Errorf("%s has a code of 2011: %s", n.Name, n.Note)
				}
				if len(n.Products) == 0 && n.Parent == "" && n.Stream != graph.Support {
					t.Logf("%s has no products", n.Name)
				}
			}
			if streams[graph.Up] == 0 || streams[graph.Mid] == 0 || streams[graph.Down] == 0 || codes < len(tpl.Nodes)/2 {
				t.Errorf("streams %v, %d codes", streams, codes)
			}
			for _, f := range graph.Check(&tpl.Doc) {
				t.Logf("%s", f.Text)
			}
			t.Logf("%d nodes, %d edges", len(tpl.Nodes), len(tpl.Edges))
		})
	}
	if _, ok := template.Get("nowhere"); ok {
		t.Error("a template that is not there was found")
	}
}

func TestParseRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"no JSON": "{", "no key": `{"name":"铜"}`, "loop": `{"key":"a","name":"铜","nodes":[{"key":"x","name":"铜","stream":"up"}],"edges":[{"from":"x","to":"x"}]}`,
		"unknown end":  `{"key":"a","name":"铜","nodes":[{"key":"x","name":"铜","stream":"up"}],"edges":[{"from":"x","to":"y"}]}`,
		"unknown code": `{"key":"a","name":"铜","nodes":[{"key":"x","name":"铜","stream":"up","codes":["9999"]}]}`,
		"same name":    `{"key":"a","name":"铜","nodes":[{"key":"x","name":"铜","stream":"up"},{"key":"y","name":"铜","stream":"up"}]}`,
		"same key":     `{"key":"a","name":"铜","nodes":[{"key":"x","name":"铜","stream":"up"},{"key":"x","name":"锡","stream":"up"}]}`,
	} {
		if _, err := template.Parse([]byte(text)); err == nil {
			t.Errorf("%s was read", name)
		}
	}
}
