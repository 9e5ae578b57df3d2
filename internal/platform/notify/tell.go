package notify

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/id"
	"lianzhang/internal/platform/record"
)

const (
	tellBatch    = 50  // events that are looked up together
	tellAttempts = 12  // tries before an event is given up, with a note that administrators see
	tellGroup    = 300 // people told in one write: as many as others need not wait for
)

// staleNews is the age in microseconds from which an event is only put into the inbox: after a long stop, or a load of history,
// nobody wants a mail for each thing that happened meanwhile.
const staleNews = int64(3 * 24 * 3600 * 1_000_000)

// oldNews is the age from which an event rings no bell: it is put into the inbox as read. Loads of history turn lights of
// years ago; and should the clock have leapt ahead for a while, nothing is lost.
const oldNews = 20 * staleNews

// notice is an event made ready: the news, who hears, and which group chats.
type notice struct {
	Event
	topic Topic
	news  *News
	to    []*Settings
	hooks []*Hook
	err   error
	tries int64
}

// Turn makes messages and deliveries of the events that wait, and tells how many events it took. It may run on several nodes at
// once: an event is marked in the same write that stores what came of it, so that only one of them does both.
func (s *Service) Turn(ctx context.Context) (int, error) {
	total := 0
	for ctx.Err() == nil {
		waiting, err := s.untold(ctx)
		if err != nil || len(waiting) == 0 {
			return total, err
		}
		hooks, err := s.activeHooks(ctx)
		if err != nil {
			return total, err
		}
		for i := range waiting {
			n := &waiting[i]
			if n.err = s.prepare(ctx, n, hooks); n.err != nil && ctx.Err() != nil {
				return total, ctx.Err()
			}
		}
		for len(waiting) > 0 {
			size, told := 0, 0
			for size < len(waiting) && told < tellGroup {
				told += 1 + len(waiting[size].to)
				size++
			}
			if err := s.Run.DB.Write(ctx, func(tx *db.Tx) error { return s.storeAll(ctx, tx, waiting[:size]) }); err != nil {
				return total, err
			}
			total += size
			waiting = waiting[size:]
		}
	}
	return total, ctx.Err()
}

