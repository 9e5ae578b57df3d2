package checkup

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lianzhang/internal/catalog"
	"lianzhang/internal/chain"
	area "lianzhang/internal/checkup"
	"lianzhang/internal/importing"
	"lianzhang/internal/importing/targets"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/datatest"
	"lianzhang/internal/platform/docx"
	"lianzhang/internal/platform/jobs"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/project"
	"lianzhang/internal/task"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "checkup", files, map[string]any{"list": &listPage{}, "show": &showPage{}, "rules": &rulesPage{}, "run": &runPage{}, "file": &filePage{}, "report": &reportPage{}})
}

type site struct {
	*webtest.Site
	t     *testing.T
	water *area.Service
	deps  Deps
}

func serve(t *testing.T) *site {
	t.Helper()
	s := &site{Site: webtest.New(t, "2026-11-22"), t: t}
	s.water = &area.Service{Run: s.Run, Names: func(ctx context.Context) (area.Names, error) {
		d, err := s.Org.Directory(ctx)
		return area.Names{Root: d.Root().ID, Region: d.RegionName, Unit: d.UnitName}, err
	}}
	dir, err := attach.Open(filepath.Join(t.TempDir(), "files"), importing.MaxFile)
	if err != nil {
		t.Fatal(err)
	}
	imports := &importing.Service{Run: s.Run, Files: dir, Names: targets.Names(s.Org, s.Chains, s.Enterprises), Home: func(context.Context) string { return "349902" },
		Create: map[string]importing.Creator{chain.Kind: targets.Chains(s.Chains)}, Targets: targets.All(s.Projects, s.Enterprises, s.Chains, s.Org),
		Inspect: targets.Water(s.water)}
	s.deps = Deps{Run: s.Run, Checkup: s.water, Projects: s.Projects, Tasks: &task.Service{Run: s.Run, Org: s.Org, Comments: &comment.Service{Run: s.Run}, Calendar: workday.Default}, Imports: imports,
		Jobs: jobs.New(s.DB, s.Run.Clock, jobs.Options{Kinds: map[string]jobs.Kind{RunJob: {Run: func(ctx context.Context, _ *jobs.Task) (string, error) {
			r, err := s.water.Check(ctx, authz.System("job"), area.Over{}, nil)
			if err != nil {
				return "", err
			}
			return r.String(), nil
		}}}}), Lists: s.Lists, Trail: &trail.Trail{DB: s.DB, Kit: s.Lists}, Link: func(_ context.Context, kind, id string) string {
			if e := catalog.Find(kind); e != nil && e.Base != "" {
				return e.Base + "/" + id
			}
			return ""
		}}
	s.Serve(t, append(Routes(s.deps), s.Lists.Routes()...), Add, formpage.Add, listing.Add)
	return s
}

func signed(day string, total int64) func(*project.Project) {
	return func(p *project.Project) {
		p.Investor, p.Stage, p.SignedActual, p.TotalInvest, p.LandMu, p.Jobs, p.Class = "景川启岳铜业有限公司", project.Signed, day, total, float64(total)/1e8*20, total/1e6, "新建"
		p.StartedActual, p.Invested, p.FundsIn, p.CompletedActual, p.ProducedActual, p.CapacityActual = "", 0, 0, "", "", ""
	}
}

