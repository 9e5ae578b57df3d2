// Package desk composes what a person finds on arriving: what is due from him, what has changed, and the cockpit of the
// chains. It only reads, and every question is answered from an index, so that it stays quick with 100,000 projects.
package desk

import (
	"lianzhang/internal/chain"
	"lianzhang/internal/importing"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

// Service answers for one site.
type Service struct {
	Projects *project.Service
	Review   *review.Service
	Chains   *chain.Service
	Org      *org.Service
	Imports  *importing.Service // nil: nothing is imported here
	Clock    clock.Clock
	Calendar func() workday.Calendar // as it is now
	Terms    Terms                   // zeros stand for the defaults

	shelf shelf
}

// Terms are the deadlines of routine work: the one place where they are set.
type Terms struct {
	FilingDay  int // a month's report is due on this day of the month after: 5
	CheckDays  int // a filed report is checked within so many working days: 3
	AnswerDays int // a project that turned yellow or red is answered for within so many working days: 3
	Ahead      int // how many days ahead counts as soon: 7
	Back       int // how many days back lights are still asked about: 30
}

func (t Terms) orDefault() Terms {
	for _, d := range []struct {
		field *int
		value int
	}{{&t.FilingDay, 5}, {&t.CheckDays, 3}, {&t.AnswerDays, 3}, {&t.Ahead, 7}, {&t.Back, 30}} {
		if *d.field == 0 {
			*d.field = d.value
		}
	}
	return t
}

// Brief is what a line about a project needs of it.
type Brief struct {
	ID          string `db:"id"`
	Code        string `db:"code"`
	Name        string `db:"name"`
	Investor    string `db:"investor"`
	ChainID     string `db:"chain_id"`
	Region      string `db:"region"`
	UnitID      string `db:"unit_id"`
	Stage       string `db:"stage"`
	TotalInvest int64  `db:"total_invest"`
	Light       string `db:"light"`
	LightSince  string `db:"light_since"`
	LightRule   string `db:"light_rule"`
	Reported    string `db:"reported"` // last month reported

	SignedPlan    string `db:"signed_plan"`
	StartedPlan   string `db:"started_plan"`
	CompletedPlan string `db:"completed_plan"`
	ProducedPlan  string `db:"produced_plan"`
	CapacityPlan  string `db:"capacity_plan"`
}

// NextStage is the stage that a project has to reach next and the day it is planned for, "" when none is planned. A plan
// that names only a month stands for its last day.
func (b *Brief) NextStage() (stage, on string) {
	switch b.Stage {
	case project.Talks:
		stage, on = project.Signed, b.SignedPlan
	case project.Signed:
		stage, on = project.Started, b.StartedPlan
	case project.Started:
		stage, on = project.Completed, b.CompletedPlan
	case project.Completed:
		stage, on = project.Produced, b.ProducedPlan
	case project.Produced:
		stage, on = project.Capacity, b.CapacityPlan
	}
	if on == "" {
		return "", ""
	}
	return stage, lastDay(on)
}

// briefs reads projects as lines need them; nothing is written through it.
var briefs = db.NewTable[Brief](project.Kind)

func (s *Service) db() *db.DB { return s.Projects.Run.DB }
