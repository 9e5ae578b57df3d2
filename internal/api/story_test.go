package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"lianzhang/internal/chain"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/project"
)

// TestEveryOperationAnswers tells a story in which every operation of the specification is used once and answers as the
// specification says; an operation that the story does not know fails it.
func TestEveryOperationAnswers(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		for _, part := range []func(*testing.T, *site){projectStory, paperStory, chainStory, firmStory, mapStory, gapStory, leadStory, reserveStory, ticketStory, taskStory, meetingStory, visitStory, checkupStory, indicatorStory, formulaStory, periodStory, scoreStory, forecastStory, organisationStory, importStory, lightStory, journalStory, ownStory, inboxStory} {
			part(t, s)
		}
		for _, o := range s.api.operations() {
			if !s.answered[o.OperationID] {
				t.Errorf("%s is not in the story", o.OperationID)
			}
		}
	})
}

type object = map[string]any

func projectStory(t *testing.T, s *site) {
	id := s.want(201, "tongguan", "POST", "/projects", object{"name": "高精铜板带", "region": "340705", "unit_id": s.units["铜官区发改委"], "chain_id": s.chains[0],
		"stage": "talks", "investor": "铜业公司", "total_invest": 1_200_000_000, "year_plan": 300_000_000, "started_plan": "2026-08"}).json(t)["id"].(string)
	at := "/projects/" + id
	file := s.want(201, "tongguan", "POST", at+"/files", upload{"投资合同.pdf", []byte("%PDF-1.4\n合同"), map[string]string{"label": "投资合同"}}).json(t)["id"].(string)
	if got := s.want(200, "tongguan", "GET", at+"/files/"+file, nil); !bytes.HasPrefix(got.body, []byte("%PDF-1.4")) || !strings.Contains(got.header.Get("Content-Disposition"), url.PathEscape("投资合同.pdf")) {
		t.Errorf("the file came back as %v %q", got.header, got.body)
	}
	missing := s.want(200, "tongguan", "GET", at+"/steps", nil).json(t)["steps"].([]any)[0].(object)["missing"].([]any)
	if len(missing) != 0 {
		t.Errorf("missing %v", missing)
	}
	s.want(409, "tongguan", "POST", at+"/move", object{"action": "to_capacity", "on": "2026-07-01"})
	s.want(422, "tongguan", "POST", at+"/move", object{"action": "to_signed", "on": "2027-07-01"})
	s.want(200, "tongguan", "POST", at+"/move", object{"action": "to_signed", "on": "2026-07-01"})
	s.want(403, "tongguan", "POST", at+"/move", object{"action": "to_started", "on": "2026-08-01", "override": true, "reason": "急"})
	s.want(200, "chief", "POST", at+"/move", object{"action": "to_started", "on": "2026-08-01", "override": true, "reason": "市长专题会议定"})
	s.want(200, "tongguan", "PUT", at+"/reports/2026-09", object{"done": 20_000_000, "progress": "主体施工", "problem": "用地指标未落实"})
	s.want(200, "tongguan", "PUT", at+"/reports/2026-10", object{"done": 30_000_000, "progress": "主体封顶"})
	s.want(422, "tongguan", "PUT", at+"/reports/2027-01", object{"done": 30_000_000, "progress": "还没到"})
	s.want(200, "office", "POST", at+"/reports/2026-10/check", object{"accept": true})
	reports := s.want(200, "tongguan", "GET", at+"/reports", nil).json(t)["reports"].([]any)
	if newest := reports[0].(object); len(reports) != 2 || newest["done_total"] != 50e6 || newest["state"] != "checked" {
		t.Errorf("reports %v", reports)
	}
	s.want(201, "tongguan", "POST", at+"/receipts", object{"on_date": "2026-08-05", "amount": 60_000_000, "voucher": "回单0805"})
	s.want(422, "tongguan", "POST", at+"/receipts", object{"on_date": "2026-08-05", "amount": 9_000_000_000, "voucher": "超过合同"})
	if got := s.want(200, "tongguan", "GET", at+"/receipts", nil).json(t)["receipts"].([]any); len(got) != 1 {
		t.Errorf("receipts %v", got)
	}
	note := s.want(201, "chief", "POST", at+"/comments", object{"body": "请抓紧落实用地", "instruction": true, "due": "2026-12-01"}).json(t)["id"].(string)
	s.want(403, "tongguan", "POST", at+"/comments", object{"body": "下级不能批示", "instruction": true})
	s.want(204, "tongguan", "POST", at+"/comments/"+note+"/done", nil)
	if got := s.want(200, "tongguan", "GET", at+"/comments", nil).json(t)["comments"].([]any); len(got) != 1 || got[0].(object)["done_at"] == 0.0 {
		t.Errorf("comments %v", got)
	}
	one := s.want(200, "tongguan", "GET", at, nil)
	s.want(200, "tongguan", "PATCH", at, object{"officer": "张三"}, "If-Match", one.header.Get("ETag"))
	history := s.want(200, "tongguan", "GET", at+"/history?size=3", nil).json(t)
	if events := history["events"].([]any); len(events) != 3 || events[0].(object)["action"] != "project.edit" || history["next"] == 0.0 {
		t.Errorf("history %v", history)
	}
	s.want(200, "tongguan", "GET", "/projects", nil)
	s.want(200, "tongguan", "GET", "/projects/sums", nil)
	s.want(200, "tongguan", "GET", at+"/files", nil)
	s.want(204, "office", "DELETE", at+"/files/"+file, nil)
	s.book("tongguan", "/projects/export?stage=started")
}

