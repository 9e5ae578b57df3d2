package tour_test

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"

	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/tour"
	"lianzhang/internal/web/webtest"
)

type site struct {
	*tour.Service
	*webtest.Site
	office authz.Actor
}

func each(t *testing.T, fn func(t *testing.T, s *site)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &site{Site: webtest.NewOn(t, d, "2026-06-22")}
		s.Service = &tour.Service{Run: s.Site.Run, Org: s.Site.Org, Projects: s.Site.Projects}
		s.office = s.Actor(t, "office")
		fn(t, s)
	})
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func want(t testing.TB, code errs.Code, err error) {
	t.Helper()
	if err == nil || errs.CodeOf(err) != code {
		t.Errorf("%v, want %s", err, code)
	}
}

func plan() tour.Plan {
	return tour.Plan{Tour: tour.Tour{Name: "2026年上半年项目观摩", Period: "2026-H1", FromOn: "2026-06-22", DropHigh: 1, DropLow: 1},
		Criteria: "项目进度，40，10\n产业链带动\t35\t10\n服务保障，25，5",
		Stops:    "铜箔一期，9:05，15分钟，看投产\n临港储能园，临港经开区，10：30，20\n东湖孵化器，东湖区，11:10，展厅，二楼",
		Jurors:   "zong\nlead\nteam同志\npark\nfactor"}
}

// began is a tour that runs: stops 1 and 3 lie in 东湖区, from which park comes, stop 2 in 临港.
func (s *site) began(t *testing.T, edit func(*tour.Plan)) (*tour.Tour, []tour.Stop) {
	t.Helper()
	ctx := t.Context()
	if rows, err := s.Site.Projects.Select(ctx, s.DB, s.office.Scope, new(db.Where).And("t.name = ?", "铜箔一期"), ""); err != nil || len(rows) == 0 {
		s.Project(t, "铜箔一期", nil)
	}
	p := plan()
	if edit != nil {
		edit(&p)
	}
	m, err := s.Create(ctx, s.office, p)
	must(t, err)
	must(t, s.Move(ctx, s.office, m.ID, "start", ""))
	route, err := s.Stops(ctx, s.DB, m.ID)
	must(t, err)
	m, err = s.Get(ctx, m.ID)
	must(t, err)
	return m, route
}

func (s *site) give(t *testing.T, m *tour.Tour, st *tour.Stop, login string, marks ...float64) *tour.Sheet {
	t.Helper()
	sh, _, err := s.Give(t.Context(), s.Actor(t, login), m.ID, st.ID, tour.Given{Marks: marks})
	must(t, err)
	return sh
}

func fieldOf(err error) string {
	var out []string
	if e, ok := err.(*errs.Error); ok {
		for _, f := range e.Fields {
			out = append(out, f.Name+": "+f.Message)
		}
	}
	return strings.Join(out, "|")
}

func TestFlow(t *testing.T) {
	if bad := tour.Flow.Defects("ready", "complete"); bad != nil {
		t.Error(bad)
	}
}

// TestWeights: the weights sum to 100, or the difference is named.
func TestWeights(t *testing.T) {
	for text, says := range map[string]string{
		"甲，40\n乙，35\n丙，20":             "合计95，还差5",
		"甲，40\n乙，35，5\n丙，25.5":         "合计100.5，多出0.5",
		"甲，33.4\n乙，33.3\n丙，33.3":       "",
		"甲，0.1\n乙，99.9，100":            "",
		"":                             "写评分项",
		"甲":                            "第1行要写成",
		"甲，很多":                         "第1行要写成",
		"甲，50\n甲，50":                   "写了两遍",
		"甲，-10\n乙，110":                 "第1行“甲”的权重",
		"甲，NaN":                        "的权重要大于0",
		"甲，100，0":                      "的满分要大于0",
		strings.Repeat("项，9，10\n", 11): "写了两遍",
	} {
		_, err := tour.ReadCriteria(text)
		if got := fieldOf(err); says == "" && err != nil || says != "" && !strings.Contains(got, says) {
			t.Errorf("%q: %q, want %q", text, got, says)
		}
	}
	all, err := tour.ReadCriteria(tour.Usual)
	must(t, err)
	if back := tour.CriteriaText(all); back != tour.Usual {
		t.Error(back)
	}
	if got := tour.Total([]tour.Criterion{{Weight: 40, Full: 10}, {Weight: 35, Full: 10}, {Weight: 25, Full: 5}}, []float64{8.5, 9, 4}); got != 85.5 {
		t.Error(got)
	}
}