// TestFromQueueToRectification is the way of an officer: run, queue, evidence side by side, verdict, task.
func TestFromQueueToRectification(t *testing.T) {
	s := serve(t)
	s.Project(t, "启岳高精度铜箔基地", signed("2026-03-05", 3_2000_0000))
	s.Project(t, "启岳高精度铜箔基地", signed("2026-06-05", 4_0000_0000))
	office := s.As(t, "office")
	if got := office.Get("/checkups?state=open").Want(http.StatusOK).Text("main"); !strings.Contains(got, "还没有做过全册体检") {
		t.Errorf("before the first run: %q", got)
	}
	office.Post("/checkups/run", nil).Want(http.StatusSeeOther)
	office.Post("/checkups/run", nil).Want(http.StatusSeeOther) // one is waiting already
	office.Get("/checkups/run").Want(http.StatusOK)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { s.deps.Jobs.Work(ctx); close(done) }()
	for n := 0; ; n++ {
		if runs, err := s.water.Runs(t.Context(), 5); err != nil || n > 2000 {
			t.Fatal("the job did not run", err)
		} else if len(runs) == 1 {
			break
		}
		office.Get("/checkups/run")
	}
	stop()
	<-done
	queue := office.Get("/checkups?state=open").Want(http.StatusOK)
	if got := queue.Text("#rows tbody"); !strings.Contains(got, "登记了2次") || !strings.Contains(got, "严重") || !strings.Contains(got, "3.20") {
		t.Errorf("queue: %q", got)
	}
	at := queue.Attr("#rows tbody th a", "href")
	page := office.Get(at).Want(http.StatusOK)
	if got := page.Text("#beside"); !strings.Contains(got, "相同") || !strings.Contains(got, "不同") || !strings.Contains(got, "景川启岳铜业有限公司") {
		t.Errorf("side by side: %q", got)
	}
	if got := page.Text("main"); !strings.Contains(got, "金额不一") || !strings.Contains(got, "只计一次为4.00亿元") {
		t.Errorf("evidence: %q", got)
	}
	for name, form := range map[string]url.Values{"action": {"reason": {"看了"}}, "reason": {"action": {"reject"}}, "effect": {"action": {"confirm"}, "reason": {"同一合同"}},
		"corrected": {"action": {"confirm"}, "reason": {"同一合同"}, "effect": {"correct"}}} {
		if got := office.Post(at+"/judge", form).Want(http.StatusUnprocessableEntity); got.Doc.Find("[name="+name+"]").Length() == 0 || got.Text(".errors, .state.is-error, [role=alert]") == "" {
			t.Errorf("%s is not refused at its field", name)
		}
	}
	office.Get(at + "/task").Want(http.StatusConflict)
	office.Post(at+"/judge", url.Values{"action": {"confirm"}, "reason": {"同一份合同"}, "effect": {"merge"}}).Want(http.StatusSeeOther)
	page = office.Get(at).Want(http.StatusOK)
	if got := page.Text(".facts"); !strings.Contains(got, "合并，只计一次") || !strings.Contains(got, "同一份合同") {
		t.Errorf("after the verdict: %q", got)
	}
	office.Get(at + "/task").Want(http.StatusOK)
	office.Post(at+"/task", url.Values{"name": {"合并重复登记"}, "unit_id": {s.Units["市发改委"]}}).Want(http.StatusUnprocessableEntity)
	office.Post(at+"/task", url.Values{"name": {"合并重复登记"}, "unit_id": {s.Units["市发改委"]}, "due": {"2026-12-10"}}).Want(http.StatusSeeOther)
	if got := office.Get(at).Text("main"); !strings.Contains(got, "合并重复登记") {
		t.Errorf("the task is not shown: %q", got)
	}
	office.Post(at+"/judge", url.Values{"action": {"reopen"}, "reason": {""}}).Want(http.StatusUnprocessableEntity)
	if got := office.Get("/checkups/rules").Want(http.StatusOK).Text("main"); !strings.Contains(got, "1/1") || !strings.Contains(got, "100.0%") || !strings.Contains(got, "20.") {
		t.Errorf("precision: %q", got)
	}
	s.rest(office, at)
}

// rest are the pages beside the way: the sheet on screen and on paper, the export, who may not.
func (s *site) rest(office *webtest.Client, at string) {
	t := s.t
	if got := office.Get("/checkups/report?region=349902").Want(http.StatusOK).Text("main"); !strings.Contains(got, "属实1条") {
		t.Errorf("sheet: %q", got)
	}
	paper := office.Get("/checkups/report/word?region=349902").Want(http.StatusOK)
	text, err := docx.ReadText(bytes.NewReader(paper.Body), int64(len(paper.Body)))
	tables, tableErr := docx.ReadTables(bytes.NewReader(paper.Body), int64(len(paper.Body)))
	if err != nil || tableErr != nil || !strings.Contains(strings.Join(text, "\n"), "项目体检单") || !strings.Contains(fmt.Sprint(tables), "登记了2次") {
		t.Errorf("%v %v %v %v", err, tableErr, text, tables)
	}
	if got := office.Get("/checkups/export?state=confirmed").Want(http.StatusOK).Body; !bytes.HasPrefix(got, []byte("PK")) {
		t.Error("the export is no workbook")
	}
	park := s.As(t, "park")
	park.Get("/checkups?state=open").Want(http.StatusOK)
	park.Post(at+"/judge", url.Values{"action": {"reject"}, "reason": {"x"}}).Want(http.StatusForbidden)
	park.Post("/checkups/rules", url.Values{}).Want(http.StatusForbidden)
	office.Get("/checkups/nobody").Want(http.StatusNotFound)
}

