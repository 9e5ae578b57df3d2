package journal

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/transparency-dev/merkle/rfc6962"

	"lianzhang/internal/platform/db"
)

// LeafHash is the RFC 6962 leaf hash of the entry: every field, each behind its length, so that no two entries share bytes.
func (e *Entry) LeafHash() []byte {
	var b bytes.Buffer
	var n [8]byte
	num := func(v int64) {
		binary.BigEndian.PutUint64(n[:], uint64(v))
		b.Write(n[:])
	}
	num(e.Seq)
	num(e.At)
	for _, s := range []string{e.ActorID, e.ActorName, e.UnitID, e.Via, e.Request, e.Action, e.Ref.Kind, e.Ref.ID, e.Reason,
		e.Table, e.RowID, string(e.Op), e.Data} {
		num(int64(len(s)))
		b.WriteString(s)
	}
	return rfc6962.DefaultHasher.HashLeaf(b.Bytes())
}

// encode writes the change as {"column":[old,new],…} in the order of the columns; numbers keep their Go spelling.
func encode(c *db.RowChange) string {
	b := make([]byte, 0, 48*len(c.Cols)+2)
	b = append(b, '{')
	for i, col := range c.Cols {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendQuote(b, col)
		b = append(b, ':', '[')
		b = appendValue(b, c.Old, i)
		b = append(b, ',')
		b = appendValue(b, c.New, i)
		b = append(b, ']')
	}
	return string(append(b, '}'))
}

func appendValue(b []byte, vals []any, i int) []byte {
	if vals == nil {
		return append(b, "null"...)
	}
	switch v := vals[i].(type) {
	case int64:
		return strconv.AppendInt(b, v, 10)
	case bool:
		return strconv.AppendBool(b, v)
	default: // strings and floats: the library knows the escapes and the shortest spelling
		enc, _ := json.Marshal(v)
		return append(b, enc...)
	}
}

const entryCols = "seq, at, actor_id, actor_name, unit_id, via, request, action, kind, ref_id, reason, tbl, row_id, op, data"

// perInsert is how many entries go into one INSERT of a bulk load; more placeholders cost more than they save.
const perInsert = 16

var (
	insertOne  = insertText(1)
	insertBulk = insertText(perInsert)
)

func insertText(rows int) string {
	const cols = 15
	var b strings.Builder
	b.WriteString("INSERT INTO journal_entry (" + entryCols + ") VALUES ")
	for r := range rows {
		for c := range cols {
			b.WriteString(map[bool]string{true: "(", false: ", "}[c == 0])
			b.WriteString("$" + strconv.Itoa(r*cols+c+1))
		}
		b.WriteString(")")
		if r < rows-1 {
			b.WriteString(", ")
		}
	}
	return b.String()
}

// insertMany gathers entries into INSERTs of perInsert rows; the rest go one by one, so that only two texts are prepared.
type insertMany struct{ args []any }

func (m *insertMany) add(ctx context.Context, tx *db.Tx, e *Entry) error {
	m.args = append(m.args, e.Seq, e.At, e.ActorID, e.ActorName, e.UnitID, e.Via, e.Request, e.Action, e.Ref.Kind, e.Ref.ID,
		e.Reason, e.Table, e.RowID, string(e.Op), e.Data)
	if len(m.args) < 15*perInsert {
		return nil
	}
	_, err := tx.Exec(ctx, insertBulk, m.args...)
	m.args = m.args[:0]
	return err
}

func (m *insertMany) flush(ctx context.Context, tx *db.Tx) error {
	for i := 0; i < len(m.args); i += 15 {
		if _, err := tx.Exec(ctx, insertOne, m.args[i:i+15]...); err != nil {
			return err
		}
	}
	return nil
}

// Scan reads entries under the condition, oldest first; the table's alias is e. fn's error ends the scan.
func Scan(ctx context.Context, q db.Queryer, w *db.Where, tail string, fn func(*Entry) error) error {
	rows, err := q.Query(ctx, "SELECT "+entryCols+" FROM journal_entry e"+w.SQL()+" "+tail, w.Args()...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var e Entry
		if err := rows.Scan(&e.Seq, &e.At, &e.ActorID, &e.ActorName, &e.UnitID, &e.Via, &e.Request, &e.Action, &e.Ref.Kind, &e.Ref.ID,
			&e.Reason, &e.Table, &e.RowID, &e.Op, &e.Data); err != nil {
			return err
		}
		if err := fn(&e); err != nil {
			return err
		}
	}
	return rows.Err()
}
