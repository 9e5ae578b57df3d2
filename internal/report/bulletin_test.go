package report

import (
	"bytes"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/docx"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/project"
)

// TestPeriods: what cannot be reported on gives Invalid with a cause and a next step.
func TestPeriods(t *testing.T) {
	s := smallCity(t)
	for _, c := range []struct {
		kind, period, says string
	}{
		{"bulletin", "2026-11", "2026年11月还没过完，不能通报；现在可以编制2026年10月的通报"}, {"bulletin", "2027-03", "现在可以编制2026年10月"},
		{"bulletin", "2026-W40", "工作通报按月编制"}, {"bulletin", "2026", "工作通报按月编制"}, {"bulletin", "十月", "不是周期"}, {"bulletin", "", "不是周期"},
		{"bulletin", "2026-13", "不是周期"}, {"bulletin", "2001-01", "最早可编制"},
		{"dispatch", "2026-W48", "还没到，不能调度；本周是2026年第47周"}, {"dispatch", "2026-11", "调度清单按周编制"}, {"dispatch", "2026-W60", "不是周期"},
		{"dispatch", "2001-W05", "没有在推项目"},
	} {
		var err error
		if c.kind == "bulletin" {
			_, err = s.Bulletin(t.Context(), office(), c.period)
		} else {
			_, err = s.Dispatch(t.Context(), office(), c.period)
		}
		if errs.CodeOf(err) != errs.Invalid || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s of %q gives %v, want %q", c.kind, c.period, err, c.says)
		}
	}
	if b, err := s.Bulletin(t.Context(), office(), "2026年10月"); err != nil || b.Figures.Month != "2026-10" {
		t.Errorf("2026年10月 gives %v", err)
	}
}

func TestEmptyRegister(t *testing.T) {
	s, _, done := open(t, filepath.Join(t.TempDir(), "empty.db"))
	defer done()
	for _, err := range []error{
		func() error { _, err := s.Bulletin(t.Context(), office(), "2026-10"); return err }(),
		func() error { _, err := s.Dispatch(t.Context(), office(), "2026-W47"); return err }(),
	} {
		if errs.CodeOf(err) != errs.Invalid || !strings.Contains(err.Error(), "请先登记或导入项目清单") {
			t.Errorf("an empty register gives %v", err)
		}
	}
}

// TestScope: a paper holds what its maker may see and nothing else, and says so in its title.
func TestScope(t *testing.T) {
	s := smallCity(t)
	d, err := s.Org.Directory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	whole, err := s.Bulletin(t.Context(), office(), "2026-10")
	if err != nil {
		t.Fatal(err)
	}
	for login, title := range map[string]string{"lead1": "1—10月市工信局负责范围重点产业链项目推进情况", "office": "1—10月全市重点产业链项目推进情况"} {
		actor, err := s.Org.Actor(t.Context(), d.AccountByLogin(login).ID, "web", "r")
		if err != nil {
			t.Fatal(err)
		}
		b, err := s.Bulletin(t.Context(), actor, "2026-10")
		if err != nil {
			t.Errorf("%s: %v", login, err)
			continue
		}
		if b.Title() != title {
			t.Errorf("%s: %s, want %s", login, b.Title(), title)
		}
		if b.Figures.Names.Place.Partial != strings.Contains(wholeText(b.Doc), "不是全市数据") {
			t.Errorf("%s: the text and its scope differ", login)
		}
		var want, got []string
		for i := range whole.items {
			if actor.Scope.Allows(whole.items[i].ScopeKeys()) {
				want = append(want, whole.items[i].ID)
			}
		}
		for i := range b.items {
			got = append(got, b.items[i].ID)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", login, diff)
		}
		sel, err := b.Select(url.Values{"all": {"1"}})
		if err != nil || len(sel.Items) != len(want) {
			t.Errorf("%s: all records are %d, want %d", login, len(sel.Items), len(want))
		}
		// a project in both papers stands in them alike, though the scoped one reads its reports by id
		for i := range b.items {
			j := slices.IndexFunc(whole.items, func(it Item) bool { return it.ID == b.items[i].ID })
			if diff := cmp.Diff(whole.items[j].Project, b.items[i].Project); diff != "" || whole.items[j].Was != b.items[i].Was {
				t.Errorf("%s: %s", login, diff)
			}
		}
	}
	if _, err := s.Bulletin(t.Context(), authz.Actor{Roles: []authz.Role{authz.RoleFactor}, Scope: authz.Scope{All: true}}, "2026-10"); errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("a factor department makes a bulletin: %v", err)
	}
	if _, err := s.Dispatch(t.Context(), authz.Actor{Roles: []authz.Role{authz.RoleFactor}}, "2026-W47"); errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("a factor department makes a dispatch list: %v", err)
	}
	none := authz.Actor{Roles: []authz.Role{authz.RoleLeadUnit}}
	if _, err := s.Bulletin(t.Context(), none, "2026-10"); errs.CodeOf(err) != errs.Invalid || !strings.Contains(err.Error(), "您的范围内") {
		t.Errorf("an empty scope gives %v", err)
	}
}

