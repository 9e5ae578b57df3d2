package report

import (
	"lianzhang/internal/platform/period"
	"lianzhang/internal/project"
)

// Figures are the facts of a month's bulletin, before any word is written. Money is whole yuan.
type Figures struct {
	Month period.Period
	Day   string // last day of the month: as of
	Asked string // the day on which the paper is made
	Names *Names

	All     Line
	Classes []Line // 续建, 新建 …; empty when the projects have no class
	Levels  []Line // 省重点, 市重点, 县重点
	Chains  []Line // ranked
	Regions []Line // ranked
	Events  []Event
	Cohort  Cohort
	Months  []MonthSum // from January on; nil when some project has no reports

	Unstarted  []*Item // due to start and not started, longest overdue first
	Red        []*Item // most serious first
	NewRed     []*Item // red now and not one month before
	LeftRed    Left
	ToGreen    []*Item // green now, yellow or red one month before
	Yellow     []*Item
	Debt       []*Item // missed once in the year and made up since
	Problems   []Problem
	Unreported []UnitItems
	Due        []*Item // milestones planned for the month after

	Undated, Loaded int64 // projects counted as they stand now: no date of the stage, no reports of the year
	RuleSets        []string

	told []*Item // projects that told a problem
}

// Told is how many projects told a problem.
func (f *Figures) Told() int64 { return int64(len(f.told)) }

// Line is a group of projects with its sums, and its place in a ranking.
type Line struct {
	Key, Label string
	Unit       string // lead unit of a chain
	project.Sum
	MonthDone int64 // invested in the month itself
	MonthFund int64 // received in the month, as reported

	StartDue  int64 // started, or planned to start by the day
	Started   int64
	Library   int64 // started and entered into statistics
	Building  int64 // started, not yet in production
	ReportDue int64 // had to report the month
	Reported  int64

	Lights, Was Lights // now and one month before

	Rank int  // from 1 by rate; 0 without a plan
	Tied bool // others have the same rank

	Light, LightText string // of a county
	MissedRun        int64  // months in a row behind schedule, of a county

	behind, behind2 int64 // projects that missed the month, and two months in a row
}

// Lights counts projects by light.
type Lights struct{ None, Green, Yellow, Red int64 }

func (l *Lights) add(light string) {
	switch light {
	case "none":
		l.None++
	case "green":
		l.Green++
	case "yellow":
		l.Yellow++
	case "red":
		l.Red++
	}
}

// Judged is how many have a light.
func (l Lights) Judged() int64 { return l.Green + l.Yellow + l.Red }

// Rate is the share of the year's plan that is done.
func (l *Line) Rate() Share { return Share{l.YearDone, l.YearPlan} }

// Schedule is the share of the year's plan that should be done.
func (l *Line) Schedule() Share { return Share{l.YearDue, l.YearPlan} }

// Gap is the difference of the rate and the schedule as displayed, in units of the last decimal; ok is false without a
// plan.
func (l *Line) Gap(decimals int) (units int64, ok bool) {
	if l.YearPlan <= 0 {
		return 0, false
	}
	return l.Rate().Units(decimals) - l.Schedule().Units(decimals), true
}

// Left is what became of projects that were red one month before and are not any more.
type Left struct{ Green, Yellow, Other []*Item }

// N is how many there are.
func (l Left) N() int64 { return int64(len(l.Green) + len(l.Yellow) + len(l.Other)) }

// Event is a stage that projects reached within the month.
type Event struct {
	Stage string // the stage, or an end state
	Items []*Item
}

// MonthSum is what the projects had invested since January by the end of a month, and what was due.
type MonthSum struct {
	Month     string
	Done, Due int64
}

// Cohort are all projects of the register that were ever signed, for the rates of the whole way: Signed counts terminated
// ones too, each further number those that have not been terminated and have come at least so far.
type Cohort struct{ Signed, Fulfilled, Started, Completed, Produced, Capacity int64 }

// Problem is a kind of problem with the projects that told it.
type Problem struct {
	Code, Label, Holder string
	Items               []*Item
}

// UnitItems are the projects of one unit.
type UnitItems struct {
	Unit  string // id
	Items []*Item
}
