package org

import (
	"bytes"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"lianzhang/internal/platform/errs"
)

// code gives the authenticator's code so many steps from now.
func (s *site) code(secret string, steps int) string {
	s.t.Helper()
	return s.must(totp.GenerateCode(secret, s.now.Add(time.Duration(steps)*30*time.Second))).(string)
}

// enrolled turns the second factor of the office on and gives its secret and recovery codes.
func (s *site) enrolled() (secret string, recovery []string) {
	s.t.Helper()
	e := s.must(s.EnrolTOTP(s.t.Context(), s.as("office"))).(*Enrolment)
	recovery = s.must(s.ConfirmTOTP(s.t.Context(), s.as("office"), s.code(e.Secret, 0))).([]string)
	return e.Secret, recovery
}

func TestEnrolment(t *testing.T) {
	eachSite(t, Options{}, func(t *testing.T, s *site) {
		ctx, office := t.Context(), s.as("office")
		if _, err := s.ConfirmTOTP(ctx, office, "123456"); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("confirming before enrolling: %v", err)
		}
		e := s.must(s.EnrolTOTP(ctx, office)).(*Enrolment)
		img, err := png.Decode(bytes.NewReader(e.PNG))
		if err != nil || img.Bounds().Dx() < 100 {
			t.Errorf("QR code: %v", err)
		}
		if !strings.HasPrefix(e.URI, "otpauth://totp/") || !strings.Contains(e.URI, "secret="+e.Secret) {
			t.Errorf("URI %q", e.URI)
		}
		for _, bad := range []string{"", "12345", "abcdef", s.code(e.Secret, 9)} {
			if _, err := s.ConfirmTOTP(ctx, office, bad); errs.CodeOf(err) != errs.Invalid {
				t.Errorf("confirmed by %q: %v", bad, err)
			}
		}
		if in := s.signIn("office"); in.NeedCode {
			t.Error("a code is asked before the enrolment is confirmed")
		}
		recovery := s.must(s.ConfirmTOTP(ctx, office, s.code(e.Secret, 0))).([]string)
		if len(recovery) != 10 || !s.dir().Account(s.who["office"]).TOTPOn {
			t.Errorf("recovery codes %v", recovery)
		}
		if _, err := s.EnrolTOTP(ctx, office); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("enrolled twice: %v", err)
		}
	})
}

func TestSecondStep(t *testing.T) {
	eachSite(t, Options{}, func(t *testing.T, s *site) {
		ctx := t.Context()
		secret, recovery := s.enrolled()
		begin := func() *SignIn {
			in := s.signIn("office")
			if !in.NeedCode {
				t.Fatal("no code asked")
			}
			return in
		}
		in := begin()
		if _, err := s.Authenticate(ctx, in.Token); errs.CodeOf(err) != errs.Unauthenticated {
			t.Fatalf("in without a code: %v", err)
		}
		used := s.code(secret, 0) // confirmed the enrolment
		if _, err := s.VerifyCode(ctx, in.Token, used, ""); errs.CodeOf(err) != errs.Invalid {
			t.Fatalf("replay of the code that confirmed: %v", err)
		}
		s.later(30 * time.Second)
		full, err := s.VerifyCode(ctx, in.Token, s.code(secret, 0), "")
		if err != nil || full.Token == in.Token {
			t.Fatalf("%+v, %v", full, err)
		}
		if _, err := s.Authenticate(ctx, full.Token); err != nil {
			t.Errorf("after the code: %v", err)
		}
		if _, err := s.VerifyCode(ctx, in.Token, s.code(secret, 1), ""); errs.CodeOf(err) != errs.Unauthenticated {
			t.Errorf("the first step's token serves twice: %v", err)
		}
		in = begin()
		if _, err := s.VerifyCode(ctx, in.Token, s.code(secret, 0), ""); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("replay in the same step: %v", err)
		}
		if _, err := s.VerifyCode(ctx, in.Token, s.code(secret, -1), ""); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("an earlier step than the last accepted: %v", err)
		}
		if _, err := s.VerifyCode(ctx, in.Token, " "+strings.ToUpper(recovery[0])+" ", ""); err != nil {
			t.Errorf("recovery code: %v", err)
		}
		if _, err := s.VerifyCode(ctx, begin().Token, recovery[0], ""); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("recovery code used twice: %v", err)
		}
		in = begin()
		s.later(6 * time.Minute)
		if _, err := s.VerifyCode(ctx, in.Token, s.code(secret, 0), ""); errs.CodeOf(err) != errs.Unauthenticated {
			t.Errorf("the first step does not grow old: %v", err)
		}
	})
}

func TestGuessingCodesLocksAcrossSignIns(t *testing.T) {
	eachSite(t, Options{}, func(t *testing.T, s *site) {
		secret, _ := s.enrolled()
		for i := range 5 {
			in := s.signIn("office") // the right password does not forget wrong codes
			if _, err := s.VerifyCode(t.Context(), in.Token, "000000", ""); errs.CodeOf(err) != errs.Invalid {
				t.Fatalf("guess %d: %v", i, err)
			}
		}
		if _, err := s.try("office", firstPassword); err == nil {
			t.Error("not locked after five wrong codes")
		}
		s.later(16 * time.Minute)
		if _, err := s.VerifyCode(t.Context(), s.signIn("office").Token, s.code(secret, 0), ""); err != nil {
			t.Errorf("after the lock: %v", err)
		}
	})
}

func TestTurningTheSecondFactorOff(t *testing.T) {
	eachSite(t, Options{}, func(t *testing.T, s *site) {
		ctx := t.Context()
		secret, _ := s.enrolled()
		if err := s.DropTOTP(ctx, s.as("office"), "111111"); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("off by a wrong code: %v", err)
		}
		s.later(time.Minute)
		if err := s.DropTOTP(ctx, s.as("office"), s.code(secret, 0)); err != nil {
			t.Fatal(err)
		}
		if in := s.signIn("office"); in.NeedCode {
			t.Error("still asked for a code")
		}
		s.enrolled()
		if err := s.ResetTOTP(ctx, s.as("secadmin"), s.who["office"], "手机丢失"); err != nil {
			t.Fatal(err)
		}
		if in := s.signIn("office"); in.NeedCode {
			t.Error("asked for a code after the reset")
		}
	})
}
