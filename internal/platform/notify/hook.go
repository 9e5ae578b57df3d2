package notify

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
)

// Form is how a webhook wants to be spoken to.
type Form string

// The three forms. The two chat forms are those of the common office chats: one knows its group by a key in the address, the
// other also wants each call signed with the time and a secret.
const (
	FormPlain  Form = "plain"  // JSON of our own, signed by HMAC-SHA256 in a header
	FormKeyed  Form = "keyed"  // group bot whose address carries a key: {"msgtype":"markdown","markdown":{"content":…}}
	FormSigned Form = "signed" // group bot with timestamp and signature: {"msgtype":"markdown","markdown":{"title":…,"text":…}}
)

// Forms are the forms in the order in which pages offer them, with their names.
func Forms() [][2]string {
	return [][2]string{{string(FormKeyed), "群机器人（地址里带密钥）"}, {string(FormSigned), "群机器人（时间戳加签）"}, {string(FormPlain), "通用JSON（HMAC签名）"}}
}

// Label is the form's name, "" for an unknown one.
func (f Form) Label() string {
	for _, v := range Forms() {
		if v[0] == string(f) {
			return v[1]
		}
	}
	return ""
}

// Hook is a group chat or a program of the house that hears of a unit's matters, or of the whole site's. Its address and its
// secret stand apart: the address of a bot is as good as a password.
type Hook struct {
	ID         string `db:"id"`
	Name       string `db:"name"`
	UnitID     string `db:"unit_id"` // hears of this unit's matters and those below it; "" = of all
	Form       Form   `db:"form"`
	Style      string `db:"style"` // of chat forms: "markdown" or "text"
	Host       string `db:"host"`  // of the address, to be shown
	Kinds      string `db:"kinds"` // parted by spaces; "" = all
	UrgentOnly bool   `db:"urgent_only"`
	Brief      bool   `db:"brief"` // tells only that there is something: no name and no text leave the house
	QuietFrom  string `db:"quiet_from"`
	QuietTo    string `db:"quiet_to"`
	Active     bool   `db:"active"`
	CreatedAt  int64  `db:"created_at"`
	Version    int64  `db:"version"`
}

var hooks = db.NewTable[Hook]("notify_hook")

// HookKind is the kind of record that a webhook is.
const HookKind = "notify_hook"

// Hooks are all webhooks, by name.
func (s *Service) Hooks(ctx context.Context) ([]Hook, error) {
	return hooks.Select(ctx, s.Run.DB, new(db.Where), "ORDER BY t.name, t.id")
}

// Hook finds one.
func (s *Service) Hook(ctx context.Context, id string) (*Hook, error) {
	return hooks.Get(ctx, s.Run.DB, db.Everything, id)
}

func (s *Service) activeHooks(ctx context.Context) ([]Hook, error) {
	return hooks.Select(ctx, s.Run.DB, new(db.Where).And("t.active"), "ORDER BY t.id")
}

// takes reports whether the chat hears of the notice.
func (s *Service) takes(ctx context.Context, h *Hook, n *notice) (bool, error) {
	if h.UrgentOnly && !n.news.Urgent || h.Kinds != "" && !slices.Contains(strings.Fields(h.Kinds), n.topic.Kind.Code) {
		return false, nil
	}
	if h.UnitID == "" {
		return true, nil
	}
	above, err := s.People.Above(ctx, n.news.Keys.Unit)
	return slices.Contains(above, h.UnitID), err
}

