package indicator_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/indicator"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/platform/sheet"
	"lianzhang/internal/project"
	"lianzhang/internal/web/webtest"
)

type tx = change.Tx

var what = change.What{Action: "indicator.test", Perm: authz.IndicatorFill}

type site struct {
	*webtest.Site
	s      *indicator.Service
	office authz.Actor
	closed map[period.Period]bool
}

func newSite(t *testing.T, d *db.DB) *site {
	t.Helper()
	w := webtest.NewOn(t, d, "2026-11-12")
	x := &site{Site: w, office: webtest.Program, closed: map[period.Period]bool{}}
	x.s = &indicator.Service{Run: w.Run, Org: w.Org, Chains: w.Chains, Frozen: func(_ context.Context, p period.Period) (bool, error) { return x.closed[p], nil }}
	return x
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (x *site) actor(t *testing.T, login string) authz.Actor {
	t.Helper()
	d, err := x.Org.Directory(t.Context())
	must(t, err)
	a, err := x.Org.Actor(t.Context(), d.AccountByLogin(login).ID, "web", "")
	must(t, err)
	return a
}

func (x *site) make(t *testing.T, i indicator.Indicator) *indicator.Indicator {
	t.Helper()
	must(t, x.s.Create(t.Context(), x.office, &i))
	return &i
}

func place(code string) record.Ref { return record.Ref{Kind: indicator.ByRegion, ID: code} }

// put stores a value for a place and accepts its filing.
func (x *site) put(t *testing.T, i *indicator.Indicator, of record.Ref, p string, v float64, mark string) {
	t.Helper()
	must(t, x.Run.Run(t.Context(), x.office, what, func(tx *tx) error {
		return x.s.InsertValues(t.Context(), tx, []*indicator.Value{{IndicatorID: i.ID, SubjectKind: of.Kind, SubjectID: of.ID, Period: p, Amount: v, Mark: mark}})
	}))
}

func (x *site) accept(t *testing.T, unit string, months ...string) {
	t.Helper()
	for _, m := range months {
		must(t, x.s.Move(t.Context(), x.office, unit, period.Period(m), "take", "历史数据"))
	}
}

func (x *site) at(t *testing.T, i *indicator.Indicator, p string, of record.Ref) indicator.Observation {
	t.Helper()
	all, err := x.s.Values(t.Context(), i.Code, period.Period(p))
	must(t, err)
	for _, o := range all {
		if o.Subject == of {
			return o
		}
	}
	t.Fatalf("no observation of %s", of)
	return indicator.Observation{}
}

func fields(err error) map[string]string {
	var e *errs.Error
	out := map[string]string{}
	if errors.As(err, &e) {
		for _, f := range e.Fields {
			out[f.Name] = f.Message
		}
		if len(e.Fields) == 0 {
			out[""] = e.Message
		}
	}
	return out
}

// TestTheWayOfAFigure: filled by units, approved from below, accepted, revised with a trace.
func TestTheWayOfAFigure(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x, ctx := newSite(t, d), t.Context()
		city := x.Units["市发改委"]
		zone, err := x.Org.CreateUnit(ctx, webtest.Program, org.Unit{Name: "临港经开区经济发展局", Short: "临港经发局", Region: webtest.Linggang, Kind: "department", Active: true}, "")
		must(t, err)
		out := x.make(t, indicator.Indicator{Name: "规上工业产值", Measure: "亿元", Decimals: 2, High: 500, LeadUnitID: city})
		east, port := place(webtest.Donghu), place(webtest.Linggang)
		must(t, x.s.SetDuties(ctx, x.office, out.ID, map[record.Ref]string{east: x.Units["东湖区发改局"], port: zone.ID}))
		park, oct := x.actor(t, "park"), period.Period("2026-10")

		if n, err := x.s.OpenPeriod(ctx, x.office, oct); err != nil || n != 3 {
			t.Fatalf("opened %d, %v", n, err)
		}
		if n, err := x.s.OpenPeriod(ctx, x.office, oct); err != nil || n != 0 {
			t.Fatalf("opened %d again, %v", n, err)
		}
		sheet, err := x.s.Sheet(ctx, park.Scope, x.Units["东湖区发改局"], oct)
		must(t, err)
		if len(sheet.Lines) != 1 || sheet.Lines[0].Label() != "规上工业产值（东湖区）" || sheet.Filing.Due != "2026-11-10" {
			t.Fatalf("%+v", sheet)
		}
		if _, err := x.s.Sheet(ctx, park.Scope, zone.ID, oct); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("another unit's sheet: %v", err)
		}
		duty := sheet.Lines[0].Duty.ID
		move := func(who authz.Actor, unit, action, why string) error {
			return x.s.Move(ctx, who, unit, oct, action, why)
		}
		if got := fields(move(park, x.Units["东湖区发改局"], "submit", ""))["v-"+duty]; !strings.Contains(got, "还没有填") {
			t.Errorf("an empty sheet goes: %q", got)
		}
		big := 900.0
		if n, err := x.s.Fill(ctx, park, x.Units["东湖区发改局"], oct, []indicator.Entry{{DutyID: duty, Amount: &big}}); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		if got := fields(move(park, x.Units["东湖区发改局"], "submit", ""))["n-"+duty]; !strings.Contains(got, "不在合理范围0—500，写明原因") {
			t.Errorf("an odd figure goes: %q", got)
		}
		if o := x.at(t, out, "2026-10", east); o.Known {
			t.Errorf("a draft counts: %+v", o)
		}
		right := 120.5
		if n, err := x.s.Fill(ctx, park, x.Units["东湖区发改局"], oct, []indicator.Entry{{DutyID: duty, Amount: &right}}); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		must(t, move(park, x.Units["东湖区发改局"], "submit", ""))
		if o := x.at(t, out, "2026-10", east); !o.Known || o.State != indicator.Filled || o.Value != 120.5 {
			t.Errorf("%+v", o)
		}
		if got := fields(move(park, x.Units["东湖区发改局"], "approve", ""))[""]; !strings.Contains(got, "不能是同一个人") {
			t.Errorf("one person fills and approves: %q", got)
		}
		office := x.actor(t, "office")
		must(t, move(office, x.Units["东湖区发改局"], "approve", ""))
		if _, err := x.s.Fill(ctx, park, x.Units["东湖区发改局"], oct, []indicator.Entry{{DutyID: duty, Amount: &big}}); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("an approved figure is overwritten: %v", err)
		}
		lead := x.actor(t, "lead")
		must(t, move(lead, city, "submit", ""))
		if got := fields(move(office, city, "approve", ""))[""]; !strings.Contains(got, "下级还有1个单位没有审定：临港经发局") {
			t.Errorf("a parent approves before its children: %q", got)
		}
		owing, err := x.s.Owing(ctx, office.Scope, oct)
		must(t, err)
		states := map[string]string{}
		for _, o := range owing {
			states[o.UnitID] = o.State + strings.Join(o.Waits, "")
		}
		if diff := cmp.Diff(map[string]string{city: "filled临港经发局", zone.ID: "open", x.Units["东湖区发改局"]: "approved"}, states); diff != "" {
			t.Error(diff)
		}
		if o := x.at(t, out, "2026-10", place(webtest.City)); !o.Known || o.Value != 120.5 || cmp.Diff([]string{"临港经开区"}, o.Missing) != "" {
			t.Errorf("the city: %+v", o)
		}
		zoneSheet, err := x.s.Sheet(ctx, office.Scope, zone.ID, oct)
		must(t, err)
		if _, err := x.s.Fill(ctx, office, zone.ID, oct, []indicator.Entry{{DutyID: zoneSheet.Lines[0].Duty.ID, Mark: indicator.Missing, Note: "统计系统故障"}}); err != nil {
			t.Fatal(err)
		}
		must(t, x.s.Move(ctx, x.office, zone.ID, oct, "submit", ""))
		must(t, move(office, zone.ID, "approve", ""))
		must(t, move(office, city, "approve", ""))
		for _, u := range []string{x.Units["东湖区发改局"], zone.ID, city} {
			must(t, move(office, u, "accept", ""))
		}
		if err := move(office, city, "accept", ""); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("accepted twice: %v", err)
		}
		v, err := x.s.ValueAt(ctx, park.Scope, out.ID, east, oct)
		must(t, err)
		if got := fields(x.s.Revise(ctx, office, indicator.Revised{ValueID: v.ID, Amount: 118, Version: v.Version}))["reason"]; got == "" {
			t.Error("a revision without a reason")
		}
		if err := x.s.Revise(ctx, office, indicator.Revised{ValueID: v.ID, Amount: 118, Reason: "核减重复", Version: v.Version + 1}); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("a revision of an old page: %v", err)
		}
		x.closed[oct] = true
		must(t, x.s.Revise(ctx, office, indicator.Revised{ValueID: v.ID, Amount: 118, Reason: "核减重复", Version: v.Version}))
		revs, err := x.s.Revisions(ctx, park.Scope, out.ID, "")
		must(t, err)
		if len(revs) != 1 || revs[0].Was != 120.5 || revs[0].Amount != 118 || !revs[0].Frozen || revs[0].Reason != "核减重复" || revs[0].ByName == "" {
			t.Errorf("%+v", revs)
		}
		if o := x.at(t, out, "2026-10", place(webtest.City)); o.Value != 118 {
			t.Errorf("after the revision: %+v", o)
		}
	})
}

