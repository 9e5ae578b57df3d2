package server

import (
	"lianzhang/internal/meeting"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/task"
	"lianzhang/internal/web"
	"lianzhang/internal/web/chain"
	"lianzhang/internal/web/ui"
)

// series is how many meetings back the screen looks for decisions, named how many of the late ones it names.
const (
	series    = 12
	lateNamed = 2
)

// decided tells what became of the decisions of a meeting and of those before it in its series.
func (a *App) decided(q *web.Req, id string) (*chain.Decided, error) {
	m, err := a.Meetings.Get(q.Ctx(), q.Actor.Scope, id)
	if err != nil {
		return nil, err
	}
	out := &chain.Decided{Title: m.Name}
	for n := 0; m != nil && n < series; n++ {
		if err := a.tallyDecisions(q, m, out); err != nil {
			return nil, err
		}
		if m.PrevID == "" {
			break
		}
		if m, err = a.Meetings.Get(q.Ctx(), q.Actor.Scope, m.PrevID); err != nil {
			return out, nil // an earlier one outside of the scope ends the look back
		}
	}
	return out, nil
}

func (a *App) tallyDecisions(q *web.Req, m *meeting.Meeting, out *chain.Decided) error {
	decisions, err := a.Meetings.Decisions(q.Ctx(), a.DB, m.ID)
	if err != nil {
		return err
	}
	var ids []string
	for i := range decisions {
		if decisions[i].TaskID != "" {
			ids = append(ids, decisions[i].TaskID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	rows, err := a.Tasks.Select(q.Ctx(), a.DB, authz.Scope{All: true}, new(db.Where).In("t.id", ids...), "ORDER BY t.due, t.code")
	if err != nil {
		return err
	}
	for i := range rows {
		t := &rows[i]
		switch {
		case t.State == task.Closed:
			out.Done++
		case t.State == task.Cancelled:
		case t.Due != "" && t.Due < q.Today():
			out.Late++
			if len(out.Named) < lateNamed {
				out.Named = append(out.Named, t.Name+"，"+ui.DateProse(t.Due)+"到期")
			}
		default:
			out.Running++
		}
	}
	return nil
}
