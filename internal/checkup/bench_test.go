package checkup_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"runtime/metrics"
	"testing"
	"time"

	"lianzhang/internal/checkup"
	"lianzhang/internal/insight/sameness"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/project"
)

// words of made-up names.
var (
	heads    = []rune("启恒澜晶铭川砚清绿华嘉瑞盛达远景泽卓云辰弘润博锐金诺承德皓森旭凌昊星禾宸朗岳源渠循榉翊腾峰航越图新驰科创联力拓晟业翔泰元衡域程光")
	trades   = []string{"铜业", "新材料", "物联科技", "光学", "汽车部件", "储能科技", "药业", "食品", "精密制造", "电子"}
	products = []string{"铜箔", "传感器", "镜头", "电池壳体", "逆变器", "原料药", "预制菜", "连接器", "铝型材", "散热片", "模具", "轴承"}
	suffixes = []string{"生产基地", "研发制造项目", "智能工厂", "扩能项目", "产业园"}
)

// cases makes a register of n projects: a third of the firms have several, and one project in a hundred is entered twice.
func cases(n int) ([]checkup.Case, []string) {
	rng := rand.New(rand.NewPCG(20261122, uint64(n)))
	out, contents := make([]checkup.Case, 0, n), make([]string, 0, n)
	for i := 0; len(out) < n; i++ {
		pick := func() rune { return heads[rng.IntN(len(heads))] }
		firm := fmt.Sprintf("景川%c%c%c%s有限公司", pick(), pick(), pick(), trades[rng.IntN(len(trades))])
		for k := 0; k == 0 || rng.IntN(3) == 0 && k < 5; k++ {
			total := int64(math.Round(math.Exp(rng.NormFloat64()*.95+math.Log(3.2))*20)) * 500_0000
			c := checkup.Case{Code: fmt.Sprint(i), Investor: firm, Region: fmt.Sprintf("3499%02d", rng.IntN(100)), ChainID: fmt.Sprintf("c%d", rng.IntN(8)), UnitID: fmt.Sprintf("u%d", rng.IntN(300)),
				Park: fmt.Sprintf("第%d产业园", rng.IntN(150)), Class: "新建", Stage: project.Signed, Total: max(total, 3000_0000), Jobs: max(20, total/1e6)}
			c.Land = math.Round(float64(c.Total) / 1e8 * (14 + rng.Float64()*12))
			product := products[rng.IntN(len(products))]
			c.Name = fmt.Sprintf("%c%c%s%s", pick(), pick(), product, suffixes[rng.IntN(len(suffixes))])
			if rng.IntN(3) == 0 {
				c.Name = fmt.Sprintf("年产%d吨%s项目", (1+rng.IntN(60))*500, product)
			}
			c.Dates[2] = fmt.Sprintf("20%02d-%02d-%02d", 22+rng.IntN(4), 1+rng.IntN(12), 1+rng.IntN(28))
			content := fmt.Sprintf("新建厂房%d平方米，购置设备%d台，建设%s生产线%d条及配套设施", (1+rng.IntN(90))*1000, 10+rng.IntN(400), product, 1+rng.IntN(9))
			c.Content = sameness.Of(content)
			out, contents = append(out, c), append(contents, content)
			if rng.IntN(100) == 0 {
				c.Name, c.Region = c.Name+"建设", "349921"
				out, contents = append(out, c), append(contents, content)
			}
		}
	}
	out, contents = out[:n:n], contents[:n:n]
	for i := range out {
		out[i].ID = fmt.Sprintf("P%08d", i)
	}
	return out, contents
}

// peak watches the heap while something runs; what it gives tells the largest that was seen above what was there before, in MB:
// objects in use and those not yet swept.
func peak() func() float64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	read := func() uint64 {
		metrics.Read(sample)
		return sample[0].Value.Uint64()
	}
	runtime.GC()
	before, most := read(), uint64(0)
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for {
			most = max(most, read())
			select {
			case <-stop:
				return
			case <-tick.C:
			}
		}
	}()
	return func() float64 {
		close(stop)
		<-done
		return (float64(most) - float64(before)) / (1 << 20)
	}
}

// BenchmarkDuplicates is the search alone, in memory, at growing sizes: ns/op divided by n·log2(n) should stay.
func BenchmarkDuplicates(b *testing.B) {
	for _, n := range []int{10_000, 30_000, 100_000, 300_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			rules := checkup.Shipped()
			for i := range rules.Detectors {
				rules.Detectors[i].On = rules.Detectors[i].ID == "twin" || rules.Detectors[i].ID == "alike"
			}
			high := peak()
			rows, _ := cases(n)
			r := &checkup.Register{}
			runtime.GC()
			watch := clock.Stopwatch()
			found := 0
			for b.Loop() {
				r = &checkup.Register{Cases: rows, Today: day}
				r.Prepare()
				found = len(checkup.Detect(r, rules, nil))
			}
			per := watch().Seconds() / float64(b.N)
			b.ReportMetric(per*1e9/(float64(n)*math.Log2(float64(n))), "ns/nlogn")
			b.ReportMetric(float64(found), "found")
			b.ReportMetric(float64(r.Uncommon), "crowded")
			b.ReportMetric(high(), "peak-MB")
		})
	}
}

// BenchmarkRegister is a whole run over a database: reading, all detectors, keeping what was found; the second run finds the same
// and writes nothing.
func BenchmarkRegister(b *testing.B) {
	for _, n := range []int{100_000, 200_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			d := dbtest.SQLite(b)
			load(b, d, n)
			s := &checkup.Service{Run: &change.Runner{DB: d, Journal: journal.New(d), Clock: clock.At(day)}}
			check := func(over checkup.Over) *checkup.Result {
				r, err := s.Check(context.Background(), authz.System("job"), over, nil)
				if err != nil {
					b.Fatal(err)
				}
				return r
			}
			high := peak()
			first := check(checkup.Over{})
			most := high()
			var last *checkup.Result
			for b.Loop() {
				last = check(checkup.Over{})
			}
			// Loop clears what was reported before it.
			b.ReportMetric(float64(first.Millis), "first-ms")
			b.ReportMetric(float64(first.Found), "found")
			b.ReportMetric(most, "peak-MB")
			b.ReportMetric(float64(last.Millis), "again-ms")
			one := check(checkup.Over{Project: fmt.Sprintf("P%08d", n/2)})
			b.ReportMetric(float64(one.Millis), "one-project-ms")
		})
	}
}

// load writes n projects, as they are, without lights and sums.
func load(b *testing.B, d *db.DB, n int) {
	b.Helper()
	rows, contents := cases(n)
	table := db.NewTable[project.Project](project.Kind)
	for start := 0; start < n; start += 5000 {
		var part []*project.Project
		for i := start; i < min(start+5000, n); i++ {
			c := &rows[i]
			part = append(part, &project.Project{No: int64(i + 1), ID: c.ID, Code: c.Code, Name: c.Name, Region: c.Region, ChainID: c.ChainID, UnitID: c.UnitID, Park: c.Park, Investor: c.Investor, Class: c.Class,
				Stage: c.Stage, TotalInvest: c.Total, LandMu: c.Land, Jobs: c.Jobs, SignedActual: c.Dates[2], Content: contents[i], Light: "none"})
		}
		if err := d.Write(context.Background(), func(tx *db.Tx) error { return table.Insert(context.Background(), tx, part...) }); err != nil {
			b.Fatal(err)
		}
	}
}
