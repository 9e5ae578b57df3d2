package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"lianzhang/internal/platform/db"
)

// The headers of the plain form. The signature is HMAC-SHA256, in hex, of the timestamp, a dot and the body.
const (
	headerDelivery  = "X-Lianzhang-Delivery" // the same on every try: who got it twice can tell
	headerTimestamp = "X-Lianzhang-Timestamp"
	headerSignature = "X-Lianzhang-Signature"
)

// tryHook sends to a group chat, unless it is gone, switched off, or quiet.
func (s *Service) tryHook(ctx context.Context, p *parcel) verdict {
	h, err := s.Hook(ctx, p.Recipient)
	if db.NotFound(err) {
		return verdict{drop: "渠道已删除"}
	}
	if err != nil {
		return verdict{err: err}
	}
	if !h.Active {
		return verdict{drop: "渠道已停用"}
	}
	if end, in := (quiet{h.QuietFrom, h.QuietTo}).until(s.Run.Clock.Now()); in && !p.urgent() {
		return verdict{later: end}
	}
	return verdict{err: s.post(ctx, h, p.Lead, &p.Items[0])}
}

// TestHook sends a greeting to a webhook at once.
func (s *Service) TestHook(ctx context.Context, id string) error {
	h, err := s.Hook(ctx, id)
	if err != nil {
		return err
	}
	return s.post(ctx, h, "test", &delivery{Title: "测试消息", Body: "能看到这一句，说明推送渠道已经接通。", At: s.now(), Topic: "test"})
}

// post sends one piece of news in the form of the webhook.
func (s *Service) post(ctx context.Context, h *Hook, number string, d *delivery) error {
	address, err := s.secret(ctx, h.ID+"/address")
	if err != nil {
		return err
	}
	key, err := s.secret(ctx, h.ID+"/secret")
	if err != nil {
		return err
	}
	site, err := s.Site(ctx)
	if err != nil {
		return err
	}
	news := *d
	if h.Brief {
		news.Title, news.Body, news.URL = s.KindLabel(d.Topic), "有1条新消息，请登录系统查看", "/inbox"
	}
	if news.URL != "" && site.Address != "" {
		news.URL = site.Address + news.URL
	} else {
		news.URL = ""
	}
	now := s.Run.Clock.Now()
	u, err := url.Parse(address)
	if err != nil || address == "" {
		return &trouble{message: "推送地址读不出，请重新填写", kind: errFinal}
	}
	if h.Form == FormSigned {
		stamp := strconv.FormatInt(now.UnixMilli(), 10)
		q := u.Query()
		q.Set("timestamp", stamp)
		q.Set("sign", base64.StdEncoding.EncodeToString(sign(key, stamp+"\n"+key)))
		u.RawQuery = q.Encode()
	}
	body, err := h.body(number, &news, s.KindLabel(d.Topic))
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	r.Header.Set("User-Agent", "lianzhang")
	if h.Form == FormPlain {
		stamp := strconv.FormatInt(now.Unix(), 10)
		r.Header.Set(headerDelivery, number)
		r.Header.Set(headerTimestamp, stamp)
		r.Header.Set(headerSignature, "sha256="+hex.EncodeToString(sign(key, stamp+"."+string(body))))
	}
	return call(s.guard().client(), r, h.Form)
}

func sign(key, text string) []byte {
	m := hmac.New(sha256.New, []byte(key))
	_, _ = io.WriteString(m, text)
	return m.Sum(nil)
}

// call posts and judges the answer. The bots answer 200 also when they refuse, and say so in errcode.
func call(c *http.Client, r *http.Request, form Form) error {
	res, err := c.Do(r)
	if err != nil {
		if u, ok := err.(*url.Error); ok {
			err = u.Err // its text would show the address, which is as good as a password
		}
		return ended(err)
	}
	defer res.Body.Close()
	answer, _ := io.ReadAll(io.LimitReader(res.Body, 4<<10))
	text := cut(strings.Join(strings.Fields(string(bytes.ToValidUTF8(answer, nil))), " "), 120)
	if strings.HasPrefix(text, "<") {
		text = "一个网页，不是接口的回答"
	}
	switch code := res.StatusCode; {
	case code == http.StatusTooManyRequests || code == http.StatusRequestTimeout || code >= 500:
		return &trouble{message: fmt.Sprintf("对方答%d：%s", code, text)}
	case code >= 300:
		return &trouble{message: fmt.Sprintf("对方答%d：%s", code, text), kind: errFinal}
	}
	if form == FormPlain {
		return nil
	}
	var said struct {
		Code *int   `json:"errcode"`
		Text string `json:"errmsg"`
	}
	if err := json.Unmarshal(answer, &said); err != nil || said.Code == nil {
		return &trouble{message: "对方的回答不是群机器人的格式：" + text, kind: errFinal}
	}
	switch *said.Code {
	case 0:
		return nil
	case -1, 45009, 130101, 410100, 430101: // busy, or too often
		return &trouble{message: fmt.Sprintf("对方忙或限频（%d %s）", *said.Code, said.Text)}
	}
	return &trouble{message: fmt.Sprintf("对方拒绝（%d %s），请核对地址、密钥和机器人的安全设置", *said.Code, said.Text), kind: errFinal}
}

// The largest texts of the two chat forms, in bytes.
const (
	keyedMarkdown, keyedText = 4096, 2048
	signedLimit              = 18000
)

// body is the news in the form of the webhook.
func (h *Hook) body(number string, d *delivery, kind string) ([]byte, error) {
	if h.Form == FormPlain {
		return json.Marshal(map[string]any{"id": number, "kind": d.Topic, "label": kind, "title": d.Title, "text": d.Body, "url": d.URL,
			"urgent": d.Urgent, "at": local(d.At).Format("2006-01-02T15:04:05-07:00")})
	}
	head := "【" + kind + "】" + d.Title
	if d.Urgent {
		head = "【紧急】" + head
	}
	if h.Style == "text" {
		text := head + "\n" + d.Body
		if d.URL != "" {
			text += "\n" + d.URL
		}
		limit := signedLimit
		if h.Form == FormKeyed {
			limit = keyedText
		}
		return json.Marshal(map[string]any{"msgtype": "text", "text": map[string]any{"content": bytesCut(text, limit)}})
	}
	text := "**" + unmark(head) + "**\n\n" + unmark(d.Body)
	if d.URL != "" {
		text += "\n\n[打开](" + d.URL + ")"
	}
	if h.Form == FormKeyed {
		return json.Marshal(map[string]any{"msgtype": "markdown", "markdown": map[string]any{"content": bytesCut(text, keyedMarkdown)}})
	}
	return json.Marshal(map[string]any{"msgtype": "markdown", "markdown": map[string]any{"title": bytesCut(head, 200), "text": bytesCut(text, signedLimit)}})
}

// unmark takes the marks out of text that people wrote, so that it cannot pose as a link or a heading of ours.
func unmark(text string) string {
	return strings.NewReplacer("[", "［", "]", "］", "*", "＊", "#", "＃", "<", "＜", ">", "＞", "`", "｀", "\r", "").Replace(text)
}

// bytesCut shortens text to n bytes without cutting a character.
func bytesCut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	return strings.ToValidUTF8(text[:n-3], "") + "…"
}
