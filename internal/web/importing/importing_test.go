package importing

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"lianzhang/internal/chain"
	area "lianzhang/internal/importing"
	"lianzhang/internal/importing/targets"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "importing", files, map[string]any{"list": listPage{}, "new": newPage{}, "wait": waitPage{}, "done": donePage{}, "preview": previewPage{}, "head": headPage{}})
}

func newSite(t *testing.T) *webtest.Site {
	t.Helper()
	return newSiteFor(t, 1<<20)
}

func newLargeSite(t *testing.T) *webtest.Site {
	t.Helper()
	return newSiteFor(t, 16<<20)
}

func newSiteFor(t *testing.T, most int64) *webtest.Site {
	t.Helper()
	s := webtest.New(t, "2026-11-20")
	imports := &area.Service{Run: s.Run, Files: s.Files, Targets: targets.All(s.Projects, s.Enterprises, s.Chains, s.Org), Names: targets.Names(s.Org, s.Chains, s.Enterprises),
		Home: func(context.Context) string { return webtest.City }, Create: map[string]area.Creator{chain.Kind: targets.Chains(s.Chains)}}
	s.Serve(t, Routes(Deps{Imports: imports, Lists: s.Lists, MaxFile: most}), Add)
	return s
}

const ledger = `景川市新增项目清单,,,,,,
序号,项目名称,所属产业链,县区,总投资（万元）,拟开工时间,联络
1,高精铜板带,铜基新材料,东湖区,3.2亿,2026.3,老王
2,铜箔二期,铜基新材料,东湖区,一亿二,2026/2/1,老李
3,高精铜板带,铜基新材料,东湖区,3.2亿,2026.3,老王
4,铜杆,铜基新材料,滨江区,6100,2026-05,老赵
,小计,,,70100,,
5,漆包线,铜基新材料,东湖区,8000,2026-06,老孙
`

func upload(t *testing.T, s *webtest.Site, login, list, name, content string) *webtest.Answer {
	t.Helper()
	c := s.As(t, login)
	c.Follow = true
	return c.Upload("/imports/new", url.Values{"list": {list}}, name, []byte(content))
}

