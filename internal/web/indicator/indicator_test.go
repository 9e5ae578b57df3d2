package indicator

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/importing"
	"lianzhang/internal/importing/targets"
	area "lianzhang/internal/indicator"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/project"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "indicator", files, map[string]any{"tree": &treePage{}, "show": &showPage{}, "multiples": &multiplesPage{}, "at": &atPage{}, "fill": &fillPage{}, "approve": &approvePage{},
		"targets": &targetsPage{}, "peers": &peersPage{}, "operation": &operationPage{}, "revisions": &revisionsPage{}, "values": &valuesPage{}})
}

type pages struct {
	*webtest.Site
	s *area.Service
}

func open(t *testing.T) *pages {
	t.Helper()
	w := webtest.New(t, "2026-11-12")
	x := &pages{w, &area.Service{Run: w.Run, Org: w.Org, Chains: w.Chains}}
	imports := &importing.Service{Run: w.Run, Files: w.Files, Targets: []importing.Target{targets.Indicator(x.s)}, Names: targets.Names(w.Org, w.Chains, w.Enterprises, targets.IndicatorNames(x.s))}
	w.Serve(t, Routes(Deps{Run: w.Run, Indicators: x.s, Firms: w.Enterprises, Imports: imports, Files: w.Files, Lists: w.Lists, Trail: &trail.Trail{DB: w.DB, Kit: w.Lists}, MaxFile: 8 << 20}), Add, listpage.Add, formpage.Add)
	return x
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestAFigureFromTheSheetToTheTree: an indicator is made, given to units, filled, approved, seen, opened, revised.
func TestAFigureFromTheSheetToTheTree(t *testing.T) {
	x := open(t)
	office, park := x.As(t, "office"), x.As(t, "park")
	if got := office.Get("/indicators").Want(http.StatusOK).Text("main"); !strings.Contains(got, "还没有指标") {
		t.Errorf("an empty tree: %q", got)
	}
	form := url.Values{"name": {"规上工业产值"}, "measure": {"亿元"}, "decimals": {"1"}, "high": {"500"}, "better": {"up"}, "across": {"sum"}, "over_time": {"flow"}, "source": {"reported"}, "frequency": {"month"}, "by_kind": {"region"}}
	at := office.Post("/indicators/new", form).Want(http.StatusSeeOther).Header.Get("Location")
	for field, bad := range map[string]string{"name": "", "measure": "", "decimals": "两", "weight_id": "x"} {
		f := url.Values{}
		for k, v := range form {
			f[k] = v
		}
		f.Set("name", "另一个")
		f.Set(field, bad)
		if field == "weight_id" {
			f.Set("across", "mean")
		}
		if n := office.Post("/indicators/new", f).Want(http.StatusUnprocessableEntity).Doc.Find("#f-" + field + "[aria-invalid]").Length(); n != 1 {
			t.Errorf("%s = %q is not refused at its field", field, bad)
		}
	}
	unit := x.Units["东湖区发改局"]
	office.Post(at+"/duties", url.Values{"unit-region/" + webtest.Donghu: {unit}}).Want(http.StatusSeeOther)
	office.Get(at + "/duties").Want(http.StatusOK)
	sheet := park.Get("/indicators/fill?period=2026-10").Want(http.StatusOK)
	line := sheet.Attr("input[name=line]", "value")
	if line == "" || !strings.Contains(sheet.Text("main"), "规上工业产值") {
		t.Fatalf("the sheet: %s", sheet.Text("main"))
	}
	send := func(v, note, action string) url.Values {
		return url.Values{"unit": {unit}, "period": {"2026-10"}, "line": {line}, "v-" + line: {v}, "n-" + line: {note}, "m-" + line: {""}, "action": {action}}
	}
	if got := park.Post("/indicators/fill", send("一百", "", "save")).Want(http.StatusUnprocessableEntity); got.Doc.Find("#f-v-"+line+"[aria-invalid]").Length() != 1 || got.Attr("#f-v-"+line, "value") != "一百" {
		t.Error("a word is not refused at its cell")
	}
	if got := park.Post("/indicators/fill", send("900", "", "submit")).Want(http.StatusUnprocessableEntity); !strings.Contains(got.Text("main"), "不在合理范围0—500，写明原因") {
		t.Errorf("an odd figure: %s", got.Text("main"))
	}
	if got := park.Get("/indicators/fill?period=2026-10").Attr("#f-v-"+line, "value"); got != "900" {
		t.Errorf("what was typed is lost: %q", got)
	}
	park.Post("/indicators/fill", send("120.5", "", "submit")).Want(http.StatusSeeOther)
	if got := park.Get("/indicators/fill?period=2026-10").Doc.Find("#f-v-" + line).Length(); got != 0 {
		t.Error("a sheet that was handed in can be typed into")
	}
	queue := office.Get("/indicators/approve?period=2026-10").Want(http.StatusOK)
	if got := queue.Text("#filings tbody"); !strings.Contains(got, "东湖区发改局") || !strings.Contains(got, "待单位审核") || !strings.Contains(got, "审定") {
		t.Errorf("queue: %q", got)
	}
	step := func(action, why string) url.Values {
		return url.Values{"unit": {unit}, "period": {"2026-10"}, "action": {action}, "reason": {why}, "back": {"approve"}}
	}
	park.Post("/indicators/move", step("approve", "")).Want(http.StatusConflict)
	office.Post("/indicators/move", step("approve", "")).Want(http.StatusSeeOther)
	office.Post("/indicators/move", step("accept", "")).Want(http.StatusSeeOther)
	tree := office.Get("/indicators?period=2026-10").Want(http.StatusOK)
	if got := tree.Text("#tree tbody"); !strings.Contains(got, "规上工业产值") || !strings.Contains(got, "120.5") {
		t.Errorf("tree: %q", got)
	}
	open := office.Get(tree.Attr("#tree tbody td a.src", "href")).Want(http.StatusOK)
	if got := open.Text("#parts tbody"); !strings.Contains(got, "东湖区") || !strings.Contains(got, "120.5") {
		t.Errorf("the parts of the city's number: %q", got)
	}
	own := office.Get(open.Attr("#parts a.src", "href")).Want(http.StatusOK)
	if got := own.Text("main"); !strings.Contains(got, "东湖区发改局") || !strings.Contains(got, "已验收") && !strings.Contains(own.Text(".page-head"), "已验收") {
		t.Errorf("the value: %q", got)
	}
	action, version := own.Attr("form[action*=revise]", "action"), own.Attr("input[name=version]", "value")
	if n := office.Post(action, url.Values{"amount": {"118"}, "version": {version}}).Want(http.StatusUnprocessableEntity).Doc.Find("#f-reason[aria-invalid]").Length(); n != 1 {
		t.Error("a revision without a reason passed")
	}
	office.Post(action, url.Values{"amount": {"118"}, "version": {version}, "reason": {"核减重复"}}).Want(http.StatusSeeOther)
	for _, page := range []string{at, "/indicators/revisions", at + "/at?of=region/" + webtest.Donghu + "&period=2026-10"} {
		if got := park.Get(page).Want(http.StatusOK).Text("main"); !strings.Contains(got, "核减重复") || !strings.Contains(got, "120.5") {
			t.Errorf("%s does not show the revision: %s", page, got)
		}
	}
	show := office.Get(at).Want(http.StatusOK)
	if show.Doc.Find("svg.trend circle").Length() == 0 || !strings.Contains(show.Text("#series tbody"), "118.0") {
		t.Errorf("trend: %s", show.Text("#series"))
	}
	office.Get(at + "/multiples").Want(http.StatusOK)
	office.Get(at + "/at?period=2026-Q4").Want(http.StatusOK)
	office.Get(at + "/at?period=2026-W40").Want(http.StatusOK)
	office.Get("/observations?mark=estimated,missing").Want(http.StatusOK)
	if got := office.Get("/observations").Text("tbody"); !strings.Contains(got, "已验收") {
		t.Errorf("values: %q", got)
	}
	park.Get(at + "/at?of=region/" + webtest.Linggang + "&period=2026-10").Want(http.StatusNotFound)
	park.Get("/indicators/fill?period=2026-10&unit=" + x.Units["市商务局"]).Want(http.StatusNotFound)
	park.Get(at + "/edit").Want(http.StatusForbidden)
}

// TestTargetsOnThePage: parts that do not sum are refused with the difference, then adopted with a reason; progress shows.
func TestTargetsOnThePage(t *testing.T) {
	x := open(t)
	i := &area.Indicator{Name: "规上工业产值", Measure: "亿元", Decimals: 1}
	must(t, x.s.Create(t.Context(), webtest.Program, i))
	office := x.As(t, "office")
	f := url.Values{"indicator": {i.ID}, "year": {"2026"}, "by": {"region"}, "amount": {"700"}, "path": {"equal"}, "part-region/" + webtest.Donghu: {"300"}, "part-region/" + webtest.Linggang: {"380"}, "action": {"adopt"}}
	if got := office.Post("/indicators/targets", f).Want(http.StatusUnprocessableEntity); got.Doc.Find("#f-reason[aria-invalid]").Length() != 1 || !strings.Contains(got.Text("main"), "差20.0亿元未分解") {
		t.Errorf("parts that do not sum: %s", got.Text("main"))
	}
	f.Set("reason", "市本级机动")
	office.Post("/indicators/targets", f).Want(http.StatusSeeOther)
	page := office.Get("/indicators/targets?indicator=" + i.ID + "&year=2026").Want(http.StatusOK)
	if got := page.Text("main"); !strings.Contains(got, "差20.0亿元未分解") || !strings.Contains(got, "市本级机动") || !strings.Contains(got, "380.0") {
		t.Errorf("targets: %s", got)
	}
	plan := url.Values{"indicator": {i.ID}, "by": {"region"}, "back_year": {"2026"}, "base_year": {"2025"}, "base": {"350"}, "year": {"2028"}, "amount": {"700"}}
	office.Post("/indicators/plans", plan).Want(http.StatusSeeOther)
	if got := office.Get("/indicators/targets?indicator=" + i.ID).Text("#plans"); !strings.Contains(got, "3年翻番，每年须增长25.99%") {
		t.Errorf("plan: %q", got)
	}
	plan.Set("base", "0")
	office.Post("/indicators/plans", plan).Want(http.StatusUnprocessableEntity)
	if got := x.As(t, "park").Get("/indicators/targets?indicator=" + i.ID).Text("#targets tbody"); strings.Contains(got, "临港") || !strings.Contains(got, "东湖区") {
		t.Errorf("a county sees others' targets: %q", got)
	}
	peer := url.Values{"indicator": {i.ID}, "peer": {"邻市"}, "period": {"2025"}, "amount": {"800"}, "source": {"统计公报"}, "source_on": {"2026-03-01"}}
	office.Post("/indicators/peers", peer).Want(http.StatusSeeOther)
	peers := office.Get("/indicators/peers").Want(http.StatusOK)
	if got := peers.Text("tbody"); !strings.Contains(got, "邻市") || !strings.Contains(got, "统计公报") {
		t.Errorf("peers: %q", got)
	}
	peer.Set("source", "")
	if office.Post("/indicators/peers", peer).Want(http.StatusUnprocessableEntity).Doc.Find("#f-source[aria-invalid]").Length() != 1 {
		t.Error("a figure without a source passed")
	}
	office.Post(peers.Attr("form[action$=drop]", "action"), nil).Want(http.StatusSeeOther)
	office.Post("/indicators/heirs", url.Values{"old_code": {"349901"}, "old_name": {"老城区"}, "new_code": {webtest.Donghu}, "from_month": {"2026-07"}}).Want(http.StatusSeeOther)
	if got := office.Get("/indicators/heirs").Text("tbody"); !strings.Contains(got, "老城区") || !strings.Contains(got, "2026年7月") {
		t.Errorf("heirs: %q", got)
	}
	office.Post("/indicators/heirs", url.Values{"old_code": {"1"}}).Want(http.StatusUnprocessableEntity)
}

// TestComputedAndOperation: a computed number opens the projects that it counts; firms with warnings stand first.
func TestComputedAndOperation(t *testing.T) {
	x := open(t)
	x.Project(t, "铜箔一期", func(p *project.Project) {
		p.Stage, p.SignedActual, p.TotalInvest = project.Signed, "2026-10-03", 300_000_000
		p.StartedActual, p.CompletedActual, p.ProducedActual, p.CapacityActual = "", "", "", ""
	})
	i := &area.Indicator{Name: "新签约额", Measure: "亿元", Decimals: 1, Source: area.Register, SourceKey: "project.signed_amount", By: "region,chain"}
	must(t, x.s.Create(t.Context(), webtest.Program, i))
	office := x.As(t, "office")
	page := office.Get("/indicators/" + i.ID + "/at?of=chain/" + x.Chain["铜基新材料"] + "&period=2026-10").Want(http.StatusOK)
	if got := page.Text("#made"); !strings.Contains(got, "铜箔一期") || !strings.Contains(got, "1条记录，合计3.0亿元") || !strings.HasPrefix(page.Attr("#made tbody a", "href"), "/projects/") {
		t.Errorf("rows behind the number: %q", got)
	}
	office.Get("/indicators?by=chain").Want(http.StatusOK)
	office.Get("/indicators?by=unit").Want(http.StatusOK)
	if got := office.Get("/operation").Want(http.StatusOK).Text("main"); !strings.Contains(got, "还没有企业的月度指标") || !strings.Contains(got, "用电量连续2个月同比下降超过20%") {
		t.Errorf("operation without firms: %q", got)
	}
	e, err := x.Enterprises.Create(t.Context(), webtest.Program, enterprise.Enterprise{Name: "东湖铜箔", Region: webtest.Donghu, ChainID: x.Chain["铜基新材料"]})
	must(t, err)
	for _, f := range []enterprise.Figure{{Period: "2025-10", Power: 100}, {Period: "2025-09", Power: 100}, {Period: "2026-09", Power: 70}, {Period: "2026-10", Power: 70}} {
		f.EnterpriseID, f.Revenue = e.ID, 1000
		_, err := x.Enterprises.PutFigure(t.Context(), webtest.Program, f)
		must(t, err)
	}
	got := office.Get("/operation?period=2026-10&by=region").Want(http.StatusOK)
	if !strings.Contains(got.Text("#warned"), "东湖铜箔") || !strings.Contains(got.Text("#warned"), "用电量连续2个月") || !strings.Contains(got.Text("#groups-sec"), "东湖区") {
		t.Errorf("operation: %s", got.Text("main"))
	}
	if got := office.Get("/operation?period=2026-11").Text(".note"); !strings.Contains(got, "本月未报1家：东湖铜箔") {
		t.Errorf("missing firms: %q", got)
	}
}

// TestAMonthlyWorkbook goes through the import: unfolded, with errors at the rows that have them.
func TestAMonthlyWorkbook(t *testing.T) {
	x := open(t)
	i := &area.Indicator{Name: "规上工业产值", Measure: "亿元", Decimals: 1}
	must(t, x.s.Create(t.Context(), webtest.Program, i))
	must(t, x.s.SetDuties(t.Context(), webtest.Program, i.ID, map[record.Ref]string{{Kind: "region", ID: webtest.Donghu}: x.Units["东湖区发改局"]}))
	office := x.As(t, "office")
	office.Get("/indicators/import").Want(http.StatusOK)
	upload := func(text string) *webtest.Answer {
		return office.Upload("/indicators/import", url.Values{"period": {"2026"}}, "月报.csv", []byte(text))
	}
	upload("甲,乙\n1,2\n").Want(http.StatusUnprocessableEntity)
	to := upload("规上工业产值（万元）,,\n县区,1月,2月\n东湖区,105000,200000\n西湖区,1,\n合计,105001,\n").Want(http.StatusSeeOther).Header.Get("Location")
	id := strings.TrimPrefix(to, "/imports/")
	if id == to {
		t.Fatalf("led to %q", to)
	}
}
