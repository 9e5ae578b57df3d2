package notify

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"math/big"
	"strings"
	"time"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

// A code proves that a person reads the mail of an address. It holds for half an hour and five tries; a new one can be asked for
// once a minute.
const (
	codeLife  = 30 * time.Minute
	codeEvery = time.Minute
	codeTries = 5
)

// AskMail sends a code to the address that the person wants mail at.
func (s *Service) AskMail(ctx context.Context, actor authz.Actor, address string) error {
	address = strings.TrimSpace(address)
	if !isAddress(address) {
		return errs.Fields{{Name: "mail", Message: "填写邮箱，例如name@example.gov.cn"}}.Err()
	}
	site, err := s.Site(ctx)
	if err != nil {
		return err
	}
	if site.Mail.Host == "" {
		return errs.New(errs.Invalid, "本站还没有设置邮件服务器，请联系系统管理员")
	}
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return err
	}
	code, now := fmt.Sprintf("%06d", n), s.now()
	err = s.Run.DB.Write(ctx, func(tx *db.Tx) error {
		var last int64
		err := tx.QueryRow(ctx, "SELECT at FROM notify_code WHERE account_id = $1", actor.ID).Scan(&last)
		if err != nil && !db.NotFound(err) {
			return err
		}
		if err == nil && now-last >= 0 && now-last < codeEvery.Microseconds() {
			return errs.Fields{{Name: "mail", Message: "刚发过确认码，过一分钟再试"}}.Err()
		}
		_, err = tx.Exec(ctx, `INSERT INTO notify_code (account_id, mail, hash, at, tries) VALUES ($1, $2, $3, $4, 0)
			ON CONFLICT (account_id) DO UPDATE SET mail = excluded.mail, hash = excluded.hash, at = excluded.at, tries = 0`, actor.ID, address, codeHash(actor.ID, code), now)
		return err
	})
	if err != nil {
		return err
	}
	l := letter{to: address, name: actor.Name, subject: code + "是您的邮箱确认码", number: "code." + newNumber(now),
		text: "确认码：" + code + "\r\n在" + cmp.Or(site.Name, "链长") + "的“消息设置”里填写，30分钟内有效。不是本人操作请不要理会。\r\n"}
	if err := site.Mail.send(ctx, site.Name, l); err != nil {
		return errs.Fields{{Name: "mail", Message: "确认码没有发出：" + plain(err)}}.Err()
	}
	return nil
}

func codeHash(accountID, code string) string {
	sum := sha256.Sum256([]byte(accountID + " " + code))
	return hex.EncodeToString(sum[:])
}

// Pending is the address to which a code is on its way; "" when there is none.
func (s *Service) Pending(ctx context.Context, accountID string) (address string, err error) {
	err = s.Run.DB.QueryRow(ctx, "SELECT mail FROM notify_code WHERE account_id = $1 AND at > $2 AND tries < $3", accountID, s.now()-codeLife.Microseconds(), int64(codeTries)).Scan(&address)
	if db.NotFound(err) {
		return "", nil
	}
	return address, err
}

// ConfirmMail takes the code and makes the address the person's.
func (s *Service) ConfirmMail(ctx context.Context, actor authz.Actor, code string) error {
	var address string
	err := s.Run.DB.Write(ctx, func(tx *db.Tx) error { // the try counts even when the rest fails
		var hash string
		var at, tries int64
		err := tx.QueryRow(ctx, "UPDATE notify_code SET tries = tries + 1 WHERE account_id = $1 RETURNING mail, hash, at, tries", actor.ID).Scan(&address, &hash, &at, &tries)
		age := s.now() - at
		right := subtle.ConstantTimeCompare([]byte(hash), []byte(codeHash(actor.ID, strings.TrimSpace(code)))) == 1
		if err != nil && !db.NotFound(err) {
			return err
		}
		if err != nil || tries > codeTries || age > codeLife.Microseconds() || age < -slack.Microseconds() || !right {
			address = ""
		}
		return nil
	})
	if err != nil {
		return err
	}
	if address == "" {
		return errs.Fields{{Name: "code", Message: "确认码不对或已过期，请核对，或重新发一个"}}.Err()
	}
	return s.own(ctx, actor, "notify.mail", func(tx *change.Tx, p *Settings) error {
		p.Mail, p.MailOn = address, true
		_, err := tx.Exec(ctx, "DELETE FROM notify_code WHERE account_id = $1", actor.ID)
		return err
	})
}

// ForgetMail ends mail to the person and forgets the address.
func (s *Service) ForgetMail(ctx context.Context, actor authz.Actor) error {
	return s.own(ctx, actor, "notify.mail", func(_ *change.Tx, p *Settings) error {
		p.Mail, p.MailOn = "", false
		return nil
	})
}

// TestOwn sends a test mail to the person's confirmed address.
func (s *Service) TestOwn(ctx context.Context, actor authz.Actor) error {
	p, err := s.SettingsOf(ctx, actor.ID)
	if err != nil {
		return err
	}
	if p.Mail == "" {
		return errs.New(errs.Invalid, "先确认邮箱")
	}
	return s.TestMail(ctx, p.Mail)
}
