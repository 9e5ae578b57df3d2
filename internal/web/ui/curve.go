package ui

import (
	"fmt"
	"math"
	"strings"
)

// Curve is cumulative plan against actual over a year, drawn in Go so that it stands in pages, print and bulletins alike.
type Curve struct {
	Label             string
	Grid              []CurveTick // horizontal lines from 0 up
	Axis              []CurveTick // labels below
	Plan, Actual, Gap string      // points
	Last              *CurvePoint
	Need              *CurvePoint // what would clear the light, next month
	End               *CurvePoint // the plan's end
}

// CurveTick is a line or a label of an axis.
type CurveTick struct {
	X, Y float64
	Text string
}

// CurvePoint is a labelled point.
type CurvePoint struct {
	X, Y   float64
	TX, TY float64
	Text   string
	Before bool // the text ends at the place instead of beginning there, so that it stays inside the picture
}

// Where the plot stands in its 400 × 190 field.
const (
	curveLeft, curveRight = 48.0, 384.0
	curveTop, curveBottom = 14.0, 170.0
)

// NewCurve draws up to 12 months of cumulative values; actual may be shorter than plan. need, above 0, is the sum that
// clears the light in the month after the last actual one. Negative and non-finite values count as 0.
func NewCurve(label string, plan, actual []float64, need float64) Curve {
	top := need
	for _, v := range append(append([]float64{}, plan...), actual...) {
		if !math.IsInf(v, 0) && !math.IsNaN(v) {
			top = max(top, v)
		}
	}
	step := niceStep(top / 3)
	y := func(v float64) float64 {
		if math.IsNaN(v) || math.IsInf(v, 0) || v < 0 {
			v = 0
		}
		return round(curveBottom-v/(3*step)*(curveBottom-curveTop), 1)
	}
	months := max(len(plan), len(actual), 1)
	x := func(i int) float64 { return round(curveLeft+float64(i)*(curveRight-curveLeft)/float64(months), 1) }
	c := Curve{Label: label}
	for i := range 4 {
		c.Grid = append(c.Grid, CurveTick{Y: y(float64(i) * step), Text: Dec(float64(i)*step, 0)})
	}
	for m := 1; m <= months; m++ {
		if m == months || m%2 == 1 && m < months-1 {
			c.Axis = append(c.Axis, CurveTick{X: x(m), Text: fmt.Sprintf("%d月", m)})
		}
	}
	c.Plan, c.Actual = polyline(plan, x, y), polyline(actual, x, y)
	if n := min(len(actual), len(plan)); n > 0 {
		c.Gap = polyline(plan[:n], x, y) + " " + reversed(polyline(actual[:n], x, y))
	}
	if n := len(plan); n > 0 {
		c.End = &CurvePoint{X: x(n), Y: y(plan[n-1]), TX: x(n) - 4, TY: y(plan[n-1]) - 6, Text: "计划" + Dec(plan[n-1], 0)}
	}
	if n := len(actual); n > 0 {
		c.Last = &CurvePoint{X: x(n), Y: y(actual[n-1]), TX: x(n) + 8, TY: y(actual[n-1]) + 12, Text: "完成" + Dec(actual[n-1], 0)}
		if need > 0 && n < months {
			c.Need = &CurvePoint{X: x(n + 1), Y: y(need), TX: x(n+1) + 9, TY: y(need) + 9, Text: "转绿需" + Dec(need, 0)}
		}
		c.keepInside()
	}
	return c
}

// keepInside moves the labels of the last months, which would run over the right edge, below the line or, where it lies low,
// above it.
func (c *Curve) keepInside() {
	if c.Last.X < 300 {
		return
	}
	down, edge := 1.0, curveRight+12
	if c.Last.Y > curveBottom-40 {
		down = -1
	}
	first, second := c.Last.Y+19*down, c.Last.Y+33*down
	if c.Need != nil {
		c.Need.TX, c.Need.TY, c.Need.Before = edge, first, true
		first = second
	}
	c.Last.TX, c.Last.TY, c.Last.Before = edge, first, true
}

// niceStep rounds up to 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8 or 10 times a power of ten.
func niceStep(v float64) float64 {
	if v <= 0 {
		return 1
	}
	p := math.Pow10(int(math.Floor(math.Log10(v))))
	for _, m := range []float64{1, 1.5, 2, 2.5, 3, 4, 5, 6, 8} {
		if v <= m*p {
			return m * p
		}
	}
	return 10 * p
}

func polyline(values []float64, x func(int) float64, y func(float64) float64) string {
	points := []string{fmt.Sprintf("%g,%g", x(0), y(0))}
	for i, v := range values {
		points = append(points, fmt.Sprintf("%g,%g", x(i+1), y(v)))
	}
	return strings.Join(points, " ")
}

func reversed(points string) string {
	p := strings.Fields(points)
	for i, j := 0, len(p)-1; i < j; i, j = i+1, j-1 {
		p[i], p[j] = p[j], p[i]
	}
	return strings.Join(p, " ")
}
