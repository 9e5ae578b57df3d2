package api

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/project"
)

func names(list map[string]any) (out []string) {
	for _, row := range list["rows"].([]any) {
		out = append(out, row.(map[string]any)["name"].(string))
	}
	return out
}

func TestListAnswersTheSameQuestionsAsPages(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		s.project(project.Project{Name: "高精铜板带", ChainID: s.chains[0], Stage: project.Started, TotalInvest: 12e8})
		s.project(project.Project{Name: "光伏组件", ChainID: s.chains[1], Stage: project.Signed, TotalInvest: 3e8})
		s.project(project.Project{Name: "<b>“引号”\"\\", ChainID: s.chains[1], TotalInvest: 5e8})
		s.project(project.Project{Name: "义安区铜箔", Region: "340706", UnitID: s.units["义安区发改委"], ChainID: s.chains[0], Stage: project.Started, TotalInvest: 8e8})
		for _, c := range []struct {
			who, query string
			total      int
			want       []string
		}{
			{"office", "", 4, []string{"高精铜板带", "义安区铜箔", "<b>“引号”\"\\", "光伏组件"}},
			{"office", "?sort=total_invest&size=2", 4, []string{"光伏组件", "<b>“引号”\"\\"}},
			{"office", "?sort=total_invest&size=2&page=2", 4, []string{"义安区铜箔", "高精铜板带"}},
			{"office", "?stage=started&chain_id=" + s.chains[0], 2, []string{"高精铜板带", "义安区铜箔"}},
			{"office", "?stage=!started", 2, []string{"<b>“引号”\"\\", "光伏组件"}},
			{"office", "?total_invest=400000000..900000000", 2, []string{"义安区铜箔", "<b>“引号”\"\\"}},
			{"office", "?q=光伏", 1, []string{"光伏组件"}},
			{"office", "?where=总投资%20%3E%204亿元%20且%20阶段%20%3D%3D%20\"开工\"", 2, []string{"高精铜板带", "义安区铜箔"}},
			{"tongguan", "", 3, []string{"高精铜板带", "<b>“引号”\"\\", "光伏组件"}},
			{"yian", "?cols=name,total_invest", 1, []string{"义安区铜箔"}},
		} {
			got := s.want(200, c.who, "GET", "/projects"+strings.ReplaceAll(c.query, `"`, "%22"), nil).json(t)
			if d := cmp.Diff(c.want, names(got)); d != "" || int(got["total"].(float64)) != c.total {
				t.Errorf("%s %s: total %v\n%s", c.who, c.query, got["total"], d)
			}
		}
		one := s.want(200, "yian", "GET", "/projects?cols=id,name,total_invest,name", nil).json(t)["rows"].([]any)[0].(map[string]any)
		if len(one) != 3 || one["total_invest"] != 8e8 {
			t.Errorf("the columns asked for and the id: %v", one)
		}
		sums := s.want(200, "office", "GET", "/projects?stage=started", nil).json(t)["sums"].(map[string]any)
		if sums["total_invest"] != 20e8 {
			t.Errorf("sums %v", sums)
		}
	})
}

func TestListRefusesWhatItDoesNotUnderstand(t *testing.T) {
	s := newSite(t, sqlite(t))
	for query, field := range map[string]string{
		"?stgae=started": "stgae", "?page=0": "page", "?size=5000": "size", "?sort=-nothing": "sort", "?cols=name,nothing": "cols", "?total_invest=viel": "total_invest",
		"?debt=maybe": "debt", "?stage=" + strings.Repeat("a,", 2000): "stage",
	} {
		p := s.want(422, "office", "GET", "/projects"+query, nil).problem(t)
		if p.Code != "invalid" || len(p.Errors) != 1 || p.Errors[0].Name != field || !chinese(p.Errors[0].Message) {
			t.Errorf("%s: %+v", query, p)
		}
	}
	p := s.want(422, "office", "GET", "/projects?where=%E6%80%BB%E6%8A%95%E8%B5%84%20%3E%20", nil).problem(t)
	if !strings.Contains(p.Detail, "第1行第") {
		t.Errorf("a broken rule: %q", p.Detail)
	}
	for _, path := range []string{"/projects?q=%ff", "/projects?q=a%00b", "/projects/%00", "/projects?q=%zz"} {
		if r := s.do("office", "GET", path, nil); r.status != 422 {
			t.Errorf("%s: %d %s", path, r.status, r.body)
		}
	}
}

func TestCreatePatchConflict(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		made := s.want(201, "tongguan", "POST", "/projects", map[string]any{"name": " 高精铜板带 ", "region": "340705", "chain_id": s.chains[0],
			"unit_id": s.units["铜官区发改委"], "total_invest": 1_200_000_000, "started_plan": "2026-12", "land_mu": 120.5})
		got := made.json(t)
		id := got["id"].(string)
		if got["name"] != "高精铜板带" || got["stage"] != "lead" || got["land_mu"] != 120.5 || made.header.Get("Location") != prefix+"/projects/"+id {
			t.Fatalf("made %v, at %s", got, made.header.Get("Location"))
		}
		seen := made.header.Get("ETag")
		changed := s.want(200, "tongguan", "PATCH", "/projects/"+id, map[string]any{"note": "先改", "total_invest": 0}, "If-Match", seen)
		if v := changed.json(t); v["note"] != "先改" || v["total_invest"] != 0.0 || v["version"] == got["version"] {
			t.Fatalf("after the change: %v", v)
		}
		late := s.want(409, "office", "PATCH", "/projects/"+id, map[string]any{"note": "后改", "version": got["version"]}).problem(t)
		stored, ok := late.Stored.(map[string]any)
		if !ok || stored["note"] != "先改" || late.Code != "conflict" {
			t.Fatalf("the second sees what is stored: %+v", late)
		}
		if p := s.want(422, "office", "PATCH", "/projects/"+id, map[string]any{"note": "不说版次"}).problem(t); p.Errors[0].Name != "version" {
			t.Errorf("without a version: %+v", p)
		}
		s.want(200, "office", "PATCH", "/projects/"+id, map[string]any{"note": "后改", "version": stored["version"]})
	})
}

