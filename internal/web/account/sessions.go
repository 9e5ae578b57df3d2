package account

import (
	"strings"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// SessionTable shows where a person is signed in; acts gives what can be done about each.
func SessionTable(sessions []org.Session, acts func(org.Session) []ui.Action) ui.Table {
	t := ui.Table{Label: "登录会话", Fold: true, Columns: []ui.Column{{Label: "浏览器", Head: true, Grow: true}, {Label: "地址", Fold: "地址"},
		{Label: "登录", Fold: "登录"}, {Label: "最近操作", Fold: "最近操作"}, {Label: ""}},
		Empty: &ui.Empty{Title: "没有登录会话"}}
	for _, s := range sessions {
		t.Rows = append(t.Rows, ui.Row{Key: s.ID, Label: Browser(s.Agent), Cells: []ui.Cell{{Text: Browser(s.Agent), Title: s.Agent}, {Text: s.Address},
			{Text: ui.Stamp(s.CreatedAt)}, {Text: ui.Stamp(s.SeenAt)}, {Acts: acts(s)}}})
	}
	return t
}

func ownSession(q *web.Req, s org.Session) []ui.Action {
	if s.ID == q.Session.ID {
		return []ui.Action{{Label: "本次登录", Small: true, Plain: true, Disabled: true}}
	}
	return []ui.Action{{Label: "结束", URL: "/account/sessions/end", Method: "post", Small: true, Hidden: []ui.Param{{Name: "id", Value: s.ID}}}}
}

// endSessions ends one session of the person's, or all but this one. The session's id travels in the body: it is no secret,
// but it has no business in logs of addresses.
func (d Deps) endSessions(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	id := f.Text("id")
	if id != "others" {
		if err := d.Org.EndSession(q.Ctx(), q.Actor, id); err != nil {
			return err
		}
		return q.Redirect("/account", "会话已结束")
	}
	sessions, err := d.Org.Sessions(q.Ctx(), q.Actor.ID)
	if err != nil {
		return err
	}
	n := 0
	for _, s := range sessions {
		if s.ID == q.Session.ID {
			continue
		}
		if err := d.Org.EndSession(q.Ctx(), q.Actor, s.ID); err != nil && errs.CodeOf(err) != errs.NotFound { // gone meanwhile
			return err
		}
		n++
	}
	return q.Redirect("/account", "已结束其他会话"+ui.Num(int64(n))+"个")
}

// Browser names the browser and system of a User-Agent line as people do: Chrome 120，Windows.
func Browser(agent string) string {
	name, system := "", ""
	// Every browser also claims to be those further down.
	for _, b := range [][2]string{{"MicroMessenger/", "微信"}, {"Edg/", "Edge"}, {"QQBrowser/", "QQ浏览器"}, {"Firefox/", "Firefox"},
		{"Chrome/", "Chrome"}, {"Version/", "Safari"}} {
		if _, rest, ok := strings.Cut(agent, b[0]); ok {
			major, _, _ := strings.Cut(rest, ".")
			if len(major) > 4 || strings.Trim(major, "0123456789") != "" {
				major = ""
			}
			name = strings.TrimSpace(b[1] + " " + major)
			break
		}
	}
	for _, s := range [][2]string{{"Android", "安卓"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"}} {
		if strings.Contains(agent, s[0]) {
			system = s[1]
			break
		}
	}
	switch {
	case name != "" && system != "":
		return name + "，" + system
	case name+system != "":
		return name + system
	}
	return "其他程序"
}