// TestLateEntry: what comes after a period was closed is a revision from the start.
func TestLateEntry(t *testing.T) {
	x, ctx := newSite(t, dbtest.SQLite(t)), t.Context()
	i := x.make(t, indicator.Indicator{Name: "工业用电量", Measure: "万千瓦时"})
	unit := x.Units["东湖区发改局"]
	must(t, x.s.SetDuties(ctx, x.office, i.ID, map[record.Ref]string{place(webtest.Donghu): unit}))
	sheet, err := x.s.Sheet(ctx, x.office.Scope, unit, "2026-10")
	must(t, err)
	id, v := sheet.Lines[0].Duty.ID, 33.0
	x.closed["2026-10"] = true
	if _, err := x.s.Fill(ctx, x.office, unit, "2026-10", []indicator.Entry{{DutyID: id, Amount: &v}}); !strings.Contains(fields(err)["n-"+id], "2026年10月已经封存") {
		t.Errorf("a late entry without a reason: %v", err)
	}
	if _, err := x.s.Fill(ctx, x.office, unit, "2026-10", []indicator.Entry{{DutyID: id, Amount: &v, Note: "迟报"}}); err != nil {
		t.Fatal(err)
	}
	revs, err := x.s.Revisions(ctx, x.office.Scope, i.ID, "")
	must(t, err)
	if len(revs) != 1 || revs[0].WasMark != indicator.Missing || revs[0].Amount != 33 || !revs[0].Frozen || revs[0].Reason != "迟报" {
		t.Errorf("%+v", revs)
	}
	if _, err := x.s.Fill(ctx, x.office, unit, "2026-12", []indicator.Entry{{DutyID: id, Amount: &v}}); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("a month to come: %v", err)
	}
}

