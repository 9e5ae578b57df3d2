package formula

import (
	"slices"
	"strings"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/rule"
)

// Compiled is a definition ready to be asked. It is immutable.
type Compiled struct {
	Definition
	source *Source
	vars   *rule.Vars
	num    *rule.Rule
	den    *rule.Rule // nil where the shape has none
	uses   []string   // labels of the definitions that it is made of
}

// book is a set of definitions under compilation: they may use each other.
type book struct {
	sources map[string]*Source
	defs    map[string]*Definition // by label
	done    map[string]*Compiled   // by label
	failed  map[string]error
	path    []string // labels on the way to the one being compiled
}

func newBook(sources map[string]*Source, defs []Definition) *book {
	b := &book{sources: sources, defs: map[string]*Definition{}, done: map[string]*Compiled{}, failed: map[string]error{}}
	for i := range defs {
		b.defs[defs[i].Label()] = &defs[i]
	}
	return b
}

// compile makes one definition ready, and those that it uses.
func (b *book) compile(label string) (*Compiled, error) {
	if c := b.done[label]; c != nil {
		return c, nil
	}
	if err := b.failed[label]; err != nil {
		return nil, err
	}
	if i := slices.Index(b.path, label); i >= 0 {
		return nil, errs.New(errs.Invalid, "口径循环引用：%s，请去掉其中一处", strings.Join(append(b.path[i:], label), " → "))
	}
	b.path = append(b.path, label)
	c, err := b.make(b.defs[label])
	b.path = b.path[:len(b.path)-1]
	if err != nil {
		b.failed[label] = err
		return nil, err
	}
	b.done[label] = c
	return c, nil
}

func (b *book) make(d *Definition) (*Compiled, error) {
	src := b.sources[d.List]
	if src == nil {
		return nil, field("list", errs.New(errs.Invalid, "没有“%s”这个清单，请从清单中选一个", d.List))
	}
	c := &Compiled{Definition: *d, source: src, vars: src.vars()}
	if c.Cohort != "" {
		if col := src.Spec.Column(c.Cohort); col == nil || col.Kind != list.Date {
			return nil, field("cohort", errs.New(errs.Invalid, "“%s”不是%s清单的日期列，请选一个日期列，或留空", c.Cohort, src.Spec.Label))
		}
	}
	var err error
	if c.num, err = b.side(c, c.Num); err != nil {
		return nil, field("num", err)
	}
	if c.Den != "" {
		if c.den, err = b.side(c, c.Den); err != nil {
			return nil, field("den", err)
		}
	}
	return c, c.check()
}

// check holds the types of numerator and denominator to the shape, and tries the definition on an example.
func (c *Compiled) check() error {
	counts := c.num.Type() == rule.Bool
	switch {
	case !slices.ContainsFunc(Shapes(), func(s [2]string) bool { return s[0] == string(c.Shape) }):
		return field("shape", errs.New(errs.Invalid, "没有“%s”这种算法", c.Shape))
	case c.Shape.Rate() && c.den == nil:
		return field("den", errs.New(errs.Invalid, "率要有分母，例如 阶段 在 [\"签约\", \"开工\"]"))
	case (c.Shape == Count || c.Shape == Sum) && c.den != nil:
		return field("den", errs.New(errs.Invalid, "%s没有分母，请留空", c.Shape.Label()))
	case c.Shape == Count && !counts:
		return field("num", errs.New(errs.Invalid, "计数要写条件，这里写的是%s；要加总请选“合计”", c.num.Type()))
	case !c.Shape.Rate() && c.Shape != Count && counts:
		return field("num", errs.New(errs.Invalid, "%s要写数或金额，这里写的是条件；要数个数请选“计数”", c.Shape.Label()))
	case !c.Shape.Rate() && c.den != nil && c.den.Type() != rule.Bool:
		return field("den", errs.New(errs.Invalid, "%s的分母只说哪些记录算在内，要写条件，这里写的是%s", c.Shape.Label(), c.den.Type()))
	}
	b, err := c.Bind(Ask{From: "2026-01-01", To: "2026-06-30", AsOf: "2026-06-30"}, "2026-11-22")
	if err != nil {
		return field("num", err)
	}
	for _, side := range []struct{ name, text string }{{"num", b.Where(b.Num)}, {"den", b.Where(b.Den)}} {
		if _, err := rule.Compile(side.text, c.vars, rule.Bool); side.text != "" && err != nil {
			return field(side.name, errs.Wrap(err, errs.Invalid, "展开以后不能再写成清单的条件：%v", err))
		}
	}
	return nil
}

// field says at which field of the form an error lies.
func field(name string, err error) error {
	e := &errs.Error{Code: errs.Invalid, Message: err.Error(), Err: err}
	e.Fields = []errs.Field{{Name: name, Message: message(err)}}
	return e
}

// message is the text of an error for its field.
func message(err error) string {
	if e, ok := err.(*errs.Error); ok { //nolint:errorlint // the outermost message is the one for people
		if len(e.Fields) > 0 {
			return e.Fields[0].Message
		}
		return e.Message
	}
	return err.Error()
}

// Uses are the labels of the definitions that this one names.
func (c *Compiled) Uses() []string { return slices.Compact(slices.Sorted(slices.Values(c.uses))) }

// Alone is the definition with what it names written out, so that it means the same without the registry.
func (c *Compiled) Alone() Definition {
	d := c.Definition
	if len(c.uses) > 0 {
		d.Num = c.num.String()
		if c.den != nil {
			d.Den = c.den.String()
		}
	}
	return d
}

// Source is the list over which the definition is written.
func (c *Compiled) Source() *Source { return c.source }

// Present are the labels of columns whose past nobody keeps, so that a value as of a past day takes them as they are today.
func (c *Compiled) Present() []string {
	var out []string
	for _, r := range []*rule.Rule{c.num, c.den} {
		if r == nil {
			continue
		}
		for _, name := range r.Vars() {
			col := c.source.Spec.Column(name)
			if col == nil || c.source.AsOf[name] != "" || slices.Contains(c.source.Fixed, name) || slices.Contains(out, col.Label) {
				continue
			}
			switch col.Kind {
			case list.Enum, list.Money, list.Int, list.Number, list.Percent, list.Bool:
				out = append(out, col.Label)
			}
		}
	}
	return out
}
