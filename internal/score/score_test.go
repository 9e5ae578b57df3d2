package score_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/chain"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/insight/scoring"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/project"
	"lianzhang/internal/score"
	"lianzhang/internal/ticket"
)

const quarter = period.Period("2026-Q3")

type site struct {
	*score.Service
	t        *testing.T
	today    string
	files    *attach.Dir
	office   authz.Actor
	counties []string
	projects *project.Service
	units    map[string]string
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// newSite has four counties with 1, 2, 3 and 4 projects signed in the quarter, of 1, 2, … 亿元, of which the first of each is started.
func newSite(t *testing.T, d *db.DB) *site {
	t.Helper()
	s := &site{t: t, today: "2026-10-08", counties: []string{"349902", "349903", "349921", "349922"}, units: map[string]string{}}
	run := &change.Runner{DB: d, Journal: journal.New(d), Clock: clock.At("2026-10-08")}
	people := org.New(run, org.Options{})
	ctx := t.Context()
	_, err := people.Bootstrap(ctx, org.Setup{Site: "景川市产业链链长制", RegionCode: "349900", RegionName: "景川市", Office: "市链长办", Password: "Jing#2026chuan", Settled: true})
	must(t, err)
	system := authz.System("job")
	for i, c := range s.counties {
		_, err := people.CreateRegion(ctx, system, org.Region{ID: c, Name: []string{"东湖区", "南浦区", "云溪县", "石桥县"}[i], Parent: "349900", Kind: org.County, Sort: int64(i + 1)}, "")
		must(t, err)
	}
	for _, n := range []string{"市工信局", "市商务局", "市投促局"} {
		u, err := people.CreateUnit(ctx, system, org.Unit{Name: n, Region: "349900", Kind: org.UnitDepartment, Active: true}, "")
		must(t, err)
		s.units[n] = u.ID
	}
	s.projects = &project.Service{Run: run}
	for i, c := range s.counties {
		for n := range i + 1 {
			p := project.Project{Name: fmt.Sprintf("%s项目%d", c, n), Region: c, UnitID: s.units["市工信局"], Stage: project.Signed, SignedActual: "2026-07-15", TotalInvest: int64(n+1) * 1e8, StartedPlan: "2026-08-01"}
			if n == 0 {
				p.Stage, p.StartedActual = project.Started, "2026-08-20"
			}
			_, err := s.projects.Create(ctx, system, p)
			must(t, err)
		}
	}
	dir, err := people.Directory(ctx)
	must(t, err)
	u, _ := dir.UnitByName("市链长办")
	s.units["市链长办"] = u.ID
	s.office = authz.Actor{ID: "office", Name: "链长办", UnitID: u.ID, Region: "349900", Roles: []authz.Role{authz.RoleOffice}, Scope: authz.Scope{All: true}, Via: "web"}
	s.files, err = attach.Open(t.TempDir(), 1<<20)
	must(t, err)
	s.Service = &score.Service{Run: run, Org: people, Calendar: workday.Default, Lists: &score.Lists{DB: d, All: []score.Listed{{Spec: project.Spec, Title: "name", Base: "/projects"},
		{Spec: chain.Spec, Title: "name", Base: "/chains"}, {Spec: enterprise.Spec, Title: "name", Base: "/enterprises"}, {Spec: ticket.Spec, Title: "name", Base: "/tickets"}}}}
	return s
}

// at makes the site's day another.
func (s *site) at(day string) { s.Run.Clock = clock.At(day) }

// unit is a person of a unit.
func (s *site) unit(name string) authz.Actor {
	return authz.Actor{ID: name, Name: name, UnitID: s.units[name], Region: "349900", Roles: []authz.Role{authz.RoleFactor}, Scope: authz.Scope{Units: []string{s.units[name]}}, Via: "web"}
}

// county is a person of a county.
func (s *site) county(code string) authz.Actor {
	return authz.Actor{ID: code, Name: code, Region: code, Roles: []authz.Role{authz.RoleLeadUnit}, Scope: authz.Scope{Regions: []string{code}}, Via: "web"}
}

func list(where, sum string) score.Want {
	return score.Want{Source: score.ListSource, Num: &score.Measure{List: "project", Where: where, Sum: sum}}
}

func design(s *site) score.Design {
	money := list("签约日期 >= 期初 且 签约日期 <= 期末", "total_invest")
	money.Unit, money.Places = "亿元", 1
	rate := list("开工日期 >= 期初 且 开工日期 <= 期末", "")
	rate.Den, rate.Scale, rate.Unit, rate.Places = &score.Measure{List: "project", Where: "签约日期 >= 期初 且 签约日期 <= 期末"}, 100, "%", 1
	return score.Design{Name: "季度考核", Period: period.Quarter, Subject: score.SubjectRule{Kind: score.OfRegion}, Items: []score.Item{
		{No: "1", Name: "签约", Weight: 60, Method: score.Group},
		{No: "1.1", Name: "签约数", Weight: 30, Method: scoring.Efficacy, Input: list("签约日期 >= 期初 且 签约日期 <= 期末", "")},
		{No: "1.2", Name: "签约额", Weight: 30, Method: scoring.Efficacy, Input: money},
		{No: "2", Name: "开工率", Weight: 20, Method: scoring.Ratio, Target: 100, Input: rate, Missing: scoring.MissingOut},
		{No: "3", Name: "评议", Weight: 20, Method: scoring.Given, Input: score.Want{Source: score.SheetSource, Places: 1}, Givers: []string{s.units["市工信局"], s.units["市商务局"]}, Missing: scoring.MissingMean},
		{No: "4", Name: "晚开工", Method: scoring.Deduct, Each: 0.1, Input: list("计划开工 <= 期末 且 为空(开工日期)", "")},
		{No: "5", Name: "失实", Method: scoring.Deduct, Each: 0.2, Input: score.Want{Source: score.SheetSource}, Evidence: true}},
		Ties: []string{"2"}, Lists: []score.ListRule{{Name: "红榜", Colour: score.RedList, First: 1}, {Name: "达标", Colour: score.AwardList, Where: "签约数 >= 3 且 得分 > 60"}}}
}

func (s *site) adopt(d score.Design) *score.Scheme {
	s.t.Helper()
	row, err := s.Draft(s.t.Context(), s.office, "", d)
	must(s.t, err)
	must(s.t, s.Adopt(s.t.Context(), s.office, row.ID, "第3次会议"))
	return row
}

func (s *site) open(id string, p period.Period) *score.Round {
	s.t.Helper()
	r, err := s.Open(s.t.Context(), s.office, score.Opening{SchemeID: id, Period: p, FillBy: "2026-10-15", ObjectDays: 5})
	must(s.t, err)
	return r
}

// fill gives all sheets of the round the value.
func (s *site) fill(r *score.Round, value func(sh *score.Sheet) float64) {
	s.t.Helper()
	all, err := s.Sheets(s.t.Context(), s.office.Scope, r.ID)
	must(s.t, err)
	for i := range all {
		in := score.Filled{Value: value(&all[i])}
		if in.Value == 0 {
			in.None, in.Text = all[i].Item == "5", "没有发现"
		}
		must(s.t, s.Give(s.t.Context(), s.office, s.files, all[i].ID, in))
	}
}

func (s *site) move(r *score.Round, action, reason string) {
	s.t.Helper()
	must(s.t, s.Service.Move(s.t.Context(), s.office, r.ID, action, reason))
}

func (s *site) standing(r *score.Round, scope authz.Scope) *score.Standing {
	s.t.Helper()
	st, err := s.Standing(s.t.Context(), scope, r.ID)
	must(s.t, err)
	return st
}

// places are label, place and score of all rows.
func places(st *score.Standing) string {
	var out []string
	for _, r := range st.Rows {
		out = append(out, fmt.Sprintf("%d %s %.2f", r.Rank, r.Label, r.Score))
	}
	return strings.Join(out, "\n")
}

func given(sh *score.Sheet) float64 {
	if sh.Item == "5" {
		return 0
	}
	return map[string]float64{"东湖区": 18, "南浦区": 16, "云溪县": 15, "石桥县": 12}[sh.Label]
}

func TestARoundFromOpeningToPublication(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		ctx := t.Context()
		r := s.open(s.adopt(design(s)).ID, quarter)
		if err := s.Service.Move(ctx, s.office, r.ID, "score", ""); err == nil || !strings.Contains(err.Error(), "还有12张表没有填") {
			t.Fatal(err)
		}
		mine, err := s.Sheets(ctx, s.unit("市工信局").Scope, "")
		must(t, err)
		if len(mine) != 4 {
			t.Fatalf("%d sheets of the unit", len(mine))
		}
		if err := s.Give(ctx, s.unit("市商务局"), s.files, mine[0].ID, score.Filled{Value: 3}); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("another unit's sheet: %v", err)
		}
		s.fill(r, given)
		s.move(r, "score", "")
		if err := s.Service.Move(ctx, s.office, r.ID, "announce", ""); err == nil {
			t.Error("announced before anything was worked out")
		}
		must(t, s.Compute(ctx, s.office, r.ID))
		s.move(r, "announce", "")
		// 石桥县: 30 + 30 + 20×25/100 + 12 − 0.1×3; 云溪县: 26 + … with 6/10 of 亿元
		want := "1 石桥县 76.70\n2 东湖区 74.00\n3 云溪县 72.13\n4 南浦区 68.57"
		if d := cmp.Diff(want, places(s.standing(r, s.office.Scope))); d != "" {
			t.Fatal(d)
		}
		if rows := s.standing(r, s.county("349902").Scope).Rows; len(rows) != 1 || rows[0].Label != "东湖区" {
			t.Errorf("before publication a county sees %d rows", len(rows))
		}
		if _, err := s.Mine(ctx, s.county("349902").Scope, r.ID, "349922"); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("another county's lines: %v", err)
		}
		s.objection(t, r)
		if err := s.Service.Move(ctx, s.office, r.ID, "settle", ""); err == nil || !strings.Contains(err.Error(), "公示到") {
			t.Errorf("settled within the window: %v", err)
		}
		s.at("2026-10-20")
		s.move(r, "settle", "")
		s.move(r, "publish", "")
		rows := s.standing(r, s.county("349902").Scope).Rows
		if len(rows) != 4 || rows[0].Own || rows[0].Body != "" || rows[0].Expr != "" {
			t.Errorf("after publication a county sees all places, and lines of its own alone: %+v", rows[0])
		}
		ranks, err := s.Ranks(ctx, quarter)
		must(t, err)
		if len(ranks) != 4 || ranks[0].Rank != 1 || ranks[0].Best > 1 || ranks[0].URL == "" {
			t.Errorf("%+v", ranks)
		}
	})
}

