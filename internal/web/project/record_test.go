package project_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/authz"
	area "lianzhang/internal/project"
	"lianzhang/internal/web/webtest"
)

func TestMoveListsWhatIsMissing(t *testing.T) {
	s := town(t)
	p := s.Project(t, "精铜管", nil)
	path := "/projects/" + p.ID
	team := s.As(t, "team")
	a := team.Get(path + "/move").Want(http.StatusOK)
	if diff := cmp.Diff([]string{"竣工", "投产", "终止"}, a.Texts(".tabs a")); diff != "" {
		t.Errorf("ways on (-want +got):\n%s", diff)
	}
	a = team.Post(path+"/move", url.Values{"action": {"to_produced"}, "on": {"2026-11-20"}}).Want(http.StatusUnprocessableEntity)
	if got := a.Text(".errs"); !strings.Contains(got, "缺佐证：用电或开票记录") || !strings.Contains(got, "缺佐证：现场照片") {
		t.Errorf("the refusal says %q", got)
	}
	if diff := cmp.Diff([]string{"用电或开票记录缺", "现场照片缺"}, a.Texts("#proofs .lines li")); diff != "" {
		t.Errorf("proofs (-want +got):\n%s", diff)
	}
	if a.Doc.Find("input[name=override]").Length() != 0 {
		t.Error("who may not override is offered to")
	}
	team.Upload(path+"/files", url.Values{"label": {"用电或开票记录"}, "back": {path + "/move?action=to_produced"}}, "10月用电.pdf", []byte("%PDF-1.4 电量")).Want(http.StatusSeeOther)
	team.Upload(path+"/files", url.Values{"label": {"现场照片"}}, "现场.jpg", []byte("\xff\xd8\xff\xe0照片")).Want(http.StatusSeeOther)
	for _, bad := range []string{"2026-11-23", "昨天", ""} {
		a = team.Post(path+"/move", url.Values{"action": {"to_produced"}, "on": {bad}}).Want(http.StatusUnprocessableEntity)
		if a.Text(`.field:has(#f-on) .msg`) == "" {
			t.Errorf("date %q has no message", bad)
		}
	}
	team.Post(path+"/move", url.Values{"action": {"to_produced"}, "on": {"2026-11-20"}}).Want(http.StatusSeeOther)
	a = team.Get(path)
	if got := a.Text(".stages li[aria-current] b"); got != "投产" {
		t.Errorf("stands at %q", got)
	}
	if got := a.Text(".log"); !strings.Contains(got, "铜基专班阶段 开工→投产，2026-11-20") || !strings.Contains(got, "上传现场照片：现场.jpg") {
		t.Errorf("the story says %q", got)
	}
	team.Post(path+"/move", url.Values{"action": {"to_produced"}, "on": {"2026-11-20"}}).Want(http.StatusConflict)
	s.As(t, "park").Get(path + "/move").Want(http.StatusForbidden)
}

func TestChiefOverridesByName(t *testing.T) {
	s := town(t)
	p := s.Project(t, "精铜管", nil)
	path := "/projects/" + p.ID + "/move"
	chief := s.As(t, "zong")
	a := chief.Get(path).Want(http.StatusOK)
	form := formOf(a, "main form")
	form.Set("reason", "")
	a = chief.Post(path, form).Want(http.StatusUnprocessableEntity)
	if got := a.Text(`.field:has(#f-reason) .msg`); got == "" {
		t.Error("an override without a reason passes")
	}
	form.Set("reason", "现场核实，手续在办")
	chief.Post(path, form).Want(http.StatusSeeOther)
	a = chief.Get("/projects/" + p.ID)
	if got := a.Text(".log li.is-hot"); !strings.Contains(got, "总链长破例推进 开工→竣工") || !strings.Contains(got, "理由：现场核实，手续在办") {
		t.Errorf("the story says %q", got)
	}
}

func TestBoardLeadsToTheStepOrSaysWhyNot(t *testing.T) {
	s := town(t)
	p := s.Project(t, "精铜管", nil)
	a := s.As(t, "office").Get("/projects/" + p.ID + "/move?to=completed").Want(http.StatusOK)
	if got := a.Text(".tabs a[aria-current]"); got != "竣工" {
		t.Errorf("asked for completed, shows %q", got)
	}
	a = s.As(t, "office").Get("/projects/" + p.ID + "/move?to=lead").Want(http.StatusOK)
	if got := a.Text(".errs"); !strings.Contains(got, "不能从“开工”直接到“线索”") {
		t.Errorf("an impossible step says %q", got)
	}
}

