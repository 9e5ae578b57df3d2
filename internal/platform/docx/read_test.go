package docx

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	doc "lianzhang/internal/platform/document"
	"lianzhang/internal/platform/errs"
)

// pack makes a zip of the parts given as name, content, name, content.
func pack(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(parts[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// file makes a Word file with the XML as its body.
func file(t testing.TB, body string) []byte {
	return pack(t, "word/document.xml", `<w:document `+nsW+` xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>`+body+`</w:body></w:document>`)
}

func read(data []byte) (*Content, error) { return Read(bytes.NewReader(data), int64(len(data))) }

func TestReadBackWhatWasWritten(t *testing.T) {
	data := render(t, bulletin(), Options{OmitSources: true})
	paras, err := ReadText(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"景川市产业链链长制工作简报", "2026年第5期（总第29期）", "景川市产业链链长制办公室编\t2026年6月3日", "1—5月全市重点产业链运行\n和项目推进情况"}, paras[:4]); d != "" {
		t.Error(d)
	}
	if paras[5] != "一、总体情况" || !strings.HasPrefix(paras[6], "（一）项目转化。应开工项目1752个") {
		t.Errorf("headings: %q, %q", paras[5], paras[6])
	}
	tables, err := ReadTables(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var want Grid
	want = append(want, []string{"序", "产业链", "牵头单位", "计划", "完成", "完成率", "比序时", "亮灯", "", ""}, []string{"", "", "", "", "", "", "", "绿", "黄", "红"})
	for _, r := range progress().Rows {
		var cells []string
		for _, c := range r.Cells {
			cells = append(cells, c.Text)
		}
		want = append(want, cells)
	}
	if len(tables) != 2 { // the imprint is a table too
		t.Fatalf("%d tables, want 2", len(tables))
	}
	if d := cmp.Diff(want, tables[0]); d != "" {
		t.Error(d)
	}
}

func TestReadBackManyRows(t *testing.T) {
	d := notice(2000)
	d.Blocks = append(d.Blocks, doc.PageBreak{})
	c, err := read(render(t, d, options()))
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Tables()[0]; len(got) != 2002 || got[2001][0] != "2000" || got[1][10] != "" {
		t.Errorf("%d rows, last %q", len(got), got[len(got)-1])
	}
}

func TestReadForms(t *testing.T) {
	p := func(s string) string { return `<w:p><w:r><w:t>` + s + `</w:t></w:r></w:p>` }
	for _, c := range []struct {
		name, body string
		want       []Part
	}{
		{"order", p("前") + `<w:tbl><w:tr><w:tc>` + p("格") + `</w:tc></w:tr></w:tbl>` + p("后"), []Part{{Text: "前"}, {Table: Grid{{"格"}}}, {Text: "后"}}},
		{"breaks", `<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="9"/></w:tabs></w:pPr><w:r><w:t>一</w:t><w:tab/><w:t>二</w:t><w:br/><w:t>三</w:t><w:noBreakHyphen/></w:r></w:p>`, []Part{{Text: "一\t二\n三-"}}},
		{"revisions", `<w:p><w:ins><w:r><w:t>增</w:t></w:r></w:ins><w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>移</w:t></w:r></w:moveFrom></w:p>`, []Part{{Text: "增"}}},
		{"fields", `<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:hyperlink><w:r><w:t>链</w:t></w:r></w:hyperlink></w:p>`, []Part{{Text: "链"}}},
		{"box", `<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>` + p("框") + `</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>` + p("框") +
			`</w:txbxContent></mc:Fallback></mc:AlternateContent><w:t>外</w:t></w:r></w:p>`, []Part{{Text: "框"}, {Text: "外"}}},
		{"controls", `<w:sdt><w:sdtContent>` + p("内") + `</w:sdtContent></w:sdt>`, []Part{{Text: "内"}}},
		{"cells", `<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>` + p("宽") + p("两段") + `</w:tc><w:tc>` + p("c") + `</w:tc></w:tr>` +
			`<w:tr><w:tc><w:p/></w:tc><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc><w:tbl><w:tr><w:tc>` + p("套") + `</w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>`,
			[]Part{{Table: Grid{{"宽\n两段", "", "c"}, {"", "", "套"}}}}},
		{"absurd span", `<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr>` + p("x") + `</w:tc></w:tr></w:tbl>`,
			[]Part{{Table: Grid{append([]string{"x"}, make([]string, 62)...)}}}},
		{"empty", ``, nil},
	} {
		got, err := read(file(t, c.body))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if d := cmp.Diff(c.want, got.Parts); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
	}
}

func TestReadOtherPlacesAndStrict(t *testing.T) {
	rels := `<Relationships xmlns="` + nsRel + `"><Relationship Id="a" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="/doc/main.xml"/></Relationships>`
	main := `<document xmlns="http://purl.oclc.org/ooxml/wordprocessingml/main"><body><p><r><t>严格</t></r></p></body></document>`
	c, err := read(pack(t, "_rels/.rels", rels, "doc/main.xml", main))
	if err != nil || len(c.Paragraphs()) != 1 || c.Paragraphs()[0] != "严格" {
		t.Errorf("%v, %v", c, err)
	}
}

func TestReadBadInput(t *testing.T) {
	good := render(t, bulletin(), options())
	rel := func(target string) string {
		return `<Relationships xmlns="` + nsRel + `"><Relationship Id="a" Type="` + relBase + `officeDocument" Target="` + target + `"/></Relationships>`
	}
	for _, c := range []struct {
		name string
		data []byte
		code errs.Code
		say  string
	}{
		{"empty", nil, errs.Invalid, "文件是空的"},
		{"text", []byte("姓名,单位\n"), errs.Invalid, "不是Word文件"},
		{"old or locked", append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 600)...), errs.Invalid, "密码"},
		{"truncated", good[:len(good)/2], errs.Invalid, "没有传完"},
		{"only PK", []byte("PK\x03\x04"), errs.Invalid, "没有传完"},
		{"workbook", pack(t, "_rels/.rels", rel("xl/workbook.xml"), "xl/workbook.xml", "<workbook/>"), errs.Invalid, "Excel"},
		{"slides", pack(t, "_rels/.rels", rel("ppt/presentation.xml"), "ppt/presentation.xml", "<p/>"), errs.Invalid, "演示文稿"},
		{"other zip", pack(t, "a.txt", "x"), errs.Invalid, "不是Word文件"},
		{"broken XML", file(t, "<w:p><w:r>"), errs.Invalid, "已损坏"},
		{"entity", file(t, "<w:p>&lol;</w:p>"), errs.Invalid, "已损坏"},
		{"no body", pack(t, "word/document.xml", "<html/>"), errs.Invalid, "没有Word正文"},
		{"deep", file(t, strings.Repeat("<w:p>", 300)+strings.Repeat("</w:p>", 300)), errs.Invalid, "嵌套"},
		{"bomb", file(t, strings.Repeat(" ", maxBody)), errs.TooLarge, "解压后"},
		{"cells", file(t, "<w:tbl>"+strings.Repeat(`<w:tr><w:tc><w:tcPr><w:gridSpan w:val="63"/></w:tcPr></w:tc></w:tr>`, 16000)+"</w:tbl>"), errs.TooLarge, "格"},
	} {
		_, err := read(c.data)
		var e *errs.Error
		if !errors.As(err, &e) || e.Code != c.code || !strings.Contains(e.Message, c.say) {
			t.Errorf("%s: got %v, want %s with %q", c.name, err, c.code, c.say)
		}
	}
	if _, err := Read(bytes.NewReader(nil), maxFile+1); errs.CodeOf(err) != errs.TooLarge {
		t.Errorf("huge file: %v", err)
	}
}

// TestReadRefusesCrowdedDirectory: a directory of 100,000 entries is refused before it is read.
func TestReadRefusesCrowdedDirectory(t *testing.T) {
	parts := make([]string, 0, 200_000)
	for range 100_000 {
		parts = append(parts, "x", "")
	}
	if _, err := read(pack(t, parts...)); errs.CodeOf(err) != errs.TooLarge {
		t.Errorf("got %v", err)
	}
}

// TestReadAnyCut: a file cut or changed at any place gives an error or content, never a panic.
func TestReadAnyCut(t *testing.T) {
	good := render(t, &doc.Doc{Title: "t", Blocks: []doc.Block{progress()}}, options())
	for i := 0; i < len(good); i += 37 {
		if _, err := read(good[:i]); err == nil {
			t.Errorf("a file cut at %d was read", i)
		}
		bad := bytes.Clone(good)
		bad[i] ^= 0xFF
		_, _ = read(bad)
	}
}
