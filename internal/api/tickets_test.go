package api

import "testing"

// ticketStory tells of a ticket that is raised, given to a unit, accepted and objected to out of turn.
func ticketStory(t *testing.T, s *site) {
	made := s.want(201, "office", "POST", "/tickets", object{"name": "外线未按期送电", "kind": "energy", "region": "340705", "unit_id": s.units["铜官区发改委"]}).json(t)
	at := "/tickets/" + made["id"].(string)
	s.want(422, "office", "POST", "/tickets", object{"name": ""})
	s.want(422, "office", "POST", "/tickets", object{"name": "好", "kind": "nothing"})
	if got := s.want(200, "office", "GET", at, nil).json(t); got["state"] != "open" || got["name"] != "外线未按期送电" {
		t.Errorf("%v", got)
	}
	s.want(200, "office", "POST", at+"/do", object{"action": "accept"})
	s.want(409, "office", "POST", at+"/do", object{"action": "accept"})
	s.want(422, "office", "POST", at+"/do", object{"action": "answer", "text": "已经全部送电"})
	s.want(422, "office", "POST", at+"/do", object{"action": "confirm"})
	s.want(200, "office", "GET", at+"/candidates", nil)
	s.want(200, "office", "GET", at+"/history", nil)
	s.want(200, "office", "GET", "/tickets?state=accepted", nil)
	s.want(200, "office", "GET", "/tickets/export", nil)
	rows := s.want(200, "office", "GET", "/ticket-standings", nil).json(t)["standings"].([]any)
	if one := rows[0].(object); len(rows) != 1 || one["state"] != "accepted" || one["n"] != 1.0 {
		t.Errorf("%v", rows)
	}
	all := s.want(200, "office", "GET", "/ticket-figures?from=2026-01-01&to=2026-12-31", nil).json(t)["units"].([]any)[0].(object)
	if all["unit_id"] != "" || all["raised"] != 1.0 || all["in_hand"] != 1.0 {
		t.Errorf("%v", all)
	}
	s.want(422, "office", "GET", "/ticket-figures?from=2026", nil)
}
