package xlsx

import (
	"fmt"
	"math"

	"github.com/xuri/excelize/v2"

	"lianzhang/internal/platform/errs"
)

// ChartKind is the shape of a chart.
type ChartKind uint8

// The kinds of charts.
const (
	LineChart    ChartKind = iota
	BarChart               // upright bars, side by side
	StackedChart           // upright bars, one on the other
	RankChart              // lying bars, the first label on top
)

// Chart is a native chart with its figures, which stand in cells beside it and can be edited.
type Chart struct {
	Title  string
	Kind   ChartKind
	Unit   string   // of the figures, named at the axis
	Labels []string // along the axis
	Series []Series
	Format string // number format of the figures, such as 0.0%; "" for General
}

// Series is one line, or one colour of bars. NaN is a gap.
type Series struct {
	Name   string
	Values []float64 // one for each label
}

// seriesColours are the accent of the pages, then tones that also part from each other in black and white.
var seriesColours = [...]string{"1E4A72", "C48300", "2E8555", "9FBBD4", "BF3620", "65696F"}

// rowsPerChart is how many rows a chart's picture covers.
const rowsPerChart = 18

// rowsPerPage is how many rows a printed page of charts takes.
const rowsPerPage = 42

// Charts adds a sheet with charts one below the other, each to the right of its figures.
func (b *Book) Charts(name string, charts ...Chart) error {
	if b.file == nil {
		return errs.New(errs.Internal, "工作簿已经写出，请重新导出")
	}
	name, err := b.addSheet(name)
	if err != nil {
		return wrap(err)
	}
	widest := 0
	for _, c := range charts {
		widest = max(widest, len(c.Series))
	}
	top, page := 1, 1
	for _, c := range charts {
		rows := max(rowsPerChart, len(c.Labels)+2) + 2
		if top+rows-page > rowsPerPage && top > page {
			page = top
			if err := b.file.InsertPageBreak(name, fmt.Sprintf("A%d", top-1)); err != nil {
				return wrap(err)
			}
		}
		if err := b.chart(name, c, top, widest); err != nil {
			return wrap(err)
		}
		top += rows
	}
	if err := b.file.SetColWidth(name, "A", "A", 18); err != nil {
		return wrap(err)
	}
	scale := uint(70)
	return wrap(b.printPage(name, false, excelize.PageLayoutOptions{AdjustTo: &scale}))
}

func (b *Book) chart(name string, c Chart, top, widest int) error {
	if len(c.Labels) == 0 || len(c.Series) == 0 {
		return errs.New(errs.Internal, "图表“%s”没有数据", c.Title)
	}
	if err := b.figures(name, c, top); err != nil {
		return err
	}
	at := func(col, row int) string {
		letters, _ := excelize.ColumnNumberToName(col)
		return fmt.Sprintf("$%s$%d", letters, row)
	}
	first, last := top+2, top+1+len(c.Labels)
	labels := fmt.Sprintf("%s!%s:%s", quoted(name), at(1, first), at(1, last))
	vary := false
	spec := &excelize.Chart{
		VaryColors:   &vary,
		Type:         map[ChartKind]excelize.ChartType{LineChart: excelize.Line, BarChart: excelize.Col, StackedChart: excelize.ColStacked, RankChart: excelize.Bar}[c.Kind],
		Title:        excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: c.Title, Font: &excelize.Font{Bold: true, Size: 14, Family: "黑体", Color: inkColour}}}},
		Legend:       excelize.ChartLegend{Position: "bottom"},
		Dimension:    excelize.ChartDimension{Width: 640, Height: 340},
		ShowBlanksAs: "gap",
		XAxis:        excelize.ChartAxis{ReverseOrder: c.Kind == RankChart, Font: excelize.Font{Color: inkColour, Size: 10}},
		YAxis:        excelize.ChartAxis{MajorGridLines: true, Font: excelize.Font{Color: inkColour, Size: 10}, NumFmt: excelize.ChartNumFmt{CustomNumFmt: c.Format}},
	}
	if c.Unit != "" {
		spec.YAxis.Title.Paragraph = []excelize.RichTextRun{{Text: c.Unit}}
	}
	if len(c.Series) == 1 {
		spec.Legend.Position = "none"
	}
	for i := range c.Series {
		colour := excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{seriesColours[i%len(seriesColours)]}}
		spec.Series = append(spec.Series, excelize.ChartSeries{
			Name: fmt.Sprintf("%s!%s", quoted(name), at(i+2, top+1)), Categories: labels,
			Values: fmt.Sprintf("%s!%s:%s", quoted(name), at(i+2, first), at(i+2, last)),
			Fill:   colour, Line: excelize.LineOptions{Width: 2, Fill: colour}, Marker: excelize.ChartMarker{Symbol: "circle", Size: 5, Fill: colour},
		})
	}
	anchor, err := excelize.CoordinatesToCellName(widest+3, top)
	if err != nil {
		return err
	}
	return b.file.AddChart(name, anchor, spec)
}

// figures writes a chart's table: title, head, one row for each label.
func (b *Book) figures(name string, c Chart, top int) error {
	head, err := b.style(styleKey{role: headRole})
	if err != nil {
		return err
	}
	label, err := b.style(styleKey{format: "@", align: "left"})
	if err != nil {
		return err
	}
	number, err := b.style(styleKey{format: c.Format, align: "right"})
	if err != nil {
		return err
	}
	set := func(col, row, style int, v any) {
		cell, e := excelize.CoordinatesToCellName(col, row)
		if err == nil && e == nil {
			err = b.file.SetCellStyle(name, cell, cell, style)
		}
		if err == nil && e == nil && v != nil {
			err = b.file.SetCellValue(name, cell, v)
		}
	}
	title, e := b.style(styleKey{role: captionRole})
	if e != nil {
		return e
	}
	set(1, top, title, b.fit(c.Title))
	set(1, top+1, head, b.fit(c.Unit))
	for i, s := range c.Series {
		set(i+2, top+1, head, b.fit(s.Name))
		for k := range c.Labels {
			var v any
			if k < len(s.Values) && !math.IsNaN(s.Values[k]) && !math.IsInf(s.Values[k], 0) {
				v = s.Values[k]
			}
			set(i+2, top+2+k, number, v)
		}
	}
	for k, text := range c.Labels {
		set(1, top+2+k, label, b.fit(text))
	}
	return err
}
