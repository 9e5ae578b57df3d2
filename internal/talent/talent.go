// Package talent keeps what stands beside investment in the double recruitment of a chain (双招双引): the people that firms and
// nodes need, the people and teams that were brought in, and the platforms that hold them. All three hang on nodes of the map.
package talent

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/record"
)

// The record kinds and tables.
const (
	NeedKind     = "talent_need"
	IntroKind    = "talent_intro"
	PlatformKind = "talent_platform"
)

// Need is a wanted person or group of persons. Node and Employer are names as written; NodeID and EnterpriseID are set when
// the map and the register know them. Salaries are whole yuan a year.
type Need struct {
	ID           string `db:"id"`
	Name         string `db:"name"` // the post
	Kind         string `db:"kind"`
	Level        string `db:"level"`
	Field        string `db:"field"` // subject and requirements
	ChainID      string `db:"chain_id"`
	NodeID       string `db:"node_id"`
	Node         string `db:"node"`
	EnterpriseID string `db:"enterprise_id"`
	Employer     string `db:"employer"`
	Region       string `db:"region"`
	UnitID       string `db:"unit_id"`
	People       int64  `db:"people"`
	SalaryMin    int64  `db:"salary_min"`
	SalaryMax    int64  `db:"salary_max"`
	Due          string `db:"due"`
	State        string `db:"state"` // Open, Paused, Closed; Filled is computed
	Contact      string `db:"contact"`
	Phone        string `db:"phone"`
	Note         string `db:"note"`
	BatchID      string `db:"batch_id"`
	CreatedAt    int64  `db:"created_at"`
	UpdatedAt    int64  `db:"updated_at"`
	Version      int64  `db:"version"`
}

// The states of a need. Filled is never stored: an open need is filled when enough people have arrived.
const (
	Open   = "open"
	Paused = "paused"
	Closed = "closed"
	Filled = "filled"
)

// ScopeKeys are the keys by which a need is scoped.
func (n *Need) ScopeKeys() authz.Keys {
	return authz.Keys{Region: n.Region, Unit: n.UnitID, Chain: n.ChainID}
}

// Ref names the need.
func (n *Need) Ref() record.Ref { return record.Ref{Kind: NeedKind, ID: n.ID} }

func (n *Need) place() place {
	return place{&n.ID, &n.ChainID, &n.NodeID, &n.Node, &n.EnterpriseID, &n.Employer, &n.Region, &n.UnitID, &n.CreatedAt, &n.UpdatedAt}
}

// Intro is a person or team on the way in (引进).
type Intro struct {
	ID           string `db:"id"`
	Name         string `db:"name"`
	Kind         string `db:"kind"`
	Level        string `db:"level"`
	Origin       string `db:"origin"` // where they come from
	ChainID      string `db:"chain_id"`
	NodeID       string `db:"node_id"`
	Node         string `db:"node"`
	EnterpriseID string `db:"enterprise_id"`
	Employer     string `db:"employer"`
	NeedID       string `db:"need_id"` // the need that they fill, "" = none yet
	Region       string `db:"region"`
	UnitID       string `db:"unit_id"`
	People       int64  `db:"people"`
	OnDate       string `db:"on_date"` // first contact, or arrival where a list gives only that
	State        string `db:"state"`   // of Flow
	Since        string `db:"since"`   // day on which the state was reached
	Policy       string `db:"policy"`  // the talent policy that was used
	Project      string `db:"project"` // the project that came along, by name
	Note         string `db:"note"`
	BatchID      string `db:"batch_id"`
	CreatedAt    int64  `db:"created_at"`
	UpdatedAt    int64  `db:"updated_at"`
	Version      int64  `db:"version"`
}

// ScopeKeys are the keys by which an introduction is scoped.
func (i *Intro) ScopeKeys() authz.Keys {
	return authz.Keys{Region: i.Region, Unit: i.UnitID, Chain: i.ChainID}
}

// Ref names the introduction.
func (i *Intro) Ref() record.Ref { return record.Ref{Kind: IntroKind, ID: i.ID} }

func (i *Intro) place() place {
	return place{&i.ID, &i.ChainID, &i.NodeID, &i.Node, &i.EnterpriseID, &i.Employer, &i.Region, &i.UnitID, &i.CreatedAt, &i.UpdatedAt}
}

// Platform is a place of research, testing or incubation; Employer is the unit that runs it.
type Platform struct {
	ID           string `db:"id"`
	Name         string `db:"name"`
	Kind         string `db:"kind"`
	Level        string `db:"level"`
	ChainID      string `db:"chain_id"`
	NodeID       string `db:"node_id"`
	Node         string `db:"node"`
	EnterpriseID string `db:"enterprise_id"`
	Employer     string `db:"employer"`
	Region       string `db:"region"`
	UnitID       string `db:"unit_id"`
	OnDate       string `db:"on_date"` // when it was recognised
	Issuer       string `db:"issuer"`  // by whom
	Field        string `db:"field"`
	Note         string `db:"note"`
	BatchID      string `db:"batch_id"`
	CreatedAt    int64  `db:"created_at"`
	UpdatedAt    int64  `db:"updated_at"`
	Version      int64  `db:"version"`
}

// ScopeKeys are the keys by which a platform is scoped.
func (p *Platform) ScopeKeys() authz.Keys {
	return authz.Keys{Region: p.Region, Unit: p.UnitID, Chain: p.ChainID}
}

// Ref names the platform.
func (p *Platform) Ref() record.Ref { return record.Ref{Kind: PlatformKind, ID: p.ID} }

func (p *Platform) place() place {
	return place{&p.ID, &p.ChainID, &p.NodeID, &p.Node, &p.EnterpriseID, &p.Employer, &p.Region, &p.UnitID, &p.CreatedAt, &p.UpdatedAt}
}

// place points to what the three kinds of record have in common.
type place struct {
	id, chain, nodeID, node, firmID, firm, region, unit *string
	created, updated                                    *int64
}
