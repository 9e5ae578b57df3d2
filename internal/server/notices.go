package server

import (
	"context"
	"strings"

	"lianzhang/internal/catalog"
	"lianzhang/internal/meeting"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/notify"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/project"
	"lianzhang/internal/studio"
	"lianzhang/internal/task"
	"lianzhang/internal/tour"
)

// The kinds of messages, as people choose among them.
var (
	kindInstruction = notify.Kind{Code: "instruction", Label: "批示", Must: true}
	kindLight       = notify.Kind{Code: "light", Label: "亮红灯"}
	kindReport      = notify.Kind{Code: "report", Label: "填报审核"}
	kindTask        = notify.Kind{Code: "task", Label: "任务"}
	kindMeeting     = notify.Kind{Code: "meeting", Label: "会议纪要"}
	kindComment     = notify.Kind{Code: "comment", Label: "留言"}
)

// newNotify wires the messages: who answers for people, and the topics that are told.
func (a *App) newNotify() *notify.Service {
	s := &notify.Service{Run: a.Run, People: people{a.Org, a.Clock}, Calendar: a.Org.Working,
		Options: notify.Options{Mail: a.Config.Mail, Address: a.Config.Address, Allow: a.Config.Notify.Allow, Node: node()}}
	s.Register(
		notify.Topic{Name: comment.TopicInstructed, Kind: kindInstruction, To: []notify.Role{notify.Owner, notify.UnitHead, notify.Mentioned}, Urgent: true, Tell: a.tellComment},
		notify.Topic{Name: comment.TopicDone, Kind: kindInstruction, To: []notify.Role{notify.Mentioned}, Tell: a.tellDone},
		notify.Topic{Name: project.TopicRed, Kind: kindLight, To: []notify.Role{notify.Owner, notify.UnitHead}, Tell: a.tellRed},
		notify.Topic{Name: project.TopicFiled, Kind: kindReport, To: []notify.Role{notify.UnitHead}, Tell: a.tellReport},
		notify.Topic{Name: project.TopicReturned, Kind: kindReport, To: []notify.Role{notify.Owner}, Tell: a.tellReport},
		notify.Topic{Name: task.TopicSet, Kind: kindTask, To: []notify.Role{notify.Mentioned, notify.UnitHead}, Tell: a.tellTask},
		notify.Topic{Name: task.TopicReported, Kind: kindTask, To: []notify.Role{notify.Mentioned}, Tell: a.tellTask},
		notify.Topic{Name: task.TopicReturned, Kind: kindTask, To: []notify.Role{notify.Mentioned, notify.UnitHead}, Tell: a.tellTask},
		notify.Topic{Name: task.TopicClosed, Kind: kindTask, To: []notify.Role{notify.Mentioned}, Tell: a.tellTask},
		notify.Topic{Name: task.TopicRed, Kind: kindTask, To: []notify.Role{notify.Mentioned, notify.UnitHead}, Tell: a.tellTask},
		notify.Topic{Name: studio.TopicReady, Kind: kindPeriod, To: []notify.Role{notify.Owner}, Tell: a.tellPaper},
		notify.Topic{Name: meeting.TopicSent, Kind: kindMeeting, To: []notify.Role{notify.Mentioned}, Tell: a.tellMinutes},
		notify.Topic{Name: comment.TopicAdded, Kind: kindComment, To: []notify.Role{notify.Owner, notify.Mentioned}, Tell: a.tellComment},
	)
	s.Register(a.indicatorTopics()...)
	s.Register(a.ticketTopics()...)
	s.Register(a.cadenceTopics()...)
	s.Register(a.scoreTopics()...)
	s.Register(notify.Topic{Name: tour.TopicStarted, Kind: kindTour, To: []notify.Role{notify.Mentioned}, Tell: a.tellTour})
	return s
}

// matter names a record of any list: title, page and keys. It is nil when the record is gone or of a kind without a list.
func (a *App) matter(ctx context.Context, ref record.Ref) (*notify.News, error) {
	return a.matterIn(ctx, a.DB, ref)
}

