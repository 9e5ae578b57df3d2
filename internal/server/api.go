package server

import (
	"lianzhang/internal/api"
	"lianzhang/internal/view"
	"lianzhang/internal/web"
)

// api is what the JSON API stands on.
func (a *App) api() api.Deps {
	return api.Deps{Run: a.Run, Journal: a.Journal, Clock: a.Clock, Calendar: a.Report.Calendar, Org: a.Org, Chains: a.Chains, Graph: a.Graph, Match: a.Match, Gaps: a.Gaps, Targets: a.Targets, Leads: a.Leads, Talent: a.Talent, Tickets: a.Tickets, Tasks: a.Tasks, Meetings: a.Meetings, Policy: a.Policy, Atlas: a.Atlas, Enterprises: a.Enterprises,
		Projects: a.Projects, Review: a.Review, Report: a.Report, Imports: a.Importing, Views: &view.Service{Run: a.Run}, Files: a.Files,
		Comments: a.Comments, Notify: a.Notify, MaxFile: a.Config.MaxFile, Status: web.Status, Cookie: web.SessionCookie}
}
