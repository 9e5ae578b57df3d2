package org

import (
	"context"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/secret"
)

// Token is a personal key to the API: it may do what its owner may. Its text is shown once and stored as a digest.
type Token struct {
	ID        string
	AccountID string
	Name      string
	CreatedAt int64 // UTC microseconds
	ExpiresAt int64
	UsedAt    int64 // 0 = never
}

const (
	tokenPrefix  = "lz_"
	maxTokenDays = 366
	maxTokens    = 20 // per person
)

// CreateToken makes a token of the actor's for so many days, and gives its text. A token cannot make another, or one that
// leaked could outlive its revocation.
func (s *Service) CreateToken(ctx context.Context, actor authz.Actor, name string, days int) (plain string, tok *Token, err error) {
	if actor.Via == "api" {
		return "", nil, errs.New(errs.Forbidden, "令牌不能再生成令牌，请登录页面，在“个人设置”里新建")
	}
	name = strings.TrimSpace(name)
	var bad errs.Fields
	if name == "" || len([]rune(name)) > 50 {
		bad.Add("name", "请给令牌起个名字（50字以内），以便日后认出它用在哪里")
	}
	if days < 1 || days > maxTokenDays {
		bad.Add("days", "有效期要在1到%d天之间", maxTokenDays)
	}
	if err := bad.Err(); err != nil {
		return "", nil, err
	}
	plain = tokenPrefix + secret.New(secretBytes)
	err = s.run.Run(ctx, actor, about("token.create", &Account{ID: actor.ID}, name), func(tx *change.Tx) error {
		own, err := readTokens(ctx, tx, new(db.Where).And("t.account_id = ?", actor.ID))
		if err != nil {
			return err
		}
		if len(own) >= maxTokens {
			return errs.New(errs.Conflict, "每人最多%d个令牌，请先撤销不用的", maxTokens)
		}
		tok = &Token{ID: tx.NewID(), AccountID: actor.ID, Name: name, CreatedAt: tx.Now, ExpiresAt: tx.Now + int64(days)*24*3600_000_000}
		_, err = tx.Exec(ctx, "INSERT INTO api_token (hash, "+tokenCols+") VALUES ($1, $2, $3, $4, $5, $6, $7)",
			secret.Digest(plain), tok.ID, tok.AccountID, tok.Name, tok.CreatedAt, tok.ExpiresAt, 0)
		return err
	})
	if err != nil {
		return "", nil, err
	}
	return plain, tok, nil
}

// Tokens are a person's tokens, the newest first, those that have expired too.
func (s *Service) Tokens(ctx context.Context, accountID string) ([]Token, error) {
	return readTokens(ctx, s.db, new(db.Where).And("t.account_id = ?", accountID))
}

// RevokeToken ends one of the actor's own tokens, or anybody's for the security administrator.
func (s *Service) RevokeToken(ctx context.Context, actor authz.Actor, id string) error {
	found, err := readTokens(ctx, s.db, new(db.Where).And("t.id = ?", id))
	if err != nil {
		return err
	}
	if len(found) == 0 || found[0].AccountID != actor.ID && !actor.Can(authz.Secure) {
		return errs.New(errs.NotFound, "这个令牌已经撤销")
	}
	return s.run.Run(ctx, actor, about("token.revoke", &Account{ID: found[0].AccountID}, found[0].Name), func(tx *change.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM api_token WHERE id = $1", id)
		return err
	})
}

// AuthenticateToken finds a token by its text; Unauthenticated when it is unknown, expired, or its owner inactive. It writes
// nothing; see TouchToken.
func (s *Service) AuthenticateToken(ctx context.Context, plain string) (*Token, error) {
	refused := errs.New(errs.Unauthenticated, "令牌无效、已过期或已撤销，请在“个人设置”里新建一个")
	if !strings.HasPrefix(plain, tokenPrefix) || len(plain) > 100 {
		return nil, refused
	}
	found, err := readTokens(ctx, s.db, new(db.Where).And("t.hash = ?", secret.Digest(plain)))
	if err != nil {
		return nil, err
	}
	if len(found) == 0 || found[0].ExpiresAt <= s.run.Clock.Micro() {
		return nil, refused
	}
	d, err := s.Directory(ctx)
	if err != nil {
		return nil, err
	}
	if a := d.Account(found[0].AccountID); a == nil || !a.Active {
		return nil, refused
	}
	return &found[0], nil
}

// TouchToken notes that a token is in use, at most once a minute.
func (s *Service) TouchToken(ctx context.Context, tok *Token) {
	s.note(ctx, &tok.UsedAt, "UPDATE api_token SET used_at = $1 WHERE id = $2", tok.ID)
}
