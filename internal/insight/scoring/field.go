package scoring

import (
	"math"
	"sort"
	"strconv"
)

// field is an item over all subjects: what they have in common.
type field struct {
	*Item
	min, max, mean float64
	sorted         []float64 // the known values, best first
	same           bool      // all known values are equal
}

func newField(it *Item, values [][]Value, j int) *field {
	f := &field{Item: it, min: math.Inf(1), max: math.Inf(-1)}
	var sum float64
	for i := range values {
		v := &values[i][j]
		if !f.known(v) {
			continue
		}
		x := Round(v.X, it.Places)
		sum += x
		f.min, f.max = math.Min(f.min, x), math.Max(f.max, x)
		f.sorted = append(f.sorted, x)
	}
	if n := len(f.sorted); n > 0 {
		f.mean = Round(sum/float64(n), it.Places)
	}
	sort.Slice(f.sorted, func(a, b int) bool { return f.better(f.sorted[a], f.sorted[b]) })
	if it.Bounds {
		f.min, f.max = it.Min, it.Max
	}
	f.same = f.max <= f.min
	return f
}

// known reports whether the value can be used: a ratio needs a target above zero as well.
func (f *field) known(v *Value) bool {
	return v.Known && !math.IsNaN(v.X) && !math.IsInf(v.X, 0) && (f.Method != Ratio || v.HasTarget && v.Target > 0)
}

func (f *field) better(a, b float64) bool {
	if f.Down {
		return a < b
	}
	return a > b
}

// rank is the place of x among the known values; equal values share the better one.
func (f *field) rank(x float64) int {
	return 1 + sort.Search(len(f.sorted), func(i int) bool { return !f.better(f.sorted[i], x) })
}

func (f *field) base() float64 {
	if f.Base == 0 {
		return 0.6
	}
	return f.Base
}

func (f *field) cap() float64 {
	if f.Cap == 0 {
		return 1
	}
	return f.Cap
}

// line works an item out for subject i.
func (f *field) line(i int, v Value) Line {
	l := Line{X: Round(v.X, f.Places), Known: f.known(&v), Min: f.min, Max: f.max}
	if v.HasTarget {
		l.Target = v.Target
	}
	if len(f.sorted) == 0 && !f.Bounds {
		l.Min, l.Max = 0, 0
	}
	if !l.Known {
		why := "缺数据"
		if v.Known && f.Method == Ratio {
			why = "没有目标值（或目标为零），不能算比"
		}
		if !f.Method.Weighted() {
			l.Expr, l.Words, l.X = "0", why+"，不加不扣", 0
			return l
		}
		switch {
		case f.Missing == MissingOut:
			l.Out, l.Words, l.X = true, why+"，本项不计，其余各项折算到100分", 0
			return l
		case f.Missing == MissingMean && len(f.sorted) > 0 && (f.Method != Ratio || v.HasTarget && v.Target > 0):
			l.Filled, l.X, l.Words = true, f.mean, why+"，按已有"+strconv.Itoa(len(f.sorted))+"个对象的平均数"+Plain(f.mean, f.Places)+"代入"
		default:
			l.Expr, l.Words, l.X = "0", why+"，按零分计", 0
			return l
		}
	}
	exact, words := f.write(&l)
	if l.Words != "" && words != "" {
		words = "；" + words
	}
	l.Words += words
	l.Points = Round(exact, decimals)
	return l
}

