package importing

import (
	"context"
	"errors"
	"slices"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/intake"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/sheet"
)

// collector builds the summary of an analysis row by row.
type collector struct {
	*analysis
	src    *source
	fields []*list.Column
	actor  authz.Actor
	used   []bool // fields that some row of the file fills
	sums   []int  // fields that are added up
	before []int64
	after  []int64
	done   int
	total  int
	news   map[string]map[string]bool // kind of record → names to be added
	shown  map[int32]string           // names under which there is more than one record, as they are written
	look   *inspecting                // nil when nobody looks at the rows
}

func newCollector(a *analysis, s *source, fields []*list.Column, actor authz.Actor) *collector {
	c := &collector{analysis: a, src: s, fields: fields, actor: actor, used: make([]bool, len(fields)), news: map[string]map[string]bool{},
		shown: map[int32]string{}}
	for _, name := range s.target.Spec().Sums {
		for i, f := range fields {
			if f.Name == name && f.Kind == list.Money {
				c.sums = append(c.sums, i)
			}
		}
	}
	if s.inspect != nil {
		c.look = &inspecting{Inspector: s.inspect}
	}
	c.before, c.after = make([]int64, len(c.sums)), make([]int64, len(c.sums))
	return c
}

// page reads one sheet. A sheet that breaks off keeps the rows before the break, and says so.
func (c *collector) page(ctx context.Context, book *sheet.Book, p *page, progress Progress) error {
	info := c.sheet(p.no)
	c.total += max(book.Sheets[p.no].Rows, 1)
	r := p.reader()
	rec := &Record{Layout: p.layout, defaults: c.src.base}
	for row, err := range p.rows(book, r) {
		if err != nil {
			var told *errs.Error
			if ctx.Err() != nil || !errors.As(err, &told) || told.Code == errs.Internal {
				return err
			}
			info.Failed = told.Message
			break
		}
		if c.done++; progress != nil && c.done%2000 == 0 {
			progress(min(c.done, c.total), c.total)
		}
		if row.Kind == intake.Data {
			info.Rows++
			rec.Key, rec.Row, rec.values = RowKey(p.no, row.Number), row, row.Values
			c.data(rec, info.Name)
			continue
		}
		c.summary.Recognised[string(row.Kind)]++
		if row.Kind != intake.Blank {
			c.rows = append(c.rows, entry{key: int32(RowKey(p.no, row.Number)), class: -1, kind: row.Kind})
		}
	}
	info.Layout, info.Warnings = r.Layout(), r.Warnings()
	return nil
}

func (c *collector) sheet(no int) *Sheet {
	i := slices.IndexFunc(c.summary.Sheets, func(s Sheet) bool { return s.No == no })
	return &c.summary.Sheets[i]
}

func (c *collector) data(r *Record, sheetName string) {
	c.summary.Rows++
	if c.look != nil {
		c.look.add(sheetName, r)
	}
	c.check(r)
	e := entry{key: int32(r.Key), class: -1, kind: intake.Data, bad: len(r.Row.Faults) > 0, fixed: len(r.Row.Fixes) > 0}
	if e.fixed {
		c.summary.Fixed++
	}
	at := int32(len(c.rows))
	c.index[r.Key] = at
	if e.bad {
		c.summary.Rejected++
		for _, f := range r.Row.Faults {
			if c.summary.ErrorCount++; len(c.summary.Errors) < maxErrors {
				c.summary.Errors = append(c.summary.Errors, CellError{sheetName, f.Cell, f.Message, f.Suggest})
			}
		}
		c.rows = append(c.rows, e)
		return
	}
	c.summary.Accepted++
	for i, v := range r.values {
		if v == nil {
			continue
		}
		c.used[i] = true
		if name, ok := v.(string); ok && c.fields[i].Kind == list.Ref {
			if name, ok := strings.CutPrefix(name, intake.NewRef); ok {
				c.create(c.fields[i].RefKind, name)
			}
		}
	}
	var first bool
	e.class, first = c.match.add(c.match.keyer.of(r.Own, c.match.keyer.intern), at)
	if name := c.match.classes[e.class].name; first && len(c.match.names[name]) == 2 {
		c.shown[name] = r.Text(c.match.keyer.by.Name)
	}
	for n, i := range c.sums {
		v, _ := r.values[i].(int64)
		c.before[n] += v
		if first {
			c.after[n] += v
		}
	}
	c.rows = append(c.rows, e)
}

