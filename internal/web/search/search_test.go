package search

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/project"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) { uitest.Check(t, "search", files, map[string]any{"show": page{}}) }

func TestTwoCharactersFind(t *testing.T) {
	s := webtest.New(t, "2026-11-20")
	s.Serve(t, Routes(Deps{DB: s.DB, Lists: s.Lists}), Add)
	s.Project(t, "年产5万吨高精铜板带项目", nil)
	s.Project(t, "分布式光伏电站", func(p *project.Project) { p.Region = webtest.Linggang })
	if _, err := s.Enterprises.Create(t.Context(), webtest.Program, enterprise.Enterprise{Name: "景川光伏科技有限公司", Region: webtest.Donghu, Revenue: 3_0000_0000}); err != nil {
		t.Fatal(err)
	}
	find := func(login, text string) *webtest.Answer {
		return s.As(t, login).Get("/search?" + url.Values{"q": {text}}.Encode()).Want(http.StatusOK)
	}
	for _, c := range []struct{ login, text, want string }{
		{"office", "光伏", "分布式光伏电站 景川光伏科技有限公司"},
		{"office", " 铜板 ", "年产5万吨高精铜板带项目"},
		{"office", "铜基", "铜基新材料"},
		{"office", "XM-2026-0001", "年产5万吨高精铜板带项目"},
		{"park", "光伏", "景川光伏科技有限公司"},
		{"park", "铜板", "年产5万吨高精铜板带项目"},
		{"office", "氢能", ""},
		{"office", "%", ""},
		{"office", "<script>", ""},
		{"office", strings.Repeat("长", 500), ""},
	} {
		a := find(c.login, c.text)
		if got := strings.Join(a.Texts(".lines a"), " "); got != c.want {
			t.Errorf("%s asks for %.20q and finds %q, want %q", c.login, c.text, got, c.want)
		}
		if c.want == "" && !strings.HasPrefix(a.Text(".state h3"), "没有找到") {
			t.Errorf("%.20q: %q", c.text, a.Text(".state"))
		}
	}
	if got := find("office", "").Text(".state h3"); got != "找什么" {
		t.Errorf("nothing asked: %q", got)
	}
	s.As(t, "sysadmin").Get("/search?q=光伏").Want(http.StatusForbidden)
	s.As(t, "").Get("/search").Want(http.StatusSeeOther)
}
