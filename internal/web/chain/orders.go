package chain

import (
	area "lianzhang/internal/chain"
	"lianzhang/internal/web"
	"lianzhang/internal/web/remarks"
	"lianzhang/internal/web/ui"
)

func (h *handlers) remarks() remarks.Desk {
	return remarks.Desk{DB: h.Run.DB, Comments: h.Comments, Tasks: h.TaskOf}
}

func place(c *area.Chain) remarks.Place {
	return remarks.Place{Ref: c.Ref(), URL: address(c.ID)} // instructions have a dialog of their own
}

func (h *handlers) remark(q *web.Req) error {
	c, err := h.get(q)
	if err != nil {
		return err
	}
	return h.remarks().Add(q, place(c), func(say *ui.SayForm) error {
		p, err := h.showPage(q, c)
		if err != nil {
			return err
		}
		p.Remarks.Say = say
		return q.RenderInvalid("chain/show", p)
	})
}

func (h *handlers) done(q *web.Req) error {
	c, err := h.get(q)
	if err != nil {
		return err
	}
	return h.remarks().Done(q, place(c))
}
