package backtrack

import (
	"bytes"
	"encoding/json"
	"flag"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"lianzhang/internal/backtrack"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/docx"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/project"
	"lianzhang/internal/task"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

// TestMain keeps the log of requests out of the tests' output unless it is wanted.
func TestMain(m *testing.M) {
	flag.Parse()
	if !testing.Verbose() {
		slog.SetDefault(slog.New(slog.DiscardHandler))
	}
	os.Exit(m.Run())
}

func TestTemplates(t *testing.T) {
	uitest.Check(t, "backtrack", files, map[string]any{"show": &showPage{}, "check": &checkPage{}})
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// site has a project that went through two units over the National Day holiday; it gives its id.
func site(t *testing.T) (*webtest.Site, string) {
	s := webtest.New(t, "2026-09-18")
	at := func(day string) { s.Run.Clock = clock.At(day) }
	tasks := &task.Service{Run: s.Run, Org: s.Org, Comments: s.Comments, Calendar: workday.Default}
	p := s.Project(t, "年产三万吨高精度电子铜箔及配套覆铜板", func(p *project.Project) {
		p.Stage, p.StartedActual, p.Officer, p.Code = project.Signed, "", "张敏", "XM-2026-0412"
	})
	office, chief := s.Actor(t, "office"), s.Actor(t, "zong")
	edit := func(reason string, fn func(*project.Project)) {
		must(t, s.Projects.Edit(t.Context(), office, change.What{Action: "project.edit", Perm: authz.ProjectEdit, Ref: p.Ref(), Reason: reason},
			func(_ *change.Tx, p *project.Project) error { fn(p); return nil }))
	}
	at("2026-09-21")
	must(t, s.Projects.Move(t.Context(), chief, p.ID, project.Move{Action: "to_started", On: "2026-09-21", Override: true, Reason: "市长专题会议定，手续容缺后补"}))
	at("2026-09-23")
	c, err := s.Comments.Add(t.Context(), chief, p.Ref(), comment.New{Body: "用地月底前落实，请商务局牵头。", Instruction: true, Due: "2026-09-30"})
	must(t, err)
	at("2026-09-29")
	edit("转由商务局牵头", func(p *project.Project) { p.UnitID = s.Units["市商务局"] })
	at("2026-10-09")
	must(t, s.Comments.Done(t.Context(), chief, p.Ref(), c.ID))
	at("2026-10-12")
	edit("", func(p *project.Project) { p.Officer = "李强" })
	must(t, s.Projects.FillReport(t.Context(), office, project.Report{ProjectID: p.ID, Period: "2026-10", Done: 800_0000, Funds: 500_0000, Progress: "一号厂房基础完成，设备订货"}))
	at("2026-11-17")
	s.Serve(t, Routes(Deps{Backtrack: backtrack.New(s.Run, workday.Default, s.Projects, nil, tasks), Lists: s.Lists}), Add)
	return s, p.ID
}

func TestShow(t *testing.T) {
	s, id := site(t)
	office := s.As(t, "office")
	a := office.Get("/projects/" + id + "/backtrack").Want(http.StatusOK)
	if got := a.Text(".note"); !strings.Contains(got, "全部") || !strings.Contains(got, "条已核对") {
		t.Errorf("verdict %q", got)
	}
	if got := strings.Join(a.Texts("#units tbody tr"), "|"); got != "市发改委 7 1 2 0 1 1|市商务局 31 2 0 1 0 0" {
		t.Errorf("units %q", got)
	}
	for _, want := range []string{"张敏", "李强", "转由商务局牵头", "缺备案或核准文件、用地或租赁文件、施工许可证、现场照片；破例放行（zong同志）；理由：市长专题会议定，手续容缺后补", "2026-10-09办结，用6个工作日，超期", "至今没有报", "破例推进阶段", "一号厂房基础完成",
		"链长日志检查点", "共38个工作日"} {
		if !strings.Contains(a.Text("main"), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if b := office.Get("/backtrack/project/" + id).Want(http.StatusOK); b.Text("#desks") != a.Text("#desks") {
		t.Error("the two addresses differ")
	}
	office.Get("/backtrack/account/" + id).Want(http.StatusNotFound)
	office.Get("/backtrack/project/none").Want(http.StatusNotFound)
	s.As(t, "sysadmin").Get("/backtrack/project/" + id).Want(http.StatusForbidden)
	s.As(t, "park").Get("/backtrack/project/" + id).Want(http.StatusOK)
}

func TestScope(t *testing.T) {
	s, _ := site(t)
	p := s.Project(t, "临港的项目", func(p *project.Project) { p.Region = webtest.Linggang })
	for _, suffix := range []string{"", ".docx", ".json"} {
		s.As(t, "park").Get("/backtrack/project/" + p.ID + suffix).Want(http.StatusNotFound)
	}
}

func TestTamperedPage(t *testing.T) {
	s, id := site(t)
	must(t, s.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), "UPDATE journal_entry SET reason = '按程序' WHERE action = 'project.override'")
		return err
	}))
	a := s.As(t, "office").Get("/backtrack/project/" + id).Want(http.StatusOK)
	if got := a.Text(".note"); !strings.Contains(got, "条中有1条与日志不符：第") || !strings.Contains(a.Text("main"), "【第") {
		t.Errorf("verdict %q", got)
	}
}

