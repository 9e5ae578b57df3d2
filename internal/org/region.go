package org

import (
	"context"
	"slices"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/platform/region"
)

func orgEdit(action, kind, id, reason string) change.What {
	return change.What{Action: action, Perm: authz.OrgEdit, Ref: record.Ref{Kind: kind, ID: id}, Reason: reason}
}

// CreateRegion adds a region. The first has no parent and becomes the root; every other needs one.
func (s *Service) CreateRegion(ctx context.Context, actor authz.Actor, r Region, reason string) (*Region, error) {
	r.ID, r.Version = strings.ToUpper(strings.Join(strings.Fields(r.ID), "")), 0
	err := s.change(ctx, actor, orgEdit("region.create", "region", r.ID, reason), func(tx *change.Tx) error {
		if err := checkRegion(ctx, tx, &r); err != nil {
			return err
		}
		return regions.Insert(ctx, tx, &r)
	})
	if err != nil {
		return nil, err
	}
	return &r, nil
}

func checkRegion(ctx context.Context, tx *change.Tx, r *Region) error {
	r.Name = strings.Join(strings.Fields(r.Name), "")
	var bad errs.Fields
	if r.ID == "" || len(r.ID) > 20 || strings.Trim(r.ID, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-") != "" {
		bad.Add("id", "区划代码用数字、大写字母和短横，最长20位；功能区没有国标代码，可自编，如340700-GX")
	}
	if r.ID == region.Outside { // every person sees what belongs there
		bad.Add("id", "%s留给市外企业，请填本地的区划代码", region.Outside)
	}
	if r.Name == "" || len([]rune(r.Name)) > 40 {
		bad.Add("name", "请填写区域名称，40字以内")
	}
	if r.Kind.Label() == "" {
		bad.Add("kind", "请选择级别：省级、市级、县区、功能区或乡镇街道")
	}
	all, err := regions.Select(ctx, tx, new(db.Where), "")
	if err != nil {
		return err
	}
	find := func(id string) int { return slices.IndexFunc(all, func(o Region) bool { return o.ID == id }) }
	for id, n := r.Parent, 0; id != ""; n++ {
		i := find(id)
		if id == r.ID || n > len(all) {
			bad.Add("parent", "上级不能是它自己或它的下级")
			break
		}
		if i < 0 {
			bad.Add("parent", "没有代码为%s的上级区域，请先建上级", id)
			break
		}
		id = all[i].Parent
	}
	if root := slices.IndexFunc(all, func(o Region) bool { return o.Parent == "" && o.ID != r.ID }); r.Parent == "" && root >= 0 {
		bad.Add("parent", "已有最上级区域“%s”，请选择上级", all[root].Name)
	}
	if slices.ContainsFunc(all, func(o Region) bool { return o.Parent == r.Parent && o.Name == r.Name && o.ID != r.ID }) {
		bad.Add("name", "同一上级下已有“%s”", r.Name)
	}
	return bad.Err()
}

// UpdateRegion changes a region's name, kind, order or parent; the code stays.
func (s *Service) UpdateRegion(ctx context.Context, actor authz.Actor, r Region, reason string) error {
	return s.change(ctx, actor, orgEdit("region.update", "region", r.ID, reason), func(tx *change.Tx) error {
		was, err := regions.Get(ctx, tx, db.Everything, r.ID)
		if err != nil {
			return err
		}
		if was.Version != r.Version {
			return conflict(was)
		}
		if err := checkRegion(ctx, tx, &r); err != nil {
			return err
		}
		return regions.Update(ctx, tx, was, &r)
	})
}

// conflict says that another save came between; stored is the row as it is now.
func conflict(stored any) error {
	return &errs.Error{Code: errs.Conflict, Message: "您打开之后有人先保存了，请对照两个版本再存", Detail: stored}
}

// RemoveRegion removes a region to which nothing points: no region or unit below it, no role rooted in it, no record.
func (s *Service) RemoveRegion(ctx context.Context, actor authz.Actor, code, reason string) error {
	return s.change(ctx, actor, orgEdit("region.remove", "region", code, reason), func(tx *change.Tx) error {
		r, err := regions.Get(ctx, tx, db.Everything, code)
		if err != nil {
			return err
		}
		own := []use{
			{"下级区域", "SELECT count(*) FROM region WHERE parent = $1"},
			{"单位", "SELECT count(*) FROM unit WHERE region = $1 AND active"},
			{"角色授权", "SELECT count(*) FROM grant_role WHERE region = $1"},
			{"职务", "SELECT count(*) FROM post WHERE region = $1"},
		}
		if err := s.unused(ctx, tx, "region", code, own, "“"+r.Name+"”名下还有"); err != nil {
			return err
		}
		return regions.Delete(ctx, tx, r)
	})
}