// TestSumsOverTheTree: sums, weighed means, missing parts, estimates left out, quarters and years of months.
func TestSumsOverTheTree(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x, ctx := newSite(t, d), t.Context()
		unit := x.Units["市发改委"]
		east, port, city := place(webtest.Donghu), place(webtest.Linggang), place(webtest.City)
		sum := x.make(t, indicator.Indicator{Name: "工业产值", Measure: "亿元", Decimals: 1})
		rate := x.make(t, indicator.Indicator{Name: "利润率", Measure: "%", Across: indicator.Mean, WeightID: sum.ID, Over: indicator.Stock})
		own := x.make(t, indicator.Indicator{Name: "库存", Measure: "万吨", Over: indicator.Stock, Across: indicator.None})
		run := x.make(t, indicator.Indicator{Name: "税收累计", Measure: "亿元", Over: indicator.Running})
		units := map[record.Ref]string{east: unit, port: unit}
		for _, i := range []*indicator.Indicator{sum, rate, own, run} {
			must(t, x.s.SetDuties(ctx, x.office, i.ID, units))
		}
		for n := range 3 {
			m := fmt.Sprintf("2026-%02d", n+1)
			x.put(t, sum, east, m, 10, "")
			x.put(t, rate, east, m, 5, "")
			x.put(t, run, east, m, float64(10*(n+1)), "")
			if n != 1 {
				x.put(t, sum, port, m, 30, indicator.Estimated)
			}
			x.put(t, rate, port, m, 9, "")
			x.put(t, own, east, m, 7, "")
		}
		if o := x.at(t, sum, "2026-01", city); o.Known {
			t.Errorf("drafts count: %+v", o)
		}
		x.accept(t, unit, "2026-01", "2026-02", "2026-03")
		if o := x.at(t, sum, "2026-01", city); o.Value != 40 || !o.Estimated || len(o.Missing) != 0 || o.State != indicator.Accepted {
			t.Errorf("sum: %+v", o)
		}
		if o := x.at(t, sum, "2026-02", city); o.Value != 10 || cmp.Diff([]string{"临港经开区"}, o.Missing) != "" {
			t.Errorf("a missing county: %+v", o)
		}
		if o := x.at(t, sum, "2026-Q1", city); o.Value != 90 || len(o.Missing) != 1 {
			t.Errorf("a quarter: %+v", o)
		}
		if o := x.at(t, sum, "2026-Q1", port); o.Value != 60 || cmp.Diff([]string{"2026年2月"}, o.Missing) != "" {
			t.Errorf("a missing month: %+v", o)
		}
		if o := x.at(t, run, "2026-Q1", east); o.Value != 30 {
			t.Errorf("running: %+v", o)
		}
		if o := x.at(t, rate, "2026-01", city); o.Value != 8 {
			t.Errorf("weighed: %+v, want (5×10+9×30)/40", o)
		}
		if o := x.at(t, rate, "2026-02", city); o.Value != 5 || cmp.Diff([]string{"临港经开区（缺权重）"}, o.Missing) != "" {
			t.Errorf("without a weight: %+v", o)
		}
		if o := x.at(t, own, "2026-01", city); o.Known {
			t.Errorf("not to be added up: %+v", o)
		}
		if o := x.at(t, sum, "2026-W10", city); o.Known {
			t.Errorf("a week of months: %+v", o)
		}
		must(t, x.s.Grids(ctx, []*indicator.Indicator{sum}, indicator.ByRegion, "2026-01", "2026-03", indicator.Options{Firm: true}, func(g *indicator.Grid) error {
			if c := g.At(0, 0); c.Amount != 10 || cmp.Diff([]string{"临港经开区"}, c.Missing) != "" {
				t.Errorf("without estimates: %+v", c)
			}
			if c := g.Year(0, 2); c.Amount != 30 {
				t.Errorf("the year so far: %+v", c)
			}
			return nil
		}))
		// the city's own figure goes before the sum, which stays beside it
		must(t, x.s.SetDuties(ctx, x.office, sum.ID, map[record.Ref]string{city: x.Units["市商务局"]}))
		x.put(t, sum, city, "2026-01", 41, "")
		x.accept(t, x.Units["市商务局"], "2026-01")
		must(t, x.s.Grids(ctx, []*indicator.Indicator{sum}, indicator.ByRegion, "2026-01", "2026-01", indicator.Options{}, func(g *indicator.Grid) error {
			if c := g.At(0, 0); c.Amount != 41 || !c.Split || c.Below != 40 {
				t.Errorf("own and sum: %+v", c)
			}
			return nil
		}))
	})
}