// objection: the county says that its third project was started; the office agrees, and everybody is worked out anew.
func (s *site) objection(t *testing.T, r *score.Round) {
	t.Helper()
	ctx := t.Context()
	county := s.county("349903")
	if _, err := s.Object(ctx, county, s.files, r.ID, "349903", "2", "一个项目漏登", nil); err == nil || !strings.Contains(err.Error(), "佐证") {
		t.Fatalf("without proof: %v", err)
	}
	blob, err := s.files.Put(ctx, strings.NewReader("照片"))
	must(t, err)
	o, err := s.Object(ctx, county, s.files, r.ID, "349903", "2", "一个项目漏登", []score.Proof{{Name: "开工.jpg", Blob: blob}})
	must(t, err)
	if err := s.Service.Move(ctx, s.office, r.ID, "settle", ""); err == nil || !strings.Contains(err.Error(), "1条异议") {
		t.Errorf("settled with an open objection: %v", err)
	}
	if err := s.Decide(ctx, county, o.ID, score.Decision{Action: "uphold", Reason: "自己定", Value: 100, HasValue: true}); errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("decided by itself: %v", err)
	}
	must(t, s.Decide(ctx, s.office, o.ID, score.Decision{Action: "uphold", Reason: "核实照片，两个都已开工", Value: 100, HasValue: true}))
	st := s.standing(r, s.office.Scope)
	if d := cmp.Diff("1 南浦区 78.57\n2 石桥县 76.70\n3 东湖区 74.00\n4 云溪县 72.13", places(st)); d != "" {
		t.Fatal(d)
	}
	row := st.Rows[0]
	lines, err := row.Lines()
	must(t, err)
	if w := lines[2].Was; w == nil || w.X != 50 || w.Points != 10 || w.Reason != "核实照片，两个都已开工" || !row.Moved() || row.FirstRank != 4 || row.FirstScore != 68.57 {
		t.Errorf("%+v %+v", lines[2], row)
	}
	if st.Rows[2].Moved() != true || st.Rows[2].FirstRank != 2 {
		t.Errorf("the others' places moved as well: %+v", st.Rows[2].FirstRank)
	}
}

