package api

import (
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/notify"
)

func (a *api) inbox() {
	const tag = "消息"
	handle(a, op{pattern: "GET /me/messages", id: "list-messages", perm: authz.SignedIn, tag: tag, summary: "本人的消息，未读在前，各部分新的在前",
		help: "同一件事未读的消息合为一条，more 是合进来的条数。next 非空时以它作 after 取下一页。"}, a.listMessages)
	handle(a, op{pattern: "POST /me/messages/read", id: "read-messages", perm: authz.SignedIn, tag: tag, summary: "把某一时刻以前的消息全部标为已读"}, a.readMessages)
	handle(a, op{pattern: "POST /me/messages/{id}/read", id: "read-message", perm: authz.SignedIn, tag: tag, summary: "标为已读"}, a.readMessage)
	handle(a, op{pattern: "PUT /me/messages/{id}/muted", id: "mute-message", perm: authz.SignedIn, tag: tag, summary: "这件事不再提醒，或恢复提醒",
		help: "批示等必达的消息仍会到。"}, a.muteMessage)
	handle(a, op{pattern: "GET /me/notify", id: "get-notify", perm: authz.SignedIn, tag: tag, summary: "本人的消息设置"}, a.getNotify)
	handle(a, op{pattern: "PUT /me/notify", id: "update-notify", perm: authz.SignedIn, tag: tag, summary: "修改消息设置",
		help: "邮箱须在页面上用确认码确认，不在这里改。"}, a.updateNotify)
}

// notice is what the person has been told about one matter since he last looked.
type notice struct {
	ID      string `json:"id"`
	Kind    string `json:"kind" doc:"类别"`
	List    string `json:"list" doc:"事项的记录种类，如project"`
	Record  string `json:"record" doc:"事项的标识"`
	Title   string `json:"title"`
	Body    string `json:"body" doc:"最近一条"`
	URL     string `json:"url" doc:"本站页面"`
	Urgent  bool   `json:"urgent"`
	More    int64  `json:"more" doc:"合进来的较早条数"`
	Unread  bool   `json:"unread"`
	Muted   bool   `json:"muted" doc:"这件事不再提醒"`
	At      int64  `json:"at" doc:"最近一条的时刻，UTC微秒"`
	FirstAt int64  `json:"first_at" doc:"最早一条的时刻，UTC微秒"`
}

func messageOf(m *notify.Message) notice {
	return notice{m.ID, m.Kind, m.Ref.Kind, m.Ref.ID, m.Title, m.Body, m.URL, m.Urgent, m.More, m.Unread, m.Muted, m.At, m.FirstAt}
}

type messagesInput struct {
	Unread bool   `query:"unread" doc:"只要未读"`
	Kind   string `query:"kind" doc:"只要这一类" maxLength:"40"`
	After  string `query:"after" doc:"上一页的next" maxLength:"40"`
	Size   int    `query:"size" doc:"一页几条" minimum:"1" maximum:"200" default:"50"`
}

type messagesOutput struct {
	Body struct {
		Unread   int      `json:"unread" doc:"未读条数，100为100条以上"`
		Messages []notice `json:"messages"`
		Next     string   `json:"next"`
	} `nameHint:"Messages"`
}

func (a *api) listMessages(c *call, in *messagesInput) (*messagesOutput, error) {
	rows, next, err := a.Notify.Inbox(c, c.actor.ID, notify.Ask{Unread: in.Unread, Kind: in.Kind, After: in.After, Limit: in.Size})
	if err != nil {
		return nil, err
	}
	out := &messagesOutput{}
	if out.Body.Unread, err = a.Notify.Unread(c, c.actor.ID); err != nil {
		return nil, err
	}
	out.Body.Messages, out.Body.Next = []notice{}, next
	for i := range rows {
		out.Body.Messages = append(out.Body.Messages, messageOf(&rows[i]))
	}
	return out, nil
}

type readMessagesInput struct {
	Body struct {
		Until int64 `json:"until" doc:"这一时刻及以前的，UTC微秒"`
	} `nameHint:"MessagesRead"`
}

func (a *api) readMessages(c *call, in *readMessagesInput) (*struct{}, error) {
	return nil, a.Notify.ReadAll(c, c.actor, in.Body.Until)
}

func (a *api) readMessage(c *call, in *idInput) (*struct{}, error) {
	return nil, a.Notify.Read(c, c.actor, in.ID)
}

type muteInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Muted bool `json:"muted"`
	} `nameHint:"MessageMute"`
}

func (a *api) muteMessage(c *call, in *muteInput) (*struct{}, error) {
	return nil, a.Notify.Mute(c, c.actor, in.ID, in.Body.Muted)
}

// notifySettings are how the person wants to be told.
type notifySettings struct {
	Mail         string   `json:"mail" doc:"已确认的邮箱，没有为空串" readOnly:"true" required:"false"`
	MailOn       bool     `json:"mail_on" doc:"发邮件提醒"`
	QuietFrom    string   `json:"quiet_from" doc:"免打扰从，如22:00；空串为不设" maxLength:"5"`
	QuietTo      string   `json:"quiet_to" doc:"免打扰到，如07:30" maxLength:"5"`
	UrgentPasses bool     `json:"urgent_passes" doc:"紧急的立即发"`
	DigestAt     string   `json:"digest_at" doc:"每个工作日汇总成一封的时间，如08:30；空串为一事一封" maxLength:"5"`
	Muted        []string `json:"muted" doc:"不要的类别" maxItems:"50"`
	Version      int64    `json:"version" doc:"所见的版次"`
}

type notifyInput struct{ Body notifySettings }

type notifyOutput struct{ Body notifySettings }

func (a *api) getNotify(c *call, _ *struct{}) (*notifyOutput, error) {
	p, err := a.Notify.SettingsOf(c, c.actor.ID)
	if err != nil {
		return nil, err
	}
	return &notifyOutput{notifySettings{p.Mail, p.MailOn, p.QuietFrom, p.QuietTo, p.UrgentPasses, p.DigestAt, orNone(strings.Fields(p.Muted)), p.Version}}, nil
}

func (a *api) updateNotify(c *call, in *notifyInput) (*notifyOutput, error) {
	b := &in.Body
	err := a.Notify.Save(c, c.actor, notify.Settings{MailOn: b.MailOn, QuietFrom: b.QuietFrom, QuietTo: b.QuietTo, UrgentPasses: b.UrgentPasses, DigestAt: b.DigestAt,
		Muted: strings.Join(b.Muted, " "), Version: b.Version})
	if err != nil {
		return nil, err
	}
	return a.getNotify(c, nil)
}
