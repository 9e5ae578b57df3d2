package api

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/project"
)

// TestEveryOperationNamesItsPermission: an operation without one would be answered to nobody, and a route past huma to all.
func TestEveryOperationNamesItsPermission(t *testing.T) {
	a := newAPI(Deps{Cookie: "lz_session"})
	seen := map[string]bool{}
	for _, o := range a.operations() {
		need, ok := o.Metadata[permKey].([]authz.Perm)
		if !ok || len(need) == 0 {
			t.Errorf("%s %s names no permission", o.Method, o.Path)
			continue
		}
		if need[0] == authz.Public {
			t.Errorf("%s is open to everybody", o.OperationID)
		}
		if o.Summary == "" || len(o.Tags) != 1 || o.Responses["default"] == nil && len(o.Responses) < 2 {
			t.Errorf("%s lacks a summary, a tag or its errors", o.OperationID)
		}
		if seen[o.OperationID] {
			t.Errorf("%s twice", o.OperationID)
		}
		seen[o.OperationID] = true
	}
}

// sample makes a value that fits the schema: the least of it.
func sample(reg huma.Registry, s *huma.Schema) any {
	for s.Ref != "" {
		s = reg.SchemaFromRef(s.Ref)
	}
	switch {
	case len(s.Enum) > 0:
		return s.Enum[len(s.Enum)-1]
	case len(s.Examples) > 0:
		return s.Examples[0]
	}
	switch s.Type {
	case huma.TypeObject:
		out := map[string]any{}
		for _, name := range s.Required {
			out[name] = sample(reg, s.Properties[name])
		}
		if _, ok := s.Properties[versionField]; ok {
			out[versionField] = 0
		}
		return out
	case huma.TypeArray:
		if s.MinItems != nil {
			return []any{sample(reg, s.Items)}
		}
		return []any{}
	case huma.TypeInteger, huma.TypeNumber:
		if s.Minimum != nil {
			return *s.Minimum
		}
		return 1
	case huma.TypeBoolean:
		return true
	}
	return "甲"
}

// request is a well-formed request of an operation with the path's parts filled in.
func (s *site) request(o *huma.Operation, parts map[string]string) (path string, body any) {
	s.t.Helper()
	reg := s.api.huma.OpenAPI().Components.Schemas
	path = regexp.MustCompile(`\{(\w+)\}`).ReplaceAllStringFunc(o.Path, func(m string) string {
		v, ok := parts[strings.Trim(m, "{}")]
		if !ok {
			s.t.Fatalf("%s: say in the test what {%s} is", o.Path, m)
		}
		return v
	})
	var query []string
	for _, p := range o.Parameters {
		if p.In != "query" || !p.Required {
			continue
		}
		v := fmt.Sprint(sample(reg, p.Schema))
		if known, ok := map[string]string{"list": "project", "q": "甲", "date": today, "period": "2026-10", "year": "2026", "from": "0", "to": "0"}[p.Name]; ok {
			v = known
		}
		if strings.HasPrefix(o.Path, "/calendar") {
			v = today
		}
		query = append(query, p.Name+"="+v)
	}
	if query != nil {
		path += "?" + strings.Join(query, "&")
	}
	if o.RequestBody == nil {
		return path, nil
	}
	for media, content := range o.RequestBody.Content {
		if media == "multipart/form-data" {
			return path, upload{name: "清单.csv", content: []byte("项目名称,总投资（万元）\n甲,100\n")}
		}
		return path, sample(reg, content.Schema)
	}
	return path, nil
}

// absent are parts of a path behind which there is nothing.
var absent = map[string]string{"id": "01K00000000000000000000000", "code": "999999", "period": "2026-10", "seq": "999999", "file": "01K00000000000000000000000",
	"comment": "01K00000000000000000000000", "post": "01K00000000000000000000000", "grant": "01K00000000000000000000000",
	"no": "1", "sector": "999", "key": "nowhere", "list": "nowhere", "number": "9", "subject": "999999"}

func TestNobodyGetsAnything(t *testing.T) {
	s := newSite(t, sqlite(t))
	s.tokens["stranger"] = "lz_" + strings.Repeat("a", 43)
	for _, o := range s.api.operations() {
		path, body := s.request(o, absent)
		for _, who := range []string{"", "stranger"} {
			r := s.want(401, who, o.Method, path, body)
			if p := r.problem(t); p.Code != "unauthenticated" || !chinese(p.Detail) || r.header.Get("WWW-Authenticate") == "" {
				t.Errorf("%s: %+v", o.OperationID, p)
			}
		}
	}
}

