package change_test

import (
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
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

func each16(b *testing.B, fn func(n int64) error) {
	var next atomic.Int64
	var wg sync.WaitGroup
	b.ResetTimer()
	for range 16 {
		wg.Go(func() {
			for {
				n := next.Add(1)
				if n > int64(b.N) {
					return
				}
				if err := fn(n); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "writes/s")
}

func BenchmarkCreate(b *testing.B) {
	c := clock.Clock(clock.System)
	b.Run("bare", func(b *testing.B) {
		d, err := db.Open(b.Context(), filepath.Join(b.TempDir(), "bare.db"))
		if err != nil {
			b.Fatal(err)
		}
		defer d.Close()
		each16(b, func(n int64) error {
			row := newFirm(n, c.Micro())
			return d.Write(b.Context(), func(tx *db.Tx) error { return firms.Insert(b.Context(), tx, row) })
		})
	})
	b.Run("journalled", func(b *testing.B) {
		d, err := db.Open(b.Context(), filepath.Join(b.TempDir(), "full.db"))
		if err != nil {
			b.Fatal(err)
		}
		defer d.Close()
		r := &change.Runner{DB: d, Journal: journal.New(d), Clock: c}
		actor := authz.System("cli")
		each16(b, func(n int64) error {
			row := newFirm(n, c.Micro())
			return r.Run(b.Context(), actor, change.What{Action: "enterprise.create", Perm: authz.FirmEdit}, func(tx *change.Tx) error {
				tx.About(record.Ref{Kind: "enterprise", ID: row.ID})
				return firms.Insert(b.Context(), tx, row)
			})
		})
	})
}
