package server_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"

	"lianzhang/internal/demo"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/server"
	"lianzhang/internal/web"
)

// TestRoutesAreThoseOfTheList: a new route, or another permission on one, is seen in a review. UPDATE_GOLDEN=1 rewrites the list.
func TestRoutesAreThoseOfTheList(t *testing.T) {
	app := open(t, t.TempDir(), "", 0)
	routes, err := app.Routes()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, r := range routes {
		lines = append(lines, fmt.Sprintf("%-60s %s", r.Pattern, r.Perm))
	}
	sort.Strings(lines)
	got := strings.Join(lines, "\n") + "\n"
	const golden = "testdata/routes.golden.txt"
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("routes differ from %s; look at the difference, then UPDATE_GOLDEN=1:\n%s", golden, got)
	}
}

// visitor asks as one account.
type visitor struct {
	t      *testing.T
	h      http.Handler
	cookie *http.Cookie
}

func visit(t *testing.T, app *server.App, h http.Handler, login string) *visitor {
	t.Helper()
	v := &visitor{t: t, h: h}
	if login == "" {
		return v
	}
	in, err := app.Org.Login(t.Context(), org.Attempt{Login: login, Password: demo.Password, Address: "test"})
	if err != nil {
		t.Fatalf("%s: %v", login, err)
	}
	v.cookie = &http.Cookie{Name: web.SessionCookie, Value: in.Token}
	return v
}

func (v *visitor) ask(pattern, id string) *httptest.ResponseRecorder {
	method, path, _ := strings.Cut(pattern, " ")
	path = regexp.MustCompile(`\{[^}]+\}`).ReplaceAllStringFunc(path, func(p string) string {
		switch {
		case p == "{$}":
			return ""
		case strings.Contains(p, "period") || strings.Contains(p, "month"):
			return "2026-10"
		case strings.Contains(p, "week"):
			return "2026-W47"
		}
		return id
	})
	r := httptest.NewRequest(method, path, strings.NewReader(""))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if v.cookie != nil {
		r.AddCookie(v.cookie)
	}
	w := httptest.NewRecorder()
	v.h.ServeHTTP(w, r)
	return w
}

// holders are accounts of the demonstration city among which each permission has one who holds it and one who does not.
func holders() map[string]authz.Role {
	return map[string]authz.Role{"office": authz.RoleOffice, "zong": authz.RoleChief, "sysadmin": authz.RoleSystem, "secadmin": authz.RoleSecurity,
		"auditadmin": authz.RoleAudit, "ziran": authz.RoleFactor}
}

func pick(perm authz.Perm, holds bool) string {
	names := []string{"office", "zong", "ziran", "sysadmin", "secadmin", "auditadmin"}
	if !holds {
		slices.Reverse(names)
	}
	for _, login := range names {
		if (authz.Actor{Roles: []authz.Role{holders()[login]}}).Can(perm) == holds {
			return login
		}
	}
	return ""
}

// TestEveryRouteKeepsItsDoor asks every route as nobody, as a person without the permission, with the id of a record that does
// not exist, and with the id of a project that belongs to another county.
func TestEveryRouteKeepsItsDoor(t *testing.T) {
	app := city(t)
	h, err := app.Handler()
	if err != nil {
		t.Fatal(err)
	}
	routes, err := app.Routes()
	if err != nil {
		t.Fatal(err)
	}
	visitors := map[string]*visitor{"": visit(t, app, h, ""), "county1": visit(t, app, h, "county1")}
	for login := range holders() {
		visitors[login] = visit(t, app, h, login)
	}
	foreign := elsewhere(t, app)
	asked := 0
	for _, r := range routes {
		if r.Perm == authz.Public {
			continue
		}
		asked++
		if w := visitors[""].ask(r.Pattern, foreign); w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/login") {
			t.Errorf("%s answers nobody with %d %s", r.Pattern, w.Code, w.Header().Get("Location"))
		}
		if login := pick(r.Perm, false); login != "" && r.Perm != authz.SignedIn {
			if w := visitors[login].ask(r.Pattern, foreign); w.Code != http.StatusForbidden {
				t.Errorf("%s answers %s, who lacks %s, with %d", r.Pattern, login, r.Perm, w.Code)
			}
		}
		if !strings.Contains(r.Pattern, "{") || strings.Contains(r.Pattern, "{$}") || strings.HasSuffix(r.Pattern, "logout") {
			continue
		}
		holder := pick(r.Perm, true)
		if holder == "" {
			t.Errorf("nobody of the test holds %s", r.Perm)
			continue
		}
		if w := visitors[holder].ask(r.Pattern, "01J00000000000000000000000"); !refused(r.Pattern, w.Code) {
			t.Errorf("%s answers a missing record with %d", r.Pattern, w.Code)
		}
		if strings.Contains(r.Pattern, " /projects/{id}") && (authz.Actor{Roles: []authz.Role{authz.RolePark}}).Can(r.Perm) {
			if w := visitors["county1"].ask(r.Pattern, foreign); w.Code != http.StatusNotFound {
				t.Errorf("%s shows another county's project: %d", r.Pattern, w.Code)
			}
		}
	}
	if asked < 60 {
		t.Errorf("only %d routes were asked", asked)
	}
	t.Logf("%d routes", asked)
}

// refused: a record that does not exist gives 404. A form without its fields may be refused for that first (422), and what names no
// record but a period, a kind or a code may do either; nothing succeeds and nothing breaks.
func refused(pattern string, code int) bool {
	if code == http.StatusNotFound {
		return true
	}
	recordless := regexp.MustCompile(`\{(period|month|week|kind|list|date|year|level|name|size|seq)[^}]*\}`).MatchString(pattern)
	return code == http.StatusUnprocessableEntity && (strings.HasPrefix(pattern, "POST") || recordless) || recordless && code == http.StatusOK
}

// elsewhere is the id of a project outside the first county.
func elsewhere(t *testing.T, app *server.App) string {
	t.Helper()
	d, err := app.Org.Directory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	a := d.AccountByLogin("county1")
	rows, err := app.Projects.Select(t.Context(), app.DB, server.Program().Scope,
		new(db.Where).And("t.region <> ? AND t.unit_id <> ?", a.Region, a.UnitID), "ORDER BY t.id LIMIT 1")
	if err != nil || len(rows) == 0 {
		t.Fatalf("no project elsewhere: %v", err)
	}
	return rows[0].ID
}
