package atlas

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/rule"
)

// Filled is a sheet made ready to be asked: a list specification of its own, in which computed columns are columns like the
// others, and the question.
type Filled struct {
	Sheet  Sheet
	Source *Source
	Spec   *list.Spec
	Cols   []*list.Column // shown, in order, with the sheet's own labels
	Query  list.Query
	Group  *list.Column // nil = rows are not grouped
	Totals []*list.Column
}

// Compile makes a sheet of kind list ready for an engine and a day. Everything that is wrong is named at its field: "name",
// "record", "filter", "columns.0.value", "columns.0.label", "sort", "group", "totals".
func Compile(s Sheet, engine db.Engine, today string) (*Filled, error) {
	src := SourceOf(s.Record)
	if src == nil {
		return nil, errs.Fields{{Name: "record", Message: "没有“" + s.Record + "”这种记录，请另选"}}.Err()
	}
	c := &compiler{Filled: &Filled{Sheet: s, Source: src}, engine: engine, today: today, vars: src.Spec.Vars(), names: map[string]*list.Column{}}
	spec := *src.Spec
	spec.Columns = slices.Clone(src.Spec.Columns)
	spec.Search, spec.Sums, spec.Base = "", nil, src.Spec
	spec.Label = cmp.Or(s.Name, spec.Label)
	c.Spec = &spec
	if s.Name == "" {
		c.bad.Add("name", "填写清单名称")
	}
	c.filter(s.Filter)
	c.columns(s.Columns)
	if err := c.bad.Err(); err != nil {
		return nil, err
	}
	c.order(s)
	c.sums(s.Totals)
	return c.Filled, c.bad.Err()
}

type compiler struct {
	*Filled
	engine db.Engine
	today  string
	vars   *rule.Vars
	names  map[string]*list.Column // shown columns by label
	bad    errs.Fields
}

func (c *compiler) filter(text string) {
	c.Query.Where = strings.TrimSpace(text)
	if c.Query.Where == "" {
		return
	}
	if _, err := rule.Compile(c.Query.Where, c.vars, rule.Bool); err != nil {
		c.bad.Add("filter", "%s", message(err))
	}
}

// columns lays out the columns. Those of the record stay what they are under the sheet's label and unit; those that are
// computed, or shown a second time, are added.
func (c *compiler) columns(cols []Column) {
	if len(cols) == 0 || len(cols) > maxColumns {
		c.bad.Add("columns", "选1到%d列", maxColumns)
		return
	}
	var at []int // places among c.Spec.Columns, which may move while columns are added
	labels := map[string]bool{}
	for i, col := range cols {
		field := "columns." + strconv.Itoa(i)
		j := c.plain(col.Value)
		var out list.Column
		var err error
		if j >= 0 {
			out, err = relabel(c.Source.Spec.Columns[j], col)
		} else {
			out, err = c.computed(col, i)
		}
		switch {
		case err != nil:
			c.bad.Add(field+".value", "%s", message(err))
			continue
		case out.Label == "":
			c.bad.Add(field+".label", "算出来的列要取个名称")
			continue
		case labels[out.Label]:
			c.bad.Add(field+".label", "“%s”列重复", out.Label)
			continue
		}
		labels[out.Label] = true
		if j >= 0 && !slices.Contains(at, j) {
			c.Spec.Columns[j] = out
			at = append(at, j)
			continue
		}
		if j >= 0 {
			out.SQL, out.Name, out.Import, out.Need = out.Expr(), "c"+strconv.Itoa(i), false, false
		}
		c.Spec.Columns = append(c.Spec.Columns, out)
		at = append(at, len(c.Spec.Columns)-1)
	}
	for _, j := range at {
		col := &c.Spec.Columns[j]
		c.Cols, c.names[col.Label] = append(c.Cols, col), col
	}
}

// plain finds the column of the record that a value names, -1 when it is an expression.
func (c *compiler) plain(value string) int {
	value = strings.TrimSpace(value)
	return slices.IndexFunc(c.Source.Spec.Columns, func(own list.Column) bool {
		return !own.Hidden && (own.Name == value || own.Label == value || "「"+own.Label+"」" == value)
	})
}

func relabel(own list.Column, col Column) (list.Column, error) {
	own.Label = cmp.Or(strings.TrimSpace(col.Label), own.Label)
	if col.Unit != "" && own.Kind == list.Money {
		own.Unit = col.Unit
	}
	return own, moneyUnit(own)
}

