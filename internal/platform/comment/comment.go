// Package comment keeps remarks and one-line instructions (批示) on records of any area.
package comment

import (
	"context"
	"strings"
	"unicode/utf8"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
)

// Comment is a remark on a record. An instruction is a remark that demands something, by a date if it has one, until it is done.
type Comment struct {
	ID          string `db:"id"`
	Kind        string `db:"kind"` // with RefID: the record it is about
	RefID       string `db:"ref_id"`
	Body        string `db:"body"`
	Instruction bool   `db:"instruction"`
	Due         string `db:"due"`     // date, "" = none
	DoneAt      int64  `db:"done_at"` // 0 = open
	AuthorID    string `db:"author_id"`
	AuthorName  string `db:"author_name"`
	CreatedAt   int64  `db:"created_at"`
	Version     int64  `db:"version"`
}

// Ref is the record it is about.
func (c *Comment) Ref() record.Ref { return record.Ref{Kind: c.Kind, ID: c.RefID} }

// Open reports whether it is an instruction that is not done.
func (c *Comment) Open() bool { return c.Instruction && c.DoneAt == 0 }

// Overdue reports whether it is open and was due before the date.
func (c *Comment) Overdue(today string) bool { return c.Open() && c.Due != "" && c.Due < today }

var comments = db.NewTable[Comment]("comment")

// Service writes and reads comments. It does not know the records: callers first see that the asker may see the record.
type Service struct {
	Run *change.Runner
	// Instructed and Carried let an area follow instructions inside the same change: when one is given, and when one is marked as
	// done by somebody; nil does nothing.
	Instructed, Carried func(ctx context.Context, tx *change.Tx, c *Comment) error
}

// New is what somebody writes.
type New struct {
	Body        string
	Instruction bool   // needs the permission to instruct
	Due         string // date, only of an instruction; "" = none
}

// MaxBody is the length of a comment in characters.
const MaxBody = 2000

// The topics under which other parts of the program hear of comments; the payload is the comment's identity.
const (
	TopicAdded      = "comment.added"
	TopicInstructed = "comment.instructed"
	TopicDone       = "comment.done"
)

// Add writes a comment on the record.
func (s *Service) Add(ctx context.Context, actor authz.Actor, ref record.Ref, n New) (*Comment, error) {
	what, topic := change.What{Action: "comment.add", Perm: authz.SignedIn, Ref: ref}, TopicAdded
	if n.Instruction {
		what.Action, what.Perm, topic = "comment.instruct", authz.Instruct, TopicInstructed
	}
	if err := actor.Need(what.Perm); err != nil {
		return nil, err
	}
	n.Body = strings.TrimSpace(n.Body)
	if err := n.check(s.Run.Clock.Today()); err != nil {
		return nil, err
	}
	var c *Comment
	err := s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		c = &Comment{ID: tx.NewID(), Kind: ref.Kind, RefID: ref.ID, Body: n.Body, Instruction: n.Instruction, Due: n.Due,
			AuthorID: actor.ID, AuthorName: actor.Name, CreatedAt: tx.Now}
		tx.Emit(topic, ref, c.ID)
		if err := comments.Insert(ctx, tx, c); err != nil || !n.Instruction || s.Instructed == nil {
			return err
		}
		return s.Instructed(ctx, tx, c)
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

// Get reads a comment by its identity; the caller knows who may see it.
func (s *Service) Get(ctx context.Context, id string) (*Comment, error) {
	return comments.Get(ctx, s.Run.DB, db.Everything, id)
}

func (n *New) check(today string) error {
	var bad errs.Fields
	switch l := utf8.RuneCountInString(n.Body); {
	case l == 0:
		bad.Add("body", "写点内容再提交")
	case l > MaxBody:
		bad.Add("body", "最多%d字，现有%d字，请精简或作为附件上传", MaxBody, l)
	}
	if n.Due != "" {
		switch {
		case !clock.IsDate(n.Due):
			bad.Add("due", "日期写成2026-11-22这样")
		case !n.Instruction:
			bad.Add("due", "只有批示才有期限")
		case n.Due < today:
			bad.Add("due", "期限早于今天")
		}
	}
	return bad.Err()
}

// Done marks an instruction on the record as done. Who gave it can, and whoever may edit projects; a second time changes nothing.
func (s *Service) Done(ctx context.Context, actor authz.Actor, ref record.Ref, id string) error {
	return s.Run.Run(ctx, actor, change.What{Action: "comment.done", Perm: authz.SignedIn, Ref: ref}, func(tx *change.Tx) error {
		c, err := comments.Get(ctx, tx, db.Everything, id)
		if err != nil {
			return err
		}
		switch {
		case c.Ref() != ref: // another record's, which the caller may not be allowed to see
			return errs.New(errs.NotFound, "没有这条批示")
		case !c.Instruction:
			return errs.New(errs.Invalid, "这是留言，不是批示，不用办结")
		case c.AuthorID != actor.ID && !actor.Can(authz.ProjectEdit):
			return actor.Need(authz.ProjectEdit)
		case c.DoneAt != 0:
			return nil
		}
		after := *c
		after.DoneAt = tx.Now
		tx.Emit(TopicDone, ref, id)
		if err := comments.Update(ctx, tx, c, &after); err != nil || s.Carried == nil {
			return err
		}
		return s.Carried(ctx, tx, &after)
	})
}

// Settle marks an instruction as done, or as open again, inside a change of the task that came of it.
func (s *Service) Settle(ctx context.Context, tx *change.Tx, id string, done bool) error {
	c, err := comments.Get(ctx, tx, db.Everything, id)
	if err != nil || (c.DoneAt != 0) == done {
		return err
	}
	after := *c
	if after.DoneAt = 0; done {
		after.DoneAt = tx.Now
		tx.Emit(TopicDone, c.Ref(), id)
	}
	return comments.Update(ctx, tx, c, &after)
}

// List gives the comments on a record, newest first.
func (s *Service) List(ctx context.Context, q db.Queryer, ref record.Ref) ([]Comment, error) {
	w := new(db.Where).And("t.kind = ?", ref.Kind).And("t.ref_id = ?", ref.ID)
	return comments.Select(ctx, q, w, "ORDER BY t.created_at DESC, t.id DESC")
}

// Instructions gives the open instructions on the records of one kind inside the scope: those due soonest first, those
// without a date last. The scope is that of the kind's own table.
func (s *Service) Instructions(ctx context.Context, q db.Queryer, kind string, scope db.Scope) ([]Comment, error) {
	inner := new(db.Where).And("t.instruction").And("t.done_at = 0").And("t.kind = ?", kind)
	if cond := scope.Condition(inner, "r"); cond != "" {
		inner.And("EXISTS (SELECT 1 FROM " + kind + " r WHERE r.id = t.ref_id AND " + cond + ")")
	}
	return comments.Select(ctx, q, inner, "ORDER BY t.due = '', t.due, t.created_at")
}
