// Package indicator keeps what a site measures: a tree of indicators with their units, targets with the way through the year, the
// values that units hand in and others approve, values computed from the registers, and what other cities publish beside them.
//
// A value belongs to an indicator, a subject (a region, a unit or a chain) and a period. What lies above in the tree of regions or
// units is added up when it is asked for, and says what is missing in it. Approved values are locked; a later change is a Revision.
package indicator

import (
	"lianzhang/internal/platform/record"
)

// The record kinds and tables.
const (
	Kind         = "indicator"
	EditionKind  = "indicator_edition"
	DutyKind     = "indicator_duty"
	ValueKind    = "indicator_value"
	RevisionKind = "indicator_revision"
	FilingKind   = "indicator_filing"
	TargetKind   = "indicator_target"
	PeerKind     = "indicator_peer"
	HeirKind     = "indicator_heir"
)

// Indicator is one thing that is measured. Its words apply to the edition in force.
type Indicator struct {
	ID           string  `db:"id"`
	Code         string  `db:"code"`
	Name         string  `db:"name"`
	ParentID     string  `db:"parent_id"`
	Measure      string  `db:"measure"`   // 亿元, %, 户
	Better       string  `db:"better"`    // Up, Down, Neutral
	Across       string  `db:"across"`    // how subjects make the whole: Sum, Mean, Max, Last, None
	WeightID     string  `db:"weight_id"` // of Mean: the indicator by whose values is weighed
	Over         string  `db:"over_time"` // how periods make the year: Flow, Running, Stock
	Source       string  `db:"source"`    // Reported, Formula, Register, Heading
	SourceKey    string  `db:"source_key"`
	Frequency    string  `db:"frequency"` // a period.Kind: month, quarter, half, year
	By           string  `db:"by_kind"`
	Decimals     int64   `db:"decimals"`
	Low          float64 `db:"low"` // plausible from Low to High; both 0 = no bounds
	High         float64 `db:"high"`
	LeadUnitID   string  `db:"lead_unit_id"` // the unit that gathers it
	FromPeriod   string  `db:"from_period"`  // valid in these months, "" = always
	UntilPeriod  string  `db:"until_period"`
	Edition      int64   `db:"edition"` // from 1
	Note         string  `db:"note"`
	Sort         int64   `db:"sort"`
	CreatedAt    int64   `db:"created_at"`
	UpdatedAt    int64   `db:"updated_at"`
	Version      int64   `db:"version"`
	ChangeFactor float64 // of a save with another Measure: old values × ChangeFactor are new ones; 0 = not said
	ChangeReason string
}

// Ref names the indicator.
func (i *Indicator) Ref() record.Ref { return record.Ref{Kind: Kind, ID: i.ID} }

// Which way is good.
const (
	Up      = "up"
	Down    = "down"
	Neutral = "neutral"
)

// How the subjects below make the value above.
const (
	Sum  = "sum"
	Mean = "mean" // weighed by another indicator, or plain
	Max  = "max"
	Last = "last" // the one that was entered last
	None = "none" // not at all: whoever stands above reports his own
)

// How the periods of a year make the year.
const (
	Flow    = "flow"    // amounts of each period, added up (当期数)
	Running = "running" // amounts since January (累计数)
	Stock   = "stock"   // a level or a rate at the end of each period (时点数、比率)
)

// Where values come from.
const (
	Reported = "reported"
	Formula  = "formula"
	Register = "register"
	Heading  = "heading" // stands for those below it, has no values
)

// Edition is one unit of measure of an indicator. Factor turns values of the edition before into this one's.
type Edition struct {
	ID          string  `db:"id"`
	IndicatorID string  `db:"indicator_id"`
	No          int64   `db:"no"`
	Measure     string  `db:"measure"`
	Factor      float64 `db:"factor"`
	Reason      string  `db:"reason"`
	ByID        string  `db:"by_id"`
	ByName      string  `db:"by_name"`
	At          int64   `db:"at"`
	Version     int64   `db:"version"`
}

// Duty says which unit fills an indicator for a subject.
type Duty struct {
	ID          string `db:"id"`
	IndicatorID string `db:"indicator_id"`
	SubjectKind string `db:"subject_kind"`
	SubjectID   string `db:"subject_id"`
	Region      string `db:"region"`
	UnitID      string `db:"unit_id"`
	Version     int64  `db:"version"`
}

// Subject is whom the duty is about.
func (d *Duty) Subject() record.Ref { return record.Ref{Kind: d.SubjectKind, ID: d.SubjectID} }