// computed makes the i-th column out of an expression.
func (c *compiler) computed(col Column, i int) (list.Column, error) {
	name := "c" + strconv.Itoa(i)
	r, err := compileAny(strings.TrimSpace(col.Value), c.vars)
	if err != nil {
		return list.Column{}, err
	}
	sql, err := r.SQL(string(c.engine), rule.Env{Today: c.today}, literal)
	if err != nil {
		return list.Column{}, err
	}
	out := list.Column{Name: name, Label: strings.TrimSpace(col.Label), Unit: col.Unit, NoFilter: true}
	switch r.Type() {
	case rule.Money:
		out.Kind, out.SQL, out.Unit = list.Money, "COALESCE("+sql+", 0)", cmp.Or(col.Unit, "万元")
	case rule.Number:
		out.Kind, out.SQL = list.Number, "COALESCE("+sql+", 0)"
		if col.Unit == "%" {
			out.Kind, out.Unit = list.Percent, ""
		}
	case rule.Bool:
		out.Kind, out.SQL = list.Bool, "COALESCE("+sql+", FALSE)"
	case rule.Date:
		out.Kind, out.SQL = list.Date, "COALESCE("+sql+", '')"
	default:
		out.Kind, out.SQL = list.Text, "COALESCE("+sql+", '')"
	}
	return out, moneyUnit(out)
}

func moneyUnit(c list.Column) error {
	if c.Kind == list.Money && c.Unit != "万元" && c.Unit != "亿元" {
		return errs.New(errs.Invalid, "金额的单位只能是万元或亿元")
	}
	return nil
}

// compileAny compiles an expression of whatever type it has.
func compileAny(text string, vars *rule.Vars) (*rule.Rule, error) {
	if text == "" {
		return nil, errs.New(errs.Invalid, "选一列，或写一个式子")
	}
	var first error
	for _, t := range []rule.Type{rule.Number, rule.Money, rule.Text, rule.Date, rule.Bool} {
		r, err := rule.Compile(text, vars, t)
		if err == nil {
			return r, nil
		}
		var p *rule.Problem
		if first == nil || errors.As(err, &p) && !strings.HasPrefix(p.Reason, "这里要") {
			first = err
		}
	}
	return nil, first
}

// literal writes a value into the text of a query. Columns of a list cannot bind values, so what an expression says in words
// and numbers stands in the query itself: quoted, as both engines read it.
func literal(v any) string {
	switch v := v.(type) {
	case string:
		return "'" + strings.ReplaceAll(strings.ReplaceAll(v, "\x00", ""), "'", "''") + "'"
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return fmt.Sprint(v)
}

// find finds a column by the label it has on the sheet, or by the record's own label or name.
func (c *compiler) find(name string) *list.Column {
	name = strings.TrimSpace(name)
	if col := c.names[name]; col != nil {
		return col
	}
	for i := range c.Source.Spec.Columns {
		own := &c.Spec.Columns[i]
		if own.Name == name || own.Label == name {
			return own
		}
	}
	return nil
}

func (c *compiler) order(s Sheet) {
	if s.Group != "" {
		switch c.Group = c.find(s.Group); {
		case c.Group == nil:
			c.bad.Add("group", "没有“%s”这一列", s.Group)
		case c.Group.Kind != list.Text && c.Group.Kind != list.Enum && c.Group.Kind != list.Ref:
			c.bad.Add("group", "不能按“%s”分组，请选文字、选项或单位类的列", s.Group)
		default:
			c.Query.Sort = append(c.Query.Sort, list.Order{Column: c.Group})
		}
	}
	sort := s.Sort
	if strings.TrimSpace(sort) == "" {
		sort = c.Source.Spec.Sort
	}
	for _, part := range strings.FieldsFunc(sort, func(r rune) bool { return strings.ContainsRune(",，、", r) }) {
		name, desc := strings.CutPrefix(strings.TrimSpace(part), "-")
		if name == "" {
			continue
		}
		if col := c.find(name); col != nil {
			c.Query.Sort = append(c.Query.Sort, list.Order{Column: col, Desc: desc})
		} else {
			c.bad.Add("sort", "没有“%s”这一列", name)
		}
	}
}

func (c *compiler) sums(names []string) {
	for _, name := range names {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		col := c.names[name]
		switch {
		case col == nil:
			c.bad.Add("totals", "合计的“%s”不在清单的列里", name)
		case col.Kind != list.Money && col.Kind != list.Int && col.Kind != list.Number:
			c.bad.Add("totals", "“%s”不能合计，请选金额或数量", name)
		default:
			c.Totals = append(c.Totals, col)
			c.Spec.Sums = append(c.Spec.Sums, col.Name)
		}
	}
}

func message(err error) string {
	var e *errs.Error
	if errors.As(err, &e) {
		return e.Message
	}
	return err.Error()
}