func TestTheWrongRoleIsRefused(t *testing.T) {
	s := newSite(t, sqlite(t))
	people := []string{"sysadmin", "secadmin", "auditadmin", "factor", "tongguan", "chief", "office"}
	actors := map[string]authz.Actor{}
	for _, login := range people {
		a, err := s.Org.Actor(context.Background(), s.people[login], "api", "")
		if err != nil {
			t.Fatal(err)
		}
		actors[login] = a
	}
	for _, o := range s.api.operations() {
		need := o.Metadata[permKey].([]authz.Perm)
		if need[0] == authz.SignedIn || need[0] == authz.OrgView {
			continue // every role has them
		}
		refused := 0
		path, body := s.request(o, absent)
		for _, login := range people {
			if slices.ContainsFunc(need, actors[login].Can) {
				if r := s.do(login, o.Method, path, body); r.status == 403 && r.problem(t).Detail == "" {
					t.Errorf("%s: 403 to %s, who may", o.OperationID, login)
				}
				continue
			}
			refused++
			if p := s.want(403, login, o.Method, path, body).problem(t); p.Code != "forbidden" || !chinese(p.Detail) {
				t.Errorf("%s as %s: %+v", o.OperationID, login, p)
			}
		}
		if refused == 0 {
			t.Errorf("%s is refused to no role", o.OperationID)
		}
	}
}

// empty are the operations that have another answer for a path behind which there is nothing: papers over no project, and a period that
// is frozen belatedly with nothing to keep.
var empty = map[string]int{"get-bulletin": 422, "list-bulletin-projects": 422, "get-dispatch": 422, "list-dispatch-projects": 422, "freeze-period": 422}

func TestWhatIsNotThere(t *testing.T) {
	s := newSite(t, sqlite(t))
	able := map[authz.Perm]string{authz.OrgEdit: "sysadmin", authz.Secure: "secadmin", authz.Audit: "auditadmin", authz.Instruct: "chief"}
	for _, o := range s.api.operations() {
		if !strings.Contains(o.Path, "{") {
			continue
		}
		who := able[o.Metadata[permKey].([]authz.Perm)[0]]
		if who == "" {
			who = "office"
		}
		status := empty[o.OperationID]
		if status == 0 {
			status = 404
		}
		path, body := s.request(o, absent)
		if p := s.want(status, who, o.Method, path, body).problem(t); !chinese(p.Detail) {
			t.Errorf("%s: %+v", o.OperationID, p)
		}
	}
}

// TestOtherUnitsSeeNothing asks for records of another county, by every operation that names one: they are not there.
func TestOtherUnitsSeeNothing(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		ctx := context.Background()
		p := s.project(project.Project{Name: "高精铜板带", Stage: project.Started, ChainID: s.chains[0], TotalInvest: 12e8, YearPlan: 1e8})
		firm, err := s.Enterprises.Create(ctx, program, enterprise.Enterprise{Name: "铜业公司", Region: "340705", UnitID: s.units["铜官区发改委"]})
		if err != nil {
			t.Fatal(err)
		}
		note, err := s.Comments.Add(ctx, program, p.Ref(), comment.New{Body: "抓紧", Instruction: true})
		if err != nil {
			t.Fatal(err)
		}
		batch := s.want(201, "tongguan", "POST", "/imports?list=project", upload{name: "清单.csv", content: []byte("项目名称,总投资（万元）\n甲,100\n")}).json(t)["id"].(string)
		if err := s.Projects.FillReport(ctx, program, project.Report{ProjectID: p.ID, Period: "2026-10", Done: 1e6, Progress: "主体封顶"}); err != nil {
			t.Fatal(err)
		}
		file := s.want(201, "tongguan", "POST", "/projects/"+p.ID+"/files", upload{name: "合同.pdf", content: []byte("%PDF-1.4")}).json(t)["id"].(string)
		ids := map[string]string{"/projects": p.ID, "/enterprises": firm.ID, "/chains": s.chains[0], "/imports": batch, "/units": s.units["铜官区发改委"],
			"/accounts": s.people["tongguan"], "/opportunities": absent["id"]}
		before := s.dump()
		for _, o := range s.api.operations() {
			root := "/" + strings.Split(o.Path, "/")[1]
			yian, err := s.Org.Actor(ctx, s.people["yian"], "api", "")
			if err != nil {
				t.Fatal(err)
			}
			if ids[root] == "" || !strings.Contains(o.Path, "{id}") || !slices.ContainsFunc(o.Metadata[permKey].([]authz.Perm), yian.Can) {
				continue
			}
			parts := maps.Clone(absent)
			parts["id"], parts["comment"], parts["file"] = ids[root], note.ID, file
			path, body := s.request(o, parts)
			if r := s.want(404, "yian", o.Method, path, body); r.problem(t).Code != "not_found" {
				t.Errorf("%s: %s", o.OperationID, r.body)
			}
		}
		if after := s.dump(); after != before {
			t.Errorf("something was written by requests that were refused")
		}
		for _, path := range []string{"/projects", "/enterprises", "/chains", "/imports", "/units?name=铜官", "/accounts?name=tongguan"} {
			got := s.want(200, "yian", "GET", path, nil).body
			for _, id := range ids {
				if strings.Contains(string(got), id) {
					t.Errorf("%s shows %s to another county", path, id)
				}
			}
		}
	})
}

