package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"lianzhang/internal/atlas"
	"lianzhang/internal/chain"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/chain/match"
	"lianzhang/internal/checkup"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/gap"
	"lianzhang/internal/importing"
	"lianzhang/internal/importing/targets"
	"lianzhang/internal/lead"
	"lianzhang/internal/meeting"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/policy"
	"lianzhang/internal/project"
	"lianzhang/internal/report"
	"lianzhang/internal/review"
	"lianzhang/internal/talent"
	"lianzhang/internal/target"
	"lianzhang/internal/task"
	"lianzhang/internal/ticket"
	"lianzhang/internal/view"
	"lianzhang/internal/visit"
	"lianzhang/internal/web"
)

const (
	today         = "2026-11-22"
	firstPassword = "Copper#Basin8"
)

var program = authz.System("cli")

// site is a small city: two counties, a few departments, people of every role, two chains.
type site struct {
	Deps
	t      testing.TB
	api    *api
	server *httptest.Server
	units  map[string]string // short name → id
	people map[string]string // login → account id
	tokens map[string]string // login → token
	chains []string

	answered map[string]bool // operations that have answered well
}

func eachSite(t *testing.T, fn func(t *testing.T, s *site)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { fn(t, newSite(t, d)) })
}

func sqlite(t testing.TB) *db.DB { return dbtest.SQLite(t) }

func newSite(t testing.TB, d *db.DB) *site {
	t.Helper()
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})))
	s := &site{t: t, units: map[string]string{}, people: map[string]string{}, tokens: map[string]string{}, answered: map[string]bool{}}
	s.Deps = wire(t, d)
	s.found()
	s.api = newAPI(s.Deps)
	s.server = httptest.NewServer(Handler(s.Deps))
	t.Cleanup(s.server.Close)
	return s
}

