package admin_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/jobs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/web"
	"lianzhang/internal/web/admin"
	adminjournal "lianzhang/internal/web/admin/journal"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/signin"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/webtest"
)

const today = "2026-11-20"

// serve puts the administration upon a small city.
func serve(t *testing.T) (*webtest.Site, []web.Route) {
	t.Helper()
	return serveOn(t, dbtest.SQLite(t))
}

func serveOn(t *testing.T, d *db.DB) (*webtest.Site, []web.Route) {
	t.Helper()
	s := webtest.NewOn(t, d, today)
	runner := jobs.New(s.DB, s.Run.Clock, jobs.Options{Node: "test", Poll: 10 * time.Millisecond, Kinds: map[string]jobs.Kind{
		adminjournal.VerifyJob: {Attempts: 1, Run: func(ctx context.Context, task *jobs.Task) (string, error) {
			var opt journal.Options
			if task.Payload != "" {
				p, err := journal.ParseCheckpoint(task.Payload)
				if err != nil {
					return "", err
				}
				opt.Checkpoints = append(opt.Checkpoints, p)
			}
			report, err := journal.Verify(ctx, s.DB, opt)
			if err != nil {
				return "", err
			}
			b, err := json.Marshal(report)
			return string(b), err
		}}}})
	work, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { runner.Work(work); close(done) }()
	t.Cleanup(func() { stop(); <-done })
	routes := admin.Routes(admin.Deps{Run: s.Run, Org: s.Org, Chains: s.Chains, Review: s.Review, Jobs: runner, Kit: s.Lists, Trail: &trail.Trail{DB: s.DB, Kit: s.Lists},
		Checkpoint: func(ctx context.Context, note string) (adminjournal.Checkpoint, error) {
			return s.Run.Journal.Checkpoint(ctx, s.Run.Clock, "景川", note)
		}})
	s.Serve(t, append(routes, signin.Routes(signin.Deps{Org: s.Org})...), admin.Add, formpage.Add, listpage.Add, listing.Add, signin.Add)
	return s, routes
}

// v makes the values of a form.
func v(pairs ...string) url.Values {
	out := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		out.Add(pairs[i], pairs[i+1])
	}
	return out
}

// last is the newest entry of the journal about a record.
func last(t *testing.T, d *db.DB, kind, id string) journal.Event {
	t.Helper()
	events, _, err := journal.History(t.Context(), d, record.Ref{Kind: kind, ID: id}, journal.Page{Size: 1})
	if err != nil || len(events) == 0 {
		t.Fatalf("no entry about %s %s: %v", kind, id, err)
	}
	return events[0]
}

func directory(t *testing.T, s *webtest.Site) *org.Directory {
	t.Helper()
	d, err := s.Org.Directory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// who may and who may not, for each permission of the route table.
var askers = map[authz.Perm]struct{ may, mayNot string }{
	authz.OrgView: {"office", ""}, authz.OrgEdit: {"sysadmin", "secadmin"}, authz.Secure: {"secadmin", "sysadmin"}, authz.ProjectView: {"office", "sysadmin"},
	authz.LightAdopt: {"office", "factor"}, authz.Audit: {"auditadmin", "office"}, authz.SiteConfig: {"sysadmin", "secadmin"},
}

var hole = regexp.MustCompile(`\{[a-z]+\}`)

// TestEveryRoute: anonymous is sent to sign in, the wrong role is refused, what does not exist is not found.
func TestEveryRoute(t *testing.T) { dbtest.Each(t, everyRoute) }

func everyRoute(t *testing.T, d *db.DB) {
	s, routes := serveOn(t, d)
	for _, r := range routes {
		method, pattern, _ := strings.Cut(r.Pattern, " ")
		path := hole.ReplaceAllString(pattern, "nope")
		ask := func(login string) *webtest.Answer {
			c := s.As(t, login)
			if method == http.MethodGet {
				return c.Get(path)
			}
			return c.Post(path, v("reason", "试"))
		}
		if to := ask("").Want(http.StatusSeeOther).Header.Get("Location"); !strings.HasPrefix(to, "/login?") {
			t.Errorf("%s: anonymous led to %q", r.Pattern, to)
		}
		who, known := askers[r.Perm]
		if !known {
			t.Errorf("%s: permission %s has no asker in this test", r.Pattern, r.Perm)
			continue
		}
		if who.mayNot != "" {
			if got := ask(who.mayNot).Status; got != http.StatusForbidden {
				t.Errorf("%s: wrong role got %d", r.Pattern, got)
			}
		}
		if r.Pattern == "POST /admin/lights" { // a copy of a set that does not exist
			path += "?from=nope"
			pattern = ""
		}
		got := ask(who.may).Status
		if missing := path != pattern; missing && got != http.StatusNotFound || !missing && (got >= 500 || got == http.StatusForbidden || got == http.StatusNotFound) {
			t.Errorf("%s: right role got %d", r.Pattern, got)
		}
	}
}

// TestOtherUnit: who sees one county does not see another's units and people, in no page.
func TestOtherUnit(t *testing.T) {
	s, _ := serve(t)
	park := s.As(t, "park")
	lead := s.Actor(t, "lead")
	park.Get("/admin/units/" + s.Units["市发改委"]).Want(http.StatusNotFound)
	park.Get("/admin/users/" + lead.ID).Want(http.StatusNotFound)
	for _, path := range []string{"/admin/units", "/admin/units/tree", "/admin/users", "/admin/posts"} {
		body := park.Get(path).Want(http.StatusOK).Text("tbody")
		if strings.Contains(body, "市发改委") || strings.Contains(body, "发改委链办") || strings.Contains(body, "lead同志") {
			t.Errorf("%s shows another county's", path)
		}
	}
	if own := park.Get("/admin/users").Text("tbody"); !strings.Contains(own, "park同志") {
		t.Errorf("own people: %s", own)
	}
	if got := park.Get("/admin/regions").Text("tbody"); strings.Contains(got, "临港") || !strings.Contains(got, "东湖区") {
		t.Error(got)
	}
}

// TestOverview: each role finds its own part.
func TestOverview(t *testing.T) {
	s, _ := serve(t)
	for login, want := range map[string][]string{
		"sysadmin": {"组织与人员"}, "secadmin": {"组织与人员"}, "auditadmin": {"组织与人员", "审计"}, "office": {"组织与人员", "亮灯规则"}, "factor": {"组织与人员", "亮灯规则"},
	} {
		got := s.As(t, login).Get("/admin").Want(http.StatusOK).Texts(".desks h2")
		if strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%s sees %v, want %v", login, got, want)
		}
	}
	if got := s.As(t, "sysadmin").Get("/admin").Text(".sec.flush"); !strings.Contains(got, "2027年放假通知没有导入") {
		t.Errorf("system administrator: %q", got)
	}
	if got := s.As(t, "auditadmin").Get("/admin").Text(".sec.flush"); !strings.Contains(got, "该打印检查点了") {
		t.Errorf("audit administrator: %q", got)
	}
	if got := s.As(t, "secadmin").Get("/admin").Text(".sec.flush"); !strings.Contains(got, "没有登录过") {
		t.Errorf("security administrator: %q", got)
	}
}
