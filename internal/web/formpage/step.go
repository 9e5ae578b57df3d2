package formpage

import (
	"cmp"

	"lianzhang/internal/web"
)

// Step is a page that asks before an action of a flow is done: the action stands in the address and comes back with the form.
type Step struct {
	Form func(q *web.Req, action string) (*Form, error)
	// Do does the action that f brings back, as asked by asked, and gives where to go and what to say then; "" leaves it at
	// asked's Back, and 已 with the word on its button.
	Do func(q *web.Req, f *web.Form, asked *Form) (to, said string, err error)
}

// Show is the page of ?action=….
func (s *Step) Show(q *web.Req) error {
	f, err := s.Form(q, q.Query("action"))
	if err != nil {
		return err
	}
	return f.Show(q)
}

// Post does the action of the form.
func (s *Step) Post(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	form, err := s.Form(q, f.Text("action"))
	if err != nil {
		return err
	}
	to, said, err := s.Do(q, f, form)
	if err != nil {
		return form.Refuse(q, f, err)
	}
	return q.Redirect(cmp.Or(to, form.Back), cmp.Or(said, "已"+form.Submit))
}
