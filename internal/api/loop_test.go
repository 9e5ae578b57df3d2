package api

import (
	"testing"

	"lianzhang/internal/platform/clock"
)

// taskStory sets a task, works it, and closes it; only who set it may.
func taskStory(t *testing.T, s *site) {
	due := clock.AddDays(today, 30)
	unit := s.units["铜官区发改委"]
	s.wrong("unit_id", "office", "POST", "/tasks", object{"name": "没有单位"})
	s.wrong("due", "office", "POST", "/tasks", object{"name": "坏日期", "unit_id": unit, "due": "年底"})
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
	s.wrong("name", "office", "POST", "/meetings", object{"name": "", "kind": "dispatch", "on_date": today})
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

// visitStory arranges who looks after a firm, notes a visit there twice under one key, puts it right, and takes another back.
func visitStory(t *testing.T, s *site) {
	firm := s.want(201, "tongguan", "POST", "/enterprises", object{"name": "景川走访铜业有限公司", "region": "340705"}).json(t)
	who := s.want(200, "tongguan", "GET", "/me", nil).json(t)
	s.wrong("account_id", "office", "POST", "/visit-charges", object{"account_id": "", "role": "commissioner", "firms": []string{"景川走访铜业有限公司"}})
	if got := s.want(200, "office", "POST", "/visit-charges", object{"account_id": who["id"], "role": "commissioner", "firms": []string{"景川走访铜业有限公司"}}).json(t); got["made"] != 1.0 {
		t.Errorf("made %v", got)
	}
	s.want(403, "factor", "POST", "/visit-charges", object{"account_id": who["id"], "role": "leader", "firms": []string{"景川走访铜业有限公司"}})
	s.book("office", "/visit-charges/export")
	s.wrong("firm", "tongguan", "POST", "/visits", object{"firm": "没有这家", "said": "好"})
	s.want(403, "auditadmin", "POST", "/visits", object{"firm": firm["name"], "said": "好"})
	s.wrong("satisfaction", "tongguan", "POST", "/visits", object{"firm": firm["name"], "said": "好", "satisfaction": 9})
	draft := object{"client_key": "phone-0001", "firm": firm["name"], "said": "设备到厂", "problem": "外线没有按期送电", "satisfaction": 4}
	one := s.want(201, "tongguan", "POST", "/visits", draft).json(t)
	if again := s.want(200, "tongguan", "POST", "/visits", draft).json(t); again["id"] != one["id"] || one["ticket_code"] == "" {
		t.Errorf("%v and %v", one, again)
	}
	at := "/visits/" + one["id"].(string)
	s.wrong("problem", "tongguan", "PUT", at, object{"said": "设备到厂", "problem": "换一个问题"})
	s.want(403, "office", "PUT", at, object{"said": "别人改"})
	if got := s.want(200, "tongguan", "PUT", at, object{"said": "设备全部到厂", "problem": "外线没有按期送电", "satisfaction": 4}).json(t); got["said"] != "设备全部到厂" || got["id"] != one["id"] {
		t.Errorf("amended: %v", got)
	}
	s.want(409, "tongguan", "PUT", at, object{"said": "按旧版改", "problem": "外线没有按期送电", "version": 0})
	s.want(409, "tongguan", "DELETE", at, nil)
	wrong := s.want(201, "tongguan", "POST", "/visits", object{"firm": firm["name"], "said": "登错了"}).json(t)
	s.want(403, "office", "DELETE", "/visits/"+wrong["id"].(string), nil)
	s.want(204, "tongguan", "DELETE", "/visits/"+wrong["id"].(string), nil)
	s.want(404, "tongguan", "DELETE", "/visits/"+wrong["id"].(string), nil)
	if got := s.want(200, "tongguan", "GET", "/visits", nil).json(t)["rows"].([]any); len(got) != 1 || got[0].(object)["said"] != "设备全部到厂" {
		t.Errorf("visits %v", got)
	}
	s.book("tongguan", "/visits/export")
	s.want(404, "yian", "GET", at, nil)
	s.want(200, "tongguan", "GET", at, nil)
	s.want(200, "tongguan", "GET", at+"/history", nil)
	if got := s.want(200, "office", "GET", "/visit-coverage", nil).json(t)["total"].(object); got["visits"] != 1.0 || got["visited"] != 1.0 || got["satisfaction"] != 4.0 {
		t.Errorf("coverage %v", got)
	}
	charge := s.want(200, "office", "GET", "/visit-charges", nil).json(t)["rows"].([]any)[0].(object)["id"].(string)
	if got := s.want(200, "office", "GET", "/visit-charges/"+charge, nil).json(t); got["firm"] != firm["name"] || got["account_id"] != who["id"] || got["last_on"] != today {
		t.Errorf("the charge %v", got)
	}
}
