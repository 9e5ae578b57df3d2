package visit_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/ticket"
	"lianzhang/internal/visit"
	"lianzhang/internal/web/webtest"
)

const today = "2026-09-28"

// site is the city of webtest with two commissioners whose scope is their own unit alone, and three firms of other units.
type site struct {
	*visit.Service
	*webtest.Site
	firms     map[string]*enterprise.Enterprise
	ma, zhu   authz.Actor
	office    authz.Actor
	personIDs map[string]string
}

func each(t *testing.T, fn func(t *testing.T, s *site)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { fn(t, newSite(t, d)) })
}

func newSite(t *testing.T, d *db.DB) *site {
	t.Helper()
	s := &site{Site: webtest.NewOn(t, d, today), firms: map[string]*enterprise.Enterprise{}, personIDs: map[string]string{}}
	s.Service = &visit.Service{Run: s.Site.Run, Org: s.Site.Org, Firms: s.Enterprises, Tickets: ticket.New(s.Site.Run, s.Site.Org, s.Chains)}
	for _, name := range []string{"景川星辉铜箔有限公司", "东湖启岳储能科技有限公司", "临港精密铜管有限公司"} {
		e, err := s.Enterprises.Create(t.Context(), webtest.Program, enterprise.Enterprise{Name: name, Region: webtest.Donghu, ChainID: s.Chain["铜基新材料"]})
		must(t, err)
		s.firms[name] = e
	}
	for login, unit := range map[string]string{"ma": "市商务局", "zhu": "市供电公司"} {
		a, err := s.Site.Org.CreateAccount(t.Context(), webtest.Program, org.Account{Login: login, Name: login + "同志", UnitID: s.Units[unit]}, webtest.Password, "")
		must(t, err)
		must(t, s.Site.Org.Settle(t.Context(), a.ID))
		_, err = s.Site.Org.GrantRole(t.Context(), webtest.Program, org.Grant{AccountID: a.ID, Role: authz.RoleCommission, UnitID: s.Units[unit]}, "")
		must(t, err)
		s.personIDs[login] = a.ID
	}
	s.ma, s.zhu, s.office = s.Actor(t, "ma"), s.Actor(t, "zhu"), s.Actor(t, "office")
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (s *site) at(day string) { s.Site.Run.Clock = clock.At(day) }

func (s *site) assign(t *testing.T, login string, firms ...string) int {
	t.Helper()
	n, err := s.Assign(t.Context(), s.office, visit.Order{AccountID: s.personIDs[login], Role: visit.Commissioner, Firms: firms, Note: "景链办〔2026〕5号"})
	must(t, err)
	return n
}

func draft() visit.Draft {
	return visit.Draft{Key: "k-00000001", Firm: "星辉铜箔", Met: "王总", Said: "二期设备到了三分之一", Told: "9月订单1200吨", NextOn: "2026-10-20", Satisfaction: 4}
}

func TestAVisitOfOnesOwnFirmWithAProblem(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		if n := s.assign(t, "ma", "景川星辉铜箔有限公司"); n != 1 {
			t.Fatalf("%d charges", n)
		}
		d := draft()
		d.Problem = "110千伏外线没有按期送电，用电受限"
		v, again, err := s.Record(t.Context(), s.ma, d)
		must(t, err)
		if again || v.TicketCode == "" || v.Role != visit.Commissioner || v.EnterpriseID != s.firms["景川星辉铜箔有限公司"].ID || v.OnDate != today {
			t.Errorf("%+v", v)
		}
		tk, err := s.Tickets.Get(t.Context(), webtest.Program.Scope, v.TicketID)
		must(t, err)
		if tk.Source != ticket.SourceVisit || tk.EnterpriseID != v.EnterpriseID || tk.RaisedBy != s.ma.ID || tk.Contact != "王总" {
			t.Errorf("%+v", tk)
		}
		got, err := s.Get(t.Context(), s.ma, v.ID)
		must(t, err)
		if diff := cmp.Diff(v, got); diff != "" {
			t.Error(diff)
		}
		if _, err := s.Get(t.Context(), s.zhu, v.ID); !db.NotFound(err) {
			t.Errorf("another unit reads it: %v", err)
		}
		rep, err := journal.Verify(t.Context(), s.DB, journal.Options{})
		if err != nil || !rep.OK() {
			t.Errorf("%+v %v", rep, err)
		}
	})
}

