package org

import (
	"strings"
	"testing"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
)

func (s *site) holders(chain, on string) string {
	var out []string
	for _, p := range s.dir().Posts(chain, on) {
		out = append(out, p.Kind.Label()+p.Holder)
	}
	return strings.Join(out, " ")
}

func TestPostsAsOfADate(t *testing.T) {
	eachSite(t, Options{}, func(t *testing.T, s *site) {
		ctx, office := t.Context(), s.as("office")
		appoint := func(kind PostKind, holder, start, replaces string) string {
			t.Helper()
			p, err := s.Appoint(ctx, office, Post{ChainID: "copper", Region: "340700", Kind: kind, Holder: holder, StartOn: start}, replaces, "")
			if err != nil {
				t.Fatal(err)
			}
			return p.ID
		}
		zhang := appoint(PostChief, "张 三", "2024-03-01", "")
		appoint(PostDeputy, "赵六", "2024-03-01", "")
		li := appoint(PostChief, "李四", "2025-07-15", zhang)
		if err := s.Relieve(ctx, office, li, "2026-11-22", "调任"); err != nil {
			t.Fatal(err)
		}
		appoint(PostGeneral, "王五", "2026-01-01", "")
		for on, want := range map[string]string{
			"2024-02-29": "", "2024-03-01": "链长张三 副链长赵六", "2025-07-14": "链长张三 副链长赵六", "2025-07-15": "链长李四 副链长赵六",
			"2026-11-22": "总链长王五 链长李四 副链长赵六", "2026-11-23": "总链长王五 副链长赵六",
		} {
			if got := s.holders("copper", on); got != want {
				t.Errorf("on %s: %q; want %q", on, got, want)
			}
		}
		var all []string
		for _, p := range s.dir().PostHistory("copper") {
			all = append(all, p.Holder+p.StartOn[:4]+"-"+p.EndOn)
		}
		if got := strings.Join(all, " "); got != "王五2026- 李四2025-2026-11-22 张三2024-2025-07-14 赵六2024-" {
			t.Errorf("history: %s", got)
		}
	})
}

func TestBadPosts(t *testing.T) {
	eachSite(t, Options{}, func(t *testing.T, s *site) {
		ctx := t.Context()
		good := Post{ChainID: "copper", Region: "340700", Kind: PostChief, Holder: "张三", StartOn: "2026-01-01"}
		made := s.must(s.Appoint(ctx, s.as("office"), good, "", "")).(*Post)
		s.person("county", "义安区农业农村局")
		s.grant(s.who["county"], Grant{Role: authz.RoleOffice})
		for name, c := range map[string]struct {
			by       string
			edit     func(*Post)
			replaces string
			want     errs.Code
		}{
			"no date":             {"office", func(p *Post) { p.StartOn = "" }, "", errs.Invalid},
			"no such date":        {"office", func(p *Post) { p.StartOn = "2026-02-30" }, "", errs.Invalid},
			"ends before":         {"office", func(p *Post) { p.EndOn = "2025-12-31" }, "", errs.Invalid},
			"nobody":              {"office", func(p *Post) { p.Holder = " " }, "", errs.Invalid},
			"no such kind":        {"office", func(p *Post) { p.Kind = "king" }, "", errs.Invalid},
			"no chain":            {"office", func(p *Post) { p.ChainID = "" }, "", errs.Invalid},
			"unknown region":      {"office", func(p *Post) { p.Region = "9" }, "", errs.Invalid},
			"unknown account":     {"office", func(p *Post) { p.AccountID = "none" }, "", errs.Invalid},
			"unknown unit":        {"office", func(p *Post) { p.UnitID = "none" }, "", errs.Invalid},
			"lead unit, no unit":  {"office", func(p *Post) { p.Kind = PostLeadUnit }, "", errs.Invalid},
			"the same again":      {"office", func(*Post) {}, "", errs.Conflict},
			"other kind replaced": {"office", func(p *Post) { p.Kind, p.Holder = PostDeputy, "李四" }, made.ID, errs.Invalid},
			"replaced too early":  {"office", func(p *Post) { p.Holder = "李四" }, made.ID, errs.Invalid},
			"outside the scope":   {"county", func(p *Post) { p.Holder = "李四" }, "", errs.Forbidden},
			"without permission":  {"secadmin", func(p *Post) { p.Holder = "李四" }, "", errs.Forbidden},
			"inside the scope":    {"county", func(p *Post) { p.Region, p.ChainID = "340706", "sheep" }, "", ""},
		} {
			p := good
			c.edit(&p)
			if _, err := s.Appoint(ctx, s.as(c.by), p, c.replaces, ""); errs.CodeOf(err) != c.want {
				t.Errorf("%s: %v; want %q", name, err, c.want)
			}
		}
		for day, want := range map[string]errs.Code{"": errs.Invalid, "soon": errs.Invalid, "2025-12-31": errs.Invalid} {
			if err := s.Relieve(ctx, s.as("office"), made.ID, day, ""); errs.CodeOf(err) != want {
				t.Errorf("relieved on %q: %v", day, err)
			}
		}
		if err := s.Relieve(ctx, s.as("county"), made.ID, "2026-10-01", ""); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("relieved from outside: %v", err)
		}
		s.must(nil, s.Relieve(ctx, s.as("sysadmin"), made.ID, "2026-10-01", ""))
		if err := s.Relieve(ctx, s.as("office"), made.ID, "2026-10-01", ""); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("relieved twice: %v", err)
		}
	})
}
