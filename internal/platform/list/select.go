package list

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/rule"
	"lianzhang/internal/platform/search"
)

// Asker is who asks, and as of which day; both shape the answer.
type Asker struct {
	Scope authz.Scope
	Today string
}

// Where turns the query's conditions and the asker's scope into SQL conditions over alias t.
func (s *Spec) Where(q *Query, who Asker, engine db.Engine) (*db.Where, error) {
	w := new(db.Where)
	scope := who.Scope.On(authz.Keys(s.Scope))
	if engine == db.SQLite && q.Search != "" && s.Search != "" && q.Most > 0 {
		scope = unindexed{scope}
	}
	w.Scope(scope, "t")
	if q.IDs != nil {
		w.In("t.id", q.IDs...)
	}
	for i := range q.Filters {
		q.Filters[i].apply(w)
	}
	if q.Search != "" {
		if s.Search != "" && q.Most > 0 {
			search.MatchSome(w, engine, s.Search, q.Search, q.Most)
		} else if s.Search != "" {
			search.Match(w, engine, s.Search, q.Search)
		} else {
			s.contains(w, q.Search)
		}
	}
	if q.Where != "" {
		base := s
		if s.Base != nil {
			base = s.Base
		}
		r, err := rule.Compile(q.Where, base.Vars(), rule.Bool)
		if err != nil {
			return nil, err
		}
		cond, err := r.SQL(string(engine), rule.Env{Today: who.Today}, w.Arg)
		if err != nil {
			return nil, err
		}
		w.And("(" + cond + ")")
	}
	return w, nil
}

// unindexed keeps SQLite from walking the whole of a scope by its index when the few records that hold some words are known sooner.
type unindexed struct{ db.Scope }

// Condition gives the scope as a term that no index serves.
func (u unindexed) Condition(w *db.Where, alias string) string {
	cond := u.Scope.Condition(w, alias)
	if cond == "" {
		return ""
	}
	return "+(" + cond + ")"
}

// contains is the search of a list without an index: any of its text columns that holds the words.
func (s *Spec) contains(w *db.Where, text string) {
	alt := new(db.Where)
	var conds []string
	for i := range s.Columns {
		if c := &s.Columns[i]; c.Kind == Text && (s.Find == nil || slices.Contains(s.Find, c.Name)) {
			conds = append(conds, "lower("+c.Expr()+`) LIKE ? ESCAPE '\'`)
			alt.Contains(c.Expr(), text)
		}
	}
	if conds != nil {
		w.And("("+strings.Join(conds, " OR ")+")", alt.Args()...)
	}
}

func (f *Filter) apply(w *db.Where) {
	cond := f.condition(w)
	if f.Not {
		cond = "NOT (" + cond + ")"
	}
	w.And(cond)
}

func (f *Filter) condition(w *db.Where) string {
	e := f.Column.Expr()
	if f.Empty {
		switch f.Column.Kind {
		case Money, Int, Number, Percent, Time:
			return e + " = 0"
		case Bool:
			return "NOT " + e
		}
		return e + " = ''"
	}
	switch f.Column.Kind {
	case Bool:
		return e + " = " + w.Arg(f.Values[0] == "true")
	case Text:
		var alt []string
		for _, v := range f.Values {
			sub := new(db.Where).Contains(e, v)
			alt = append(alt, w.Expr("lower("+e+`) LIKE ? ESCAPE '\'`, sub.Args()...))
		}
		return "(" + strings.Join(alt, " OR ") + ")"
	case Enum, Ref:
		return w.InExpr(e, f.Values...)
	}
	return f.bounds(w, e)
}

func (f *Filter) bounds(w *db.Where, e string) string {
	value := func(text string) any {
		switch f.Column.Kind {
		case Money, Int, Time:
			n, _ := strconv.ParseInt(text, 10, 64) // checked by Parse
			return n
		case Number, Percent:
			n, _ := strconv.ParseFloat(text, 64)
			return n
		}
		return text
	}
	var conds []string
	if f.Min != "" {
		conds = append(conds, e+" >= "+w.Arg(value(f.Min)))
	} else if f.Column.Kind == Date || f.Column.Kind == Period {
		conds = append(conds, e+" <> ''")
	}
	if f.Max != "" {
		hi := f.Max
		if f.Column.Kind == Date {
			hi += "~" // so that "..2026-06" takes in the whole month: '~' sorts behind every digit and '-'
		}
		conds = append(conds, e+" <= "+w.Arg(value(hi)))
	}
	if conds == nil {
		return "1 = 1"
	}
	return "(" + strings.Join(conds, " AND ") + ")"
}

