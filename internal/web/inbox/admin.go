package inbox

import (
	"strconv"
	"strings"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/notify"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

const adminBase = "/admin/notify"

// adminPage is what leaves the house: mail server, group chats, and what could not be delivered.
type adminPage struct {
	ui.Page
	Errs    ui.Errors
	Stand   []ui.KPI
	Fixed   *ui.Note
	Fields  []ui.Field
	Version string
	Test    *ui.Field
	Hooks   ui.Table
	Failed  ui.Table
	More    string
	All     []ui.Action
	Lost    *ui.Table
}

func (d Deps) admin(q *web.Req) error {
	p, err := d.adminPage(q)
	if err != nil {
		return err
	}
	return q.Render("inbox/admin", p)
}

func (d Deps) adminPage(q *web.Req) (*adminPage, error) {
	site, err := d.Notify.Site(q.Ctx())
	if err != nil {
		return nil, err
	}
	st, err := d.Notify.Standing(q.Ctx())
	if err != nil {
		return nil, err
	}
	p := &adminPage{Page: q.Page("admin", "消息与推送"), Version: strconv.FormatInt(site.Version, 10), Fields: siteFields(site)}
	p.Crumbs = []ui.Link{{Label: "管理", URL: "/admin"}, {Label: "消息与推送"}}
	p.Lede = ui.Plain("邮件服务器、群机器人，以及没有送到的消息")
	p.Stand = []ui.KPI{{Label: "待发", Value: ui.Num(st.Waiting), Unit: "条"}, {Label: "重试中", Value: ui.Num(st.Retrying), Unit: "条"},
		{Label: "失败", Value: ui.Num(st.Failed), Unit: "件", Down: st.Failed > 0}, {Label: "待处理事件", Value: ui.Num(st.Untold), Unit: "个"}}
	if site.FixedMail {
		p.Fixed = &ui.Note{Body: ui.Plain("邮件服务器由配置文件设定，这里只能查看和测试")}
	}
	if site.Mail.Host != "" {
		p.Test = &ui.Field{Kind: ui.KindText, Name: "to", Label: "测试收件邮箱", InputMode: "email", MaxLength: 200, Required: true}
	}
	if err := d.hookTable(q, p); err != nil {
		return nil, err
	}
	return p, d.failures(q, p)
}

func siteFields(s *notify.Site) []ui.Field {
	port := ""
	if s.Mail.Port > 0 {
		port = strconv.Itoa(s.Mail.Port)
	}
	security := s.Mail.Security
	if security == "" {
		security = "starttls"
	}
	pw := "不填则不登录"
	if s.HasPassword {
		pw = "已保存，不改不用填"
	}
	fixed := s.FixedMail
	return []ui.Field{
		{Kind: ui.KindText, Name: "address", Label: "本站地址", Value: s.Address, Placeholder: "https://lz.example.gov.cn", MaxLength: 200, Wide: true, Disabled: s.FixedAddress, Help: "邮件和群消息里的链接用它；不填则不带链接"},
		{Kind: ui.KindText, Name: "host", Label: "邮件服务器", Value: s.Mail.Host, Placeholder: "mail.example.gov.cn", MaxLength: 200, Disabled: fixed},
		{Kind: ui.KindText, Name: "port", Label: "端口", Value: port, Placeholder: "按加密方式", InputMode: "numeric", MaxLength: 5, Disabled: fixed},
		{Kind: ui.KindSelect, Name: "security", Label: "加密", Value: security, Disabled: fixed, Options: []ui.Option{{Value: "starttls", Label: "STARTTLS（587）"}, {Value: "tls", Label: "TLS（465）"}, {Value: "none", Label: "不加密（25，仅限内网）"}}},
		{Kind: ui.KindText, Name: "from", Label: "发件地址", Value: s.Mail.From, Placeholder: "lianzhang@example.gov.cn", MaxLength: 200, Disabled: fixed},
		{Kind: ui.KindText, Name: "from_name", Label: "发件人名称", Value: s.Mail.FromName, MaxLength: 60, Placeholder: "站点名称", Disabled: fixed},
		{Kind: ui.KindText, Name: "user", Label: "登录名", Value: s.Mail.User, MaxLength: 200, Autocomplete: "off", Disabled: fixed},
		{Kind: ui.KindPassword, Name: "password", Label: "密码", Placeholder: pw, MaxLength: 200, Autocomplete: "new-password", Disabled: fixed},
	}
}

func (d Deps) saveSite(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	want := notify.Site{Address: f.Text("address"), Version: f.Int("version"), Mail: notify.Mail{Host: f.Text("host"), Port: int(f.Int("port")), Security: f.Text("security"),
		User: f.Text("user"), Password: f.Raw("password"), From: f.Text("from"), FromName: f.Text("from_name")}}
	if err = f.Err(); err == nil {
		err = d.Notify.SaveSite(q.Ctx(), q.Actor, want, "")
	}
	if code := errs.CodeOf(err); code == errs.Invalid || code == errs.Conflict {
		p, loadErr := d.adminPage(q)
		if loadErr != nil {
			return loadErr
		}
		at := make([]*ui.Field, len(p.Fields))
		for i := range p.Fields {
			at[i] = &p.Fields[i]
			if at[i].Kind != ui.KindPassword && !at[i].Disabled {
				at[i].Value = f.Raw(at[i].Name)
			}
		}
		p.Errs = ui.Reject(err, at...)
		return q.RenderInvalid("inbox/admin", p)
	}
	if err != nil {
		return err
	}
	return q.Redirect(adminBase, "通知设置已存")
}

func (d Deps) testMail(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	to := f.Text("to")
	err = d.Notify.TestMail(q.Ctx(), to)
	if errs.CodeOf(err) == errs.Invalid {
		p, loadErr := d.adminPage(q)
		if loadErr != nil {
			return loadErr
		}
		if p.Test == nil {
			return err
		}
		p.Test.Value = to
		p.Errs = ui.Reject(err, p.Test)
		return q.RenderInvalid("inbox/admin", p)
	}
	if err != nil {
		return err
	}
	return q.Redirect(adminBase, "测试邮件已发到"+to)
}

// shown is how many failures the page lists.
const shown = 50

func (d Deps) failures(q *web.Req, p *adminPage) error {
	rows, total, err := d.Notify.Failures(q.Ctx(), shown)
	if err != nil {
		return err
	}
	dir, err := q.Directory()
	if err != nil {
		return err
	}
	p.Failed = ui.Table{Label: "失败的投递", Fold: true, Empty: &ui.Empty{Title: "没有失败的投递"}, Columns: []ui.Column{{Label: "时间", Width: "8rem"},
		{Label: "消息", Sub: "原因", Head: true, Grow: true}, {Label: "收件人", Width: "10rem", Fold: "收件人"}, {Label: "试过", Num: true, Width: "4rem", Fold: "试过"}, {Label: "", Width: "5rem"}}}
	for _, r := range rows {
		to := dir.AccountName(r.Recipient)
		if r.Channel == "hook" {
			to = "群推送"
			if h, err := d.Notify.Hook(q.Ctx(), r.Recipient); err == nil {
				to = h.Name
			}
		}
		title := r.Title
		if r.Count > 1 {
			title += "等" + ui.Num(r.Count) + "条"
		}
		p.Failed.Rows = append(p.Failed.Rows, ui.Row{Key: r.ID, Cells: []ui.Cell{{Text: notify.When(r.At, q.Today()), Quiet: true}, {Text: title, Sub: r.Error, SubLate: true},
			{Text: to}, {Text: ui.Num(r.Attempts) + "次"}, {Acts: []ui.Action{small(ui.Post("重发", adminBase+"/resend", ui.Param{Name: "id", Value: r.ID}))}}}})
	}
	if total > int64(len(rows)) {
		p.More = "只列最近" + strconv.Itoa(shown) + "件，共" + ui.Num(total) + "件"
	}
	if total > 0 {
		p.All = []ui.Action{{Label: "全部重发", URL: adminBase + "/resend", Method: "post", Small: true, Confirm: "失败的投递全部重新发送。要继续吗"}}
	}
	lost, err := d.Notify.Given(q.Ctx(), shown)
	if err != nil || lost == nil {
		return err
	}
	p.Lost = &ui.Table{Label: "没能通知的事件", Fold: true, Columns: []ui.Column{{Label: "时间", Width: "8rem"}, {Label: "事件", Sub: "原因", Head: true, Grow: true}, {Label: "", Width: "6rem"}}}
	for _, l := range lost {
		p.Lost.Rows = append(p.Lost.Rows, ui.Row{Key: l.ID, Cells: []ui.Cell{{Text: notify.When(l.At, q.Today()), Quiet: true}, {Text: l.Topic, Sub: l.Note, SubLate: true},
			{Acts: []ui.Action{small(ui.Post("再通知", adminBase+"/retell", ui.Param{Name: "id", Value: l.ID}))}}}})
	}
	return nil
}

func (d Deps) resend(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	n, err := d.Notify.Resend(q.Ctx(), q.Actor, f.Text("id"))
	if err != nil {
		return err
	}
	return q.Redirect(adminBase, "已重新排队"+ui.Num(n)+"条")
}

func (d Deps) retell(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	if err := d.Notify.Retell(q.Ctx(), f.Text("id")); err != nil {
		return err
	}
	return q.Redirect(adminBase, "已重新排队")
}

func (d Deps) hookTable(q *web.Req, p *adminPage) error {
	rows, err := d.Notify.Hooks(q.Ctx())
	if err != nil {
		return err
	}
	dir, err := q.Directory()
	if err != nil {
		return err
	}
	p.Hooks = ui.Table{Label: "群推送", Fold: true, Empty: &ui.Empty{Title: "还没有群推送", Text: "把消息推到单位的办公群，或推给本单位自己的程序",
		Acts: []ui.Action{ui.Act("新建群推送", adminBase+"/hooks/new")}},
		Columns: []ui.Column{{Label: "名称", Sub: "地址", Head: true, Grow: true}, {Label: "格式", Width: "12rem", Fold: "格式"}, {Label: "范围", Width: "10rem", Fold: "范围"},
			{Label: "类别", Width: "12rem", Rank: 2, Fold: "类别"}, {Label: "", Width: "8rem"}}}
	for _, h := range rows {
		reach := "全站"
		if h.UnitID != "" {
			reach = dir.UnitName(h.UnitID) + "及下级"
		}
		var kinds []string
		for _, code := range strings.Fields(h.Kinds) {
			kinds = append(kinds, d.Notify.KindLabel(code))
		}
		what := strings.Join(kinds, "、")
		if what == "" {
			what = "全部"
		}
		if h.UrgentOnly {
			what += "，仅紧急"
		}
		end := ui.Cell{Rich: ui.Rich{ui.Quiet("停用")}}
		if h.Active {
			end = ui.Cell{Acts: []ui.Action{small(ui.Post("测试", adminBase+"/hooks/"+h.ID+"/test"))}}
		}
		p.Hooks.Rows = append(p.Hooks.Rows, ui.Row{Key: h.ID, Cells: []ui.Cell{{Text: h.Name, URL: adminBase + "/hooks/" + h.ID, Sub: h.Host}, {Text: h.Form.Label()}, {Text: reach},
			{Text: what}, end}})
	}
	return nil
}
