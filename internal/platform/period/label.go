package period

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/width"
)

// Label is the period as officials write it: "2026年第47周（11月16日—11月22日）", "2026年11月中旬", "2026年11月",
// "2026年四季度", "2026年下半年", "2026年"; "" when p is no period.
func (p Period) Label() string {
	x, ok := p.split()
	if !ok {
		return ""
	}
	switch x.kind {
	case Week:
		return fmt.Sprintf("%d年第%d周（%s）", x.year, x.n, p.Span())
	case TenDay:
		return fmt.Sprintf("%d年%d月%c旬", x.year, (x.n-1)/3+1, []rune(thirds)[(x.n-1)%3])
	case Month:
		return fmt.Sprintf("%d年%d月", x.year, x.n)
	case Quarter:
		return fmt.Sprintf("%d年%c季度", x.year, []rune(ordinals)[x.n-1])
	case Half:
		return fmt.Sprintf("%d年%c半年", x.year, []rune(halves)[x.n-1])
	}
	return fmt.Sprintf("%d年", x.year)
}

// Span is the days of the period, "11月16日—11月22日", with years where it crosses one; "" when p is no period.
func (p Period) Span() string {
	x, ok := p.split()
	if !ok {
		return ""
	}
	first, after := x.bounds()
	last := after.AddDate(0, 0, -1)
	layout := "1月2日"
	if first.Year() != last.Year() {
		layout = "2006年1月2日"
	}
	return first.Format(layout) + "—" + last.Format(layout)
}

// The characters that count thirds of a month, quarters and halves.
const thirds, ordinals, halves = "上中下", "一二三四", "上下"

// labels matches what Label writes, the digits of quarters, and a missing remark behind a week.
var labels = regexp.MustCompile(`^(\d{4})年(?:` +
	`第(\d{1,2})周(?:\([^()]*\))?` + // 2
	`|(\d{1,2})月(?:份|([上中下])旬)?` + // 3, 4
	`|第?([一二三四1-4])季度` + // 5
	`|([上下])半年` + // 6
	`|度)?$`)

// parseLabel reads an official spelling of a period; stored forms in full width count as such too.
func parseLabel(s string) (Period, bool) {
	s = strings.Join(strings.Fields(width.Fold.String(s)), "")
	if p := Period(strings.ToUpper(s)); p.Valid() {
		return p, true
	}
	m := labels.FindStringSubmatch(s)
	if m == nil {
		return "", false
	}
	num := func(t string) int {
		n, _ := strconv.Atoi(t) // only digits can have matched
		return n
	}
	x := parts{kind: Year, year: num(m[1]), n: 1}
	switch {
	case m[2] != "":
		x.kind, x.n = Week, num(m[2])
	case m[4] != "":
		x.kind, x.n = TenDay, 3*(num(m[3])-1)+1+place(thirds, m[4])
	case m[3] != "":
		x.kind, x.n = Month, num(m[3])
	case m[5] != "":
		x.kind, x.n = Quarter, 1+max(place(ordinals, m[5]), place("1234", m[5]))
	case m[6] != "":
		x.kind, x.n = Half, 1+place(halves, m[6])
	}
	p := build(x)
	return p, p != ""
}

// place is the number of characters before c in s, or −1.
func place(s, c string) int {
	before, _, found := strings.Cut(s, c)
	if !found {
		return -1
	}
	return len([]rune(before))
}
