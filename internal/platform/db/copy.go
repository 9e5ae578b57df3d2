package db

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"lianzhang/internal/platform/errs"
)

// Tables lists the tables that hold a site's data, by name: without the migrations' own table and the search indexes, which
// Copy's caller makes anew.
func (d *DB) Tables(ctx context.Context) ([]string, error) {
	query := "SELECT name FROM sqlite_master WHERE type = 'table'"
	if d.engine == Postgres {
		query = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'"
	}
	rows, err := d.Query(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		if strings.HasPrefix(name, "sqlite_") || name == "goose_db_version" || strings.Contains(name, "_search") {
			continue
		}
		out = append(out, name)
	}
	sort.Strings(out)
	return out, mapError(rows.Err())
}

// copyBatch is how many rows one write of Copy carries.
const copyBatch = 2000

// Copy copies every row of a site into another, empty database of either engine. The journal goes along as it is, so the copy
// verifies like the original. Nobody may write to the source meanwhile. progress is told each table's rows so far; it may be nil.
func Copy(ctx context.Context, from, to *DB, progress func(table string, rows int)) error {
	tables, err := from.Tables(ctx)
	if err != nil {
		return err
	}
	var n int64
	if err := to.QueryRow(ctx, "SELECT size FROM journal_head WHERE id = 1").Scan(&n); err != nil {
		return err
	}
	if n > 0 {
		return errs.New(errs.Conflict, "目标数据库里已有数据（%d条日志），没有复制；请换一个空库", n)
	}
	hook := to.hook
	to.hook = noHook{} // the journal is copied, not written
	defer func() { to.hook = hook; hook.Done(false) }()
	if err := to.Write(ctx, func(tx *Tx) error {
		for _, t := range tables {
			if _, err := tx.Exec(ctx, "DELETE FROM "+t); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	for _, t := range tables {
		if err := copyTable(ctx, from, to, t, progress); err != nil {
			return fmt.Errorf("copy %s: %w", t, err)
		}
	}
	return nil
}

func copyTable(ctx context.Context, from, to *DB, table string, progress func(string, int)) error {
	rows, err := from.Query(ctx, "SELECT * FROM "+table)
	if err != nil {
		return err
	}
	defer rows.Close()
	cols, err := rows.Columns()
	if err != nil {
		return err
	}
	kinds, err := rows.ColumnTypes()
	if err != nil {
		return err
	}
	marks := make([]string, len(cols))
	for i := range marks {
		marks[i] = fmt.Sprintf("$%d", i+1)
	}
	insert := "INSERT INTO " + table + " (" + strings.Join(cols, ", ") + ") VALUES (" + strings.Join(marks, ", ") + ")"
	var batch [][]any
	total := 0
	flush := func() error {
		err := to.Write(ctx, func(tx *Tx) error {
			for _, vals := range batch {
				if _, err := tx.Exec(ctx, insert, vals...); err != nil {
					return err
				}
			}
			return nil
		})
		total += len(batch)
		batch = batch[:0]
		if progress != nil && err == nil {
			progress(table, total)
		}
		return err
	}
	for rows.Next() {
		vals := make([]any, len(cols))
		dest := make([]any, len(cols))
		for i := range vals {
			dest[i] = &vals[i]
		}
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		for i, k := range kinds {
			// SQLite keeps booleans as 0 and 1; PostgreSQL takes only true and false.
			if n, ok := vals[i].(int64); ok && strings.HasPrefix(k.DatabaseTypeName(), "BOOL") {
				vals[i] = n != 0
			}
		}
		batch = append(batch, vals)
		if len(batch) == copyBatch {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if err := rows.Err(); err != nil {
		return mapError(err)
	}
	return flush()
}

// VacuumInto writes a consistent copy of a SQLite database to a new file; on PostgreSQL it refuses.
func (d *DB) VacuumInto(ctx context.Context, file string) error {
	if d.engine != SQLite {
		return errs.New(errs.Invalid, "只有嵌入式数据库能这样备份")
	}
	_, err := d.write.ExecContext(ctx, "VACUUM INTO $1", file)
	return errs.Wrap(mapError(err), errs.Unavailable, "备份没有写成，请检查磁盘空间和目标目录")
}
