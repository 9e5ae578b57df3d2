package api

import "testing"

// firmStory keeps a firm: figures, links, people, ladder, duplicates, and what the firm itself corrects.
func firmStory(t *testing.T, s *site) {
	make := func(name string) string {
		return s.want(201, "office", "POST", "/enterprises", object{"name": name, "region": "340705", "founded": "2015-03-01"}).json(t)["id"].(string)
	}
	firm, twin, outside := make("铜陵景川箔业有限公司"), make("景川箔业股份有限公司"), s.want(201, "office", "POST", "/enterprises",
		object{"name": "深圳某某电子股份有限公司", "region": "000000", "place": "440300", "listed": "000001.SZ"}).json(t)["id"].(string)
	at := "/enterprises/" + firm
	if got := s.want(200, "tongguan", "GET", "/enterprises/"+outside, nil).json(t); got["ladder"] != "listed" || got["outside"] != true || got["province"] != "440000" {
		t.Errorf("a firm from outside, seen by a county: %v", got)
	}
	s.want(422, "office", "POST", "/enterprises", object{"name": "甲", "region": "340705", "uscc": "91370000163048885X"})
	s.want(200, "office", "PUT", at+"/figures/2025", object{"revenue": 60_000_000, "rd": 2_400_000})
	s.want(200, "office", "PUT", at+"/figures/2024", object{"revenue": 50_000_000})
	s.want(422, "office", "PUT", at+"/figures/2025-13", object{"revenue": 1})
	s.want(403, "factor", "PUT", at+"/figures/2025", object{"revenue": 1})
	if got := s.want(200, "office", "GET", at+"/figures", nil).json(t)["figures"].([]any); len(got) != 2 || got[0].(object)["period"] != "2025" {
		t.Errorf("figures %v", got)
	}
	s.want(201, "office", "POST", at+"/supplies", object{"to_id": outside, "product": "铜箔", "amount": 3_000_000, "source": "合同", "confidence": 0.9})
	s.want(422, "office", "POST", at+"/supplies", object{"to_id": firm, "source": "合同", "confidence": 0.9})
	if got := s.want(200, "office", "GET", at+"/supplies", nil).json(t)["supplies"].([]any); got[0].(object)["other"] != "深圳某某电子股份有限公司" {
		t.Errorf("supplies %v", got)
	}
	s.want(201, "office", "POST", at+"/people", object{"name": "王工", "phone": "13900000000"})
	s.want(200, "office", "GET", at+"/people", nil)
	s.want(201, "office", "POST", at+"/ladder", object{"rung": "special", "since": "2025-06-01", "paper": "第五批"})
	ladder := s.want(200, "office", "GET", at+"/ladder", nil).json(t)
	next := ladder["next"].([]any)[0].(object)
	if ladder["ladder"] != "special" || next["rung"] != "giant" || next["lacks"] != 0.0 || len(next["checks"].([]any)) != 6 {
		t.Errorf("ladder %v", ladder)
	}
	if got := s.want(200, "office", "GET", at+"/sources", nil).json(t)["sources"].([]any); len(got) < 3 {
		t.Errorf("sources %v", got)
	}
	s.want(200, "office", "POST", "/enterprises/duplicates", nil)
	pairs := s.want(200, "office", "GET", "/enterprises/duplicates", nil).json(t)
	if pairs["total"] != 1.0 {
		t.Fatalf("pairs %v", pairs)
	}
	s.want(200, "office", "POST", at+"/merge", object{"drop": twin})
	s.want(404, "office", "GET", "/enterprises/"+twin, nil)
	s.want(404, "office", "POST", "/enterprises/merges/none/undo", nil)
	merges, err := s.Enterprises.Merges(t.Context(), firm)
	if err != nil || len(merges) != 1 {
		t.Fatal(err, merges)
	}
	s.want(200, "office", "POST", "/enterprises/merges/"+merges[0].ID+"/undo", nil)
	s.want(200, "office", "GET", "/enterprises/"+twin, nil)
	other := make("铜陵景川箔业公司")
	pair := s.want(200, "office", "GET", "/enterprises/duplicates", nil).json(t)["pairs"].([]any)[0].(object)
	s.want(204, "office", "POST", "/enterprises/duplicates/"+pair["id"].(string)+"/apart", object{"note": "两家"})
	link := s.want(201, "office", "POST", "/enterprises/"+other+"/link", nil).json(t)
	if n, err := s.Enterprises.Correct(t.Context(), link["token"].(string), "李工", "0562-1234567", map[string]string{"staff": "35"}); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	waiting := s.want(200, "office", "GET", "/enterprises/corrections", nil).json(t)["corrections"].([]any)[0].(object)
	verdict := "/enterprises/corrections/" + waiting["id"].(string) + "/judge"
	s.want(422, "office", "POST", verdict, object{"accept": false})
	s.want(204, "office", "POST", verdict, object{"accept": true})
	s.want(409, "office", "POST", verdict, object{"accept": true})
	if got := s.want(200, "office", "GET", "/enterprises/"+other, nil).json(t); got["staff"] != 35.0 {
		t.Errorf("after accepting: %v", got)
	}
}
