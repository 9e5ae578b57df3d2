package api

import (
	"net/url"
	"strings"
	"testing"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db/dbtest"
	division "lianzhang/internal/platform/region"
)

// leadStory goes from a gap over target and lead to the project, and asks for each operation on the way.
func leadStory(t *testing.T, s *site) {
	_, err := s.Enterprises.Create(t.Context(), authz.System("cli"), enterprise.Enterprise{Name: "深圳市星辉铜箔股份有限公司", Region: division.Outside, Outside: true, Place: "440300",
		Products: "电解铜箔", Capital: 2_0000_0000})
	if err != nil {
		t.Fatal(err)
	}
	gap := s.want(201, "office", "POST", "/gaps", object{"chain_id": s.chains[0], "kind": "repair", "name": "电解铜箔"}).json(t)["id"].(string)
	if n := s.want(200, "office", "POST", "/gaps/"+gap+"/targets/rank", object{"n": 5}).json(t)["n"]; n != 1.0 {
		t.Errorf("ranked %v", n)
	}
	row := s.want(200, "office", "GET", "/targets?cols=firm,why,enterprise_id", nil).json(t)["rows"].([]any)[0].(object)
	id := row["id"].(string)
	s.want(422, "office", "POST", "/targets/"+id+"/move", object{"action": "exclude"})
	s.want(201, "office", "POST", "/gaps/"+gap+"/targets", object{"enterprise_id": row["enterprise_id"]})
	s.want(204, "office", "POST", "/targets/take", object{"ids": []string{id}})
	s.want(200, "office", "POST", "/targets/"+id+"/contacts", object{"how": "电话", "result": "愿意来看"})
	s.want(204, "office", "POST", "/targets/"+id+"/evidence", object{"kind": "outside", "body": "在江西设厂", "source": "公告", "on_date": "2026-10-01"})
	if got := s.want(200, "office", "GET", "/targets/"+id+"/evidence", nil).json(t)["evidence"].([]any); len(got) != 1 {
		t.Errorf("evidence %v", got)
	}
	if got := s.want(200, "office", "GET", "/targets/"+id+"/contacts", nil).json(t)["contacts"].([]any); len(got) != 1 {
		t.Errorf("contacts %v", got)
	}
	s.want(200, "office", "POST", "/targets/"+id+"/move", object{"action": "talk"})
	s.want(200, "office", "GET", "/targets/"+id, nil)
	s.want(200, "office", "GET", "/targets/"+id+"/history", nil)
	s.book("office", "/targets/export")

	draft := object{"investor": "深圳市星辉铜箔股份有限公司", "name": "年产5万吨铜箔", "size": 1_200_000_000, "target_id": id, "source": "驻深联络处"}
	if got := s.want(200, "office", "POST", "/leads/check", draft).json(t); got["clash"] != false {
		t.Errorf("checked %v", got)
	}
	s.want(422, "office", "POST", "/leads", object{"investor": "", "name": "x"})
	lead := "/leads/" + s.want(201, "office", "POST", "/leads", draft).json(t)["id"].(string)
	if got := s.want(200, "office", "POST", "/leads/check", object{"investor": "深圳星辉铜箔有限公司", "name": "x"}).json(t); got["clash"] != true || len(got) != 1 {
		t.Errorf("checked %v", got)
	}
	s.want(200, "office", "POST", lead+"/move", object{"action": "answer"})
	s.want(200, "office", "POST", lead+"/move", object{"action": "accept", "text": "符合缺口"})
	s.want(200, "office", "POST", lead+"/progress", object{"text": "回访"})
	s.want(200, "office", "GET", lead, nil)
	s.want(200, "office", "GET", "/leads", nil)
	s.book("office", "/leads/export")
	if got := s.want(200, "office", "GET", lead+"/opened", nil).json(t); got["intact"] != true || len(got["notes"].([]any)) != 4 {
		t.Errorf("opened %v", got)
	}
	s.want(204, "office", "PUT", lead+"/admission", object{"figures": object{"size": 120000, "fixed": 90000, "land": 300, "tax": 4000}})
	points := object{"class": 5, "technology": 4, "size": 17, "intensity": 15, "investor": 8, "environment": 5, "safety": 5, "land": 8, "design": 5, "tax": 11, "jobs": 5}
	s.want(422, "office", "POST", lead+"/admission/scores", object{"points": object{"class": 6}})
	s.want(204, "office", "POST", lead+"/admission/scores", object{"points": points})
	s.want(204, "office", "POST", lead+"/admission/decision", object{"state": "passed", "minutes": "同意", "ground": "租用厂房"})
	if got := s.want(200, "office", "GET", lead+"/admission", nil).json(t); got["state"] != "passed" || got["score"] != 88.0 {
		t.Errorf("admission %v", got)
	}
	project := s.want(201, "office", "POST", lead+"/project", nil).json(t)["project_id"].(string)
	if got := s.want(200, "office", "GET", "/projects/"+project, nil).json(t); got["investor"] != draft["investor"] || got["total_invest"] != 1.2e9 {
		t.Errorf("the project %v", got)
	}
}

// TestLeadsOfOthersOverTheAPI: another county's unit finds no client by list, filter, rule, export, record or error.
func TestLeadsOfOthersOverTheAPI(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	id := s.want(201, "tongguan", "POST", "/leads", object{"investor": "深圳市星辉铜箔股份有限公司", "name": "星辉铜箔"}).json(t)["id"].(string)
	for _, path := range []string{"/leads", "/leads?q=%E6%98%9F%E8%BE%89", "/leads?investor=%E6%98%9F%E8%BE%89", "/leads?where=" + url.QueryEscape("有值(投资方)"), "/leads/export"} {
		if got := s.want(200, "yian", "GET", path, nil); strings.Contains(string(got.body), "星辉") || strings.Contains(string(got.body), id) {
			t.Errorf("%s: %s", path, got.body)
		}
	}
	for _, path := range []string{"/leads/" + id, "/leads/" + id + "/opened", "/leads/" + id + "/admission"} {
		if got := s.want(404, "yian", "GET", path, nil); strings.Contains(string(got.body), "星辉") {
			t.Errorf("%s: %s", path, got.body)
		}
	}
	for _, path := range []string{"/move", "/progress", "/project"} {
		body := object{"action": "answer"}
		if path == "/progress" {
			body = object{"text": "x"}
		}
		if got := s.want(404, "yian", "POST", "/leads/"+id+path, body); strings.Contains(string(got.body), "星辉") {
			t.Errorf("%s: %s", path, got.body)
		}
	}
	if n := s.want(200, "office", "GET", "/leads", nil).json(t)["total"]; n != 1.0 {
		t.Errorf("the office sees %v", n)
	}
}
