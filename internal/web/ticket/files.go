package ticket

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	area "lianzhang/internal/ticket"
	"lianzhang/internal/web"
	"lianzhang/internal/web/remarks"
	"lianzhang/internal/web/ui"
	"lianzhang/internal/web/upload"
)

func (h *handlers) upload(q *web.Req) error {
	t, err := h.Tickets.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return err
	}
	return upload.Attach(q, h.Files, addr(t.ID)+"#files", "材料", func(label string, blobs []upload.Blob) error {
		return h.Run.Run(q.Ctx(), q.Actor, change.What{Action: "ticket.attach", Perm: authz.TicketWork, Ref: t.Ref()}, func(tx *change.Tx) error {
			for _, b := range blobs {
				if _, err := h.Files.Save(q.Ctx(), tx, t.Ref(), t.ScopeKeys(), b.Name, label, b.Content); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

func (h *handlers) download(q *web.Req) error {
	t, err := h.Tickets.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return err
	}
	return upload.SendOf(q, h.Run.DB, h.Files, t.Ref())
}

func (h *handlers) remarks() remarks.Desk {
	return remarks.Desk{DB: h.Run.DB, Comments: h.Comments, Tasks: h.TaskOf}
}

func place(t *area.Ticket) remarks.Place {
	return remarks.Place{Ref: t.Ref(), URL: addr(t.ID), Instruct: true}
}

func (h *handlers) comment(q *web.Req) error {
	w, err := h.read(q)
	if err != nil {
		return err
	}
	return h.remarks().Add(q, place(w.Ticket), func(say *ui.SayForm) error {
		p, err := h.page(q, w)
		if err != nil {
			return err
		}
		p.Remarks.Say = say
		return q.RenderInvalid("ticket/show", p)
	})
}

func (h *handlers) commentDone(q *web.Req) error {
	t, err := h.Tickets.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return err
	}
	return h.remarks().Done(q, place(t))
}