// TestAnotherUnitOfMeasure: known pairs are converted, others want a factor or are refused.
func TestAnotherUnitOfMeasure(t *testing.T) {
	x, ctx := newSite(t, dbtest.SQLite(t)), t.Context()
	i := x.make(t, indicator.Indicator{Name: "工业投资", Measure: "万元"})
	must(t, x.s.SetDuties(ctx, x.office, i.ID, map[record.Ref]string{place(webtest.Donghu): x.Units["东湖区发改局"]}))
	x.put(t, i, place(webtest.Donghu), "2026-09", 35000, "")
	x.accept(t, x.Units["东湖区发改局"], "2026-09")
	must(t, x.s.SetSplit(ctx, x.office, indicator.Split{IndicatorID: i.ID, Year: 2026, Of: place(webtest.Donghu), Amount: 600000, Adopt: true}))
	edit := func(measure string, factor float64, why string) error {
		before, err := x.s.Get(ctx, i.ID)
		must(t, err)
		after := *before
		after.Measure, after.ChangeFactor, after.ChangeReason = measure, factor, why
		return x.s.Save(ctx, x.office, before, &after)
	}
	if got := fields(edit("吨", 0, "改"))["change_factor"]; !strings.Contains(got, "已有2条数据按“万元”填，和“吨”之间没有已知的换算") {
		t.Errorf("万元 → 吨: %q", got)
	}
	if got := fields(edit("亿元", 0.001, "改"))["change_factor"]; !strings.Contains(got, "1万元=0.0001亿元，填的是0.001亿元") {
		t.Errorf("a wrong factor: %q", got)
	}
	if got := fields(edit("亿元", 0, ""))["change_reason"]; got == "" {
		t.Error("without a reason")
	}
	must(t, edit("亿元", 0, "与统计口径一致"))
	o := x.at(t, i, "2026-09", place(webtest.Donghu))
	if math.Abs(o.Value-3.5) > 1e-9 || !o.HasTarget || math.Abs(o.Target-5) > 1e-9 {
		t.Errorf("after the change: %+v", o)
	}
	must(t, edit("折合大件", 2, "换统计单位"))
	if o := x.at(t, i, "2026-09", place(webtest.Donghu)); math.Abs(o.Value-7) > 1e-9 {
		t.Errorf("after a factor of one's own: %+v", o)
	}
	if eds, err := x.s.Editions(ctx, i.ID); err != nil || len(eds) != 3 || eds[0].Factor != 2 || eds[1].Factor != 1e-4 {
		t.Errorf("%+v %v", eds, err)
	}
	before, err := x.s.Get(ctx, i.ID)
	must(t, err)
	after := *before
	after.Frequency = "quarter"
	if got := fields(x.s.Save(ctx, x.office, before, &after))["frequency"]; !strings.Contains(got, "不能改频率") {
		t.Errorf("another frequency: %q", got)
	}
}

