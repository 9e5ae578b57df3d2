package scoring

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func known(xs ...float64) []Value {
	var out []Value
	for _, x := range xs {
		out = append(out, Value{X: x, Known: true})
	}
	return out
}

// column turns one item's values into values[subject][item].
func column(vs []Value) [][]Value {
	var out [][]Value
	for _, v := range vs {
		out = append(out, []Value{v})
	}
	return out
}

func TestLines(t *testing.T) {
	aim := func(x, target float64) Value { return Value{X: x, Known: true, Target: target, HasTarget: true} }
	for name, c := range map[string]struct {
		item   Item
		values []Value
		points []float64
		expr   string // of the first
		words  string
	}{
		"efficacy":                 {Item{Weight: 30, Method: Efficacy, Places: 1}, known(86.5, 40.2, 91.0), []float64{28.94, 18, 30}, "0.6×30 + 0.4×30×(86.5−40.2)/(91.0−40.2)", ""},
		"efficacy, less is better": {Item{Weight: 10, Method: Efficacy, Down: true}, known(2, 0, 8), []float64{9, 10, 6}, "0.6×10 + 0.4×10×(8−2)/(8−0)", ""},
		"efficacy, all equal":      {Item{Weight: 30, Method: Efficacy}, known(5, 5, 5), []float64{30, 30, 30}, "30", "各对象相同，得满分"},
		"efficacy below zero":      {Item{Weight: 10, Method: Efficacy, Places: 1}, known(-3.2, -5, 5), []float64{6.72, 6, 10}, "0.6×10 + 0.4×10×((−3.2)−(−5.0))/(5.0−(−5.0))", ""},
		"efficacy, stated ends":    {Item{Weight: 10, Method: Efficacy, Bounds: true, Min: 0, Max: 100}, known(120, 50), []float64{10, 8}, "0.6×10 + 0.4×10×(100−0)/(100−0)", "超出0至100，按端点计"},
		"ratio":                    {Item{Weight: 20, Method: Ratio, Places: 1, Cap: 1.2}, []Value{aim(86.5, 100), aim(150, 100), aim(-2, 100)}, []float64{17.3, 24, 0}, "20×min(86.5/100, 1.2)", ""},
		"ratio, less is better":    {Item{Weight: 20, Method: Ratio, Down: true}, []Value{aim(8, 6), aim(0, 6)}, []float64{15, 20}, "20×min(6/8, 1)", ""},
		"ratio to nothing":         {Item{Weight: 20, Method: Ratio}, []Value{aim(8, 0)}, []float64{0}, "0", "没有目标值（或目标为零），不能算比，按零分计"},
		"steps":                    {Item{Weight: 15, Method: Steps, Places: 1, Steps: []Step{{90, 15}, {80, 12}, {60, 8}}}, known(86.5, 90, 10), []float64{12, 15, 0}, "12", "86.5 ≥ 80，得12分"},
		"place":                    {Item{Weight: 10, Method: Place}, known(3, 9, 9, 1), []float64{5, 10, 10, 2.5}, "10×(4−3+1)/4", "在4个对象中第3名"},
		"place with steps":         {Item{Weight: 10, Method: Place, Each: 4}, known(9, 8, 7, 6), []float64{10, 6, 2, 0}, "max(10−4×(1−1), 0)", "在4个对象中第1名"},
		"given":                    {Item{Weight: 15, Method: Given, Places: 1}, known(12.5, 16), []float64{12.5, 15}, "max(min(12.5, 15), 0)", ""},
		"deduct":                   {Item{Method: Deduct, Each: 0.1, Most: 2}, known(3, 50, 0), []float64{-0.3, -2, 0}, "−min(0.1×3, 2)", ""},
		"bonus":                    {Item{Method: Bonus, Each: 0.5, Most: 5}, known(3, 50), []float64{1.5, 5}, "min(0.5×3, 5)", ""},
		"veto":                     {Item{Method: Veto}, known(1, 0), []float64{0, 0}, "0", "1 > 0，一票否决，不参加排名和评先"},
		"missing, zero":            {Item{Weight: 10, Method: Efficacy}, []Value{{}, {X: 4, Known: true}}, []float64{0, 10}, "0", "缺数据，按零分计"},
		"missing, mean":            {Item{Weight: 10, Method: Efficacy, Missing: MissingMean}, append([]Value{{}}, known(0, 10, 5)...), []float64{8, 6, 10, 8}, "0.6×10 + 0.4×10×(5−0)/(10−0)", "缺数据，按已有3个对象的平均数5代入"},
		"half away from zero":      {Item{Weight: 1.005, Method: Given, Places: 3}, known(1.005), []float64{1.01}, "max(min(1.005, 1.005), 0)", ""},
		"not a number":             {Item{Weight: 10, Method: Efficacy}, known(math.NaN(), math.Inf(1), 3), []float64{0, 0, 10}, "0", "缺数据，按零分计"},
	} {
		t.Run(name, func(t *testing.T) {
			rs := Run([]Item{c.item}, column(c.values))
			var got []float64
			for i := range rs {
				got = append(got, rs[i].Lines[0].Points)
			}
			if d := cmp.Diff(c.points, got); d != "" {
				t.Error(d)
			}
			if l := rs[0].Lines[0]; l.Expr != c.expr || l.Words != c.words {
				t.Errorf("%q, %q; want %q, %q", l.Expr, l.Words, c.expr, c.words)
			}
		})
	}
}

