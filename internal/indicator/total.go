package indicator

import (
	"slices"

	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
)

// inherited is a value of a region that is no more.
type inherited struct {
	heir    Heir
	subject int
	period  int
	cell    Cell
}

// put lays a value into its place.
func (r *reader) put(g *Grid, v *Value, old *[]inherited) {
	p, ok := slices.BinarySearch(g.Periods, period.Period(v.Period))
	if !ok {
		return
	}
	state := r.states[slot{v.UnitID, v.Period}]
	if state == "" {
		state = Open
	}
	if !Shown(state) && !r.opt.Drafts || r.opt.Firm && (v.Mark == Estimated || !Locked(state)) {
		return
	}
	c := Cell{Amount: v.Amount * factorOf(r.factors, v.IndicatorID, v.Edition), Known: v.Mark != Missing, Estimated: v.Mark == Estimated, Pending: !Locked(state),
		Own: true, State: state, ID: v.ID, Revised: v.Revised > 0, At: v.UpdatedAt}
	ref := v.Subject()
	if i := r.tree.Find(ref); i >= 0 {
		*g.At(i, p) = c
		return
	}
	if h, ok := r.heirs.of(ref, r.tree); ok && (h.From == "" || g.Periods[p].First()[:7] < h.From) {
		*old = append(*old, inherited{h, r.tree.Find(record.Ref{Kind: ByRegion, ID: h.NewCode}), p, c})
	}
}

// merge adds what regions that are no more had to the region into which they went, and marks it so.
func (r *reader) merge(g *Grid, old []inherited) {
	for i := range old {
		o := &old[i]
		into := g.At(o.subject, o.period)
		if g.Ind.Across == None || g.Ind.Across == Mean {
			// a rate of two places cannot be made without their weights: the old one stands beside, in words
			if into.Known {
				into.Merged = joined(into.Merged, "不含原"+o.heir.OldName)
				continue
			}
		}
		if !into.Known {
			own := *into
			*into = o.cell
			into.ID, into.Missing = "", own.Missing
			into.Merged = "原" + o.heir.OldName
			continue
		}
		was := *into
		*into = Combine(g.Ind.Across, false, []part{{name: "", cell: &was}, {name: o.heir.OldName, cell: &o.cell}})
		into.Own, into.ID, into.Parts, into.Merged = true, was.ID, 0, joined(was.Merged, "含原"+o.heir.OldName)
	}
}

// total adds up from the leaves: what was handed in for a subject itself goes before the sum of its parts, which is kept beside it.
func (r *reader) total(g *Grid) {
	weigh := g.Ind.Across == Mean && g.Ind.WeightID != ""
	var w *Grid
	if weigh {
		w = r.weights[g.Ind.WeightID]
	}
	var parts []part
	for i := len(g.Tree.List) - 1; i >= 0; i-- {
		x := &g.Tree.List[i]
		if len(x.Below) == 0 || g.Ind.Across == None {
			continue
		}
		for p := range g.Periods {
			parts = parts[:0]
			for _, k := range x.Below {
				c := g.At(k, p)
				if !c.Known && !g.wanted[k] {
					continue
				}
				part := part{name: g.Tree.List[k].Name, cell: c}
				if weigh && w != nil && len(w.cells) == len(g.cells) {
					part.weight = w.At(k, p)
				}
				parts = append(parts, part)
			}
			own := g.At(i, p)
			if len(parts) == 0 {
				continue
			}
			sum := Combine(g.Ind.Across, weigh, parts)
			if own.Known {
				own.Below, own.Split = sum.Amount, sum.Known
				continue
			}
			*own = sum
		}
	}
}
