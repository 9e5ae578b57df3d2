package score

import (
	"context"
	"errors"
	"strconv"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/platform/rule"
)

// message is the text of an error for people, with that of its cause.
func message(err error) string {
	var e *errs.Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	if e.Err != nil {
		var cause *errs.Error
		if errors.As(e.Err, &cause) && cause.Message != "" && len(cause.Message) < 200 {
			return cause.Message
		}
	}
	return e.Message
}

// Subjects are who a design scores in a period.
func (s *Service) Subjects(ctx context.Context, d *Design, p period.Period) ([]Subject, error) {
	dir, err := s.Org.Directory(ctx)
	if err != nil {
		return nil, err
	}
	var out []Subject
	switch d.Subject.Kind {
	case OfRegion:
		for _, r := range dir.Regions() {
			if dir.Root() == nil || r.Parent != dir.Root().ID {
				continue
			}
			out = append(out, Subject{Ref: record.Ref{Kind: OfRegion, ID: r.ID}, Label: r.Name, Keys: authz.Keys{Region: r.ID}, Codes: dir.RegionSubtree(r.ID)})
		}
	case OfUnit:
		out = units(dir, &d.Subject)
	default:
		if out, err = s.listed(ctx, d, p); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func units(dir *org.Directory, r *SubjectRule) (out []Subject) {
	for _, u := range dir.Units() {
		if !u.Active || len(r.Only) == 0 && r.UnitKind != "" && string(u.Kind) != r.UnitKind || len(r.Only) > 0 && !contains(r.Only, u.ID) {
			continue
		}
		out = append(out, Subject{Ref: record.Ref{Kind: OfUnit, ID: u.ID}, Label: dir.UnitName(u.ID), Keys: authz.Keys{Region: u.Region, Unit: u.ID}, Codes: dir.UnitSubtree(u.ID), UnitOf: u.ID})
	}
	return out
}

func contains(all []string, one string) bool {
	for _, x := range all {
		if x == one {
			return true
		}
	}
	return false
}

// CheckRule says what is wrong with a rule over the list of a kind of record.
func (s *Lists) CheckRule(kind, where string) error {
	l := s.Find(kind)
	if l == nil {
		return errs.New(errs.Invalid, "只有产业链和企业可以按条件选")
	}
	_, err := rule.Compile(where, dated(l.Spec, "2026-Q1"), rule.Bool)
	return err
}

const subjectsMost = 5000

// listed are chains or firms by the rule over their list.
func (s *Service) listed(ctx context.Context, d *Design, p period.Period) ([]Subject, error) {
	l := s.Lists.Find(d.Subject.Kind)
	if l == nil {
		return nil, errs.New(errs.Invalid, "没有“%s”的清单，不能考核", d.Subject.Kind)
	}
	w := new(db.Where)
	cond := func(src string) (string, error) {
		r, err := rule.Compile(src, dated(l.Spec, p), rule.Bool)
		if err != nil {
			return "", err
		}
		return r.SQL(string(s.Run.DB.Engine()), rule.Env{Today: p.Last()}, w.Arg)
	}
	fresh := "1 = 0"
	var err error
	if d.Fresh != "" {
		if fresh, err = cond(d.Fresh); err != nil {
			return nil, err
		}
	}
	if d.Subject.Where != "" {
		c, err := cond(d.Subject.Where)
		if err != nil {
			return nil, err
		}
		w.And(c)
	}
	col := func(name string) string {
		if c := l.Spec.Column(name); c != nil {
			return c.Expr()
		}
		return "''"
	}
	chainID := col(l.Spec.Scope.Chain)
	if l.Spec.Name == OfChain {
		chainID = "t.id"
	}
	rows, err := s.Run.DB.Query(ctx, "SELECT t.id, "+col(l.Title)+", "+col(l.Spec.Scope.Region)+", "+col(l.Spec.Scope.Unit)+", "+chainID+", CASE WHEN "+fresh+
		" THEN 1 ELSE 0 END FROM "+l.Spec.Name+" t"+w.SQL()+" ORDER BY 2, 1 LIMIT "+strconv.Itoa(subjectsMost), w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Subject
	for rows.Next() {
		sub := Subject{Ref: record.Ref{Kind: d.Subject.Kind}}
		var isFresh int64
		if err := rows.Scan(&sub.Ref.ID, &sub.Label, &sub.Keys.Region, &sub.Keys.Unit, &sub.Keys.Chain, &isFresh); err != nil {
			return nil, err
		}
		sub.Codes, sub.UnitOf, sub.Fresh = []string{sub.Ref.ID}, sub.Keys.Unit, isFresh == 1
		out = append(out, sub)
	}
	return out, rows.Err()
}
