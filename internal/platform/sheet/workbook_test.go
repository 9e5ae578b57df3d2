package sheet

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// cells are the cells of the only sheet, by reference; gaps are left out.
func cells(t *testing.T, b *Book) map[string]Cell {
	t.Helper()
	out := map[string]Cell{}
	for _, r := range all(t, b, 0) {
		for _, c := range r.Cells {
			if c.Kind != Empty || c.Styled {
				out[c.Ref] = c
			}
		}
	}
	return out
}

func TestCells(t *testing.T) {
	const shared = `<sst><si><t>甲</t></si><si><r><t xml:space="preserve">富 </t></r><r><rPr><b/></rPr><t>文本</t></r><rPh sb="0" eb="1"><t>ふ</t></rPh></si>` +
		`<si><t/></si><si><t>a_x000D_&#10;b_x005F_x000D_&amp;&#x4e2d;</t></si><si/></sst>`
	const zh = `yyyy"年"m"月"d"日";@`
	for _, test := range []struct {
		name, row string
		want      map[string]Cell
	}{
		{"shared", `<row r="2"><c r="B2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c r="D2" t="s"><v>2</v></c></row>`,
			map[string]Cell{"B2": {Text: "甲", Kind: Text}, "C2": {Text: "富 文本", Kind: Text}}},
		{"escapes", `<row r="1"><c r="A1" t="s"><v>3</v></c></row>`,
			map[string]Cell{"A1": {Text: "a\r\nb_x000D_&中", Kind: Text}}},
		{"inline", `<row><c t="inlineStr"><is><t>无编号</t></is></c><c t="inlineStr"><is><r><t>x</t></r><r><t>y</t></r></is></c></row><row><c><v>7</v></c></row>`,
			map[string]Cell{"A1": {Text: "无编号", Kind: Text}, "B1": {Text: "xy", Kind: Text}, "A2": {Text: "7", Kind: Number, Number: 7}}},
		{"gap after a reference", `<row r="3"><c r="C3"><v>1</v></c><c><v>2</v></c></row>`,
			map[string]Cell{"C3": {Text: "1", Kind: Number, Number: 1}, "D3": {Text: "2", Kind: Number, Number: 2}}},
		{"formula", `<row r="1"><c r="A1"><f>B1*2</f><v>2.5</v></c><c r="B1" t="str"><f>"x"</f><v>文</v></c><c r="C1"><f>SUM(A1)</f></c><c r="D1" t="str"><f>""</f><v></v></c></row>`,
			map[string]Cell{"A1": {Text: "2.5", Kind: Number, Number: 2.5, Formula: true}, "B1": {Text: "文", Kind: Text, Formula: true}, "C1": {Text: Uncalculated, Kind: Error, Formula: true}}},
		{"bool and error", `<row r="1"><c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c><c r="C1" t="e"><v>#REF!</v></c></row>`,
			map[string]Cell{"A1": {Text: "TRUE", Kind: Bool, Number: 1}, "B1": {Text: "FALSE", Kind: Bool}, "C1": {Text: "#REF!", Kind: Error}}},
		{"dates", `<row r="1"><c r="A1" s="1"><v>46348</v></c><c r="B1" s="4"><v>46348.395833333336</v></c><c r="C1" s="7"><v>0.5</v></c><c r="D1" s="1"><v>-3</v></c><c r="E1" t="d"><v>2026-11-22T09:30:00</v></c></row>`,
			map[string]Cell{
				"A1": {Text: "2026-11-22", Kind: Date, Number: 46348, Format: zh, Styled: true}, "B1": {Text: "2026-11-22 09:30:00", Kind: Date, Number: 46348.395833333336, Format: "yyyy/m/d h:mm", Styled: true},
				"C1": {Text: "12:00:00", Kind: Date, Number: 0.5, Format: "h:mm:ss", Styled: true}, "D1": {Text: "-3", Kind: Number, Number: -3, Format: zh, Styled: true},
				"E1": {Text: "2026-11-22 09:30:00", Kind: Date, Number: 46348.395833333336}}},
		{"numbers", `<row r="1"><c r="A1"><v>0.30000000000000004</v></c><c r="B1"><v>9.1440600712345599E+17</v></c><c r="C1"><v>1E-3</v></c><c r="D1" s="5"><v>42</v></c><c r="E1" s="6"><v>0.865</v></c><c r="F1"><v> 5 </v></c><c r="G1"><v>abc</v></c></row>`,
			map[string]Cell{
				"A1": {Text: "0.3", Kind: Number, Number: 0.30000000000000004}, "B1": {Text: "914406007123456000", Kind: Number, Number: 9.1440600712345599e+17}, "C1": {Text: "0.001", Kind: Number, Number: 0.001},
				"D1": {Text: "000042", Kind: Number, Number: 42, Format: "000000", Styled: true}, "E1": {Text: "0.865", Kind: Number, Number: 0.865, Format: "0.00%", Styled: true},
				"F1": {Text: "5", Kind: Number, Number: 5}, "G1": {Text: "abc", Kind: Text}}},
		{"styled blanks", `<row r="1"><c r="A1" s="2"/><c r="XFD1" s="2"/></row><row r="2"/>`, map[string]Cell{"A1": {Styled: true}}},
		{"markup", "<row r='1'><c r='A1' t='inlineStr'><!-- c > --><is><t>a<![CDATA[<b>&]]>c</t></is><extLst><ext uri=\"a>b\"/></extLst></c></row>",
			map[string]Cell{"A1": {Text: "a<b>&c", Kind: Text}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := open(t, workbookOf(t, rowsXML(test.row), map[string]string{"xl/sharedStrings.xml": shared}), "x.xlsx")
			got := cells(t, b)
			for ref, c := range test.want {
				c.Ref = ref
				test.want[ref] = c
			}
			if diff := cmp.Diff(test.want, got, cmpopts.EquateApprox(0, 1e-9)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOddWorkbooks(t *testing.T) {
	prefixed := `<?xml version="1.0"?><x:worksheet xmlns:x="u"><x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>前缀</x:t></x:is></x:c></x:row></x:sheetData>` +
		`<x:mergeCells><x:mergeCell ref="A1:B1"/></x:mergeCells></x:worksheet>`
	b := open(t, workbookOf(t, prefixed, nil), "x.xlsx")
	merges, err := b.Merged(0)
	if err != nil || len(merges) != 1 || merges[0] != (Range{1, 0, 1, 1}) {
		t.Errorf("merged ranges of a prefixed sheet: %v, %v", merges, err)
	}
	if got := cells(t, b)["A1"].Text; got != "前缀" {
		t.Errorf("prefixed names: %q", got)
	}
	mac := map[string]string{"xl/workbook.xml": `<workbook xmlns:r="u"><workbookPr date1904="1"/><sheets><sheet name="表" r:id="rId1" state="hidden"/></sheets></workbook>`}
	b = open(t, workbookOf(t, rowsXML(`<row r="1" hidden="1"><c r="A1" s="1"><v>44886</v></c></row>`), mac), "x.xlsx")
	if c := cells(t, b)["A1"]; c.Text != "2026-11-22" || c.Number != 46348 || !b.Sheets[0].Hidden {
		t.Errorf("1904 date %+v in %+v", c, b.Sheets)
	}
	if rows := all(t, b, 0); !rows[0].Hidden {
		t.Error("the row is not hidden")
	}
	utf16 := "\xFF\xFE"
	for _, r := range rowsXML(`<row r="1"><c r="A1" t="inlineStr"><is><t>宽</t></is></c></row>`) {
		utf16 += string([]byte{byte(r), byte(r >> 8)})
	}
	if got := cells(t, open(t, workbookOf(t, utf16, nil), "x.xlsx"))["A1"].Text; got != "宽" {
		t.Errorf("UTF-16 part: %q", got)
	}
	if r, more := all(t, b, 0)[0], b.Progress(); len(r.Cells) != 1 || more != 1 {
		t.Errorf("second reading: %v, progress %v", r, more)
	}
}

func TestEstimate(t *testing.T) {
	rows := ""
	for range 3000 {
		rows += `<row><c><v>1</v></c><c t="inlineStr"><is><t>项目</t></is></c></row>`
	}
	b := open(t, workbookOf(t, `<worksheet><dimension ref="A1"/>`+rowsXML(rows)[len("<worksheet>"):], nil), "x.xlsx")
	if n := b.Sheets[0].Rows; n < 2800 || n > 3200 {
		t.Errorf("3000 rows estimated as %d", n)
	}
}

func TestFormats(t *testing.T) {
	for code, want := range map[string]formatKind{
		"General": plainFormat, "0.00": plainFormat, "0.00E+00": plainFormat, "@": plainFormat, `#,##0.00"元"`: plainFormat,
		`_ "￥"* #,##0.00_ ;_ "￥"* \-#,##0.00_ `: plainFormat, `[Red]0.0%`: plainFormat, `0.00\d`: plainFormat, "G/通用格式": plainFormat, `0.0"days"`: plainFormat,
		`yyyy"年"m"月"`: dateFormat, `e"年"m"月"`: dateFormat, "[$-804]yyyy/m/d;@": dateFormat, `[DBNum1][$-804]yyyy"年"m"月"d"日"`: dateFormat, "mmm-yy": dateFormat, `m"月"`: dateFormat,
		"[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy": dateFormat, "aaaa": dateFormat,
		"h:mm": timeFormat, "[h]:mm:ss": timeFormat, "mm:ss.0": timeFormat, `上午/下午h"时"mm"分"`: timeFormat,
		"yyyy-mm-dd hh:mm:ss": stampFormat, `m/d/yy h:mm AM/PM`: stampFormat,
	} {
		if got := parseFormat(code).kind; got != want {
			t.Errorf("%s: kind %d, want %d", code, got, want)
		}
	}
}

func TestColumns(t *testing.T) {
	for col, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 701: "ZZ", 702: "AAA", 16383: "XFD"} {
		if got := string(appendColumn(nil, col)); got != want {
			t.Errorf("%d: %s, want %s", col, got, want)
		}
		if c, row, ok := parseRef([]byte(want + "12")); c != col || row != 12 || !ok {
			t.Errorf("%s12: %d, %d, %v", want, c, row, ok)
		}
	}
	for _, bad := range []string{"", "12", "A0x", "ABCD1", "A1048577", "A99999999999"} {
		if _, _, ok := parseRef([]byte(bad)); ok {
			t.Errorf("%q passes as a reference", bad)
		}
	}
}
