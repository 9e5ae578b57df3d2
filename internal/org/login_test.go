package org

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
)

func (s *site) try(login, password string) (*SignIn, error) {
	return s.Login(s.t.Context(), Attempt{Login: login, Password: password, Address: "10.1.2.3", Agent: "Firefox", Req: "r9"})
}

func (s *site) signIn(login string) *SignIn {
	s.t.Helper()
	in, err := s.try(login, firstPassword)
	if err != nil {
		s.t.Fatal(err)
	}
	return in
}

func TestEveryRefusalLooksTheSame(t *testing.T) {
	eachSite(t, Options{}, func(t *testing.T, s *site) {
		s.person("stopped", "市发改委")
		if err := s.SetAccountActive(t.Context(), s.root, s.who["stopped"], false, "离职"); err != nil {
			t.Fatal(err)
		}
		nobody := s.must(s.CreateAccount(t.Context(), s.root, Account{Login: "nopass", Name: "无密码", UnitID: s.unit["市发改委"]}, "", "")).(*Account)
		from := s.journalSize()
		var seen []string
		for _, login := range []string{"office", "unknown", "stopped", nobody.Login, "'; DROP TABLE account", ""} {
			in, err := s.try(login, "wrong-Password1")
			if in != nil || errs.CodeOf(err) != errs.Unauthenticated {
				t.Fatalf("%q: %v, %v", login, in, err)
			}
			seen = append(seen, err.Error())
		}
		for _, m := range seen {
			if m != seen[0] {
				t.Errorf("a refusal differs: %q, %q", m, seen[0])
			}
		}
		var reasons []string
		err := journal.Scan(t.Context(), s.db, since(from), "ORDER BY e.seq", func(e *journal.Entry) error {
			reasons = append(reasons, e.Action+" "+e.Reason)
			if strings.Contains(e.Reason+e.Data, "wrong-Password1") || strings.Contains(e.Reason, "unknown") {
				t.Errorf("the journal holds what was typed: %+v", e)
			}
			return nil
		})
		want := []string{"login.fail 密码不正确，来自10.1.2.3", "login.fail 没有这个登录名，来自10.1.2.3", "login.fail 账号已停用，来自10.1.2.3",
			"login.fail 密码不正确，来自10.1.2.3", "login.fail 没有这个登录名，来自10.1.2.3", "login.fail 没有这个登录名，来自10.1.2.3"}
		if diff := cmp.Diff(want, reasons); diff != "" || err != nil {
			t.Errorf("journal: %v %s", err, diff)
		}
	})
}

func TestLockAfterFiveFailuresForFifteenMinutes(t *testing.T) {
	eachSite(t, Options{}, func(t *testing.T, s *site) {
		from := s.journalSize()
		fail := func(n int) {
			for range n {
				if _, err := s.try("office", "nope"); err == nil {
					t.Fatal("a wrong password got in")
				}
			}
		}
		fail(4)
		s.signIn("office") // a success forgets the failures
		fail(4)
		s.signIn("office")
		fail(5)
		if _, err := s.try("office", firstPassword); errs.CodeOf(err) != errs.Unauthenticated {
			t.Fatalf("the right password during the lock: %v", err)
		}
		s.later(14*time.Minute + 59*time.Second)
		if _, err := s.try("office", firstPassword); err == nil {
			t.Fatal("in before the lock ran out")
		}
		s.later(2 * time.Second)
		fail(4) // counted anew
		s.signIn("office")
		want := []string{"login.fail", "login", "login.fail", "login", "login.fail", "login.lock", "login.fail", "login"}
		if diff := cmp.Diff(want, s.actions(t.Context(), from)); diff != "" {
			t.Errorf("journal (-want +got)\n%s", diff)
		}

		fail(5)
		if err := s.Unlock(t.Context(), s.as("sysadmin"), s.who["office"], ""); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("the system administrator unlocked: %v", err)
		}
		if err := s.Unlock(t.Context(), s.as("secadmin"), s.who["office"], "本人来电"); err != nil {
			t.Fatal(err)
		}
		s.signIn("office")
	})
}