// TestAMergedCounty: the history of a county that went into another counts there, until the month of the merger.
func TestAMergedCounty(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x, ctx := newSite(t, d), t.Context()
		i := x.make(t, indicator.Indicator{Name: "工业产值", Measure: "亿元"})
		old, east := place("349901"), place(webtest.Donghu)
		bad := &indicator.Value{IndicatorID: i.ID, SubjectKind: "region", SubjectID: "349901", Period: "2026-05"}
		if got := fields(x.s.Validate(bad))["subject"]; !strings.Contains(got, "先在“区划变更”登记") {
			t.Errorf("an unknown county: %q", got)
		}
		must(t, x.s.SetHeir(ctx, x.office, &indicator.Heir{OldCode: "349901", OldName: "老城区", NewCode: webtest.Donghu, From: "2026-07", Basis: "国函〔2026〕1号"}))
		if err := x.s.Validate(bad); err != nil {
			t.Errorf("before the merger: %v", err)
		}
		bad.Period = "2026-07"
		if got := fields(x.s.Validate(bad))["subject"]; got != "老城区已于2026年7月并入东湖区，此后的数据填东湖区" {
			t.Errorf("after the merger: %q", got)
		}
		must(t, x.s.SetDuties(ctx, x.office, i.ID, map[record.Ref]string{east: x.Units["东湖区发改局"], old: x.Units["东湖区发改局"]}))
		for _, m := range []string{"2026-05", "2026-06"} {
			x.put(t, i, east, m, 10, "")
			x.put(t, i, old, m, 4, "")
		}
		x.put(t, i, east, "2026-07", 15, "")
		x.accept(t, x.Units["东湖区发改局"], "2026-05", "2026-06", "2026-07")
		must(t, x.s.Grids(ctx, []*indicator.Indicator{i}, indicator.ByRegion, "2026-05", "2026-07", indicator.Options{}, func(g *indicator.Grid) error {
			at := g.Tree.Find(east)
			if c := g.At(at, 0); c.Amount != 14 || c.Merged != "含原老城区" || c.Words(indicator.ByRegion) != "含原老城区" {
				t.Errorf("before: %+v", c)
			}
			if c := g.At(at, 2); c.Amount != 15 || c.Merged != "" {
				t.Errorf("after: %+v", c)
			}
			if c := g.Year(at, 2); c.Amount != 43 || c.Merged == "" {
				t.Errorf("the year: %+v", c)
			}
			return nil
		}))
		sheet, err := x.s.Sheet(ctx, x.office.Scope, x.Units["东湖区发改局"], "2026-07")
		must(t, err)
		if len(sheet.Lines) != 1 {
			t.Errorf("the old county is still to be filled: %+v", sheet.Lines)
		}
		if ref, name, ok := x.s.FindSubject(ctx, "老城区"); !ok || ref != old || name != "老城区" {
			t.Errorf("by name: %v %s", ref, name)
		}
		for field, h := range map[string]indicator.Heir{"new_code": {OldCode: "1", OldName: "甲", NewCode: "9", From: "2026-01"}, "from_month": {OldCode: "1", OldName: "甲", NewCode: webtest.Donghu, From: "2026"}} {
			if fields(x.s.SetHeir(ctx, x.office, &h))[field] == "" {
				t.Errorf("%s is not refused", field)
			}
		}
	})
}

// TestTargets: parts that do not make the whole are not adopted without a reason; paths; plans.
func TestTargets(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x, ctx := newSite(t, d), t.Context()
		i := x.make(t, indicator.Indicator{Name: "规上工业产值", Measure: "亿元", Decimals: 1})
		east, port, city := place(webtest.Donghu), place(webtest.Linggang), place(webtest.City)
		s := indicator.Split{IndicatorID: i.ID, Year: 2026, Of: city, Amount: 700, By: indicator.ByRegion, Parts: map[record.Ref]float64{east: 300, port: 380}, Adopt: true}
		if got := fields(x.s.SetSplit(ctx, x.office, s))["reason"]; !strings.Contains(got, "差20.0亿元未分解") {
			t.Errorf("parts that miss 20: %q", got)
		}
		draft := s
		draft.Adopt = false
		must(t, x.s.SetSplit(ctx, x.office, draft))
		if o := x.at(t, i, "2026", city); o.HasTarget {
			t.Errorf("a draft is a target: %+v", o)
		}
		s.Reason = "留市本级20亿元机动"
		must(t, x.s.SetSplit(ctx, x.office, s))
		if o := x.at(t, i, "2026-Q1", east); !o.HasTarget || math.Abs(o.Target-75) > 1e-9 {
			t.Errorf("a quarter of the part: %+v", o)
		}
		if o := x.at(t, i, "2026", city); o.Target != 700 {
			t.Errorf("%+v", o)
		}
		s.Path, s.Reason, s.Parts = indicator.Shape, "", map[record.Ref]float64{east: 320, port: 380}
		if got := fields(x.s.SetSplit(ctx, x.office, s))["path"]; !strings.Contains(got, "不能按上年走势分月") {
			t.Errorf("a shape of an unknown year: %q", got)
		}
		s.Path, s.Given = indicator.Given, indicator.Year{100, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 100}
		must(t, x.s.SetSplit(ctx, x.office, s))
		if o := x.at(t, i, "2026-01", port); math.Abs(o.Target-380.0/7) > 1e-9 {
			t.Errorf("a part runs as the whole: %+v", o)
		}
		if got := fields(x.s.SetPlan(ctx, x.office, indicator.PlanDraft{IndicatorID: i.ID, Of: city, BaseYear: 2025, Year: 2028, Base: 0, Amount: 700}))["base"]; got == "" {
			t.Error("a plan from nothing")
		}
		must(t, x.s.SetPlan(ctx, x.office, indicator.PlanDraft{IndicatorID: i.ID, Of: city, BaseYear: 2025, Year: 2028, Base: 350, Amount: 700}))
		all, err := x.s.Targets(ctx, x.office.Scope, i.ID)
		must(t, err)
		if len(all) != 4 || all[3].PlanWords() != "3年翻番，每年须增长25.99%" {
			t.Errorf("%+v", all)
		}
		if park := x.actor(t, "park"); len(mustTargets(t, x, park.Scope, i.ID)) != 1 {
			t.Error("a county sees others' targets")
		}
	})
}

