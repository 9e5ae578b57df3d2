package sheet

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"lianzhang/internal/platform/datatest"
	"lianzhang/internal/platform/errs"
)

// drain opens a file and reads all of it; it gives the number of rows before the first error.
func drain(data []byte, limits Limits) (rows int, err error) {
	b, err := Open(context.Background(), bytes.NewReader(data), int64(len(data)), "a.xlsx", limits)
	if err != nil {
		return 0, err
	}
	for i := range b.Sheets {
		if _, err := b.Merged(i); err != nil {
			return rows, err
		}
		for _, err := range b.Rows(i) {
			if err != nil {
				return rows, err
			}
			rows++
		}
	}
	return rows, nil
}

// refused checks the code and a word of the message.
func refused(t *testing.T, name string, err error, code errs.Code, word string) {
	t.Helper()
	var e *errs.Error
	if !errors.As(err, &e) {
		t.Errorf("%s: %v is no *errs.Error", name, err)
		return
	}
	if e.Code != code || !strings.Contains(e.Message, word) {
		t.Errorf("%s: %s %q, want %s with %q", name, e.Code, e.Message, code, word)
	}
}

func TestRefused(t *testing.T) {
	plain := workbookOf(t, rowsXML(`<row r="1"><c r="A1"><v>1</v></c></row>`), nil)
	var locked bytes.Buffer
	f := excelize.NewFile()
	if err := f.Write(&locked, excelize.Options{Password: "secret"}); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name string
		data []byte
		code errs.Code
		word string
	}{
		{"empty", nil, errs.Invalid, "空的"},
		{"password", locked.Bytes(), errs.Invalid, "密码"},
		{"cut zip", plain[:len(plain)/2], errs.Invalid, "不完整"},
		{"cut directory", plain[:len(plain)-10], errs.Invalid, "不完整"},
		{"word", pack(t, map[string]string{"word/document.xml": "<w/>"}), errs.Invalid, "Word"},
		{"ofd", pack(t, map[string]string{"OFD.xml": "<o/>"}), errs.Invalid, "OFD"},
		{"ods", pack(t, map[string]string{"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<o/>"}), errs.Invalid, "另存为 .xlsx"},
		{"xlsb", pack(t, map[string]string{"xl/workbook.bin": "x"}), errs.Invalid, "xlsb"},
		{"plain zip", pack(t, map[string]string{"a.txt": "x"}), errs.Invalid, "解压"},
		{"empty zip", pack(t, nil), errs.Invalid, "解压"},
		{"no sheets", workbookOf(t, "", map[string]string{"xl/workbook.xml": "<workbook/>"}), errs.Invalid, "没有可读的工作表"},
		{"pdf", []byte("%PDF-1.7\n"), errs.Invalid, "PDF"},
		{"picture", []byte("\x89PNG\r\n\x1a\n"), errs.Invalid, "图片"},
		{"rar", []byte("Rar!\x1a\x07\x00"), errs.Invalid, "解压"},
		{"binary", []byte("ab\x00\x01\x02cd"), errs.Invalid, "不是表格"},
		{"compound", append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 600)...), errs.Invalid, "不完整"},
		{"login page", []byte("<html><body>请登录</body></html>"), errs.Invalid, "登录页"},
		{"mht", []byte("MIME-Version: 1.0\n"), errs.Invalid, "mht"},
		{"json", []byte(`{"a":1}`), errs.Invalid, "JSON"},
		{"other xml", []byte(`<?xml version="1.0"?><a/>`), errs.Invalid, "XML"},
		{"excel 4", []byte{9, 4, 6, 0, 0, 0, 0x10, 0}, errs.Invalid, "Excel 4.0"},
	} {
		_, err := drain(test.data, Limits{})
		refused(t, test.name, err, test.code, test.word)
	}
}

func TestDamagedRows(t *testing.T) {
	good := strings.Repeat(`<row><c><v>1</v></c></row>`, 5)
	for name, broken := range map[string]string{
		"shared string out of range": `<row><c t="s"><v>9</v></c></row>`,
		"bad reference":              `<row><c r="AAAA1"><v>1</v></c></row>`,
		"bad row number":             `<row r="0"><c><v>1</v></c></row>`,
		"cut inside a cell":          `<row><c t="inlineStr"><is><t>abc`,
		"style is no number":         `<row><c s="x"><v>1</v></c></row>`,
	} {
		rows, err := drain(workbookOf(t, rowsXML(good+broken), nil), Limits{})
		refused(t, name, err, errs.Invalid, "已损坏")
		if rows != 5 {
			t.Errorf("%s: %d of 5 rows before the damage were given", name, rows)
		}
	}
	// A flipped byte in the packed sheet: rows up to it come, then the error.
	data := workbookOf(t, rowsXML(strings.Repeat(`<row><c><v>1</v></c><c><v>2</v></c></row>`, 20_000)), nil)
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "sheet1.xml") {
			at, _ := f.DataOffset()
			copy(data[at+int64(f.CompressedSize64)-40:], "\xff\xff\xff\xff\xff\xff\xff\xff")
		}
	}
	_, err = drain(data, Limits{})
	refused(t, "flipped bytes", err, errs.Invalid, "已损坏")
}

