package org

import (
	"strings"
	"testing"
	"time"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/secret"
)

func TestTokens(t *testing.T) {
	eachSite(t, Options{}, func(t *testing.T, s *site) {
		ctx, office := t.Context(), s.as("office")
		plain, tok, err := s.CreateToken(ctx, office, " 数据大屏 ", 30)
		if err != nil || !strings.HasPrefix(plain, "lz_") || tok.Name != "数据大屏" {
			t.Fatal(plain, tok, err)
		}
		s.later(time.Hour)
		got, err := s.AuthenticateToken(ctx, plain)
		if err != nil || got.AccountID != s.who["office"] || got.UsedAt != 0 {
			t.Fatalf("%+v, %v", got, err)
		}
		s.TouchToken(ctx, got)
		if l := s.must(s.Tokens(ctx, s.who["office"])).([]Token); len(l) != 1 || l[0].UsedAt != s.now.UnixMicro() {
			t.Errorf("tokens %+v", l)
		}
		for _, bad := range []string{"", "lz_", plain[3:], plain + "x", tok.ID, "lz_" + strings.Repeat("A", 43), strings.Repeat("lz_", 9999)} {
			if _, err := s.AuthenticateToken(ctx, bad); errs.CodeOf(err) != errs.Unauthenticated {
				t.Errorf("%.50q: %v", bad, err)
			}
		}
		if err := s.RevokeToken(ctx, s.as("auditadmin"), tok.ID); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("somebody else revoked it: %v", err)
		}
		if err := s.RevokeToken(ctx, office, tok.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := s.AuthenticateToken(ctx, plain); err == nil {
			t.Error("alive after revocation")
		}
		plain, _, _ = s.CreateToken(ctx, office, "短期", 1)
		s.later(24 * time.Hour)
		if _, err := s.AuthenticateToken(ctx, plain); errs.CodeOf(err) != errs.Unauthenticated {
			t.Errorf("alive after its day: %v", err)
		}
		err = journal.Scan(ctx, s.db, new(db.Where), "", func(e *journal.Entry) error {
			if strings.Contains(e.Data+e.Reason, plain) || strings.Contains(e.Data+e.Reason, secret.Digest(plain)) || e.Table == "api_token" || e.Table == "credential" {
				t.Errorf("the journal holds a secret: %+v", e)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestTokenInput(t *testing.T) {
	s := newSiteSQLite(t)
	for _, c := range []struct {
		name string
		days int
	}{{"", 30}, {"  ", 30}, {strings.Repeat("长", 51), 30}, {"a", 0}, {"a", 367}, {"a", -1}} {
		if _, _, err := s.CreateToken(t.Context(), s.as("office"), c.name, c.days); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%q for %d days: %v", c.name, c.days, err)
		}
	}
	api := s.as("office")
	api.Via = "api"
	if _, _, err := s.CreateToken(t.Context(), api, "a", 1); errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("a token made a token: %v", err)
	}
	for range maxTokens {
		if _, _, err := s.CreateToken(t.Context(), s.as("office"), "a", 1); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := s.CreateToken(t.Context(), s.as("office"), "a", 1); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("one token too many: %v", err)
	}
}

func TestTokensOfStoppedPeople(t *testing.T) {
	s := newSiteSQLite(t)
	id := s.person("li", "市发改委", "office")
	plain, _, err := s.CreateToken(t.Context(), s.as("li"), "a", 30)
	if err != nil {
		t.Fatal(err)
	}
	in := s.signIn("li")
	s.must(nil, s.SetAccountActive(t.Context(), s.as("sysadmin"), id, false, "调离"))
	if _, err := s.AuthenticateToken(t.Context(), plain); errs.CodeOf(err) != errs.Unauthenticated {
		t.Errorf("token: %v", err)
	}
	if _, err := s.Authenticate(t.Context(), in.Token); errs.CodeOf(err) != errs.Unauthenticated {
		t.Errorf("session: %v", err)
	}
}
