package server

import (
	"lianzhang/internal/desk"
	"lianzhang/internal/handover"
	"lianzhang/internal/view"
	"lianzhang/internal/web"
	"lianzhang/internal/web/account"
	"lianzhang/internal/web/admin"
	"lianzhang/internal/web/chain"
	"lianzhang/internal/web/dispatch"
	"lianzhang/internal/web/enterprise"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/importing"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/opportunity"
	"lianzhang/internal/web/project"
	"lianzhang/internal/web/report"
	"lianzhang/internal/web/search"
	"lianzhang/internal/web/signin"
	"lianzhang/internal/web/today"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui"
)

// part is one page package: its templates and its routes.
type part struct {
	add    func(*ui.Set) error
	routes []web.Route
}

// pages gathers the routes of all page packages and adds their templates to the set.
func (a *App) pages(set *ui.Set) ([]web.Route, error) {
	desk := &desk.Service{Projects: a.Projects, Review: a.Review, Chains: a.Chains, Org: a.Org, Imports: a.Importing, Clock: a.Clock,
		Calendar: a.Report.Calendar}
	lists := listing.New(a.Run, a.Org, a.Chains, &view.Service{Run: a.Run})
	lists.Graph = a.Graph
	story := &trail.Trail{DB: a.DB, Kit: lists}
	shelf := &report.Shelf{Report: a.Report, DB: a.DB}
	parts := []part{
		{listpage.Add, nil},
		{formpage.Add, nil},
		{listing.Add, lists.Routes()},
		{signin.Add, signin.Routes(signin.Deps{Org: a.Org})},
		{account.Add, account.Routes(account.Deps{Org: a.Org})},
		{today.Add, today.Routes(today.Deps{Desk: desk})},
		{chain.Add, chain.Routes(chain.Deps{Run: a.Run, Desk: desk, Chains: a.Chains, Projects: a.Projects, Enterprises: a.Enterprises,
			Comments: a.Comments, Lists: lists, Trail: story,
			Handover: &handover.Service{DB: a.DB, Org: a.Org, Journal: a.Journal, Comments: a.Comments, Clock: a.Clock, Label: a.Label}})},
		{enterprise.Add, enterprise.Routes(enterprise.Deps{Run: a.Run, Enterprises: a.Enterprises, Projects: a.Projects, Lists: lists, Trail: story})},
		{opportunity.Add, opportunity.Routes(opportunity.Deps{Run: a.Run, Chains: a.Chains, Lists: lists, Trail: story})},
		{dispatch.Add, dispatch.Routes(dispatch.Deps{Shelf: shelf, Lists: lists})},
		{report.Add, report.Routes(report.Deps{DB: a.DB, Shelf: shelf, Lists: lists})},
		{importing.Add, importing.Routes(importing.Deps{Imports: a.Importing, Lists: lists, MaxFile: a.Config.MaxFile})},
		{search.Add, search.Routes(search.Deps{DB: a.DB, Lists: lists})},
		{project.Add, project.Routes(project.Deps{Run: a.Run, Chains: a.Chains, Projects: a.Projects, Review: a.Review, Comments: a.Comments,
			Files: a.Files, Lists: lists, MaxFile: a.Config.MaxFile})},
		{admin.Add, admin.Routes(admin.Deps{Run: a.Run, Org: a.Org, Chains: a.Chains, Review: a.Review, Jobs: a.Jobs, Kit: lists, Trail: story,
			Checkpoint: a.Checkpoint})},
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