// sheet is a sheet with a total.
func sheet(stop, who string, total float64) tour.Sheet {
	return tour.Sheet{StopID: stop, AccountID: who, Name: who, Total: total}
}

// TestDropsAndTies works results out against figures done by hand.
func TestDropsAndTies(t *testing.T) {
	route := []tour.Stop{{ID: "a", No: 1, County: "X"}, {ID: "b", No: 2, County: "Y"}, {ID: "c", No: 3, County: "X"}, {ID: "d", No: 4, County: "Z"}, {ID: "e", No: 5, County: "Y"}}
	var given []tour.Sheet
	for stop, totals := range map[string][]float64{"a": {90, 80, 70, 85}, "b": {82.5, 82.5, 82.5}, "c": {99, 60, 60, 81}, "d": {70, 90}, "e": nil} {
		for i, v := range totals {
			given = append(given, sheet(stop, string(rune('1'+i)), v))
		}
	}
	who := []tour.Juror{{AccountID: "1"}, {AccountID: "2"}, {AccountID: "3"}, {AccountID: "4", Home: "Y"}}
	r := tour.Work(&tour.Tour{DropHigh: 1, DropLow: 1}, route, given, who)
	var got []string
	for _, s := range r.Stops {
		var dropped []string
		for _, x := range s.Sheets {
			if x.Dropped != "" {
				dropped = append(dropped, x.Dropped+x.Name)
			}
		}
		got = append(got, fmt.Sprintf("%s %.2f #%d %v %v due%d %s", s.ID, s.Mean, s.Rank, s.Tie, dropped, s.Due, s.Why))
	}
	wanted := []string{"a 82.50 #1 true [high1 low3] due4 ", "b 82.50 #1 true [high1 low3] due3 ", "c 70.50 #3 false [high1 low3] due4 ", "d 0.00 #0 false [] due4 评分表不够去掉最高、最低分", "e 0.00 #0 false [] due3 还没有评分表"}
	for i := range wanted {
		if got[i] != wanted[i] {
			t.Errorf("%q, want %q", got[i], wanted[i])
		}
	}
	for i, w := range []string{"X 76.50 #2 true", "Y 82.50 #1 true", "Z 0.00 #0 false"} {
		c := r.Counties[i]
		if s := fmt.Sprintf("%s %.2f #%d %v", c.County, c.Mean, c.Rank, c.Known); s != w {
			t.Errorf("%q, want %q", s, w)
		}
	}
	if r = tour.Work(&tour.Tour{}, route[:1], given, who); r.Stops[0].Mean != 81.25 {
		t.Errorf("without drops %v", r.Stops[0].Mean)
	}
}

