package ranking

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

const today = "2026-11-22"

func firms() []Firm {
	return []Firm{
		{ID: "a", Name: "江苏铭铜铜箔有限公司", Products: "电解铜箔、锂电铜箔", Code: "3251", Place: "320500", Revenue: 30_0000_0000, Ladder: "小巨人",
			Signals: []Signal{{Outside, "2026-09-10", 0.7}}},
		{ID: "b", Name: "江苏远铜铜箔有限公司", Products: "电解铜箔、锂电铜箔", Code: "3251", Place: "320500", Revenue: 30_0000_0000, Ladder: "小巨人"},
		{ID: "c", Name: "西北铜箔有限公司", Products: "电解铜箔、锂电铜箔", Code: "3251", Place: "650100", Revenue: 30_0000_0000, Ladder: "小巨人"},
		{ID: "d", Name: "青禾食品有限公司", Products: "肉羊屠宰、羊肉制品", Code: "1351", Place: "340100", Revenue: 90_0000_0000, Ladder: "上市"},
		{ID: "e", Name: "铜都压延有限公司", Business: "铜板带、铜箔压延加工", Code: "3251", Place: "340700", Staff: 60},
	}
}

var copper = Need{Name: "铜箔", Products: []string{"电解铜箔", "压延铜箔"}, Codes: []string{"3251"}, Urgency: 0.8, Place: "349900", Today: today}

// TestOrder: of equal firms the one on the move stands first, then the nearer one; who makes something else is not there.
func TestOrder(t *testing.T) {
	got := New(firms(), today).Rank(copper, 10, nil)
	var ids []string
	for _, s := range got {
		ids = append(ids, New(firms(), today).Firms[s.Firm].ID)
		product := 1.0
		for _, term := range s.Terms {
			product *= term.Value
			if term.Value < 0 || term.Value > 1 || term.Words == "" {
				t.Errorf("%v", term)
			}
		}
		if math.Abs(product-s.Score) > 0.005 {
			t.Errorf("terms give %.4f, score is %.4f", product, s.Score)
		}
	}
	if strings.Join(ids, "") != "abce" {
		t.Errorf("%v", ids)
	}
	if why := Sentence(got[0].Terms); !strings.Contains(why, "电解铜箔") || !strings.Contains(why, "对外投资1条，最近2026-09-10") {
		t.Error(why)
	}
	if got := New(firms(), today).Rank(copper, 2, func(i int) bool { return i == 0 }); len(got) != 2 || got[0].Firm != 1 {
		t.Errorf("skipping: %+v", got)
	}
}

func TestTerms(t *testing.T) {
	for _, c := range []struct {
		name string
		got  float64
		want float64
	}{
		{"no evidence", appetite(&Firm{}, today).Value, 0.3},
		{"fresh", appetite(&Firm{Signals: []Signal{{Growth, today, 1}}}, today).Value, 1},
		{"a year old", appetite(&Firm{Signals: []Signal{{Growth, "2025-11-22", 1}}}, today).Value, 0.65},
		{"of tomorrow", appetite(&Firm{Signals: []Signal{{Growth, "2026-11-23", 1}}}, today).Value, 0.3},
		{"no date", appetite(&Firm{Signals: []Signal{{Growth, "去年", 1}}}, today).Value, 0.3},
		{"a tie is no appetite", appetite(&Firm{Signals: []Signal{{Tie, today, 1}}}, today).Value, 0.3},
		{"unknown size", capacity(&Firm{}).Value, 0.4},
		{"listed", capacity(&Firm{Ladder: "上市"}).Value, 0.7},
		{"huge", capacity(&Firm{Revenue: 500_0000_0000}).Value, 1},
		{"same city", nearness(&Firm{Place: "340102"}, "340100").Value, 1},
		{"same province", nearness(&Firm{Place: "340200"}, "340100").Value, 0.9},
		{"neighbour", nearness(&Firm{Place: "320100"}, "340100").Value, 0.85},
		{"no place", nearness(&Firm{}, "340100").Value, 0.6},
		{"no place with a tie", nearness(&Firm{Ties: 1}, "340100").Value, 0.72},
		{"county's bad code", nearness(&Firm{Place: "9"}, "340100").Value, 0.6},
	} {
		if math.Abs(c.got-c.want) > 1e-9 {
			t.Errorf("%s: %v, want %v", c.name, c.got, c.want)
		}
	}
}

