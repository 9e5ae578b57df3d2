package ui_test

import (
	"bytes"
	"os"
	"testing"

	"lianzhang/internal/web/ui"
	"lianzhang/internal/web/ui/uitest"
)

// BenchmarkLedger renders one page of 50 rows, each light explained.
func BenchmarkLedger(b *testing.B) {
	set := uitest.Set(b, "gallery", os.DirFS("testdata/gallery"))
	data := ledger(50)
	var buf bytes.Buffer
	b.ReportAllocs()
	for b.Loop() {
		buf.Reset()
		if err := set.Execute(&buf, "gallery/ledger", "", data); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(buf.Len()), "bytes/page")
}

// BenchmarkStart parses layout, partials and the pages of the gallery: the part of the start that belongs to pages.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		assets, err := ui.NewAssets()
		if err != nil {
			b.Fatal(err)
		}
		set, err := ui.NewSet(assets)
		if err != nil {
			b.Fatal(err)
		}
		if err := set.Add("gallery", os.DirFS("testdata/gallery")); err != nil {
			b.Fatal(err)
		}
	}
}
