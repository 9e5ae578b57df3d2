package journal

import (
	"context"
	"encoding/binary"
	"strconv"
	"strings"

	"lianzhang/internal/platform/db"
)

// LeafHash is the RFC 6962 leaf hash of the entry: every field, each behind its length, so that no two entries share bytes.
func (e *Entry) LeafHash() []byte {
	b := make([]byte, 0, 320+len(e.Data))
	b = binary.BigEndian.AppendUint64(b, uint64(e.Seq))
	b = binary.BigEndian.AppendUint64(b, uint64(e.At))
	for _, s := range [...]string{e.ActorID, e.ActorName, e.UnitID, e.Via, e.Request, e.Action, e.Ref.Kind, e.Ref.ID, e.Reason,
		e.Table, e.RowID, string(e.Op), e.Data} {
		b = binary.BigEndian.AppendUint64(b, uint64(len(s)))
		b = append(b, s...)
	}
	return hasher.HashLeaf(b)
}

const entryCols = "seq, at, actor_id, actor_name, unit_id, via, request, action, kind, ref_id, reason, tbl, row_id, op, data"

// entryWidth is the number of columns of an entry; perInsert how many entries go into one INSERT: on SQLite more
// placeholders cost more than they save, on PostgreSQL each statement is a trip over the network.
const (
	entryWidth = 15
	perInsert  = 16
)

var (
	insertOne  = insertText(1)
	insertBulk = insertText(perInsert)
)

func insertText(rows int) string {
	var b strings.Builder
	b.WriteString("INSERT INTO journal_entry (" + entryCols + ") VALUES ")
	for i := range rows * entryWidth {
		switch {
		case i == 0:
			b.WriteString("($")
		case i%entryWidth == 0:
			b.WriteString("), ($")
		default:
			b.WriteString(", $")
		}
		b.WriteString(strconv.Itoa(i + 1))
	}
	b.WriteString(")")
	return b.String()
}

// inserts gathers entries into INSERTs of perInsert rows; the rest go one by one, so that only two texts are prepared.
type inserts struct {
	ctx  context.Context
	tx   *db.Tx
	args []any
}

func (m *inserts) add(e *Entry) error {
	m.args = append(m.args, e.Seq, e.At, e.ActorID, e.ActorName, e.UnitID, e.Via, e.Request, e.Action, e.Ref.Kind, e.Ref.ID,
		e.Reason, e.Table, e.RowID, string(e.Op), e.Data)
	if len(m.args) < entryWidth*perInsert {
		return nil
	}
	_, err := m.tx.Exec(m.ctx, insertBulk, m.args...)
	m.args = m.args[:0]
	return err
}

func (m *inserts) flush() error {
	for i := 0; i < len(m.args); i += entryWidth {
		if _, err := m.tx.Exec(m.ctx, insertOne, m.args[i:i+entryWidth]...); err != nil {
			return err
		}
	}
	return nil
}

// Scan reads entries under the condition; the table's alias is e, tail is ORDER BY and LIMIT. The entry is valid until the
// next one; fn's error ends the scan.
func Scan(ctx context.Context, q db.Queryer, w *db.Where, tail string, fn func(*Entry) error) error {
	return scan(ctx, q, w, tail, func(e *Entry, bad error) error {
		if bad != nil {
			return bad
		}
		return fn(e)
	})
}

// scan also hands over entries that hold values of the wrong type, which SQLite lets in; such are filled up to that value.
func scan(ctx context.Context, q db.Queryer, w *db.Where, tail string, fn func(e *Entry, bad error) error) error {
	rows, err := q.Query(ctx, "SELECT "+entryCols+" FROM journal_entry e"+w.SQL()+" "+tail, w.Args()...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var e Entry
	dest := []any{&e.Seq, &e.At, &e.ActorID, &e.ActorName, &e.UnitID, &e.Via, &e.Request, &e.Action, &e.Ref.Kind, &e.Ref.ID,
		&e.Reason, &e.Table, &e.RowID, &e.Op, &e.Data}
	for rows.Next() {
		e = Entry{Seq: -1}
		if err := fn(&e, rows.Scan(dest...)); err != nil {
			return err
		}
	}
	return rows.Err()
}
