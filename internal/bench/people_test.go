package bench

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/web"
)

// The people who ask over HTTP: an office that sees the city, and a lead unit that sees its own projects and its chain's.
const (
	office = "bench-office"
	lead   = "bench-lead"
)

func (s *site) people(ctx context.Context) error {
	for _, p := range []struct {
		login, unit string
		role        authz.Role
		root        org.Grant
	}{{office, s.units[20], authz.RoleOffice, org.Grant{Region: cityCode}}, {lead, s.units[1], authz.RoleLeadUnit, org.Grant{UnitID: s.units[1]}}} {
		a, err := s.Org.CreateAccount(ctx, program, org.Account{Login: p.login, Name: p.login, UnitID: p.unit}, password, "")
		if err != nil {
			return err
		}
		if err := s.Org.Settle(ctx, a.ID); err != nil {
			return err
		}
		p.root.AccountID, p.root.Role = a.ID, p.role
		if _, err := s.Org.GrantRole(ctx, program, p.root, ""); err != nil {
			return err
		}
		if p.login == lead {
			_, err = s.Org.Appoint(ctx, program, org.Post{ChainID: s.chains[1], Region: cityCode, Kind: org.PostLeadUnit, Holder: a.Name, AccountID: a.ID,
				UnitID: a.UnitID, Title: "牵头单位", StartOn: "2024-01-01"}, "", "")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// signIn opens a session by the machine's clock, as a server started on this database will measure it.
func (s *site) signIn(b *testing.B, login string) *http.Cookie {
	b.Helper()
	at := s.now.Load()
	s.now.Store(clock.Clock(clock.System))
	defer s.now.Store(at)
	in, err := s.Org.Login(context.Background(), org.Attempt{Login: login, Password: password})
	if err != nil {
		b.Fatal(err)
	}
	return &http.Cookie{Name: web.SessionCookie, Value: in.Token, Path: "/"}
}

// serve answers on the loopback, as the program does.
func (s *site) serve(b *testing.B) *httptest.Server {
	b.Helper()
	s.now.Store(clock.Clock(clock.System)) // sessions run by it
	h, err := s.Handler()
	if err != nil {
		b.Fatal(err)
	}
	srv := httptest.NewServer(h)
	b.Cleanup(srv.Close)
	return srv
}
