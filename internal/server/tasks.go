package server

import (
	"context"

	"lianzhang/internal/chain"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/notify"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/task"
	"lianzhang/internal/web"
)

// subject tells the tasks of instructions about the record: what it is called and who answers for it. A chain answers by its
// lead unit.
func (a *App) subject(ctx context.Context, q db.Queryer, ref record.Ref) (*task.Subject, error) {
	if ref.Kind == chain.Kind {
		rows, err := a.Chains.Select(ctx, q, authz.Scope{All: true}, new(db.Where).And("t.id = ?", ref.ID), "")
		if err != nil || len(rows) == 0 {
			return nil, err
		}
		return &task.Subject{Title: rows[0].Name, Keys: rows[0].ScopeKeys()}, nil
	}
	n, err := a.matterIn(ctx, q, ref)
	if n == nil || err != nil {
		return nil, err
	}
	return &task.Subject{Title: n.Title, Keys: n.Keys}, nil
}

// link names a record that a task comes from or is about, and its page.
func (a *App) link(q *web.Req, ref record.Ref) (label, url string) {
	n, err := a.matter(q.Ctx(), ref)
	if n == nil || err != nil {
		return "", ""
	}
	return n.Title, n.URL
}

// tellTask tells of a task: who is to do it when it is set, returned or late; who set it when it is reported done.
func (a *App) tellTask(ctx context.Context, e notify.Event) (*notify.News, error) {
	n, err := a.matter(ctx, e.Ref)
	if n == nil || err != nil {
		return nil, err
	}
	t, err := a.Tasks.Get(ctx, authz.Scope{All: true}, e.Ref.ID)
	if err != nil {
		if errs.CodeOf(err) == errs.NotFound {
			return nil, nil
		}
		return nil, err
	}
	due := ""
	if t.Due != "" {
		due = "（" + t.Due + "前）"
	}
	n.By = t.SetBy
	n.People = map[notify.Role][]string{notify.Mentioned: {t.OwnerID}}
	switch e.Topic {
	case task.TopicSet:
		n.Text = t.SetName + "交办任务" + due
		if t.Source == task.FromInstruction { // the instruction itself was told
			return nil, nil
		}
	case task.TopicReported:
		n.By, n.Text = "", "已报完成，请销号或退回："+e.Payload
		n.People = map[notify.Role][]string{notify.Mentioned: {t.SetBy}}
	case task.TopicReturned:
		n.Text = t.SetName + "退回：" + e.Payload
	case task.TopicClosed:
		n.Text = t.SetName + "已销号"
	case task.TopicRed:
		n.By, n.Text = "", "任务已超期"+due
	}
	if len(n.People[notify.Mentioned]) == 1 && n.People[notify.Mentioned][0] == "" {
		n.People = nil
	}
	return n, nil
}
