package db

import "context"

// Strings reads a query of one text column.
func Strings(ctx context.Context, q Queryer, sql string, args ...any) (out []string, err error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, mapError(rows.Err())
}

// Counts reads a query of a text and a whole number: the number by the text.
func Counts(ctx context.Context, q Queryer, sql string, args ...any) (map[string]int64, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]int64{}
	for rows.Next() {
		var s string
		var n int64
		if err := rows.Scan(&s, &n); err != nil {
			return nil, err
		}
		out[s] = n
	}
	return out, mapError(rows.Err())
}
