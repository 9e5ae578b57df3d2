package org

import (
	"context"
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/region"
)

// Actor gives the person as an actor: roles from grants, and the scope as of today. A person who must change the
// password has no roles until then. Someone unknown or inactive is Unauthenticated.
func (s *Service) Actor(ctx context.Context, accountID, via, req string) (authz.Actor, error) {
	d, err := s.Directory(ctx)
	if err != nil {
		return authz.Actor{}, err
	}
	a := d.Account(accountID)
	if a == nil || !a.Active {
		return authz.Actor{}, errs.New(errs.Unauthenticated, "该账号不存在或已停用，请联系系统管理员")
	}
	actor := authz.Actor{ID: a.ID, Name: a.Name, UnitID: a.UnitID, Region: a.Region, Via: via, Req: req}
	if a.MustChange {
		return actor, nil
	}
	for _, g := range d.Grants(a.ID) {
		if !slices.Contains(actor.Roles, g.Role) {
			actor.Roles = append(actor.Roles, g.Role)
		}
	}
	actor.Scope = d.Scope(a.ID, s.run.Clock.Today())
	return actor, nil
}

// Scope is the part of the site's records that the person sees on the date. An administrator's roles give none; a person
// without a business role sees nothing.
func (d *Directory) Scope(accountID, on string) authz.Scope {
	var sc authz.Scope
	a := d.accountByID[accountID]
	business := false
	for _, g := range d.grants[accountID] {
		if a == nil || isAdmin(g.Role) {
			continue
		}
		business = true
		switch {
		case g.Region != "":
			d.addRegion(&sc, g.Region)
		case g.UnitID != "":
			sc.Units = append(sc.Units, d.UnitSubtree(g.UnitID)...)
		default:
			d.addRegion(&sc, a.Region)
		}
	}
	if !business {
		return authz.Scope{}
	}
	sc.Regions = append(sc.Regions, region.Outside)
	sc.Units = append(sc.Units, d.UnitSubtree(a.UnitID)...)
	for _, p := range d.Held(accountID, on) {
		if p.ChainID == "" {
			d.addRegion(&sc, p.Region)
		} else {
			sc.Chains = append(sc.Chains, p.ChainID)
		}
	}
	if sc.All {
		return authz.Scope{All: true}
	}
	for _, part := range []*[]string{&sc.Regions, &sc.Units, &sc.Chains} {
		slices.Sort(*part)
		*part = slices.Compact(*part)
	}
	return sc
}

func (d *Directory) addRegion(sc *authz.Scope, code string) {
	if d.root != nil && code == d.root.ID {
		sc.All = true
		return
	}
	sc.Regions = append(sc.Regions, d.RegionSubtree(code)...)
}

func isAdmin(r authz.Role) bool {
	return r == authz.RoleSystem || r == authz.RoleSecurity || r == authz.RoleAudit
}

// ListScope is what an actor sees of the lists of units and people: the administrators, who have no business scope, see
// all of both, since they manage them; everybody else sees their own scope.
func ListScope(actor authz.Actor) authz.Scope {
	if slices.ContainsFunc(actor.Roles, isAdmin) {
		return authz.Scope{All: true}
	}
	return actor.Scope
}
