package intake

import (
	"math/rand/v2"
	"testing"

	"lianzhang/internal/platform/sheet"
)

// wild are things that stand in cells.
var wild = []any{"", " ", nil, "序号", "项目名称", "项目\n名称", "总投资（亿元）", "总投资", "单位：亿元", "单位：万元", "备注", "签约时间", "目前阶段", "所属产业", "合计", "小计", "一、在建项目（3个）",
	"（一）新型储能", "一", "注：说明", "1", "8亿", "-8", "5-10亿", "2025.3", "已开工", "在建", "高明区", "示例", "填报人：张三", 1, 2, 3, 45444, 2025.1, -3.5, 1e300, pct(0.5), onDay("2025-03-05"), onDay("x"),
	"甲项目", "乙项目", "A\u200bB", "\ufeff", "（", "）", "、", "第", "(", "9999999999999999999999", "〔续文1〕", "=1+1", "２０２５", "\x00", "𠮷野家", "计划", "开工时间", "1/4/2025"}

// Whatever stands in a sheet, no row gets lost and nothing panics.
func TestWildSheets(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 1200 {
		width, height := 1+rng.IntN(7), 1+rng.IntN(14)
		var rows [][]any
		for r := range height {
			row := make([]any, width)
			for c := range row {
				row[c] = wild[rng.IntN(len(wild))]
			}
			if r == 1 && rng.IntN(2) == 0 {
				row = []any{"序号", "项目名称", "总投资（亿元）", "目前阶段", "签约时间"}
			}
			rows = append(rows, row)
		}
		var merged []sheet.Range
		for range rng.IntN(4) {
			r, c := 1+rng.IntN(height), rng.IntN(width)
			merged = append(merged, sheet.Range{FirstRow: r, FirstCol: c, LastRow: r + rng.IntN(3), LastCol: c + rng.IntN(3)})
		}
		o := Options{Spec: projects, Names: places, Today: "2026-06-03", Refs: map[string]Policy{"chain": Policy(rng.IntN(5))}}
		l, err := Scan(paper(rows...), merged, o)
		if err != nil {
			continue
		}
		r := NewReader(l, merged, o)
		n := 0
		for row, err := range r.Rows(paper(rows...)) {
			if err != nil {
				t.Fatal(err)
			}
			if n++; row.Kind == "" || row.Kind == Data && len(row.Faults) == 0 && row.Values[l.Field("name")] == nil {
				t.Fatalf("row %d of %v is %q with %v", row.Number, rows, row.Kind, row.Values)
			}
		}
		if n != height {
			t.Fatalf("%d of %d rows came out of %v", n, height, rows)
		}
	}
}
