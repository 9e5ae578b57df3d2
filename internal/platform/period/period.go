// Package period names the stretches of time in which an office plans, reports and freezes: week, ten-day period (旬),
// month, quarter, half-year and year.
//
// A Period is its text, so that it can be stored, sorted within its kind, compared with == and used as a map key:
//
//	week "2026-W47" (ISO 8601: Monday to Sunday, week 1 has the year's first Thursday)
//	ten-day "2026-11-A" (上旬, 1–10), "2026-11-B" (中旬, 11–20), "2026-11-C" (下旬, 21–end)
//	month "2026-11", quarter "2026-Q4", half "2026-H2", year "2026"
//
// Dates are local text, "2026-11-22". Methods of a text that is no period give "", false or nothing; Parse keeps such
// texts out.
package period

import (
	"cmp"
	"fmt"
	"time"

	"lianzhang/internal/platform/errs"
)

// Period is one period; "" is none. Make it with Parse or Of.
type Period string

// Kind is the length of a period; the zero Kind is none.
type Kind string

// The kinds, by length.
const (
	Week    Kind = "week"
	TenDay  Kind = "tenday"
	Month   Kind = "month"
	Quarter Kind = "quarter"
	Half    Kind = "half"
	Year    Kind = "year"
)

// Kinds lists the kinds from the shortest to the longest.
func Kinds() []Kind { return []Kind{Week, TenDay, Month, Quarter, Half, Year} }

// Label is the kind's name on pages: "周", "旬", "月", "季度", "半年", "年".
func (k Kind) Label() string {
	return map[Kind]string{Week: "周", TenDay: "旬", Month: "月", Quarter: "季度", Half: "半年", Year: "年"}[k]
}

// The years a period may lie in; outside of them a typing error is likelier.
const firstYear, lastYear = 1900, 2199

// parts is a period taken apart: n counts the periods of its kind within the year from 1.
type parts struct {
	kind    Kind
	year, n int
}

// exists reports whether the calendar has such a period.
func (x parts) exists() bool {
	return x.year >= firstYear && x.year <= lastYear && x.n >= 1 && x.n <= perYear(x.kind, x.year)
}

// perYear is how many periods of a kind a year has.
func perYear(k Kind, year int) int {
	switch k {
	case Week:
		_, n := time.Date(year, 12, 28, 0, 0, 0, 0, time.UTC).ISOWeek() // the last week of a year has its 28 December
		return n
	case TenDay:
		return 36
	case Month:
		return 12
	case Quarter:
		return 4
	case Half:
		return 2
	case Year:
		return 1
	}
	return 0
}

// Parse reads a period in its stored form or as Label writes it ("2026年11月中旬"); full-width digits and spaces are
// taken. Anything else is an Invalid error.
func Parse(s string) (Period, error) {
	if p := Period(s); p.Valid() {
		return p, nil
	}
	if p, ok := parseLabel(s); ok {
		return p, nil
	}
	return "", errs.New(errs.Invalid, "“%s”不是周期，请写成2026-W47（周）、2026-11-B（中旬）、2026-11（月）、2026-Q4（季度）、2026-H2（半年）或2026（年）", s)
}

// Of is the period of a kind in which the date lies; "" for a malformed date or kind. A week belongs to the year of its
// Thursday, so 2027-01-01 lies in 2026-W53.
func Of(k Kind, date string) Period {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return ""
	}
	year, month, day := t.Date()
	m := int(month)
	switch k {
	case Week:
		y, w := t.ISOWeek()
		return build(parts{Week, y, w})
	case TenDay:
		return build(parts{TenDay, year, 3*(m-1) + min((day-1)/10, 2) + 1})
	case Month:
		return build(parts{Month, year, m})
	case Quarter:
		return build(parts{Quarter, year, (m-1)/3 + 1})
	case Half:
		return build(parts{Half, year, (m-1)/6 + 1})
	case Year:
		return build(parts{Year, year, 1})
	}
	return ""
}

// build is the inverse of split; "" when there is no such period.
func build(x parts) Period {
	if !x.exists() {
		return ""
	}
	switch x.kind {
	case Week:
		return Period(fmt.Sprintf("%d-W%02d", x.year, x.n))
	case TenDay:
		return Period(fmt.Sprintf("%d-%02d-%c", x.year, (x.n-1)/3+1, 'A'+rune((x.n-1)%3)))
	case Month:
		return Period(fmt.Sprintf("%d-%02d", x.year, x.n))
	case Quarter:
		return Period(fmt.Sprintf("%d-Q%d", x.year, x.n))
	case Half:
		return Period(fmt.Sprintf("%d-H%d", x.year, x.n))
	}
	return Period(fmt.Sprint(x.year))
}

// split takes the stored form apart; ok is false when p is no period.
func (p Period) split() (x parts, ok bool) {
	s := string(p)
	if len(s) < 4 || !digit(s, 0, 4) {
		return parts{}, false
	}
	x.year = number(s[:4])
	switch {
	case len(s) == 4:
		x.kind, x.n = Year, 1
	case len(s) == 7 && s[4:6] == "-Q" && digit(s, 6, 7):
		x.kind, x.n = Quarter, number(s[6:])
	case len(s) == 7 && s[4:6] == "-H" && digit(s, 6, 7):
		x.kind, x.n = Half, number(s[6:])
	case len(s) == 7 && s[4] == '-' && digit(s, 5, 7):
		x.kind, x.n = Month, number(s[5:])
	case len(s) == 8 && s[4:6] == "-W" && digit(s, 6, 8):
		x.kind, x.n = Week, number(s[6:])
	case len(s) == 9 && s[4] == '-' && digit(s, 5, 7) && s[7] == '-' && s[8] >= 'A' && s[8] <= 'C':
		x.kind, x.n = TenDay, 3*(number(s[5:7])-1)+int(s[8]-'A')+1
	default:
		return parts{}, false
	}
	if !x.exists() {
		return parts{}, false
	}
	return x, true
}

func digit(s string, from, to int) bool {
	for i := from; i < to; i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

func number(s string) (n int) {
	for i := range len(s) {
		n = 10*n + int(s[i]-'0')
	}
	return n
}

// Valid reports whether p is a period in its stored form.
func (p Period) Valid() bool {
	_, ok := p.split()
	return ok
}

// String is the stored form.
func (p Period) String() string { return string(p) }

// Kind is the kind of p.
func (p Period) Kind() Kind {
	x, _ := p.split()
	return x.kind
}

// Year is the year in p's name, 2026; 0 when p is no period. The days of a week may reach into the neighbouring year.
func (p Period) Year() int {
	x, _ := p.split()
	return x.year
}

// Compare orders periods by their first day, then by their last, so that a month comes before its quarter.
func Compare(a, b Period) int {
	return cmp.Or(cmp.Compare(a.First(), b.First()), cmp.Compare(a.Last(), b.Last()))
}