// book takes out a workbook.
func (s *site) book(who, path string) {
	s.t.Helper()
	if got := s.want(200, who, "GET", path, nil); got.header.Get("Content-Type") != mediaXLSX || !bytes.HasPrefix(got.body, []byte("PK")) {
		s.t.Errorf("%s: %s, %d bytes", path, got.header.Get("Content-Type"), len(got.body))
	}
}

func paperStory(t *testing.T, s *site) {
	bulletin := s.want(200, "office", "GET", "/reports/bulletin/2026-10", nil).json(t)
	all := bulletin["all"].(object)
	if all["n"] != 1.0 || all["year_done"] != 50e6 || len(bulletin["problems"].([]any)) > 1 {
		t.Errorf("bulletin %v", bulletin)
	}
	behind := s.want(200, "office", "GET", "/reports/bulletin/2026-10/projects?light="+bulletin["red"].([]any)[0].(object)["light"].(string), nil).json(t)
	if len(behind["projects"].([]any)) != 1 || behind["sum"].(object)["total_invest"] != 12e8 {
		t.Errorf("behind the figure: %v", behind)
	}
	if got := s.want(200, "office", "GET", "/reports/dispatch/2026-W47", nil).json(t); got["all"].(object)["n"] != 1.0 || got["week"] != "2026-W47" {
		t.Errorf("dispatch %v", got)
	}
	s.want(200, "office", "GET", "/reports/dispatch/2026-W47/projects", nil)
	for _, path := range []string{"/reports/bulletin/2026-10?format=docx", "/reports/dispatch/2026-W47?format=xlsx"} {
		if got := s.want(200, "office", "GET", path, nil); !bytes.HasPrefix(got.body, []byte("PK")) || got.header.Get("Content-Disposition") == "" {
			t.Errorf("%s: %v", path, got.header)
		}
	}
	for _, path := range []string{"/reports/bulletin/2026-11", "/reports/bulletin/2026-W47", "/reports/bulletin/去年", "/reports/dispatch/2027-W01", "/reports/bulletin/2026-10?format=pdf"} {
		if p := s.want(422, "office", "GET", path, nil).problem(t); !chinese(p.Detail) {
			t.Errorf("%s: %+v", path, p)
		}
	}
}

