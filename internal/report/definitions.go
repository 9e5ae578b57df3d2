package report

import (
	"context"
	"fmt"
	"net/url"

	"lianzhang/internal/catalog"
	"lianzhang/internal/formula"
	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/rule"
	"lianzhang/internal/project"
)

// slot is a place of the bulletin that a definition of the registry fills: the version in force on the month's last day. house
// is the version for which the sentence is written and whose numbers Compute counts; of any other the sentence says what it is.
type slot struct {
	code  string
	shape formula.Shape
	house int64
}

var (
	slotStart     = slot{"start_rate", formula.Flat, 1}
	slotLibrary   = slot{"library_rate", formula.Flat, 1}
	slotFunds     = slot{"funds_rate", formula.Flat, 1}
	slotFulfilled = slot{"fulfilled_rate", formula.Flat, 1}
	slotStarted   = slot{"start_rate", formula.Chained, 3}
	slotProduced  = slot{"produced_rate", formula.Chained, 2}
	slotCapacity  = slot{"capacity_rate", formula.Chained, 2}
	slotDone      = slot{"done_rate", formula.Flat, 1}
	slotSchedule  = slot{"schedule", formula.Flat, 1}
	slots         = []slot{slotStart, slotLibrary, slotFunds, slotFulfilled, slotStarted, slotProduced, slotCapacity}
)

// HeldFormulas are the codes of definitions that the bulletin cannot do without, as the registry wants them; FixedFormulas those
// on which its ranks, gaps and range are built, so that no other version can take their place.
func HeldFormulas() (held, fixed []string) {
	for _, s := range slots {
		key := s.code
		if s.shape == formula.Chained {
			key += "/chained"
		}
		held = append(held, key)
	}
	return append(held, "done_rate", "schedule", "bulletin_range"), []string{"done_rate", "schedule", "bulletin_range"}
}

// definitions are the versions that a paper uses, by slot; what is absent is the house's own.
type definitions map[slot]*formula.Compiled

// definitions reads the versions in force on a day.
func (s *Service) definitions(ctx context.Context, day string) (definitions, error) {
	out := definitions{}
	if s.Formulas == nil {
		return out, nil
	}
	for _, x := range slots {
		c, err := s.Formulas.On(ctx, x.code, x.shape, day)
		if errs.CodeOf(err) == errs.NotFound {
			continue // nothing was adopted yet on that day
		}
		if err != nil {
			return nil, err
		}
		if c.Number != x.house {
			out[x] = c
		}
	}
	return out, nil
}

// list gives the versions that are not the house's own, to be kept with a frozen month. What they name is written out, so that
// they stand alone.
func (d definitions) list() []formula.Definition {
	var out []formula.Definition
	for _, x := range slots {
		if c := d[x]; c != nil {
			out = append(out, c.Alone())
		}
	}
	return out
}

// all are the versions that a bulletin uses: the house's own, as shipped, with the others in their place.
func (d definitions) all() ([]formula.Definition, error) {
	shipped, err := formula.Shipped()
	var out []formula.Definition
	for _, f := range shipped {
		if f.Code == "bulletin_range" {
			out = append(out, f)
		}
		for _, x := range append([]slot{slotDone, slotSchedule}, slots...) {
			if f.Code != x.code || f.Number != x.house {
				continue
			}
			if c := d[x]; c != nil {
				f = c.Definition
			}
			out = append(out, f)
		}
	}
	return out, err
}

// definitionsOf reads kept versions back.
func definitionsOf(kept []formula.Definition) (definitions, error) {
	out := definitions{}
	all, err := formula.Compile(catalog.FormulaSources(), kept)
	if err != nil {
		return nil, err
	}
	for _, c := range all {
		for _, x := range slots {
			if c.Code == x.code && c.Shape == x.shape {
				out[x] = c
			}
		}
	}
	return out, nil
}

// defined is the rate of a slot: the house's own share with its path, or what the version in force gives over the items that
// base selects, and then with the definition in brackets.
func (w *writer) defined(x slot, name string, house Share, c, base conds) []document.Run {
	d := w.defs[x]
	if d == nil {
		return say(w.rate(house, name, fmt.Sprintf("v%d", x.house), c))
	}
	share, path := w.by(d, base)
	return say(w.rate(share, name, fmt.Sprintf("v%d", d.Number), path), "（"+d.Label()+"，"+d.Note+"）")
}

// by computes a definition over the items that base selects; path opens its denominator.
func (w *writer) by(d *formula.Compiled, base conds) (Share, conds) {
	v := url.Values{}
	for i := 0; i+1 < len(base); i += 2 {
		v.Set(base[i], base[i+1])
	}
	picked, err := selectItems(w.over, v, w.asOf, w.names, w.own)
	if err != nil {
		return Share{}, base // base is our own, and always reads
	}
	b, err := d.Bind(formula.Ask{}, w.asOf)
	if err != nil {
		return Share{}, base
	}
	value := b.Over(func(yield func(rule.Row)) {
		for _, it := range picked.Items {
			yield(it.Value)
		}
	})
	return Share{int64(value.Num), int64(value.Den)}, base.and("where", b.Where(b.Den))
}

// stepSlot is the slot of a step of the chained sentence.
func stepSlot(stage string) slot {
	switch stage {
	case project.Started:
		return slotStarted
	case project.Produced:
		return slotProduced
	}
	return slotCapacity
}
