package importing_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"lianzhang/internal/importing"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/sheet"
	"lianzhang/internal/project"
)

// big writes a workbook of n projects by 20 columns, as an office would: text dates, amounts, stages by other words.
func big(t testing.TB, n int) string {
	t.Helper()
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	write := func(row int, cells ...any) {
		if err := w.SetRow(fmt.Sprintf("A%d", row), cells); err != nil {
			t.Fatal(err)
		}
	}
	write(1, "重点项目台账（单位：亿元）")
	write(2, "序号", "项目名称", "投资方", "所属产业链", "环节", "园区", "目前阶段", "项目类别", "级别", "总投资", "固定资产投资", "年度计划投资（万元）",
		"年度完成投资（万元）", "用地面积（亩）", "就业人数", "签约时间", "计划开工时间", "开工时间", "建设内容", "备注")
	stages := []string{"已签约", "在建", "已投产", "在谈"}
	for i := range n {
		write(3+i, i+1, fmt.Sprintf("%s%s第%d号生产线", []string{"高性能", "年产", "智能", "绿色"}[i%4], []string{"电解铜箔", "光学镜片", "传感器", "肉羊精深加工"}[i/4%4], i),
			fmt.Sprintf("投资公司%d", i%5000), []string{"铜基新材料", "光学", "物联网", "肉羊"}[i%4], "加工", "经开区", stages[i%4], "新建", "市重点",
			float64(i%900)/10+1, float64(i%900)/20, i%9000+1, i%4000, float64(i%300)+0.5, i%800, []string{"2025.3", "2025年6月", "2024/8/1", "45444"}[i%4],
			"2026-03", "2026年4月", "建设厂房、仓库和研发楼，购置生产设备。", "")
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "big.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// BenchmarkWorkbook100k times the steps of a workbook of 100,000 × 20: a bare scan of its cells, the preview, the
// confirmation; and gives the largest heap of each.
func BenchmarkWorkbook100k(b *testing.B) {
	path := big(b, 100_000)
	b.ResetTimer()
	for range b.N {
		s := newSite(b, dbtest.SQLite(b))
		scan := timed(b, "scan", func() { bareScan(b, path) })
		f, err := os.Open(path)
		if err != nil {
			b.Fatal(err)
		}
		up, err := s.imports.Upload(ctx, office, importing.Upload{List: "project", Name: "big.xlsx", Body: f})
		if err != nil {
			b.Fatal(err)
		}
		preview := timed(b, "preview", func() { up, err = s.imports.Analyse(ctx, office, up.ID, nil) })
		if err != nil || up.Summary.Accepted != 100_000 {
			b.Fatalf("%v %+v", err, up.Summary)
		}
		confirm := timed(b, "confirm", func() { _, err = s.imports.Confirm(ctx, office, up.ID, nil) })
		if err != nil || s.count("project") != up.Summary.Write.New+0 {
			b.Fatalf("%v, %d projects, planned %+v %v", err, s.count("project"), up.Summary.Write, up.Summary.Dups)
		}
		if f, err = os.Open(path); err != nil {
			b.Fatal(err)
		}
		again, err := s.imports.Upload(ctx, office, importing.Upload{List: "project", Name: "big.xlsx", Body: f})
		if err != nil {
			b.Fatal(err)
		}
		timed(b, "again", func() { again, err = s.imports.Analyse(ctx, office, again.ID, nil) })
		if err != nil || again.Summary.Dups[importing.RegisterExact] != s.count("project") {
			b.Fatalf("%v %v", err, again.Summary.Dups)
		}
		all, err := s.projects.Select(ctx, s.run.DB, office.Scope, new(db.Where), "")
		if err != nil {
			b.Fatal(err)
		}
		timed(b, "undo", func() { _, err = s.imports.Undo(ctx, office, up.ID, "", false) })
		if err != nil || s.count("project") != 0 {
			b.Fatal(err, s.count("project"))
		}
		bare := newSite(b, dbtest.SQLite(b))
		load := timed(b, "load", func() { bare.load(b, all) })
		b.ReportMetric((preview+confirm).Seconds()/(scan+load).Seconds(), "import/(scan+load)")
		b.ReportMetric(100_000/confirm.Seconds(), "rows/s")
	}
}

// load writes the projects of another site, journalled, in one change: what any import must at least do.
func (s *site) load(b *testing.B, rows []project.Project) {
	err := s.run.Run(ctx, office, change.What{Action: "load", Perm: authz.ProjectEdit}, func(tx *change.Tx) error {
		for len(rows) > 0 {
			n := min(500, len(rows))
			some := make([]*project.Project, n)
			for i := range n {
				some[i] = &rows[i]
			}
			if err := s.projects.Insert(ctx, tx, some); err != nil {
				return err
			}
			if err := tx.Flush(ctx); err != nil {
				return err
			}
			rows = rows[n:]
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

func bareScan(b *testing.B, path string) {
	f, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	info, _ := f.Stat()
	book, err := sheet.Open(ctx, f, info.Size(), path, sheet.Limits{})
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for row, err := range book.Rows(0) {
		if err != nil {
			b.Fatal(err)
		}
		n += len(row.Cells)
	}
	if n < 1_900_000 {
		b.Fatalf("%d cells", n)
	}
}

// timed runs fn and watches the heap.
func timed(b *testing.B, name string, fn func()) time.Duration {
	runtime.GC()
	stop, done := make(chan struct{}), make(chan uint64)
	go func() {
		most := uint64(0)
		var m runtime.MemStats
		for {
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapInuse+m.StackInuse)
			select {
			case <-stop:
				done <- most
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	}()
	watch := clock.Stopwatch()
	fn()
	took := watch()
	close(stop)
	b.ReportMetric(took.Seconds(), name+"-s")
	b.ReportMetric(float64(<-done)/(1<<20), name+"-MB")
	return took
}
