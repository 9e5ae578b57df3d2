package org

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/width"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/platform/secret"
)

// Attempt is somebody trying to sign in.
type Attempt struct {
	Login, Password string
	Address         string // network address, for the journal and the list of sessions
	Agent           string // the browser's name of itself
	Req             string // identity of the request
}

// SignIn is a sign-in that got through, or through its first step.
type SignIn struct {
	Token      string // for the cookie; 256 random bits, of which only a digest is stored
	Session    Session
	NeedCode   bool // the token serves for VerifyCode only
	MustChange bool // nothing but ChangePassword is open
}

// Login checks a password. Whatever the reason for refusing (unknown login, wrong password, locked, inactive), the answer
// and the time it takes are the same; the journal knows the reason.
func (s *Service) Login(ctx context.Context, in Attempt) (*SignIn, error) {
	d, err := s.Directory(ctx)
	if err != nil {
		return nil, err
	}
	a := d.AccountByLogin(in.Login)
	var c *credential
	var hashes []string
	if a != nil {
		if c, err = readCredential(ctx, s.db, a.ID); err != nil {
			return nil, err
		}
		hashes = append(hashes, c.Hash)
	}
	fits, err := s.hasher.verify(ctx, cut(in.Password, maxPassword), hashes...)
	if err != nil {
		return nil, err
	}
	switch {
	case a == nil:
		return nil, s.refuse(ctx, nil, in, "没有这个登录名")
	case !a.Active:
		return nil, s.refuse(ctx, a, in, "账号已停用")
	case c.locked(s.run.Clock):
		return nil, s.refuse(ctx, a, in, "账号锁定中")
	case !fits:
		return nil, s.fail(ctx, a, in, "密码不正确")
	}
	return s.enter(ctx, a, in, c.Hash, entry{pending: a.TOTPOn})
}

func (c *credential) locked(at clock.Clock) bool { return c.LockedUntil > at.Micro() }

func (s *Service) refusal() error {
	return errs.New(errs.Unauthenticated, "用户名或密码不正确，或账号暂不能登录。连续%d次不正确将锁定%d分钟，请稍后再试或联系安全管理员",
		s.opt.LockAfter, int(s.opt.LockFor.Minutes()))
}

// by is a person acting on the own account, whose roles do not matter and may not be in force yet; nil is somebody who
// has not shown yet who it is.
func by(a *Account, req string) authz.Actor {
	actor := authz.Actor{Name: "未登录", Via: "web", Req: req, Roles: []authz.Role{authz.RoleProgram}}
	if a != nil {
		actor.ID, actor.Name, actor.UnitID, actor.Region = a.ID, a.Name, a.UnitID, a.Region
	}
	return actor
}

func about(action string, a *Account, reason string) change.What {
	w := change.What{Action: action, Perm: authz.SignedIn, Ref: record.Ref{Kind: "account"}, Reason: reason}
	if a != nil {
		w.Ref.ID = a.ID
	}
	return w
}

// refuse leaves the attempt in the journal. The login that was typed is not kept: people type passwords there.
func (s *Service) refuse(ctx context.Context, a *Account, in Attempt, why string) error {
	err := s.run.Run(ctx, by(nil, in.Req), about("login.fail", a, why+"，来自"+in.Address), func(*change.Tx) error { return nil })
	if err != nil {
		return err
	}
	return s.refusal()
}

// fail counts a failure and locks the account when there were too many in a row.
func (s *Service) fail(ctx context.Context, a *Account, in Attempt, why string) error {
	var locked bool
	err := s.run.Run(ctx, by(nil, in.Req), about("login.fail", a, why+"，来自"+in.Address), func(tx *change.Tx) (err error) {
		locked, err = s.countFailure(ctx, tx, a.ID)
		return err
	})
	if err != nil {
		return err
	}
	if locked {
		why := fmt.Sprintf("连续%d次不正确，锁定%d分钟", s.opt.LockAfter, int(s.opt.LockFor.Minutes()))
		if err := s.run.Run(ctx, by(nil, in.Req), about("login.lock", a, why), func(*change.Tx) error { return nil }); err != nil {
			return err
		}
	}
	return s.refusal()
}

func (s *Service) countFailure(ctx context.Context, tx *change.Tx, accountID string) (locked bool, err error) {
	c, err := readCredential(ctx, tx, accountID)
	if err != nil || c.locked(tx.Clock) {
		return false, err
	}
	if c.LockedUntil != 0 { // a lock that has run out: count anew
		c.Failures, c.LockedUntil = 0, 0
	}
	if c.Failures++; c.Failures >= int64(s.opt.LockAfter) {
		c.LockedUntil, locked = tx.Now+s.opt.LockFor.Microseconds(), true
	}
	return locked, c.save(ctx, tx.Tx)
}

// entry says how a session is opened: pending when its code is still to come, or in place of one that waited for it.
type entry struct {
	pending  bool
	replaces string
}

