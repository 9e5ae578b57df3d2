package api

import (
	"context"
	"testing"

	"lianzhang/internal/checkup"
)

// checkupStory enters one project twice, lets the checkup look, and judges what it finds.
func checkupStory(t *testing.T, s *site) {
	draft := object{"name": "体检铜箔基地", "investor": "景川体检铜业有限公司", "stage": "signed", "signed_actual": "2026-05-06", "total_invest": 500_000_000, "region": "340705"}
	one := s.want(201, "tongguan", "POST", "/projects", draft).json(t)
	draft["signed_actual"] = "2026-07-06"
	s.want(201, "tongguan", "POST", "/projects", draft)
	if _, err := s.Checkup.Check(context.Background(), program, checkup.Over{}, nil); err != nil {
		t.Fatal(err)
	}
	found := s.want(200, "office", "GET", "/projects/"+one["id"].(string)+"/checkups", nil).json(t)["findings"].([]any)
	if len(found) != 1 || found[0].(object)["detector"] != "twin" || found[0].(object)["amount"] != 500e6 {
		t.Fatalf("found %v", found)
	}
	at := "/checkups/" + found[0].(object)["id"].(string)
	if got := s.want(200, "office", "GET", at+"/evidence", nil).json(t); len(got["records"].([]any)) != 2 || len(got["evidence"].([]any)) < 3 {
		t.Errorf("evidence %v", got)
	}
	s.wrong("effect", "office", "POST", at+"/judge", object{"action": "confirm", "reason": "同一合同"})
	s.wrong("action", "office", "POST", at+"/judge", object{"action": "vanish", "reason": "x"})
	s.want(403, "tongguan", "POST", at+"/judge", object{"action": "reject", "reason": "x"})
	if got := s.want(200, "office", "POST", at+"/judge", object{"action": "confirm", "reason": "同一合同", "effect": "merge"}).json(t); got["state"] != "confirmed" || got["effect"] != "merge" {
		t.Errorf("judged %v", got)
	}
	s.want(409, "office", "POST", at+"/judge", object{"action": "reject", "reason": "再判"})
	for _, d := range s.want(200, "office", "GET", "/checkup-precision", nil).json(t)["detectors"].([]any) {
		if d := d.(object); d["detector"] == "twin" && (d["judged"] != 1.0 || d["share"] != 1.0) {
			t.Errorf("precision %v", d)
		}
	}
	if got := s.want(200, "office", "GET", "/checkups?state=confirmed", nil).json(t)["rows"].([]any); len(got) != 1 || got[0].(object)["detector"] != "twin" {
		t.Errorf("the confirmed ones: %v", got)
	}
	s.want(404, "yian", "GET", at, nil)
	s.want(200, "office", "GET", at, nil)
	s.want(200, "office", "GET", at+"/history", nil)
	s.book("office", "/checkups/export")
}