func TestMonthlyReport(t *testing.T) {
	s := town(t)
	p := s.Project(t, "精铜管", func(p *area.Project) { p.YearPlan = 1_2000_0000 })
	path := "/projects/" + p.ID
	team := s.As(t, "team")
	a := team.Get(path).Want(http.StatusOK)
	if got := a.Text(".page-head .btn.primary"); got != "填10月进度" {
		t.Errorf("the main action is %q", got)
	}
	form := formOf(team.Get(path+"/report"), "main form")
	if form.Get("period") != "2026-10" {
		t.Errorf("the form begins with %q", form.Get("period"))
	}
	a = team.Post(path+"/report", form).Want(http.StatusUnprocessableEntity)
	if a.Text(`.field:has(#f-done) .msg`) == "" {
		t.Error("an empty amount passes")
	}
	form.Set("done", "4300")
	a = team.Post(path+"/report", form).Want(http.StatusUnprocessableEntity)
	if got := a.Text(`.field:has(#f-progress) .msg`); got != "写一句形象进度" {
		t.Errorf("progress says %q", got)
	}
	form.Set("progress", "1号厂房封顶")
	form.Set("forecast", "2027-08-15")
	form.Set("problem", "外线未通")
	team.Upload(path+"/report", form, "现场照片.jpg", []byte("\xff\xd8\xff\xe0图")).Want(http.StatusSeeOther)
	a = team.Get(path)
	if got := a.Text("#reports tbody tr"); !strings.HasPrefix(got, "10月 4,300 1号厂房封顶问题：外线未通 1份 待核") {
		t.Errorf("the table says %q", got)
	}
	if got := a.Text(".stages li:nth-child(5)"); !strings.Contains(got, "预计2027-08-15") || !strings.Contains(got, "晚46天") {
		t.Errorf("the forecast shows as %q", got)
	}
	if got := s.As(t, "office").Get("/projects?q=精铜管").Text("#rows tbody tr"); !strings.Contains(got, "27-06预计27-08，晚46天") {
		t.Errorf("the ledger says %q", got)
	}
	if got := a.Text("#months tbody tr:last-child"); !strings.HasPrefix(got, "11月 需") {
		t.Errorf("what the next month needs: %q", got)
	}

	lead := s.As(t, "lead")
	lead.Post(path+"/report/check", url.Values{"period": {"2026-10"}, "do": {"return"}}).Want(http.StatusUnprocessableEntity)
	lead.Post(path+"/report/check", url.Values{"period": {"2026-10"}, "do": {"return"}, "reason": {"缺发票"}}).Want(http.StatusSeeOther)
	if got := lead.Get(path).Text("#reports tbody .light"); got != "退回" {
		t.Errorf("state is %q", got)
	}
	form = formOf(team.Get(path+"/report?period=2026-10"), "main form")
	if form.Get("done") != "4300" || form.Get("problem") != "外线未通" {
		t.Errorf("the form does not hold what was filed: %v", form)
	}
	form.Set("done", "4500")
	team.Post(path+"/report", form).Want(http.StatusSeeOther)
	lead.Post(path+"/report/check", url.Values{"period": {"2026-10"}, "do": {"accept"}}).Want(http.StatusSeeOther)
	want := []string{"核验通过2026-10进度", "改报2026-10进度：本月完成 4,300万元→4,500万元", "退回2026-10进度", "理由：缺发票", "填报2026-10进度，本月完成4,300万元"}
	story := lead.Get(path + "/history").Text(".log")
	for _, w := range want {
		if !strings.Contains(story, w) {
			t.Errorf("the story lacks %q: %s", w, story)
		}
	}
	s.As(t, "factor").Post(path+"/report", form).Want(http.StatusForbidden)
}

