package formula

import (
	"cmp"
	"strconv"
	"strings"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/rule"
)

// Bound is a definition with the question's dates filled in.
type Bound struct {
	*Compiled
	Num, Den *rule.Rule // Den nil where the shape has none
	Rows     *rule.Rule // who belongs at all; nil = every row
}

// Bind fills a question's dates into a definition: 截至 and 今天 are the day as of which is asked, 起 and 止 the window.
// Before today, columns that know their past are replaced by it.
func (c *Compiled) Bind(ask Ask, today string) (*Bound, error) {
	for _, d := range []struct{ name, label, date string }{{"from", "起", ask.From}, {"to", "止", ask.To}, {"as_of", "截至", ask.AsOf}} {
		if d.date != "" && !clock.IsDate(d.date) {
			return nil, field(d.name, errs.New(errs.Invalid, "%s要写成2026-11-22这样的日期", d.label))
		}
	}
	asOf := cmp.Or(ask.AsOf, today)
	day := func(date string) *rule.Rule {
		r, err := rule.Compile(strconv.Quote(date), c.vars, rule.Date)
		if err != nil {
			panic("formula: " + date + " is no date") // checked above, and today is one
		}
		return r
	}
	values := map[string]*rule.Rule{fromVar: day(cmp.Or(ask.From, "0001-01-01")), toVar: day(cmp.Or(ask.To, "9999-12-31")), asOfVar: day(asOf),
		rule.Today: day(asOf)}
	b := &Bound{Compiled: c}
	past := map[string]*rule.Rule{}
	if asOf < today {
		for name, src := range c.source.AsOf {
			v, _ := c.vars.Lookup(name)
			r, err := rule.Compile(src, c.vars, v.Type)
			if err != nil {
				return nil, errs.Wrap(err, errs.Internal, "清单%s的“%s”没有写对", c.List, v.Label)
			}
			if past[name], err = r.Replace(values); err != nil {
				return nil, err
			}
		}
	}
	for name, r := range values {
		past[name] = r
	}
	var err error
	if b.Num, err = c.num.Replace(past); err != nil {
		return nil, err
	}
	if c.den != nil {
		if b.Den, err = c.den.Replace(past); err != nil {
			return nil, err
		}
	}
	b.Rows, err = c.rows(ask, asOf < today, past)
	return b, err
}

// rows is the rule by which a row belongs: it was there, its date lies in the window, and the extra rule holds.
func (c *Compiled) rows(ask Ask, before bool, values map[string]*rule.Rule) (*rule.Rule, error) {
	var parts []string
	if before && c.source.Exists != "" {
		parts = append(parts, c.source.Exists)
	}
	if c.Cohort != "" && (ask.From != "" || ask.To != "") {
		label := "「" + c.source.Spec.Column(c.Cohort).Label + "」"
		if ask.From != "" {
			parts = append(parts, label+" >= "+strconv.Quote(ask.From))
		}
		if ask.To != "" {
			parts = append(parts, label+" <= "+strconv.Quote(ask.To))
		}
	}
	if ask.Where != "" {
		if _, err := rule.Compile(ask.Where, c.vars, rule.Bool); err != nil {
			return nil, field("where", err)
		}
		parts = append(parts, ask.Where)
	}
	if parts == nil {
		return nil, nil
	}
	r, err := rule.Compile("("+strings.Join(parts, ") 且 (")+")", c.vars, rule.Bool)
	if err != nil {
		return nil, err
	}
	return r.Replace(values)
}

// Where is the rule of the list that shows the rows behind a side: those that are counted, or whose amount is not 0. "" for
// no side.
func (b *Bound) Where(side *rule.Rule) string {
	if side == nil {
		return ""
	}
	text := side.String()
	switch {
	case side.Type() == rule.Bool:
	case !b.Shape.Rate() && b.Shape != Sum:
		text = "有值(" + text + ")"
	default:
		text = "(" + text + ") != 0"
	}
	if (b.Shape == Mean || b.Shape.percent() > 0) && b.Den != nil && side != b.Den {
		text = "(" + b.Den.String() + ") 且 " + text
	}
	if b.Rows != nil {
		text = "(" + b.Rows.String() + ") 且 (" + text + ")"
	}
	r, err := rule.Compile(text, b.vars, rule.Bool)
	if err != nil {
		return text // check has refused such a definition
	}
	return r.String()
}
