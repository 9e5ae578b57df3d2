package meeting

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/flow"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/task"
)

// Wording is a decision as a person corrects it. Without an ID it is a further one; with Drop it goes.
type Wording struct {
	ID, Text, LeadUnit string
	CoNames            string // by name, parted by 、
	OwnerID, Due       string
	Drop               bool
}

// Word corrects decisions that are not tasks yet, and adds further ones.
func (s *Service) Word(ctx context.Context, actor authz.Actor, id string, all []Wording) error {
	dir, err := s.Org.Directory(ctx)
	if err != nil {
		return err
	}
	var bad errs.Fields
	co := make([]string, len(all))
	for i := range all {
		w := &all[i]
		at := func(name string) string { return fmt.Sprintf("%s-%d", name, i) }
		if w.Text = strings.TrimSpace(w.Text); w.Drop || w.Text == "" && w.ID == "" {
			continue
		}
		if w.Text == "" {
			bad.Add(at("text"), "写议定事项，不要的勾“删去”")
		}
		if w.LeadUnit != "" && dir.Unit(w.LeadUnit) == nil {
			bad.Add(at("unit"), "没有这个单位")
		}
		if w.Due != "" && !clock.IsDate(w.Due) {
			bad.Add(at("due"), "日期写成2026-11-22这样")
		}
		for _, name := range strings.FieldsFunc(w.CoNames, func(r rune) bool { return strings.ContainsRune("、，,；; \n", r) }) {
			u, ok := dir.UnitByName(name)
			if !ok {
				bad.Add(at("co"), "没有叫“%s”的单位", name)
				continue
			}
			co[i] = strings.TrimSpace(co[i] + " " + u.ID)
		}
	}
	if err := bad.Err(); err != nil {
		return err
	}
	return s.edit(ctx, actor, "decide", id, authz.MeetingRun, "", func(tx *change.Tx, m *Meeting) error {
		if m.State != Held && m.State != Sent {
			return errs.New(errs.Conflict, "会议%s，还没有议定事项", Flow.Label(m.State))
		}
		old, err := s.Decisions(ctx, tx, id)
		if err != nil {
			return err
		}
		for i, w := range all {
			if err := s.word(ctx, tx, m, old, w, co[i], int64(i)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) word(ctx context.Context, tx *change.Tx, m *Meeting, old []Decision, w Wording, co string, sort int64) error {
	if w.ID == "" {
		if w.Text == "" || w.Drop {
			return nil
		}
		return decisions.Insert(ctx, tx, &Decision{ID: tx.NewID(), MeetingID: m.ID, Region: m.Region, UnitID: m.UnitID, ChainID: m.ChainID, Sort: sort, Text: w.Text, LeadUnit: w.LeadUnit,
			CoUnits: co, OwnerID: w.OwnerID, Due: w.Due, State: Draft})
	}
	i := slices.IndexFunc(old, func(d Decision) bool { return d.ID == w.ID })
	if i < 0 {
		return errs.New(errs.NotFound, "没有这条议定事项")
	}
	if old[i].State != Draft { // a task already: changed there
		return nil
	}
	if w.Drop {
		return decisions.Delete(ctx, tx, &old[i])
	}
	after := old[i]
	after.Text, after.LeadUnit, after.CoUnits, after.OwnerID, after.Due = w.Text, w.LeadUnit, co, w.OwnerID, w.Due
	return decisions.Update(ctx, tx, &old[i], &after)
}

// Confirm makes tasks of all decisions that are not yet: all or none. It gives how many.
func (s *Service) Confirm(ctx context.Context, actor authz.Actor, id string) (n int, err error) {
	err = s.edit(ctx, actor, "confirm", id, authz.MeetingRun, "", func(tx *change.Tx, m *Meeting) error {
		if err := actor.Need(authz.TaskSet); err != nil {
			return err
		}
		old, err := s.Decisions(ctx, tx, id)
		if err != nil {
			return err
		}
		var lacking []string
		for i := range old {
			d := &old[i]
			if d.State == Draft && (d.LeadUnit == "" || d.Due == "") {
				lacking = append(lacking, "第"+fmt.Sprint(i+1)+"项")
			}
		}
		if lacking != nil {
			return errs.New(errs.Invalid, "%s没有责任单位或时限，补上再转任务", strings.Join(lacking, "、"))
		}
		for i := range old {
			if old[i].State != Draft {
				continue
			}
			if err := s.toTask(ctx, tx, m, &old[i], i+1); err != nil {
				return err
			}
			n++
		}
		if n == 0 {
			return errs.New(errs.Conflict, "没有要转的议定事项")
		}
		return nil
	})
	if err != nil {
		n = 0
	}
	return n, err
}

func (s *Service) toTask(ctx context.Context, tx *change.Tx, m *Meeting, d *Decision, no int) error {
	about := record.Ref{}
	if m.ChainID != "" {
		about = record.Ref{Kind: "chain", ID: m.ChainID}
	}
	t, err := s.Tasks.Add(ctx, tx, task.Draft{Name: d.Text, Source: task.FromMeeting, SourceText: fmt.Sprintf("%s（%s）第%d项", m.Name, m.OnDate, no), From: m.Ref(), About: about, ChainID: m.ChainID,
		UnitID: d.LeadUnit, CoUnits: strings.Fields(d.CoUnits), OwnerID: d.OwnerID, StartOn: min(tx.Clock.Today(), d.Due), Due: d.Due})
	if err != nil {
		return err
	}
	after := *d
	after.State, after.TaskID = Tasked, t.ID
	return decisions.Update(ctx, tx, d, &after)
}

// AddItem puts a further point on the agenda; for a roundtable one that a firm raises.
func (s *Service) AddItem(ctx context.Context, actor authz.Actor, id string, in Item) error {
	var bad errs.Fields
	if in.Title = strings.TrimSpace(in.Title); in.Title == "" {
		bad.Add("title", "写议题")
	}
	if in.Firm = strings.TrimSpace(in.Firm); in.Kind == Topic && in.Firm == "" {
		bad.Add("firm", "写是哪家企业提的")
	}
	if err := bad.Err(); err != nil {
		return err
	}
	return s.edit(ctx, actor, "topic", id, authz.MeetingRun, "", func(tx *change.Tx, m *Meeting) error {
		if m.State == Cancelled || m.State == Sent {
			return errs.New(errs.Conflict, "会议%s，不能再加议题", Flow.Label(m.State))
		}
		all, err := s.Items(ctx, tx, id)
		if err != nil {
			return err
		}
		it := Item{ID: tx.NewID(), MeetingID: id, Region: m.Region, UnitID: m.UnitID, ChainID: m.ChainID, Kind: Custom, Sort: sortOf(Custom) + int64(len(all)), Title: in.Title, Text: strings.TrimSpace(in.Text), AboutUnit: in.AboutUnit}
		if in.Kind == Topic {
			it.Kind, it.State, it.Firm, it.Sort = Topic, Collected, in.Firm, sortOf(Topic)+int64(len(all))
		}
		return items.Insert(ctx, tx, &it)
	})
}

// DropItem takes a point off the agenda that somebody had put there.
func (s *Service) DropItem(ctx context.Context, actor authz.Actor, id, itemID string) error {
	return s.edit(ctx, actor, "agenda", id, authz.MeetingRun, "", func(tx *change.Tx, m *Meeting) error {
		it, err := items.Get(ctx, tx, db.Everything, itemID)
		if err != nil || it.MeetingID != id {
			return errs.New(errs.NotFound, "没有这项议题")
		}
		if m.State != Planned {
			return errs.New(errs.Conflict, "会议%s，议程不能再改", Flow.Label(m.State))
		}
		return items.Delete(ctx, tx, it)
	})
}

// Said is what is done with a roundtable's topic: Unit and Due of an assignment, Text of an answer or of what the firm says.
type Said struct{ Action, UnitID, Due, Text string }

// Discuss takes a topic of a roundtable a step further by an action of TopicFlow.
func (s *Service) Discuss(ctx context.Context, actor authz.Actor, id, itemID string, in Said) error {
	what := change.What{Action: "meeting.topic", Perm: authz.TaskView, Ref: record.Ref{Kind: Kind, ID: id}}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		if _, err := meetings.Get(ctx, tx, Sees(actor.Scope), id); err != nil {
			return err
		}
		it, err := topic(ctx, tx, id, itemID)
		if err != nil {
			return err
		}
		row, err := TopicFlow.Find(it.State, in.Action)
		if err != nil {
			return err
		}
		if err := flow.Check(ctx, row, actor, in.Text, nil, it); err != nil {
			return err
		}
		if slices.Contains(actor.Scope.Units, it.AboutUnit) { // the unit that answers has no part in the meeting otherwise
			it.as = &authz.Keys{Unit: it.AboutUnit}
		}
		after := *it
		after.State = row.To
		switch in.Action {
		case "assign":
			dir, err := s.Org.Directory(ctx)
			if err != nil {
				return err
			}
			if dir.Unit(in.UnitID) == nil {
				return (&errs.Fields{{Name: "unit_id", Message: "选择答复单位"}}).Err()
			}
			if after.Due = in.Due; after.Due == "" {
				after.Due = s.Calendar().Add(tx.Clock.Today(), topicDays)
			}
			after.AboutUnit = in.UnitID
		case "answer":
			after.Answer, after.AnsweredBy, after.AnsweredOn = strings.TrimSpace(in.Text), actor.Name, tx.Clock.Today()
		case "confirm", "reject":
			after.Text = strings.TrimSpace(after.Text + "\n企业意见（" + actor.Name + "记）：" + strings.TrimSpace(in.Text))
		}
		return items.Update(ctx, tx, it, &after)
	})
}

// topicDays is within how many working days a topic is answered by post when nobody says otherwise.
const topicDays = 10
