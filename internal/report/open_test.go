package report

import (
	"net/url"
	"strings"
	"testing"

	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/stencil"
	"lianzhang/internal/review"
)

// opened is a figure as printed with the selection of its own path, and what that selection comes to under the figure's
// name. Want is "" for names that are no figure, such as that of a whole table.
type opened struct {
	text, want string
	source     document.Source
}

// openAll opens every figure of a paper that leads to records.
func openAll(t *testing.T, d *document.Doc, base string, style Style, sel func(url.Values) (*Selection, error)) []opened {
	t.Helper()
	var out []opened
	check := func(text string, src *document.Source) {
		if src == nil || strings.HasPrefix(src.Path, "/projects/") {
			return
		}
		path, query, _ := strings.Cut(src.Path, "?")
		if path != base {
			t.Errorf("%s: path %s does not begin with %s", text, src.Path, base)
			return
		}
		v, err := url.ParseQuery(query)
		if err != nil {
			t.Errorf("%s: %v", src.Path, err)
			return
		}
		s, err := sel(v)
		if err != nil {
			t.Errorf("%s: %v", src.Path, err)
			return
		}
		out = append(out, opened{text, worth(src.Name, text, s, style), *src})
	}
	walk := func(blocks []document.Block) {
		for _, b := range blocks {
			switch b := b.(type) {
			case document.Para:
				for _, r := range b.Runs {
					check(r.Text, r.Source)
				}
			case document.Heading:
				for _, r := range b.Runs {
					check(r.Text, r.Source)
				}
			case document.Table:
				for _, row := range b.Rows {
					for _, c := range row.Cells {
						check(c.Text, c.Source)
					}
				}
			}
		}
	}
	walk(d.Blocks)
	for _, a := range d.Attachments {
		walk(a.Blocks)
	}
	return out
}

// worth computes a figure from its selection anew, in the form in which it is printed.
func worth(name, printed string, s *Selection, style Style) string {
	l := &s.Line
	cell := !strings.ContainsAny(printed, "个元%点")
	money := func(yuan int64) string {
		if cell {
			return yi(yuan)
		}
		return amount(yuan)
	}
	share := func(x Share) string {
		if cell {
			return Style{Decimals: style.Decimals}.points(x.Units(style.Decimals))
		}
		return style.share(x)
	}
	gap, _ := l.Gap(style.Decimals)
	switch name {
	case figCount:
		if cell {
			return itoa(l.N)
		}
		return itoa(l.N) + "个"
	case figTotal:
		return money(l.TotalInvest)
	case figPlan:
		return money(l.YearPlan)
	case figDone:
		return money(l.YearDone)
	case figRate:
		return share(l.Rate())
	case figSchedule:
		return share(l.Schedule())
	case figGap:
		if cell {
			return Style{Decimals: style.Decimals}.signed(gap)
		}
		return style.points(max(gap, -gap)) + "个百分点"
	case figShort:
		return money(l.YearDue - l.YearDone)
	case figFunds:
		return money(l.FundsIn)
	case figMonthIn:
		return money(l.MonthFund)
	case figMonthDone:
		return money(l.MonthDone)
	case figFundRate:
		return share(Share{l.FundsIn, l.TotalInvest})
	case figStart, "履约率", "投产率", "达产率":
		return "" // proved by the formulas, see TestFormulasAgree
	case figLibrary:
		return share(Share{l.Library, l.Started})
	case figRedMove:
		n := int64(0)
		for _, it := range s.Items {
			if it.In && it.Light == review.Red {
				n++
			}
			if it.Was == review.Red {
				n--
			}
		}
		return itoa(max(n, -n)) + "个"
	case "填报完成投资", figPart:
		return ""
	}
	return "unknown figure " + name
}

// TestFiguresOpen: every number of both papers is what the records behind it come to.
func TestFiguresOpen(t *testing.T) {
	s := smallCity(t)
	for _, month := range []string{"2026-10", "2026-01", "2025-06"} {
		b, err := s.Bulletin(t.Context(), office(), month)
		if err != nil {
			t.Fatal(err)
		}
		compare(t, month, openAll(t, b.Doc, "/reports/bulletin/"+month+"/projects", b.style, b.Select), 80)
		compare(t, month+" by name", openAll(t, runsOf(b.Values()), "/reports/bulletin/"+month+"/projects", b.style, b.Select), 150)
	}
	for _, week := range []string{"2026-W47", "2026-W40", "2025-W30"} {
		d, err := s.Dispatch(t.Context(), office(), week)
		if err != nil {
			t.Fatal(err)
		}
		compare(t, week, openAll(t, d.Doc, "/reports/dispatch/"+week+"/projects", d.style, d.Select), 25)
	}
}

// runsOf strings the named figures together.
func runsOf(v stencil.Values) *document.Doc {
	var runs []document.Run
	add := func(fields map[string]stencil.Value) {
		for _, x := range fields {
			if x.Source != nil {
				runs = append(runs, document.Fig(x.Text, *x.Source))
			}
		}
	}
	add(v.Fields)
	for _, l := range v.Lists {
		for _, item := range l.Items {
			add(item)
		}
	}
	return &document.Doc{Blocks: []document.Block{document.P(runs...)}}
}

func compare(t *testing.T, name string, figures []opened, atLeast int) {
	t.Helper()
	n := 0
	for _, f := range figures {
		if f.want == "" {
			continue
		}
		if n++; f.text != f.want {
			t.Errorf("%s: %s %s opens to %s at %s", name, f.source.Name, f.text, f.want, f.source.Path)
		}
	}
	t.Logf("%s: %d figures opened", name, n)
	if n < atLeast {
		t.Errorf("%s: only %d figures open; %d expected at least", name, n, atLeast)
	}
}