func TestAFirmOfNobodysIsFoundOnlyInScope(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		d := draft()
		d.Firm = "景川星辉铜箔有限公司"
		if _, _, err := s.Record(t.Context(), s.ma, d); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("outside of scope: %v", err)
		}
		park := s.Actor(t, "park") // of the county of the firms
		v, _, err := s.Record(t.Context(), park, d)
		must(t, err)
		if v.Role != "" {
			t.Errorf("role %q", v.Role)
		}
		d.Key, d.Firm = "k-00000002", "铜"
		if _, _, err := s.Record(t.Context(), park, d); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("a part of the name of a firm of nobody's: %v", err)
		}
	})
}

// TestOneKeyIsOneVisit however often and at once it is sent.
func TestOneKeyIsOneVisit(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		s.assign(t, "ma", "景川星辉铜箔有限公司")
		s.assign(t, "zhu", "景川星辉铜箔有限公司")
		d := draft()
		d.Problem = "蒸汽压力不稳"
		var wg sync.WaitGroup
		ids, errsOf, fresh := make([]string, 12), make([]error, 12), make([]bool, 12)
		for i := range ids {
			wg.Go(func() {
				v, again, err := s.Record(t.Context(), s.ma, d)
				if errsOf[i] = err; err == nil {
					ids[i], fresh[i] = v.ID, !again
				}
			})
		}
		wg.Wait()
		first := 0
		for i := range ids {
			if errsOf[i] != nil || ids[i] != ids[0] {
				t.Errorf("send %d: %s, %v", i, ids[i], errsOf[i])
			}
			if fresh[i] {
				first++
			}
		}
		var visits, tickets int
		must(t, s.DB.QueryRow(t.Context(), "SELECT count(*) FROM visit").Scan(&visits))
		must(t, s.DB.QueryRow(t.Context(), "SELECT count(*) FROM ticket").Scan(&tickets))
		if visits != 1 || tickets != 1 || first != 1 {
			t.Errorf("%d visits, %d tickets, %d first", visits, tickets, first)
		}
		// later, and with a text that would be refused
		v, again, err := s.Record(t.Context(), s.ma, visit.Draft{Key: d.Key})
		if err != nil || !again || v.ID != ids[0] {
			t.Errorf("%v %v", again, err)
		}
		// the key of one person says nothing of another's visit
		other, again, err := s.Record(t.Context(), s.zhu, d)
		if err != nil || again || other.ID == ids[0] {
			t.Errorf("%v %v", again, err)
		}
	})
}

func TestBadDrafts(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	s.assign(t, "ma", "景川星辉铜箔有限公司", "东湖启岳储能科技有限公司")
	for field, edit := range map[string]func(*visit.Draft){
		"firm":         func(d *visit.Draft) { d.Firm = " " },
		"firm ":        func(d *visit.Draft) { d.Firm = "有限公司" }, // both
		"firm  ":       func(d *visit.Draft) { d.Firm = "没有这家" },
		"said":         func(d *visit.Draft) { d.Said = "" },
		"said ":        func(d *visit.Draft) { d.Said = strings.Repeat("长", 2001) },
		"on":           func(d *visit.Draft) { d.On = "2026-09-29" },
		"on ":          func(d *visit.Draft) { d.On = "昨天" },
		"next_on":      func(d *visit.Draft) { d.NextOn = today },
		"satisfaction": func(d *visit.Draft) { d.Satisfaction = 6 },
		"client_key":   func(d *visit.Draft) { d.Key = "短'" },
	} {
		d := draft()
		edit(&d)
		_, _, err := s.Record(t.Context(), s.ma, d)
		e, ok := err.(*errs.Error)
		if !ok || e.Code != errs.Invalid || len(e.Fields) != 1 || e.Fields[0].Name != strings.TrimSpace(field) {
			t.Errorf("%q: %v", field, err)
		}
	}
	if _, _, err := s.Record(t.Context(), s.Actor(t, "sysadmin"), draft()); errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("an administrator: %v", err)
	}
}