// TestFiles: both papers are whole Word files and workbooks, the same each time.
func TestFiles(t *testing.T) {
	s := smallCity(t)
	b, err := s.Bulletin(t.Context(), office(), "2026-10")
	if err != nil {
		t.Fatal(err)
	}
	d, err := s.Dispatch(t.Context(), office(), "2026-W47")
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		paper  Paper
		file   string
		parts  []string
		tables int
		sheets []string
		charts int
	}{
		{b, "2026年10月全市工作通报", []string{"1—10月全市重点产业链项目推进情况", "一、总体情况", "六、下步要求", "附件3"}, 4,
			[]string{"分链", "图表", "分县区", "分类别级别", "红黄灯项目", "反映问题项目", "未填报项目", "通报项目", "核数", "口径"}, 5},
		{d, "2026年第47周全市调度清单", []string{"2026年第47周全市重点产业链项目调度清单", "一、亮灯变化", "六、分链调度"}, 1,
			[]string{"调度清单", "图表", "分链", "推进阶段", "本周填报", "节点逾期", "长期红灯", "没有进展", "未填报", "近期节点", "核数"}, 2},
	} {
		var word, again, book bytes.Buffer
		if err := x.paper.Word(&word); err != nil {
			t.Fatal(err)
		}
		if err := x.paper.Word(&again); err != nil || !bytes.Equal(word.Bytes(), again.Bytes()) {
			t.Errorf("%s: written twice, the files differ (%v)", x.file, err)
		}
		content, err := docx.Read(bytes.NewReader(word.Bytes()), int64(word.Len()))
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Join(content.Paragraphs(), "\n")
		for _, p := range x.parts {
			if !strings.Contains(strings.ReplaceAll(text, "\n", ""), p) {
				t.Errorf("%s: %q is missing", x.file, p)
			}
		}
		if n := len(content.Tables()); n < x.tables {
			t.Errorf("%s: %d tables, want %d", x.file, n, x.tables)
		}
		if x.paper.FileName("docx") != x.file+".docx" {
			t.Error(x.paper.FileName("docx"))
		}
		if err := x.paper.Excel(&book); err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(bytes.NewReader(book.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		sheets := slices.DeleteFunc(f.GetSheetList(), func(name string) bool { v, _ := f.GetSheetVisible(name); return !v })
		if diff := cmp.Diff(x.sheets, sheets); diff != "" {
			t.Error(diff)
		}
		charts := 0
		f.Pkg.Range(func(name, _ any) bool {
			if strings.HasPrefix(name.(string), "xl/charts/chart") {
				charts++
			}
			return true
		})
		if charts != x.charts {
			t.Errorf("%s: %d charts, want %d", x.file, charts, x.charts)
		}
		_ = f.Close()
	}
	checkTotals(t, b)
}

// checkTotals: the total row of the workbook's table of chains is the bulletin's own.
func checkTotals(t *testing.T, b *Bulletin) {
	t.Helper()
	var book bytes.Buffer
	if err := b.Excel(&book); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&book)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("分链", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	last := rows[len(rows)-1]
	if last[0] != "全市" || last[3] != itoa(b.Figures.All.N) {
		t.Errorf("the total row is %v; the bulletin has %d projects", last, b.Figures.All.N)
	}
}

// TestPastBulletin: a bulletin made later does not change with what has happened since.
func TestPastBulletin(t *testing.T) {
	s := city(t, 60)
	before, err := s.Bulletin(t.Context(), office(), "2026-09")
	if err != nil {
		t.Fatal(err)
	}
	var p *project.Project
	for i := range before.items {
		if it := &before.items[i]; it.In && it.Stage == project.Started && it.YearPlan > 0 {
			p = &it.Project
			break
		}
	}
	if p == nil {
		t.Fatal("no project under construction")
	}
	if err := s.Projects.FillReport(t.Context(), office(), project.Report{ProjectID: p.ID, Period: "2026-11", Done: 5e8, Progress: "主体封顶", Problem: "用地指标未落实"}); err != nil {
		t.Fatal(err)
	}
	if err := s.Projects.AddReceipt(t.Context(), office(), project.Receipt{ProjectID: p.ID, OnDate: "2026-11-20", Amount: 1, Voucher: "1"}); err != nil && errs.CodeOf(err) != errs.Invalid {
		t.Fatal(err)
	}
	after, err := s.Bulletin(t.Context(), office(), "2026-09")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(wholeText(before.Doc), wholeText(after.Doc)); d != "" {
		t.Error(d)
	}
}

func TestWeekName(t *testing.T) {
	if weekName(period.Period("2026-W47")) != "2026年第47周" || issue("2026-09") != "2026年第9期" {
		t.Error(weekName("2026-W47"), issue("2026-09"))
	}
	if oneLine("甲\n乙") != "甲乙" {
		t.Error("oneLine")
	}
}
