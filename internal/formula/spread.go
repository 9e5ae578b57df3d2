package formula

import (
	"context"
	"strings"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/rule"
)

// unknownValue stands for a value that is not known in what spread reads: no rule gives a number like it.
const unknownValue = -1e300

// spread reads values one by one.
func (q *question) spread(ctx context.Context, d db.Queryer, listed [][]int, at func(string) []tally) error {
	if len(listed) == 0 {
		return nil
	}
	w, err := q.base()
	if err != nil {
		return err
	}
	key, err := q.key()
	if err != nil {
		return err
	}
	s := &scanner{engine: string(d.Engine()), where: w}
	sql := "SELECT " + key
	for _, same := range listed {
		value, err := s.known(q.bounds[same[0]])
		if err != nil {
			return err
		}
		sql += ", COALESCE(" + value + ", CAST(-1e300 AS DOUBLE PRECISION))"
	}
	rows, err := d.Query(ctx, sql+" FROM "+q.source.Spec.Name+" t"+w.SQL(), w.Args()...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var k string
	vals := make([]float64, len(listed))
	dest := []any{&k}
	for i := range vals {
		dest = append(dest, &vals[i])
	}
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		t := at(k)
		for n, same := range listed {
			if vals[n] == unknownValue {
				continue
			}
			for _, i := range same {
				t[i].den++
				if q.bounds[i].Shape == Mean {
					t[i].num += vals[n]
				} else {
					t[i].values = append(t[i].values, vals[n])
				}
			}
		}
	}
	return rows.Err()
}

// known is the value of a mean or percentile for a row, NULL where it is not known or the row is not counted.
func (s *scanner) known(b *Bound) (string, error) {
	var when []string
	for _, r := range []*rule.Rule{b.Rows, b.Den} {
		if r == nil {
			continue
		}
		cond, err := s.sql(r)
		if err != nil {
			return "", err
		}
		when = append(when, cond)
	}
	value, err := s.sql(b.Num)
	value = "CAST(" + value + " AS DOUBLE PRECISION)"
	if when != nil {
		value = "CASE WHEN " + strings.Join(when, " AND ") + " THEN " + value + " END"
	}
	return value, err
}
