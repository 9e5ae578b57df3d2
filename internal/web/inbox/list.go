package inbox

import (
	"fmt"
	"net/url"
	"strconv"

	"lianzhang/internal/platform/notify"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// listPage is the inbox: what is unread, then what was read.
type listPage struct {
	ui.Page
	Tabs   ui.Tabs
	Unread *ui.Table
	Read   *ui.Table
	Empty  *ui.Empty
	Older  string
}

func (d Deps) list(q *web.Req) error {
	ask := notify.Ask{Unread: q.Query("unread") == "1", Kind: q.Query("kind"), After: q.Query("after")}
	messages, next, err := d.Notify.Inbox(q.Ctx(), q.Actor.ID, ask)
	if err != nil {
		return err
	}
	n, err := d.Notify.Unread(q.Ctx(), q.Actor.ID)
	if err != nil {
		return err
	}
	p := &listPage{Page: q.Page("inbox", "消息"), Tabs: d.tabs(ask)}
	p.Lede = ui.Plain(fmt.Sprintf("%s条未读；同一件事的消息合在一条里", ui.UnreadText(n)))
	p.Acts = []ui.Action{ui.Act("消息设置", "/me/notify")}
	if n > 0 {
		p.Acts = append(p.Acts, ui.Post("全部已读", "/inbox/read", ui.Param{Name: "until", Value: strconv.FormatInt(d.Notify.Run.Clock.Micro(), 10)}))
	}
	var fresh, old []notify.Message
	for _, m := range messages {
		if m.Unread {
			fresh = append(fresh, m)
		} else {
			old = append(old, m)
		}
	}
	if fresh != nil {
		p.Unread = d.table(q, "未读消息", fresh)
	}
	if old != nil {
		p.Read = d.table(q, "已读消息", old)
	}
	if messages == nil {
		p.Empty = &ui.Empty{Title: "没有消息", Text: "批示、亮灯、填报审核等与您有关的事，会在这里告诉您"}
	}
	if next != "" {
		p.Older = address(ask, next)
	}
	return q.Render("inbox/list", p)
}

func (d Deps) tabs(ask notify.Ask) ui.Tabs {
	out := ui.Tabs{Label: "消息类别", Items: []ui.Tab{{Label: "全部", URL: Base, On: !ask.Unread && ask.Kind == ""}, {Label: "未读", URL: Base + "?unread=1", On: ask.Unread}}}
	for _, k := range d.Notify.Kinds() {
		out.Items = append(out.Items, ui.Tab{Label: k.Label, URL: Base + "?kind=" + url.QueryEscape(k.Code), On: ask.Kind == k.Code})
	}
	return out
}

func address(ask notify.Ask, after string) string {
	v := url.Values{"after": {after}}
	if ask.Unread {
		v.Set("unread", "1")
	}
	if ask.Kind != "" {
		v.Set("kind", ask.Kind)
	}
	return Base + "?" + v.Encode()
}

func (d Deps) table(q *web.Req, label string, messages []notify.Message) *ui.Table {
	t := &ui.Table{Label: label, Fold: true, Columns: []ui.Column{{Label: "类别", Width: "7rem"}, {Label: "事项", Sub: "最近一条", Head: true, Grow: true},
		{Label: "时间", Fold: " "}, {Label: "", Width: "12rem", Fold: " "}}}
	for _, m := range messages {
		t.Rows = append(t.Rows, d.row(q, &m))
	}
	return t
}

func (d Deps) row(q *web.Req, m *notify.Message) ui.Row {
	kind := ui.Cell{Rich: ui.Rich{ui.Tag(d.Notify.KindLabel(m.Kind))}}
	if m.Urgent {
		kind.Rich = append(kind.Rich, ui.T(" "), ui.Late("急"))
	}
	here := Base + "/" + m.ID
	what := ui.Cell{Text: m.Title, URL: here, Sub: m.Body}
	when := ui.Cell{Text: notify.When(m.At, q.Today()), Quiet: true}
	if m.More > 0 {
		when = ui.Cell{Rich: ui.Rich{ui.Quiet(notify.When(m.At, q.Today())), ui.Gap(), ui.A(fmt.Sprintf("又有%d条", m.More), here+"/lines")}}
	}
	var acts []ui.Action
	if m.Unread {
		acts = append(acts, small(ui.Post("已读", here+"/read")))
	}
	return ui.Row{Key: m.ID, Cells: []ui.Cell{kind, what, when, {Acts: append(acts, muteAct(m))}}}
}

func small(a ui.Action) ui.Action {
	a.Small, a.Plain = true, true
	return a
}

func muteAct(m *notify.Message) ui.Action {
	if m.Muted {
		return small(ui.Post("恢复提醒", Base+"/"+m.ID+"/mute", ui.Param{Name: "on", Value: "0"}))
	}
	return small(ui.Post("不再提醒此事", Base+"/"+m.ID+"/mute", ui.Param{Name: "on", Value: "1"}))
}

// linesPage is everything that was folded into one message.
type linesPage struct {
	ui.Page
	Log ui.Log
}

func (d Deps) lines(q *web.Req) error {
	m, err := d.Notify.Message(q.Ctx(), q.Actor.ID, q.Path("id"))
	if err != nil {
		return err
	}
	lines, err := d.Notify.Lines(q.Ctx(), m.ID)
	if err != nil {
		return err
	}
	p := &linesPage{Page: q.Page("inbox", m.Title)}
	p.Crumbs = []ui.Link{{Label: "消息", URL: Base}, {Label: m.Title}}
	for _, l := range lines {
		p.Log = append(p.Log, ui.LogItem{Time: notify.When(l.At, q.Today()), Body: ui.Plain(l.Body)})
	}
	p.Acts = []ui.Action{muteAct(m)}
	if m.URL != "" {
		p.Acts = append(p.Acts, ui.Primary("打开", Base+"/"+m.ID))
	}
	return q.Render("inbox/lines", p)
}

// open marks a message as read and leads to its matter.
func (d Deps) open(q *web.Req) error {
	m, err := d.Notify.Message(q.Ctx(), q.Actor.ID, q.Path("id"))
	if err != nil {
		return err
	}
	if err := d.Notify.Read(q.Ctx(), q.Actor, m.ID); err != nil {
		return err
	}
	to := m.URL
	if to == "" {
		to = Base + "/" + m.ID + "/lines"
	}
	return q.Redirect(to, "")
}

func (d Deps) read(q *web.Req) error {
	if err := d.Notify.Read(q.Ctx(), q.Actor, q.Path("id")); err != nil {
		return err
	}
	return q.Redirect(Base, "")
}

func (d Deps) readAll(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	until := f.Int("until")
	if err := f.Err(); err != nil {
		return err
	}
	if err := d.Notify.ReadAll(q.Ctx(), q.Actor, until); err != nil {
		return err
	}
	return q.Redirect(Base, "已全部标为已读")
}

func (d Deps) mute(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	on := f.Bool("on")
	if err := d.Notify.Mute(q.Ctx(), q.Actor, q.Path("id"), on); err != nil {
		return err
	}
	if on {
		return q.Redirect(Base, "这件事不再提醒；批示等必达消息仍会到")
	}
	return q.Redirect(Base, "这件事恢复提醒")
}
