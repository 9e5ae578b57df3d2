package server

import (
	"context"
	"slices"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/notify"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/score"
	"lianzhang/internal/tour"
)

var kindTour = notify.Kind{Code: "tour", Label: "观摩"}

// tellTour tells a juror that a tour can be scored.
func (a *App) tellTour(ctx context.Context, e notify.Event) (*notify.News, error) {
	t, err := a.Tours.Get(ctx, e.Ref.ID)
	if errs.CodeOf(err) == errs.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &notify.News{Title: t.Name, URL: "/tours/" + t.ID, Text: "您是评委，" + t.Days() + "走站，到站后在手机上打分",
		People: map[notify.Role][]string{notify.Mentioned: {e.Payload}}}, nil
}

// tourMeans gives scores the means of the counties on the closed tours of a period.
type tourMeans struct{ tours *tour.Service }

// Name is "tour".
func (s tourMeans) Name() string { return "tour" }

// Label is the source's Chinese name.
func (s tourMeans) Label() string { return "观摩" }

// Inputs is the one value that tours give.
func (s tourMeans) Inputs(context.Context) ([]score.Choice, error) {
	return []score.Choice{{Key: "mean", Label: "观摩平均分", Unit: "分", Places: 2}}, nil
}

// Values gives each county the mean of its means on the tours of the period.
func (s tourMeans) Values(ctx context.Context, asks []score.Ask, subjects []score.Subject, p period.Period) ([][]score.Input, error) {
	held, err := s.tours.Of(ctx, p)
	if err != nil {
		return nil, err
	}
	out := make([][]score.Input, len(asks))
	for i := range asks {
		if asks[i].Want.Key != "mean" {
			return nil, errs.New(errs.Invalid, "观摩没有“%s”这个数，只有平均分", asks[i].Want.Key)
		}
		out[i] = make([]score.Input, len(subjects))
		for k := range subjects {
			out[i][k] = tourMean(held, &subjects[k])
		}
	}
	return out, nil
}

func tourMean(held []tour.Held, sub *score.Subject) score.Input {
	switch {
	case sub.Ref.Kind != "region":
		return score.Input{Why: "观摩只按县区取数"}
	case len(held) == 0:
		return score.Input{Why: "本期没有已收分的观摩"}
	}
	in := score.Input{Why: "本期观摩没有走到"}
	for i := range held {
		for k := range held[i].Counties {
			c := &held[i].Counties[k]
			if !c.Known || c.County != sub.Ref.ID && !slices.Contains(sub.Codes, c.County) {
				continue
			}
			url := "/tours/" + held[i].ID + "/counties/" + c.County
			in.Num, in.Den, in.URL = in.Num+c.Mean, in.Den+1, url
			in.Records = append(in.Records, score.Link{Label: held[i].Name, URL: url})
		}
	}
	if in.Den > 0 {
		in.X, in.Known, in.Why, in.Source = in.Num/in.Den, true, "", "观摩平均分"
	}
	return in
}
