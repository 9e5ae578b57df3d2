package notify

import (
	"context"

	"lianzhang/internal/platform/errs"
)

// CanMail reports whether the site has a mail server.
func (s *Service) CanMail(ctx context.Context) bool {
	site, err := s.Site(ctx)
	return err == nil && site.Mail.Host != ""
}

// Letter sends a mail at once to somebody who has no account, such as a firm's contact. Nothing of it is kept: what it says may be a
// secret link. The error says why it did not go out; who asked tries again or hands the link over on paper.
func (s *Service) Letter(ctx context.Context, to, name, subject, text string) error {
	if !isAddress(to) {
		return errs.Fields{{Name: "mail", Message: "邮箱写成name@example.com的样子"}}.Err()
	}
	site, err := s.Site(ctx)
	if err != nil {
		return err
	}
	if site.Mail.Host == "" {
		return errs.New(errs.Unavailable, "还没有设置邮件服务器，发不出邮件；请打印或复制链接")
	}
	sign := site.Name
	if sign == "" {
		sign = "链长"
	}
	l := letter{to: to, name: name, subject: sign + "：" + subject, number: "letter." + newNumber(s.now()), text: text + "\r\n\r\n——\r\n" + sign + "\r\n本邮件由系统发出，请勿回复。\r\n"}
	if err := site.Mail.send(ctx, site.Name, l); err != nil {
		return errs.Wrap(err, errs.Unavailable, "邮件没有发出：%s", plain(err))
	}
	return nil
}
