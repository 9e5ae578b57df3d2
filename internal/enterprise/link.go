package enterprise

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/secret"
)

// LinkFor is how long a firm's link is valid.
const LinkFor = 14 * 24 * time.Hour

// Link lets a firm see and correct its own facts once, without an account. Only the hash of its token is stored.
type Link struct {
	ID           string `db:"id"`
	EnterpriseID string `db:"enterprise_id"`
	Region       string `db:"region"`
	UnitID       string `db:"unit_id"`
	ChainID      string `db:"chain_id"`
	TokenHash    string `db:"token_hash"`
	MadeBy       string `db:"made_by"`
	MadeName     string `db:"made_name"`
	MadeAt       int64  `db:"made_at"`
	ExpiresAt    int64  `db:"expires_at"`
	UsedAt       int64  `db:"used_at"`
	RevokedAt    int64  `db:"revoked_at"`
	Version      int64  `db:"version"`
}

// ScopeKeys are those of the firm.
func (l *Link) ScopeKeys() authz.Keys {
	return authz.Keys{Region: l.Region, Unit: l.UnitID, Chain: l.ChainID}
}

var links = db.NewTable[Link]("enterprise_link")

// MakeLink makes a link for a firm; the token is shown once and never again. Links made before are called back.
func (s *Service) MakeLink(ctx context.Context, actor authz.Actor, firm string) (token string, l *Link, err error) {
	token = secret.New(secret.Link)
	err = s.about(ctx, actor, "enterprise.link", firm, func(tx *change.Tx, e *Enterprise) error {
		open := new(db.Where).And("t.enterprise_id = ?", e.ID).And("t.used_at = 0").And("t.revoked_at = 0")
		if _, err := links.Edit(ctx, tx, open, "", func(l *Link) { l.RevokedAt = tx.Now }); err != nil {
			return err
		}
		l = &Link{ID: tx.NewID(), EnterpriseID: e.ID, Region: e.Region, UnitID: e.UnitID, ChainID: e.ChainID, TokenHash: secret.Digest(token), MadeBy: actor.ID,
			MadeName: actor.Name, MadeAt: tx.Now, ExpiresAt: tx.Now + LinkFor.Microseconds()}
		return links.Insert(ctx, tx, l)
	})
	return token, l, err
}

// Links are those of a firm, newest first. The firm must have been read inside the asker's scope.
func (s *Service) Links(ctx context.Context, id string) ([]Link, error) {
	return links.Select(ctx, s.Run.DB, new(db.Where).And("t.enterprise_id = ?", id), "ORDER BY t.made_at DESC, t.id")
}

// OpenLink gives the firm to which a token leads. A token that nobody made is NotFound; one that has run out, was used or
// called back is Forbidden, and says why.
func (s *Service) OpenLink(ctx context.Context, token string) (*Link, *Enterprise, error) {
	rows, err := links.Select(ctx, s.Run.DB, new(db.Where).And("t.token_hash = ?", secret.Digest(token)), "")
	if err != nil {
		return nil, nil, err
	}
	if len(rows) == 0 || len(token) < 20 {
		return nil, nil, errs.New(errs.NotFound, "这个链接不对，可能没有复制完整。请从收到的消息里重新打开，或请联系人重发")
	}
	l := &rows[0]
	if err := l.open(s.Run.Clock.Micro()); err != nil {
		return nil, nil, err
	}
	e, err := enterprises.Get(ctx, s.Run.DB, db.Everything, l.EnterpriseID)
	if err != nil {
		return nil, nil, errs.New(errs.NotFound, "这家企业的记录已经并到别的记录，请联系人重发链接")
	}
	return l, e, nil
}

func (l *Link) open(now int64) error {
	switch {
	case l.UsedAt > 0:
		return errs.New(errs.Forbidden, "这个链接已经用过：您的更正已交给%s处理。还要改，请他再发一个", l.MadeName)
	case l.RevokedAt > 0:
		return errs.New(errs.Forbidden, "这个链接已被新的链接取代，请用最近收到的那一个")
	case l.ExpiresAt <= now:
		return errs.New(errs.Forbidden, "这个链接已经过期（14天内有效），请联系%s再发一个", l.MadeName)
	}
	return nil
}

