package report

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/report"
)

// Paper is a paper that has been made, with what pages need of it.
type Paper struct {
	report.Paper
	Period period.Period
	Doc    *document.Doc
	Day    string // as of
	N      int64  // projects that it reports on
	Week   *report.Week
	kind   kind
}

// base is the address of the paper.
func (p *Paper) base() string { return p.kind.base + string(p.Period) }

// Shelf keeps the papers made last: making one reads the whole register, and a reader opens a paper, its figures and its
// files one after another. A paper is made anew as soon as anything at all was written.
type Shelf struct {
	Report *report.Service
	DB     *db.DB

	mu   sync.Mutex
	kept []shelved
}

type shelved struct {
	key   string
	head  int64 // size of the journal when it was made
	paper *Paper
}

// shelfRoom is how many papers are kept, and shelfProjects up to how many projects in each: a paper holds them all.
const (
	shelfRoom     = 6
	shelfProjects = 20_000
)

// Dispatch gives the dispatch list of a week.
func (s *Shelf) Dispatch(ctx context.Context, actor authz.Actor, week string) (*Paper, error) {
	return s.paper(ctx, actor, dispatch, week)
}

func (s *Shelf) paper(ctx context.Context, actor authz.Actor, k kind, text string) (*Paper, error) {
	if err := actor.Need(authz.ReportMake); err != nil {
		return nil, err
	}
	var head int64
	if err := s.DB.QueryRow(ctx, "SELECT size FROM journal_head WHERE id = 1").Scan(&head); err != nil {
		return nil, err
	}
	key := fmt.Sprint(k.name, text, s.Report.Clock.Today(), actor.Scope, actor.UnitID) // the unit signs the paper
	s.mu.Lock()
	for _, x := range s.kept {
		if x.key == key && x.head == head {
			s.mu.Unlock()
			return x.paper, nil
		}
	}
	s.mu.Unlock()
	p, err := s.make(ctx, actor, k, text)
	if err != nil {
		return nil, err
	}
	if p.N <= shelfProjects {
		s.put(shelved{key, head, p})
	}
	return p, nil
}

func (s *Shelf) put(x shelved) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept = append(slices.DeleteFunc(s.kept, func(o shelved) bool { return o.key == x.key || o.head != x.head }), x)
	if len(s.kept) > shelfRoom {
		s.kept = slices.Delete(s.kept, 0, len(s.kept)-shelfRoom)
	}
}

func (s *Shelf) make(ctx context.Context, actor authz.Actor, k kind, text string) (*Paper, error) {
	if k == dispatch {
		d, err := s.Report.Dispatch(ctx, actor, text)
		if err != nil {
			return nil, err
		}
		return &Paper{Paper: d, Period: d.Figures.Week, Doc: d.Doc, Day: d.Figures.Day, N: d.Figures.All.N, Week: d.Figures, kind: k}, nil
	}
	b, err := s.Report.Bulletin(ctx, actor, text)
	if err != nil {
		return nil, err
	}
	return &Paper{Paper: b, Period: b.Figures.Month, Doc: b.Doc, Day: b.Figures.Day, N: b.Figures.All.N, kind: k}, nil
}
