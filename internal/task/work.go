package task

import (
	"context"
	"strings"
	"unicode/utf8"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/flow"
)

// Move takes a task a step further by an action of Flow; text is what is said about it, the reason where one is demanded.
func (s *Service) Move(ctx context.Context, actor authz.Actor, id, action, text string) error {
	return s.edit(ctx, actor, at(action, id, text, authz.TaskView), func(tx *change.Tx, t *Task) error {
		return s.step(ctx, tx, t, action, text)
	})
}

// step does what an action does to a task.
func (s *Service) step(ctx context.Context, tx *change.Tx, t *Task, action, text string) error {
	row, err := Flow.Find(t.State, action)
	if err != nil {
		return err
	}
	guards := map[string]flow.Guard[Task]{"setter": s.setter(tx.Actor), "proof": proved(tx)}
	if err := flow.Check(ctx, row, tx.Actor, text, guards, t); err != nil {
		return err
	}
	e := Entry{Kind: action}
	s.enter(tx, t, row, text, &e)
	if t.Source == FromInstruction && t.SourceKind == "comment" && s.Comments != nil && (t.State == Closed || action == "return" || action == "reopen") {
		if err := s.Comments.Settle(ctx, tx, t.SourceID, t.State == Closed); err != nil {
			return err
		}
	}
	if text = strings.TrimSpace(text); text == "" {
		text = row.Label
	}
	if row.Notify != "" {
		tx.Emit(row.Notify, t.Ref(), text)
	}
	e.Text = text
	return s.note(ctx, tx, t, e)
}

// enter writes what a new state means into the task, and into the entry about it.
func (s *Service) enter(tx *change.Tx, t *Task, row *flow.Row, text string, e *Entry) {
	today := tx.Clock.Today()
	t.State, t.MovedOn, t.EndedOn = row.To, today, ""
	switch row.Action {
	case "report":
		t.ReportedOn, t.Share, t.Said, t.Problem = today, 1, strings.TrimSpace(text), ""
	case "close", "cancel":
		t.EndedOn, t.PausedOn = today, ""
	case "return":
		t.Returns++
		t.ReportedOn = ""
	case "withdraw", "reopen":
		t.ReportedOn = ""
	case "pause":
		t.PausedOn = today
	case "resume":
		t.resume(s.Calendar(), today, e)
	}
}

// setter lets who set the task pass. When that account is no longer in use, whoever may set tasks in its unit stands in for it.
func (s *Service) setter(actor authz.Actor) flow.Guard[Task] {
	return func(ctx context.Context, t *Task) error {
		if t.SetBy == actor.ID {
			return nil
		}
		dir, err := s.Org.Directory(ctx)
		if err != nil {
			return err
		}
		if who := dir.Account(t.SetBy); (who == nil || !who.Active) && (actor.UnitID == t.SetUnit || t.SetUnit == "") {
			return nil
		}
		return errs.New(errs.Forbidden, "这项任务由%s交办，只有交办人能办这一步", t.SetName)
	}
}

// IsSetter reports whether the actor may do what is left to who set the task.
func (s *Service) IsSetter(ctx context.Context, actor authz.Actor, t *Task) bool {
	return actor.Can(authz.TaskSet) && s.setter(actor)(ctx, t) == nil
}

// proved demands a file where proof was asked for.
func proved(q db.Queryer) flow.Guard[Task] {
	return func(ctx context.Context, t *Task) error {
		if !t.NeedProof {
			return nil
		}
		files, err := attach.List(ctx, q, t.Ref())
		if err == nil && len(files) == 0 {
			err = errs.New(errs.Conflict, "这项任务要求佐证，请先上传佐证材料再报完成")
		}
		return err
	}
}

// Progress is a word on how a task goes. Problem replaces what is known to hold it up: "" clears it.
type Progress struct {
	Text, Problem string
	Share         float64 // 0 to 1; less than 0 leaves it
}

