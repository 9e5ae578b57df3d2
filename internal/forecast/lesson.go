package forecast

import (
	"context"

	"lianzhang/internal/insight/forecast"
	"lianzhang/internal/platform/errs"
)

// How many cases of a figure teach of their own, and how many of all figures together where these are too few.
const (
	OwnLessons = 20
	AllLessons = 40
)

// lessons are by how much each figure is widened, and the last cut-off of the back-test that taught it; by is nil when nothing did.
type lessons struct {
	by   map[string]forecast.Stretch
	from string
}

// learn takes the cases whose span was over on the day, so that nothing is learnt from what was still to come.
func learn(cases []BackCase, day string) lessons {
	var all []forecast.Past
	own := map[string][]forecast.Past{}
	for i := range cases {
		if c := &cases[i]; !c.Silent && c.Until <= day {
			p := forecast.Past{Band: c.Plain, Truth: c.Truth}
			all, own[c.Measure] = append(all, p), append(own[c.Measure], p)
		}
	}
	out := lessons{}
	common := forecast.Learn(all, AllLessons)
	for i := range measures {
		s := forecast.Learn(own[measures[i].Code], OwnLessons)
		if s.Cases == 0 {
			s = common
		}
		if s.Cases > 0 {
			if out.by == nil {
				out.by = map[string]forecast.Stretch{}
			}
			out.by[measures[i].Code] = s
		}
	}
	return out
}

// widen widens each case by those before it alone.
func (b *BackTest) widen() {
	days := map[string]lessons{}
	for i := range b.Cases {
		c := &b.Cases[i]
		l, ok := days[c.CutOff]
		if !ok {
			l = learn(b.Cases, c.CutOff)
			days[c.CutOff] = l
		}
		c.Band = l.by[c.Measure].Band(c.Plain)
	}
}

// lessons are what the latest back-test teaches for a day.
func (s *Service) lessons(ctx context.Context, day string) (lessons, error) {
	_, b, err := s.LatestBackTest(ctx)
	if errs.CodeOf(err) == errs.NotFound {
		return lessons{}, nil
	}
	if err != nil {
		return lessons{}, err
	}
	out := learn(b.Cases, day)
	out.from = b.To
	return out, nil
}