func TestLinesSayWhereTheyComeFrom(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		r := s.open(s.adopt(design(s)).ID, quarter)
		s.fill(r, given)
		must(t, s.Compute(t.Context(), s.office, r.ID))
		row, err := s.Mine(t.Context(), s.office.Scope, r.ID, "349921")
		must(t, err)
		lines, err := row.Lines()
		must(t, err)
		var got []string
		for _, l := range lines {
			got = append(got, fmt.Sprintf("%s %v = %.2f", l.No, l.Expr, l.Points))
		}
		if d := cmp.Diff([]string{"1.1 0.6×30 + 0.4×30×(3−1)/(4−1) = 26.00", "1.2 0.6×30 + 0.4×30×(6.0−1.0)/(10.0−1.0) = 24.67", "2 20×min(33.3/100, 1) = 6.66",
			"3 max(min(15.0, 20), 0) = 15.00", "4 −0.1×2 = -0.20", "5 0 = 0.00"}, got); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff("26.00 + 24.67 + 6.66 + 15.00 − 0.20", row.Expr); d != "" {
			t.Error(d)
		}
		if !strings.Contains(lines[0].URL, "region=349921") || !strings.Contains(lines[0].URL, "2026-07-01") || strings.Contains(lines[0].URL, "%E6%9C%9F%E5%88%9D") {
			t.Error(lines[0].URL)
		}
		if len(lines[4].Records) != 2 || lines[4].Records[0].Label == "" || !strings.HasPrefix(lines[4].Records[0].URL, "/projects/") {
			t.Errorf("the deduction names its records: %+v", lines[4].Records)
		}
		if lines[3].Source != "市工信局15.0，市商务局15.0；2家平均" {
			t.Error(lines[3].Source)
		}
	})
}