func TestReceipts(t *testing.T) {
	s := town(t)
	p := s.Project(t, "精铜管", nil) // contract of 5亿
	path := "/projects/" + p.ID + "/receipts"
	team := s.As(t, "team")
	team.Get(path).Want(http.StatusOK)
	a := team.Post(path, url.Values{"on_date": {"2026-12-01"}, "amount": {"60000"}}).Want(http.StatusUnprocessableEntity)
	for field, want := range map[string]string{"on_date": "不晚于今天", "amount": "超过合同总投资", "voucher": "银行回单"} {
		if got := a.Text(`.field:has(#f-` + field + `) .msg`); !strings.Contains(got, want) {
			t.Errorf("%s says %q", field, got)
		}
	}
	team.Post(path, url.Values{"on_date": {"2026-11-01"}, "amount": {"1.2亿"}, "voucher": {"工行0093"}, "inward": {"1"}}).Want(http.StatusSeeOther)
	a = team.Get("/projects/" + p.ID)
	if got := a.Text("#receipts tbody tr"); got != "2026-11-01 12,000 市外 工行0093" {
		t.Errorf("the table says %q", got)
	}
}

func TestExemption(t *testing.T) {
	s := town(t)
	p := s.Project(t, "精铜管", nil) // nothing done of its plan: red by YC2
	path := "/projects/" + p.ID
	team := s.As(t, "team")
	a := team.Get(path)
	if got := a.Text(".why-box"); !strings.Contains(got, "红灯：规则YC2") || !strings.Contains(got, "申请缓评") || !strings.Contains(got, "今年再完成投资") {
		t.Errorf("the light says %q", got)
	}
	if got := a.Texts("#clauses tbody tr"); len(got) != 3 || !strings.Contains(got[2], "序时进度 83.3%") {
		t.Errorf("the calculation says %q", got)
	}
	team.Post(path+"/exempt", url.Values{"rule": {"YC2"}, "until": {"2026-12-31"}, "reason": {"外线未通"}}).Want(http.StatusSeeOther)
	a = team.Get(path)
	if got := a.Text("#comments .remark"); !strings.Contains(got, "申请缓评：规则YC2，到2026-12-31。理由：外线未通") || a.Text(".page-head .light") != "红灯" {
		t.Errorf("the request reads %q, the light is %s", got, a.Text(".page-head .light"))
	}
	office := s.As(t, "office")
	office.Post(path+"/exempt", url.Values{"rule": {"YC2"}, "until": {"2026-11-01"}}).Want(http.StatusUnprocessableEntity)
	office.Post(path+"/exempt", url.Values{"rule": {"YC2"}, "until": {"2026-12-31"}, "reason": {"外线未通"}}).Want(http.StatusSeeOther)
	a = office.Get(path)
	if a.Text(".page-head .light") != "黄灯" || !strings.Contains(a.Text("#clauses"), "规则YC2缓评至2026-12-31：外线未通") {
		t.Errorf("after the exemption: %s, %s", a.Text(".page-head .light"), a.Text("#clauses"))
	}
	s.As(t, "factor").Get(path + "/exempt").Want(http.StatusForbidden)
}

func TestInstruction(t *testing.T) {
	s := town(t)
	p := s.Project(t, "精铜管", nil)
	path := "/projects/" + p.ID
	chief, lead := s.As(t, "zong"), s.As(t, "lead")
	chief.Post(path+"/comments", url.Values{"body": {" "}}).Want(http.StatusUnprocessableEntity)
	chief.Post(path+"/comments", url.Values{"body": {"月底前送电"}, "instruction": {"1"}, "due": {"2026-11-30"}}).Want(http.StatusSeeOther)
	lead.Post(path+"/comments", url.Values{"body": {"假批示"}, "instruction": {"1"}}).Want(http.StatusForbidden)
	a := lead.Get(path)
	if got := a.Text("#comments .is-instruction"); !strings.Contains(got, "批示") || !strings.Contains(got, "11月30日前") || !strings.Contains(got, "月底前送电") {
		t.Errorf("the instruction reads %q", got)
	}
	lead.Post(a.Attr("#comments form.one", "action"), nil).Want(http.StatusSeeOther)
	if got := lead.Get(path).Text("#comments .is-instruction .light"); got != "已办结" {
		t.Errorf("its state is %q", got)
	}
	if got := lead.Get(path).Text(".log"); !strings.Contains(got, "总链长批示：月底前送电（2026-11-30前办结）") || !strings.Contains(got, "发改委链办办结批示") {
		t.Errorf("the story says %q", got)
	}
}

