package journal

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"lianzhang/internal/platform/db"
)

// rows replays the entries table by table and compares what they leave with the rows that are stored.
func (v *verifier) rows() error {
	tables, err := db.Tables(v.ctx, v.q)
	if err != nil {
		return err
	}
	delete(v.seen, "")
	for _, t := range slices.Sorted(maps.Keys(v.seen)) {
		if _, exists := tables[t]; !exists {
			v.report(Finding{Kind: TableUnknown, Table: t, Seq: -1, SeqTo: -1, Text: fmt.Sprintf("日志提到的表 %s 不存在，表被删除或条目被改动", t)})
		}
	}
	for _, t := range slices.Sorted(maps.Keys(tables)) {
		switch {
		case !Journalled(t):
		case !slices.Contains(tables[t], "id"):
			v.report(Finding{Kind: TableUnknown, Table: t, Seq: -1, SeqTo: -1, Text: fmt.Sprintf("表 %s 没有 id 列，无法与日志核对", t)})
		default:
			v.rep.Tables++
			if err := v.table(t, tables[t]); err != nil {
				return fmt.Errorf("table %s: %w", t, err)
			}
		}
	}
	return nil
}

// rowSeq stands for a stored row in the order of the entries: behind all of them.
const rowSeq = math.MaxInt64

// table reads, for each row of the table, its entries in order and then the row itself: one query, so that both come in one
// order, whatever the collation. On SQLite it merges two indexes without sorting, on PostgreSQL it sorts on disk.
func (v *verifier) table(table string, cols []string) error {
	var none, own strings.Builder
	for _, c := range cols {
		none.WriteString(", NULL")
		own.WriteString(`, "` + c + `"`)
	}
	quoted := `"` + table + `"`
	rows, err := v.q.Query(v.ctx, fmt.Sprintf(`SELECT id AS log_row, CAST(%d AS BIGINT) AS log_seq, CAST(0 AS BIGINT) AS log_at, '' AS log_actor, '' AS log_op, '' AS log_data%s FROM %s
		UNION ALL SELECT row_id, seq, at, actor_name, op, data%s FROM journal_entry WHERE tbl = $1 ORDER BY log_row, log_seq`,
		int64(rowSeq), own.String(), quoted, none.String()), table)
	if err != nil {
		return err
	}
	defer rows.Close()
	var id, seq, at any
	r := replay{verifier: v, table: table, cols: cols, stored: make([]any, len(cols))}
	var e Entry
	dest := []any{&id, &seq, &at, &e.ActorName, &e.Op, &e.Data}
	for i := range r.stored {
		dest = append(dest, &r.stored[i])
	}
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		e.RowID = text(id)
		e.At, _ = at.(int64)
		n, ok := seq.(int64)
		if !ok {
			continue // a number that is none: the log has named it
		}
		e.Seq = n
		r.next(&e)
	}
	r.end()
	return rows.Err()
}

func text(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	return fmt.Sprint(v)
}

// replay follows one table's rows, one after another.
type replay struct {
	*verifier
	table  string
	cols   []string
	stored []any
	id     string
	begun  bool
	alive  bool // the entries so far leave the row in existence
	there  bool // the row is stored
	state  []slot
	born   Entry // the entry that inserted the row, without its data
	last   Entry // the newest entry
	cells  []cell
	order  []int // where column i of the table was found in state last time
}

// blank stands for the value of a column that no entry has named: an insert leaves out what is empty.
const blank = ""

// slot is what the entries leave in one column.
type slot struct {
	col, raw  string
	seq, at   int64
	actorName string
}

func (s *slot) entry() Entry {
	return Entry{Seq: s.seq, Header: Header{At: s.at, ActorName: s.actorName}}
}

func (r *replay) next(e *Entry) {
	if !r.begun || e.RowID != r.id {
		r.end()
		r.begun, r.id, r.alive, r.there, r.state = true, e.RowID, false, false, r.state[:0]
		r.born, r.last = Entry{Seq: -1}, Entry{Seq: -1}
	}
	if e.Seq == rowSeq {
		r.there = true
		r.rep.Rows++
		r.compare()
		return
	}
	r.progress(1)
	r.apply(e)
	r.last = *e
}

// end closes the row: one that the entries left in existence must have been there.
func (r *replay) end() {
	if r.begun && r.alive && !r.there {
		r.found(RowRemoved, "", r.last, "", "", "%s 的记录 %s 被绕过日志删除", r.table, r.id)
	}
}

