// Package list describes a list once: its columns with label, kind, unit, filter, sort and import synonyms. The same
// description feeds SQL, HTML tables, filter bars, workbooks in and out, API parameters and the variables of rules.
package list

import (
	"lianzhang/internal/platform/rule"
)

// Kind is what a column holds; it decides how the value is stored, shown, filtered and read from a workbook.
type Kind uint8

// The kinds, with the Go type of their value.
const (
	Text    Kind = iota // string
	Enum                // string code, shown by its label
	Ref                 // string id of another record, shown by its name
	Money               // int64 whole yuan
	Int                 // int64
	Number              // float64
	Percent             // float64, 0.25 = 25 %
	Date                // string "2026-11-22", "" = absent
	Period              // string "2026-11"
	Time                // int64 UTC microseconds, 0 = absent
	Bool                // bool
)

// Option is a value of an Enum column.
type Option struct {
	Code     string
	Label    string
	Synonyms []string // further spellings that an import understands
}

// Column is one column of a list. It is data: no callbacks.
type Column struct {
	Name     string   // in URLs, API, SQL and code: "total_invest"
	Label    string   // in pages and workbooks: "总投资"
	Kind     Kind     //
	Unit     string   // for Money "万元" or "亿元": how it is shown; for numbers what they count
	SQL      string   // expression over alias t; "" = t.Name
	SortSQL  string   // what to sort by when it is not SQL itself, such as a stored pinyin key
	Options  []Option // of an Enum
	RefKind  string   // of a Ref: which directory gives the names ("chain", "unit", "region", "user")
	Default  bool     // shown when nobody chose columns
	NoFilter bool     // not offered as a filter
	Partly   bool     // of a Number: some records have none; below zero stands for that, and is shown as such
	Import   bool     // read from workbooks
	Need     bool     // an import row without it is rejected
	Hidden   bool     // for rules and the API only
	Synonyms []string // further heads that an import understands
	Width    int      // characters in a workbook; 0 = by kind
	Help     string   // one line for the filter, form and API document
}

// Expr is the column's SQL expression.
func (c *Column) Expr() string {
	if c.SQL != "" {
		return c.SQL
	}
	return "t." + c.Name
}

// Unknown reports whether the value of a Number stands for none.
func (c *Column) Unknown(v float64) bool { return c.Partly && v < 0 }

func (c *Column) sortExpr() string {
	if c.SortSQL != "" {
		return c.SortSQL
	}
	return c.Expr()
}

// Label of an Enum code; the code itself when it is unknown.
func (c *Column) OptionLabel(code string) string {
	for _, o := range c.Options {
		if o.Code == code {
			return o.Label
		}
	}
	return code
}

// Spec describes one list.
type Spec struct {
	Name    string   // "project": also the table's name
	Label   string   // "项目"
	Measure string   // the counter word: "个"
	Scope   Scope    // the columns by which rows are scoped
	Search  string   // name of the search table; "" = no full-text search
	Find    []string // of a list without one: the columns in which words are looked for; nil = all of text
	Key     string   // column that numbers the rows; "" = none. Pages of such a list are found by number first, from an index where one fits
	Columns []Column
	Sort    string   // default order, as in the URL: "-total_invest"
	Sums    []string // Money, Int or Number columns totalled over the whole filter
	Base    *Spec    // of a list derived from another: rules speak of that one's columns; nil = of this one's
}

// Scope names the columns by which rows are scoped; "" when there is none of that kind.
type Scope struct{ Region, Unit, Chain string }

// Column finds a column by name; nil when there is none.
func (s *Spec) Column(name string) *Column {
	for i := range s.Columns {
		if s.Columns[i].Name == name {
			return &s.Columns[i]
		}
	}
	return nil
}

// Shown are the columns that a page shows: those named, or the default ones. Unknown names are passed over.
func (s *Spec) Shown(names []string) []*Column {
	var out []*Column
	for _, n := range names {
		if c := s.Column(n); c != nil && !c.Hidden {
			out = append(out, c)
		}
	}
	if out != nil {
		return out
	}
	for i := range s.Columns {
		if c := &s.Columns[i]; c.Default && !c.Hidden {
			out = append(out, c)
		}
	}
	return out
}

// Vars are the columns as variables of the rule language: absent text, dates and times are unknown to a rule.
func (s *Spec) Vars() *rule.Vars {
	vars := make([]rule.Var, 0, len(s.Columns))
	for i := range s.Columns {
		c := &s.Columns[i]
		v := rule.Var{Name: c.Name, Label: c.Label, SQL: c.Expr()}
		switch c.Kind {
		case Money:
			v.Type = rule.Money
		case Int, Number, Percent:
			v.Type = rule.Number
		case Date:
			v.Type, v.SQL = rule.Date, "(CASE length("+c.Expr()+") WHEN 10 THEN "+c.Expr()+" WHEN 7 THEN "+c.Expr()+" || '"+monthDay+"' END)"
		case Bool:
			v.Type = rule.Bool
		case Time:
			continue // rules compare dates; times have no Chinese literal
		default:
			v.Type, v.SQL = rule.Text, "NULLIF("+c.Expr()+", '')"
		}
		if c.Kind == Enum {
			v.Enum = make(map[string]string, len(c.Options))
			for _, o := range c.Options {
				v.Enum[o.Label] = o.Code
			}
		}
		vars = append(vars, v)
	}
	return rule.NewVars(vars...)
}

// monthDay completes a date that a source gives only to the month, for rules: every month has a 28th.
const monthDay = "-28"

// RuleValue is a stored value as a rule sees it in memory, the same as Vars gives in SQL: absent text is unknown, and a
// date given only to the month stands for its 28th.
func (c *Column) RuleValue(v any) any {
	s, ok := v.(string)
	switch {
	case !ok:
		return v
	case s == "":
		return nil
	case c.Kind != Date || len(s) == 10:
		return s
	case len(s) == 7:
		return s + monthDay
	}
	return nil
}
