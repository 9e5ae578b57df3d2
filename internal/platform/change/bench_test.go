package change_test

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/id"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/record"
)

type firm struct {
	No        int64  `db:"no"`
	ID        string `db:"id"`
	Name      string `db:"name"`
	USCC      string `db:"uscc"`
	Region    string `db:"region"`
	UnitID    string `db:"unit_id"`
	ChainID   string `db:"chain_id"`
	Industry  string `db:"industry"`
	Trade     string `db:"trade"`
	Subtrade  string `db:"subtrade"`
	Stream    string `db:"stream"`
	Scale     string `db:"scale"`
	Revenue   int64  `db:"revenue"`
	Staff     int64  `db:"staff"`
	Address   string `db:"address"`
	Note      string `db:"note"`
	Pinyin    string `db:"pinyin"`
	BatchID   string `db:"batch_id"`
	CreatedAt int64  `db:"created_at"`
	UpdatedAt int64  `db:"updated_at"`
	Version   int64  `db:"version"`
}

var firms = db.NewTable[firm]("enterprise")

func newFirm(no int64, at int64) *firm {
	return &firm{No: no, ID: id.New(at / 1000), Name: "晶川光伏组件有限公司", USCC: "91360000MA35XXXX0A", Region: "360983", UnitID: "01HZZZZZZZZZZZZZZZZZZZZZZ0",
		ChainID: "01HZZZZZZZZZZZZZZZZZZZZZZ1", Industry: "3825", Trade: "光伏设备", Subtrade: "组件", Stream: "mid", Scale: "规上", Revenue: 1_200_000_000, Staff: 320,
		Address: "高新区创业大道18号", Note: "省级专精特新", Pinyin: "jingchuanguangfu", CreatedAt: at, UpdatedAt: at}
}

// rate runs fn n times from 16 sides at once and gives the runs per second.
func rate(b *testing.B, n int64, fn func() error) float64 {
	var next atomic.Int64
	var wg sync.WaitGroup
	began := clock.System()
	for range 16 {
		wg.Go(func() {
			for next.Add(1) <= n {
				if err := fn(); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	return float64(n) / clock.System().Sub(began).Seconds()
}

// BenchmarkCreate measures durable single creates of 21 columns from 16 clients, with and without permission check, scope
// and journal. The bare side has the same INSERT and the same grouped commits. The two take turns, and medians count.
func BenchmarkCreate(b *testing.B) {
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			open := func() *db.DB {
				if engine == "postgres" {
					return dbtest.Postgres(b)
				}
				return dbtest.SQLite(b)
			}
			var no atomic.Int64
			c, bare, full := clock.Clock(clock.System), open(), open()
			r := &change.Runner{DB: full, Journal: journal.New(full), Clock: c}
			var bareRates, fullRates []float64
			for b.Loop() {
				bareRates = append(bareRates, rate(b, 1000, func() error {
					row := newFirm(no.Add(1), c.Micro())
					return bare.Write(b.Context(), func(tx *db.Tx) error { return firms.Insert(b.Context(), tx, row) })
				}))
				fullRates = append(fullRates, rate(b, 1000, func() error {
					row := newFirm(no.Add(1), c.Micro())
					what := change.What{Action: "enterprise.create", Perm: authz.FirmEdit, Ref: record.Ref{Kind: "enterprise", ID: row.ID}}
					return r.Run(b.Context(), authz.System("cli"), what, func(tx *change.Tx) error { return firms.Insert(b.Context(), tx, row) })
				}))
			}
			slices.Sort(bareRates)
			slices.Sort(fullRates)
			x, y := bareRates[len(bareRates)/2], fullRates[len(fullRates)/2]
			b.ReportMetric(x, "bare/s")
			b.ReportMetric(y, "journalled/s")
			b.ReportMetric(100*y/x, "%ofbare")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkLoad measures bulk loads: changes of 1,000 rows each.
func BenchmarkLoad(b *testing.B) {
	d := dbtest.SQLite(b)
	r := &change.Runner{DB: d, Journal: journal.New(d), Clock: clock.System}
	var no int64
	for b.Loop() {
		err := r.Run(b.Context(), authz.System("cli"), change.What{Action: "import", Perm: authz.ImportRun}, func(tx *change.Tx) error {
			for range 1000 {
				no++
				if err := firms.Insert(b.Context(), tx, newFirm(no, tx.Now)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(1000*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