func TestListsAndPeers(t *testing.T) {
	d := dbtest.SQLite(t)
	s := newSite(t, d)
	r := s.open(s.adopt(design(s)).ID, quarter)
	s.fill(r, given)
	must(t, s.Compute(t.Context(), s.office, r.ID))
	chosen, err := s.Chosen(t.Context(), s.standing(r, s.office.Scope))
	must(t, err)
	var got []string
	for _, c := range chosen {
		line := c.Rule.Name + ":"
		for _, e := range c.Rows {
			line += " " + e.Label
		}
		for _, e := range c.Border {
			line += " (" + e.Label + ")"
		}
		got = append(got, line)
	}
	if d := cmp.Diff([]string{"红榜: (石桥县) (东湖区)", "达标: 石桥县 云溪县"}, got); d != "" {
		t.Error(d)
	}
	peers, err := s.Peers(t.Context(), r, "349922")
	must(t, err)
	if d := cmp.Diff([]string{"东湖区"}, peers); d != "" {
		t.Error(d)
	}
}

func TestTrialOfADraft(t *testing.T) {
	d := dbtest.SQLite(t)
	s := newSite(t, d)
	scheme := s.adopt(design(s))
	r := s.open(scheme.ID, quarter)
	s.fill(r, given)
	s.move(r, "score", "")
	must(t, s.Compute(t.Context(), s.office, r.ID))
	s.move(r, "announce", "")
	s.at("2026-10-20")
	s.move(r, "settle", "")
	s.move(r, "publish", "")
	next := design(s)
	next.Items[1].Weight, next.Items[2].Weight = 15, 45
	next.Items[4].Weight = 20
	trials, err := s.Try(t.Context(), s.office.Scope, &next, scheme.Code, 4)
	must(t, err)
	if len(trials) != 1 || trials[0].Taken != 5 || len(trials[0].Swings) != 4 || len(trials[0].Rows) != 4 {
		t.Fatalf("%+v", trials)
	}
	for _, row := range trials[0].Rows {
		if row.SubjectID == "349921" && row.New != 71.46 { // 13 + 37 + 6.66 + 15 − 0.2
			t.Errorf("%+v", row)
		}
	}
	same, err := s.Try(t.Context(), s.office.Scope, ptr(design(s)), scheme.Code, 4)
	must(t, err)
	for _, row := range same[0].Rows {
		if row.Gain() != 0 || row.OldScore != row.New {
			t.Errorf("the same scheme gives another score: %+v", row)
		}
	}
}

