package org

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"slices"
	"strings"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"
	"rsc.io/qr"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/secret"
)

// Enrolment is what a person needs to set up an authenticator (RFC 6238: SHA-1, six digits, 30 seconds).
type Enrolment struct {
	Secret string // base32, for typing in
	URI    string // otpauth://…
	PNG    []byte // the URI as a QR code
}

const (
	stepMicros    = 30_000_000
	recoveryCodes = 10
)

// EnrolTOTP gives the actor a new secret; it counts once ConfirmTOTP has seen a code of it.
func (s *Service) EnrolTOTP(ctx context.Context, actor authz.Actor) (*Enrolment, error) {
	d, err := s.Directory(ctx)
	if err != nil {
		return nil, err
	}
	a := d.Account(actor.ID)
	if a == nil {
		return nil, errs.New(errs.NotFound, "只有登录的人能设置动态口令")
	}
	if a.TOTPOn {
		return nil, errs.New(errs.Conflict, "动态口令已启用；要换手机，请先停用再重新设置")
	}
	issuer := strings.ReplaceAll(d.Site(), ":", " ")
	if issuer == "" {
		issuer = "链长"
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: a.Login, SecretSize: 20})
	if err != nil {
		return nil, errs.Wrap(err, errs.Internal, "生成动态口令密钥失败")
	}
	code, err := qr.Encode(key.URL(), qr.M)
	if err != nil {
		return nil, errs.Wrap(err, errs.Internal, "生成二维码失败，请手工输入密钥")
	}
	err = s.run.Run(ctx, actor, about("totp.enrol", a, ""), func(tx *change.Tx) error {
		c, err := readCredential(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		c.TOTP, c.TOTPLast = key.Secret(), 0
		return c.save(ctx, tx.Tx)
	})
	return &Enrolment{Secret: key.Secret(), URI: key.URL(), PNG: code.PNG()}, err
}

// ConfirmTOTP turns the second factor on, once the code shows that the authenticator works, and gives the recovery codes,
// each good for one sign-in. They are shown this once.
func (s *Service) ConfirmTOTP(ctx context.Context, actor authz.Actor, code string) (recovery []string, err error) {
	err = s.change(ctx, actor, about("totp.on", &Account{ID: actor.ID}, ""), func(tx *change.Tx) error {
		c, err := readCredential(ctx, tx, actor.ID)
		if err != nil {
			return err
		}
		if c.TOTP == "" {
			return errs.New(errs.Conflict, "请先扫描二维码")
		}
		if !c.useStep(code, tx.Now) {
			return wrongCode()
		}
		recovery, c.Recovery = newRecovery()
		if err := c.save(ctx, tx.Tx); err != nil {
			return err
		}
		return setTOTP(ctx, tx, actor.ID, true)
	})
	if err != nil {
		return nil, err
	}
	return recovery, nil
}

func wrongCode() error {
	return errs.Fields{{Name: "code", Message: "动态口令不正确或已用过，请等下一个再试；仍不行请核对手机时间"}}.Err()
}

func setTOTP(ctx context.Context, tx *change.Tx, accountID string, on bool) error {
	a, err := accounts.Get(ctx, tx, db.Everything, accountID)
	if err != nil {
		return err
	}
	after := *a
	after.TOTPOn = on
	return accounts.Update(ctx, tx, a, &after)
}

// DropTOTP turns the actor's second factor off against a code. A wrong one counts as a failed sign-in.
func (s *Service) DropTOTP(ctx context.Context, actor authz.Actor, code string) error {
	return s.withCode(ctx, actor.ID, code, Attempt{Req: actor.Req}, func(*credential) error {
		return s.change(ctx, actor, about("totp.off", &Account{ID: actor.ID}, ""), func(tx *change.Tx) error {
			return clearTOTP(ctx, tx, actor.ID)
		})
	})
}

