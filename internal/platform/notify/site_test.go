package notify

import (
	"bufio"
	"context"
	"fmt"
	"mime"
	"net"
	"net/mail"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/platform/workday"
)

// town is a register of people for tests: everybody sees everything but who is blind.
type town struct {
	lock  sync.Mutex
	gone  map[string]bool
	blind map[string]bool
	parts map[Role][]string
}

func (t *town) Person(_ context.Context, id string) (Person, error) {
	t.lock.Lock()
	defer t.lock.Unlock()
	return Person{ID: id, Name: id + "同志", Active: !t.gone[id]}, nil
}

func (t *town) Play(_ context.Context, role Role, _ authz.Keys) ([]string, error) {
	return t.parts[role], nil
}

func (t *town) Sees(_ context.Context, id string, _ authz.Keys) (bool, error) {
	return !t.blind[id], nil
}

func (t *town) Above(_ context.Context, unitID string) ([]string, error) {
	return []string{unitID, "市政府"}, nil
}

// hand is a clock that tests move.
type hand struct{ at atomic.Int64 }

func newHand(text string) *hand {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, clock.Zone)
	if err != nil {
		panic(err)
	}
	h := &hand{}
	h.at.Store(t.UnixMicro())
	return h
}

func (h *hand) now() time.Time       { return time.UnixMicro(h.at.Load()) }
func (h *hand) move(d time.Duration) { h.at.Add(d.Microseconds()) }
func (h *hand) set(text string)      { h.at.Store(newHand(text).at.Load()) }

var (
	said   = Kind{Code: "instruction", Label: "批示", Must: true}
	turned = Kind{Code: "light", Label: "亮灯"}
)

// office is a service with two topics over a database.
func office(t testing.TB, d *db.DB, c clock.Clock, p *town) *Service {
	t.Helper()
	s := &Service{Run: &change.Runner{DB: d, Journal: journal.New(d), Clock: c}, People: p, Calendar: workday.Default,
		Options: Options{Allow: []string{"127.0.0.1"}, Address: "https://lz.example.gov.cn/", Site: "景川市产业链链长制"}}
	tell := func(_ context.Context, e Event) (*News, error) {
		return &News{Title: "甲项目" + e.Ref.ID, Text: e.Payload, URL: "/projects/" + e.Ref.ID, Keys: authz.Keys{Unit: "发改委"}, By: "boss"}, nil
	}
	s.Register(Topic{Name: "said", Kind: said, To: []Role{Owner, Chief}, Urgent: true, Tell: tell}, Topic{Name: "turned", Kind: turned, To: []Role{Owner}, Tell: tell})
	return s
}

func emit(t testing.TB, s *Service, topic, ref string, texts ...string) {
	t.Helper()
	err := s.Run.Run(t.Context(), authz.System("cli"), change.What{Action: "test", Perm: authz.SiteConfig}, func(tx *change.Tx) error {
		for _, text := range texts {
			tx.Emit(topic, record.Ref{Kind: "project", ID: ref}, text)
		}
		return nil
	})
	must(t, err)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wants gives the person mail.
func wants(t testing.TB, s *Service, id string, edit func(p *Settings)) {
	t.Helper()
	must(t, s.own(t.Context(), person(id), "notify.mail", func(_ *change.Tx, p *Settings) error {
		p.Mail, p.MailOn, p.QuietFrom, p.QuietTo = id+"@example.gov.cn", true, "", ""
		if edit != nil {
			edit(p)
		}
		return nil
	}))
}

func person(id string) authz.Actor {
	return authz.Actor{ID: id, Name: id, Roles: []authz.Role{authz.RoleTeam}, Scope: authz.Scope{All: true}}
}

func once(t testing.TB, s *Service) {
	t.Helper()
	must(t, s.Once(t.Context()))
}

func column(t testing.TB, d *db.DB, sql string, args ...any) (out []string) {
	t.Helper()
	rows, err := d.Query(t.Context(), sql, args...)
	must(t, err)
	defer rows.Close()
	for rows.Next() {
		var v string
		must(t, rows.Scan(&v))
		out = append(out, v)
	}
	must(t, rows.Err())
	return out
}

// post is a mail that the fake server took.
type post struct{ to, id, subject, body string }

// smtp is a mail server that takes everything, unless told otherwise.
type smtp struct {
	ln   net.Listener
	port int
	lock sync.Mutex
	got  []post
	// refuse gives the answer to RCPT TO, "" for OK; lose takes the mail and breaks the line before saying so.
	refuse func(to string) string
	lose   func() bool
	down   atomic.Bool
}

func newSMTP(t testing.TB) *smtp {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	f := &smtp{ln: ln, port: ln.Addr().(*net.TCPAddr).Port}
	t.Cleanup(func() { _ = ln.Close() })
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go f.talk(c)
		}
	}()
	return f
}

func (f *smtp) way() Mail {
	return Mail{Host: "127.0.0.1", Port: f.port, Security: "none", From: "lianzhang@example.gov.cn"}
}

func (f *smtp) talk(c net.Conn) {
	defer c.Close()
	if f.down.Load() {
		return
	}
	_ = c.SetDeadline(clock.System().Add(20 * time.Second))
	say := func(line string) { _, _ = fmt.Fprint(c, line, "\r\n") }
	say("220 fake")
	r := bufio.NewReader(c)
	to := ""
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch strings.ToUpper(word) {
		case "EHLO", "HELO":
			say("250-fake\r\n250 8BITMIME")
		case "RCPT":
			to = strings.Trim(strings.TrimPrefix(rest, "TO:"), "<>")
			if f.refuse != nil {
				if answer := f.refuse(to); answer != "" {
					say(answer)
					continue
				}
			}
			say("250 ok")
		case "DATA":
			say("354 go on")
			var b strings.Builder
			for {
				line, err := r.ReadString('\n')
				if err != nil {
					return
				}
				if line == ".\r\n" {
					break
				}
				b.WriteString(line)
			}
			f.take(to, b.String())
			if f.lose != nil && f.lose() {
				return
			}
			say("250 taken")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (f *smtp) take(to, text string) {
	m, err := mail.ReadMessage(strings.NewReader(text))
	if err != nil {
		panic(err)
	}
	subject, _ := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	f.lock.Lock()
	defer f.lock.Unlock()
	f.got = append(f.got, post{to, m.Header.Get("Message-ID"), subject, decode(m)})
}

func (f *smtp) mails() []post {
	f.lock.Lock()
	defer f.lock.Unlock()
	return slices.Clone(f.got)
}

// nothing makes an edit of settings one that own takes.
func nothing(edit func(p *Settings)) func(*change.Tx, *Settings) error {
	return func(_ *change.Tx, p *Settings) error { edit(p); return nil }
}
