package api

import (
	"context"
	"strings"
	"testing"

	"lianzhang/internal/insight/scoring"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/score"
)

// scheme adopts a scheme for counties: projects signed by the registers, and points that 市工信局 gives. It gives the id, and that of a
// version which is still a draft.
func (s *site) scheme(name string) (adopted, draft string) {
	s.t.Helper()
	ctx, office := context.Background(), s.actor("office")
	d := score.Design{Name: name, Period: period.Quarter, Subject: score.SubjectRule{Kind: score.OfRegion}, Items: []score.Item{
		{No: "1", Name: "在册项目", Weight: 60, Method: scoring.Efficacy, Input: score.Want{Source: score.ListSource, Num: &score.Measure{List: "project"}}},
		{No: "2", Name: "评议", Weight: 40, Method: scoring.Given, Input: score.Want{Source: score.SheetSource, Places: 1}, Givers: []string{s.units["市工信局"]}, Missing: scoring.MissingMean}}}
	row, err := s.Scores.Draft(ctx, office, "", d)
	if err == nil {
		err = s.Scores.Adopt(ctx, office, row.ID, "第3次会议")
	}
	if err != nil {
		s.t.Fatal(err)
	}
	next, err := s.Scores.Draft(ctx, office, row.Code, d)
	if err != nil {
		s.t.Fatal(err)
	}
	return row.ID, next.ID
}

// scoreStory opens a round, fills its sheets, announces the places, decides an objection and publishes.
func scoreStory(t *testing.T, s *site) {
	scheme, draft := s.scheme("县区季度考核")
	if got := s.want(200, "tongguan", "GET", "/score-schemes", nil).json(t)["schemes"].([]any); len(got) != 2 || got[0].(object)["weights"] != 100.0 || len(got[0].(object)["items"].([]any)) != 2 {
		t.Errorf("schemes %v", got)
	}
	opening := object{"scheme_id": scheme, "period": "2026-Q3", "fill_by": "2026-11-30", "object_days": 0}
	s.want(403, "factor", "POST", "/score-rounds", opening)
	s.wrong("period", "office", "POST", "/score-rounds", object{"scheme_id": scheme, "period": "三季度"})
	s.wrong("period", "office", "POST", "/score-rounds", object{"scheme_id": scheme, "period": "2027-Q1"})
	s.wrong("fill_by", "office", "POST", "/score-rounds", object{"scheme_id": scheme, "period": "2026-Q3", "fill_by": "月底"})
	s.wrong("scheme_id", "office", "POST", "/score-rounds", object{"scheme_id": draft, "period": "2026-Q3"})
	id := s.want(201, "office", "POST", "/score-rounds", opening).json(t)["id"].(string)
	s.want(409, "office", "POST", "/score-rounds", opening)
	if got := s.want(200, "yian", "GET", "/score-rounds", nil).json(t)["rounds"].([]any); len(got) != 1 || got[0].(object)["id"] != id || got[0].(object)["state"] != "filling" {
		t.Errorf("rounds %v", got)
	}
	at := "/score-rounds/" + id
	s.sheets(t, at)
	move := func(status int, who, action, reason string) reply {
		t.Helper()
		return s.want(status, who, "POST", at+"/move", object{"action": action, "reason": reason})
	}
	move(403, "chief", "score", "")
	if got := move(200, "office", "score", "").json(t); got["state"] != "scoring" {
		t.Errorf("closed the sheets: %v", got)
	}
	move(422, "office", "announce", "") // nothing is worked out yet
	s.want(403, "chief", "POST", at+"/compute", nil)
	places := s.want(200, "office", "POST", at+"/compute", nil).json(t)["places"].([]any)
	if len(places) != 2 || places[0].(object)["rank"] != 1.0 || places[0].(object)["score"].(float64) <= places[1].(object)["score"].(float64) {
		t.Fatalf("worked out %v", places)
	}
	s.want(404, "tongguan", "GET", at+"/results/340705", nil) // not announced
	if got := move(200, "office", "announce", "").json(t); got["state"] != "announced" || got["object_by"] == "" {
		t.Errorf("announced %v", got)
	}
	s.want(409, "office", "POST", at+"/compute", nil)
	s.standing(t, at)
	s.objection(t, id)
	s.wrong("reason", "office", "POST", at+"/move", object{"action": "recall"})
	move(200, "office", "settle", "")
	move(403, "tongguan", "publish", "")
	if got := move(200, "chief", "publish", "").json(t); got["state"] != "published" {
		t.Errorf("published %v", got)
	}
	move(409, "office", "recall", "晚了")
	if got := s.want(200, "yian", "GET", at, nil).json(t); len(got["places"].([]any)) != 2 || got["scored"] != 2.0 {
		t.Errorf("after publication everybody sees all places: %v", got)
	}
}

