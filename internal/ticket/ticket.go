// Package ticket keeps what blocks an enterprise or a project (诉求): one owner, two clocks in working days that no edit
// resets, a ladder of escalation, and a close that belongs to the enterprise alone.
package ticket

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/record"
)

// Kind is the record kind and table.
const Kind = "ticket"

// Ticket is one problem. Dates are local, times UTC microseconds; 0 and "" mean absent.
type Ticket struct {
	ID           string `db:"id"`
	No           int64  `db:"no"`
	Code         string `db:"code"` // SQ-2026-000412
	Name         string `db:"name"` // one line
	Text         string `db:"text"`
	Kind         string `db:"kind"`
	Source       string `db:"source"`
	RefCode      string `db:"ref_code"` // number at the hotline
	EnterpriseID string `db:"enterprise_id"`
	Firm         string `db:"firm"` // as written, when the register does not know it
	ProjectID    string `db:"project_id"`
	ChainID      string `db:"chain_id"`
	NodeID       string `db:"node_id"`
	Region       string `db:"region"`
	Contact      string `db:"contact"`
	Phone        string `db:"phone"`
	UnitID       string `db:"unit_id"`    // owner
	HandlerID    string `db:"handler_id"` // account, "" = nobody named
	RaisedBy     string `db:"raised_by"`
	RaisedName   string `db:"raised_name"`
	Urgent       bool   `db:"urgent"`
	Hard         bool   `db:"hard"` // 疑难: the longer limit
	State        string `db:"state"`
	Rule         string `db:"rule"` // code of the limits in force when it was raised

	RaisedOn   string `db:"raised_on"` // the whole clock starts here and nowhere else
	UnitOn     string `db:"unit_on"`   // since when the owner has it: objections
	StepOn     string `db:"step_on"`   // the step clock starts
	StepLimit  int64  `db:"step_limit"`
	StepDue    int64  `db:"step_due"`
	StepLevel  int64  `db:"step_level"`
	WholeLimit int64  `db:"whole_limit"` // without what was extended
	WholeDue   int64  `db:"whole_due"`
	WholeLevel int64  `db:"whole_level"`
	Extended   int64  `db:"extended"` // working days granted
	NextDue    int64  `db:"next_due"` // the nearer of the two dues; 0 while nothing is due from the owner
	Level      int64  `db:"level"`    // the higher of the two rungs
	TurnAt     int64  `db:"turn_at"`
	Held       bool   `db:"held"` // a pause runs

	Round      int64  `db:"round"` // answers so far: what a firm confirms
	Answer     string `db:"answer"`
	RaisedAt   int64  `db:"raised_at"`
	AcceptedAt int64  `db:"accepted_at"`
	AnsweredAt int64  `db:"answered_at"`
	ClosedAt   int64  `db:"closed_at"`
	AnsweredOn string `db:"answered_on"`
	Rating     int64  `db:"rating"` // 1 to 5, 0 = not rated
	Remark     string `db:"remark"` // the firm's words
	Reopened   int64  `db:"reopened"`
	Rejected   int64  `db:"rejected"`
	Handed     int64  `db:"handed"`     // hand-overs
	ClosedHow  string `db:"closed_how"` // firm, call

	Gross   int64  `db:"gross"`  // working days from raising to the last answer, nothing taken off
	Net     int64  `db:"net"`    // as the whole clock counts
	Paused  int64  `db:"paused"` // taken off with consent
	Waited  int64  `db:"waited"` // taken off while the firm was to speak
	MainID  string `db:"main_id"`
	ClassID string `db:"class_id"`
	BatchID string `db:"batch_id"`

	CreatedAt int64 `db:"created_at"`
	UpdatedAt int64 `db:"updated_at"`
	Version   int64 `db:"version"`
}

// ScopeKeys are the keys by which a ticket is scoped.
func (t *Ticket) ScopeKeys() authz.Keys {
	return authz.Keys{Region: t.Region, Unit: t.UnitID, Chain: t.ChainID}
}

// Ref names the ticket.
func (t *Ticket) Ref() record.Ref { return record.Ref{Kind: Kind, ID: t.ID} }

// Over reports whether a clock of the ticket has run out.
func (t *Ticket) Over() bool { return t.Level >= RungOver && Working(t.State) }

// place is what scopes the rows that hang on a ticket.
type place struct{ region, unit, chain string }

// Step is a stretch during which one unit had the ticket in one state.
type Step struct {
	ID        string `db:"id"`
	TicketID  string `db:"ticket_id"`
	Region    string `db:"region"`
	ChainID   string `db:"chain_id"`
	UnitID    string `db:"unit_id"`
	HandlerID string `db:"handler_id"`
	State     string `db:"state"`
	FromAt    int64  `db:"from_at"`
	ToAt      int64  `db:"to_at"` // 0 = still
	LimitDays int64  `db:"limit_days"`
	Ended     string `db:"ended"` // the action that ended it
	Version   int64  `db:"version"`
}

