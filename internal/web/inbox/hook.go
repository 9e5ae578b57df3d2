package inbox

import (
	"slices"
	"strconv"
	"strings"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/notify"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/ui"
)

// form is the form over a webhook; one without an id is new.
func (d Deps) form(q *web.Req, h *notify.Hook) (*formpage.Form, error) {
	dir, err := q.Directory()
	if err != nil {
		return nil, err
	}
	units := ui.Field{Kind: ui.KindSelect, Name: "unit_id", Label: "范围", Value: h.UnitID, Options: []ui.Option{{Value: "", Label: "全站"}}, Help: "推送这个单位及其下级的事"}
	for _, u := range dir.Units() {
		units.Options = append(units.Options, ui.Option{Value: u.ID, Label: u.Name})
	}
	forms := ui.Field{Kind: ui.KindSelect, Name: "form", Label: "格式", Value: string(h.Form), Required: true, Options: []ui.Option{{Value: "", Label: "选择格式"}}}
	for _, v := range notify.Forms() {
		forms.Options = append(forms.Options, ui.Option{Value: v[0], Label: v[1]})
	}
	kinds := ui.Field{Kind: ui.KindChecks, Name: "kinds", Label: "类别", Help: "都不选为全部", Wide: true}
	for _, k := range d.Notify.Kinds() {
		kinds.Options = append(kinds.Options, ui.Option{Value: k.Code, Label: k.Label, On: slices.Contains(strings.Fields(h.Kinds), k.Code)})
	}
	style := h.Style
	if style == "" {
		style = "markdown"
	}
	kept := ""
	p := &formpage.Form{Action: adminBase + "/hooks/new", Submit: "保存", Back: adminBase, Page: q.Page("admin", "新建群推送")}
	if h.ID != "" {
		kept = "已保存，不改不用填"
		p.Page, p.Action = q.Page("admin", h.Name), adminBase+"/hooks/"+h.ID
		p.Facts = ui.Facts{ui.F("地址", h.Host), ui.F("格式", h.Form.Label())}
		p.Hidden = []ui.Param{{Name: "version", Value: strconv.FormatInt(h.Version, 10)}}
		p.Acts = []ui.Action{ui.Post("发测试消息", p.Action+"/test"), {Label: "删除", URL: p.Action + "/drop", Method: "post", Danger: true,
			Confirm: "删除后不再推送，等着发的也不发了。要删除吗"}}
	}
	p.Crumbs = []ui.Link{{Label: "管理", URL: "/admin"}, {Label: "消息与推送", URL: adminBase}, {Label: p.Title}}
	p.Fields = []ui.Field{
		{Kind: ui.KindText, Name: "name", Label: "名称", Value: h.Name, MaxLength: 40, Required: true, Placeholder: "市发改委工作群"}, units, forms,
		{Kind: ui.KindSelect, Name: "style", Label: "文字样式", Value: style, Options: []ui.Option{{Value: "markdown", Label: "带格式"}, {Value: "text", Label: "纯文字"}}},
		{Kind: ui.KindPassword, Name: "address", Label: "推送地址", Placeholder: kept, MaxLength: 1000, Wide: true, Required: h.ID == "", Autocomplete: "off", Help: "http或https；群机器人的地址等同密码，存后不再显示"},
		{Kind: ui.KindPassword, Name: "secret", Label: "签名密钥", Placeholder: kept, MaxLength: 200, Wide: true, Autocomplete: "new-password", Help: "地址里带密钥的机器人不用填"},
		kinds,
		{Kind: ui.KindText, Name: "quiet_from", Label: "免打扰从", Value: h.QuietFrom, Placeholder: "22:00", MaxLength: 5, Help: "紧急的不受限"},
		{Kind: ui.KindText, Name: "quiet_to", Label: "到", Value: h.QuietTo, Placeholder: "07:30", MaxLength: 5},
		{Kind: ui.KindCheck, Name: "urgent_only", Label: "只推紧急消息", Checked: h.UrgentOnly},
		{Kind: ui.KindCheck, Name: "brief", Label: "只提示有新消息，不带内容", Checked: h.Brief},
		{Kind: ui.KindCheck, Name: "active", Label: "启用", Checked: h.Active || h.ID == ""},
	}
	return p, nil
}

func (d Deps) newHook(q *web.Req) error {
	p, err := d.form(q, &notify.Hook{})
	if err != nil {
		return err
	}
	return p.Show(q)
}

func (d Deps) showHook(q *web.Req) error {
	h, err := d.Notify.Hook(q.Ctx(), q.Path("id"))
	if err != nil {
		return err
	}
	p, err := d.form(q, h)
	if err != nil {
		return err
	}
	return p.Show(q)
}

func (d Deps) createHook(q *web.Req) error { return d.store(q, &notify.Hook{}) }

func (d Deps) saveHook(q *web.Req) error {
	h, err := d.Notify.Hook(q.Ctx(), q.Path("id"))
	if err != nil {
		return err
	}
	return d.store(q, h)
}

func (d Deps) store(q *web.Req, was *notify.Hook) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	want := notify.Hook{ID: was.ID, Name: f.Text("name"), UnitID: f.Text("unit_id"), Form: notify.Form(f.Text("form")), Style: f.Text("style"),
		Kinds: strings.Join(f.All("kinds"), " "), UrgentOnly: f.Bool("urgent_only"), Brief: f.Bool("brief"), Active: f.Bool("active"),
		QuietFrom: clockText(f.Text("quiet_from")), QuietTo: clockText(f.Text("quiet_to")), Version: f.Int("version")}
	if dir, dirErr := q.Directory(); dirErr == nil && want.UnitID != "" && dir.Unit(want.UnitID) == nil {
		f.Add("unit_id", "没有这个单位")
	}
	var saved *notify.Hook
	if err = f.Err(); err == nil {
		saved, err = d.Notify.SaveHook(q.Ctx(), q.Actor, want, f.Text("address"), f.Text("secret"), "")
	}
	if err != nil {
		p, formErr := d.form(q, was)
		if formErr != nil {
			return formErr
		}
		return p.Refuse(q, f, err)
	}
	return q.Redirect(adminBase+"/hooks/"+saved.ID, "已保存，发一条测试消息看看")
}

func (d Deps) testHook(q *web.Req) error {
	id := q.Path("id")
	if err := d.Notify.TestHook(q.Ctx(), id); err != nil {
		if errs.CodeOf(err) == errs.NotFound {
			return err
		}
		return errs.Wrap(err, errs.Invalid, "测试消息没有送到：%s", err.Error())
	}
	return q.Redirect(adminBase+"/hooks/"+id, "测试消息已送到")
}

func (d Deps) dropHook(q *web.Req) error {
	if err := d.Notify.DropHook(q.Ctx(), q.Actor, q.Path("id"), ""); err != nil {
		return err
	}
	return q.Redirect(adminBase, "群推送已删除")
}
