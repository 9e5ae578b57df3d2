package importing_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"lianzhang/internal/importing"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/intake"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/listfile"
	"lianzhang/internal/project"
)

// What an export writes, an import reads back to the same values, also on a site that has nothing but the directory.
func TestExportImportsBackWithoutLoss(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	chainID := s.chain("铜基新材料")
	odd := []string{"普通", " 两端空格 ", "=SUM(A1:A9)", "+86", "-1", "@提醒", "'引号", "一行\n两行", "Ｆ全角１", "小计", "合计", "注：说明", "一、在建项目（3个）", "001", "1E5",
		"2025.3", "待定", "/", "无", strings.Repeat("长", 40000), "a\tb", "序号", "项目名称"}
	var all []*project.Project
	for i, text := range odd {
		p := &project.Project{Name: "项目" + fmt.Sprint(i), Region: "440608", ChainID: chainID, Stage: project.Stages()[i%10], Note: text, Content: text, Investor: text,
			TotalInvest: int64(i)*123_456_789 + 1, FixedInvest: int64(i), YearPlan: int64(i) * 10_001, LandMu: float64(i) / 3, Jobs: int64(i * 7),
			SignedActual: []string{"", "2025-03", "2025-03-15"}[i%3], StartedPlan: []string{"2026-01", "", "2026-02-28"}[i%3], OfficerPhone: "013800138000"}
		if i > 0 && i < 15 {
			p.Name = text + fmt.Sprint(i)
		}
		all = append(all, p)
	}
	s.insert(all)
	before := s.everything()
	var out bytes.Buffer
	file := &listfile.File{Spec: project.Spec, Query: &list.Query{}, Who: list.Asker{Scope: office.Scope}, Columns: listfile.Columns(project.Spec), Title: "项目清单",
		Note: "单位见表头", Label: func(kind, id string) string {
			return map[string]string{"440608": "高明区", chainID: "铜基新材料"}[id]
		}}
	if _, err := file.Write(ctx, s.run.DB, &out); err != nil {
		t.Fatal(err)
	}
	again := s.hand("project", "导出.xlsx", out.Bytes(), importing.Choice{}).Summary
	if again.Rows != len(odd) || again.Dups[importing.RegisterExact] != len(odd) || again.Fixed != 0 {
		t.Errorf("on its own site: %d rows, %v, %d corrected, %v", again.Rows, again.Dups, again.Fixed, again.Errors)
	}
	fresh := newSite(t, dbtest.SQLite(t))
	b := fresh.hand("project", "导出.xlsx", out.Bytes(), importing.Choice{Dups: map[importing.Dup]importing.Decision{importing.Likely: importing.Keep}})
	if !b.Summary.Sheets[0].Layout.Own || b.Summary.Accepted != len(odd) {
		t.Fatalf("%+v", b.Summary.Errors)
	}
	fresh.confirm(b.ID)
	fresh.chains.All(ctx)
	if diff := cmp.Diff(before, fresh.everything()); diff != "" {
		t.Errorf("(-before +after)\n%s", clip(diff))
	}
}

func clip(s string) string { return s[:min(len(s), 3000)] }

func (s *site) chain(name string) string {
	s.t.Helper()
	b := s.hand("chain", "链.xlsx", book(s.t, "链", rows([]any{"产业链", "链长"}, []any{name, "市长"})), importing.Choice{})
	s.confirm(b.ID)
	all, err := s.chains.All(ctx)
	if err != nil || len(all) != 1 {
		s.t.Fatal(err, all)
	}
	return all[0].ID
}

func (s *site) insert(all []*project.Project) {
	s.t.Helper()
	err := s.run.Run(ctx, office, change.What{Action: "test", Perm: authz.ProjectEdit}, func(tx *change.Tx) error { return s.projects.Insert(ctx, tx, all) })
	if err != nil {
		s.t.Fatal(err)
	}
}

