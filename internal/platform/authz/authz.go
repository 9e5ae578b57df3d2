// Package authz says who may do what, and on which records: permissions by role, and a scope of regions, units and chains.
package authz

import (
	"slices"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/region"
)

// Actor is who acts: a person by web, API or command line, or the program itself.
type Actor struct {
	ID     string // user id; "system" for the program's own work
	Name   string
	UnitID string
	Region string // code of the actor's unit
	Roles  []Role
	Scope  Scope
	Via    string // "web", "api", "cli", "job"
	Req    string // identity of the request, for the journal
}

// System is the program acting for itself: timers, imports by command line, the demonstration city.
func System(via string) Actor {
	return Actor{ID: "system", Name: "系统", Scope: Scope{All: true}, Via: via, Roles: []Role{RoleProgram}}
}

// Can reports whether one of the actor's roles carries the permission.
func (a Actor) Can(p Perm) bool {
	return slices.ContainsFunc(a.Roles, func(r Role) bool { return slices.Contains(rolePerms[r], p) })
}

// Need gives Forbidden unless the actor has the permission.
func (a Actor) Need(p Perm) error {
	if a.Can(p) {
		return nil
	}
	return errs.New(errs.Forbidden, "您没有“%s”的权限，请联系安全管理员授权", p.Label())
}

// Scope is the part of the site's records that an actor may see: any of the regions, units or chains, or all.
// Regions and units are already spread over their subtrees.
type Scope struct {
	All     bool
	Regions []string
	Units   []string
	Chains  []string
}

// ByRegion reports whether the scope names regions of the site; region.Outside, which every scope includes, is none.
func (s Scope) ByRegion() bool {
	return slices.ContainsFunc(s.Regions, func(code string) bool { return code != region.Outside })
}

// Keys are the columns by which a record is scoped; "" when a record has none of that kind.
type Keys struct{ Region, Unit, Chain string }

// Scoped is a row that can be inside or outside a scope.
type Scoped interface{ ScopeKeys() Keys }

// Allows reports whether a record with these keys lies inside the scope.
func (s Scope) Allows(k Keys) bool {
	return s.All || slices.Contains(s.Regions, k.Region) || slices.Contains(s.Units, k.Unit) || slices.Contains(s.Chains, k.Chain)
}

// On gives the scope as a database condition over the named columns of an aliased table.
func (s Scope) On(cols Keys) db.Scope { return onColumns{s, cols} }

type onColumns struct {
	Scope
	cols Keys
}

// Condition joins the parts of the scope by OR; an empty scope sees nothing.
func (o onColumns) Condition(w *db.Where, alias string) string {
	if o.All {
		return ""
	}
	cond := ""
	for _, part := range []struct {
		col    string
		values []string
	}{{o.cols.Region, o.Regions}, {o.cols.Unit, o.Units}, {o.cols.Chain, o.Chains}} {
		if part.col == "" || len(part.values) == 0 {
			continue
		}
		if cond != "" {
			cond += " OR "
		}
		cond += w.InExpr(alias+"."+part.col, part.values...)
	}
	if cond == "" {
		return "1 = 0"
	}
	return "(" + cond + ")"
}
