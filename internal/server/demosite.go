package server

import "lianzhang/internal/demo"

// DemoSite is the App as the demonstration city is built on it; at must be the clock that the App was opened with.
func (a *App) DemoSite(at *demo.Clock) demo.Site {
	return demo.Site{Run: a.Run, Org: a.Org, Chains: a.Chains, Enterprises: a.Enterprises, Projects: a.Projects, Review: a.Review, Clock: at,
		Graph: a.Graph, Match: a.Match, Gaps: a.Gaps, Targets: a.Targets, Leads: a.Leads, Talent: a.Talent, Policy: a.Policy, Atlas: a.Atlas,
		Tickets: a.Tickets, Files: a.Files}
}
