package sheet

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// kinds is a sheet with every kind of cell, as an office would fill it.
func kinds(t *testing.T) *excelize.File {
	t.Helper()
	f := excelize.NewFile()
	set := func(cell string, v any, format string) {
		if err := f.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
		if format == "" {
			return
		}
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetCellStyle("Sheet1", cell, cell, style); err != nil {
			t.Fatal(err)
		}
	}
	set("A1", "项目 <名称>\n& 编号", "")
	set("B1", 12.34, "")
	set("C1", -1243245, "")
	set("D1", 46348, `yyyy"年"m"月"d"日"`)
	set("E1", 46348.395833333336, "yyyy-mm-dd hh:mm")
	set("F1", 0.395833333333, "h:mm:ss")
	set("G1", true, "")
	set("H1", 0.125, "0.00%")
	set("I1", 123, "000000")
	set("A3", "𠮷林省", "")
	set("B3", 1e-7, "")
	set("C3", 123456789012345.0, "")
	set("D3", 46348, "General")
	set("F3", strings.Repeat("长", 9000), "")
	for cell, formula := range map[string]string{"A5": `A3&"甲"`, "B5": "B1*2", "C5": "1/0", "D5": "B1>0"} {
		if err := f.SetCellFormula("Sheet1", cell, formula); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.MergeCell("Sheet1", "A3", "A4"); err != nil {
		t.Fatal(err)
	}
	return f
}

// TestOfficeFormats lets LibreOffice save one sheet in every format and expects the same cells from each.
func TestOfficeFormats(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice is absent")
	}
	dir := t.TempDir()
	if err := kinds(t).SaveAs(filepath.Join(dir, "in.xlsx")); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"A1": "项目 <名称>\n& 编号", "B1": "12.34", "C1": "-1243245", "D1": "2026-11-22", "E1": "2026-11-22 09:30:00",
		"F1": "09:30:00", "G1": "TRUE", "H1": "0.125", "I1": "000123", "A3": "𠮷林省", "B3": "0.0000001", "C3": "123456789012345",
		"D3": "46348", "F3": strings.Repeat("长", 9000), "A5": "𠮷林省甲", "B5": "24.68", "C5": "#DIV/0!", "D5": "TRUE",
	}
	for _, f := range []struct{ filter, ext string }{
		{"xlsx:Calc MS Excel 2007 XML", "xlsx"}, {"xls:MS Excel 97", "xls"}, {"xls:MS Excel 95", "xls"},
		{"html:HTML (StarCalc)", "html"},
	} {
		t.Run(f.filter, func(t *testing.T) {
			cmd := exec.Command(office, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", f.filter, "--outdir", dir+"/out", dir+"/in.xlsx")
			if msg, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, msg)
			}
			data, err := os.ReadFile(dir + "/out/in." + f.ext)
			if err != nil {
				t.Fatal(err)
			}
			b := open(t, data, "in."+f.ext)
			t.Logf("%s %s %+v", b.Format, b.Charset, b.Sheets)
			want := want
			if b.Format == HTML { // a page holds what is shown
				want = maps.Clone(want)
				maps.Copy(want, map[string]string{"D1": "2026年11月22日", "E1": "2026-11-22 09:30", "F1": "9:29:59", "G1": "1", "H1": "12.50%", "D5": "1"})
			}
			got := map[string]string{}
			for _, r := range all(t, b, 0) {
				for _, c := range r.Cells {
					if c.Kind != Empty {
						got[c.Ref] = c.Text
					}
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			m, err := b.Merged(0)
			if err != nil || len(m) != 1 || m[0] != (Range{3, 0, 4, 0}) {
				t.Errorf("merged %v, %v", m, err)
			}
		})
	}
}
