package server

import (
	"context"
	"slices"
	"strconv"

	"lianzhang/internal/catalog"
	"lianzhang/internal/chain"
	"lianzhang/internal/meeting"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/notify"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/task"
	"lianzhang/internal/ticket"
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

// pageOf is the page of a record of any list, "" when it has none.
func pageOf(ref record.Ref) string {
	e := catalog.Find(ref.Kind)
	if e == nil || e.Base == "" || ref.ID == "" {
		return ""
	}
	return e.Base + "/" + ref.ID
}

// escalated puts the tickets that climbed above their unit on a meeting's agenda.
func (a *App) escalated(ctx context.Context, scope authz.Scope, m *meeting.Meeting) ([]meeting.Item, error) {
	w := new(db.Where).And("t.level > ?", ticket.RungOver).And("t.closed_at = 0")
	if m.ChainID != "" {
		w.And("t.chain_id = ?", m.ChainID)
	}
	w.Scope(scope.On(authz.Keys(ticket.Spec.Scope)), "t")
	rows, err := a.DB.Query(ctx, "SELECT t.id, t.name, t.code, t.unit_id, t.raised_on FROM ticket t"+w.SQL()+" ORDER BY t.level DESC, t.raised_on, t.id LIMIT 20", w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []meeting.Item
	for rows.Next() {
		it := meeting.Item{Kind: meeting.Trouble, RefKind: ticket.Kind}
		var code, on string
		if err := rows.Scan(&it.RefID, &it.Title, &code, &it.AboutUnit, &on); err != nil {
			return nil, err
		}
		it.Text = "诉求" + code + "，" + on + "提出，超期升级"
		out = append(out, it)
	}
	return out, rows.Err()
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

// tellMinutes tells who was asked to a meeting, and who answers for what it decided, that its minutes are out. Guests are found among the
// people of the site by name and unit; others get the paper as before.
func (a *App) tellMinutes(ctx context.Context, e notify.Event) (*notify.News, error) {
	n, err := a.matter(ctx, e.Ref)
	if n == nil || err != nil {
		return nil, err
	}
	guests, err := a.Meetings.Guests(ctx, e.Ref.ID)
	if err != nil {
		return nil, err
	}
	decisions, err := a.Meetings.Decisions(ctx, a.DB, e.Ref.ID)
	if err != nil {
		return nil, err
	}
	dir, err := a.Org.Directory(ctx)
	if err != nil {
		return nil, err
	}
	var who []string
	add := func(id string) {
		if id != "" && !slices.Contains(who, id) {
			who = append(who, id)
		}
	}
	for _, p := range dir.Accounts() {
		if p.Active && slices.ContainsFunc(guests, func(g meeting.Guest) bool { return g.Name == p.Name && unitCalled(dir, p.UnitID, g.FromUnit) }) {
			add(p.ID)
		}
	}
	for _, d := range decisions {
		add(d.OwnerID)
	}
	n.Text = "会议纪要已印发，议定" + strconv.Itoa(len(decisions)) + "项"
	n.People = map[notify.Role][]string{notify.Mentioned: who}
	return n, nil
}

// unitCalled reports whether a unit is called so; guests without a unit are known by their name alone.
func unitCalled(dir *org.Directory, id, name string) bool {
	u := dir.Unit(id)
	return name == "" || u != nil && (u.Name == name || u.Short == name)
}
