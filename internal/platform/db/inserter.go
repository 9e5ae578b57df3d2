package db

import (
	"context"
	"strconv"
	"strings"
	"sync"
)

// insertSizes are how many rows the INSERTs of an Inserter take on PostgreSQL, where each statement is a trip over the
// network; few sizes, so that few statements are prepared. On SQLite an INSERT of many rows keeps a journal of its own
// inside the transaction, which costs more than the statements that it saves.
var insertSizes = [...]int{32, 16, 8, 4, 2, 1}

// Inserter adds rows to one table, many by one statement.
type Inserter struct {
	width int
	texts [len(insertSizes)]func() string
}

// NewInserter describes INSERTs into the columns of a table.
func NewInserter(table string, cols ...string) *Inserter { return NewUpserter(table, "", cols...) }

// NewUpserter describes INSERTs that end in an ON CONFLICT clause. No two rows of one Exec may stand for the same row.
func NewUpserter(table, conflict string, cols ...string) *Inserter {
	in := &Inserter{width: len(cols)}
	for i, rows := range insertSizes {
		in.texts[i] = sync.OnceValue(func() string { return insertText(table, cols, rows) + conflict })
	}
	return in
}

// Exec adds the rows, whose values stand one after another. Like Tx.Exec it leaves no trace in the journal and is for
// derived tables only.
func (in *Inserter) Exec(ctx context.Context, tx *Tx, vals []any) error {
	for i, rows := range insertSizes {
		if rows > 1 && tx.engine == SQLite {
			continue
		}
		for n := rows * in.width; len(vals) >= n && n > 0; vals = vals[n:] {
			if _, err := tx.Exec(ctx, in.texts[i](), vals[:n]...); err != nil {
				return err
			}
		}
	}
	return nil
}

func insertText(table string, cols []string, rows int) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + table + " (" + strings.Join(cols, ", ") + ") VALUES ")
	for i := range rows * len(cols) {
		switch {
		case i == 0:
			b.WriteString("($")
		case i%len(cols) == 0:
			b.WriteString("), ($")
		default:
			b.WriteString(", $")
		}
		b.WriteString(strconv.Itoa(i + 1))
	}
	b.WriteString(")")
	return b.String()
}
