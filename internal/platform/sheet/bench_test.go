package sheet

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"
	"testing"
)

const benchRows, benchCols = 100_000, 20

// benchBook is a workbook of 100,000 × 20 as Excel writes it: eight columns of shared texts, two of dates, ten of numbers.
var benchBook = sync.OnceValue(func() []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, body := range skeleton {
		w, _ := z.Create(name)
		io.WriteString(w, body)
	}
	w, _ := z.Create("xl/sharedStrings.xml")
	s := bufio.NewWriter(w)
	io.WriteString(s, `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`)
	for i := range benchRows {
		fmt.Fprintf(s, "<si><t>高端装备制造产业园第%d期建设项目</t></si>", i)
	}
	for i := range 500 {
		fmt.Fprintf(s, "<si><t>类别%d</t></si>", i)
	}
	io.WriteString(s, "</sst>")
	s.Flush()
	w, _ = z.Create("xl/worksheets/sheet1.xml")
	s = bufio.NewWriter(w)
	io.WriteString(s, `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:T100000"/><sheetData>`)
	for r := range benchRows {
		fmt.Fprintf(s, `<row r="%d" spans="1:20">`, r+1)
		for c := range benchCols {
			ref := string(appendColumn(nil, c))
			switch {
			case c == 0:
				fmt.Fprintf(s, `<c r="%s%d" t="s"><v>%d</v></c>`, ref, r+1, r)
			case c < 8:
				fmt.Fprintf(s, `<c r="%s%d" s="2" t="s"><v>%d</v></c>`, ref, r+1, benchRows+(r*7+c)%500)
			case c < 10:
				fmt.Fprintf(s, `<c r="%s%d" s="1"><v>%d</v></c>`, ref, r+1, 44000+(r+c)%2000)
			default:
				fmt.Fprintf(s, `<c r="%s%d"><v>%d.%d</v></c>`, ref, r+1, r*c%1000003, 1+r%9)
			}
		}
		io.WriteString(s, "</row>")
	}
	io.WriteString(s, "</sheetData></worksheet>")
	s.Flush()
	z.Close()
	return out.Bytes()
})

// BenchmarkScan reads 2 million cells: "bare" only inflates the two parts, "rows" gives every row. peak-MB is the heap
// that the reader adds, at its highest.
func BenchmarkScan(b *testing.B) {
	data := benchBook()
	b.Run("bare", func(b *testing.B) {
		for b.Loop() {
			z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
			if err != nil {
				b.Fatal(err)
			}
			for _, f := range z.File {
				if strings.HasSuffix(f.Name, "sheet1.xml") || strings.HasSuffix(f.Name, "Strings.xml") {
					rc, _ := f.Open()
					if _, err := io.Copy(io.Discard, bufio.NewReaderSize(rc, 64<<10)); err != nil {
						b.Fatal(err)
					}
				}
			}
		}
	})
	b.Run("rows", func(b *testing.B) {
		var before, now runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		peak := uint64(0)
		for b.Loop() {
			book, err := Open(context.Background(), bytes.NewReader(data), int64(len(data)), "x.xlsx", Limits{})
			if err != nil {
				b.Fatal(err)
			}
			cells, rows := 0, 0
			for r, err := range book.Rows(0) {
				if err != nil {
					b.Fatal(err)
				}
				if rows++; rows%10_000 == 0 {
					runtime.ReadMemStats(&now)
					peak = max(peak, now.HeapAlloc-min(before.HeapAlloc, now.HeapAlloc))
				}
				cells += len(r.Cells)
			}
			if cells != benchRows*benchCols {
				b.Fatalf("%d cells", cells)
			}
		}
		b.ReportMetric(float64(peak)/(1<<20), "peak-MB")
	})
}
