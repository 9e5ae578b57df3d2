package importing_test

import (
	"strings"
	"testing"

	"lianzhang/internal/importing"
	"lianzhang/internal/importing/targets"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/datatest"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/ticket"
)

// TestAHotlinesWorkbook loads 120 real messages as a hotline hands them on, and finds nothing new
// in them the second time.
func TestAHotlinesWorkbook(t *testing.T) {
	path := datatest.Path(t, "tickets/附件4.xlsx")
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		if _, err := s.org.CreateUnit(ctx, office, org.Unit{Name: "高明区链长办", Kind: org.UnitOffice, Region: "440608"}, ""); err != nil {
			t.Fatal(err)
		}
		tickets := ticket.New(s.run, s.org, s.chains)
		s.imports.Targets = targets.All(s.projects, s.firms, s.chains, s.org, targets.Ticket(tickets))
		b := s.upload("ticket", path, importing.Choice{})
		columns := map[string]string{}
		for _, c := range b.Summary.Sheets[0].Layout.Columns {
			columns[c.Head] = c.Column
		}
		for head, want := range map[string]string{"留言编号": "ref_code", "留言主题": "name", "留言时间": "raised_on", "留言详情": "text"} {
			if columns[head] != want {
				t.Errorf("%s is read as %q, want %s", head, columns[head], want)
			}
		}
		if b.Summary.Rows != 120 || b.Summary.Accepted < 118 {
			t.Errorf("%d rows, %d accepted, %d rejected", b.Summary.Rows, b.Summary.Accepted, b.Summary.Rejected)
		}
		b = s.confirm(b.ID)
		n := s.count("ticket")
		if n != int(b.Written) || s.count("ticket WHERE source = 'hotline' AND region = '440608' AND state = 'open' AND raised_on < '2020-12-31'") != n {
			t.Errorf("%d tickets of %d written", n, b.Written)
		}
		turned, err := tickets.Climb(ctx)
		if err != nil || turned.Climbed == 0 { // their whole clocks run since 2018 and 2019
			t.Errorf("%+v, %v", turned, err)
		}
		if again := s.upload("ticket", path, importing.Choice{}); again.Summary.Write.New != 0 {
			t.Errorf("handed in again: %+v", again.Summary.Write)
		}
		var code string
		if err := s.run.DB.QueryRow(ctx, "SELECT code FROM ticket ORDER BY no DESC LIMIT 1").Scan(&code); err != nil || !strings.HasPrefix(code, "SQ-2026-0001") {
			t.Errorf("%s, %v", code, err)
		}
	})
}
