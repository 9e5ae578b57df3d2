package api

import (
	"context"
	"testing"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/notify"
	"lianzhang/internal/platform/record"
)

// named are people who hear only when they are named.
type named struct{}

func (named) Person(_ context.Context, id string) (notify.Person, error) {
	return notify.Person{ID: id, Active: true}, nil
}

func (named) Play(context.Context, notify.Role, authz.Keys) ([]string, error) { return nil, nil }

func (named) Sees(context.Context, string, authz.Keys) (bool, error) { return true, nil }

func (named) Above(context.Context, string) ([]string, error) { return nil, nil }

// newNotify tells each event to the account that its payload names.
func newNotify(d *Deps) *notify.Service {
	s := &notify.Service{Run: d.Run, People: named{}, Calendar: d.Calendar}
	s.Register(notify.Topic{Name: "test", Kind: notify.Kind{Code: "light", Label: "亮红灯"}, To: []notify.Role{notify.Mentioned},
		Tell: func(_ context.Context, e notify.Event) (*notify.News, error) {
			return &notify.News{Title: "高精铜板带", Text: "亮红灯", URL: "/projects/" + e.Ref.ID, People: map[notify.Role][]string{notify.Mentioned: {e.Payload}}}, nil
		}})
	return s
}

func inboxStory(t *testing.T, s *site) {
	me := s.want(200, "tongguan", "GET", "/me", nil).json(t)["id"].(string)
	err := s.Run.Run(t.Context(), program, change.What{Action: "test", Perm: authz.SiteConfig}, func(tx *change.Tx) error {
		for _, id := range []string{"a", "b", "a"} {
			tx.Emit("test", record.Ref{Kind: "project", ID: id}, me)
		}
		return nil
	})
	if err == nil {
		err = s.Notify.Once(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	got := s.want(200, "tongguan", "GET", "/me/messages?unread=true&kind=light&size=1", nil).json(t)
	first := got["messages"].([]any)[0].(object)
	if got["unread"] != 2.0 || got["next"] == "" || first["more"] != 1.0 && first["record"] == "a" {
		t.Errorf("messages %v", got)
	}
	if rest := s.want(200, "tongguan", "GET", "/me/messages?after="+got["next"].(string), nil).json(t); len(rest["messages"].([]any)) != 1 || rest["next"] != "" {
		t.Errorf("the next page %v", rest)
	}
	at := "/me/messages/" + first["id"].(string)
	s.want(404, "yian", "POST", at+"/read", nil)
	s.want(204, "tongguan", "POST", at+"/read", nil)
	s.want(204, "tongguan", "PUT", at+"/muted", object{"muted": true})
	s.want(404, "yian", "PUT", at+"/muted", object{"muted": true})
	s.want(204, "tongguan", "POST", "/me/messages/read", object{"until": 1 << 60})
	if got := s.want(200, "tongguan", "GET", "/me/messages", nil).json(t); got["unread"] != 0.0 || len(got["messages"].([]any)) != 2 {
		t.Errorf("all read: %v", got)
	}
	s.want(404, "tongguan", "GET", "/me/messages?after=nothing", nil)
	s.want(422, "tongguan", "GET", "/me/messages?size=100000", nil)

	own := s.want(200, "tongguan", "GET", "/me/notify", nil).json(t)
	if own["quiet_from"] != "22:00" || own["mail"] != "" {
		t.Errorf("settings %v", own)
	}
	want := object{"mail_on": false, "quiet_from": "21:30", "quiet_to": "07:00", "urgent_passes": false, "digest_at": "08:30", "muted": []string{"light"}, "version": own["version"]}
	if got := s.want(200, "tongguan", "PUT", "/me/notify", want).json(t); got["digest_at"] != "08:30" || len(got["muted"].([]any)) != 1 {
		t.Errorf("saved %v", got)
	}
	want["digest_at"] = "上午"
	s.want(422, "tongguan", "PUT", "/me/notify", want)
	want["digest_at"], want["version"] = "", 7
	s.want(409, "tongguan", "PUT", "/me/notify", want)
}