// ScopeKeys are those of the ticket.
func (s *Step) ScopeKeys() authz.Keys {
	return authz.Keys{Region: s.Region, Unit: s.UnitID, Chain: s.ChainID}
}

// The kinds of holds.
const (
	HoldPause = "pause" // asked by the unit, granted by the office
	HoldWait  = "wait"  // answered: the firm is to speak
)

// HoldRow is a stored stretch (FromOn, ToOn] that the clocks do not count.
type HoldRow struct {
	ID       string `db:"id"`
	TicketID string `db:"ticket_id"`
	Region   string `db:"region"`
	ChainID  string `db:"chain_id"`
	UnitID   string `db:"unit_id"`
	Kind     string `db:"kind"`
	FromOn   string `db:"from_on"`
	ToOn     string `db:"to_on"` // "" = still
	Reason   string `db:"reason"`
	ByName   string `db:"by_name"`
	Consent  string `db:"consent"` // who granted it
	Version  int64  `db:"version"`
}

// ScopeKeys are those of the ticket.
func (h *HoldRow) ScopeKeys() authz.Keys {
	return authz.Keys{Region: h.Region, Unit: h.UnitID, Chain: h.ChainID}
}

// What a unit can ask of the office, and what becomes of it.
const (
	AskObject = "object" // not ours
	AskExtend = "extend"
	AskPause  = "pause"
	AskRefuse = "refuse" // not to be dealt with at all

	AskOpen    = "open"
	AskGranted = "granted"
	AskDenied  = "denied"
	AskVoid    = "void" // overtaken by events
)

// Ask is one such request.
type Ask struct {
	ID         string `db:"id"`
	TicketID   string `db:"ticket_id"`
	Region     string `db:"region"`
	ChainID    string `db:"chain_id"`
	UnitID     string `db:"unit_id"`
	Kind       string `db:"kind"`
	Reason     string `db:"reason"`
	Days       int64  `db:"days"`    // of an extension
	ToUnit     string `db:"to_unit"` // whom an objection names
	AskedBy    string `db:"asked_by"`
	AskedName  string `db:"asked_name"`
	AskedAt    int64  `db:"asked_at"`
	Due        int64  `db:"due"` // the office decides by then
	State      string `db:"state"`
	JudgedBy   string `db:"judged_by"`
	JudgedName string `db:"judged_name"`
	JudgedAt   int64  `db:"judged_at"`
	Note       string `db:"note"`
	Version    int64  `db:"version"`
}

// ScopeKeys are those of the ticket.
func (a *Ask) ScopeKeys() authz.Keys {
	return authz.Keys{Region: a.Region, Unit: a.UnitID, Chain: a.ChainID}
}

// Event is one thing that happened to a ticket.
type Event struct {
	ID       string `db:"id"`
	TicketID string `db:"ticket_id"`
	Region   string `db:"region"`
	ChainID  string `db:"chain_id"`
	UnitID   string `db:"unit_id"`
	At       int64  `db:"at"`
	Action   string `db:"action"`
	State    string `db:"state"` // afterwards
	ByID     string `db:"by_id"`
	ByName   string `db:"by_name"`
	Said     string `db:"said"`
	Note     string `db:"note"`
	Hot      bool   `db:"hot"` // an escalation
}

// ScopeKeys are those of the ticket.
func (e *Event) ScopeKeys() authz.Keys {
	return authz.Keys{Region: e.Region, Unit: e.UnitID, Chain: e.ChainID}
}

// CoUnit is a unit that helps (协办).
type CoUnit struct {
	ID       string `db:"id"`
	TicketID string `db:"ticket_id"`
	Region   string `db:"region"`
	ChainID  string `db:"chain_id"`
	UnitID   string `db:"unit_id"`
	AskedAt  int64  `db:"asked_at"`
	Opinion  string `db:"opinion"`
	ByName   string `db:"by_name"`
	DoneAt   int64  `db:"done_at"`
	Version  int64  `db:"version"`
}

// ScopeKeys are those of the ticket, with the helping unit itself.
func (c *CoUnit) ScopeKeys() authz.Keys {
	return authz.Keys{Region: c.Region, Unit: c.UnitID, Chain: c.ChainID}
}

var (
	tickets = db.NewTable[Ticket](Kind)
	steps   = db.NewTable[Step]("ticket_step")
	holds   = db.NewTable[HoldRow]("ticket_hold")
	asks    = db.NewTable[Ask]("ticket_ask")
	events  = db.NewTable[Event]("ticket_event")
	coUnits = db.NewTable[CoUnit]("ticket_unit")
)

func dateOf(micro int64) string { return clock.FromMicro(micro).Format("2006-01-02") }
