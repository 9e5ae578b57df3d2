package meeting

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/flow"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/platform/secret"
)

// The kinds of links, which need no account.
const (
	LinkVenue = "venue" // to check in at a venue
	LinkTopic = "topic" // a firm says what it makes of the answer to its topic
)

// When guests can check in by a code: from so long before the beginning until so long after it; on the whole day when no time was set.
const (
	OpenBefore = time.Hour
	CloseAfter = 4 * time.Hour
	TopicFor   = 90 * 24 * time.Hour
)

// Link is a way in without an account. Only the hash of its token is stored.
type Link struct {
	ID        string `db:"id"`
	Kind      string `db:"kind"`
	MeetingID string `db:"meeting_id"`
	ItemID    string `db:"item_id"` // of a topic
	Venue     string `db:"venue"`   // "" = the main one
	Region    string `db:"region"`
	UnitID    string `db:"unit_id"`
	ChainID   string `db:"chain_id"`
	TokenHash string `db:"token_hash"`
	MadeBy    string `db:"made_by"`
	MadeName  string `db:"made_name"`
	MadeAt    int64  `db:"made_at"`
	ExpiresAt int64  `db:"expires_at"` // of a topic; a venue's code goes by its meeting's time
	RevokedAt int64  `db:"revoked_at"`
	Version   int64  `db:"version"`
}

// ScopeKeys are those of the meeting.
func (l *Link) ScopeKeys() authz.Keys {
	return authz.Keys{Region: l.Region, Unit: l.UnitID, Chain: l.ChainID}
}

var links = db.NewTable[Link]("meeting_link")

// VenueName is what a venue is called.
func VenueName(venue string) string {
	if venue == "" {
		return "主会场"
	}
	return venue
}

// VenueCodes makes a code for each venue of a meeting; those made before are no longer good. The tokens are shown once, in the order of
// the venues, the main one first.
func (s *Service) VenueCodes(ctx context.Context, actor authz.Actor, id string) (m *Meeting, tokens []string, err error) {
	err = s.Run.Run(ctx, actor, at("code", id), func(tx *change.Tx) error {
		if m, err = meetings.Get(ctx, tx, Sees(actor.Scope), id); err != nil {
			return err
		}
		if m.State != Planned && m.State != Held {
			return errs.New(errs.Conflict, "会议%s，不用再签到", Flow.Label(m.State))
		}
		if err := revoke(ctx, tx, new(db.Where).And("t.meeting_id = ?", id).And("t.kind = ?", LinkVenue)); err != nil {
			return err
		}
		tokens = nil
		for _, v := range append([]string{""}, m.Sub()...) {
			token, err := keep(ctx, tx, m, &Link{Kind: LinkVenue, Venue: v})
			if err != nil {
				return err
			}
			tokens = append(tokens, token)
		}
		return nil
	})
	return m, tokens, err
}

func at(action, id string) change.What {
	return change.What{Action: "meeting." + action, Perm: authz.MeetingRun, Ref: record.Ref{Kind: Kind, ID: id}}
}

func revoke(ctx context.Context, tx *change.Tx, w *db.Where) error {
	_, err := links.Edit(ctx, tx, w.And("t.revoked_at = 0"), "ORDER BY t.id", func(l *Link) { l.RevokedAt = tx.Now })
	return err
}

func keep(ctx context.Context, tx *change.Tx, m *Meeting, l *Link) (token string, err error) {
	token = secret.New(secret.Link)
	l.ID, l.MeetingID, l.Region, l.UnitID, l.ChainID = tx.NewID(), m.ID, m.Region, m.UnitID, m.ChainID
	l.TokenHash, l.MadeBy, l.MadeName, l.MadeAt = secret.Digest(token), tx.Actor.ID, tx.Actor.Name, tx.Now
	return token, links.Insert(ctx, tx, l)
}

// open finds the link of a token. One that nobody made is NotFound; one that was called back is Forbidden.
func open(ctx context.Context, q db.Queryer, kind, token string) (*Link, error) {
	rows, err := links.Select(ctx, q, new(db.Where).And("t.token_hash = ?", secret.Digest(token)), "")
	switch {
	case err != nil:
		return nil, err
	case len(rows) == 0 || rows[0].Kind != kind:
		return nil, errs.New(errs.NotFound, "这个码不对，可能没有扫完整，或不是本系统生成的。请重新扫会场或通知上的码")
	case rows[0].RevokedAt > 0:
		return nil, errs.New(errs.Forbidden, "这个码已作废，%s换了新码，请扫新的", rows[0].MadeName)
	}
	return &rows[0], nil
}