// TestOdd: what a register may hold must not break the ranking.
func TestOdd(t *testing.T) {
	x := New([]Firm{{ID: "1"}, {ID: "2", Products: "，，", Code: "x", Place: "1"}, {ID: "3", Name: "🙂"}}, today)
	if got := x.Rank(Need{}, 5, nil); len(got) != 0 {
		t.Error(got)
	}
	if got := New(nil, today).Rank(copper, 5, nil); len(got) != 0 {
		t.Error(got)
	}
	if got := x.Rank(copper, 0, nil); len(got) != 0 {
		t.Error(got)
	}
}

func TestTilesAreTheProvinces(t *testing.T) {
	seen := map[[2]int]string{}
	for _, tile := range Tiles() {
		at := [2]int{tile.Col, tile.Row}
		if seen[at] != "" {
			t.Errorf("%s stands on %s", tile.Name, seen[at])
		}
		seen[at] = tile.Name
	}
	if len(seen) != 34 {
		t.Errorf("%d tiles", len(seen))
	}
}

func TestMeasures(t *testing.T) {
	if got := AUC([]float64{0.9, 0.8, 0.3, 0.1}, []bool{true, false, true, false}); got != 0.75 {
		t.Error(got)
	}
	if got := AUC([]float64{1, 1, 1, 1}, []bool{true, false, true, false}); got != 0.5 {
		t.Errorf("ties: %v", got)
	}
	if got := PrecisionAt([]float64{4, 3, 2, 1}, []bool{true, false, true, true}, 2); got != 0.5 {
		t.Error(got)
	}
	if got := RecallAt([]float64{4, 3, 2, 1}, []bool{true, false, true, true}, 3); math.Abs(got-2.0/3) > 1e-12 {
		t.Error(got)
	}
	// Equal scores share their places, so that the order of the data does not count as skill.
	if got := PrecisionAt([]float64{1, 1, 1, 1}, []bool{true, false, false, false}, 2); got != 0.25 {
		t.Errorf("ties at the cut: %v", got)
	}
}

// crowd makes firms like those of a large register: two or three products and a sentence about the business.
func crowd(n int) []Firm {
	r := rand.New(rand.NewPCG(20261122, 1))
	heads := strings.Fields("铜 锂电 光伏 汽车 电子 医药 食品 纺织 造纸 化工 水泥 玻璃 光学 精密 智能 低空 软件 物流 家具 陶瓷")
	tails := strings.Fields("箔 线缆 组件 电池 材料 设备 零部件 制剂 原料 芯片 传感器 模具 涂料 薄膜 电机 阀门 轴承 连接器 隔膜 电解液")
	out := make([]Firm, n)
	for i := range out {
		word := func() string { return heads[r.IntN(len(heads))] + tails[r.IntN(len(tails))] }
		out[i] = Firm{ID: fmt.Sprintf("%06d", i), Name: "某某" + word() + "股份有限公司", Products: word() + "、" + word() + "、" + word(),
			Business: "主要从事" + word() + "、" + word() + "的研发、生产和销售，产品用于" + word() + "等领域", Code: fmt.Sprint(1300 + r.IntN(3000)),
			Place: fmt.Sprintf("%02d0%d00", []int{11, 31, 32, 33, 34, 36, 44}[r.IntN(7)], 1+r.IntN(9)), Capital: int64(r.IntN(50)) * 1e7, Staff: int64(r.IntN(5000))}
	}
	return out
}

// BenchmarkRank is the budget of the issue: 100,000 firms for a gap in under 200 ms.
func BenchmarkRank(b *testing.B) {
	x := New(crowd(100_000), today)
	need := Need{Name: "锂电铜箔", Products: []string{"电解铜箔", "锂电铜箔", "铜箔设备", "铜材料"}, Codes: []string{"3251", "3824"}, Urgency: 0.7, Place: "340700", Today: today}
	b.ResetTimer()
	for b.Loop() {
		if len(x.Rank(need, 200, nil)) != 200 {
			b.Fatal("too few")
		}
	}
}

func BenchmarkIndex(b *testing.B) {
	c := crowd(100_000)
	for b.Loop() {
		New(c, today)
	}
}
