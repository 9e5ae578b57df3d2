package api

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/record"
)

// histories adds the history of the records of a register.
func (a *api) histories(r *register) {
	handle(a, op{pattern: "GET " + r.path + "/{id}/history", id: "history-of-" + r.one, perm: authz.JournalView, tag: r.spec.Label,
		summary: r.spec.Label + "的经过，新的在前", help: "取自日志：谁在何时把什么从什么改成了什么。"}, func(c *call, in *historyInput) (*historyOutput, error) {
		if err := a.visible(c, r, in.ID); err != nil {
			return nil, err
		}
		events, next, err := journal.History(c, a.Run.DB, record.Ref{Kind: r.spec.Name, ID: in.ID}, journal.Page{Before: in.Before, Size: in.Size})
		if err != nil {
			return nil, err
		}
		out := &historyOutput{}
		out.Body.Next, out.Body.Events = next, make([]event, 0, len(events))
		for i := range events {
			out.Body.Events = append(out.Body.Events, eventOf(&events[i]))
		}
		return out, nil
	})
}

type historyInput struct {
	ID     string `path:"id" doc:"标识" maxLength:"40"`
	Before int64  `query:"before" doc:"只要这一条以前的；0为最新" minimum:"0"`
	Size   int    `query:"size" doc:"几条；不写为50" minimum:"0" maximum:"500"`
}

type historyOutput struct {
	Body struct {
		Events []event `json:"events"`
		Next   int64   `json:"next" doc:"下一页的before；0为到头"`
	} `nameHint:"History"`
}

// event is an entry of the journal for people.
type event struct {
	Seq     int64         `json:"seq" doc:"日志中的第几条"`
	At      int64         `json:"at" doc:"UTC微秒"`
	Actor   string        `json:"actor" doc:"谁"`
	Via     string        `json:"via" doc:"web、api、cli、job"`
	Action  string        `json:"action"`
	Kind    string        `json:"kind" doc:"关于哪类记录"`
	RefID   string        `json:"ref_id" doc:"关于哪条记录"`
	Reason  string        `json:"reason"`
	Table   string        `json:"table"`
	RowID   string        `json:"row_id"`
	Op      string        `json:"op" doc:"insert、update、delete；空为没有改行"`
	Changes []eventChange `json:"changes"`
}

// eventChange is one column of an event; a value is absent where there was no row.
type eventChange struct {
	Column string `json:"column"`
	Old    any    `json:"old,omitempty"`
	New    any    `json:"new,omitempty"`
}

func eventOf(e *journal.Event) event {
	out := event{Seq: e.Seq, At: e.At, Actor: e.ActorName, Via: e.Via, Action: e.Action, Kind: e.Ref.Kind, RefID: e.Ref.ID, Reason: e.Reason, Table: e.Table,
		RowID: e.RowID, Op: string(e.Op), Changes: make([]eventChange, 0, len(e.Changes))}
	for _, ch := range e.Changes {
		out.Changes = append(out.Changes, eventChange{ch.Column, ch.Old, ch.New})
	}
	return out
}
