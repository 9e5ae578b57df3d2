package api

import (
	"testing"

	"lianzhang/internal/platform/clock"
)

// taskStory sets a task, works it, and closes it; only who set it may.
func taskStory(t *testing.T, s *site) {
	due := clock.AddDays(today, 30)
	unit := s.units["铜官区发改委"]
	s.want(422, "office", "POST", "/tasks", object{"name": "没有单位"})
	s.want(422, "office", "POST", "/tasks", object{"name": "坏日期", "unit_id": unit, "due": "年底"})
	id := s.want(201, "office", "POST", "/tasks", object{"name": "完成选址", "unit_id": unit, "due": due, "source": "plan", "steps": []object{{"name": "过会", "due": today}}}).json(t)["id"].(string)
	at := "/tasks/" + id
	s.want(200, "tongguan", "GET", "/tasks", nil)
	s.want(200, "tongguan", "GET", "/tasks/export", nil)
	s.want(200, "tongguan", "POST", at+"/progress", object{"text": "已报规划", "share": 0.4, "problem": "红线未定"})
	s.want(422, "tongguan", "POST", at+"/carry", object{"to": today, "reason": "晚"})
	s.want(200, "tongguan", "POST", at+"/carry", object{"to": clock.AddDays(due, 5), "reason": "规委会推迟"})
	s.want(422, "tongguan", "POST", at+"/move", object{"action": "report"})
	s.want(200, "tongguan", "POST", at+"/move", object{"action": "report", "text": "已取得批复"})
	s.want(403, "tongguan", "POST", at+"/move", object{"action": "close"})
	if got := s.want(200, "office", "POST", at+"/move", object{"action": "close"}).json(t); got["state"] != "closed" || got["carries"] != 1.0 {
		t.Errorf("closed: %v", got)
	}
	s.want(200, "tongguan", "GET", at, nil)
	s.want(200, "office", "GET", at+"/history", nil)
	if got := s.want(200, "tongguan", "GET", at+"/entries", nil).json(t); len(got["entries"].([]any)) < 4 || len(got["steps"].([]any)) != 1 {
		t.Errorf("entries %v", got)
	}
	if got := s.want(200, "office", "GET", "/task-loads", nil).json(t)["units"].([]any); len(got) == 0 {
		t.Error("no loads")
	}
	if got := s.want(200, "office", "GET", "/task-day?date="+due, nil).json(t)["due"].([]any); len(got) != 1 || got[0].(object)["outcome"] != "cleared" {
		t.Errorf("the day: %v", got)
	}
}

// meetingStory calls a meeting, takes its minutes and makes tasks of them.
func meetingStory(t *testing.T, s *site) {
	s.want(422, "office", "POST", "/meetings", object{"name": "", "kind": "dispatch", "on_date": today})
	id := s.want(201, "office", "POST", "/meetings", object{"name": "周调度会", "kind": "dispatch", "on_date": today, "chain_id": s.chains[0]}).json(t)["id"].(string)
	at := "/meetings/" + id
	s.want(200, "office", "POST", at+"/agenda", nil)
	s.want(409, "office", "PUT", at+"/minutes", object{"minutes": "早了"})
	s.want(200, "office", "POST", at+"/move", object{"action": "hold"})
	if got := s.want(200, "office", "PUT", at+"/minutes", object{"minutes": "加快选址。（责任单位：铜官区发改委）", "propose": true}).json(t); got["n"] != 1.0 {
		t.Errorf("proposed %v", got)
	}
	d := s.want(200, "office", "GET", at+"/agenda", nil).json(t)["decisions"].([]any)[0].(object)
	s.want(422, "office", "POST", at+"/tasks", nil)
	s.want(204, "office", "POST", at+"/decisions", object{"decisions": []object{{"id": d["id"], "text": d["text"], "unit_id": s.units["铜官区发改委"], "due": clock.AddDays(today, 10)}}})
	if got := s.want(200, "office", "POST", at+"/tasks", nil).json(t); got["n"] != 1.0 {
		t.Errorf("tasks %v", got)
	}
	s.want(200, "office", "GET", "/meetings", nil)
	s.want(200, "office", "GET", "/meetings/export", nil)
	s.want(200, "office", "GET", at, nil)
	s.want(200, "office", "GET", at+"/history", nil)
}
