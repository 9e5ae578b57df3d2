package xlsx

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"lianzhang/internal/platform/sheet"
)

var projects = Options{
	Name: "重点项目", List: "project", Title: "重点产业项目调度台账", Note: "截至2026年11月22日", Frozen: 1,
	Columns: []Column{
		{Key: "name", Header: "项目名称", Width: 28}, {Key: "total", Header: "总投资", Kind: KindMoney}, {Key: "paid", Header: "到位资金", Kind: KindMoney, Unit: Yuan},
		{Key: "plan", Header: "年度计划", Kind: KindMoney, Unit: HundredMillion}, {Key: "area", Header: "用地", Kind: KindNumber, Unit: "亩", Decimals: 1},
		{Key: "share", Header: "完成率", Kind: KindPercent}, {Key: "start", Header: "开工时间", Kind: KindDate}, {Key: "seen", Header: "更新时间", Kind: KindTime},
		{Key: "key", Header: "重点", Kind: KindBool},
	},
}

// seen is 2026-11-22 09:30:15 CST.
const seen = 1_795_311_015_000_000

// awkward are texts that spreadsheets are known to change.
func awkward() []string {
	return []string{
		"=1+1", "+86 10", "-5", "@SUM(A1)", "\t制表", "\r回车", "＝全角", "'=1", "'", "007", "1E5", " 前后空格 ", "第一行\n第二行", "a\r\nb", `"引号",逗号;`,
		"<标签>&amp;", "_x000D_", "_x005F_x000D_", "𠮷林", "0.10", "2026-11-22", "TRUE", "〔续文1〕", strings.Repeat("长文", 25_000), strings.Repeat("𠮷", 17_000),
		"=HYPERLINK(\"http://x\",\"点\")", "\n=1", "#REF!",
	}
}

func write(t testing.TB, b *Book) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func read(t testing.TB, data []byte, name string) (*sheet.Book, []sheet.Row) {
	t.Helper()
	b, err := sheet.Open(context.Background(), bytes.NewReader(data), int64(len(data)), name, sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var rows []sheet.Row
	for r, err := range b.Rows(0) {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, r.Clone())
	}
	return b, rows
}

