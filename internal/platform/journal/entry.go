package journal

import (
	"context"
	"encoding/binary"
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

var (
	insertEntries = db.NewInserter("journal_entry", strings.Split(entryCols, ", ")...)
	insertTiles   = db.NewInserter("journal_tile", "level", "idx", "hashes")
)

// values appends the entry's values in the order of entryCols.
func (e *Entry) values(vals []any) []any {
	return append(vals, e.Seq, e.At, e.ActorID, e.ActorName, e.UnitID, e.Via, e.Request, e.Action, e.Ref.Kind, e.Ref.ID,
		e.Reason, e.Table, e.RowID, string(e.Op), e.Data)
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
