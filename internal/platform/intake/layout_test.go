package intake

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/sheet"
)

// matches gives the columns as "A=name B=~total_invest(亿元)": ~ asked about, # the sequence numbers, - not read.
func (r *reading) matches() string {
	var out []string
	for _, m := range r.layout.Columns {
		s := m.Column
		switch {
		case m.State == Serial:
			s = "#"
		case m.Append:
			s = "+" + s
		case s == "":
			s = "-"
		case m.State == Ask:
			s = "~" + s
		}
		if m.Unit != "" {
			s += "(" + m.Unit + ")"
		}
		out = append(out, m.Letter+"="+s)
	}
	return strings.Join(out, " ")
}

func TestHeads(t *testing.T) {
	row := []any{"甲项目", "8"}
	for name, tt := range map[string]struct {
		rows   [][]any
		merged []sheet.Range
		want   string
		lines  string // kinds of all rows
	}{
		"plain": {rows: [][]any{{"项目名称", "总投资（亿元）"}, row}, want: "A=name B=total_invest(亿元)", lines: "head data"},
		"title, unit line, date": {
			rows:   [][]any{{"台账"}, {"填报时间：2026年3月31日", "单位：万元"}, {"项目名称", "总投资"}, row},
			merged: merge("A1:B1"), want: "A=name B=total_invest(万元)", lines: "title unit head data"},
		"two merged rows": {
			rows:   [][]any{{"序号", "项目\n名称", "投资情况", "", "备 注"}, {"", "", "计划总投资\n（万元）", "累计完成投资"}, {1, "甲", 8, 2}},
			merged: merge("A1:A2", "B1:B2", "C1:D1", "E1:E2"), want: "A=# B=name C=total_invest(万元) D=invested E=note", lines: "head head data"},
		"two rows without merges": {
			rows: [][]any{{"序号", "项目名称", "开工时间", "", "备注"}, {"", "", "计划", "实际", ""}, {1, "甲", "2025.3", "2025.4"}},
			want: "A=# B=name C=started_plan D=~started_actual E=note", lines: "head head data"},
		"plan above its dates": {
			rows:   [][]any{{"项目名称", "计划", "", "实际"}, {"", "开工时间", "竣工时间", "开工时间"}, {"甲", "2025.3", "2025.4", "2025.5"}},
			merged: merge("B1:C1"), want: "A=name B=started_plan C=completed_plan D=started_actual", lines: "head head data"},
		"three rows": {
			rows:   [][]any{{"项目名称", "投资（万元）", "", ""}, {"", "总投资", "其中", ""}, {"", "", "年度计划", "累计完成投资"}, {"甲", 8, 2, 1}},
			merged: merge("A1:A3", "B1:D1", "B2:B3", "C2:D2"), want: "A=name B=total_invest(万元) C=year_plan(万元) D=invested(万元)", lines: "head head head data"},
		"full width, spaces, star": {rows: [][]any{{"＊项　目　名　称", "总 投 资（亿　元）"}, row}, want: "A=name B=total_invest(亿元)", lines: "head data"},
		"year in the head":         {rows: [][]any{{"项目名称", "2026年计划投资（万元）"}, row}, want: "A=name B=year_plan(万元)", lines: "head data"},
		"short year":               {rows: [][]any{{"项目名称", "26年计划投资/万元"}, row}, want: "A=name B=year_plan(万元)", lines: "head data"},
		"unknown column":           {rows: [][]any{{"项目名称", "总投资（亿元）", "红旗渠"}, {"甲", 1, "x"}}, want: "A=name B=total_invest(亿元) C=-", lines: "head data"},
		"index row": {rows: [][]any{{"序号", "项目名称", "总投资（亿元）"}, {1, 2, 3}, {"甲", "乙", 1}, {1, "甲项目", 8}},
			want: "A=# B=name C=total_invest(亿元)", lines: "head number number data"},
		"misspelt":   {rows: [][]any{{"项目名称", "计划总投资额（亿元）"}, row}, want: "A=name B=~total_invest(亿元)", lines: "head data"},
		"many lines": {rows: [][]any{{"附件3"}, {"关于报送的通知"}, {"（单位：亿元）"}, {}, {"项目名称", "总投资"}, row}, want: "A=name B=total_invest(亿元)", lines: "title title unit head data"},
		"only names": {rows: [][]any{{"项目名称"}, {"甲项目"}, {"乙项目"}}, want: "A=name", lines: "head data data"},
		"head twice": {rows: [][]any{{"项目名称", "总投资（亿元）"}, row, {"项目名称", "总投资（亿元）"}, {"乙", 9}}, want: "A=name B=total_invest(亿元)", lines: "head data head data"},
		"date column of marks": {rows: [][]any{{"项目名称", "总投资（亿元）", "开工"}, {"甲", 1, "是"}, {"乙", 1, "否"}, {"丙", 1, "否"}},
			want: "A=name B=total_invest(亿元) C=-", lines: "head data data data"},
		"numbers of rows under 编号": {rows: [][]any{{"编号", "项目名称"}, {"一、在建项目"}, {1, "甲"}, {2, "乙"}}, want: "A=# B=name", lines: "head section data data"},
		"codes under 编号":           {rows: [][]any{{"编号", "项目名称"}, {"XM-1", "甲"}, {"XM-2", "乙"}}, want: "A=code B=name", lines: "head data data"},
		"same head twice":          {rows: [][]any{{"项目名称", "备注", "备注"}, {"甲", "a", "b"}}, want: "A=name B=note C=-", lines: "head data"},
	} {
		t.Run(name, func(t *testing.T) {
			r := read(t, paper(tt.rows...), tt.merged, Options{})
			if got := r.matches(); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if got := r.kinds(); got != tt.lines {
				t.Errorf("rows %s, want %s", got, tt.lines)
			}
		})
	}
}

