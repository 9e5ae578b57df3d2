package db

import (
	"strconv"
	"strings"
)

// Scope narrows a query to what its asker may see. Condition gives SQL for the rows of the aliased table, binding its
// values through w; "" means no limit.
type Scope interface {
	Condition(w *Where, alias string) string
}

// Where collects conditions joined by AND and the values they bind, as $1, $2, …
type Where struct {
	conds []string
	args  []any
}

// Arg binds a value and gives its placeholder.
func (w *Where) Arg(v any) string {
	w.args = append(w.args, v)
	return "$" + strconv.Itoa(len(w.args))
}

// Expr replaces each ? in sql by a placeholder for the next value.
func (w *Where) Expr(sql string, args ...any) string {
	var b strings.Builder
	for _, a := range args {
		before, rest, _ := strings.Cut(sql, "?")
		b.WriteString(before)
		b.WriteString(w.Arg(a))
		sql = rest
	}
	b.WriteString(sql)
	return b.String()
}

// And adds a condition; each ? stands for the next value.
func (w *Where) And(sql string, args ...any) *Where {
	if sql != "" {
		w.conds = append(w.conds, w.Expr(sql, args...))
	}
	return w
}

// In adds "expr IN (…)"; with no values nothing matches.
func (w *Where) In(expr string, values ...string) *Where {
	return w.And(w.InExpr(expr, values...))
}

// InExpr gives "expr IN (…)" without adding it.
func (w *Where) InExpr(expr string, values ...string) string {
	if len(values) == 0 {
		return "1 = 0"
	}
	marks := make([]string, len(values))
	for i, v := range values {
		marks[i] = w.Arg(v)
	}
	return expr + " IN (" + strings.Join(marks, ", ") + ")"
}

// Contains adds a case-insensitive substring condition; % _ \ in text stand for themselves.
func (w *Where) Contains(expr, text string) *Where {
	return w.And(`lower(`+expr+`) LIKE ? ESCAPE '\'`, "%"+escapeLike(strings.ToLower(text))+"%")
}

// HasPrefix adds a prefix condition.
func (w *Where) HasPrefix(expr, prefix string) *Where {
	return w.And(expr+` LIKE ? ESCAPE '\'`, escapeLike(prefix)+"%")
}

func escapeLike(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}

// Scope adds the asker's limits for the aliased table; a nil scope is a defect and matches nothing.
func (w *Where) Scope(s Scope, alias string) *Where {
	if s == nil {
		return w.And("1 = 0")
	}
	if c := s.Condition(w, alias); c != "" {
		w.conds = append(w.conds, c)
	}
	return w
}

// SQL gives " WHERE …", or "" without conditions.
func (w *Where) SQL() string {
	if len(w.conds) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.conds, " AND ")
}

// Args gives the bound values.
func (w *Where) Args() []any { return w.args }

// Everything is the scope without limits, for the program's own work.
var Everything Scope = everything{}

type everything struct{}

func (everything) Condition(*Where, string) string { return "" }