func (r *replay) apply(e *Entry) {
	var err error
	r.cells, err = decode(r.cells[:0], e.Data)
	fits := err == nil && (e.Op == db.Inserted && !r.alive || (e.Op == db.Updated || e.Op == db.Deleted) && r.alive)
	if !fits {
		r.found(EntryUnreadable, "", *e, "", "", "日志第%d条（%s 的记录 %s）的内容不成立：当时不可能有这一步“%s”", e.Seq, r.table, r.id, e.Op)
	}
	switch e.Op {
	case db.Inserted:
		r.alive, r.state = true, r.state[:0]
		r.born = Entry{Seq: e.Seq, Header: Header{At: e.At, ActorName: e.ActorName}}
		for _, c := range r.cells {
			r.state = append(r.state, slot{c.col, c.new, e.Seq, e.At, e.ActorName})
		}
		return
	case db.Deleted:
		r.alive = false
	case db.Updated:
		r.alive = true
	}
	for _, c := range r.cells {
		i := slices.IndexFunc(r.state, func(s slot) bool { return s.col == c.col })
		if i < 0 {
			r.state = append(r.state, slot{col: c.col, raw: blank, seq: r.born.Seq, at: r.born.At, actorName: r.born.ActorName})
			i = len(r.state) - 1
		}
		if s := &r.state[i]; s.raw != c.old && !same(s.raw, value(c.old)) {
			r.found(RowDetour, c.col, s.entry(), s.raw, c.old, "%s 的记录 %s 的 %s 在第%d条之前被绕过日志改动", r.table, r.id, c.col, e.Seq)
		}
		if e.Op == db.Updated {
			r.state[i] = slot{c.col, c.new, e.Seq, e.At, e.ActorName}
		}
	}
}

// compare holds the stored row against what the entries leave.
func (r *replay) compare() {
	if !r.alive {
		if r.last.Seq < 0 {
			r.found(RowInserted, "", r.last, "", "", "%s 的记录 %s 是绕过日志添加的，日志中没有它", r.table, r.id)
		} else {
			r.found(RowInserted, "", r.last, "", "", "%s 的记录 %s 在日志中已经删除，又被绕过日志添加", r.table, r.id)
		}
		return
	}
	if r.order == nil {
		r.order = make([]int, len(r.cols))
	}
	for i, col := range r.cols {
		s := r.find(i, col)
		if s == nil {
			if !empty(r.stored[i]) {
				r.found(RowChanged, col, r.born, "", shorten(r.stored[i]), "%s 的记录 %s 的 %s 被绕过日志填写", r.table, r.id, col)
			}
		} else if !same(s.raw, r.stored[i]) {
			r.found(RowChanged, col, s.entry(), s.raw, shorten(r.stored[i]), "%s 的记录 %s 的 %s 被绕过日志改动", r.table, r.id, col)
		}
	}
}

// find gives what the entries leave in the table's i-th column; it mostly stands where it stood in the row before.
func (r *replay) find(i int, col string) *slot {
	if n := r.order[i]; n < len(r.state) && r.state[n].col == col {
		return &r.state[n]
	}
	n := slices.IndexFunc(r.state, func(s slot) bool { return s.col == col })
	if n < 0 {
		return nil
	}
	r.order[i] = n
	return &r.state[n]
}

// found reports; e gives the entry concerned, and who made the last honest change when.
func (r *replay) found(kind Kind, col string, e Entry, logged, stored, format string, args ...any) {
	f := Finding{Kind: kind, Table: r.table, RowID: r.id, Column: col, Seq: e.Seq, SeqTo: e.Seq, At: e.At, Actor: e.ActorName, Stored: stored,
		Text: fmt.Sprintf(format, args...)}
	if logged != "" || stored != "" {
		f.Logged = shorten(value(logged))
		if kind == RowDetour {
			f.Stored = shorten(value(stored))
		}
		f.Text += fmt.Sprintf("：日志为“%s”，实为“%s”", f.Logged, f.Stored)
	}
	switch {
	case r.bad[e.Seq]:
		f.Text += fmt.Sprintf("；日志第%d条本身已被改动，以哪个为准须另行核实", e.Seq)
	case e.At != 0:
		f.Text += fmt.Sprintf("（最近一次正当改动：%s %s，第%d条）", e.ActorName, when(e.At), e.Seq)
	}
	r.report(f)
}

func empty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case int64:
		return v == 0
	case float64:
		return v == 0
	case bool:
		return !v
	}
	return false
}
