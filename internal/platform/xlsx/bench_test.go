package xlsx

import (
	"fmt"
	"io"
	"runtime"
	"strconv"
	"testing"

	"github.com/xuri/excelize/v2"
)

const benchRows = 100_000

func benchColumns() []Column {
	var out []Column
	for i := range 20 {
		kinds := []Kind{KindText, KindText, KindMoney, KindNumber, KindDate}
		out = append(out, Column{Key: "c" + strconv.Itoa(i), Header: "第" + strconv.Itoa(i) + "列", Kind: kinds[i%5]})
	}
	return out
}

// BenchmarkWrite writes 100,000 × 20 cells (8 texts, 4 amounts, 4 numbers, 4 dates): "excelize" is its stream writer with the
// same values and styles, "book" is this package. peak-MB is the heap at its highest.
func BenchmarkWrite(b *testing.B) {
	names := make([]string, 1000)
	for i := range names {
		names[i] = fmt.Sprintf("高端装备制造产业园第%d期建设项目", i)
	}
	b.Run("excelize", func(b *testing.B) {
		for b.Loop() {
			f := excelize.NewFile()
			style, err := f.NewStyle(&excelize.Style{NumFmt: 4})
			if err != nil {
				b.Fatal(err)
			}
			w, err := f.NewStreamWriter("Sheet1")
			if err != nil {
				b.Fatal(err)
			}
			cells, args := make([]excelize.Cell, 20), make([]any, 20)
			for r := range benchRows {
				for c := range 20 {
					cells[c].StyleID, args[c] = style, &cells[c]
					switch c % 5 {
					case 0, 1:
						cells[c].Value = names[(r+c)%1000]
					case 2, 3:
						cells[c].Value = float64(r*c) / 10
					case 4:
						cells[c].Value = 46000 + r%500
					}
				}
				if err := w.SetRow("A"+strconv.Itoa(r+1), args); err != nil {
					b.Fatal(err)
				}
			}
			if err := w.Flush(); err != nil {
				b.Fatal(err)
			}
			if err := f.Write(io.Discard); err != nil {
				b.Fatal(err)
			}
			f.Close()
		}
	})
	b.Run("book", func(b *testing.B) {
		dates := make([]string, 28)
		for i := range dates {
			dates[i] = fmt.Sprintf("2026-11-%02d", i+1)
		}
		peak := uint64(0)
		var now runtime.MemStats
		for b.Loop() {
			book := New()
			s, err := book.Sheet(Options{Name: "台账", List: "project", Columns: benchColumns()})
			if err != nil {
				b.Fatal(err)
			}
			cells := make([]Cell, 20)
			for r := range benchRows {
				for c := range 20 {
					switch c % 5 {
					case 0, 1:
						cells[c] = Text(names[(r+c)%1000])
					case 2:
						cells[c] = Money(int64(r * c * 1000))
					case 3:
						cells[c] = Number(float64(r*c) / 10)
					case 4:
						cells[c] = Date(dates[r%28])
					}
				}
				if err := s.Row(cells...); err != nil {
					b.Fatal(err)
				}
				if r%10_000 == 0 {
					runtime.ReadMemStats(&now)
					peak = max(peak, now.HeapAlloc)
				}
			}
			if err := book.Write(io.Discard); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(peak)/(1<<20), "peak-MB")
	})
}
