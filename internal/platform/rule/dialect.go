package rule

// dialect is what the two engines say differently: differences of dates, additions to dates and the search for a part
// of a text. The arguments are SQL; dates are text "2026-11-22", n is an integer or NULL. Everything else that rules
// need is portable and stands in sql.go and sqldate.go.
type dialect struct {
	days      func(from, to string) string // integer-valued number
	addDays   func(date, n string) string  // text, valid for results in the years 1 to 9999
	addMonths func(date, n string) string  // text, the day clamped to the month's end
	position  func(text, part string) string
}

func dialectOf(engine string) (dialect, bool) {
	switch engine {
	case "sqlite":
		return sqlite, true
	case "postgres":
		return postgres, true
	}
	return dialect{}, false
}

var sqlite = dialect{
	days:      func(from, to string) string { return "(julianday(" + to + ") - julianday(" + from + "))" },
	addDays:   func(date, n string) string { return "date(" + date + ", " + n + " || ' days')" },
	addMonths: func(date, n string) string { return "date(" + date + ", " + n + " || ' months', 'floor')" },
	position:  func(text, part string) string { return "instr(" + text + ", " + part + ")" },
}

var postgres = dialect{
	days: func(from, to string) string { return "(CAST(" + to + " AS date) - CAST(" + from + " AS date))" },
	addDays: func(date, n string) string {
		return "to_char(CAST(CAST(" + date + " AS date) + " + n + " AS timestamp), 'YYYY-MM-DD')"
	},
	addMonths: func(date, n string) string {
		return "to_char(CAST(" + date + " AS date) + " + n + " * INTERVAL '1 month', 'YYYY-MM-DD')"
	},
	position: func(text, part string) string { return "strpos(" + text + ", " + part + ")" },
}
