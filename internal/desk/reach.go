package desk

import (
	"context"
	"slices"
	"strconv"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/review"
)

// reach is the part of the site's records for which a person answers in each kind of duty. It lies inside his scope; an
// empty one leaves the kind out.
type reach struct {
	files  authz.Scope // reports that he files
	checks authz.Scope // reports that he checks
	drives authz.Scope // stages and lights that he answers for
	orders authz.Scope // instructions that he carries out or sees to
	own    authz.Scope // his unit and those below it
	head   bool        // he answers for what his unit has to do, whoever of it does it
}

// reach follows from the roles: a working team answers for its chain, a park for its own place, everybody else who may file
// for the projects of his own unit; office and lead unit check the others' reports and see to the rest of their scope.
func (s *Service) reach(ctx context.Context, actor authz.Actor) (reach, error) {
	var r reach
	d, err := s.Org.Directory(ctx)
	if err != nil {
		return r, err
	}
	has := func(roles ...authz.Role) bool {
		return slices.ContainsFunc(roles, func(x authz.Role) bool { return slices.Contains(actor.Roles, x) })
	}
	own := authz.Scope{Units: d.UnitSubtree(actor.UnitID)}
	r.own, r.head = own, has(authz.RoleOffice, authz.RoleLeadUnit, authz.RolePark, authz.RoleFactor)
	if actor.Can(authz.ProjectFill) {
		r.files = own
		if has(authz.RoleTeam) {
			r.files.Chains = actor.Scope.Chains
		}
		if has(authz.RolePark) {
			r.files.Regions = actor.Scope.Regions
		}
	}
	r.drives = r.files
	if has(authz.RoleOffice, authz.RoleLeadUnit) {
		r.checks, r.drives = actor.Scope, actor.Scope
	}
	if actor.Can(authz.ProjectEdit) || actor.Can(authz.Instruct) || has(authz.RoleSupervise) {
		r.orders = actor.Scope
	}
	return r, nil
}

func empty(s authz.Scope) bool {
	return !s.All && len(s.Regions) == 0 && len(s.Units) == 0 && len(s.Chains) == 0
}

func limit(a Ask) string {
	return " LIMIT " + strconv.Itoa(a.Most) + " OFFSET " + strconv.Itoa(a.Skip)
}

// sources are those of the actor's duties.
func (s *Service) sources(actor authz.Actor, r reach) []source {
	today := s.Clock.Today()
	terms := s.Terms.orDefault()
	var out []source
	if !empty(r.files) {
		out = append(out, s.filing(r.files, today, terms))
	}
	if !empty(r.checks) {
		out = append(out, s.checking(r.checks, today, terms))
	}
	if !empty(r.drives) {
		out = append(out, s.turned(review.Red, r.drives, today, terms), s.turned(review.Yellow, r.drives, today, terms), s.staged(r.drives, today, terms))
	}
	if !empty(r.orders) {
		out = append(out, s.ordered("project", r.orders, today, terms), s.ordered("chain", r.orders, today, terms))
	}
	if actor.Can(authz.IndicatorFill) || actor.Can(authz.IndicatorApprove) {
		out = append(out, s.sheets(actor, r, today, terms))
	}
	if actor.Can(authz.VisitMake) {
		out = append(out, s.visits(actor, today, terms))
	}
	if actor.Can(authz.TicketWork) && !empty(r.own) {
		out = append(out, s.tickets(actor, r, today, terms))
	}
	if actor.Can(authz.TaskWork) {
		out = append(out, s.tasks(actor, r, today, terms))
	}
	if actor.Can(authz.TaskSet) {
		out = append(out, s.back(actor))
	}
	if s.Imports != nil && actor.Can(authz.ImportRun) {
		out = append(out, s.uploaded(actor))
	}
	return out
}
