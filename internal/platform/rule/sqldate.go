package rule

import "strconv"

func (g *generator) numberCall(n *node) string {
	switch n.f.id {
	case fnDays:
		return "CAST(" + g.days(g.text(n.kids[0]), g.text(n.kids[1])) + " AS DOUBLE PRECISION)"
	case fnMonths:
		return "CAST(" + g.bind(n.kids, monthsBetween) + " AS DOUBLE PRECISION)"
	case fnYear:
		return "CAST(substr(" + g.text(n.kids[0]) + ", 1, 4) AS DOUBLE PRECISION)"
	case fnMonth:
		return "CAST(substr(" + g.text(n.kids[0]) + ", 6, 2) AS DOUBLE PRECISION)"
	case fnAbs:
		return "abs(" + g.double(n.kids[0]) + ")"
	case fnFloor:
		return g.floor(n.kids[0])
	case fnDefault:
		return "COALESCE(" + g.double(n.kids[0]) + ", " + g.double(n.kids[1]) + ")"
	}
	return g.bind(n.kids, lesser(n.f.id == fnMin))
}

// floor rounds down, as the function whole does in memory.
func (g *generator) floor(n *node) string {
	x := g.double(n)
	if n.computed {
		x += " + " + g.tolerance(n, n)
	}
	return "floor(" + x + ")"
}

// lesser writes the lesser or the greater of two values; NULL when either is, unlike least() and min() of the engines.
func lesser(least bool) func(x []string) string {
	then, otherwise := 0, 1
	if !least {
		then, otherwise = 1, 0
	}
	return func(x []string) string {
		return "(CASE WHEN " + x[0] + " <= " + x[1] + " THEN " + x[then] + " WHEN " + x[0] + " > " + x[1] + " THEN " + x[otherwise] + " END)"
	}
}

func (g *generator) dateCall(n *node) string {
	switch n.f.id {
	case fnToday:
		if g.today == "" {
			return "CAST(NULL AS TEXT)"
		}
		return g.placeholder(g.today)
	case fnMonthStart:
		return "(substr(" + g.text(n.kids[0]) + ", 1, 8) || '01')"
	case fnYearStart:
		return "(substr(" + g.text(n.kids[0]) + ", 1, 4) || '-01-01')"
	case fnMonthEnd:
		return g.bind(n.kids, func(x []string) string {
			return "(substr(" + x[0] + ", 1, 8) || " + lastDay(x[0]) + ")"
		})
	case fnAddDays, fnAddMonths:
		return g.shift(n)
	case fnDefault:
		return "COALESCE(" + g.text(n.kids[0]) + ", " + g.text(n.kids[1]) + ")"
	}
	return g.bind(n.kids, lesser(n.f.id == fnMin))
}

// lastDay gives the number of the last day of a date's month as text of two digits.
func lastDay(date string) string {
	y := part(date, 1, 4)
	return "(CASE substr(" + date + ", 6, 2)" +
		" WHEN '02' THEN CASE WHEN " + y + " % 4 = 0 AND (" + y + " % 100 <> 0 OR " + y + " % 400 = 0) THEN '29' ELSE '28' END" +
		" WHEN '04' THEN '30' WHEN '06' THEN '30' WHEN '09' THEN '30' WHEN '11' THEN '30' ELSE '31' END)"
}

// part gives digits of a date as an integer.
func part(date string, from, length int) string {
	return "CAST(substr(" + date + ", " + strconv.Itoa(from) + ", " + strconv.Itoa(length) + ") AS INTEGER)"
}

// monthNumber counts months from the year 0.
func monthNumber(date string) string {
	return "(" + part(date, 1, 4) + " * 12 + " + part(date, 6, 2) + ")"
}

// monthsBetween counts whole months, as day.monthsUntil does in memory.
func monthsBetween(x []string) string {
	forward := func(a, b string) string {
		return "(" + monthNumber(b) + " - " + monthNumber(a) + " - CASE WHEN substr(" + b + ", 9, 2) < substr(" + a +
			", 9, 2) AND substr(" + b + ", 9, 2) < " + lastDay(b) + " THEN 1 ELSE 0 END)"
	}
	return "(CASE WHEN " + x[1] + " >= " + x[0] + " THEN " + forward(x[0], x[1]) + " ELSE -" + forward(x[1], x[0]) + " END)"
}

// shift adds days or months to a date; NULL when the result leaves the years 1 to 9999.
func (g *generator) shift(n *node) string {
	by := n.kids[1]
	body := func(date, count string) string {
		if n.f.id == fnAddMonths {
			return "CASE WHEN " + monthNumber(date) + " + " + count + " BETWEEN 13 AND 120000 THEN " + g.addMonths(date, count) + " END"
		}
		first := "'0001-01-01'"
		return "CASE WHEN " + g.days(first, date) + " + " + count + " BETWEEN 0 AND 3652058 THEN " + g.addDays(date, count) + " END"
	}
	if by.op == opLiteral {
		count := strconv.FormatInt(int64(by.number), 10)
		if by.number < 0 {
			count = "(" + count + ")"
		}
		return g.bind(n.kids[:1], func(x []string) string { return "(" + body(x[0], count) + ")" })
	}
	limit := strconv.Itoa(maxShift)
	date, count, inner, outer := g.text(n.kids[0]), g.floor(by), g.table(), g.table()
	x := inner + ".rule_n"
	return "(SELECT " + body(outer+".rule_d", outer+".rule_n") +
		" FROM (SELECT " + inner + ".rule_d, CASE WHEN " + x + " BETWEEN -" + limit + " AND " + limit + " THEN CAST(" + x + " AS INTEGER) END AS rule_n" +
		" FROM (SELECT " + date + " AS rule_d, " + count + " AS rule_n LIMIT 1) " + inner + " LIMIT 1) " + outer + ")"
}

func (g *generator) truthCall(n *node) string {
	x := n.kids[0]
	switch n.f.id {
	case fnEmpty, fnFilled:
		test := " IS NULL)"
		if n.f.id == fnFilled {
			test = " IS NOT NULL)"
		}
		switch {
		case x.typ == Bool:
			return "(" + g.truth(x) + test
		case x.isNumeric():
			return "(" + g.exact(x) + test
		}
		return "(" + g.text(x) + test
	case fnDefault:
		return "COALESCE(" + g.truth(x) + ", " + g.truth(n.kids[1]) + ")"
	case fnStarts:
		part := n.kids[1].content
		return "(substr(" + g.text(x) + ", 1, " + strconv.Itoa(len([]rune(part))) + ") = " + g.placeholder(part) + ")"
	}
	return "(" + g.position(g.text(x), g.placeholder(n.kids[1].content)) + " > 0)"
}
