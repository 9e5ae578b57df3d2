// Package atlas is N图N清单: the maps and lists that a province wants of every chain, as views over the records of the site. A
// set is data: lists are a kind of record with a filter and columns in the rule language, maps are a mode of the chain map.
// Sets are shipped in sets/*.json; a site adopts one and from then on changes its own copy in a page, version by version.
//
// The format of a set, which is also that of an export of one (JSON, unknown fields are refused):
//
//	{"key": "jiangxi-4", "name": "江西“四图”", "province": "江西", "source": "文件名（文号，日期）", "note": "…", "sheets": [
//	  {"key": "panorama", "name": "产业链全景图", "kind": "map", "mode": "strength", "note": "…"},
//	  {"key": "firms", "name": "重点企业清单", "kind": "list", "record": "enterprise", "filter": "营业收入 >= 2000万元",
//	   "columns": [{"value": "企业名称"}, {"value": "营业收入 / 从业人员", "label": "人均营收", "unit": "万元"}],
//	   "sort": "-营业收入", "group": "县区", "totals": ["营业收入"], "note": "口径：…", "empty": "登记企业并填写营业收入后，本清单自动填出"}]}
//
// A column's value is the label or name of a column of the record's list.Spec, or an expression over them, which then needs a
// label of its own. Unit is 万元 or 亿元 for money, "%" or a counter word for numbers. Sort, group and totals name columns by
// label; "-" sorts down.
package atlas

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/record"
)

// The record kinds and tables.
const (
	SetKind     = "atlas_set"
	ListKind    = "atlas_list"
	VersionKind = "atlas_version"
)

// The kinds of sheets.
const (
	MapSheet  = "map"
	ListSheet = "list"
)

// Set is a template set as it is shipped.
type Set struct {
	Key      string  `json:"key"`
	Name     string  `json:"name"`
	Province string  `json:"province"`
	Source   string  `json:"source"`
	Note     string  `json:"note,omitempty"`
	Sheets   []Sheet `json:"sheets"`
}

// Sheet is one map or list of a set.
type Sheet struct {
	Key     string   `json:"key"`
	Name    string   `json:"name"`
	Kind    string   `json:"kind"`             // MapSheet or ListSheet
	Mode    string   `json:"mode,omitempty"`   // of a map: strength, gap, risk, invest, route
	Record  string   `json:"record,omitempty"` // of a list: kind of record
	Filter  string   `json:"filter,omitempty"`
	Columns []Column `json:"columns,omitempty"`
	Sort    string   `json:"sort,omitempty"`
	Group   string   `json:"group,omitempty"`
	Totals  []string `json:"totals,omitempty"`
	Note    string   `json:"note,omitempty"`
	Empty   string   `json:"empty,omitempty"` // what would fill the list
}

// Column is one column of a list: a column of the record, or an expression with a label of its own.
type Column struct {
	Value string `json:"value"`
	Label string `json:"label,omitempty"`
	Unit  string `json:"unit,omitempty"`
}

// Adopted is a set that the site works with.
type Adopted struct {
	ID        string `db:"id"`
	Key       string `db:"key"`
	Name      string `db:"name"`
	Province  string `db:"province"`
	Source    string `db:"source"`
	Note      string `db:"note"`
	Region    string `db:"region"`
	CreatedAt int64  `db:"created_at"`
	Version   int64  `db:"version"`
}

// ScopeKeys are the keys by which a set is scoped: the region that adopted it.
func (a *Adopted) ScopeKeys() authz.Keys { return authz.Keys{Region: a.Region} }

// Ref names the set.
func (a *Adopted) Ref() record.Ref { return record.Ref{Kind: SetKind, ID: a.ID} }

// List is a sheet of an adopted set. Cols and Totals are JSON.
type List struct {
	ID        string `db:"id"`
	SetID     string `db:"set_id"`
	Key       string `db:"key"`
	Name      string `db:"name"`
	Kind      string `db:"kind"`
	Mode      string `db:"mode"`
	Record    string `db:"record"`
	Filter    string `db:"filter"`
	Cols      string `db:"cols"`
	SortBy    string `db:"sort_by"`
	GroupBy   string `db:"group_by"`
	Totals    string `db:"totals"`
	Note      string `db:"note"`
	Hint      string `db:"hint"`    // what would fill it
	Own       bool   `db:"own"`     // added by the office
	Dropped   bool   `db:"dropped"` // taken out of the set; its versions remain
	Sort      int64  `db:"sort"`
	Region    string `db:"region"`
	CreatedAt int64  `db:"created_at"`
	UpdatedAt int64  `db:"updated_at"`
	Version   int64  `db:"version"`
}

// ScopeKeys are the keys by which a list is scoped: its set's.
func (l *List) ScopeKeys() authz.Keys { return authz.Keys{Region: l.Region} }

// Ref names the list.
func (l *List) Ref() record.Ref { return record.Ref{Kind: ListKind, ID: l.ID} }

// Version is a list as it was saved; Doc is the Sheet as JSON.
type Version struct {
	ID        string `db:"id"`
	ListID    string `db:"list_id"`
	No        int64  `db:"no"`
	Doc       string `db:"doc"`
	Reason    string `db:"reason"`
	Author    string `db:"author"`
	Region    string `db:"region"`
	CreatedAt int64  `db:"created_at"`
}

// ScopeKeys are the keys by which a version is scoped: its set's.
func (v *Version) ScopeKeys() authz.Keys { return authz.Keys{Region: v.Region} }
