// Package visit keeps who looks after which firm (企业特派员、挂点干部包联) and what they saw and heard there (走访). A problem told
// on a visit becomes a ticket by the same save.
package visit

import (
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/record"
)

// The record kinds and tables.
const (
	Kind       = "visit"
	ChargeKind = "visit_charge"
)

// The roles in which somebody looks after a firm.
const (
	Commissioner = "commissioner" // 企业特派员
	Leader       = "leader"       // 挂点干部
)

// Term is how many days after a visit a firm counts as not visited.
const Term = 90

// Charge says that a person looks after a firm. Dates are "2026-11-22"; UntilOn "" = still.
type Charge struct {
	ID           string `db:"id"`
	EnterpriseID string `db:"enterprise_id"`
	AccountID    string `db:"account_id"`
	Role         string `db:"role"`
	Region       string `db:"region"`  // the firm's
	UnitID       string `db:"unit_id"` // the person's
	ChainID      string `db:"chain_id"`
	Since        string `db:"since"`
	UntilOn      string `db:"until_on"`
	Note         string `db:"note"` // paper by which it was arranged
	SetBy        string `db:"set_by"`
	SetName      string `db:"set_name"`
	CreatedAt    int64  `db:"created_at"`
	Version      int64  `db:"version"`
}

// ScopeKeys are the firm's region and chain and the person's unit.
func (c *Charge) ScopeKeys() authz.Keys {
	return authz.Keys{Region: c.Region, Unit: c.UnitID, Chain: c.ChainID}
}

// Ref names the charge.
func (c *Charge) Ref() record.Ref { return record.Ref{Kind: ChargeKind, ID: c.ID} }

// Visit is one visit to a firm. Satisfaction is 1 to 5, 0 when the firm was not asked.
type Visit struct {
	ID           string `db:"id"`
	ClientKey    string `db:"client_key"` // names the visit before the server has seen it
	EnterpriseID string `db:"enterprise_id"`
	Region       string `db:"region"`
	UnitID       string `db:"unit_id"` // the visitor's
	ChainID      string `db:"chain_id"`
	ByID         string `db:"by_id"`
	ByName       string `db:"by_name"`
	Role         string `db:"role"` // in which the visitor looks after the firm, "" = not at all
	OnDate       string `db:"on_date"`
	Met          string `db:"met"`  // with whom
	Said         string `db:"said"` // what was seen and said
	Told         string `db:"told"` // figures, as the firm told them
	Problem      string `db:"problem"`
	TicketID     string `db:"ticket_id"` // what became of the problem
	TicketCode   string `db:"ticket_code"`
	NextOn       string `db:"next_on"`
	Satisfaction int64  `db:"satisfaction"`
	CreatedAt    int64  `db:"created_at"`
	UpdatedAt    int64  `db:"updated_at"`
	Version      int64  `db:"version"`
}

// ScopeKeys are the firm's region and chain and the visitor's unit.
func (v *Visit) ScopeKeys() authz.Keys {
	return authz.Keys{Region: v.Region, Unit: v.UnitID, Chain: v.ChainID}
}

// Ref names the visit.
func (v *Visit) Ref() record.Ref { return record.Ref{Kind: Kind, ID: v.ID} }

var (
	visits  = db.NewTable[Visit](Kind)
	charges = db.NewTable[Charge](ChargeKind)
)

// Sees is the scope in which a person reads visits: his own, and what his unit did wherever the firm is.
func Sees(actor authz.Actor) authz.Scope {
	out := actor.Scope
	if actor.UnitID != "" && !slices.Contains(out.Units, actor.UnitID) {
		out.Units = append(slices.Clone(out.Units), actor.UnitID)
	}
	return out
}

func scopeOf(s authz.Scope) db.Scope { return s.On(authz.Keys(Spec.Scope)) }
