package formula

import (
	"slices"
	"strings"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/rule"
)

// side compiles a numerator or denominator: a condition, an amount or a number, with the definitions that it names.
func (b *book) side(c *Compiled, src string) (*rule.Rule, error) {
	vars, with := c.vars, map[string]*rule.Rule{}
	for _, name := range b.named(src) {
		label := strings.TrimSuffix(strings.TrimSuffix(name, numSuffix), denSuffix)
		if b.defs[label].List != c.List {
			other := b.defs[label].List
			if src := b.sources[other]; src != nil {
				other = src.Spec.Label
			}
			return nil, errs.New(errs.Invalid, "%s是%s清单的口径，不能用在%s清单上", label, other, c.source.Spec.Label)
		}
		other, err := b.compile(label)
		if err != nil {
			return nil, err
		}
		r := other.num
		if strings.HasSuffix(name, denSuffix) {
			r = other.den
		}
		if r == nil {
			return nil, errs.New(errs.Invalid, "%s没有分母", label)
		}
		vars = vars.With(rule.Var{Name: "formula:" + name, Label: name, Type: r.Type(), SQL: "NULL"})
		with["formula:"+name] = r
		c.uses = append(c.uses, label)
	}
	r, err := compileAny(src, vars)
	if err != nil || len(with) == 0 {
		return r, err
	}
	return r.Replace(with)
}

// compileAny reads a condition, an amount or a number; the error is that of the condition.
func compileAny(src string, vars *rule.Vars) (*rule.Rule, error) {
	r, err := rule.Compile(src, vars, rule.Bool)
	if err == nil {
		return r, nil
	}
	for _, t := range []rule.Type{rule.Money, rule.Number} {
		if r, other := rule.Compile(src, vars, t); other == nil {
			return r, nil
		}
	}
	return nil, err
}

// How the parts of a rate are named in other definitions: 开工率v2分子.
const (
	numSuffix = "分子"
	denSuffix = "分母"
)

// named finds the definitions that a rule names: a count or sum by its label, a rate by its label with 分子 or 分母. A column
// of the same name comes first.
func (b *book) named(src string) []string {
	var out []string
	for label, d := range b.defs {
		for i := strings.Index(src, label); i >= 0; {
			rest := src[i+len(label):]
			name := label
			switch {
			case rest != "" && rest[0] >= '0' && rest[0] <= '9':
				name = "" // 开工率v1 in 开工率v12
			case d.Den != "" && strings.HasPrefix(rest, denSuffix):
				name += denSuffix
			case strings.HasPrefix(rest, numSuffix):
				name += numSuffix
			case d.Shape.Rate():
				name = ""
			}
			if name != "" && !slices.Contains(out, name) {
				out = append(out, name)
			}
			next := strings.Index(rest, label)
			if next < 0 {
				break
			}
			i += len(label) + next
		}
	}
	slices.Sort(out)
	return out
}
