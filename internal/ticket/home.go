package ticket

import (
	"cmp"
	"context"
	"path"
	"slices"
	"strings"
	"time"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/platform/secret"
)

// HomeFor is how long the link to a firm's own page is good, homeRaises how many tickets it takes a day.
const (
	HomeFor    = 180 * 24 * time.Hour
	homeRaises = 10
)

// What a firm may send by a link: how many files to one ticket, how large each, of which kinds.
const (
	FirmFiles    = 20
	FirmFileSize = 20 << 20
	FirmLabel    = "企业提供"
)

// FirmKinds are the endings of the files that a firm may send: papers and pictures, nothing that runs.
func FirmKinds() []string {
	return []string{".pdf", ".jpg", ".jpeg", ".png", ".heic", ".doc", ".docx", ".xls", ".xlsx", ".wps", ".et", ".ofd", ".txt"}
}

// HomeLink makes the link to a firm's own page; those made before are called back. The token is shown once and never again.
func (s *Service) HomeLink(ctx context.Context, actor authz.Actor, e *enterprise.Enterprise) (token string, l *Link, err error) {
	token = secret.New(secret.Link)
	err = s.Run.Run(ctx, actor, change.What{Action: "enterprise.home", Perm: authz.TicketRaise, Ref: e.Ref()}, func(tx *change.Tx) error {
		if err := s.revokeHome(ctx, tx, e.ID); err != nil {
			return err
		}
		l = &Link{Kind: LinkHome, EnterpriseID: e.ID, Region: e.Region, UnitID: e.UnitID, ChainID: e.ChainID, Label: e.Name}
		return s.keepLink(ctx, tx, l, token, HomeFor)
	})
	return token, l, err
}

// RevokeHome calls the link to a firm's own page back.
func (s *Service) RevokeHome(ctx context.Context, actor authz.Actor, e *enterprise.Enterprise) error {
	return s.Run.Run(ctx, actor, change.What{Action: "enterprise.unhome", Perm: authz.TicketRaise, Ref: e.Ref()}, func(tx *change.Tx) error {
		return s.revokeHome(ctx, tx, e.ID)
	})
}

func (s *Service) revokeHome(ctx context.Context, tx *change.Tx, firm string) error {
	w := new(db.Where).And("t.kind = ?", LinkHome).And("t.enterprise_id = ?", firm).And("t.revoked_at = 0")
	_, err := links.Edit(ctx, tx, w, "", func(l *Link) { l.RevokedAt = tx.Now })
	return err
}

// Homes are the links to a firm's own page, newest first. The firm must have been read inside the asker's scope.
func (s *Service) Homes(ctx context.Context, firm string) ([]Link, error) {
	return links.Select(ctx, s.db(), new(db.Where).And("t.kind = ?", LinkHome).And("t.enterprise_id = ?", firm), "ORDER BY t.made_at DESC, t.id LIMIT 20")
}

// OpenHome finds the link of a token to a firm's own page; errors are those of OpenLink. Any number of telephones may use it.
func (s *Service) OpenHome(ctx context.Context, token string) (*Link, error) {
	rows, err := links.Select(ctx, s.db(), new(db.Where).And("t.token_hash = ?", secret.Digest(token)), "")
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || len(token) < 20 || rows[0].Kind != LinkHome {
		return nil, errs.New(errs.NotFound, "这个链接不对，可能没有复制完整。请重新扫码，或从收到的消息里打开")
	}
	return &rows[0], rows[0].open(s.Run.Clock.Micro())
}

// OfFirm are the tickets of a firm, open ones first, then the latest.
func (s *Service) OfFirm(ctx context.Context, firm string, n int) ([]Ticket, error) {
	rows, err := tickets.Select(ctx, s.db(), new(db.Where).And("t.enterprise_id = ?", firm), "ORDER BY CASE WHEN t.closed_at = 0 THEN 0 ELSE 1 END, t.raised_at DESC, t.id")
	return rows[:min(n, len(rows))], err
}

// FirmTicket gives a ticket of the firm; another firm's is NotFound.
func (s *Service) FirmTicket(ctx context.Context, firm, id string) (*Whole, error) {
	rows, err := tickets.Select(ctx, s.db(), new(db.Where).And("t.id = ?", id).And("t.enterprise_id = ?", firm), "")
	if err != nil {
		return nil, err
	}
	if firm == "" || len(rows) == 0 {
		return nil, errs.New(errs.NotFound, "贵企业没有这件诉求")
	}
	return s.around(ctx, &rows[0])
}

