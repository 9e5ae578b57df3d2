package api

import (
	"bytes"
	"testing"
)

// reserveStory tells of talent, policy windows and the lists that fill from them.
func reserveStory(t *testing.T, s *site) {
	copper := s.chains[0]
	need := s.want(201, "office", "POST", "/talent-needs", object{"name": "铜箔工艺工程师", "chain_id": copper, "people": 2, "employer": "铜业公司"}).json(t)
	if need["state"] != "open" || need["region"] == "" {
		t.Errorf("need %v", need)
	}
	at := "/talent-needs/" + need["id"].(string)
	s.want(422, "office", "POST", "/talent-needs", object{"name": "甲", "chain_id": copper, "people": -1})
	s.want(422, "office", "POST", "/talent-needs", object{"name": "甲", "chain_id": copper, "kind": "nobody"})
	s.want(200, "office", "PATCH", at, object{"people": 1, "version": 0})
	s.want(409, "office", "PATCH", at, object{"people": 3, "version": 0})
	intro := "/talent-introductions/" + s.want(201, "office", "POST", "/talent-introductions", object{"name": "张工", "chain_id": copper, "on_date": "2026-10-01"}).json(t)["id"].(string)
	s.want(422, "office", "PATCH", intro, object{"state": "arrived", "version": 0})
	s.want(200, "office", "PATCH", intro, object{"origin": "上海", "version": 0})
	s.want(200, "office", "POST", intro+"/dock", object{"need": need["id"]})
	s.want(409, "office", "POST", intro+"/move", object{"action": "to_settled", "on": "2026-10-02"})
	for _, step := range []string{"to_signed", "to_arrived"} {
		s.want(200, "office", "POST", intro+"/move", object{"action": step, "on": "2026-10-02"})
	}
	if got := s.want(200, "office", "GET", at, nil).json(t); got["state"] != "filled" || got["rate"] != 1.0 {
		t.Errorf("filled %v", got)
	}
	lab := "/talent-platforms/" + s.want(201, "office", "POST", "/talent-platforms", object{"name": "铜箔中试基地", "kind": "pilot", "chain_id": copper}).json(t)["id"].(string)
	s.want(200, "office", "PATCH", lab, object{"level": "province", "version": 0})
	for _, one := range []string{at, intro, lab} {
		s.want(200, "office", "GET", one, nil)
		s.want(200, "office", "GET", one+"/history", nil)
	}
	for _, many := range []string{"/talent-needs", "/talent-introductions", "/talent-platforms", "/windows"} {
		s.want(200, "office", "GET", many, nil)
		s.want(200, "office", "GET", many+"/export", nil)
	}
	if got := s.want(200, "office", "GET", "/chains/"+copper+"/talent", nil).json(t)["nodes"].([]any)[0].(object); got["wanted"] != 1.0 || got["rate"] != 1.0 || got["platforms"] != 1.0 {
		t.Errorf("counts %v", got)
	}
	windowStory(t, s, copper)
	atlasStory(t, s, copper)
}

func windowStory(t *testing.T, s *site, copper string) {
	at := "/windows/" + s.want(201, "office", "POST", "/windows", object{"name": "技术改造奖补", "chains": copper, "closes": "2027-03-31", "rule_on": "project", "rule": "总投资 > 1亿元"}).json(t)["id"].(string)
	s.want(422, "office", "POST", "/windows", object{"name": "甲", "rule_on": "project", "rule": "总投资 >"})
	if got := s.want(200, "office", "GET", at+"/eligible", nil).json(t); got["kind"] != "project" || got["total"] == 0.0 {
		t.Errorf("eligible %v", got)
	}
	s.want(422, "office", "POST", at+"/projects", object{"projects": []object{{"name": "甲", "plan_on": "2027-04-01"}}})
	made := s.want(201, "office", "POST", at+"/projects", object{"projects": []object{{"name": "铜箔产线技改"}}}).json(t)["projects"].([]any)
	p := s.want(200, "office", "GET", "/projects/"+made[0].(object)["id"].(string), nil).json(t)
	if p["stage"] != "planned" || p["lead_plan"] != "2027-03-31" {
		t.Errorf("yielded %v", p)
	}
	s.want(200, "office", "PATCH", at, object{"state": "stopped", "version": 0})
	s.want(409, "office", "POST", at+"/projects", object{"projects": []object{{"name": "乙"}}})
	s.want(200, "office", "GET", at, nil)
	s.want(200, "office", "GET", at+"/history", nil)
}

func atlasStory(t *testing.T, s *site, copper string) {
	if n := len(s.want(200, "office", "GET", "/atlas", nil).json(t)["sets"].([]any)); n < 7 {
		t.Errorf("%d sets", n)
	}
	s.want(404, "office", "GET", "/atlas/basic", nil)
	s.want(201, "office", "POST", "/atlas/basic/adopt", nil)
	s.want(409, "office", "POST", "/atlas/basic/adopt", nil)
	s.want(200, "office", "GET", "/atlas/basic", nil)
	got := s.want(200, "office", "GET", "/atlas/basic/lists/reserve?chain="+copper, nil).json(t)
	if rows := got["rows"].([]any); len(rows) == 0 || got["record"] != "project" {
		t.Errorf("filled %v", got)
	}
	s.want(404, "office", "GET", "/atlas/basic/lists/reserve?chain=none", nil)
	draft := object{"name": "亿元以上", "record": "project", "filter": "总投资 > 1亿元", "columns": []object{{"value": "项目名称"}, {"value": "总投资 / 2", "label": "一半"}}}
	l := s.want(201, "office", "POST", "/atlas/basic/lists", draft).json(t)
	draft["filter"] = "总投资 >"
	p := s.want(422, "office", "POST", "/atlas/basic/lists", draft).problem(t)
	if len(p.Errors) != 1 || p.Errors[0].Name != "filter" {
		t.Errorf("a bad filter: %+v", p)
	}
	at := "/atlas-lists/" + l["id"].(string)
	draft["filter"] = "总投资 > 2亿元"
	s.want(200, "office", "PUT", at, draft)
	draft["filter"] = "总投资 > 3亿元"
	s.want(409, "office", "PUT", at, draft)
	if n := len(s.want(200, "office", "GET", at+"/versions", nil).json(t)["versions"].([]any)); n != 2 {
		t.Errorf("%d versions", n)
	}
	if got := s.want(200, "office", "POST", at+"/restore", object{"no": 1}).json(t)["sheet"].(object); got["filter"] != "总投资 > 1亿元" {
		t.Errorf("restored %v", got)
	}
	if b := s.want(200, "office", "GET", "/atlas/basic/export?chain="+copper, nil).body; !bytes.HasPrefix(b, []byte("PK")) {
		t.Error("no workbook")
	}
}
