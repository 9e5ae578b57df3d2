package server

import (
	"context"
	"slices"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/notify"
)

// people answers, from the register of people, who is to hear of a matter.
type people struct {
	org   *org.Service
	clock clock.Clock
}

// Person finds an account.
func (p people) Person(ctx context.Context, id string) (notify.Person, error) {
	d, err := p.org.Directory(ctx)
	if err != nil {
		return notify.Person{}, err
	}
	a := d.Account(id)
	if a == nil {
		return notify.Person{ID: id}, nil
	}
	return notify.Person{ID: id, Name: a.Name, Active: a.Active}, nil
}

// The roles by which people of a unit work on its records, and those by which they answer for it.
var (
	workers = []authz.Role{authz.RoleTeam, authz.RoleLeadUnit, authz.RoleInvest, authz.RolePark, authz.RoleFactor, authz.RoleCommission}
	heads   = []authz.Role{authz.RoleLeadUnit, authz.RolePark, authz.RoleFactor, authz.RoleOffice}
)

// Play gives who plays the part in a record with the keys: by unit and role, or by post over the chain.
func (p people) Play(ctx context.Context, role notify.Role, keys authz.Keys) ([]string, error) {
	d, err := p.org.Directory(ctx)
	if err != nil {
		return nil, err
	}
	switch role {
	case notify.Owner:
		return ofUnit(d, keys.Unit, workers), nil
	case notify.UnitHead:
		return ofUnit(d, keys.Unit, heads), nil
	case notify.Chief:
		var out []string
		for _, post := range d.Posts(keys.Chain, p.clock.Today()) {
			if keys.Chain != "" && post.AccountID != "" && (post.Kind == org.PostChief || post.Kind == org.PostDeputy) {
				out = append(out, post.AccountID)
			}
		}
		return out, nil
	case notify.Office:
		var out []string
		for _, a := range d.Accounts() {
			if holds(d, a.ID, []authz.Role{authz.RoleOffice}) {
				out = append(out, a.ID)
			}
		}
		return out, nil
	}
	return nil, nil
}

func ofUnit(d *org.Directory, unitID string, roles []authz.Role) (out []string) {
	for _, a := range d.Accounts() {
		if unitID != "" && a.UnitID == unitID && a.Active && holds(d, a.ID, roles) {
			out = append(out, a.ID)
		}
	}
	return out
}

func holds(d *org.Directory, accountID string, roles []authz.Role) bool {
	return slices.ContainsFunc(d.Grants(accountID), func(g org.Grant) bool { return slices.Contains(roles, g.Role) })
}

// Sees reports whether the person's scope reaches a record with the keys. News of no record are for whom they name.
func (p people) Sees(ctx context.Context, id string, keys authz.Keys) (bool, error) {
	d, err := p.org.Directory(ctx)
	if err != nil || keys == (authz.Keys{}) {
		return true, err
	}
	return d.Scope(id, p.clock.Today()).Allows(keys), nil
}

// Above gives the unit and those above it.
func (p people) Above(ctx context.Context, unitID string) (out []string, err error) {
	d, err := p.org.Directory(ctx)
	if err != nil {
		return nil, err
	}
	for u := d.Unit(unitID); u != nil && !slices.Contains(out, u.ID); u = d.Unit(u.ParentID) {
		out = append(out, u.ID)
	}
	return out, nil
}
