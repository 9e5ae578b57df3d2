package org

import (
	"context"
	"log/slog"
	"time"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/secret"
)

// Session is one signed-in browser.
type Session struct {
	ID         string // digest of the token, which itself is stored nowhere
	AccountID  string
	CreatedAt  int64 // UTC microseconds
	SeenAt     int64
	Address    string
	Agent      string
	MustChange bool // nothing but ChangePassword is open
	pending    bool // the password was right, the code is still to come
}

// codeWait is how long a sign-in waits for its code; touchEvery how often use of a session or token is written.
const (
	codeWait   = 5 * time.Minute
	touchEvery = time.Minute
)

// Authenticate finds the session of a token. Unauthenticated says why when there is none: absent, unused for too long, too
// old, or still without its code. It writes nothing; see Touch.
func (s *Service) Authenticate(ctx context.Context, token string) (*Session, error) {
	sess, a, err := s.find(ctx, token)
	if err != nil {
		return nil, err
	}
	now := s.run.Clock.Micro()
	switch {
	case sess == nil || a == nil || !a.Active:
		return nil, errs.New(errs.Unauthenticated, "请先登录")
	case sess.pending:
		return nil, errs.New(errs.Unauthenticated, "还差一步：请输入动态口令")
	case now-sess.SeenAt > s.opt.Idle.Microseconds():
		return nil, errs.New(errs.Unauthenticated, "超过%d分钟没有操作，已自动退出，请重新登录", int(s.opt.Idle.Minutes()))
	case now-sess.CreatedAt > s.opt.Life.Microseconds():
		return nil, errs.New(errs.Unauthenticated, "本次登录已满%d小时，请重新登录", int(s.opt.Life.Hours()))
	}
	sess.MustChange = a.MustChange
	return sess, nil
}

func (s *Service) find(ctx context.Context, token string) (*Session, *Account, error) {
	if len(token) != 43 { // 256 bits in base64
		return nil, nil, nil
	}
	found, err := readSessions(ctx, s.db, new(db.Where).And("t.id = ?", secret.Digest(token)))
	if err != nil || len(found) == 0 {
		return nil, nil, err
	}
	d, err := s.Directory(ctx)
	if err != nil {
		return nil, nil, err
	}
	return &found[0], d.Account(found[0].AccountID), nil
}

// Touch notes that a session is in use, at most once a minute. Call it on what a person does, not on what a page polls.
// A session that could not be noted goes on; it only ends sooner.
func (s *Service) Touch(ctx context.Context, sess *Session) {
	s.note(ctx, &sess.SeenAt, "UPDATE session SET seen_at = $1 WHERE id = $2", sess.ID)
}

func (s *Service) note(ctx context.Context, at *int64, sql, id string) {
	now := s.run.Clock.Micro()
	if now-*at < touchEvery.Microseconds() {
		return
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, sql, now, id)
		return err
	})
	if err != nil {
		slog.Warn("noting use of a session or token", "err", err)
		return
	}
	*at = now
}

// Logout ends the session of a token; a token without one is no error.
func (s *Service) Logout(ctx context.Context, token, req string) error {
	sess, a, err := s.find(ctx, token)
	if err != nil || sess == nil {
		return err
	}
	return s.run.Run(ctx, by(a, req), about("logout", a, ""), func(tx *change.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM session WHERE id = $1", sess.ID)
		return err
	})
}

// Sessions are a person's sessions that are still good, the last used first.
func (s *Service) Sessions(ctx context.Context, accountID string) ([]Session, error) {
	now := s.run.Clock.Micro()
	return readSessions(ctx, s.db, new(db.Where).And("t.account_id = ?", accountID).And("NOT t.pending").
		And("t.seen_at >= ?", now-s.opt.Idle.Microseconds()).And("t.created_at >= ?", now-s.opt.Life.Microseconds()))
}

// EndSession ends one of the actor's own sessions, or anybody's for the security administrator.
func (s *Service) EndSession(ctx context.Context, actor authz.Actor, id string) error {
	found, err := readSessions(ctx, s.db, new(db.Where).And("t.id = ?", id))
	if err != nil {
		return err
	}
	if len(found) == 0 || found[0].AccountID != actor.ID && !actor.Can(authz.Secure) {
		return errs.New(errs.NotFound, "这个会话已经结束")
	}
	return s.run.Run(ctx, actor, about("session.end", &Account{ID: found[0].AccountID}, ""), func(tx *change.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM session WHERE id = $1", id)
		return err
	})
}

// EndSessions ends all sessions of a person; for the security administrator.
func (s *Service) EndSessions(ctx context.Context, actor authz.Actor, accountID, reason string) error {
	what := about("session.end", &Account{ID: accountID}, reason)
	what.Perm = authz.Secure
	return s.run.Run(ctx, actor, what, func(tx *change.Tx) error { return endAll(ctx, tx.Tx, accountID, "", false) })
}

// Sweep removes sessions and tokens that can never serve again. Call it now and then; nothing depends on it.
func (s *Service) Sweep(ctx context.Context) error {
	now := s.run.Clock.Micro()
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM session WHERE seen_at < $1 OR created_at < $2 OR (pending AND created_at < $3)",
			now-s.opt.Idle.Microseconds(), now-s.opt.Life.Microseconds(), now-codeWait.Microseconds())
		if err == nil {
			_, err = tx.Exec(ctx, "DELETE FROM api_token WHERE expires_at < $1", now)
		}
		return err
	})
}
