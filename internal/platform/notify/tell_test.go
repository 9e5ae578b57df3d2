package notify

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
)

func inbox(t testing.TB, s *Service, who string, ask Ask) (out []string) {
	t.Helper()
	got, _, err := s.Inbox(t.Context(), who, ask)
	must(t, err)
	for _, m := range got {
		line := m.Ref.ID + " " + m.Body
		if m.More > 0 {
			line += " +" + string(rune('0'+m.More))
		}
		if !m.Unread {
			line += " read"
		}
		out = append(out, line)
	}
	return out
}

// TestOneMessageAMatter: later news of a matter fold into the unread message; after reading, the next begins a new one.
func TestOneMessageAMatter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHand("2026-11-20 10:00")
		p := &town{parts: map[Role][]string{Owner: {"li", "boss"}, Chief: {"zong", "li"}}, blind: map[string]bool{"zong": true}}
		s := office(t, d, h.now, p)
		emit(t, s, "turned", "1", "变红")
		h.move(time.Minute)
		emit(t, s, "said", "1", "抓紧", "月底前办完")
		emit(t, s, "turned", "2", "变红")
		emit(t, s, "nobody's", "3", "x")
		once(t, s)
		if diff := cmp.Diff([]string{"2 变红", "1 月底前办完 +2"}, inbox(t, s, "li", Ask{})); diff != "" {
			t.Error(diff)
		}
		if got := inbox(t, s, "boss", Ask{}); got != nil {
			t.Errorf("who did it is told: %v", got)
		}
		if got := inbox(t, s, "zong", Ask{}); got != nil {
			t.Errorf("who may not see it is told: %v", got)
		}
		all, _, err := s.Inbox(t.Context(), "li", Ask{})
		must(t, err)
		first := all[1]
		if first.Kind != "instruction" || !first.Urgent || first.URL != "/projects/1" {
			t.Errorf("%+v", first)
		}
		lines, err := s.Lines(t.Context(), first.ID)
		must(t, err)
		if len(lines) != 3 || lines[2].Body != "变红" {
			t.Errorf("lines %v", lines)
		}
		must(t, s.Read(t.Context(), person("li"), first.ID))
		if err := s.Read(t.Context(), person("zong"), first.ID); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("another's message: %v", err)
		}
		emit(t, s, "turned", "1", "转绿")
		once(t, s)
		if diff := cmp.Diff([]string{"1 转绿", "2 变红", "1 月底前办完 +2 read"}, inbox(t, s, "li", Ask{})); diff != "" {
			t.Error(diff)
		}
		if n, err := s.Unread(t.Context(), "li"); err != nil || n != 2 {
			t.Errorf("%d unread, %v", n, err)
		}
		must(t, s.ReadAll(t.Context(), person("li"), s.now()))
		if n, _ := s.Unread(t.Context(), "li"); n != 0 {
			t.Errorf("%d unread after all were read", n)
		}
		if left := column(t, d, "SELECT topic FROM outbox WHERE told_at = 0"); left != nil {
			t.Errorf("left: %v", left)
		}
	})
}

// TestOldNewsDoNotRing: history that is loaded, or a clock that has leapt ahead, gives messages that are read already, and no mail.
func TestOldNewsDoNotRing(t *testing.T) {
	d := dbtest.SQLite(t)
	s, h, f, _ := mailed(t, d, "2026-01-05 10:00", "li")
	emit(t, s, "turned", "1", "变红", "又变")
	h.set("2026-11-20 10:00")
	emit(t, s, "turned", "1", "今天变")
	h.move(4 * 24 * time.Hour)
	once(t, s)
	if diff := cmp.Diff([]string{"1 今天变", "1 又变 read", "1 变红 read"}, inbox(t, s, "li", Ask{})); diff != "" {
		t.Error(diff)
	}
	if got := subjects(f); got != nil {
		t.Errorf("%v", got)
	}
}