// dump is the head of the journal: it changes with every change.
func (s *site) dump() string {
	h, err := s.Journal.Head(context.Background())
	if err != nil {
		s.t.Fatal(err)
	}
	return h.Root
}

func TestSessionsOfTheBrowser(t *testing.T) {
	s := newSite(t, sqlite(t))
	cookie := s.cookie("office")
	if me := s.want(200, "", "GET", "/me", nil, "Cookie", cookie).json(t); me["login"] != "office" || me["scope"].(map[string]any)["all"] != true {
		t.Errorf("me: %v", me)
	}
	made := s.want(201, "", "POST", "/me/tokens", `{"name":"报表","days":7}`, "Cookie", cookie).json(t)
	s.tokens["fresh"] = made["token"].(string)
	s.want(200, "fresh", "GET", "/me", nil)
	s.want(403, "fresh", "POST", "/me/tokens", `{"name":"再来","days":7}`)
	for _, h := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://elsewhere.example"}} {
		p := s.want(403, "", "POST", "/me/tokens", `{"name":"别站","days":7}`, append(h, "Cookie", cookie)...).problem(t)
		if !chinese(p.Detail) {
			t.Errorf("%+v", p)
		}
	}
	s.want(204, "", "DELETE", "/me/tokens/"+made["id"].(string), nil, "Cookie", cookie)
	s.want(401, "fresh", "GET", "/me", nil)
	s.want(401, "", "GET", "/me", nil, "Authorization", "Basic b2ZmaWNlOng=")
	s.want(401, "", "GET", "/me", nil, "Cookie", s.Cookie+"=elsewhere")
}

// session signs the person in by password and gives the token of the session.
func (s *site) session(login string) string {
	s.t.Helper()
	in, err := s.Org.Login(context.Background(), org.Attempt{Login: login, Password: firstPassword})
	if err != nil {
		s.t.Fatal(err)
	}
	return in.Token
}

func TestTheFirstPasswordOpensNothing(t *testing.T) {
	s := newSite(t, sqlite(t))
	ctx := context.Background()
	if _, err := s.Org.CreateAccount(ctx, program, org.Account{Login: "fresh", Name: "新人", UnitID: s.units["市工信局"]}, firstPassword, ""); err != nil {
		t.Fatal(err)
	}
	in, err := s.Org.Login(ctx, org.Attempt{Login: "fresh", Password: firstPassword})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/me", "/projects"} {
		if p := s.want(401, "", "GET", path, nil, "Cookie", s.Cookie+"="+in.Token).problem(t); !strings.Contains(p.Detail, "密码") {
			t.Errorf("%s: %+v", path, p)
		}
	}
}

func TestUnknownPathsAndMethods(t *testing.T) {
	s := newSite(t, sqlite(t))
	if p := s.want(404, "office", "GET", "/nothing", nil).problem(t); !chinese(p.Detail) {
		t.Errorf("%+v", p)
	}
	r := s.want(405, "office", "DELETE", "/projects", nil)
	if r.header.Get("Allow") != "GET, POST" || !chinese(r.problem(t).Detail) {
		t.Errorf("%s: %s", r.header.Get("Allow"), r.body)
	}
	for _, path := range []string{"/openapi.json", "/openapi-3.0.json"} {
		var spec struct{ OpenAPI string }
		if err := json.Unmarshal(s.want(200, "", "GET", path, nil).body, &spec); err != nil || !strings.HasPrefix(spec.OpenAPI, "3.") {
			t.Errorf("%s: %v %v", path, spec, err)
		}
	}
}
