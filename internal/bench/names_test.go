package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"testing"
	"time"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/region"
	"lianzhang/internal/platform/search"
)

// names is how many firms the register of names has.
const names = 1_000_000

// The words of which names are made: common ones come often, as in a real register.
var (
	brandChars = []rune("华中金天海东新盛泰恒安永大瑞鑫宏利达德丰嘉润康成信和顺通博远明亿源美科创佳国凯万吉祥昌龙富隆联飞茂腾荣福兴力锦欧凌硕翔尚优云启景晟奥百汇亚正立汉森诚凡邦旭格宝威诺思雅展捷航卓星辰耀旺玖钰铭")
	tradeWords = []string{"科技", "贸易", "商贸", "机械", "电子", "实业", "建筑工程", "食品", "汽车配件", "新材料", "光伏科技", "光学仪器", "铜业", "纺织", "服装", "化工", "医疗器械",
		"物流", "环保设备", "生物科技", "精密模具", "五金制品", "塑料制品", "网络科技", "信息技术", "投资管理", "文化传播", "装饰工程", "农业发展", "种业", "羊业", "造纸", "家具", "锂电池材料", "半导体设备", "硒业"}
	formWords = []string{"有限公司", "有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司", "厂", "集团有限公司"}
)

type nameMaker struct {
	rng    *rand.Rand
	cities []string
}

func newNameMaker() *nameMaker {
	m := &nameMaker{rng: rand.New(rand.NewPCG(1, 2))}
	for _, p := range region.Children("") {
		for _, c := range region.Children(p.Code) {
			m.cities = append(m.cities, region.Short(c.Name), c.Name)
		}
	}
	return m
}

func (m *nameMaker) next() string {
	n := 2 + m.rng.IntN(8)/6
	brand := make([]rune, n)
	for i := range brand {
		x := m.rng.Float64()
		brand[i] = brandChars[int(x*x*float64(len(brandChars)))]
	}
	return m.cities[m.rng.IntN(len(m.cities))] + string(brand) + tradeWords[m.rng.IntN(len(tradeWords))] + formWords[m.rng.IntN(len(formWords))]
}

// BenchmarkNames searches two characters in a register of a million firms: words that few, many and nearly all names hold.
func BenchmarkNames(b *testing.B) {
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			d := map[string]func(testing.TB) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres}[engine](b)
			began := clock.System()
			fillNames(b, d)
			b.Logf("filled in %.0fs", clock.System().Sub(began).Seconds())
			s := &enterprise.Service{Run: &change.Runner{DB: d, Journal: journal.New(d), Clock: clock.System}}
			for b.Loop() {
				searchNames(b, s)
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

// fillNames writes the firms past the journal: only searching is measured.
func fillNames(b *testing.B, d *db.DB) {
	ctx, m := context.Background(), newNameMaker()
	const part = 2000
	for from := 1; from <= names; from += part {
		err := d.Write(ctx, func(tx *db.Tx) error {
			table := db.NewTable[enterprise.Enterprise](enterprise.Kind)
			rows, docs := make([]*enterprise.Enterprise, part), make([]search.Doc, part)
			for i := range rows {
				no := int64(from + i)
				e := &enterprise.Enterprise{No: no, ID: fmt.Sprintf("%026d", no), Name: m.next(), Region: "340700", Revenue: m.rng.Int64N(1e10)}
				rows[i], docs[i] = e, search.Doc{No: no, Texts: []string{e.Name}}
			}
			if err := table.Insert(ctx, tx, rows...); err != nil {
				return err
			}
			tx.Changes = tx.Changes[:0]
			return search.Add(ctx, tx, enterprise.Spec.Search, docs...)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	if d.Engine() == db.SQLite {
		return
	}
	err := d.Write(ctx, func(tx *db.Tx) error { // what autovacuum does within minutes
		for _, sql := range []string{"ANALYZE enterprise_search", "ANALYZE enterprise", "SELECT gin_clean_pending_list('enterprise_search_grams')"} {
			if _, err := tx.Exec(ctx, sql); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

// searchNames asks for pairs of characters out of names drawn at random, and for words that a third of all names hold.
func searchNames(b *testing.B, s *enterprise.Service) {
	m := newNameMaker()
	var words []string
	for range 500 {
		r := []rune(m.next())
		i := m.rng.IntN(len(r) - 1)
		words = append(words, string(r[i:i+2]))
	}
	words = append(words, "公司", "科技", "有限", "光伏", "硒业", "铜业", "深圳", "没有")
	var took []time.Duration
	worst := ""
	for _, w := range words {
		began := clock.Stopwatch()
		if _, _, err := s.Search(context.Background(), authz.Scope{All: true}, w, 20); err != nil {
			b.Fatal(err)
		}
		t := began()
		if len(took) == 0 || t > slices.Max(took) {
			worst = w
		}
		took = append(took, t)
	}
	slices.Sort(took)
	b.ReportMetric(ms(took[len(took)/2]), "p50-ms")
	b.ReportMetric(ms(took[len(took)*95/100]), "p95-ms")
	b.ReportMetric(ms(took[len(took)-1]), "max-ms")
	b.Logf("slowest: %s %v", worst, took[len(took)-1])
	listNames(b, s)
}

// listNames asks for a page of the list and its totals, which count and sort all hits: a rare word, and one that every
// thirtieth name holds.
func listNames(b *testing.B, s *enterprise.Service) {
	ctx, who := context.Background(), list.Asker{Scope: authz.Scope{All: true}}
	for _, text := range []string{"硒业", "玖钰"} {
		ask, err := enterprise.Spec.Parse(url.Values{"q": {text}})
		if err != nil {
			b.Fatal(err)
		}
		watch := clock.Stopwatch()
		total, err := enterprise.Spec.Total(ctx, s.Run.DB, ask, who)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := enterprise.Spec.Rows(ctx, s.Run.DB, ask, who, enterprise.Spec.Shown(nil)); err != nil {
			b.Fatal(err)
		}
		b.Logf("list with totals: %s, %d hits, %.0f ms", text, total.Rows, ms(watch()))
	}
}
