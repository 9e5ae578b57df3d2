package formula

import (
	"context"
	"slices"
	"sync"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

// Service keeps the registry and answers what a definition gives.
type Service struct {
	Run     *change.Runner
	Org     *org.Service
	Sources []Source // the lists over which definitions may be written, in the order of pages
	// Held are the codes that papers cannot do without, "code/chained" for the chained version; Fixed those of which they
	// cannot use another version.
	Held, Fixed []string
	book        kept
}

// kept caches the compiled registry; another node's change is seen after staleAfter.
type kept struct {
	sync.Mutex
	defs []Definition // in the order of the registry, versions ascending
	all  map[string]*Compiled
	bad  map[string]error
	at   int64
}

const staleAfter = 2_000_000 // microseconds

var definitions = db.NewTable[Definition](Kind)

func invalid(format string, args ...any) error { return errs.New(errs.Invalid, format, args...) }

// source finds a list by its kind.
func (s *Service) source(kind string) *Source {
	for i := range s.Sources {
		if s.Sources[i].Spec.Name == kind {
			return &s.Sources[i]
		}
	}
	return nil
}

func (s *Service) sources() map[string]*Source {
	out := map[string]*Source{}
	for i := range s.Sources {
		out[s.Sources[i].Spec.Name] = &s.Sources[i]
	}
	return out
}

func (s *Service) forget() {
	s.book.Lock()
	s.book.defs = nil
	s.book.Unlock()
}

// read gives the registry, compiled.
func (s *Service) read(ctx context.Context) (defs []Definition, all map[string]*Compiled, bad map[string]error, err error) {
	s.book.Lock()
	defer s.book.Unlock()
	k, now := &s.book, s.Run.Clock.Micro()
	if k.defs != nil && now-k.at < staleAfter && now >= k.at {
		return k.defs, k.all, k.bad, nil
	}
	if k.defs, err = definitions.Select(ctx, s.Run.DB, new(db.Where), "ORDER BY t.sort, t.code, t.number"); err != nil {
		return nil, nil, nil, err
	}
	k.all, k.bad = compileAll(s.sources(), k.defs)
	k.at = now
	return k.defs, k.all, k.bad, nil
}

// compileAll makes a registry ready; bad are the definitions that are not, by label.
func compileAll(sources map[string]*Source, defs []Definition) (all map[string]*Compiled, bad map[string]error) {
	b := newBook(sources, defs)
	for i := range defs {
		_, _ = b.compile(defs[i].Label())
	}
	return b.done, b.failed
}

// All are all versions, in the order of the registry.
func (s *Service) All(ctx context.Context) ([]Definition, error) {
	defs, _, _, err := s.read(ctx)
	return slices.Clone(defs), err
}

// Versions are the versions of a code or name, oldest first; NotFound when there are none.
func (s *Service) Versions(ctx context.Context, code string) ([]Definition, error) {
	defs, _, _, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	var out []Definition
	for _, d := range defs {
		if d.Code == code || d.Name == code {
			out = append(out, d)
		}
	}
	if out == nil {
		return nil, errs.New(errs.NotFound, "口径库里没有“%s”", code)
	}
	return out, nil
}

// Get gives a definition ready to be asked, by code or name; version 0 is the adopted one, the flat before the chained.
func (s *Service) Get(ctx context.Context, code string, version int) (*Compiled, error) {
	return s.on(ctx, code, version, "", s.Run.Clock.Today())
}

// On gives the version of a code that was in force on a day, of a shape unless that is "".
func (s *Service) On(ctx context.Context, code string, shape Shape, day string) (*Compiled, error) {
	return s.on(ctx, code, 0, shape, day)
}

func (s *Service) on(ctx context.Context, code string, version int, shape Shape, day string) (*Compiled, error) {
	defs, all, bad, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	var found *Definition
	for i := range defs {
		d := &defs[i]
		switch {
		case d.Code != code && d.Name != code || shape != "" && d.Shape != shape:
		case version != 0 && d.Number == int64(version), version == 0 && d.InForce(day) && (found == nil || found.Shape == Chained):
			found = d
		}
	}
	if found == nil {
		return nil, missing(defs, code, version, day)
	}
	if err := bad[found.Label()]; err != nil {
		return nil, err
	}
	return all[found.Label()], nil
}

func missing(defs []Definition, code string, version int, day string) error {
	if !slices.ContainsFunc(defs, func(d Definition) bool { return d.Code == code || d.Name == code }) {
		return errs.New(errs.NotFound, "口径库里没有“%s”", code)
	}
	if version != 0 {
		return errs.New(errs.NotFound, "“%s”没有第%d版", code, version)
	}
	return errs.New(errs.NotFound, "“%s”在%s没有采用的版本，请在口径页采用一个", code, day)
}

// ScopeOn is what of a definition's list a person sees.
func (c *Compiled) ScopeOn(actor authz.Actor) authz.Scope {
	if c.source.Scope != nil {
		return c.source.Scope(actor)
	}
	return actor.Scope
}