// Window is from when until when guests can check in by a code.
func (m *Meeting) Window() (from, until time.Time) {
	day, err := time.ParseInLocation("2006-01-02", m.OnDate, clock.Zone)
	if err != nil {
		return day, day
	}
	begin, err := time.ParseInLocation("2006-01-02 15:04", m.OnDate+" "+strings.TrimSpace(m.AtTime), clock.Zone)
	if err != nil {
		return day, day.AddDate(0, 0, 1)
	}
	return begin.Add(-OpenBefore), begin.Add(CloseAfter)
}

// Venue is a venue as its code opens it.
type Venue struct {
	*Meeting
	Venue  string
	Guests []Guest // of the whole meeting, those of the venue first
}

// OpenVenue gives the venue of a code. A code is good only in the window around the meeting; what does not open says why.
func (s *Service) OpenVenue(ctx context.Context, token string) (*Venue, error) {
	return s.venue(ctx, s.Run.DB, token)
}

func (s *Service) venue(ctx context.Context, q db.Queryer, token string) (*Venue, error) {
	l, err := open(ctx, q, LinkVenue, token)
	if err != nil {
		return nil, err
	}
	m, err := meetings.Get(ctx, q, db.Everything, l.MeetingID)
	if err != nil {
		return nil, err
	}
	from, until := m.Window()
	now := s.Run.Clock.Now()
	switch {
	case m.State == Cancelled || m.State == Sent:
		return nil, errs.New(errs.Forbidden, "“%s”%s，不能再签到", m.Name, Flow.Label(m.State))
	case !slices.Contains(append([]string{""}, m.Sub()...), l.Venue):
		return nil, errs.New(errs.Forbidden, "“%s”这次不设%s了，请联系%s", m.Name, VenueName(l.Venue), l.MadeName)
	case now.Before(from):
		return nil, errs.New(errs.Forbidden, "“%s”还没有到签到时间，%s起可以签到", m.Name, from.Format("1月2日15:04"))
	case !now.Before(until):
		return nil, errs.New(errs.Forbidden, "“%s”的签到已于%s截止；到了会而没有签到的，请联系%s补登", m.Name, until.Format("1月2日15:04"), l.MadeName)
	}
	out := &Venue{Meeting: m, Venue: l.Venue}
	out.Guests, err = guests.Select(ctx, q, new(db.Where).And("t.meeting_id = ?", m.ID), "ORDER BY t.venue, t.id")
	slices.SortStableFunc(out.Guests, func(a, b Guest) int {
		return rank(a.Venue != l.Venue) - rank(b.Venue != l.Venue)
	})
	return out, err
}

func rank(later bool) int {
	if later {
		return 1
	}
	return 0
}

// maxStandIn is the length of the name of who comes in somebody's place, in characters.
const maxStandIn = 30

// CheckInByCode notes by the code of a venue that a guest has come, or standIn in his place. Who has checked in already has; that is said
// with the time.
func (s *Service) CheckInByCode(ctx context.Context, token, guestID, standIn string) (*Guest, error) {
	standIn = strings.TrimSpace(standIn)
	if utf8.RuneCountInString(standIn) > maxStandIn {
		return nil, errs.Fields{{Name: "stand_in", Message: "写代会人的姓名和职务，最多30字"}}.Err()
	}
	v, err := s.OpenVenue(ctx, token)
	if err != nil {
		return nil, err
	}
	var out *Guest
	actor := authz.System("link")
	actor.Name = "扫码签到：" + VenueName(v.Venue)
	err = s.Run.Run(ctx, actor, change.What{Action: "meeting.checkin", Perm: authz.TaskView, Ref: v.Ref()}, func(tx *change.Tx) error {
		if v, err = s.venue(ctx, tx, token); err != nil { // it may have been called back at this moment
			return err
		}
		i := slices.IndexFunc(v.Guests, func(g Guest) bool { return g.ID == guestID })
		if i < 0 {
			return errs.Fields{{Name: "guest", Message: "从名单里选您的姓名；不在名单上的，请找会场联络员登记"}}.Err()
		}
		g := &v.Guests[i]
		if g.CameAt > 0 {
			return errs.New(errs.Conflict, "%s已于%s签到，不用再签", g.Name, clock.FromMicro(g.CameAt).Format("15:04"))
		}
		after := *g
		after.CameAt, after.Venue, after.How, after.StandIn = tx.Now, v.Venue, "扫码", standIn
		out = &after
		return guests.Update(ctx, tx, g, &after)
	})
	return out, err
}

