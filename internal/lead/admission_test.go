package lead_test

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"lianzhang/internal/lead"
	"lianzhang/internal/platform/docx"
	"lianzhang/internal/platform/errs"
)

func full(sh *lead.Sheet, share float64) map[string]float64 {
	out := map[string]float64{}
	for _, c := range sh.Criteria {
		out[c.ID] = c.Max * share
	}
	return out
}

// TestDefaultSheet: Tuanfeng's hundred points, its floors, and the height that counts twice.
func TestDefaultSheet(t *testing.T) {
	sh, err := (&lead.Service{}).DefaultSheet()
	must(t, err)
	want := map[string]float64{"class": 5, "technology": 5, "size": 17, "intensity": 17, "investor": 10, "environment": 5, "safety": 5, "land": 10, "design": 5, "tax": 16, "jobs": 5}
	for _, c := range sh.Criteria {
		if want[c.ID] != c.Max {
			t.Errorf("%s: %v", c.ID, c.Max)
		}
		delete(want, c.ID)
	}
	if len(want) > 0 || len(sh.Vetoes) == 0 {
		t.Errorf("missing %v", want)
	}
	in := map[string]float64{"fixed": 22000, "land": 100, "tax": 900, "floor": 50000, "tall": 20000, "base": 30000}
	got := map[string]lead.Finding{}
	for _, f := range sh.Findings(in) {
		got[f.Measure] = f
	}
	for measure, v := range map[string]float64{"intensity": 220, "taxMu": 9, "ratio": 70000 / (100 * 2000.0 / 3), "cover": 45} {
		if math.Abs(got[measure].Value-v) > 1e-9 {
			t.Errorf("%s = %v, want %v", measure, got[measure].Value, v)
		}
	}
	if !got["intensity"].Met || got["taxMu"].Met || !got["ratio"].Met || !got["cover"].Met {
		t.Errorf("%+v", got)
	}
	in["tall"] = 0
	if f := sh.Findings(in)[2]; f.Met || math.Abs(f.Value-0.75) > 1e-9 {
		t.Errorf("without the height: %+v", f)
	}
	for _, f := range sh.Findings(nil) {
		if f.Known || f.Met {
			t.Errorf("nothing stated: %+v", f)
		}
	}
}

