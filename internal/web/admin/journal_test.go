package admin_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/web/webtest"
)

func TestJournalIsSearched(t *testing.T) {
	s, _ := serve(t)
	audit := s.As(t, "auditadmin")
	p := s.Project(t, "被查的项目", nil)
	s.As(t, "sysadmin").Post("/admin/regions", v("id", "349900-KG", "name", "空港新区", "kind", "zone", "parent", webtest.City)).Want(http.StatusSeeOther)
	for q, want := range map[string]string{
		"action=region.create&who=sysadmin": "空港新区", "kind=project&ref=" + p.ID: "被查的项目", "who=系统管理员&from=" + today + "&to=" + today: "新建区域",
		"action=login.fail": "没有符合条件的记录", "to=2020-01-01": "没有符合条件的记录", "from=2026-11-21": "没有符合条件的记录",
	} {
		if got := audit.Get("/admin/journal?" + q).Want(http.StatusOK).Text("main table, main .state"); !strings.Contains(got, want) {
			t.Errorf("%s: %.300s", q, got)
		}
	}
	for _, q := range []string{"from=昨天", "ref=01J", "from=2026-11-20&to=2026-11-01"} {
		if got := audit.Get("/admin/journal?" + q).Want(http.StatusUnprocessableEntity).Text(".errs"); got == "" {
			t.Errorf("%s: no word about it", q)
		}
	}
	audit.Get("/admin/journal?before=zzz").Want(http.StatusOK)
	first := audit.Get("/admin/journal").Want(http.StatusOK)
	if n := len(first.Texts("tbody tr")); n == 0 || n > 50 {
		t.Errorf("%d rows", n)
	}
	s.As(t, "office").Get("/admin/journal").Want(http.StatusForbidden)
}

func TestAnEntryAndItsProof(t *testing.T) {
	s, _ := serve(t)
	audit := s.As(t, "auditadmin")
	sys := s.As(t, "sysadmin")
	at := "/admin/units/" + s.Units["市商务局"]
	f := sys.Get(at + "/edit").Want(http.StatusOK)
	sys.Post(at+"/edit", v("name", "景川市商务和投资促进局", "short", "市商务局", "kind", "department", "region", webtest.City,
		"version", f.Attr("input[name=version]", "value"), "reason", "更名")).Want(http.StatusSeeOther)
	e := last(t, s.DB, "unit", s.Units["市商务局"])
	entry := "/admin/journal/entries/" + itoa(e.Seq)
	p := audit.Get(entry).Want(http.StatusOK)
	if got := p.Texts("tbody tr"); !strings.Contains(strings.Join(got, "|"), "单位名称景川市商务局景川市商务和投资促进局") {
		t.Errorf("%q", got)
	}
	if got := p.Text("aside"); !strings.Contains(got, "已核对") || !strings.Contains(got, "更名") || !strings.Contains(got, "系统管理员") {
		t.Error(got)
	}
	var file struct {
		Entry journal.Entry
		Proof journal.Inclusion
	}
	down := audit.Get(entry + "/proof").Want(http.StatusOK)
	if err := json.Unmarshal(down.Body, &file); err != nil {
		t.Fatal(err)
	}
	head, err := s.Run.Journal.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := journal.VerifyInclusion(&file.Entry, &file.Proof, head.Root); err != nil {
		t.Errorf("the file does not prove itself: %v", err)
	}
	tamper(t, s.DB, "UPDATE journal_entry SET reason = '改过' WHERE seq = $1", e.Seq)
	if got := audit.Get(entry).Want(http.StatusOK).Text(".note.r"); !strings.Contains(got, "不符") {
		t.Errorf("an altered entry: %q", got)
	}
	for _, path := range []string{"/admin/journal/entries/999999", "/admin/journal/entries/-1", "/admin/journal/entries/x", "/admin/journal/entries/999999/proof"} {
		audit.Get(path).Want(http.StatusNotFound)
	}
}