func TestSessionEndsWhenIdleOrOld(t *testing.T) {
	eachSite(t, Options{}, func(t *testing.T, s *site) {
		in := s.signIn("office")
		alive := func() bool {
			sess, err := s.Authenticate(t.Context(), in.Token)
			if err != nil {
				if errs.CodeOf(err) != errs.Unauthenticated {
					t.Fatal(err)
				}
				return false
			}
			s.Touch(t.Context(), sess)
			return true
		}
		s.later(30 * time.Minute)
		if !alive() {
			t.Fatal("ended at 30 minutes")
		}
		s.later(30*time.Minute + time.Second)
		if alive() {
			t.Fatal("alive after 30 minutes without use")
		}
		in = s.signIn("office")
		for i := 0; i < 24; i++ {
			s.later(30 * time.Minute)
			if !alive() {
				t.Fatalf("ended after %d half hours of use", i+1)
			}
		}
		s.later(time.Second)
		if alive() {
			t.Fatal("alive after 12 hours")
		}
		for _, bad := range []string{"", "x", strings.Repeat("A", 43), in.Session.ID} {
			if _, err := s.Authenticate(t.Context(), bad); errs.CodeOf(err) != errs.Unauthenticated {
				t.Errorf("token %q: %v", bad, err)
			}
		}
		if err := s.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if left, err := s.Sessions(t.Context(), s.who["office"]); len(left) != 0 || err != nil {
			t.Errorf("sessions left: %v, %v", left, err)
		}
	})
}

func TestTouchWritesOnceAMinute(t *testing.T) {
	eachSite(t, Options{}, func(t *testing.T, s *site) {
		in := s.signIn("office")
		seen := func() int64 {
			l := s.must(s.Sessions(t.Context(), s.who["office"])).([]Session)
			return l[0].SeenAt
		}
		s.later(59 * time.Second)
		s.Touch(t.Context(), &in.Session)
		if seen() != in.Session.CreatedAt {
			t.Error("written within the minute")
		}
		s.later(time.Second)
		s.Touch(t.Context(), &in.Session)
		if seen() != s.now.UnixMicro() {
			t.Error("not written after a minute")
		}
	})
}

func TestEndingSessions(t *testing.T) {
	eachSite(t, Options{}, func(t *testing.T, s *site) {
		ctx := t.Context()
		s.person("li", "市发改委", authz.RoleLeadUnit)
		one, two, three := s.signIn("li"), s.signIn("li"), s.signIn("li")
		if l := s.must(s.Sessions(ctx, s.who["li"])).([]Session); len(l) != 3 {
			t.Fatalf("%d sessions; want 3", len(l))
		}
		if err := s.EndSession(ctx, s.as("office"), one.Session.ID); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("somebody else ended a session: %v", err)
		}
		if err := s.EndSession(ctx, s.as("li"), one.Session.ID); err != nil {
			t.Fatal(err)
		}
		if err := s.Logout(ctx, two.Token, "r1"); err != nil {
			t.Fatal(err)
		}
		for i, in := range []*SignIn{one, two, three} {
			if _, err := s.Authenticate(ctx, in.Token); (err == nil) != (i == 2) {
				t.Errorf("session %d: %v", i, err)
			}
		}
		if err := s.EndSessions(ctx, s.as("secadmin"), s.who["li"], "离岗"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Authenticate(ctx, three.Token); err == nil {
			t.Error("alive after the security administrator ended it")
		}
	})
}

func TestPasswordHistoryAndRules(t *testing.T) {
	eachSite(t, Options{}, func(t *testing.T, s *site) {
		ctx := t.Context()
		id := s.person("wang.wu", "市发改委")
		other, keep := s.signIn("wang.wu"), s.signIn("wang.wu")
		now := firstPassword
		set := func(next string) error {
			err := s.ChangePassword(ctx, PasswordChange{AccountID: id, Old: now, New: next, Keep: keep.Token})
			if err == nil {
				now = next
			}
			return err
		}
		for _, bad := range []string{"", "Short#1", "alllowercaseonly", "lower12345678", "Wang.Wu#2026x", "My wang.wu同志9", strings.Repeat("Ab1#", 40)} {
			if err := set(bad); errs.CodeOf(err) != errs.Invalid {
				t.Errorf("password %q: %v", bad, err)
			}
		}
		for _, good := range []string{"Second#Pass2", "Third#Pass33", "Fourth#Pass4", "Fifth#Pass55"} {
			if err := set(good); err != nil {
				t.Fatalf("%s: %v", good, err)
			}
		}
		if err := set(firstPassword); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("the fifth last password was taken again: %v", err)
		}
		if err := set("Sixth#Pass66"); err != nil {
			t.Fatal(err)
		}
		if err := set(firstPassword); err != nil {
			t.Errorf("the sixth last password is free again: %v", err)
		}
		if _, err := s.Authenticate(ctx, keep.Token); err != nil {
			t.Errorf("the session that changed the password ended: %v", err)
		}
		if _, err := s.Authenticate(ctx, other.Token); err == nil {
			t.Error("another session outlived the change of password")
		}
		for range 5 {
			err := s.ChangePassword(ctx, PasswordChange{AccountID: id, Old: "guess", New: "Whatever#123"})
			if e, ok := err.(*errs.Error); !ok || len(e.Fields) != 1 || e.Fields[0].Name != "old" {
				t.Fatalf("wrong old password: %v", err)
			}
		}
		if _, err := s.try("wang.wu", now); err == nil {
			t.Error("guessing the old password did not lock the account")
		}
	})
}