// write works out the points of a line, not yet rounded, and prints how.
func (f *field) write(l *Line) (points float64, words string) {
	x, w := inside(Plain(l.X, f.Places)), trim(f.Weight)
	points = f.points(l.X, f.min, f.max, l.Target)
	switch f.Method {
	case Efficacy:
		if f.same {
			l.Expr = w
			return points, "各对象相同，得满分"
		}
		used := math.Max(f.min, math.Min(f.max, l.X))
		if used != l.X {
			words = "超出" + Plain(f.min, f.Places) + "至" + Plain(f.max, f.Places) + "，按端点计"
			x = inside(Plain(used, f.Places))
		}
		low, high := inside(Plain(f.min, f.Places)), inside(Plain(f.max, f.Places))
		part := "(" + x + "−" + low + ")"
		if f.Down {
			part = "(" + high + "−" + x + ")"
		}
		l.Expr = trim(f.base()) + "×" + w + " + " + trim(1-f.base()) + "×" + w + "×" + part + "/(" + high + "−" + low + ")"
	case Ratio:
		target, most := trim(l.Target), trim(f.cap())
		switch {
		case f.Down && l.X <= 0:
			l.Expr = w + "×" + most
		case f.Down:
			l.Expr = w + "×min(" + target + "/" + x + ", " + most + ")"
		case l.X < 0:
			l.Expr, words = "0", "低于零，不得分"
		default:
			l.Expr = w + "×min(" + x + "/" + target + ", " + most + ")"
		}
	case Steps:
		l.Expr, words = trim(points), "一档都没有达到"
		if s := f.step(l.X); s != nil {
			words = Plain(l.X, f.Places) + map[bool]string{false: " ≥ ", true: " ≤ "}[f.Down] + trim(s.At) + "，得" + trim(s.Points) + "分"
		}
	case Place:
		r, n := strconv.Itoa(f.rank(l.X)), strconv.Itoa(len(f.sorted))
		words = "在" + n + "个对象中第" + r + "名"
		if l.Expr = w + "×(" + n + "−" + r + "+1)/" + n; f.Each > 0 {
			l.Expr = "max(" + w + "−" + trim(f.Each) + "×(" + r + "−1), 0)"
		}
	case Given:
		l.Expr = "max(min(" + x + ", " + w + "), 0)"
	case Deduct, Bonus:
		l.Expr = trim(f.Each) + "×" + x
		if f.Most > 0 {
			l.Expr = "min(" + l.Expr + ", " + trim(f.Most) + ")"
		}
		if f.Method == Deduct {
			l.Expr = "−" + l.Expr
		}
		if points == 0 {
			l.Expr = "0"
		}
	case Veto:
		l.Expr = "0"
		if l.Struck = l.X > f.Limit; l.Struck {
			return 0, Plain(l.X, f.Places) + " > " + trim(f.Limit) + "，一票否决" + map[bool]string{true: "，总分记零", false: "，不参加排名和评先"}[f.ToZero]
		}
		return 0, "未触发"
	}
	return points, words
}

// points are the points of a value with everything else that they depend on, not rounded.
func (f *field) points(x, low, high, target float64) float64 {
	switch f.Method {
	case Efficacy:
		if high <= low {
			return f.Weight
		}
		part := math.Max(0, math.Min(1, (x-low)/(high-low)))
		if f.Down {
			part = 1 - part
		}
		return f.Weight * (f.base() + (1-f.base())*part)
	case Ratio:
		share := x / target
		if f.Down {
			share = math.Inf(1)
			if x > 0 {
				share = target / x
			}
		}
		return f.Weight * math.Max(0, math.Min(share, f.cap()))
	case Steps:
		if s := f.step(x); s != nil {
			return s.Points
		}
	case Place:
		return f.atPlace(f.rank(x))
	case Given:
		return math.Max(0, math.Min(x, f.Weight))
	case Deduct, Bonus:
		p := f.Each * math.Max(0, x)
		if f.Most > 0 {
			p = math.Min(p, f.Most)
		}
		if f.Method == Deduct {
			return -p
		}
		return p
	}
	return 0
}

// atPlace are the points of a place.
func (f *field) atPlace(r int) float64 {
	if f.Each > 0 {
		return math.Max(0, f.Weight-f.Each*float64(r-1))
	}
	n := float64(max(1, len(f.sorted)))
	return f.Weight * math.Max(0, n-float64(r)+1) / n
}

// step is the first step that x reaches.
func (f *field) step(x float64) *Step {
	for i := range f.Steps {
		s := &f.Steps[i]
		if x == s.At || f.better(x, s.At) {
			return s
		}
	}
	return nil
}
