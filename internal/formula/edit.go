package formula

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/errs"
)

// wholeSite: a definition holds for all alike, so only who answers for all of them may change it.
func wholeSite(actor authz.Actor) error {
	if actor.Scope.All {
		return nil
	}
	return errs.New(errs.Forbidden, "口径全市统一，由市级链长办编制和采用")
}

var codeText = regexp.MustCompile(`^[a-z][a-z0-9_]{1,39}$`)

// Check looks a definition over beside the registry and makes it ready without storing it; the error names the fields.
func (s *Service) Check(ctx context.Context, d Definition) (*Compiled, error) {
	defs, _, _, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	var bad errs.Fields
	if !codeText.MatchString(d.Code) {
		bad.Add("code", "用小写字母、数字和下划线，字母开头，例如 start_rate")
	}
	switch n := utf8.RuneCountInString(d.Name); {
	case strings.TrimSpace(d.Name) == "":
		bad.Add("name", "写明名称，例如 开工率")
	case n > 20:
		bad.Add("name", "最多20个字，这里有%d个", n)
	case strings.ContainsAny(d.Name, "「」`\"“”"):
		bad.Add("name", "名称里不能有引号")
	case slices.ContainsFunc(defs, func(o Definition) bool { return o.Name == d.Name && o.Code != d.Code }):
		bad.Add("name", "已有同名的口径，请换一个名称，或者给它加新版本")
	}
	if strings.TrimSpace(d.Note) == "" {
		bad.Add("note", "用一句话说清算的是什么")
	}
	if d.Decimals < 0 || d.Decimals > 4 {
		bad.Add("decimals", "小数位数是0到4")
	}
	others := slices.DeleteFunc(slices.Clone(defs), func(o Definition) bool { return o.Label() == d.Label() })
	c, err := newBook(s.sources(), append(others, d)).compile(d.Label())
	if err != nil {
		var e *errs.Error
		if !errors.As(err, &e) {
			return nil, err
		}
		if len(e.Fields) == 0 {
			bad.Add("num", "%s", e.Message)
		}
		bad = append(bad, e.Fields...)
	}
	return c, bad.Err()
}

// Add stores a draft: the first version of a new code, or the next of one that is there. The name, the list and the place in
// the registry are those of the code.
func (s *Service) Add(ctx context.Context, actor authz.Actor, d Definition) (*Definition, error) {
	if err := wholeSite(actor); err != nil {
		return nil, err
	}
	defs, _, _, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	d.next(defs)
	d.State, d.Shipped, d.AdoptedOn, d.RetiredOn, d.ByName, d.Reason = Draft, false, "", "", "", ""
	if _, err := s.Check(ctx, d); err != nil {
		return nil, err
	}
	err = s.Run.Run(ctx, actor, change.What{Action: "formula.add", Perm: authz.FormulaEdit}, func(tx *change.Tx) error {
		tx.AfterCommit(s.forget)
		d.ID, d.CreatedAt, d.CreatedBy, d.Version = tx.NewID(), tx.Now, tx.Actor.ID, 0
		tx.About(d.Ref())
		return definitions.Insert(ctx, tx, &d)
	})
	return &d, err
}

// next makes d the next version of its code.
func (d *Definition) next(defs []Definition) {
	d.Number, d.Sort = 1, int64(len(defs)+1)
	for _, o := range defs {
		d.Sort = max(d.Sort, o.Sort+1)
	}
	for _, o := range defs {
		if o.Code == d.Code {
			d.Number, d.Sort, d.Name, d.List = max(d.Number, o.Number+1), o.Sort, o.Name, o.List
		}
	}
}

// Save stores a changed draft. before is what the editor saw.
func (s *Service) Save(ctx context.Context, actor authz.Actor, before, after *Definition) error {
	if err := wholeSite(actor); err != nil {
		return err
	}
	if before.Shipped || before.State != Draft {
		return errs.New(errs.Conflict, "%s是%s，不能再改；请加一个新版本", before.Label(), map[bool]string{true: "自带的口径", false: "采用过的版本"}[before.Shipped])
	}
	after.ID, after.Code, after.Number, after.State, after.Shipped, after.Sort = before.ID, before.Code, before.Number, Draft, false, before.Sort
	if _, err := s.Check(ctx, *after); err != nil {
		return err
	}
	return s.Run.Run(ctx, actor, change.What{Action: "formula.edit", Perm: authz.FormulaEdit, Ref: before.Ref()}, func(tx *change.Tx) error {
		tx.AfterCommit(s.forget)
		return definitions.Update(ctx, tx, before, after)
	})
}

// Remove deletes a draft of the office's own that nothing names.
func (s *Service) Remove(ctx context.Context, actor authz.Actor, d *Definition) error {
	if err := wholeSite(actor); err != nil {
		return err
	}
	if d.Shipped || d.State != Draft {
		return errs.New(errs.Conflict, "只有自拟的草案可以删除")
	}
	_, all, _, err := s.read(ctx)
	if err != nil {
		return err
	}
	for _, c := range all {
		if slices.Contains(c.uses, d.Label()) {
			return errs.New(errs.Conflict, "%s用到了它，请先改那一个", c.Label())
		}
	}
	return s.Run.Run(ctx, actor, change.What{Action: "formula.remove", Perm: authz.FormulaEdit, Ref: d.Ref()}, func(tx *change.Tx) error {
		tx.AfterCommit(s.forget)
		return definitions.Delete(ctx, tx, d)
	})
}