func chainStory(t *testing.T, s *site) {
	made := s.want(201, "office", "POST", "/chains", object{"name": "肉羊", "region": "340700", "chief": "市委常委", "sort": 9})
	at := "/chains/" + made.json(t)["id"].(string)
	s.want(200, "office", "PATCH", at, object{"team": "肉羊专班", "active": true}, "If-Match", made.header.Get("ETag"))
	s.want(409, "office", "PATCH", at, object{"team": "又一个"}, "If-Match", made.header.Get("ETag"))
	s.want(409, "office", "POST", "/chains", object{"name": "肉羊", "region": "340700"})
	first := s.want(201, "office", "POST", at+"/posts", object{"kind": "chief", "holder": "王市长", "start_on": "2026-01-01"}).json(t)["id"].(string)
	s.want(422, "office", "POST", at+"/posts", object{"kind": "emperor", "holder": "某", "start_on": "2026-01-01"})
	s.want(204, "office", "POST", at+"/posts/"+first+"/end", object{"last_day": "2026-06-30"})
	if posts := s.want(200, "office", "GET", at+"/posts", nil).json(t)["posts"].([]any); posts[0].(object)["end_on"] != "2026-06-30" {
		t.Errorf("posts %v", posts)
	}
	s.want(200, "office", "GET", at, nil)
	s.want(200, "office", "GET", "/chains?name=羊", nil)
	s.want(200, "office", "GET", at+"/history", nil)
	s.book("office", "/chains/export")

	firm := s.want(201, "office", "POST", "/enterprises", object{"name": "铜陵铜业有限公司", "region": "340705", "stream": "mid", "revenue": 5_000_000_000, "staff": 800})
	at = "/enterprises/" + firm.json(t)["id"].(string)
	s.want(422, "office", "POST", "/enterprises", object{"name": "甲", "region": "340705", "stream": "sideways"})
	s.want(422, "office", "POST", "/enterprises", object{"name": "甲", "region": "340705", "uscc": "91310000MA1FL5XU7L"})
	s.want(200, "office", "PATCH", at, object{"staff": 900}, "If-Match", firm.header.Get("ETag"))
	if got := s.want(200, "office", "GET", at, nil).json(t); got["staff"] != 900.0 || got["revenue"] != 5e9 {
		t.Errorf("firm %v", got)
	}
	s.want(200, "office", "GET", "/enterprises?q=铜业&sort=-staff", nil)
	s.want(200, "office", "GET", at+"/history", nil)
	s.book("office", "/enterprises/export")

	ctx := context.Background()
	wish := &chain.Opportunity{Name: "引线框架铜带", Region: "340700", ChainID: s.chains[0], InvestMin: 1e8, InvestMax: 5e8, Priority: "高"}
	err := s.Run.Run(ctx, program, change.What{Action: "test", Perm: authz.ChainEdit}, func(tx *change.Tx) error {
		return s.Chains.InsertOpportunities(ctx, tx, []*chain.Opportunity{wish})
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := s.want(200, "office", "GET", "/opportunities?chain_id="+s.chains[0], nil).json(t); got["total"] != 1.0 || got["sums"].(object)["invest_max"] != 5e8 {
		t.Errorf("opportunities %v", got)
	}
	s.want(200, "office", "GET", "/opportunities/"+wish.ID, nil)
	s.book("office", "/opportunities/export")
	if hits := s.want(200, "office", "GET", "/search?q=铜", nil).json(t)["hits"].([]any); len(hits) != 4 {
		t.Errorf("the search finds a project, a firm, a chain and a wish: %v", hits)
	}
	if hits := s.want(200, "sysadmin", "GET", "/search?q=铜", nil).json(t)["hits"].([]any); len(hits) != 0 {
		t.Errorf("an administrator finds %v", hits)
	}
}

func organisationStory(t *testing.T, s *site) {
	unit := s.want(201, "sysadmin", "POST", "/units", object{"name": "市科技局", "region": "340700", "kind": "department"})
	id := unit.json(t)["id"].(string)
	s.want(200, "sysadmin", "PATCH", "/units/"+id, object{"short": "科技局", "reason": "简称"}, "If-Match", unit.header.Get("ETag"))
	late := s.want(409, "sysadmin", "PATCH", "/units/"+id, object{"short": "市科技局"}, "If-Match", unit.header.Get("ETag")).problem(t)
	version := late.Stored.(object)["version"]
	s.want(200, "sysadmin", "POST", "/units/"+id+"/move", object{"parent_id": s.units["市工信局"], "version": version})
	other := s.want(201, "sysadmin", "POST", "/units", object{"name": "市科协", "region": "340700"}).json(t)["id"].(string)
	s.want(204, "sysadmin", "POST", "/units/"+other+"/merge", object{"into": id, "reason": "机构改革"})
	s.want(204, "sysadmin", "POST", "/units/"+id+"/dissolve", object{"reason": "机构改革"})
	s.want(200, "sysadmin", "GET", "/units/"+id, nil)
	s.want(200, "factor", "GET", "/units", nil)
	s.book("office", "/units/export")

	s.want(201, "sysadmin", "POST", "/regions", object{"code": "340722", "name": "枞阳县", "parent": "340700", "kind": "county"})
	s.want(200, "sysadmin", "PUT", "/regions/340722", object{"name": "枞阳", "parent": "340700", "kind": "county", "version": 0})
	if p := s.want(409, "sysadmin", "PUT", "/regions/340722", object{"name": "枞阳县", "parent": "340700", "kind": "county", "version": 0}).problem(t); p.Stored.(object)["name"] != "枞阳" {
		t.Errorf("%+v", p)
	}
	s.want(204, "sysadmin", "DELETE", "/regions/340722?reason=录错", nil)
	s.want(200, "factor", "GET", "/regions", nil)
	s.want(200, "office", "GET", "/regions/lights", nil)

	person := s.want(201, "sysadmin", "POST", "/accounts", object{"login": "zhangsan", "name": "张三", "unit_id": s.units["市工信局"], "phone": "0562-2831234"})
	at := "/accounts/" + person.json(t)["id"].(string)
	s.want(200, "sysadmin", "PATCH", at, object{"title": "科长"}, "If-Match", person.header.Get("ETag"))
	grant := s.want(201, "secadmin", "POST", at+"/roles", object{"role": "team", "unit_id": s.units["市工信局"]}).json(t)["id"].(string)
	if roles := s.want(200, "secadmin", "GET", at+"/roles", nil).json(t)["roles"].([]any); len(roles) != 1 || roles[0].(object)["label"] != "工作专班" {
		t.Errorf("roles %v", roles)
	}
	if got := s.want(200, "secadmin", "POST", at+"/password", object{"reason": "首次发放"}).json(t); got["login"] != "zhangsan" || len(got["password"].(string)) < 10 {
		t.Errorf("password %v", got)
	}
	s.want(204, "secadmin", "POST", at+"/unlock", object{"reason": "本人来电"})
	s.want(204, "secadmin", "DELETE", at+"/roles/"+grant, nil)
	s.want(204, "sysadmin", "PUT", at+"/active", object{"active": false, "reason": "调离"})
	s.want(200, "sysadmin", "GET", at, nil)
	s.want(200, "sysadmin", "GET", "/accounts?active=false", nil)
	s.book("office", "/accounts/export")
}

func importStory(t *testing.T, s *site) {
	table := upload{name: "台账.csv", content: []byte("项目名称,县区,总投资（万元）,阶段,备注\n铜箔项目,铜官区,50000,开工,\n铜箔项目,铜官区,50000,开工,\n铜杆项目,铜官区,很多,在谈,\n铜粉项目,铜官区,3000,在谈,甲\n")}
	s.want(200, "tongguan", "POST", "/imports/dry-run?list=project", table)
	b := s.want(201, "tongguan", "POST", "/imports?list=project", table).json(t)
	if sum := b["summary"].(object); sum["rows"] != 4.0 || sum["rejected"] != 1.0 {
		t.Fatalf("summary %v", sum)
	}
	at := "/imports/" + b["id"].(string)
	bad := s.want(200, "tongguan", "GET", at+"/preview?tab=bad", nil).json(t)["lines"].([]any)[0].(object)
	if len(bad["faults"].([]any)) != 1 {
		t.Errorf("the bad line: %v", bad)
	}
	s.book("tongguan", at+"/rejects")
	fixed := s.want(200, "tongguan", "PUT", at+"/cells", object{"sheet": 0, "ref": "C4", "text": "6000"}).json(t)
	if fixed["summary"].(object)["rejected"] != 0.0 {
		t.Errorf("after the correction: %v", fixed["summary"])
	}
	s.want(200, "tongguan", "PUT", at+"/columns", object{"sheet": 0, "columns": []object{{"col": 4, "column": ""}}})
	s.want(200, "tongguan", "PUT", at+"/settings", object{"sheets": []int{0}, "defaults": object{"unit_id": s.units["铜官区发改委"]}, "heads": []object{{"sheet": 0, "row": 1}}})
	s.want(200, "tongguan", "PUT", at+"/decisions", object{"dup": "exact", "decision": "skip"})
	done := s.want(200, "tongguan", "POST", at+"/confirm", nil).json(t)
	if done["state"] != "applied" || done["written"] != 3.0 {
		t.Errorf("confirmed %v", done)
	}
	s.want(409, "tongguan", "POST", at+"/confirm", nil)
	rows := s.want(200, "tongguan", "GET", "/projects?batch_id="+b["id"].(string)+"&cols=name,version", nil).json(t)["rows"].([]any)
	if len(rows) != 3 {
		t.Fatalf("imported %v", rows)
	}
	first := rows[0].(object)
	s.want(200, "tongguan", "PATCH", "/projects/"+first["id"].(string), object{"note": "入库后改过", "version": first["version"]})
	if p := s.want(409, "tongguan", "POST", at+"/undo", object{"reason": "传错了"}).problem(t); len(p.Stored.(object)["left"].([]any)) != 1 {
		t.Errorf("%+v", p)
	}
	if got := s.want(200, "tongguan", "POST", at+"/undo", object{"reason": "传错了", "partial": true}).json(t); got["removed"] != 2.0 {
		t.Errorf("undone %v", got)
	}
	s.want(200, "tongguan", "GET", at, nil)
	s.want(200, "tongguan", "GET", "/imports?list=project", nil)
	dropped := s.want(201, "tongguan", "POST", "/imports?list=project", table).json(t)["id"].(string)
	s.want(204, "tongguan", "DELETE", "/imports/"+dropped, nil)
	for _, path := range []string{"/imports?list=nothing", "/imports/dry-run?list=nothing"} {
		s.want(404, "tongguan", "POST", path, table)
	}
	s.want(403, "tongguan", "POST", "/imports?list=chain", upload{name: "链.csv", content: []byte("产业链\n甲\n")})
	s.want(422, "tongguan", "POST", "/imports", table)
	s.want(422, "tongguan", "POST", "/imports?list=project", `{"no":"form"}`)
	s.want(422, "tongguan", "POST", "/imports?list=project", upload{name: "空.csv"})
	if p := s.want(413, "tongguan", "POST", "/imports?list=project", upload{name: "大.csv", content: bytes.Repeat([]byte("甲,"), 1<<20)}).problem(t); p.Code != "too_large" || !chinese(p.Detail) {
		t.Errorf("%+v", p)
	}
}

func lightStory(t *testing.T, s *site) {
	p := s.project(project.Project{Name: "传感器", ChainID: s.chains[1], Stage: project.Started, StartedActual: "2026-02-01", LibraryOn: "2026-02-20", TotalInvest: 5e8, YearPlan: 1e8})
	at := "/projects/" + p.ID + "/light"
	e := s.want(200, "tongguan", "GET", at, nil).json(t)
	if e["light"] != "red" || e["numbers"] == nil || len(e["steps"].([]any)) == 0 {
		t.Fatalf("explained %v", e)
	}
	if got := s.want(200, "office", "POST", at+"/exemptions", object{"rule": e["rule"], "until": "2026-12-31", "reason": "汛期停工"}).json(t); len(got["exemptions"].([]any)) != 1 || got["light"] == "red" {
		t.Errorf("exempt %v", got)
	}
	if turns := s.want(200, "tongguan", "GET", at+"/turns", nil).json(t)["turns"].([]any); len(turns) < 2 {
		t.Errorf("turns %v", turns)
	}
	sets := s.want(200, "factor", "GET", "/rule-sets", nil).json(t)["rule_sets"].([]any)
	i := slices.IndexFunc(sets, func(v any) bool { return v.(object)["level"] == "project" && v.(object)["since"] == "" })
	other := sets[i].(object)
	at = "/rule-sets/" + other["id"].(string)
	s.want(200, "factor", "GET", at, nil)
	if got := s.want(200, "office", "POST", at+"/replay", object{"from": "2026-01", "to": "2026-10"}).json(t); len(got["months"].([]any)) != 10 {
		t.Errorf("replay %v", got)
	}
	s.want(422, "office", "POST", at+"/replay", object{"from": "去年", "to": "今年"})
	s.want(204, "office", "POST", at+"/adopt", object{"reason": "铜链办〔2026〕12号"})
	own := object{"code": "own", "name": "自定", "level": "project", "applies": "总投资 > 0", "rules": []object{
		{"id": "A1", "light": "red", "when": "完成率 < 10%", "text": "完成{完成率}", "clear": "补齐"}}}
	s.want(201, "office", "POST", "/rule-sets", own)
	own["code"], own["applies"] = "own2", "总投资 >"
	if p := s.want(422, "office", "POST", "/rule-sets", own).problem(t); !strings.Contains(p.Detail, "第1行第") {
		t.Errorf("%+v", p)
	}
}

func journalStory(t *testing.T, s *site) {
	head := s.want(200, "auditadmin", "GET", "/journal/head", nil).json(t)
	size := int64(head["size"].(float64))
	var p journal.Inclusion
	if err := json.Unmarshal(s.want(200, "auditadmin", "GET", fmt.Sprintf("/journal/entries/%d/proof", size/2), nil).body, &p); err != nil {
		t.Fatal(err)
	}
	if p.Root != head["root"] || p.Size != size || len(p.Path) == 0 {
		t.Errorf("proof %+v of %v", p, head)
	}
	if e := s.want(200, "auditadmin", "GET", fmt.Sprintf("/journal/entries/%d", size-1), nil).json(t); e["actor"] == "" || e["via"] != "api" {
		t.Errorf("the last entry: %v", e)
	}
	point := s.want(201, "auditadmin", "POST", "/journal/checkpoints", object{"note": "市档案馆"}).json(t)
	kept, err := journal.ParseCheckpoint(point["text"].(string))
	if err != nil || kept.Root != head["root"] || kept.Size != size {
		t.Errorf("checkpoint %v, %v", point, err)
	}
	s.want(200, "auditadmin", "GET", "/journal/checkpoints", nil)
	var c struct{ Path [][]byte }
	if err := json.Unmarshal(s.want(200, "auditadmin", "GET", fmt.Sprintf("/journal/consistency?from=%d&to=%d", size, size), nil).body, &c); err != nil {
		t.Fatal(err)
	}
	if err := journal.VerifyConsistency(size, size, c.Path, kept.Root, kept.Root); err != nil {
		t.Error(err)
	}
	s.want(422, "auditadmin", "GET", "/journal/consistency?from=5&to=2", nil)
	s.want(422, "auditadmin", "GET", "/journal/entries/many", nil)
	s.want(422, "auditadmin", "GET", "/journal/entries/-1", nil)
}

func ownStory(t *testing.T, s *site) {
	me := s.want(200, "tongguan", "GET", "/me", nil).json(t)
	if me["unit"] != "铜官区发改委" || me["site"] != "铜陵链长" || slices.Contains(me["permissions"].([]any), any("security.edit")) || len(me["roles"].([]any)) != 1 {
		t.Errorf("me %v", me)
	}
	s.want(200, "tongguan", "PATCH", "/me", object{"phone": "0562-5830000", "email": "a@example.cn", "version": me["version"]})
	s.want(409, "tongguan", "PATCH", "/me", object{"phone": "0562-5830001", "email": "a@example.cn", "version": me["version"]})
	cookie := s.cookie("tongguan")
	tok := s.want(201, "", "POST", "/me/tokens", object{"name": "报表", "days": 7}, "Cookie", cookie).json(t)["id"].(string)
	if got := s.want(200, "tongguan", "GET", "/me/tokens", nil).json(t)["tokens"].([]any); len(got) != 2 {
		t.Errorf("tokens %v", got)
	}
	s.want(404, "yian", "DELETE", "/me/tokens/"+tok, nil)
	s.want(204, "tongguan", "DELETE", "/me/tokens/"+tok, nil)

	id := s.want(201, "tongguan", "POST", "/views", object{"list": "project", "name": "在建", "query": "stage=started"}).json(t)["id"].(string)
	s.want(204, "tongguan", "PUT", "/views/"+id+"/shared", object{"shared": true})
	if got := s.want(200, "yian", "GET", "/views?list=project", nil).json(t)["views"].([]any); len(got) != 1 || got[0].(object)["own"] != false {
		t.Errorf("views %v", got)
	}
	s.want(422, "tongguan", "POST", "/views", object{"list": "secrets", "name": "甲", "query": ""})
	s.want(422, "tongguan", "GET", "/views", nil)
	s.want(204, "tongguan", "DELETE", "/views/"+id, nil)

	if d := s.want(200, "factor", "GET", "/calendar/day?date=2026-10-01", nil).json(t); d["workday"] != false || d["holiday"] == "" {
		t.Errorf("the national day: %v", d)
	}
	if n := s.want(200, "factor", "GET", "/calendar/between?from=2026-11-20&to=2026-11-27", nil).json(t); n["workdays"] != 5.0 {
		t.Errorf("a week: %v", n)
	}
	if d := s.want(200, "factor", "GET", "/calendar/add?date=2026-11-20&days=1", nil).json(t); d["date"] != "2026-11-23" {
		t.Errorf("after Friday: %v", d)
	}
	s.want(422, "factor", "GET", "/calendar/day?date=2026-02-30", nil)
	s.want(422, "factor", "GET", "/calendar/add?date=2026-11-20&days=viel", nil)
	s.want(422, "factor", "GET", "/search", nil)
}

// cookie is the session of a browser in which the person is signed in.
func (s *site) cookie(login string) string {
	s.t.Helper()
	return s.Cookie + "=" + s.session(login)
}
