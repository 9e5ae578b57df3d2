package ticket_test

import (
	"strings"
	"testing"
	"time"

	"lianzhang/internal/chain"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/ticket"
)

const city, donghu = "349900", "349902"

// site is a city with an office, two units with one person each, a chain with its posts, and one firm. Its time is set by hand.
type site struct {
	testing.TB
	now     time.Time
	run     *change.Runner
	org     *org.Service
	tickets *ticket.Service
	files   *attach.Dir
	units   map[string]string
	people  map[string]string
	chain   string
	firm    string
	posts   map[string]string
}

var program = authz.System("cli")

func newSite(t *testing.T, d *db.DB) *site { t.Helper(); return newSiteOf(t, d) }

func newSiteOf(t testing.TB, d *db.DB) *site {
	t.Helper()
	s := &site{TB: t, units: map[string]string{}, people: map[string]string{}, posts: map[string]string{}}
	s.set("2026-09-21 09:00")
	c := clock.Clock(func() time.Time { return s.now })
	s.run = &change.Runner{DB: d, Journal: journal.New(d), Clock: c}
	s.org = org.New(s.run, org.Options{Cost: org.Cost{MemoryKiB: 8, Passes: 1}})
	chains := &chain.Service{Run: s.run}
	s.tickets = ticket.New(s.run, s.org, chains)
	var err error
	s.files, err = attach.Open(t.TempDir(), 1<<20)
	s.must(err)
	ctx := t.Context()
	_, err = s.org.Bootstrap(ctx, org.Setup{Site: "景川市", RegionCode: city, RegionName: "景川市", Office: "市链长办", Password: "Secret-12345", Settled: true})
	s.must(err)
	_, err = s.org.CreateRegion(ctx, program, org.Region{ID: donghu, Name: "东湖区", Kind: org.County, Parent: city}, "")
	s.must(err)
	dir, err := s.org.Directory(ctx)
	s.must(err)
	for _, u := range dir.Units() {
		s.units["office"] = u.ID
	}
	for _, a := range dir.Accounts() {
		for _, g := range dir.Grants(a.ID) {
			if g.Role == authz.RoleOffice {
				s.people["office"] = a.ID
			}
		}
	}
	for _, name := range []string{"power", "land"} {
		u, err := s.org.CreateUnit(ctx, program, org.Unit{Name: map[string]string{"power": "市供电公司", "land": "市自然资源局"}[name], Kind: org.UnitDepartment, Region: city}, "")
		s.must(err)
		s.units[name] = u.ID
		s.person(name, name, "科员", authz.RoleFactor)
		s.person(name+"head", name, "局长", authz.RoleFactor)
	}
	s.person("chief", "office", "市长", authz.RoleChief)
	made, err := chains.Create(ctx, program, chain.Chain{Name: "新型储能", Region: city, UnitID: s.units["office"]})
	s.must(err)
	s.chain = made.ID
	_, err = s.org.Appoint(ctx, program, org.Post{ChainID: s.chain, Region: city, Kind: org.PostChief, AccountID: s.people["chief"], StartOn: "2026-01-01"}, "", "")
	s.must(err)
	firm, err := (&enterprise.Service{Run: s.run}).Create(ctx, program, enterprise.Enterprise{Name: "启岳储能科技有限公司", Region: donghu, ChainID: s.chain})
	s.must(err)
	s.firm = firm.ID
	return s
}

func (s *site) person(login, unit, title string, role authz.Role) {
	s.Helper()
	a, err := s.org.CreateAccount(s.Context(), program, org.Account{Login: login, Name: login, Title: title, UnitID: s.units[unit]}, "Secret-12345", "")
	s.must(err)
	s.must(s.org.Settle(s.Context(), a.ID))
	_, err = s.org.GrantRole(s.Context(), program, org.Grant{AccountID: a.ID, Role: role, Region: city}, "")
	s.must(err)
	s.people[login] = a.ID
}

func (s *site) set(at string) {
	s.Helper()
	t, err := time.ParseInLocation("2006-01-02 15:04", at, clock.Zone)
	s.must(err)
	s.now = t
}

func (s *site) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *site) as(login string) authz.Actor {
	s.Helper()
	a, err := s.org.Actor(s.Context(), s.people[login], "web", "")
	s.must(err)
	return a
}

func (s *site) raise(unit string) *ticket.Ticket {
	s.Helper()
	t, err := s.tickets.Raise(s.Context(), s.as("office"), ticket.Ticket{Name: "外线未按期送电", Text: "首条线设备无法带电调试", Kind: "energy",
		EnterpriseID: s.firm, UnitID: s.units[unit], Contact: "李工", Phone: "13800000000"})
	s.must(err)
	return t
}

func (s *site) do(login, id string, a ticket.Act) *ticket.Ticket {
	s.Helper()
	t, err := s.tickets.Do(s.Context(), s.as(login), id, a)
	s.must(err)
	return t
}

func (s *site) refuse(login, id string, a ticket.Act, words string) {
	s.Helper()
	_, err := s.tickets.Do(s.Context(), s.as(login), id, a)
	if err == nil || !strings.Contains(err.Error(), words) {
		s.Errorf("%s by %s: %v, want …%s…", a.Action, login, err, words)
	}
}

func (s *site) prove(id string) {
	s.Helper()
	t, err := s.tickets.Get(s.Context(), program.Scope, id)
	s.must(err)
	blob, err := s.files.Put(s.Context(), strings.NewReader("送电单 "+s.now.String()))
	s.must(err)
	s.must(s.run.Run(s.Context(), program, change.What{Action: "ticket.attach", Perm: authz.TicketWork, Ref: t.Ref()}, func(tx *change.Tx) error {
		_, err := s.files.Save(s.Context(), tx, t.Ref(), t.ScopeKeys(), "送电单.pdf", ticket.ProofLabel, blob)
		return err
	}))
}

// outbox gives the topics left so far, oldest first.
func (s *site) outbox() (out []string) {
	s.Helper()
	rows, err := s.run.DB.Query(s.Context(), "SELECT topic FROM outbox WHERE topic LIKE 'ticket.%' ORDER BY at, id")
	s.must(err)
	defer rows.Close()
	for rows.Next() {
		var topic string
		s.must(rows.Scan(&topic))
		out = append(out, strings.TrimPrefix(topic, "ticket."))
	}
	s.must(rows.Err())
	return out
}
