package notify

import (
	"cmp"
	"context"
	"strconv"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
)

// Message is what a person has been told about one matter since he last looked: the newest line, and how many before it.
type Message struct {
	ID        string
	AccountID string
	Ref       record.Ref // the matter
	Kind      string     // of the newest topic
	Title     string
	Body      string
	URL       string
	Urgent    bool
	More      int64 // earlier lines folded into it
	Unread    bool
	FirstAt   int64 // UTC microseconds
	At        int64 // of the newest line
	ReadAt    int64
	Muted     bool // the person wants to hear no more of the matter
}

const messageCols = "t.id, t.account_id, t.kind, t.ref_id, t.topic, t.title, t.body, t.url, t.urgent, t.more, t.unread, t.first_at, t.at, t.read_at"

// Ask narrows an inbox.
type Ask struct {
	Unread bool   // only those
	Kind   string // "" = all
	After  string // the last message of the page before
	Limit  int    // 0 = 50
}

// Inbox gives a person's messages, the unread first, each part newest first, and the address of the next page ("" at the end).
func (s *Service) Inbox(ctx context.Context, accountID string, ask Ask) (out []Message, next string, err error) {
	limit := min(cmp.Or(ask.Limit, 50), 200)
	w := new(db.Where).And("t.account_id = ?", accountID)
	if ask.Unread {
		w.And("t.unread")
	}
	if ask.Kind != "" {
		w.And("t.topic = ?", ask.Kind)
	}
	if ask.After != "" {
		last, err := s.Message(ctx, accountID, ask.After)
		if err != nil {
			return nil, "", err
		}
		// Within the unread the order is by time; the read follow. Where a message was read since, the page goes on after its time.
		if last.Unread {
			w.And("((t.unread AND (t.at, t.id) < (?, ?)) OR NOT t.unread)", last.At, last.ID)
		} else {
			w.And("NOT t.unread AND (t.at, t.id) < (?, ?)", last.At, last.ID)
		}
	}
	out, err = s.messages(ctx, w, "ORDER BY t.unread DESC, t.at DESC, t.id DESC LIMIT "+strconv.Itoa(limit+1))
	if err == nil && len(out) > limit {
		out, next = out[:limit], out[limit-1].ID
	}
	return out, next, err
}

func (s *Service) messages(ctx context.Context, w *db.Where, tail string) ([]Message, error) {
	rows, err := s.Run.DB.Query(ctx, "SELECT "+messageCols+", m.at IS NOT NULL FROM message t LEFT JOIN message_mute m ON m.account_id = t.account_id "+
		"AND m.kind = t.kind AND m.ref_id = t.ref_id"+w.SQL()+" "+tail, w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Message
	for rows.Next() {
		var m Message
		if err := rows.Scan(&m.ID, &m.AccountID, &m.Ref.Kind, &m.Ref.ID, &m.Kind, &m.Title, &m.Body, &m.URL, &m.Urgent, &m.More, &m.Unread,
			&m.FirstAt, &m.At, &m.ReadAt, &m.Muted); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, rows.Err()
}

// Message finds one of the person's own messages.
func (s *Service) Message(ctx context.Context, accountID, id string) (*Message, error) {
	found, err := s.messages(ctx, new(db.Where).And("t.account_id = ?", accountID).And("t.id = ?", id), "")
	if err == nil && len(found) == 0 {
		err = errs.New(errs.NotFound, "没有这条消息，或已过期清除")
	}
	if err != nil {
		return nil, err
	}
	return &found[0], nil
}

// Line is one event inside a message.
type Line struct {
	At   int64
	Body string
}

// Lines are the events folded into a message, newest first, at most 100.
func (s *Service) Lines(ctx context.Context, messageID string) ([]Line, error) {
	rows, err := s.Run.DB.Query(ctx, "SELECT at, body FROM message_event WHERE message_id = $1 ORDER BY at DESC, event_id DESC LIMIT 100", messageID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Line
	for rows.Next() {
		var l Line
		if err := rows.Scan(&l.At, &l.Body); err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, rows.Err()
}

// MaxUnread is where Unread stops counting; a bell says 99+ beyond it.
const MaxUnread = 100

// Unread counts a person's unread messages, MaxUnread at most.
func (s *Service) Unread(ctx context.Context, accountID string) (n int, err error) {
	err = s.Run.DB.QueryRow(ctx, "SELECT count(*) FROM (SELECT 1 AS one FROM message WHERE account_id = $1 AND unread LIMIT "+strconv.Itoa(MaxUnread)+") x",
		accountID).Scan(&n)
	return n, err
}

// Read marks a message as read; a second time changes nothing.
func (s *Service) Read(ctx context.Context, actor authz.Actor, id string) error {
	if _, err := s.Message(ctx, actor.ID, id); err != nil {
		return err
	}
	return s.exec(ctx, "UPDATE message SET unread = FALSE, read_at = $1 WHERE account_id = $2 AND id = $3 AND unread", s.now(), actor.ID, id)
}

// ReadAll marks all that came until a time (UTC microseconds) as read, so that what comes while the page is open stays unread.
func (s *Service) ReadAll(ctx context.Context, actor authz.Actor, until int64) error {
	return s.exec(ctx, "UPDATE message SET unread = FALSE, read_at = $1 WHERE account_id = $2 AND unread AND at <= $3", s.now(), actor.ID, until)
}

// Mute ends, or takes up again, what a person hears of the matter of a message. Kinds that must arrive still do.
func (s *Service) Mute(ctx context.Context, actor authz.Actor, id string, on bool) error {
	m, err := s.Message(ctx, actor.ID, id)
	if err != nil {
		return err
	}
	if !on {
		return s.exec(ctx, "DELETE FROM message_mute WHERE account_id = $1 AND kind = $2 AND ref_id = $3", actor.ID, m.Ref.Kind, m.Ref.ID)
	}
	return s.exec(ctx, "INSERT INTO message_mute (account_id, kind, ref_id, at) VALUES ($1, $2, $3, $4) ON CONFLICT (account_id, kind, ref_id) DO NOTHING",
		actor.ID, m.Ref.Kind, m.Ref.ID, s.now())
}

func (s *Service) exec(ctx context.Context, sql string, args ...any) error {
	return s.Run.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, sql, args...)
		return err
	})
}

// keep is how long what is over can be looked up: longer than the half year that records of use have to be kept.
const keep = 200 * 24 * 60 * 60 * int64(1_000_000)

// Sweep removes what has long been read, told and sent, and plans the digests anew by the calendar as it is now.
func (s *Service) Sweep(ctx context.Context) error {
	old := s.now() - keep
	for _, sql := range []string{
		"DELETE FROM message_event WHERE message_id IN (SELECT id FROM message WHERE NOT unread AND read_at < $1)",
		"DELETE FROM message WHERE NOT unread AND read_at < $1",
		"DELETE FROM delivery WHERE state IN ('sent', 'dropped') AND at < $1",
		"DELETE FROM outbox WHERE told_at > 0 AND told_at < $1",
		"DELETE FROM notify_code WHERE at < $1",
	} {
		if err := s.exec(ctx, sql, old); err != nil {
			return err
		}
	}
	return s.replanDigests(ctx)
}

// When is a stored time as messages show it; the year is left out when it is that of today, "2026-11-22".
func When(micro int64, today string) string {
	if t := clock.FromMicro(micro); t.Format("2006") != today[:4] {
		return t.Format("2006年1月2日")
	}
	return clock.FromMicro(micro).Format("1月2日 15:04")
}