// order ends in the key, or the id, which makes it total, so that pages neither repeat nor lose a row. The key runs the way
// of the column before it, as the entries of an index do.
func (s *Spec) order(q *Query) string {
	var b strings.Builder
	b.WriteString(" ORDER BY ")
	desc := ""
	for i, o := range q.Sort {
		desc = ""
		if o.Desc {
			desc = " DESC"
		}
		e := o.Column.sortExpr()
		if i == 0 && q.Search != "" {
			e = "COALESCE(" + e + ", " + e + ")" // sorting what was found beats walking an index until enough of it is met
		}
		b.WriteString(e + desc + ", ")
	}
	if s.Key != "" {
		b.WriteString("t." + s.Key + desc)
	} else {
		b.WriteString("t.id")
	}
	return b.String()
}

// Totals are the number of rows under a filter and the sums of the list's summed columns.
type Totals struct {
	Rows int64
	Sums map[string]float64
	Yuan map[string]int64 // the Money columns among the sums, exact
}

// Total counts the rows under the query and adds up the list's summed columns.
func (s *Spec) Total(ctx context.Context, q db.Queryer, ask *Query, who Asker) (*Totals, error) {
	w, err := s.Where(ask, who, q.Engine())
	if err != nil {
		return nil, err
	}
	t := &Totals{Sums: map[string]float64{}, Yuan: map[string]int64{}}
	sql := "SELECT count(*)"
	dest := []any{&t.Rows}
	var ints []int64
	var floats []float64
	ints, floats = make([]int64, len(s.Sums)), make([]float64, len(s.Sums))
	for i, name := range s.Sums {
		c := s.Column(name)
		if c.Kind == Number {
			sql += ", COALESCE(sum(" + c.Expr() + "), 0)"
			dest = append(dest, &floats[i])
		} else {
			sql += ", CAST(COALESCE(sum(" + c.Expr() + "), 0) AS BIGINT)"
			dest = append(dest, &ints[i])
		}
	}
	if err := q.QueryRow(ctx, sql+" FROM "+s.Name+" t"+w.SQL(), w.Args()...).Scan(dest...); err != nil {
		return nil, err
	}
	for i, name := range s.Sums {
		if s.Column(name).Kind == Money {
			t.Yuan[name] = ints[i]
		}
		t.Sums[name] = floats[i] + float64(ints[i])
	}
	return t, nil
}

// Count counts the rows under the query.
func (s *Spec) Count(ctx context.Context, q db.Queryer, ask *Query, who Asker) (n int64, err error) {
	w, err := s.Where(ask, who, q.Engine())
	if err != nil {
		return 0, err
	}
	err = q.QueryRow(ctx, "SELECT count(*) FROM "+s.Name+" t"+w.SQL(), w.Args()...).Scan(&n)
	return n, err
}

// Rows reads one page of the list with the given columns; "id" is always read as well.
func (s *Spec) Rows(ctx context.Context, q db.Queryer, ask *Query, who Asker, cols []*Column) (*Page, error) {
	p := &Page{Spec: s, Cols: cols}
	err := s.Page(ctx, q, ask, who, cols, func(r Row) error {
		p.Rows = append(p.Rows, Row{ID: r.ID, page: p, vals: append([]any(nil), r.vals...)})
		return nil
	})
	return p, err
}

// Page reads one page of the list row by row; the Row is valid only inside fn.
func (s *Spec) Page(ctx context.Context, q db.Queryer, ask *Query, who Asker, cols []*Column, fn func(Row) error) error {
	return s.scan(ctx, q, ask, who, cols, " LIMIT "+strconv.Itoa(ask.Size)+" OFFSET "+strconv.Itoa((ask.Page-1)*ask.Size), fn)
}

// Each reads all rows under the query, one after another; the Row is valid only inside fn.
func (s *Spec) Each(ctx context.Context, q db.Queryer, ask *Query, who Asker, cols []*Column, fn func(Row) error) error {
	return s.scan(ctx, q, ask, who, cols, "", fn)
}

func (s *Spec) scan(ctx context.Context, q db.Queryer, ask *Query, who Asker, cols []*Column, limit string, fn func(Row) error) error {
	w, err := s.Where(ask, who, q.Engine())
	if err != nil {
		return err
	}
	var sql strings.Builder
	sql.WriteString("SELECT t.id")
	for _, c := range cols {
		sql.WriteString(", " + c.Expr())
	}
	from, order := " FROM "+s.Name+" t", s.order(ask)
	sql.WriteString(from)
	if limit != "" && s.Key != "" {
		// Rows are wide: what is passed over on the way to the page is sorted by number, and only the page itself is read.
		sql.WriteString(" WHERE t." + s.Key + " IN (SELECT t." + s.Key + from + w.SQL() + order + limit + ")" + order)
	} else {
		sql.WriteString(w.SQL() + order + limit)
	}
	rows, err := q.Query(ctx, sql.String(), w.Args()...)
	if err != nil {
		return err
	}
	defer rows.Close()
	scan := newScanner(&Page{Spec: s, Cols: cols})
	for rows.Next() {
		row, err := scan.row(rows)
		if err != nil {
			return err
		}
		if err := fn(row); err != nil {
			return err
		}
	}
	return rows.Err()
}