func TestWordAndProofs(t *testing.T) {
	s, id := site(t)
	office := s.As(t, "office")
	b := office.Get("/backtrack/project/" + id + ".docx").Want(http.StatusOK).Body
	if to := os.Getenv("SAVE"); to != "" {
		must(t, os.WriteFile(to, b, 0o600))
	}
	got, err := docx.Read(bytes.NewReader(b), int64(len(b)))
	must(t, err)
	text, _ := json.Marshal(got)
	for _, want := range []string{"倒查报告", "各单位停留", "转由商务局牵头", "破例放行", "在建期间漏报", "链长日志检查点", "条已核对"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the paper lacks %q", want)
		}
	}
	var proofs struct {
		Head    journal.Head
		Entries []struct {
			Entry *journal.Entry
			Proof *journal.Inclusion
		}
	}
	must(t, json.Unmarshal(office.Get("/backtrack/project/"+id+".json").Want(http.StatusOK).Body, &proofs))
	if len(proofs.Entries) < 7 {
		t.Errorf("%d entries", len(proofs.Entries))
	}
	for _, e := range proofs.Entries {
		must(t, journal.VerifyInclusion(e.Entry, e.Proof, proofs.Head.Root))
	}
}

func TestCheck(t *testing.T) {
	s, id := site(t)
	office := s.As(t, "office")
	office.Get("/backtrack/check").Want(http.StatusOK)
	paper := office.Get("/backtrack/project/" + id).Doc.Find("pre").Text()
	if got := office.Post("/backtrack/check", url.Values{"checkpoint": {paper}}).Want(http.StatusOK).Text(".note"); !strings.HasPrefix(got, "对得上") {
		t.Errorf("%q", got)
	}
	slip := strings.Replace(paper, "条数：", "条数：1", 1)
	if a := office.Post("/backtrack/check", url.Values{"checkpoint": {slip}}).Want(http.StatusUnprocessableEntity); a.Doc.Find("[aria-invalid]").Length() != 1 || !strings.Contains(a.Text("main"), "校验码不符") {
		t.Errorf("a slip: %q", a.Text("main"))
	}
	forged := journal.Checkpoint{Site: "景川市", Size: 5, Root: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", At: s.Run.Clock.Micro()}
	if got := office.Post("/backtrack/check", url.Values{"checkpoint": {forged.String()}}).Want(http.StatusOK).Text(".note"); !strings.HasPrefix(got, "对不上") {
		t.Errorf("%q", got)
	}
	s.As(t, "sysadmin").Get("/backtrack/check").Want(http.StatusForbidden)
}
