// Package report composes the office's papers from what the areas keep: the month's bulletin (月度工作通报) and the week's
// dispatch list (每周调度清单). It only reads.
//
// The work is done in three steps, each of which can be tested alone. A Register with the rules in force gives the projects
// as they stood at the end of a day (asof.go). From these, and nothing else, Compute and ComputeWeek count the Figures and
// the Week. From the figures the sentences and tables are written as a document.Doc. Every figure in the text bears the
// path to the records it was counted from; Select gives these records.
package report

import (
	"context"

	"lianzhang/internal/chain"
	"lianzhang/internal/formula"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

// Service makes the papers.
type Service struct {
	Projects *project.Service
	Review   *review.Service
	Chains   *chain.Service
	Org      *org.Service
	Formulas *formula.Service // definitions in force; nil: the house's own
	Clock    clock.Clock
	Calendar func() workday.Calendar // as it is now, for the dates by which something is asked
	Style    Style
	Limits   Limits
	// Address gives where the site stands, "https://lz.example.gov.cn", which makes links of the sources in Word; "" leaves them as
	// text. Nil knows of none.
	Address func(ctx context.Context) (string, error)
	// Kept gives the facts of a month that is frozen, from which its bulletin is made again whatever was written since; ok is
	// false of a month that is not. Nil freezes none.
	Kept func(ctx context.Context, month period.Period) (kept *Facts, ok bool, err error)
}

// address is where the site stands; "" when that is not known.
func (s *Service) address(ctx context.Context) (string, error) {
	if s.Address == nil {
		return "", nil
	}
	return s.Address(ctx)
}

// Style is how numbers are printed.
type Style struct {
	Decimals int  // of percentages and percentage points; 0 stands for 1
	Trim     bool // without zeros at the end: 122.6% instead of 122.60%
	// JoinLevels speaks of the projects of the province and the city together, as county bulletins do.
	JoinLevels bool
	Sources    bool // Word ends with the list of where each figure comes from; the workbook always has it
}

// Limits are the thresholds of the dispatch list, in days; zeros stand for the defaults.
type Limits struct {
	Stalled int // no progress under construction for so long: 30
	Talks   int // no progress in talks for so long: 60
	Red     int // red for so long: 30
	Soon    int // milestones ahead: 7
	Ahead   int // and further ahead: 30
}

func (l Limits) orDefault() Limits {
	for _, d := range []struct {
		field *int
		value int
	}{{&l.Stalled, 30}, {&l.Talks, 60}, {&l.Red, 30}, {&l.Soon, 7}, {&l.Ahead, 30}} {
		if *d.field == 0 {
			*d.field = d.value
		}
	}
	return l
}

func (s Style) orDefault() Style {
	if s.Decimals == 0 {
		s.Decimals = 1
	}
	return s
}
