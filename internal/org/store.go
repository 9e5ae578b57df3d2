package org

import (
	"context"
	"encoding/json"
	"strings"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

// credential is what proves a person, and how often that failed. It is written past the journal: it must not hold secrets.
type credential struct {
	AccountID   string
	Hash        string // argon2id; "" until the security administrator issues a first password
	ChangedAt   int64
	History     []string // the last hashes, the present one first
	TOTP        string   // secret in base32; "" without one
	TOTPLast    int64    // the last time step accepted: an earlier or equal one is a replay
	Recovery    []string // SHA-256 of the recovery codes left
	Failures    int64
	LockedUntil int64
	LastLogin   int64
}

// readCredential reads a person's credential; a person without one gets an empty one.
func readCredential(ctx context.Context, q db.Queryer, accountID string) (*credential, error) {
	c := &credential{AccountID: accountID}
	var history, recovery string
	err := q.QueryRow(ctx, "SELECT hash, changed_at, history, totp, totp_last, recovery, failures, locked_until, last_login FROM credential WHERE account_id = $1", accountID).
		Scan(&c.Hash, &c.ChangedAt, &history, &c.TOTP, &c.TOTPLast, &recovery, &c.Failures, &c.LockedUntil, &c.LastLogin)
	if db.NotFound(err) {
		return c, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(history), &c.History)
	}
	if err == nil {
		err = json.Unmarshal([]byte(recovery), &c.Recovery)
	}
	return c, errs.Wrap(err, errs.Internal, "读不出登录凭据")
}

func (c *credential) save(ctx context.Context, tx *db.Tx) error {
	lists := make([]string, 2)
	for i, l := range [][]string{c.History, c.Recovery} {
		b, err := json.Marshal(append([]string{}, l...))
		if err != nil {
			return err
		}
		lists[i] = string(b)
	}
	_, err := tx.Exec(ctx, `INSERT INTO credential (account_id, hash, changed_at, history, totp, totp_last, recovery, failures, locked_until, last_login)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (account_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at, history = excluded.history, totp = excluded.totp,
totp_last = excluded.totp_last, recovery = excluded.recovery, failures = excluded.failures, locked_until = excluded.locked_until, last_login = excluded.last_login`,
		c.AccountID, c.Hash, c.ChangedAt, lists[0], c.TOTP, c.TOTPLast, lists[1], c.Failures, c.LockedUntil, c.LastLogin)
	return err
}

const sessionCols = "id, account_id, created_at, seen_at, address, agent, pending"

func readSessions(ctx context.Context, q db.Queryer, w *db.Where) ([]Session, error) {
	rows, err := q.Query(ctx, "SELECT "+sessionCols+" FROM session t"+w.SQL()+" ORDER BY t.seen_at DESC, t.id", w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Session
	for rows.Next() {
		var s Session
		if err := rows.Scan(&s.ID, &s.AccountID, &s.CreatedAt, &s.SeenAt, &s.Address, &s.Agent, &s.pending); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

func insertSession(ctx context.Context, tx *db.Tx, s *Session) error {
	_, err := tx.Exec(ctx, "INSERT INTO session ("+sessionCols+") VALUES ($1, $2, $3, $4, $5, $6, $7)",
		s.ID, s.AccountID, s.CreatedAt, s.SeenAt, s.Address, s.Agent, s.pending)
	return err
}

const tokenCols = "id, account_id, name, created_at, expires_at, used_at"

func readTokens(ctx context.Context, q db.Queryer, w *db.Where) ([]Token, error) {
	rows, err := q.Query(ctx, "SELECT "+tokenCols+" FROM api_token t"+w.SQL()+" ORDER BY t.created_at DESC, t.id", w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Token
	for rows.Next() {
		var t Token
		if err := rows.Scan(&t.ID, &t.AccountID, &t.Name, &t.CreatedAt, &t.ExpiresAt, &t.UsedAt); err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, rows.Err()
}

// endAll ends the sessions of a person, but for the one to keep, and on demand the person's tokens.
func endAll(ctx context.Context, tx *db.Tx, accountID, keep string, tokens bool) error {
	if _, err := tx.Exec(ctx, "DELETE FROM session WHERE account_id = $1 AND id <> $2", accountID, keep); err != nil {
		return err
	}
	if !tokens {
		return nil
	}
	_, err := tx.Exec(ctx, "DELETE FROM api_token WHERE account_id = $1", accountID)
	return err
}

// secretBytes is how long the secrets of sessions and tokens are.
const secretBytes = 32

// cut shortens text from outside to n characters.
func cut(s string, n int) string {
	r := []rune(strings.ToValidUTF8(s, ""))
	return string(r[:min(n, len(r))])
}