func TestFiles(t *testing.T) {
	s := town(t)
	p, other := s.Project(t, "精铜管", nil), s.Project(t, "别的", nil)
	path := "/projects/" + p.ID
	team := s.As(t, "team")
	team.Upload(path+"/files", url.Values{"label": {"投资合同"}}, `..\合同<b>.html`, []byte("<script>alert(1)</script>")).Want(http.StatusSeeOther)
	a := team.Get(path)
	link := a.Attr("#files .files a", "href")
	if got := a.Text("#files .files a"); got != "合同b.html" {
		t.Errorf("the file is called %q", got)
	}
	down := team.Get(link).Want(http.StatusOK)
	if string(down.Body) != "<script>alert(1)</script>" || !strings.HasPrefix(down.Header.Get("Content-Disposition"), "attachment") || down.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%q as %q", down.Body, down.Header)
	}
	team.Get("/projects/" + other.ID + strings.TrimPrefix(link, path)).Want(http.StatusNotFound)
	team.Upload(path+"/files", nil, "大.bin", make([]byte, 9<<20)).Want(http.StatusRequestEntityTooLarge)
	team.Upload(path+"/files", nil, "空.txt", nil).Want(http.StatusUnprocessableEntity)
	team.Post(path+"/files", url.Values{"label": {"x"}}).Want(http.StatusUnprocessableEntity)
	s.As(t, "factor").Upload(path+"/files", nil, "a.txt", []byte("a")).Want(http.StatusForbidden)
	team.Post(link+"/remove", nil).Want(http.StatusSeeOther)
	if got := team.Get(path).Text(".log"); !strings.Contains(got, "移除材料“合同b.html”") {
		t.Errorf("the story says %q", got)
	}
}

func TestFivesAndFacts(t *testing.T) {
	s := town(t)
	p := s.Project(t, "精铜管", func(p *area.Project) { p.Leader, p.Team, p.OfficerPhone = "副市长", "铜基专班", "0562-1234567" })
	a := s.As(t, "office").Get("/projects/" + p.ID)
	if got := a.Text("aside .sec:nth-child(1)"); got != "五个一缺3项补上 牵头领导副市长牵头单位缺工作专班铜基专班推进方案缺专责人员缺" {
		t.Errorf("%q", got)
	}
	if a.Doc.Find("aside .facts .light.r").Length() != 3 || !strings.Contains(a.Text("aside .sec:nth-child(2)"), "联系电话0562-1234567") {
		t.Error("what is missing is not marked, or the number is not shown")
	}
}

func TestStoryNamesWhatChanged(t *testing.T) {
	s := town(t)
	p := s.Project(t, "精铜管", func(p *area.Project) { p.YearDone = 9000_0000 })
	path := "/projects/" + p.ID
	office := s.As(t, "office")
	form := formOf(office.Get(path+"/edit"), "main form")
	form.Set("unit_id", s.Units["市商务局"])
	form.Set("year_plan", "8600")
	form.Set("started_plan", "")
	office.Post(path+"/edit", form).Want(http.StatusSeeOther)
	got := office.Get(path + "/history").Want(http.StatusOK).Text(".log li:first-child")
	for _, want := range []string{"链长办修改：", "责任单位 市发改委→市商务局", "年度计划 10,000万元→8,600万元", "计划开工 2025-09-01→（空）"} {
		if !strings.Contains(got, want) {
			t.Errorf("the story lacks %q: %s", want, got)
		}
	}
	if got := office.Get(path + "/history").Text(".log li:last-child"); !strings.Contains(got, "登记项目，阶段开工，总投资5.00亿元") {
		t.Errorf("it begins with %q", got)
	}
	// a county does not see the history of what lies outside it
	far := s.Project(t, "经开区项目", func(p *area.Project) { p.Region, p.UnitID = webtest.Linggang, s.Units["市商务局"] })
	s.As(t, "park").Get("/projects/" + far.ID + "/history").Want(http.StatusNotFound)
	if _, err := s.Projects.Get(t.Context(), authz.Scope{All: true}, far.ID); err != nil {
		t.Fatal(err)
	}
}
