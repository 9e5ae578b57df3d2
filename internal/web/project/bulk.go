package project

import (
	"slices"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
	area "lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

type bulkPage struct {
	ui.Page
	Note   ui.Note
	Errs   ui.Errors
	Fields []*ui.Field
	Hidden []ui.Param
	Table  ui.Table
	Back   string
	Submit string
}

// bulkFields are the columns that can be set for many projects at once: who answers, and how they are classed. Money, dates
// and stages are each project's own.
func bulkFields(p *area.Project) []input {
	return []input{{name: "unit_id", at: &p.UnitID}, {name: "team", at: &p.Team}, {name: "leader", at: &p.Leader}, {name: "lead_unit_id", at: &p.LeadUnitID},
		{name: "level", at: &p.Level}, {name: "class", at: &p.Class}}
}

// maxBulk is how many projects one bulk change takes.
const maxBulk = 2000

// bulk changes one field of the selected projects. The bulk bar of the ledger leads here first without a value: then the
// page asks for it and says what is selected.
func (h *handlers) bulk(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	a, err := h.ledger.Reask(q, f.Raw("query"))
	if err != nil {
		return err
	}
	ids, err := h.selected(q, a, f)
	if err != nil {
		return err
	}
	if f.Text("do") != "set" {
		page, err := h.bulkPage(q, a, f, ids, nil)
		if err != nil {
			return err
		}
		return q.Render("project/bulk", page)
	}
	field := f.Text("field")
	err = f.Err()
	if !slices.ContainsFunc(bulkFields(&area.Project{}), func(in input) bool { return in.name == field }) {
		err = (&errs.Fields{{Name: "field", Message: "选择要改的字段"}}).Err()
	}
	if err == nil {
		value := f.Text("to_" + field)
		err = h.Projects.EditMany(q.Ctx(), q.Actor, ids, f.Text("reason"), func(p *area.Project) error {
			for _, in := range bulkFields(p) {
				if at, ok := in.at.(*string); ok && in.name == field {
					*at = value
				}
			}
			return nil
		})
	}
	if errs.CodeOf(err) == errs.Invalid {
		page, pageErr := h.bulkPage(q, a, f, ids, err)
		if pageErr != nil {
			return pageErr
		}
		return q.RenderInvalid("project/bulk", page)
	}
	if err != nil {
		return err
	}
	return q.Redirect(a.WithAt("/projects"), "已改"+ui.Num(int64(len(ids)))+"个项目的"+area.Spec.Column(field).Label)
}

// selected are the ids that were ticked, or all under the question.
func (h *handlers) selected(q *web.Req, a *listing.Ask, f *web.Form) ([]string, error) {
	if !f.Bool("all") {
		if ids := f.All("id"); len(ids) > 0 {
			return ids, nil
		}
		return nil, errs.New(errs.Invalid, "没有选中项目，回到清单先选几个")
	}
	if a.Note != nil {
		return nil, errs.New(errs.Invalid, "%s", a.Note.Body.String())
	}
	a.Size, a.Query.Page = maxBulk+1, 1
	rows, err := area.Spec.Rows(q.Ctx(), h.Run.DB, a.Query, a.Who, nil)
	if err != nil {
		return nil, err
	}
	if len(rows.Rows) > maxBulk {
		return nil, errs.New(errs.Invalid, "一次最多改%d个项目，先加条件缩小范围", maxBulk)
	}
	ids := make([]string, len(rows.Rows))
	for i := range rows.Rows {
		ids[i] = rows.Rows[i].ID
	}
	return ids, nil
}

// shownSelected is how many of the selected projects the page names.
const shownSelected = 20

func (h *handlers) bulkPage(q *web.Req, a *listing.Ask, f *web.Form, ids []string, fault error) (*bulkPage, error) {
	page := &bulkPage{Page: q.Page(section, "批量改"), Back: a.WithAt("/projects"), Submit: "改" + ui.Num(int64(len(ids))) + "个项目"}
	page.Crumbs = []ui.Link{{Label: "项目", URL: page.Back}, {Label: "批量改"}}
	page.Note = ui.Note{Body: ui.Rich{ui.T("选中"), ui.B(ui.Num(int64(len(ids)))), ui.T("个项目。要么全部改好，要么一个不改；每个项目的经过里都有记录。")}}
	page.Hidden = []ui.Param{{Name: "query", Value: a.Encoded()}, {Name: "do", Value: "set"}}
	for _, id := range ids {
		page.Hidden = append(page.Hidden, ui.Param{Name: "id", Value: id})
	}
	field := &ui.Field{Kind: ui.KindRadio, Name: "field", Label: "改哪一项", Wide: true}
	page.Fields = []*ui.Field{field}
	for _, in := range bulkFields(&area.Project{}) {
		c := in.column()
		field.Options = append(field.Options, ui.Option{Value: in.name, Label: c.Label, On: f.Text("field") == in.name})
		to := in.field(a.Names, "")
		to.Name, to.Label, to.Value, to.Mark = "to_"+in.name, c.Label+"改为", f.Raw("to_"+in.name), ""
		page.Fields = append(page.Fields, to)
	}
	page.Fields = append(page.Fields, &ui.Field{Kind: ui.KindText, Name: "reason", Label: "理由", Mark: "选填", Value: f.Raw("reason"), Wide: true})
	page.Errs = ui.Reject(fault, page.Fields...)
	return page, h.selection(q, page, ids)
}

// selection names the first of the selected projects, with what the change may touch.
func (h *handlers) selection(q *web.Req, page *bulkPage, ids []string) error {
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	ask, err := area.Spec.Parse(nil)
	if err != nil {
		return err
	}
	ask.IDs, ask.Size = ids, shownSelected
	var cols []*list.Column
	page.Table = ui.Table{Label: "选中的项目", Compact: true, Fold: true}
	for _, name := range []string{"name", "unit_id", "team", "leader", "level", "class"} {
		c := area.Spec.Column(name)
		cols = append(cols, c)
		page.Table.Columns = append(page.Table.Columns, ui.Column{Label: c.Label, Head: name == "name", Grow: name == "name", Fold: map[bool]string{true: "", false: c.Label}[name == "name"]})
	}
	rows, err := area.Spec.Rows(q.Ctx(), h.Run.DB, ask, q.Asker(), cols)
	if err != nil {
		return err
	}
	for _, r := range rows.Rows {
		row := ui.Row{Key: r.ID}
		for i, c := range cols {
			row.Cells = append(row.Cells, ui.Cell{Text: listing.Text(c, r.At(i), names)})
		}
		row.Cells[0].URL = "/projects/" + r.ID
		page.Table.Rows = append(page.Table.Rows, row)
	}
	return nil
}
