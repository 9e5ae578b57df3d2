package server

import "lianzhang/internal/demo"

// DemoSite is the App as the demonstration city is built on it; at must be the clock that the App was opened with.
func (a *App) DemoSite(at *demo.Clock) demo.Site {
	return demo.Site{Run: a.Run, Org: a.Org, Chains: a.Chains, Enterprises: a.Enterprises, Projects: a.Projects, Review: a.Review, Clock: at,
		Graph: a.Graph, Match: a.Match, Gaps: a.Gaps, Targets: a.Targets, Leads: a.Leads, Talent: a.Talent, Policy: a.Policy, Atlas: a.Atlas, Indicators: a.Indicators,
		Tickets: a.Tickets, Files: a.Files, Forecast: a.Forecast, Tasks: a.Tasks, Comments: a.Comments, Meetings: a.Meetings, Scores: a.Scores, Tours: a.Tours, Visits: a.Visits, Burden: a.Burden, Cadence: a.Cadence, Checkup: a.Checkup, Studio: a.Studio}
}