func (a *App) matterIn(ctx context.Context, q db.Queryer, ref record.Ref) (*notify.News, error) {
	e := catalog.Find(ref.Kind)
	if e == nil {
		return nil, nil
	}
	col := func(name string) string {
		if name == "" {
			return "''"
		}
		return "t." + name
	}
	n := &notify.News{}
	err := q.QueryRow(ctx, "SELECT "+e.Spec.Column(e.Title).Expr()+", "+col(e.Spec.Scope.Region)+", "+col(e.Spec.Scope.Unit)+", "+col(e.Spec.Scope.Chain)+" FROM "+e.Spec.Name+" t WHERE t.id = $1", ref.ID).
		Scan(&n.Title, &n.Keys.Region, &n.Keys.Unit, &n.Keys.Chain)
	if db.NotFound(err) {
		return nil, nil
	}
	if err == nil && e.Base != "" {
		n.URL = e.Base + "/" + ref.ID
	}
	return n, err
}

// tellComment tells of a remark or an instruction; who is called by name with @ hears of it too.
func (a *App) tellComment(ctx context.Context, e notify.Event) (*notify.News, error) {
	n, err := a.matter(ctx, e.Ref)
	if n == nil || err != nil {
		return nil, err
	}
	c, err := a.Comments.Get(ctx, e.Payload)
	if err != nil {
		return gone(err)
	}
	n.By, n.Text = c.AuthorID, c.AuthorName+"留言："+c.Body
	if c.Instruction {
		n.Text = c.AuthorName + "批示：" + c.Body
		if c.Due != "" {
			n.Text += "（" + c.Due + "前）"
		}
	}
	called, err := a.called(ctx, c.Body)
	n.People = map[notify.Role][]string{notify.Mentioned: called}
	return n, err
}

// called are the people whom a text calls by name: @王伟. Two of one name both hear.
func (a *App) called(ctx context.Context, text string) (out []string, err error) {
	text = strings.ReplaceAll(text, "＠", "@")
	if !strings.Contains(text, "@") {
		return nil, nil
	}
	d, err := a.Org.Directory(ctx)
	if err != nil {
		return nil, err
	}
	for _, who := range d.Accounts() {
		if who.Active && who.Name != "" && strings.Contains(text, "@"+who.Name) {
			out = append(out, who.ID)
		}
	}
	return out, nil
}

// tellDone tells who gave an instruction that it is done.
func (a *App) tellDone(ctx context.Context, e notify.Event) (*notify.News, error) {
	n, err := a.matter(ctx, e.Ref)
	if n == nil || err != nil {
		return nil, err
	}
	c, err := a.Comments.Get(ctx, e.Payload)
	if err != nil {
		return gone(err)
	}
	n.Text = "批示已办结：" + c.Body
	n.People = map[notify.Role][]string{notify.Mentioned: {c.AuthorID}}
	return n, nil
}

// tellRed tells that a project's light has turned red, and why.
func (a *App) tellRed(ctx context.Context, e notify.Event) (*notify.News, error) {
	n, err := a.matter(ctx, e.Ref)
	if n != nil {
		n.Text = "亮红灯：" + e.Payload
	}
	return n, err
}

// tellReport tells the unit's heads of a report that waits for them, or its author that it came back.
func (a *App) tellReport(ctx context.Context, e notify.Event) (*notify.News, error) {
	n, err := a.matter(ctx, e.Ref)
	if n == nil || err != nil {
		return nil, err
	}
	reports, err := a.Projects.Reports(ctx, Program().Scope, e.Ref.ID)
	if err != nil {
		return nil, err
	}
	for _, r := range reports {
		if r.Period != e.Payload {
			continue
		}
		label := e.Payload
		if p, err := period.Parse(e.Payload); err == nil {
			label = p.Label()
		}
		if e.Topic == project.TopicFiled {
			n.By, n.Text = r.FilledBy, r.FilledName+"报来"+label+"进度，待审核"
			return n, nil
		}
		n.Text = label + "进度被" + r.CheckedBy + "退回，请改后再报"
		n.People = map[notify.Role][]string{notify.Owner: {r.FilledBy}}
		return n, nil
	}
	return nil, nil
}

// gone takes a record that is no more for news that nobody needs.
func gone(err error) (*notify.News, error) {
	if errs.CodeOf(err) == errs.NotFound {
		return nil, nil
	}
	return nil, err
}