func mustTargets(t *testing.T, x *site, scope authz.Scope, id string) []indicator.Target {
	t.Helper()
	all, err := x.s.Targets(t.Context(), scope, id)
	must(t, err)
	return all
}

// TestFromTheRegisters: counted values equal the rows that open behind them.
func TestFromTheRegisters(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x, ctx := newSite(t, d), t.Context()
		for n, day := range []string{"2026-10-03", "2026-10-20", "2026-09-30", "2025-10-01"} {
			x.Project(t, fmt.Sprintf("项目%d", n), func(p *project.Project) {
				p.Stage, p.SignedActual, p.TotalInvest, p.Region = project.Signed, day, int64(n+1)*100_000_000, webtest.Donghu
				p.StartedActual, p.CompletedActual, p.ProducedActual, p.CapacityActual = "", "", "", ""
			})
		}
		amount := x.make(t, indicator.Indicator{Name: "新签约额", Measure: "亿元", Decimals: 1, Source: indicator.Register, SourceKey: "project.signed_amount", By: "region,chain"})
		count := x.make(t, indicator.Indicator{Name: "新签约数", Measure: "个", Source: indicator.Register, SourceKey: "project.signed"})
		copper := record.Ref{Kind: indicator.ByChain, ID: x.Chain["铜基新材料"]}
		for of, want := range map[record.Ref]float64{place(webtest.City): 3, place(webtest.Donghu): 3, place(webtest.Linggang): 0, copper: 3} {
			o := x.at(t, amount, "2026-10", of)
			if !o.Known || math.Abs(o.Value-want) > 1e-9 {
				t.Errorf("%s: %+v", of, o)
			}
			rows, n, sum, err := x.s.SourceRows(ctx, x.office.Scope, amount, of, "2026-10", 50)
			if err != nil || math.Abs(sum-o.Value) > 1e-9 || int(n) != len(rows) {
				t.Errorf("%s opens %d rows of %g, %v", of, n, sum, err)
			}
		}
		if o := x.at(t, count, "2026", place(webtest.City)); o.Value != 3 {
			t.Errorf("the year: %+v", o)
		}
		if o := x.at(t, count, "2026-12", place(webtest.City)); o.Known {
			t.Errorf("a month to come: %+v", o)
		}
		if _, n, _, err := x.s.SourceRows(ctx, authz.Scope{Regions: []string{webtest.Linggang}}, amount, place(webtest.City), "2026-10", 50); err != nil || n != 0 {
			t.Errorf("rows of others: %d, %v", n, err)
		}
		for field, i := range map[string]indicator.Indicator{"source_key": {Name: "甲", Measure: "个", Source: indicator.Register}, "measure": {Name: "乙", Measure: "亩", Source: indicator.Register, SourceKey: "project.signed"}} {
			if fields(x.s.Create(ctx, x.office, &i))[field] == "" {
				t.Errorf("%s is not refused", field)
			}
		}
		if got := fields(x.s.SetDuties(ctx, x.office, count.ID, map[record.Ref]string{place(webtest.Donghu): x.Units["市商务局"]}))[""]; !strings.Contains(got, "不由单位填报") {
			t.Errorf("a computed one is to be filled: %q", got)
		}
		x.s.Formulas = func(_ context.Context, code string, p period.Period, by string) (map[string]indicator.Computed, error) {
			return map[string]indicator.Computed{webtest.Donghu: {Amount: 86.5, OK: true, URL: "/formulas/x"}, webtest.Linggang: {}}, nil
		}
		rate := x.make(t, indicator.Indicator{Name: "开工率", Measure: "%", Over: indicator.Stock, Across: indicator.None, Source: indicator.Formula, SourceKey: "start-rate"})
		must(t, x.s.Grids(ctx, []*indicator.Indicator{rate}, indicator.ByRegion, "2026-10", "2026-10", indicator.Options{}, func(g *indicator.Grid) error {
			if c := g.At(g.Tree.Find(place(webtest.Donghu)), 0); c.Amount != 86.5 || c.URL != "/formulas/x" {
				t.Errorf("%+v", c)
			}
			if c := g.At(g.Tree.Find(place(webtest.Linggang)), 0); c.Known || c.Why != "分母为0，算不出" {
				t.Errorf("division by zero: %+v", c)
			}
			return nil
		}))
	})
}