// untold reads the oldest events that nobody has told and whose time has come.
func (s *Service) untold(ctx context.Context) ([]notice, error) {
	rows, err := s.Run.DB.Query(ctx, "SELECT id, at, topic, kind, ref_id, payload, attempts FROM outbox WHERE told_at = 0 AND (next_at <= $1 OR plan_at > $2) ORDER BY id LIMIT $3",
		s.now(), s.ahead(), int64(tellBatch))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []notice
	for rows.Next() {
		var n notice
		if err := rows.Scan(&n.ID, &n.At, &n.Event.Topic, &n.Ref.Kind, &n.Ref.ID, &n.Payload, &n.tries); err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, rows.Err()
}

// prepare asks the area for the news and finds out who hears.
func (s *Service) prepare(ctx context.Context, n *notice, hooks []Hook) (err error) {
	topic, known := s.topics[n.Event.Topic]
	if !known {
		return nil // nobody wants to hear of it
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	n.topic = topic
	if n.news, err = topic.Tell(ctx, n.Event); err != nil || n.news == nil {
		return err
	}
	if n.news.Matter.Zero() {
		n.news.Matter = n.Ref
	}
	n.news.Urgent = n.news.Urgent || topic.Urgent
	ids, err := s.audience(ctx, n.news, topic)
	if err != nil {
		return err
	}
	if n.to, err = s.willing(ctx, ids, n.news.Matter, topic.Kind); err != nil {
		return err
	}
	for i := range hooks {
		takes, err := s.takes(ctx, &hooks[i], n)
		if err != nil {
			return err
		}
		if takes {
			n.hooks = append(n.hooks, &hooks[i])
		}
	}
	return nil
}

// audience are the active people who play one of the topic's parts and may see the matter, but for the one who did it.
func (s *Service) audience(ctx context.Context, news *News, topic Topic) ([]string, error) {
	var all []string
	for _, role := range topic.To {
		ids, named := news.People[role]
		if !named && role != Mentioned {
			var err error
			if ids, err = s.People.Play(ctx, role, news.Keys); err != nil {
				return nil, err
			}
		}
		all = append(all, ids...)
	}
	slices.Sort(all)
	var out []string
	for _, who := range slices.Compact(all) {
		if who == "" || who == news.By {
			continue
		}
		p, err := s.People.Person(ctx, who)
		if err != nil {
			return nil, err
		}
		sees, err := s.People.Sees(ctx, who, news.Keys)
		if err != nil {
			return nil, err
		}
		if p.Active && sees {
			out = append(out, who)
		}
	}
	return out, nil
}

// willing leaves out who muted the kind or the matter, and gives the settings of the others.
func (s *Service) willing(ctx context.Context, ids []string, matter record.Ref, kind Kind) ([]*Settings, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	all, err := s.settings(ctx, s.Run.DB, ids)
	if err != nil {
		return nil, err
	}
	muted := map[string]bool{}
	w := new(db.Where).In("account_id", ids...).And("kind = ?", matter.Kind).And("ref_id = ?", matter.ID)
	rows, err := s.Run.DB.Query(ctx, "SELECT account_id FROM message_mute"+w.SQL(), w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var who string
		if err := rows.Scan(&who); err != nil {
			return nil, err
		}
		muted[who] = true
	}
	var out []*Settings
	for _, who := range ids {
		if kind.Must || !muted[who] && !all[who].Mutes(kind.Code) {
			out = append(out, all[who])
		}
	}
	return out, rows.Err()
}

func (s *Service) storeAll(ctx context.Context, tx *db.Tx, notices []notice) error {
	for i := range notices {
		if err := s.store(ctx, tx, &notices[i]); err != nil {
			return err
		}
	}
	return nil
}

// store marks the event as told and writes what came of it. When another node was first, it writes nothing.
func (s *Service) store(ctx context.Context, tx *db.Tx, n *notice) error {
	now := s.now()
	if n.err != nil && n.tries+1 < tellAttempts {
		slog.Warn("event not told yet", "event", n.ID, "topic", n.Event.Topic, "err", n.err)
		wait := s.wait(n.tries)
		_, err := tx.Exec(ctx, "UPDATE outbox SET attempts = attempts + 1, next_at = $1, plan_at = $2 WHERE id = $3 AND told_at = 0",
			now+wait.Microseconds(), now, n.ID)
		return err
	}
	note := ""
	if n.err != nil {
		slog.Error("event given up", "event", n.ID, "topic", n.Event.Topic, "err", n.err)
		note = cut("没能通知："+n.err.Error(), 300)
	}
	marked, err := tx.Exec(ctx, "UPDATE outbox SET told_at = $1, note = $2 WHERE id = $3 AND told_at = 0", max(now, 1), note, n.ID)
	if err != nil || marked == 0 || n.err != nil || n.news == nil {
		return err
	}
	for _, p := range n.to {
		if err := s.tell(ctx, tx, n, p, now); err != nil {
			return err
		}
	}
	if now-n.At > staleNews {
		return nil
	}
	for _, h := range n.hooks {
		d := delivery{EventID: n.ID, Channel: byHook, Recipient: h.ID, NextAt: h.plan(s.Run.Clock.Now(), n.news.Urgent).UnixMicro()}
		if err := s.put(ctx, tx, n, d, now); err != nil {
			return err
		}
	}
	return nil
}

// tell folds the event into the person's unread message about the matter, or begins one, and plans the mail.
func (s *Service) tell(ctx context.Context, tx *db.Tx, n *notice, p *Settings, now int64) error {
	news := n.news
	title, text := cut(news.Title, 120), cut(news.Text, 500)
	var message string
	read := int64(0)
	if now-n.At > oldNews {
		read = now
	}
	err := tx.QueryRow(ctx, "SELECT id FROM message WHERE account_id = $1 AND kind = $2 AND ref_id = $3 AND unread", p.ID, news.Matter.Kind, news.Matter.ID).Scan(&message)
	if err != nil && !db.NotFound(err) {
		return err
	}
	fresh := err != nil || read > 0
	if fresh {
		message = id.New(now / 1000)
	}
	added, err := tx.Exec(ctx, "INSERT INTO message_event (event_id, account_id, message_id, at, body) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (event_id, account_id) DO NOTHING",
		n.ID, p.ID, message, n.At, text)
	if err != nil || added == 0 {
		return err
	}
	if fresh {
		_, err = tx.Exec(ctx, `INSERT INTO message (id, account_id, kind, ref_id, topic, title, body, url, urgent, more, unread, first_at, at, read_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $11, $12, $13)`,
			message, p.ID, news.Matter.Kind, news.Matter.ID, n.topic.Kind.Code, title, text, news.URL, news.Urgent, read == 0, n.At, n.At, read)
	} else {
		_, err = tx.Exec(ctx, `UPDATE message SET topic = $1, title = $2, body = $3, url = $4, urgent = (urgent OR $5), more = more + 1, at = $6 WHERE id = $7`,
			n.topic.Kind.Code, title, text, news.URL, news.Urgent, n.At, message)
	}
	if err != nil || !p.byMail() || now-n.At > staleNews {
		return err
	}
	when, digest := p.plan(s.Run.Clock.Now(), news.Urgent, s.Calendar())
	return s.put(ctx, tx, n, delivery{EventID: n.ID, Channel: byMail, Recipient: p.ID, MessageID: message, Digest: digest, NextAt: when.UnixMicro()}, now)
}

// wait is the back-off after so many failures.
func (s *Service) wait(failures int64) time.Duration {
	return min(cmp.Or(s.Backoff, time.Minute)<<min(failures, 12), 6*time.Hour)
}

// cut shortens text to n characters.
func cut(text string, n int) string {
	if r := []rune(text); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return text
}

// Given are the events that could not be told, newest first: what administrators should look into.
func (s *Service) Given(ctx context.Context, limit int) ([]Lost, error) {
	rows, err := s.Run.DB.Query(ctx, "SELECT id, at, topic, note FROM outbox WHERE note <> '' ORDER BY told_at DESC LIMIT $1", int64(limit))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Lost
	for rows.Next() {
		var l Lost
		if err := rows.Scan(&l.ID, &l.At, &l.Topic, &l.Note); err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, rows.Err()
}

// Lost is an event of which nobody was told, and why.
type Lost struct {
	ID          string
	At          int64
	Topic, Note string
}

// Retell puts an event that was given up back among those that wait.
func (s *Service) Retell(ctx context.Context, eventID string) error {
	return s.exec(ctx, "UPDATE outbox SET told_at = 0, note = '', attempts = 0, next_at = 0 WHERE id = $1 AND note <> ''", eventID)
}

// local is a stored time in the site's zone.
func local(micro int64) time.Time { return clock.FromMicro(micro) }
