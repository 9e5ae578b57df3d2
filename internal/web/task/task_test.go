package task

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianzhang/internal/importing"
	"lianzhang/internal/importing/targets"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/docx"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/platform/workday"
	area "lianzhang/internal/task"
	"lianzhang/internal/web/formpage"
	importpage "lianzhang/internal/web/importing"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "task", files, map[string]any{"show": &showPage{}, "day": &dayPage{}, "units": &unitsPage{}, "import": &importPage{}})
}

func serve(t *testing.T) *webtest.Site {
	t.Helper()
	s := webtest.New(t, "2026-09-28")
	tasks := &area.Service{Run: s.Run, Org: s.Org, Comments: &comment.Service{Run: s.Run}, Calendar: workday.Default}
	tasks.FollowInstructions(func(context.Context, db.Queryer, record.Ref) (*area.Subject, error) { return nil, nil })
	imports := &importing.Service{Run: s.Run, Files: s.Files, Targets: []importing.Target{targets.Task(tasks)}, Names: targets.Names(s.Org, s.Chains, s.Enterprises),
		Home: func(context.Context) string { return webtest.City }}
	s.Serve(t, append(append(Routes(Deps{Run: s.Run, Tasks: tasks, Files: s.Files, Imports: imports, Lists: s.Lists, Trail: &trail.Trail{DB: s.DB, Kit: s.Lists}, MaxFile: 1 << 20}),
		importpage.Routes(importpage.Deps{Imports: imports, Lists: s.Lists})...), s.Lists.Routes()...), Add, listpage.Add, formpage.Add, listing.Add, importpage.Add)
	return s
}

func draft(s *webtest.Site) url.Values {
	return url.Values{"name": {"完成高端铜箔项目选址"}, "measure": {"取得用地批复"}, "unit_id": {s.Units["东湖区发改局"]}, "co_units": {"市供电公司"}, "chain_id": {s.Chain["铜基新材料"]}, "due": {"2026-09-28"},
		"source": {"plan"}, "source_text": {"工作要点第3条"}, "steps": {"2026-09-28 过会"}, "need_proof": {"1"}}
}