func TestWhatIsRefused(t *testing.T) {
	d := dbtest.SQLite(t)
	s := newSite(t, d)
	for name, c := range map[string]struct {
		change func(d *score.Design)
		field  string
		want   string
	}{
		"weights short":     {func(d *score.Design) { d.Items[3].Weight = 15 }, "weights", "各项权重合计95，还差5"},
		"weights over":      {func(d *score.Design) { d.Items[3].Weight = 27.5 }, "weights", "各项权重合计107.5，多了7.5"},
		"group's sum":       {func(d *score.Design) { d.Items[0].Weight = 50 }, "items.0.weight", "“签约”权重50，下面各项合计60，多了10"},
		"target of nothing": {func(d *score.Design) { d.Items[3].Target = 0 }, "items.3.target", "除以零"},
		"ends the same":     {func(d *score.Design) { d.Items[1].Bounds, d.Items[1].Min, d.Items[1].Max = true, 5, 5 }, "items.1.max", "除以零"},
		"number twice":      {func(d *score.Design) { d.Items[2].No = "1.1" }, "items.2.no", "重复"},
		"no group above":    {func(d *score.Design) { d.Items[3].No = "2.1" }, "items.3.no", "上级2不是分组"},
		"rule":              {func(d *score.Design) { d.Items[1].Input.Num.Where = "签约日期 >=" }, "items.1.where", ""},
		"no such list":      {func(d *score.Design) { d.Items[1].Input.Num.List = "weather" }, "items.1.where", "没有“weather”这个清单"},
		"no such sum":       {func(d *score.Design) { d.Items[2].Input.Num.Sum = "name" }, "items.2.where", "没有可以求和的"},
		"no such source":    {func(d *score.Design) { d.Items[1].Input.Source = "oracle" }, "items.1.source", "没有“oracle”"},
		"bonus without cap": {func(d *score.Design) { d.Items[5].Method = scoring.Bonus }, "items.5.most", "封顶"},
		"rule of a list":    {func(d *score.Design) { d.Lists[1].Where = "天气 > 3" }, "lists.1.where", "条件写错了"},
		"steps the wrong way": {func(d *score.Design) {
			d.Items[3].Method, d.Items[3].Steps = scoring.Steps, []scoring.Step{{At: 60, Points: 8}, {At: 80, Points: 12}}
		}, "items.3.steps", "从最好的一档写起"},
	} {
		t.Run(name, func(t *testing.T) {
			x := design(s)
			c.change(&x)
			_, err := s.Draft(t.Context(), s.office, "", x)
			e, ok := err.(*errs.Error)
			if !ok || e.Code != errs.Invalid {
				t.Fatal(err)
			}
			for _, f := range e.Fields {
				if f.Name == c.field && strings.Contains(f.Message, c.want) {
					return
				}
			}
			t.Errorf("%+v", e.Fields)
		})
	}
}