func TestThresholdsOnThePage(t *testing.T) {
	s := serve(t)
	office := s.As(t, "office")
	form := url.Values{}
	for _, d := range area.Shipped().Detectors {
		form.Set(d.ID+".on", "1")
		for _, p := range d.Params {
			form.Set(d.ID+"."+p.Name, number(p.Value))
		}
		if d.Words != "" {
			form.Set(d.ID+".words", d.Words)
		}
	}
	office.Post("/checkups/rules", form).Want(http.StatusUnprocessableEntity) // no reason
	form.Set("reason", "按省里新标准")
	for field, bad := range map[string]string{"land.high": "很多", "funds.share": "1000"} {
		was := form.Get(field)
		form.Set(field, bad)
		if got := office.Post("/checkups/rules", form).Want(http.StatusUnprocessableEntity); got.Doc.Find(`[name="`+field+`"][aria-invalid]`).Length() != 1 {
			t.Errorf("%s = %s is not refused at its field", field, bad)
		}
		form.Set(field, was)
	}
	form.Set("land.high", "800")
	form.Del("digits.on")
	office.Post("/checkups/rules", form).Want(http.StatusSeeOther)
	page := office.Get("/checkups/rules").Want(http.StatusOK)
	if page.Attr(`[name="land.high"]`, "value") != "800" || !strings.Contains(page.Text("main"), "按省里新标准") || !strings.Contains(page.Text("main"), "停用") {
		t.Errorf("adopted: %q", page.Text("main"))
	}
}

// TestTheLedgerBeforeItIsWritten shows the county's own ledger: 147 rows, 43 records, 42 names, 3.52 times.
func TestTheLedgerBeforeItIsWritten(t *testing.T) {
	s := serve(t)
	body, err := os.ReadFile(datatest.Path(t, "gaoming/招商项目调度台账.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	who := s.Actor(t, "office")
	b, err := s.deps.Imports.Upload(t.Context(), who, importing.Upload{List: "project", Name: "台账.xlsx", Body: bytes.NewReader(body)})
	if err == nil {
		_, err = s.deps.Imports.Analyse(t.Context(), who, b.ID, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	page := s.As(t, "office").Get("/imports/" + b.ID + "/checkup").Want(http.StatusOK)
	got := page.Text("main")
	for _, want := range []string{"147", "43", "42个名称", "1,609.40", "457.40", "3.52", "甜秘密高端智能家居生产基地（二期）", "6.00亿元", "10.00亿元", "调度表第"} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	s.As(t, "office").Get("/imports/nobody/checkup").Want(http.StatusNotFound)
}

func TestQualityIsPublished(t *testing.T) {
	p, err := area.Published()
	if err != nil || len(p.Held) < 3 {
		t.Fatalf("%+v %v", p, err)
	}
	held := p.Together()
	for _, trial := range append(p.Held, p.Tuned, held) {
		if len(trial.Results) != 18 || trial.All().Planted < 100 {
			t.Errorf("%+v", trial)
		}
	}
	for _, h := range p.Held {
		if h.Seed == p.Tuned.Seed {
			t.Error("the thresholds were set on a seed that is said to be held out")
		}
	}
	if a, b := held.All(), p.Held[0].All(); a.Found <= b.Found || a.Planted != 3*b.Planted {
		t.Errorf("the sum over the seeds is %+v, one of them %+v", a, b)
	}
}
