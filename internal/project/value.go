package project

import "reflect"

var fieldByColumn = func() map[string]int {
	m := map[string]int{}
	t := reflect.TypeFor[Project]()
	for i := range t.NumField() {
		m[t.Field(i).Tag.Get("db")] = i
	}
	return m
}()

// Value gives the value of a column of Spec as a rule sees it, the same in memory as the list gives in SQL.
func (p *Project) Value(name string) any {
	switch name {
	case "rate":
		rate, _ := p.Rate()
		return rate
	case "lag":
		if rate, ok := p.Rate(); ok {
			return p.Schedule - rate
		}
		return 0.0
	case "fives_missing":
		return p.FivesMissing()
	case "undated":
		return p.Undated()
	}
	i, ok := fieldByColumn[name]
	if !ok {
		return nil
	}
	return Spec.Column(name).RuleValue(reflect.ValueOf(p).Elem().Field(i).Interface())
}

// Undated reports whether the stage in which the project stands has no date of its own.
func (p *Project) Undated() bool {
	if p.EndedOn != "" {
		return false
	}
	for _, m := range p.Milestones() {
		if m.Stage == p.Stage {
			return *m.Actual == ""
		}
	}
	return true
}

// FivesMissing is how many of the five ones nobody has filled in.
func (p *Project) FivesMissing() int64 {
	n := int64(0)
	for _, v := range []string{p.Leader, p.LeadUnitID, p.Team, p.PlanNote, p.Officer} {
		if v == "" {
			n++
		}
	}
	return n
}