// sizedZip is a zip whose directory claims sizes, and whose content is a run of zeros of that size.
func sizedZip(t *testing.T, name string, size int64) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for part, body := range skeleton {
		w, _ := z.Create(part)
		io.WriteString(w, body)
	}
	w, err := z.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(w, zeros{}, size); err != nil {
		t.Fatal(err)
	}
	z.Close()
	return out.Bytes()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func TestLimits(t *testing.T) {
	many := map[string]string{}
	for i := range 200 {
		many[fmt.Sprintf("a%d.txt", i)] = ""
	}
	lying := pack(t, many)
	binary.LittleEndian.PutUint16(lying[len(lying)-22+10:], 1)
	row := `<row><c><v>1</v></c><c><v>2</v></c></row>`
	strs := map[string]string{"xl/sharedStrings.xml": "<sst>" + strings.Repeat("<si><t>0123456789012345</t></si>", 100) + "</sst>"}
	for _, test := range []struct {
		name   string
		data   []byte
		limits Limits
		word   string
	}{
		{"file", make([]byte, 3<<20), Limits{FileBytes: 2 << 20}, "超过上限2 MB"},
		{"entries", pack(t, many), Limits{Entries: 100}, "部件超过100个"},
		{"entries, lying record", lying, Limits{Entries: 10}, "部件超过10个"},
		{"bomb by ratio", sizedZip(t, "xl/worksheets/sheet1.xml", 40<<20), Limits{}, "解压后过大"},
		{"bomb by size", sizedZip(t, "xl/worksheets/sheet1.xml", 10<<20), Limits{TotalBytes: 5 << 20}, "解压后过大"},
		{"rows", workbookOf(t, rowsXML(strings.Repeat(row, 5)), nil), Limits{Rows: 4}, "超过4行"},
		{"cells", workbookOf(t, rowsXML(strings.Repeat(row, 5)), nil), Limits{Cells: 9}, "超过9个"},
		{"columns", workbookOf(t, rowsXML(row), nil), Limits{Columns: 1}, "第1列"},
		{"strings", workbookOf(t, rowsXML(`<row><c t="s"><v>0</v></c></row>`), strs), Limits{Strings: 99}, "文字超过"},
		{"string bytes", workbookOf(t, rowsXML(`<row><c t="s"><v>0</v></c></row>`), strs), Limits{StringBytes: 2000}, "文字超过"},
		{"cell text", workbookOf(t, rowsXML(`<row><c t="inlineStr"><is><t>`+strings.Repeat("长", 1000)+`</t></is></c></row>`), nil), Limits{CellBytes: 2000}, "单元格的文字超过"},
		{"merged", workbookOf(t, `<worksheet><sheetData/><mergeCells>`+strings.Repeat(`<mergeCell ref="A1:B1"/>`, 9)+`</mergeCells></worksheet>`, nil), Limits{Merged: 8}, "合并单元格超过8处"},
		{"csv rows", []byte("a\nb\nc\n"), Limits{Rows: 2}, "超过2行"},
		{"csv columns", []byte("a,b,c\n"), Limits{Columns: 2}, "超过2列"},
		{"html columns", []byte("<table><tr><td>a<td>b<td>c</table>"), Limits{Columns: 2}, "超出第2列"},
	} {
		_, err := drain(test.data, test.limits)
		refused(t, test.name, err, errs.TooLarge, test.word)
	}
	_, err := drain([]byte("a,\""+strings.Repeat("b", 9000)), Limits{CellBytes: 1000})
	refused(t, "csv quote", err, errs.Invalid, "引号")
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	data := []byte(strings.Repeat("a,b\n", 5000))
	b, err := Open(ctx, bytes.NewReader(data), int64(len(data)), "a.csv", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for _, err = range b.Rows(0) {
		if rows++; rows == 300 {
			cancel()
		}
		if rows > 600 {
			t.Fatal("reading goes on")
		}
	}
	refused(t, "cancelled", err, errs.Unavailable, "取消")
	if !errors.Is(err, context.Canceled) {
		t.Error("the cause is lost")
	}
	for _, err = range b.Rows(7) {
		refused(t, "no such sheet", err, errs.Invalid, "没有第8个")
	}
}

func TestPanicOfTheCaller(t *testing.T) {
	defer func() {
		if p := recover(); p != "mine" {
			t.Errorf("recovered %v", p)
		}
	}()
	for range open(t, []byte("a\nb\n"), "a.csv").Rows(0) {
		panic("mine")
	}
}

// TestTruncatedFiles cuts every kind of file at many places: an error or fewer rows, never a panic.
func TestTruncatedFiles(t *testing.T) {
	xls, err := os.ReadFile(datatest.Path(t, "spreadsheets/nbs-io-xls/1987年33部门投入产出表.xls"))
	if err != nil {
		t.Fatal(err)
	}
	xlsx, err := os.ReadFile(datatest.Path(t, "gaoming/招商项目调度台账.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"xls": xls, "xlsx": xlsx} {
		whole, err := drain(data, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 60 {
			part := data[:len(data)*i/60]
			rows, err := drain(part, Limits{})
			if err == nil && rows >= whole {
				t.Errorf("%s cut to %d bytes gives %d rows", name, len(part), rows)
			}
			if err != nil && errs.CodeOf(err) == errs.Internal {
				t.Errorf("%s cut to %d bytes: %v", name, len(part), err)
			}
			flipped := bytes.Clone(data)
			for k := range 8 {
				flipped[(i*7919+k*1009)%len(data)] ^= 0x5A
			}
			if _, err := drain(flipped, Limits{}); err != nil && errs.CodeOf(err) == errs.Internal {
				t.Errorf("%s with flipped bytes: %v", name, err)
			}
		}
	}
}

// TestCompoundCounts holds the library back from taking memory that a damaged header asks for.
func TestCompoundCounts(t *testing.T) {
	data, err := os.ReadFile(datatest.Path(t, "spreadsheets/nbs-io-xls/1987年33部门投入产出表.xls"))
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []int{40, 44, 64, 72} {
		damaged := bytes.Clone(data)
		binary.LittleEndian.PutUint32(damaged[at:], 0x7fffffff)
		_, err := drain(damaged, Limits{})
		refused(t, fmt.Sprintf("count at %d", at), err, errs.Invalid, "不完整")
	}
}

// FuzzOpen feeds any bytes to every format: no panic, no error of an unknown kind.
func FuzzOpen(f *testing.F) {
	f.Add([]byte("名称,金额\r\n甲,\"1\n2\"\r\n"))
	f.Add([]byte("<table><tr><td rowspan=2>a<td>b<tr><td>c</table>"))
	f.Add([]byte(`<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="a"><Table><Row ss:Index="3"><Cell><Data ss:Type="Number">1</Data></Cell></Row></Table></Worksheet></Workbook>`))
	f.Add(workbookOf(f, rowsXML(`<row r="1"><c r="A1" s="1"><v>46348</v></c><c t="inlineStr"><is><t>a&amp;b</t></is></c></row>`), nil))
	f.Add([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"))
	f.Fuzz(func(t *testing.T, data []byte) {
		limits := Limits{FileBytes: 1 << 20, TotalBytes: 4 << 20, Rows: 5000, Cells: 50_000, Columns: 200, CellBytes: 20_000, StringBytes: 1 << 20}
		if _, err := drain(data, limits); err != nil && errs.CodeOf(err) == errs.Internal {
			t.Error(err)
		}
	})
}

// FuzzSheetXML feeds any markup to the row scanner: packed files rarely survive mutation.
func FuzzSheetXML(f *testing.F) {
	f.Add(rowsXML(`<row r="1"><c r="A1" s="1" t="n"><f>1</f><v>46348</v></c></row>`), `<sst><si><t>a</t></si></sst>`)
	f.Add(`<worksheet><sheetData><row><c t="s"><v>0</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>`, `<sst><si><r><t>a_x000D_</t></r></si></sst>`)
	f.Fuzz(func(t *testing.T, sheet, shared string) {
		parts := maps.Clone(skeleton)
		parts["xl/worksheets/sheet1.xml"], parts["xl/sharedStrings.xml"] = sheet, shared
		limits := Limits{Rows: 5000, Cells: 50_000, Columns: 200, CellBytes: 20_000}
		if _, err := drain(pack(t, parts), limits); err != nil && errs.CodeOf(err) == errs.Internal {
			t.Error(err)
		}
	})
}
