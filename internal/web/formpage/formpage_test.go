package formpage

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "formpage", files, map[string]any{"form": &Form{}})
}

type row struct{ Name, Kind string }

func form(q *web.Req, r row) *Form {
	return &Form{Page: q.Page("", "改"), Action: "/do", Submit: "保存", Back: "/", Hidden: []ui.Param{{Name: "version", Value: r.Kind}}, Fields: []ui.Field{
		{Kind: ui.KindText, Name: "name", Label: "名称", Value: r.Name}, {Kind: ui.KindPassword, Name: "secret", Label: "密码"},
		{Kind: ui.KindSelect, Name: "kind", Label: "类别", Value: r.Kind, Options: []ui.Option{{Value: "a", Label: "甲"}, {Value: "b", Label: "乙"}}},
		{Kind: ui.KindCheck, Name: "on", Label: "启用"}, {Kind: ui.KindRadio, Name: "pick", Label: "选", Options: []ui.Option{{Value: "1", Label: "一", On: true}, {Value: "2", Label: "二"}}}}}
}

// answer serves one handler that refuses what is posted with err.
func answer(t *testing.T, err error, second bool) *webtest.Answer {
	t.Helper()
	s := webtest.New(t, "2026-11-20")
	s.Serve(t, []web.Route{{Pattern: "POST /do", Perm: authz.SignedIn, Handle: func(q *web.Req) error {
		f, formErr := q.Form()
		if formErr != nil {
			return formErr
		}
		stored, conflict := Stored[row](err)
		if second && conflict {
			return form(q, row{"旧", "a"}).Differ(q, f, err, form(q, *stored))
		}
		return form(q, row{"旧", "a"}).Refuse(q, f, err)
	}}}, Add)
	return s.As(t, "office").Post("/do", url.Values{"name": {"我填的"}, "secret": {"s3cret"}, "kind": {"b"}, "on": {"1"}, "pick": {"2"}})
}

// TestRefuse: what was typed comes back, but for passwords, and what is wrong stands at its field.
func TestRefuse(t *testing.T) {
	a := answer(t, errs.Fields{{Name: "name", Message: "名称太短"}}.Err(), false).Want(http.StatusUnprocessableEntity)
	if a.Text("#f-name-m") != "名称太短" || a.Attr("#f-name", "value") != "我填的" || a.Attr("#f-secret", "value") != "" {
		t.Error(a.Text("form"))
	}
	if a.Attr("#f-kind option[selected]", "value") != "b" || a.Attr("input[name=pick][checked]", "value") != "2" || a.Doc.Find("#f-on[checked]").Length() != 1 {
		t.Error("choices were lost")
	}
	if a.Attr(".errs a", "href") != "#f-name" {
		t.Error("the summary does not lead to the field")
	}
}

func TestOtherErrorsAreHandedOn(t *testing.T) {
	for code, status := range map[errs.Code]int{errs.NotFound: 404, errs.Forbidden: 403, errs.Conflict: 422} {
		answer(t, errs.New(code, "不行"), false).Want(status)
	}
	answer(t, errors.New("broken"), false).Want(500)
}

// TestDiffer: the one who saves second sees both versions, and saving again goes on from the stored one.
func TestDiffer(t *testing.T) {
	conflict := &errs.Error{Code: errs.Conflict, Message: "有人先保存了", Detail: &row{"别人填的", "a"}}
	a := answer(t, conflict, true).Want(http.StatusUnprocessableEntity)
	if got := strings.Join(a.Texts("tbody tr"), "|"); !strings.Contains(got, "名称别人填的我填的") || !strings.Contains(got, "类别甲乙") {
		t.Errorf("both versions: %q", got)
	}
	if a.Attr("#f-name", "value") != "我填的" || a.Attr("input[name=version]", "value") != "a" {
		t.Error("typed text or stored version is missing")
	}
}
