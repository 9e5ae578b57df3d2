package org

import (
	"context"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
)

// Appoint gives somebody a post over a chain from p.StartOn on. When it takes the place of another post (replaces, "" for
// none), that one ends the day before. The caller fills p.Region with the chain's own region.
func (s *Service) Appoint(ctx context.Context, actor authz.Actor, p Post, replaces, reason string) (*Post, error) {
	what := change.What{Action: "post.appoint", Perm: postPerm(actor), Ref: record.Ref{Kind: "chain", ID: p.ChainID}, Reason: reason}
	err := s.run.Run(ctx, actor, what, func(tx *change.Tx) error { return s.AppointIn(ctx, tx, &p, replaces) })
	if err != nil {
		return nil, err
	}
	return &p, nil
}

// AppointIn is Appoint inside a change under way, such as the import of a list of chains.
func (s *Service) AppointIn(ctx context.Context, tx *change.Tx, p *Post, replaces string) error {
	p.ID, p.CreatedAt, p.Version = tx.NewID(), tx.Now, 0
	if err := mayPost(tx.Actor, p); err != nil {
		return err
	}
	if err := checkPost(ctx, tx, p); err != nil {
		return err
	}
	if replaces != "" {
		was, err := posts.Get(ctx, tx, db.Everything, replaces)
		if err != nil {
			return err
		}
		if was.ChainID != p.ChainID || was.Kind != p.Kind {
			return errs.New(errs.Invalid, "接替的必须是同一条链的同一职务")
		}
		if err := s.relieve(ctx, tx, was, clock.AddDays(p.StartOn, -1)); err != nil {
			return err
		}
	}
	if err := posts.Insert(ctx, tx, p); err != nil {
		return err
	}
	return s.touched(ctx, tx)
}

// Relieve ends a post with its last day. The post stays in the history.
func (s *Service) Relieve(ctx context.Context, actor authz.Actor, postID, lastDay, reason string) error {
	what := change.What{Action: "post.relieve", Perm: postPerm(actor), Reason: reason}
	return s.run.Run(ctx, actor, what, func(tx *change.Tx) error {
		p, err := posts.Get(ctx, tx, db.Everything, postID)
		if err != nil {
			return err
		}
		tx.About(record.Ref{Kind: "chain", ID: p.ChainID})
		if !clock.IsDate(lastDay) {
			return errs.Fields{{Name: "end_on", Message: "请填写最后一天，如2026-11-22"}}.Err()
		}
		if err := s.relieve(ctx, tx, p, lastDay); err != nil {
			return err
		}
		return s.touched(ctx, tx)
	})
}

func (s *Service) relieve(ctx context.Context, tx *change.Tx, p *Post, lastDay string) error {
	if err := mayPost(tx.Actor, p); err != nil {
		return err
	}
	if p.EndOn != "" && p.EndOn <= lastDay {
		return errs.New(errs.Conflict, "%s的%s职务已于%s结束", p.Holder, p.Kind.Label(), p.EndOn)
	}
	if lastDay < p.StartOn {
		return errs.Fields{{Name: "end_on", Message: "最后一天不能早于任职的第一天" + p.StartOn}}.Err()
	}
	after := *p
	after.EndOn = lastDay
	return posts.Update(ctx, tx, p, &after)
}

// postPerm lets the office appoint over the chains in its scope, and the system administrator over all.
func postPerm(actor authz.Actor) authz.Perm {
	if actor.Can(authz.OrgEdit) {
		return authz.OrgEdit
	}
	return authz.ChainEdit
}

func mayPost(actor authz.Actor, p *Post) error {
	if actor.Can(authz.OrgEdit) || actor.Scope.Allows(authz.Keys{Region: p.Region, Chain: p.ChainID}) {
		return nil
	}
	return errs.New(errs.Forbidden, "这条产业链不在您的数据范围内，不能任免")
}

func checkPost(ctx context.Context, tx *change.Tx, p *Post) error {
	p.Holder = tidyName(p.Holder)
	var bad errs.Fields
	if p.Kind.Label() == "" {
		bad.Add("kind", "请选择职务")
	}
	if p.ChainID == "" && p.Kind != PostGeneral {
		bad.Add("chain_id", "请选择产业链；只有总链长可以不限于一条链")
	}
	if _, err := regions.Get(ctx, tx, db.Everything, p.Region); err != nil {
		bad.Add("region", "没有代码为%s的区域", p.Region)
	}
	if !clock.IsDate(p.StartOn) {
		bad.Add("start_on", "请填写任职的第一天，如2026-11-22")
	}
	if p.EndOn != "" && (!clock.IsDate(p.EndOn) || p.EndOn < p.StartOn) {
		bad.Add("end_on", "最后一天要是日期，且不早于第一天")
	}
	if err := fillHolder(ctx, tx, p, &bad); err != nil {
		return err
	}
	if err := bad.Err(); err != nil {
		return err
	}
	same, err := posts.Select(ctx, tx, new(db.Where).And("t.chain_id = ?", p.ChainID).And("t.region = ?", p.Region).And("t.kind = ?", p.Kind).And("t.holder = ?", p.Holder), "")
	if err != nil {
		return err
	}
	for _, o := range same {
		apart := o.EndOn != "" && o.EndOn < p.StartOn || p.EndOn != "" && p.EndOn < o.StartOn
		if !apart && o.AccountID == p.AccountID && o.UnitID == p.UnitID {
			return errs.New(errs.Conflict, "%s已自%s起任%s，时间重叠", p.Holder, o.StartOn, p.Kind.Label())
		}
	}
	return nil
}

// fillHolder takes the holder's name from the account or lead unit, where there is one.
func fillHolder(ctx context.Context, tx *change.Tx, p *Post, bad *errs.Fields) error {
	if p.AccountID != "" {
		a, err := accounts.Get(ctx, tx, db.Everything, p.AccountID)
		if db.NotFound(err) {
			bad.Add("account_id", "没有这个账号")
			return nil
		}
		if err != nil {
			return err
		}
		p.Holder = a.Name
		if p.UnitID == "" {
			p.UnitID = a.UnitID
		}
		if p.Title == "" {
			p.Title = a.Title
		}
	}
	if p.UnitID != "" {
		u, err := units.Get(ctx, tx, db.Everything, p.UnitID)
		if db.NotFound(err) {
			bad.Add("unit_id", "没有这个单位")
			return nil
		}
		if err != nil {
			return err
		}
		if p.Kind == PostLeadUnit {
			p.Holder, p.AccountID = u.Name, ""
		}
	}
	if p.Kind == PostLeadUnit && p.UnitID == "" {
		bad.Add("unit_id", "请选择牵头单位")
	} else if p.Holder == "" {
		bad.Add("holder", "请填写姓名")
	}
	return nil
}
