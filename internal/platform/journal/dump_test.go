package journal_test

import (
	"context"
	"slices"
	"strings"

	"lianzhang/internal/platform/db"
)

// content is what the tables of a site hold, to be put back after each tampering.
type content map[string]*held

type held struct {
	cols []string
	rows [][]any
}

func dump(s site) content {
	s.Helper()
	out := content{}
	for _, table := range []string{"journal_entry", "journal_tile", "journal_head", "journal_checkpoint", "saved_view", "project_report", "setting"} {
		h := &held{}
		rows, err := s.raw.Query(context.Background(), "SELECT * FROM "+table)
		if err != nil {
			s.Fatal(err)
		}
		h.cols, _ = rows.Columns()
		h.cols = slices.Clone(h.cols)
		for rows.Next() {
			vals, dest := make([]any, len(h.cols)), make([]any, len(h.cols))
			for i := range vals {
				dest[i] = &vals[i]
			}
			if err := rows.Scan(dest...); err != nil {
				s.Fatal(err)
			}
			h.rows = append(h.rows, vals)
		}
		rows.Close()
		out[table] = h
	}
	return out
}

func (c content) restore(s site) {
	s.Helper()
	ctx := context.Background()
	tables, err := db.Tables(ctx, s.raw)
	if err != nil {
		s.Fatal(err)
	}
	s.write(func(tx *db.Tx) error {
		if tables["saved_view"] == nil {
			if _, err := tx.Exec(ctx, "ALTER TABLE kept RENAME TO saved_view"); err != nil {
				return err
			}
		}
		if slices.Contains(tables["saved_view"], "extra") {
			if _, err := tx.Exec(ctx, "ALTER TABLE saved_view DROP COLUMN extra"); err != nil {
				return err
			}
		}
		for table, h := range c {
			if _, err := tx.Exec(ctx, "DELETE FROM "+table); err != nil {
				return err
			}
			for rows := range slices.Chunk(h.rows, 40) {
				var w db.Where
				lines := make([]string, len(rows))
				for i, row := range rows {
					lines[i] = "(" + strings.TrimSuffix(strings.Repeat("?, ", len(row)), ", ") + ")"
					lines[i] = w.Expr(lines[i], row...)
				}
				insert := "INSERT INTO " + table + " (" + strings.Join(h.cols, ", ") + ") VALUES " + strings.Join(lines, ", ")
				if _, err := tx.Exec(ctx, insert, w.Args()...); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