// SaveHook stores a webhook; an id of "" makes a new one. An empty address or secret keeps the one that is stored.
func (s *Service) SaveHook(ctx context.Context, actor authz.Actor, h Hook, address, secret, reason string) (*Hook, error) {
	h.Name, address, secret = strings.TrimSpace(h.Name), strings.TrimSpace(address), strings.TrimSpace(secret)
	var was *Hook
	if h.ID != "" {
		var err error
		if was, err = s.Hook(ctx, h.ID); err != nil {
			return nil, err
		}
		if address == "" {
			if address, err = s.secret(ctx, h.ID+"/address"); err != nil {
				return nil, err
			}
		}
		h.CreatedAt = was.CreatedAt
	}
	if err := s.checkHook(&h, address, secret, was == nil); err != nil {
		return nil, err
	}
	what := change.What{Action: "notify.hook", Perm: authz.SiteConfig, Ref: record.Ref{Kind: HookKind, ID: h.ID}, Reason: reason}
	err := s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		var err error
		if was == nil {
			h.ID, h.CreatedAt = tx.NewID(), tx.Now
			tx.About(record.Ref{Kind: HookKind, ID: h.ID})
			err = hooks.Insert(ctx, tx, &h)
		} else {
			before := *was
			before.Version = h.Version
			err = hooks.Update(ctx, tx, &before, &h)
		}
		if err == nil {
			err = setSecret(ctx, tx.Tx, h.ID+"/address", address)
		}
		if err == nil && secret != "" {
			err = setSecret(ctx, tx.Tx, h.ID+"/secret", secret)
		}
		return err
	})
	return &h, err
}

func (s *Service) checkHook(h *Hook, address, secret string, fresh bool) error {
	var bad errs.Fields
	if h.Name == "" || len([]rune(h.Name)) > 40 {
		bad.Add("name", "填写名称，最多40字")
	}
	if h.Form.Label() == "" {
		bad.Add("form", "选择格式")
	}
	if h.Style != "text" {
		h.Style = "markdown"
	}
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || len(address) > 1000:
		bad.Add("address", "填写http或https地址，不带用户名，最长1000字符")
	default:
		h.Host = u.Host
		if err := s.guard().host(u.Hostname()); err != nil {
			bad.Add("address", "%s", err.Error())
		}
	}
	if fresh && secret == "" && h.Form != FormKeyed {
		bad.Add("secret", "填写签名密钥")
	}
	for _, f := range []struct{ name, value string }{{"quiet_from", h.QuietFrom}, {"quiet_to", h.QuietTo}} {
		if f.value != "" && !isTime(f.value) {
			bad.Add(f.name, "时间写成07:30这样")
		}
	}
	for _, code := range strings.Fields(h.Kinds) {
		if _, known := s.kind(code); !known {
			bad.Add("kinds", "没有“%s”这类消息", code)
		}
	}
	return bad.Err()
}

// DropHook removes a webhook; what still waits for it is dropped.
func (s *Service) DropHook(ctx context.Context, actor authz.Actor, id, reason string) error {
	h, err := s.Hook(ctx, id)
	if err != nil {
		return err
	}
	what := change.What{Action: "notify.hook_drop", Perm: authz.SiteConfig, Ref: record.Ref{Kind: HookKind, ID: id}, Reason: reason}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		if err := hooks.Delete(ctx, tx, h); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "DELETE FROM notify_secret WHERE id IN ($1, $2)", id+"/address", id+"/secret"); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "UPDATE delivery SET state = 'dropped', error = '渠道已删除' WHERE recipient = $1 AND channel = 'hook' AND state IN ('waiting', 'failed')", id)
		return err
	})
}

// MoveUnit gives the webhooks of one unit to another when units merge.
func (s *Service) MoveUnit(ctx context.Context, tx *change.Tx, from, to string) error {
	_, err := hooks.Edit(ctx, tx, new(db.Where).And("t.unit_id = ?", from), "", func(h *Hook) { h.UnitID = to })
	return err
}

// CountUnit counts the webhooks of a unit; kind is "unit", or "region", of which there are none.
func (s *Service) CountUnit(ctx context.Context, q db.Queryer, kind, id string) (n int64, err error) {
	if kind != "unit" {
		return 0, nil
	}
	err = q.QueryRow(ctx, "SELECT count(*) FROM notify_hook WHERE unit_id = $1", id).Scan(&n)
	return n, err
}

// secret reads what must not stand in the journal; "" when there is none.
func (s *Service) secret(ctx context.Context, id string) (value string, err error) {
	err = s.Run.DB.QueryRow(ctx, "SELECT value FROM notify_secret WHERE id = $1", id).Scan(&value)
	if db.NotFound(err) {
		return "", nil
	}
	return value, err
}

func setSecret(ctx context.Context, tx *db.Tx, id, value string) error {
	_, err := tx.Exec(ctx, "INSERT INTO notify_secret (id, value) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET value = excluded.value", id, value)
	return err
}
