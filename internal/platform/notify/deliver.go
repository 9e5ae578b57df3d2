package notify

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"time"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/id"
)

// The channels by which news leave the house.
const (
	byMail = "mail"
	byHook = "hook"
)

// delivery is one event on its way to one recipient: a person by mail, or a group chat. Several may travel together under
// one leader: those of one matter, or a day's digest. Who travels together is settled at the first try, so that a second try
// carries exactly what the first did, under the same number, and a receiver that got both can tell.
type delivery struct {
	ID, EventID, Channel, Recipient, MessageID string
	Topic, Title, Body, URL                    string
	Urgent, Digest                             bool
	At, NextAt                                 int64
}

func (s *Service) put(ctx context.Context, tx *db.Tx, n *notice, d delivery, now int64) error {
	_, err := tx.Exec(ctx, `INSERT INTO delivery (id, event_id, channel, recipient, message_id, topic, title, body, url, urgent, digest, state, leader, owner,
		attempts, at, next_at, plan_at, lease_until, sent_at, error)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'waiting', '', '', 0, $12, $13, $14, 0, 0, '') ON CONFLICT (event_id, channel, recipient) DO NOTHING`,
		id.New(now/1000), d.EventID, d.Channel, d.Recipient, d.MessageID, n.topic.Kind.Code, cut(n.news.Title, 120), cut(n.news.Text, 500), n.news.URL,
		n.news.Urgent, d.Digest, n.At, d.NextAt, now)
	return err
}

// parcel is what is sent in one go.
type parcel struct {
	Lead, Channel, Recipient string
	Digest                   bool
	Attempts                 int64
	Items                    []delivery // oldest first
}

func (p *parcel) urgent() bool {
	for _, d := range p.Items {
		if d.Urgent {
			return true
		}
	}
	return false
}

// endpoint names what must be reachable for the parcel to arrive.
func (p *parcel) endpoint() string {
	if p.Channel == byMail {
		return byMail
	}
	return p.Recipient
}

// together is how many deliveries travel under one leader at most.
const together = 200

// due is the condition of a delivery that may be taken: its time has come, its sender has fallen silent, or either was set by a
// clock that has since been put back. Endpoints that could not be reached a moment ago are left alone.
func (s *Service) due(w *db.Where) *db.Where {
	now, ahead := s.now(), s.ahead()
	w.And("(state = 'waiting' AND (next_at <= ? OR plan_at > ?) OR state = 'sending' AND (lease_until < ? OR lease_until > ?))",
		now, ahead, now, ahead+s.lease().Microseconds()).And("state IN ('waiting', 'sending')")
	for _, end := range s.unreachable() {
		if end == byMail {
			w.And("channel <> 'mail'")
		} else {
			w.And("recipient <> ?", end)
		}
	}
	return w
}

func (s *Service) lease() time.Duration { return cmp.Or(s.Lease, 2*time.Minute) }

