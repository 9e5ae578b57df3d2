package report

import (
	"math"
	"net/url"
	"strconv"
	"strings"

	"lianzhang/internal/platform/document"
	"lianzhang/internal/report"
	"lianzhang/internal/review"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// checkPage tells of each figure of a paper whether the records behind it come to the same.
type checkPage struct {
	ui.Page
	Sub   string
	Ask   []ui.Line // figures that differ
	Lines []ui.Line // the first of those that agree
	Rest  string
}

// verdict is what the check says of a figure.
type verdict int

const (
	unknown verdict = iota // no single selection of records tells it: a share of a share
	agrees
	differs
)

// shown is how many agreeing figures the check names.
const shown = 10

func (d Deps) check(q *web.Req, p *Paper) error {
	page := &checkPage{Page: q.Page(section, "核数")}
	page.Crumbs = []ui.Link{{Label: "通报", URL: "/reports"}, {Label: p.name(), URL: p.base()}, {Label: "核数"}}
	n := map[verdict]int{}
	for _, f := range p.Doc.Figures() {
		v, worth, err := checkFigure(p, f)
		if err != nil {
			return err
		}
		n[v]++
		line := ui.Line{Text: f.Text, URL: f.Source.Path, Note: ui.Plain(f.Source.Note())}
		switch {
		case v == differs:
			l := ui.Sign(ui.Yellow, "要核")
			line.Light = &l
			line.Note = ui.Plain(f.Source.Note() + "；记录合计为" + worth)
			page.Ask = append(page.Ask, line)
		case v == agrees && len(page.Lines) < shown && f.Source.Formula != "":
			l := ui.Sign(ui.Green, "一致")
			line.Light = &l
			page.Lines = append(page.Lines, line)
		}
	}
	page.Sub = strconv.Itoa(n[agrees]) + "处一致"
	if n[differs] > 0 {
		page.Sub += "，" + strconv.Itoa(n[differs]) + "处要核"
	}
	if rest := n[agrees] - len(page.Lines); rest > 0 {
		page.Rest = "其余" + strconv.Itoa(rest) + "处也与记录一致"
	}
	if n[unknown] > 0 {
		page.Rest += map[bool]string{true: "；", false: ""}[page.Rest != ""] + strconv.Itoa(n[unknown]) + "处由多处相比得出，请点开核对"
	}
	return q.RenderList("report/check", "check", page)
}

// checkFigure selects the records behind a figure and compares what they come to with what is printed, within the rounding
// of the print.
func checkFigure(p *Paper, f document.Figure) (v verdict, worth string, err error) {
	u, err := url.Parse(f.Source.Path)
	if err != nil || !strings.HasPrefix(u.Path, p.base()+"/projects") {
		return unknown, "", nil // a table stands for its cells; a record for itself
	}
	said, step, ok := number(f.Text)
	if !ok {
		return unknown, "", nil
	}
	s, err := p.Select(u.Query())
	if err != nil {
		return unknown, "", err
	}
	is, ok := value(f.Source.Name, s)
	if !ok {
		return unknown, "", nil
	}
	if math.Abs(said-is) <= step/2+1e-9 {
		return agrees, "", nil
	}
	return differs, printed(f.Text, is), nil
}

// value computes a figure from the records behind it; ok is false for figures that no single selection tells.
func value(name string, s *report.Selection) (v float64, ok bool) {
	l := &s.Line
	share := func(x report.Share) (float64, bool) {
		if !x.OK() {
			return 0, false
		}
		return float64(x.Num) / float64(x.Den), true
	}
	switch name {
	case "项目数":
		return float64(l.N), true
	case "总投资":
		return float64(l.TotalInvest), true
	case "年度计划投资":
		return float64(l.YearPlan), true
	case "完成投资":
		return float64(l.YearDone), true
	case "投资缺口":
		return float64(l.YearDue - l.YearDone), true
	case "到位资金":
		return float64(l.FundsIn), true
	case "当月到位资金":
		return float64(l.MonthFund), true
	case "当月完成投资":
		return float64(l.MonthDone), true
	case "完成率":
		return share(l.Rate())
	case "序时进度":
		return share(l.Schedule())
	case "资金到位率":
		return share(report.Share{Num: l.FundsIn, Den: l.TotalInvest})
	case "入统率":
		return share(report.Share{Num: l.Library, Den: l.Started})
	case "与序时进度之差":
		units, ok := l.Gap(1)
		return math.Abs(float64(units)) / 10, ok
	case "红灯项目增减":
		n := 0
		for _, it := range s.Items {
			if it.In && it.Light == review.Red {
				n++
			}
			if it.Was == review.Red {
				n--
			}
		}
		return math.Abs(float64(n)), true
	}
	return 0, false
}

// units are what printed figures count in, longest first.
var units = []struct {
	text  string
	times float64
}{{"个百分点", 1}, {"亿元", 1e8}, {"万元", 1e4}, {"%", 0.01}, {"个", 1}}

// number reads a printed figure, "45.60亿元", and how much its last digit is worth.
func number(text string) (v, step float64, ok bool) {
	for _, u := range units {
		digits, found := strings.CutSuffix(text, u.text)
		if !found {
			continue
		}
		digits = strings.ReplaceAll(digits, ",", "")
		v, err := strconv.ParseFloat(digits, 64)
		if err != nil {
			return 0, 0, false
		}
		decimals := 0
		if _, after, ok := strings.Cut(digits, "."); ok {
			decimals = len(after)
		} else if u.times >= 1e4 {
			decimals = 2 // amounts are printed without the zeros at their end
		}
		if u.times >= 1e4 {
			decimals = max(decimals, 2)
		}
		step = u.times * math.Pow10(-decimals)
		if u.text == "个" {
			step = 0
		}
		return v * u.times, step, true
	}
	return 0, 0, false
}

// printed writes a value in the form of a printed figure.
func printed(like string, v float64) string {
	for _, u := range units {
		if strings.HasSuffix(like, u.text) {
			decimals := 2
			switch u.text {
			case "个":
				decimals = 0
			case "%", "个百分点":
				decimals = 1
			}
			return strconv.FormatFloat(v/u.times, 'f', decimals, 64) + u.text
		}
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}
