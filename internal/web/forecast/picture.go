package forecast

import (
	"fmt"
	"strings"

	"lianzhang/internal/forecast"
	fc "lianzhang/internal/insight/forecast"
	"lianzhang/internal/web/ui"
)

// bandPic is a likely range against a target on a line from 0, in a field of 400 × 56.
type bandPic struct {
	Label                string
	Done, Low, Mid, High float64
	Goal                 float64 // −1 = none
	Width                float64 // of the range
	Ends                 [2]string
	Texts                []picText
}

// picText is a text in a picture.
type picText struct {
	X, Y   float64
	Anchor string
	Text   string
	Strong bool
}

// Where the band lies in its field.
const (
	bandLeft, bandRight = 4.0, 396.0
)

func drawBand(m *forecast.Measure, l *forecast.Line) bandPic {
	top := float64(max(l.Band.P90, l.Goal, l.Done, 1)) * 1.04
	x := func(v int64) float64 { return bandLeft + (bandRight-bandLeft)*float64(v)/top }
	p := bandPic{Done: x(l.Done), Low: x(l.Band.P10), Mid: x(l.Band.P50), High: x(l.Band.P90), Goal: -1}
	p.Width = max(1, p.High-p.Low)
	p.Label = fmt.Sprintf("%s：已完成%s，可能在%s到%s之间，居中%s%s", m.Label, amount(m, l.Done), amount(m, l.Band.P10), amount(m, l.Band.P90), amount(m, l.Band.P50), m.Unit)
	if l.Goal > 0 {
		p.Goal = x(l.Goal)
		p.Label += "，目标" + amount(m, l.Goal)
		p.Texts = append(p.Texts, inside(p.Goal, 11, "目标"+amount(m, l.Goal), true))
	}
	return p
}

// inside places a text at x, turned inwards near the edges.
func inside(x, y float64, text string, strong bool) picText {
	t := picText{X: x, Y: y, Anchor: "middle", Text: text, Strong: strong}
	if x > 350 {
		t.X, t.Anchor = bandRight, "end"
	} else if x < 50 {
		t.X, t.Anchor = bandLeft, "start"
	}
	return t
}

// plot is a picture of lines over days or months, in a field of 400 × 230.
type plot struct {
	Label string
	Grid  []picText // texts at the left of horizontal lines
	Axis  []picText
	Under []picText // numbers at risk
	Areas []string  // polygons
	Lines []plotLine
	Texts []picText
	Dots  []dot
	Bars  []bar
	High  float64
}

type plotLine struct {
	Class, Points string
	Text          string
}

type dot struct {
	X, Y  float64
	Class string
}

type bar struct{ X, Y1, Y2 float64 }

// Where a plot stands.
const (
	plotLeft, plotRight = 40.0, 390.0
	plotTop, plotBottom = 12.0, 170.0
)

func shareY(v float64) float64 { return round1(plotBottom - v*(plotBottom-plotTop)) }

func round1(v float64) float64 { return float64(int(v*10+.5)) / 10 }

func shares(p *plot) {
	for _, v := range []float64{0, .25, .5, .75, 1} {
		p.Grid = append(p.Grid, picText{X: plotLeft - 5, Y: shareY(v), Anchor: "end", Text: fmt.Sprintf("%.0f%%", 100*v)})
	}
}

// drawStay draws how many are still there, and how many were dropped, over the days of a stage; the numbers at risk stand below.
func drawStay(s *forecast.Stay) *plot {
	p := &plot{Label: stageName(s.Stage, s.Stratum) + "阶段：停留时间分布", High: 215}
	shares(p)
	days := max(1, len(s.AtRisk)) * forecast.Interval
	every := (len(s.AtRisk) + 6) / 7 // months between two labels
	x := func(d int) float64 { return round1(plotLeft + (plotRight-plotLeft)*float64(d)/float64(days)) }
	var still, out, low, high strings.Builder
	prev := fc.Step{Survival: 1}
	put := func(b *strings.Builder, d int, v float64) { fmt.Fprintf(b, "%g,%g ", x(d), shareY(min(max(v, 0), 1))) }
	step := func(d int, s fc.Step, last bool) {
		put(&still, d, prev.Survival)
		put(&out, d, prev.Dropped)
		put(&low, d, prev.Survival-1.96*prev.Error)
		put(&high, d, prev.Survival+1.96*prev.Error)
		if !last {
			put(&still, d, s.Survival)
			put(&out, d, s.Dropped)
			put(&low, d, s.Survival-1.96*s.Error)
			put(&high, d, s.Survival+1.96*s.Error)
			prev = s
		}
	}
	put(&still, 0, 1)
	put(&out, 0, 0)
	for _, s := range s.Steps {
		step(s.Day, s, false)
	}
	step(days, prev, true)
	p.Areas = []string{strings.TrimSpace(high.String()) + " " + backwards(low.String())}
	p.Lines = []plotLine{{Class: "act", Points: strings.TrimSpace(still.String())}, {Class: "plan", Points: strings.TrimSpace(out.String())}}
	for k, n := range s.AtRisk {
		if k%every != 0 {
			continue
		}
		at := x(k * forecast.Interval)
		label := "0"
		if k > 0 {
			label = fmt.Sprintf("%d个月", k)
		}
		p.Axis = append(p.Axis, picText{X: at, Y: 186, Anchor: "middle", Text: label})
		p.Under = append(p.Under, picText{X: at, Y: 208, Anchor: "middle", Text: ui.Num(int64(n))})
	}
	return p
}

