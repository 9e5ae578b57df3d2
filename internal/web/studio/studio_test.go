package studio

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianzhang/internal/cadence"
	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/docx"
	"lianzhang/internal/report"
	"lianzhang/internal/studio"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "studio", files, map[string]any{"index": &indexPage{}, "names": &namesPage{}, "show": &showPage{}})
}

func serve(t *testing.T) *webtest.Site {
	t.Helper()
	s := webtest.New(t, "2026-11-20")
	papers := &report.Service{Projects: s.Projects, Review: s.Review, Chains: s.Chains, Org: s.Org, Clock: s.Run.Clock, Calendar: s.Org.Working}
	periods := &cadence.Service{Run: s.Run, Calendar: s.Org.Working, Site: func(context.Context) string { return "" }}
	service := &studio.Service{Run: s.Run, Files: s.Files, Org: s.Org, Chains: s.Chains, Report: papers, Cadence: periods, Calendar: s.Org.Working}
	s.Serve(t, Routes(Deps{Studio: service, Files: s.Files, Lists: s.Lists}), Add, formpage.Add)
	return s
}

// word is a Word file that says a sentence.
func word(t *testing.T, sentence string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := docx.Write(&b, &document.Doc{Title: "月报", Blocks: []document.Block{document.P(document.Text(sentence))}}, docx.Options{OmitSources: true}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestATemplateFromUploadToStop goes the way of a template: taken in, refused when wrong with what was typed kept, replaced,
// changed by two people at once, an earlier version taken back, sent and stopped.
func TestATemplateFromUploadToStop(t *testing.T) {
	s := serve(t)
	office := s.As(t, "office")
	typed := url.Values{"name": {"本市月报"}, "cadence": {"month"}, "about": {""}}
	for content, want := range map[string]string{"不是Word": "不是Word文件", string(word(t, "没有要填的")): "文件里没有填写项", string(word(t, "{{完成率")): "没有用}}结束"} {
		page := office.Upload("/studio/new", typed, "月报.docx", []byte(content)).Want(http.StatusUnprocessableEntity)
		if got := page.Text("main"); !strings.Contains(got, want) || page.Attr("[name=name]", "value") != "本市月报" {
			t.Errorf("want %s: %s", want, got)
		}
	}
	at := office.Upload("/studio/new", typed, "月报.docx", word(t, "完成率{{完成率}}")).Want(http.StatusSeeOther).Header.Get("Location")
	if got := office.Get("/studio").Want(http.StatusOK).Text("tbody"); !strings.Contains(got, "本市月报") || !strings.Contains(got, "第1版") {
		t.Errorf("the list says %s", got)
	}
	office.Upload(at+"/replace", url.Values{"reason": {""}}, "月报.docx", word(t, "{{完成率}}")).Want(http.StatusUnprocessableEntity)
	office.Upload(at+"/replace", url.Values{"reason": {"改了格式"}}, "月报.docx", word(t, "{{完成率}}，{{开工率}}")).Want(http.StatusSeeOther)
	version := office.Get(at+"/edit").Want(http.StatusOK).Attr("[name=version]", "value")
	edited := url.Values{"name": {"全市月报"}, "cadence": {"month"}, "about": {""}, "active": {"on"}, "version": {version}}
	office.Post(at+"/edit", edited).Want(http.StatusSeeOther)
	edited.Set("name", "另一个名字")
	if got := office.Post(at+"/edit", edited).Want(http.StatusUnprocessableEntity).Text("main"); !strings.Contains(got, "全市月报") || !strings.Contains(got, "另一个名字") {
		t.Errorf("of two who save, the second sees %s", got)
	}
	shown := office.Get(at).Want(http.StatusOK)
	if got := shown.Text("main"); !strings.Contains(got, "在用") || !strings.Contains(got, "改用这版") {
		t.Errorf("the versions are %s", got)
	}
	office.Post(at+"/use", url.Values{"file": {shown.Attr("input[name=file]", "value")}}).Want(http.StatusSeeOther)
	office.Post(at+"/use", url.Values{"file": {"01J00000000000000000000000"}}).Want(http.StatusNotFound)
	me := s.Actor(t, "office").ID
	office.Post(at+"/deliver", url.Values{"account_id": {me}, "days": {"3"}}).Want(http.StatusSeeOther)
	id := office.Get(at).Attr("input[name=schedule]", "value")
	office.Post(at+"/stop", url.Values{"schedule": {id}}).Want(http.StatusSeeOther)
	office.Post(at+"/stop", url.Values{"schedule": {id}}).Want(http.StatusNotFound)
}

// TestWhoMayNotIsRefused: others use templates and do not change them; those who make no papers do not see them.
func TestWhoMayNotIsRefused(t *testing.T) {
	s := serve(t)
	s.As(t, "office").Post("/studio/install", nil).Want(http.StatusSeeOther)
	s.As(t, "park").Get("/studio").Want(http.StatusOK)
	s.As(t, "park").Post("/studio/install", nil).Want(http.StatusForbidden)
	s.As(t, "factor").Get("/studio").Want(http.StatusForbidden)
	office := s.As(t, "office")
	if n := len(office.Get("/studio").Texts("tbody tr")); n != 4 {
		t.Errorf("%d templates", n)
	}
	office.Post("/studio/install", nil).Want(http.StatusSeeOther) // again: none is added twice
	if n := len(office.Get("/studio").Texts("tbody tr")); n != 4 {
		t.Errorf("%d templates after the second time", n)
	}
	at := office.Get("/studio").Attr("tbody a", "href")
	office.Get(at + "?period=2026").Want(http.StatusUnprocessableEntity)
	if got := office.Get("/studio/names").Want(http.StatusOK).Text("main"); !strings.Contains(got, "没有") {
		t.Errorf("without projects the page of names says %s", got)
	}
}
