package notify

import (
	"context"
	"net/mail"
	"slices"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
)

// Settings are how a person wants to be told. Nobody without a row gets mail; all get messages in the inbox.
type Settings struct {
	ID           string `db:"id"`      // of the account
	Mail         string `db:"mail"`    // confirmed address; "" = none yet
	MailOn       bool   `db:"mail_on"` // send there
	QuietFrom    string `db:"quiet_from"`
	QuietTo      string `db:"quiet_to"`
	UrgentPasses bool   `db:"urgent_passes"` // urgent news do not wait for morning or digest
	DigestAt     string `db:"digest_at"`     // one mail a working day at this time; "" = each at once
	Muted        string `db:"muted"`         // kinds not wanted, parted by spaces
	Version      int64  `db:"version"`
}

// Mutes reports whether the person does not want news of the kind.
func (p *Settings) Mutes(kind string) bool { return slices.Contains(strings.Fields(p.Muted), kind) }

// byMail reports whether news go out by mail.
func (p *Settings) byMail() bool { return p.MailOn && p.Mail != "" }

var people = db.NewTable[Settings]("notify_person")

// defaults are the settings of a person who has chosen nothing.
func defaults(id string) *Settings {
	return &Settings{ID: id, QuietFrom: "22:00", QuietTo: "07:30", UrgentPasses: true}
}

// SettingsOf are a person's settings.
func (s *Service) SettingsOf(ctx context.Context, id string) (*Settings, error) {
	all, err := s.settings(ctx, s.Run.DB, []string{id})
	if err != nil {
		return nil, err
	}
	return all[id], nil
}

// settings are those of the persons, by account.
func (s *Service) settings(ctx context.Context, q db.Queryer, ids []string) (map[string]*Settings, error) {
	rows, err := people.Select(ctx, q, new(db.Where).In("t.id", ids...), "")
	if err != nil {
		return nil, err
	}
	out := make(map[string]*Settings, len(ids))
	for i := range rows {
		out[rows[i].ID] = &rows[i]
	}
	for _, id := range ids {
		if out[id] == nil {
			out[id] = defaults(id)
		}
	}
	return out, nil
}

// Save stores a person's own choices; the mail address is not among them, since it has to be confirmed.
func (s *Service) Save(ctx context.Context, actor authz.Actor, want Settings) error {
	if err := s.check(&want); err != nil {
		return err
	}
	return s.own(ctx, actor, "notify.settings", func(tx *change.Tx, p *Settings) error {
		if p.Version != want.Version {
			return errs.New(errs.Conflict, "您在别处刚改过消息设置，请刷新后再改")
		}
		if want.MailOn && p.Mail == "" {
			return errs.Fields{{Name: "mail_on", Message: "先确认邮箱，再开邮件通知"}}.Err()
		}
		p.MailOn, p.QuietFrom, p.QuietTo = want.MailOn, want.QuietFrom, want.QuietTo
		p.UrgentPasses, p.DigestAt, p.Muted = want.UrgentPasses, want.DigestAt, want.Muted
		return s.replan(ctx, tx.Tx, p)
	})
}

// own changes the settings of the person who acts, making the row when there is none.
func (s *Service) own(ctx context.Context, actor authz.Actor, action string, fn func(tx *change.Tx, p *Settings) error) error {
	what := change.What{Action: action, Perm: authz.SignedIn, Ref: record.Ref{Kind: "account", ID: actor.ID}}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		rows, err := people.Select(ctx, tx, new(db.Where).And("t.id = ?", actor.ID), "")
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			p := defaults(actor.ID)
			if err := fn(tx, p); err != nil {
				return err
			}
			return people.Insert(ctx, tx, p)
		}
		after := rows[0]
		if err := fn(tx, &after); err != nil {
			return err
		}
		return people.Update(ctx, tx, &rows[0], &after)
	})
}

func (s *Service) check(p *Settings) error {
	var bad errs.Fields
	for _, f := range []struct{ name, value string }{{"quiet_from", p.QuietFrom}, {"quiet_to", p.QuietTo}, {"digest_at", p.DigestAt}} {
		if f.value != "" && !isTime(f.value) {
			bad.Add(f.name, "时间写成07:30这样")
		}
	}
	if (p.QuietFrom == "") != (p.QuietTo == "") {
		bad.Add("quiet_to", "免打扰要填起止两个时间，或都不填")
	}
	for _, code := range strings.Fields(p.Muted) {
		if k, known := s.kind(code); !known || k.Must {
			bad.Add("muted", "“%s”不能关闭", s.KindLabel(code))
		}
	}
	return bad.Err()
}

// isAddress reports whether text is one plain mail address.
func isAddress(text string) bool {
	a, err := mail.ParseAddress(text)
	return err == nil && a.Address == text && !strings.ContainsAny(text, "\r\n") && len(text) <= 200
}
