// Package change runs one authorised, journalled, transactional mutation; every write of every area goes through it.
package change

import (
	"context"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/id"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/record"
)

// Runner runs changes on a database and writes them to its journal.
type Runner struct {
	DB      *db.DB
	Journal *journal.Journal
	Clock   clock.Clock
}

// What says what a change is: its verb ("project.move"), the record at its centre, and the reason given for it.
type What struct {
	Action string
	Perm   authz.Perm
	Ref    record.Ref
	Reason string
}

// Tx is a change under way: a write that knows who acts and when.
type Tx struct {
	*db.Tx
	Actor  authz.Actor
	Clock  clock.Clock
	Now    int64 // UTC microseconds at the start of the change
	outbox []Message
	ref    *record.Ref
	flush  func(ctx context.Context) error
}

// Message is a note to other parts of the program, delivered at least once after the commit.
type Message struct {
	Topic   string
	Ref     record.Ref
	Payload string
}

// NewID makes an identity for a new record.
func (t *Tx) NewID() string { return id.New(t.Now / 1000) }

// Emit leaves a message in the outbox.
func (t *Tx) Emit(topic string, ref record.Ref, payload string) {
	t.outbox = append(t.outbox, Message{Topic: topic, Ref: ref, Payload: payload})
}

// About names the record at the centre when it was not known before the change, as with a creation.
func (t *Tx) About(ref record.Ref) { *t.ref = ref }

// Flush hands what was changed so far to the journal and the database, so that a bulk load does not hold all of it in
// memory; everything still stands or falls with the whole change. The record at the centre must be known by then.
func (t *Tx) Flush(ctx context.Context) error { return t.flush(ctx) }

// Run checks the actor's permission, runs fn in a write of its own, checks that every row it touched lies inside the
// actor's scope, and journals what changed. When it returns nil, the change is durable; otherwise nothing of it remains.
func (r *Runner) Run(ctx context.Context, actor authz.Actor, what What, fn func(tx *Tx) error) error {
	if err := actor.Need(what.Perm); err != nil {
		return err
	}
	return r.DB.Write(ctx, func(w *db.Tx) error {
		ref := what.Ref
		tx := &Tx{Tx: w, Actor: actor, Clock: r.Clock, Now: r.Clock.Micro(), ref: &ref}
		w.Guard = guard(actor)
		flushed := false
		note := func() error {
			return r.Journal.Append(journal.Header{
				At: tx.Now, ActorID: actor.ID, ActorName: actor.Name, UnitID: actor.UnitID, Via: actor.Via, Request: actor.Req,
				Action: what.Action, Ref: ref, Reason: what.Reason,
			}, w.Changes)
		}
		tx.flush = func(ctx context.Context) error {
			if len(w.Changes) == 0 {
				return nil
			}
			if err := note(); err != nil {
				return err
			}
			clear(w.Changes)
			w.Changes = w.Changes[:0]
			flushed = true
			return r.Journal.Spill(ctx, w)
		}
		if err := fn(tx); err != nil {
			return err
		}
		if err := tx.post(ctx); err != nil {
			return err
		}
		if flushed && len(w.Changes) == 0 {
			return nil
		}
		return note()
	})
}

var outbox = db.NewInserter("outbox", "id", "at", "topic", "kind", "ref_id", "payload")

// post writes the messages of the change.
func (t *Tx) post(ctx context.Context) error {
	vals := make([]any, 0, len(t.outbox)*6)
	for _, m := range t.outbox {
		vals = append(vals, t.NewID(), t.Now, m.Topic, m.Ref.Kind, m.Ref.ID, m.Payload)
	}
	return outbox.Exec(ctx, t.Tx, vals)
}

func guard(actor authz.Actor) func(any) error {
	return func(row any) error {
		s, ok := row.(authz.Scoped)
		if !ok || actor.Scope.Allows(s.ScopeKeys()) {
			return nil
		}
		return errs.New(errs.Forbidden, "这条记录不在您的数据范围内，不能修改")
	}
}
