package task

import (
	"context"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/record"
)

// commentKind is the record kind of instructions.
const commentKind = "comment"

// Subject is what an instruction is about, as far as its task needs to know.
type Subject struct {
	Title string
	Keys  authz.Keys
}

// FollowInstructions makes a task of every instruction inside the same change, and keeps both in step: what is said to be done
// comes back to who gave it, and closing the task closes the instruction. subject tells about records; a nil one has no task.
func (s *Service) FollowInstructions(subject func(ctx context.Context, q db.Queryer, ref record.Ref) (*Subject, error)) {
	s.Comments.Instructed = func(ctx context.Context, tx *change.Tx, c *comment.Comment) error {
		sub, err := subject(ctx, tx, c.Ref())
		if err != nil || sub == nil {
			return err
		}
		unit := sub.Keys.Unit
		if unit == "" {
			unit = tx.Actor.UnitID
		}
		dir, err := s.Org.Directory(ctx)
		if err != nil || dir.Unit(unit) == nil { // nobody to give it to: the instruction stands by itself as before
			return err
		}
		name := strings.Join(strings.Fields(c.Body), " ")
		if r := []rune(name); len(r) > maxName {
			name = string(r[:maxName-1]) + "…"
		}
		_, err = s.Add(ctx, tx, Draft{Name: name, Source: FromInstruction, SourceText: c.AuthorName + "对“" + sub.Title + "”的批示",
			From: record.Ref{Kind: commentKind, ID: c.ID}, About: c.Ref(), ChainID: sub.Keys.Chain, UnitID: unit, Due: c.Due, StartOn: tx.Clock.Today()})
		return err
	}
	s.Comments.Carried = s.carried
}

// carried follows an instruction that was marked as done on its record's page: by who gave it, then its task is closed; by
// somebody else, then the task is reported done and waits for who gave it.
func (s *Service) carried(ctx context.Context, tx *change.Tx, c *comment.Comment) error {
	t, err := s.OfInstruction(ctx, tx, c.ID)
	if err != nil || t == nil || Ended(t.State) {
		return err
	}
	after := *t
	after.MovedOn, after.UpdatedAt = tx.Clock.Today(), tx.Now
	if after.ReportedOn == "" {
		after.ReportedOn = tx.Clock.Today()
	}
	e := Entry{Kind: "report", Text: "在原记录上办结了批示", Share: 1}
	after.State, after.Share = Reported, 1
	if tx.Actor.ID == c.AuthorID {
		after.State, after.EndedOn, e.Kind = Closed, tx.Clock.Today(), "close"
	} else {
		tx.Emit(TopicReported, t.Ref(), e.Text)
	}
	after.settle(s.Calendar(), tx.Clock.Today())
	if err := tasks.Update(ctx, tx, t, &after); err != nil {
		return err
	}
	return s.note(ctx, tx, &after, e)
}

// OfInstruction gives the task that came of an instruction; nil when there is none.
func (s *Service) OfInstruction(ctx context.Context, q db.Queryer, commentID string) (*Task, error) {
	rows, err := tasks.Select(ctx, q, new(db.Where).And("t.source_kind = ?", commentKind).And("t.source_id = ?", commentID), "")
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// OfInstructions gives the tasks of instructions by the instruction's id, for the pages that show many.
func (s *Service) OfInstructions(ctx context.Context, ref record.Ref) (map[string]*Task, error) {
	rows, err := tasks.Select(ctx, s.Run.DB, new(db.Where).And("t.about_kind = ?", ref.Kind).And("t.about_id = ?", ref.ID).And("t.source_kind = ?", commentKind), "")
	out := map[string]*Task{}
	for i := range rows {
		out[rows[i].SourceID] = &rows[i]
	}
	return out, err
}

// OfRecord gives the tasks that come from a record or are about it, inside the scope, newest first.
func (s *Service) OfRecord(ctx context.Context, scope authz.Scope, ref record.Ref) ([]Task, error) {
	w := new(db.Where)
	w.And("(t.about_kind = ? AND t.about_id = ? OR t.source_kind = ? AND t.source_id = ?)", ref.Kind, ref.ID, ref.Kind, ref.ID)
	return s.Select(ctx, s.Run.DB, scope, w, "ORDER BY t.created_at DESC, t.id DESC")
}