func TestRoundTrip(t *testing.T) {
	b := New()
	s, err := b.Sheet(projects)
	if err != nil {
		t.Fatal(err)
	}
	texts := awkward()
	for i, text := range texts {
		if err := s.Row(Text(text), Money(4_573_456_789+int64(i)), Money(-12), Money(610_000_001), Number(66.67), Percent(0.865), Date("2026-11-22"), Time(seen), Bool(i%2 == 0)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Row(Cell{}, Text("待定"), Bool(true), Number(0.1), Number(math.NaN()), Cell{}, Date("2026年11月"), Time(0)); err != nil {
		t.Fatal(err)
	}
	if s.Rows() != len(texts)+1 {
		t.Errorf("%d rows", s.Rows())
	}
	data := write(t, b)
	book, rows := read(t, data, "x.xlsx")
	if len(book.Sheets) != 1 || book.Sheets[0].Name != "重点项目" || len(book.Meta) != 1 {
		t.Fatalf("sheets %+v, meta %+v", book.Sheets, book.Meta)
	}
	m := book.Meta[0]
	if m.Sheet != "重点项目" || m.List != "project" || m.Head != 3 || len(m.Columns) != 9 || m.Columns[1] != (sheet.MetaColumn{Key: "total", Header: "总投资（万元）", Kind: "money", Unit: "万元"}) {
		t.Errorf("meta %+v", m)
	}
	heads := rows[2].Cells
	for i, c := range m.Columns {
		if heads[i].Text != c.Header {
			t.Errorf("head %d: %q, meta has %q", i, heads[i].Text, c.Header)
		}
	}
	for i, text := range texts {
		c := rows[3+i].Cells
		if c[0].Kind != sheet.Text || c[0].Text != text {
			t.Errorf("%.40q comes back as %.40q (%d)", text, c[0].Text, c[0].Kind)
		}
		for col, want := range map[int]int64{1: 4_573_456_789 + int64(i), 2: -12, 3: 610_000_001} {
			if got := int64(math.Round(c[col].Number * scale(m.Columns[col].Unit))); got != want || c[col].Kind != sheet.Number {
				t.Errorf("money in %s: %d, want %d", m.Columns[col].Unit, got, want)
			}
		}
		if c[4].Number != 66.67 || c[5].Number != 0.865 || !c[5].Percent() || c[6].Text != "2026-11-22" || c[6].Kind != sheet.Date || c[7].Text != "2026-11-22 09:30:15" || c[7].Kind != sheet.Date {
			t.Errorf("row %d: %+v", i, c)
		}
		if (c[8].Text == "是") != (i%2 == 0) {
			t.Errorf("row %d: bool %q", i, c[8].Text)
		}
	}
	last := rows[len(rows)-1].Cells
	if last[0].Kind != sheet.Empty || last[1].Text != "待定" || last[2].Text != "是" || last[3].Text != "0.1" || last[4].Kind != sheet.Empty || last[6].Text != "2026年11月" || last[7].Kind != sheet.Empty {
		t.Errorf("odd cells %+v", last)
	}
	for name, part := range parts(t, data) {
		if strings.Contains(name, "worksheets/") && strings.Contains(part, "<f>") {
			t.Errorf("%s holds a formula", name)
		}
	}
}

func parts(t testing.TB, data []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range z.File {
		rc, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(rc)
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name] = string(body)
	}
	return out
}

func TestSheetSetup(t *testing.T) {
	b := New()
	for _, name := range []string{"重点/项目", "重点/项目", "", strings.Repeat("长", 40), "链长数据说明"} {
		o := projects
		o.Name = name
		s, err := b.Sheet(o)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Row(Text("甲")); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Charts("图表", Chart{Title: "分月完成投资", Kind: StackedChart, Unit: "亿元", Labels: []string{"1月", "2月"}, Series: []Series{{"计划", []float64{1, 2}}, {"完成", []float64{1, math.NaN()}}}}); err != nil {
		t.Fatal(err)
	}
	data := write(t, b)
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want := []string{"重点_项目", "重点_项目(2)", "Sheet1", strings.Repeat("长", 31), "链长数据说明(2)", "图表", "链长数据说明"}
	if diff := cmp.Diff(want, f.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	if seen, _ := f.GetSheetVisible(sheet.MetaSheet); seen {
		t.Error("the meta sheet is visible")
	}
	xml := parts(t, data)
	first := xml["xl/worksheets/sheet1.xml"]
	for _, piece := range []string{
		`<autoFilter ref="$A$3:$I$4"`, `orientation="landscape"`, `paperSize="9"`, `fitToHeight="0"`, `<pageSetUpPr fitToPage="true"`, `state="frozen"`, `ySplit="3"`, `xSplit="1"`,
		`<mergeCell ref="A1:I1"`, `<cols><col min="1" max="1"`, `&amp;P`,
	} {
		if !strings.Contains(first, piece) {
			t.Errorf("sheet1.xml lacks %s", piece)
		}
	}
	if book := xml["xl/workbook.xml"]; !strings.Contains(book, `_xlnm.Print_Titles`) || !strings.Contains(book, `veryHidden`) {
		t.Errorf("workbook.xml lacks print titles or the hidden sheet: %s", book)
	}
	if chart := xml["xl/charts/chart1.xml"]; !strings.Contains(chart, "<barChart>") || !strings.Contains(chart, `stacked`) {
		t.Errorf("no stacked bars in %.200s", chart)
	}
}

func TestMisuse(t *testing.T) {
	b := New()
	if _, err := b.Sheet(Options{Name: "空"}); err == nil {
		t.Error("a sheet without columns")
	}
	s, err := b.Sheet(projects)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Row(make([]Cell, 10)...); err == nil {
		t.Error("ten cells in nine columns")
	}
	if err := b.Charts("图", Chart{Title: "空"}); err == nil {
		t.Error("a chart without figures")
	}
	write(t, b)
	if err := b.Write(io.Discard); err == nil {
		t.Error("a book written twice")
	}
	if err := s.Row(Text("x")); err == nil {
		t.Error("a row behind the end")
	}
	if err := New().Close(); err != nil {
		t.Error(err)
	}
}

func TestCSVRoundTrip(t *testing.T) {
	var out bytes.Buffer
	c, err := NewCSV(&out, projects)
	if err != nil {
		t.Fatal(err)
	}
	texts := slices.DeleteFunc(awkward(), func(s string) bool { return len(s) > 40_000 })
	for _, text := range texts {
		if err := c.Row(Text(text), Money(4_573_456_789), Money(-12), Money(610_000_001), Number(66.67), Percent(0.07), Date("2026-11-22"), Time(seen), Bool(true)); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Row(make([]Cell, 10)...); err == nil {
		t.Error("ten cells in nine columns")
	}
	if err := c.Flush(); err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(out.String(), "\r\n") {
		if strings.HasPrefix(line, "=") || strings.HasPrefix(line, "+") || strings.HasPrefix(line, "@") || strings.HasPrefix(line, "-") {
			t.Errorf("a line begins like a formula: %q", line)
		}
	}
	book, rows := read(t, out.Bytes(), "导出.csv")
	if book.Charset != "UTF-8" || rows[0].Cells[1].Text != "总投资（万元）" {
		t.Errorf("%s %+v", book.Charset, rows[0])
	}
	for i, text := range texts {
		var got []string
		for _, c := range rows[1+i].Cells {
			got = append(got, c.Text)
		}
		if diff := cmp.Diff([]string{text, "457345.6789", "-12", "6.10000001", "66.67", "7%", "2026-11-22", "2026-11-22 09:30:15", "是"}, got); diff != "" {
			t.Error(diff)
		}
	}
}

func TestRejected(t *testing.T) {
	source := "标题,,\n名称,总投资,开工\n甲,=x,2026\n乙,1.5\n"
	_, rows := read(t, []byte(source), "a.csv")
	rows[3].Cells = append(rows[3].Cells, sheet.Cell{Kind: sheet.Date, Number: 46348, Format: `yyyy"年"m"月"d"日"`})
	var out bytes.Buffer
	err := WriteRejected(&out, "未导入", rows[:2], slices.Values([]Reject{
		{Row: rows[2], Faults: []Fault{{1, "不是数字，请改成数字"}, {-1, "与第9行重复"}}}, {Row: rows[3], Faults: []Fault{{4, "必填"}}},
	}))
	if err != nil {
		t.Fatal(err)
	}
	_, got := read(t, out.Bytes(), "a.xlsx")
	if h := got[1].Cells; h[0].Text != NumberHead || h[1].Text != ReasonHead || h[3].Text != "总投资" {
		t.Errorf("head %+v", h)
	}
	c := got[2].Cells
	if c[0].Number != 3 || c[1].Text != "总投资：不是数字，请改成数字；与第9行重复" || c[3].Text != "=x" || c[3].Kind != sheet.Text || c[4].Number != 2026 {
		t.Errorf("first row %+v", c)
	}
	if c := got[3].Cells; c[1].Text != "第5列：必填" || c[4].Text != "2026-11-22" || c[4].Kind != sheet.Date || !c[6].Styled {
		t.Errorf("second row %+v", c)
	}
	f, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for cell, amber := range map[string]bool{"D3": true, "C3": false, "G4": true} {
		id, _ := f.GetCellStyle("未导入", cell)
		style, err := f.GetStyle(id)
		if err != nil || (len(style.Fill.Color) == 1 && style.Fill.Color[0] == amberColour) != amber {
			t.Errorf("%s amber: want %v, %v", cell, amber, err)
		}
	}
}
