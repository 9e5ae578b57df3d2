package search

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/lead"
	"lianzhang/internal/meeting"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/target"
	"lianzhang/internal/task"
	"lianzhang/internal/ticket"
	"lianzhang/internal/visit"
	"lianzhang/internal/web/webtest"
)

// TestEveryKindIsFoundByWhomItConcerns: the box finds what it promises, within the scope; a lead's client only for its own unit and who
// judges, whatever the scope.
func TestEveryKindIsFoundByWhomItConcerns(t *testing.T) {
	s := webtest.New(t, "2026-09-28")
	s.Serve(t, Routes(Deps{DB: s.DB, Lists: s.Lists}), Add)
	for _, p := range []struct{ login, unit string }{{"one", "市商务局"}, {"two", "东湖区发改局"}} {
		a, err := s.Org.CreateAccount(t.Context(), webtest.Program, org.Account{Login: p.login, Name: p.login + "同志", UnitID: s.Units[p.unit]}, webtest.Password, "")
		must(t, err)
		must(t, s.Org.Settle(t.Context(), a.ID))
		_, err = s.Org.GrantRole(t.Context(), webtest.Program, org.Grant{AccountID: a.ID, Role: authz.RoleInvest, Region: webtest.City}, "")
		must(t, err)
	}
	firm, err := s.Enterprises.Create(t.Context(), webtest.Program, enterprise.Enterprise{Name: "景川星海铜箔有限公司", Region: webtest.Donghu})
	must(t, err)
	tickets := ticket.New(s.Run, s.Org, s.Chains)
	made, err := tickets.Raise(t.Context(), s.Actor(t, "office"), ticket.Ticket{Name: "星海用电增容排队", Text: "蒸汽压力也不够", Firm: "景川星海铜箔有限公司", Region: webtest.Donghu, UnitID: s.Units["东湖区发改局"]})
	must(t, err)
	tasks := &task.Service{Run: s.Run, Org: s.Org, Calendar: workday.Default}
	_, err = tasks.Create(t.Context(), s.Actor(t, "office"), task.Draft{Name: "星海项目送电", UnitID: s.Units["东湖区发改局"], Due: "2026-10-30"})
	must(t, err)
	visits := &visit.Service{Run: s.Run, Org: s.Org, Firms: s.Enterprises, Tickets: tickets}
	_, _, err = visits.Record(t.Context(), s.Actor(t, "office"), visit.Draft{Firm: firm.Name, Said: "一切正常"})
	must(t, err)
	meetings := &meeting.Service{Run: s.Run, Org: s.Org, Chains: s.Chains, Projects: s.Projects, Tasks: tasks, Calendar: workday.Default}
	_, err = meetings.Call(t.Context(), s.Actor(t, "office"), meeting.Meeting{Name: "星海专题会", Kind: meeting.Special, OnDate: "2026-09-30"})
	must(t, err)
	leads := &lead.Service{Run: s.Run, Projects: s.Projects, Targets: &target.Service{Run: s.Run}, Calendar: workday.Default}
	_, err = leads.Register(t.Context(), s.Actor(t, "one"), lead.Draft{Investor: "星海集团", Name: "星海二期", Source: "驻深联络处", Evidence: "来访", Size: 1_0000_0000})
	must(t, err)
	found := func(login, text string) string {
		return strings.Join(s.As(t, login).Get("/search?"+url.Values{"q": {text}}.Encode()).Want(http.StatusOK).Texts(".lines a"), " ")
	}
	for _, c := range []struct{ login, text, want string }{
		{"office", "星海", "景川星海铜箔有限公司 星海用电增容排队 星海项目送电 景川星海铜箔有限公司 星海专题会 星海集团"},
		{"one", "星海", "景川星海铜箔有限公司 星海用电增容排队 星海项目送电 景川星海铜箔有限公司 星海专题会 星海集团"},
		{"two", "星海", "景川星海铜箔有限公司 星海用电增容排队 星海项目送电 景川星海铜箔有限公司 星海专题会"}, // the client is not his
		{"two", "星海集团", ""},
		{"office", "蒸汽", "星海用电增容排队"},
		{"office", made.Code, "星海用电增容排队"},
	} {
		if got := found(c.login, c.text); got != c.want {
			t.Errorf("%s asks for %s and finds %q, want %q", c.login, c.text, got, c.want)
		}
	}
	// What a firm is renamed to by a merge is what its tickets are found by.
	other, err := s.Enterprises.Create(t.Context(), webtest.Program, enterprise.Enterprise{Name: "景川曜石材料有限公司", Region: webtest.Donghu})
	must(t, err)
	must(t, s.Run.Run(t.Context(), webtest.Program, change.What{Action: "test", Perm: authz.FirmEdit}, func(tx *change.Tx) error {
		return tickets.ReturnFirm(t.Context(), tx, []string{made.ID}, nil, other)
	}))
	if got := found("office", "曜石"); got != "景川曜石材料有限公司 星海用电增容排队" {
		t.Errorf("after the merge: %q", got)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// BenchmarkSearch measures the whole page over 50,000 tickets, 10,000 tasks and 20,000 visits; p95 beside the mean.
func BenchmarkSearch(b *testing.B) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	s := webtest.New(b, "2026-09-28")
	fill(b, s)
	for _, c := range []struct{ name, login, text string }{{"rare", "office", "曜石"}, {"some", "office", "用工"}, {"all", "office", "企业"}, {"park", "park", "用工"}} {
		b.Run(c.name, func(b *testing.B) {
			s.Serve(b, Routes(Deps{DB: s.DB, Lists: s.Lists}), Add)
			client, path := s.As(b, c.login), "/search?"+url.Values{"q": {c.text}}.Encode()
			var took []time.Duration
			for b.Loop() {
				watch := clock.Stopwatch()
				client.Get(path)
				took = append(took, watch())
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
		})
	}
}

func fill(b *testing.B, s *webtest.Site) {
	b.Helper()
	tickets := ticket.New(s.Run, s.Org, s.Chains)
	kinds := ticket.KindOptions()
	units := []string{s.Units["市供电公司"], s.Units["市发改委"], s.Units["市商务局"], s.Units["东湖区发改局"]}
	for start := 0; start < 50_000; start += 1000 {
		must(b, s.Run.Run(b.Context(), webtest.Program, change.What{Action: "ticket.load", Perm: authz.TicketRaise}, func(tx *change.Tx) error {
			var rows []*ticket.Ticket
			for i := start; i < start+1000; i++ {
				name := fmt.Sprintf("%s：第%d件企业反映的问题", kinds[i%len(kinds)].Label, i)
				if i%5000 == 7 {
					name += "（曜石）"
				}
				rows = append(rows, &ticket.Ticket{Name: name, Text: "请协调解决用电、用地、资金等困难，企业已多次反映", Kind: kinds[i%len(kinds)].Code, Region: webtest.Donghu, UnitID: units[i%4], RaisedOn: "2026-09-21",
					Firm: fmt.Sprintf("景川第%d企业有限公司", i%9000)})
			}
			return tickets.Insert(b.Context(), tx, rows)
		}))
	}
	firm, err := s.Enterprises.Create(b.Context(), webtest.Program, enterprise.Enterprise{Name: "景川星海铜箔有限公司", Region: webtest.Donghu})
	must(b, err)
	tasks := &task.Service{Run: s.Run, Org: s.Org, Calendar: workday.Default}
	_, err = tasks.Create(b.Context(), s.Actor(b, "office"), task.Draft{Name: "星海项目送电", UnitID: s.Units["东湖区发改局"], Due: "2026-10-30"})
	must(b, err)
	visits := &visit.Service{Run: s.Run, Org: s.Org, Firms: s.Enterprises, Tickets: tickets}
	_, _, err = visits.Record(b.Context(), s.Actor(b, "office"), visit.Draft{Firm: firm.Name, Said: strings.Repeat("生产正常，订单充足。", 20)})
	must(b, err)
	copies(b, s.DB, task.Kind, 10_000, "id", "code")
	copies(b, s.DB, visit.Kind, 20_000, "id", "client_key")
}

// copies adds n copies of the one row of a table, which differ in the columns named.
func copies(b *testing.B, d *db.DB, table string, n int, unique ...string) {
	b.Helper()
	rows, err := d.Query(b.Context(), "SELECT name FROM pragma_table_info('"+table+"')")
	must(b, err)
	var cols []string
	for rows.Next() {
		var name string
		must(b, rows.Scan(&name))
		if slices.Contains(unique, name) {
			name += " || i"
		}
		cols = append(cols, name)
	}
	must(b, rows.Close())
	must(b, d.Write(b.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(b.Context(), fmt.Sprintf("INSERT INTO %[1]s WITH RECURSIVE k(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < %[2]d) SELECT %[3]s FROM %[1]s, k", table, n, strings.Join(cols, ", ")))
		return err
	}))
}
