package org

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/pinyin"
	"lianzhang/internal/platform/record"
)

// CreateUnit adds a unit below its parent.
func (s *Service) CreateUnit(ctx context.Context, actor authz.Actor, u Unit, reason string) (*Unit, error) {
	err := s.change(ctx, actor, orgEdit("unit.create", "unit", "", reason), func(tx *change.Tx) error {
		if err := s.insertUnit(ctx, tx, &u); err != nil {
			return err
		}
		tx.About(record.Ref{Kind: "unit", ID: u.ID})
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &u, nil
}

func (s *Service) insertUnit(ctx context.Context, tx *change.Tx, u *Unit) error {
	u.ID, u.Active, u.SuccessorID, u.CreatedAt, u.Version = tx.NewID(), true, "", tx.Now, 0
	if err := checkUnit(ctx, tx, u); err != nil {
		return err
	}
	return units.Insert(ctx, tx, u)
}

func checkUnit(ctx context.Context, tx *change.Tx, u *Unit) error {
	u.Name, u.Short = tidyName(u.Name), tidyName(u.Short)
	u.Pinyin = pinyin.Key(u.Name)
	if u.Kind == "" {
		u.Kind = UnitDepartment
	}
	var bad errs.Fields
	if u.Name == "" || len([]rune(u.Name)) > 80 {
		bad.Add("name", "请填写单位名称，80字以内")
	}
	if len([]rune(u.Short)) > 30 {
		bad.Add("short", "简称最长30字")
	}
	if u.Kind.Label() == "" {
		bad.Add("kind", "请选择单位类别")
	}
	if _, err := regions.Get(ctx, tx, db.Everything, u.Region); db.NotFound(err) {
		bad.Add("region", "请选择所属区域")
	} else if err != nil {
		return err
	}
	if err := checkParent(ctx, tx, u, &bad); err != nil {
		return err
	}
	same, err := units.Select(ctx, tx, new(db.Where).And("t.parent_id = ?", u.ParentID).And("t.name = ?", u.Name).And("t.active").And("t.id <> ?", u.ID), "")
	if err != nil {
		return err
	}
	if len(same) > 0 {
		bad.Add("name", "同一上级下已有“%s”", u.Name)
	}
	return bad.Err()
}

// checkParent walks up from the parent: it must be active and the unit itself must not be met.
func checkParent(ctx context.Context, tx *change.Tx, u *Unit, bad *errs.Fields) error {
	for id, depth := u.ParentID, 0; id != ""; depth++ {
		if id == u.ID || depth > 50 {
			bad.Add("parent_id", "上级不能是它自己或它的下级单位")
			return nil
		}
		p, err := units.Get(ctx, tx, db.Everything, id)
		if db.NotFound(err) || err == nil && depth == 0 && !p.Active {
			bad.Add("parent_id", "没有这个上级单位，或它已撤销，请另选")
			return nil
		}
		if err != nil {
			return err
		}
		id = p.ParentID
	}
	return nil
}

// UpdateUnit changes a unit's names, kind, region and order. A former name stays known as an alias; the people of the unit
// follow it into another region.
func (s *Service) UpdateUnit(ctx context.Context, actor authz.Actor, u Unit, reason string) error {
	return s.editUnit(ctx, actor, "unit.update", u.ID, u.Version, reason, func(after *Unit) {
		after.Name, after.Short, after.Alias, after.Kind, after.Region, after.Sort = u.Name, u.Short, u.Alias, u.Kind, u.Region, u.Sort
	})
}

// MoveUnit puts a unit, with all below it, under another parent; "" is the top.
func (s *Service) MoveUnit(ctx context.Context, actor authz.Actor, id, parentID string, version int64, reason string) error {
	return s.editUnit(ctx, actor, "unit.move", id, version, reason, func(after *Unit) { after.ParentID = parentID })
}

func (s *Service) editUnit(ctx context.Context, actor authz.Actor, action, id string, version int64, reason string, edit func(*Unit)) error {
	return s.change(ctx, actor, orgEdit(action, "unit", id, reason), func(tx *change.Tx) error {
		was, err := units.Get(ctx, tx, db.Everything, id)
		if err != nil {
			return err
		}
		if was.Version != version {
			return conflict(was)
		}
		if !was.Active {
			return errs.New(errs.Conflict, "“%s”已撤销，不能再修改", was.Name)
		}
		after := *was
		edit(&after)
		return s.saveUnit(ctx, tx, was, &after)
	})
}

func (s *Service) saveUnit(ctx context.Context, tx *change.Tx, was, after *Unit) error {
	if err := checkUnit(ctx, tx, after); err != nil {
		return err
	}
	if was.Name != after.Name {
		after.Alias = withAlias(after.Alias, was.Name)
	}
	if err := units.Update(ctx, tx, was, after); err != nil || was.Region == after.Region {
		return err
	}
	return moveAccounts(ctx, tx, was.ID, was.ID, after.Region)
}

func withAlias(alias, name string) string {
	list := slices.DeleteFunc(strings.Split(alias, "、"), func(s string) bool { return s == "" })
	if name != "" && !slices.Contains(list, name) {
		list = append(list, name)
	}
	return strings.Join(list, "、")
}

func moveAccounts(ctx context.Context, tx *change.Tx, from, to, region string) error {
	people, err := accounts.Select(ctx, tx, new(db.Where).And("t.unit_id = ?", from), "")
	if err != nil {
		return err
	}
	for i := range people {
		after := people[i]
		after.UnitID, after.Region = to, region
		if err := accounts.Update(ctx, tx, &people[i], &after); err != nil {
			return err
		}
	}
	return nil
}

// use is something that may still point to a unit or region: what it is called, and the SQL that counts it by id.
type use struct{ label, sql string }

func unitUses() []use {
	return []use{
		{"下级单位", "SELECT count(*) FROM unit WHERE parent_id = $1 AND active"},
		{"在用账号", "SELECT count(*) FROM account WHERE unit_id = $1 AND active"},
		{"角色授权", "SELECT count(*) FROM grant_role WHERE unit_id = $1"},
		{"现任职务", "SELECT count(*) FROM post WHERE unit_id = $1 AND end_on = ''"},
	}
}

// unused refuses with the counts while anything points to the unit or region.
func (s *Service) unused(ctx context.Context, tx *change.Tx, kind, id string, own []use, begin string) error {
	var left []string
	for _, u := range own {
		var n int64
		if err := tx.QueryRow(ctx, u.sql, id).Scan(&n); err != nil {
			return err
		}
		if n > 0 {
			left = append(left, fmt.Sprintf("%s%d个", u.label, n))
		}
	}
	for _, h := range s.holders {
		n, err := h.Count(ctx, tx, kind, id)
		if err != nil {
			return err
		}
		if n > 0 {
			left = append(left, fmt.Sprintf("%s%d个", h.Label, n))
		}
	}
	if left != nil {
		return errs.New(errs.Conflict, "%s%s，请先移交", begin, strings.Join(left, "、"))
	}
	return nil
}

// DissolveUnit ends a unit to which nothing points any more.
func (s *Service) DissolveUnit(ctx context.Context, actor authz.Actor, id, reason string) error {
	return s.change(ctx, actor, orgEdit("unit.dissolve", "unit", id, reason), func(tx *change.Tx) error {
		u, err := units.Get(ctx, tx, db.Everything, id)
		if err != nil {
			return err
		}
		if err := s.unused(ctx, tx, "unit", id, unitUses(), "“"+u.Name+"”名下还有"); err != nil {
			return err
		}
		after := *u
		after.Active = false
		return units.Update(ctx, tx, u, &after)
	})
}
