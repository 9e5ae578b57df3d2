package server

import (
	"lianzhang/internal/api"
	"lianzhang/internal/view"
	"lianzhang/internal/web"
)

// api is what the JSON API stands on.
func (a *App) api() api.Deps {
	return api.Deps{Run: a.Run, Journal: a.Journal, Clock: a.Clock, Calendar: a.Report.Calendar, Org: a.Org, Chains: a.Chains, Graph: a.Graph, Match: a.Match, Gaps: a.Gaps, Targets: a.Targets, Leads: a.Leads, Talent: a.Talent, Indicators: a.Indicators, Tickets: a.Tickets, Tasks: a.Tasks, Meetings: a.Meetings, Visits: a.Visits, Scores: a.Scores, Policy: a.Policy, Atlas: a.Atlas, Enterprises: a.Enterprises, Forecast: a.Forecast, Checkup: a.Checkup,
		Projects: a.Projects, Review: a.Review, Formulas: a.Formulas, Report: a.Report, Cadence: a.Cadence, Imports: a.Importing, Views: &view.Service{Run: a.Run}, Files: a.Files,
		Comments: a.Comments, Notify: a.Notify, MaxFile: a.Config.MaxFile, Wrote: a.programWrote, Status: web.Status, Cookie: web.SessionCookie}
}
