package report

import (
	"net/url"
	"strings"

	"lianzhang/internal/platform/document"
)

// writer turns figures into sentences. Each number it writes bears the path to its records.
type writer struct {
	base    string // path of the page that opens figures: "/reports/bulletin/2026-10/projects"
	address string // where the site stands, "https://lz.example.gov.cn"; "" when not known
	asOf    string // "2026-10-31"
	style   Style
	names   *Names
	// What versions of rates other than the house's own are counted from.
	defs definitions
	over []Item
	own  func(it *Item, name, value string) bool
}

// conds are the parameters of a figure's path: name, value, name, value …
type conds []string

func (c conds) and(more ...string) conds { return append(c[:len(c):len(c)], more...) }

// String is the query. Chinese letters stay readable; browsers encode them themselves.
func (c conds) String() string {
	var b strings.Builder
	for i := 0; i+1 < len(c); i += 2 {
		b.WriteByte("?&"[min(i, 1)])
		b.WriteString(c[i])
		b.WriteByte('=')
		for _, r := range c[i+1] {
			if r >= 0x80 || strings.ContainsRune("-_.,!:", r) {
				b.WriteRune(r)
			} else {
				b.WriteString(url.QueryEscape(string(r)))
			}
		}
	}
	return b.String()
}

// The names of figures, by which a source says what it is.
const (
	figCount     = "项目数"
	figTotal     = "总投资"
	figPlan      = "年度计划投资"
	figDone      = "完成投资"
	figRate      = "完成率"
	figSchedule  = "序时进度"
	figGap       = "与序时进度之差"
	figShort     = "投资缺口"
	figMonthDone = "当月完成投资"
	figFunds     = "到位资金"
	figMonthIn   = "当月到位资金"
	figFundRate  = "资金到位率"
	figStart     = "开工率"
	figLibrary   = "入统率"
	figRedMove   = "红灯项目增减"
	figPart      = "占比"
)

// source names a figure, with the version of its definition when it has one.
func (w *writer) source(name, formula string, c conds) document.Source {
	return document.Source{Path: w.base + c.String(), Name: name, Formula: formula, AsOf: w.asOf}
}

func (w *writer) fig(text, name, formula string, c conds) document.Run {
	return document.Fig(text, w.source(name, formula, c))
}

// count is a number of projects, "35个".
func (w *writer) count(n int64, c conds) document.Run {
	return w.fig(itoa(n)+"个", figCount, "通报范围v1", c)
}

// money is an amount in a sentence.
func (w *writer) money(yuan int64, name string, c conds) document.Run {
	return w.fig(amount(yuan), name, "", c)
}

// rate is a percentage of a versioned definition.
func (w *writer) rate(s Share, name, formula string, c conds) document.Run {
	return w.fig(w.style.share(s), name, formula, c)
}

// gap says how the rate stands to the schedule, from the displayed values: 低于序时进度5.3个百分点.
func (w *writer) gap(l *Line, c conds) []document.Run {
	units, ok := l.Gap(w.style.Decimals)
	switch {
	case !ok:
		return nil
	case units == 0:
		return say("与序时进度持平")
	case units < 0:
		return say("低于序时进度", w.fig(w.style.points(-units)+"个百分点", figGap, "v1", c))
	}
	return say("高于序时进度", w.fig(w.style.points(units)+"个百分点", figGap, "v1", c))
}

// invest tells plan, done, rate and gap of a group of projects.
func (w *writer) invest(l *Line, c conds) []document.Run {
	switch {
	case l.YearPlan <= 0 && l.YearDone == 0:
		return say("未安排年度计划投资")
	case l.YearPlan <= 0:
		return say("未安排年度计划投资，完成投资", w.money(l.YearDone, figDone, c))
	}
	return say("年度计划投资", w.money(l.YearPlan, figPlan, c), "，完成投资", w.money(l.YearDone, figDone, c),
		"，完成年度计划的", w.rate(l.Rate(), figRate, "v1", c), "，", w.gap(l, c))
}

// say joins strings, runs and lists of runs; neighbouring texts become one.
func say(parts ...any) []document.Run {
	var out []document.Run
	add := func(r document.Run) {
		if n := len(out); n > 0 && r.Source == nil && out[n-1].Source == nil && r.Bold == out[n-1].Bold {
			out[n-1].Text += r.Text
			return
		}
		if r.Text != "" {
			out = append(out, r)
		}
	}
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			add(document.Text(p))
		case document.Run:
			add(p)
		case []document.Run:
			for _, r := range p {
				add(r)
			}
		}
	}
	return out
}

// join puts a separator between lists of runs.
func join(parts [][]document.Run, sep string) []document.Run {
	var out []any
	for i, p := range parts {
		if i > 0 {
			out = append(out, sep)
		}
		out = append(out, p)
	}
	return say(out...)
}

// monthSpan is how a bulletin calls the months up to one: 1月, 1—10月.
func monthSpan(month string) string {
	m := strings.TrimPrefix(month[5:], "0")
	if m == "1" {
		return "1月"
	}
	return "1—" + m + "月"
}

// monthName is 10月.
func monthName(month string) string { return strings.TrimPrefix(month[5:], "0") + "月" }

// dayName is 11月27日.
func dayName(date string) string {
	date = fullDate(date)
	if len(date) != len("2026-11-27") {
		return date
	}
	return strings.TrimPrefix(date[5:7], "0") + "月" + strings.TrimPrefix(date[8:], "0") + "日"
}

// labelled is a group's name before 项目: 续建项目.
func labelled(label string) string {
	switch {
	case label == "":
		return "未分类项目"
	case strings.HasSuffix(label, "项目"):
		return label
	}
	return label + "项目"
}

// projectNames are the names of projects, for enumerations.
func projectNames(items []*Item) []string {
	out := make([]string, len(items))
	for i, it := range items {
		out[i] = it.Name
	}
	return out
}