// TestATaskGoesItsWay through the pages: set, progress, milestone, carry-over, proof, report, return, close.
func TestATaskGoesItsWay(t *testing.T) {
	s := serve(t)
	office, park, factor := s.As(t, "office"), s.As(t, "park"), s.As(t, "factor")
	for field, bad := range map[string]string{"name": "", "unit_id": "", "co_units": "没有这个局", "due": "年底", "steps": "没有日期的节点"} {
		form := draft(s)
		form.Set(field, bad)
		if n := office.Post("/tasks/new", form).Want(http.StatusUnprocessableEntity).Doc.Find("#f-" + field + "[aria-invalid]").Length(); n != 1 {
			t.Errorf("%s = %q is not refused at its field", field, bad)
		}
	}
	at := office.Post("/tasks/new", draft(s)).Want(http.StatusSeeOther).Header.Get("Location")
	if got := factor.Get(at).Want(http.StatusOK).Text("main"); !strings.Contains(got, "完成高端铜箔项目选址") { // a co-unit sees it
		t.Error(got)
	}
	park.Get("/tasks/new").Want(http.StatusOK)
	park.Post(at+"/progress", url.Values{"text": {""}}).Want(http.StatusUnprocessableEntity)
	park.Post(at+"/progress", url.Values{"text": {"已报规划"}, "share": {"40"}, "problem": {"红线未定"}}).Want(http.StatusSeeOther)
	page := park.Get(at).Want(http.StatusOK)
	park.Post(page.Attr("#steps form", "action"), nil).Want(http.StatusSeeOther)
	park.Post(at+"/carry", url.Values{"to": {"2026-09-28"}, "reason": {"晚"}}).Want(http.StatusUnprocessableEntity)
	park.Post(at+"/carry", url.Values{"to": {"2026-10-08"}, "reason": {"规委会节后开"}}).Want(http.StatusSeeOther)
	if got := park.Get("/tasks/day").Want(http.StatusOK).Text("main"); !strings.Contains(got, "结转到10月8日：规委会节后开") {
		t.Error(got)
	}
	park.Post(at+"/move", url.Values{"action": {"report"}, "text": {"已办"}}).Want(http.StatusUnprocessableEntity) // without proof
	park.Upload(at+"/files", url.Values{"label": {"批复"}}, "批复.pdf", []byte("%PDF-1.4")).Want(http.StatusSeeOther)
	park.Post(at+"/move", url.Values{"action": {"report"}, "text": {""}}).Want(http.StatusUnprocessableEntity)
	park.Post(at+"/move", url.Values{"action": {"report"}, "text": {"已取得批复"}}).Want(http.StatusSeeOther)
	park.Post(at+"/move", url.Values{"action": {"close"}}).Want(http.StatusForbidden)
	office.Post(at+"/move", url.Values{"action": {"return"}, "text": {"附件看不清"}}).Want(http.StatusSeeOther)
	park.Post(at+"/move", url.Values{"action": {"report"}, "text": {"已换清晰件"}}).Want(http.StatusSeeOther)
	if got := office.Get(at).Want(http.StatusOK).Text(".page-head, header"); !strings.Contains(got, "销号") {
		t.Errorf("who set it is not offered to close it: %s", got)
	}
	office.Post(at+"/move", url.Values{"action": {"close"}}).Want(http.StatusSeeOther)
	link := park.Get(at).Attr("#files .files a", "href")
	if got := park.Get(link).Want(http.StatusOK).Header.Get("Content-Disposition"); !strings.Contains(got, url.PathEscape("批复.pdf")) {
		t.Error(got)
	}
	if got := office.Get(at).Text("main"); !strings.Contains(got, "退回1次") || !strings.Contains(got, "已销号") {
		t.Error(got)
	}
	office.Get("/tasks?state=closed").Want(http.StatusOK)
	office.Get("/tasks/duties?state=closed").Want(http.StatusOK)
	if got := office.Get("/tasks/units").Want(http.StatusOK).Text("tbody"); !strings.Contains(got, "东湖区发改局") || !strings.Contains(got, "100.0") {
		t.Error(got)
	}
	if a := office.Get("/tasks/lists.xlsx").Want(http.StatusOK); len(a.Body) < 5000 {
		t.Errorf("%d bytes of workbook", len(a.Body))
	}
	s.As(t, "sysadmin").Get(at).Want(http.StatusForbidden)
}

// TestImportOfAPlan: a Word table goes through the same preview as a workbook.
func TestImportOfAPlan(t *testing.T) {
	s := serve(t)
	office := s.As(t, "office")
	col := func(h string) document.Column { return document.Column{Header: h} }
	var b bytes.Buffer
	if err := docx.Write(&b, &document.Doc{Title: "48项重点任务", Blocks: []document.Block{document.Table{Columns: []document.Column{col("序号"), col("重点任务"), col("牵头单位"), col("配合单位"), col("完成时限")},
		Rows: []document.Row{document.Cells("1", "编制铜基新材料图谱", "市发改委", "市供电公司", "2026年10月"), document.Cells("2", "引进铜箔企业2家", "市商务局", "", "2026-12-31")}}}}, docx.Options{}); err != nil {
		t.Fatal(err)
	}
	office.Upload("/tasks/import", url.Values{"source": {"plan48"}}, "错.docx", []byte("no")).Want(http.StatusUnprocessableEntity)
	to := office.Upload("/tasks/import", url.Values{"source": {"plan48"}}, "48项重点任务.docx", b.Bytes()).Want(http.StatusSeeOther).Header.Get("Location")
	office.Get(to).Want(http.StatusOK)
	office.Post(to+"/confirm", nil).Want(http.StatusSeeOther)
	got := office.Get("/tasks?source=plan48&sort=code").Want(http.StatusOK).Text("tbody")
	for _, want := range []string{"编制铜基新材料图谱", "市发改委", "引进铜箔企业2家", "市商务局", "10-31"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is missing in %s", want, got)
		}
	}
	if got := s.As(t, "factor").Get("/tasks/duties").Want(http.StatusOK).Text("tbody"); !strings.Contains(got, "编制铜基新材料图谱") || !strings.Contains(got, "配合") {
		t.Errorf("the co-unit's duties: %s", got)
	}
}