func projects(t *testing.T, s *webtest.Site) int64 {
	t.Helper()
	n, err := project.Spec.Count(t.Context(), s.DB, &list.Query{}, list.Asker{Scope: webtest.Program.Scope})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestFromTheFileToTheRegisterAndBack(t *testing.T) {
	s := newSite(t)
	a := upload(t, s, "office", "project", "新增项目清单.csv", ledger).Want(http.StatusOK)
	at := a.Path
	if got := a.Text("h1") + "　" + a.Text(".steps .is-now"); got != "校对导入　校对" {
		t.Fatalf("after the upload: %q", got)
	}
	if n := projects(t, s); n != 0 {
		t.Fatalf("%d projects before anybody confirmed", n)
	}
	if got := strings.Join(a.Texts(".tabs a"), " "); got != "全部 5 可入库 2 要处理 2 有误 2 重复 1 自动换算 3 非数据行 3" {
		t.Errorf("tabs: %q", got)
	}
	row := func(a *webtest.Answer, number string) string {
		for _, r := range a.Texts(".sheet-in tbody tr") {
			if strings.HasPrefix(r, number) {
				return r
			}
		}
		return ""
	}
	if got := row(a, "3"); !strings.Contains(got, "可入库") || !strings.Contains(got, "3.2亿") {
		t.Errorf("a row with corrections: %q", got)
	}
	if got := a.Doc.Find("td.is-bad[data-ref=E4]").Text(); !strings.Contains(got, "一亿二") {
		t.Errorf("the amount that cannot be read: %q", got)
	}
	if got := row(a, "5"); !strings.Contains(got, "不写") || !strings.Contains(got, "表内完全重复") || !strings.Contains(got, "并成一条") {
		t.Errorf("a copy of a row: %q", got)
	}
	if got := row(s.As(t, "office").Get(at+"?tab=other"), "7"); !strings.Contains(got, "小计") {
		t.Errorf("a subtotal is shown as such: %q", got)
	}
	if got := a.Text(".summary-line"); !strings.Contains(got, "读到5行新增2条") {
		t.Errorf("summary: %q", got)
	}

	office := s.As(t, "office")
	office.Follow = true
	fixed := office.Post(at+"/cell", url.Values{"fix": {"0!E4=12000"}, "tab": {"bad"}}).Want(http.StatusOK)
	if !strings.HasSuffix(fixed.Path, "?tab=bad") || strings.Contains(fixed.Text(".sheet-in"), "铜箔二期") {
		t.Errorf("after the correction: %s %q", fixed.Path, fixed.Text(".sheet-in tbody"))
	}
	office.Follow = false
	rejected := office.Get(at + "/rejects.xlsx").Want(http.StatusOK)
	if !bytes.HasPrefix(rejected.Body, []byte("PK")) || !strings.Contains(rejected.Header.Get("Content-Disposition"), url.PathEscape("新增项目清单－有误行.xlsx")) {
		t.Errorf("rejected rows: %s", rejected.Header.Get("Content-Disposition"))
	}
	office.Post(at+"/confirm", nil).Want(http.StatusSeeOther)
	if n := projects(t, s); n != 3 {
		t.Errorf("%d projects after the confirmation, want three", n)
	}
	done := office.Get(at).Want(http.StatusOK)
	if got := done.Text(".title .light") + " " + done.Text(".facts dd:nth-of-type(1)"); got != "已入库 3条" {
		t.Errorf("the batch says %q", got)
	}
	office.Post(at+"/confirm", nil).Want(http.StatusConflict)
	if got := office.Post(at+"/undo", url.Values{"reason": {" "}}).Want(http.StatusUnprocessableEntity).Text(".msg"); got != "写明为什么撤回" {
		t.Errorf("taken back without a reason: %q", got)
	}
	office.Post(at+"/undo", url.Values{"reason": {"传错文件"}}).Want(http.StatusSeeOther)
	if n := projects(t, s); n != 0 {
		t.Errorf("%d projects after the batch was taken back", n)
	}
	if got := office.Get("/imports").Want(http.StatusOK).Text("tbody tr"); !strings.Contains(got, "已撤回") {
		t.Errorf("the list of batches: %q", got)
	}
}

func TestColumnsAndDuplicates(t *testing.T) {
	s := newSite(t)
	s.Project(t, "高精铜板带", func(p *project.Project) {
		p.TotalInvest, p.StartedPlan, p.StartedActual, p.Stage = 1_0000_0000, "", "", project.Signed
	})
	a := upload(t, s, "office", "project", "清单.csv", ledger).Want(http.StatusOK)
	at := a.Path
	if got := a.Text(".note"); !strings.Contains(got, "G列“联络”") {
		t.Errorf("the column that is not read: %q", got)
	}
	cell := a.Doc.Find("td.is-dup").First().Text()
	if !strings.Contains(cell, "已在册，金额不同：高精铜板带 待定") || !strings.Contains(cell, "更新") {
		t.Errorf("a row that repeats a stored record: %q", cell)
	}
	office := s.As(t, "office")
	choose := a.Attr("td.is-dup button[value$='=merge']", "value")
	office.Post(at+"/decide", url.Values{"choose": {choose}}).Want(http.StatusSeeOther)
	if got := office.Get(at).Doc.Find("td.is-dup").First().Text(); !strings.Contains(got, "更新") || strings.Contains(got, "待定") {
		t.Errorf("after the decision: %q", got)
	}
	office.Post(at+"/decide-all", url.Values{"kind": {"register_conflict"}, "decision": {"skip"}}).Want(http.StatusSeeOther)

	head := office.Get(at + "/head").Want(http.StatusOK)
	form := url.Values{}
	head.Doc.Find("form select, form input").Each(func(_ int, x *goquery.Selection) {
		name := x.AttrOr("name", "")
		if x.Is("select") {
			form.Set(name, x.Find("option[selected]").AttrOr("value", ""))
		} else if x.AttrOr("type", "") != "checkbox" || x.Is("[checked]") {
			form.Set(name, x.AttrOr("value", ""))
		}
	})
	form.Set("col.0.6", "officer")
	office.Post(at+"/head", form).Want(http.StatusSeeOther)
	after := office.Get(at)
	if got := after.Text(".sheet-in thead tr:nth-child(2) th:last-child option[selected]"); got != "专责人员" {
		t.Errorf("the column was given a meaning, and is %q", got)
	}
	if strings.Contains(after.Text(".note"), "联络") {
		t.Error("a column that is read is still told as not read")
	}
	office.Post(at+"/map", url.Values{"sheet": {"0"}, "col.0.6": {""}}).Want(http.StatusSeeOther)
	if got := office.Get(at).Text(".sheet-in thead tr:nth-child(2) th:last-child option[selected]"); got != "不导入" {
		t.Errorf("the head's own choice: %q", got)
	}
	form.Del("sheet.0")
	office.Post(at+"/head", form).Want(http.StatusUnprocessableEntity)
	for path, bad := range map[string]url.Values{"/cell": {"fix": {"E4"}}, "/decide": {"choose": {"x=merge"}}, "/decide-all": {"kind": {"x"}}} {
		if got := office.Post(at+path, bad).Want(http.StatusUnprocessableEntity).Text(".note.r"); got == "" {
			t.Errorf("%s says nothing of what was wrong", path)
		}
	}
	office.Post(at+"/drop", nil).Want(http.StatusSeeOther)
	office.Get(at).Want(http.StatusOK)
	office.Post(at+"/cell", url.Values{"fix": {"0!E4=1"}}).Want(http.StatusConflict)
}

func TestBadFilesSayWhy(t *testing.T) {
	s := newSite(t)
	for name, c := range map[string]struct{ file, content, want string }{
		"nothing chosen": {"", "", "选择要上传的文件"},
		"empty":          {"空.csv", "", "文件是空的"},
		"too large":      {"大.csv", strings.Repeat("一,二,三\n", 300_000), "文件超过1.0 MB"},
	} {
		a := upload(t, s, "office", "project", c.file, c.content).Want(http.StatusUnprocessableEntity)
		if got := a.Text("#f-file-m"); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %q", name, got)
		}
		if a.Doc.Find("input[value=project][checked]").Length() != 1 {
			t.Errorf("%s: the choice of the list is lost", name)
		}
	}
	for name, content := range map[string]string{"图片.xlsx": "\x89PNG\r\n\x1a\n....", "没有表头.csv": "一,二\n三,四\n", "断了.xlsx": "PK\x03\x04断了"} {
		a := upload(t, s, "office", "project", name, content).Want(http.StatusOK)
		if got := a.Text(".state"); !strings.HasPrefix(got, "这个文件读不了") {
			t.Errorf("%s: %q", name, got)
		}
		if a.Doc.Find(".page-head .primary").Length() != 0 {
			t.Errorf("%s can be confirmed", name)
		}
	}
	s.As(t, "office").Upload("/imports/new", url.Values{"list": {"nonsense"}}, "x.csv", []byte(ledger)).Want(http.StatusNotFound)
	s.As(t, "office").Post("/imports/new", url.Values{}).Want(http.StatusUnprocessableEntity)
}

