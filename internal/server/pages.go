package server

import (
	"lianzhang/internal/desk"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/web"
	"lianzhang/internal/web/account"
	"lianzhang/internal/web/signin"
	"lianzhang/internal/web/today"
	"lianzhang/internal/web/ui"
)

// part is one page package: its templates and its routes.
type part struct {
	add    func(*ui.Set) error
	routes []web.Route
}

// pages gathers the routes of all page packages and adds their templates to the set.
func (a *App) pages(set *ui.Set) ([]web.Route, error) {
	desk := &desk.Service{Projects: a.Projects, Review: a.Review, Chains: a.Chains, Org: a.Org, Clock: a.Clock, Calendar: workday.Default()}
	parts := []part{
		{signin.Add, signin.Routes(signin.Deps{Org: a.Org})},
		{account.Add, account.Routes(account.Deps{Org: a.Org})},
		{today.Add, today.Routes(today.Deps{Desk: desk})},
	}
	var routes []web.Route
	for _, p := range parts {
		if err := p.add(set); err != nil {
			return nil, err
		}
		routes = append(routes, p.routes...)
	}
	return routes, nil
}
