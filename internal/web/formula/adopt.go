package formula

import (
	"context"

	"lianzhang/internal/formula"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/ui"
)

// step asks for the reason of an adoption or a retirement.
func (h *handlers) step(q *web.Req, d *formula.Definition, verb string) (*formpage.Form, error) {
	title := map[string]string{"adopt": "采用", "retire": "停用"}[verb]
	p := &formpage.Form{Page: q.Page(section, title+d.Label()), Action: deed(d, verb), Submit: title, Back: atVersion(d), Danger: verb == "retire", Column: true,
		Fields: []ui.Field{formpage.Reason("文件号或会议，会记进日志")}}
	p.Crumbs = []ui.Link{{Label: "口径库", URL: base}, {Label: d.Label(), URL: atVersion(d)}, {Label: title}}
	p.Note = &ui.Note{Body: ui.Rich{ui.T(d.Label() + "从今天（" + q.Today() + "）起停用。已出的通报不变；没有别的版本时，用到它的页面会显示“没有采用的版本”。")}}
	p.Facts = ui.Facts{ui.F("怎样算", d.Note), ui.F("分子", d.Num), ui.F("分母", d.Den)}
	if verb == "retire" {
		return p, nil
	}
	versions, err := h.Formulas.Versions(q.Ctx(), d.Code)
	if err != nil {
		return nil, err
	}
	p.Note.Body = ui.Rich{ui.T(d.Label() + "从今天（" + q.Today() + "）起采用：本月起的通报用它，上月及以前的通报仍按原来的版本。")}
	for i := range versions {
		if o := &versions[i]; o.State == formula.Adopted && (o.Shape == formula.Chained) == (d.Shape == formula.Chained) {
			p.Note.Body = append(p.Note.Body, ui.T(o.Label()+"同时停用。先"), ui.A("与"+o.Label()+"并排看", compareURL(o, d, formula.Ask{})))
		}
	}
	return p, nil
}

func (h *handlers) askAdopt(q *web.Req) error  { return h.ask(q, "adopt") }
func (h *handlers) askRetire(q *web.Req) error { return h.ask(q, "retire") }

func (h *handlers) ask(q *web.Req, verb string) error {
	d, err := h.version(q)
	if err != nil {
		return err
	}
	p, err := h.step(q, d, verb)
	if err != nil {
		return err
	}
	return p.Show(q)
}

func (h *handlers) adopt(q *web.Req) error {
	return h.decide(q, "adopt", "已采用", h.Formulas.Adopt)
}

func (h *handlers) retire(q *web.Req) error {
	return h.decide(q, "retire", "已停用", h.Formulas.Retire)
}

func (h *handlers) decide(q *web.Req, verb, said string, do decision) error {
	d, err := h.version(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	if err := do(q.Ctx(), q.Actor, d, f.Text("reason")); err != nil {
		p, broken := h.step(q, d, verb)
		if broken != nil {
			return broken
		}
		return p.Refuse(q, f, err)
	}
	return q.Redirect(atVersion(d), d.Label()+said)
}

// decision is an adoption or a retirement.
type decision func(ctx context.Context, actor authz.Actor, d *formula.Definition, reason string) error
