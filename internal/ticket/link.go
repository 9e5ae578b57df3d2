package ticket

import (
	"cmp"
	"context"
	"strings"
	"time"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/platform/secret"
)

// The kinds of links.
const (
	LinkRaise  = "raise"  // one firm raises one ticket
	LinkPoster = "poster" // anybody at a park raises tickets
	LinkFollow = "follow" // one ticket: see, confirm, rate, reopen
	LinkHome   = "home"   // one firm's own page: all its tickets
)

// How long links are good, and how many tickets a poster takes a day: a stranger with a telephone must not flood the office.
const (
	RaiseFor  = 30 * 24 * time.Hour
	PosterFor = 2 * 365 * 24 * time.Hour
	FollowFor = 365 * 24 * time.Hour
	perPoster = 100
)

// Link is a firm's way in without an account. Only the hash of its token is stored.
type Link struct {
	ID           string `db:"id"`
	Kind         string `db:"kind"`
	EnterpriseID string `db:"enterprise_id"`
	TicketID     string `db:"ticket_id"`
	Region       string `db:"region"`
	UnitID       string `db:"unit_id"`
	ChainID      string `db:"chain_id"`
	Label        string `db:"label"`
	TokenHash    string `db:"token_hash"`
	Uses         int64  `db:"uses"`
	Most         int64  `db:"most"` // 0 = any number
	MadeBy       string `db:"made_by"`
	MadeName     string `db:"made_name"`
	MadeAt       int64  `db:"made_at"`
	ExpiresAt    int64  `db:"expires_at"`
	RevokedAt    int64  `db:"revoked_at"`
	Version      int64  `db:"version"`
}

// ScopeKeys are those of the firm, park or ticket.
func (l *Link) ScopeKeys() authz.Keys {
	return authz.Keys{Region: l.Region, Unit: l.UnitID, Chain: l.ChainID}
}

var links = db.NewTable[Link]("ticket_link")

// MakeLink makes a link by which a firm raises one ticket, or a poster of a park. The token is shown once and never again.
func (s *Service) MakeLink(ctx context.Context, actor authz.Actor, l Link) (token string, made *Link, err error) {
	life := map[string]time.Duration{LinkRaise: RaiseFor, LinkPoster: PosterFor}[l.Kind]
	if life == 0 {
		return "", nil, errs.New(errs.Invalid, "没有“%s”这种链接", l.Kind)
	}
	if l.Label = strings.TrimSpace(l.Label); l.Kind == LinkPoster && l.Label == "" {
		return "", nil, errs.Fields{{Name: "label", Message: "写明贴在哪里，例如高新区政务大厅"}}.Err()
	}
	token = secret.New(secret.Link)
	err = s.Run.Run(ctx, actor, change.What{Action: "ticket.link", Perm: authz.TicketRaise, Ref: record.Ref{Kind: "ticket_link"}}, func(tx *change.Tx) error {
		if l.Kind == LinkRaise {
			l.Most = 1
			if l.EnterpriseID == "" && strings.TrimSpace(l.Label) != "" {
				if err := one(ctx, tx, "SELECT e.id FROM enterprise e WHERE e.name = $1 ORDER BY e.id LIMIT 1", []any{l.Label}, &l.EnterpriseID); err != nil {
					return err
				}
			}
			if err := one(ctx, tx, "SELECT e.region, e.unit_id, e.chain_id, e.name FROM enterprise e WHERE e.id = $1", []any{l.EnterpriseID},
				&l.Region, &l.UnitID, &l.ChainID, &l.Label); err != nil {
				return err
			}
		}
		if l.Kind == LinkRaise && l.Region == "" {
			return errs.Fields{{Name: "firm", Message: "企业库里没有这家企业，核对全称"}}.Err()
		}
		l.Region = cmp.Or(l.Region, actor.Region)
		return s.keepLink(ctx, tx, &l, token, life)
	})
	return token, &l, err
}

func (s *Service) keepLink(ctx context.Context, tx *change.Tx, l *Link, token string, life time.Duration) error {
	l.ID, l.TokenHash, l.MadeBy, l.MadeName, l.MadeAt = tx.NewID(), secret.Digest(token), tx.Actor.ID, tx.Actor.Name, tx.Now
	l.ExpiresAt = tx.Now + life.Microseconds()
	return links.Insert(ctx, tx, l)
}