// The states of a correction.
const (
	CorrectionOpen     = "open"
	CorrectionAccepted = "accepted"
	CorrectionRejected = "rejected"
)

// Correction is one field that a firm says is wrong.
type Correction struct {
	ID           string `db:"id"`
	EnterpriseID string `db:"enterprise_id"`
	LinkID       string `db:"link_id"`
	Region       string `db:"region"`
	UnitID       string `db:"unit_id"`
	ChainID      string `db:"chain_id"`
	Field        string `db:"field"`
	Was          string `db:"was"`
	Value        string `db:"value"`
	Person       string `db:"person"`
	Phone        string `db:"phone"`
	At           int64  `db:"at"`
	State        string `db:"state"`
	JudgedBy     string `db:"judged_by"`
	JudgedName   string `db:"judged_name"`
	JudgedAt     int64  `db:"judged_at"`
	Note         string `db:"note"`
	Version      int64  `db:"version"`
}

// ScopeKeys are those of the firm.
func (c *Correction) ScopeKeys() authz.Keys {
	return authz.Keys{Region: c.Region, Unit: c.UnitID, Chain: c.ChainID}
}

var corrections = db.NewTable[Correction]("enterprise_correction")

// Correct takes down what a firm corrects by its link: the values by field, and who says so. Fields that are as stored are
// passed over; without any the link stays good. It gives how many fields wait for the office.
func (s *Service) Correct(ctx context.Context, token, person, phone string, values map[string]string) (int, error) {
	l, e, err := s.OpenLink(ctx, token)
	if err != nil {
		return 0, err
	}
	person, phone = strings.TrimSpace(person), strings.TrimSpace(phone)
	rows, err := proposed(e, person, phone, values)
	if err != nil {
		return 0, err
	}
	return len(rows), s.Run.Run(ctx, byItself(person), change.What{Action: "enterprise.correct", Perm: authz.FirmEdit, Ref: e.Ref()}, func(tx *change.Tx) error {
		before, err := links.Get(ctx, tx, db.Everything, l.ID)
		if err != nil {
			return err
		}
		if err := before.open(tx.Now); err != nil { // it was used at the same moment elsewhere
			return err
		}
		after := *before
		after.UsedAt = tx.Now
		if err := links.Update(ctx, tx, before, &after); err != nil {
			return err
		}
		for _, c := range rows {
			c.ID, c.LinkID, c.At = tx.NewID(), l.ID, tx.Now
		}
		return corrections.Insert(ctx, tx, rows...)
	})
}

// longest is how many characters a corrected text may have.
const longest = 2000

func proposed(e *Enterprise, person, phone string, values map[string]string) ([]*Correction, error) {
	var bad errs.Fields
	if person == "" || len([]rune(person)) > 30 {
		bad.Add("person", "填写您的姓名")
	}
	if n := len(strings.Map(digit, phone)); n < 7 || n > 20 || len(phone) > 40 {
		bad.Add("phone", "填写能打通的电话")
	}
	var rows []*Correction
	probe := *e
	for _, c := range Correctables() {
		text, given := values[c.Name]
		text = strings.TrimSpace(text)
		if !given || text == c.Text(e) {
			continue
		}
		if len([]rune(text)) > longest {
			bad.Add(c.Name, "太长了，最多%d字", longest)
			continue
		}
		if err := c.Set(&probe, text); err != nil {
			bad.Add(c.Name, "%s", said(err))
			continue
		}
		rows = append(rows, &Correction{EnterpriseID: e.ID, Region: e.Region, UnitID: e.UnitID, ChainID: e.ChainID, Field: c.Name, Was: c.Text(e), Value: text,
			Person: person, Phone: phone, State: CorrectionOpen})
	}
	for _, f := range fieldsOf(probe.validate()) {
		if slices.ContainsFunc(rows, func(c *Correction) bool { return c.Field == f.Name }) { // not what was wrong before
			bad = append(bad, f)
		}
	}
	if bad == nil && rows == nil {
		bad.Add("person", "没有改动任何一项；都对的话直接关掉页面就行")
	}
	return rows, bad.Err()
}