func TestPlan(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		p := s.Project(t, "铜箔一期", nil)
		m, err := s.Create(ctx, s.office, plan())
		must(t, err)
		route, err := s.Stops(ctx, s.DB, m.ID)
		must(t, err)
		var got []string
		for _, x := range route {
			got = append(got, fmt.Sprint(x.Name, " ", x.County, " ", x.AtTime, " ", x.Minutes, " ", x.Note, " ", x.ProjectID == p.ID))
		}
		for i, w := range []string{"铜箔一期 349902 09:05 15 看投产 true", "临港储能园 349972 10:30 20  false", "东湖孵化器 349902 11:10 0 展厅，二楼 false"} {
			if got[i] != w {
				t.Errorf("%q, want %q", got[i], w)
			}
		}
		who, err := s.Jurors(ctx, s.DB, m.ID)
		must(t, err)
		if len(who) != 5 || who[3].Home != webtest.Donghu || who[0].Home != "" || who[2].Name != "team同志" {
			t.Errorf("%+v", who)
		}
		dir, err := s.Site.Org.Directory(ctx)
		must(t, err)
		again := plan()
		again.Stops, again.Jurors = tour.StopsText(route, m.FromOn, dir.RegionName), tour.JurorsText(who, tour.Logins(dir))
		again.Name = "改名"
		must(t, s.Amend(ctx, s.office, m, again))
		back, err := s.Stops(ctx, s.DB, m.ID)
		must(t, err)
		if len(back) != 3 || back[2].Note != "展厅，二楼" || back[0].ProjectID != p.ID {
			t.Errorf("%+v", back)
		}
		want(t, errs.Conflict, s.Amend(ctx, s.office, m, again)) // the version is old
		for field, edit := range map[string]func(*tour.Plan){
			"name":                 func(p *tour.Plan) { p.Name = " " },
			"period":               func(p *tour.Plan) { p.Period = "上半年" },
			"from_on":              func(p *tour.Plan) { p.FromOn = "22日" },
			"to_on":                func(p *tour.Plan) { p.ToOn = "2026-06-01" },
			"drop_low":             func(p *tour.Plan) { p.DropLow = -1 },
			"criteria: 权重合计98，还差2": func(p *tour.Plan) { p.Criteria = "甲，98" },
			"stops: 第1行“无名园”":      func(p *tour.Plan) { p.Stops = "无名园" },
			"stops: 第1行的日期2026-07-01不在": func(p *tour.Plan) { p.Stops = "铜箔一期，2026-07-01" },
			"jurors: 第2行“没有这人”":         func(p *tour.Plan) { p.Jurors = "zong\n没有这人" },
			"jurors: 第1行“sysadmin”的角色":  func(p *tour.Plan) { p.Jurors = "sysadmin" },
		} {
			bad := plan()
			edit(&bad)
			_, err := s.Create(ctx, s.office, bad)
			want(t, errs.Invalid, err)
			if !strings.HasPrefix(fieldOf(err), field) {
				t.Errorf("%q, want %s", fieldOf(err), field)
			}
		}
		_, err = s.Create(ctx, s.Actor(t, "park"), plan())
		want(t, errs.Forbidden, err)
	})
}

