package ticket

import (
	"lianzhang/internal/enterprise"
	area "lianzhang/internal/ticket"
	"lianzhang/internal/web"
	"lianzhang/internal/web/misses"
	"lianzhang/internal/web/ui"
)

// FirmBody is the largest body with which a firm sends files, in bytes.
const FirmBody = 3*area.FirmFileSize + 1<<20

// Desk is where firms speak of their tickets on pages other than the ticket's own link: the page of a firm shows, raises, confirms and
// takes files through it. Address and way back are the caller's.
type Desk struct{ h *handlers }

// NewDesk makes a desk.
func NewDesk(d Deps) *Desk { return &Desk{newHandlers(d)} }

// Patient sees that the address has not tried too many wrong links.
func (d *Desk) Patient(q *web.Req) error { return d.h.patient(q) }

// Refuse says in plain words why a link does not open; errors of the program are handed on.
func (d *Desk) Refuse(q *web.Req, err error) error { return d.h.refuse(q, err) }

func (d *Desk) page(q *web.Req, w *area.Whole, at string, back ui.Link) (*ownPage, error) {
	dir, err := q.Directory()
	if err != nil {
		return nil, err
	}
	files, err := d.h.Tickets.FromFirm(q.Ctx(), w)
	if err != nil {
		return nil, err
	}
	p := own(dir, w, files, at, at+"/files")
	p.Page, p.Back = q.Page("", w.Name), &back
	p.Crumbs = []ui.Link{back, {Label: w.Code}}
	return p, nil
}

// Show answers with a ticket as its firm may see it.
func (d *Desk) Show(q *web.Req, w *area.Whole, at string, back ui.Link) error {
	p, err := d.page(q, w, at, back)
	if err != nil {
		return err
	}
	return q.Render("ticket/own", p)
}

// Say takes the firm's word on the ticket; do is what stores it.
func (d *Desk) Say(q *web.Req, w *area.Whole, at string, back ui.Link, do func(area.Act) (*area.Ticket, error)) error {
	p, err := d.page(q, w, at, back)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	t, err := do(actOf(f))
	switch {
	case invalid(err):
		return p.refused(q, f, err)
	case err != nil:
		return d.h.refuse(q, err)
	}
	return q.Redirect(at, saidText(t))
}

// Files takes what the firm sends to the ticket.
func (d *Desk) Files(q *web.Req, w *area.Whole, at string, back ui.Link) error {
	p, err := d.page(q, w, at, back)
	if err != nil {
		return err
	}
	return d.h.take(q, p, w, at)
}

func (d *Desk) raisePage(q *web.Req, e *enterprise.Enterprise, at string, back ui.Link) *ownPage {
	p := &ownPage{Page: q.Page("", "提诉求"), Raise: d.h.raiseForm(q, at)}
	p.Lede, p.Crumbs = ui.Plain(e.Name+"　1个工作日受理，办没办好您说了算"), []ui.Link{back, {Label: "提诉求"}}
	p.Raise.Fields = append(p.Raise.Fields[:2], p.Raise.Fields[3:]...) // the firm is known
	return p
}

// ShowRaise answers with the form by which the firm raises a ticket.
func (d *Desk) ShowRaise(q *web.Req, e *enterprise.Enterprise, at string, back ui.Link) error {
	return q.Render("ticket/own", d.raisePage(q, e, at, back))
}

// Raise takes the form; do is what stores it and gives the token of the ticket's own link.
func (d *Desk) Raise(q *web.Req, e *enterprise.Enterprise, at string, back ui.Link, do func(area.Ticket) (string, *area.Ticket, error)) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	if !d.h.raised.May(misses.Address(q)) {
		return d.h.refuse(q, tooMany("提"))
	}
	return d.h.raisedBy(q, d.raisePage(q, e, at, back), f, back.URL, do)
}
