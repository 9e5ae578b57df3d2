package enterprise

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"lianzhang/internal/insight/firmname"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/industry"
	"lianzhang/internal/platform/pinyin"
	"lianzhang/internal/platform/region"
	"lianzhang/internal/platform/uscc"
)

// settle works out what follows from the fields that people fill in.
func (e *Enterprise) settle() {
	if e.Outside && e.Region == "" {
		e.Region = region.Outside
	}
	e.Outside = e.Region == region.Outside
	e.USCC, _ = uscc.Clean(e.USCC)
	e.Former, e.Products = listed(e.Former), listed(e.Products)
	if e.Listed != "" && slices.Index(Rungs(), e.Ladder) < slices.Index(Rungs(), RungListed) {
		e.Ladder = RungListed
	}
	n := firmname.Split(e.Name)
	e.Brand, e.Normal, e.Pinyin = n.Key(), n.Normal(), pinyin.Key(e.Name)
}

// listed parts several names by 、 and drops repetitions.
func listed(text string) string {
	var out []string
	for _, s := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("、;；\n|", r) }) {
		if s = strings.TrimSpace(s); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return strings.Join(out, "、")
}

// Aliases are the other names by which the firm is known.
func (e *Enterprise) Aliases() []string {
	var out []string
	for _, s := range append(strings.Split(e.Former, "、"), e.Short) {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

func (e *Enterprise) validate() error {
	var bad errs.Fields
	if e.Name = strings.TrimSpace(e.Name); e.Name == "" {
		bad.Add("name", "填写企业名称")
	}
	if code, _ := uscc.Clean(e.USCC); code != "" {
		if err := uscc.Validate(code); err != nil {
			bad.Add("uscc", "%s", said(err))
		}
	}
	if e.Industry != "" {
		if _, ok := industry.Lookup(e.Industry); !ok {
			bad.Add("industry", "%s", unknownIndustry(e.Industry))
		}
	}
	if e.Place != "" {
		if _, ok := region.Lookup(e.Place); !ok {
			bad.Add("place", "没有代码为%s的行政区划", e.Place)
		}
	}
	if e.Ladder != "" && !slices.Contains(Rungs(), e.Ladder) {
		bad.Add("ladder", "没有“%s”这一级", e.Ladder)
	}
	for _, n := range []struct {
		name  string
		value int64
	}{{"revenue", e.Revenue}, {"staff", e.Staff}, {"capital", e.Capital}} {
		if n.value < 0 {
			bad.Add(n.name, "不能是负数")
		}
	}
	return bad.Err()
}

// unknownIndustry says why a code is none of GB/T 4754-2017, and which one the edition of 2011 suggests.
func unknownIndustry(code string) string {
	c, ok := industry.From2011(code)
	switch {
	case !ok:
		return "国民经济行业分类（2017）里没有代码" + code
	case len(c.To) == 0:
		return code + "是2011版的" + c.From.Name + "，2017版没有对应的代码"
	}
	return code + "是2011版的" + c.From.Name + "，2017版是" + c.To[0].Code + "（" + c.To[0].Name + "）"
}

// Validate says what does not hold of an enterprise, field by field; an import asks before it writes.
func (e *Enterprise) Validate() error { return e.validate() }

// SeatName is the full name of the place where the firm sits, "" when unknown.
func (e *Enterprise) SeatName() string { return cmp.Or(region.FullName(e.Place), e.Place) }

// indexed are the texts by which the firm is found: its names, trade, products, stock code, and the initials of its pinyin.
func indexed(e *Enterprise) []string {
	return []string{e.Name, e.Subtrade, e.Short, e.Former, e.Products, e.Listed, e.USCC, pinyin.Initials(e.Name), pinyin.Initials(e.Short)}
}

// said is an error's sentence for people, without its cause.
func said(err error) string {
	var e *errs.Error
	if errors.As(err, &e) {
		return e.Message
	}
	return err.Error()
}

// fieldsOf are the fields at which an error says something.
func fieldsOf(err error) errs.Fields {
	var e *errs.Error
	if errors.As(err, &e) {
		return e.Fields
	}
	return nil
}
