package notify

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/workday"
)

func states(t testing.TB, d *db.DB) []string {
	t.Helper()
	return column(t, d, "SELECT state || ' ' || body || CASE WHEN error = '' THEN '' ELSE ' !' END FROM delivery ORDER BY id")
}

func subjects(f *smtp) (out []string) {
	for _, m := range f.mails() {
		out = append(out, strings.Split(m.to, "@")[0]+" "+m.subject)
	}
	return out
}

// mailed is an office whose people get mail over a fake server.
func mailed(t testing.TB, d *db.DB, at string, who ...string) (*Service, *hand, *smtp, *town) {
	t.Helper()
	h, f, p := newHand(at), newSMTP(t), &town{parts: map[Role][]string{Owner: who}, gone: map[string]bool{}}
	s := office(t, d, h.now, p)
	s.Options.Mail, s.Hold = f.way(), time.Nanosecond
	for _, id := range who {
		wants(t, s, id, nil)
	}
	return s, h, f, p
}

func TestMailGoesOutOnceWithAllOfItsMatter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, h, f, _ := mailed(t, d, "2026-11-20 10:00", "li")
		emit(t, s, "turned", "1", "变红", "又变")
		emit(t, s, "said", "2", "抓紧\r\nBcc: all@example.com")
		once(t, s)
		once(t, s)
		if diff := cmp.Diff([]string{"li 甲项目1（2条）", "li 【紧急】甲项目2：抓紧 Bcc: all@example.com"}, subjects(f)); diff != "" {
			t.Error(diff)
		}
		for _, want := range []string{"【甲项目1】", "变红", "又变", "https://lz.example.gov.cn/projects/1", "/me/notify", "景川市产业链链长制"} {
			if !strings.Contains(f.mails()[0].body, want) {
				t.Errorf("no %q in\n%s", want, f.mails()[0].body)
			}
		}
		h.move(time.Hour)
		emit(t, s, "turned", "1", "转绿") // the inbox folds it; the mail has gone, so a new one goes
		once(t, s)
		if got := subjects(f); len(got) != 3 {
			t.Errorf("%v", got)
		}
		if diff := cmp.Diff([]string{"sent 变红", "sent 又变", "sent 抓紧\r\nBcc: all@example.com", "sent 转绿"}, states(t, d)); diff != "" {
			t.Error(diff)
		}
	})
}

// TestNothingIsLostWhileTheServerIsDown: for two days, which is longer than any single wait.
func TestNothingIsLostWhileTheServerIsDown(t *testing.T) {
	d := dbtest.SQLite(t)
	s, h, f, _ := mailed(t, d, "2026-11-20 10:00", "li", "wang")
	f.down.Store(true)
	for i := range 5 {
		emit(t, s, "turned", string(rune('a'+i)), "变红")
	}
	for range 48 * 4 {
		once(t, s)
		h.move(15 * time.Minute)
	}
	st, err := s.Standing(t.Context())
	must(t, err)
	if st.Retrying != 10 || st.Failed != 0 {
		t.Fatalf("%+v", st)
	}
	f.down.Store(false)
	h.move(6 * time.Hour)
	once(t, s)
	if got := len(f.mails()); got != 10 {
		t.Errorf("%d mails", got)
	}
}

// TestGivingUpIsSeenAndMended: a mailbox that does not exist fails at once, a server that is down for good in the end; both stand
// in the list, and go out when an administrator says so.
func TestGivingUpIsSeenAndMended(t *testing.T) {
	d := dbtest.SQLite(t)
	s, h, f, _ := mailed(t, d, "2026-11-20 10:00", "li", "wang")
	s.Attempts = 3
	refuse := "550 5.1.1 no such user"
	f.refuse = func(to string) string {
		if strings.HasPrefix(to, "li@") {
			return refuse
		}
		return "451 4.2.0 busy"
	}
	emit(t, s, "turned", "1", "变红")
	once(t, s)
	got, total, err := s.Failures(t.Context(), 10)
	must(t, err)
	if total != 1 || got[0].Recipient != "li" || !strings.Contains(got[0].Error, "550") || got[0].Count != 1 {
		t.Fatalf("%+v", got)
	}
	for range 5 {
		h.move(time.Hour)
		once(t, s)
	}
	if _, total, _ = s.Failures(t.Context(), 10); total != 2 {
		t.Fatalf("%d failures", total)
	}
	admin := authz.Actor{ID: "sys", Roles: []authz.Role{authz.RoleSystem}}
	if _, err := s.Resend(t.Context(), person("li"), ""); errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("resent by anybody: %v", err)
	}
	if _, err := s.Resend(t.Context(), admin, "nothing"); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("resend of nothing: %v", err)
	}
	f.refuse = nil
	n, err := s.Resend(t.Context(), admin, got[0].ID)
	must(t, err)
	once(t, s)
	all, err := s.Resend(t.Context(), admin, "")
	must(t, err)
	once(t, s)
	if n != 1 || all != 1 || len(f.mails()) != 2 {
		t.Errorf("%d and %d resent, %d mails", n, all, len(f.mails()))
	}
}

