package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lianzhang/internal/platform/errs"
)

func load(t *testing.T, text string, env map[string]string) (Config, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "lianzhang.toml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return Load(file, func(name string) string { return env[name] })
}

func TestMail(t *testing.T) {
	const good = "address = 'https://lz.example.gov.cn'\n[mail]\nhost = 'mail.example.gov.cn'\nport = 465\nsecurity = 'tls'\nfrom = 'a@example.gov.cn'\n[notify]\nallow = ['10.0.0.0/8', '127.0.0.1']\n"
	c, err := load(t, good, map[string]string{"LIANZHANG_MAIL_PASSWORD": "p", "LIANZHANG_MAIL_PORT": "2465"})
	if err != nil || c.Mail.Host != "mail.example.gov.cn" || c.Mail.Port != 2465 || c.Mail.Password != "p" || len(c.Notify.Allow) != 2 || c.Address != "https://lz.example.gov.cn" {
		t.Errorf("%+v %v", c, err)
	}
	if c, err := load(t, "", map[string]string{"LIANZHANG_NOTIFY_ALLOW": "127.0.0.1, ::1"}); err != nil || len(c.Notify.Allow) != 2 {
		t.Errorf("%+v %v", c, err)
	}
	for name, bad := range map[string]string{
		"no sender": strings.Replace(good, "from = 'a@example.gov.cn'", "", 1), "security": strings.Replace(good, "'tls'", "'ssl3'", 1), "port": strings.Replace(good, "465", "70000", 1),
		"network": strings.Replace(good, "10.0.0.0/8", "10.0.0.0/99", 1), "unknown": good + "\n[smtp]\nhost='x'", "no such file": strings.Replace(good, "[notify]", "ca = '/none/such.pem'\n[notify]", 1),
	} {
		if _, err := load(t, bad, nil); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := load(t, good, map[string]string{"LIANZHANG_MAIL_PORT": "smtp"}); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("a port in words: %v", err)
	}
}
