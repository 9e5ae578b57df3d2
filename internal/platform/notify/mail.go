package notify

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"lianzhang/internal/platform/errs"
)

// Mail is the way to the mail server.
type Mail struct {
	Host     string `toml:"host" json:"host"`
	Port     int    `toml:"port" json:"port"`         // 0 = that of Security: 587, 465 or 25
	Security string `toml:"security" json:"security"` // "starttls" (the default, demanded), "tls" from the first byte, "none"
	User     string `toml:"user" json:"user"`         // "" signs in nowhere
	Password string `toml:"password" json:"-"`
	From     string `toml:"from" json:"from"`           // address of the sender
	FromName string `toml:"from_name" json:"from_name"` // "" = name of the site
	CA       string `toml:"ca" json:"ca"`               // file with the certificate of the house's own authority, PEM
}

// Check says what is wrong with the settings; field names are those of the form.
func (m *Mail) Check() error {
	var bad errs.Fields
	if m.Host == "" || strings.ContainsAny(m.Host, " /:@\r\n") && !strings.HasPrefix(m.Host, "[") {
		bad.Add("host", "填写邮件服务器的域名或地址，例如mail.example.gov.cn")
	}
	if m.Port < 0 || m.Port > 65535 {
		bad.Add("port", "端口在1到65535之间；不填用默认")
	}
	if m.Security != "" && m.Security != "starttls" && m.Security != "tls" && m.Security != "none" {
		bad.Add("security", "加密方式只能是starttls、tls、none")
	}
	if !isAddress(m.From) {
		bad.Add("from", "填写发件地址，例如lianzhang@example.gov.cn")
	}
	if m.CA != "" {
		if _, err := m.roots(); err != nil {
			bad.Add("ca", "%s", err.Error())
		}
	}
	return bad.Err()
}

