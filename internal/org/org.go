// Package org keeps the site's regions, units, people and posts, says who may act on what, and signs people in.
//
// What others need all day (names, trees, roles, posts) stands in a Directory, an immutable snapshot in memory; secrets
// (passwords, sessions, tokens) stay in the database and never enter the journal. That they changed does.
package org

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
)

// Region is a place in the site's own tree: administrative divisions by GB/T 2260 code, and functional zones (高新区),
// which have no code there and get one of the site's own. Exactly one region, the root, has no parent.
type Region struct {
	ID      string     `db:"id"` // the code, such as "340705"
	Name    string     `db:"name"`
	Parent  string     `db:"parent"` // code of the region above; "" for the root
	Kind    RegionKind `db:"kind"`
	Sort    int64      `db:"sort"` // order among its siblings
	Version int64      `db:"version"`
}

// Unit is a department, office, park or company that people belong to.
type Unit struct {
	ID          string   `db:"id"`
	Name        string   `db:"name"`
	Short       string   `db:"short"`
	Alias       string   `db:"alias"`     // former and other names, parted by 、, by which imports find it
	ParentID    string   `db:"parent_id"` // "" for a unit at the top
	Region      string   `db:"region"`    // code of the region it works for
	Kind        UnitKind `db:"kind"`
	Sort        int64    `db:"sort"`
	Pinyin      string   `db:"pinyin"` // sort key of the name
	Active      bool     `db:"active"`
	SuccessorID string   `db:"successor_id"` // the unit into which it was merged
	CreatedAt   int64    `db:"created_at"`
	Version     int64    `db:"version"`
}

// Account is a person who signs in.
type Account struct {
	ID         string `db:"id"`
	Login      string `db:"login"`
	Name       string `db:"name"`
	Title      string `db:"title"` // office held, such as 副局长
	UnitID     string `db:"unit_id"`
	Region     string `db:"region"` // that of the unit, kept here for lists
	Phone      string `db:"phone"`
	Email      string `db:"email"`
	Active     bool   `db:"active"`
	MustChange bool   `db:"must_change"` // may do nothing but change the password
	TOTPOn     bool   `db:"totp_on"`
	Pinyin     string `db:"pinyin"`
	CreatedAt  int64  `db:"created_at"`
	Version    int64  `db:"version"`
}

// Grant gives a person a role over the records below its root: a region, a unit, or, when both are absent, the region
// of the person's own unit. The three administrators' roles have no root.
type Grant struct {
	ID        string     `db:"id"`
	AccountID string     `db:"account_id"`
	Role      authz.Role `db:"role"`
	Region    string     `db:"region"`
	UnitID    string     `db:"unit_id"`
	CreatedAt int64      `db:"created_at"`
	Version   int64      `db:"version"`
}

// Post is an office held over a chain for a time. Holders are often leaders without an account, so the name stands by itself.
type Post struct {
	ID        string   `db:"id"`
	ChainID   string   `db:"chain_id"` // "" only for a general chief of all chains of the region
	Region    string   `db:"region"`   // of the chain
	Kind      PostKind `db:"kind"`
	Holder    string   `db:"holder"`     // name of the person, or of the lead unit
	AccountID string   `db:"account_id"` // the holder's account, if any
	UnitID    string   `db:"unit_id"`    // the lead unit, or the unit the person comes from
	Title     string   `db:"title"`      // such as 市委常委、常务副市长
	Basis     string   `db:"basis"`      // number of the paper that appointed
	StartOn   string   `db:"start_on"`   // first day
	EndOn     string   `db:"end_on"`     // last day; "" while the post is held
	CreatedAt int64    `db:"created_at"`
	Version   int64    `db:"version"`
}

// HeldOn reports whether the post is held on the date.
func (p *Post) HeldOn(date string) bool {
	return p.StartOn <= date && (p.EndOn == "" || date <= p.EndOn)
}

// RegionKind is the level of a region.
type RegionKind string

// The levels. A zone is a functional area, such as a development zone, beside the counties.
const (
	Province RegionKind = "province"
	City     RegionKind = "city"
	County   RegionKind = "county"
	Zone     RegionKind = "zone"
	Town     RegionKind = "town"
)

// Label is the level's Chinese name, "" for an unknown one.
func (k RegionKind) Label() string { return labelOf(regionKinds, string(k)) }

// UnitKind sorts units by what they are for.
type UnitKind string

// The kinds of units.
const (
	UnitOffice     UnitKind = "office"     // the chain-chief office
	UnitDepartment UnitKind = "department" // a department of the party or the government
	UnitCounty     UnitKind = "county"     // the government of a county or zone
	UnitPark       UnitKind = "park"       // a park's management committee
	UnitCompany    UnitKind = "company"    // a platform company or lead firm
	UnitOther      UnitKind = "other"
)

// Label is the kind's Chinese name, "" for an unknown one.
func (k UnitKind) Label() string { return labelOf(unitKinds, string(k)) }

// PostKind is an office over a chain.
type PostKind string

// The posts of DOMAIN.md.
const (
	PostGeneral  PostKind = "general"   // general chief
	PostChief    PostKind = "chief"     // chief
	PostDeputy   PostKind = "deputy"    // deputy chief
	PostLeadUnit PostKind = "lead_unit" // lead unit: held by a unit, for all its people
	PostTeam     PostKind = "team"      // team member
)

// Label is the post's Chinese name, "" for an unknown one.
func (k PostKind) Label() string { return labelOf(postKinds, string(k)) }

type kind struct {
	code, label string
	synonyms    []string
}

var (
	regionKinds = []kind{{"province", "省级", nil}, {"city", "市级", nil}, {"county", "县区", nil}, {"zone", "功能区", nil}, {"town", "乡镇街道", nil}}
	unitKinds   = []kind{{"office", "链长办", []string{"链办", "产业链办"}}, {"department", "部门", []string{"市直部门", "机关", "委办局"}},
		{"county", "县区", []string{"县区政府", "县市区"}}, {"park", "园区", []string{"开发区", "管委会"}},
		{"company", "企业", []string{"平台公司", "国企", "公司"}}, {"other", "其他", nil}}
	postKinds = []kind{{"general", "总链长", nil}, {"chief", "链长", nil}, {"deputy", "副链长", nil}, {"lead_unit", "牵头单位", nil},
		{"team", "专班成员", nil}}
)

// RegionKinds are the levels from the top down.
func RegionKinds() []RegionKind { return codes[RegionKind](regionKinds) }

// UnitKinds are the kinds of units in the order in which forms offer them.
func UnitKinds() []UnitKind { return codes[UnitKind](unitKinds) }

// PostKinds are the posts from the highest down.
func PostKinds() []PostKind { return codes[PostKind](postKinds) }

func codes[K ~string](kinds []kind) []K {
	out := make([]K, len(kinds))
	for i, k := range kinds {
		out[i] = K(k.code)
	}
	return out
}

func labelOf(kinds []kind, code string) string {
	for _, k := range kinds {
		if k.code == code {
			return k.label
		}
	}
	return ""
}

var (
	regions  = db.NewTable[Region]("region")
	units    = db.NewTable[Unit]("unit")
	accounts = db.NewTable[Account]("account")
	grants   = db.NewTable[Grant]("grant_role")
	posts    = db.NewTable[Post]("post")
)