func TestFirstPasswordMustBeChanged(t *testing.T) {
	eachSite(t, Options{}, func(t *testing.T, s *site) {
		ctx := t.Context()
		id := s.person("zhao", "市发改委", authz.RoleLeadUnit)
		made, err := s.ResetPasswords(ctx, s.as("secadmin"), []string{id}, "忘记密码")
		if err != nil || len(made) != 1 {
			t.Fatal(made, err)
		}
		if _, err := s.try("zhao", firstPassword); err == nil {
			t.Fatal("the old password still serves")
		}
		in, err := s.try("zhao", made[0].Password)
		if err != nil || !in.MustChange || !in.Session.MustChange {
			t.Fatalf("%+v, %v; want MustChange", in, err)
		}
		if a := s.as("zhao"); len(a.Roles) != 0 || a.Scope.All || a.Can(authz.SignedIn) {
			t.Errorf("roles before the change: %+v", a)
		}
		if err := s.ChangePassword(ctx, PasswordChange{AccountID: id, Old: made[0].Password, New: "Brand#New2026", Keep: in.Token}); err != nil {
			t.Fatal(err)
		}
		if a := s.as("zhao"); !a.Can(authz.ProjectEdit) {
			t.Errorf("roles after the change: %+v", a)
		}
		if sess, err := s.Authenticate(ctx, in.Token); err != nil || sess.MustChange {
			t.Errorf("session after the change: %+v, %v", sess, err)
		}
	})
}

func TestPasswordExpires(t *testing.T) {
	eachSite(t, Options{Expiry: 90 * 24 * time.Hour}, func(t *testing.T, s *site) {
		if in := s.signIn("office"); in.MustChange {
			t.Fatal("a new password has expired")
		}
		s.later(90 * 24 * time.Hour)
		if in := s.signIn("office"); !in.MustChange || !s.dir().Account(s.who["office"]).MustChange {
			t.Error("a password of 90 days need not be changed")
		}
	})
}

func TestHashIsArgon2idWithItsCost(t *testing.T) {
	h := newHasher(Options{}.withDefaults().Cost)
	hash, err := h.hash(t.Context(), firstPassword)
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("%q, %v", hash, err)
	}
	cheap := newHasher(Cost{MemoryKiB: 8, Passes: 1}) // verifies what was hashed at another cost
	for password, want := range map[string]bool{firstPassword: true, firstPassword + "x": false, "": false} {
		if ok, err := cheap.verify(t.Context(), password, hash); ok != want || err != nil {
			t.Errorf("%q: %v, %v", password, ok, err)
		}
	}
	for _, broken := range []string{"", "x", "$argon2id$v=19$m=19456,t=2,p=1$", "$argon2id$v=19$m=4194304,t=9,p=1$AA$AA", "$argon2id$v=18$m=8,t=1,p=1$AA$AA", cheap.dummy} {
		if ok, err := cheap.verify(t.Context(), firstPassword, broken); ok || err != nil {
			t.Errorf("hash %q: %v, %v", broken, ok, err)
		}
	}
}

func TestGuessesAtOnceDoNotPassTheLock(t *testing.T) {
	eachSite(t, Options{}, func(t *testing.T, s *site) {
		var guesses sync.WaitGroup
		for range 20 {
			guesses.Go(func() {
				if _, err := s.try("office", "guess"); errs.CodeOf(err) != errs.Unauthenticated {
					t.Errorf("a guess: %v", err)
				}
			})
		}
		guesses.Wait()
		c := s.must(readCredential(t.Context(), s.db, s.who["office"])).(*credential)
		if c.Failures != 5 || !c.locked(s.run.Clock) {
			t.Errorf("%d failures counted, locked until %d", c.Failures, c.LockedUntil)
		}
	})
}

func TestHashingIsBounded(t *testing.T) {
	h := newHasher(Cost{MemoryKiB: 8, Passes: 1})
	for range hashesAtOnce {
		h.slots <- struct{}{}
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := h.hash(ctx, "x"); errs.CodeOf(err) != errs.Unavailable {
		t.Errorf("a fifth hash at once: %v", err)
	}
	<-h.slots
	if _, err := h.hash(t.Context(), "x"); err != nil {
		t.Error(err)
	}
}

func TestClockGoingBackIsNoKey(t *testing.T) {
	s := newSiteSQLite(t)
	in := s.signIn("office")
	*s.now = clock.At("2026-01-01").Now()
	if _, err := s.Authenticate(t.Context(), in.Token); err != nil {
		t.Errorf("a clock set back ended the session: %v", err)
	}
}
