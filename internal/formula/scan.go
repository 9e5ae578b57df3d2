package formula

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/rule"
)

// tally is what one scan gathers of one definition for one key.
type tally struct {
	num, den float64
	values   []float64 // of a percentile
}

func (t *tally) add(o tally) {
	t.num += o.num
	t.den += o.den
	t.values = append(t.values, o.values...)
}

// scanner asks several definitions over one list at once: each rule is one conditional sum, and equal sums are asked once.
type scanner struct {
	engine string
	where  *db.Where
	exprs  []string
	index  map[string]int
}

// place gives the number of an aggregate, 0 being the key.
func (s *scanner) place(expr string) int {
	if i, ok := s.index[expr]; ok {
		return i
	}
	s.exprs = append(s.exprs, expr)
	s.index[expr] = len(s.exprs)
	return len(s.exprs)
}

func (s *scanner) sql(r *rule.Rule) (string, error) {
	return r.SQL(s.engine, rule.Env{}, s.arg)
}

// arg binds a value once, so that equal rules give equal texts.
func (s *scanner) arg(v any) string {
	if i := slices.Index(s.where.Args(), v); i >= 0 {
		return "$" + strconv.Itoa(i+1)
	}
	return s.where.Arg(v)
}

// places are the aggregates of one definition.
type places struct{ num, den int }

// side adds the aggregate of a numerator or denominator under a condition: a count or an exact sum.
func (s *scanner) side(r *rule.Rule, when string) (int, error) {
	expr, err := s.sql(r)
	if err != nil {
		return 0, err
	}
	switch {
	case r.Type() == rule.Bool && when != "":
		expr = "count(CASE WHEN " + when + " AND " + expr + " THEN 1 END)"
	case r.Type() == rule.Bool:
		expr = "count(CASE WHEN " + expr + " THEN 1 END)"
	case when != "":
		expr = "sum(CASE WHEN " + when + " THEN " + expr + " END)"
	default:
		expr = "sum(" + expr + ")"
	}
	return s.place("CAST(COALESCE(" + expr + ", 0) AS DOUBLE PRECISION)"), nil
}

// add takes in a definition; when is the condition that its rows share, "" = none.
func (s *scanner) add(b *Bound, when string) (p places, err error) {
	if b.Shape != Mean {
		if p.num, err = s.side(b.Num, when); err == nil && b.Den != nil {
			p.den, err = s.side(b.Den, when)
		}
		return p, err
	}
	if b.Den != nil {
		den, err := s.sql(b.Den)
		if err != nil {
			return p, err
		}
		if when = strings.TrimPrefix(when+" AND "+den, " AND "); when == "" {
			when = den
		}
	}
	if p.num, err = s.side(b.Num, when); err != nil {
		return p, err
	}
	expr, err := s.sql(b.Num)
	if err != nil {
		return p, err
	}
	if when != "" {
		expr = "CASE WHEN " + when + " THEN " + expr + " END"
	}
	p.den = s.place("CAST(count(" + expr + ") AS DOUBLE PRECISION)")
	return p, nil
}

func (q *question) key() (string, error) {
	if q.by == "" {
		return "''", nil
	}
	if expr := q.source.grouping(q.by); expr != "" {
		return expr, nil
	}
	return "", noColumn(q.source.Spec, q.by)
}

// sums asks everything that adds up.
func (q *question) sums(ctx context.Context, d db.Queryer, listed [][]int, at func(string) []tally) error {
	w, err := q.base()
	if err != nil {
		return err
	}
	key, err := q.key()
	if err != nil {
		return err
	}
	s := &scanner{engine: string(d.Engine()), where: w, index: map[string]int{}}
	shared, err := q.shared(s)
	if err != nil {
		return err
	}
	all := make([]places, len(q.bounds))
	for i, b := range q.bounds {
		if slices.ContainsFunc(listed, func(same []int) bool { return slices.Contains(same, i) }) {
			continue
		}
		when := ""
		if !shared && b.Rows != nil {
			if when, err = s.sql(b.Rows); err != nil {
				return err
			}
		}
		if all[i], err = s.add(b, when); err != nil {
			return err
		}
	}
	if len(s.exprs) == 0 {
		return nil
	}
	sql := "SELECT " + key + ", " + strings.Join(s.exprs, ", ") + " FROM " + q.source.Spec.Name + " t" + w.SQL()
	if q.by != "" {
		sql += " GROUP BY " + key
	}
	rows, err := d.Query(ctx, sql, w.Args()...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var k string
	vals := make([]float64, len(s.exprs)+1)
	dest := []any{&k}
	for i := range s.exprs {
		dest = append(dest, &vals[i+1])
	}
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		t := at(k)
		for i := range q.bounds {
			t[i].add(tally{num: vals[all[i].num], den: vals[all[i].den]})
		}
	}
	return rows.Err()
}

// shared puts the rows' rule under WHERE when all definitions have the same one, so that an index may serve.
func (q *question) shared(s *scanner) (bool, error) {
	text := func(b *Bound) string {
		if b.Rows == nil {
			return ""
		}
		return b.Rows.String()
	}
	for _, b := range q.bounds {
		if text(b) != text(q.bounds[0]) {
			return false, nil
		}
	}
	if q.bounds[0].Rows == nil {
		return true, nil
	}
	cond, err := s.sql(q.bounds[0].Rows)
	s.where.And(cond)
	return true, err
}

// value makes the figure of what was gathered.
func (b *Bound) value(t tally) Value {
	v := Value{Num: t.num, Den: t.den, Formula: b.Label(), Shape: b.Shape, Unit: b.Unit, Decimals: int(b.Decimals), Amount: b.Num.Type() == rule.Money}
	switch {
	case b.Shape == Count || b.Shape == Sum:
		v.Rate, v.OK = t.num, true
	case b.Shape.percent() > 0:
		if n := len(t.values); n > 0 {
			slices.Sort(t.values)
			v.Rate, v.OK = t.values[int(math.Ceil(b.Shape.percent()/100*float64(n)))-1], true
			v.Num = v.Rate
		}
	case t.den != 0:
		v.Rate, v.OK = t.num/t.den, true
	}
	return v
}

func noColumn(spec *list.Spec, by string) error {
	return invalid("%s清单没有%s这一列，不能按它分", spec.Label, map[string]string{ByRegion: "地区", ByUnit: "责任单位", ByChain: "产业链"}[by])
}