func TestMuting(t *testing.T) {
	d := dbtest.SQLite(t)
	s := office(t, d, newHand("2026-11-20 10:00").now, &town{parts: map[Role][]string{Owner: {"li", "wang"}}})
	emit(t, s, "turned", "1", "变红")
	once(t, s)
	all, _, err := s.Inbox(t.Context(), "li", Ask{})
	must(t, err)
	must(t, s.Mute(t.Context(), person("li"), all[0].ID, true))
	must(t, s.Mute(t.Context(), person("li"), all[0].ID, true))
	must(t, s.Save(t.Context(), person("wang"), Settings{Muted: "light", UrgentPasses: true}))
	emit(t, s, "turned", "1", "又变")
	emit(t, s, "said", "1", "批示必达")
	once(t, s)
	if diff := cmp.Diff([]string{"1 批示必达 +1"}, inbox(t, s, "li", Ask{})); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"1 批示必达 +1"}, inbox(t, s, "wang", Ask{})); diff != "" {
		t.Error(diff)
	}
	for name, bad := range map[string]Settings{"must arrive": {Muted: "instruction"}, "no such kind": {Muted: "weather"}, "no time": {DigestAt: "25:00"},
		"half": {QuietFrom: "22:00"}, "mail without address": {MailOn: true}} {
		if err := s.Save(t.Context(), person("zhao"), bad); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := s.Save(t.Context(), person("wang"), Settings{Version: 7}); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("an old form: %v", err)
	}
}

// TestAnEventThatCannotBeTold is tried again, given up in the end where administrators see it, and told when they say so.
func TestAnEventThatCannotBeTold(t *testing.T) {
	d := dbtest.SQLite(t)
	h := newHand("2026-11-20 10:00")
	s := office(t, d, h.now, &town{parts: map[Role][]string{Owner: {"li"}}})
	broken, calls := true, 0
	s.Register(Topic{Name: "broken", Kind: turned, To: []Role{Owner}, Tell: func(context.Context, Event) (*News, error) {
		calls++
		if broken && calls%2 == 0 {
			panic("nil map")
		}
		if broken {
			return nil, errors.New("no such table")
		}
		return &News{Title: "x", Text: "好了"}, nil
	}})
	emit(t, s, "broken", "1", "x")
	emit(t, s, "turned", "2", "变红")
	once(t, s)
	if got := inbox(t, s, "li", Ask{}); len(got) != 1 {
		t.Errorf("one that fails holds up the others: %v", got)
	}
	for range tellAttempts + 3 {
		h.move(7 * time.Hour)
		once(t, s)
	}
	if calls != tellAttempts {
		t.Errorf("%d tries", calls)
	}
	lost, err := s.Given(t.Context(), 10)
	must(t, err)
	if len(lost) != 1 || !strings.Contains(lost[0].Note, "没能通知") {
		t.Fatalf("%+v", lost)
	}
	broken = false
	must(t, s.Retell(t.Context(), lost[0].ID))
	once(t, s)
	if got := inbox(t, s, "li", Ask{}); len(got) != 2 {
		t.Errorf("%v", got)
	}
}

func TestInboxPages(t *testing.T) {
	d := dbtest.SQLite(t)
	h := newHand("2026-11-20 10:00")
	s := office(t, d, h.now, &town{parts: map[Role][]string{Owner: {"li"}}})
	want := 0
	for i := range 23 {
		h.move(time.Minute)
		emit(t, s, "turned", string(rune('a'+i)), "变红")
		want++
	}
	once(t, s)
	all, _, err := s.Inbox(t.Context(), "li", Ask{})
	must(t, err)
	for i := range 9 {
		must(t, s.Read(t.Context(), person("li"), all[2*i].ID))
	}
	seen, after := map[string]bool{}, ""
	wasRead := false
	for page := 0; ; page++ {
		got, next, err := s.Inbox(t.Context(), "li", Ask{Limit: 4, After: after})
		must(t, err)
		for _, m := range got {
			if seen[m.ID] || wasRead && m.Unread {
				t.Fatalf("page %d: %+v", page, m)
			}
			seen[m.ID], wasRead = true, !m.Unread
		}
		if after = next; next == "" {
			break
		}
	}
	if len(seen) != want {
		t.Errorf("%d of %d", len(seen), want)
	}
	if got := inbox(t, s, "li", Ask{Unread: true}); len(got) != 14 {
		t.Errorf("%d unread", len(got))
	}
	if _, _, err := s.Inbox(t.Context(), "li", Ask{After: "nothing"}); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("a page after nothing: %v", err)
	}
}