// TopicLink makes the link by which a firm says what it makes of the answer to its topic; the one made before is no longer good.
func (s *Service) TopicLink(ctx context.Context, actor authz.Actor, id, itemID string) (it *Item, token string, err error) {
	err = s.Run.Run(ctx, actor, at("link", id), func(tx *change.Tx) error {
		m, err := meetings.Get(ctx, tx, Sees(actor.Scope), id)
		if err != nil {
			return err
		}
		if it, err = topic(ctx, tx, id, itemID); err != nil {
			return err
		}
		if it.State == Confirmed {
			return errs.New(errs.Conflict, "企业已经确认，不用再发链接")
		}
		if err := revoke(ctx, tx, new(db.Where).And("t.item_id = ?", itemID).And("t.kind = ?", LinkTopic)); err != nil {
			return err
		}
		token, err = keep(ctx, tx, m, &Link{Kind: LinkTopic, ItemID: itemID, ExpiresAt: tx.Now + TopicFor.Microseconds()})
		return err
	})
	return it, token, err
}

func topic(ctx context.Context, q db.Queryer, id, itemID string) (*Item, error) {
	it, err := items.Get(ctx, q, db.Everything, itemID)
	if err != nil || it.MeetingID != id || it.Kind != Topic {
		return nil, errs.New(errs.NotFound, "没有这条诉求")
	}
	return it, nil
}

// ByTopicLink gives the topic of a firm's link with its meeting.
func (s *Service) ByTopicLink(ctx context.Context, token string) (*Meeting, *Item, error) {
	return s.byTopic(ctx, s.Run.DB, token)
}

func (s *Service) byTopic(ctx context.Context, q db.Queryer, token string) (*Meeting, *Item, error) {
	l, err := open(ctx, q, LinkTopic, token)
	if err != nil {
		return nil, nil, err
	}
	if l.ExpiresAt <= s.Run.Clock.Micro() {
		return nil, nil, errs.New(errs.Forbidden, "这个链接已经过期，请联系%s再发一个", l.MadeName)
	}
	m, err := meetings.Get(ctx, q, db.Everything, l.MeetingID)
	if err != nil {
		return nil, nil, err
	}
	it, err := topic(ctx, q, m.ID, l.ItemID)
	return m, it, err
}

// SayTopic is the firm's word by its link on the answer to its topic: confirm, or reject with what is lacking.
func (s *Service) SayTopic(ctx context.Context, token, action, person, text string) error {
	m, it, err := s.ByTopicLink(ctx, token)
	if err != nil {
		return err
	}
	var bad errs.Fields
	if person, text = strings.TrimSpace(person), strings.TrimSpace(text); person == "" || utf8.RuneCountInString(person) > maxStandIn {
		bad.Add("person", "填写您的姓名")
	}
	if action != "confirm" && action != "reject" {
		bad.Add("action", "选择认可或不认可")
	}
	if action == "reject" && text == "" {
		bad.Add("text", "写明哪里没有解决")
	}
	if utf8.RuneCountInString(text) > maxSaid {
		bad.Add("text", "最多%d字", maxSaid)
	}
	if err := bad.Err(); err != nil {
		return err
	}
	if text == "" {
		text = "认可答复"
	}
	actor := authz.System("link")
	actor.Name = "企业：" + it.Firm + "　" + person
	return s.Run.Run(ctx, actor, change.What{Action: "meeting.topic", Perm: authz.TicketFirm, Ref: m.Ref()}, func(tx *change.Tx) error {
		if _, it, err = s.byTopic(ctx, tx, token); err != nil {
			return err
		}
		row, err := TopicFlow.Find(it.State, action)
		if err != nil {
			return errs.New(errs.Conflict, "这条诉求%s，现在不用您确认", TopicFlow.Label(it.State))
		}
		if err := flow.Check(ctx, row, actor, text, nil, it); err != nil {
			return err
		}
		after := *it
		after.State = row.To
		after.Text = strings.TrimSpace(after.Text + "\n企业意见（" + person + "，链接确认）：" + text)
		return items.Update(ctx, tx, it, &after)
	})
}

// maxSaid is the length of what a firm says, in characters.
const maxSaid = 1000
