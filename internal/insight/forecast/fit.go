package forecast

import (
	"cmp"
	"math"
	"slices"
)

// Enough is how many endings a group needs to have a curve of its own, and FewAll how many all spells of a stage need together: with
// fewer nothing is said about the stage.
const (
	Enough = 40
	FewAll = 5
)

// Group is the curve of one stage for one stratum; Stratum "" is all spells of the stage.
type Group struct {
	Stage   Stage  `json:"stage"`
	Stratum string `json:"stratum"`
	Curve   Curve  `json:"curve"`
	even    Curve  // of the days divided by the pace, from which is drawn
}

// Model is what history says about all stages.
type Model struct {
	Groups []Group // by stage, all spells first, then the strata by name
}

// Fit estimates the curves: of each stage for all its spells, and for each stratum with at least enough endings (0 = Enough). Spells of
// negative length, or that end in an earlier stage, are left out: the caller lists them.
func Fit(spells []Spell, enough int) *Model {
	if enough == 0 {
		enough = Enough
	}
	type key struct {
		stage   Stage
		stratum string
	}
	by := map[key][]Spell{}
	for _, s := range spells {
		if !s.Sound() {
			continue
		}
		by[key{s.From, ""}] = append(by[key{s.From, ""}], s)
		for _, name := range s.Strata {
			if name != "" {
				by[key{s.From, name}] = append(by[key{s.From, name}], s)
			}
		}
	}
	m := &Model{}
	for k, rows := range by {
		c := Survival(rows)
		if k.stratum == "" || c.Ended() >= enough {
			m.Groups = append(m.Groups, Group{k.stage, k.stratum, c, Survival(evened(rows))})
		}
	}
	slices.SortFunc(m.Groups, func(a, b Group) int { return cmp.Or(cmp.Compare(a.Stage, b.Stage), cmp.Compare(a.Stratum, b.Stratum)) })
	return m
}

// evened are the spells with their days divided by their pace.
func evened(spells []Spell) []Spell {
	out := slices.Clone(spells)
	for i := range out {
		out[i].Days = int(math.Round(float64(out[i].Days) * inverse(out[i].Pace)))
	}
	return out
}

// Sound reports whether the spell can be true: no negative length, no way back, a stage that can be left.
func (s *Spell) Sound() bool {
	return s.Days >= 0 && s.From >= Planned && s.From < Capacity && s.To <= Exit && (s.To == Open || s.To > s.From)
}

// For gives the group that stands for a project in a stage: the finest stratum that has one, else all; nil when the stage is unknown
// to history or was left fewer than FewAll times, so that nothing can be said.
func (m *Model) For(stage Stage, strata []string) *Group {
	if i := m.index(stage, strata); i >= 0 {
		return &m.Groups[i]
	}
	return nil
}

func (m *Model) index(stage Stage, strata []string) int {
	all := m.find(stage, "")
	if all < 0 || m.Groups[all].Curve.Ended() < FewAll {
		return -1
	}
	for _, name := range strata {
		if i := m.find(stage, name); i >= 0 && name != "" {
			return i
		}
	}
	return all
}

func (m *Model) find(stage Stage, stratum string) int {
	return slices.IndexFunc(m.Groups, func(g Group) bool { return g.Stage == stage && g.Stratum == stratum })
}

// Known reports whether a stage was left often enough to say anything about it.
func (m *Model) Known(stage Stage) bool { return m.index(stage, nil) >= 0 }

// Next is the stage to which most go from a stage; Open when none ever went on.
func (m *Model) Next(stage Stage) Stage {
	best, most := Open, 0
	if i := m.find(stage, ""); i >= 0 {
		went := map[int]int{}
		for _, s := range m.Groups[i].Curve.Steps {
			for to, n := range s.To {
				went[to] += n
			}
		}
		for to := int(stage) + 1; to <= int(Capacity); to++ {
			if went[to] > most {
				best, most = Stage(to), went[to]
			}
		}
	}
	return best
}

// Reached counts the stays that ended in a stage: with fewer than FewAll, nothing is said about how many will.
func (m *Model) Reached(to Stage) (n int) {
	for i := range m.Groups {
		if m.Groups[i].Stratum != "" {
			continue
		}
		for _, s := range m.Groups[i].Curve.Steps {
			n += s.To[int(to)]
		}
	}
	return n
}