func TestTotals(t *testing.T) {
	items := []Item{{Weight: 60, Method: Given, Places: 2}, {Weight: 40, Method: Given, Places: 2, Missing: MissingOut}, {Method: Deduct, Each: 0.2}, {Method: Veto, ToZero: true}}
	rs := Run(items, [][]Value{append(known(48, 30), known(1, 0)...), {{X: 45, Known: true}, {}, {X: 2, Known: true}, {}}, append(known(60, 40), known(0, 1)...)})
	type row struct {
		Score float64
		Expr  string
	}
	var got []row
	for _, r := range rs {
		got = append(got, row{r.Score, r.Expr})
	}
	if d := cmp.Diff([]row{{77.8, "48.00 + 30.00 − 0.20"}, {74.6, "(45.00)×100/60 − 0.40"}, {0, "60.00 + 40.00"}}, got); d != "" {
		t.Error(d)
	}
	if none := Run(items[1:2], [][]Value{{{}}}); none[0].Scored {
		t.Error("scored without any item")
	}
}

func TestRank(t *testing.T) {
	items := []Item{{Weight: 50, Method: Given, Places: 1}, {Weight: 50, Method: Given, Places: 1}, {Method: Veto}}
	values := [][]Value{known(40, 40, 0), known(50, 30, 0), known(20, 20, 0), known(45, 45, 0), known(50, 50, 1), known(30, 50, 0)}
	for name, c := range map[string]struct {
		ties []int
		want []int
	}{"ties share": {nil, []int{2, 2, 5, 1, 0, 2}}, "decided by the first item": {[]int{0}, []int{3, 2, 5, 1, 0, 4}}} {
		t.Run(name, func(t *testing.T) {
			rs := Run(items, values)
			Rank(rs, c.ties)
			var got []int
			for i := range rs {
				got = append(got, rs[i].Rank)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// draw makes a scheme and values at random.
func draw(rnd *rand.Rand, subjects, n int) ([]Item, [][]Value) {
	methods := []Method{Efficacy, Ratio, Steps, Place, Given}
	items := make([]Item, n)
	left := 100.0
	for j := range items {
		w := math.Floor(left / float64(n-j) * (0.6 + 0.8*rnd.Float64()))
		if j == n-1 {
			w = left
		}
		left -= w
		items[j] = Item{Weight: w, Method: methods[rnd.IntN(len(methods))], Places: rnd.IntN(3), Down: rnd.IntN(4) == 0, Cap: 1 + float64(rnd.IntN(3))/10,
			Missing: []Missing{MissingZero, MissingOut, MissingMean}[rnd.IntN(3)], Steps: []Step{{80, w}, {50, w / 2}, {20, w / 4}}}
		if items[j].Down {
			items[j].Steps = []Step{{20, w}, {50, w / 2}, {80, w / 4}}
		}
	}
	if n > 3 {
		items[n-1].Method, items[n-2].Weight, items[n-1].Weight, items[n-1].Each, items[n-1].Down = Deduct, items[n-2].Weight+items[n-1].Weight, 0, 0.1, false
	}
	values := make([][]Value, subjects)
	for i := range values {
		values[i] = make([]Value, n)
		for j := range values[i] {
			values[i][j] = Value{X: Round(rnd.Float64()*100, items[j].Places), Known: rnd.IntN(15) > 0, Target: float64(20 + rnd.IntN(100)), HasTarget: rnd.IntN(20) > 0}
			if items[j].Method == Given || items[j].Method == Deduct {
				values[i][j].X, values[i][j].Exact = math.Floor(values[i][j].X/10), true
			}
		}
	}
	return items, values
}

// TestEveryLineCanBeReplayed works each printed formula and each printed total out with a calculator of its own.
func TestEveryLineCanBeReplayed(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	lines := 0
	for range 300 {
		items, values := draw(rnd, 2+rnd.IntN(9), 1+rnd.IntN(8))
		for _, r := range Run(items, values) {
			for j, l := range r.Lines {
				if l.Out {
					continue
				}
				v, err := work(l.Expr)
				if err != nil {
					t.Fatal(err)
				}
				if lines++; Round(v, 2) != l.Points {
					t.Fatalf("%+v: %s gives %v, the page says %v", items[j], l.Expr, v, l.Points)
				}
			}
			if !r.Scored {
				continue
			}
			v, err := work(r.Expr)
			if err != nil {
				t.Fatal(err)
			}
			if Round(v, 2) != r.Score {
				t.Fatalf("%s gives %v, the page says %v", r.Expr, v, r.Score)
			}
		}
	}
	if lines < 5000 {
		t.Errorf("only %d lines", lines)
	}
}

func ExampleRun() {
	items := []Item{{Weight: 100, Method: Efficacy, Places: 1}}
	for _, r := range Run(items, column(known(86.5, 40.2, 91.0))) {
		fmt.Println(r.Lines[0].Expr, "=", Plain(r.Lines[0].Points, 2))
	}
	// Output:
	// 0.6×100 + 0.4×100×(86.5−40.2)/(91.0−40.2) = 96.46
	// 0.6×100 + 0.4×100×(40.2−40.2)/(91.0−40.2) = 60.00
	// 0.6×100 + 0.4×100×(91.0−40.2)/(91.0−40.2) = 100.00
}
