package formula

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/rule"
)

// Source is a list over which definitions may be written.
type Source struct {
	Spec *list.Spec
	Base string // address of the list's page, which takes where=
	// AsOf gives columns, by name, as they were at the end of the day 截至, as rules over the columns of today: a stage by its
	// dates. It is used for days before today.
	AsOf map[string]string
	// Exists is the rule by which a row was there at the end of the day 截至; "" = always.
	Exists string
	// Fixed are the columns, apart from dates, names and references, that do not change in a row's life, so that the value
	// of today is that of any day.
	Fixed []string
	// Scope is what of the list a person sees; nil is the person's own scope.
	Scope func(authz.Actor) authz.Scope
}

// The parameters of a definition, as variables of its rules.
const (
	fromVar = "param_from"
	toVar   = "param_to"
	asOfVar = "param_as_of"
)

func params() []rule.Var {
	return []rule.Var{{Name: fromVar, Label: "起", Type: rule.Date, SQL: "NULL"}, {Name: toVar, Label: "止", Type: rule.Date, SQL: "NULL"},
		{Name: asOfVar, Label: "截至", Type: rule.Date, SQL: "NULL"}}
}

// vars are the columns and the parameters.
func (s *Source) vars() *rule.Vars {
	spec := s.Spec
	if spec.Base != nil {
		spec = spec.Base
	}
	return spec.Vars().With(params()...)
}

// grouping is the SQL by which rows of a list are told apart: "region", "unit" or "chain"; "" when the list cannot.
func (s *Source) grouping(by string) string {
	if c := s.Spec.Column(columnBy(by)); c != nil {
		return c.Expr()
	}
	return ""
}

// columnBy is the column that tells rows apart.
func columnBy(by string) string {
	return map[string]string{ByRegion: "region", ByUnit: "unit_id", ByChain: "chain_id"}[by]
}

// What values can be told apart by.
const (
	ByRegion = "region"
	ByUnit   = "unit"
	ByChain  = "chain"
)