// everything is every importable value of every project, by name; references by name.
func (s *site) everything() map[string]map[string]any {
	s.t.Helper()
	names := map[string]string{}
	all, err := s.chains.All(ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, c := range all {
		names[c.ID] = c.Name
	}
	out := map[string]map[string]any{}
	cols := intake.Importable(project.Spec)
	err = project.Spec.Each(ctx, s.run.DB, &list.Query{}, list.Asker{Scope: office.Scope}, cols, func(r list.Row) error {
		row := map[string]any{}
		for i, c := range cols {
			row[c.Name] = r.At(i)
			if name, ok := names[r.Str(c.Name)]; ok {
				row[c.Name] = name
			}
		}
		out[r.Str("name")] = row
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return out
}

func TestTextFiles(t *testing.T) {
	const text = "项目名称,投资方,总投资（亿元）,签约时间\r\n铜箔项目,甲公司,10,2025年3月\r\n\"光学,镜片\",乙公司,5亿元,2025.4\r\n"
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	wide := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(strings.ReplaceAll(text, ",", "\t"))) {
		wide = binary.LittleEndian.AppendUint16(wide, u)
	}
	for name, body := range map[string]string{"UTF-8": text, "with a mark": "\ufeff" + text, "GBK": gbk, "UTF-16, tabs": string(wide)} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, dbtest.SQLite(t))
			got := s.hand("project", "台账.csv", []byte(body), importing.Choice{}).Summary
			if got.Refused != "" || got.Accepted != 2 || got.Sums[0].Before != 1_500_000_000 {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	whole := book(t, "表", rows(plainHead, []any{"铜箔项目"}))
	for name, tt := range map[string]struct {
		body string
		says string
	}{
		"cut off":       {string(whole[:len(whole)/2]), "请"},
		"a PDF":         {"%PDF-1.7 …", "PDF"},
		"a Word file":   {"PK\x03\x04 nothing of use", "请"},
		"only spaces":   {" \n \n", "空"},
		"no head":       {"甲,1\n乙,2\n", "没有找到项目清单的表头"},
		"another sheet": {"指标,2024,2025\nGDP,1,2\n", "“项目名称”"},
	} {
		got := s.hand("project", "x.xlsx", []byte(tt.body), importing.Choice{}).Summary
		if !strings.Contains(got.Refused, tt.says) {
			t.Errorf("%s: %q does not say %q", name, got.Refused, tt.says)
		}
	}
	if _, err := s.imports.Upload(ctx, office, importing.Upload{List: "project", Name: "空.xlsx", Body: strings.NewReader("")}); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("empty: %v", err)
	}
	if _, err := s.imports.Upload(ctx, office, importing.Upload{List: "planet", Name: "a.xlsx", Body: strings.NewReader("x")}); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("unknown list: %v", err)
	}
	dry, err := s.imports.DryRun(ctx, office, "project", "a.xlsx", bytes.NewReader(whole), int64(len(whole)), importing.Choice{})
	if err != nil || dry.Accepted != 1 || s.count("import_batch") != 6 {
		t.Errorf("dry run: %v %+v, %d batches", err, dry, s.count("import_batch"))
	}
}

func TestSheetsThatBelongTogether(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	one := rows([]any{"项目名称", "总投资（亿元）"}, []any{"铜箔项目", 10})
	two := rows([]any{"项目名称", "总投资（亿元）"}, []any{"光学项目", 5})
	b := s.hand("project", "分县.xlsx", book(t, "高明区", one, "南海区", two, "南海区 (2)", two, "汇总", rows([]any{"县区", "个数"}, []any{"高明区", 1})), importing.Choice{})
	var chosen []string
	for _, sh := range b.Summary.Sheets {
		if sh.Chosen {
			chosen = append(chosen, sh.Name)
		} else if sh.Why == "" {
			t.Errorf("%s was left out without a word", sh.Name)
		}
	}
	if diff := cmp.Diff([]string{"高明区", "南海区"}, chosen); diff != "" {
		t.Fatal(diff)
	}
	s.confirm(b.ID)
	if a, b := s.project("铜箔项目").Region, s.project("光学项目").Region; a != "440608" || b != "440605" {
		t.Errorf("the sheets' names are their counties: %s %s", a, b)
	}
	b = s.hand("project", "分县.xlsx", book(t, "高明区", one, "南海区", two), importing.Choice{})
	if b, err := s.imports.Choose(ctx, office, b.ID, importing.Settings{Sheets: []int{1}}, nil); err != nil || b.Summary.Rows != 1 {
		t.Errorf("%v %+v", err, b.Summary)
	}
}