// check adds the faults that concern the row as a whole.
func (c *collector) check(r *Record) {
	r.complete(c.src.target, c.src)
	spec := c.src.target.Spec()
	if scope := c.src.target.Scope(c.actor); !scope.All && (spec.Scope.Region != "" || spec.Scope.Unit != "") && !scope.Allows(keysOf(r, spec)) {
		column := spec.Scope.Region
		if column == "" || r.Layout.Match(column) == nil && spec.Scope.Unit != "" {
			column = spec.Scope.Unit
		}
		c.fault(r, column, "这一行不在您的数据范围内")
	}
	if err := c.src.target.Check(r); err != nil {
		var told *errs.Error
		if !errors.As(err, &told) {
			c.fault(r, "", err.Error())
			return
		}
		for _, f := range told.Fields {
			c.fault(r, f.Name, f.Message)
		}
		if len(told.Fields) == 0 {
			c.fault(r, "", told.Message)
		}
	}
}

func keysOf(r *Record, spec *list.Spec) authz.Keys {
	return authz.Keys{Region: r.Text(spec.Scope.Region), Unit: r.Text(spec.Scope.Unit), Chain: r.Text(spec.Scope.Chain)}
}

// fault notes a fault at a column's cell, unless the cell has one already.
func (c *collector) fault(r *Record, column, message string) {
	for _, f := range r.Row.Faults {
		if f.Column == column && column != "" {
			return
		}
	}
	label := ""
	if i := r.Layout.Field(column); i >= 0 {
		label = r.Fields()[i].Label
	}
	cell := c.cellName(r.Key, column)
	_, cell, _ = strings.Cut(cell, "!")
	if label != "" && !strings.HasPrefix(message, label) && !strings.HasPrefix(message, "“") {
		message = label + message
	}
	r.Row.Faults = append(r.Row.Faults, intake.Fault{Cell: cell, Column: column, Message: message})
}

func (c *collector) create(kind, name string) {
	if c.news[kind] == nil {
		c.news[kind] = map[string]bool{}
	}
	if !c.news[kind][name] {
		c.news[kind][name] = true
		c.summary.Creates[kind] = append(c.summary.Creates[kind], name)
	}
}

// finish counts what becomes of the rows.
func (c *collector) finish() {
	s := &c.summary
	for n, i := range c.sums {
		if c.used[i] {
			f := c.fields[i]
			s.Sums = append(s.Sums, Sum{f.Name, f.Label, f.Unit, c.before[n], c.after[n]})
		}
	}
	for i := range c.rows {
		if c.rows[i].class < 0 {
			continue
		}
		dup, decision := c.decide(i)
		if dup != "" {
			s.Dups[dup]++
			if dup == Exact || strings.HasPrefix(string(dup), "register_") {
				s.Duplicates++
			}
		}
		switch decision {
		case Keep:
			s.Write.New++
		case Merge:
			if dup == Exact {
				s.Write.Skip++ // an equal row changes nothing
			} else {
				s.Write.Merge++
			}
		case Skip:
			s.Write.Skip++
		default:
			s.Write.Hold++
		}
	}
	s.Distinct = len(c.match.classes)
	c.clashes()
}

// clashes lists the names under which records contradict each other.
func (c *collector) clashes() {
	s := &c.summary
	s.Names = len(c.match.names)
	for n := range c.match.classes {
		k := &c.match.classes[n]
		same := c.match.names[k.name]
		if k.name == 0 || len(same) < 2 || same[0] != int32(n) {
			continue
		}
		clash := Clash{}
		differ := false
		for _, m := range same {
			other := &c.match.classes[m]
			differ = differ || contradict(other.amount, k.amount)
			clash.Cells = append(clash.Cells, c.cellName(int(c.rows[other.first].key), c.match.keyer.by.Name))
			clash.Amounts = append(clash.Amounts, other.amount)
		}
		if !differ {
			continue
		}
		if s.ConflictN++; len(s.Conflicts) < 100 {
			clash.Name = c.shown[k.name]
			s.Conflicts = append(s.Conflicts, clash)
		}
	}
}
