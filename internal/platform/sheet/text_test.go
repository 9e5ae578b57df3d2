package sheet

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// grid is a sheet as row numbers and texts.
func grid(t *testing.T, b *Book, i int) map[int][]string {
	t.Helper()
	out := map[int][]string{}
	for _, r := range all(t, b, i) {
		for _, c := range r.Cells {
			out[r.Number] = append(out[r.Number], c.Text)
		}
	}
	return out
}

func TestCharsets(t *testing.T) {
	text := "项目名称,总投资（亿元）\r\n" + strings.Repeat("年产10万吨铜箔项目,6.0\r\n", 3)
	encode := map[string][]byte{"UTF-8": []byte(text)}
	encode["UTF-8 with mark"] = []byte("\xEF\xBB\xBF" + text)
	encode["GB18030"], _ = simplifiedchinese.GBK.NewEncoder().Bytes([]byte(text))
	encode["UTF-16LE"], _ = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(text))
	encode["UTF-16BE"], _ = unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(text))
	encode["UTF-8 cut"] = []byte(text + "尾部被截断的一行汉字文本用于编码识别判断很长很长" + "尾"[:2])
	encode["late GB18030"], _ = simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(strings.Repeat("a,b\r\n", 200_000) + text))
	for name, data := range encode {
		b := open(t, data, "台账.csv")
		charset, _, _ := strings.Cut(strings.TrimPrefix(name, "late "), " ")
		if b.Charset != charset || b.Sheets[0].Name != "台账" {
			t.Errorf("%s: charset %s, sheets %+v", name, b.Charset, b.Sheets)
		}
		rows := all(t, b, 0)
		if name == "late GB18030" {
			rows = rows[200_000:]
		}
		if len(rows) < 4 || rows[0].Cells[1].Text != "总投资（亿元）" || rows[1].Cells[0].Text != "年产10万吨铜箔项目" {
			t.Errorf("%s: %+v", name, rows)
		}
		if c := rows[1].Cells[1]; c.Kind != Number && c.Number != 6 && c.Text != "6.0" {
			t.Errorf("%s: %+v", name, c)
		}
	}
}

func TestCSV(t *testing.T) {
	for _, test := range []struct {
		name, in string
		want     map[int][]string
	}{
		{"quotes", "a,\"b,\"\"c\"\"\nd\",e\n\n,,x", map[int][]string{1: {"a", "b,\"c\"\nd", "e"}, 3: {"", "", "x"}}},
		{"semicolons", "名称;金额\n甲,乙;1\n丙;2\n", map[int][]string{1: {"名称", "金额"}, 2: {"甲,乙", "1"}, 3: {"丙", "2"}}},
		{"tabs", "名称\t金额\r甲\t1\r", map[int][]string{1: {"名称", "金额"}, 2: {"甲", "1"}}},
		{"named delimiter", "sep=|\r\na|b,c\r\n", map[int][]string{1: {"a", "b,c"}}},
		{"bare quotes", "5\" 管,b\n\"x\"y,\"\"\n", map[int][]string{1: {"5\" 管", "b"}, 2: {"xy"}}},
		{"one column", "甲\n乙", map[int][]string{1: {"甲"}, 2: {"乙"}}},
		{"unclosed quote", "a,\"b\nc", map[int][]string{1: {"a", "b\nc"}}},
		{"guarded", "'=1+1,'-5,-5,'abc,''@x\n", map[int][]string{1: {"=1+1", "-5", "-5", "'abc", "'@x"}}},
	} {
		if diff := cmp.Diff(test.want, grid(t, open(t, []byte(test.in), "a.csv"), 0)); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
	c := all(t, open(t, []byte("007,7,2.50,1e5,-3\n"), "a.csv"), 0)[0].Cells
	kinds := []Kind{c[0].Kind, c[1].Kind, c[2].Kind, c[3].Kind, c[4].Kind}
	if diff := cmp.Diff([]Kind{Text, Number, Text, Text, Number}, kinds); diff != "" {
		t.Error(diff)
	}
}

func TestHTML(t *testing.T) {
	page := `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset=gb2312><style>td{}</style></head><body>
<table><tr><th colspan=2 rowspan=2>项目<br>名称</th><th>投资情况</th></tr><tr><td x:num="1234.56">1,235</td></tr>
<tr><td>甲&amp;乙&nbsp; 丙</td><td><table><tr><td>内</td><td>表</td></tr></table></td><td x:num="46348">2026年11月22日</td></tr></table>
<p>x</p><table></table><table><tr><td>二</table></body></html>`
	data, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(page))
	if err != nil {
		t.Fatal(err)
	}
	b := open(t, data, "导出.xls")
	if b.Format != HTML || len(b.Sheets) != 2 || b.Sheets[0].Rows != 3 {
		t.Fatalf("%s %+v", b.Format, b.Sheets)
	}
	want := map[int][]string{1: {"项目\n名称", "", "投资情况"}, 2: {"", "", "1234.56"}, 3: {"甲&乙 丙", "内 表", "2026年11月22日"}}
	if diff := cmp.Diff(want, grid(t, b, 0)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[int][]string{1: {"二"}}, grid(t, b, 1)); diff != "" {
		t.Error(diff)
	}
	if m, err := b.Merged(0); err != nil || len(m) != 1 || m[0] != (Range{1, 0, 2, 1}) {
		t.Errorf("merged %v, %v", m, err)
	}
}