func backwards(points string) string {
	f := strings.Fields(points)
	for i, j := 0, len(f)-1; i < j; i, j = i+1, j-1 {
		f[i], f[j] = f[j], f[i]
	}
	return strings.Join(f, " ")
}

// drawPath draws the chance of a project to have reached each stage by the end of each month.
func drawPath(it *forecast.Item, months []string, labels []string) *plot {
	p := &plot{Label: it.Name + "：到各月末到达各阶段的概率", High: 192}
	shares(p)
	n := max(1, len(months))
	x := func(k int) float64 { return round1(plotLeft + (plotRight-plotLeft-60)*float64(k)/float64(n)) }
	classes := []string{"act", "plan", "act need", "plan need", "act thin"}
	last := 1000.0
	for k, path := range it.Paths() {
		if len(path) == 0 || path[len(path)-1] < .005 || path[len(path)-1] > 0 && it.Stage == forecast.PathStages()[k] {
			continue
		}
		pts := fmt.Sprintf("%g,%g", x(0), shareY(0))
		for m, v := range path {
			pts += fmt.Sprintf(" %g,%g", x(m+1), shareY(v))
		}
		p.Lines = append(p.Lines, plotLine{Class: classes[k], Points: pts})
		y := shareY(path[len(path)-1])
		if last-y < 13 && last-y > -13 {
			y = last + 13
		}
		last = y
		p.Texts = append(p.Texts, picText{X: x(n) + 4, Y: y + 4, Anchor: "start", Text: labels[k] + fmt.Sprintf("%.0f%%", 100*path[len(path)-1]), Strong: true})
	}
	for m, end := range months {
		if n <= 8 || m%2 == 0 {
			p.Axis = append(p.Axis, picText{X: x(m + 1), Y: 186, Anchor: "middle", Text: strings.TrimPrefix(end[5:7], "0") + "月"})
		}
	}
	return p
}

// drawCuts draws, for one figure and span, the bands at each cut-off with what happened.
func drawCuts(m *forecast.Measure, span int, cases []forecast.BackCase) *plot {
	var rows []forecast.BackCase
	top := int64(1)
	for _, c := range cases {
		if c.Measure == m.Code && c.Span == span {
			rows = append(rows, c)
			top = max(top, c.Band.P90, c.Truth)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	held, told := 0, 0
	p := &plot{High: 192}
	y := func(v int64) float64 { return shareY(float64(v) / (float64(top) * 1.05)) }
	for k := range 4 {
		v := top * int64(k) / 3
		p.Grid = append(p.Grid, picText{X: plotLeft - 5, Y: y(v), Anchor: "end", Text: short(m, v)})
	}
	for k, c := range rows {
		x := round1(plotLeft + (plotRight-plotLeft)*(float64(k)+.5)/float64(len(rows)))
		p.Axis = append(p.Axis, picText{X: x, Y: 186, Anchor: "middle", Text: quarter(c.CutOff)})
		if c.Silent {
			p.Texts = append(p.Texts, picText{X: x, Y: plotBottom - 4, Anchor: "middle", Text: "不报"})
			continue
		}
		told++
		d := dot{X: x, Y: y(c.Truth), Class: "miss"}
		if c.Band.Holds(c.Truth) {
			held++
			d.Class = "dot"
		}
		p.Bars = append(p.Bars, bar{x, y(c.Band.P90), max(y(c.Band.P10), y(c.Band.P90)+1)})
		p.Lines = append(p.Lines, plotLine{Class: "ax", Points: fmt.Sprintf("%g,%g %g,%g", x-9, y(c.Band.P50), x+9, y(c.Band.P50))})
		p.Dots = append(p.Dots, d)
	}
	p.Label = fmt.Sprintf("%s，往后%d个月：%d次里%d次落在区间内（竖条P10到P90，横线P50，点是实际，空心点是落在区间外）", m.Label, span, told, held)
	return p
}

func short(m *forecast.Measure, v int64) string {
	if m.Money {
		return ui.Dec(float64(v)/1e8, 0)
	}
	return ui.Num(v)
}

// quarter names a quarter end: 24Q3.
func quarter(date string) string {
	month := int(date[5]-'0')*10 + int(date[6]-'0')
	return fmt.Sprintf("%sQ%d", date[2:4], (month+2)/3)
}
