package notify

import (
	"cmp"
	"context"
	"log/slog"
	"sync"
	"time"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/id"
)

// senders is how many parcels a node sends at once.
const senders = 3

func stopwatch() func() time.Duration { return clock.Stopwatch() }

// Work tells events and sends deliveries until ctx ends.
func (s *Service) Work(ctx context.Context) {
	owner := s.Options.Node + "/" + id.New(s.now()/1000)
	var wg sync.WaitGroup
	wg.Go(func() { s.loop(ctx, "tell", func() (bool, error) { n, err := s.Turn(ctx); return n > 0, err }) })
	for range senders {
		wg.Go(func() { s.loop(ctx, "send", func() (bool, error) { return s.sendOne(ctx, owner) }) })
	}
	wg.Wait()
}

// loop does step again at once while there is something to do, and otherwise looks again after a while.
func (s *Service) loop(ctx context.Context, name string, step func() (bool, error)) {
	for ctx.Err() == nil {
		more, err := step()
		if err != nil && ctx.Err() == nil {
			slog.Error("notify", "step", name, "err", err)
		}
		if more && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
		case <-time.After(cmp.Or(s.Poll, 2*time.Second)):
		}
	}
}

func (s *Service) sendOne(ctx context.Context, owner string) (bool, error) {
	p, err := s.claim(ctx, owner)
	if p == nil || err != nil {
		return false, err
	}
	s.send(ctx, owner, p)
	return true, nil
}

// Once tells and sends everything that is due now, for tests and for sites that are driven from outside.
func (s *Service) Once(ctx context.Context) error {
	if _, err := s.Turn(ctx); err != nil {
		return err
	}
	for {
		if more, err := s.sendOne(ctx, "once/"+id.New(s.now()/1000)); err != nil || !more {
			return err
		}
	}
}

// replan gives the person's waiting mails their times by the new settings.
func (s *Service) replan(ctx context.Context, tx *db.Tx, p *Settings) error {
	now := s.Run.Clock.Now()
	for _, urgent := range []bool{true, false} {
		when, digest := p.plan(now, urgent, s.Calendar())
		if _, err := tx.Exec(ctx, "UPDATE delivery SET next_at = $1, digest = $2, plan_at = $3 WHERE recipient = $4 AND channel = 'mail' AND state = 'waiting' AND leader = '' AND urgent = $5",
			when.UnixMicro(), digest, now.UnixMicro(), p.ID, urgent); err != nil {
			return err
		}
	}
	return nil
}

// replanDigests moves digests that wait to the next working day as the calendar has it now: a holiday that is announced late
// moves them, and so does a Saturday that becomes a working day.
func (s *Service) replanDigests(ctx context.Context) error {
	rows, err := s.Run.DB.Query(ctx, "SELECT DISTINCT recipient FROM delivery WHERE state = 'waiting' AND digest AND leader = ''")
	if err != nil {
		return err
	}
	var ids []string
	for rows.Next() {
		var who string
		if err := rows.Scan(&who); err != nil {
			rows.Close()
			return err
		}
		ids = append(ids, who)
	}
	rows.Close()
	if err := rows.Err(); err != nil || len(ids) == 0 {
		return err
	}
	now := s.Run.Clock.Now()
	return s.Run.DB.Write(ctx, func(tx *db.Tx) error {
		all, err := s.settings(ctx, tx, ids)
		if err != nil {
			return err
		}
		for _, who := range ids {
			// What is overdue goes at once; only what is still to come moves.
			if _, err := tx.Exec(ctx, "UPDATE delivery SET next_at = $1, plan_at = $2 WHERE recipient = $3 AND state = 'waiting' AND digest AND leader = '' AND next_at > $4",
				nextDigest(now, cmp.Or(all[who].DigestAt, "08:30"), s.Calendar()).UnixMicro(), now.UnixMicro(), who, now.UnixMicro()); err != nil {
				return err
			}
		}
		return nil
	})
}