// Report notes progress; work on a task that nobody had begun begins with it.
func (s *Service) Report(ctx context.Context, actor authz.Actor, id string, p Progress) error {
	var bad errs.Fields
	if p.Text = strings.TrimSpace(p.Text); p.Text == "" {
		bad.Add("text", "写明进展")
	}
	if utf8.RuneCountInString(p.Text) > maxText {
		bad.Add("text", "最多%d字", maxText)
	}
	if p.Share > 1 {
		bad.Add("share", "进度在0到100之间")
	}
	if err := bad.Err(); err != nil {
		return err
	}
	return s.edit(ctx, actor, at("progress", id, "", authz.TaskWork), func(tx *change.Tx, t *Task) error {
		if !Running(t.State) {
			return errs.New(errs.Conflict, "任务%s，不能再报进展", StateLabel(t.State))
		}
		t.State, t.Said, t.Problem, t.MovedOn = Doing, p.Text, strings.TrimSpace(p.Problem), tx.Clock.Today()
		if p.Share >= 0 {
			t.Share = p.Share
		}
		text := p.Text
		if t.Problem != "" {
			text += "\n问题：" + t.Problem
		}
		return s.note(ctx, tx, t, Entry{Kind: EntryProgress, Text: text})
	})
}

// Carry carries a task over to another day by name (结转): what cannot be cleared on its day has a new one and a reason. The
// term that was set and the light stay.
func (s *Service) Carry(ctx context.Context, actor authz.Actor, id, to, reason string) error {
	today := s.Run.Clock.Today()
	return s.edit(ctx, actor, at("carry", id, reason, authz.TaskWork), func(tx *change.Tx, t *Task) error {
		var bad errs.Fields
		if !clock.IsDate(to) || to <= today {
			bad.Add("to", "结转到今天之后的一天，写成%s这样", clock.AddDays(today, 1))
		}
		if reason = strings.TrimSpace(reason); reason == "" {
			bad.Add("reason", "写明为什么今天清不了")
		}
		if err := bad.Err(); err != nil {
			return err
		}
		switch {
		case !Running(t.State):
			return errs.New(errs.Conflict, "任务%s，不用结转", StateLabel(t.State))
		case t.ActOn == "":
			return errs.New(errs.Conflict, "任务没有期限，不用结转")
		case to <= t.ActOn:
			bad.Add("to", "要晚于现在的应清日期%s", t.ActOn)
			return bad.Err()
		}
		e := Entry{Kind: EntryCarry, Text: reason, WasOn: t.ActOn, NewOn: to}
		t.CarryOn, t.MovedOn = to, today
		t.Carries++
		return s.note(ctx, tx, t, e)
	})
}

// Reach marks a milestone as reached.
func (s *Service) Reach(ctx context.Context, actor authz.Actor, id, stepID string) error {
	return s.Run.Run(ctx, actor, at("step", id, "", authz.TaskWork), func(tx *change.Tx) error {
		t, err := tasks.Get(ctx, tx, Sees(actor.Scope), id)
		if err != nil {
			return err
		}
		if !Running(t.State) {
			return errs.New(errs.Conflict, "任务%s，节点不能再改", StateLabel(t.State))
		}
		if key, ok := helps(actor.Scope, t); ok {
			t.as = key
		}
		st, err := steps.Get(ctx, tx, db.Everything, stepID)
		if err != nil || st.TaskID != id {
			return errs.New(errs.NotFound, "没有这个节点")
		}
		if st.DoneOn != "" {
			return nil
		}
		st.as = t.as
		after := *st
		after.DoneOn, after.ByName = tx.Clock.Today(), actor.Name
		if err := steps.Update(ctx, tx, st, &after); err != nil {
			return err
		}
		if err := s.note(ctx, tx, t, Entry{Kind: EntryStep, Text: "节点完成：" + st.Name}); err != nil {
			return err
		}
		moved := *t
		moved.State, moved.MovedOn, moved.UpdatedAt = Doing, tx.Clock.Today(), tx.Now
		if err := tasks.Update(ctx, tx, t, &moved); err != nil {
			return err
		}
		return s.next(ctx, tx, &moved)
	})
}

