// Package firm is a firm's own page: one address, without an account, on a telephone. The firm sees its tickets and what it may do with
// them, what both sides have agreed, who visited it, policies that concern it and its own record; it raises, confirms, sends files and
// corrects. The office makes the link, prints it, sends it and calls it back.
package firm

import (
	"context"
	"embed"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/policy"
	"lianzhang/internal/project"
	"lianzhang/internal/ticket"
	"lianzhang/internal/visit"
	"lianzhang/internal/web"
	"lianzhang/internal/web/misses"
	ticketpage "lianzhang/internal/web/ticket"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

// base begins the addresses of the firm's page, firms that of the office's.
const (
	base  = "/firm/"
	firms = "/enterprises/"
)

// Deps is what the pages stand on.
type Deps struct {
	Run         *change.Runner
	Enterprises *enterprise.Service
	Tickets     *ticket.Service
	Projects    *project.Service
	Visits      *visit.Service
	Policy      *policy.Service
	Desk        *ticketpage.Desk
	// Letter sends a mail to somebody without an account; nil = no mail.
	Letter func(ctx context.Context, to, name, subject, text string) error
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("firm", files) }

type handlers struct {
	Deps
	corrected *misses.Misses // corrections sent from an address
}

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	h := &handlers{Deps: d, corrected: misses.New(d.Run.Clock)}
	own := func(pattern string, fn func(q *web.Req, at *visitor) error) web.Route {
		return web.Route{Pattern: pattern, Perm: authz.Public, Handle: h.let(fn), Body: 64 << 10}
	}
	send := own("POST /firm/{token}/tickets/{ticket}/files", h.send)
	send.Body = ticketpage.FirmBody
	return []web.Route{
		own("GET /firm/{token}", h.show),
		own("GET /firm/{token}/tickets/new", h.showRaise),
		own("POST /firm/{token}/tickets/new", h.raise),
		own("GET /firm/{token}/tickets/{ticket}", h.showTicket),
		own("POST /firm/{token}/tickets/{ticket}", h.say),
		send,
		own("GET /firm/{token}/correct", h.showCorrect),
		own("POST /firm/{token}/correct", h.correct),
		{Pattern: "GET /enterprises/{id}/home", Perm: authz.TicketRaise, Handle: h.office},
		{Pattern: "POST /enterprises/{id}/home", Perm: authz.TicketRaise, Handle: h.make},
		{Pattern: "POST /enterprises/{id}/home/revoke", Perm: authz.TicketRaise, Handle: h.revoke},
	}
}

// visitor is a firm that came by its link. A firm whose record was merged into another comes as that one.
type visitor struct {
	link *ticket.Link
	firm *enterprise.Enterprise
	at   string // address of its page
}

func (v *visitor) back() ui.Link { return ui.Link{Label: "企业专属页", URL: v.at} }

func (v *visitor) ticket(id string) string { return v.at + "/tickets/" + id }

// let opens the link before fn, and says in plain words why one does not open.
func (h *handlers) let(fn func(q *web.Req, at *visitor) error) web.Handler {
	return func(q *web.Req) error {
		if err := h.Desk.Patient(q); err != nil {
			return h.Desk.Refuse(q, err)
		}
		l, err := h.Tickets.OpenHome(q.Ctx(), q.Path("token"))
		if err != nil {
			return h.Desk.Refuse(q, err)
		}
		e, err := h.Enterprises.Survivor(q.Ctx(), l.EnterpriseID)
		if err != nil {
			return gone(q, err)
		}
		return fn(q, &visitor{l, e, base + q.Path("token")})
	}
}

// gone answers for what a good link does not lead to, such as another firm's ticket: it counts against nobody's patience.
func gone(q *web.Req, err error) error {
	if errs.CodeOf(err) != errs.NotFound {
		return err
	}
	p := &homePage{Page: q.Page("", "没有找到"), Failed: &ui.ErrorState{Title: "没有找到", Text: web.Message(err)}}
	return q.RenderStatus(web.Status(err), "firm/home", p)
}

func (h *handlers) showRaise(q *web.Req, v *visitor) error {
	return h.Desk.ShowRaise(q, v.firm, v.ticket("new"), v.back())
}

func (h *handlers) raise(q *web.Req, v *visitor) error {
	return h.Desk.Raise(q, v.firm, v.ticket("new"), v.back(), func(t ticket.Ticket) (string, *ticket.Ticket, error) {
		return h.Tickets.RaiseHome(q.Ctx(), v.link, v.firm, t)
	})
}

func (h *handlers) showTicket(q *web.Req, v *visitor) error {
	return h.about(q, v, func(w *ticket.Whole, at string) error { return h.Desk.Show(q, w, at, v.back()) })
}

func (h *handlers) say(q *web.Req, v *visitor) error {
	return h.about(q, v, func(w *ticket.Whole, at string) error {
		return h.Desk.Say(q, w, at, v.back(), func(act ticket.Act) (*ticket.Ticket, error) { return h.Tickets.SayOf(q.Ctx(), v.firm.ID, w.ID, act) })
	})
}

func (h *handlers) send(q *web.Req, v *visitor) error {
	return h.about(q, v, func(w *ticket.Whole, at string) error { return h.Desk.Files(q, w, at, v.back()) })
}

// about finds the ticket of the address among those of the firm.
func (h *handlers) about(q *web.Req, v *visitor, fn func(w *ticket.Whole, at string) error) error {
	w, err := h.Tickets.FirmTicket(q.Ctx(), v.firm.ID, q.Path("ticket"))
	if err != nil {
		return gone(q, err)
	}
	return fn(w, v.ticket(w.ID))
}
