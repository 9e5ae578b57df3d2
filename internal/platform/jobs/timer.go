package jobs

import (
	"context"
	"log/slog"
	"time"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
)

// Timer puts in a job of the kind at each of its times, once for all nodes together. The payload is the local date of that
// time, "2026-11-22". A time that passed while the site was down is made up for once, not once for each day missed.
type Timer struct {
	Kind  string
	Every Schedule
}

// Schedule is a time of day, daily or on some days only. It is local time, which has no summer time.
type Schedule struct {
	at      time.Duration // since midnight
	weekday time.Weekday  // when weekly
	day     int           // when monthly
	unit    byte          // 'd', 'w' or 'm'
}

// Daily is a schedule for each day at "02:00". Like the others it panics on a malformed time, which is a defect.
func Daily(at string) Schedule { return Schedule{at: clockTime(at), unit: 'd'} }

// Weekly is a schedule for one day of each week.
func Weekly(day time.Weekday, at string) Schedule {
	return Schedule{at: clockTime(at), weekday: day, unit: 'w'}
}

// Monthly is a schedule for one day of each month, 1 to 28.
func Monthly(day int, at string) Schedule {
	if day < 1 || day > 28 {
		panic("jobs: a monthly day lies between 1 and 28")
	}
	return Schedule{at: clockTime(at), day: day, unit: 'm'}
}

func clockTime(at string) time.Duration {
	t, err := time.Parse("15:04", at)
	if err != nil {
		panic("jobs: " + err.Error())
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
}

// Last is the newest of the schedule's times that is not after now.
func (s Schedule) Last(now time.Time) time.Time {
	now = now.In(clock.Zone)
	t := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, clock.Zone).Add(s.at)
	for t.After(now) || s.unit == 'w' && t.Weekday() != s.weekday || s.unit == 'm' && t.Day() != s.day {
		t = t.AddDate(0, 0, -1)
	}
	return t
}

// The intervals at which timers are looked at and old jobs are cleared away.
const (
	timerEvery = 20 * time.Second
	pruneEvery = 1000 // looks: some six hours
)

func (r *Runner) timers(ctx context.Context) {
	tick := time.NewTicker(min(timerEvery, 10*r.o.Poll))
	defer tick.Stop()
	for looks := 0; ; looks++ {
		if err := r.Tick(ctx); err != nil && ctx.Err() == nil {
			slog.Error("timers", "err", err)
		}
		if looks%pruneEvery == 0 {
			if err := r.prune(ctx); err != nil && ctx.Err() == nil {
				slog.Error("clear old jobs", "err", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Tick puts in the jobs of all timers that are due. Work calls it now and then; it is open for tests and for sites that are
// driven from outside. The identity of a timer's job says its kind and time, so that the second of two nodes adds nothing.
func (r *Runner) Tick(ctx context.Context) error {
	for _, t := range r.o.Timers {
		at := t.Every.Last(r.clock.Now())
		key := t.Kind + "@" + at.Format("2006-01-02T15:04")
		known, err := read(ctx, r.db, new(db.Where).And("id = ?", key), "")
		if err != nil {
			return err
		}
		if len(known) > 0 {
			continue
		}
		err = r.db.Write(ctx, func(tx *db.Tx) error {
			now := r.clock.Micro()
			return r.insert(ctx, tx, &Job{ID: key, Kind: t.Kind, Payload: at.Format(time.DateOnly), At: now, RunAt: now})
		})
		if err != nil {
			return err
		}
	}
	return nil
}
