package indicator

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/record"
)

// The marks of a value.
const (
	Known     = ""
	Estimated = "estimated"
	Missing   = "missing" // known to be absent, with a remark
)

// MarkLabel is the Chinese name of a mark, "" of Known.
func MarkLabel(mark string) string {
	return map[string]string{Estimated: "估计", Missing: "缺报"}[mark]
}

// Value is what was handed in for an indicator, a subject and a period, in the unit of its Edition.
type Value struct {
	ID          string  `db:"id"`
	IndicatorID string  `db:"indicator_id"`
	SubjectKind string  `db:"subject_kind"`
	SubjectID   string  `db:"subject_id"`
	Period      string  `db:"period"`
	Amount      float64 `db:"amount"`
	Mark        string  `db:"mark"`
	Edition     int64   `db:"edition"`
	Note        string  `db:"note"`
	Region      string  `db:"region"`
	UnitID      string  `db:"unit_id"` // that filled it
	ChainID     string  `db:"chain_id"`
	ByID        string  `db:"by_id"`
	ByName      string  `db:"by_name"`
	BatchID     string  `db:"batch_id"`
	Revised     int64   `db:"revised"` // how often it was revised
	CreatedAt   int64   `db:"created_at"`
	UpdatedAt   int64   `db:"updated_at"`
	Version     int64   `db:"version"`
}

// ScopeKeys are the keys by which a value is scoped.
func (v *Value) ScopeKeys() authz.Keys {
	return authz.Keys{Region: v.Region, Unit: v.UnitID, Chain: v.ChainID}
}

// Ref names the value.
func (v *Value) Ref() record.Ref { return record.Ref{Kind: ValueKind, ID: v.ID} }

// Subject is what the value is about.
func (v *Value) Subject() record.Ref { return record.Ref{Kind: v.SubjectKind, ID: v.SubjectID} }

// Revision is a change of a value that was locked. Frozen says that the period was closed by then.
type Revision struct {
	ID          string  `db:"id"`
	ValueID     string  `db:"value_id"`
	IndicatorID string  `db:"indicator_id"`
	SubjectKind string  `db:"subject_kind"`
	SubjectID   string  `db:"subject_id"`
	Period      string  `db:"period"`
	Was         float64 `db:"was"`
	WasMark     string  `db:"was_mark"`
	Amount      float64 `db:"amount"`
	Mark        string  `db:"mark"`
	Reason      string  `db:"reason"`
	Frozen      bool    `db:"frozen"`
	Region      string  `db:"region"`
	UnitID      string  `db:"unit_id"`
	ChainID     string  `db:"chain_id"`
	ByID        string  `db:"by_id"`
	ByName      string  `db:"by_name"`
	At          int64   `db:"at"`
	Version     int64   `db:"version"`
}

// ScopeKeys are those of the value.
func (r *Revision) ScopeKeys() authz.Keys {
	return authz.Keys{Region: r.Region, Unit: r.UnitID, Chain: r.ChainID}
}

// Filing is what a unit hands in for a period. Times are UTC microseconds, Due a date.
type Filing struct {
	ID         string `db:"id"`
	UnitID     string `db:"unit_id"`
	Region     string `db:"region"`
	Period     string `db:"period"`
	Due        string `db:"due"`
	State      string `db:"state"` // of Flow
	Wanted     int64  `db:"wanted"`
	FilledBy   string `db:"filled_by"`
	FilledName string `db:"filled_name"`
	FilledAt   int64  `db:"filled_at"`
	HeadBy     string `db:"head_by"`
	HeadName   string `db:"head_name"`
	HeadAt     int64  `db:"head_at"`
	OfficeBy   string `db:"office_by"`
	OfficeName string `db:"office_name"`
	OfficeAt   int64  `db:"office_at"`
	Said       string `db:"said"` // the last reason given
	CreatedAt  int64  `db:"created_at"`
	UpdatedAt  int64  `db:"updated_at"`
	Version    int64  `db:"version"`
}

// ScopeKeys are those of the unit.
func (f *Filing) ScopeKeys() authz.Keys { return authz.Keys{Region: f.Region, Unit: f.UnitID} }

// Ref names the filing.
func (f *Filing) Ref() record.Ref { return record.Ref{Kind: FilingKind, ID: f.ID} }