func digit(r rune) rune {
	if r >= '0' && r <= '9' {
		return r
	}
	return -1
}

// Waiting is an open correction with its firm's name.
type Waiting struct {
	Correction
	Firm string
}

// Corrections are the open ones of the scope, oldest first, at most n, and how many there are.
func (s *Service) Corrections(ctx context.Context, scope authz.Scope, n int) (out []Waiting, total int64, err error) {
	where := func() *db.Where { return new(db.Where).And("t.state = ?", CorrectionOpen).Scope(scopeOf(scope), "t") }
	w := where()
	if err := s.Run.DB.QueryRow(ctx, "SELECT count(*) FROM enterprise_correction t"+w.SQL(), w.Args()...).Scan(&total); err != nil {
		return nil, 0, err
	}
	rows, err := corrections.Select(ctx, s.Run.DB, where(), "ORDER BY t.at, t.enterprise_id, t.id LIMIT "+strconv.Itoa(n))
	if err != nil {
		return nil, 0, err
	}
	var ids []string
	for _, c := range rows {
		ids = append(ids, c.EnterpriseID)
	}
	names, err := s.Names(ctx, ids)
	for _, c := range rows {
		firm := names[c.EnterpriseID]
		if firm == "" {
			firm = "已并入别的记录"
		}
		out = append(out, Waiting{c, firm})
	}
	return out, total, err
}

// Judge accepts or rejects a correction; a rejection needs its reason. What is accepted is written to the firm, as the firm's
// own statement.
func (s *Service) Judge(ctx context.Context, actor authz.Actor, id string, accept bool, reason string) error {
	reason = strings.TrimSpace(reason)
	if !accept && reason == "" {
		var bad errs.Fields
		bad.Add("note", "写明为什么不采纳，企业会问")
		return bad.Err()
	}
	action := map[bool]string{true: "enterprise.accept", false: "enterprise.reject"}[accept]
	return s.Run.Run(ctx, actor, change.What{Action: action, Perm: authz.FirmEdit, Reason: reason}, func(tx *change.Tx) error {
		c, err := corrections.Get(ctx, tx, scopeOf(actor.Scope), id)
		if err != nil {
			return err
		}
		tx.About((&Enterprise{ID: c.EnterpriseID}).Ref())
		if c.State != CorrectionOpen {
			return errs.New(errs.Conflict, "这一项已经由%s处理过了", c.JudgedName)
		}
		after := *c
		after.State, after.JudgedBy, after.JudgedName, after.JudgedAt, after.Note = CorrectionRejected, actor.ID, actor.Name, tx.Now, reason
		if accept {
			after.State = CorrectionAccepted
			if err := s.accept(ctx, tx, c); err != nil {
				return err
			}
		}
		return corrections.Update(ctx, tx, c, &after)
	})
}

func (s *Service) accept(ctx context.Context, tx *change.Tx, c *Correction) error {
	e, err := enterprises.Get(ctx, tx, scopeOf(tx.Actor.Scope), c.EnterpriseID)
	if err != nil {
		return err
	}
	field, ok := correctable(c.Field)
	if !ok {
		return errs.New(errs.Invalid, "“%s”已不能由企业更正", FieldLabel(c.Field))
	}
	after := *e
	if err := field.Set(&after, c.Value); err != nil {
		return err
	}
	after.Origin = &Origin{Kind: FromFirm, Source: c.Person + "（" + c.Phone + "）", Date: s.Run.Clock.Today()}
	return s.Replace(ctx, tx, e, &after)
}