func TestVersionsOfASchemeAndItsRounds(t *testing.T) {
	d := dbtest.SQLite(t)
	s := newSite(t, d)
	ctx := t.Context()
	first := s.adopt(design(s))
	r := s.open(first.ID, quarter)
	if _, err := s.Open(ctx, s.office, score.Opening{SchemeID: first.ID, Period: quarter}); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("two rounds of one period: %v", err)
	}
	for _, p := range []period.Period{"2026-11", "2027-Q1", "x"} {
		if _, err := s.Open(ctx, s.office, score.Opening{SchemeID: first.ID, Period: p}); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%s: %v", p, err)
		}
	}
	next := design(s)
	next.Items[1].Weight, next.Items[2].Weight = 20, 40
	second, err := s.Draft(ctx, s.office, first.Code, next)
	must(t, err)
	if _, err := s.Draft(ctx, s.office, first.Code, next); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("two drafts at once: %v", err)
	}
	must(t, s.Adopt(ctx, s.office, second.ID, "第5次会议"))
	if err := s.Save(ctx, s.office, &score.Scheme{State: score.Adopted, No: 1}, next); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("an adopted version was changed: %v", err)
	}
	st := s.standing(r, s.office.Scope)
	if st.Scheme.No != 1 || st.Scheme.State != score.Replaced || st.Design.Item("1.1").Weight != 30 {
		t.Errorf("the round goes on with the version it was opened with: %+v", st.Scheme)
	}
	if now, err := s.InForce(ctx, first.Code); err != nil || now.No != 2 {
		t.Errorf("%+v %v", now, err)
	}
}

func TestAUnitMergedWithinARound(t *testing.T) {
	d := dbtest.SQLite(t)
	s := newSite(t, d)
	ctx := t.Context()
	s.Org.Holds(org.Holder{Label: "考核", Count: s.HoldsUnit, MoveUnit: s.MoveUnit})
	x := score.Design{Name: "部门考核", Period: period.Quarter, Subject: score.SubjectRule{Kind: score.OfUnit, UnitKind: "department"},
		Items: []score.Item{{No: "1", Name: "评议", Weight: 100, Method: scoring.Given, Input: score.Want{Source: score.SheetSource}, Givers: []string{s.units["市工信局"], s.units["市商务局"]}}}}
	r := s.open(s.adopt(x).ID, quarter)
	s.fill(r, func(sh *score.Sheet) float64 { return 80 })
	must(t, s.Compute(ctx, s.office, r.ID))
	before := len(s.standing(r, s.office.Scope).Rows)
	if err := s.Org.MergeUnit(ctx, authz.System("job"), s.units["市投促局"], s.units["市商务局"], "机构改革"); err != nil {
		t.Fatal(err)
	}
	must(t, s.Compute(ctx, s.office, r.ID))
	st := s.standing(r, s.office.Scope)
	last := st.Rows[len(st.Rows)-1]
	if len(st.Rows) != before || last.Rank != 0 || last.Into != "已并入市商务局" {
		t.Errorf("%d rows, last %+v", len(st.Rows), last)
	}
}

func TestShippedSchemesHold(t *testing.T) {
	d := dbtest.SQLite(t)
	s := newSite(t, d)
	all, err := score.Shipped()
	must(t, err)
	if len(all) < 5 {
		t.Fatalf("%d schemes", len(all))
	}
	for _, x := range all {
		if _, err := s.Draft(t.Context(), s.office, "", x); err != nil {
			t.Errorf("%s: %v", x.Name, err)
		}
	}
	files, _ := filepath.Glob("schemes/*.json")
	for _, f := range files {
		if b, _ := os.ReadFile(f); strings.Contains(string(b), "，且") {
			t.Errorf("%s: full-width comma in a rule", f)
		}
	}
}

func TestFlows(t *testing.T) {
	var names []string
	for n := range score.Guards() {
		names = append(names, n)
	}
	if bad := score.Flow.Defects(names...); bad != nil {
		t.Error(bad)
	}
	if bad := score.ObjectionFlow.Defects(); bad != nil {
		t.Error(bad)
	}
}

func ptr[T any](v T) *T { return &v }