// Amend changes what was set; only who set it may. Another term is counted and dated, and needs a reason.
func (s *Service) Amend(ctx context.Context, actor authz.Actor, before *Task, d Draft, reason string) error {
	dir, err := s.Org.Directory(ctx)
	if err != nil {
		return err
	}
	if err := d.check(dir); err != nil {
		return err
	}
	var bad errs.Fields
	if d.Due != before.Due && strings.TrimSpace(reason) == "" {
		bad.Add("reason", "改完成时限要写明理由，将记入经过")
		return bad.Err()
	}
	return s.Run.Run(ctx, actor, at("edit", before.ID, reason, authz.TaskSet), func(tx *change.Tx) error {
		now, err := tasks.Get(ctx, tx, Sees(actor.Scope), before.ID)
		if err != nil {
			return err
		}
		if err := s.setter(actor)(ctx, now); err != nil {
			return err
		}
		if Ended(now.State) {
			return errs.New(errs.Conflict, "任务%s，不能再改", StateLabel(now.State))
		}
		now.Version = before.Version
		return s.amend(ctx, tx, dir, now, d, reason)
	})
}

func (s *Service) amend(ctx context.Context, tx *change.Tx, dir *org.Directory, now *Task, d Draft, reason string) error {
	after := *now
	after.Name, after.Measure, after.Source, after.SourceText = d.Name, strings.TrimSpace(d.Measure), d.Source, strings.TrimSpace(d.SourceText)
	after.ChainID, after.UnitID, after.CoUnits, after.OwnerID = d.ChainID, d.UnitID, d.helpers(), d.OwnerID
	after.StartOn, after.NeedProof, after.UpdatedAt = d.StartOn, d.NeedProof, tx.Now
	if u := dir.Unit(d.UnitID); u != nil {
		after.Region = u.Region
	}
	e := Entry{Kind: EntryEdit, Text: "修改了任务"}
	if d.Due != now.Due {
		e = Entry{Kind: EntryDelay, Text: reason, WasOn: now.Due, NewOn: d.Due}
		after.Due = d.Due
		after.Delays++
	}
	after.settle(s.Calendar(), tx.Clock.Today())
	if err := tasks.Update(ctx, tx, now, &after); err != nil {
		return err
	}
	if err := s.setDuties(ctx, tx, dir, &after); err != nil {
		return err
	}
	if err := s.setSteps(ctx, tx, &after, d.Steps); err != nil {
		return err
	}
	return s.note(ctx, tx, &after, e)
}

// Attach hangs a stored file on a task as proof.
func (s *Service) Attach(ctx context.Context, actor authz.Actor, dir *attach.Dir, id, name, label string, b attach.Blob) error {
	t, err := s.Get(ctx, actor.Scope, id)
	if err != nil {
		return err
	}
	if label = strings.TrimSpace(label); label == "" {
		label = "佐证"
	}
	return s.Run.Run(ctx, actor, at("attach", id, "", authz.TaskWork), func(tx *change.Tx) error {
		keys := t.ScopeKeys()
		if key, ok := helps(actor.Scope, t); ok {
			keys.Unit = key.Unit
		}
		_, err := dir.Save(ctx, tx, t.Ref(), keys, name, label, b)
		return err
	})
}

// Turn brings the light of every running task up to the day, and the terms that pauses put off up to the calendar: a holiday may
// have been announced since. It bears repetition. It gives how many lights turned.
func (s *Service) Turn(ctx context.Context) (turned int, err error) {
	today, cal := s.Run.Clock.Today(), s.Calendar()
	err = s.Run.Run(ctx, authz.System("job"), change.What{Action: "task.turn", Perm: authz.TaskWork}, func(tx *change.Tx) error {
		if _, err := s.recount(ctx, tx, cal); err != nil {
			return err
		}
		rows, err := tasks.Select(ctx, tx, new(db.Where).In("t.state", Open, Doing), "ORDER BY t.id")
		if err != nil {
			return err
		}
		for i := range rows {
			after := rows[i]
			after.settle(cal, today)
			if after == rows[i] {
				continue
			}
			if after.Light != rows[i].Light {
				turned++
				if after.Light == "red" {
					tx.Emit(TopicRed, after.Ref(), "")
				}
			}
			if err := tasks.Update(ctx, tx, &rows[i], &after); err != nil {
				return err
			}
		}
		return nil
	})
	return turned, err
}
