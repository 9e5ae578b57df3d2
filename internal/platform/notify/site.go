package notify

import (
	"cmp"
	"context"
	"encoding/json"
	"net/url"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/id"
	"lianzhang/internal/platform/record"
)

// Site are the site's own settings for what leaves the house.
type Site struct {
	Name    string `json:"-"`
	Address string `json:"address"` // "https://lz.example.gov.cn", without a slash at its end; "" = no links in mails
	Mail    Mail   `json:"mail"`
	Version int64  `json:"-"`
	// FixedMail and FixedAddress say that the configuration file has them, so that pages only show them.
	FixedMail, FixedAddress bool `json:"-"`
	HasPassword             bool `json:"-"`
}

type setting struct {
	ID      string `db:"id"`
	Value   string `db:"value"`
	Version int64  `db:"version"`
}

var settings = db.NewTable[setting]("setting")

const (
	siteSetting  = "notify.site"
	mailPassword = "mail/password"
	nameSetting  = "site.name" // kept by the register of people
)

// Site gives the settings: those of the configuration file before those of the pages.
func (s *Service) Site(ctx context.Context) (*Site, error) {
	rows, err := settings.Select(ctx, s.Run.DB, new(db.Where).In("t.id", siteSetting, nameSetting), "")
	if err != nil {
		return nil, err
	}
	out := &Site{}
	for _, r := range rows {
		if r.ID == nameSetting {
			out.Name = r.Value
			continue
		}
		if err := json.Unmarshal([]byte(r.Value), out); err != nil {
			return nil, errs.Wrap(err, errs.Internal, "存的通知设置读不出，请在管理页重新保存")
		}
		out.Version = r.Version
	}
	if out.Mail.Password, err = s.secret(ctx, mailPassword); err != nil {
		return nil, err
	}
	if s.Options.Mail.Host != "" {
		out.Mail, out.FixedMail = s.Options.Mail, true
	}
	if s.Options.Address != "" {
		out.Address, out.FixedAddress = strings.TrimRight(s.Options.Address, "/"), true
	}
	out.Name = cmp.Or(out.Name, s.Options.Site)
	out.HasPassword = out.Mail.Password != ""
	return out, nil
}

// SaveSite stores the settings of the pages. An empty password keeps the one that is stored, unless the user is gone too.
func (s *Service) SaveSite(ctx context.Context, actor authz.Actor, want Site, reason string) error {
	was, err := s.Site(ctx)
	if err != nil {
		return err
	}
	want.Address = strings.TrimRight(strings.TrimSpace(want.Address), "/")
	if want.Address != "" {
		u, err := url.Parse(want.Address)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" {
			return errs.Fields{{Name: "address", Message: "写成https://lz.example.gov.cn这样"}}.Err()
		}
	}
	if was.FixedMail {
		want.Mail = Mail{}
	}
	want.Mail.CA = "" // names a file of the machine: only the configuration file may
	if want.Mail.Host != "" {
		if err := want.Mail.Check(); err != nil {
			return err
		}
	}
	text, err := json.Marshal(want)
	if err != nil {
		return err
	}
	what := change.What{Action: "notify.site", Perm: authz.SiteConfig, Ref: record.Ref{Kind: "setting", ID: siteSetting}, Reason: reason}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		if pw := want.Mail.Password; pw != "" || want.Mail.User == "" {
			if err := setSecret(ctx, tx.Tx, mailPassword, pw); err != nil {
				return err
			}
		}
		stored, err := settings.Get(ctx, tx, db.Everything, siteSetting)
		if db.NotFound(err) {
			return settings.Insert(ctx, tx, &setting{ID: siteSetting, Value: string(text)})
		}
		if err != nil {
			return err
		}
		after := *stored
		before := *stored
		before.Version = want.Version
		after.Value = string(text)
		return settings.Update(ctx, tx, &before, &after)
	})
}

func newNumber(micro int64) string { return id.New(micro / 1000) }
