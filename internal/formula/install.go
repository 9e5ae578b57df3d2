package formula

import (
	"context"
	_ "embed" // the shipped definitions
	"encoding/json"
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

//go:embed shipped.json
var shipped []byte

// Shipped are the definitions that the program brings along, in the order of the registry.
func Shipped() ([]Definition, error) {
	var out []Definition
	if err := json.Unmarshal(shipped, &out); err != nil {
		return nil, errs.Wrap(err, errs.Internal, "自带的口径读不出")
	}
	for i := range out {
		out[i].Shipped, out[i].Sort = true, int64(i+1)
	}
	return out, nil
}

// Compile makes a set of definitions ready, for tests and for papers without a registry; the first that is wrong is the
// error.
func Compile(sources []Source, defs []Definition) ([]*Compiled, error) {
	byKind := map[string]*Source{}
	for i := range sources {
		byKind[sources[i].Spec.Name] = &sources[i]
	}
	b := newBook(byKind, defs)
	out := make([]*Compiled, len(defs))
	for i := range defs {
		var err error
		if out[i], err = b.compile(defs[i].Label()); err != nil {
			return nil, errs.Wrap(err, errs.Invalid, "口径%s写错了：%s", defs[i].Label(), message(err))
		}
	}
	return out, nil
}

// Install stores the shipped definitions that are not there yet.
func (s *Service) Install(ctx context.Context) error {
	defs, err := Shipped()
	if err != nil {
		return err
	}
	have, err := definitions.Select(ctx, s.Run.DB, new(db.Where), "")
	if err != nil {
		return err
	}
	key := func(d *Definition) string { return d.Code + d.Label() }
	old := map[string]bool{}
	for i := range have {
		old[key(&have[i])] = true
	}
	defs = slices.DeleteFunc(defs, func(d Definition) bool { return old[key(&d)] })
	if len(defs) == 0 {
		return nil
	}
	return s.Run.Run(ctx, authz.System("job"), change.What{Action: "formula.install", Perm: authz.FormulaEdit}, func(tx *change.Tx) error {
		tx.AfterCommit(s.forget)
		for i := range defs {
			d := &defs[i]
			d.ID, d.CreatedAt, d.CreatedBy, d.Reason = tx.NewID(), tx.Now, tx.Actor.ID, "安装时自带"
			if d.State == Adopted && taken(have, d) {
				d.State = Draft // the office has its own by now
			}
			if err := definitions.Insert(ctx, tx, d); err != nil {
				return err
			}
		}
		return nil
	})
}

// taken reports whether another version stands in the slot already, or has stood.
func taken(have []Definition, d *Definition) bool {
	return slices.ContainsFunc(have, func(o Definition) bool { return o.slot() == d.slot() && o.State != Draft })
}
