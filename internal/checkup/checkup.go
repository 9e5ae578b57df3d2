// Package checkup looks for water in the register (注水体检): projects signed twice, sizes that land, jobs, capital and peers do not
// bear out, old firms under new names, money before land, dates that cannot be, reports that repeat themselves, figures that look
// made. A finding names its records and its numbers, waits for a person's verdict, and changes no data by itself.
//
// Detectors are pure: they see a Register in memory and give drafts. Run reads the register, lets them work, and keeps what is new;
// the same register gives the same findings in whatever order it is read.
package checkup

import (
	"encoding/json"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/record"
)

// Kind is the record kind and table of findings.
const Kind = "checkup_finding"

// Severity is how grave a finding is.
type Severity string

// The severities.
const (
	Grave  Severity = "red"    // 严重: as good as certain, or a large part of the amount
	Middle Severity = "yellow" // 较重
	Hint   Severity = "blue"   // 提示: proves nothing by itself
)

// Label is the severity's Chinese word.
func (s Severity) Label() string {
	return map[Severity]string{Grave: "严重", Middle: "较重", Hint: "提示"}[s]
}

// weight orders the queue; a hint is worth a ninth of a grave finding.
func (s Severity) weight() float64 {
	return map[Severity]float64{Grave: 9, Middle: 3, Hint: 1}[s]
}

// Part is a record that a finding names.
type Part struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
	Name string `json:"name"`
	Role string `json:"role,omitempty"` // what it is in the finding: 疑似重复, 在先签约
}

// Ref names the record.
func (p *Part) Ref() record.Ref { return record.Ref{Kind: p.Kind, ID: p.ID} }

// Line is one line of evidence: a number or fact, what would be expected, and the record that it was read from.
type Line struct {
	Label    string `json:"label"`
	Value    string `json:"value"`
	Expected string `json:"expected,omitempty"`
	Kind     string `json:"kind,omitempty"` // of the record; "" = none
	ID       string `json:"id,omitempty"`
	// Drifts marks what changes with the rest of the register, such as a median of peers: it does not make a new finding of an old one.
	Drifts bool `json:"drifts,omitempty"`
}

// Effect is what a confirmed finding means for the count. Nothing is changed by it; it says what the owner should do.
type Effect string

// The effects.
const (
	NoEffect Effect = ""        // not confirmed
	Exclude  Effect = "exclude" // does not count
	Merge    Effect = "merge"   // counts once
	Correct  Effect = "correct" // counts with another amount
	Restate  Effect = "restate" // dates or texts are to be put right
)

// Label is the effect's Chinese name.
func (e Effect) Label() string {
	return map[Effect]string{Exclude: "剔除，不计入", Merge: "合并，只计一次", Correct: "更正金额", Restate: "更正日期或文字"}[e]
}

// Effects are the effects to choose from.
func Effects() []Effect { return []Effect{Merge, Exclude, Correct, Restate} }

// Finding is one thing that a detector found.
type Finding struct {
	ID       string `db:"id"`
	Code     string `db:"code"`
	Key      string `db:"key"` // detector and records: the same matter has the same key in every run
	Digest   string `db:"digest"`
	Detector string `db:"detector"`
	Severity string `db:"severity"`
	Title    string `db:"title"`
	// Region is that of the records, or of the site when they lie in several: who sees but one of them is not shown the other.
	Region  string  `db:"region"`
	UnitID  string  `db:"unit_id"`
	ChainID string  `db:"chain_id"`
	Parts   string  `db:"parts"`    // JSON of []Part
	Lines   string  `db:"evidence"` // JSON of []Line
	Amount  int64   `db:"amount"`   // at stake, whole yuan
	Worth   float64 `db:"worth"`    // severity and amount, for the order of the queue
	Rules   int64   `db:"rules"`    // version of the rules that found it
	State   string  `db:"state"`
	FoundOn string  `db:"found_on"`
	Raised  int64   `db:"raised"` // how often it was put up again because its evidence changed

	Effect     string `db:"effect"`
	Corrected  int64  `db:"corrected"` // the amount that should count, when Effect is Correct
	Reason     string `db:"reason"`
	JudgedBy   string `db:"judged_by"`
	JudgedName string `db:"judged_name"`
	JudgedOn   string `db:"judged_on"`

	CreatedAt int64 `db:"created_at"`
	UpdatedAt int64 `db:"updated_at"`
	Version   int64 `db:"version"`
}

// ScopeKeys are the keys by which a finding is scoped.
func (f *Finding) ScopeKeys() authz.Keys {
	return authz.Keys{Region: f.Region, Unit: f.UnitID, Chain: f.ChainID}
}

// Ref names the finding.
func (f *Finding) Ref() record.Ref { return record.Ref{Kind: Kind, ID: f.ID} }

// Records are the records that the finding names.
func (f *Finding) Records() []Part {
	var out []Part
	_ = json.Unmarshal([]byte(f.Parts), &out) // written by this package alone; an unreadable one names none
	return out
}

// Evidence are the finding's lines of evidence.
func (f *Finding) Evidence() []Line {
	var out []Line
	_ = json.Unmarshal([]byte(f.Lines), &out)
	return out
}
