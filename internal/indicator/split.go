package indicator

import (
	"context"
	"math"
	"slices"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
)

// Split is a yearly target and how it is parted among those below.
type Split struct {
	IndicatorID string
	Year        int
	Of          record.Ref // whose target it is
	Amount      float64
	Path        string // Equal, Shape, Given
	Given       Year   // of Given
	Basis       string
	By          string // among which kind it is parted: region, chain, unit; "" = not at all
	Parts       map[record.Ref]float64
	Adopt       bool   // else it is kept as a draft
	Reason      string // why it is adopted although the parts do not make the whole
}

// Gap is what the parts leave of the whole: above zero is not parted yet, below zero is parted twice. ok is false where parts need
// not make the whole, as with rates.
func (i *Indicator) Gap(whole float64, parts []float64) (gap float64, ok bool) {
	switch i.Across {
	case Sum:
		sum := 0.0
		for _, v := range parts {
			sum += v
		}
		return round(whole-sum, i.Decimals), true
	case Max:
		if len(parts) == 0 {
			return whole, true
		}
		return round(whole-slices.Max(parts), i.Decimals), true
	}
	return 0, false
}

// GapWords says what the parts leave of the whole, "" when they make it.
func (i *Indicator) GapWords(gap float64) string {
	switch {
	case gap > 0:
		return "差" + plain(gap, i.Decimals) + i.Measure + "未分解"
	case gap < 0:
		return "超分解" + plain(-gap, i.Decimals) + i.Measure
	}
	return ""
}

// SetSplit stores a target with its parts. It is not adopted when the parts do not make the whole, unless a reason is given; the
// reason is kept with the whole.
func (s *Service) SetSplit(ctx context.Context, actor authz.Actor, d Split) error {
	ind, err := s.Get(ctx, d.IndicatorID)
	if err != nil {
		return err
	}
	if err := d.check(ind); err != nil {
		return err
	}
	past, err := s.pastYear(ctx, ind, d.By, d.Year-1)
	if err != nil {
		return err
	}
	what := change.What{Action: "indicator.target", Perm: authz.IndicatorEdit, Ref: ind.Ref(), Reason: d.Reason}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		whole, err := d.way(ind, past, d.Of, d.Amount)
		if err != nil {
			return err
		}
		if err := s.putTarget(ctx, tx, ind, &d, d.Of, d.Amount, whole); err != nil {
			return err
		}
		for ref, amount := range d.Parts {
			way := Year{}
			if d.Path == Given { // the parts run as the whole does
				for m := range way {
					if d.Amount != 0 {
						way[m] = amount * whole[m] / d.Amount
					}
				}
			} else if way, err = d.way(ind, past, ref, amount); err != nil { // a part without a last year of its own runs evenly
				way = EqualPath(amount, ind.Over, math.NaN())
			}
			if err := s.putTarget(ctx, tx, ind, &d, ref, amount, way); err != nil {
				return err
			}
		}
		return nil
	})
}

func (d *Split) check(ind *Indicator) error {
	var bad errs.Fields
	if ind.Source == Heading {
		bad.Add("indicator", "“%s”是分组标题，没有数据，不能定目标", ind.Name)
	}
	if d.Year < 2000 || d.Year > 2100 {
		bad.Add("year", "填年份，例如2026")
	}
	if d.Path == "" {
		d.Path = Equal
	}
	if d.Path != Equal && d.Path != Shape && d.Path != Given {
		bad.Add("path", "选分月方式：均分、按上年走势、自行给定")
	}
	if d.By != "" && len(d.Parts) > 0 {
		parts := make([]float64, 0, len(d.Parts))
		for ref, v := range d.Parts {
			parts = append(parts, v)
			if v < 0 && ind.Low >= 0 && ind.Across == Sum && d.Amount >= 0 {
				bad.Add("part-"+ref.String(), "不能是负数")
			}
		}
		if gap, ok := ind.Gap(d.Amount, parts); ok && gap != 0 && d.Adopt && strings.TrimSpace(d.Reason) == "" {
			bad.Add("reason", "分解合计与总目标不符，%s；改到相符，或写明理由后再下达", ind.GapWords(gap))
		}
	}
	return bad.Err()
}