// TestTheClockIsSetBack: nothing goes twice, and nothing waits for a time that was never right.
func TestTheClockIsSetBack(t *testing.T) {
	d := dbtest.SQLite(t)
	s, h, f, _ := mailed(t, d, "2027-06-01 10:00", "li") // half a year ahead
	emit(t, s, "turned", "sent", "变红")
	once(t, s)
	f.down.Store(true)
	emit(t, s, "turned", "tried", "变红")
	once(t, s)
	wants(t, s, "li", func(p *Settings) { p.QuietFrom, p.QuietTo = "09:00", "12:00" })
	emit(t, s, "turned", "quiet", "变红")
	once(t, s)
	wants(t, s, "li", nil)
	if _, err := s.claim(t.Context(), "dead"); err != nil { // a sender that dies with its lease in the future
		t.Fatal(err)
	}
	f.down.Store(false)
	h.set("2026-11-20 10:00")
	once(t, s)
	emit(t, s, "turned", "after", "变红")
	once(t, s)
	if diff := cmp.Diff([]string{"li 甲项目sent：变红", "li 甲项目tried：变红", "li 甲项目quiet：变红", "li 甲项目after：变红"}, subjects(f)); diff != "" {
		t.Error(diff, states(t, d))
	}
}

func TestQuietAndDigest(t *testing.T) {
	d := dbtest.SQLite(t)
	s, h, f, _ := mailed(t, d, "2026-09-30 23:00", "li", "wang")
	wants(t, s, "li", func(p *Settings) { p.QuietFrom, p.QuietTo = "22:00", "07:30" })
	wants(t, s, "wang", func(p *Settings) { p.DigestAt, p.UrgentPasses = "08:30", false })
	emit(t, s, "turned", "1", "变红")
	emit(t, s, "said", "2", "抓紧")
	once(t, s)
	if diff := cmp.Diff([]string{"li 【紧急】甲项目2：抓紧"}, subjects(f)); diff != "" {
		t.Error(diff)
	}
	h.set("2026-10-01 07:30")
	once(t, s)
	h.set("2026-10-07 12:00") // wang's digest waits for the end of the holiday
	emit(t, s, "turned", "1", "又变")
	once(t, s)
	if got := subjects(f); len(got) != 3 || got[2] != "li 甲项目1：又变" {
		t.Errorf("%v", got)
	}
	h.set("2026-10-08 08:31")
	once(t, s)
	got := subjects(f)
	if len(got) != 4 || got[3] != "wang 今日消息：2件事，3条" {
		t.Errorf("%v", got)
	}
}

// TestAHolidayAnnouncedLateMovesTheDigest, in both directions.
func TestAHolidayAnnouncedLateMovesTheDigest(t *testing.T) {
	d := dbtest.SQLite(t)
	s, h, f, _ := mailed(t, d, "2027-01-03 12:00", "li") // a Sunday of a year that has no notice yet
	wants(t, s, "li", func(p *Settings) { p.DigestAt = "08:30" })
	cal := workday.Default()
	s.Calendar = func() workday.Calendar { return cal }
	emit(t, s, "turned", "1", "变红")
	once(t, s)
	n, err := workday.Parse([]byte(`{"year":2027,"days":[{"name":"元旦","date":"2027-01-04","isOffDay":true}]}`))
	must(t, err)
	cal = cal.With(n)
	h.set("2027-01-04 09:00")
	once(t, s)
	if got := subjects(f); got != nil {
		t.Fatalf("on a holiday: %v", got)
	}
	must(t, s.Sweep(t.Context()))
	h.set("2027-01-05 08:30")
	once(t, s)
	if got := subjects(f); len(got) != 1 {
		t.Errorf("%v %v", got, states(t, d))
	}
}

// TestNobodyWritesToTheDissolved: neither people who left before the event nor those who left before the mail.
func TestNobodyWritesToTheDissolved(t *testing.T) {
	d := dbtest.SQLite(t)
	s, h, f, p := mailed(t, d, "2026-11-20 23:00", "li", "wang", "zhao")
	for _, id := range []string{"li", "wang", "zhao"} {
		wants(t, s, id, func(p *Settings) { p.QuietFrom, p.QuietTo = "22:00", "07:30" })
	}
	p.gone["li"] = true
	emit(t, s, "turned", "1", "变红")
	once(t, s)
	p.lock.Lock()
	p.gone["wang"] = true
	p.lock.Unlock()
	must(t, s.own(t.Context(), person("zhao"), "x", nothing(func(p *Settings) { p.MailOn = false })))
	h.set("2026-11-21 08:00")
	once(t, s)
	if got := subjects(f); got != nil {
		t.Errorf("%v", got)
	}
	if diff := cmp.Diff([]string{"dropped 变红 !", "dropped 变红 !"}, states(t, d)); diff != "" {
		t.Error(diff)
	}
}
