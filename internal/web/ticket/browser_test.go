package ticket

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lianzhang/internal/platform/comment"
	area "lianzhang/internal/ticket"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func (s *site) open(t *testing.T, login string) *httptest.Server {
	t.Helper()
	var cookie *http.Cookie
	if login != "" {
		cookie = s.SignIn(t, login, webtest.Password)
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if cookie != nil {
			r.AddCookie(cookie)
		}
		s.Handler.ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	return srv
}

func picture(t *testing.T, b *uitest.Tab, name string) {
	t.Helper()
	if dir := os.Getenv("SHOTS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name+".png"), b.Shot(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestBrowser opens every page in both sizes, and lets a firm raise and rate on a telephone.
func TestBrowser(t *testing.T) {
	uitest.Need(t)
	s := newSite(t)
	s.fill(t, 400)
	x := s.raise(t, "110千伏外线未按期送电，首条线设备无法带电调试")
	s.raise(t, "110千伏外线杆位迁改进度慢，影响设备调试")
	power := s.Actor(t, "factor")
	for _, act := range []area.Act{{Action: area.ActAccept}, {Action: area.ActBegin, Text: "9月28日前踏勘，月底前明确送电时间"}, {Action: area.ActPause, Text: "等企业补负荷说明"}} {
		if _, err := s.tickets.Do(t.Context(), power, x.ID, act); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.tickets.Climb(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := (&comment.Service{Run: s.Run}).Add(t.Context(), s.Actor(t, "zong"), x.Ref(), comment.New{Body: "请供电公司本周送电，链办盯住", Instruction: true, Due: "2026-09-25"}); err != nil {
		t.Fatal(err)
	}
	office := s.open(t, "office")
	b := uitest.Browser(t, 1366, 768)
	pages := map[string]string{"show": addr(x.ID), "queue": base + "/queue", "list": base, "board": base + "/board", "standing": base + "/standing", "figures": base + "/figures", "routing": base + "/routing",
		"rules": base + "/rules", "new": base + "/new", "classes": "/ticket-classes", "calls": "/ticket-calls", "links": "/ticket-links", "assign": addr(x.ID) + "/do/assign"}
	for _, size := range [][2]int{{1366, 768}, {390, 844}} {
		b.Size(size[0], size[1])
		for name, at := range pages {
			b.Open(office.URL + at)
			if b.Is(`document.documentElement.scrollWidth > innerWidth + 1`) {
				t.Errorf("%s is wider than the window of %d", at, size[0])
			}
			picture(t, b, strings.Join([]string{name, map[int]string{1366: "wide", 390: "phone"}[size[0]]}, "-"))
		}
	}
	token, _, err := s.tickets.MakeLink(t.Context(), s.Actor(t, "office"), area.Link{Kind: area.LinkRaise, EnterpriseID: s.firm})
	if err != nil {
		t.Fatal(err)
	}
	firm := s.open(t, "")
	b.Open(firm.URL + "/t/new/" + token)
	picture(t, b, "own-raise-phone")
	b.Do(`document.querySelector("#f-text").value = "蒸汽压力不稳，产线停了两次"; document.querySelector("#f-contact").value = "王工"; document.querySelector("#f-phone").value = "13900000000"`)
	b.Click("form .btn.primary")
	b.Wait(`document.querySelector("main svg path") !== null`)
	picture(t, b, "own-done-phone")
	b.Click("main a[href*='/t/']")
	b.Wait(`document.querySelector("ol.steps") !== null`)
	picture(t, b, "own-follow-phone")
	b.Clean()
}
