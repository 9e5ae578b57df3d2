package server

import (
	"context"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/search"
	"lianzhang/internal/ticket"
)

// indexed is a table with a search index beside it, and the columns that are searched.
type indexed struct {
	table, search string
	columns       string
	n             int
}

var searchable = []indexed{
	{"project", "project_search", "name, investor, code", 3},
	{"enterprise", "enterprise_search", "name, subtrade", 2},
	{ticket.Kind, ticket.Spec.Search, ticket.Indexed, 4},
}

// fillIndexes indexes the tables that have rows and an empty index: an index that came with a new version is made at its first start.
func fillIndexes(ctx context.Context, d *db.DB) error {
	for _, s := range searchable {
		var rows, docs int
		if err := d.QueryRow(ctx, "SELECT count(*) FROM (SELECT 1 FROM "+s.table+" LIMIT 1) AS r").Scan(&rows); err != nil {
			return err
		}
		if err := d.QueryRow(ctx, "SELECT count(*) FROM (SELECT rowid FROM "+s.search+" LIMIT 1) AS r").Scan(&docs); err != nil {
			return err
		}
		if rows > 0 && docs == 0 {
			if err := s.reindex(ctx, d); err != nil {
				return err
			}
		}
	}
	return nil
}

// reindexBatch is how many records one write indexes.
const reindexBatch = 2000

func (s indexed) reindex(ctx context.Context, d *db.DB) error {
	if err := d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM "+s.search)
		return err
	}); err != nil {
		return err
	}
	for after := int64(0); ; {
		next := after
		err := d.Write(ctx, func(tx *db.Tx) error {
			var err error
			next, err = s.batch(ctx, tx, after)
			return err
		})
		if err != nil || next == after {
			return err
		}
		after = next
	}
}

func (s indexed) batch(ctx context.Context, tx *db.Tx, after int64) (last int64, err error) {
	rows, err := tx.Query(ctx, "SELECT no, "+s.columns+" FROM "+s.table+" WHERE no > $1 ORDER BY no LIMIT $2", after, int64(reindexBatch))
	if err != nil {
		return after, err
	}
	type doc struct {
		no    int64
		texts []string
	}
	var docs []doc
	for rows.Next() {
		d := doc{texts: make([]string, s.n)}
		dest := []any{&d.no}
		for i := range d.texts {
			dest = append(dest, &d.texts[i])
		}
		if err := rows.Scan(dest...); err != nil {
			rows.Close()
			return after, err
		}
		docs = append(docs, d)
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		return after, err
	}
	last = after
	for _, d := range docs {
		if err := search.Put(ctx, tx, s.search, d.no, true, d.texts...); err != nil {
			return after, err
		}
		last = d.no
	}
	return last, nil
}
