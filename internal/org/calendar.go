package org

import (
	"context"
	"encoding/json"
	"log/slog"
	"strconv"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/platform/workday"
)

// noticeSetting begins the keys of the yearly holiday notices among the settings: "workday.2027".
const noticeSetting = "workday."

// Notices are the yearly holiday notices that the site has imported, by year; those that the program brings along are not
// among them.
func (s *Service) Notices(ctx context.Context) ([]workday.Notice, error) {
	rows, err := settings.Select(ctx, s.db, new(db.Where).HasPrefix("t.id", noticeSetting), "ORDER BY t.id")
	if err != nil {
		return nil, err
	}
	var out []workday.Notice
	for _, row := range rows {
		n, err := workday.Parse([]byte(row.Value))
		if err != nil {
			return nil, errs.Wrap(err, errs.Internal, "存的%s年放假通知读不出，请重新导入", row.ID[len(noticeSetting):])
		}
		out = append(out, n)
	}
	return out, nil
}

// Calendar is the working calendar of the site: what the program brings along, and above it what the site has imported.
func (s *Service) Calendar(ctx context.Context) (workday.Calendar, error) {
	notices, err := s.Notices(ctx)
	return workday.Default().With(notices...), err
}

// Working is the calendar as it is now, without asking the database each time: a notice imported here counts at once, one
// imported through another node within checkEvery. When it cannot be read, the calendar read last goes on to count.
func (s *Service) Working() workday.Calendar {
	last, now := s.calendar.Load(), s.run.Clock.Micro()
	if last != nil && now >= last.at && now-last.at < checkEvery {
		return last.Calendar
	}
	c, err := s.Calendar(context.Background())
	if err != nil && last != nil {
		slog.Error("read the working calendar", "err", err)
		c = last.Calendar
	}
	s.calendar.Store(&readCalendar{c, now})
	return c
}

type readCalendar struct {
	workday.Calendar
	at int64 // when it was read, UTC microseconds
}

// ImportNotice stores a year's holiday notice; it replaces an earlier one of the year as a whole.
func (s *Service) ImportNotice(ctx context.Context, actor authz.Actor, n workday.Notice, reason string) error {
	text, err := json.Marshal(n)
	if err != nil {
		return err
	}
	if n, err = workday.Parse(text); err != nil { // what is stored must read back
		return err
	}
	key := noticeSetting + strconv.Itoa(n.Year)
	what := change.What{Action: "calendar.import", Perm: authz.SiteConfig, Ref: record.Ref{Kind: "setting", ID: key}, Reason: reason}
	return s.run.Run(ctx, actor, what, func(tx *change.Tx) error {
		tx.AfterCommit(func() { s.calendar.Store(nil) })
		was, err := settings.Get(ctx, tx, db.Everything, key)
		if db.NotFound(err) {
			return settings.Insert(ctx, tx, &setting{ID: key, Value: string(text)})
		}
		if err != nil {
			return err
		}
		after := *was
		after.Value = string(text)
		return settings.Update(ctx, tx, was, &after)
	})
}