func TestXML2003(t *testing.T) {
	data := `<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="空"><Table/></Worksheet>
<Worksheet ss:Name="台账"><Table ss:ExpandedColumnCount="3"><Column ss:Width="5"/>
<Row><Cell ss:MergeAcross="1" ss:StyleID="s1"><Data ss:Type="String">标题&#10;行</Data><Comment><ss:Data>批注</ss:Data></Comment></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell></Row>
<Row ss:Index="4"><Cell ss:Index="2"><Data ss:Type="Number">1.5</Data></Cell><Cell><Data ss:Type="DateTime">2026-11-22T00:00:00.000</Data></Cell><Cell><ss:Data ss:Type="String" xmlns="h"><B>粗</B>体</ss:Data></Cell><Cell ss:Formula="=R1C1"/></Row>
</Table></Worksheet></Workbook>`
	b := open(t, []byte(data), "导出.xls")
	if b.Format != XML || len(b.Sheets) != 2 || b.Sheets[1].Rows != 2 {
		t.Fatalf("%s %+v", b.Format, b.Sheets)
	}
	want := map[int][]string{1: {"标题\n行", "", "TRUE"}, 4: {"", "1.5", "2026-11-22", "粗体", Uncalculated}}
	if diff := cmp.Diff(want, grid(t, b, 1)); diff != "" {
		t.Error(diff)
	}
	if m, err := b.Merged(1); err != nil || len(m) != 1 || m[0] != (Range{1, 0, 1, 1}) {
		t.Errorf("merged %v, %v", m, err)
	}
	if rows := all(t, b, 0); len(rows) != 0 {
		t.Errorf("empty sheet: %v", rows)
	}
}

func TestGuard(t *testing.T) {
	for _, text := range []string{"", "=1", "+86", "-5", "@x", "\tx", "\rx", "＝1", "'", "'=1", "''=1", "'abc", "abc", "''", "a=1"} {
		guarded := Guard(text)
		if strings.HasPrefix(guarded, "=") || strings.HasPrefix(guarded, "+") || strings.HasPrefix(guarded, "-") || strings.HasPrefix(guarded, "@") {
			t.Errorf("%q is not guarded: %q", text, guarded)
		}
		if back := Unguard(guarded); back != text {
			t.Errorf("%q comes back as %q", text, back)
		}
	}
}

func TestUnescape(t *testing.T) {
	in := []byte("x_xD842__xDFB7_y_x00e9_z_x12G4_")
	if got := appendText([]byte("-"), in, true); !bytes.Equal(got, []byte("-x𠮷yéz_x12G4_")) {
		t.Errorf("%q", got)
	}
}