// TestUnfold reads the matrices of offices: months across, indicators across, places across.
func TestUnfold(t *testing.T) {
	x, ctx := newSite(t, dbtest.SQLite(t)), t.Context()
	x.make(t, indicator.Indicator{Name: "规上工业产值", Measure: "亿元"})
	x.make(t, indicator.Indicator{Name: "工业投资", Measure: "亿元"})
	for name, c := range map[string]struct {
		csv  string
		d    indicator.Defaults
		want []string
	}{
		"months": {"2026年规上工业产值,,,\n县区,1月,2月,3月（空）\n东湖区,10.5,,\n临港,,暂缺,\n合计,10.5,,\n", indicator.Defaults{},
			[]string{"规上工业产值|东湖区|2026-01|10.5||", "规上工业产值|临港|2026-02|||缺报"}},
		"indicators": {"2026年10月主要指标完成情况,,\n县市区,规上工业产值（亿元）,工业投资（万元）\n东湖区,10.5（预计）,35000\n西湖区,1,2\n", indicator.Defaults{},
			[]string{"规上工业产值|东湖区|2026-10|10.5|亿元|估计数", "工业投资|东湖区|2026-10|35000|万元|", "规上工业产值|西湖区|2026-10|1|亿元|", "工业投资|西湖区|2026-10|2|万元|"}},
		"places": {"指标,计量单位,东湖区,临港经开区\n规上工业产值,亿元,1,2\n", indicator.Defaults{Period: "2026-08"},
			[]string{"规上工业产值|东湖区|2026-08|1|亿元|", "规上工业产值|临港经开区|2026-08|2|亿元|"}},
		"quarters": {"县区,一季度,上半年\n东湖区,3,4\n", indicator.Defaults{Indicator: "工业投资", Period: "2026"},
			[]string{"工业投资|东湖区|2026-Q1|3||", "工业投资|东湖区|2026-H1|4||"}},
		"cumulative": {"工业投资,,\n地区,1—9月,1-10月\n东湖区,9,10\n", indicator.Defaults{Period: "2026"}, []string{"工业投资|东湖区|2026-09|9||", "工业投资|东湖区|2026-10|10||"}},
	} {
		book, err := sheet.Open(ctx, bytes.NewReader([]byte(c.csv)), int64(len(c.csv)), name+".csv", sheet.Limits{})
		must(t, err)
		out, err := x.s.Unfold(ctx, book, c.d)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got []string
		for _, r := range out.Rows {
			got = append(got, strings.Join([]string{r.Indicator, r.Subject, r.Period, r.Amount, r.Measure, r.Mark}, "|"))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if name == "months" && (len(out.Skipped) != 1 || !strings.Contains(out.Skipped[0], "合计")) {
			t.Errorf("skipped: %v", out.Skipped)
		}
	}
	book, err := sheet.Open(ctx, bytes.NewReader([]byte("甲,乙\n1,2\n")), 8, "x.csv", sheet.Limits{})
	must(t, err)
	if _, err := x.s.Unfold(ctx, book, indicator.Defaults{}); err == nil || !strings.Contains(err.Error(), "没有认出表里的数据") {
		t.Errorf("a file without a matrix: %v", err)
	}
}

// TestOperation: the warnings of key firms, missing ones named.
func TestOperation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x, ctx := newSite(t, d), t.Context()
		for name, last := range map[string][]int64{"东湖铜箔": {100, 70, 70}, "临港电池": {100, 100, 100}, "东湖线缆": {100, 100, -1}} {
			e, err := x.Enterprises.Create(ctx, webtest.Program, enterprise.Enterprise{Name: name, Region: webtest.Donghu, ChainID: x.Chain["铜基新材料"]})
			must(t, err)
			for n, m := range []string{"08", "09", "10"} {
				_, err = x.Enterprises.PutFigure(ctx, webtest.Program, enterprise.Figure{EnterpriseID: e.ID, Period: "2025-" + m, Revenue: 1000, Tax: 10, Power: 100})
				must(t, err)
				if last[n] >= 0 {
					_, err = x.Enterprises.PutFigure(ctx, webtest.Program, enterprise.Figure{EnterpriseID: e.ID, Period: "2026-" + m, Revenue: 1000, Tax: 10, Power: last[n]})
					must(t, err)
				}
			}
		}
		firms, err := x.s.Operation(ctx, x.office.Scope, "2026-10")
		must(t, err)
		got := map[string]string{}
		for _, f := range firms {
			got[f.Name] = f.Light + strings.Join(f.Why, "、")
		}
		if diff := cmp.Diff(map[string]string{"东湖铜箔": "red用电量连续2个月同比下降超过20%", "临港电池": "", "东湖线缆": "yellow本月没有报数"}, got); diff != "" {
			t.Error(diff)
		}
		if firms[0].Name != "东湖铜箔" || firms[0].YearNow.Power != 240 || firms[0].YearBefore.Power != 300 {
			t.Errorf("%+v", firms[0])
		}
		if f, err := x.s.Operation(ctx, authz.Scope{Regions: []string{webtest.Linggang}}, "2026-10"); err != nil || len(f) != 0 {
			t.Errorf("another county's firms: %v, %v", f, err)
		}
		if _, err := x.s.Operation(ctx, x.office.Scope, "2026-Q3"); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("a quarter: %v", err)
		}
	})
}