func TestWritingIsRefusedFieldByField(t *testing.T) {
	s := newSite(t, sqlite(t))
	p := s.project(project.Project{Name: "高精铜板带", Stage: project.Signed})
	for _, c := range []struct {
		body   string
		status int
		fields []string
	}{
		{`{"name":`, 400, []string{"body"}},
		{`[]`, 422, []string{"body"}},
		{``, 400, nil},
		{`{"name":"甲","region":"340705","total_invest":"很多"}`, 422, []string{"total_invest"}},
		{`{"name":"甲","region":"340705","total_invest":1.5}`, 422, []string{"total_invest"}},
		{`{"name":"甲","region":"340705","total_invest":1e300}`, 422, []string{"total_invest"}},
		{`{"name":7,"region":"340705"}`, 422, []string{"name"}},
		{`{"name":null,"region":"340705"}`, 422, []string{"name"}},
		{`{"name":"甲","region":"340705","nmae":"乙"}`, 422, []string{"nmae"}},
		{`{"Name":"甲","region":"340705"}`, 422, []string{"Name"}},
		{`{"name":"甲"}`, 422, []string{"region"}},
		{`{"name":"甲","region":"999999","chain_id":"没有","unit_id":"没有"}`, 422, []string{"chain_id", "region", "unit_id"}},
		{`{"name":"甲","region":"340705","total_invest":-1}`, 422, []string{"total_invest"}},
		{`{"name":"甲","region":"340705","stage":"lost"}`, 422, []string{"stage"}},
		{`{"name":"甲","region":"340705","stage":"bogus"}`, 422, []string{"stage"}},
		{`{"name":"甲","region":"340705","started_actual":"2026-01-02"}`, 422, []string{"started_actual"}},
		{`{"name":"甲\u0000","region":"340705"}`, 400, []string{"body"}},
		{`{"name":"` + strings.Repeat("长", 5000) + `","region":"340705"}`, 422, []string{"name"}},
		{`{"name":"` + strings.Repeat("x", 1<<20) + `","region":"340705"}`, 413, nil},
	} {
		got := s.want(c.status, "office", "POST", "/projects", c.body).problem(t)
		var fields []string
		for _, f := range got.Errors {
			fields = append(fields, f.Name)
			if !chinese(f.Message) {
				t.Errorf("%.60s: %s: %q", c.body, f.Name, f.Message)
			}
		}
		slices.Sort(fields)
		if d := cmp.Diff(c.fields, fields); d != "" || !chinese(got.Detail) {
			t.Errorf("%.60s: %+v\n%s", c.body, got, d)
		}
	}
	if r := s.do("office", "POST", "/projects", "name=甲", "Content-Type", "application/x-www-form-urlencoded"); r.status != http.StatusUnsupportedMediaType || !chinese(r.problem(t).Errors[0].Message) {
		t.Errorf("a form: %d %s", r.status, r.body)
	}
	for _, body := range []string{`{"version":0,"stage":"started"}`, `{"version":0,"year_done":5}`, `{"version":0,"funds_in":5}`, `{"version":0,"id":"x"}`,
		`{"version":0,"light":"green"}`, `{"version":0,"note":null}`, `{"version":0,"started_actual":"2026-01-02"}`} {
		if p := s.want(422, "office", "PATCH", "/projects/"+p.ID, body).problem(t); len(p.Errors) != 1 {
			t.Errorf("%s: %+v", body, p)
		}
	}
	s.want(403, "tongguan", "POST", "/projects", `{"name":"甲","region":"340706"}`)
	s.want(403, "tongguan", "PATCH", "/projects/"+p.ID, fmt.Sprintf(`{"version":%d,"region":"340706","unit_id":""}`, p.Version))
}

// chinese reports whether a message is for people here: it has Chinese characters.
func chinese(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r >= 0x4e00 && r <= 0x9fff })
}

// TestPagesNeitherRepeatNorLoseARow pages through rows that are all alike in what they are sorted by.
func TestPagesNeitherRepeatNorLoseARow(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		for i := range 11 {
			s.project(project.Project{Name: fmt.Sprintf("项目%02d", i), TotalInvest: 5e8})
		}
		for _, sort := range []string{"-total_invest", "total_invest", "-total_invest,stage", "light", "-rate,name"} {
			var all []string
			for page := 1; page <= 4; page++ {
				all = append(all, names(s.want(200, "office", "GET", fmt.Sprintf("/projects?sort=%s&size=3&page=%d", sort, page), nil).json(t))...)
			}
			whole := names(s.want(200, "office", "GET", "/projects?sort="+sort, nil).json(t))
			if d := cmp.Diff(whole, all); d != "" || len(whole) != 11 {
				t.Errorf("%s: the pages together are not the list:\n%s", sort, d)
			}
			slices.Sort(all)
			if len(slices.Compact(all)) != 11 {
				t.Errorf("%s: a row stands on two pages: %v", sort, all)
			}
		}
	})
}