// tamper writes behind the journal's back.
func tamper(t *testing.T, d *db.DB, sql string, args ...any) {
	t.Helper()
	other, err := db.Open(t.Context(), d.Target())
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	err = other.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), sql, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// verified waits for the verification under way and gives its page.
func verified(t *testing.T, audit *webtest.Client) *webtest.Answer {
	t.Helper()
	for range 200 {
		if part := audit.Fragment("/admin/journal/verify/progress", "verify"); part.Header.Get("HX-Redirect") == "/admin/journal/verify" {
			return audit.Get("/admin/journal/verify").Want(http.StatusOK)
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("the verification does not end")
	return nil
}

func TestVerification(t *testing.T) {
	s, _ := serve(t)
	audit := s.As(t, "auditadmin")
	audit.Post("/admin/journal/checkpoints", v("note", "11月例会")).Want(http.StatusSeeOther)
	list := audit.Get("/admin/journal/checkpoints").Want(http.StatusOK)
	if got := list.Text("tbody"); !strings.Contains(got, "11月例会") {
		t.Error(got)
	}
	paper := audit.Get(list.Attr("tbody a", "href")).Want(http.StatusOK)
	text := paper.Doc.Find("pre").Text()
	if _, err := journal.ParseCheckpoint(text); err != nil || !strings.HasPrefix(paper.Attr("img.qr", "src"), "data:image/png;base64,") {
		t.Fatalf("the printed page does not read back: %v", err)
	}
	audit.Get("/admin/journal/checkpoints/7").Want(http.StatusNotFound)

	bad := audit.Post("/admin/journal/verify", v("checkpoint", "乱写的")).Want(http.StatusUnprocessableEntity)
	if !strings.Contains(bad.Text("#f-checkpoint-m"), "不是有效的日志检查点") {
		t.Error(bad.Text("main"))
	}
	audit.Post("/admin/journal/verify", v("checkpoint", text)).Want(http.StatusSeeOther)
	good := verified(t, audit)
	if got := good.Text("main"); !strings.Contains(got, "没有发现改动") {
		t.Errorf("%.400s", got)
	}
}

func TestVerificationFindsWhatWasChanged(t *testing.T) {
	s, _ := serve(t)
	audit := s.As(t, "auditadmin")
	tamper(t, s.DB, "UPDATE region SET name = '东湖特区' WHERE id = $1", webtest.Donghu)
	audit.Post("/admin/journal/verify", v()).Want(http.StatusSeeOther)
	found := verified(t, audit)
	if got := found.Text(".note.r"); !strings.Contains(got, "发现1处不符") {
		t.Errorf("note: %q", got)
	}
	if got := found.Text("table[aria-label=不符之处] tbody"); !strings.Contains(got, "数据被改") || !strings.Contains(got, "东湖特区") {
		t.Error(got)
	}
	if e := last(t, s.DB, "journal", ""); e.Action != "journal.verify" || e.ActorName != "审计管理员" {
		t.Errorf("%+v", e)
	}
}

func TestCalendar(t *testing.T) {
	s, _ := serve(t)
	sys := s.As(t, "sysadmin")
	if got := sys.Get("/admin/calendar").Want(http.StatusOK).Text("main"); !strings.Contains(got, "2027年的通知还没有导入") || !strings.Contains(got, "国庆节 10月1日") {
		t.Errorf("%.300s", got)
	}
	for _, text := range []string{"", "not json", `{"year":2027,"days":[]}`, `{"year":2027,"days":[{"name":"元旦","date":"2027-01-01"}]}`} {
		if bad := sys.Post("/admin/calendar", v("notice", text)).Want(http.StatusUnprocessableEntity); bad.Text("#f-notice-m") == "" {
			t.Errorf("%q: %s", text, bad.Text("main"))
		}
	}
	notice := `{"year":2027,"days":[{"name":"元旦","date":"2027-01-01","isOffDay":true},{"name":"元旦","date":"2027-01-03","isOffDay":false}]}`
	look := sys.Upload("/admin/calendar", nil, "2027.json", []byte(notice)).Want(http.StatusOK)
	if got := look.Text("tbody"); !strings.Contains(got, "元旦 1月1日，1天 1月3日") {
		t.Error(got)
	}
	if c, err := s.Org.Calendar(t.Context()); err != nil || c.Known(2027) {
		t.Error("stored before it was confirmed")
	}
	sys.Post("/admin/calendar", v("notice", look.Attr("input[name=notice]", "value"), "do", "store", "reason", "国办发明电〔2026〕7号")).Want(http.StatusSeeOther)
	if c, err := s.Org.Calendar(t.Context()); err != nil || c.IsWorkday("2027-01-01") || !c.IsWorkday("2027-01-03") {
		t.Errorf("not in force: %v", err)
	}
	if e := last(t, s.DB, "setting", "workday.2027"); e.Action != "calendar.import" || e.Reason != "国办发明电〔2026〕7号" {
		t.Errorf("%+v", e)
	}
	if got := sys.Get("/admin/calendar?year=2099").Want(http.StatusOK).Text(".note"); !strings.Contains(got, "2099年没有通知") {
		t.Error(got)
	}
}
