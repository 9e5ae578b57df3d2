package indicator

import (
	"regexp"
	"strings"

	numbers "lianzhang/internal/platform/number"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/sheet"
)

var (
	monthHead  = regexp.MustCompile(`^(?:((?:19|20)\d\d)年)?(?:1(?:月份?)?[-—–~～至到])?(1[0-2]|0?[1-9])月份?(?:累计)?$`)
	partOfYear = regexp.MustCompile(`^(?:(?:19|20)\d\d年)?(?:第?[一二三四1-4]季度|[上下]半年|全年)$`)
	yearIn     = regexp.MustCompile(`(?:19|20)\d\d`)
	monthIn    = regexp.MustCompile(`((?:19|20)\d\d)年(?:1[-—–~～至到])?(1[0-2]|0?[1-9])月`)
	measureIn  = regexp.MustCompile(`单位[：:]\s*([^\s）)，,。；;]+)`)
	totals     = regexp.MustCompile(`^(合计|小计|总计|全市|全区|全县|全省|汇总)$`)
	estimate   = regexp.MustCompile(`[（(]?(预计|估计|预估|快报)(数)?[）)]?`)
)

// title takes from a line above the matrix, or a sheet's name, what it says.
func (u *unfolder) title(f *frame, text string) {
	text = strings.Join(strings.Fields(numbers.Tidy(text)), "")
	if text == "" {
		return
	}
	if m := measureIn.FindStringSubmatch(text); m != nil && measured(m[1]) {
		f.measure = m[1]
	}
	if m := monthIn.FindStringSubmatch(text); m != nil && f.period == "" {
		f.period = m[1] + "-" + ("0" + m[2])[len(m[2])-1:]
	}
	if y := yearIn.FindString(text); y != "" && f.year == "" {
		f.year = y
	}
	if f.indicator == "" {
		f.indicator = u.named(text)
	}
	if f.subject == "" && u.subject(text) != nil {
		f.subject = text
	}
}

// named is the longest name of an indicator that a title holds, "" when it holds none.
func (u *unfolder) named(title string) (name string) {
	all, err := u.s.All(u.ctx)
	if err != nil {
		return ""
	}
	for i := range all {
		if n := all[i].Name; all[i].Source != Heading && len(n) > len(name) && strings.Contains(title, n) {
			name = n
		}
	}
	return name
}

// head tells whether a row names at least two months, indicators or subjects, and which of them most.
func (u *unfolder) head(row sheet.Row) *head {
	found := [3]map[int]string{{}, {}, {}}
	for i := range row.Cells {
		text := strings.Join(strings.Fields(numbers.Tidy(row.Cells[i].Text)), "")
		switch {
		case text == "":
		case row.Cells[i].Kind == sheet.Date && len(row.Cells[i].Text) >= 7:
			found[byMonth][i] = row.Cells[i].Text[:7]
		case monthHead.MatchString(text) || period.Period(text).Valid() && len(text) > 4 || partOfYear.MatchString(text):
			found[byMonth][i] = text
		case row.Cells[i].Kind == sheet.Number:
		case u.indicator(text) != nil:
			found[byIndicator][i] = text
		case u.subject(text) != nil:
			found[bySubject][i] = text
		}
	}
	best := byMonth
	for a := byMonth; a <= bySubject; a++ {
		if len(found[a]) > len(found[best]) {
			best = a
		}
	}
	if len(found[best]) < 2 {
		return nil
	}
	return &head{best, found[best]}
}

func parsed(text string) string {
	p, err := period.Parse(text)
	if err != nil {
		return ""
	}
	return string(p)
}
