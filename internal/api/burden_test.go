package api

import (
	"context"
	"net/http/httptest"
	"slices"
	"testing"

	"lianzhang/internal/platform/authz"
)

// TestWritesOfProgramsAreNoted: what a program wrote is noted by its operation; what it read, what was refused, and what a browser's
// session wrote is not.
func TestWritesOfProgramsAreNoted(t *testing.T) {
	s := newSite(t, sqlite(t))
	var noted []string
	s.Deps.Wrote = func(_ context.Context, a authz.Actor, pattern string) { noted = append(noted, a.ID+" "+pattern) }
	s.server = httptest.NewServer(Handler(s.Deps))
	t.Cleanup(s.server.Close)
	s.want(200, "tongguan", "GET", "/projects", nil)
	s.want(422, "tongguan", "POST", "/projects", object{"name": ""})
	s.want(201, "", "POST", "/me/tokens", object{"name": "网页", "days": 7}, "Cookie", s.cookie("tongguan"))
	id := s.want(201, "tongguan", "POST", "/projects", object{"name": "铜箔", "region": "340705", "stage": "talks"}).json(t)["id"].(string)
	s.want(201, "tongguan", "POST", "/projects/"+id+"/comments", object{"body": "已联系"})
	if want := []string{s.people["tongguan"] + " POST " + prefix + "/projects", s.people["tongguan"] + " POST " + prefix + "/projects/{id}/comments"}; !slices.Equal(noted, want) {
		t.Errorf("noted %q, want %q", noted, want)
	}
}
