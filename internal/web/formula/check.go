package formula

import (
	"cmp"
	"errors"

	"lianzhang/internal/formula"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/rule"
	"lianzhang/internal/web"
)

// kindWord is the rule language's word for what a column holds.
func kindWord(c *list.Column) string {
	switch c.Kind {
	case list.Money:
		return rule.Money.String()
	case list.Int, list.Number, list.Percent:
		return rule.Number.String()
	case list.Date:
		return rule.Date.String()
	case list.Bool:
		return rule.Bool.String()
	}
	return rule.Text.String()
}

// tried computes a definition as it is typed over the person's own records.
func (h *handlers) tried(q *web.Req, d formula.Definition) (out check) {
	d.Name, d.Code, d.Note = cmp.Or(d.Name, "试算"), cmp.Or(d.Code, "try"), cmp.Or(d.Note, "试算")
	c, err := h.Formulas.Check(q.Ctx(), d)
	if err != nil {
		var e *errs.Error
		if errors.As(err, &e) {
			for _, f := range e.Fields {
				out.Faults = append(out.Faults, f.Message)
			}
		}
		if out.Faults == nil {
			out.Faults = []string{web.Message(err)}
		}
		return out
	}
	v, err := h.Formulas.Of(q.Ctx(), c.ScopeOn(q.Actor), c, formula.Ask{})
	if err != nil {
		out.Faults = []string{web.Message(err)}
		return out
	}
	k := kpi(c, v, q.Today())
	k.Label = "现在的值"
	out.KPI = &k
	if b, err := c.Bind(formula.Ask{}, q.Today()); err == nil && len(c.Uses()) > 0 {
		out.Words = expand(b)
	}
	return out
}

// check answers what is typed with its value, or with what is wrong.
func (h *handlers) check(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	d := formula.Definition{}
	read(f, &d, true)
	p := h.editor(q, &d, base+"/new", "新口径", true)
	return q.RenderList("formula/edit", "formula-check", p)
}