// enter opens a session. The hash that was verified must still be the stored one, and the account not locked meanwhile.
func (s *Service) enter(ctx context.Context, a *Account, in Attempt, hash string, e entry) (*SignIn, error) {
	out := &SignIn{Token: secret.New(secretBytes), NeedCode: e.pending, MustChange: a.MustChange}
	action := "login"
	if e.pending {
		action = "login.password"
	}
	err := s.run.Run(ctx, by(a, in.Req), about(action, a, "来自"+in.Address), func(tx *change.Tx) error {
		c, err := readCredential(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		if c.Hash != hash || c.locked(tx.Clock) {
			return s.refusal()
		}
		out.Session = Session{ID: secret.Digest(out.Token), AccountID: a.ID, CreatedAt: tx.Now, SeenAt: tx.Now, Address: cut(in.Address, 60),
			Agent: cut(in.Agent, 200), pending: e.pending}
		if err := insertSession(ctx, tx.Tx, &out.Session); err != nil || e.pending {
			return err
		}
		if _, err := tx.Exec(ctx, "DELETE FROM session WHERE id = $1", e.replaces); err != nil {
			return err
		}
		return s.entered(ctx, tx, c, out)
	})
	if err != nil {
		return nil, err
	}
	out.Session.MustChange = out.MustChange
	return out, nil
}

// entered notes a complete sign-in: failures are forgotten, and an outlived password must be changed.
func (s *Service) entered(ctx context.Context, tx *change.Tx, c *credential, out *SignIn) error {
	c.Failures, c.LockedUntil, c.LastLogin = 0, 0, tx.Now
	if err := c.save(ctx, tx.Tx); err != nil {
		return err
	}
	if s.opt.Expiry == 0 || tx.Now-c.ChangedAt < s.opt.Expiry.Microseconds() || out.MustChange {
		return nil
	}
	out.MustChange = true
	return s.setMustChange(ctx, tx, c.AccountID, true)
}

func (s *Service) setMustChange(ctx context.Context, tx *change.Tx, accountID string, must bool) error {
	a, err := accounts.Get(ctx, tx, db.Everything, accountID)
	if err != nil {
		return err
	}
	after := *a
	after.MustChange = must
	if err := accounts.Update(ctx, tx, a, &after); err != nil {
		return err
	}
	return s.touched(ctx, tx)
}

// PasswordChange is a person's wish for another password.
type PasswordChange struct {
	AccountID string
	Old, New  string
	Keep      string // token of the session that goes on; all others end
	Req       string
}

// ChangePassword sets a new password after checking the old one and the rules. A wrong old one counts as a failed sign-in.
func (s *Service) ChangePassword(ctx context.Context, in PasswordChange) error {
	d, err := s.Directory(ctx)
	if err != nil {
		return err
	}
	a := d.Account(in.AccountID)
	if a == nil || !a.Active {
		return errs.New(errs.Unauthenticated, "请先登录")
	}
	c, err := readCredential(ctx, s.db, a.ID)
	if err != nil {
		return err
	}
	fits, err := s.hasher.verify(ctx, cut(in.Old, maxPassword), c.Hash)
	if err != nil {
		return err
	}
	if !fits || c.locked(s.run.Clock) {
		if err := s.fail(ctx, a, Attempt{Req: in.Req}, "修改密码时原密码不正确"); errs.CodeOf(err) != errs.Unauthenticated {
			return err
		}
		return errs.Fields{{Name: "old", Message: "原密码不正确，请重新输入；连续不正确会锁定账号"}}.Err()
	}
	if err := s.opt.checkPassword(in.New, a); err != nil {
		return err
	}
	used, err := s.hasher.verify(ctx, in.New, c.History...)
	if err != nil {
		return err
	}
	if used {
		return errs.Fields{{Name: "password", Message: fmt.Sprintf("最近%d次用过的密码不能再用，请另换一个", s.opt.History)}}.Err()
	}
	hash, err := s.hasher.hash(ctx, in.New)
	if err != nil {
		return err
	}
	return s.run.Run(ctx, by(a, in.Req), about("password.change", a, ""), func(tx *change.Tx) error {
		if err := s.putPassword(ctx, tx, a.ID, hash, c.Hash); err != nil {
			return err
		}
		if err := endAll(ctx, tx.Tx, a.ID, secret.Digest(in.Keep), false); err != nil {
			return err
		}
		return s.setMustChange(ctx, tx, a.ID, false)
	})
}

// putPassword stores a password's hash when the present one is still was; "*" stands for any.
func (s *Service) putPassword(ctx context.Context, tx *change.Tx, accountID, hash, was string) error {
	c, err := readCredential(ctx, tx, accountID)
	if err != nil {
		return err
	}
	if was != "*" && was != c.Hash {
		return errs.New(errs.Conflict, "密码刚被别处修改，请重新登录")
	}
	c.Hash, c.ChangedAt = hash, tx.Now
	c.History = slices.Insert(c.History, 0, hash)
	c.History = c.History[:min(len(c.History), s.opt.History)]
	c.Failures, c.LockedUntil = 0, 0
	return c.save(ctx, tx.Tx)
}

// plainLogin folds a login to its stored form: no spaces, half width, lower case.
func plainLogin(login string) string {
	return strings.ToLower(strings.Join(strings.Fields(width.Fold.String(login)), ""))
}
