package api

import (
	"bytes"
	"strings"
	"testing"
)

// mapStory makes a map from a template, edits it from two sides, publishes, compares and restores it.
func mapStory(t *testing.T, s *site) {
	at := "/chains/" + s.chains[0] + "/map"
	if got := s.want(200, "office", "GET", at, nil).json(t); got["revision"] != 0.0 {
		t.Errorf("no map: %v", got)
	}
	all := s.want(200, "office", "GET", "/map-templates", nil).json(t)["templates"].([]any)
	key := all[0].(object)["key"].(string)
	tpl := s.want(200, "office", "GET", "/map-templates/"+key, nil).json(t)
	s.want(403, "factor", "PUT", at, object{"base": 0, "map": tpl})
	done := s.want(200, "office", "PUT", at, object{"base": 0, "map": tpl}).json(t)
	if done["revision"] != 1.0 {
		t.Errorf("applied %v", done)
	}
	doc := s.want(200, "office", "GET", at, nil).json(t)["map"].(object)
	nodes := doc["nodes"].([]any)
	if len(nodes) != len(tpl["nodes"].([]any)) {
		t.Errorf("%d nodes", len(nodes))
	}
	first := nodes[0].(object)
	s.want(201, "office", "POST", at+"/versions", object{"label": "首版"})
	s.want(422, "office", "POST", at+"/versions", object{"label": "同一版"})
	rename := func(name string) object {
		return object{"do": "edit-node", "node": object{"key": first["key"], "name": name, "stream": "up"}, "set": []string{"name"}}
	}
	s.want(200, "office", "POST", at+"/ops", object{"base": 1, "ops": []object{rename("改名甲"), {"do": "add-node", "node": object{"key": "n", "name": "新环节", "stream": "mid"}},
		{"do": "add-edge", "edge": object{"from": first["key"], "to": "n", "weight": 0.2}}}})
	clash := s.want(409, "office", "POST", at+"/ops", object{"base": 1, "ops": []object{rename("改名乙")}}).json(t)["stored"].(object)
	if c := clash["conflicts"].([]any)[0].(object); clash["revision"] != 2.0 || c["theirs"] != "改名甲" || c["mine"] != "改名乙" || !chinese(c["text"].(string)) {
		t.Errorf("clash %v", clash)
	}
	s.want(422, "office", "POST", at+"/ops", object{"base": 2, "ops": []object{{"do": "add-node", "node": object{"key": "x", "name": "新环节", "stream": "mid"}}}})
	diff := s.want(200, "office", "GET", at+"/diff?from=1&to=0", nil).json(t)
	if len(diff["added"].([]any)) != 1 || len(diff["changed"].([]any)) != 1 || len(diff["addedEdges"].([]any)) != 1 {
		t.Errorf("diff %v", diff)
	}
	s.want(200, "office", "POST", at+"/undo", object{"base": 2})
	s.want(200, "office", "POST", at+"/versions/1/restore", object{"base": -1})
	s.want(200, "office", "GET", at+"/versions", nil)
	s.want(200, "office", "GET", at+"/versions/1", nil)
	s.want(404, "office", "GET", at+"/versions/9", nil)
	s.want(200, "office", "GET", at+"/check", nil)
	book := s.want(200, "office", "GET", at+"/export", nil)
	text := s.want(200, "office", "GET", at+"/export?format=json", nil)
	if !bytes.HasPrefix(book.body, []byte("PK")) || !strings.Contains(text.header.Get("Content-Disposition"), ".json") {
		t.Errorf("%v", text.header)
	}
	preview := s.want(200, "office", "POST", at+"/import", upload{name: "图谱.xlsx", content: book.body}).json(t)["preview"].(object)
	if d := preview["diff"].(object); len(d["added"].([]any))+len(d["removed"].([]any))+len(d["changed"].([]any)) != 0 {
		t.Errorf("our own file differs: %v", d)
	}
	s.want(200, "office", "POST", at+"/import?confirm=true", upload{name: "图谱.json", content: text.body})
	s.want(422, "office", "POST", at+"/import", upload{name: "图谱.json", content: []byte("{")})
	if got := s.want(200, "office", "GET", "/map-drafts?q=电池", nil).json(t)["sectors"].([]any); len(got) != 1 {
		t.Errorf("sectors %v", got)
	}
	s.want(200, "office", "GET", "/map-drafts/087?n=8", nil)
	node := "/nodes/" + first["key"].(string)
	s.want(200, "office", "GET", node, nil)
	s.want(200, "office", "GET", node+"/history", nil)
	s.want(200, "office", "GET", "/nodes?stream=up", nil)
	edge := s.want(200, "office", "GET", "/edges", nil).json(t)["rows"].([]any)[0].(object)["id"].(string)
	s.want(200, "office", "GET", "/edges/"+edge, nil)
	s.book("office", "/nodes/export")
	s.book("office", "/edges/export")
}
