// Package intake recognises what an office's workbook holds: which rows are the head, sections, subtotals, totals, notes
// and data, which column is which field of a list.Spec, and what each cell means. It knows no database and writes nothing.
//
// Scan looks at the beginning of a sheet and gives its Layout; a Reader then turns one row after another into a Row with
// typed values, the corrections made on the way, and the faults that a person must mend. Memory does not grow with the sheet.
package intake

import (
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/sheet"
)

// Kind says what a row of a sheet is.
type Kind string

// The kinds of rows.
const (
	Data     Kind = "data"
	Title    Kind = "title"    // 标题, 附件2
	UnitLine Kind = "unit"     // 单位：亿元, 填报时间：…
	Head     Kind = "head"     // the column heads, also when repeated on a later page
	Section  Kind = "section"  // 一、在建项目（48个）
	Subtotal Kind = "subtotal" // 小计
	Total    Kind = "total"    // 合计, 总计
	Note     Kind = "note"     // 注：…, 填报人：…, an example row
	Blank    Kind = "blank"    // styled, but empty
	Number   Kind = "number"   // only a sequence number, or the numbers of the columns
)

// Label is the kind's Chinese name.
func (k Kind) Label() string {
	return map[Kind]string{Data: "数据", Title: "标题", UnitLine: "单位行", Head: "表头", Section: "分组行", Subtotal: "小计", Total: "合计",
		Note: "附注", Blank: "空行", Number: "序号行"}[k]
}

// Options are what is known before a sheet is read.
type Options struct {
	Spec  *list.Spec
	Names Resolver // of Ref columns; nil knows no name
	// Refs says what an unknown name of a kind of record is worth; kinds that are absent are Known.
	Refs map[string]Policy
	// Map is the mapping by hand, by sheet column from 0; it goes before what is remembered or recognised.
	Map map[int]Choice
	// Memory gives the mapping that was used for a head of this shape before; nil = none.
	Memory func(shape string) map[int]Choice
	Meta   *sheet.Meta       // what our own export says of the sheet; nil for other files
	Cells  map[string]string // cells corrected by hand, by reference ("D12")
	Head   int               // first row of the head when a person says so; 0 = find it
	Today  string            // "2026-11-22": years that are left out are near it
	Name   string            // of the sheet: it may give the group of all rows
}

// Choice is the meaning given to a sheet column.
type Choice struct {
	Column string `json:"column"` // name of the list's column; "" = leave out; "+note" = add to that text column
	Unit   string `json:"unit,omitempty"`
}

// Policy says what an unknown name in a Ref column is.
type Policy uint8

// The policies.
const (
	Known  Policy = iota // a fault
	Create               // a record to be added on confirmation, unless a known name is near; the value is NewRef + name
	Force                // a record to be added, however near a known name is
	Leave                // left empty, with a note
	Loose                // passed on as it stands: whoever writes resolves it
)

// NewRef begins the value of a Ref column whose record is yet to be added.
const NewRef = "new:"

// Resolver finds records by name.
type Resolver interface {
	// Find gives id and name of the record of the kind that is meant by the words; ok is false when none or several fit.
	Find(kind, words string) (id, name string, ok bool)
	// Near gives at most n names of the kind that resemble the words, the nearest first, each with its likeness 0 to 1.
	Near(kind, words string, n int) []Likeness
}

// Likeness is a name and how much it resembles the words asked for.
type Likeness struct {
	Name  string
	Score float64
}

// Row is one row of a sheet. The Reader reuses it: what must outlive the next row is copied.
type Row struct {
	Number  int
	Kind    Kind
	Text    string // what a row that holds no data says
	Section string // the section heads above a data row, outermost first, joined by " / "
	Values  []any  // of a data row, by Layout.Fields; nil = absent
	Fixes   []Fix
	Faults  []Fault
	raw     sheet.Row
}

// Cells are the cells as they stand in the file, corrections by hand applied.
func (r *Row) Cells() []sheet.Cell { return r.raw.Cells }

// Fix is a correction that was made without asking.
type Fix struct {
	Cell   string `json:"cell"`   // "D12"
	Column string `json:"column"` // name of the list's column
	Before string `json:"before"`
	After  string `json:"after"`
	Why    string `json:"why"`
	Doubt  bool   `json:"doubt,omitempty"` // other readings are possible: look at it
}

// Fault is what keeps a row from being accepted.
type Fault struct {
	Cell    string `json:"cell"`
	Column  string `json:"column"`
	Message string `json:"message"`
	Suggest string `json:"suggest,omitempty"` // a text that would be accepted in the cell
}

// Warning is something about a row that a person should know, but that keeps nothing from being accepted.
type Warning struct {
	Row  int    `json:"row"`
	Text string `json:"text"`
}

// Question is what could not be decided; while a Blocking one is open, the rows that it touches have faults.
type Question struct {
	Column   int      `json:"column"` // sheet column from 0; -1 = the sheet
	Text     string   `json:"text"`
	Options  []string `json:"options,omitempty"`
	Suggest  string   `json:"suggest,omitempty"`
	Blocking bool     `json:"blocking,omitempty"`
}