func TestWhoMayImport(t *testing.T) {
	s := newSite(t)
	at := upload(t, s, "office", "project", "清单.csv", ledger).Want(http.StatusOK).Path
	for login, want := range map[string]int{"": http.StatusSeeOther, "factor": http.StatusForbidden, "zong": http.StatusForbidden, "park": http.StatusNotFound} {
		c := s.As(t, login)
		if got := c.Get(at).Status; got != want {
			t.Errorf("%q opens another's batch: %d, want %d", login, got, want)
		}
		if got := c.Post(at+"/confirm", nil).Status; got != want {
			t.Errorf("%q confirms another's batch: %d, want %d", login, got, want)
		}
	}
	office := s.As(t, "office")
	for _, path := range []string{"/imports/none", "/imports/none/head", "/imports/none/rejects.xlsx", "/imports/none/state"} {
		office.Get(path).Want(http.StatusNotFound)
	}
	if got := strings.Join(s.As(t, "team").Get("/imports/new").Texts(".checks label"), " "); got != "项目 企业 企业指标" {
		t.Errorf("a team may import %q", got)
	}
	if got := strings.Join(s.As(t, "sysadmin").Get("/imports/new").Texts(".checks label"), " "); got != "单位 用户" && got != "单位 人员" && got != "单位 账号" {
		t.Errorf("the system administrator may import %q", got)
	}
}

// TestLargeFilesAreReadInTheBackground: the page waits, asks, and goes on by itself.
func TestLargeFilesAreReadInTheBackground(t *testing.T) {
	tr := newTracker()
	if tr.state("a") != nil {
		t.Fatal("a work before any began")
	}
	gate := make(chan struct{})
	tr.start("a", "正在读", func(_ context.Context, progress area.Progress) error {
		progress(300, 1000)
		<-gate
		return nil
	})
	tr.start("a", "再来一次", func(context.Context, area.Progress) error { t.Error("two works on one batch"); return nil })
	for tr.state("a").Done == 0 {
		time.Sleep(time.Millisecond)
	}
	if w := tr.state("a"); w.Label != "正在读" || w.Done != 300 || w.Total != 1000 || w.Over {
		t.Errorf("%+v", w)
	}
	j := job(&area.Batch{ID: "a"}, tr.state("a"))
	if !j.Running || j.Percent() != 30 || j.URL != "/imports/a/state" {
		t.Errorf("%+v", j)
	}
	close(gate)
	for w := tr.state("a"); !w.Over; w = tr.state("a") {
		time.Sleep(time.Millisecond)
	}
	if tr.state("a") != nil {
		t.Error("a work that is over is told twice")
	}
	tr.start("b", "出错", func(context.Context, area.Progress) error { panic("x") })
	w := tr.state("b")
	for ; !w.Over; w = tr.state("b") {
		time.Sleep(time.Millisecond)
	}
	if w.Err == nil || !strings.Contains(web.Message(w.Err), "程序出错") {
		t.Errorf("a panic became %v", w.Err)
	}
}