func TestNoHead(t *testing.T) {
	for name, tt := range map[string]struct {
		rows [][]any
		want []string
	}{
		"other table":   {[][]any{{"单位：万元"}, {"投入", "农业", "工业"}, {"农业", 1, 2}}, []string{"没有找到项目清单的表头", "“项目名称”", "投入、农业、工业"}},
		"numbers":       {[][]any{{1, 2, 3}, {4, 5, 6}}, []string{"没有找到"}},
		"empty":         {nil, []string{"空的"}},
		"only a letter": {[][]any{{"关于做好台账工作的通知，请各单位于本月25日前报送"}}, []string{"没有找到"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Scan(paper(tt.rows...), nil, Options{Spec: projects, Today: "2026-06-03"})
			if err == nil {
				t.Fatal("a head was found")
			}
			for _, w := range tt.want {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("%v does not say %q", err, w)
				}
			}
		})
	}
}

func TestMappingByHandAndMemory(t *testing.T) {
	rows := paper([]any{"项目名称", "总投资", "联系人"}, []any{"甲", "8", "张三"}, []any{"乙", "9", "李四"})
	r := read(t, rows, nil, Options{})
	if got := r.matches(); got != "A=name B=total_invest C=-" {
		t.Fatal(got)
	}
	if !strings.Contains(r.questions(), "没有写单位") || !strings.Contains(r.questions(), "“联系人”没有对应字段") {
		t.Error(r.questions())
	}
	if diff := cmp.Diff([]string{"name=甲 !B2:“8”没有单位，请写明元、万元或亿元>", "name=乙 !B3:“9”没有单位，请写明元、万元或亿元>"}, r.data()); diff != "" {
		t.Error(diff)
	}
	chosen := map[int]Choice{1: {"total_invest", "亿元"}, 2: {"+note", ""}}
	r = read(t, rows, nil, Options{Map: chosen})
	if got := r.matches(); got != "A=name B=total_invest(亿元) C=+note" {
		t.Fatal(got)
	}
	want := []string{"name=甲 total_invest=800000000 note=联系人：张三", "name=乙 total_invest=900000000 note=联系人：李四"}
	if diff := cmp.Diff(want, r.data()); diff != "" {
		t.Error(diff)
	}
	shape := r.layout.Shape
	remember := func(s string) map[int]Choice {
		if s == shape {
			return r.layout.Choices()
		}
		return nil
	}
	again := read(t, paper([]any{"5月台账"}, []any{"项目 名称", "总投资", "联系人"}, []any{"丙", "7", "王五"}), nil, Options{Memory: remember})
	if !again.layout.Memory || again.matches() != "A=name B=total_invest(亿元) C=+note" || len(again.layout.Questions) != 0 {
		t.Errorf("memory %v: %s, %v", again.layout.Memory, again.matches(), again.layout.Questions)
	}
	moved := read(t, paper([]any{"项目名称", "联系人", "总投资"}, []any{"丙", "王五", "7"}), nil, Options{Memory: remember})
	if moved.layout.Memory {
		t.Error("another order of columns is another shape")
	}
}
