package notify

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
)

var admin = authz.Actor{ID: "sys", Name: "系统管理员", Roles: []authz.Role{authz.RoleSystem}}

// heard is what a fake webhook was sent.
type heard struct {
	r    *http.Request
	body string
}

// ear is a fake webhook that answers with a fixed text.
func ear(t testing.TB, status int, answer string) (*httptest.Server, *[]heard) {
	t.Helper()
	var got []heard
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got = append(got, heard{r, string(b)})
		if status/100 == 3 {
			w.Header().Set("Location", "/elsewhere")
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(srv.Close)
	return srv, &got
}

func chat(t testing.TB, s *Service, h Hook, address, secret string) *Hook {
	t.Helper()
	h.Name, h.Active = "发改委群", true
	out, err := s.SaveHook(t.Context(), admin, h, address, secret, "测试")
	must(t, err)
	return out
}

func TestThreeForms(t *testing.T) {
	const key = "SEC-4711"
	d := dbtest.SQLite(t)
	h := newHand("2026-11-20 10:00")
	s := office(t, d, h.now, &town{})
	srv, got := ear(t, 200, `{"errcode":0,"errmsg":"ok"}`)
	chat(t, s, Hook{Form: FormPlain, UnitID: "市政府"}, srv.URL+"/plain", key)
	chat(t, s, Hook{Form: FormKeyed, Kinds: "instruction"}, srv.URL+"/keyed?key=k", "")
	chat(t, s, Hook{Form: FormSigned}, srv.URL+"/signed?access_token=t", key)
	chat(t, s, Hook{Form: FormSigned, Style: "text", Brief: true}, srv.URL+"/brief", key)
	chat(t, s, Hook{Form: FormKeyed, UnitID: "别的单位"}, srv.URL+"/not", "")
	chat(t, s, Hook{Form: FormKeyed, Kinds: "light"}, srv.URL+"/not", "")
	emit(t, s, "said", "1", "抓紧[点这里](http://evil.example)")
	once(t, s)
	by := map[string]heard{}
	for _, x := range *got {
		by[x.r.URL.Path] = x
	}
	if len(*got) != 4 || len(by) != 4 {
		t.Fatalf("%d calls", len(*got))
	}
	plain := by["/plain"]
	mac := hmac.New(sha256.New, []byte(key))
	_, _ = io.WriteString(mac, plain.r.Header.Get(headerTimestamp)+"."+plain.body)
	if want := "sha256=" + hex.EncodeToString(mac.Sum(nil)); plain.r.Header.Get(headerSignature) != want || len(plain.r.Header.Get(headerDelivery)) != 26 {
		t.Errorf("headers %v", plain.r.Header)
	}
	var own map[string]any
	must(t, json.Unmarshal([]byte(plain.body), &own))
	delete(own, "id")
	if diff := cmp.Diff(map[string]any{"kind": "instruction", "label": "批示", "title": "甲项目1", "text": "抓紧[点这里](http://evil.example)",
		"url": "https://lz.example.gov.cn/projects/1", "urgent": true, "at": "2026-11-20T10:00:00+08:00"}, own); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(`{"markdown":{"content":"**【紧急】【批示】甲项目1**\n\n抓紧［点这里］(http://evil.example)\n\n[打开](https://lz.example.gov.cn/projects/1)"},"msgtype":"markdown"}`,
		by["/keyed"].body); diff != "" {
		t.Error(diff)
	}
	q := by["/signed"].r.URL.Query()
	mac = hmac.New(sha256.New, []byte(key))
	_, _ = io.WriteString(mac, q.Get("timestamp")+"\n"+key)
	if q.Get("timestamp") != "1795140000000" || q.Get("sign") != base64.StdEncoding.EncodeToString(mac.Sum(nil)) || q.Get("access_token") != "t" {
		t.Errorf("signed by %v", q)
	}
	if b := by["/brief"].body; strings.Contains(b, "甲项目") || strings.Contains(b, "抓紧") || !strings.Contains(b, "有1条新消息") {
		t.Errorf("brief: %s", b)
	}
}

func TestAnswersOfWebhooks(t *testing.T) {
	for name, c := range map[string]struct {
		form   Form
		status int
		answer string
		want   string
	}{
		"taken":           {FormPlain, 204, "", "sent"},
		"bot takes":       {FormKeyed, 200, `{"errcode":0}`, "sent"},
		"wrong key":       {FormKeyed, 200, `{"errcode":93000,"errmsg":"invalid webhook url"}`, "failed"},
		"too often":       {FormKeyed, 200, `{"errcode":45009,"errmsg":"api freq out of limit"}`, "waiting"},
		"signature":       {FormSigned, 200, `{"errcode":310000,"errmsg":"sign not match"}`, "failed"},
		"no bot":          {FormSigned, 200, `<html>登录</html>`, "failed"},
		"gone":            {FormPlain, 404, "", "failed"},
		"busy":            {FormPlain, 503, strings.Repeat("x", 1<<20), "waiting"},
		"slow down":       {FormPlain, 429, "", "waiting"},
		"led elsewhere":   {FormPlain, 302, "", "failed"},
		"answer too long": {FormPlain, 200, strings.Repeat("好", 1<<20), "sent"},
	} {
		t.Run(name, func(t *testing.T) {
			d := dbtest.SQLite(t)
			s := office(t, d, newHand("2026-11-20 10:00").now, &town{})
			srv, got := ear(t, c.status, c.answer)
			hook := chat(t, s, Hook{Form: c.form}, srv.URL, "k")
			emit(t, s, "turned", "1", "变红")
			once(t, s)
			if st := column(t, d, "SELECT state FROM delivery"); len(*got) != 1 || st[0] != c.want {
				t.Errorf("%d calls, %v", len(*got), st)
			}
			if long := column(t, d, "SELECT id FROM delivery WHERE length(error) > 300"); long != nil {
				t.Error("the answer floods the list of failures")
			}
			if err := s.TestHook(t.Context(), hook.ID); (err == nil) != (c.want == "sent") {
				t.Errorf("test button: %v", err)
			}
		})
	}
}

// TestTheGuard: what an administrator types cannot reach the machine itself, neither as an address nor as a name that leads there.
func TestTheGuard(t *testing.T) {
	d := dbtest.SQLite(t)
	s := office(t, d, newHand("2026-11-20 10:00").now, &town{})
	srv, got := ear(t, 200, "")
	name := strings.Replace(srv.URL, "127.0.0.1", "localhost", 1)
	s.Options.Allow = []string{"127.0.0.1", "::1"}
	hook := chat(t, s, Hook{Form: FormPlain}, name, "k")
	must(t, s.TestHook(t.Context(), hook.ID))
	s.Options.Allow = nil
	if err := s.TestHook(t.Context(), hook.ID); err == nil || !strings.Contains(err.Error(), "不能用作推送地址") {
		t.Errorf("a name that leads to the machine: %v", err)
	}
	emit(t, s, "turned", "1", "变红")
	once(t, s)
	if f, _, err := s.Failures(t.Context(), 1); err != nil || len(f) != 1 || len(*got) != 1 {
		t.Errorf("%v %v, %d calls", f, err, len(*got))
	}
	for _, address := range []string{"http://127.0.0.1/", "http://[::1]:80/", "http://169.254.169.254/latest/meta-data", "http://100.100.100.200/", "http://0.0.0.0/",
		"http://[::ffff:127.0.0.1]/", "http://[fe80::1]/", "http://[fd00:ec2::254]/", "http://224.0.0.1/",
		"ftp://example.com/", "file:///etc/passwd", "gopher://x", "example.com/x", "http://", "http://u:p@example.com/", "", "http://x/" + strings.Repeat("a", 1000)} {
		_, err := s.SaveHook(t.Context(), admin, Hook{Name: "x", Form: FormPlain}, address, "k", "")
		if errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%s: %v", address, err)
		}
	}
	for _, address := range []string{"http://10.1.2.3/hook", "https://192.168.1.8:8443/x", "http://oa.example.gov.cn/x"} {
		if _, err := s.SaveHook(t.Context(), admin, Hook{Name: "x", Form: FormPlain}, address, "k", ""); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestHooksAreKept(t *testing.T) {
	d := dbtest.SQLite(t)
	h := newHand("2026-11-20 23:30")
	s := office(t, d, h.now, &town{})
	srv, got := ear(t, 200, "")
	hook := chat(t, s, Hook{Form: FormPlain, QuietFrom: "22:00", QuietTo: "07:00"}, srv.URL+"/a", "k1")
	if left := column(t, d, "SELECT data FROM journal_entry WHERE data LIKE '%k1%' OR data LIKE '%/a%'"); left != nil {
		t.Errorf("the journal knows the secret: %v", left)
	}
	if _, err := s.SaveHook(t.Context(), person("li"), *hook, "", "", ""); errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("saved by anybody: %v", err)
	}
	again := *hook
	again.Name = "新名字"
	saved, err := s.SaveHook(t.Context(), admin, again, "", "", "改名")
	must(t, err)
	if saved.Host != strings.TrimPrefix(srv.URL, "http://") || saved.Version != hook.Version+1 {
		t.Errorf("%+v", saved)
	}
	again.Name = "又一个名字"
	if _, err := s.SaveHook(t.Context(), admin, again, "", "", ""); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("an old form: %v", err)
	}
	emit(t, s, "turned", "1", "变红")
	once(t, s)
	emit(t, s, "said", "1", "急")
	once(t, s)
	if len(*got) != 1 || (*got)[0].r.URL.Path != "/a" {
		t.Errorf("at night: %d calls", len(*got))
	}
	must(t, s.DropHook(t.Context(), admin, hook.ID, "撤群"))
	h.move(12 * time.Hour)
	once(t, s)
	if len(*got) != 1 || len(column(t, d, "SELECT id FROM notify_secret")) != 0 {
		t.Error("a dropped chat hears, or its secret stays")
	}
}

// TestLongTexts keeps to the bounds of the chat forms without cutting a character.
func TestLongTexts(t *testing.T) {
	d := delivery{Title: strings.Repeat("长", 5000), Body: strings.Repeat("文", 20000), URL: "/x"}
	for _, c := range []struct {
		hook  Hook
		limit int
	}{{Hook{Form: FormKeyed, Style: "markdown"}, keyedMarkdown}, {Hook{Form: FormKeyed, Style: "text"}, keyedText}, {Hook{Form: FormSigned}, signedLimit}} {
		b, err := c.hook.body("n", &d, "批示")
		must(t, err)
		var out map[string]any
		must(t, json.Unmarshal(b, &out))
		for _, part := range out {
			m, ok := part.(map[string]any)
			if !ok {
				continue
			}
			for k, v := range m {
				if text := v.(string); len(text) > c.limit || !utf8.ValidString(text) || strings.ContainsRune(text, utf8.RuneError) {
					t.Errorf("%s %s: %d bytes", c.hook.Form, k, len(text))
				}
			}
		}
	}
}
