package notify

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
)

// authority makes a certificate for 127.0.0.1 and a file with it.
func authority(t *testing.T) (tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "fake"}, NotBefore: clock.System().Add(-time.Hour), NotAfter: clock.System().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	must(t, err)
	file := filepath.Join(t.TempDir(), "ca.pem")
	must(t, os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, file
}

// strict is a mail server that demands encryption and a password.
func strict(t *testing.T, cert tls.Certificate, implicit bool) (port int, took func() string) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { _ = ln.Close() })
	conf := &tls.Config{Certificates: []tls.Certificate{cert}}
	log := make(chan string, 64)
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				secure := implicit
				if implicit {
					c = tls.Server(c, conf)
				}
				r := bufio.NewReader(c)
				_, _ = fmt.Fprint(c, "220 strict\r\n")
				for {
					line, err := r.ReadString('\n')
					if err != nil {
						return
					}
					line = strings.TrimSpace(line)
					word, _, _ := strings.Cut(line, " ")
					switch strings.ToUpper(word) {
					case "EHLO":
						if secure {
							_, _ = fmt.Fprint(c, "250-strict\r\n250 AUTH PLAIN\r\n")
						} else {
							_, _ = fmt.Fprint(c, "250-strict\r\n250 STARTTLS\r\n")
						}
					case "STARTTLS":
						_, _ = fmt.Fprint(c, "220 go\r\n")
						c = tls.Server(c, conf)
						r, secure = bufio.NewReader(c), true
					case "AUTH":
						log <- line
						_, _ = fmt.Fprint(c, "235 in\r\n")
					case "DATA":
						_, _ = fmt.Fprint(c, "354 go on\r\n")
						for line != "." {
							if line, err = r.ReadString('\n'); err != nil {
								return
							}
							line = strings.TrimSpace(line)
						}
						log <- fmt.Sprint("mail ", secure)
						_, _ = fmt.Fprint(c, "250 taken\r\n")
					default:
						_, _ = fmt.Fprint(c, "250 ok\r\n")
					}
				}
			}()
		}
	}()
	return ln.Addr().(*net.TCPAddr).Port, func() string {
		select {
		case s := <-log:
			return s
		case <-time.After(5 * time.Second):
			return "nothing"
		}
	}
}

func TestEncryptedMail(t *testing.T) {
	cert, file := authority(t)
	for _, implicit := range []bool{false, true} {
		d := dbtest.SQLite(t)
		s := office(t, d, newHand("2026-11-20 10:00").now, &town{})
		port, took := strict(t, cert, implicit)
		s.Options.Mail = Mail{Host: "127.0.0.1", Port: port, Security: map[bool]string{true: "tls", false: "starttls"}[implicit], User: "u", Password: "p", From: "a@example.gov.cn", CA: file}
		must(t, s.TestMail(t.Context(), "li@example.gov.cn"))
		if auth, mail := took(), took(); auth != "AUTH PLAIN AHUAcA==" || mail != "mail true" {
			t.Errorf("implicit %v: %s, %s", implicit, auth, mail)
		}
		s.Options.Mail.CA = ""
		if err := s.TestMail(t.Context(), "li@example.gov.cn"); errs.CodeOf(err) != errs.Invalid || !strings.Contains(err.Error(), "certificate") {
			t.Errorf("a server whose certificate nobody vouches for: %v", err)
		}
	}
	f := newSMTP(t) // offers no encryption: a password must not travel openly
	s := office(t, dbtest.SQLite(t), newHand("2026-11-20 10:00").now, &town{})
	s.Options.Mail = f.way()
	s.Options.Mail.Security = "starttls"
	if err := s.TestMail(t.Context(), "li@example.gov.cn"); err == nil || len(f.mails()) != 0 {
		t.Errorf("sent in the open: %v", err)
	}
}