// FollowLink makes the link by which the firm follows a ticket; links made before are called back. Whoever works on the ticket
// may print it, for a firm that has lost its own.
func (s *Service) FollowLink(ctx context.Context, actor authz.Actor, id string) (token string, err error) {
	token = secret.New(secret.Link)
	err = s.Run.Run(ctx, actor, change.What{Action: "ticket.link", Perm: authz.TicketRaise, Ref: record.Ref{Kind: Kind, ID: id}}, func(tx *change.Tx) error {
		t, err := tickets.Get(ctx, tx, scopeOf(actor.Scope), id)
		if err != nil {
			return err
		}
		return s.follow(ctx, tx, t, token)
	})
	return token, err
}

func (s *Service) follow(ctx context.Context, tx *change.Tx, t *Ticket, token string) error {
	old, err := links.Select(ctx, tx, new(db.Where).And("t.ticket_id = ?", t.ID).And("t.revoked_at = 0"), "")
	if err != nil {
		return err
	}
	for i := range old {
		after := old[i]
		after.RevokedAt = tx.Now
		if err := links.Update(ctx, tx, &old[i], &after); err != nil {
			return err
		}
	}
	l := &Link{Kind: LinkFollow, TicketID: t.ID, EnterpriseID: t.EnterpriseID, Region: t.Region, UnitID: t.UnitID, ChainID: t.ChainID, Label: t.Code}
	return s.keepLink(ctx, tx, l, token, FollowFor)
}

// Links are the raise links and posters of the scope, newest first.
func (s *Service) Links(ctx context.Context, scope authz.Scope) ([]Link, error) {
	return links.Select(ctx, s.db(), new(db.Where).In("t.kind", LinkRaise, LinkPoster).Scope(scopeOf(scope), "t"), "ORDER BY t.made_at DESC, t.id LIMIT 200")
}

// Revoke calls a link back: a poster that was torn down or defaced.
func (s *Service) Revoke(ctx context.Context, actor authz.Actor, id string) error {
	return s.Run.Run(ctx, actor, change.What{Action: "ticket.unlink", Perm: authz.TicketRaise, Ref: record.Ref{Kind: "ticket_link", ID: id}}, func(tx *change.Tx) error {
		l, err := links.Get(ctx, tx, scopeOf(actor.Scope), id)
		if err != nil || l.RevokedAt > 0 {
			return err
		}
		after := *l
		after.RevokedAt = tx.Now
		return links.Update(ctx, tx, l, &after)
	})
}

// OpenLink finds the link of a token. One that nobody made is NotFound; one that has run out, was used up or called back is
// Forbidden, and says why.
func (s *Service) OpenLink(ctx context.Context, token string, follow bool) (*Link, error) {
	rows, err := links.Select(ctx, s.db(), new(db.Where).And("t.token_hash = ?", secret.Digest(token)), "")
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || len(token) < 20 || rows[0].Kind == LinkHome || follow != (rows[0].Kind == LinkFollow) {
		return nil, errs.New(errs.NotFound, "这个链接不对，可能没有复制完整。请重新扫码，或从收到的消息里打开")
	}
	return &rows[0], rows[0].open(s.Run.Clock.Micro())
}

func (l *Link) open(now int64) error {
	switch {
	case l.RevokedAt > 0:
		return errs.New(errs.Forbidden, "这个链接已停用，请用最近收到的那一个，或请%s重发", l.MadeName)
	case l.ExpiresAt <= now:
		return errs.New(errs.Forbidden, "这个链接已经过期，请联系%s再发一个", l.MadeName)
	case l.Most > 0 && l.Uses >= l.Most:
		return errs.New(errs.Forbidden, "这个链接已经用过：您的诉求已收到。还有别的诉求，请%s再发一个", l.MadeName)
	}
	return nil
}

// firmActor is a firm that acts by its link.
func firmActor(person string) authz.Actor {
	a := authz.System("link")
	a.Name = "企业：" + person
	return a
}

// RaiseByLink takes down what a firm raises by its link and gives the token by which it follows the ticket.
func (s *Service) RaiseByLink(ctx context.Context, token string, t Ticket) (follow string, out *Ticket, err error) {
	l, err := s.OpenLink(ctx, token, false)
	if err != nil {
		return "", nil, err
	}
	return s.raiseBy(ctx, l, t)
}