func TestSheetsAreChecked(t *testing.T) {
	sh, err := (&lead.Service{}).DefaultSheet()
	must(t, err)
	good, err := json.Marshal(sh)
	must(t, err)
	for name, change := range map[string][2]string{
		"99 points": {`"max":10`, `"max":9`}, "unknown measure": {`"measure":"ratio"`, `"measure":"height"`}, "unknown key": {`"pass"`, `"pas"`},
		"falling steps": {`[[50,2],[100,3]`, `[[150,2],[100,3]`}, "no name": {`"name":"团风县准入评审表"`, `"name":""`}, "not JSON": {`{`, `<`},
		"pass mark": {`"pass":60`, `"pass":600`}, "factor": {`"tallFactor":2`, `"tallFactor":0`},
	} {
		body := strings.Replace(string(good), change[0], change[1], 1)
		if body == string(good) {
			t.Fatalf("%s changes nothing", name)
		}
		if _, err := lead.ParseSheet([]byte(body)); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAdmission(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		l := s.register(t, s.one, draft())
		ctx := t.Context()
		sh, err := s.Sheet(ctx)
		must(t, err)
		if err := s.Score(ctx, s.judge, l.ID, lead.Scored{Points: full(sh, 1)}); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("scored before it began: %v", err)
		}
		if err := s.State(ctx, s.one, l.ID, map[string]float64{"size": 1, "fixed": 2}); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("fixed above total: %v", err)
		}
		must(t, s.State(ctx, s.one, l.ID, map[string]float64{"size": 120000, "fixed": 20000, "land": 200, "tax": 900, "floor": 90000, "base": 60000}))
		if err := s.Score(ctx, s.one, l.ID, lead.Scored{Points: full(sh, 1)}); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("a party scores: %v", err)
		}
		over := full(sh, 1)
		over["class"] = 6
		if err := s.Score(ctx, s.judge, l.ID, lead.Scored{Points: over}); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("6 of 5: %v", err)
		}
		if err := s.DecideAdmission(ctx, s.judge, l.ID, lead.Decision{State: lead.Passed, Minutes: "同意"}); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("decided without reviews: %v", err)
		}
		must(t, s.Score(ctx, s.judge, l.ID, lead.Scored{Points: full(sh, 1), Vetoes: []string{sh.Vetoes[2], "没有这条"}}))
		must(t, s.Score(ctx, s.judge, l.ID, lead.Scored{Reviewer: "自然资源局张工", Points: full(sh, 0.6), Remark: "星辉用地偏大"}))
		j, err := s.Admission(ctx, s.one, l.ID)
		must(t, err)
		if j.Score != 80 || j.Vetoes != sh.Vetoes[2] || len(j.Reviews) != 2 || j.Reviews[1].Remark != "星辉用地偏大" {
			t.Errorf("%v %q %d", j.Score, j.Vetoes, len(j.Reviews))
		}
		if err := s.DecideAdmission(ctx, s.judge, l.ID, lead.Decision{State: lead.Passed, Minutes: "同意", Ground: "重大"}); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("admitted over a veto: %v", err)
		}
		must(t, s.Score(ctx, s.judge, l.ID, lead.Scored{Points: full(sh, 0.9)}))
		if err := s.DecideAdmission(ctx, s.judge, l.ID, lead.Decision{State: lead.Passed, Minutes: "同意"}); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("admitted below the floors without a ground: %v", err)
		}
		must(t, s.DecideAdmission(ctx, s.judge, l.ID, lead.Decision{State: lead.Passed, Minutes: "9月28日准入评审会议，到会6人。\n同意准入。", Ground: "租用标准厂房"}))
		if err := s.Score(ctx, s.judge, l.ID, lead.Scored{Points: full(sh, 0)}); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("scored after the decision: %v", err)
		}
		j, err = s.Admission(ctx, s.one, l.ID)
		must(t, err)
		o, err := s.Read(ctx, s.one, l.ID)
		must(t, err)
		var b bytes.Buffer
		must(t, j.Word(&b, o, lead.Head{Issuer: "景川市产业链链长制办公室", Unit: "市商务局", Chain: "铜基新材料"}, s.Site.Run.Clock.Now()))
		c, err := docx.Read(bytes.NewReader(b.Bytes()), int64(b.Len()))
		must(t, err)
		text := strings.Join(c.Paragraphs(), "\n")
		for _, want := range []string{"招商引资项目准入评审表", "同意准入。", "得75分（合格60分），结论：准入。", "租用标准厂房"} {
			if !strings.Contains(text, want) {
				t.Errorf("the paper lacks %q", want)
			}
		}
		if len(c.Tables()) != 3 {
			t.Errorf("%d tables", len(c.Tables()))
		}
	})
}

// TestRulesAreVersions: a new sheet does not change what has begun by the old one.
func TestRulesAreVersions(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		l := s.register(t, s.one, draft())
		must(t, s.State(t.Context(), s.one, l.ID, map[string]float64{"size": 1000}))
		r, err := s.Rule(t.Context(), lead.SheetRules)
		must(t, err)
		body := strings.Replace(r.Body, "团风县准入评审表", "景川市准入评审表", 1)
		if _, err := s.SetRule(t.Context(), s.one, lead.SheetRules, body, ""); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("an officer changes the rules: %v", err)
		}
		if _, err := s.SetRule(t.Context(), s.judge, lead.ClockRules, `{"name":"快","answer":0}`, ""); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("a clock of no days: %v", err)
		}
		made, err := s.SetRule(t.Context(), s.judge, lead.SheetRules, body, "市办公会")
		must(t, err)
		now, err := s.Sheet(t.Context())
		must(t, err)
		j, err := s.Admission(t.Context(), s.one, l.ID)
		must(t, err)
		if made.No != 1 || now.Name != "景川市准入评审表" || j.Sheet.Name != "团风县准入评审表" {
			t.Errorf("%d %s %s", made.No, now.Name, j.Sheet.Name)
		}
		if all, err := s.Rules(t.Context(), lead.SheetRules); err != nil || len(all) != 2 || all[1].No != 0 {
			t.Errorf("%d versions, %v", len(all), err)
		}
	})
}
