// Package template has the maps of common industrial chains from which an office starts its own.
package template

import (
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"lianzhang/internal/chain/graph"
)

//go:embed *.json
var files embed.FS

// Template is a map to start from.
type Template struct {
	Key   string `json:"key"`
	Group string `json:"group"` // branch under which it is offered
	Name  string `json:"name"`
	graph.Doc
}

// document gives the two names of a template in one file to both of its parts.
func (t *Template) document() { t.Doc.Name = t.Name }

// all reads the embedded files once; they are part of the program, and a test reads them.
var all = sync.OnceValue(func() []Template {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err)
	}
	var out []Template
	for _, e := range entries {
		b, err := files.ReadFile(e.Name())
		if err != nil {
			panic(err)
		}
		t, err := Parse(b)
		if err != nil {
			panic(fmt.Sprintf("%s: %v", e.Name(), err))
		}
		out = append(out, *t)
	}
	slices.SortFunc(out, func(a, b Template) int { return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.Key, b.Key)) })
	return out
})

// Parse reads one template: a map as JSON with a key and a group.
func Parse(text []byte) (*Template, error) {
	t := &Template{}
	if err := json.Unmarshal(text, t); err != nil {
		return nil, err
	}
	if t.Key == "" || t.Name == "" {
		return nil, fmt.Errorf("a template needs a key and a name")
	}
	t.document()
	if t.Source == "" {
		t.Source = "模板"
	}
	for i := range t.Nodes {
		if t.Nodes[i].Source == "" {
			t.Nodes[i].Source = "模板"
		}
	}
	for i := range t.Edges {
		if t.Edges[i].Source == "" {
			t.Edges[i].Source = "模板"
		}
	}
	doc, _, err := graph.Mend(&t.Doc)
	if err != nil {
		return nil, err
	}
	t.Doc = *doc
	return t, nil
}

// All are the templates, by group. The slice may be kept; the maps in it must not be changed.
func All() []Template { return slices.Clone(all()) }

// Get finds a template by its key.
func Get(key string) (*Template, bool) {
	for _, t := range all() {
		if t.Key == key {
			return &t, true
		}
	}
	return nil, false
}