// TestSheets: own county, what is sent twice, bounds, changes until the tour is closed, and none afterwards.
func TestSheets(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		m, route := s.began(t, nil)
		in := tour.Given{Marks: []float64{8.5, 9, 4}, Remark: " 好 "}
		zong, park := s.Actor(t, "zong"), s.Actor(t, "park")
		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() {
				_, _, err := s.Give(ctx, zong, m.ID, route[0].ID, in)
				must(t, err)
			})
		}
		wait.Wait()
		sh, again, err := s.Give(ctx, zong, m.ID, route[0].ID, in)
		if must(t, err); !again || sh.Total != 85.5 || sh.Remark != "好" {
			t.Errorf("%v %+v", again, sh)
		}
		n := 0
		must(t, s.DB.QueryRow(ctx, "SELECT count(*) FROM tour_sheet").Scan(&n))
		if n != 1 || sh.Version != 0 {
			t.Errorf("%d sheets, version %d", n, sh.Version)
		}
		_, _, err = s.Give(ctx, park, m.ID, route[0].ID, in)
		if want(t, errs.Forbidden, err); err != nil && !strings.Contains(err.Error(), "东湖区") {
			t.Error(err)
		}
		s.give(t, m, &route[1], "park", 8, 8, 4) // outside of his scope, yet a juror
		_, _, err = s.Give(ctx, s.office, m.ID, route[0].ID, in)
		want(t, errs.Forbidden, err) // no juror
		for _, marks := range [][]float64{{10.5, 9, 4}, {-1, 9, 4}, {math.NaN(), 9, 4}, {math.Inf(1), 9, 4}} {
			_, _, err = s.Give(ctx, zong, m.ID, route[1].ID, tour.Given{Marks: marks})
			if want(t, errs.Invalid, err); !strings.HasPrefix(fieldOf(err), "mark-0: “项目进度”打0到10分") {
				t.Error(fieldOf(err))
			}
		}
		_, _, err = s.Give(ctx, zong, m.ID, route[1].ID, tour.Given{Marks: []float64{1}})
		want(t, errs.Conflict, err)
		_, _, err = s.Give(ctx, zong, m.ID, "01J00000000000000000000000", in)
		want(t, errs.NotFound, err)

		v, err := s.View(ctx, zong, m.ID)
		must(t, err)
		if v.Open || len(v.Stops[1].Sheets) != 0 || v.Stops[1].Known || v.Counties != nil || v.Given[route[1].ID] != 1 || len(v.Mine) != 1 || v.Expected != 13 || v.Owing != 11 {
			t.Errorf("a juror sees %+v", v)
		}
		if v, err = s.View(ctx, s.office, m.ID); err != nil || !v.Open || len(v.Stops[1].Sheets) != 1 {
			t.Errorf("the office sees %+v %v", v, err)
		}
		want(t, errs.Conflict, s.Move(ctx, s.office, m.ID, "close", ""))
		want(t, errs.Invalid, s.Move(ctx, s.office, m.ID, "cut", ""))
		want(t, errs.Forbidden, s.Move(ctx, zong, m.ID, "cut", "理由"))
		s.give(t, m, &route[0], "zong", 9, 9, 5)
		must(t, s.Move(ctx, s.office, m.ID, "cut", "三位评委出差"))
		_, _, err = s.Give(ctx, zong, m.ID, route[0].ID, in)
		if want(t, errs.Conflict, err); err != nil && !strings.Contains(err.Error(), "已收分") {
			t.Error(err)
		}
		if v, err = s.View(ctx, zong, m.ID); err != nil || !v.Open || len(v.Stops[1].Sheets) != 1 {
			t.Errorf("a juror sees after closing %+v %v", v, err)
		}
		if v, err = s.View(ctx, s.Actor(t, "sysadmin"), m.ID); err != nil || v.Open {
			t.Errorf("others see results before they are published: %v", err)
		}
		must(t, s.Move(ctx, s.office, m.ID, "reopen", "录错一张"))
		s.give(t, m, &route[0], "zong", 8, 8, 4)
		must(t, s.Move(ctx, s.office, m.ID, "cut", "收"))
		must(t, s.Move(ctx, s.office, m.ID, "publish", ""))
		if v, err = s.View(ctx, s.Actor(t, "sysadmin"), m.ID); err != nil || !v.Open {
			t.Errorf("published results are hidden: %v", err)
		}
		report, err := journal.Verify(ctx, s.DB, journal.Options{Limit: 100})
		if err != nil || len(report.Findings) > 0 {
			t.Errorf("%+v %v", report, err)
		}
	})
}

// TestAllowedAndWhole runs a tour to its end with jurors who may score their own county, and gives counties their means.
func TestAllowedAndWhole(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		m, route := s.began(t, func(p *tour.Plan) { p.OwnCounty = true })
		for i, login := range []string{"zong", "lead", "team", "park", "factor"} {
			for k := range route {
				s.give(t, m, &route[k], login, float64(5+i), float64(5+k), 4)
			}
		}
		if held, err := s.Of(ctx, "2026-H1"); err != nil || held != nil {
			t.Errorf("a tour that runs counts: %v %v", held, err)
		}
		must(t, s.Move(ctx, s.office, m.ID, "close", ""))
		held, err := s.Of(ctx, "2026")
		must(t, err)
		if len(held) != 1 || len(held[0].Counties) != 2 || held[0].Counties[0].Mean != 69 || held[0].Counties[1].Mean != 69 || !held[0].Counties[0].Tie {
			t.Errorf("%+v", held[0].Counties)
		}
		for _, p := range []period.Period{"2026-H2", "2026-Q2"} {
			if held, err := s.Of(ctx, p); err != nil || held != nil {
				t.Errorf("%s: %v %v", p, held, err)
			}
		}
		for kind, id := range map[string]string{"unit": m.UnitID, "region": webtest.Linggang} {
			if n, err := s.HoldsUnit(ctx, s.DB, kind, id); err != nil || n != 1 {
				t.Errorf("%s %d %v", kind, n, err)
			}
		}
		must(t, s.Site.Run.Run(ctx, webtest.Program, change.What{Action: "unit.merge", Perm: authz.OrgEdit}, func(tx *change.Tx) error {
			return s.MoveUnit(ctx, tx, m.UnitID, s.Units["市商务局"])
		}))
		if n, err := s.HoldsUnit(ctx, s.DB, "unit", m.UnitID); err != nil || n != 0 {
			t.Errorf("%d %v", n, err)
		}
	})
}

