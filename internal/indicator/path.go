package indicator

import (
	"encoding/json"
	"fmt"
	"math"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
)

// How a year's target is spread over the months.
const (
	Equal = "equal"
	Shape = "shape" // as last year ran
	Given = "given"
)

// Year is what is due, or was done, by the end of each month of a year; NaN where it is not known.
type Year [12]float64

// EqualPath spreads evenly: amounts grow by a twelfth each month, a level walks straight from what it was at the end of the year
// before, or stands at the target all year where that is not known (NaN).
func EqualPath(amount float64, over string, before float64) Year {
	var y Year
	for m := range y {
		switch {
		case over != Stock:
			y[m] = amount * float64(m+1) / 12
		case math.IsNaN(before):
			y[m] = amount
		default:
			y[m] = before + (amount-before)*float64(m+1)/12
		}
	}
	return y
}

// ShapePath spreads as the year before ran. That year must be known in all its months and come to more than nothing.
func ShapePath(amount float64, over string, last Year) (Year, error) {
	for m, v := range last {
		if math.IsNaN(v) {
			return Year{}, errs.Fields{{Name: "path", Message: fmt.Sprintf("上年%d月没有数据，不能按上年走势分月；改用均分或自行给定", m+1)}}.Err()
		}
	}
	if over == Stock {
		var y Year
		for m := range y {
			y[m] = amount + last[m] - last[11]
		}
		return y, nil
	}
	if last[11] <= 0 {
		return Year{}, errs.Fields{{Name: "path", Message: "上年全年合计不大于0，不能按上年走势分月；改用均分或自行给定"}}.Err()
	}
	var y Year
	for m := range y {
		y[m] = amount * last[m] / last[11]
	}
	return y, nil
}

// GivenPath takes what people give for each month: amounts of the months where the indicator adds up (Flow), else the state at the
// end of each. They must make the target, to the decimals of the indicator.
func GivenPath(amount float64, over string, decimals int64, given Year) (Year, error) {
	var bad errs.Fields
	y, sum := given, 0.0
	for m, v := range given {
		if math.IsNaN(v) {
			bad.Add(fmt.Sprintf("m%d", m+1), "填%d月的数", m+1)
			continue
		}
		sum += v
		if over == Flow {
			y[m] = sum
		}
		if over == Running && m > 0 && v < given[m-1] {
			bad.Add(fmt.Sprintf("m%d", m+1), "累计数比%d月小", m)
		}
	}
	if err := bad.Err(); err != nil {
		return Year{}, err
	}
	if diff := round(amount-y[11], decimals); diff != 0 {
		what := "各月合计"
		if over != Flow {
			what = "12月的数"
		}
		return Year{}, errs.Fields{{Name: "months", Message: fmt.Sprintf("%s是%s，与年度目标%s差%s", what, plain(y[11], decimals), plain(amount, decimals), plain(diff, decimals))}}.Err()
	}
	return y, nil
}

// plain writes a number with its decimals, without grouping.
func plain(v float64, decimals int64) string {
	return fmt.Sprintf("%.*f", int(decimals), round(v, decimals))
}

func (y Year) encode() string {
	b, err := json.Marshal(y[:])
	if err != nil { // only numbers that are not finite
		return ""
	}
	return string(b)
}

// Way is the path of the target; ok is false for one without.
func (t *Target) Way() (y Year, ok bool) {
	var list []float64
	if json.Unmarshal([]byte(t.Months), &list) != nil || len(list) != 12 {
		return y, false
	}
	copy(y[:], list)
	return y, true
}

// due is what the path asks for at the end of a period: its own share of a Flow, else what stands by then.
func (y Year) due(over string, p period.Period) float64 {
	months := p.Months()
	if len(months) == 0 {
		return math.NaN()
	}
	last := month(months[len(months)-1])
	if over != Flow {
		return y[last-1]
	}
	if first := month(months[0]); first > 1 {
		return y[last-1] - y[first-2]
	}
	return y[last-1]
}

// month is the number of a month, 1 to 12.
func month(p period.Period) int {
	s := string(p)
	return int(s[5]-'0')*10 + int(s[6]-'0')
}
