package org

import (
	"context"
	"fmt"
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
)

// GrantRole gives a person a role. Nobody grants to himself; each of the three administrators' roles stands alone; and an
// administrator's role goes only to a person who has set a password of the own, since whoever made the account knows the first.
func (s *Service) GrantRole(ctx context.Context, actor authz.Actor, g Grant, reason string) (*Grant, error) {
	err := s.change(ctx, actor, secure("role.grant", g.AccountID, reason), func(tx *change.Tx) error {
		a, err := accounts.Get(ctx, tx, db.Everything, g.AccountID)
		if err != nil {
			return err
		}
		if g.AccountID == actor.ID {
			return errs.New(errs.Forbidden, "不能给自己授权，请由另一位安全管理员办理")
		}
		if err := checkGrant(ctx, tx, a, &g); err != nil {
			return err
		}
		if isAdmin(g.Role) && a.MustChange && actor.ID != program {
			return errs.New(errs.Conflict, "%s还没有首次登录并修改密码，不能担任%s；请待本人改密后再授权", a.Name, g.Role.Label())
		}
		g.ID, g.CreatedAt, g.Version = tx.NewID(), tx.Now, 0
		return grants.Insert(ctx, tx, &g)
	})
	if err != nil {
		return nil, err
	}
	return &g, nil
}

// program is the actor of the program's own work, as authz.System names it.
const program = "system"

func secure(action, accountID, reason string) change.What {
	return change.What{Action: action, Perm: authz.Secure, Ref: record.Ref{Kind: "account", ID: accountID}, Reason: reason}
}

func checkGrant(ctx context.Context, tx *change.Tx, a *Account, g *Grant) error {
	var bad errs.Fields
	if !slices.Contains(authz.Roles(), g.Role) {
		bad.Add("role", "没有“%s”这个角色", g.Role)
	}
	if !a.Active {
		bad.Add("account_id", "%s的账号已停用，请先恢复", a.Name)
	}
	if g.Region != "" && g.UnitID != "" {
		bad.Add("unit_id", "数据范围只能选区域或单位之一")
	}
	if isAdmin(g.Role) && g.Region+g.UnitID != "" {
		bad.Add("region", "管理员不看业务数据，不设数据范围")
	}
	if g.Region != "" {
		if _, err := regions.Get(ctx, tx, db.Everything, g.Region); err != nil {
			bad.Add("region", "没有代码为%s的区域", g.Region)
		}
	}
	if g.UnitID != "" {
		if u, err := units.Get(ctx, tx, db.Everything, g.UnitID); err != nil || !u.Active {
			bad.Add("unit_id", "没有这个单位，或它已撤销")
		}
	}
	if err := bad.Err(); err != nil {
		return err
	}
	held, err := grants.Select(ctx, tx, new(db.Where).And("t.account_id = ?", a.ID), "")
	if err != nil {
		return err
	}
	roles := []authz.Role{g.Role}
	for _, h := range held {
		if h.Role == g.Role && h.Region == g.Region && h.UnitID == g.UnitID {
			return errs.New(errs.Conflict, "%s已有这一角色和数据范围", a.Name)
		}
		roles = append(roles, h.Role)
	}
	if !authz.Compatible(roles) {
		return errs.New(errs.Conflict, "系统、安全、审计三员互斥，也不能兼任业务角色；请先收回%s的其他角色", a.Name)
	}
	return nil
}

// RevokeRole takes a role back. The last security administrator's stays, or nobody could grant any more.
func (s *Service) RevokeRole(ctx context.Context, actor authz.Actor, grantID, reason string) error {
	return s.change(ctx, actor, secure("role.revoke", "", reason), func(tx *change.Tx) error {
		g, err := grants.Get(ctx, tx, db.Everything, grantID)
		if err != nil {
			return err
		}
		tx.About(record.Ref{Kind: "account", ID: g.AccountID})
		if g.Role == authz.RoleSecurity {
			if err := keepSecurity(ctx, tx, g.AccountID); err != nil {
				return err
			}
		}
		return grants.Delete(ctx, tx, g)
	})
}

// keepSecurity refuses when the account is the only active security administrator.
func keepSecurity(ctx context.Context, tx *change.Tx, accountID string) error {
	rows, err := tx.Query(ctx, "SELECT g.account_id FROM grant_role g JOIN account a ON a.id = g.account_id WHERE g.role = $1 AND a.active", string(authz.RoleSecurity))
	if err != nil {
		return err
	}
	defer rows.Close()
	var holders []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return err
		}
		holders = append(holders, id)
	}
	if len(holders) == 1 && holders[0] == accountID {
		return errs.New(errs.Conflict, "这是最后一位安全管理员，停用或收回后将无人能授权；请先另授一位")
	}
	return rows.Err()
}

// Unlock lets an account in again before its lock runs out.
func (s *Service) Unlock(ctx context.Context, actor authz.Actor, accountID, reason string) error {
	return s.run.Run(ctx, actor, secure("account.unlock", accountID, reason), func(tx *change.Tx) error {
		c, err := readCredential(ctx, tx, accountID)
		if err != nil {
			return err
		}
		c.Failures, c.LockedUntil = 0, 0
		return c.save(ctx, tx.Tx)
	})
}

// Initial is a first password, shown once to whoever hands it out.
type Initial struct{ AccountID, Login, Name, Password string }

// ResetPasswords issues new first passwords, which must be changed at the next sign-in, unlocks the accounts and ends their
// sessions and tokens. Nobody resets the own password.
func (s *Service) ResetPasswords(ctx context.Context, actor authz.Actor, accountIDs []string, reason string) ([]Initial, error) {
	if err := actor.Need(authz.Secure); err != nil {
		return nil, err
	}
	if slices.Contains(accountIDs, actor.ID) {
		return nil, errs.New(errs.Forbidden, "自己的密码请在“个人设置”里修改")
	}
	d, err := s.Directory(ctx)
	if err != nil {
		return nil, err
	}
	var out []Initial
	for i, id := range accountIDs {
		a := d.Account(id)
		if a == nil {
			return out, errs.New(errs.NotFound, "第%d个账号不存在", i+1)
		}
		one := Initial{AccountID: id, Login: a.Login, Name: a.Name, Password: randomPassword()}
		hash, err := s.hasher.hash(ctx, one.Password)
		if err != nil {
			return out, fmt.Errorf("reset password of %s: %w", id, err)
		}
		err = s.change(ctx, actor, secure("password.reset", id, reason), func(tx *change.Tx) error {
			if err := s.putPassword(ctx, tx, id, hash, "*"); err != nil {
				return err
			}
			if err := endAll(ctx, tx.Tx, id, "", true); err != nil {
				return err
			}
			return s.setMustChange(ctx, tx, id, true)
		})
		if err != nil {
			return out, err
		}
		out = append(out, one)
	}
	return out, nil
}
