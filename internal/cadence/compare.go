package cadence

import (
	"cmp"
	"context"
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/journal"
)

// Revision is a kept line beside what it would be now. Kept or Now is nil when the line is there on one side alone.
type Revision struct {
	No   int64 // of the kept line; -1 without one
	Kept *Line
	Now  *Line
}

// Line is the kept line, or else the present one.
func (r *Revision) Line() *Line {
	if r.Kept != nil {
		return r.Kept
	}
	return r.Now
}

// Moved reports whether the rank changed.
func (r *Revision) Moved() bool {
	return r.Kept != nil && r.Now != nil && r.Kept.Rank != r.Now.Rank
}

// Comparison is a frozen period beside the present.
type Comparison struct {
	At        int64 // when it was made
	Figures   int64 // kept figures
	Revisions []Revision
	Passing   map[int64]bool // kept lines, by number, that are not compared
	head      int64          // size of the journal
	cost      int64          // how long it took
	freeze    string
}

// fresh bounds for how long a comparison serves although something was written since: making one reads the whole register, so it
// serves for so many times as long as it took, microseconds at most.
const (
	fresh  = int64(30) * 1_000_000
	served = 20
)

// Compare compares a frozen period with the present: lines that differ in value, words, colour or rank, or are gone or new. The
// answer over a large register is up to half a minute old; it bears its time.
func (s *Service) Compare(ctx context.Context, p *Period) (*Comparison, error) {
	var head int64
	if err := s.Run.DB.QueryRow(ctx, "SELECT size FROM journal_head WHERE id = 1").Scan(&head); err != nil {
		return nil, err
	}
	now := s.Run.Clock.Micro()
	s.mu.Lock()
	c := s.seen[p.Period]
	s.mu.Unlock()
	if c != nil && c.freeze == p.FreezeID && (c.head == head || now >= c.At && now-c.At < min(fresh, served*c.cost)) {
		return c, nil
	}
	lines, err := s.lines(ctx, p.P(), false)
	if err != nil {
		return nil, err
	}
	c = &Comparison{At: now, Passing: map[int64]bool{}, head: head, freeze: p.FreezeID}
	type key struct{ keeper, key string }
	present := make(map[key]*Line, len(lines))
	for i := range lines {
		present[key{lines[i].Keeper, lines[i].Key}] = &lines[i]
	}
	w := new(db.Where).And("t.freeze_id = ? AND t.kind <> ?", p.FreezeID, textKind)
	err = eachLine(ctx, s.Run.DB, w, "ORDER BY t.no", func(l *Numbered) error {
		c.Figures++
		k := key{l.Keeper, l.Key}
		is := present[k]
		delete(present, k)
		if is != nil && is.Passing {
			c.Passing[l.No] = true
		} else if is == nil || !l.Line.same(is) {
			c.Revisions = append(c.Revisions, Revision{l.No, &l.Line, is})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var added []Revision
	for _, l := range present {
		added = append(added, Revision{No: -1, Now: l})
	}
	slices.SortFunc(added, func(a, b Revision) int {
		return cmp.Or(cmp.Compare(a.Now.Keeper, b.Now.Keeper), cmp.Compare(a.Now.Key, b.Now.Key))
	})
	c.Revisions = append(c.Revisions, added...)
	c.cost = s.Run.Clock.Micro() - now
	s.mu.Lock()
	if s.seen == nil {
		s.seen = map[string]*Comparison{}
	}
	s.seen[p.Period] = c
	s.mu.Unlock()
	return c, nil
}

// same compares what people and machines read of two lines.
func (l *Line) same(o *Line) bool {
	return l.Value == o.Value && l.Words == o.Words && l.Colour == o.Colour && l.Rank == o.Rank
}

// Within gives the revisions that the scope allows, of one keeper ("" for all).
func (c *Comparison) Within(scope authz.Scope, keeper string) []Revision {
	var out []Revision
	for i := range c.Revisions {
		if l := c.Revisions[i].Line(); (keeper == "" || l.Keeper == keeper) && scope.Allows(l.Keys) {
			out = append(out, c.Revisions[i])
		}
	}
	return out
}

// Revised tells how many lines of a frozen period differ by now, inside the scope.
func (s *Service) Revised(ctx context.Context, scope authz.Scope, p *Period) (int, error) {
	c, err := s.Compare(ctx, p)
	if err != nil {
		return 0, err
	}
	return len(c.Within(scope, "")), nil
}

// Why gives the changes since the freeze of the record that a revised line is about, newest first: who changed what when.
func (s *Service) Why(ctx context.Context, p *Period, l *Line) ([]journal.Event, error) {
	events, _, err := journal.History(ctx, s.Run.DB, l.Subject, journal.Page{Size: 20})
	return slices.DeleteFunc(events, func(e journal.Event) bool { return e.At <= p.FrozenAt }), err
}

// Beside is one line of two frozen periods.
type Beside struct{ A, B *Line }

// Line is whichever there is.
func (b *Beside) Line() *Line {
	if b.B != nil {
		return b.B
	}
	return b.A
}

// SideBySide puts the ranked lines and totals of two frozen periods side by side, as far as the scope allows: those of a keeper whose
// key begins with prefix, in the order of the second period's ranks.
func (s *Service) SideBySide(ctx context.Context, scope authz.Scope, a, b *Period, keeper, prefix string) ([]Beside, error) {
	byKey := map[string]*Beside{}
	for i, p := range []*Period{a, b} {
		w := new(db.Where).And("t.freeze_id = ? AND t.keeper = ? AND t.kind <> ?", p.FreezeID, keeper, textKind).HasPrefix("t.line_key", prefix)
		w.Scope(scope.On(lineScope), "t")
		err := eachLine(ctx, s.Run.DB, w, "ORDER BY t.no", func(l *Numbered) error {
			x := byKey[l.Key]
			if x == nil {
				x = &Beside{}
				byKey[l.Key] = x
			}
			if i == 0 {
				x.A = &l.Line
			} else {
				x.B = &l.Line
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	var out []Beside
	for _, x := range byKey {
		out = append(out, *x)
	}
	last := func(n int64) int64 {
		if n == 0 {
			return 1 << 40
		}
		return n
	}
	slices.SortFunc(out, func(x, y Beside) int {
		return cmp.Or(cmp.Compare(last(x.Line().Rank), last(y.Line().Rank)), cmp.Compare(x.Line().Key, y.Line().Key))
	})
	return out, nil
}