func wire(t testing.TB, d *db.DB) Deps {
	t.Helper()
	var ticks atomic.Int64 // every look at the clock is a millisecond later, so that what comes after is later
	noon := clock.At(today).Now()
	now := clock.Clock(func() time.Time { return noon.Add(time.Duration(ticks.Add(1)) * time.Millisecond) })
	s := Deps{Clock: now, Journal: journal.New(d), Calendar: workday.Default, MaxFile: 1 << 20, Status: web.Status, Cookie: web.SessionCookie}
	s.Run = &change.Runner{DB: d, Journal: s.Journal, Clock: now}
	s.Org = org.New(s.Run, org.Options{Cost: org.Cost{MemoryKiB: 32, Passes: 1}})
	s.Chains, s.Enterprises = &chain.Service{Run: s.Run}, &enterprise.Service{Run: s.Run}
	s.Graph = &graph.Service{Run: s.Run, Chains: s.Chains}
	s.Tickets = ticket.New(s.Run, s.Org, s.Chains)
	s.Talent, s.Atlas = talent.New(s.Run), &atlas.Service{Run: s.Run}
	s.Projects = &project.Service{Run: s.Run}
	s.Match = &match.Service{Run: s.Run, Graph: s.Graph, Chains: s.Chains, Firms: s.Enterprises}
	s.Gaps = &gap.Service{Run: s.Run, Chains: s.Chains, Graph: s.Graph, Match: s.Match, Firms: s.Enterprises, Projects: s.Projects, Org: s.Org}
	s.Targets = &target.Service{Run: s.Run}
	s.Leads = &lead.Service{Run: s.Run, Projects: s.Projects, Targets: s.Targets, Calendar: s.Org.Working}
	s.Review = &review.Service{Run: s.Run, Projects: s.Projects}
	s.Projects.Judge = s.Review
	s.Policy = &policy.Service{Run: s.Run, Chains: s.Chains, Projects: s.Projects}
	s.Report = &report.Service{Projects: s.Projects, Review: s.Review, Chains: s.Chains, Org: s.Org, Clock: now, Calendar: s.Calendar}
	s.Views, s.Comments = &view.Service{Run: s.Run}, &comment.Service{Run: s.Run}
	s.Tasks = &task.Service{Run: s.Run, Org: s.Org, Comments: s.Comments, Calendar: s.Org.Working}
	s.Meetings = &meeting.Service{Run: s.Run, Org: s.Org, Chains: s.Chains, Projects: s.Projects, Gaps: s.Gaps, Tasks: s.Tasks, Calendar: s.Org.Working}
	s.Visits = &visit.Service{Run: s.Run, Org: s.Org, Firms: s.Enterprises, Tickets: s.Tickets}
	s.Checkup = &checkup.Service{Run: s.Run}
	wireFigures(&s, d)
	s.Notify = newNotify(&s)
	var err error
	if s.Files, err = attach.Open(filepath.Join(t.TempDir(), "files"), s.MaxFile); err != nil {
		t.Fatal(err)
	}
	s.Imports = &importing.Service{Run: s.Run, Files: s.Files, Targets: targets.All(s.Projects, s.Enterprises, s.Chains, s.Org), Names: targets.Names(s.Org, s.Chains, s.Enterprises),
		Home: func(context.Context) string { return "340700" }, Create: map[string]importing.Creator{chain.Kind: targets.Chains(s.Chains)}}
	for _, install := range []func(context.Context) error{s.Review.Install, s.Formulas.Install} {
		if err := install(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func (s *site) found() {
	ctx := context.Background()
	if _, err := s.Org.Bootstrap(ctx, org.Setup{Site: "铜陵链长", RegionCode: "340700", RegionName: "铜陵市", Password: firstPassword, Settled: true}); err != nil {
		s.t.Fatal(err)
	}
	for _, r := range []org.Region{{ID: "340705", Name: "铜官区", Kind: org.County, Parent: "340700"}, {ID: "340706", Name: "义安区", Kind: org.County, Parent: "340700"}} {
		if _, err := s.Org.CreateRegion(ctx, program, r, ""); err != nil {
			s.t.Fatal(err)
		}
	}
	for _, u := range []org.Unit{{Name: "市工信局", Region: "340700"}, {Name: "铜官区发改委", Region: "340705"}, {Name: "义安区发改委", Region: "340706"}} {
		made, err := s.Org.CreateUnit(ctx, program, u, "")
		if err != nil {
			s.t.Fatal(err)
		}
		s.units[u.Name] = made.ID
	}
	d, err := s.Org.Directory(ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, login := range []string{"sysadmin", "secadmin", "auditadmin", "office"} {
		s.sign(login, d.AccountByLogin(login).ID)
	}
	for _, name := range []string{"铜基新材料", "物联网"} {
		c, err := s.Chains.Create(ctx, program, chain.Chain{Name: name, Region: "340700"})
		if err != nil {
			s.t.Fatal(err)
		}
		s.chains = append(s.chains, c.ID)
	}
	s.person("tongguan", "铜官区发改委", authz.RoleLeadUnit)
	s.person("yian", "义安区发改委", authz.RoleLeadUnit)
	s.person("factor", "市工信局", authz.RoleFactor)
	s.person("chief", "市工信局", authz.RoleChief)
}

// person adds somebody with a role over the region of the own unit, and a token.
func (s *site) person(login, unit string, role authz.Role) {
	s.t.Helper()
	ctx := context.Background()
	a, err := s.Org.CreateAccount(ctx, program, org.Account{Login: login, Name: login + "同志", UnitID: s.units[unit]}, firstPassword, "")
	if err == nil {
		err = s.Org.Settle(ctx, a.ID)
	}
	if err == nil {
		_, err = s.Org.GrantRole(ctx, program, org.Grant{AccountID: a.ID, Role: role}, "")
	}
	if err != nil {
		s.t.Fatal(err)
	}
	s.sign(login, a.ID)
}

func (s *site) sign(login, id string) {
	s.t.Helper()
	ctx := context.Background()
	actor, err := s.Org.Actor(ctx, id, "web", "")
	if err != nil {
		s.t.Fatal(err)
	}
	plain, _, err := s.Org.CreateToken(ctx, actor, "测试", 30)
	if err != nil {
		s.t.Fatal(err)
	}
	s.people[login], s.tokens[login] = id, plain
}

// project adds one in 铜官区 that has a unit there.
func (s *site) project(p project.Project) *project.Project {
	s.t.Helper()
	if p.Region == "" {
		p.Region, p.UnitID = "340705", s.units["铜官区发改委"]
	}
	made, err := s.Projects.Create(context.Background(), program, p)
	if err != nil {
		s.t.Fatal(err)
	}
	return made
}

// reply is what came back.
type reply struct {
	status int
	header http.Header
	body   []byte
}

func (r reply) json(t testing.TB) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal(r.body, &v); err != nil {
		t.Fatalf("%d, not JSON: %v: %s", r.status, err, r.body)
	}
	return v
}

func (r reply) problem(t testing.TB) Problem {
	t.Helper()
	var p Problem
	if ct := r.header.Get("Content-Type"); ct != "application/problem+json" {
		t.Fatalf("%d %s, want a problem: %s", r.status, ct, r.body)
	}
	if err := json.Unmarshal(r.body, &p); err != nil {
		t.Fatal(err)
	}
	return p
}

// do asks as the person ("" = nobody); a body that is no string or bytes is sent as JSON. Every JSON answer is held
// against the specification.
func (s *site) do(who, method, path string, body any, header ...string) reply {
	s.t.Helper()
	var r io.Reader
	kind := "application/json"
	switch b := body.(type) {
	case nil:
	case string:
		r = strings.NewReader(b)
	case upload:
		r, kind = b.form(s.t)
	default:
		enc, err := json.Marshal(b)
		if err != nil {
			s.t.Fatal(err)
		}
		r = bytes.NewReader(enc)
	}
	req, err := http.NewRequest(method, s.server.URL+prefix+path, r)
	if err != nil {
		s.t.Fatal(err)
	}
	if body != nil {
		req.Header.Set("Content-Type", kind)
	}
	if who != "" {
		req.Header.Set("Authorization", "Bearer "+s.tokens[who])
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	out := reply{status: res.StatusCode, header: res.Header}
	if out.body, err = io.ReadAll(res.Body); err != nil {
		s.t.Fatal(err)
	}
	s.holds(method, path, out)
	return out
}

// want asks and demands a status.
func (s *site) want(status int, who, method, path string, body any, header ...string) reply {
	s.t.Helper()
	r := s.do(who, method, path, body, header...)
	if r.status != status {
		s.t.Fatalf("%s %s as %q: %d, want %d: %s", method, path, who, r.status, status, r.body)
	}
	return r
}

// holds holds a JSON answer against its schema in the specification.
func (s *site) holds(method, path string, r reply) {
	s.t.Helper()
	req := httptest.NewRequest(method, prefix+path, nil)
	_, pattern := s.api.mux.Handler(req)
	media, _, _ := strings.Cut(r.header.Get("Content-Type"), ";")
	for _, o := range s.api.operations() {
		if o.Method+" "+prefix+o.Path != pattern {
			continue
		}
		s.answered[o.OperationID] = s.answered[o.OperationID] || r.status < 300
		if media == "" {
			return
		}
		answer := o.Responses[fmt.Sprint(r.status)]
		if r.status >= 400 {
			answer = o.Responses["default"]
		}
		if answer == nil || answer.Content[media] == nil {
			if !(r.status < 300 && strings.HasPrefix(o.OperationID, "download-")) { // a file has its own type
				s.t.Errorf("%s answers %d %s, which the specification does not know", pattern, r.status, media)
			}
			return
		}
		if !strings.HasSuffix(media, "json") {
			return
		}
		var v any
		if err := json.Unmarshal(r.body, &v); err != nil {
			s.t.Errorf("%s: %v: %s", pattern, err, r.body)
			return
		}
		res := &huma.ValidateResult{}
		huma.Validate(s.api.huma.OpenAPI().Components.Schemas, answer.Content[media].Schema, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, v, res)
		for _, e := range res.Errors {
			s.t.Errorf("%s, %d: the answer breaks the specification: %v", pattern, r.status, e)
		}
	}
}

// upload is a multipart form with one file.
type upload struct {
	name    string
	content []byte
	fields  map[string]string
}

func (u upload) form(t testing.TB) (io.Reader, string) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for name, value := range u.fields {
		if err := m.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	w, err := m.CreateFormFile("file", u.name)
	if err == nil {
		_, err = w.Write(u.content)
	}
	if err == nil {
		err = m.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return &b, m.FormDataContentType()
}