// sheets fills what 市工信局 gives: 30 and 20 of 40 points.
func (s *site) sheets(t *testing.T, at string) {
	t.Helper()
	s.want(422, "office", "POST", at+"/move", object{"action": "score"}) // not all are filled
	mine := s.want(200, "factor", "GET", at+"/sheets", nil).json(t)["sheets"].([]any)
	if len(mine) != 2 {
		t.Fatalf("sheets %v", mine)
	}
	if got := s.want(200, "tongguan", "GET", at+"/sheets", nil).json(t)["sheets"].([]any); len(got) != 0 {
		t.Errorf("another unit sees %v", got)
	}
	for _, sheet := range mine {
		path, value := "/score-sheets/"+sheet.(object)["id"].(string), map[any]float64{"340705": 30, "340706": 20}[sheet.(object)["subject_id"]]
		s.wrong("value", "factor", "PUT", path, object{"value": 41})
		s.wrong("note", "factor", "PUT", path, object{"none": true})
		s.want(404, "tongguan", "PUT", path, object{"value": 40})
		s.want(403, "chief", "PUT", path, object{"value": 40})
		if got := s.want(200, "factor", "PUT", path, object{"value": value, "note": "现场评议"}).json(t); got["filled"] != true || got["value"] != value || got["note"] != "现场评议" {
			t.Errorf("filled %v", got)
		}
	}
}

// standing: before publication a county sees its own place and lines.
func (s *site) standing(t *testing.T, at string) {
	t.Helper()
	own := s.want(200, "yian", "GET", at, nil).json(t)
	if got := own["places"].([]any); len(got) != 1 || got[0].(object)["subject_id"] != "340706" || own["scored"] != 2.0 {
		t.Errorf("a county sees %v", own)
	}
	s.want(404, "yian", "GET", at+"/results/340705", nil)
	mine := s.want(200, "yian", "GET", at+"/results/340706", nil).json(t)
	lines := mine["lines"].([]any)
	if len(lines) != 2 || lines[1].(object)["points"] != 20.0 || lines[0].(object)["url"] == "" || mine["formula"] == "" || mine["place"].(object)["first_score"] == 0.0 {
		t.Errorf("its lines %v", mine)
	}
}

// objection: the county says that it was given too little; the office agrees.
func (s *site) objection(t *testing.T, round string) {
	t.Helper()
	ctx := context.Background()
	raise := func() string {
		t.Helper()
		blob, err := s.Files.Put(ctx, strings.NewReader("会议记录"))
		if err != nil {
			t.Fatal(err)
		}
		o, err := s.Scores.Object(ctx, s.actor("yian"), s.Files, round, "340706", "2", "评议表漏计", []score.Proof{{Name: "记录.jpg", Blob: blob}})
		if err != nil {
			t.Fatal(err)
		}
		return "/score-objections/" + o.ID + "/decide"
	}
	at := raise()
	uphold := object{"action": "uphold", "reason": "核对原表", "value": 36}
	s.want(403, "yian", "POST", at, uphold)
	s.want(404, "tongguan", "POST", at, uphold)
	s.wrong("value", "office", "POST", at, object{"action": "uphold", "reason": "核对原表"})
	s.wrong("reason", "office", "POST", at, object{"action": "reject"})
	s.wrong("value", "office", "POST", at, object{"action": "uphold", "reason": "超过满分", "value": 50})
	if got := s.want(200, "office", "POST", at, uphold).json(t); got["state"] != "upheld" || got["reason"] != "核对原表" {
		t.Errorf("decided %v", got)
	}
	s.want(409, "office", "POST", at, uphold)
	if line := s.want(200, "yian", "GET", "/score-rounds/"+round+"/results/340706", nil).json(t)["lines"].([]any)[1].(object); line["points"] != 36.0 {
		t.Errorf("after the decision %v", line)
	}
	if got := s.want(200, "yian", "POST", raise(), object{"action": "withdraw"}).json(t); got["state"] != "withdrawn" {
		t.Errorf("withdrawn %v", got)
	}
}
