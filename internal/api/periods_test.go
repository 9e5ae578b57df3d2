package api

import (
	"context"
	"fmt"
	"testing"

	"lianzhang/internal/cadence"
)

// periodStory freezes October, proves a line of it off the site, and finds what was revised afterwards.
func periodStory(t *testing.T, s *site) {
	if _, err := s.Cadence.Ensure(context.Background()); err != nil {
		t.Fatal(err)
	}
	months := s.want(200, "tongguan", "GET", "/periods?kind=month&state=open", nil).json(t)["periods"].([]any)
	for _, m := range months {
		if m := m.(object); m["kind"] != "month" || m["state"] != "open" || m["due_on"].(string) < m["opens_on"].(string) {
			t.Errorf("a month %v", m)
		}
	}
	if len(months) == 0 {
		t.Error("no months")
	}
	s.wrong("kind", "office", "GET", "/periods?kind=moon", nil)
	s.want(422, "office", "GET", "/periods/去年", nil)
	const at = "/periods/2026-10"
	freeze := object{"reason": "提前定稿"}
	s.want(403, "tongguan", "POST", at+"/freeze", freeze)
	s.wrong("reason", "office", "POST", at+"/freeze", object{"reason": ""})
	s.want(422, "office", "POST", "/periods/2026-12/freeze", freeze)
	frozen := s.want(200, "office", "POST", at+"/freeze", freeze).json(t)
	all := s.want(200, "office", "GET", "/projects", nil).json(t)["total"]
	if frozen["state"] != "frozen" || frozen["lines"] != all || frozen["root"] == "" || frozen["signature"] == "" {
		t.Errorf("frozen %v, of %v projects", frozen, all)
	}
	s.want(409, "office", "POST", at+"/freeze", freeze)
	state := s.want(200, "tongguan", "GET", at, nil).json(t)
	if owed := state["owed"].([]any); state["period"].(object)["root"] != frozen["root"] || len(owed) != 1 || owed[0].(object)["unit_id"] != s.units["铜官区发改委"] {
		t.Errorf("the state %v", state)
	}
	page := s.want(200, "office", "GET", at+"/lines?keeper=bulletin&offset=1&limit=1", nil).json(t)
	if lines := page["lines"].([]any); page["total"] != all || len(lines) != 1 || lines[0].(object)["no"] != 1.0 || lines[0].(object)["kind"] != "project" {
		t.Errorf("a page of lines %v", page)
	}
	if got := s.want(200, "yian", "GET", at+"/lines", nil).json(t)["total"].(float64); got >= all.(float64) {
		t.Errorf("a county sees %v lines of %v", got, all)
	}
	s.wrong("limit", "office", "GET", at+"/lines?limit=5000", nil)
	s.revisions(t, at)
	s.proofs(t, at, frozen["key"].(string))
}

// revisions are none, until a project is changed.
func (s *site) revisions(t *testing.T, at string) {
	t.Helper()
	if got := s.want(200, "office", "GET", at+"/lines?revised=true", nil).json(t); got["total"] != 0.0 || len(got["lines"].([]any)) != 0 {
		t.Errorf("revised by nobody: %v", got)
	}
	kept := s.want(200, "tongguan", "GET", at+"/lines", nil).json(t)["lines"].([]any)[0].(object)
	project := "/projects/" + kept["id"].(string)
	one := s.want(200, "tongguan", "GET", project, nil)
	s.want(200, "tongguan", "PATCH", project, object{"total_invest": one.json(t)["total_invest"].(float64) + 1e8, "reason": "补充协议"}, "If-Match", one.header.Get("ETag"))
	got := s.want(200, "office", "GET", at+"/lines?revised=true", nil).json(t)["lines"].([]any)
	if len(got) != 1 || got[0].(object)["id"] != kept["id"] || got[0].(object)["value"] != kept["value"] || got[0].(object)["now"].(object)["value"] == kept["value"] {
		t.Errorf("revised %v, kept %v", got, kept)
	}
}

// proofs hold without the site, for lines that the asker may see.
func (s *site) proofs(t *testing.T, at, key string) {
	t.Helper()
	mine := s.want(200, "tongguan", "GET", at+"/lines", nil).json(t)["lines"].([]any)[0].(object)
	path := fmt.Sprintf("%s/lines/%v/proof", at, mine["no"])
	proof, err := cadence.ParseProof(s.want(200, "tongguan", "GET", path, nil).body)
	if err != nil {
		t.Fatal(err)
	}
	if err := proof.Check(key); err != nil {
		t.Error(err)
	}
	proof.Leaf = proof.Leaf[:len(proof.Leaf)-2] + "x" + proof.Leaf[len(proof.Leaf)-2:]
	if proof.Check(key) == nil {
		t.Error("a changed line is proved")
	}
	s.want(404, "yian", "GET", path, nil)
	s.want(404, "office", "GET", at+"/lines/99999/proof", nil)
	s.wrong("no", "office", "GET", at+"/lines/-1/proof", nil)
}