func TestConfirmingAnAddress(t *testing.T) {
	d := dbtest.SQLite(t)
	h, f := newHand("2026-11-20 10:00"), newSMTP(t)
	s := office(t, d, h.now, &town{})
	li := person("li")
	if err := s.AskMail(t.Context(), li, "li@example.gov.cn"); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("without a server: %v", err)
	}
	s.Options.Mail = f.way()
	for _, bad := range []string{"", "li", "a@b@c", "li <li@example.gov.cn>", "li@example.gov.cn\r\nBcc: x@y.cn", "a@example.gov.cn,b@example.gov.cn"} {
		if err := s.AskMail(t.Context(), li, bad); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
	must(t, s.AskMail(t.Context(), li, " li@example.gov.cn "))
	if err := s.AskMail(t.Context(), li, "other@example.gov.cn"); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("twice in a minute: %v", err)
	}
	code := func() string { m := f.mails(); return regexp.MustCompile(`\d{6}`).FindString(m[len(m)-1].subject) }
	if at, err := s.Pending(t.Context(), "li"); err != nil || at != "li@example.gov.cn" {
		t.Errorf("pending %q %v", at, err)
	}
	if err := s.ConfirmMail(t.Context(), person("wang"), code()); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("another's code: %v", err)
	}
	for range codeTries {
		if err := s.ConfirmMail(t.Context(), li, "12345x"); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("a wrong code: %v", err)
		}
	}
	if err := s.ConfirmMail(t.Context(), li, code()); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("after five wrong ones: %v", err)
	}
	h.move(2 * time.Minute)
	must(t, s.AskMail(t.Context(), li, "li@example.gov.cn"))
	h.move(31 * time.Minute)
	if err := s.ConfirmMail(t.Context(), li, code()); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("too late: %v", err)
	}
	must(t, s.AskMail(t.Context(), li, "li@example.gov.cn"))
	right := code()
	must(t, s.ConfirmMail(t.Context(), li, right))
	if err := s.ConfirmMail(t.Context(), li, code()); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("a second time: %v", err)
	}
	p, err := s.SettingsOf(t.Context(), "li")
	must(t, err)
	if p.Mail != "li@example.gov.cn" || !p.MailOn {
		t.Errorf("%+v", p)
	}
	must(t, s.TestOwn(t.Context(), li))
	must(t, s.ForgetMail(t.Context(), li))
	if err := s.TestOwn(t.Context(), li); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("after forgetting: %v", err)
	}
	if left := column(t, d, "SELECT data FROM journal_entry WHERE data LIKE '%"+right+"%'"); left != nil {
		t.Error("the journal knows the code")
	}
}

func TestSiteSettings(t *testing.T) {
	d := dbtest.SQLite(t)
	s := office(t, d, newHand("2026-11-20 10:00").now, &town{})
	s.Options.Address = ""
	good := Site{Address: "https://lz.example.gov.cn/", Mail: Mail{Host: "mail.example.gov.cn", User: "u", Password: "geheim", From: "a@example.gov.cn", CA: "/etc/passwd"}}
	if err := s.SaveSite(t.Context(), person("li"), good, ""); errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("saved by anybody: %v", err)
	}
	for name, edit := range map[string]func(*Site){"address": func(x *Site) { x.Address = "javascript:alert(1)" }, "host": func(x *Site) { x.Mail.Host = "a b" },
		"port": func(x *Site) { x.Mail.Port = 70000 }, "security": func(x *Site) { x.Mail.Security = "ssl3" }, "from": func(x *Site) { x.Mail.From = "nobody" }} {
		bad := good
		edit(&bad)
		if err := s.SaveSite(t.Context(), admin, bad, ""); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	must(t, s.SaveSite(t.Context(), admin, good, ""))
	good.Mail.Password = ""
	must(t, s.SaveSite(t.Context(), admin, good, ""))
	got, err := s.Site(t.Context())
	must(t, err)
	if got.Mail.Password != "geheim" || got.Address != "https://lz.example.gov.cn" || got.Mail.CA != "" || !got.HasPassword {
		t.Errorf("%+v", got)
	}
	if left := column(t, d, "SELECT data FROM journal_entry WHERE data LIKE '%geheim%'"); left != nil {
		t.Error("the journal knows the password")
	}
	s.Options.Mail = Mail{Host: "from.file", From: "f@example.gov.cn"}
	if got, _ := s.Site(t.Context()); got.Mail.Host != "from.file" || !got.FixedMail || got.Mail.Password != "" {
		t.Errorf("%+v", got)
	}
}