func TestMappingIsRememberedPerUnit(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	body := func(name string) []byte {
		return book(t, "表", rows([]any{"项目名称", "金额", "对接人"}, []any{name, 10, "张三"}, []any{name + "乙", 20, "张三"}))
	}
	b := s.hand("project", "a.xlsx", body("铜箔"), importing.Choice{})
	to := []importing.MapTo{{Col: 1, Column: "total_invest", Unit: "亿元"}, {Col: 2, Column: "+note"}}
	b, err := s.imports.Map(ctx, office, b.ID, 0, to, nil)
	if err != nil || b.Summary.Accepted != 2 || b.Summary.Sums[0].Before != 3_000_000_000 {
		t.Fatalf("%v %+v", err, b.Summary)
	}
	s.confirm(b.ID)
	if n := s.project("铜箔").Note; n != "对接人：张三" {
		t.Errorf("note %q", n)
	}
	next := s.hand("project", "b.xlsx", body("光学"), importing.Choice{})
	if l := next.Summary.Sheets[0].Layout; !l.Memory || next.Summary.Sums[0].Before != 3_000_000_000 {
		t.Errorf("not remembered: %+v", l.Columns)
	}
	other := office
	other.UnitID = "another"
	up, err := s.imports.Upload(ctx, other, importing.Upload{List: "project", Name: "c.xlsx", Body: bytes.NewReader(body("镜片"))})
	if err != nil {
		t.Fatal(err)
	}
	if up, err = s.imports.Analyse(ctx, other, up.ID, nil); err != nil || up.Summary.Sheets[0].Layout.Memory {
		t.Errorf("another unit's memory: %v", err)
	}
}

func TestPreviewPages(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	r := rows([]any{"标题"}, plainHead)
	for i := range 130 {
		amount := any(i + 1)
		if i%10 == 3 {
			amount = "若干"
		}
		r = append(r, []any{fmt.Sprintf("第%d号生产线", i), "甲公司", "高明区", amount, "在建", "2025.3", ""})
	}
	b := s.hand("project", "a.xlsx", book(t, "表", r), importing.Choice{})
	p, err := s.imports.Preview(ctx, office, b.ID, importing.View{Tab: "bad", Page: 2, Size: 10})
	if err != nil || p.Total != 13 || p.Pages != 2 || len(p.Lines) != 3 {
		t.Fatalf("%v %+v", err, p)
	}
	l := p.Lines[0]
	if l.Number != 106 || l.Cells[3].Ref != "D106" || !strings.Contains(l.Cells[3].Fault, "看不懂金额") || l.Cells[5].Was != "2025.3" || l.Cells[5].Text != "2025-03" {
		t.Errorf("%+v", l)
	}
	if p.Tabs[0].N != 130 || p.Tabs[1].N != 117 || p.Tabs[6].N != 2 {
		t.Errorf("%+v", p.Tabs)
	}
	if err := s.imports.Drop(ctx, office, b.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.imports.Preview(ctx, office, b.ID, importing.View{}); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("a dropped batch: %v", err)
	}
}

func TestUnitsAndPeople(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	b := s.hand("unit", "单位.xlsx", book(t, "单位", rows([]any{"单位名称", "上级单位"}, []any{"高明区人民政府", ""}, []any{"高明区发改局", "高明区人民政府"}, []any{"投资科", "高明区发改局"})), importing.Choice{})
	if b.Summary.Accepted != 3 {
		t.Fatalf("%+v", b.Summary)
	}
	s.confirm(b.ID)
	b = s.hand("account", "人员.xlsx", book(t, "人员", rows([]any{"姓名", "单位", "手机"}, []any{"张三", "高明区发改局", "13800138000"}, []any{"李四", "没有的局", "13800138001"})), importing.Choice{})
	if b.Summary.Accepted != 1 || b.Summary.Errors[0].Cell != "B3" {
		t.Fatalf("%+v", b.Summary)
	}
	s.confirm(b.ID)
	d, err := s.org.Directory(ctx)
	if err != nil {
		t.Fatal(err)
	}
	u, ok := d.UnitByName("投资科")
	if !ok || d.UnitName(u.ParentID) != "高明区发改局" {
		t.Errorf("unit %+v", u)
	}
	var people []*org.Account
	for _, a := range d.Accounts() {
		if a.Name == "张三" {
			people = append(people, a)
		}
	}
	if len(people) != 1 || people[0].Phone != "13800138000" {
		t.Errorf("%+v", people)
	}
	if _, err := s.imports.Undo(ctx, office, b.ID, "", false); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("people do not go by undoing: %v", err)
	}
}