func TestChargesAndCoverage(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		s.assign(t, "ma", "景川星辉铜箔有限公司", "东湖启岳储能科技有限公司", "景川星辉铜箔有限公司", "")
		if n := s.assign(t, "ma", "景川星辉铜箔有限公司"); n != 0 {
			t.Errorf("assigned again: %d", n)
		}
		s.assign(t, "zhu", "景川星辉铜箔有限公司", "临港精密铜管有限公司")
		s.at("2026-06-30") // the last of the 90 days before
		d := draft()
		d.On, d.NextOn = "2026-06-30", ""
		_, _, err := s.Record(ctx, s.ma, d)
		must(t, err)
		s.at(today)
		d = draft()
		d.Key, d.Firm, d.Satisfaction = "k-00000003", "铜管", 5
		_, _, err = s.Record(ctx, s.zhu, d)
		must(t, err)
		check := func(day string, firms, visited, ma, zhu, visits int64) {
			t.Helper()
			s.at(day)
			c, err := s.Coverage(ctx, s.office)
			must(t, err)
			got := map[string]int64{}
			for _, p := range c.People {
				got[p.AccountID] = p.Visited
			}
			if c.Total.Firms != firms || c.Total.Visited != visited || got[s.ma.ID] != ma || got[s.zhu.ID] != zhu || c.Total.Visits != visits {
				t.Errorf("%s: %+v %v", day, c.Total, got)
			}
		}
		check("2026-09-27", 3, 2, 1, 1, 2) // 06-30 is the first of these 90 days
		check(today, 3, 1, 0, 1, 1)
		c, err := s.Coverage(ctx, s.zhu)
		must(t, err)
		if len(c.Units) != 1 || c.Total.Firms != 2 || c.Total.Satisfaction() != 5 {
			t.Errorf("%+v", c.Total)
		}
		// who comes first in the choice of firms: never visited before long ago
		mine, err := s.Mine(ctx, s.ma.ID)
		must(t, err)
		if mine[0].Name != "东湖启岳储能科技有限公司" {
			t.Errorf("%s first", mine[0].Name)
		}
		q, err := visit.ChargeSpec.Parse(map[string][]string{"until_on": {"-"}, "idle_from": {".." + visit.Cutoff(today)}})
		must(t, err)
		total, err := visit.ChargeSpec.Total(ctx, s.DB, q, list.Asker{Scope: s.office.Scope, Today: today})
		must(t, err)
		if total.Rows != 1 { // ma at 星辉; what was assigned today is not idle yet
			t.Errorf("%d idle", total.Rows)
		}
		// replaced by another
		n, err := s.Assign(ctx, s.office, visit.Order{AccountID: s.zhu.ID, Role: visit.Commissioner, Firms: []string{"东湖启岳储能科技有限公司"}, Replace: true})
		if err != nil || n != 1 {
			t.Errorf("%d %v", n, err)
		}
		held, err := s.Keepers(ctx, s.firms["东湖启岳储能科技有限公司"].ID)
		if err != nil || len(held) != 1 || held[0].AccountID != s.zhu.ID {
			t.Errorf("%+v %v", held, err)
		}
		ended, err := s.End(ctx, s.office, []string{held[0].ID}, "轮岗")
		if err != nil || ended != 1 {
			t.Errorf("%d %v", ended, err)
		}
		if _, err := s.End(ctx, s.office, []string{held[0].ID}, "轮岗"); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("ended twice: %v", err)
		}
		if _, err := s.Assign(ctx, s.ma, visit.Order{}); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("a commissioner assigns: %v", err)
		}
		for field, o := range map[string]visit.Order{
			"account_id":  {Role: visit.Leader, Firms: []string{"景川星辉铜箔有限公司"}},
			"account_id ": {AccountID: s.Actor(t, "secadmin").ID, Role: visit.Leader, Firms: []string{"景川星辉铜箔有限公司"}},
			"role":        {AccountID: s.ma.ID, Role: "king", Firms: []string{"景川星辉铜箔有限公司"}},
			"since":       {AccountID: s.ma.ID, Role: visit.Leader, Since: "2027-01-01", Firms: []string{"景川星辉铜箔有限公司"}},
			"firms":       {AccountID: s.ma.ID, Role: visit.Leader, Firms: []string{"景川星辉铜箔有限公司", "某某厂"}},
			"firms ":      {AccountID: s.ma.ID, Role: visit.Leader, Firms: []string{" "}},
		} {
			_, err := s.Assign(ctx, s.office, o)
			if e, ok := err.(*errs.Error); !ok || len(e.Fields) != 1 || e.Fields[0].Name != strings.TrimSpace(field) {
				t.Errorf("%q: %v", field, err)
			}
		}
	})
}

