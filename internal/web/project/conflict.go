package project

import (
	"net/http"

	"lianzhang/internal/platform/list"
	area "lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// conflictPage shows two versions of a project side by side, field by field. Each choice is a radio button whose value is the
// field's text itself, so the page posts the very form that was being saved: nothing is kept on the server meanwhile.
type conflictPage struct {
	ui.Page
	Action string
	Note   ui.Note
	Rows   []conflictRow
	Hidden []ui.Param // the fields in which both agree, and what the editor has now seen
	Back   string
}

type conflictRow struct {
	Name, Label  string
	Was          string // what both began from; shown as people read it
	Mine, Theirs string // as fields hold them
	MineShown    string
	TheirsShown  string
	PickMine     bool
	PickTheirs   bool
}

// conflict answers a save that came second: stored is what somebody else saved meanwhile, mine what was to be saved. A field
// that only one of the two has changed is chosen already; where both have, the person decides.
func (h *handlers) conflict(q *web.Req, s seen, stored, mine *area.Project) error {
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	page := &conflictPage{Page: h.page(q, stored, "两个版本"), Action: url(stored) + "/edit", Back: url(stored)}
	theirs := texts(stored)
	page.Hidden, err = seen{stored.Version, theirs}.params()
	if err != nil {
		return err
	}
	both := 0
	for _, g := range inputs(mine, false) {
		for i := range g.In {
			in := &g.In[i]
			text, was := in.text(), s.values[in.name]
			if text == theirs[in.name] {
				page.Hidden = append(page.Hidden, ui.Param{Name: in.name, Value: text})
				continue
			}
			row := conflictRow{Name: in.name, Label: in.column().Label, Mine: text, Theirs: theirs[in.name], Was: said(in, was, names),
				MineShown: said(in, text, names), TheirsShown: said(in, theirs[in.name], names)}
			row.PickMine = s.values != nil && was == row.Theirs
			row.PickTheirs = s.values != nil && was == row.Mine
			if !row.PickMine && !row.PickTheirs {
				both++
			}
			page.Rows = append(page.Rows, row)
		}
	}
	who := names.Label("account", stored.UpdatedBy)
	if a := names.Dir.Account(stored.UpdatedBy); a != nil && a.Title != "" {
		who = a.Title
	}
	page.Note = ui.Note{Letter: ui.Yellow, Body: ui.Rich{ui.B("没有保存：" + who + "在" + ui.Stamp(stored.UpdatedAt) + "先保存了。"),
		ui.T("下面是两个版本不同的地方，您填的都还在。只有一方改过的已替您选好")}}
	if both > 0 {
		page.Note.Body = append(page.Note.Body, ui.T("；有"+ui.Num(int64(both))+"处双方都改了，请选定"))
	}
	page.Note.Body = append(page.Note.Body, ui.T("。"))
	return q.RenderStatus(http.StatusConflict, "project/conflict", page)
}

// said writes a field's text as people read it: names for ids, the unit behind an amount.
func said(in *input, text string, names *listing.Names) string {
	c := in.column()
	switch {
	case text == "":
		return "（空）"
	case c.Kind == list.Ref:
		return names.Label(c.RefKind, text)
	case c.Kind == list.Enum:
		return c.OptionLabel(text)
	}
	return text + c.Unit
}
