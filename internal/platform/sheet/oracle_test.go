package sheet

import (
	"bytes"
	"context"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"lianzhang/internal/platform/datatest"
)

// open opens bytes as a file of that name.
func open(t testing.TB, data []byte, name string) *Book {
	t.Helper()
	b, err := Open(context.Background(), bytes.NewReader(data), int64(len(data)), name, Limits{})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return b
}

// all collects the rows of a sheet.
func all(t testing.TB, b *Book, i int) []Row {
	t.Helper()
	var rows []Row
	for r, err := range b.Rows(i) {
		if err != nil {
			t.Fatalf("sheet %d: %v", i, err)
		}
		rows = append(rows, r.Clone())
	}
	return rows
}

// compare checks every cell of a book against excelize: raw values, dates, and that neither sees a cell more.
func compare(t *testing.T, b *Book, other *excelize.File) (cells, dates int) {
	t.Helper()
	for i, s := range b.Sheets {
		want, err := other.GetRows(s.Name, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		at := func(row, col int) string {
			if row-1 < len(want) && col < len(want[row-1]) {
				return want[row-1][col]
			}
			return ""
		}
		wrong := 0
		fail := func(ref string, got any, want string) {
			if wrong++; wrong <= 5 {
				t.Errorf("%s!%s: %+v, excelize has %q", s.Name, ref, got, want)
			}
		}
		seen := 0
		for _, r := range all(t, b, i) {
			for col, c := range r.Cells {
				w := at(r.Number, col)
				if c.Text == Uncalculated && c.Formula && w == "" {
					continue // excelize takes a formula without a result for an empty cell
				}
				if c.Kind != Empty {
					seen++
				}
				if c.Kind == Number || c.Kind == Date {
					cells++
					f, err := strconv.ParseFloat(w, 64)
					if err != nil || math.Abs(f-c.Number) > 1e-12*math.Abs(f) {
						fail(c.Ref, c, w)
					}
					if c.Kind == Date {
						dates++
						d, err := excelize.ExcelDateToTime(f, false)
						d = d.Round(time.Millisecond)
						if err != nil || !strings.HasPrefix(d.Format("2006-01-02 15:04:05.999"), c.Text) && !strings.HasSuffix(d.Format(time.DateTime), c.Text) {
							fail(c.Ref, c, d.Format(time.DateTime))
						}
					}
				} else if c.Text != w && !(c.Kind == Bool && (w == "1") == (c.Number == 1)) {
					fail(c.Ref, c, w)
				} else if c.Kind != Empty {
					cells++
				}
			}
		}
		full := 0
		for _, r := range want {
			for _, v := range r {
				if v != "" {
					full++
				}
			}
		}
		if seen != full {
			t.Errorf("%s: %d cells, excelize has %d", s.Name, seen, full)
		}
		merges, err := b.Merged(i)
		if err != nil {
			t.Fatal(err)
		}
		theirs, _ := other.GetMergeCells(s.Name)
		known := map[Range]bool{}
		for _, m := range theirs {
			r, _ := parseRange(m.GetStartAxis() + ":" + m.GetEndAxis())
			known[r] = true
		}
		for _, m := range merges {
			if !known[m] {
				t.Errorf("%s: excelize does not know the merged range %+v", s.Name, m)
			}
		}
		// LibreOffice also merges what an .xls only centres across a selection.
		if n := len(theirs) - len(merges); n != 0 && (b.Format != XLS || n > 2) {
			t.Errorf("%s: %d merged ranges, excelize has %d", s.Name, len(merges), len(theirs))
		}
	}
	return cells, dates
}

func TestWorkbooksAgainstExcelize(t *testing.T) {
	total := 0
	for _, folder := range []string{"gaoming", "spreadsheets/macro-xlsx", "tickets", "a-share"} {
		files, err := filepath.Glob(filepath.Join(datatest.Path(t, folder), "*.xlsx"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: no workbooks (%v)", folder, err)
		}
		for _, name := range files {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			other, err := excelize.OpenReader(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			cells, dates := compare(t, open(t, data, name), other)
			t.Logf("%s: %d cells, %d of them dates", filepath.Base(name), cells, dates)
			total += cells
			other.Close()
		}
	}
	if total < 50_000 {
		t.Errorf("only %d cells were compared", total)
	}
}

// TestBinaryWorkbooks compares the .xls files with what LibreOffice makes of them.
func TestBinaryWorkbooks(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(datatest.Path(t, "spreadsheets/nbs-io-xls"), "*.xls"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no .xls files (%v)", err)
	}
	out := t.TempDir()
	office, _ := exec.LookPath("soffice")
	if office != "" {
		args := append([]string{"-env:UserInstallation=file://" + out + "/profile", "--headless", "--convert-to", "xlsx", "--outdir", out}, files...)
		if msg, err := exec.Command(office, args...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, msg)
		}
	} else {
		t.Log("LibreOffice is absent: the files are read, but not compared")
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		b := open(t, data, name)
		if office == "" {
			for i := range b.Sheets {
				all(t, b, i)
			}
			continue
		}
		other, err := excelize.OpenFile(filepath.Join(out, strings.TrimSuffix(filepath.Base(name), ".xls")+".xlsx"))
		if err != nil {
			t.Fatal(err)
		}
		cells, _ := compare(t, b, other)
		t.Logf("%s: %d cells in %d sheets", filepath.Base(name), cells, len(b.Sheets))
		other.Close()
	}
}