// claim takes the parcel that is due longest; nil when none is. It looks before it writes, so that idle nodes write nothing.
func (s *Service) claim(ctx context.Context, owner string) (*parcel, error) {
	w := s.due(new(db.Where))
	var found int
	if err := s.Run.DB.QueryRow(ctx, "SELECT 1 FROM delivery"+w.SQL()+" LIMIT 1", w.Args()...).Scan(&found); err != nil {
		if db.NotFound(err) {
			err = nil
		}
		return nil, err
	}
	var p *parcel
	err := s.Run.DB.Write(ctx, func(tx *db.Tx) (err error) {
		p, err = s.take(ctx, tx, owner)
		return err
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

func (s *Service) take(ctx context.Context, tx *db.Tx, owner string) (*parcel, error) {
	w := s.due(new(db.Where))
	var one, message, leader string
	p := &parcel{}
	err := tx.QueryRow(ctx, "SELECT id, channel, recipient, message_id, digest, leader FROM delivery"+w.SQL()+" ORDER BY next_at, id LIMIT 1", w.Args()...).
		Scan(&one, &p.Channel, &p.Recipient, &message, &p.Digest, &leader)
	if db.NotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if p.Lead = leader; leader == "" {
		p.Lead = one
		w := new(db.Where)
		set := w.Expr("UPDATE delivery SET leader = ?", one)
		switch {
		case p.Digest:
			w.And("id IN (SELECT id FROM delivery WHERE state = 'waiting' AND leader = '' AND recipient = ? AND channel = ? AND digest AND next_at <= ? ORDER BY id LIMIT ?)",
				p.Recipient, p.Channel, s.now(), int64(together-1))
		case message != "":
			w.And("id IN (SELECT id FROM delivery WHERE state = 'waiting' AND leader = '' AND recipient = ? AND channel = ? AND NOT digest AND message_id = ? ORDER BY id LIMIT ?)",
				p.Recipient, p.Channel, message, int64(together-1))
		}
		if p.Digest || message != "" {
			if _, err := tx.Exec(ctx, set+w.SQL(), w.Args()...); err != nil {
				return nil, err
			}
		}
		if _, err := tx.Exec(ctx, "UPDATE delivery SET leader = id WHERE id = $1", one); err != nil {
			return nil, err
		}
	}
	if _, err := tx.Exec(ctx, "UPDATE delivery SET state = 'sending', owner = $1, lease_until = $2, attempts = attempts + 1 WHERE leader = $3 AND state IN ('waiting', 'sending')",
		owner, s.now()+s.lease().Microseconds(), p.Lead); err != nil {
		return nil, err
	}
	p.Items, p.Attempts, err = items(ctx, tx, p.Lead)
	return p, err
}

func items(ctx context.Context, q db.Queryer, lead string) (out []delivery, attempts int64, err error) {
	rows, err := q.Query(ctx, "SELECT id, event_id, message_id, topic, title, body, url, urgent, digest, at, attempts FROM delivery WHERE leader = $1 AND state = 'sending' ORDER BY at, event_id", lead)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var d delivery
		var n int64
		if err := rows.Scan(&d.ID, &d.EventID, &d.MessageID, &d.Topic, &d.Title, &d.Body, &d.URL, &d.Urgent, &d.Digest, &d.At, &n); err != nil {
			return nil, 0, err
		}
		out, attempts = append(out, d), max(attempts, n)
	}
	return out, attempts, rows.Err()
}

// verdict is what became of a try. At most one of the errors below is wrapped in err.
type verdict struct {
	drop  string    // why it is not wanted any more
	later time.Time // not now: quiet hours, or a holiday
	err   error
}

var (
	errFinal = errors.New("final")       // trying again cannot help: no such mailbox
	errDown  = errors.New("unreachable") // nobody can be reached there now
)

// send carries a parcel out and writes down what became of it.
func (s *Service) send(ctx context.Context, owner string, p *parcel) {
	timed, cancel := context.WithTimeout(ctx, s.lease()/2)
	defer cancel()
	v := s.try(timed, p)
	if v.err != nil && ctx.Err() != nil {
		return // the node stops: the lease ends, and another takes it
	}
	now := s.now()
	w := new(db.Where)
	var set string
	switch {
	case v.drop != "":
		set = w.Expr("state = 'dropped', error = ?", v.drop)
	case !v.later.IsZero():
		set = w.Expr("state = 'waiting', attempts = attempts - 1, next_at = ?, plan_at = ?", v.later.UnixMicro(), now)
	case v.err == nil:
		set = w.Expr("state = 'sent', error = '', sent_at = ?", now)
	case errors.Is(v.err, errFinal) || p.Attempts >= cmp.Or(s.Attempts, 20):
		slog.Error("delivery failed", "delivery", p.Lead, "channel", p.Channel, "recipient", p.Recipient, "err", v.err)
		set = w.Expr("state = 'failed', error = ?", plain(v.err))
	default:
		set = w.Expr("state = 'waiting', error = ?, next_at = ?, plan_at = ?", plain(v.err), now+s.wait(p.Attempts-1).Microseconds(), now)
	}
	if errors.Is(v.err, errDown) {
		s.down(p.endpoint())
	}
	w.And("leader = ?", p.Lead).And("owner = ?", owner).And("state = 'sending'")
	if err := s.exec(context.WithoutCancel(ctx), "UPDATE delivery SET lease_until = 0, "+set+w.SQL(), w.Args()...); err != nil {
		slog.Warn("outcome of a delivery not kept", "delivery", p.Lead, "err", err)
	}
}

// try sends, unless the recipient is gone, does not want it any more, or it is not the time.
func (s *Service) try(ctx context.Context, p *parcel) verdict {
	if p.Channel == byHook {
		return s.tryHook(ctx, p)
	}
	who, err := s.People.Person(ctx, p.Recipient)
	if err != nil {
		return verdict{err: err}
	}
	if !who.Active {
		return verdict{drop: "账号已停用"}
	}
	own, err := s.SettingsOf(ctx, p.Recipient)
	if err != nil {
		return verdict{err: err}
	}
	if !own.byMail() {
		return verdict{drop: "本人已关闭邮件通知"}
	}
	now := s.Run.Clock.Now()
	if p.Digest {
		if !s.Calendar().IsWorkday(now.Format(time.DateOnly)) {
			return verdict{later: nextDigest(now, cmp.Or(own.DigestAt, "08:30"), s.Calendar())}
		}
	} else if end, in := (quiet{own.QuietFrom, own.QuietTo}).until(now); in && !(p.urgent() && own.UrgentPasses) {
		return verdict{later: end}
	}
	return verdict{err: s.mail(ctx, own.Mail, who.Name, p)}
}

// down notes that an endpoint could not be reached.
func (s *Service) down(end string) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.held == nil {
		s.held = map[string]func() time.Duration{}
	}
	s.held[end] = stopwatch()
}

// unreachable are the endpoints to be left alone for now.
func (s *Service) unreachable() (out []string) {
	s.lock.Lock()
	defer s.lock.Unlock()
	for end, since := range s.held {
		if since() >= cmp.Or(s.Hold, 30*time.Second) {
			delete(s.held, end)
			continue
		}
		out = append(out, end)
	}
	return out
}

// plain is an error in one line for the page of failures.
func plain(err error) string {
	var e *trouble
	if errors.As(err, &e) {
		return cut(e.message, 300)
	}
	return cut(err.Error(), 300)
}

// trouble is why something could not be sent, in words for administrators.
type trouble struct {
	message string
	kind    error // errFinal, errDown or nil
}

// Error gives the words.
func (t *trouble) Error() string { return t.message }

// Is tells which kind of trouble it is.
func (t *trouble) Is(target error) bool { return t.kind != nil && t.kind == target }
