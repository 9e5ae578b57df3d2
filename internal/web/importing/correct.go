package importing

import (
	"context"
	"errors"
	"strconv"
	"strings"

	area "lianzhang/internal/importing"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// correct runs a correction and leads back to the page of the preview on which it was made; what was wrong with it is told
// there.
func (h *handlers) correct(q *web.Req, label string, fn func(ctx context.Context, f *web.Form, b *area.Batch, progress area.Progress) error) error {
	b, err := h.opened(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	err = h.do(q, b, label, func(ctx context.Context, progress area.Progress) error { return fn(ctx, f, b, progress) })
	if errs.CodeOf(err) == errs.Invalid {
		if b, err2 := h.opened(q); err2 == nil {
			return h.preview(q, b, err)
		}
	}
	if err != nil {
		return err
	}
	page, _ := strconv.Atoi(f.Text("page"))
	return q.Redirect(tabURL(address(b), f.Text("tab"), page), "")
}

// mapColumn changes what one or more columns of a sheet mean: fields "col.0.3" of sheet 0.
func (h *handlers) mapColumn(q *web.Req) error {
	actor := q.Actor
	return h.correct(q, "正在按新的对应重新校对", func(ctx context.Context, f *web.Form, b *area.Batch, progress area.Progress) error {
		sheet := int(f.Int("sheet"))
		var to []area.MapTo
		if b.Summary == nil {
			return errs.New(errs.Conflict, "预览还没做完，请稍候再改")
		}
		for i := range b.Summary.Sheets {
			sh := &b.Summary.Sheets[i]
			if sh.No != sheet || sh.Layout == nil {
				continue
			}
			for j := range sh.Layout.Columns {
				m := &sh.Layout.Columns[j]
				name := "col." + strconv.Itoa(sheet) + "." + strconv.Itoa(m.Index)
				if f.Has(name) && f.Text(name) != value(m) {
					to = append(to, area.MapTo{Col: m.Index, Column: f.Text(name)})
				}
			}
		}
		if len(to) == 0 {
			return nil
		}
		_, err := h.Imports.Map(ctx, actor, b.ID, sheet, to, progress)
		return err
	})
}

// cell corrects one cell: a button sends "fix" as 0!D12=61000, of sheet 0.
func (h *handlers) cell(q *web.Req) error {
	actor := q.Actor
	return h.correct(q, "正在重新校对", func(ctx context.Context, f *web.Form, b *area.Batch, progress area.Progress) error {
		at, text, ok := strings.Cut(f.Raw("fix"), "=")
		no, ref, whole := strings.Cut(at, "!")
		sheet, err := strconv.Atoi(no)
		if !ok || !whole || err != nil {
			return errs.New(errs.Invalid, "没有说改哪个单元格")
		}
		_, err = h.Imports.SetCell(ctx, actor, b.ID, sheet, ref, text, progress)
		return err
	})
}

// decide says what becomes of a row that repeats another: a button sends "choose" as KEY=merge.
func (h *handlers) decide(q *web.Req) error {
	actor := q.Actor
	return h.correct(q, "正在重新校对", func(ctx context.Context, f *web.Form, b *area.Batch, progress area.Progress) error {
		row, decision, _ := strings.Cut(f.Text("choose"), "=")
		key, err := strconv.Atoi(row)
		if err != nil {
			return errs.New(errs.Invalid, "没有说是哪一行")
		}
		_, err = h.Imports.Decide(ctx, actor, b.ID, []int{key}, area.Decision(decision), progress)
		return err
	})
}

// decideAll says what becomes of all duplicates of a kind.
func (h *handlers) decideAll(q *web.Req) error {
	actor := q.Actor
	return h.correct(q, "正在重新校对", func(ctx context.Context, f *web.Form, b *area.Batch, progress area.Progress) error {
		_, err := h.Imports.DecideAll(ctx, actor, b.ID, area.Dup(f.Text("kind")), area.Decision(f.Text("decision")), progress)
		return err
	})
}

// confirm writes the batch.
func (h *handlers) confirm(q *web.Req) error {
	b, err := h.opened(q)
	if err != nil {
		return err
	}
	actor := q.Actor
	err = h.do(q, b, "正在入库", func(ctx context.Context, progress area.Progress) error {
		_, err := h.Imports.Confirm(ctx, actor, b.ID, progress)
		return err
	})
	switch errs.CodeOf(err) {
	case "":
		return q.Redirect(address(b), "")
	case errs.Invalid, errs.Conflict:
		b, again := h.Imports.Get(q.Ctx(), q.Actor, b.ID)
		if again == nil && b.State == area.Open {
			return h.preview(q, b, err)
		}
	}
	return err
}

// drop gives a batch up.
func (h *handlers) drop(q *web.Req) error {
	b, err := h.opened(q)
	if err != nil {
		return err
	}
	if err := h.Imports.Drop(q.Ctx(), q.Actor, b.ID); err != nil {
		return err
	}
	return q.Redirect(base, "已放弃《"+b.FileName+"》")
}

// undo takes a written batch back.
func (h *handlers) undo(q *web.Req) error {
	b, err := h.Imports.Get(q.Ctx(), q.Actor, q.Path("id"))
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	reason := f.Text("reason")
	if reason == "" {
		f.Add("reason", "写明为什么撤回")
	}
	if err = f.Err(); err == nil {
		_, err = h.Imports.Undo(q.Ctx(), q.Actor, b.ID, reason, f.Bool("partial"))
	}
	var e *errs.Error
	if code := errs.CodeOf(err); (code == errs.Invalid || code == errs.Conflict) && errors.As(err, &e) {
		p := h.donePage(q, b)
		if p.Undo == nil {
			return err
		}
		p.Undo.Reason.Value = reason
		p.Undo.Errs = ui.Reject(err, &p.Undo.Reason)
		if u, ok := e.Detail.(*area.Undoing); ok {
			p.Undo.Part = &ui.Field{Kind: ui.KindCheck, Name: "partial", Label: "这些留着，其余的都撤回"}
			p.Undo.Left = leftLines(b, u)
		}
		return q.RenderInvalid("importing/done", p)
	}
	if err != nil {
		return err
	}
	return q.Redirect(address(b), "已撤回")
}

// mostLeft is how many records that stay are named.
const mostLeft = 20

func leftLines(b *area.Batch, u *area.Undoing) []ui.Line {
	var out []ui.Line
	for _, r := range u.Left[:min(len(u.Left), mostLeft)] {
		l := ui.Line{Text: r.Name, End: r.On, Note: ui.Plain(r.By + "改过")}
		if at := place(b.List); at != "" {
			l.URL = at + "/" + r.ID
		}
		out = append(out, l)
	}
	return out
}

// rejects gives the workbook of the rows that were not accepted.
func (h *handlers) rejects(q *web.Req) error {
	b, err := h.Imports.Get(q.Ctx(), q.Actor, q.Path("id"))
	if err != nil {
		return err
	}
	name := b.FileName
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		name = name[:i]
	}
	q.Download(name+"－有误行.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	return h.Imports.Rejects(q.Ctx(), q.Actor, b.ID, q.W)
}