// ResetTOTP turns off the second factor of a person who lost it; for the security administrator.
func (s *Service) ResetTOTP(ctx context.Context, actor authz.Actor, accountID, reason string) error {
	what := about("totp.reset", &Account{ID: accountID}, reason)
	what.Perm = authz.Secure
	return s.change(ctx, actor, what, func(tx *change.Tx) error {
		if err := clearTOTP(ctx, tx, accountID); err != nil {
			return err
		}
		return endAll(ctx, tx.Tx, accountID, "", false)
	})
}

func clearTOTP(ctx context.Context, tx *change.Tx, accountID string) error {
	c, err := readCredential(ctx, tx, accountID)
	if err != nil {
		return err
	}
	c.TOTP, c.TOTPLast, c.Recovery = "", 0, nil
	if err := c.save(ctx, tx.Tx); err != nil {
		return err
	}
	return setTOTP(ctx, tx, accountID, false)
}

// VerifyCode completes a sign-in that waits for its second factor, by a code of the authenticator or a recovery code. It
// gives a new token; the old one is void. Wrong codes count like wrong passwords.
func (s *Service) VerifyCode(ctx context.Context, token, code, req string) (*SignIn, error) {
	sess, a, err := s.find(ctx, token)
	if err != nil {
		return nil, err
	}
	if sess == nil || a == nil || !a.Active || !sess.pending || s.run.Clock.Micro()-sess.CreatedAt > codeWait.Microseconds() {
		return nil, errs.New(errs.Unauthenticated, "等待动态口令超时，请重新登录")
	}
	in := Attempt{Address: sess.Address, Agent: sess.Agent, Req: req}
	var out *SignIn
	err = s.withCode(ctx, a.ID, code, in, func(c *credential) error {
		out, err = s.enter(ctx, a, in, c.Hash, entry{replaces: sess.ID})
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// withCode uses up a code or recovery code of the person and then runs fn; a wrong one is counted.
func (s *Service) withCode(ctx context.Context, accountID, code string, in Attempt, fn func(*credential) error) error {
	d, err := s.Directory(ctx)
	if err != nil {
		return err
	}
	a := d.Account(accountID)
	if a == nil {
		return errs.New(errs.Unauthenticated, "请先登录")
	}
	var c *credential
	used := false
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if c, err = readCredential(ctx, tx, accountID); err != nil {
			return err
		}
		if c.locked(s.run.Clock) {
			return s.refusal()
		}
		if used = c.useStep(code, s.run.Clock.Micro()) || c.useRecovery(code); used {
			return c.save(ctx, tx)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if !used {
		if err := s.fail(ctx, a, in, "动态口令不正确"); errs.CodeOf(err) != errs.Unauthenticated {
			return err
		}
		return wrongCode()
	}
	return fn(c)
}

// useStep accepts the code of the present step or one to either side, once: a step at or before the last accepted is a replay.
func (c *credential) useStep(code string, now int64) bool {
	if c.TOTP == "" {
		return false
	}
	for _, step := range []int64{now / stepMicros, now/stepMicros - 1, now/stepMicros + 1} {
		if step <= c.TOTPLast {
			continue
		}
		ok, err := hotp.ValidateCustom(code, uint64(step), c.TOTP, hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && ok {
			c.TOTPLast = step
			return true
		}
	}
	return false
}

func (c *credential) useRecovery(code string) bool {
	i := slices.Index(c.Recovery, secret.Digest(plainRecovery(code)))
	if i < 0 {
		return false
	}
	c.Recovery = slices.Delete(c.Recovery, i, i+1)
	return true
}

func plainRecovery(code string) string {
	return strings.ToLower(strings.ReplaceAll(strings.Join(strings.Fields(code), ""), "-", ""))
}

// newRecovery makes codes of 60 random bits, and the digests that are stored.
func newRecovery() (codes, digests []string) {
	for range recoveryCodes {
		b := make([]byte, 8)
		_, _ = rand.Read(b)
		text := strings.ToLower(base32.StdEncoding.EncodeToString(b)[:12])
		codes = append(codes, text[:4]+"-"+text[4:8]+"-"+text[8:])
		digests = append(digests, secret.Digest(text))
	}
	return codes, digests
}
