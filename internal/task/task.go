// Package task keeps pieces of work with an owner, a due date and proof (任务): from a plan, a meeting, an instruction, a ticket or a
// light. Only who set a task closes it. Its term is never reset by carrying it over: a carry-over is named, dated and counted, and
// the light goes on counting from the term that was set.
package task

import (
	"slices"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/record"
)

// The record kinds and tables.
const (
	Kind      = "task"
	DutyKind  = "task_duty"
	StepKind  = "task_step"
	EntryKind = "task_entry"
)

// The topics under which other parts of the program hear of tasks.
const (
	TopicSet      = "task.set"      // somebody was given a task
	TopicReported = "task.reported" // reported done: who set it is to look
	TopicReturned = "task.returned"
	TopicClosed   = "task.closed"
	TopicRed      = "task.red" // its term has passed
)

// Task is one piece of work. Dates are "2026-11-22", "" = none; Share is 0 to 1.
type Task struct {
	ID         string `db:"id"`
	Code       string `db:"code"`
	Name       string `db:"name"`    // what is to be done
	Measure    string `db:"measure"` // by what it is measured
	Source     string `db:"source"`
	SourceText string `db:"source_text"` // the paper and its item, in words
	SourceKind string `db:"source_kind"` // with SourceID: the record it comes from
	SourceID   string `db:"source_id"`
	AboutKind  string `db:"about_kind"` // with AboutID: the record it is about
	AboutID    string `db:"about_id"`

	ChainID string `db:"chain_id"`
	Region  string `db:"region"`
	UnitID  string `db:"unit_id"`  // lead unit
	CoUnits string `db:"co_units"` // ids parted by blanks
	OwnerID string `db:"owner_id"` // account, "" = the unit names nobody

	StartOn  string `db:"start_on"`
	Due      string `db:"due"`
	CarryOn  string `db:"carry_on"`
	ActOn    string `db:"act_on"`  // the day for which it is to be cleared
	NextOn   string `db:"next_on"` // nearest open milestone
	NextStep string `db:"next_step"`

	State      string  `db:"state"`
	Light      string  `db:"light"` // none, green, yellow, red
	LateDays   int64   `db:"late_days"`
	Share      float64 `db:"share"`
	Said       string  `db:"said"`    // the latest progress
	Problem    string  `db:"problem"` // what holds it up now
	MovedOn    string  `db:"moved_on"`
	ReportedOn string  `db:"reported_on"`
	EndedOn    string  `db:"ended_on"`
	PausedOn   string  `db:"paused_on"`
	PausedDays int64   `db:"paused_days"` // working days of all pauses that have ended
	Carries    int64   `db:"carries"`
	Returns    int64   `db:"returns"`
	Delays     int64   `db:"delays"` // how often who set it put the term off
	NeedProof  bool    `db:"need_proof"`

	SetBy     string `db:"set_by"`
	SetName   string `db:"set_name"`
	SetUnit   string `db:"set_unit"`
	SetOn     string `db:"set_on"`
	BatchID   string `db:"batch_id"`
	CreatedAt int64  `db:"created_at"`
	UpdatedAt int64  `db:"updated_at"`
	Version   int64  `db:"version"`

	CoNames string // of a task that comes from a list: co-units by name, resolved when it is added

	as *authz.Keys // by which a co-unit's member adds to it
}

// ScopeKeys are the keys by which a task is scoped.
func (t *Task) ScopeKeys() authz.Keys {
	if t.as != nil {
		return *t.as
	}
	return authz.Keys{Region: t.Region, Unit: t.UnitID, Chain: t.ChainID}
}

// Ref names the task.
func (t *Task) Ref() record.Ref { return record.Ref{Kind: Kind, ID: t.ID} }

// From is the record that the task comes from.
func (t *Task) From() record.Ref { return record.Ref{Kind: t.SourceKind, ID: t.SourceID} }

// About is the record that the task is about.
func (t *Task) About() record.Ref { return record.Ref{Kind: t.AboutKind, ID: t.AboutID} }

// Helpers are the co-units.
func (t *Task) Helpers() []string { return strings.Fields(t.CoUnits) }

