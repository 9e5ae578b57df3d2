package db

import (
	"context"
	"database/sql"
	"database/sql/driver"

	"lianzhang/internal/platform/errs"
)

// Snapshot runs fn on one settled state of the database, however long it takes and whatever is written meanwhile. fn reads one
// query to its end before it begins the next.
func (d *DB) Snapshot(ctx context.Context, fn func(q Queryer) error) error {
	conn, err := d.read.Conn(ctx)
	if err != nil {
		return errs.Wrap(err, errs.Unavailable, "连不上数据库，请稍后再试")
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, d.beginRead()); err != nil {
		return mapError(err)
	}
	defer func() {
		if _, err := conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK"); err != nil {
			_ = conn.Raw(func(any) error { return driver.ErrBadConn }) // never back into the pool
		}
	}()
	return fn(snapshot{conn, d.engine})
}

type snapshot struct {
	conn   *sql.Conn
	engine Engine
}

func (s snapshot) Query(ctx context.Context, query string, args ...any) (*Rows, error) {
	rows, err := s.conn.QueryContext(ctx, query, args...)
	return rows, mapError(err)
}

func (s snapshot) QueryRow(ctx context.Context, query string, args ...any) *Row {
	return s.conn.QueryRowContext(ctx, query, args...)
}

func (s snapshot) Engine() Engine { return s.engine }

// Tables names the tables of the database with their columns, in the order of the schema.
func Tables(ctx context.Context, q Queryer) (map[string][]string, error) {
	rows, err := q.Query(ctx, catalog(q.Engine()))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string][]string{}
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			return nil, err
		}
		out[table] = append(out[table], column)
	}
	return out, mapError(rows.Err())
}
