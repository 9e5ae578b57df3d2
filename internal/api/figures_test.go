package api

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"lianzhang/internal/cadence"
	"lianzhang/internal/catalog"
	"lianzhang/internal/forecast"
	"lianzhang/internal/formula"
	"lianzhang/internal/indicator"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/project"
	"lianzhang/internal/report"
	"lianzhang/internal/score"
)

// wireFigures makes the services that reckon: definitions, indicators, periods, scores and forecasts. Periods keep the projects' stages
// and investments, and ask for the indicators.
func wireFigures(s *Deps, d *db.DB) {
	s.Formulas = &formula.Service{Run: s.Run, Org: s.Org, Sources: catalog.FormulaSources()}
	s.Formulas.Held, s.Formulas.Fixed = report.HeldFormulas()
	s.Report.Formulas = s.Formulas
	s.Cadence = &cadence.Service{Run: s.Run, Calendar: s.Org.Working, Site: func(context.Context) string { return "铜陵链长" }}
	s.Indicators = &indicator.Service{Run: s.Run, Org: s.Org, Chains: s.Chains, Frozen: s.Cadence.Frozen}
	lists := &score.Lists{DB: d, All: []score.Listed{{Spec: project.Spec, Title: "name", Base: "/projects"}}}
	s.Scores = &score.Service{Run: s.Run, Org: s.Org, Calendar: s.Org.Working, Lists: lists, Sources: []score.Source{&score.Formulas{Formulas: s.Formulas, Today: s.Clock.Today},
		&score.Indicators{Indicators: s.Indicators}}}
	s.Forecast = &forecast.Service{Run: s.Run, Projects: s.Projects, Org: s.Org}
	projects, indicators := s.Projects, s.Indicators
	s.Cadence.Keep(cadence.Keeper{Name: "bulletin", Label: "项目", Lines: func(ctx context.Context, _ period.Period) (out []cadence.Line, err error) {
		rows, err := projects.Select(ctx, d, authz.Scope{All: true}, new(db.Where), "ORDER BY t.id")
		for i := range rows {
			p := &rows[i]
			out = append(out, cadence.Line{Key: p.ID, Subject: record.Ref{Kind: project.Kind, ID: p.ID}, Keys: p.ScopeKeys(), Label: p.Name, Value: fmt.Sprint(p.TotalInvest),
				Words: project.StageLabel(p.Stage), URL: "/projects/" + p.ID})
		}
		return out, err
	}})
	s.Cadence.Ask(cadence.Due{Label: "指标", Items: func(ctx context.Context, scope authz.Scope, p period.Period) (out []cadence.Item, err error) {
		owing, err := indicators.Owing(ctx, scope, p)
		for _, o := range owing {
			out = append(out, cadence.Item{Unit: o.UnitID, Text: "指标填报", URL: "/indicators/sheet?unit=" + o.UnitID, All: 1})
		}
		return out, err
	}})
}

// actor is the person as a program signs in for them.
func (s *site) actor(login string) authz.Actor {
	s.t.Helper()
	a, err := s.Org.Actor(s.t.Context(), s.people[login], "api", "")
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

// wrong asks for something that is refused at the named field.
func (s *site) wrong(field, who, method, path string, body any) {
	s.t.Helper()
	p := s.want(422, who, method, path, body).problem(s.t)
	if !slices.ContainsFunc(p.Errors, func(e FieldError) bool { return e.Name == field && chinese(e.Message) }) {
		s.t.Errorf("%s %s names %v, want %s", method, path, p.Errors, field)
	}
}

// formulaStory reads the shipped definitions, writes one, adopts it and counts by it.
func formulaStory(t *testing.T, s *site) {
	if all := s.want(200, "tongguan", "GET", "/formulas", nil).json(t)["formulas"].([]any); len(all) < 40 {
		t.Errorf("%d definitions are shipped", len(all))
	}
	if got := s.want(200, "tongguan", "GET", "/formulas/start_rate", nil).json(t)["formulas"].([]any); len(got) != 3 || got[0].(object)["name"] != "开工率" || got[0].(object)["shipped"] != true {
		t.Errorf("versions %v", got)
	}
	whole := s.want(200, "office", "GET", "/formulas/started_count/value", nil).json(t)
	if v := whole["values"].([]any); whole["formula"] != "开工项目v1" || len(v) != 1 || v[0].(object)["known"] != true || v[0].(object)["value"].(float64) < 1 || v[0].(object)["num_url"] == "" {
		t.Errorf("the value %v", whole)
	}
	s.wrong("as_of", "office", "GET", "/formulas/started_count/value?as_of=去年", nil)
	s.wrong("by", "office", "GET", "/formulas/started_count/value?by=moon", nil)
	if p := s.want(422, "office", "GET", "/formulas/started_count/value?where=总投资+>", nil).problem(t); !chinese(p.Detail) {
		t.Errorf("%+v", p)
	}
	s.want(404, "office", "GET", "/formulas/nothing/value", nil)
	draft := object{"code": "big_signed", "name": "过亿签约", "list": "project", "shape": "count", "num": "总投资 >", "note": "合同总投资过亿的签约项目", "unit": "个"}
	s.want(403, "tongguan", "POST", "/formulas", draft)
	s.wrong("num", "office", "POST", "/formulas", draft)
	draft["num"] = "总投资 >= 1亿元"
	if got := s.want(201, "office", "POST", "/formulas", draft).json(t); got["label"] != "过亿签约v1" || got["state"] != "draft" || got["shipped"] != false {
		t.Errorf("drafted %v", got)
	}
	at := "/formulas/big_signed/1/adopt"
	s.want(403, "tongguan", "POST", at, object{"reason": "自己定"})
	s.wrong("reason", "office", "POST", at, object{"reason": " "})
	if got := s.want(200, "office", "POST", at, object{"reason": "链长办〔2026〕9号"}).json(t); got["state"] != "adopted" || got["adopted_on"] != today {
		t.Errorf("adopted %v", got)
	}
	s.want(409, "office", "POST", at, object{"reason": "再采用"})
	big := s.want(200, "office", "GET", "/projects?total_invest=100000000..", nil).json(t)["total"].(float64)
	seen := map[any]any{}
	for _, v := range s.want(200, "office", "GET", "/formulas/过亿签约/value?by=region", nil).json(t)["values"].([]any) {
		seen[v.(object)["key"]] = v.(object)["value"]
	}
	if county, _ := seen["340705"].(float64); big == 0 || seen["340700"] != big || county == 0 || county >= big {
		t.Errorf("%v projects, by place %v", big, seen)
	}
}