// Duty is one unit's part in a task.
type Duty struct {
	ID      string `db:"id"`
	TaskID  string `db:"task_id"`
	Role    string `db:"role"` // Lead, Co
	UnitID  string `db:"unit_id"`
	Region  string `db:"region"` // of the unit
	ChainID string `db:"chain_id"`
	Version int64  `db:"version"`

	home authz.Keys // those of the task
}

// The parts of units.
const (
	Lead = "lead"
	Co   = "co"
)

// ScopeKeys are those of the task when it is written: who may write the task may name its units.
func (d *Duty) ScopeKeys() authz.Keys { return d.home }

// Step is a milestone.
type Step struct {
	ID      string `db:"id"`
	TaskID  string `db:"task_id"`
	Region  string `db:"region"`
	UnitID  string `db:"unit_id"`
	ChainID string `db:"chain_id"`
	Sort    int64  `db:"sort"`
	Name    string `db:"name"`
	Due     string `db:"due"`
	DoneOn  string `db:"done_on"`
	ByName  string `db:"by_name"`
	Version int64  `db:"version"`

	as *authz.Keys
}

// ScopeKeys are those of the task.
func (s *Step) ScopeKeys() authz.Keys {
	if s.as != nil {
		return *s.as
	}
	return authz.Keys{Region: s.Region, Unit: s.UnitID, Chain: s.ChainID}
}

// Entry is something that happened to a task. Kind is an action of Flow, or one of those below.
type Entry struct {
	ID        string  `db:"id"`
	TaskID    string  `db:"task_id"`
	Region    string  `db:"region"`
	UnitID    string  `db:"unit_id"`
	ChainID   string  `db:"chain_id"`
	Kind      string  `db:"kind"`
	OnDate    string  `db:"on_date"`
	Text      string  `db:"text"`
	Share     float64 `db:"share"`
	WasOn     string  `db:"was_on"` // of a carry-over or a new term: the date before
	NewOn     string  `db:"new_on"` // and after
	ByID      string  `db:"by_id"`
	ByName    string  `db:"by_name"`
	CreatedAt int64   `db:"created_at"`
	Version   int64   `db:"version"`

	as *authz.Keys
}

// The kinds of entries beside the actions of Flow.
const (
	EntrySet      = "set"
	EntryProgress = "progress"
	EntryCarry    = "carry" // 结转
	EntryDelay    = "delay" // who set it changed the term
	EntryStep     = "step"  // a milestone was reached
	EntryEdit     = "edit"
)

// ScopeKeys are those of the task.
func (e *Entry) ScopeKeys() authz.Keys {
	if e.as != nil {
		return *e.as
	}
	return authz.Keys{Region: e.Region, Unit: e.UnitID, Chain: e.ChainID}
}

var scopeColumns = authz.Keys{Region: "region", Unit: "unit_id", Chain: "chain_id"}

// sees is the part of the tasks that a person sees: those of the scope, and those in which a unit of the scope helps.
type sees struct{ authz.Scope }

// Condition adds the helpers' tasks to the scope.
func (s sees) Condition(w *db.Where, alias string) string {
	own := s.On(scopeColumns).Condition(w, alias)
	if own == "" || len(s.Units) == 0 {
		return own
	}
	return "(" + own + " OR EXISTS (SELECT 1 FROM task_duty d WHERE d.task_id = " + alias + ".id AND " + w.InExpr("d.unit_id", s.Units...) + "))"
}

// Sees gives the part of the tasks that the scope reaches: its own, and those in which its units help.
func Sees(s authz.Scope) db.Scope { return sees{s} }

// helps reports whether the scope reaches the task as one in which a unit helps, and not otherwise; key is that unit's.
func helps(s authz.Scope, t *Task) (key *authz.Keys, ok bool) {
	if s.Allows(authz.Keys{Region: t.Region, Unit: t.UnitID, Chain: t.ChainID}) {
		return nil, false
	}
	for _, u := range t.Helpers() {
		if slices.Contains(s.Units, u) {
			return &authz.Keys{Unit: u}, true
		}
	}
	return nil, false
}