func (m *Mail) roots() (*x509.CertPool, error) {
	if m.CA == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(m.CA)
	if err != nil {
		return nil, fmt.Errorf("证书文件读不出：%w", err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, errors.New("证书文件里没有PEM格式的证书")
	}
	return pool, nil
}

// mailTimeout bounds each step of a talk with the mail server.
const mailTimeout = 15 * time.Second

func (m *Mail) client() (*mail.Client, error) {
	roots, err := m.roots()
	if err != nil {
		return nil, err
	}
	opts := []mail.Option{mail.WithTimeout(mailTimeout), mail.WithoutNoop(),
		mail.WithTLSConfig(&tls.Config{ServerName: strings.Trim(m.Host, "[]"), MinVersion: tls.VersionTLS12, RootCAs: roots})}
	port := 587
	switch m.Security {
	case "tls":
		opts, port = append(opts, mail.WithSSL(), mail.WithTLSPolicy(mail.NoTLS)), 465
	case "none":
		opts, port = append(opts, mail.WithTLSPolicy(mail.NoTLS)), 25
	default:
		opts = append(opts, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	opts = append(opts, mail.WithPort(cmp.Or(m.Port, port)))
	if m.User != "" {
		opts = append(opts, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(m.User), mail.WithPassword(m.Password))
	}
	return mail.NewClient(m.Host, opts...)
}

// letter is one mail.
type letter struct {
	to, name, subject, text string
	number                  string // of the delivery: the Message-ID is made of it, so that the same letter sent twice is known by it
	urgent                  bool
}

// send hands a letter to the server.
func (m *Mail) send(ctx context.Context, site string, l letter) error {
	msg := mail.NewMsg()
	if err := msg.FromFormat(cmp.Or(m.FromName, cmp.Or(site, "链长")), m.From); err != nil {
		return &trouble{message: "发件地址不对：" + err.Error()}
	}
	if err := msg.AddToFormat(l.name, l.to); err != nil {
		return &trouble{message: "收件地址不对：" + err.Error(), kind: errFinal}
	}
	_, domain, _ := strings.Cut(m.From, "@")
	msg.SetMessageIDWithValue(l.number + "@" + domain)
	msg.SetDate()
	msg.Subject(l.subject)
	if l.urgent {
		msg.SetImportance(mail.ImportanceHigh)
	}
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // no holiday notices in return
	msg.SetBodyString(mail.TypeTextPlain, l.text)
	c, err := m.client()
	if err != nil {
		return &trouble{message: "邮件服务器的设置不对：" + err.Error()}
	}
	err = c.DialAndSendWithContext(ctx, msg)
	if err == nil || msg.IsDelivered() { // a goodbye that failed takes nothing back
		return nil
	}
	var refused *mail.SendError
	if !errors.As(err, &refused) {
		return &trouble{message: "连不上邮件服务器或登录不上：" + err.Error(), kind: errDown}
	}
	text, _, _ := strings.Cut(refused.Error(), ", affected")
	said := fmt.Sprintf("邮件服务器拒绝（%d）：%s", refused.ErrorCode(), text)
	if !refused.IsTemp() && refused.Reason == mail.ErrSMTPRcptTo {
		return &trouble{message: said, kind: errFinal}
	}
	return &trouble{message: said} // of the sender or the server: the administrator can mend it, so nothing is given up yet
}

// mail sends a parcel to a person.
func (s *Service) mail(ctx context.Context, address, name string, p *parcel) error {
	site, err := s.Site(ctx)
	if err != nil {
		return err
	}
	if site.Mail.Host == "" {
		return &trouble{message: "没有设置邮件服务器", kind: errDown}
	}
	return site.Mail.send(ctx, site.Name, p.letter(site, address, name))
}

// letter writes the mail: by matter, oldest line first, each with its page.
func (p *parcel) letter(site *Site, address, name string) letter {
	l := letter{to: address, name: name, number: p.Lead, urgent: p.urgent()}
	var order []string
	lines := map[string][]delivery{}
	for _, d := range p.Items {
		if lines[d.MessageID] == nil {
			order = append(order, d.MessageID)
		}
		lines[d.MessageID] = append(lines[d.MessageID], d)
	}
	var b strings.Builder
	for _, key := range order {
		last := lines[key][len(lines[key])-1]
		fmt.Fprintf(&b, "【%s】\r\n", last.Title)
		for _, d := range lines[key] {
			fmt.Fprintf(&b, "%s　%s\r\n", local(d.At).Format("1月2日 15:04"), d.Body)
		}
		if site.Address != "" && last.URL != "" {
			b.WriteString(site.Address + last.URL + "\r\n")
		}
		b.WriteString("\r\n")
	}
	newest := p.Items[len(p.Items)-1]
	switch {
	case p.Digest:
		l.subject = fmt.Sprintf("今日消息：%d件事，%d条", len(order), len(p.Items))
	case len(p.Items) > 1:
		l.subject = fmt.Sprintf("%s（%d条）", newest.Title, len(p.Items))
	default:
		l.subject = newest.Title + "：" + newest.Body
	}
	if l.urgent && !p.Digest {
		l.subject = "【紧急】" + l.subject
	}
	l.subject = cut(strings.Join(strings.Fields(l.subject), " "), 80)
	b.WriteString("——\r\n" + cmp.Or(site.Name, "链长") + "\r\n本邮件由系统发出，请勿回复。")
	if site.Address != "" {
		b.WriteString("不想收到：" + site.Address + "/me/notify")
	}
	l.text = b.String()
	return l
}

// TestMail sends a greeting to an address at once.
func (s *Service) TestMail(ctx context.Context, to string) error {
	if !isAddress(to) {
		return errs.Fields{{Name: "to", Message: "填写收件邮箱，例如name@example.gov.cn"}}.Err()
	}
	site, err := s.Site(ctx)
	if err != nil {
		return err
	}
	if site.Mail.Host == "" {
		return errs.New(errs.Invalid, "先填写并保存邮件服务器")
	}
	l := letter{to: to, subject: cmp.Or(site.Name, "链长") + "：测试邮件", number: "test." + newNumber(s.now()), text: "收到这封邮件，说明邮件通知已经接通。\r\n"}
	if err := site.Mail.send(ctx, site.Name, l); err != nil {
		return errs.Wrap(err, errs.Invalid, "没有发出：%s", plain(err))
	}
	return nil
}
