package indicator

import (
	"fmt"
	"slices"
	"strings"

	numbers "lianzhang/internal/platform/number"
	"lianzhang/internal/platform/sheet"
)

// row unfolds one row of the matrix.
func (u *unfolder) row(sheetName string, h *head, f *frame, row sheet.Row) {
	label := map[axis]string{}
	var spare []string // words that name nothing known
	measure := ""
	for i := range row.Cells {
		c := &row.Cells[i]
		text := strings.TrimSpace(numbers.Tidy(c.Text))
		if _, inside := h.cols[i]; inside || text == "" {
			continue
		}
		headWord := ""
		if i < len(f.labels) {
			headWord = strings.TrimSpace(f.labels[i])
		}
		switch {
		case headWord == "序号":
		case strings.Contains(headWord, "单位") && measured(text):
			measure = text
		case c.Kind == sheet.Date && len(text) >= 7:
			label[byMonth] = text[:7]
		case monthHead.MatchString(text) || parsed(text) != "" && len(text) > 4:
			label[byMonth] = text
		case c.Kind == sheet.Number:
		case u.indicator(text) != nil && label[byIndicator] == "":
			label[byIndicator] = text
		case u.subject(text) != nil && label[bySubject] == "":
			label[bySubject] = text
		default:
			spare = append(spare, text)
		}
	}
	name := append(slices.Clone(spare), label[bySubject])[0]
	if totals.MatchString(name) || totals.MatchString(label[bySubject]) {
		u.out.Skipped = append(u.out.Skipped, fmt.Sprintf("%s第%d行“%s”是合计，系统自己汇总", sheetName, row.Number, name))
		return
	}
	pick := func(a axis, title, given string) string {
		if label[a] != "" {
			return label[a]
		}
		if title == "" && given == "" && len(spare) > 0 && h.axis != a {
			w := spare[0]
			spare = spare[1:]
			return w // an unknown name: the import says so at its row
		}
		if title == "" {
			return given
		}
		return title
	}
	indicator, subject, when := "", "", ""
	if h.axis != byIndicator {
		indicator = pick(byIndicator, f.indicator, u.given.Indicator)
	}
	if h.axis != bySubject {
		subject = pick(bySubject, f.subject, u.given.Subject)
	}
	if h.axis != byMonth {
		when = pick(byMonth, f.period, u.given.Period)
	}
	cols := make([]int, 0, len(h.cols))
	for i := range h.cols {
		cols = append(cols, i)
	}
	slices.Sort(cols)
	for _, i := range cols {
		if i >= len(row.Cells) {
			continue
		}
		out, ok := cellOf(&row.Cells[i])
		if !ok {
			continue
		}
		out.Indicator, out.Subject, out.Period, out.Measure = indicator, subject, when, measure
		switch h.axis {
		case byMonth:
			out.Period = h.cols[i]
		case byIndicator:
			out.Indicator = h.cols[i]
		default:
			out.Subject = h.cols[i]
		}
		out.Period = u.when(out.Period, f)
		plainName, own := SplitHead(out.Indicator)
		if out.Indicator = plainName; out.Measure == "" {
			out.Measure = own
		}
		if out.Measure == "" {
			out.Measure = f.measure
		}
		out.Cell = sheetName + "!" + row.Cells[i].Ref
		u.out.Rows = append(u.out.Rows, out)
	}
}

// cellOf reads a cell of the matrix: a number, one marked as estimated (预计), or the word that there is none (暂缺). Empty cells and
// dashes are nothing.
func cellOf(c *sheet.Cell) (LongRow, bool) {
	text := strings.TrimSpace(numbers.Tidy(c.Text))
	switch {
	case c.Kind == sheet.Empty:
		return LongRow{}, false
	case strings.Contains(text, "缺") || strings.Contains(text, "未出"):
		return LongRow{Mark: "缺报", Note: text}, true
	case numbers.Blank(text):
		return LongRow{}, false
	case estimate.MatchString(text) || strings.HasPrefix(text, "*"):
		return LongRow{Amount: strings.TrimSpace(strings.TrimPrefix(estimate.ReplaceAllString(text, ""), "*")), Mark: "估计数"}, true
	}
	return LongRow{Amount: text}, true
}

// SplitHead parts a head like 规上工业产值（亿元） into name and unit of measure; measure is "" where none stands there.
func SplitHead(text string) (name, measure string) {
	text = strings.Join(strings.Fields(text), "")
	for _, b := range [][2]string{{"（", "）"}, {"(", ")"}, {"[", "]"}} {
		i := strings.LastIndex(text, b[0])
		if i <= 0 || !strings.HasSuffix(text, b[1]) {
			continue
		}
		inner := strings.TrimSuffix(text[i+len(b[0]):], b[1])
		for _, lead := range []string{"单位：", "单位:", "单位"} {
			inner = strings.TrimPrefix(inner, lead)
		}
		if measured(inner) {
			return text[:i], inner
		}
	}
	return text, ""
}

// measured reports whether a word is a unit of measure that is known.
func measured(word string) bool {
	return slices.ContainsFunc(families, func(f map[string]float64) bool { _, ok := f[word]; return ok })
}
