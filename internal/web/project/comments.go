package project

import (
	area "lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/remarks"
	"lianzhang/internal/web/ui"
)

func (h *handlers) remarks() remarks.Desk {
	return remarks.Desk{DB: h.Run.DB, Comments: h.Comments, Tasks: h.TaskOf}
}

func place(p *area.Project) remarks.Place {
	return remarks.Place{Ref: p.Ref(), URL: url(p), Instruct: true}
}

func (h *handlers) comment(q *web.Req) error {
	p, err := h.get(q)
	if err != nil {
		return err
	}
	return h.remarks().Add(q, place(p), func(say *ui.SayForm) error {
		page, err := h.showPage(q, p)
		if err != nil {
			return err
		}
		page.Remarks.Say = say
		return q.RenderInvalid("project/show", page)
	})
}

func (h *handlers) commentDone(q *web.Req) error {
	p, err := h.get(q)
	if err != nil {
		return err
	}
	return h.remarks().Done(q, place(p))
}
