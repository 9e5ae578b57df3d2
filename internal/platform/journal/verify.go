package journal

import (
	"context"
	"fmt"
	"slices"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
)

// Options of a verification; the zero value checks the log and all journalled tables.
type Options struct {
	Progress    func(done, total int64) // told now and then; entries count twice, once for the log and once for the rows
	Checkpoints []Checkpoint            // kept outside the database, such as on paper
	Checks      []Check                 // further checks, such as of attached files
	Limit       int                     // how many findings are kept; 0 = 10,000
}

// Check looks at one more thing that the log protects.
type Check func(ctx context.Context, q db.Queryer, report func(Finding)) error

// Kind classifies a finding for programs.
type Kind string

// The kinds of findings.
const (
	RowChanged      Kind = "row_changed"      // a stored column differs from the log
	RowRemoved      Kind = "row_removed"      // the log has the row, the table has not
	RowInserted     Kind = "row_inserted"     // the table has the row, the log has not
	RowDetour       Kind = "row_detour"       // a logged change began from a value that the log did not leave
	EntryChanged    Kind = "entry_changed"    // an entry does not fit its hash
	EntryMissing    Kind = "entry_missing"    // numbers are missing from the sequence
	EntryAdded      Kind = "entry_added"      // an entry lies outside the log
	EntryUnreadable Kind = "entry_unreadable" // an entry's content makes no sense
	TileChanged     Kind = "tile_changed"     // a stored hash was altered, removed or added
	HeadChanged     Kind = "head_changed"     // size, root or frontier of the log were altered
	PointChanged    Kind = "point_changed"    // a checkpoint does not fit the log
	TableUnknown    Kind = "table_unknown"    // a table is missing or cannot be journalled
	FileChanged     Kind = "file_changed"     // an attached file differs from its hash
	FileMissing     Kind = "file_missing"     // an attached file is gone
	FrozenChanged   Kind = "frozen_changed"   // what a frozen period kept does not fit its root
)

// Finding is one trace of tampering. Fields that do not apply are zero, Seq and SeqTo -1.
type Finding struct {
	Kind   Kind   `json:"kind"`
	Table  string `json:"table,omitempty"`
	RowID  string `json:"row_id,omitempty"`
	Column string `json:"column,omitempty"`
	Seq    int64  `json:"seq"`    // the entry concerned, or the first of several
	SeqTo  int64  `json:"seq_to"` // the last of several
	At     int64  `json:"at,omitempty"`
	Actor  string `json:"actor,omitempty"` // with At: who made the last honest change, and when
	Logged string `json:"logged,omitempty"`
	Stored string `json:"stored,omitempty"`
	Text   string `json:"text"` // one Chinese sentence
}

// Report is the outcome of a verification.
type Report struct {
	Entries  int64     `json:"entries"`
	Tables   int       `json:"tables"`
	Rows     int64     `json:"rows"`
	Points   int       `json:"checkpoints"`
	Root     string    `json:"root"` // base64, as recomputed
	Findings []Finding `json:"findings"`
	More     int64     `json:"more"` // findings beyond the limit
}

// OK reports whether nothing was found.
func (r *Report) OK() bool { return len(r.Findings) == 0 }

// Verify recomputes the whole log from its entries, compares it with the stored hashes, the head and all checkpoints, then
// replays the entries and compares what they leave with the rows that are stored. It works on one settled state while the
// site goes on, in bounded memory, and never stops at the first finding. An error means that it could not be done.
//
// A column that no entry of a row has ever named, because a migration added it later, must be empty, 0 or false.
func Verify(ctx context.Context, d *db.DB, o Options) (*Report, error) {
	v := &verifier{ctx: ctx, o: o, limit: o.Limit, rep: &Report{Findings: []Finding{}}, bad: map[int64]bool{}, seen: map[string]bool{}}
	if v.limit == 0 {
		v.limit = 10_000
	}
	err := d.Snapshot(ctx, func(q db.Queryer) error {
		v.q = q
		if err := v.log(); err != nil {
			return err
		}
		if err := v.rows(); err != nil {
			return err
		}
		for _, check := range o.Checks {
			if err := check(ctx, q, v.report); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("verify journal: %w", err)
	}
	v.progress(v.total - v.done)
	return v.rep, nil
}

type verifier struct {
	ctx         context.Context
	q           db.Queryer
	o           Options
	limit       int
	rep         *Report
	bad         map[int64]bool  // entries that were found altered
	seen        map[string]bool // tables that entries name
	done, total int64
}

func (v *verifier) report(f Finding) {
	if len(v.rep.Findings) >= v.limit {
		v.rep.More++
		return
	}
	v.rep.Findings = append(v.rep.Findings, f)
}

func (v *verifier) progress(n int64) {
	before := v.done
	v.done += n
	if v.o.Progress != nil && (v.done>>12 != before>>12 || v.done == v.total) {
		v.o.Progress(v.done, v.total)
	}
}

// Journalled reports whether Verify compares the table's rows with the log. The exceptions are the log itself, secrets,
// queues, and what can be made anew from journalled tables.
func Journalled(table string) bool {
	return !slices.Contains(unjournalled, table) && !slices.ContainsFunc(unjournalledPrefixes, func(p string) bool {
		return len(table) >= len(p) && table[:len(p)] == p
	})
}

var unjournalled = []string{"credential", "session", "api_token", "job", "outbox", "project_sum", "project_unit_sum", "light_history", "org_stamp",
	"import_summary", "node_score", "node_month", "gap_month", "lead_text", "message", "message_event", "message_mute", "delivery",
	"notify_secret", "notify_code", "ticket_sum", "ticket_stamp", "burden_fill", "burden_key", "forecast_run", "forecast_item", "cadence_line", "cadence_blob", "studio_pin",
	"cadence_secret", "checkup_part", "checkup_tally", "checkup_rise", "checkup_mark", "checkup_run", "goose_db_version"}

// An index of names is several tables on SQLite; the engine keeps some of its own.
var unjournalledPrefixes = []string{"journal_", "sqlite_", "project_search", "enterprise_search", "ticket_search"}

// shorten cuts a value for a sentence.
func shorten(v any) string {
	text := fmt.Sprint(v)
	if v == nil {
		text = "空"
	}
	if r := []rune(text); len(r) > 60 {
		text = string(r[:60]) + "…"
	}
	return text
}

func when(at int64) string { return clock.FromMicro(at).Format("2006-01-02 15:04:05") }