// raiseBy takes down what comes by a link that is open.
func (s *Service) raiseBy(ctx context.Context, l *Link, t Ticket) (follow string, out *Ticket, err error) {
	var bad errs.Fields
	if n := len([]rune(strings.TrimSpace(t.Contact))); n == 0 || n > 30 {
		bad.Add("contact", "填写您的姓名")
	}
	if n := len(strings.Map(digit, t.Phone)); n < 7 || n > 20 || len(t.Phone) > 40 {
		bad.Add("phone", "填写能打通的电话")
	}
	if len([]rune(strings.TrimSpace(t.Text))) < 5 {
		bad.Add("text", "写明遇到什么困难、想要什么结果")
	}
	if l.Kind == LinkPoster && strings.TrimSpace(t.Firm) == "" {
		bad.Add("firm", "填写企业名称")
	}
	if err := bad.Err(); err != nil {
		return "", nil, err
	}
	follow = secret.New(secret.Link)
	fresh := Ticket{Name: t.Name, Text: t.Text, Kind: t.Kind, Firm: t.Firm, Contact: t.Contact, Phone: t.Phone, Source: SourceFirm,
		EnterpriseID: l.EnterpriseID, Region: l.Region, ChainID: l.ChainID, RaisedName: "企业：" + strings.TrimSpace(t.Contact)}
	if fresh.Kind == "" {
		if g, err := s.SuggestKind(ctx, fresh.Text); err == nil && len(g) > 0 && g[0].Share >= sure {
			fresh.Kind = g[0].Label
		}
	}
	err = s.Run.Run(ctx, firmActor(strings.TrimSpace(t.Contact)), change.What{Action: "ticket.raise", Perm: authz.TicketFirm}, func(tx *change.Tx) error {
		if err := s.spend(ctx, tx, l.ID); err != nil {
			return err
		}
		if err := s.raise(ctx, tx, &fresh); err != nil {
			return err
		}
		tx.About(fresh.Ref())
		return s.follow(ctx, tx, &fresh, follow)
	})
	return follow, &fresh, err
}

// spend counts a use of the link, read anew: it may have been used at the same moment elsewhere.
func (s *Service) spend(ctx context.Context, tx *change.Tx, id string) error {
	l, err := links.Get(ctx, tx, db.Everything, id)
	if err != nil {
		return err
	}
	if err := l.open(tx.Now); err != nil {
		return err
	}
	if l.Kind == LinkPoster {
		var n int64
		if err := tx.QueryRow(ctx, "SELECT count(*) FROM ticket WHERE source = 'firm' AND region = $1 AND raised_on = $2 AND enterprise_id = ''", l.Region, tx.Clock.Today()).Scan(&n); err != nil {
			return err
		}
		if n >= perPoster {
			return errs.New(errs.Unavailable, "今天从这里提的诉求太多了，请明天再试，或直接联系%s", l.MadeName)
		}
	}
	after := *l
	after.Uses++
	return links.Update(ctx, tx, l, &after)
}

// ByLink gives the ticket to which a follow link leads.
func (s *Service) ByLink(ctx context.Context, token string) (*Whole, error) {
	l, err := s.OpenLink(ctx, token, true)
	if err != nil {
		return nil, err
	}
	t, err := tickets.Get(ctx, s.db(), db.Everything, l.TicketID)
	if err != nil {
		return nil, errs.New(errs.NotFound, "这件诉求已被撤回，请联系%s", l.MadeName)
	}
	return s.around(ctx, t)
}

// Say is the firm's word on its ticket by its link: confirm with a rating (under 3 sends it back), reject, or reopen.
func (s *Service) Say(ctx context.Context, token string, act Act) (*Ticket, error) {
	w, err := s.ByLink(ctx, token)
	if err != nil {
		return nil, err
	}
	return s.say(ctx, w, act)
}

func (s *Service) say(ctx context.Context, w *Whole, act Act) (*Ticket, error) {
	act.Version = 0
	if act.Action == ActConfirm && act.Rating > 0 && act.Rating < 3 {
		act.Action = ActUnhappy
	}
	switch act.Action {
	case ActConfirm, ActUnhappy, ActReject, ActReopen:
	default:
		return nil, errs.New(errs.Invalid, "没有“%s”这个操作，请刷新页面", act.Action)
	}
	if act.Action == ActReject && act.Round != 0 && act.Round != w.Round {
		return nil, errs.New(errs.Conflict, "您看到的不是最新的答复，请刷新后再确认")
	}
	return s.Do(ctx, firmActor(cmp.Or(w.Contact, cmp.Or(w.Firm, "经办人"))), w.ID, act)
}

func digit(r rune) rune {
	if r >= '0' && r <= '9' {
		return r
	}
	return -1
}
