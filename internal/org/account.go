package org

import (
	"context"
	"strings"
	"unicode"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/pinyin"
	"lianzhang/internal/platform/record"
)

// CreateAccount adds a person. With a password the person can sign in at once and must change it; without one the security
// administrator issues it (see ResetPasswords).
func (s *Service) CreateAccount(ctx context.Context, actor authz.Actor, a Account, password, reason string) (*Account, error) {
	hash, err := s.firstHash(ctx, actor, &a, password)
	if err != nil {
		return nil, err
	}
	err = s.change(ctx, actor, orgEdit("account.create", "account", "", reason), func(tx *change.Tx) error {
		if err := insertAccount(ctx, tx, &a); err != nil {
			return err
		}
		tx.About(record.Ref{Kind: "account", ID: a.ID})
		if hash == "" {
			return nil
		}
		return s.putPassword(ctx, tx, a.ID, hash, "*")
	})
	if err != nil {
		return nil, err
	}
	return &a, nil
}

// firstHash checks and hashes a first password before the change begins: hashing must not hold up the writer.
func (s *Service) firstHash(ctx context.Context, actor authz.Actor, a *Account, password string) (string, error) {
	if err := actor.Need(authz.OrgEdit); err != nil || password == "" {
		return "", err
	}
	if err := s.opt.checkPassword(password, a); err != nil {
		return "", err
	}
	return s.hasher.hash(ctx, password)
}

func insertAccount(ctx context.Context, tx *change.Tx, a *Account) error {
	a.ID, a.Active, a.MustChange, a.TOTPOn, a.CreatedAt, a.Version = tx.NewID(), true, true, false, tx.Now, 0
	if err := checkAccount(ctx, tx, a); err != nil {
		return err
	}
	return accounts.Insert(ctx, tx, a)
}

func checkAccount(ctx context.Context, tx *change.Tx, a *Account) error {
	a.Login, a.Name, a.Title = plainLogin(a.Login), tidyName(a.Name), strings.TrimSpace(a.Title)
	a.Pinyin = pinyin.PersonKey(a.Name)
	var bad errs.Fields
	if !loginFits(a.Login) {
		bad.Add("login", "登录名2到32位，用字母、汉字、数字和 . _ - @")
	}
	if a.Name == "" || len([]rune(a.Name)) > 40 {
		bad.Add("name", "请填写姓名，40字以内")
	}
	checkContact(a, &bad)
	u, err := units.Get(ctx, tx, db.Everything, a.UnitID)
	switch {
	case db.NotFound(err), err == nil && !u.Active:
		bad.Add("unit_id", "请选择在用的单位")
	case err != nil:
		return err
	default:
		a.Region = u.Region
	}
	same, err := accounts.Select(ctx, tx, new(db.Where).And("t.login = ?", a.Login).And("t.id <> ?", a.ID), "")
	if err != nil {
		return err
	}
	if len(same) > 0 {
		bad.Add("login", "登录名“%s”已被%s使用，请另取一个", a.Login, same[0].Name)
	}
	return bad.Err()
}

func checkContact(a *Account, bad *errs.Fields) {
	a.Phone, a.Email = strings.Join(strings.Fields(a.Phone), ""), strings.TrimSpace(a.Email)
	if len(a.Phone) > 40 || strings.Trim(a.Phone, "0123456789+-()/,;、转") != "" {
		bad.Add("phone", "电话只能是数字和 + - ( ) /")
	}
	if at := strings.IndexByte(a.Email, '@'); a.Email != "" && (at < 1 || at == len(a.Email)-1 || len(a.Email) > 100) {
		bad.Add("email", "邮箱应形如 name@example.cn")
	}
}

func loginFits(login string) bool {
	n := 0
	for _, r := range login {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-@", r) {
			return false
		}
		n++
	}
	return n >= 2 && n <= 32
}

// UpdateAccount changes a person's login, name, office, unit and contacts.
func (s *Service) UpdateAccount(ctx context.Context, actor authz.Actor, a Account, reason string) error {
	return s.editAccount(ctx, actor, orgEdit("account.update", "account", a.ID, reason), a.Version, func(after *Account) {
		after.Login, after.Name, after.Title, after.UnitID, after.Phone, after.Email = a.Login, a.Name, a.Title, a.UnitID, a.Phone, a.Email
	})
}

// UpdateProfile changes the actor's own contacts.
func (s *Service) UpdateProfile(ctx context.Context, actor authz.Actor, phone, email string, version int64) error {
	return s.editAccount(ctx, actor, about("account.profile", &Account{ID: actor.ID}, ""), version, func(after *Account) {
		after.Phone, after.Email = phone, email
	})
}

func (s *Service) editAccount(ctx context.Context, actor authz.Actor, what change.What, version int64, edit func(*Account)) error {
	return s.change(ctx, actor, what, func(tx *change.Tx) error {
		was, err := accounts.Get(ctx, tx, db.Everything, what.Ref.ID)
		if err != nil {
			return err
		}
		if was.Version != version {
			return conflict(was)
		}
		after := *was
		edit(&after)
		if err := checkAccount(ctx, tx, &after); err != nil {
			return err
		}
		return accounts.Update(ctx, tx, was, &after)
	})
}

// SetAccountActive stops an account, which ends its sessions and tokens, or lets it in again. Nobody stops the own account,
// and the last security administrator cannot be stopped.
func (s *Service) SetAccountActive(ctx context.Context, actor authz.Actor, id string, active bool, reason string) error {
	action := "account.stop"
	if active {
		action = "account.resume"
	}
	return s.change(ctx, actor, orgEdit(action, "account", id, reason), func(tx *change.Tx) error {
		a, err := accounts.Get(ctx, tx, db.Everything, id)
		if err != nil {
			return err
		}
		after := *a
		after.Active = active
		if !active {
			if id == actor.ID {
				return errs.New(errs.Conflict, "不能停用自己的账号，请由另一位系统管理员办理")
			}
			if err := keepSecurity(ctx, tx, id); err != nil {
				return err
			}
			if err := endAll(ctx, tx.Tx, id, "", true); err != nil {
				return err
			}
		}
		return accounts.Update(ctx, tx, a, &after)
	})
}

// tidyName drops spaces around and between Chinese characters (“张  三”), and doubled ones elsewhere.
func tidyName(name string) string {
	words := strings.Fields(name)
	for _, r := range name {
		if !unicode.Is(unicode.Han, r) && !unicode.IsSpace(r) && r != '（' && r != '）' {
			return strings.Join(words, " ")
		}
	}
	return strings.Join(words, "")
}
