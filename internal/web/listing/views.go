package listing

import (
	"embed"
	"net/url"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/view"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var pages embed.FS

// Add adds the pages about saved views.
func Add(set *ui.Set) error { return set.Add("listing", pages) }

// Routes are the pages and verbs of saved views, the same for all lists.
func (k *Kit) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /views", Perm: authz.SignedIn, Handle: k.showViews},
		{Pattern: "POST /views", Perm: authz.SignedIn, Handle: k.saveView},
		{Pattern: "POST /views/{id}/delete", Perm: authz.SignedIn, Handle: k.deleteView},
		{Pattern: "POST /views/{id}/share", Perm: authz.ViewShare, Handle: k.shareView},
	}
}

type viewsPage struct {
	ui.Page
	Errs   ui.Errors
	Chips  []ui.Chip
	Fields []*ui.Field
	Back   string
	Table  ui.Table
}

// list finds a list that the person may see.
func (k *Kit) list(q *web.Req, name string) (*List, error) {
	l := k.lists[name]
	if l == nil {
		return nil, errs.New(errs.NotFound, "没有这张清单")
	}
	return l, q.Actor.Need(l.Perm)
}

func (k *Kit) showViews(q *web.Req) error {
	l, err := k.list(q, q.Query("list"))
	if err != nil {
		return err
	}
	page, err := k.viewsPage(q, l, q.Query("query"), view.View{}, nil)
	if err != nil {
		return err
	}
	return q.Render("listing/views", page)
}

func (k *Kit) viewsPage(q *web.Req, l *List, query string, typed view.View, fault error) (*viewsPage, error) {
	a, err := l.Reask(q, query)
	if err != nil {
		return nil, err
	}
	p := &viewsPage{Page: q.Page(l.Section, "视图"), Back: a.WithAt(l.Base), Chips: a.faultyChips()}
	p.Crumbs = []ui.Link{{Label: l.Spec.Label, URL: p.Back}, {Label: "视图"}}
	name := &ui.Field{Kind: ui.KindText, Name: "name", Label: "名称", Value: typed.Name, Required: true, MaxLength: 20, Help: "同名的视图会被替换", Focus: true}
	p.Fields = []*ui.Field{{Kind: ui.KindHidden, Name: "list", Value: l.Spec.Name}, {Kind: ui.KindHidden, Name: "query", Value: a.Encoded()}, name}
	if q.Actor.Can(authz.ViewShare) {
		p.Fields = append(p.Fields, &ui.Field{Kind: ui.KindCheck, Name: "shared", Label: "共享给全站", Checked: typed.Shared, Help: "别人打开时只看到自己数据范围内的记录"})
	}
	p.Errs = ui.Reject(fault, p.Fields...)
	p.Table, err = k.viewsTable(q, l)
	return p, err
}

func (k *Kit) viewsTable(q *web.Req, l *List) (ui.Table, error) {
	t := ui.Table{Label: "已存的视图", Fold: true, Empty: &ui.Empty{Title: "还没有视图", Text: "在清单上设好条件，再点“存为视图”"},
		Columns: []ui.Column{{Label: "名称", Head: true, Grow: true}, {Label: "共享"}, {Label: "谁存的"}, {Label: "操作"}}}
	saved, err := k.Views.Of(q.Ctx(), l.Spec.Name, q.Actor.ID)
	if err != nil {
		return t, err
	}
	d, err := q.Directory()
	if err != nil {
		return t, err
	}
	for _, v := range saved {
		share := ui.Post("共享", "/views/"+v.ID+"/share", ui.Param{Name: "list", Value: l.Spec.Name}, ui.Param{Name: "shared", Value: "1"})
		if v.Shared {
			share = ui.Post("收回共享", "/views/"+v.ID+"/share", ui.Param{Name: "list", Value: l.Spec.Name})
		}
		drop := ui.Post("删除", "/views/"+v.ID+"/delete", ui.Param{Name: "list", Value: l.Spec.Name})
		drop.Confirm, drop.Small, share.Small = "删除视图“"+v.Name+"”？", true, true
		var acts []ui.Action
		if v.Editable(q.Actor) {
			if q.Actor.Can(authz.ViewShare) {
				acts = append(acts, share)
			}
			acts = append(acts, drop)
		}
		t.Rows = append(t.Rows, ui.Row{Key: v.ID, Label: v.Name, Cells: []ui.Cell{{Text: v.Name, URL: l.Base + "?" + v.Query}, {Text: yesNo(v.Shared)},
			{Text: d.AccountName(v.OwnerID)}, {Acts: acts}}})
	}
	return t, nil
}

func (k *Kit) saveView(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	l, err := k.list(q, f.Text("list"))
	if err != nil {
		return err
	}
	a, err := l.Reask(q, f.Raw("query"))
	if err != nil {
		return err
	}
	v := view.View{List: l.Spec.Name, Name: f.Text("name"), Query: a.Encoded(), Shared: f.Bool("shared")}
	if a.Note != nil {
		err = errs.New(errs.Invalid, "%s", a.Note.Body.String())
	} else {
		_, err = k.Views.Save(q.Ctx(), q.Actor, v)
	}
	if errs.CodeOf(err) == errs.Invalid {
		page, err := k.viewsPage(q, l, f.Raw("query"), v, err)
		if err != nil {
			return err
		}
		return q.RenderInvalid("listing/views", page)
	}
	if err != nil {
		return err
	}
	return q.Redirect(a.WithAt(l.Base), "视图“"+v.Name+"”已存")
}

func (k *Kit) deleteView(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	if err := k.Views.Delete(q.Ctx(), q.Actor, q.Path("id")); err != nil {
		return err
	}
	return q.Redirect("/views?"+url.Values{"list": {f.Text("list")}}.Encode(), "视图已删除")
}

func (k *Kit) shareView(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	shared := f.Bool("shared")
	if err := k.Views.Share(q.Ctx(), q.Actor, q.Path("id"), shared); err != nil {
		return err
	}
	text := "视图已收回，只有您自己看得到"
	if shared {
		text = "视图已共享"
	}
	return q.Redirect("/views?"+url.Values{"list": {f.Text("list")}}.Encode(), text)
}
