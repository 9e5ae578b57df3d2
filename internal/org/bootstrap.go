package org

import (
	"context"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
)

// Setup is what a fresh site begins with.
type Setup struct {
	Site       string // 铜陵市产业链链长制工作平台
	RegionCode string // "340700"
	RegionName string // 铜陵市
	RegionKind RegionKind
	Office     string // name of the chain-chief office; "" = 产业链链长制办公室
	Password   string // first password of all four accounts; "" makes one for each
	Settled    bool   // the password need not be changed at first sign-in: for demonstrations and tests
}

// first are the accounts of a fresh site: the three administrators and the office.
var first = []struct {
	login, name string
	role        authz.Role
}{{"sysadmin", "系统管理员", authz.RoleSystem}, {"secadmin", "安全管理员", authz.RoleSecurity}, {"auditadmin", "审计管理员", authz.RoleAudit},
	{"office", "链长办", authz.RoleOffice}}

type setting struct {
	ID      string `db:"id"`
	Value   string `db:"value"`
	Version int64  `db:"version"`
}

var settings = db.NewTable[setting]("setting")

// Bootstrap sets up a fresh site: its name, the root region, the office, the three administrators (sysadmin, secadmin,
// auditadmin) and one person of the office (office). A site that has accounts is refused.
func (s *Service) Bootstrap(ctx context.Context, in Setup) ([]Initial, error) {
	var out []Initial
	var hashes []string
	for _, f := range first {
		one := Initial{Login: f.login, Name: f.name, Password: in.Password}
		if one.Password == "" {
			one.Password = randomPassword()
		}
		if err := s.opt.checkPassword(one.Password, &Account{Login: f.login, Name: f.name}); err != nil {
			return nil, err
		}
		hash, err := s.hasher.hash(ctx, one.Password)
		if err != nil {
			return nil, err
		}
		out, hashes = append(out, one), append(hashes, hash)
	}
	what := change.What{Action: "site.setup", Perm: authz.SiteConfig, Ref: record.Ref{Kind: "region", ID: in.RegionCode}}
	err := s.change(ctx, authz.System("cli"), what, func(tx *change.Tx) error {
		office, err := s.found(ctx, tx, &in)
		if err != nil {
			return err
		}
		for i, f := range first {
			a := Account{Login: f.login, Name: f.name, UnitID: office.ID}
			if err := insertAccount(ctx, tx, &a); err != nil {
				return err
			}
			g := Grant{ID: tx.NewID(), AccountID: a.ID, Role: f.role, CreatedAt: tx.Now}
			if err := grants.Insert(ctx, tx, &g); err != nil {
				return err
			}
			if err := s.putPassword(ctx, tx, a.ID, hashes[i], "*"); err != nil {
				return err
			}
			if in.Settled {
				if err := s.setMustChange(ctx, tx, a.ID, false); err != nil {
					return err
				}
			}
			out[i].AccountID = a.ID
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// found writes the site's name, the root region and the office.
func (s *Service) found(ctx context.Context, tx *change.Tx, in *Setup) (*Unit, error) {
	there, err := accounts.Select(ctx, tx, new(db.Where), "LIMIT 1")
	if err != nil {
		return nil, err
	}
	if len(there) > 0 {
		return nil, errs.New(errs.Conflict, "本站点已有账号，不能再次初始化；新增人员请用“人员”页面")
	}
	if err := settings.Insert(ctx, tx, &setting{ID: siteSetting, Value: in.Site}); err != nil {
		return nil, err
	}
	root := Region{ID: in.RegionCode, Name: in.RegionName, Kind: in.RegionKind}
	if root.Kind == "" {
		root.Kind = City
	}
	if err := checkRegion(ctx, tx, &root); err != nil {
		return nil, err
	}
	if err := regions.Insert(ctx, tx, &root); err != nil {
		return nil, err
	}
	office := Unit{Name: in.Office, Short: "链长办", Region: root.ID, Kind: UnitOffice}
	if office.Name == "" {
		office.Name = "产业链链长制办公室"
	}
	return &office, s.insertUnit(ctx, tx, &office)
}