func TestPeersAndBadIndicators(t *testing.T) {
	x, ctx := newSite(t, dbtest.SQLite(t)), t.Context()
	i := x.make(t, indicator.Indicator{Name: "规上工业产值", Code: "GS", Measure: "亿元"})
	for field, p := range map[string]indicator.Peer{"peer": {Period: "2026", Source: "公报", SourceOn: "2026-03-01"}, "source": {Name: "邻市", Period: "2026", SourceOn: "2026-03-01"},
		"source_on": {Name: "邻市", Period: "2026", Source: "公报", SourceOn: "2027-03-01"}, "period": {Name: "邻市", Period: "去年", Source: "公报", SourceOn: "2026-03-01"},
		"url": {Name: "邻市", Period: "2026", Source: "公报", SourceOn: "2026-03-01", URL: "javascript:alert(1)"}} {
		p.IndicatorID = i.ID
		if fields(x.s.PutPeer(ctx, x.office, &p))[field] == "" {
			t.Errorf("%s is not refused", field)
		}
	}
	for _, v := range []float64{800, 810} {
		must(t, x.s.PutPeer(ctx, x.office, &indicator.Peer{IndicatorID: i.ID, Name: "邻市", Period: "2025", Amount: v, Source: "统计公报", SourceOn: "2026-03-01"}))
	}
	if all, err := x.s.Peers(ctx, ""); err != nil || len(all) != 1 || all[0].Amount != 810 {
		t.Errorf("%+v %v", all, err)
	}
	group := x.make(t, indicator.Indicator{Name: "工业经济", Source: indicator.Heading})
	for field, bad := range map[string]indicator.Indicator{"name": {Measure: "亿元"}, "measure": {Name: "甲"}, "code": {Name: "甲", Measure: "亿元", Code: "GS"}, "better": {Name: "甲", Measure: "亿元", Better: "x"},
		"high": {Name: "甲", Measure: "亿元", Low: 5, High: 1}, "parent_id": {Name: "甲", Measure: "亿元", ParentID: "nobody"}, "weight_id": {Name: "甲", Measure: "%", Across: indicator.Mean, WeightID: group.ID},
		"from_period": {Name: "甲", Measure: "亿元", FromPeriod: "2026"}, "until_period": {Name: "甲", Measure: "亿元", FromPeriod: "2026-05", UntilPeriod: "2026-01"}, "decimals": {Name: "甲", Measure: "亿元", Decimals: 9}} {
		if fields(x.s.Create(ctx, x.office, &bad))[field] == "" {
			t.Errorf("%s is not refused", field)
		}
	}
	up, err := x.s.Get(ctx, group.ID)
	must(t, err)
	loop := *up
	loop.ParentID = group.ID
	if fields(x.s.Save(ctx, x.office, up, &loop))["parent_id"] == "" {
		t.Error("an indicator stands below itself")
	}
	choices, err := x.s.Choices(ctx)
	if err != nil || cmp.Diff([]indicator.Choice{{Key: "GS", Label: "规上工业产值", Measure: "亿元"}}, choices) != "" {
		t.Errorf("%v %v", choices, err)
	}
	if err := x.s.Create(ctx, x.actor(t, "park"), &indicator.Indicator{Name: "乙", Measure: "亿元"}); errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("a county makes indicators: %v", err)
	}
}
