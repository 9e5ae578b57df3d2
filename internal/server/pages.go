package server

import (
	"lianzhang/internal/backtrack"
	"lianzhang/internal/catalog"
	"lianzhang/internal/chain/drill"
	"lianzhang/internal/desk"
	"lianzhang/internal/gap"
	"lianzhang/internal/handover"
	"lianzhang/internal/view"
	"lianzhang/internal/web"
	"lianzhang/internal/web/account"
	"lianzhang/internal/web/admin"
	atlaspage "lianzhang/internal/web/atlas"
	backtrackpage "lianzhang/internal/web/backtrack"
	burdenpage "lianzhang/internal/web/burden"
	cadencepage "lianzhang/internal/web/cadence"
	"lianzhang/internal/web/chain"
	"lianzhang/internal/web/chainmap"
	checkuppage "lianzhang/internal/web/checkup"
	"lianzhang/internal/web/dispatch"
	drillpage "lianzhang/internal/web/drill"
	"lianzhang/internal/web/enterprise"
	firmpage "lianzhang/internal/web/firm"
	forecastpage "lianzhang/internal/web/forecast"
	"lianzhang/internal/web/formpage"
	formulapage "lianzhang/internal/web/formula"
	gappage "lianzhang/internal/web/gap"
	"lianzhang/internal/web/importing"
	"lianzhang/internal/web/inbox"
	indicatorpage "lianzhang/internal/web/indicator"
	leadpage "lianzhang/internal/web/lead"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/listpage"
	matchpage "lianzhang/internal/web/match"
	meetingpage "lianzhang/internal/web/meeting"
	"lianzhang/internal/web/opportunity"
	"lianzhang/internal/web/project"
	"lianzhang/internal/web/proof"
	"lianzhang/internal/web/report"
	scorepage "lianzhang/internal/web/score"
	"lianzhang/internal/web/search"
	"lianzhang/internal/web/signin"
	studiopage "lianzhang/internal/web/studio"
	talentpage "lianzhang/internal/web/talent"
	targetpage "lianzhang/internal/web/target"
	taskpage "lianzhang/internal/web/task"
	ticketpage "lianzhang/internal/web/ticket"
	"lianzhang/internal/web/today"
	tourpage "lianzhang/internal/web/tour"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui"
	visitpage "lianzhang/internal/web/visit"
	windowpage "lianzhang/internal/web/window"
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
	maps := chainmap.Deps{Run: a.Run, Chains: a.Chains, Graph: a.Graph, Match: a.Match, Enterprises: a.Enterprises, Projects: a.Projects, Facts: a.Gaps, Talent: a.Talent,
		Lists: lists, Trail: story}
	tickets := ticketpage.Deps{Run: a.Run, Tickets: a.Tickets, Comments: a.Comments, Files: a.Files, Lists: lists,
		TaskOf: a.Tasks.OfInstructions, MaxFile: a.Config.MaxFile, MailOf: a.Enterprises.MailOf, CanMail: a.Notify.CanMail, Letter: a.Notify.Letter}
	parts := []part{
		{listpage.Add, nil},
		{formpage.Add, nil},
		{listing.Add, lists.Routes()},
		{signin.Add, signin.Routes(signin.Deps{Org: a.Org})},
		{account.Add, account.Routes(account.Deps{Org: a.Org})},
		{inbox.Add, inbox.Routes(inbox.Deps{Notify: a.Notify})},
		{today.Add, today.Routes(today.Deps{Desk: desk})},
		{chain.Add, chain.Routes(chain.Deps{Run: a.Run, Desk: desk, Chains: a.Chains, Projects: a.Projects, Enterprises: a.Enterprises,
			Comments: a.Comments, Lists: lists, Trail: story,
			Handover: &handover.Service{DB: a.DB, Org: a.Org, Journal: a.Journal, Comments: a.Comments, Clock: a.Clock, Label: a.Label},
			Map:      chainmap.Overviews(maps), TaskOf: a.Tasks.OfInstructions, Decided: a.decided})},
		{chainmap.Add, chainmap.Routes(maps)},
		{enterprise.Add, enterprise.Routes(enterprise.Deps{Run: a.Run, Enterprises: a.Enterprises, Projects: a.Projects, Lists: lists, Trail: story,
			Visits: visitpage.Of(a.Visits, lists)})},
		{opportunity.Add, opportunity.Routes(opportunity.Deps{Run: a.Run, Chains: a.Chains, Lists: lists, Trail: story})},
		{matchpage.Add, matchpage.Routes(matchpage.Deps{Run: a.Run, Chains: a.Chains, Graph: a.Graph, Match: a.Match, Jobs: a.Jobs, Lists: lists})},
		{gappage.Add, gappage.Routes(gappage.Deps{Run: a.Run, Chains: a.Chains, Graph: a.Graph, Match: a.Match, Gaps: a.Gaps, Projects: a.Projects,
			Comments: a.Comments, Lists: lists, Trail: story, More: []func(*web.Req, *gap.Gap) (*gappage.Section, error){targetpage.Section(a.Targets)},
			Quality: []func(*web.Req) (*gappage.Section, error){targetpage.QualitySection(a.Targets), checkuppage.QualitySection()}})},
		{targetpage.Add, targetpage.Routes(targetpage.Deps{Run: a.Run, Targets: a.Targets, Gaps: a.Gaps, Enterprises: a.Enterprises, Files: a.Files, Lists: lists,
			MaxFile: a.Config.MaxFile})},
		{leadpage.Add, leadpage.Routes(leadpage.Deps{Run: a.Run, Leads: a.Leads, Targets: a.Targets, Projects: a.Projects, Chains: a.Chains, Files: a.Files,
			Lists: lists, MaxFile: a.Config.MaxFile})},
		{taskpage.Add, taskpage.Routes(taskpage.Deps{Run: a.Run, Tasks: a.Tasks, Files: a.Files, Imports: a.Importing, Lists: lists, Trail: story, Link: a.link,
			MaxFile: a.Config.MaxFile})},
		{meetingpage.Add, meetingpage.Routes(meetingpage.Deps{Run: a.Run, Meetings: a.Meetings, Chains: a.Chains, Files: a.Files, Lists: lists, Link: pageOf})},
		{talentpage.Add, talentpage.Routes(talentpage.Deps{Run: a.Run, Talent: a.Talent, Lists: lists, Trail: story})},
		{ticketpage.Add, ticketpage.Routes(tickets)},
		{firmpage.Add, firmpage.Routes(firmpage.Deps{Run: a.Run, Enterprises: a.Enterprises, Tickets: a.Tickets, Projects: a.Projects, Visits: a.Visits, Policy: a.Policy,
			Desk: ticketpage.NewDesk(tickets), Letter: a.Notify.Letter})},
		{visitpage.Add, visitpage.Routes(visitpage.Deps{Run: a.Run, Visits: a.Visits, Lists: lists})},
		{windowpage.Add, windowpage.Routes(windowpage.Deps{Run: a.Run, Policy: a.Policy, Lists: lists, Trail: story})},
		{atlaspage.Add, atlaspage.Routes(atlaspage.Deps{Run: a.Run, Atlas: a.Atlas, Chains: a.Chains, Lists: lists, Trail: story})},
		{formulapage.Add, formulapage.Routes(formulapage.Deps{Formulas: a.Formulas, Lists: lists, Trail: story, Title: titleOf})},
		{dispatch.Add, dispatch.Routes(dispatch.Deps{Shelf: shelf, Lists: lists})},
		{cadencepage.Add, cadencepage.Routes(cadencepage.Deps{Cadence: a.Cadence, Calendar: a.Org.Working, Lists: lists, Issuer: a.issuer})},
		{studiopage.Add, studiopage.Routes(studiopage.Deps{Studio: a.Studio, Files: a.Files, Lists: lists})},
		{report.Add, report.Routes(report.Deps{DB: a.DB, Shelf: shelf, Lists: lists, Frozen: a.frozenNote, Waiting: checkuppage.Waiting(a.Checkup)})},
		{forecastpage.Add, forecastpage.Routes(forecastpage.Deps{Forecast: a.Forecast, Lists: lists})},
		{scorepage.Add, scorepage.Routes(scorepage.Deps{Run: a.Run, Scores: a.Scores, Files: a.Files, Lists: lists, Trail: story, MaxFile: a.Config.MaxFile})},
		{tourpage.Add, tourpage.Routes(tourpage.Deps{Run: a.Run, Tours: a.Tours, Files: a.Files, Lists: lists, MaxFile: a.Config.MaxFile})},
		{burdenpage.Add, burdenpage.Routes(burdenpage.Deps{Burden: a.Burden, Lists: lists})},
		{checkuppage.Add, checkuppage.Routes(checkuppage.Deps{Run: a.Run, Checkup: a.Checkup, Projects: a.Projects, Tasks: a.Tasks, Imports: a.Importing, Jobs: a.Jobs, Lists: lists,
			Trail: story, Link: at})},
		{indicatorpage.Add, indicatorpage.Routes(indicatorpage.Deps{Run: a.Run, Indicators: a.Indicators, Firms: a.Enterprises, Imports: a.Importing, Files: a.Files,
			Lists: lists, Trail: story, MaxFile: a.Config.MaxFile})},
		{importing.Add, importing.Routes(importing.Deps{Imports: a.Importing, Lists: lists, MaxFile: a.Config.MaxFile})},
		{search.Add, search.Routes(search.Deps{DB: a.DB, Lists: lists})},
		{project.Add, project.Routes(project.Deps{Run: a.Run, Chains: a.Chains, Projects: a.Projects, Review: a.Review, Comments: a.Comments,
			Files: a.Files, Lists: lists, TaskOf: a.Tasks.OfInstructions, Checkup: checkuppage.About(a.Checkup), MaxFile: a.Config.MaxFile})},
		{admin.Add, admin.Routes(admin.Deps{Run: a.Run, Org: a.Org, Chains: a.Chains, Review: a.Review, Jobs: a.Jobs, Kit: lists, Trail: story,
			Checkpoint: a.Checkpoint, Failed: a.Notify.Failed})},
		{proof.Add, proof.Routes(proof.Deps{Clock: a.Clock})},
		{backtrackpage.Add, backtrackpage.Routes(backtrackpage.Deps{Backtrack: backtrack.New(a.Run, a.Org.Working, a.Projects, a.Tickets, a.Tasks), Lists: lists})},
		{drillpage.Add, drillpage.Routes(drillpage.Deps{Chains: a.Chains, Drill: &drill.Service{DB: a.DB, Graph: a.Graph, Enterprises: a.Enterprises,
			Match: a.Match}})},
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

// titleOf is the column that names a record of a kind.
func titleOf(kind string) string {
	if e := catalog.Find(kind); e != nil {
		return e.Title
	}
	return "id"
}
