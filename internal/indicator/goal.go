package indicator

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/record"
)

// The spans of targets.
const (
	SpanYear = "year"
	SpanPlan = "plan"
)

// Target is what is to be reached by the end of Year. A plan starts from Base in BaseYear.
type Target struct {
	ID          string  `db:"id"`
	IndicatorID string  `db:"indicator_id"`
	SubjectKind string  `db:"subject_kind"`
	SubjectID   string  `db:"subject_id"`
	Span        string  `db:"span"`
	Year        string  `db:"year"`
	BaseYear    string  `db:"base_year"`
	Base        float64 `db:"base"`
	Amount      float64 `db:"amount"`
	Path        string  `db:"path"`   // Equal, Shape, Given
	Months      string  `db:"months"` // what is due by the end of each month, JSON
	Edition     int64   `db:"edition"`
	Adopted     bool    `db:"adopted"`
	Reason      string  `db:"reason"` // why it was adopted although the parts do not make the whole
	Basis       string  `db:"basis"`  // the paper that sets it
	Region      string  `db:"region"`
	UnitID      string  `db:"unit_id"`
	ChainID     string  `db:"chain_id"`
	ByID        string  `db:"by_id"`
	ByName      string  `db:"by_name"`
	CreatedAt   int64   `db:"created_at"`
	UpdatedAt   int64   `db:"updated_at"`
	Version     int64   `db:"version"`
}

// ScopeKeys are those of the subject.
func (t *Target) ScopeKeys() authz.Keys {
	return authz.Keys{Region: t.Region, Unit: t.UnitID, Chain: t.ChainID}
}

// Subject is whom the target is set.
func (t *Target) Subject() record.Ref { return record.Ref{Kind: t.SubjectKind, ID: t.SubjectID} }

// Peer is what another city publishes, with its source and that source's date.
type Peer struct {
	ID          string  `db:"id"`
	IndicatorID string  `db:"indicator_id"`
	Name        string  `db:"peer"`
	Period      string  `db:"period"`
	Amount      float64 `db:"amount"`
	Source      string  `db:"source"`
	SourceOn    string  `db:"source_on"`
	URL         string  `db:"url"`
	Note        string  `db:"note"`
	Edition     int64   `db:"edition"`
	ByID        string  `db:"by_id"`
	ByName      string  `db:"by_name"`
	CreatedAt   int64   `db:"created_at"`
	UpdatedAt   int64   `db:"updated_at"`
	Version     int64   `db:"version"`
}

// Ref names the figure.
func (p *Peer) Ref() record.Ref { return record.Ref{Kind: PeerKind, ID: p.ID} }

// Heir says that a region went into another from a month on.
type Heir struct {
	ID      string `db:"id"`
	OldCode string `db:"old_code"`
	OldName string `db:"old_name"`
	NewCode string `db:"new_code"`
	From    string `db:"from_month"`
	Basis   string `db:"basis"`
	ByID    string `db:"by_id"`
	ByName  string `db:"by_name"`
	At      int64  `db:"at"`
	Version int64  `db:"version"`
}
