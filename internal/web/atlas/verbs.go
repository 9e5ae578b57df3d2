package atlas

import (
	"lianzhang/internal/atlas"
	"lianzhang/internal/platform/docx"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/project"
	"lianzhang/internal/web"
)

func (h *handlers) showNew(q *web.Req) error {
	set, err := h.Atlas.Set(q.Ctx(), q.Query("set"))
	if err != nil {
		return err
	}
	src := atlas.SourceOf(q.Query("record"))
	if src == nil {
		src = atlas.SourceOf(project.Kind)
	}
	d := draft{sheet: atlas.Sheet{Kind: atlas.ListSheet, Record: src.Kind, Sort: ""}, chain: q.Query("chain")}
	for _, c := range src.Spec.Shown(nil) {
		d.sheet.Columns = append(d.sheet.Columns, atlas.Column{Value: c.Label})
	}
	p, err := h.editor(q, set, nil, d)
	if err != nil {
		return err
	}
	return q.Render("atlas/edit", p)
}

// posted is the form with its set.
func (h *handlers) posted(q *web.Req) (*web.Form, *atlas.Adopted, draft, error) {
	f, err := q.Form()
	if err != nil {
		return nil, nil, draft{}, err
	}
	set, err := h.Atlas.Set(q.Ctx(), f.Text("set"))
	return f, set, readDraft(f), err
}

func (h *handlers) create(q *web.Req) error {
	f, set, d, err := h.posted(q)
	if err != nil {
		return err
	}
	if f.Text("do") == "check" {
		return h.again(q, set, nil, d)
	}
	l, err := h.Atlas.Add(q.Ctx(), q.Actor, set.Key, d.sheet, d.reason)
	if err != nil {
		p, pageErr := h.editor(q, set, nil, d)
		if pageErr != nil {
			return pageErr
		}
		return p.refuse(q, err)
	}
	return q.Redirect(at(set.Key, l.Key, d.chain), "清单已加入")
}

// again shows the form as it stands with the check renewed, for browsers without script.
func (h *handlers) again(q *web.Req, set *atlas.Adopted, l *atlas.List, d draft) error {
	p, err := h.editor(q, set, l, d)
	if err != nil {
		return err
	}
	return q.Render("atlas/edit", p)
}

// own finds the list of the address and its set.
func (h *handlers) own(q *web.Req) (*atlas.List, *atlas.Adopted, error) {
	l, err := h.Atlas.List(q.Ctx(), q.Path("id"))
	if err != nil {
		return nil, nil, err
	}
	if l.Kind != atlas.ListSheet {
		return nil, nil, errs.New(errs.NotFound, "图没有条件和列，不用编辑")
	}
	sets, err := h.Atlas.Sets(q.Ctx())
	if err != nil {
		return nil, nil, err
	}
	for i := range sets {
		if sets[i].ID == l.SetID {
			return l, &sets[i], nil
		}
	}
	return nil, nil, errs.New(errs.NotFound, "这张清单所在的一套已停用")
}

func (h *handlers) showEdit(q *web.Req) error {
	l, set, err := h.own(q)
	if err != nil {
		return err
	}
	return h.again(q, set, l, draft{sheet: l.Sheet(), chain: q.Query("chain")})
}

func (h *handlers) save(q *web.Req) error {
	l, set, err := h.own(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	d := readDraft(f)
	if f.Text("do") == "check" {
		return h.again(q, set, l, d)
	}
	before := *l
	before.Version = f.Int("version")
	if err = f.Err(); err == nil {
		err = h.Atlas.Save(q.Ctx(), q.Actor, &before, d.sheet, d.reason)
	}
	if err != nil {
		p, pageErr := h.editor(q, set, l, d)
		if pageErr != nil {
			return pageErr
		}
		return p.refuse(q, err)
	}
	return q.Redirect(at(set.Key, l.Key, d.chain), "已存为新一版")
}

// check answers with the part of the editor that says what the list would hold, while it is being typed.
func (h *handlers) check(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	out, err := h.try(q, readDraft(f))
	if err != nil {
		return err
	}
	return q.RenderList("atlas/edit", "check", &editPage{Page: q.Page(section, "核对"), Check: out})
}

func (h *handlers) drop(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	l, err := h.Atlas.List(q.Ctx(), q.Path("id"))
	if err != nil {
		return err
	}
	back := f.Bool("back")
	if err := h.Atlas.Drop(q.Ctx(), q.Actor, l.ID, back, f.Text("reason")); err != nil {
		return err
	}
	sets, err := h.Atlas.Sets(q.Ctx())
	if err != nil {
		return err
	}
	to := base
	for i := range sets {
		if sets[i].ID == l.SetID {
			to = base + "/" + sets[i].Key
		}
	}
	return q.Redirect(to, map[bool]string{true: "已放回", false: "已移除，可在本页放回"}[back])
}

func (h *handlers) restore(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	no := f.Int("no")
	if err := f.Err(); err != nil {
		return err
	}
	if err := h.Atlas.Restore(q.Ctx(), q.Actor, q.Path("id"), no); err != nil {
		return err
	}
	return q.Redirect(base+"/lists/"+q.Path("id")+"/edit", "已恢复")
}

// export sends the set for one chain, or for all: as a workbook, or with as=docx as a paper.
func (h *handlers) export(q *web.Req) error {
	o, err := h.open(q)
	if err != nil {
		return err
	}
	chainID, chainName, err := o.chainOf(q)
	if err != nil {
		return err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	d, err := q.Directory()
	if err != nil {
		return err
	}
	p := &atlas.Paper{Set: o.Adopted, ChainID: chainID, Chain: chainName, Site: d.Site(), By: q.Actor.Name, Who: q.Asker(), May: q.Actor.Can, Label: names.Label}
	for _, l := range o.live() {
		p.Sheets = append(p.Sheets, l.Sheet())
	}
	if q.Query("as") == "docx" {
		doc, err := h.Atlas.Cover(q.Ctx(), p)
		if err != nil {
			return err
		}
		if err := h.Atlas.NoteExport(q.Ctx(), q.Actor, p, 0); err != nil {
			return err
		}
		q.Download(p.Title()+".docx", docx.ContentType)
		return docx.Write(q.W, doc, docx.Options{Creator: q.Actor.Name, OmitSources: true})
	}
	book, rows, err := h.Atlas.Workbook(q.Ctx(), p)
	if err != nil {
		return err
	}
	defer func() { _ = book.Close() }() // nothing is left to close once it is written
	if err := h.Atlas.NoteExport(q.Ctx(), q.Actor, p, rows); err != nil {
		return err
	}
	q.Download(p.Title()+".xlsx", mediaXLSX)
	return book.Write(q.W)
}

const mediaXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
