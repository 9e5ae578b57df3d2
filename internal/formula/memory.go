package formula

import "lianzhang/internal/platform/rule"

// Over computes the definition over rows that are at hand, by the same rules as the database: what a paper counts of a
// month that is over, and what tests compare with. each calls its argument with every row.
func (b *Bound) Over(each func(yield func(rule.Row))) Value {
	var t tally
	each(func(row rule.Row) {
		if b.Rows != nil && !b.Rows.True(rule.Env{}, row) {
			return
		}
		t.add(b.one(row))
	})
	return b.value(t)
}

// one is what a single row adds.
func (b *Bound) one(row rule.Row) tally {
	if b.Shape.Rate() || b.Shape == Count || b.Shape == Sum {
		t := tally{}
		t.num, _ = amount(b.Num, row)
		if b.Den != nil {
			t.den, _ = amount(b.Den, row)
		}
		return t
	}
	v, known := amount(b.Num, row)
	if !known || b.Den != nil && !b.Den.True(rule.Env{}, row) {
		return tally{}
	}
	if b.Shape == Mean {
		return tally{num: v, den: 1}
	}
	return tally{den: 1, values: []float64{v}}
}

// amount is 1 for a condition that holds, otherwise the number or amount.
func amount(r *rule.Rule, row rule.Row) (v float64, known bool) {
	switch v := r.Eval(rule.Env{}, row).(type) {
	case bool:
		if v {
			return 1, true
		}
		return 0, true
	case int64:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}

// Counts reports whether a row is counted in the numerator, and in the denominator: whether its condition holds or its amount
// is known and not 0.
func (b *Bound) Counts(row rule.Row) (num, den bool) {
	if b.Rows != nil && !b.Rows.True(rule.Env{}, row) {
		return false, false
	}
	t := b.one(row)
	return t.num != 0 || len(t.values) > 0, t.den != 0
}
