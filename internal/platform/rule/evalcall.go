package rule

import (
	"math"
	"strings"
)

func (n *node) compileNumCall() func(scope) (float64, bool) {
	switch n.f.id {
	case fnDays:
		return twoDates(n, func(a, b day) float64 { return float64(b.serial() - a.serial()) })
	case fnMonths:
		return twoDates(n, func(a, b day) float64 { return float64(a.monthsUntil(b)) })
	case fnYear:
		return oneDate(n, func(d day) float64 { return float64(d.year) })
	case fnMonth:
		return oneDate(n, func(d day) float64 { return float64(d.month) })
	case fnAbs:
		x := n.kids[0].num
		return func(s scope) (float64, bool) { v, ok := x(s); return math.Abs(v), ok }
	case fnFloor:
		return whole(n.kids[0])
	}
	a, b := n.kids[0].num, n.kids[1].num
	if n.f.id == fnDefault {
		return func(s scope) (float64, bool) {
			if v, ok := a(s); ok {
				return v, true
			}
			return b(s)
		}
	}
	least := n.f.id == fnMin
	return func(s scope) (float64, bool) {
		x, ok := a(s)
		if !ok {
			return 0, false
		}
		y, ok := b(s)
		if (y < x) == least {
			x = y
		}
		return x, ok
	}
}

// dateOf evaluates a Date and reads it.
func dateOf(x func(scope) (string, bool), s scope) (day, bool) {
	v, ok := x(s)
	if !ok {
		return day{}, false
	}
	return parseDate(v)
}

func oneDate(n *node, f func(day) float64) func(scope) (float64, bool) {
	x := n.kids[0].text
	return func(s scope) (float64, bool) {
		d, ok := dateOf(x, s)
		if !ok {
			return 0, false
		}
		return f(d), true
	}
}

func twoDates(n *node, f func(a, b day) float64) func(scope) (float64, bool) {
	x, y := n.kids[0].text, n.kids[1].text
	return func(s scope) (float64, bool) {
		a, ok := dateOf(x, s)
		if !ok {
			return 0, false
		}
		b, ok := dateOf(y, s)
		if !ok {
			return 0, false
		}
		return f(a, b), true
	}
}

func (n *node) compileTextCall() func(scope) (string, bool) {
	switch n.f.id {
	case fnToday:
		return func(s scope) (string, bool) { return s.today, s.today != "" }
	case fnMonthStart:
		return mapDate(n, func(d day) day { return day{d.year, d.month, 1} })
	case fnMonthEnd:
		return mapDate(n, func(d day) day { return day{d.year, d.month, monthDays(d.year, d.month)} })
	case fnYearStart:
		return mapDate(n, func(d day) day { return day{d.year, 1, 1} })
	case fnAddDays:
		return shiftDate(n, day.addDays)
	case fnAddMonths:
		return shiftDate(n, day.addMonths)
	}
	a, b := n.kids[0].text, n.kids[1].text
	if n.f.id == fnDefault {
		return func(s scope) (string, bool) {
			if v, ok := a(s); ok {
				return v, true
			}
			return b(s)
		}
	}
	least := n.f.id == fnMin
	return func(s scope) (string, bool) {
		x, ok := a(s)
		if !ok {
			return "", false
		}
		y, ok := b(s)
		if (y < x) == least {
			x = y
		}
		return x, ok
	}
}

func mapDate(n *node, f func(day) day) func(scope) (string, bool) {
	x := n.kids[0].text
	return func(s scope) (string, bool) {
		d, ok := dateOf(x, s)
		if !ok {
			return "", false
		}
		return f(d).String(), true
	}
}

func shiftDate(n *node, f func(day, int) (day, bool)) func(scope) (string, bool) {
	x, by := n.kids[0].text, whole(n.kids[1])
	return func(s scope) (string, bool) {
		d, ok := dateOf(x, s)
		if !ok {
			return "", false
		}
		k, ok := by(s)
		if !ok || k > maxShift || k < -maxShift {
			return "", false
		}
		if d, ok = f(d, int(k)); !ok {
			return "", false
		}
		return d.String(), true
	}
}

func (n *node) compileTruthCall() func(scope) truth {
	switch n.f.id {
	case fnEmpty:
		there := present(n.kids[0])
		return func(s scope) truth { return truthOf(!there(s)) }
	case fnFilled:
		there := present(n.kids[0])
		return func(s scope) truth { return truthOf(there(s)) }
	case fnDefault:
		a, b := n.kids[0].truth, n.kids[1].truth
		return func(s scope) truth {
			if v := a(s); v != unknown {
				return v
			}
			return b(s)
		}
	}
	test := strings.Contains
	if n.f.id == fnStarts {
		test = strings.HasPrefix
	}
	x, part := n.kids[0].text, n.kids[1].content
	return func(s scope) truth {
		v, ok := x(s)
		if !ok {
			return unknown
		}
		return truthOf(test(v, part))
	}
}

// present tells whether n has a value.
func present(n *node) func(scope) bool {
	switch n.typ {
	case Bool:
		x := n.truth
		return func(s scope) bool { return x(s) != unknown }
	case Number, Money:
		x := n.num
		return func(s scope) bool { _, ok := x(s); return ok }
	}
	x := n.text
	return func(s scope) bool { _, ok := x(s); return ok }
}
