package notify

import (
	"cmp"
	"context"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
)

// Failure is a parcel that was given up.
type Failure struct {
	ID        string
	Channel   string // "mail" or "hook"
	Recipient string // account or webhook
	Title     string // of the first of what it carries
	Count     int64  // how many events it carries
	At        int64
	Attempts  int64
	Error     string
}

// Failures are the parcels that were given up, newest first, with their whole number.
func (s *Service) Failures(ctx context.Context, limit int) (out []Failure, total int64, err error) {
	if err := s.Run.DB.QueryRow(ctx, "SELECT count(*) FROM delivery WHERE state = 'failed' AND id = leader").Scan(&total); err != nil || total == 0 {
		return nil, total, err
	}
	rows, err := s.Run.DB.Query(ctx, `SELECT t.id, t.channel, t.recipient, t.title, (SELECT count(*) FROM delivery m WHERE m.leader = t.id), t.at, t.attempts, t.error
		FROM delivery t WHERE t.state = 'failed' AND t.id = t.leader ORDER BY t.at DESC, t.id DESC LIMIT $1`, int64(limit))
	if err != nil {
		return nil, total, err
	}
	defer rows.Close()
	for rows.Next() {
		var f Failure
		if err := rows.Scan(&f.ID, &f.Channel, &f.Recipient, &f.Title, &f.Count, &f.At, &f.Attempts, &f.Error); err != nil {
			return nil, total, err
		}
		out = append(out, f)
	}
	return out, total, rows.Err()
}

// Failed counts the parcels that were given up.
func (s *Service) Failed(ctx context.Context) (n int64, err error) {
	err = s.Run.DB.QueryRow(ctx, "SELECT count(*) FROM delivery WHERE state = 'failed' AND id = leader").Scan(&n)
	return n, err
}

// Standing counts the deliveries by state.
type Standing struct{ Waiting, Retrying, Failed, Untold int64 }

// Standing says how the queue stands: waiting for their time, waiting after a failure, given up; and events not told yet.
func (s *Service) Standing(ctx context.Context) (st Standing, err error) {
	err = s.Run.DB.QueryRow(ctx, `SELECT count(*) FILTER (WHERE error = ''), count(*) FILTER (WHERE error <> '') FROM delivery WHERE state IN ('waiting', 'sending')`).
		Scan(&st.Waiting, &st.Retrying)
	if err == nil {
		err = s.Run.DB.QueryRow(ctx, "SELECT count(*) FROM delivery WHERE state = 'failed' AND id = leader").Scan(&st.Failed)
	}
	if err == nil {
		err = s.Run.DB.QueryRow(ctx, "SELECT count(*) FROM outbox WHERE told_at = 0").Scan(&st.Untold)
	}
	return st, err
}

// Resend tries a parcel that was given up once more, from the beginning; id "" tries all.
func (s *Service) Resend(ctx context.Context, actor authz.Actor, id string) (n int64, err error) {
	what := change.What{Action: "notify.resend", Perm: authz.SiteConfig, Ref: record.Ref{Kind: "delivery", ID: cmp.Or(id, "all")}}
	err = s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		now := s.now()
		sql, args := "UPDATE delivery SET state = 'waiting', attempts = 0, next_at = $1, plan_at = $2 WHERE state = 'failed'", []any{now, now}
		if id != "" {
			sql, args = sql+" AND leader = $3", append(args, id)
		}
		n, err = tx.Exec(ctx, sql, args...)
		if err == nil && n == 0 && id != "" {
			return errs.New(errs.NotFound, "没有这条失败的投递，可能已经重发")
		}
		return err
	})
	return n, err
}
