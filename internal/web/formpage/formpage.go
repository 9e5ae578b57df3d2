// Package formpage is a page that consists of one form: what is about to happen, the fields, and one button. Pages of
// administration, which are many and alike, share it; forms with a shape of their own are laid by hand.
package formpage

import (
	"embed"
	"errors"
	"slices"
	"strings"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

// Name is the page's name in the set.
const Name = "formpage/form"

// Add adds the page to the set.
func Add(set *ui.Set) error { return set.Add("formpage", files) }

// Form is the data of the page.
type Form struct {
	ui.Page
	Errs   ui.Errors
	Note   *ui.Note // what will happen
	Facts  ui.Facts // what it happens to
	Both   []Both   // somebody saved first: where the two versions differ
	Action string   // address the form posts to
	Fields []ui.Field
	Hidden []ui.Param
	Submit string
	Danger bool
	Back   string // where 取消 leads
	Draft  string // under which name typed text is kept; "" keeps none
	Column bool   // one column instead of as many as fit
}

// Both is a field whose stored value differs from the one that was typed.
type Both struct {
	Label, Stored, Typed string
}

// Show answers with the form as it is.
func (p *Form) Show(q *web.Req) error { return q.Render(Name, p) }

// Refuse answers with the form as it was filled in, with what is wrong at its fields. Errors that the person cannot mend
// here, such as a record that is gone, are handed on.
func (p *Form) Refuse(q *web.Req, f *web.Form, err error) error {
	if code := errs.CodeOf(err); code != errs.Invalid && code != errs.Conflict {
		return err
	}
	p.fill(f)
	fields := make([]*ui.Field, len(p.Fields))
	for i := range p.Fields {
		fields[i] = &p.Fields[i]
	}
	p.Errs = ui.Reject(err, fields...)
	return q.RenderInvalid(Name, p)
}

// Differ answers a save that came second: it shows where the stored version differs from the typed one. Saving again goes on
// from the stored version, whose hidden fields the form takes over.
func (p *Form) Differ(q *web.Req, f *web.Form, err error, stored *Form) error {
	p.fill(f)
	for i := range p.Fields {
		mine := &p.Fields[i]
		j := slices.IndexFunc(stored.Fields, func(o ui.Field) bool { return o.Name == mine.Name })
		if j < 0 {
			continue
		}
		if was, is := text(&stored.Fields[j]), text(mine); was != is {
			p.Both = append(p.Both, Both{Label: mine.Label, Stored: was, Typed: is})
		}
	}
	p.Hidden = stored.Hidden
	p.Errs = ui.Reject(err)
	return q.RenderInvalid(Name, p)
}

// Stored gives the row that another person saved meanwhile, when err says so and carries one.
func Stored[T any](err error) (*T, bool) {
	var e *errs.Error
	if !errors.As(err, &e) || e.Code != errs.Conflict {
		return nil, false
	}
	row, ok := e.Detail.(*T)
	return row, ok
}

// fill puts what was typed back into the fields; passwords and files never come back.
func (p *Form) fill(f *web.Form) {
	for i := range p.Fields {
		field := &p.Fields[i]
		switch field.Kind {
		case ui.KindPassword, ui.KindFile:
		case ui.KindCheck:
			field.Checked = f.Bool(field.Name)
		case ui.KindChecks, ui.KindRadio:
			for j := range field.Options {
				field.Options[j].On = slices.Contains(f.All(field.Name), field.Options[j].Value)
			}
		default:
			field.Value = f.Raw(field.Name)
		}
	}
}

// text is a field's value as a person reads it.
func text(f *ui.Field) string {
	var on []string
	for _, o := range f.Options {
		if o.On || f.Kind == ui.KindSelect && o.Value == f.Value && f.Value != "" {
			on = append(on, o.Label)
		}
	}
	switch {
	case f.Kind == ui.KindCheck:
		return map[bool]string{true: "是", false: "否"}[f.Checked]
	case f.Options != nil:
		return strings.Join(on, "、")
	}
	return strings.TrimSpace(f.Value)
}

// Reason is the field in which an administrator says why; the journal keeps it.
func Reason(help string) ui.Field {
	return ui.Field{Kind: ui.KindText, Name: "reason", Label: "事由", Help: help, MaxLength: 200, Required: true, Wide: true, Placeholder: "文件号、会议或申请人"}
}

// NeedReason notes an error when no reason was given.
func NeedReason(f *web.Form) string {
	reason := f.Text("reason")
	if reason == "" {
		f.Add("reason", "写明事由，它会留在日志里")
	}
	return reason
}