func TestFirmsMergeAndUnitsMerge(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		from, to := s.firms["景川星辉铜箔有限公司"], s.firms["临港精密铜管有限公司"]
		s.assign(t, "ma", from.Name, to.Name)
		v, _, err := s.Record(ctx, s.ma, draft())
		must(t, err)
		var ids []string
		must(t, s.Site.Run.Run(ctx, webtest.Program, change.What{Action: "test", Perm: authz.FirmEdit}, func(tx *change.Tx) (err error) {
			ids, err = s.MoveFirm(ctx, tx, from, to)
			return err
		}))
		if rows, n, err := s.Of(ctx, s.office, to.ID, 5); err != nil || n != 1 || rows[0].ID != v.ID {
			t.Errorf("%d %v", n, err)
		}
		if held, err := s.Keepers(ctx, to.ID); err != nil || len(held) != 1 {
			t.Errorf("%+v %v", held, err)
		}
		must(t, s.Site.Run.Run(ctx, webtest.Program, change.What{Action: "test", Perm: authz.FirmEdit}, func(tx *change.Tx) error {
			if err := s.ReturnFirm(ctx, tx, ids, to, from); err != nil {
				return err
			}
			return s.MoveUnit(ctx, tx, s.Units["市商务局"], s.Units["市发改委"])
		}))
		if _, n, err := s.Of(ctx, s.office, from.ID, 5); err != nil || n != 1 {
			t.Errorf("%d %v", n, err)
		}
		got, err := s.Get(ctx, s.office, v.ID)
		if err != nil || got.UnitID != s.Units["市发改委"] {
			t.Errorf("%+v %v", got, err)
		}
	})
}

// TestPuttingRightAndTakingBack: the author may put a visit right for a week and take it back for a day; a problem that has become a
// ticket stays; the journal keeps what was.
func TestPuttingRightAndTakingBack(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		s.assign(t, "ma", "景川星辉铜箔有限公司")
		v, _, err := s.Record(ctx, s.ma, draft())
		must(t, err)
		d := draft()
		d.Firm, d.Said, d.NextOn = "", "设备全部到位", ""
		if _, err := s.Amend(ctx, s.office, v.ID, d, -1); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("somebody else: %v", err)
		}
		if _, err := s.Amend(ctx, s.zhu, v.ID, d, -1); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("who cannot see it: %v", err)
		}
		seen := v.Version
		got, err := s.Amend(ctx, s.ma, v.ID, d, seen)
		must(t, err)
		if got.Said != "设备全部到位" || got.NextOn != "" || got.EnterpriseID != v.EnterpriseID || got.CreatedAt != v.CreatedAt {
			t.Errorf("%+v", got)
		}
		if _, err := s.Amend(ctx, s.ma, v.ID, draft(), seen); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("over another's change: %v", err)
		}
		d.Problem = "110千伏外线没有按期送电"
		got, err = s.Amend(ctx, s.ma, v.ID, d, -1)
		must(t, err)
		if got.TicketCode == "" {
			t.Error("a problem that was forgotten is no ticket")
		}
		d.Problem = "别的问题"
		if _, err := s.Amend(ctx, s.ma, v.ID, d, -1); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("a problem that is a ticket: %v", err)
		}
		if err := s.Withdraw(ctx, s.ma, v.ID); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("taken back with a ticket: %v", err)
		}
		var two [2]*visit.Visit
		for i := range two {
			n := draft()
			n.Key = ""
			two[i], _, err = s.Record(ctx, s.ma, n)
			must(t, err)
		}
		if err := s.Withdraw(ctx, s.office, two[0].ID); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("somebody else takes it back: %v", err)
		}
		must(t, s.Withdraw(ctx, s.ma, two[0].ID))
		if _, err := s.Get(ctx, s.ma, two[0].ID); !db.NotFound(err) {
			t.Errorf("still there: %v", err)
		}
		history, _, err := journal.History(ctx, s.DB, two[0].Ref(), journal.Page{Size: 10})
		must(t, err)
		if len(history) != 2 || history[0].Action != "visit.withdraw" {
			t.Errorf("%d events", len(history))
		}
		s.at("2026-09-30")
		if err := s.Withdraw(ctx, s.ma, two[1].ID); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("taken back two days later: %v", err)
		}
		s.at("2026-10-06")
		d.Problem = ""
		if _, err := s.Amend(ctx, s.ma, two[1].ID, d, -1); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("put right after a week: %v", err)
		}
	})
}