// SayOf is the firm's word on a ticket of its own, as Say.
func (s *Service) SayOf(ctx context.Context, firm, id string, act Act) (*Ticket, error) {
	w, err := s.FirmTicket(ctx, firm, id)
	if err != nil {
		return nil, err
	}
	return s.say(ctx, w, act)
}

// RaiseHome takes down what the firm raises on its own page and gives the token by which it follows the ticket alone.
func (s *Service) RaiseHome(ctx context.Context, l *Link, e *enterprise.Enterprise, t Ticket) (follow string, out *Ticket, err error) {
	if err := s.mayRaise(ctx, l, e.ID); err != nil {
		return "", nil, err
	}
	own := *l
	own.EnterpriseID, own.Region, own.UnitID, own.ChainID = e.ID, e.Region, e.UnitID, e.ChainID
	t.Firm = e.Name
	return s.raiseBy(ctx, &own, t)
}

// mayRaise refuses more tickets a day than a firm has troubles.
func (s *Service) mayRaise(ctx context.Context, l *Link, firm string) error {
	var n int64
	if err := s.db().QueryRow(ctx, "SELECT count(*) FROM ticket WHERE source = $1 AND enterprise_id = $2 AND raised_on = $3", SourceFirm, firm, s.Run.Clock.Today()).Scan(&n); err != nil {
		return err
	}
	if n >= homeRaises {
		return errs.New(errs.Unavailable, "今天已提了%d件，请明天再提，急事请直接联系%s", n, l.MadeName)
	}
	return nil
}

// Sent is a file that a firm sends to a ticket: its content is stored already.
type Sent struct {
	Name    string
	Content attach.Blob
}

// Attach hangs what a firm sends on its ticket, in the firm's name.
func (s *Service) Attach(ctx context.Context, dir *attach.Dir, w *Whole, files []Sent) error {
	var bad errs.Fields
	had, err := s.FromFirm(ctx, w)
	if err != nil {
		return err
	}
	switch {
	case len(files) == 0:
		bad.Add("file", "没有收到文件，请先选择")
	case len(had)+len(files) > FirmFiles:
		bad.Add("file", "一件诉求最多传%d份，已有%d份；请合并成一个文件，或交给办理人", FirmFiles, len(had))
	case !Working(w.State) && w.State != Answered:
		bad.Add("file", "这件诉求已经%s，不再收材料；问题又出现请重新提出", Flow.Label(w.State))
	}
	for _, f := range files {
		if !slices.Contains(FirmKinds(), strings.ToLower(path.Ext(f.Name))) {
			bad.Add("file", "“%s”不是能收的文件；请传PDF、照片、Word或Excel", f.Name)
		} else if f.Content.Size > FirmFileSize {
			bad.Add("file", "“%s”超过%d MB，请压缩后再传", f.Name, FirmFileSize>>20)
		} else if f.Content.Size == 0 {
			bad.Add("file", "“%s”是空的，请重新选择", f.Name)
		}
	}
	if err := bad.Err(); err != nil {
		return err
	}
	actor := firmActor(cmp.Or(w.Contact, w.Firm, "经办人"))
	return s.Run.Run(ctx, actor, change.What{Action: "ticket.attach", Perm: authz.TicketFirm, Ref: w.Ref()}, func(tx *change.Tx) error {
		for _, f := range files {
			if _, err := dir.Save(ctx, tx, w.Ref(), w.ScopeKeys(), f.Name, FirmLabel, f.Content); err != nil {
				return err
			}
		}
		return nil
	})
}

// FromFirm are the files that the firm itself sent to a ticket; what the offices keep there is not the firm's to see.
func (s *Service) FromFirm(ctx context.Context, w *Whole) ([]attach.File, error) {
	rows, err := attach.List(ctx, s.db(), record.Ref{Kind: Kind, ID: w.ID})
	return slices.DeleteFunc(rows, func(f attach.File) bool { return f.Label != FirmLabel || f.CreatedBy != firmActor("").ID }), err
}
