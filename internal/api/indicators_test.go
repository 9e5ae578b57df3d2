package api

import (
	"context"
	"testing"

	"lianzhang/internal/indicator"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
)

// measured makes an indicator that both counties fill each month and 市工信局 gathers, and gives its id.
func (s *site) measured(name string) string {
	s.t.Helper()
	ctx := context.Background()
	ind := &indicator.Indicator{Name: name, Measure: "亿元", Decimals: 2, High: 500, LeadUnitID: s.units["市工信局"]}
	err := s.Indicators.Create(ctx, program, ind)
	if err == nil {
		err = s.Indicators.SetDuties(ctx, program, ind.ID, map[record.Ref]string{{Kind: indicator.ByRegion, ID: "340705"}: s.units["铜官区发改委"], {Kind: indicator.ByRegion, ID: "340706"}: s.units["义安区发改委"]})
	}
	if err == nil {
		_, err = s.Indicators.OpenPeriod(ctx, program, "2026-10")
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return ind.ID
}

// enter types in a figure of October, as the page does.
func (s *site) enter(who, unit string, amount float64) {
	s.t.Helper()
	actor, p := s.actor(who), period.Period("2026-10")
	sheet, err := s.Indicators.Sheet(context.Background(), actor.Scope, s.units[unit], p)
	if err != nil || len(sheet.Lines) != 1 {
		s.t.Fatalf("the sheet of %s: %v", unit, err)
	}
	if _, err := s.Indicators.Fill(context.Background(), actor, s.units[unit], p, []indicator.Entry{{DutyID: sheet.Lines[0].Duty.ID, Amount: &amount}}); err != nil {
		s.t.Fatal(err)
	}
}

// indicatorStory fills a figure, approves it from below, and revises it with its reason kept.
func indicatorStory(t *testing.T, s *site) {
	id, unit := s.measured("规上工业产值"), s.units["铜官区发改委"]
	const move, october = "/indicator-filings/move", "/indicator-filings?period=2026-10"
	at := "/indicators/" + id
	if got := s.want(200, "tongguan", "GET", "/indicators", nil).json(t)["rows"].([]any); len(got) != 1 || got[0].(object)["name"] != "规上工业产值" {
		t.Errorf("indicators %v", got)
	}
	if got := s.want(200, "tongguan", "GET", at, nil).json(t); got["high"] != 500.0 || got["lead_unit_id"] != s.units["市工信局"] {
		t.Errorf("the indicator %v", got)
	}
	s.book("office", "/indicators/export")
	if got := s.want(200, "office", "GET", october, nil).json(t)["filings"].([]any); len(got) != 3 {
		t.Errorf("filings %v", got)
	}
	mine := s.want(200, "tongguan", "GET", october, nil).json(t)["filings"].([]any)
	if len(mine) != 1 || mine[0].(object)["unit_id"] != unit || mine[0].(object)["state"] != "open" || mine[0].(object)["due"] == "" {
		t.Errorf("the filing of one county: %v", mine)
	}
	s.want(422, "office", "GET", "/indicator-filings?period=去年", nil)
	s.wrong("period", "office", "GET", "/indicator-filings", nil)
	submit := object{"unit_id": unit, "period": "2026-10", "action": "submit"}
	if p := s.want(422, "tongguan", "POST", move, submit).problem(t); len(p.Errors) != 1 || !chinese(p.Errors[0].Message) {
		t.Errorf("an empty sheet: %+v", p)
	}
	s.wrong("action", "tongguan", "POST", move, object{"unit_id": unit, "period": "2026-10", "action": "burn"})
	s.enter("tongguan", "铜官区发改委", 120.5)
	if got := s.want(200, "tongguan", "POST", move, submit).json(t)["filings"].([]any); got[0].(object)["state"] != "filled" || got[0].(object)["filled"] != 1.0 {
		t.Errorf("handed in: %v", got)
	}
	s.want(409, "tongguan", "POST", move, submit)
	approve := object{"unit_id": unit, "period": "2026-10", "action": "approve"}
	s.want(409, "tongguan", "POST", move, approve) // who filled does not approve
	s.want(404, "yian", "POST", move, approve)
	s.want(403, "chief", "POST", move, approve)
	if got := s.want(200, "office", "POST", move, approve).json(t)["filings"].([]any); len(got) != 1 || got[0].(object)["state"] != "approved" {
		t.Errorf("approved: %v", got)
	}
	seen := map[string]object{}
	for _, v := range s.want(200, "office", "GET", at+"/values?period=2026-10", nil).json(t)["values"].([]any) {
		seen[v.(object)["subject"].(string)] = v.(object)
	}
	if v := seen["region/340705"]; v["value"] != 120.5 || v["known"] != true || v["state"] != "approved" {
		t.Errorf("the county: %v", v)
	}
	if v := seen["region/340700"]; v["value"] != 120.5 || len(v["missing"].([]any)) != 1 || v["missing"].([]any)[0] != "义安区" {
		t.Errorf("the city: %v", v)
	}
	for _, v := range s.want(200, "yian", "GET", at+"/values?period=2026-10", nil).json(t)["values"].([]any) {
		if v.(object)["subject"] == "region/340705" {
			t.Errorf("another county sees %v", v)
		}
	}
	s.revision(t)
}

// revision changes the one approved figure.
func (s *site) revision(t *testing.T) {
	t.Helper()
	rows := s.want(200, "tongguan", "GET", "/observations", nil).json(t)["rows"].([]any)
	if len(rows) != 1 || rows[0].(object)["amount"] != 120.5 {
		t.Fatalf("observations %v", rows)
	}
	at := "/observations/" + rows[0].(object)["id"].(string)
	version := s.want(200, "tongguan", "GET", at, nil).json(t)["version"]
	s.want(404, "yian", "GET", at, nil)
	to := func(amount float64, reason string, version any) object {
		return object{"amount": amount, "reason": reason, "version": version}
	}
	s.want(403, "factor", "POST", at+"/revise", to(121, "核实", version))
	s.wrong("reason", "tongguan", "POST", at+"/revise", to(121, " ", version))
	s.wrong("amount", "tongguan", "POST", at+"/revise", to(120.5, "核实", version))
	s.want(409, "tongguan", "POST", at+"/revise", to(121, "核实", 99))
	if got := s.want(200, "tongguan", "POST", at+"/revise", to(121.25, "统计局核定", version)).json(t); got["amount"] != 121.25 || got["revised"] != 1.0 || got["version"] == version {
		t.Errorf("revised %v", got)
	}
	if events := s.want(200, "tongguan", "GET", at+"/history", nil).json(t)["events"].([]any); events[0].(object)["action"] != "indicator.revise" || events[0].(object)["reason"] != "统计局核定" {
		t.Errorf("history %v", events)
	}
	s.book("office", "/observations/export")
}
