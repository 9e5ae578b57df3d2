// Package importing takes workbooks into the registers: upload, preview with corrections, duplicates, one journalled
// confirmation, undoing, and the workbook of rows that were not accepted.
//
// Nothing is written to a register before Confirm. The file is kept by its hash and read again for each step, so that
// memory grows with the number of rows only by a few words a row.
package importing

import (
	"encoding/json"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/intake"
	"lianzhang/internal/platform/record"
)

// Kind is the record kind of batches.
const Kind = "import_batch"

// MaxFile is the largest upload in bytes; Large is the size from which an analysis belongs into a job.
const (
	MaxFile = 200 << 20
	Large   = 3 << 20
)

// The states of a batch.
const (
	Open    = "open"    // uploaded; may be looked at, corrected, confirmed or dropped
	Applied = "applied" // written to the register
	Undone  = "undone"  // taken back
	Dropped = "dropped" // given up before it was written
)

// Batch is one file on its way into a register.
type Batch struct {
	ID          string `db:"id"`
	List        string `db:"list"` // name of the list.Spec: "project"
	FileName    string `db:"file_name"`
	SHA256      string `db:"sha256"`
	Size        int64  `db:"size"`
	State       string `db:"state"`
	ChoiceJSON  string `db:"choice"`
	Written     int64  `db:"written"` // records added
	Merged      int64  `db:"merged"`  // records changed
	Region      string `db:"region"`
	UnitID      string `db:"unit_id"`
	AccountID   string `db:"account_id"`
	AccountName string `db:"account_name"`
	CreatedAt   int64  `db:"created_at"`
	AppliedAt   int64  `db:"applied_at"`
	UndoneAt    int64  `db:"undone_at"`
	Version     int64  `db:"version"`

	Summary *Summary // of the last analysis; nil before the first
}

// ScopeKeys are the keys by which a batch is scoped: those of whoever uploaded it.
func (b *Batch) ScopeKeys() authz.Keys { return authz.Keys{Region: b.Region, Unit: b.UnitID} }

// Ref names the batch.
func (b *Batch) Ref() record.Ref { return record.Ref{Kind: Kind, ID: b.ID} }

// Choice is what people decided about a batch.
type Choice struct {
	Sheets   []int                         `json:"sheets,omitempty"`   // by number from 0; nil = as found
	Heads    map[int]int                   `json:"heads,omitempty"`    // sheet → first row of its head
	Maps     map[int]map[int]intake.Choice `json:"maps,omitempty"`     // sheet → column → meaning
	Cells    map[int]map[string]string     `json:"cells,omitempty"`    // sheet → "D12" → text
	Defaults map[string]string             `json:"defaults,omitempty"` // list column → code, id or text for rows without a value
	Refs     map[string]string             `json:"refs,omitempty"`     // kind of record → "known", "create", "force", "leave"
	Rows     map[int]Decision              `json:"rows,omitempty"`     // row key → decision
	Dups     map[Dup]Decision              `json:"dups,omitempty"`     // kind of duplicate → decision
}

// Choice gives the stored choice.
func (b *Batch) Choice() Choice {
	var c Choice
	_ = json.Unmarshal([]byte(b.ChoiceJSON), &c) // written by this package alone; an unreadable one counts as none
	return c
}

// Dup is a kind of duplicate. Those with "register" repeat a stored record, the others an earlier row.
type Dup string

// The kinds of duplicates.
const (
	Exact            Dup = "exact"             // every value is equal
	Same             Dup = "same"              // equal name or code, nothing contradicts
	Conflict         Dup = "conflict"          // equal name, another amount
	Likely           Dup = "likely"            // a similar name, and what else is known agrees
	RegisterExact    Dup = "register_exact"    //
	RegisterSame     Dup = "register_same"     //
	RegisterConflict Dup = "register_conflict" //
	RegisterLikely   Dup = "register_likely"   //
)

// Label is the kind's Chinese name.
func (d Dup) Label() string {
	return map[Dup]string{Exact: "表内完全重复", Same: "表内同名", Conflict: "表内同名不同额", Likely: "表内疑似重复", RegisterExact: "已在册，完全一致",
		RegisterSame: "已在册", RegisterConflict: "已在册，金额不同", RegisterLikely: "疑似已在册"}[d]
}

// Decision says what becomes of a duplicate.
type Decision string

// The decisions.
const (
	Merge Decision = "merge" // into the record that it repeats: what the row holds replaces what is stored
	Keep  Decision = "keep"  // as a record of its own
	Skip  Decision = "skip"  // not written
	Ask   Decision = "ask"   // held back until somebody decides; comes back with the rejected rows
)

// Label is the decision's Chinese name.
func (d Decision) Label() string {
	return map[Decision]string{Merge: "更新", Keep: "另存", Skip: "跳过", Ask: "待定"}[d]
}

// usual is what becomes of a duplicate when nobody decides. Copies of a row are one record; two rows that contradict each
// other both stay, since neither may be lost; a stored record is changed only by a row that surely means it.
func (d Dup) usual() Decision {
	switch d {
	case Exact, RegisterSame:
		return Merge
	case RegisterExact:
		return Skip
	case RegisterConflict, RegisterLikely:
		return Ask
	}
	return Keep
}

// RowKey names a row of a book: sheets from 0, rows from 1.
func RowKey(sheet, row int) int { return sheet<<24 | row }

// splitKey is the inverse of RowKey.
func splitKey(key int) (sheet, row int) { return key >> 24, key & (1<<24 - 1) }
