// Package target is the target enterprise base (目标企业库): the enterprises that are wanted for the gaps of a chain, ranked
// with their reasons, with dated evidence, contacts, exclusions, and the team that calls on them.
package target

import (
	"encoding/json"

	"lianzhang/internal/insight/ranking"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/record"
)

// The record kinds and tables.
const (
	Kind          = "target"
	EvidenceKind  = "target_evidence"
	ContactKind   = "target_contact"
	ExclusionKind = "target_exclusion"
)

// The sources of a target.
const (
	Ranked = "rank"  // proposed by the ranking
	Manual = "entry" // entered by somebody
)

// Target is an enterprise wanted for a gap. Score, Rank, Terms and Why are the ranking's, as of RankedOn.
type Target struct {
	ID           string  `db:"id"`
	GapID        string  `db:"gap_id"`
	NodeID       string  `db:"node_id"`
	ChainID      string  `db:"chain_id"`
	Region       string  `db:"region"`  // of the gap
	UnitID       string  `db:"unit_id"` // the team that calls
	OwnerID      string  `db:"owner_id"`
	EnterpriseID string  `db:"enterprise_id"`
	Firm         string  `db:"firm"`  // its name
	Place        string  `db:"place"` // GB/T 2260 of its seat
	Terms        string  `db:"terms"` // []ranking.Term as JSON
	Why          string  `db:"why"`   // one sentence
	Score        float64 `db:"score"`
	Rank         int64   `db:"rank"` // from 1; 0 = not ranked
	RankedOn     string  `db:"ranked_on"`
	Decile       int64   `db:"decile"` // tenth of the list in which it stood when it was taken over, 1 = best; 0 = not ranked
	State        string  `db:"state"`
	Reason       string  `db:"reason"`   // of an exclusion
	UntilOn      string  `db:"until_on"` // last day of an exclusion, "" = for good
	NextStep     string  `db:"next_step"`
	NextOn       string  `db:"next_on"`
	TouchedOn    string  `db:"touched_on"` // last contact
	Contacts     int64   `db:"contacts"`
	Reached      string  `db:"reached"` // the furthest state it ever reached, which outcomes are counted by
	LeadID       string  `db:"lead_id"`
	Source       string  `db:"source"`
	CreatedAt    int64   `db:"created_at"`
	UpdatedAt    int64   `db:"updated_at"`
	Version      int64   `db:"version"`
}

// ScopeKeys are the keys by which a target is scoped: the gap's, and the team's unit.
func (t *Target) ScopeKeys() authz.Keys {
	return authz.Keys{Region: t.Region, Unit: t.UnitID, Chain: t.ChainID}
}

// Ref names the target.
func (t *Target) Ref() record.Ref { return record.Ref{Kind: Kind, ID: t.ID} }

// TermList gives the terms of the score; nil when it was never ranked.
func (t *Target) TermList() []ranking.Term {
	var out []ranking.Term
	if json.Unmarshal([]byte(t.Terms), &out) != nil {
		return nil
	}
	return out
}

// Evidence is a dated sign that an enterprise is on the move or tied to the place; it tells for all targets of the enterprise.
type Evidence struct {
	ID           string  `db:"id"`
	TargetID     string  `db:"target_id"` // the target at which it was entered
	EnterpriseID string  `db:"enterprise_id"`
	Region       string  `db:"region"`
	UnitID       string  `db:"unit_id"`
	ChainID      string  `db:"chain_id"`
	Kind         string  `db:"kind"` // ranking.Growth …
	Body         string  `db:"body"`
	Source       string  `db:"source"` // paper, page, person
	OnDate       string  `db:"on_date"`
	Weight       float64 `db:"weight"` // 0 to 1
	FileID       string  `db:"file_id"`
	ByName       string  `db:"by_name"`
	CreatedAt    int64   `db:"created_at"`
	Version      int64   `db:"version"`
}

// ScopeKeys are the keys of the target at which it was entered.
func (e *Evidence) ScopeKeys() authz.Keys {
	return authz.Keys{Region: e.Region, Unit: e.UnitID, Chain: e.ChainID}
}

// Contact is one entry of the log of contacts.
type Contact struct {
	ID        string `db:"id"`
	TargetID  string `db:"target_id"`
	Region    string `db:"region"`
	UnitID    string `db:"unit_id"`
	ChainID   string `db:"chain_id"`
	OnDate    string `db:"on_date"`
	ByID      string `db:"by_id"`
	ByName    string `db:"by_name"`
	How       string `db:"how"`
	Whom      string `db:"whom"`
	Result    string `db:"result"`
	NextStep  string `db:"next_step"`
	NextOn    string `db:"next_on"`
	CreatedAt int64  `db:"created_at"`
	Version   int64  `db:"version"`
}

// ScopeKeys are the keys of the target.
func (c *Contact) ScopeKeys() authz.Keys {
	return authz.Keys{Region: c.Region, Unit: c.UnitID, Chain: c.ChainID}
}

// Hows are the ways of a contact that forms offer.
func Hows() []string {
	return []string{"电话", "拜访", "来访考察", "会议", "微信", "展会", "委托招商"}
}

// Exclusion keeps an enterprise out of every ranking of the office, whatever the gap.
type Exclusion struct {
	ID           string `db:"id"`
	EnterpriseID string `db:"enterprise_id"`
	Firm         string `db:"firm"`
	Region       string `db:"region"`
	UnitID       string `db:"unit_id"`
	Reason       string `db:"reason"`
	UntilOn      string `db:"until_on"` // last day, "" = for good
	ByName       string `db:"by_name"`
	CreatedAt    int64  `db:"created_at"`
	Version      int64  `db:"version"`
}

// ScopeKeys are the keys of the office that excludes.
func (x *Exclusion) ScopeKeys() authz.Keys { return authz.Keys{Region: x.Region, Unit: x.UnitID} }

// gapTouch is the day on which a gap was last worked on. It has no scope of its own: a team may hold a target of a gap that
// belongs to another unit, and its calls count for the gap all the same.
type gapTouch struct {
	ID        string `db:"id"`
	LastTouch string `db:"last_touch"`
	Version   int64  `db:"version"`
}

// gapRow is what the base knows of a gap; its area stands below and has no need to know of targets.
type gapRow struct {
	ID      string  `db:"id"`
	Name    string  `db:"name"`
	ChainID string  `db:"chain_id"`
	NodeID  string  `db:"node_id"`
	Region  string  `db:"region"`
	UnitID  string  `db:"unit_id"`
	OwnerID string  `db:"owner_id"`
	Kind    string  `db:"kind"`
	State   string  `db:"state"`
	Score   float64 `db:"score"`
}