// TestStartAndJurors: too few jurors for what is dropped, jurors that come and go, and who is told.
func TestStartAndJurors(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		p := plan()
		p.Stops, p.Jurors = "东湖孵化器，东湖区", "zong\nlead\npark"
		m, err := s.Create(ctx, s.office, p)
		must(t, err)
		err = s.Move(ctx, s.office, m.ID, "start", "")
		if want(t, errs.Conflict, err); err != nil && !strings.Contains(err.Error(), "只有2位评委") {
			t.Error(err)
		}
		p.Jurors += "\nteam"
		must(t, s.Amend(ctx, s.office, m, p))
		must(t, s.Move(ctx, s.office, m.ID, "start", ""))
		m, err = s.Get(ctx, m.ID)
		must(t, err)
		route, err := s.Stops(ctx, s.DB, m.ID)
		must(t, err)
		s.give(t, m, &route[0], "zong", 8, 8, 4)
		p.Name, p.Jurors = "改不了的名字", "lead\nteam\nfactor"
		err = s.Amend(ctx, s.office, m, p)
		if want(t, errs.Invalid, err); !strings.Contains(fieldOf(err), "已经交了评分表") {
			t.Error(fieldOf(err))
		}
		p.Jurors = "zong\nlead\nfactor"
		must(t, s.Amend(ctx, s.office, m, p))
		who, err := s.Jurors(ctx, s.DB, m.ID)
		must(t, err)
		after, err := s.Get(ctx, m.ID)
		must(t, err)
		told := 0
		must(t, s.DB.QueryRow(ctx, "SELECT count(*) FROM outbox WHERE topic = 'tour.started'").Scan(&told))
		if len(who) != 3 || after.Name != "2026年上半年项目观摩" || told != 5 {
			t.Errorf("%d jurors, %s, %d told", len(who), after.Name, told)
		}
		must(t, s.Move(ctx, s.office, m.ID, "cancel", "改期"))
		want(t, errs.Conflict, s.Amend(ctx, s.office, after, p))
	})
}

func TestPhotos(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		m, route := s.began(t, nil)
		zong := s.Actor(t, "zong")
		blob := func(content string) attach.Blob {
			b, err := s.Files.Put(ctx, bytes.NewReader([]byte(content)))
			must(t, err)
			return b
		}
		png := tour.Photo{Name: "现场.png", Blob: blob("\x89PNG\r\n\x1a\n0000")}
		want(t, errs.Conflict, s.AddPhotos(ctx, zong, s.Files, m.ID, route[0].ID, []tour.Photo{png}))
		sh := s.give(t, m, &route[0], "zong", 8, 8, 4)
		want(t, errs.Invalid, s.AddPhotos(ctx, zong, s.Files, m.ID, route[0].ID, []tour.Photo{{Name: "说明.txt", Blob: blob("文字")}}))
		want(t, errs.Invalid, s.AddPhotos(ctx, zong, s.Files, m.ID, route[0].ID, make([]tour.Photo, 13)))
		must(t, s.AddPhotos(ctx, zong, s.Files, m.ID, route[0].ID, []tour.Photo{png}))
		all, err := attach.List(ctx, s.DB, sh.Ref())
		if must(t, err); len(all) != 1 {
			t.Fatalf("%+v", all)
		}
		want(t, errs.Conflict, s.DropPhoto(ctx, s.Actor(t, "lead"), s.Files, m.ID, route[0].ID, all[0].ID))
		must(t, s.DropPhoto(ctx, zong, s.Files, m.ID, route[0].ID, all[0].ID))
	})
}
