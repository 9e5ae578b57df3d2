package units

import (
	"strconv"

	"lianzhang/internal/org"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/ui"
)

// weight says how much hangs on a unit: what a move, merger or dissolution touches.
func weight(d *org.Directory, u *org.Unit) ui.Facts {
	under := d.UnitSubtree(u.ID)
	in := map[string]bool{}
	for _, id := range under {
		in[id] = true
	}
	people, here := 0, 0
	for _, a := range d.Accounts() {
		if a.Active && in[a.UnitID] {
			people++
			if a.UnitID == u.ID {
				here++
			}
		}
	}
	units := -1 // without itself
	for _, o := range d.Units() {
		if in[o.ID] {
			units++
		}
	}
	f := ui.Facts{ui.F("单位", u.Name), ui.F("在用账号", strconv.Itoa(here)+"个"), ui.F("下级单位", strconv.Itoa(max(units, 0))+"个")}
	if people > here {
		f = append(f, ui.F("连同下级", strconv.Itoa(people)+"个账号"))
	}
	return f
}

func verb(q *web.Req, d *org.Directory, u *org.Unit, title, path, note string) *formpage.Form {
	f := &formpage.Form{Page: page(q, u, title), Action: at(u) + "/" + path, Back: at(u), Facts: weight(d, u), Submit: title, Column: true,
		Note: &ui.Note{Letter: ui.Yellow, Body: ui.Plain(note)}}
	f.Crumbs = append(f.Crumbs, ui.Link{Label: title})
	return f
}

func moveForm(q *web.Req, d *org.Directory, u *org.Unit) *formpage.Form {
	f := verb(q, d, u, "调整上级", "move", "连同下级单位一起移到新上级下。按单位授权的人，看到的数据会随之变化")
	f.Hidden = []ui.Param{{Name: "version", Value: strconv.FormatInt(u.Version, 10)}}
	f.Fields = []ui.Field{{Kind: ui.KindSelect, Name: "parent_id", Label: "新上级", Value: u.ParentID, Options: parents(d, u.ID), Wide: true}, formpage.Reason("")}
	return f
}

func (p *pages) showMove(q *web.Req) error {
	d, u, err := p.unit(q)
	if err != nil {
		return err
	}
	return moveForm(q, d, u).Show(q)
}

func (p *pages) move(q *web.Req) error {
	d, u, err := p.unit(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	reason, version := formpage.NeedReason(f), f.Int("version")
	if err = f.Err(); err == nil {
		err = p.Org.MoveUnit(q.Ctx(), q.Actor, u.ID, f.Text("parent_id"), version, reason)
	}
	if stored, ok := formpage.Stored[org.Unit](err); ok {
		return moveForm(q, d, u).Differ(q, f, err, moveForm(q, d, stored))
	}
	if err != nil {
		return moveForm(q, d, u).Refuse(q, f, err)
	}
	return q.Redirect(at(u), "上级已调整")
}

func mergeForm(q *web.Req, d *org.Directory, u *org.Unit) *formpage.Form {
	f := verb(q, d, u, "并入他单位", "merge", "人员、下级单位、按本单位授的权和现任职务都转给承接单位，本单位停用；旧名称以后认到承接单位。不能撤回")
	f.Danger, f.Submit = true, "并入"
	var into []ui.Option
	for _, o := range d.Units() {
		if o.ID != u.ID {
			into = append(into, ui.Option{Value: o.ID, Label: o.Name})
		}
	}
	f.Fields = []ui.Field{{Kind: ui.KindSelect, Name: "into", Label: "承接单位", Options: append([]ui.Option{{Label: "选择"}}, into...), Required: true, Wide: true},
		formpage.Reason("机构改革文件号")}
	return f
}

func (p *pages) showMerge(q *web.Req) error {
	d, u, err := p.unit(q)
	if err != nil {
		return err
	}
	return mergeForm(q, d, u).Show(q)
}

func (p *pages) merge(q *web.Req) error {
	d, u, err := p.unit(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	into := d.Unit(f.Text("into"))
	if into == nil {
		f.Add("into", "选择承接单位")
	}
	reason := formpage.NeedReason(f)
	if err = f.Err(); err == nil {
		err = p.Org.MergeUnit(q.Ctx(), q.Actor, u.ID, into.ID, reason)
	}
	if err != nil {
		return mergeForm(q, d, u).Refuse(q, f, err)
	}
	return q.Redirect(at(into), u.Name+"已并入")
}

func dissolveForm(q *web.Req, d *org.Directory, u *org.Unit) *formpage.Form {
	f := verb(q, d, u, "撤销单位", "dissolve", "撤销后不能再选用，历史记录里的名称保留。名下还有人员、下级单位或项目时不能撤销，先移交或并入他单位")
	f.Danger, f.Submit = true, "撤销"
	f.Fields = []ui.Field{formpage.Reason("机构改革文件号")}
	return f
}

func (p *pages) showDissolve(q *web.Req) error {
	d, u, err := p.unit(q)
	if err != nil {
		return err
	}
	return dissolveForm(q, d, u).Show(q)
}

func (p *pages) dissolve(q *web.Req) error {
	d, u, err := p.unit(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	reason := formpage.NeedReason(f)
	if err = f.Err(); err == nil {
		err = p.Org.DissolveUnit(q.Ctx(), q.Actor, u.ID, reason)
	}
	if err != nil {
		return dissolveForm(q, d, u).Refuse(q, f, err)
	}
	return q.Redirect("/admin/units", u.Name+"已撤销")
}
