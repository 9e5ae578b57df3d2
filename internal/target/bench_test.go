package target_test

import (
	"fmt"
	"testing"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/region"
	"lianzhang/internal/web/webtest"
)

// BenchmarkRegister ranks a register of 100,000 firms for a gap, what is stored included: the first time, when the firms'
// features are worked out, and from then on.
func BenchmarkRegister(b *testing.B) {
	s := newSite(b, dbtest.SQLite(b))
	heads, tails := []string{"铜", "锂电", "光伏", "汽车", "电子", "医药", "食品", "纺织", "造纸", "化工"}, []string{"箔", "线缆", "组件", "电池", "材料", "设备", "制剂", "芯片", "模具", "薄膜"}
	rows := make([]*enterprise.Enterprise, 100_000)
	for i := range rows {
		word := heads[i%10] + tails[i/10%10]
		rows[i] = &enterprise.Enterprise{Name: fmt.Sprintf("第%d%s股份有限公司", i, word), Outside: true, Region: region.Outside, Place: []string{"440300", "320500", "330100", "650100", "420100", "360100"}[i%6],
			Products: word + "、" + heads[i/100%10] + tails[i/1000%10], Business: "主要从事" + word + "的研发、生产和销售", Industry: []string{"3251", "3824", "3982", "2710", "1351", "3670"}[i%6], Capital: int64(i%500) * 1e6}
	}
	must(b, s.Run.Run(b.Context(), webtest.Program, change.What{Action: "enterprise.load", Perm: authz.FirmEdit}, func(tx *change.Tx) error {
		return s.Enterprises.Insert(b.Context(), tx, rows)
	}))
	team := s.Actor(b, "team")
	took := clock.Stopwatch()
	_, err := s.targets.Rank(b.Context(), team, s.gapID, 100)
	must(b, err)
	first := took()
	b.ResetTimer()
	for b.Loop() {
		if _, err := s.targets.Rank(b.Context(), team, s.gapID, 100); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(first.Milliseconds()), "ms-first")
}
