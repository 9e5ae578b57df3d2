package api

import "testing"

// forecastStory sets a target, forecasts the year twice alike, and tests the method on the past.
func forecastStory(t *testing.T, s *site) {
	s.want(404, "office", "GET", "/forecasts/latest", nil)
	s.targetsOfTheYear(t)
	ask := object{"runs": 200, "seed": 7}
	s.want(403, "tongguan", "POST", "/forecasts", ask)
	s.wrong("as_of", "office", "POST", "/forecasts", object{"as_of": "2027-01-01"})
	s.wrong("until", "office", "POST", "/forecasts", object{"until": "年底"})
	s.wrong("runs", "office", "POST", "/forecasts", object{"runs": 60_000})
	one := s.want(201, "office", "POST", "/forecasts", ask).json(t)
	if again := s.want(201, "office", "POST", "/forecasts", ask).json(t); one["as_of"] != today || one["runs"] != 200.0 || again["digest"] != one["digest"] || again["id"] == one["id"] {
		t.Errorf("the same twice: %v and %v", one, again)
	}
	if runs := s.want(200, "tongguan", "GET", "/forecasts", nil).json(t)["runs"].([]any); len(runs) != 2 || runs[1].(object)["id"] != one["id"] {
		t.Errorf("runs %v", runs)
	}
	goal := 0.0
	latest := s.want(200, "office", "GET", "/forecasts/latest", nil).json(t)
	for _, l := range latest["lines"].([]any) {
		if l := l.(object); l["all"] == true && l["measure"] == "started" {
			goal = l["goal"].(float64)
		}
	}
	if goal != 30 || latest["since"] != "2026-01-01" || latest["basis"].(object)["projects"].(float64) < 1 {
		t.Errorf("the target is %v in %v", goal, latest)
	}
	for _, l := range s.want(200, "yian", "GET", "/forecasts/"+one["id"].(string), nil).json(t)["lines"].([]any) {
		if l := l.(object); l["all"] == true || l["region"] == "340705" {
			t.Errorf("another county sees %v", l)
		}
	}
	s.likely(t)
	s.want(404, "office", "GET", "/forecast-backtest", nil)
	s.want(403, "tongguan", "POST", "/forecast-backtest", object{})
	s.wrong("seed", "office", "POST", "/forecast-backtest", object{"seed": -1})
	if got := s.want(201, "office", "POST", "/forecast-backtest", object{"seed": 3}).json(t); got["kind"] != "backtest" || got["seed"] != 3.0 {
		t.Errorf("tested %v", got)
	}
	if got := s.want(200, "office", "GET", "/forecast-backtest", nil).json(t); got["seed"] != 3.0 || got["to"] != "2026-09-30" {
		t.Errorf("the test %v", got)
	}
	s.want(403, "tongguan", "GET", "/forecast-backtest", nil)
}

// targetsOfTheYear are set, shown within one's scope, and taken away by 0.
func (s *site) targetsOfTheYear(t *testing.T) {
	t.Helper()
	const at = "/forecast-targets"
	year := func(targets ...object) object { return object{"year": "2026", "targets": targets} }
	s.want(403, "tongguan", "PUT", at, year(object{"measure": "started", "value": 1}))
	s.wrong("measure", "office", "PUT", at, year(object{"measure": "luck", "value": 1}))
	s.wrong("started", "office", "PUT", at, year(object{"measure": "started", "value": -1}))
	s.wrong("year", "office", "PUT", at, object{"year": "去年", "targets": []object{}})
	set := year(object{"measure": "started", "value": 30, "source": "政府工作报告"}, object{"measure": "signed", "value": 12, "region": "340705"})
	if got := s.want(200, "office", "PUT", at, set).json(t)["targets"].([]any); len(got) != 2 {
		t.Errorf("set %v", got)
	}
	if got := s.want(200, "tongguan", "GET", at+"?year=2026", nil).json(t)["targets"].([]any); len(got) != 1 || got[0].(object)["region"] != "340705" || got[0].(object)["value"] != 12.0 {
		t.Errorf("a county's targets %v", got)
	}
	if got := s.want(200, "office", "PUT", at, year(object{"measure": "signed", "value": 0, "region": "340705"})).json(t)["targets"].([]any); len(got) != 1 || got[0].(object)["source"] != "政府工作报告" {
		t.Errorf("taken away: %v", got)
	}
	s.wrong("year", "office", "GET", at+"?year=26", nil)
}

// likely are the open projects with their chances; they are derived, so that they have no version.
func (s *site) likely(t *testing.T) {
	t.Helper()
	rows := s.want(200, "tongguan", "GET", "/forecast-projects", nil).json(t)["rows"].([]any)
	if len(rows) == 0 {
		t.Fatal("no open projects")
	}
	at := "/forecast-projects/" + rows[0].(object)["id"].(string)
	one := s.want(200, "tongguan", "GET", at, nil)
	if got := one.json(t); got["id"] != rows[0].(object)["id"] || got["version"] != nil || one.header.Get("ETag") != "" {
		t.Errorf("a project %v %v", got, one.header)
	}
	s.want(404, "yian", "GET", at, nil)
	s.book("tongguan", "/forecast-projects/export")
}
