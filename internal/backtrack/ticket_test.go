package backtrack_test

import (
	"strings"
	"testing"

	"lianzhang/internal/backtrack"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/ticket"
	"lianzhang/internal/web/webtest"
)

// TestTicket follows a ticket from one unit to another with a pause over the holiday.
func TestTicket(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t), "2026-09-18")
	tickets := ticket.New(s.Site.Run, s.Org, s.Chains)
	s.Service = backtrack.New(s.Site.Run, workday.Default, s.Projects, tickets, s.tasks)
	office := s.Actor(t, "office")
	ndrc, power := s.Units["市发改委"], s.Units["市供电公司"]
	made, err := tickets.Raise(t.Context(), office, ticket.Ticket{Name: "厂区用电增容", Text: "新线投产需要增容4000千伏安", Kind: "energy", Source: "commissioner", Region: webtest.Donghu,
		Firm: "星辉铜箔公司", UnitID: ndrc, ChainID: s.Chain["铜基新材料"]})
	must(t, err)
	do := func(day string, who string, a ticket.Act) {
		t.Helper()
		s.at(day)
		_, err := tickets.Do(t.Context(), s.Actor(t, who), made.ID, a)
		must(t, err)
	}
	do("2026-09-21", "office", ticket.Act{Action: ticket.ActAssign, Unit: power, Text: "属供电公司职责"})
	do("2026-09-22", "factor", ticket.Act{Action: ticket.ActAccept})
	do("2026-09-22", "factor", ticket.Act{Action: ticket.ActBegin, Text: "九月底前勘察"})
	do("2026-09-23", "factor", ticket.Act{Action: ticket.ActPause, Text: "等企业补图纸", Days: 3})
	do("2026-09-24", "office", ticket.Act{Action: ticket.ActGrant})
	do("2026-10-09", "factor", ticket.Act{Action: ticket.ActResume})
	b, err := s.Files.Put(t.Context(), strings.NewReader("%PDF-1.4 送电单"))
	must(t, err)
	must(t, s.Site.Run.Run(t.Context(), s.Actor(t, "factor"), change.What{Action: "ticket.attach", Perm: authz.TicketWork, Ref: made.Ref()}, func(tx *change.Tx) error {
		now, err := tickets.Get(t.Context(), s.Actor(t, "factor").Scope, made.ID)
		if err == nil {
			_, err = s.Files.Save(t.Context(), tx, made.Ref(), now.ScopeKeys(), "送电单.pdf", "办结佐证", b)
		}
		return err
	}))
	do("2026-10-12", "factor", ticket.Act{Action: ticket.ActAnswer, Text: "增容已送电"})
	s.at("2026-10-13")
	got, err := s.Trace(t.Context(), office, "ticket", made.ID)
	must(t, err)
	if !got.Whole() {
		t.Fatalf("%d fail: %v", got.Failed(), got.Faults)
	}
	d := got.Desks // the third begins when the unit names a person
	if len(d) != 3 || d[0].Unit != ndrc || d[0].Days != plain("2026-09-18", "2026-09-21") || d[0].Reason != "属供电公司职责" || d[1].Unit != power || d[1].Owner != "" ||
		d[2].Owner == "" || d[2].Days != plain("2026-09-22", "2026-10-13") || got.Days != plain("2026-09-18", "2026-10-13") {
		t.Fatalf("desks: %+v", d)
	}
	if want := plain("2026-09-23", "2026-10-09") + plain("2026-10-12", "2026-10-13"); d[2].Held != want { // a pause counts from when it was asked for
		t.Errorf("held %d, want %d", d[2].Held, want)
	}
	if got.Code != made.Code || len(got.Stays) < 4 || d[2].Own < 4 {
		t.Errorf("%s stays %+v own %d", got.Code, got.Stays, d[2].Own)
	}
}
